import type { DeliveryError } from "../../delivery/errors.ts";
import type { View } from "../../delivery/plan.ts";
import type { Decision } from "../../delivery/policy.ts";
import type { Step, Verdict } from "../../delivery/vocabulary.ts";
import type { DeliveryEvent, Reporter } from "../../engine/events.ts";
import type { Approval } from "./approvals.ts";
import { untold } from "./approvals.ts";
import { explained } from "./failures.ts";
import type { Entry, LedgerTools } from "./ledger.ts";
import { addStatus, comment, createDeployment, endEarlier, isDoubled, lookUp } from "./ledger.ts";
import type { RolloutKey } from "./rollout-key.ts";
import { isOfRun } from "./run-info.ts";
import type { Ended } from "./statuses.ts";
import { beginStatus, endStatus, hasReplaced } from "./statuses.ts";

/** What a timeline is of. */
export interface TimelineOptions {
  environment: string;
  subject: string;
  /** Whether the pull request is told too. */
  comment: boolean;
  /** The service's own address; undefined: not known. */
  url: string | undefined;
  warn(message: string): void;
}

/** A step, or one part of several (`rollout`, `replace`, the rollback after a failed gate). */
interface Part {
  step: Step;
  rollout: string;
  before: View;
  verdict: Verdict | undefined;
}

const DOUBLED =
  "GitHub makes a deployment of its own in the environment of `deployment-environment` for this job: " +
  "give the job `environment: { name: …, deployment: false }`, and the rollout has one timeline.";

/**
 * Tells GitHub how a rollout goes, in order, while the step goes on: the step never waits for it before its end, and
 * never fails by it. What cannot be told is warned of once.
 */
export class DeploymentTimeline implements Reporter {
  readonly #options: TimelineOptions;
  readonly #tools: LedgerTools;
  readonly #entries = new Map<string, Promise<Entry | undefined>>();
  readonly #warned = new Set<string>();
  readonly #approvals: Promise<readonly Approval[]>;
  #seen: View | undefined;
  #part: Part | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  /** Deployments cannot be told of: nothing more is tried. */
  #broken = false;

  constructor(options: TimelineOptions, tools: LedgerTools) {
    this.#options = options;
    this.#tools = tools;
    this.#approvals = tools.api.approvals(tools.run.runId).catch((error: unknown) => {
      this.#warn("approvals", `Who approved what is not told. ${explained(error, "actions: read")}`);
      return [];
    });
  }

  /** Who approved what in this run so far; what GitHub did not say in time is missing. */
  approvals(): Promise<readonly Approval[]> {
    return this.#approvals;
  }

  report(event: DeliveryEvent): void {
    switch (event.type) {
      case "observed":
        this.#endPart(undefined);
        this.#seen = event.view;
        return;
      case "planned":
        if (event.plan.changes.length > 0) this.#begin(event.step, event.plan.decision);
        return;
      case "refreshed":
      case "settled":
        this.#seen = event.view;
        return;
      case "judged":
        if (this.#part !== undefined) this.#part.verdict = event.look.verdict;
        return;
      case "change-started":
      case "change-done":
      case "change-refused":
      case "waiting":
      case "note":
      case "warning":
      case "diagnosed":
      case "ahead":
        return;
    }
  }

  /**
   * Says how the step ended, and waits until all is told.
   *
   * @param step of the inputs: named where no part of it was planned.
   */
  async end(step: Step, error: DeliveryError | undefined): Promise<void> {
    const view = this.#seen;
    // Gates that keep a step from beginning have judged the rollout all the same; what was cut off is told by `post` too.
    const isWorthIt = error?.verdict !== undefined || error?.code === "cancelled";
    if (this.#part === undefined && isWorthIt && view?.rollout !== undefined) {
      this.#part = { step, rollout: view.rollout.id, before: view, verdict: error?.verdict };
    }
    const rollout = this.#part?.rollout;
    // What failed is the step that somebody asked for; its last part may be the rollback that followed.
    if (this.#part !== undefined && error !== undefined) this.#part.step = step;
    this.#endPart(error);
    if (rollout !== undefined && this.#options.comment) this.#enqueue(() => this.#comment(rollout));
    await this.#queue;
  }

  #begin(step: Step, decision: Decision | undefined): void {
    const before = this.#seen;
    if (before === undefined) return;
    // Without a second fleet a rollout may begin on one that is over.
    const begins = decision?.do === "begin";
    const rollout = (begins ? undefined : before.rollout?.id) ?? this.#tools.run.rollout;
    const revision = begins ? decision.revision : (before.rollout?.revision ?? "");
    this.#part = { step, rollout, before, verdict: undefined };
    this.#enqueue(async () => {
      const entry = await this.#entry(rollout, revision);
      if (entry === undefined) return;
      const { run } = this.#tools;
      const lines = entry.told.filter(({ logUrl }) => isOfRun(logUrl, run)).map(({ description }) => description);
      const approvals = untold(await this.#approvals, lines);
      const status = beginStatus(step, decision, before, approvals, this.#options.url);
      if (status !== undefined) await addStatus(entry, status, this.#tools);
    });
  }

  #endPart(error: DeliveryError | undefined): void {
    const [part, view] = [this.#part, this.#seen];
    this.#part = undefined;
    if (part === undefined || view === undefined) return;
    const { step, before, rollout } = part;
    const ended: Ended = { step, view, before, error, verdict: part.verdict };
    const status = endStatus(ended, this.#options.url);
    this.#enqueue(async () => {
      const entry = await this.#entry(rollout, view.rollout?.revision ?? "");
      if (entry === undefined) return;
      await addStatus(entry, status, this.#tools);
      if (hasReplaced(ended)) await endEarlier(entry, this.#key(rollout), this.#tools);
    });
  }

  /** The rollout's deployment; undefined where GitHub itself has made one for the job. */
  #entry(rollout: string, revision: string): Promise<Entry | undefined> {
    const known = this.#entries.get(rollout);
    if (known !== undefined) return known;
    const entry = this.#found(this.#key(rollout), revision);
    this.#entries.set(rollout, entry);
    return entry;
  }

  async #found(key: RolloutKey, revision: string): Promise<Entry | undefined> {
    const [{ deployment, earlier }, doubled] = await Promise.all([
      lookUp(key, this.#tools),
      isDoubled(key, this.#tools),
    ]);
    if (doubled) this.#warn("doubled", DOUBLED);
    if (deployment !== undefined) return { deployment, earlier, told: await this.#tools.api.statuses(deployment.id) };
    if (doubled) return undefined;
    return { deployment: await createDeployment(key, revision, this.#tools), earlier, told: [] };
  }

  async #comment(rollout: string): Promise<void> {
    const entry = await this.#entries.get(rollout);
    if (entry === undefined) return;
    try {
      await comment(entry, this.#key(rollout), this.#tools);
    } catch (error) {
      const permission = "pull-requests: write";
      this.#warn("comment", `The comment on the pull request could not be written. ${explained(error, permission)}`);
    }
  }

  #key(rollout: string): RolloutKey {
    const { environment, subject } = this.#options;
    return { environment, subject, rollout };
  }

  #enqueue(tell: () => Promise<void>): void {
    this.#queue = this.#queue.then(async () => {
      if (this.#broken) return;
      try {
        await tell();
      } catch (error) {
        this.#broken = true;
        const why = explained(error, "deployments: write");
        this.#warn("deployments", `GitHub is not told of this rollout any more (deployment-environment). ${why}`);
      }
    });
  }

  #warn(about: string, message: string): void {
    if (this.#warned.has(about)) return;
    this.#warned.add(about);
    this.#options.warn(message);
  }
}
