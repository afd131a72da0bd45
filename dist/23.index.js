export const id = 23;
export const ids = [23];
export const modules = {

/***/ 6023:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  sharedPlatform: () => (/* binding */ sharedPlatform)
});

// EXTERNAL MODULE: ./build/delivery/findings.js
var findings = __webpack_require__(3763);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/clients.js + 1 modules
var groups_clients = __webpack_require__(789);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/rights.js
var groups_rights = __webpack_require__(9215);
// EXTERNAL MODULE: ./build/platforms/ec2/image/aside.js
var image_aside = __webpack_require__(1172);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/meter.js
var meter = __webpack_require__(757);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/observe-routes.js
var observe_routes = __webpack_require__(7371);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-auto-scaling/dist-cjs/index.js
var dist_cjs = __webpack_require__(8932);
// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/engine/poll.js
var poll = __webpack_require__(6202);
// EXTERNAL MODULE: ./build/engine/timing.js
var timing = __webpack_require__(6665);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/group-writer.js + 2 modules
var group_writer = __webpack_require__(6803);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/progress.js
var groups_progress = __webpack_require__(348);
// EXTERNAL MODULE: ./build/delivery/registry.js
var registry = __webpack_require__(3582);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/refusals.js

/** The refusals that only a shared target group knows. docs/troubleshooting.md lists them. */
const SHARED_REFUSALS = {
    "nobody-attached": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: no group with instances is attached to {target}: every request is answered with 503.",
        remedy: "Run `rollback`, which attaches the group that has instances in service; if none has, scale the one that is to serve, and attach it.",
    },
    "both-attached": {
        code: "refused",
        sentence: "Both {one} and {other} are attached to {target}, but no rollout is on record.",
        remedy: "Detach the one that is not to serve: aws autoscaling detach-load-balancer-target-groups --auto-scaling-group-name NAME --target-group-arns {arn}; then run `status`.",
    },
    "attached-otherwise": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} was attached to {target} by AttachTrafficSources, which promote could not undo.",
        remedy: "Attach it the other way: aws autoscaling attach-load-balancer-target-groups --auto-scaling-group-name {group} --target-group-arns {arn}, once the traffic source is detached; then deploy.",
    },
    "attached-elsewhere": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} is also attached to {others}.",
        remedy: "Traffic from there would reach it whatever its share of {target} is: detach it.",
    },
    "rollback-under-way": {
        code: "refused",
        sentence: "A rollback by {run} is on record on {group}, and not finished: {step} would take out the side that it leaves.",
        remedy: "Run `rollback` to finish it; after that `deploy` takes the version up again.",
    },
    "restore-timed-out": {
        code: "timeout",
        sentence: "{groups} did not become healthy in time: nothing was detached.",
        remedy: "Run `rollback`, which waits for blue.",
    },
};
const refuse = (0,registry/* refusing */.c)(SHARED_REFUSALS);

// EXTERNAL MODULE: ./build/platforms/ec2/groups/foreign.js
var groups_foreign = __webpack_require__(5803);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/health.js
var health = __webpack_require__(7557);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/suitable.js
var suitable = __webpack_require__(8825);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/routes.js
var routes = __webpack_require__(5964);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
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
    const foreign = seen.targetGroup.targets.filter(({ id, state }) => !own.has(id) && (0,groups_foreign/* takesRequests */.nL)(state));
    return {
        blue,
        green,
        marked: marks.includes(true),
        markedTwice: marks[0] === true && marks[1] === true,
        serving: servingOf(blue, green),
        share: shareOf(blue, green, foreign),
        foreign,
    };
}
/** A group's side, whichever it is. */
function sideOf(seen, group) {
    const ids = new Set(group?.instances.map(({ id }) => id));
    const targets = seen.targetGroup.targets.filter(({ id }) => ids.has(id));
    const registered = targets.filter(({ state }) => (0,groups_foreign/* takesRequests */.nL)(state)).length;
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
    return (0,health/* healthOf */.Wr)({ group, targetGroup: { ...targetGroup, targets: asHealthy(group) } }, strictness);
}
/** Targets as a group that is not attached would have them if nothing but its own word counted. */
function asHealthy({ instances }) {
    return instances.map(({ id }) => ({ id, state: "healthy", reason: undefined, description: undefined }));
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
    (0,suitable/* requireGroups */.kV)(settings, seen);
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
        throw refuse("attached-elsewhere", { group: group.name, others: foreign.join(", "), target: name });
    }
}
function servingOf(blue, green) {
    if (isServing(blue))
        return isServing(green) ? "both" : "blue";
    return isServing(green) ? "green" : "neither";
}
/** By the healthy ones; a load balancer that finds none healthy uses all that are registered. */
function shareOf(blue, green, foreign) {
    const isHealthy = ({ state }) => state === "healthy";
    const lists = [blue.targetGroup.targets, green.targetGroup.targets, foreign];
    const count = (counts) => lists.map((list) => list.filter(counts).length);
    const healthy = count(isHealthy);
    const [ofBlue = 0, ofGreen = 0, ofOthers = 0] = healthy.some((n) => n > 0)
        ? healthy
        : count(({ state }) => (0,groups_foreign/* takesRequests */.nL)(state));
    const all = ofBlue + ofGreen + ofOthers;
    return all === 0 ? undefined : percent(ofGreen, all);
}
/** With two decimals. */
function percent(part, whole) {
    return Math.round((part * 10_000) / whole) / 100;
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
                await this.#groups.note(change.record, seen);
                await this.#detach(change.group, seen.targetGroup.arn);
                return undefined;
            case "restore":
                return this.#restore(change, seen);
        }
        return this.#groups.apply(change, seen);
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
                const summary = `Scale ${group} to ${(0,counted/* amountOf */.M)(capacity.desired, "instance")}`;
                await this.#groups.apply({ kind: "set-capacity", group, capacity, summary }, seen);
            }
            if (!now(group).attached)
                await this.#attach(group, arn);
        }
        if (leaving.length > 0)
            await this.#untilStaying(sides, seen);
        await this.#groups.note(record, seen);
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
        const pace = { pauseMs: RESTORE_PAUSE_MS, until: began + RESTORE_PATIENCE_MS };
        const look = async () => {
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
            const hopeless = lacking
                .map((side) => (0,groups_progress/* healthProgress */.O0)(side, "any-version", []))
                .find(({ state }) => state === "impossible");
            if (hopeless?.state === "impossible") {
                throw refuse("restore-timed-out", { groups: names.join(" and ") }, [hopeless.because, ...hopeless.reasons]);
            }
            if (lacking.length > 0)
                since = now;
            return now - since >= timing/* LATE_EFFECT_MS */.io;
        };
        const areStaying = await (0,poll/* poll */.w)({ clock: this.#clock, signal: this.#signal, ...pace }, look, (are) => are);
        if (!areStaying)
            throw refuse("restore-timed-out", { groups: names.join(" and ") });
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

// EXTERNAL MODULE: ./build/delivery/strategies.js
var strategies = __webpack_require__(3868);
// EXTERNAL MODULE: ./build/platforms/ec2/settings.js
var ec2_settings = __webpack_require__(9718);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/group-config.js
var group_config = __webpack_require__(2522);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/bring-up.js
var bring_up = __webpack_require__(5765);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/empty.js
var empty = __webpack_require__(8526);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/fleet.js
var groups_fleet = __webpack_require__(5663);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/limits.js
var limits = __webpack_require__(6883);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/marks.js
var marks = __webpack_require__(9781);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/switch-tags.js
var switch_tags = __webpack_require__(2837);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/warm-pool.js
var warm_pool = __webpack_require__(9397);
// EXTERNAL MODULE: ./build/platforms/ec2/image/plan.js
var plan = __webpack_require__(7725);
// EXTERNAL MODULE: ./build/platforms/ec2/refusals.js
var refusals = __webpack_require__(7997);
// EXTERNAL MODULE: ./build/delivery/capacity.js
var capacity = __webpack_require__(4325);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/delivery/waits.js
var waits = __webpack_require__(2799);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/give-attached.js
var give_attached = __webpack_require__(7412);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/bake.js
var bake = __webpack_require__(6306);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/parts.js












/** The changes that several moves share. Each list holds only what is not so yet. */
const STRICTNESS = { blue: "any-version", green: "strict" };
/** Brings green into the target group and waits until it is whole there; one that is still leaving leaves it first. */
function bringInGreen({ green }, resize) {
    const { group, targetGroup, attached } = green;
    if (group === undefined)
        return [];
    const leaving = !attached && !isServing(green) && targetGroup.targets.length > 0;
    const changes = [...(leaving ? [waitDetached(group.name, targetGroup.name)] : []), ...resize];
    const whole = isWhole(green, STRICTNESS.green);
    if (attached && changes.length === 0 && whole)
        return [];
    if (!attached) {
        if (changes.length > 0 || !whole)
            changes.push(waitLaunched(group.name, "green"));
        changes.push(attach(green, "green"));
    }
    return [...changes, waitHealthy(green, "green", undefined)];
}
/**
 * Blue is in the target group with at least so many healthy instances before green leaves it or gets less; when green
 * serves nobody at all, anything healthy on blue is better than what is. It is attached in haste: whichever of its
 * instances is healthy takes its share at once.
 */
function bringInBlue({ blue, green }, needed) {
    if (blue.group === undefined)
        return [];
    const nobody = isServing(green) && sideHealth(green, "any-version").healthy === 0;
    const least = nobody ? 1 : needed;
    const enough = blue.attached && sideHealth(blue, STRICTNESS.blue).healthy >= least;
    return [...(blue.attached ? [] : [attach(blue, "blue")]), ...(enough ? [] : [waitHealthy(blue, "blue", least)])];
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
            destroys: true,
            group: group.name,
            record,
            summary: `Detach ${group.name} (${name}) from ${targetGroup.name}`,
        });
    }
    return changes.length > 0 || targetGroup.targets.length > 0
        ? [...changes, waitDetached(group.name, targetGroup.name)]
        : [];
}
/**
 * Writes a move down that comes about by more than one change, before the first of them; nothing when it is on record.
 * The moment of a move that is over already stays.
 */
function note({ green }, { last, weight, now }, move, least) {
    const { group } = green;
    if (group === undefined || (last !== undefined && isSameMove(last, move)))
        return [];
    const since = last !== undefined && last.to === move.to && weight === move.to ? last.at : now;
    const tags = {
        ...(0,switch_tags/* switchTags */.Mn)({ ...move, at: since }, group.tags),
        ...(least === undefined ? {} : { [snapshot/* TAG */.Dk.bake]: String(least) }),
    };
    const summary = `Record on ${group.name} that ${move.by} gives it ${move.to} %`;
    return [{ kind: "mark", records: true, group: group.name, tags, summary }];
}
function isSameMove(last, move) {
    return last.by === move.by && last.to === move.to && last.run === move.run && last.verified === move.verified;
}
/**
 * What comes before a side leaves. Two runs that each take out one side would leave nobody, so whoever gives green
 * everything writes that down and waits until every run that has not seen it is over with what it was about to do. The
 * way back waits only where such a move is on record and not made yet: it may be under way.
 *
 * @throws DeliveryError when a way back has been written down meanwhile: it goes first.
 */
function announce({ intent, sides, standing }, move) {
    const { group } = sides.green;
    const { last, weight } = standing;
    if (group === undefined)
        return [];
    const others = last !== undefined && last.to !== weight && last.run !== intent.rolloutId ? last : undefined;
    if (move.to === 100) {
        if (others?.by === "rollback")
            throw refuse("rollback-under-way", { group: group.name, run: others.run ?? "another run", step: intent.step });
        return [...note(sides, standing, move), (0,waits/* waitForClaim */.Ln)(group.name)];
    }
    if (others?.to !== 100)
        return [];
    // By name of the run: should a further one write down the same meanwhile, that is waited for as well.
    const summary = `Wait until ${others.run ?? others.by} is over with what it was about to do on ${group.name}`;
    return [...note(sides, standing, move), { ...(0,waits/* waitForClaim */.Ln)(group.name), once: false, summary }];
}
/**
 * Gives green this size. While it is attached beside blue the size is its share of the traffic, so that no scaling policy
 * must change it: the limits are set with it.
 */
function resizeGreen(green, { min, desired, max }, why = "") {
    const { group } = green;
    if (group === undefined)
        return [];
    const changes = liftProtection(group, desired);
    if (group.min === min && group.desired === desired && group.max === max)
        return changes;
    return [
        ...changes,
        {
            kind: "set-capacity",
            group: group.name,
            capacity: { min, desired, max },
            notedOn: group.name,
            ...(isServing(green) ? { movesTraffic: true } : {}),
            ...(desired < group.desired ? { destroys: true } : {}),
            summary: group.desired === desired
                ? `Set the limits of ${group.name} to ${min} and ${(0,counted/* amountOf */.M)(max, "instance")}`
                : `Scale ${group.name} to ${(0,counted/* amountOf */.M)(desired, "instance")} (it has ${group.desired})${why}`,
        },
    ];
}
/**
 * What a green of full size has: room to grow beside it, as blue had. A maximum that is neither that of a share nor any
 * other of the rollout's is somebody else's, and stays.
 */
function fullCapacity(group, size) {
    const { desired, max } = group;
    const isOurs = desired === 0 || max === desired || max === (0,limits/* heldBy */.Vr)(group).greenMax;
    const room = isOurs ? ((0,marks/* blueBefore */.Eo)(group)?.max ?? max) : max;
    return { min: size, desired: Math.max(desired, size), max: Math.max(room, size, desired) };
}
/** From as many instances as have to go beyond those that Auto Scaling may take. */
function liftProtection({ name, instances }, size) {
    const inService = instances.filter(({ lifecycle }) => lifecycle === "InService");
    const shielded = inService.filter((instance) => instance.protected).map(({ id }) => id);
    const instanceIds = shielded.slice(0, Math.max(0, shielded.length - size));
    if (instanceIds.length === 0)
        return [];
    const summary = `Lift the scale-in protection of ${(0,counted/* amountOf */.M)(instanceIds.length, "instance")} of ${name}`;
    return [{ kind: "allow-scale-in", destroys: true, group: name, instanceIds, summary }];
}
/** Green keeps what it began with, and both sides what their shares need; a blue that is still coming in comes first. */
function parts_bake({ sides, standing }, percent, durationMs) {
    const { group } = sides.green;
    const { whole = 1, blue } = standing;
    if (group === undefined)
        return [];
    const needs = {
        least: (0,bake/* bakeBar */.d)(group) ?? group.desired,
        green: (0,capacity/* unitsFor */.P4)(whole, percent),
        blue: percent < 100 ? (0,capacity/* unitsFor */.P4)(whole, 100 - percent) : 0,
        durationMs,
    };
    const summary = `Bake ${percent} % for ${(0,duration/* formatDuration */.a)(durationMs)}: ${group.name} has to stay healthy`;
    const comes = percent < 100 && blue.state === "pending" ? bringInBlue(sides, needs.blue) : [];
    return [
        ...comes,
        { kind: "wait-bake", waits: true, once: true, bakes: true, group: group.name, bake: needs, summary },
    ];
}
function attach({ group, targetGroup }, side) {
    const name = group?.name ?? "";
    const summary = `Attach ${name} (${side}) to ${targetGroup.name}`;
    return { kind: "attach-target-group", movesTraffic: true, group: name, summary };
}
function waitLaunched(group, side) {
    const summary = `Wait until every instance of ${group} is in service`;
    return { kind: "wait-launched", waits: true, group, side, summary };
}
/** @param least how many have to be healthy; undefined: all, and no others. */
function waitHealthy({ group, targetGroup }, side, least) {
    const name = group?.name ?? "";
    const who = least === undefined
        ? `every instance of ${name} is`
        : `${(0,counted/* amountOf */.M)(least, "instance")} of ${name} ${least === 1 ? "is" : "are"}`;
    const summary = `Wait until ${who} healthy in ${targetGroup.name}`;
    return { kind: "wait-healthy", waits: true, movesTraffic: true, group: name, side, least, summary };
}
function waitDetached(group, targetGroup) {
    const summary = `Wait until the requests in flight on ${group} are finished and it has left ${targetGroup}`;
    return { kind: "wait-detached", waits: true, group, summary };
}
function waitEmpty(group) {
    return { kind: "wait-empty", waits: true, group, summary: `Wait until ${group} is empty` };
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
    return (0,give_attached/* giveAttached */.A)(seen, repoint, (attachment) => attached || !countsRequests(attachment));
}
function countsRequests({ call, input }) {
    return call === "PutScalingPolicy" && JSON.stringify(input).includes("ALBRequestCount");
}

// EXTERNAL MODULE: ./build/delivery/ramp.js
var delivery_ramp = __webpack_require__(581);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/weights.js




function sizesOf({ blue, green }) {
    const before = (0,marks/* blueBefore */.Eo)(green.group)?.desired ?? 0;
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
    return Math.max(1, reachable.indexOf((0,delivery_ramp/* nearestWeight */.vR)(asked, reachable)));
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/bring-up.js



















/** Marks and claims green, and brings it up beside blue, outside of the target group. */
function begin(context) {
    const { settings, intent, seen, sides } = context;
    const pattern = patternOf(context);
    requireDetachable(settings, seen, sides);
    if (!settings.keepsGroups)
        (0,empty/* requireDeletable */.ae)(pattern.blue);
    const { group } = sides.green;
    if (settings.fleet.kind === "cloned" && group === undefined) {
        return beginClone(context, pattern, (0,groups_fleet/* fleetOf */.aP)(settings.fleet.name, seen.groups));
    }
    // Whoever names a pair has two groups: see requireGroups.
    if (group === undefined)
        throw new errors/* DeliveryError */.VE("internal", "The idle group of a pair was not observed.");
    (0,suitable/* requireIdle */.er)(group, pattern.template, pattern.revision);
    const tags = tagsFor(intent, pattern, group, settings.desiredCapacity ?? pattern.blue.desired);
    const marked = { ...group, tags: { ...group.tags, ...tags } };
    return {
        changes: [...(0,switch_tags/* forget */.y6)(group), ...(0,marks/* claimGroup */.CX)(group.name, tags), ...bringUp(context, pattern, marked)],
        warnings: [...(0,groups_fleet/* deletionWarnings */.cC)(settings, pattern.blue), ...(0,plan/* overrideWarnings */.Ur)(pattern.template, seen.baking)],
    };
}
/** Gives a green that is marked what it still lacks. `again`: the record of its rollback is cleared. */
function resume(context, again) {
    const { settings, intent, sides, standing } = context;
    const { group } = sides.green;
    if (group === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A mark was read without its group.");
    // Its record tells of no rollback any more, but still since when green is without traffic.
    const move = { by: "shift", to: 0, verified: true, run: intent.rolloutId, memory: switch_tags/* NOTHING_YET */.xB };
    const cleared = again ? [...(0,switch_tags/* forget */.y6)(group), ...note(sides, standing, move)] : [];
    // A green that has traffic has the size of its share; how far it can grow is noted. One that serves nobody leaves.
    const rest = (standing.weight ?? 0) === 0
        ? bringUp(context, patternOf(context), group)
        : [
            ...noteSize(group, sizeFor(settings, sides, group)),
            ...(0,limits/* holdBlue */.ak)(sides.blue.group, group),
            ...bringInGreen(sides, []),
        ];
    const changes = [...cleared, ...rest];
    return { changes: changes.length === 0 ? [] : [...(0,marks/* takeUp */.bG)(intent, group), ...changes] };
}
function patternOf({ settings: { revision }, seen, sides: { blue } }) {
    if (revision === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A deploy without a revision reached the planner.");
    if (blue.group === undefined)
        throw refuse("nobody-attached", { target: seen.targetGroup.name });
    const template = (0,suitable/* requirePattern */.OV)(blue.group, revision, seen);
    return { blue: blue.group, revision, template, wanted: (0,ec2_settings/* describeRevision */.hi)(revision) };
}
/** The mark, with the limits that the rollout is going to set. */
function tagsFor(intent, { blue, wanted }, green, size) {
    const tags = (0,marks/* rolloutTags */.fk)(intent, blue, wanted, {});
    const { max } = fullCapacity({ ...green, desired: 0, tags }, size);
    const held = { blueMin: blue.min < blue.desired ? blue.desired : undefined, greenMin: size, greenMax: max };
    return { ...(0,marks/* rolloutTags */.fk)(intent, blue, wanted, held), [snapshot/* TAG */.Dk.greenSize]: String(size) };
}
function beginClone(context, pattern, fleet) {
    const { settings, intent, seen } = context;
    const { blue, template } = pattern;
    const name = (0,groups_fleet/* nextCloneName */.gQ)(fleet, seen.groups);
    const size = settings.desiredCapacity ?? blue.desired;
    const tags = { ...tagsFor(intent, pattern, blue, size), [snapshot/* TAG */.Dk.fleet]: fleet };
    const config = seen.attachments[blue.name];
    const hooks = config === undefined ? [] : (0,group_config/* hookSpecifications */.HJ)(config);
    const { change, clone } = (0,bring_up/* createClone */.sY)(blue, template, name, tags, undefined, hooks);
    return {
        changes: [change, ...bringUp(context, pattern, clone)],
        warnings: [
            ...(0,groups_fleet/* deletionWarnings */.cC)(settings, blue),
            ...(0,plan/* overrideWarnings */.Ur)(template, seen.baking),
            ...(config === undefined ? [] : (0,group_config/* attachmentWarnings */.Rg)(config, blue.name, name)),
        ],
    };
}
/** What a beginning and every resumption have in common; only what is not so yet. */
function bringUp(context, pattern, green) {
    const { settings, intent, seen, sides } = context;
    const { revision, template, blue } = pattern;
    const size = sizeFor(settings, sides, green);
    // One that a move left attached may have had traffic: its teardown counts from here.
    const move = { by: "shift", to: 0, verified: true, run: intent.rolloutId };
    const changes = takeOut(sides.green, "green", sides.marked ? { group: green.name, ...move } : undefined);
    const baked = bakeFor(green, template, revision, seen);
    changes.push(...baked.changes);
    const empties = (0,bring_up/* emptied */.$C)(green, revision);
    const pool = (0,warm_pool/* renewPool */.ak)(green, seen.pools[green.name], revision, empties !== undefined);
    changes.push(...pool.before);
    if (empties !== undefined)
        changes.push(...empties, waitEmpty(green.name));
    const empty = empties === undefined ? green : { ...green, min: 0, desired: 0, instances: [] };
    changes.push(...(0,bring_up/* giveTemplate */.oE)(empty, template, baked.revision, (0,ec2_settings/* describeRevision */.hi)(baked.revision), settings.keepVersions), ...pool.after, ...attachMissing(settings, seen, sides, green.name, false), ...noteSize(empty, size), ...(0,limits/* holdBlue */.ak)(blue, empty));
    const aside = { ...sides.green, group: empty, attached: false, registered: 0 };
    changes.push(...resizeGreen(aside, fullCapacity(empty, size)));
    return changes.length === 0 && isWhole(aside, "strict") ? [] : [...changes, waitLaunched(green.name, "green")];
}
/** The image comes before all that would be in vain without it. */
function bakeFor(green, template, revision, seen) {
    if ((0,marks/* givenVersion */.GT)(green) !== undefined)
        return { changes: [], revision };
    const targets = seen.targetGroup.targets.map(({ id }) => id);
    return (0,plan/* bake */.Wq)(revision, { rollout: green.tags[snapshot/* TAG */.Dk.rollout] ?? "", template, targets, standsAside: true }, seen.baking);
}
/** Green's full size: what is asked for, or what blue has by now, but never less than it was given. */
function sizeFor({ desiredCapacity }, { blue }, green) {
    return desiredCapacity ?? Math.max(fullSize(green) ?? 0, (0,bring_up/* sizeOfGreen */.cV)(undefined, blue.group, green), 1);
}
function noteSize(green, size) {
    if (fullSize(green) === size)
        return [];
    const summary = `Note on ${green.name} that its full size is ${size}`;
    return [{ kind: "mark", group: green.name, tags: { [snapshot/* TAG */.Dk.greenSize]: String(size) }, summary }];
}
/** @throws DeliveryError when green could not get all of the traffic, or not give it back. */
function requireDetachable({ allowForeignTargets }, { targetGroup: { name, arn }, otherwiseAttached }, sides) {
    const { blue, foreign } = sides;
    if (foreign.length > 0 && !allowForeignTargets)
        throw (0,refusals/* refuse */.T)("foreign-targets", { target: name, targets: (0,groups_foreign/* idsOf */.UX)(foreign) });
    const group = blue.group?.name ?? "";
    if (otherwiseAttached.includes(group))
        throw refuse("attached-otherwise", { group, target: name, arn });
}

// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/delivery/schedule.js
var schedule = __webpack_require__(5648);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/connections.js
var groups_connections = __webpack_require__(2238);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/standing.js











/**
 * Where a rollout on a shared target group stands. Its weight follows from who is attached and from how many healthy
 * instances green has beside blue at full size; a side's capacity is what it would have at full size, so that the rule
 * of capacity is the same for a green that is small because its share is.
 */
function standingOf(settings, seen, sides) {
    const { blue, green } = sides;
    const sizes = sizesOf(sides);
    return {
        now: seen.at,
        rollout: (0,marks/* markOf */.Fg)(green.group),
        blue: blueStanding(settings, blue),
        green: greenStanding(sides, sizes),
        weight: weightOf(sides, sizes),
        audience: "everyone",
        reachable: reachableWeights(sizes),
        last: (0,switch_tags/* readSwitch */.hc)(green.group?.tags ?? {}),
        ending: sides.marked && (0,marks/* isEnding */.yp)(green.group),
        whole: sizes.blue > 0 ? sizes.blue : undefined,
        units: "instances",
        conflict: conflictOf(seen, sides) ?? (settings.allowForeignTargets ? undefined : strangers(sides)),
    };
}
/**
 * The same, as it will be when what is on its way has arrived. A shift and a promote wait for that themselves before
 * anybody leaves the target group: only what is known to be unhealthy is missing.
 */
function comingUp(standing, { blue, green }) {
    const { whole = 0 } = standing;
    return {
        ...standing,
        blue: reckoned(standing.blue, blue, Math.max(whole, standing.blue.capacity?.want ?? 0)),
        green: reckoned(standing.green, green, standing.green.capacity?.want ?? 0),
    };
}
/**
 * Milliseconds since the epoch from which the side that is out may go: `scale-down-delay` after it was detached, because
 * a load balancer follows a change only after a while. Its draining is waited for besides. When the move to the weight
 * that is live is not on record it counts from when a teardown noted that it began, or else from now.
 */
function safeAt({ scaleDownDelayMs }, { now, last }, { green }, side) {
    if (last === undefined && side === "green")
        return now;
    const live = side === "blue" ? 100 : 0;
    const since = last !== undefined && (last.to ?? live) === live ? last.at : ((0,marks/* endingSince */.wh)(green.group) ?? now);
    return since + scaleDownDelayMs;
}
function reckoned(standing, { group, targetGroup }, want) {
    if (group === undefined || group.deleting)
        return standing;
    const unhealthy = targetGroup.targets.filter(({ state }) => state === "unhealthy" || state === "unavailable").length;
    return { ...standing, capacity: atFullSize(group.desired - unhealthy, group.desired, want) };
}
function blueStanding({ revision }, side) {
    const { group } = side;
    const { healthy, wanted, reasons } = sideHealth(side, "any-version");
    return {
        name: group?.name ?? "the former group",
        state: stateOf(side, "any-version"),
        current: (0,suitable/* isCurrent */.Oz)(group, revision, revision === undefined ? "" : (0,ec2_settings/* describeRevision */.hi)(revision)),
        capacity: { have: healthy, want: wanted },
        reasons,
    };
}
function greenStanding({ green, marked }, { green: full }) {
    const { group } = green;
    const { healthy, wanted, reasons } = sideHealth(green, "strict");
    return {
        name: group?.name ?? "the other group",
        state: stateOf(green, "strict"),
        current: group !== undefined && runsAsRecorded(group),
        capacity: marked ? atFullSize(healthy, wanted, full) : { have: healthy, want: wanted },
        reasons,
    };
}
/** What a side that wants `wanted` instances, of which `have` are healthy, would have at full size. */
function atFullSize(have, wanted, full) {
    if (wanted >= full)
        return { have: Math.max(0, have), want: wanted };
    return { have: wanted === 0 ? 0 : Math.floor((Math.max(0, have) * full) / wanted), want: full };
}
/** Runs what the rollout is of: group and instances are looked at, the record alone is not believed. */
function runsAsRecorded(group) {
    const { version } = group.template ?? {};
    const old = group.instances.filter((each) => !(0,suitable/* isLeaving */.Xi)(each) && each.templateVersion !== version);
    return (0,marks/* runs */.Np)(group) === group.tags[snapshot/* TAG */.Dk.revision] && old.length === 0;
}
function stateOf(side, strictness) {
    const { group, targetGroup } = side;
    if (group === undefined || group.deleting)
        return "gone";
    if (isWhole(side, strictness))
        return "ready";
    const comes = isServing(side) ? (0,health/* isComing */.uZ)(group, targetGroup.targets) : (0,health/* isComing */.uZ)(group, asHealthy(group));
    return comes || group.desired === 0 || group.instances.some(suitable/* isLeaving */.Xi) ? "pending" : "unhealthy";
}
/**
 * Green's share beside blue at full size. While green comes in, those of its instances count that are healthy there: so
 * a move that was cut off is seen as not finished; undefined while none is. Blue's health and growth do not change it,
 * for they are not a move.
 */
function weightOf({ green, serving }, sizes) {
    switch (serving) {
        case "blue":
            return 0;
        case "green":
            return 100;
        case "neither":
            return undefined;
        case "both": {
            const healthy = Math.min(sizes.green, sideHealth(green, "strict").healthy);
            return healthy === 0 ? undefined : percent(healthy, healthy + Math.max(1, sizes.blue));
        }
    }
}
/** What somebody else did: no step of ours leaves it behind. */
function conflictOf(seen, sides) {
    const { blue, green, marked, markedTwice, serving } = sides;
    const { name, arn } = seen.targetGroup;
    const [one, other] = [blue.group?.name ?? "", green.group?.name ?? ""];
    if (markedTwice) {
        return { refusal: (0,refusals/* refuse */.T)("marked-twice", { blue: one, green: other }), allows: ["status"] };
    }
    if (marked)
        return undefined;
    const [ofBlue, ofGreen] = [blue, green].map((side) => sideHealth(side, "any-version").healthy);
    if (serving === "neither") {
        return {
            refusal: refuse("nobody-attached", { target: name }),
            allows: ofBlue === 0 && ofGreen === 0 ? ["status"] : ["rollback", "status"],
        };
    }
    if (serving !== "both")
        return undefined;
    const clear = (ofBlue === 0) !== (ofGreen === 0);
    return {
        refusal: refuse("both-attached", { one, other, target: name, arn }),
        allows: clear ? ["rollback", "status"] : ["status"],
    };
}
/** Targets of somebody else have their share whatever the step: no share that green is given would be what is asked. */
function strangers({ foreign, marked, serving, blue }) {
    if (!marked || foreign.length === 0 || serving === "green")
        return undefined;
    const values = { target: blue.targetGroup.name, targets: (0,groups_foreign/* idsOf */.UX)(foreign) };
    return { refusal: (0,refusals/* refuse */.T)("foreign-targets", values), allows: ["deploy", "rollback", "teardown", "status"] };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/teardown.js






/** Ends a rollout without one of its sides: the one that is out of the target group goes, the mark last. */
function removeSide(settings, sides, leaves) {
    const { blue, green } = sides;
    if (green.group === undefined)
        return { changes: [] };
    const leaving = leaves === "blue" ? blue : green;
    const deleted = settings.keepsGroups ? undefined : leaving.group;
    (0,empty/* requireTerminable */.Fw)(leaving.group, deleted !== undefined);
    return {
        changes: [
            ...takeOut(leaving, leaves, undefined),
            ...(leaves === "blue" ? (0,limits/* releaseGreen */.jl)(green.group) : (0,limits/* releaseBlue */.WR)(blue.group, green.group)),
            ...teardown_empty(leaving),
            ...(deleted === undefined ? [] : [deleteGroup(deleted.name)]),
            ...(deleted === green.group ? [] : (0,warm_pool/* putBack */.pK)(green.group)),
            // A clone's tags go with it.
            ...(deleted === green.group ? [] : [(0,marks/* unmark */.dX)(green.group.name, leaving === green)]),
        ],
        warnings: deleted === undefined ? [] : (0,groups_fleet/* deletionWarnings */.cC)(settings, deleted),
    };
}
function teardown_empty({ group }) {
    if (group === undefined || group.deleting)
        return [];
    const changes = (0,empty/* scaleToNothing */.Jw)(group, "");
    return changes.length > 0 || group.instances.length > 0 ? [...changes, waitEmpty(group.name)] : [];
}
function deleteGroup(group) {
    return { kind: "delete-group", group, destroys: true, summary: `Delete the Auto Scaling group ${group}` };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/moves.js









/** How each move is made when both sides share one target group: who is attached, and how many of them there are. */
function movesOf(context) {
    const { settings, intent, seen, sides, standing } = context;
    const { blue, green } = sides;
    const whole = sizesOf(sides).blue;
    return {
        begin: () => begin(context),
        resume: (again) => resume(context, again),
        shift: (to, record) => shift(context, to, record),
        bake: (percent, durationMs) => parts_bake(context, percent, durationMs),
        recordVerified: (percent) => (0,marks/* recordVerified */.y4)(green.group, percent),
        record: (record) => note(sides, standing, record),
        holdBlue: () => (0,limits/* holdBlue */.ak)(blue.group, green.group),
        takeOver: () => (0,marks/* takeOver */.w9)(green.group),
        growBlue: () => (0,limits/* growBlue */.W1)(blue.group, green.group),
        waitForBlue: (atLeast) => bringInBlue(sides, atLeast ?? whole),
        releaseBlue: () => (0,limits/* releaseBlue */.WR)(blue.group, green.group),
        safeAt: (side) => safeAt(settings, standing, sides, side),
        markEnding: () => (green.group === undefined ? [] : (0,marks/* markEnding */.R5)(intent, green.group, seen.at)),
        remove: (side) => removeSide(settings, sides, side),
    };
}
function shift(context, to, record) {
    const { sides } = context;
    if (!sides.marked)
        return giveWithoutRecord(sides, to);
    if (to === 100)
        return giveAll(context, record);
    if (to > 0)
        return giveShare(context, to, record);
    return giveBack(context, record);
}
/** Blue back in, with what is accepted of its size, and only then green out. */
function giveBack(context, move) {
    const { intent, sides, standing } = context;
    const { green } = sides;
    const isIn = isServing(green) || green.attached;
    const leaves = takeOut(green, "green", recordOf(sides, move));
    const rest = [...leaves, ...(move.by === "rollback" ? [] : standBy(sides))];
    if (isIn)
        return [
            ...bringInBlue(sides, neededOfBlue(intent, sides)),
            ...(leaves.some(detaches) ? announce(context, move) : []),
            ...rest,
        ];
    return rest.length === 0 ? [] : [...note(sides, standing, move), ...rest];
}
/** Green at full size and healthy in the target group, and only then blue out of it. */
function giveAll(context, move) {
    const { settings, seen, sides, standing } = context;
    const { blue, green, serving } = sides;
    const { group } = green;
    if (group === undefined)
        return [];
    const leaves = takeOut(blue, "blue", recordOf(sides, move));
    const policies = attachMissing(settings, seen, sides, group.name, true);
    if (serving === "green" && green.attached) {
        const rest = [...policies, ...leaves];
        return rest.length === 0 ? [] : [...note(sides, standing, move), ...rest];
    }
    const resize = resizeGreen(green, fullCapacity(group, sizesOf(sides).green));
    const announced = leaves.some(detaches) ? announce(context, move) : [];
    return [...bringInGreen(sides, resize), ...policies, ...announced, ...leaves];
}
function detaches({ kind }) {
    return kind === "detach-target-group";
}
/** As many of green beside all of blue as come nearest to the weight. Who gets less goes after who gets more has come. */
function giveShare({ intent, sides, standing }, to, move) {
    const { blue, green } = sides;
    const sizes = sizesOf(sides);
    const size = instancesFor(to, sizes);
    const why = `: ${size} beside ${sizes.blue} of blue are ${to} % of the traffic`;
    const shrinks = !isServing(blue) || size < green.registered;
    const changes = [
        ...(shrinks
            ? [...(0,limits/* growBlue */.W1)(blue.group, green.group), ...bringInBlue(sides, neededOfBlue(intent, sides))]
            : []),
        ...bringInGreen(sides, resizeGreen(green, { min: size, desired: size, max: size }, why)),
    ];
    if (changes.length === 0)
        return [];
    return [...note(sides, standing, move, move.bakeMs === undefined ? undefined : size), ...changes];
}
/** Out of the target group green has its full size again. */
function standBy(sides) {
    const { group } = sides.green;
    if (group === undefined)
        return [];
    const aside = { ...sides.green, attached: false, registered: 0 };
    const resize = resizeGreen(aside, fullCapacity(group, sizesOf(sides).green));
    const complete = resize.length === 0 && isWhole(aside, "strict");
    return [...resize, ...(complete ? [] : [waitLaunched(group.name, "green")])];
}
/** Nothing is marked: who is to serve is attached, and the other leaves; no size and no tag is ours to change. */
function giveWithoutRecord({ blue, green }, to) {
    const [stays, leaves] = to === 100 ? [green, blue] : [blue, green];
    return [
        ...bringInBlue({ blue: stays, green: leaves }, 1),
        ...takeOut(leaves, to === 100 ? "blue" : "green", undefined),
    ];
}
function neededOfBlue({ maxCapacityDeficit = 0 }, sides) {
    return (0,capacity/* unitsAccepted */.V)(sizesOf(sides).blue, maxCapacityDeficit);
}
/** Where the move is written down as it is made, with what green has to keep while it bakes. */
function recordOf(sides, move) {
    const { name = "", desired = 0 } = sides.green.group ?? {};
    const least = move.bakeMs === undefined ? {} : { least: Math.max(desired, sizesOf(sides).green) };
    return { group: name, ...move, ...least };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/plan.js












/** The ordered changes from what was seen to what is intended, when both sides share one target group. Pure. */
function planStep(settings, intent, seen) {
    const sides = identify(seen);
    const standing = standingOf(settings, seen, sides);
    const moves = movesOf({ settings, intent, seen, sides, standing });
    const going = goingOn(intent, standing);
    const asked = {
        audience: "everyone",
        ...(settings.revision === undefined ? {} : { revision: (0,ec2_settings/* describeRevision */.hi)(settings.revision) }),
        reroutes: hasMore(going, standing, moves),
    };
    const decision = (0,policy/* decide */.L)(going, asked, standing);
    // These wait for what is on its way before anybody leaves the target group.
    const waits = intent.step === "shift" || intent.step === "promote";
    const plan = (0,schedule/* schedule */._)(going, decision, waits ? comingUp(standing, sides) : standing, moves);
    const connections = (0,groups_connections/* connectionWarnings */.o)(settings.routes, decision, sides, standing.weight, undefined);
    const warnings = [
        ...plan.warnings,
        ...(0,groups_fleet/* memberWarnings */.SV)(settings.fleet, seen.groups),
        ...foreignTargets(seen, sides),
        ...connections,
        ...shareWarnings(going, seen, sides, standing),
    ];
    return { ...plan, changes: (0,limits/* withNotes */.ci)(plan.changes.filter(isFirst), seen.groups), warnings };
}
/** A shift that was cut off in the middle of its move goes on to the weight that it was on its way to. */
function goingOn(intent, { last, weight, rollout }) {
    if (intent.step !== "shift" || intent.weight !== undefined || rollout === undefined)
        return intent;
    const cutOff = last?.verified === false || weight === undefined;
    const onItsWay = last?.by === "shift" && cutOff && last.to !== undefined && last.to !== weight;
    return onItsWay ? { ...intent, weight: last.to } : intent;
}
/** The weight is there, and still something of its move is left: a size, the side that leaves, a scaling policy. */
function hasMore({ step, rolloutId: run }, { rollout, weight }, moves) {
    if (rollout === undefined || weight === undefined)
        return false;
    const isLeft = (by) => moves.shift(weight, { by, to: weight, verified: true, run }, "everyone").length > 0;
    if (step === "shift")
        return isLeft("shift");
    if (step === "promote")
        return weight === 100 && isLeft("promote");
    return step === "rollback" && weight === 0 && isLeft("rollback");
}
/** What two moves of one plan both begin with is done once: to attach blue, above all. */
function isFirst(change, index, all) {
    const text = JSON.stringify(change);
    return index === all.findIndex((each) => each.summary === change.summary && JSON.stringify(each) === text);
}
function foreignTargets({ targetGroup: { name } }, { foreign }) {
    if (foreign.length === 0)
        return [];
    return [
        `${name} has targets that belong to no Auto Scaling group of this fleet, and get their share at any weight: ${(0,groups_foreign/* idsOf */.UX)(foreign)}.`,
    ];
}
/** What a shift reaches instead of what was asked for, and whom it does not reach; also when there is nothing to do. */
function shareWarnings({ step, weight, ramp }, { targetGroup: { name, sticky } }, sides, { rollout, reachable, weight: now }) {
    if (step !== "shift" || rollout === undefined)
        return [];
    const asked = weight ?? (0,delivery_ramp/* nextRung */.O7)(ramp, now ?? 0, reachable);
    const to = (0,delivery_ramp/* nearestWeight */.vR)(asked, reachable);
    const { blue, green } = sizesOf(sides);
    return [
        ...(asked === to
            ? []
            : [
                `${asked} % cannot be reached on a shared target group with ${blue} instances of blue and up to ${green} of green: the nearest is ${to} %.`,
            ]),
        ...(sticky === true && to > 0
            ? [
                `Target stickiness is on in ${name}: clients with a cookie keep to their instance, so that the share is one of new clients.`,
            ]
            : []),
    ];
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/diagnosis.js







/** What a deploy of another version would be refused for or warn of. Pure. */
function diagnose(settings, intent, seen) {
    const sides = identify(seen);
    const blue = sides.blue.group;
    const green = sides.green.group;
    const template = blue?.template;
    const found = (0,findings/* rehearse */.Km)(() => planStep({ ...settings, revision: ec2_settings/* ANY_REVISION */.fS }, { ...intent, step: "deploy" }, seen), [
        () => requireDetachable(settings, seen, sides),
        () => blue && (0,suitable/* requirePattern */.OV)(blue, ec2_settings/* ANY_REVISION */.fS, seen),
        () => settings.fleet.kind === "paired" && green && template && (0,suitable/* requireIdle */.er)(green, template, ec2_settings/* ANY_REVISION */.fS),
    ]);
    return [...found, ...coarse(intent, settings, blue?.name, blue?.desired)];
}
/** Instances make the weights here: of one a side, there are none between none, half and all. */
function coarse({ strategy }, { desiredCapacity }, blue, size = 0) {
    if (!strategies/* STRATEGY_TRAITS */.g5[strategy].climbs || size !== 1 || (desiredCapacity ?? 1) !== 1)
        return [];
    const message = `${blue} has one instance: on a shared target group the weights are then 0, 50 and 100 alone, and \`shift\` takes the nearest.`;
    const remedy = "Give the group more instances, or green a target group of its own.";
    return [{ kind: "warning", message, reasons: [], remedy }];
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/observe.js
var observe = __webpack_require__(3831);
// EXTERNAL MODULE: ./build/platforms/ec2/image/observe.js
var image_observe = __webpack_require__(2252);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/waits.js





const waits_STRICTNESS = { blue: "any-version", green: "strict" };
/** Whether a wait is over. Pure. */
function progressOf(wait, seen) {
    const since = seen.waitingSince ?? seen.at;
    switch (wait.kind) {
        case "wait-image":
        case "wait-pool":
            return (0,groups_progress/* groupProgress */.T8)(wait, seen);
        case "wait-launched":
            return launchProgress(sideNamed(wait.group, seen), wait.side, seen);
        case "wait-healthy":
            return attachedProgress(sideNamed(wait.group, seen), wait.side, wait.least, seen);
        case "wait-detached":
            return detachProgress(sideNamed(wait.group, seen));
        case "wait-empty":
            return emptyProgress(sideNamed(wait.group, seen));
        case "wait-bake":
            return (0,bake/* bakeProgress */.l)(identify(seen), wait.bake, causesOf(seen), since, seen.at);
    }
}
function sideNamed(name, seen) {
    return sideOf(seen, seen.groups.find((group) => group.name === name));
}
function causesOf({ failures }) {
    return [...new Set(failures.map(({ cause, message }) => (cause === "" ? message : cause)))];
}
/** What somebody else has detached meanwhile is not healthy in the target group, however many instances it has. */
function attachedProgress(side, name, least, seen) {
    const { group, targetGroup } = side;
    if (side.attached)
        return wholeProgress(side, name, least, seen);
    const target = targetGroup.name;
    const reasons = [`${group?.name} is not attached`];
    const remedy = `See who detached ${group?.name} (\`status\` tells of the last move), then run the step again.`;
    // It was attached right before this wait: a reading that lags behind for so long is none.
    if (seen.at - (seen.waitingSince ?? seen.at) > timing/* SETTLE_MS */.lR) {
        const because = `Somebody else detached ${group?.name} from ${target} while it was waited for.`;
        return { state: "impossible", because, reasons, remedy };
    }
    const want = least ?? group?.desired ?? 0;
    return { state: "waiting", for: `healthy targets in ${target}`, have: 0, want, reasons, remedy };
}
/** By its group's word alone, as if it were attached to nothing. */
function launchProgress(side, name, seen) {
    const { group, targetGroup } = side;
    const targets = group === undefined ? [] : asHealthy(group);
    const aside = { ...side, attached: false, registered: 0, targetGroup: { ...targetGroup, targets } };
    const progress = wholeProgress(aside, name, undefined, seen);
    return progress.state === "waiting" ? { ...progress, for: `instances of ${group?.name} in service` } : progress;
}
function wholeProgress(side, name, least, seen) {
    const progress = (0,groups_progress/* healthProgress */.O0)(side, waits_STRICTNESS[name], seen.failures, least);
    if (progress.state !== "done" || least !== undefined || isWhole(side, waits_STRICTNESS[name]))
        return progress;
    const want = side.group?.desired ?? 0;
    const reasons = ["others have not left yet"];
    return { state: "waiting", for: `healthy targets in ${side.targetGroup.name}`, have: want, want, reasons };
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
    const reasons = (0,counted/* counted */.h)(instances.map(({ lifecycle }) => lifecycle));
    const end = group === undefined ? undefined : (0,groups_progress/* neverEmpty */.w)(group, reasons);
    if (end !== undefined)
        return end;
    return {
        state: "waiting",
        for: `instances of ${group?.name ?? targetGroup.name} still terminating`,
        have: instances.length,
        want: 0,
        reasons,
    };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/observe.js






/** Of a wait's looks, one in this many also reads failed scaling activities. */
const FAILURES_EVERY = 5;
/** The steps after which green may lack what blue has, and which give it that. */
const CARRYING = ["deploy", "shift", "promote"];
/** The reading half of the platform. */
class SharedObserver {
    #from;
    #began;
    constructor(sources) {
        this.#from = sources;
        this.#began = sources.clock.now();
    }
    /** Two rounds: names and routes, then what is in the target group and on the groups. */
    async observe(step) {
        const { settings, editors, reader, clock } = this.#from;
        const [groups, routes, targetGroup, imageState] = await Promise.all([
            reader.groups(settings.fleet),
            this.#from.routes.routes(settings.routes),
            reader.targetGroup(settings.targetGroup),
            editors.imageState(settings.revision),
        ]);
        const arn = targetGroup.TargetGroupArn ?? "";
        const [targets, attributes, attached, pools, otherwiseAttached, baking] = await Promise.all([
            reader.targets(arn),
            this.#asksAttributes(step) ? reader.attributes(arn) : undefined,
            this.#attachments(groups, step),
            step === "deploy" ? reader.warmPools(groups) : {},
            step === "deploy" ? this.#otherwiseAttached(groups, arn) : [],
            (0,image_observe/* observeBaking */.T)(settings.revision, groups, editors, reader),
        ]);
        const now = clock.now();
        const seen = {
            at: now,
            routesAt: now,
            routes,
            targetGroup: (0,observe/* toTargetGroupState */.z)(targetGroup, targets, attributes),
            groups,
            attachments: Object.fromEntries(attached),
            pools,
            otherwiseAttached,
            imageState,
            baking,
            waitingSince: undefined,
            failures: [],
        };
        requireSuitable(settings, seen);
        return seen;
    }
    /** The targets and the groups at every look; failed activities at every fifth, and when a wait may end without them. */
    async refresh(wait, seen, look) {
        const { reader, editors, clock } = this.#from;
        const waiting = { ...seen, at: clock.now(), waitingSince: look.since };
        if (wait.kind === "wait-image")
            return { ...waiting, baking: await (0,image_observe/* observeImages */.N)(wait, seen.baking, seen.groups, editors, reader) };
        const launching = wait.kind === "wait-launched" || wait.kind === "wait-healthy";
        const asking = launching && (look.thorough || look.number % FAILURES_EVERY === 0);
        const names = [...new Set([...seen.groups.map(({ name }) => name), wait.group])];
        const [targets, groups, failures] = await Promise.all([
            reader.targets(seen.targetGroup.arn),
            reader.groupsNamed(names),
            asking ? reader.failures(wait.group, this.#began) : seen.failures,
        ]);
        const now = { ...waiting, groups, failures, targetGroup: { ...seen.targetGroup, targets } };
        if (wait.kind !== "wait-bake" || progressOf(wait, now).state !== "impossible")
            return now;
        // What Auto Scaling did to either side is the likely cause.
        const activities = await Promise.all(names.map((name) => reader.activities(name, look.since)));
        return { ...now, failures: activities.flat() };
    }
    /** Stickiness is told by a shift; how long connections may go on, by a teardown. */
    #asksAttributes(step) {
        const network = this.#from.settings.routes.some(({ loadBalancerType }) => loadBalancerType === "network");
        return step === "shift" || (step === "teardown" && network);
    }
    async #attachments(groups, step) {
        const { settings, reader } = this.#from;
        if (settings.fleet.kind === "paired" || !CARRYING.includes(step))
            return [];
        return Promise.all(groups.map(async (group) => [group.name, await reader.attachments(group)]));
    }
    async #otherwiseAttached(groups, arn) {
        const attached = groups.filter(({ targetGroupArns }) => targetGroupArns.includes(arn)).map(({ name }) => name);
        const asked = await Promise.all(attached.map((name) => this.#isDetachable(name, arn)));
        return attached.filter((_, index) => asked[index] === false);
    }
    /**
     * Whether AttachLoadBalancerTargetGroups attached the group to the target group: only then does its counterpart detach
     * it, and only then is it listed here (Auto Scaling API Reference, DescribeLoadBalancerTargetGroups).
     */
    async #isDetachable(group, targetGroupArn) {
        const { autoScaling: client, signal } = this.#from;
        const input = { AutoScalingGroupName: group };
        const pages = (0,dist_cjs/* paginateDescribeLoadBalancerTargetGroups */.MS_)({ client }, input, { abortSignal: signal });
        const found = await (0,aws/* call */.T1)("autoscaling:DescribeLoadBalancerTargetGroups", signal, () => (0,aws/* gather */.kg)(pages, ({ LoadBalancerTargetGroups }) => LoadBalancerTargetGroups));
        return found.some(({ LoadBalancerTargetGroupARN: arn }) => arn === targetGroupArn);
    }
}

// EXTERNAL MODULE: ./build/delivery/switch-record.js
var switch_record = __webpack_require__(908);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/undo.js



/** What leaves no half-done switch behind: see `Platform.undo`. */
function undoOf(intent, seen) {
    const { blue, green, marked } = identify(seen);
    const back = intent.step === "rollback";
    const greenStays = !back && green.attached;
    const sides = [
        ...stanceOf(blue, back || blue.attached, undefined),
        // Its size is its share of the traffic while it is attached; blue's is its own affair.
        ...stanceOf(green, greenStays, greenStays ? green.group : undefined),
    ];
    const names = sides.filter(({ attached }) => attached).map(({ group }) => group);
    const { group } = green;
    return {
        kind: "restore",
        movesTraffic: true,
        sides,
        record: group === undefined || !marked ? undefined : { group: group.name, ...undo_recordOf(intent, group.tags) },
        summary: `Leave ${names.join(" and ") || "no group"} attached to ${seen.targetGroup.name}, as before the step`,
    };
}
/** The move that is on record, made once more; a green that never had traffic may have got some from what is undone. */
function undo_recordOf({ step, rolloutId: run }, tags) {
    if (step === "rollback")
        return { by: "rollback", to: 0, verified: true, run };
    const last = (0,switch_record/* parseSwitch */.S)(tags[snapshot/* TAG */.Dk.switched]);
    if (last === undefined)
        return { by: "shift", to: 0, verified: true, run };
    const { at: _at, ...move } = last;
    return { ...move, run };
}
function stanceOf({ group }, attached, sized) {
    if (group === undefined)
        return [];
    const capacity = sized === undefined ? undefined : { min: sized.min, desired: sized.desired, max: sized.max };
    return [{ group: group.name, attached, capacity }];
}
/**
 * Whether a record that was read back is one that this step makes here: of groups that were looked at, and by the same
 * step. A rollback's ends with blue alone.
 */
function isUndoOf(undo, intent, seen) {
    const { kind, sides, record } = undo;
    const names = seen.groups.map(({ name }) => name);
    if (kind !== "restore" || !Array.isArray(sides) || sides.length === 0)
        return false;
    const { blue, green } = identify(seen);
    const isKnown = ({ group, attached, capacity }) => names.includes(group) &&
        typeof attached === "boolean" &&
        (intent.step !== "rollback" || attached === (group === blue.group?.name)) &&
        (capacity === undefined || (group === green.group?.name && isCapacity(capacity)));
    // Whoever leaves, somebody stays.
    if (!sides.every(isKnown) || !sides.some(({ attached }) => attached))
        return false;
    return record === undefined || isRecord(record, intent, green);
}
function isRecord({ group, by, to, run, memory }, intent, green) {
    if (memory !== undefined)
        return false;
    const isBy = intent.step === "rollback" ? by === "rollback" : ["shift", "promote", "rollback"].includes(by);
    return group === green.group?.name && isBy && isWithin(to ?? 0, 100) && run === intent.rolloutId;
}
function isCapacity({ min, desired, max }) {
    return [min, desired, max].every((size) => Number.isInteger(size) && isWithin(size, 100_000)) && min <= max;
}
function isWithin(value, most) {
    return typeof value === "number" && value >= 0 && value <= most;
}

// EXTERNAL MODULE: ./build/delivery/view.js
var view = __webpack_require__(8220);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/links.js
var links = __webpack_require__(7318);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/route-facts.js
var route_facts = __webpack_require__(8119);
;// CONCATENATED MODULE: ./build/platforms/ec2/shared/view.js











function viewOf(settings, seen) {
    const sides = identify(seen);
    const { blue, green, share, serving } = sides;
    const standing = standingOf(settings, seen, sides);
    const { rollout } = standing;
    const problems = findProblems(settings, sides, seen);
    const out = serving === "green" ? "blue" : serving === "blue" ? "green" : undefined;
    return {
        // A client's cookie leads to an instance only as long as that is registered, and it is not once its side is out.
        ...(0,view/* viewFrom */.A)(standing, { problems }),
        blue: sideView(blue, "any-version", share === undefined ? undefined : (0,capacity/* restOf */.Y6)(share)),
        green: sideView(green, "strict", share),
        weight: share,
        safeTeardownAt: rollout === undefined || out === undefined ? undefined : safeAt(settings, standing, sides, out),
        links: (0,links/* linksOf */.h)(settings.region, seen.routes, seen.groups, [seen.targetGroup]),
        facts: factsOf(seen, sides),
    };
}
function findProblems({ allowForeignTargets }, sides, { targetGroup: { name } }) {
    const { blue, green, marked, serving, foreign } = sides;
    const problems = [];
    if (sides.markedTwice)
        problems.push(`Both groups carry the tag ${snapshot/* TAG */.Dk.rollout}: remove it from the one that is not green.`);
    if (serving === "neither" && foreign.length === 0)
        problems.push(`No group with instances is attached to ${name}: every request gets a 503.`);
    if (serving === "both" && !marked) {
        problems.push(`Both ${blue.group?.name} and ${green.group?.name} are attached to ${name} and no rollout is on record: detach the one that is not to serve.`);
    }
    const left = green.group;
    if (!marked && left !== undefined && !left.deleting && left.desired > 0 && !isServing(green)) {
        problems.push(`${left.name} still runs ${(0,counted/* amountOf */.M)(left.desired, "instance")} without traffic, and no rollout is on record.`);
    }
    if (foreign.length > 0 && !allowForeignTargets) {
        problems.push(`${name} has targets that belong to no group of this fleet, and get their share: ${(0,groups_foreign/* idsOf */.UX)(foreign)}.`);
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
    return { name: group.name, target: targetGroup.name, revision: (0,marks/* runs */.Np)(group), healthy, wanted, weight };
}
/** Who is in the target group, with which template version; green's size only while it is its weight. */
function factsOf(seen, { green, serving, marked }) {
    const { name, arn } = seen.targetGroup;
    const facts = { [`target group ${name}`]: arn };
    for (const route of seen.routes)
        Object.assign(facts, (0,route_facts/* routeFacts */.TB)(route, false));
    for (const group of seen.groups) {
        const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
        const attached = group.targetGroupArns.includes(arn) ? `attached to ${name}` : "detached";
        facts[`group ${group.name}`] = `${template}, ${attached}`;
        facts[`group ${group.name} rollout`] = group.tags[snapshot/* TAG */.Dk.rollout] ?? "none";
    }
    if (marked && serving === "both" && green.group !== undefined)
        facts[`group ${green.group.name} share`] = `${green.group.desired} instances`;
    return { ...facts, ...(0,image_aside/* asideFacts */.w6)(seen.baking) };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/shared/index.js














/**
 * EC2 Auto Scaling groups that share one target group: the share of the traffic is the share of healthy instances, and
 * who is attached decides about none and all.
 */
function sharedPlatform(settings, step, clock, signal) {
    const { elb, close, ...clients } = (0,groups_clients/* groupClients */.w)(settings.region, signal);
    const { editors } = clients;
    const routes = new observe_routes/* RouteReader */.r(elb, signal);
    const observer = new SharedObserver({ ...clients, settings, routes, clock, signal });
    const writer = new SharedWriter({ ...clients, clock, signal });
    return {
        observe: () => observer.observe(step),
        plan: (intent, seen) => planStep(settings, intent, seen),
        apply: (change, seen) => writer.apply(change, seen),
        refresh: (wait, seen, look) => observer.refresh(wait, seen, look),
        settled: progressOf,
        async diagnose(intent, seen) {
            const rights = (0,groups_rights/* rightsFindings */.I)(editors, identify(seen).blue.group?.template);
            // What only a deploy reads: what is attached to the group to be cloned, and whether blue can be detached.
            const found = observer.observe("deploy").then((whole) => diagnose(settings, intent, whole), findings/* unreadable */.O$);
            return [...(await found), ...(await rights)];
        },
        view: (seen) => viewOf(settings, seen),
        // One target group counts both sides together.
        meter: ({ targetGroup }) => (0,meter/* meterOf */.B)(settings.routes, targetGroup, targetGroup),
        undo(intent, seen) {
            // Once green serves its image was made long ago.
            const aside = identify(seen).green.attached ? undefined : (0,image_aside/* undoAside */.nv)(intent, settings.revision, seen.baking);
            return aside ?? undoOf(intent, seen);
        },
        accepts: (undo, intent, seen) => (0,image_aside/* isUndoAside */.u2)(undo, intent, settings.revision) || isUndoOf(undo, intent, seen),
        close,
    };
}


/***/ })

};
