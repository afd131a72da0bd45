/** The fewest calls and sequential rounds in which a step can be done with this API, looks of a wait not counted. */
export interface Bound {
  step: "status" | "deploy" | "promote" | "rollback" | "teardown";
  paired: { calls: number; rounds: number };
  cloned: { calls: number; rounds: number };
  why: string;
}

/**
 * For one listener, target groups given by name, and a rollout without trouble. Only what a call needs from another
 * call's answer, and a read back of what was written to a listener, makes a round; an order that survives being cut
 * off between two changes costs more and is the step's own choice.
 */
export const BOUNDS: readonly Bound[] = [
  {
    step: "status",
    paired: { calls: 5, rounds: 2 },
    cloned: { calls: 6, rounds: 2 },
    why:
      "groups, listener and target groups at once; the health of each target group is asked by the ARN that its name " +
      "led to. A clone is found by its tag, and names and tags in one request mean both: one call more.",
  },
  {
    step: "deploy",
    paired: { calls: 15, rounds: 4 },
    cloned: { calls: 19, rounds: 4 },
    why:
      "9 reads in 2 rounds: all listeners of the load balancer contain the named ones, and rules, health and " +
      "attributes need no more than ARNs (a clone: 5 more in the first, for its tag and for the policies, schedules, " +
      "hooks and notifications of the group it is made from); then the template version with the listener, the tags and blue's minimum " +
      "at once; then green's one update (or its creation at full size, tags included) with the version's number, " +
      "beside the read back.",
  },
  {
    step: "promote",
    paired: { calls: 8, rounds: 4 },
    cloned: { calls: 9, rounds: 4 },
    why:
      "what status reads; the weights and the record of the switch at once; and a read back, because ELB has no " +
      "optimistic lock and a write's answer cannot show who wrote after it.",
  },
  {
    step: "rollback",
    paired: { calls: 9, rounds: 4 },
    cloned: { calls: 10, rounds: 4 },
    why:
      "what status reads; the weights and their record at once; blue's limits once the weights are accepted, beside " +
      "the read back. What stands then follows from what was read and written.",
  },
  {
    step: "teardown",
    paired: { calls: 9, rounds: 4 },
    cloned: { calls: 11, rounds: 5 },
    why:
      "6 (7) reads in 2 rounds, the rules by the listener ARNs of the first; both groups' updates at once; the tags " +
      "only when the wait is over, and of a clone after its deletion.",
  },
];
