export const id = 267;
export const ids = [267];
export const modules = {

/***/ 267:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  SharedPlatform: () => (/* binding */ SharedPlatform)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-auto-scaling/dist-cjs/index.js
var dist_cjs = __webpack_require__(8932);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-elastic-load-balancing-v2/dist-cjs/index.js
var client_elastic_load_balancing_v2_dist_cjs = __webpack_require__(586);
// EXTERNAL MODULE: ./build/platforms/aws.js
var aws = __webpack_require__(5978);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/editors.js
var editors = __webpack_require__(5373);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/observe.js
var observe = __webpack_require__(3831);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/observe-routes.js
var observe_routes = __webpack_require__(7371);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/clone.js
var clone = __webpack_require__(4237);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/group-writer.js + 1 modules
var group_writer = __webpack_require__(3776);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/health.js
var health = __webpack_require__(7557);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/routes.js
var routes = __webpack_require__(5964);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/sides.js
var sides = __webpack_require__(2250);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/sides.js





/**
 * Tells blue from green. During a rollout green is the side whose group carries the rollout tag. Without a rollout blue
 * is the one that is attached and has instances.
 */
function identify(seen) {
    const [first, second] = [sideOf(seen, seen.groups[0]), sideOf(seen, seen.groups[1])];
    const marks = [first, second].map(({ group }) => group?.tags[snapshot/* TAG */.Dk.rollout] !== undefined);
    const secondIsGreen = marks[0] === marks[1] ? presence(second) <= presence(first) : marks[1] === true;
    const [blue, green] = secondIsGreen ? [first, second] : [second, first];
    const own = new Set([blue, green].flatMap(({ targetGroup }) => targetGroup.targets.map(({ id }) => id)));
    const strangers = seen.targetGroup.targets.filter(({ id, state }) => !own.has(id) && takesRequests(state));
    return {
        blue,
        green,
        marked: marks.includes(true),
        markedTwice: marks[0] === true && marks[1] === true,
        serving: servingOf(blue, green),
        weight: weightOf(blue, green, strangers),
        strangers,
        switched: (0,snapshot/* parseSwitch */.SI)(green.group?.tags[snapshot/* TAG */.Dk.switched]),
    };
}
/** A group's side, whichever it is. */
function sideOf(seen, group) {
    const ids = new Set(group?.instances.map(({ id }) => id));
    const targets = seen.targetGroup.targets.filter(({ id }) => ids.has(id));
    const registered = targets.filter(({ state }) => takesRequests(state)).length;
    const staying = new Set(group?.instances.filter(({ lifecycle }) => lifecycle === "InService").map(({ id }) => id));
    // A group that is being detached may be listed as attached until the last of its instances has drained.
    const leaving = registered === 0 && targets.some(({ id, state }) => state === "draining" && staying.has(id));
    const listed = group?.targetGroupArns.includes(seen.targetGroup.arn) === true;
    return { group, targetGroup: { ...seen.targetGroup, targets }, attached: listed && !leaving, registered };
}
/** A side that is attached, or whose instances are still registered, can get requests. */
function isServing({ attached, registered, group }) {
    return registered > 0 || (attached && (group?.desired ?? 0) > 0);
}
/**
 * A side's health: in the target group while it is attached to it. Of a side that is not, nobody but its group knows
 * anything: then every instance in service counts.
 */
function sideHealth(side, strictness) {
    if (isServing(side) || side.group === undefined)
        return (0,health/* healthOf */.Wr)(side, strictness);
    const { group, targetGroup } = side;
    const targets = group.instances.map(({ id }) => ({
        id,
        state: "healthy",
        reason: undefined,
        description: undefined,
    }));
    return (0,health/* healthOf */.Wr)({ group, targetGroup: { ...targetGroup, targets } }, strictness);
}
/** As many as the group wants, all in order, and no others that take requests or would when it is attached. */
function isWhole(side, strictness) {
    const { healthy, wanted } = sideHealth(side, strictness);
    const inService = side.group?.instances.filter(({ lifecycle }) => lifecycle === "InService").length ?? 0;
    const others = Math.max(inService, isServing(side) ? side.registered : 0);
    return wanted > 0 && healthy === wanted && others === wanted;
}
/**
 * Refuses a world in which no rollout can work, whatever the step.
 *
 * @throws DeliveryError `not-found` or `unsuitable`, naming the input.
 */
function requireSuitable(settings, seen) {
    (0,sides/* requireGroups */.kV)(settings, seen);
    const { arn, name } = seen.targetGroup;
    for (const route of seen.routes)
        (0,routes/* requireForward */.jR)(route, [arn], [settings.targetGroup]);
    for (const group of seen.groups) {
        const foreign = [
            ...group.targetGroupArns.filter((other) => other !== arn).map((other) => `target group ${(0,routes/* nameInArn */.s1)(other)}`),
            ...group.otherSources,
        ];
        if (foreign.length === 0)
            continue;
        throw new errors/* DeliveryError */.VE("unsuitable", `auto-scaling-groups: ${group.name} is also attached to ${foreign.join(", ")}.`, { remedy: `Traffic from there would reach it whatever its share of ${name} is: detach it; nothing was touched.` });
    }
}
function servingOf(blue, green) {
    if (isServing(blue))
        return isServing(green) ? "both" : "blue";
    return isServing(green) ? "green" : "neither";
}
/** By the healthy ones; a load balancer that finds none healthy uses all that are registered. */
function weightOf(blue, green, strangers) {
    const isHealthy = ({ state }) => state === "healthy";
    const lists = [blue.targetGroup.targets, green.targetGroup.targets, strangers];
    const count = (counts) => lists.map((list) => list.filter(counts).length);
    const healthy = count(isHealthy);
    const [ofBlue = 0, ofGreen = 0, ofOthers = 0] = healthy.some((n) => n > 0)
        ? healthy
        : count(({ state }) => takesRequests(state));
    const all = ofBlue + ofGreen + ofOthers;
    return all === 0 ? undefined : percent(ofGreen, all);
}
/** With two decimals. */
function percent(part, whole) {
    return Math.round((part * 10_000) / whole) / 100;
}
function takesRequests(state) {
    return state !== "draining" && state !== "unused";
}
/** The more of this, the more likely it is blue. */
function presence(side) {
    if (side.group === undefined)
        return -1;
    const size = side.group.desired + side.registered;
    return side.attached ? 100_000 + size : size > 0 ? 1 : 0;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/apply.js







/** How long `restore` waits for the side that stays to be whole, in milliseconds: `post` has less than five minutes. */
const RESTORE_PATIENCE_MS = 180_000;
const RESTORE_PAUSE_MS = 1_000;
/** How long a call that was cut off may take to have its effect, in milliseconds. */
const LATE_EFFECT_MS = 3_000;
/** The writing half: who is in the target group. What is done to groups in every set-up is done by `GroupWriter`. */
class SharedWriter {
    #autoScaling;
    #groups;
    #reader;
    #clock;
    #signal;
    constructor(tools) {
        this.#autoScaling = tools.autoScaling;
        this.#groups = new group_writer/* GroupWriter */.Z(tools);
        this.#reader = tools.reader;
        this.#clock = tools.clock;
        this.#signal = tools.signal;
    }
    async apply(change, seen) {
        switch (change.kind) {
            case "attach-target-group":
                await this.#attach(change.group, seen.targetGroup.arn);
                return undefined;
            case "detach-target-group":
                // In this order: without the record a side that had traffic a moment ago would look as if it never had any.
                await this.#note(change.record);
                await this.#detach(change.group, seen.targetGroup.arn);
                return undefined;
            case "restore":
                return this.#restore(change, seen);
            case "wait-launched":
            case "wait-healthy":
            case "wait-detached":
            case "wait-empty":
            case "wait-bake":
            case "wait-until":
                throw new errors/* DeliveryError */.VE("internal", `A wait (${change.kind}) was applied instead of waited for.`);
            default:
                return this.#groups.apply(change, seen);
        }
    }
    /** Additive, and nothing when it is attached already (Auto Scaling API Reference). */
    async #attach(group, targetGroupArn) {
        const request = { AutoScalingGroupName: group, TargetGroupARNs: [targetGroupArn] };
        await this.#send("AttachLoadBalancerTargetGroups", () => this.#autoScaling.send(new dist_cjs/* AttachLoadBalancerTargetGroupsCommand */.EdW(request), this.#abort));
    }
    /** What is not attached cannot be detached: after an answer that was lost, that is as it should be. */
    async #detach(group, targetGroupArn) {
        const request = { AutoScalingGroupName: group, TargetGroupARNs: [targetGroupArn] };
        try {
            await this.#send("DetachLoadBalancerTargetGroups", () => this.#autoScaling.send(new dist_cjs/* DetachLoadBalancerTargetGroupsCommand */.qrk(request), this.#abort));
        }
        catch (error) {
            const refused = error instanceof errors/* DeliveryError */.VE && error.code === "platform" && error.noEffect;
            if (!refused)
                throw error;
            const [now] = await this.#reader.groupsNamed([group]);
            if (now?.targetGroupArns.includes(targetGroupArn) === true)
                throw error;
        }
    }
    async #note(record) {
        if (record === undefined)
            return;
        const Tags = [(0,clone/* tag */.Tc)(record.group, snapshot/* TAG */.Dk.switched, (0,snapshot/* formatSwitch */.a9)({ ...record, at: this.#clock.now() }))];
        await this.#send("CreateOrUpdateTags", () => this.#autoScaling.send(new dist_cjs/* CreateOrUpdateTagsCommand */.vLq({ Tags }), this.#abort));
    }
    /** Whoever is to be in the target group is there and whole before anybody leaves it. */
    async #restore({ sides, record }, seen) {
        const { arn } = seen.targetGroup;
        const now = (name) => sideOf(seen, seen.groups.find((group) => group.name === name));
        const leaving = sides.filter(({ group, attached }) => !attached && (now(group).attached || isServing(now(group))));
        const changed = sides.filter((side) => side.attached && (!now(side.group).attached || isOfAnotherSize(side, seen)));
        if (leaving.length === 0 && changed.length === 0)
            return seen;
        for (const { group, capacity } of changed) {
            if (capacity !== undefined) {
                const summary = `Scale ${group} to ${capacity.desired} instances`;
                await this.#groups.apply({ kind: "set-capacity", group, capacity, summary }, seen);
            }
            if (!now(group).attached)
                await this.#attach(group, arn);
        }
        if (leaving.length > 0)
            await this.#untilStaying(sides, seen);
        await this.#note(record);
        for (const { group } of leaving)
            await this.#detach(group, arn);
        return undefined;
    }
    /**
     * Until those that are to stay have been whole for a while: a detach that was cut off may take effect late, and then
     * they are attached once more before the others go.
     */
    async #untilStaying(sides, seen) {
        const names = sides.filter(({ attached }) => attached).map(({ group }) => group);
        const began = this.#clock.now();
        let since = began;
        for (;;) {
            const [groups, targets] = await Promise.all([
                this.#reader.groupsNamed(names),
                this.#reader.targets(seen.targetGroup.arn),
            ]);
            const looked = { ...seen, groups, targetGroup: { ...seen.targetGroup, targets } };
            const now = this.#clock.now();
            const lacking = groups
                .map((group) => sideOf(looked, group))
                .filter((side) => !side.attached || !isWhole(side, "any-version"));
            for (const { group, attached } of lacking)
                if (group !== undefined && !attached)
                    await this.#attach(group.name, seen.targetGroup.arn);
            if (lacking.length > 0)
                since = now;
            else if (now - since >= LATE_EFFECT_MS)
                return;
            if (now - began > RESTORE_PATIENCE_MS) {
                throw new errors/* DeliveryError */.VE("timeout", `${names.join(" and ")} did not get healthy: nothing was detached.`, {
                    remedy: "Run `rollback`, which waits for it.",
                });
            }
            await this.#clock.sleep(RESTORE_PAUSE_MS, this.#signal);
        }
    }
    #send(action, send) {
        return (0,aws/* call */.T1)(`autoscaling:${action}`, this.#signal, send);
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
function isOfAnotherSize({ group: name, capacity }, { groups }) {
    const group = groups.find((candidate) => candidate.name === name);
    if (group === undefined || capacity === undefined)
        return false;
    return group.min !== capacity.min || group.desired !== capacity.desired || group.max !== capacity.max;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/observe.js


/**
 * Whether AttachLoadBalancerTargetGroups attached the group to the target group: only then does its counterpart detach
 * it, and only then is it listed here (Auto Scaling API Reference, DescribeLoadBalancerTargetGroups).
 */
async function isDetachable(client, signal, group, targetGroupArn) {
    return (0,aws/* call */.T1)("autoscaling:DescribeLoadBalancerTargetGroups", signal, async () => {
        const pages = (0,dist_cjs/* paginateDescribeLoadBalancerTargetGroups */.MS_)({ client }, { AutoScalingGroupName: group }, { abortSignal: signal });
        for await (const { LoadBalancerTargetGroups = [] } of pages) {
            if (LoadBalancerTargetGroups.some(({ LoadBalancerTargetGroupARN: arn }) => arn === targetGroupArn))
                return true;
        }
        return false;
    });
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/plan-groups.js
var plan_groups = __webpack_require__(4369);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/attachments.js
var attachments = __webpack_require__(6354);
// EXTERNAL MODULE: ./build/platforms/ec2/settings.js
var ec2_settings = __webpack_require__(7337);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/parts.js




/** The changes that several steps share. Each list holds only what is not so yet. */
const STRICTNESS = { blue: "any-version", green: "strict" };
/** What blue was before the rollout. */
function blueBefore(green) {
    return (0,snapshot/* parseCapacity */.KM)(green?.tags[snapshot/* TAG */.Dk.blueCapacity]);
}
/**
 * Brings a side into the target group, and waits until it is whole there. A green that is still leaving it leaves it
 * first; blue, to which a rollback may lead in haste, is attached again at once.
 */
function bringIn(side, name, resize) {
    const { group, targetGroup, attached } = side;
    if (group === undefined)
        return [];
    const leaving = name === "green" && !attached && !isServing(side) && targetGroup.targets.length > 0;
    const changes = [...(leaving ? [waitDetached(group.name, targetGroup.name)] : []), ...resize];
    if (!attached) {
        if (changes.length > 0 || !isWhole(side, STRICTNESS[name]))
            changes.push(waitLaunched(group.name, name));
        changes.push({
            kind: "attach-target-group",
            movesTraffic: true,
            group: group.name,
            summary: `Attach ${group.name} (${name}) to ${targetGroup.name}`,
        });
    }
    if (changes.length === 0 && isWhole(side, STRICTNESS[name]))
        return [];
    return [...changes, waitHealthy(group.name, name, targetGroup.name)];
}
/** Takes a side out of the target group and waits until the requests in flight are finished; it goes on running. */
function takeOut(side, name, record) {
    const { group, targetGroup } = side;
    if (group === undefined)
        return [];
    const changes = [];
    if (side.attached || isServing(side)) {
        changes.push({
            kind: "detach-target-group",
            movesTraffic: true,
            group: group.name,
            record,
            summary: `Detach ${group.name} (${name}) from ${targetGroup.name}`,
        });
    }
    return changes.length > 0 || targetGroup.targets.length > 0
        ? [...changes, waitDetached(group.name, targetGroup.name)]
        : [];
}
/** Writes a switch down that comes about by more than one change, before the first of them. */
function note(group, switched, what) {
    const tags = { [snapshot/* TAG */.Dk.switched]: (0,snapshot/* formatSwitch */.a9)(switched) };
    return { kind: "mark", group, tags, summary: `Record on ${group} ${what}` };
}
/** While two sides stand, a scale-in must not take the way back. */
function holdBlue({ blue, green }) {
    return (0,plan_groups/* pinBlue */.iO)(blue.group, green.group);
}
/**
 * Gives green exactly this size. The size is its share of the traffic while it is attached, so that a scaling policy
 * must not change it: the limits are set with it, unless `max` leaves room.
 */
function resizeGreen(green, size, max, why) {
    const { group } = green;
    if (group === undefined)
        return [];
    const changes = liftProtection(group, size);
    if (group.min === size && group.desired === size && group.max === max)
        return changes;
    changes.push({
        kind: "set-capacity",
        group: group.name,
        capacity: { min: size, desired: size, max },
        ...(isServing(green) ? { movesTraffic: true } : {}),
        summary: `Scale ${group.name} to ${size} instances (it has ${group.desired})${why}`,
    });
    return changes;
}
/** From as many instances as have to go beyond those that Auto Scaling may take. */
function liftProtection({ name, instances }, size) {
    const inService = instances.filter(({ lifecycle }) => lifecycle === "InService");
    const shielded = inService.filter((instance) => instance.protected).map(({ id }) => id);
    const instanceIds = shielded.slice(0, Math.max(0, shielded.length - size));
    if (instanceIds.length === 0)
        return [];
    const summary = `Lift the scale-in protection of ${instanceIds.length} instances of ${name}`;
    return [{ kind: "allow-scale-in", group: name, instanceIds, summary }];
}
/** The maximum that a green of full size gets: blue's. */
function fullMax(green, size) {
    return Math.max(blueBefore(green)?.max ?? green.max, size);
}
/**
 * What a clone still lacks of what is attached to blue. A policy by requests per target is put only on a group that is
 * attached to the target group it names (Auto Scaling refuses it otherwise).
 */
function attachMissing({ fleet }, seen, { blue }, name, attached) {
    if (fleet.kind === "paired" || blue.group === undefined)
        return [];
    const side = (group) => ({ group, targetGroupArn: seen.targetGroup.arn });
    const repoint = { from: side(blue.group.name), to: side(name) };
    return (0,plan_groups/* giveAttached */.AL)(seen, repoint, (attachment) => attached || !countsRequests(attachment));
}
function countsRequests({ call, input }) {
    return call === "PutScalingPolicy" && JSON.stringify(input).includes("ALBRequestCount");
}
function bakes({ bakeMs }) {
    return bakeMs > 0;
}
/** The weight was to bake, and no step has seen the end of that. */
function isBaking({ green, switched }) {
    return isServing(green) && switched?.baking === true;
}
function bake(intent, group, weight, least) {
    if (!bakes(intent))
        return [];
    const { bakeMs } = intent;
    const summary = `Bake ${weight} % for ${(0,duration/* formatDuration */.a)(bakeMs)}: ${group} has to stay healthy`;
    return [
        { kind: "wait-bake", waits: true, group, durationMs: bakeMs, least, summary },
        { kind: "record-baked", records: true, group, summary: `Record on ${group} that ${weight} % is baked` },
    ];
}
function waitLaunched(group, side) {
    const summary = `Wait until every instance of ${group} is in service`;
    return { kind: "wait-launched", waits: true, group, side, summary };
}
function waitHealthy(group, side, targetGroup) {
    const summary = `Wait until every instance of ${group} is healthy in ${targetGroup}`;
    return { kind: "wait-healthy", waits: true, group, side, summary };
}
function waitDetached(group, targetGroup) {
    const summary = `Wait until the requests in flight on ${group} are finished and it has left ${targetGroup}`;
    return { kind: "wait-detached", waits: true, group, summary };
}
function waitEmpty(group) {
    return { kind: "wait-empty", waits: true, group, summary: `Wait until ${group} is empty` };
}

// EXTERNAL MODULE: ./build/delivery/ramp.js
var ramp = __webpack_require__(581);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/weights.js



function sizesOf({ blue, green }) {
    const before = (0,snapshot/* parseCapacity */.KM)(green.group?.tags[snapshot/* TAG */.Dk.blueCapacity])?.desired ?? 0;
    const own = fullSize(green.group);
    return { blue: Math.max(before, blue.group?.desired ?? 0), green: own ?? Math.max(1, before) };
}
/** What deploy gave green; undefined when that is not on record. */
function fullSize(green) {
    const text = green?.tags[snapshot/* TAG */.Dk.greenSize] ?? "";
    return /^[1-9]\d{0,3}$/.test(text) ? Number(text) : undefined;
}
/** Percent, rising: none, what each number of green instances gives, all. */
function reachableWeights({ blue, green }) {
    const between = Array.from({ length: green }, (_, index) => percent(index + 1, index + 1 + blue));
    return [0, ...between.filter((weight) => weight < 100), 100];
}
/** How many green instances come nearest to a weight between 0 and 100. */
function instancesFor(asked, sizes) {
    const reachable = reachableWeights(sizes);
    return Math.max(1, reachable.indexOf((0,ramp/* nearestWeight */.vR)(asked, reachable)));
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/plan-switch.js





/** Green takes over, and blue stands by at full size. */
function planPromote(settings, seen, sides) {
    const green = (0,plan_groups/* requireRollout */.vz)(sides, "promote");
    const changes = giveAll(settings, seen, sides, "promote");
    if (changes.length > 0)
        return { changes, warnings: capacityWarnings(sides) };
    return { changes, nothing: `${green.name} already has all the traffic.`, warnings: [] };
}
/**
 * Green at full size and healthy in the target group, and only then blue out of it.
 *
 * @param direction and `baking`: what is written down about the switch.
 * @throws DeliveryError `unhealthy` when green has traffic and is ill.
 */
function giveAll(settings, seen, sides, direction, baking = false) {
    const { blue, green, serving, switched } = sides;
    if (green.group === undefined)
        return [];
    const { name } = green.group;
    const leaves = takeOut(blue, "blue", { direction, baking, group: name });
    if (serving === "green" && green.attached) {
        if (switched?.direction === direction)
            return leaves;
        const record = note(name, { direction, baking, at: seen.at }, "that it has all the traffic");
        return [...attachMissing(settings, seen, sides, name, true), record, ...leaves];
    }
    requireNotIll(sides);
    const size = Math.max(sizesOf(sides).green, green.group.desired);
    const resize = resizeGreen(green, size, fullMax(green.group, size), "");
    return [
        ...holdBlue(sides),
        ...bringIn(green, "green", resize),
        ...attachMissing(settings, seen, sides, name, true),
        ...leaves,
    ];
}
/** A green that has traffic at full size and is ill gets no more of it; one that is still coming up is waited for. */
function requireNotIll({ green }) {
    const ill = green.targetGroup.targets.filter(({ state }) => state === "unhealthy").length;
    const { healthy, wanted, reasons } = sideHealth(green, "strict");
    if (!green.attached || ill === 0 || healthy >= wanted)
        return;
    throw new errors/* DeliveryError */.VE("unhealthy", `${green.group?.name} is not ready for traffic: ${healthy} of ${wanted} targets are healthy.`, {
        reasons,
        remedy: "No traffic was moved. Wait until it is healthy, or run `rollback`, then `teardown`, to give it up.",
    });
}
/** Blue takes over again, at its old size. */
function planRollback(seen, sides) {
    const { blue, green, marked } = sides;
    const serving = blue.group?.name ?? "nothing";
    if (!marked && sides.serving === "blue") {
        const hint = "To return to an earlier version, deploy it: `launch-template-version` takes its number.";
        const nothing = `No rollout is in progress; ${serving} has all the traffic. ${hint}`;
        return { changes: [], nothing, warnings: [] };
    }
    if (!marked)
        throw unexplained(seen, sides);
    if (blue.group === undefined || blue.group.deleting) {
        throw new errors/* DeliveryError */.VE("refused", "There is no way back: blue's group was torn down.", {
            remedy: "Deploy the former version: `launch-template-version` takes its number; nothing was touched.",
        });
    }
    const before = blueBefore(green.group);
    const moved = isServing(green) || green.attached || !isServing(blue);
    const sized = moved ? (0,plan_groups/* restoreSize */._Q)(blue.group, before) : [];
    const changes = [
        ...(moved ? comeBack(sides, sized) : []),
        ...takeOut(green, "green", { direction: "rollback", baking: false, group: green.group?.name ?? "" }),
    ];
    if (!moved && sides.switched?.direction !== "rollback" && green.group !== undefined && !green.group.deleting) {
        const switched = { direction: "rollback", baking: false, at: seen.at };
        changes.unshift(note(green.group.name, switched, "that it was rolled back"));
    }
    // Restoring its size holds blue's minimum up: its limits are judged as they are by then.
    changes.push(...(0,plan_groups/* restoreLimits */.jJ)({ ...blue.group, ...sized[0]?.capacity }, before));
    if (changes.length > 0)
        return { changes, warnings: [] };
    return { changes, nothing: `${serving} already has all the traffic.`, warnings: [] };
}
/**
 * Blue must be whole in the target group before green leaves it, except when green serves nobody at all: then anything
 * healthy on blue is better than what is.
 */
function comeBack({ blue, green }, resize) {
    const nobody = sideHealth(green, "any-version").healthy === 0 && isServing(green);
    const something = blue.attached && sideHealth(blue, "any-version").healthy > 0;
    if (nobody && something)
        return [...resize];
    return bringIn(blue, "blue", resize);
}
/** Traffic on more, or other, groups than a rollout explains. */
function unexplained({ targetGroup }, { blue, green, serving }) {
    const name = targetGroup.name;
    if (serving === "neither" || blue.group === undefined) {
        return new errors/* DeliveryError */.VE("unsuitable", `auto-scaling-groups: no group with instances is attached to ${name}.`, {
            remedy: "Attach the one that is to serve; nothing was touched.",
        });
    }
    const [one, other] = [blue.group.name, green.group?.name];
    return new errors/* DeliveryError */.VE("refused", `Both ${one} and ${other} are attached to ${name}, but no rollout is on record.`, {
        remedy: "Detach the one that is not to serve: aws autoscaling detach-load-balancer-target-groups " +
            `--auto-scaling-group-name NAME --target-group-arns ${targetGroup.arn}. Nothing was touched.`,
    });
}
function capacityWarnings(sides) {
    const [old, fresh] = [sideHealth(sides.blue, "any-version").healthy, sizesOf(sides).green];
    if (fresh >= old || !isWhole(sides.blue, "any-version"))
        return [];
    return [`Green has ${fresh} instances for the traffic that ${old} of blue carry now.`];
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/plan-deploy.js










/** Brings green up beside blue, outside of the target group. A rollout of the same revision is taken up again. */
function planDeploy(settings, intent, seen, sides) {
    const { revision } = settings;
    if (revision === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A deploy without a revision reached the planner.");
    const wanted = (0,ec2_settings/* describeRevision */.hi)(revision);
    if (sides.marked)
        return resume(settings, wanted, seen, sides);
    const blue = requireBlue(seen, sides);
    const template = (0,plan_groups/* requirePinnedTemplate */.oV)(blue);
    if ((0,plan_groups/* runsAlready */.l2)(blue, template, revision, wanted)) {
        return { changes: [], nothing: `${blue.name} already runs ${wanted} and has all the traffic.`, warnings: [] };
    }
    (0,clone/* requireOneTemplate */.Yg)(blue, revision);
    (0,plan_groups/* requireImage */.rt)(revision, seen);
    return begin(settings, revision, intent, seen, sides, blue);
}
function resume(settings, wanted, seen, sides) {
    const { group } = sides.green;
    (0,plan_groups/* requireResumable */.Gy)(group, wanted);
    if (group === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A mark was read without its group.");
    if (sides.serving !== "blue") {
        return { changes: [], nothing: `${group.name} already runs ${wanted} and has traffic.`, warnings: [] };
    }
    const size = settings.desiredCapacity ?? fullSize(group) ?? blueBefore(group)?.desired ?? 1;
    const changes = [
        ...takeOut(sides.green, "green", undefined),
        ...attachMissing(settings, seen, sides, group.name, false),
        ...(fullSize(group) === size ? [] : [noteSize(group.name, size)]),
        ...bringUp(sides, group, size),
    ];
    if (changes.length > 0)
        return { changes, warnings: [] };
    return { changes, nothing: `${group.name} already runs ${wanted} at weight 0, all in service.`, warnings: [] };
}
function begin(settings, revision, intent, seen, sides, blue) {
    const template = (0,plan_groups/* requirePinnedTemplate */.oV)(blue);
    const wanted = (0,ec2_settings/* describeRevision */.hi)(revision);
    const size = settings.desiredCapacity ?? blue.desired;
    const tags = { ...(0,plan_groups/* rolloutTags */.fk)(intent, blue, wanted), [snapshot/* TAG */.Dk.greenSize]: String(size) };
    const { changes: made, version } = (0,plan_groups/* templateVersion */.bL)(revision, template, wanted);
    const changes = [...made];
    if (settings.fleet.kind === "cloned")
        return plan_deploy_clone(settings, seen, sides, blue, { changes, version, tags, size, wanted });
    const green = (0,plan_groups/* requireIdleGreen */.Z0)(sides, template);
    (0,clone/* requireOneTemplate */.Yg)(green, revision);
    const empty = (0,plan_groups/* emptied */.$C)(green, version);
    changes.push(...takeOut(sides.green, "green", undefined), ...empty);
    if (empty.length > 0)
        changes.push(waitEmpty(green.name));
    changes.push({
        kind: "set-template",
        group: green.name,
        version,
        summary: `Set ${green.name} to ${wanted}`,
    });
    const summary = `Mark ${green.name} as green of ${intent.rolloutId}`;
    changes.push({ kind: "mark", group: green.name, tags, summary });
    changes.push(...bringUp(sides, { ...green, desired: 0, min: 0, instances: [], tags }, size));
    return { changes, warnings: [] };
}
function plan_deploy_clone(settings, seen, sides, blue, green) {
    if (settings.fleet.kind === "paired")
        throw new errors/* DeliveryError */.VE("internal", "A pair was to be cloned.");
    const name = (0,plan_groups/* nextCloneName */.gQ)(settings.fleet.name, seen.groups);
    const attached = seen.attachments[blue.name];
    const tags = { ...green.tags, [snapshot/* TAG */.Dk.fleet]: settings.fleet.name };
    const create = {
        kind: "create-green",
        from: blue.name,
        name,
        targetGroupArn: undefined,
        version: green.version,
        tags,
        hooks: attached === undefined ? [] : (0,attachments/* hookSpecifications */.HJ)(attached),
        summary: `Create ${name} from ${blue.name} at size 0, not attached to ${seen.targetGroup.name}, with ${green.wanted}`,
    };
    const changes = [
        ...green.changes,
        create,
        ...attachMissing(settings, seen, sides, name, false),
        ...bringUp(sides, (0,plan_groups/* emptyClone */.b)(blue, name, tags), green.size),
    ];
    return { changes, warnings: attached === undefined ? [] : (0,attachments/* attachmentWarnings */.Rg)(attached, blue.name, name) };
}
/** What both kinds of fleet and every resumption have in common; only what is not so yet. */
function bringUp({ blue, green: { targetGroup } }, green, size) {
    const changes = (0,plan_groups/* pinBlue */.iO)(blue.group, green);
    const [desired, max] = [Math.max(green.desired, size), Math.max(fullMax(green, size), green.desired)];
    if (green.desired < size || green.min < size || green.max < max) {
        changes.push({
            kind: "set-capacity",
            group: green.name,
            capacity: { min: size, desired, max },
            summary: `Scale ${green.name} to ${desired} instances (it has ${green.desired})`,
        });
    }
    const idle = { group: green, targetGroup: { ...targetGroup, targets: [] }, attached: false, registered: 0 };
    return changes.length === 0 && isWhole(idle, "strict") ? [] : [...changes, waitLaunched(green.name, "green")];
}
function noteSize(group, size) {
    const summary = `Note on ${group} that its full size is ${size}`;
    return { kind: "mark", group, tags: { [snapshot/* TAG */.Dk.greenSize]: String(size) }, summary };
}
function requireBlue(seen, sides) {
    const { blue, serving, strangers } = sides;
    if (blue.group === undefined || serving !== "blue")
        throw unexplained(seen, sides);
    const { name, arn } = seen.targetGroup;
    if (strangers.length > 0) {
        throw new errors/* DeliveryError */.VE("unsuitable", `target-groups: ${name} has targets of no group of this fleet: ${strangers.map(({ id }) => id).join(", ")}.`, {
            remedy: "They would keep their share of the traffic through every step: deregister them; nothing was touched.",
        });
    }
    if (seen.otherwiseAttached.includes(blue.group.name)) {
        throw new errors/* DeliveryError */.VE("unsuitable", `auto-scaling-groups: ${blue.group.name} was attached to ${name} by AttachTrafficSources, which promote could not undo.`, {
            remedy: `Attach it the other way: aws autoscaling attach-load-balancer-target-groups --auto-scaling-group-name ${blue.group.name} ` +
                `--target-group-arns ${arn}, once the traffic source is detached; nothing was touched.`,
        });
    }
    return blue.group;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/plan-shift.js







/** Moves a share of the traffic: to what comes nearest to the weight given, or to the next rung of the ramp. */
function planShift(settings, intent, seen, sides) {
    const green = (0,plan_groups/* requireRollout */.vz)(sides, "shift");
    const sizes = sizesOf(sides);
    const reachable = reachableWeights(sizes);
    const unbaked = isBaking(sides) && bakes(intent);
    if (unbaked && intent.weight === undefined)
        return { changes: bakeAgain(intent, sides), warnings: [] };
    const asked = intent.weight ?? (0,ramp/* nextRung */.O7)(intent.ramp, sides.weight ?? 0, reachable);
    const weight = (0,ramp/* nearestWeight */.vR)(asked, reachable);
    if (asked < 100)
        plan_shift_requireBlue(sides, asked);
    const changes = asked === 100
        ? toAll(settings, intent, seen, sides, sizes)
        : asked === 0
            ? toNothing(sides, green, sizes)
            : toShare(intent, seen, sides, asked, sizes);
    if (changes.length > 0) {
        return { changes, warnings: [...unreachable(asked, weight, sizes), ...stickyWarnings(seen, asked)] };
    }
    // The weight is there already. What may be left to do is its bake, when that was cut off or failed.
    if (unbaked && asked > 0)
        return { changes: bakeAgain(intent, sides), warnings: [] };
    return { changes, nothing: `${green.name} already has ${weight} % of the traffic.`, warnings: [] };
}
function bakeAgain(intent, sides) {
    const { green, weight } = sides;
    const name = green.group?.name ?? "";
    return [...bringIn(green, "green", []), ...bake(intent, name, weight ?? 0, green.group?.desired ?? 1)];
}
function toAll(settings, intent, seen, sides, sizes) {
    const { green, serving, switched } = sides;
    const name = green.group?.name ?? "";
    if (serving === "green" && switched?.direction === "promote")
        return [];
    const accepted = Math.max(1, Math.ceil(sizes.blue * (1 - settings.maxCapacityDeficit / 100)));
    if (serving !== "green" && sizes.green < accepted) {
        throw new errors/* DeliveryError */.VE("unhealthy", `${name} has ${sizes.green} instances at full size; 100 % of the traffic needs ${sizes.blue}.`, {
            remedy: "No traffic was moved. Give `desired-capacity` of deploy, or accept it by `max-capacity-deficit`.",
        });
    }
    const changes = giveAll(settings, seen, sides, "shift", bakes(intent));
    return changes.length === 0 ? [] : [...changes, ...bake(intent, name, 100, sizes.green)];
}
function toShare(intent, seen, sides, asked, sizes) {
    const { blue, green } = sides;
    const name = green.group?.name ?? "";
    const size = instancesFor(asked, sizes);
    const weight = (0,ramp/* nearestWeight */.vR)(asked, reachableWeights(sizes));
    const wanted = weight === asked ? "" : ` (${asked} % was asked for)`;
    const why = `: ${size} beside ${sizes.blue} of blue are ${weight} % of the traffic${wanted}`;
    const comesIn = bringIn(green, "green", resizeGreen(green, size, size, why));
    const grows = isServing(blue) && size >= green.registered;
    const before = grows ? holdBlue(sides) : whole(sides);
    if (before.length + comesIn.length === 0)
        return [];
    const record = note(name, { direction: "shift", baking: bakes(intent), at: seen.at }, `that it is given ${weight} %`);
    return [record, ...before, ...comesIn, ...bake(intent, name, weight, size)];
}
/** Green leaves the target group, and only then has its full size again. */
function toNothing(sides, group, sizes) {
    const { green } = sides;
    const leaves = takeOut(green, "green", { direction: "shift", baking: false, group: group.name });
    const aside = { ...green, attached: false, registered: 0 };
    const resize = resizeGreen(aside, sizes.green, fullMax(group, sizes.green), "");
    const complete = resize.length === 0 && isWhole(aside, "strict");
    return [
        ...(isServing(green) ? whole(sides) : holdBlue(sides)),
        ...leaves,
        ...resize,
        ...(complete ? [] : [waitLaunched(group.name, "green")]),
    ];
}
/** Blue at its old size and healthy in the target group, before green gets less of the traffic. */
function whole(sides) {
    const { blue, green } = sides;
    if (blue.group === undefined)
        return [];
    if (blue.attached && isWhole(blue, "any-version"))
        return holdBlue(sides);
    const back = (0,plan_groups/* restoreSize */._Q)(blue.group, blueBefore(green.group));
    return [...(back.length > 0 ? [] : holdBlue(sides)), ...comeBack(sides, back)];
}
function plan_shift_requireBlue({ blue }, asked) {
    if (blue.group === undefined || blue.group.deleting) {
        throw new errors/* DeliveryError */.VE("refused", `Blue cannot take ${100 - asked} %: its group is gone.`, {
            remedy: "After teardown there is no way back but to deploy the former version; nothing was touched.",
        });
    }
}
function unreachable(asked, weight, { blue, green }) {
    if (Math.abs(asked - weight) < 1)
        return [];
    return [
        `${asked} % cannot be reached on a shared target group with ${blue} instances of blue and up to ${green} of green: the nearest is ${weight} %.`,
    ];
}
function stickyWarnings({ targetGroup: { name, sticky } }, asked) {
    if (sticky !== true || asked === 0)
        return [];
    return [
        `Target stickiness is on in ${name}: clients with a cookie keep to their instance, so that the share is one of new clients.`,
    ];
}

// EXTERNAL MODULE: ./build/platforms/ec2/weighted/view.js
var view = __webpack_require__(6017);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/view.js






function viewOf(settings, seen) {
    const sides = identify(seen);
    const { blue, green, weight } = sides;
    const problems = findProblems(sides, seen);
    const tags = green.group?.tags ?? {};
    const id = tags[snapshot/* TAG */.Dk.rollout];
    return {
        phase: phaseOf(sides, problems),
        blue: sideView(blue, "any-version", weight === undefined ? undefined : rest(weight)),
        green: sideView(green, "strict", weight),
        weight,
        ...(id === undefined ? {} : { reachable: reachableWeights(sizesOf(sides)) }),
        cohort: undefined,
        baking: isBaking(sides),
        greenReady: isWhole(green, "strict"),
        rollout: id === undefined ? undefined : { id, revision: tags[snapshot/* TAG */.Dk.revision] ?? "", startedAt: tags[snapshot/* TAG */.Dk.startedAt] ?? "" },
        safeTeardownAt: safeTeardownAt(settings, sides, seen),
        // A client's cookie leads to an instance only as long as that is registered, and it is not once its side is out.
        stickySeconds: 0,
        problems,
        facts: factsOf(seen, sides),
    };
}
/**
 * Milliseconds since the epoch from which the side that is out may go: `scale-down-delay` after it was detached, because
 * a load balancer follows a change only after a while. Its draining is waited for besides. When the switch is not on
 * record it is now.
 */
function safeTeardownAt(settings, sides, seen) {
    const { marked, serving, switched } = sides;
    if (!marked || serving === "both" || serving === "neither")
        return undefined;
    if (serving === "blue" && switched === undefined)
        return seen.at;
    // Any other record is of an earlier switch: that of this one was lost with the run that made it.
    const told = switched?.direction === (serving === "green" ? "promote" : "rollback");
    return (told ? (switched?.at ?? seen.at) : seen.at) + settings.scaleDownDelayMs;
}
function phaseOf({ marked, serving, switched, green }, problems) {
    if (problems.length > 0)
        return "degraded";
    if (!marked)
        return "idle";
    if (serving === "green")
        return "promoted";
    if (serving === "both")
        return "shifting";
    if (switched?.direction === "rollback")
        return "rolled-back";
    return isWhole(green, "strict") ? "deployed" : "deploying";
}
function findProblems(sides, { targetGroup: { name } }) {
    const problems = [];
    const { blue, green, marked, markedTwice, serving, strangers } = sides;
    if (markedTwice)
        problems.push(`Both groups carry the tag ${snapshot/* TAG */.Dk.rollout}: remove it from the one that is not green.`);
    if (serving === "neither" && strangers.length === 0)
        problems.push(`No group with instances is attached to ${name}: every request gets a 503.`);
    if (serving === "both" && !marked) {
        problems.push(`Both ${blue.group?.name} and ${green.group?.name} are attached to ${name} and no rollout is on record: detach the one that is not to serve.`);
    }
    if (strangers.length > 0) {
        const ids = strangers.map(({ id }) => id).join(", ");
        problems.push(`${name} has targets of no group of this fleet, which have their share of the traffic: ${ids}.`);
    }
    for (const side of [blue, green]) {
        if (!isServing(side) || side.targetGroup.targets.some(({ state }) => state === "healthy"))
            continue;
        // Beside a side that is healthy, one that is coming in gets nothing yet.
        const other = side === blue ? green : blue;
        if (other.targetGroup.targets.some(({ state }) => state === "healthy"))
            continue;
        const reasons = sideHealth(side, "any-version").reasons.join(", ");
        problems.push(`${side.group?.name} has traffic, but none of its targets is healthy: ${reasons || "it is empty"}.`);
    }
    return problems;
}
function sideView(side, strictness, weight) {
    const { group, targetGroup } = side;
    if (group === undefined)
        return undefined;
    const { healthy, wanted } = sideHealth(side, strictness);
    return { name: group.name, target: targetGroup.name, revision: (0,view/* revisionOf */.DT)(side), healthy, wanted, weight };
}
/** Who is in the target group, with which template version; green's size only while it is its weight. */
function factsOf(seen, { green, serving, marked }) {
    const { name, arn } = seen.targetGroup;
    const facts = { [`target group ${name}`]: arn };
    for (const { ref, actions } of seen.routes) {
        facts[`${ref.kind} ${ref.arn.slice(ref.arn.indexOf(ref.loadBalancer))} actions`] = (0,routes/* canonicalActions */.C)(actions);
    }
    for (const group of seen.groups) {
        const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
        const attached = group.targetGroupArns.includes(arn) ? `attached to ${name}` : "detached";
        facts[`group ${group.name}`] = `${template}, ${attached}`;
        facts[`group ${group.name} rollout`] = group.tags[snapshot/* TAG */.Dk.rollout] ?? "none";
    }
    if (marked && serving === "both" && green.group !== undefined)
        facts[`group ${green.group.name} share`] = `${green.group.desired} instances`;
    return facts;
}
function rest(weight) {
    return Math.round((100 - weight) * 100) / 100;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/plan-teardown.js






/** Removes the side that is detached: blue after a promote, green otherwise. Ends the rollout. */
function planTeardown(settings, intent, seen, sides) {
    const { blue, green } = sides;
    if (!sides.marked || green.group === undefined) {
        const nothing = `No rollout is in progress; ${blue.group?.name ?? "nothing"} stands alone.`;
        return { changes: [], nothing, warnings: [] };
    }
    if (sides.serving === "neither")
        throw unexplained(seen, sides);
    if (sides.serving === "both") {
        throw new errors/* DeliveryError */.VE("refused", `Both sides are in ${seen.targetGroup.name} (green has ${sides.weight ?? 0} %): neither can be removed.`, { remedy: "Run `promote` or `rollback` first; nothing was touched." });
    }
    const promoted = sides.serving === "green";
    const [survivor, leaving] = promoted ? [green, blue] : [blue, green];
    if (promoted)
        requireServing(green);
    (0,plan_groups/* requireTerminable */.Fw)(leaving.group);
    const gone = settings.fleet.kind === "cloned" && leaving.group !== undefined;
    const changes = [
        ...(0,plan_groups/* waitUntilSafe */.TJ)(safeTeardownAt(settings, sides, seen) ?? seen.at, intent, seen.at),
        ...takeOut(leaving, promoted ? "blue" : "green", undefined),
        ...(survivor.group === undefined ? [] : (0,plan_groups/* restoreLimits */.jJ)(survivor.group, blueBefore(green.group))),
        ...empty(leaving),
    ];
    if (gone && leaving.group !== undefined) {
        const { name } = leaving.group;
        changes.push({ kind: "delete-group", group: name, summary: `Delete the Auto Scaling group ${name}` });
    }
    if (!(gone && leaving === green))
        changes.push((0,plan_groups/* unmark */.dX)(green.group.name, leaving === green));
    const never = !promoted && sides.switched === undefined;
    return { changes, warnings: never ? [`${green.group.name} is removed without ever having had traffic.`] : [] };
}
function requireServing(green) {
    const { healthy, wanted, reasons } = sideHealth(green, "strict");
    if (wanted > 0 && healthy >= wanted)
        return;
    throw new errors/* DeliveryError */.VE("unhealthy", `${green.group?.name} serves, but only ${healthy} of its ${wanted} targets are healthy: blue is still needed.`, { reasons, remedy: "Wait until green is whole, or run `rollback`; nothing was touched." });
}
function empty({ group }) {
    if (group === undefined || group.deleting)
        return [];
    const changes = (0,plan_groups/* scaleToNothing */.Jw)(group);
    return changes.length > 0 || group.instances.length > 0 ? [...changes, waitEmpty(group.name)] : [];
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/plan.js






/** The ordered changes from what was seen to what is intended, when both sides share one target group. Pure. */
function planStep(settings, intent, seen) {
    const sides = identify(seen);
    (0,plan_groups/* requireOneMark */.jt)(sides);
    switch (intent.step) {
        case "deploy":
            return planDeploy(settings, intent, seen, sides);
        case "shift":
            return planShift(settings, intent, seen, sides);
        case "promote":
            return planPromote(settings, seen, sides);
        case "rollback":
            return planRollback(seen, sides);
        case "teardown":
            return planTeardown(settings, intent, seen, sides);
        case "status":
        case "setup":
            return { changes: [], nothing: "status only reads.", warnings: [] };
    }
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/undo.js

/** What leaves no half-done switch behind: see `Platform.undo`. */
function undoOf(intent, seen) {
    const { blue, green, targetGroup } = { ...identify(seen), targetGroup: seen.targetGroup.name };
    const back = intent.step === "rollback";
    const greenStays = !back && green.attached;
    const sides = [
        ...standing(blue, back || blue.attached, undefined),
        // Its size is its share of the traffic while it is attached; blue's is its own affair.
        ...standing(green, greenStays, greenStays ? green.group : undefined),
    ];
    const direction = back ? "rollback" : "shift";
    const names = sides.filter(({ attached }) => attached).map(({ group }) => group);
    return {
        kind: "restore",
        movesTraffic: true,
        sides,
        record: green.group === undefined ? undefined : { direction, baking: false, group: green.group.name },
        summary: `Leave ${names.join(" and ") || "no group"} attached to ${targetGroup}, as before the step`,
    };
}
function standing({ group }, attached, sized) {
    if (group === undefined)
        return [];
    const capacity = sized === undefined ? undefined : { min: sized.min, desired: sized.desired, max: sized.max };
    return [{ group: group.name, attached, capacity }];
}

// EXTERNAL MODULE: ./build/delivery/countdown.js
var countdown = __webpack_require__(4702);
// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/waits.js




/** Whether a wait is over. Pure. */
function progressOf(wait, seen) {
    switch (wait.kind) {
        case "wait-until":
            return (0,countdown/* countdown */.q)("seconds until it is safe", wait.until - seen.at);
        case "wait-launched":
            return launchProgress({ ...sideNamed(wait.group, seen), attached: false, registered: 0 }, wait.side, seen);
        case "wait-healthy":
            return healthProgress(sideNamed(wait.group, seen), wait.side, seen);
        case "wait-detached":
            return detachProgress(sideNamed(wait.group, seen));
        case "wait-empty":
            return emptyProgress(sideNamed(wait.group, seen));
        case "wait-bake":
            return (0,health/* bakeProgress */.lD)(sideNamed(wait.group, seen), wait.least, seen.routesAt + wait.durationMs, seen.at);
        default:
            return { state: "done" };
    }
}
function sideNamed(name, seen) {
    return sideOf(seen, seen.groups.find((group) => group.name === name));
}
/** What somebody else has detached meanwhile is not healthy in the target group, however many instances it has. */
function healthProgress(side, name, seen) {
    if (side.attached)
        return launchProgress(side, name, seen);
    const [want, group] = [side.group?.desired ?? 0, side.group?.name];
    const { name: targetGroup } = side.targetGroup;
    return {
        state: "waiting",
        for: `healthy targets in ${targetGroup}`,
        have: 0,
        want,
        reasons: [`${group} is not attached`],
    };
}
function launchProgress(side, name, seen) {
    const strictness = name === "green" ? "strict" : "any-version";
    if (isWhole(side, strictness))
        return { state: "done" };
    const { healthy, wanted, reasons } = sideHealth(side, strictness);
    const group = side.group?.name ?? "the group";
    const { hopeless, failed } = (0,health/* failedLaunches */.R$)(side.group, seen.failures);
    if (hopeless !== undefined)
        return hopeless;
    const surplus = healthy < wanted ? [] : ["others have not left yet"];
    return {
        state: "waiting",
        for: side.attached ? `healthy targets in ${side.targetGroup.name}` : `instances of ${group} in service`,
        have: healthy,
        want: wanted,
        reasons: [...reasons, ...surplus, ...failed],
    };
}
function detachProgress({ group, targetGroup, attached }) {
    const left = targetGroup.targets.length;
    if (left === 0 && !attached)
        return { state: "done" };
    return {
        state: "waiting",
        for: `targets of ${group?.name} still in ${targetGroup.name}`,
        have: left,
        want: 0,
        reasons: (0,counted/* counted */.h)(targetGroup.targets.map(({ state }) => state)),
    };
}
function emptyProgress({ group, targetGroup }) {
    const instances = group?.instances ?? [];
    if (instances.length === 0)
        return { state: "done" };
    return {
        state: "waiting",
        for: `instances of ${group?.name ?? targetGroup.name} still terminating`,
        have: instances.length,
        want: 0,
        reasons: (0,counted/* counted */.h)(instances.map(({ lifecycle }) => lifecycle)),
    };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/index.js













/** Of a wait's looks, one in this many also reads failed scaling activities. */
const FAILURES_EVERY = 5;
/** The steps after which green may lack what blue has, and which give it that. */
const CARRYING = ["deploy", "shift", "promote"];
/**
 * EC2 Auto Scaling groups that share one target group: the share of the traffic is the share of healthy instances, and
 * who is attached decides about none and all.
 */
class SharedPlatform {
    #settings;
    #step;
    #clock;
    #signal;
    #elb;
    #autoScaling;
    #editors;
    #reader;
    #routes;
    #writer;
    #began;
    #waitingFor;
    #looks = 0;
    constructor(settings, step, clock, signal) {
        this.#settings = settings;
        this.#step = step;
        this.#clock = clock;
        this.#signal = signal;
        this.#began = clock.now();
        const config = (0,aws/* clientConfig */.yO)(settings.region);
        this.#elb = new client_elastic_load_balancing_v2_dist_cjs/* ElasticLoadBalancingV2Client */.MlD(config);
        this.#autoScaling = new dist_cjs/* AutoScalingClient */.yis(config);
        this.#editors = new editors/* Editors */.R(settings.region, signal);
        this.#reader = new observe/* Ec2Reader */.y(this.#elb, this.#autoScaling, this.#editors, signal);
        this.#routes = new observe_routes/* RouteReader */.r(this.#elb, signal);
        this.#writer = new SharedWriter({
            autoScaling: this.#autoScaling,
            reader: this.#reader,
            editors: this.#editors,
            clock,
            signal,
        });
    }
    /** Two rounds: names and routes, then what is in the target group and on the groups. */
    async observe() {
        const settings = this.#settings;
        const [groups, routes, targetGroup, imageState] = await Promise.all([
            this.#reader.groups(settings.fleet),
            this.#routes.routes(settings.routes),
            this.#reader.targetGroup(settings.targetGroup),
            this.#editors.imageState(settings.revision),
        ]);
        const arn = targetGroup.TargetGroupArn ?? "";
        const [targets, sticky, attached, otherwiseAttached] = await Promise.all([
            this.#reader.targets(arn),
            this.#step === "shift" ? this.#reader.sticky(arn) : undefined,
            this.#attachments(groups),
            this.#step === "deploy" ? this.#otherwiseAttached(groups, arn) : [],
        ]);
        const now = this.#clock.now();
        const seen = {
            at: now,
            routesAt: now,
            routes,
            targetGroup: (0,observe/* toTargetGroupState */.z)(targetGroup, targets, sticky),
            groups,
            attachments: Object.fromEntries(attached),
            otherwiseAttached,
            imageState,
            failures: [],
        };
        requireSuitable(settings, seen);
        return seen;
    }
    plan(intent, seen) {
        return planStep(this.#settings, intent, seen);
    }
    async apply(change, seen) {
        return this.#writer.apply(change, seen);
    }
    /** The targets and the groups at every look; failed activities at every fifth, and at a thorough one. */
    async refresh(wait, seen, thorough) {
        const at = this.#clock.now();
        if (wait.kind === "wait-until" || !("group" in wait))
            return { ...seen, at };
        if (wait !== this.#waitingFor)
            this.#looks = 0;
        // A bake begins with its first look: what came before it, a wait for health above all, is no part of it.
        const routesAt = wait !== this.#waitingFor ? at : seen.routesAt;
        this.#waitingFor = wait;
        this.#looks += 1;
        const launching = wait.kind === "wait-launched" || wait.kind === "wait-healthy";
        const asking = launching && (thorough || this.#looks % FAILURES_EVERY === 0);
        const names = [...new Set([...seen.groups.map(({ name }) => name), wait.group])];
        const [targets, groups, failures] = await Promise.all([
            this.#reader.targets(seen.targetGroup.arn),
            this.#reader.groupsNamed(names),
            asking ? this.#reader.failures(wait.group, this.#began) : seen.failures,
        ]);
        return { ...seen, at, routesAt, groups, failures, targetGroup: { ...seen.targetGroup, targets } };
    }
    settled(wait, seen) {
        return progressOf(wait, seen);
    }
    view(seen) {
        return viewOf(this.#settings, seen);
    }
    undo(intent, seen) {
        return undoOf(intent, seen);
    }
    close() {
        this.#elb.destroy();
        this.#autoScaling.destroy();
        this.#editors.close();
    }
    async #attachments(groups) {
        if (this.#settings.fleet.kind === "paired" || !CARRYING.includes(this.#step))
            return [];
        return Promise.all(groups.map(async (group) => [group.name, await this.#reader.attachments(group)]));
    }
    async #otherwiseAttached(groups, arn) {
        const attached = groups.filter(({ targetGroupArns }) => targetGroupArns.includes(arn)).map(({ name }) => name);
        const asked = await Promise.all(attached.map((name) => isDetachable(this.#autoScaling, this.#signal, name, arn)));
        return attached.filter((_, index) => asked[index] === false);
    }
}


/***/ })

};
