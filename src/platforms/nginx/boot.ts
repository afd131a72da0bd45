import type { Intent, Plan } from "../../delivery/plan.ts";
import type { NginxChange } from "./changes.ts";
import { keeperOf, nameOf } from "./parts.ts";
import type { Content, Keeper, RoutingState } from "./routing-state.ts";
import { greenPort, isPromoted, sideOf } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { sideSeen } from "./snapshot.ts";

type Boot = Extract<NginxChange, { kind: "boot" }>;

/** The ports that users reach, where a process is meant to be. */
export function servingPorts(content: Content): number[] {
  const { live, share } = content;
  const carrying = [...(isPromoted(content) ? [] : [live]), ...(share > 0 ? [greenPort(content)] : [])];
  return carrying.filter((port) => sideOf(content, port).up);
}

/**
 * The plan, with what makes the machine start at boot who serves, and nobody else: a side is started at boot before it
 * gets its first request, and no longer after its last. On the way back traffic goes first: nothing stands in its way.
 * Pure.
 */
export function withBoot(
  settings: NginxSettings,
  { step }: Pick<Intent, "step">,
  seen: Snapshot,
  state: RoutingState,
  plan: Plan<NginxChange>,
): Plan<NginxChange> {
  const boots = new BootPlan(settings, seen, state);
  const changes: NginxChange[] = [];
  for (const change of plan.changes) {
    if (change.kind === "stop") changes.push(...boots.without([change.port]));
    if (change.kind !== "switch") {
      changes.push(change);
      continue;
    }
    boots.follow(change.edit);
    const starts = boots.withServing();
    changes.push(...(step === "rollback" ? [change, ...starts] : [...starts, change]));
  }
  changes.push(...boots.withServing(), ...boots.withoutOthers());
  return { ...plan, changes, warnings: [...plan.warnings, ...boots.warnings()] };
}
/** Of who serves, who would not come up after a reboot: for `status`, which changes nothing. */
export function bootProblems(seen: Snapshot, state: RoutingState): string[] {
  return servingPorts(state).flatMap((port) => {
    const { boot } = sideSeen(seen, port);
    const problem = `${nameOf(state, port)} serves, but nothing would start it at boot: ${boot?.how}.`;
    return boot?.starts === false ? [problem] : [];
  });
}

/** Follows a plan through its switches, and says what is left to do at each. */
class BootPlan {
  readonly #settings: NginxSettings;
  readonly #seen: Snapshot;
  readonly #done = new Map<number, boolean>();
  #now: Content;

  constructor(settings: NginxSettings, seen: Snapshot, state: Content) {
    this.#settings = settings;
    this.#seen = seen;
    this.#now = state;
  }

  follow(edit: Partial<Content>): void {
    this.#now = { ...this.#now, ...edit };
  }

  /** Of who serves at the end, or is about to, who does not come up after a reboot and cannot be made to. */
  warnings(): string[] {
    const now = this.#now;
    const green = greenPort(now);
    const ports = new Set([...servingPorts(now), ...(now.rollout !== null && sideOf(now, green).up ? [green] : [])]);
    return [...ports].flatMap((port) => {
      const { boot } = sideSeen(this.#seen, port);
      return boot?.cannot === true ? [`Nothing starts ${nameOf(now, port)} at boot: ${boot.how}.`] : [];
    });
  }

  withServing(): Boot[] {
    return this.#set(servingPorts(this.#now), true);
  }

  withoutOthers(): Boot[] {
    const serving = servingPorts(this.#now);
    return this.without(this.#now.ports.filter((port) => !serving.includes(port)));
  }

  /** A container keeps its restart policy until it is removed; only systemd is told who starts no more. */
  without(ports: readonly number[]): Boot[] {
    return this.#set(
      ports.filter((port) => this.#keeper(port)?.kind === "unit"),
      false,
    );
  }

  #set(ports: readonly number[], on: boolean): Boot[] {
    return ports.flatMap((port) => {
      const { boot } = sideSeen(this.#seen, port);
      const starts = this.#done.get(port) ?? boot?.starts;
      if (boot === undefined || boot.cannot === true || starts === on) return [];
      this.#done.set(port, on);
      const name = nameOf(this.#now, port);
      const summary = on
        ? `Have ${name} started at boot: it serves (so far: ${boot.how})`
        : `Have ${name} not started at boot any more: it does not serve`;
      return [{ kind: "boot", port, keeper: this.#keeper(port), on, summary }];
    });
  }

  #keeper(port: number): Keeper | undefined {
    return sideOf(this.#now, port).keeper ?? keeperOf(this.#settings);
  }
}
