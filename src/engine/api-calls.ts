import { channel } from "node:diagnostics_channel";

/** A call of an API of AWS or GitHub that has ended. Nothing of what was sent or answered: it may be secret. */
export interface ApiCall {
  /** `elasticloadbalancing:ModifyRule` as a policy names it, `GET /repos/{owner}/{repo}/deployments` as its docs do. */
  action: string;
  durationMs: number;
  /** The status of the answer, or the name of the error when there was none. */
  outcome: string;
  /** By which the other side finds the call in its own logs; undefined: there was no answer. */
  requestId: string | undefined;
  /** How often it was sent, where more than once. */
  attempts?: number | undefined;
}

const calls = channel("progressive-delivery:api-call");

/** Tells whoever listens of a call; costs nothing while nobody does. */
export function tellCall(call: () => ApiCall): void {
  if (calls.hasSubscribers) calls.publish(call());
}

/** Hears of every call from now on. */
export function onCall(hear: (call: ApiCall) => void): void {
  calls.subscribe((message) => hear(message as ApiCall));
}
