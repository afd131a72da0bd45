import { parseSwitch } from "../../src/delivery/switch-record.ts";
import { TAG } from "../../src/platforms/ec2/snapshot.ts";
import type { SharedWorld } from "./shared-world.ts";
import { HOLD_MS } from "./world.ts";

/** One text per state that a planner could tell apart; `timeless` leaves out when, and by which switch, it came about. */
export function keyOf({ seen, sick, versions, trafficLeft }: SharedWorld, timeless = false): string {
  const states = new Map(seen.targetGroup.targets.map(({ id, state }) => [id, state]));
  const groups = seen.groups.map(
    ({ name, min, desired, max, template, instances, tags, deleting, targetGroupArns }) => {
      const switched = parseSwitch(tags[TAG.switched]);
      const age = switched === undefined ? "" : seen.at - switched.at >= HOLD_MS;
      const {
        [TAG.switched]: _switched,
        [TAG.startedAt]: _started,
        [TAG.ending]: ending,
        [TAG.bake]: bar,
        ...rest
      } = tags;
      const serving = instances.filter(({ lifecycle }) => lifecycle === "InService");
      const own = serving.map((each) => [each.templateVersion, each.protected, states.get(each.id)].join());
      own.push(serving.length < instances.length ? "leaving" : "");
      const record = timeless
        ? ""
        : `${ending === undefined} ${switched?.verified === false ? bar : ""} ${switched?.by} ${switched?.to} ${switched?.verified} ${age} ${seen.at - (trafficLeft[name] ?? 0) >= HOLD_MS}`;
      return [
        name,
        min,
        desired,
        max,
        template?.version,
        deleting,
        targetGroupArns,
        own.sort(),
        JSON.stringify(rest),
        record,
      ].join(" ");
    },
  );
  const policies = Object.entries(seen.attachments).map(
    ([name, each]) => `${name} ${each.policies.map((one) => one.PolicyName).sort()}`,
  );
  return [groups.sort(), policies.sort(), sick, Object.entries(versions.made)].map((part) => part.join("|")).join(";");
}
