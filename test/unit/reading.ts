import type { Action } from "@aws-sdk/client-elastic-load-balancing-v2";
import { formatSwitch, parseSwitch } from "../../src/delivery/switch-record.ts";
import type { Capacity, GroupState, Snapshot } from "../../src/platforms/ec2/snapshot.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { Ec2Change } from "../../src/platforms/ec2/weighted/changes.ts";
import { foreignRules } from "./meddling.ts";
import type { World } from "./world.ts";
import { ARNS, holdOf, isServing, keyOf, remembered, sharesOf, withHealth } from "./world.ts";

/** What the invariants ask of a state, read without the code under test wherever that is what they are about. */

/** The engine knows of a change only its flags; a reader, its sentence. */
export function isWellFormed(change: Ec2Change): boolean {
  const { kind, waits, movesTraffic, destroys, claims, summary } = change;
  const waiting = kind.startsWith("wait-") || kind === "smoke-test";
  const ofSource = kind === "take-source-out" || kind === "return-source";
  const moving = kind === "set-weights" || kind === "delete-rule" || kind === "create-rule" || ofSource;
  const ending = kind === "delete-group" || kind === "allow-scale-in";
  const scalesIn = kind === "set-capacity" && change.capacity.desired === 0;
  return (
    (waits === true) === waiting &&
    (destroys === true) === (ending || scalesIn) &&
    (kind !== "create-green" || claims === true) &&
    (movesTraffic !== true || moving) &&
    (!(kind === "set-weights" || ofSource) || movesTraffic === true) &&
    summary !== ""
  );
}

/** Each side falls ill and recovers; one at a time is enough to ask every question. */
export function ailments(world: World): [string, World][] {
  return ARNS.filter((arn) => world.sick.every((each) => each === arn)).map((arn) => {
    const sick = world.sick.includes(arn);
    return [`${arn.split("/")[1]} ${sick ? "recovers" : "falls ill"}`, withHealth(world, arn, sick)];
  });
}

export function ownRules({ rules }: Snapshot): Snapshot["rules"] {
  return rules.filter(({ purpose }) => purpose !== undefined);
}

/** The largest share that a target group has on a route where it grew; a rule of ours begins and ends as its route. */
export function growth(before: Snapshot, after: Snapshot, arn: string): number {
  const arns = [
    ...before.routes.map(({ ref }) => ref.arn),
    ...[...ownRules(before), ...ownRules(after)].map((rule) => rule.arn),
  ];
  const shareOn = ({ routes, rules }: Snapshot, where: string): number => {
    const found = routes.find(({ ref }) => ref.arn === where) ?? rules.find((rule) => rule.arn === where) ?? routes[0];
    return sharesOf(found === undefined ? [] : [found], arn)[0] ?? 0;
  };
  const grown = arns.filter((where) => shareOn(after, where) > shareOn(before, where));
  return Math.max(0, ...grown.map((where) => shareOn(after, where)));
}

/** All routes say the same, and so do the cohort's rules; both together, where everyone has a share. */
export function agree(seen: Snapshot): boolean {
  const cohort = ownRules(seen).filter(({ purpose }) => purpose === "cohort");
  if (cohort.length > 0 && cohort.length < seen.routes.length) return false;
  const lists = isEveryones(seen) ? [[...seen.routes, ...cohort]] : [seen.routes, cohort];
  return lists.every((list) => ARNS.every((arn) => new Set(sharesOf(list, arn)).size <= 1));
}

/** Some of both sides, or all of the second, is not only the cohort's. */
function isEveryones({ routes, groups }: Snapshot): boolean {
  const green = groups.find(({ tags }) => TAG.rollout in tags)?.targetGroupArns[0] ?? "";
  return sharesOf(routes, green).some((share) => share > 0);
}

/** A cohort has some of green, and everyone else has none. */
export function hasCohortShare(seen: Snapshot): boolean {
  const cohort = ownRules(seen).filter(({ purpose }) => purpose === "cohort");
  const reached = cohort.some(({ actions }) => ARNS.every((arn) => (sharesOf([{ actions }], arn)[0] ?? 0) > 0));
  return reached && seen.routes.every((route) => ARNS.some((arn) => sharesOf([route], arn)[0] === 100));
}

/** The state without when it came about: a step that is resumed ends later. */
export const timeless = remembered((world: World): string => {
  const groups = world.seen.groups.map((group) => {
    const switched = parseSwitch(group.tags[TAG.switched]);
    if (switched === undefined) return group;
    // Whoever finishes it has to look at the bake from its beginning: what it is held to may differ.
    const { [TAG.bake]: _bar, ...tags } = group.tags;
    return { ...group, tags: { ...tags, [TAG.switched]: formatSwitch({ ...switched, at: world.seen.at }) } };
  });
  return keyOf({ ...world, seen: { ...world.seen, groups }, weightLeft: {} });
});

/** What one text of a state has and another has not, for people. */
export function differences(one: string, other: string): string {
  const [had, has] = [one, other].map((text) => text.split(/[;,](?=[a-z[])/));
  const lost = had?.filter((part) => has?.includes(part) === false) ?? [];
  return `not ${lost.join(" and ")}, but ${has?.filter((part) => had?.includes(part) === false).join(" and ")}`;
}

/** The change removes a rule by which testers see green. */
export function isPreviewOf({ rules }: Snapshot, change: Ec2Change): boolean {
  return change.kind === "delete-rule" && rules.some(({ arn, purpose }) => arn === change.arn && purpose === "preview");
}

/** What the rollout wrote down about blue, read without the code under test. */
export function recorded({ groups }: Snapshot): Capacity | undefined {
  const text = groups.map(({ tags }) => tags[TAG.blueCapacity]).find((tag) => tag !== undefined);
  if (text === undefined) return undefined;
  const [min = Number.NaN, desired = Number.NaN, max = Number.NaN] = text.split("/").map(Number);
  return { min, desired, max };
}

/** How many instances carried all the traffic before the rollout. */
export function sizeBefore(seen: Snapshot): number {
  return recorded(seen)?.desired ?? Math.max(...seen.groups.map(({ desired }) => desired));
}

export function healthOn(seen: Snapshot, arn: string): number {
  const instances = seen.groups.find(({ targetGroupArns }) => targetGroupArns.includes(arn))?.instances ?? [];
  const targets = seen.targetGroups.find((each) => each.arn === arn)?.targets ?? [];
  const healthy = new Set(targets.filter(({ state }) => state === "healthy").map(({ id }) => id));
  return instances.filter((each) => isServing(each) && healthy.has(each.id)).length;
}

export function leavers({ instances }: GroupState): number {
  return instances.filter((each) => !isServing(each)).length;
}

/** A target group has weight, or had some a moment ago: requests and cookies may still lead there. */
export function isUsed({ seen, weightLeft }: World, arn: string): boolean {
  const shares = sharesOf([...seen.routes, ...ownRules(seen), ...foreignRules(seen)], arn);
  return shares.some((share) => share > 0) || seen.at - (weightLeft[arn] ?? 0) < holdOf(seen);
}

/** Whether any route keeps a client on its side. */
export function isSticky({ routes }: Snapshot): boolean {
  const configs = routes.flatMap(({ actions }) => actions.map(({ ForwardConfig }) => ForwardConfig));
  return configs.some((config) => config?.TargetGroupStickinessConfig?.Enabled === true);
}

/** The same without stickiness, for a step that was told to change it. */
export const apartFromStickiness = remembered((actions: readonly Action[]) => {
  const bare = ({ ForwardConfig, ...action }: Action): Action => {
    const { TargetGroupStickinessConfig: _sticky, ...config } = ForwardConfig ?? {};
    return ForwardConfig === undefined ? action : { ...action, ForwardConfig: config };
  };
  return apartFromWeights(actions.map(bare));
});

/** Everything of a route's actions but who gets how much. */
export const apartFromWeights = remembered((actions: readonly Action[]) => JSON.stringify(actions.map(withoutTargets)));

function withoutTargets({ TargetGroupArn: _single, ForwardConfig, AuthenticateOidcConfig, ...rest }: Action) {
  const { TargetGroups = [], ...config } = ForwardConfig ?? {};
  const { UseExistingClientSecret: _keep, ...login } = AuthenticateOidcConfig ?? {};
  const others = TargetGroups.filter(({ TargetGroupArn = "" }) => !ARNS.some((arn) => arn === TargetGroupArn));
  return [rest, config, login, others];
}
