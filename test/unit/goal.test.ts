import { expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { missing } from "../../src/delivery/goal.ts";
import type { Decision } from "../../src/delivery/policy.ts";
import type { Conflict, Standing } from "../../src/delivery/standing.ts";
import { sideStanding, standing } from "./fixtures.ts";
import { intentOf, NOW, RUN } from "./standings.ts";

const last = (by: "shift" | "promote" | "rollback", to: number, verified = true) => ({
  by,
  to,
  at: NOW,
  verified,
  run: RUN,
});
const move = (by: "shift" | "promote" | "rollback", to: number): Decision => ({
  do: "shift",
  to,
  by,
  audience: "everyone",
  first: false,
  bakeMs: 0,
});
const remove: Decision = { do: "remove", side: "blue", neverServed: false };
const promoted = standing({ weight: 100, last: last("promote", 100) });
const afterTeardown: Standing = {
  ...promoted,
  rollout: undefined,
  last: undefined,
  weight: 0,
  blue: sideStanding("web-b"),
  green: sideStanding("web-a", { state: "gone", capacity: { have: 0, want: 0 } }),
};

const conflict: Conflict = { refusal: new DeliveryError("conflict", "A foreign canary."), allows: ["rollback"] };

test.each<[string, Decision, Standing, Standing]>([
  [
    "a rollback of a version without traffic, while a scaling policy makes blue larger",
    { do: "restore" },
    standing({ whole: 3, blue: sideStanding("web-a", { state: "pending", capacity: { have: 2, want: 3 } }) }),
    standing({
      whole: 3,
      blue: sideStanding("web-a", { state: "pending", capacity: { have: 2, want: 3 } }),
      last: last("rollback", 0),
    }),
  ],
  [
    "a rollback in a state that it was begun in, and that is not its to heal",
    move("rollback", 0),
    standing({ weight: 50, conflict }),
    standing({ last: last("rollback", 0), conflict }),
  ],
  [
    "a shift with its weight and record",
    move("shift", 10),
    standing(),
    standing({ weight: 10, last: last("shift", 10) }),
  ],
  ["a promote", move("promote", 100), standing(), promoted],
  ["a verify", { do: "judge", at: 10, bakeMs: 0 }, standing({ weight: 10 }), standing({ weight: 10 })],
  [
    "a verify where instances make the weight, and one of them was replaced meanwhile",
    { do: "judge", at: 50, bakeMs: 0 },
    standing({ weight: 50, reachable: [0, 33.33, 50, 100] }),
    standing({ weight: 33.33, reachable: [0, 33.33, 50, 100] }),
  ],
  ["a rollback", move("rollback", 0), promoted, standing({ last: last("rollback", 0) })],
  ["a teardown", remove, promoted, afterTeardown],
  ["a deploy", { do: "begin", revision: "image-id=ami-2" }, standing({ rollout: undefined }), standing()],
])("%s has reached its goal", (_what, decision, begun, now) => {
  expect(missing(intentOf("shift"), decision, begun, now)).toEqual([]);
});

test.each<[string, Decision, Standing, Standing, RegExp]>([
  [
    "a weight that somebody moved",
    move("shift", 10),
    standing(),
    standing({ weight: 80, last: last("shift", 80) }),
    /has 80 %/,
  ],
  [
    "a verify during which somebody moved the weight",
    { do: "judge", at: 10, bakeMs: 0 },
    standing({ weight: 10 }),
    standing({ weight: 80 }),
    /has 80 %/,
  ],
  [
    "a record that is missing",
    move("shift", 10),
    standing(),
    standing({ weight: 10 }),
    /record of the switch is missing/,
  ],
  [
    "a bake without its end",
    move("shift", 10),
    standing(),
    standing({ weight: 10, last: last("shift", 10, false) }),
    /seen to its end/,
  ],
  [
    "a promote that was rolled back",
    move("promote", 100),
    standing(),
    standing({ last: last("rollback", 0) }),
    /has 0 %/,
  ],
  [
    "a rollback over which somebody promoted",
    move("rollback", 0),
    standing({ weight: 50 }),
    promoted,
    /web-a does not have/,
  ],
  [
    "a rollback whose blue was scaled in meanwhile",
    move("rollback", 0),
    standing({ weight: 100 }),
    standing({
      blue: sideStanding("web-a", { capacity: { have: 0, want: 2 }, reasons: ["2 × instance Terminating"] }),
    }),
    /0 of 2 healthy targets: 2 × instance Terminating/,
  ],
  [
    "a rollback whose record somebody wrote over",
    { do: "restore" },
    standing(),
    standing({ last: last("shift", 50) }),
    /record of the rollback is missing/,
  ],
  [
    "a rollback after which somebody left a state that no step leaves",
    move("rollback", 0),
    promoted,
    standing({ last: last("rollback", 0), conflict }),
    /A foreign canary/,
  ],
  ["a teardown whose mark is still there", remove, promoted, promoted, /still on record/],
  [
    "a deploy whose green runs something else",
    { do: "resume", again: false },
    standing(),
    standing({ green: sideStanding("web-b", { current: false }) }),
    /does not run/,
  ],
  [
    "a deploy whose green fell ill at the end",
    { do: "resume", again: false },
    standing(),
    standing({ green: sideStanding("web-b", { state: "unhealthy", reasons: ["1 × target unhealthy"] }) }),
    /not healthy: 1 ×/,
  ],
])("%s is no goal", (_what, decision, begun, now, said) => {
  expect(missing(intentOf("shift"), decision, begun, now).join(" ")).toMatch(said);
});
