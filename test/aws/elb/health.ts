import { Agent, request } from "node:http";
import { connect } from "node:net";
import type { WorldConfig } from "../contract.ts";
import type { Ec2 } from "../ec2/index.ts";
import type { Lambda } from "../lambda/index.ts";
import { askFunction, checkEvent } from "./functions.ts";
import type { Target, TargetGroup } from "./model.ts";

/** AWS seconds from registration to the first check. */
const FIRST_CHECK_SECONDS = 1;
/** Real milliseconds: in a fast world a busy machine is no reason to find a target unhealthy. */
const MIN_TIMEOUT_MS = 2_000;

interface Outcome {
  ok: boolean;
  reason: string | undefined;
  description: string | undefined;
}

/** Checks the targets of every target group that an action names; the others' targets are `unused`. */
export class HealthChecks {
  readonly #config: WorldConfig;
  readonly #ec2: Ec2;
  readonly #lambda: Lambda;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 2_000 });

  constructor(config: WorldConfig, ec2: Ec2, lambda: Lambda) {
    this.#config = config;
    this.#ec2 = ec2;
    this.#lambda = lambda;
  }

  /** Starts or stops the checks of a whole group, when it comes into use or falls out of it. */
  setUsed(group: TargetGroup, used: boolean): void {
    if (group.checking === used) return;
    group.checking = used;
    for (const target of group.targets.values()) {
      this.stop(target);
      if (target.state !== "draining") reset(target);
      if (used) this.watch(group, target);
    }
  }

  watch(group: TargetGroup, target: Target): void {
    if (!group.checking || !group.check.enabled || target.state === "draining") return;
    const { clock } = this.#config;
    const check = () => void this.#check(group, target);
    const stopFirst = clock.after(FIRST_CHECK_SECONDS, check);
    const stopRest = clock.every(group.check.interval, check);
    target.stopChecks = () => {
      stopFirst();
      stopRest();
    };
  }

  stop(target: Target): void {
    target.stopChecks?.();
    target.stopChecks = undefined;
  }

  close(): void {
    this.#agent.destroy();
  }

  async #check(group: TargetGroup, target: Target): Promise<void> {
    const outcome = await this.#probe(group, target);
    if (target.stopChecks === undefined || target.state === "draining") return;
    target.passes = outcome.ok ? target.passes + 1 : 0;
    target.fails = outcome.ok ? 0 : target.fails + 1;
    // A new target needs one passing check only, whatever the threshold ("Health checks for your target groups").
    const enough = target.state === "initial" ? 1 : group.check.healthyThreshold;
    if (outcome.ok && target.state !== "healthy" && target.passes >= enough) {
      Object.assign(target, {
        state: "healthy",
        reason: undefined,
        description: undefined,
        healthySince: this.#config.clock.now(),
        slowSince: target.startsSlowly ? this.#config.clock.now() : undefined,
      });
    } else if (!outcome.ok && target.fails >= group.check.unhealthyThreshold) {
      Object.assign(target, {
        state: "unhealthy",
        reason: outcome.reason,
        description: outcome.description,
        healthySince: undefined,
        slowSince: undefined,
      });
    } else if (target.state === "initial") {
      Object.assign(target, { reason: "Elb.InitialHealthChecking", description: "Initial health checks in progress" });
    }
  }

  async #probe(group: TargetGroup, target: Target): Promise<Outcome> {
    if (group.targetType === "lambda") {
      const answer = await askFunction(this.#lambda, group, target.id, checkEvent(group));
      return answer === undefined
        ? failed("Target.FailedHealthChecks", "Health checks failed")
        : judged(group, answer.status);
    }
    const port = group.check.port === "traffic-port" ? target.port : Number(group.check.port);
    const endpoint = this.#ec2.instances.endpoint(target.id, port);
    if (endpoint === undefined) return failed("Target.FailedHealthChecks", "Health checks failed");
    const timeout = Math.max(MIN_TIMEOUT_MS, this.#config.clock.scaled(group.check.timeout));
    if (group.check.protocol === "TCP") {
      return (await accepts(endpoint, timeout)) ? PASSED : failed("Target.FailedHealthChecks", "Health checks failed");
    }
    const status = await this.#get(endpoint, group.check.path, timeout);
    if (status === "timeout") return failed("Target.Timeout", "Request timed out");
    if (status === "refused") return failed("Target.FailedHealthChecks", "Health checks failed");
    return judged(group, status);
  }

  #get(
    endpoint: { host: string; port: number },
    path: string,
    timeout: number,
  ): Promise<number | "timeout" | "refused"> {
    return new Promise((resolve) => {
      const probe = request(
        { ...endpoint, path, agent: this.#agent, timeout, headers: { "user-agent": "ELB-HealthChecker/2.0" } },
        (response) => {
          response.resume();
          response.once("end", () => resolve(response.statusCode ?? 0));
        },
      );
      probe.once("timeout", () => {
        resolve("timeout");
        probe.destroy();
      });
      probe.once("error", () => resolve("refused"));
      probe.end();
    });
  }
}

const PASSED: Outcome = { ok: true, reason: undefined, description: undefined };

function judged({ check }: TargetGroup, status: number): Outcome {
  // gRPC's codes are not spoken here: an answer of any kind is what the default code stands for, too.
  if (check.grpc || accepted(check.matcher, status)) return PASSED;
  return failed("Target.ResponseCodeMismatch", `Health checks failed with these codes: [${status}]`);
}

function failed(reason: string, description: string): Outcome {
  return { ok: false, reason, description };
}

function reset(target: Target): void {
  Object.assign(target, {
    state: "initial",
    reason: "Elb.RegistrationInProgress",
    description: "Target registration is in progress",
    passes: 0,
    fails: 0,
    healthySince: undefined,
    startsSlowly: false,
    slowSince: undefined,
  });
}

/** `200`, `200,204` or `200-299`. */
function accepted(matcher: string, status: number): boolean {
  return matcher.split(",").some((part) => {
    const [low = "0", high = low] = part.split("-");
    return Number(low) <= status && status <= Number(high);
  });
}

function accepts(endpoint: { host: string; port: number }, timeout: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ ...endpoint, timeout });
    const done = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once("connect", () => done(true));
    socket.once("timeout", () => done(false));
    socket.once("error", () => done(false));
  });
}
