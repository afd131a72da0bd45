import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DeliveryError } from "../../src/delivery/errors.ts";
import type { Change, Intent } from "../../src/delivery/plan.ts";
import type { Step } from "../../src/delivery/vocabulary.ts";
import { answers } from "../../src/platforms/checks/answer.ts";
import { acceptsUndo, planStep, undoOf } from "../../src/platforms/lambda/plan.ts";
import type { RolloutRecord } from "../../src/platforms/lambda/record.ts";
import { formatRecord, readRecord } from "../../src/platforms/lambda/record.ts";
import type { LambdaSettings, Source } from "../../src/platforms/lambda/settings.ts";
import { imageRevision, revisionOf } from "../../src/platforms/lambda/settings.ts";
import type { Snapshot, VersionState } from "../../src/platforms/lambda/snapshot.ts";
import { viewOf } from "../../src/platforms/lambda/view.ts";

const NOW = Date.parse("2026-01-02T03:04:05.000Z");
const ZIP: Source = { kind: "zip", bytes: Buffer.from("v2") };
const RUN = "octo/shop/runs/7";

function setup(role = "role", queue = ""): VersionState["setup"] {
  return { "execution roles": role, "dead-letter queues": queue };
}

function version(number: string, more: Partial<VersionState> = {}): VersionState {
  return {
    ...{ version: number, code: `code-${number}`, sha256: "", revisionId: "r", packaged: "zip", setup: setup() },
    ...{ state: "Active", update: "Successful", reason: "", unsnapped: false, timeoutMs: 3_000 },
    provisioned: undefined,
    ...more,
  };
}

function seen(more: Partial<Snapshot> = {}, alias: Partial<Snapshot["alias"]> = {}): Snapshot {
  return {
    ...{ at: NOW, arn: "arn:shop", tags: {}, latest: version("$LATEST") },
    versions: { 6: version("6"), 7: version("7") },
    alias: { version: "6", weights: {}, description: "", revisionId: "r", ...alias },
    ...more,
  };
}

const RECORD: RolloutRecord = {
  ...{ id: RUN, revision: revisionOf(ZIP), startedAt: new Date(NOW - 60_000).toISOString(), blue: "6", green: "7" },
  ...{ ending: false, last: undefined },
};
const DEPLOYED = { description: formatRecord(RECORD) };

function settingsOf(source?: Source): LambdaSettings {
  const rest = { keepVersions: undefined, scaleDownDelayMs: 60_000, smoke: undefined };
  return { region: "eu-west-1", functionName: "shop", alias: "live", source, ...rest };
}

function intent(step: Step, more: Partial<Intent> = {}): Intent {
  const ramp = { rungs: [10, 50, 100], bakeMs: undefined };
  const common = { step, strategy: "canary", weight: undefined, ramp, bakeMs: 0, rolloutId: RUN } as const;
  return { ...common, now: NOW, timeoutMs: 900_000, ...more };
}

const kinds = (changes: readonly Change[]) => changes.map(({ kind }) => kind);
const plan = (step: Step, now: Snapshot, source?: Source, more?: Partial<Intent>) =>
  planStep(settingsOf(source), intent(step, more), now);

function refusal(step: Step, now: Snapshot, source?: Source): string | undefined {
  try {
    plan(step, now, source);
  } catch (error) {
    return (error as DeliveryError).id;
  }
  return undefined;
}

describe("the record", () => {
  const name = fc.stringMatching(/^[a-zA-Z0-9-]{1,39}\/[\w.-]{1,40}\/runs\/\d{1,11}$/);
  const record: fc.Arbitrary<RolloutRecord> = fc
    .record({
      id: name,
      run: name,
      revision: fc.constantFrom("sha256:3f2a91c0d4e5f607", "version-7", "shop@sha256:3f2a91c0d4e5f607"),
      green: fc.constantFrom("7", undefined),
      ending: fc.boolean(),
      moved: fc.boolean(),
      own: fc.boolean(),
      to: fc.integer({ min: 0, max: 10_000 }),
    })
    .map(({ moved, own, run, to, ...rest }) => {
      const by = own ? rest.id.replace(/\d+$/, "8") : run;
      const last = { by: "shift", at: NOW, to: to / 100, verified: true, run: by } as const;
      return { ...rest, startedAt: new Date(NOW).toISOString(), blue: "6", last: moved ? last : undefined };
    });

  test("comes back as it was written", () => {
    fc.assert(
      fc.property(record, (given) => {
        const now = seen({}, { description: formatRecord(given) });
        expect(readRecord(now, "live")).toEqual(given);
      }),
    );
  });

  test.each(["", "what is live", "progressive-delivery", "progressive-delivery x y 6>7 yesterday"])(
    "%j is none",
    (text) => {
      expect(readRecord(seen({}, { description: text }), "live")).toBeUndefined();
    },
  );

  test("that would not fit is refused before anything is begun, and is cut for a way back", () => {
    const rolloutId = `${"o".repeat(39)}/${"r".repeat(100)}/runs/12345678901`;
    const begin = () => plan("deploy", seen({}), ZIP, { rolloutId });
    expect(begin).toThrow("and an alias's description takes 256");
    const moved = seen({}, { ...DEPLOYED, weights: { 7: 0.1 } });
    expect(() => plan("shift", moved, undefined, { rolloutId })).toThrow("takes 256");
    expect(kinds(plan("rollback", moved, undefined, { rolloutId }).changes)).toEqual(["set-alias"]);
  });
});

describe("a deploy", () => {
  test("of a package publishes it, and goes on where it was cut off", () => {
    const begun = seen({}, { description: formatRecord({ ...RECORD, green: undefined }) });
    const latest = version("$LATEST", { code: revisionOf(ZIP) });
    expect(kinds(plan("deploy", seen({}), ZIP).changes)).toEqual([
      "set-alias",
      "update-code",
      "wait-code",
      "publish",
      "wait-ready",
    ]);
    expect(kinds(plan("deploy", begun, ZIP).changes)).toEqual(["update-code", "wait-code", "publish", "wait-ready"]);
    expect(kinds(plan("deploy", { ...begun, latest }, ZIP).changes)).toEqual(["wait-code", "publish", "wait-ready"]);
    expect(plan("deploy", seen({}, DEPLOYED), ZIP).nothing).toContain("at weight 0, healthy");
  });

  test("of what blue runs changes nothing", () => {
    const same = seen({ versions: { 6: version("6", { code: revisionOf(ZIP) }) } });
    expect(plan("deploy", same, ZIP).nothing).toBe(
      `version 6 already runs ${revisionOf(ZIP)} and has all the traffic.`,
    );
    expect(plan("deploy", seen({}), { kind: "version", version: "6" }).nothing).toContain("already runs version-6");
  });

  test("provisions what blue has, and waits for it", () => {
    const provisioned = { wanted: 5, available: 5, failed: undefined };
    const versions = { 6: version("6", { provisioned }), 7: version("7") };
    const now = seen({ versions });
    const source: Source = { kind: "version", version: "7" };
    expect(kinds(plan("deploy", now, source).changes)).toEqual(["set-alias", "provision", "wait-ready"]);
    const description = formatRecord({ ...RECORD, revision: "version-7" });
    const under = { ...versions, 7: version("7", { provisioned: { ...provisioned, available: 2 } }) };
    const coming = seen({ versions: under }, { description });
    expect(kinds(plan("deploy", coming, source).changes)).toEqual(["wait-ready"]);
    expect(viewOf(settingsOf(), coming).phase).toBe("deploying");
  });

  test.each<[string, Snapshot, Source]>([
    ["version-not-found", seen(), { kind: "version", version: "9" }],
    [
      "version-not-ready",
      seen({ versions: { 6: version("6"), 7: version("7", { state: "Pending" }) } }),
      { kind: "version", version: "7" },
    ],
    [
      "version-not-ready",
      seen({ versions: { 6: version("6"), 7: version("7", { unsnapped: true }) } }),
      { kind: "version", version: "7" },
    ],
    [
      "versions-differ",
      seen({ versions: { 6: version("6"), 7: version("7", { setup: setup("other") }) } }),
      { kind: "version", version: "7" },
    ],
    ["versions-differ", seen({ latest: version("$LATEST", { setup: setup("role", "queue") }) }), ZIP],
    ["function-busy", seen({ latest: version("$LATEST", { update: "InProgress" }) }), ZIP],
    ["function-busy", seen({ latest: version("$LATEST", { state: "Pending" }) }), ZIP],
    ["other-package", seen({ latest: version("$LATEST", { packaged: "image" }) }), ZIP],
    ["other-package", seen(), { kind: "image", uri: "a.example/shop:v2" }],
    ["unexplained-weights", seen({}, { weights: { 7: 0.25 } }), ZIP],
    ["other-rollout", seen({}, { description: formatRecord({ ...RECORD, revision: "version-5" }) }), ZIP],
  ])("is refused with %s", (id, now, source) => {
    expect(refusal("deploy", now, source)).toBe(id);
  });
});

test("an alias that serves a version which is none of the rollout's is led back by rollback alone", () => {
  const elsewhere = seen({}, { ...DEPLOYED, version: "5" });
  for (const step of ["shift", "promote", "teardown"] as const)
    expect(refusal(step, elsewhere)).toBe("alias-elsewhere");
  expect(plan("rollback", elsewhere).changes).toMatchObject([{ kind: "set-alias", to: 0 }]);
  expect(viewOf(settingsOf(), elsewhere)).toMatchObject({ phase: "degraded", weight: undefined });
  const third = seen({}, { ...DEPLOYED, weights: { 5: 0.1 } });
  expect(refusal("shift", third)).toBe("alias-elsewhere");
});

test("weights are told without the noise of binary fractions, from either side", () => {
  for (const [weights, weight] of [
    [{ 7: 0.333 }, 33.3],
    [{ 7: 0.005 }, 0.5],
    [{ 7: 0.07 }, 7],
  ] as const) {
    expect(viewOf(settingsOf(), seen({}, { ...DEPLOYED, weights })).weight).toBe(weight);
  }
  const swapped = seen({}, { ...DEPLOYED, version: "7", weights: { 6: 0.1 } });
  expect(viewOf(settingsOf(), swapped).weight).toBe(90);
});

describe("what undoes a step", () => {
  const now = seen({}, { ...DEPLOYED, weights: { 7: 0.1 } });
  const settings = settingsOf();

  test("is taken back from the runner as it was handed over", () => {
    for (const step of ["shift", "promote", "rollback"] as const) {
      const undo = undoOf(settings, intent(step), now);
      expect(undo).toMatchObject({ to: step === "rollback" ? 0 : 10 });
      expect(acceptsUndo(settings, intent(step), now, JSON.parse(JSON.stringify(undo)))).toBe(true);
    }
  });

  test.each<[string, Step, object]>([
    ["another kind", "shift", { kind: "delete-versions" }],
    ["more than all", "shift", { to: 101 }],
    ["no weight", "shift", { to: "10" }],
    ["a record of its own", "shift", { record: { blue: "1" } }],
    ["further members", "shift", { version: "1" }],
    ["a rollback to green", "rollback", { to: 100 }],
    [
      "a rollback of another run",
      "rollback",
      { move: { by: "rollback", to: 0, verified: true, run: "else/where/runs/1" } },
    ],
  ])("with %s is none", (_what, step, more) => {
    const undo = { ...undoOf(settings, intent(step), now), ...more } as unknown as Change;
    expect(acceptsUndo(settings, intent(step), now, undo)).toBe(false);
  });
});

test("an image is called by its name and tag, or by as much of its digest as tells it apart", () => {
  const registry = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
  expect(imageRevision(`${registry}/team/shop:v2.4.1`)).toBe("team/shop:v2.4.1");
  expect(imageRevision(`${registry}/shop@sha256:${"3f2a91c0".repeat(8)}`)).toBe("shop@sha256:3f2a91c03f2a91c0");
});

test.each([
  ['{"statusCode":200,"body":"v2"}', { statusCode: 200 }, true],
  ['{"statusCode":500}', { statusCode: 200 }, false],
  ['{"a":{"b":1,"c":2}}', { a: { b: 1 } }, true],
  ["[1,2]", [1, 2], true],
  ["[1,2,3]", [1, 2], false],
  ["no JSON", "no JSON", true],
  ["null", { a: 1 }, false],
  ["null", undefined, true],
])("the answer %s to what has to be %j: %s", (answer, wanted, is) => {
  expect(answers(answer, wanted)).toBe(is);
});
