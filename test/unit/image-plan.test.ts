import { describe, expect, test } from "vitest";
import { bake, imageProgress, overrideWarnings, prunableImages } from "../../src/platforms/ec2/image/plan.ts";
import type { Baking, ImageSource, MadeImage, Serving, SourceInstance } from "../../src/platforms/ec2/image/source.ts";
import type { Revision } from "../../src/platforms/ec2/settings.ts";
import { describeRevision } from "../../src/platforms/ec2/settings.ts";
import { failureOf } from "./fixtures.ts";

/** Which image a deploy makes of an instance, when, and what it deletes. */

const SOURCE: ImageSource = { instanceId: "i-1", noReboot: false, keep: undefined, timeoutMs: 60_000 };
const TEMPLATE = { id: "lt-1", name: "web", version: "7", mixed: false };
const ABOUT = { rollout: "octo/shop/runs/8", template: TEMPLATE, targets: ["i-8", "i-9"], standsAside: true };
const FREE: SourceInstance = { state: "running", group: undefined, lifecycle: undefined };

const revision = (more: Partial<ImageSource> = {}): Revision => ({
  ...{ kind: "template", imageId: undefined, userData: undefined, userDataHash: undefined },
  source: { ...SOURCE, ...more },
});
const image = (more: Partial<MadeImage> = {}): MadeImage => ({
  ...{ id: "ami-1", state: "pending", reason: undefined, rollout: ABOUT.rollout, template: "lt-1", progress: 40 },
  ...more,
});
const seeing = (more: Partial<Baking> = {}): Baking => ({
  ...{ instance: FREE, images: [], overrides: {}, failedLooks: 0 },
  ...more,
});
const kinds = (given: Revision, seen: Baking) => bake(given, ABOUT, seen).changes.map(({ kind }) => kind);

describe("the image of a rollout", () => {
  test("is made when there is none, tagged with the rollout, the revision, the instance and the launch template", () => {
    const [create] = bake(revision(), ABOUT, seeing()).changes;
    expect(create).toMatchObject({
      ...{ kind: "create-image", instanceId: "i-1", noReboot: false, name: "web i-1 octo/shop/runs/8" },
      tags: {
        "progressive-delivery:rollout": "octo/shop/runs/8",
        "progressive-delivery:revision": "source-instance=i-1",
        "progressive-delivery:source-instance": "i-1",
        "progressive-delivery:launch-template": "lt-1",
      },
    });
    expect(kinds(revision({ keep: 3 }), seeing())).toEqual(["prune-images", "create-image", "wait-image"]);
  });

  test("is waited for while it is pending, even when its instance is gone", () => {
    expect(kinds(revision(), seeing({ images: [image()], instance: undefined }))).toEqual(["wait-image"]);
  });

  test("is in the revision once it is available, and described by its id", () => {
    const baked = bake(revision(), ABOUT, seeing({ images: [image({ state: "available" })] }));
    expect(baked.changes).toEqual([]);
    expect(describeRevision(baked.revision)).toBe("image-id=ami-1");
  });

  test("is not one of another rollout, nor of another launch template", () => {
    const others = [
      image({ rollout: "octo/shop/runs/7", state: "available" }),
      image({ template: "lt-2", state: "available" }),
    ];
    expect(kinds(revision(), seeing({ images: others }))).toEqual(["create-image", "wait-image"]);
  });

  test.each(["failed", "error", "invalid", "disabled"])(
    "that is %s is deleted, and another takes its place",
    (state) => {
      const images = [image({ state })];
      expect(kinds(revision(), seeing({ images }))).toEqual(["discard-image", "create-image", "wait-image"]);
    },
  );

  test("has a name that EC2 takes, and that tells rollouts apart however long the names are", () => {
    const about = { ...ABOUT, template: { ...TEMPLATE, name: "t".repeat(120) } };
    const [create] = bake(revision(), about, seeing()).changes;
    const name = create?.kind === "create-image" ? create.name : "";
    expect(name).toMatch(/^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/);
    expect(name.endsWith("i-1 octo/shop/runs/8")).toBe(true);
  });

  test("is no concern of a revision without a source instance", () => {
    const given: Revision = { kind: "version", version: 3 };
    expect(bake(given, ABOUT, undefined)).toEqual({ changes: [], revision: given });
  });
});

describe("an instance that would be rebooted", () => {
  const inGroup = (lifecycle: string) => seeing({ instance: { state: "running", group: "web", lifecycle } });
  const isTarget: Revision = revision({ instanceId: "i-8" });

  test.each<[string, Revision, Baking, string]>([
    ["serves in a group", revision(), inGroup("InService"), "i-1, which is InService in the Auto Scaling group web"],
    ["is a target", isTarget, seeing(), "i-8, which is registered in a target group"],
    ["is not there", revision(), seeing({ instance: undefined }), "instance i-1 not found"],
    ["is terminated", revision(), seeing({ instance: { ...FREE, state: "terminated" } }), "i-1 is terminated"],
  ])("and %s is refused", (_what, given, seen, says) => {
    expect(failureOf(() => bake(given, ABOUT, seen)).message).toContain(says);
  });

  test.each<[string, Revision, Baking]>([
    ["is in Standby", revision(), inGroup("Standby")],
    [
      "is stopped",
      revision(),
      seeing({ instance: { ...FREE, state: "stopped", group: "web", lifecycle: "InService" } }),
    ],
    ["runs on meanwhile", revision({ noReboot: true }), inGroup("InService")],
    ["was taken out of its group", revision(), seeing({ instance: { ...FREE, group: "web" } })],
  ])("and %s is taken", (_what, given, seen) => {
    expect(kinds(given, seen)).toEqual(["create-image", "wait-image"]);
  });
});

describe("an instance that serves", () => {
  const SERVING: Serving = {
    ...{ service: "in", registered: true, ports: [{ targetGroup: "web", port: 80 }], reasons: [] },
    ...{ aside: undefined, others: 2, held: false },
  };
  const serving = (more: Partial<Serving> = {}, lifecycle = "InService", images: MadeImage[] = []) =>
    seeing({ instance: { state: "running", group: "web", lifecycle, serving: { ...SERVING, ...more } }, images });
  const ours = { aside: ABOUT.rollout };
  const steps = (seen: Baking, given = revision()) =>
    bake(given, ABOUT, seen).changes.map((change) =>
      change.kind === "wait-image" ? `until ${change.until}` : change.kind,
    );
  const BACK = ["return-source", "until back", "forget-source"];

  test("is out of service before its image restarts it, and back afterwards, wherever that was cut off", () => {
    const all = ["take-source-out", "until out", "create-image", "until made", ...BACK];
    expect(steps(serving())).toEqual(all);
    // Marked, and nothing else yet.
    expect(steps(serving(ours))).toEqual(all);
    expect(steps(serving({ ...ours, service: "leaving" }, "EnteringStandby"))).toEqual(all.slice(1));
    const out = { ...ours, service: "out", registered: false } as const;
    expect(steps(serving({ ...out, registered: true }, "Standby"))).toEqual(all.slice(1));
    expect(steps(serving(out, "Standby"))).toEqual(all.slice(2));
    expect(steps(serving(out, "Standby", [image()]))).toEqual(all.slice(3));
    const made = [image({ state: "available" })];
    expect(steps(serving(out, "Standby", made))).toEqual(BACK);
    expect(steps(serving({ ...ours, service: "joining", reasons: ["initial"] }, "Pending", made))).toEqual(BACK);
    expect(steps(serving({ ...ours, reasons: ["initial in web"] }, "InService", made))).toEqual(BACK.slice(1));
    expect(steps(serving(ours, "InService", made))).toEqual(BACK.slice(2));
    expect(steps(serving({}, "InService", made))).toEqual([]);
  });

  test("is put back although its image has failed, and another one is made first", () => {
    const out = { ...ours, service: "out", registered: false } as const;
    const expected = ["discard-image", "create-image", "until made", ...BACK];
    expect(steps(serving(out, "Standby", [image({ state: "failed" })]))).toEqual(expected);
  });

  test("is left in service where it runs on", () => {
    expect(steps(serving(), revision({ noReboot: true }))).toEqual(["create-image", "until made"]);
  });

  test("is put back although the deploy does not restart it any more", () => {
    const out = { ...ours, service: "out", registered: false } as const;
    const running = revision({ noReboot: true });
    expect(steps(serving(out, "Standby"), running)).toEqual(["create-image", "until made", ...BACK]);
    expect(steps(serving(out, "Standby", [image({ state: "available" })]), running)).toEqual(BACK);
  });

  test("is not done with before what its group was changed for it is as it was", () => {
    const made = [image({ state: "available" })];
    expect(steps(serving({ ...ours, held: true }, "InService", made))).toEqual(BACK);
  });

  test("that somebody else put into Standby stays there", () => {
    const standby = serving({ service: "out", registered: false }, "Standby");
    expect(steps(standby)).toEqual(["create-image", "until made"]);
  });

  test("without a group is taken out again where only some of its target groups had it back", () => {
    const partly = serving({ ...ours, service: "partly" }, "InService");
    expect(steps(partly).slice(0, 2)).toEqual(["take-source-out", "until out"]);
  });

  test.each<[string, Partial<Serving>, string]>([
    ["is the last healthy one", { others: 0 }, "no other machine beside it is healthy"],
    ["is by now the last healthy one, put back once already", { ...ours, others: 0 }, "no other machine beside it"],
    ["is out for the image of another rollout", { aside: "octo/shop/runs/2", service: "out" }, "octo/shop/runs/2"],
  ])("and %s is refused", (_what, more, says) => {
    const failure = failureOf(() => bake(revision(), ABOUT, serving(more)));
    expect(failure.message).toContain(says);
  });

  test("is refused with the command where the machines of its group are replaced", () => {
    const failure = failureOf(() => bake(revision(), { ...ABOUT, standsAside: false }, serving()));
    expect(failure.remedy).toContain("enter-standby");
  });

  test("is waited for until no request reaches it, and until it is healthy again", () => {
    const wait = (until: "out" | "back") => ({
      ...{ kind: "wait-image" as const, waits: true as const, until, source: SOURCE },
      ...{ rollout: ABOUT.rollout, template: "lt-1", summary: "" },
    });
    const state = (until: "out" | "back", more: Partial<Serving>) =>
      imageProgress(wait(until), serving(more), 0, 1).state;
    expect(state("out", { service: "out", registered: true })).toBe("waiting");
    expect(state("out", { service: "out", registered: false })).toBe("done");
    expect(state("back", { reasons: ["initial in web"] })).toBe("waiting");
    expect(state("back", {})).toBe("done");
  });
});

describe("the wait for an image", () => {
  const wait = bake(revision(), ABOUT, seeing()).changes.at(-1);
  const progress = (seen: Baking, after = 0) => {
    if (wait?.kind !== "wait-image") throw new Error("There is no wait");
    return imageProgress(wait, seen, 1_000, 1_000 + after);
  };

  test("shows how much of its snapshots is copied", () => {
    const waiting = { state: "waiting", for: "percent of the image ami-1 of i-1 copied", have: 40, want: 100 };
    expect(progress(seeing({ images: [image()] }))).toMatchObject(waiting);
    expect(progress(seeing())).toMatchObject({ state: "waiting", have: 0, reasons: ["EC2 does not list it yet"] });
  });

  test("ends when it is available", () => {
    expect(progress(seeing({ images: [image({ state: "available" })] }), 90_000)).toEqual({ state: "done" });
  });

  test("believes a failure when it is seen twice, and says what EC2 says of it", () => {
    const images = [image({ state: "failed", reason: "no space" })];
    expect(progress(seeing({ images, failedLooks: 1 })).state).toBe("waiting");
    expect(progress(seeing({ images, failedLooks: 2 }))).toMatchObject({ state: "impossible", reasons: ["no space"] });
    const silent = seeing({ images: [image({ state: "failed" })], failedLooks: 2 });
    expect(progress(silent)).toMatchObject({ reasons: ["EC2 gives no reason"] });
  });

  test("ends after image-timeout with the way to go on waiting", () => {
    const seen = seeing({ images: [image()] });
    expect(progress(seen, 59_999).state).toBe("waiting");
    expect(progress(seen, 60_000)).toMatchObject({
      state: "impossible",
      because: "The image of i-1 is not available after 1m (image-timeout).",
      remedy: expect.stringContaining("waits for the same image"),
    });
  });
});

describe("keep-images", () => {
  const images = [1, 2, 3, 4, 5].map((age) => ({ id: `ami-${age}`, state: "available", createdAt: -age }));
  const used = (...ids: string[]) => new Set(ids);

  test.each<[number, ReadonlySet<string>, string[]]>([
    [3, used(), ["ami-4", "ami-5"]],
    [3, used("ami-5"), ["ami-4"]],
    [1, used("ami-2", "ami-4"), ["ami-3", "ami-5"]],
    [5, used(), []],
    [9, used(), []],
  ])("of %i leaves the newest and those in use (%#)", (keep, inUse, gone) => {
    expect(prunableImages([...images].reverse(), inUse, keep)).toEqual(gone);
  });

  test("leaves an image that somebody waits for", () => {
    const pending = [...images, { id: "ami-6", state: "pending", createdAt: -6 }];
    expect(prunableImages(pending, used(), 5)).toEqual([]);
  });
});

test("a launch template that sets disks itself is warned of, for its own version alone", () => {
  const seen = seeing({ overrides: { "lt-1/7": ["/dev/xvda"], "lt-1/6": ["/dev/xvdb"] } });
  expect(overrideWarnings(TEMPLATE, seen).join()).toContain("mapping of its own for /dev/xvda,");
  expect(overrideWarnings({ ...TEMPLATE, version: "8" }, seen)).toEqual([]);
  expect(overrideWarnings(TEMPLATE, undefined)).toEqual([]);
});
