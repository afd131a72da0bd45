export const id = 722;
export const ids = [722];
export const modules = {

/***/ 1273:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ readAlarmStates)
/* harmony export */ });
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9664);

/** The states of alarms by their names. CloudWatch's client is loaded by a deploy that gives any. */
async function readAlarmStates(region, names, signal) {
    if (names.length === 0)
        return {};
    const { CloudWatchClient, DescribeAlarmsCommand } = await __webpack_require__.e(/* import() */ 85).then(__webpack_require__.t.bind(__webpack_require__, 4085, 19));
    const client = new CloudWatchClient((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .clientConfig */ .yO)(region));
    try {
        const request = new DescribeAlarmsCommand({
            AlarmNames: [...names],
            AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        });
        const { MetricAlarms = [], CompositeAlarms = [] } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("cloudwatch:DescribeAlarms", signal, () => client.send(request, { abortSignal: signal }));
        const found = [...MetricAlarms, ...CompositeAlarms];
        return Object.fromEntries(found.map(({ AlarmName = "", StateValue }) => [AlarmName, StateValue]));
    }
    finally {
        client.destroy();
    }
}


/***/ }),

/***/ 7722:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  singlePlatform: () => (/* binding */ singlePlatform)
});

// EXTERNAL MODULE: ./build/delivery/findings.js
var findings = __webpack_require__(3763);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/clients.js + 1 modules
var clients = __webpack_require__(789);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/rights.js
var groups_rights = __webpack_require__(9215);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/meter.js
var meter = __webpack_require__(757);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/group-writer.js + 2 modules
var group_writer = __webpack_require__(6803);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/marks.js
var marks = __webpack_require__(9781);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/delivery/switch-record.js
var switch_record = __webpack_require__(908);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/marks.js



/** What a rollout of a single fleet writes on its one group, before anything is replaced. Pure. */
/** Until the rollout has begun a refresh. */
const NO_REFRESH = "none";
/** What the machines ran before the rollout; undefined when that record is missing or was tampered with. */
function formerOf({ tags }) {
    const [, template = "", number = "", revision = ""] = /^(\S+\/(\d{1,9})) (.{1,200})$/.exec(tags[snapshot/* TAG */.Dk.former] ?? "") ?? [];
    return template === "" ? undefined : { template, number, revision };
}
/** What the rollout brings; undefined before there is a launch template version of it. */
function wantedOf({ tags }) {
    const template = tags[snapshot/* TAG */.Dk.template] ?? marks/* NO_TEMPLATE */.DN;
    const [, number] = /^\S+\/(\d{1,9})$/.exec(template) ?? [];
    return number === undefined ? undefined : { template, number, revision: tags[snapshot/* TAG */.Dk.revision] ?? "" };
}
/** The version that the group itself names: what the next launch brings while no refresh runs. */
function namedBy(group) {
    const { template } = group;
    if (template === undefined || !/^\d+$/.test(template.version))
        return undefined;
    return { template: (0,marks/* templateTag */.D1)(template, template.version), number: template.version, revision: (0,marks/* runs */.Np)(group) };
}
/**
 * The mark of a rollout. One call, so that whoever is cut off leaves the one before it whole or this one: what that one
 * wrote of its moves is overwritten.
 *
 * @param wanted the revision in words.
 * @param version `lt-0abc/7`; undefined: it is not made yet.
 */
function markTags(intent, group, wanted, version) {
    const former = namedBy(group);
    return {
        [snapshot/* TAG */.Dk.rollout]: intent.rolloutId,
        ...(intent.nonce === undefined ? {} : { [snapshot/* TAG */.Dk.claim]: intent.nonce }),
        [snapshot/* TAG */.Dk.revision]: wanted,
        [snapshot/* TAG */.Dk.template]: version ?? marks/* NO_TEMPLATE */.DN,
        [snapshot/* TAG */.Dk.startedAt]: new Date(intent.now).toISOString(),
        [snapshot/* TAG */.Dk.refresh]: NO_REFRESH,
        [snapshot/* TAG */.Dk.switched]: (0,switch_record/* formatSwitch */.a)({ by: "shift", at: intent.now, to: 0, verified: true, run: intent.rolloutId }),
        ...(former === undefined ? {} : { [snapshot/* TAG */.Dk.former]: `${former.template} ${former.revision}`.slice(0, 256) }),
    };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/single/refreshes.js

/** What EC2 Auto Scaling tells of instance refreshes. Pure. */
/** Nothing goes on any more (EC2 Auto Scaling API Reference, InstanceRefresh). What is none of these counts as running. */
const FINAL = ["Successful", "Failed", "Cancelled", "RollbackSuccessful", "RollbackFailed"];
function isRunning({ status }) {
    return !FINAL.includes(status);
}
/** It leads back to what the group had before. */
function isRollingBack({ status }) {
    return status === "RollbackInProgress";
}
function runningOf(refreshes) {
    return refreshes.find(isRunning);
}
/** What the engine says of it, beside our own count: `InProgress, 40 %: Waiting for instances to warm up.` */
function describeRefresh({ status, percent, reason }) {
    const share = percent === undefined ? "" : `, ${percent} %`;
    return `${status}${share}${reason === undefined || reason === "" ? "" : `: ${reason}`}`;
}
function toRefresh(raw) {
    const { LaunchTemplate, MixedInstancesPolicy } = raw.DesiredConfiguration ?? {};
    const template = LaunchTemplate ?? MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
    const { LaunchTemplateId: id = "", LaunchTemplateName: name = "", Version } = template ?? {};
    return {
        id: raw.InstanceRefreshId ?? "",
        status: raw.Status ?? "unknown",
        reason: raw.StatusReason,
        percent: raw.PercentageComplete,
        startedAt: raw.StartTime?.getTime() ?? 0,
        endedAt: raw.EndTime?.getTime(),
        brings: Version === undefined ? undefined : (0,marks/* templateTag */.D1)({ id, name }, Version),
        strategy: raw.Strategy ?? "Rolling",
        autoRollback: raw.Preferences?.AutoRollback === true,
    };
}
/** Those that run first, then the newest. */
function inOrder(refreshes) {
    return [...refreshes].sort((one, other) => Number(isRunning(other)) - Number(isRunning(one)) || other.startedAt - one.startedAt);
}

// EXTERNAL MODULE: ./build/delivery/registry.js
var registry = __webpack_require__(3582);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/refusals.js

/** What a single fleet alone is refused for. docs/troubleshooting.md lists them. */
const SINGLE_REFUSALS = {
    "foreign-refresh": {
        code: "conflict",
        sentence: "auto-scaling-groups: an instance refresh of somebody else runs on {group}: {id}, {status}, {percent} % complete.",
        remedy: "It was left alone. Wait until it is over, or see who began it (CloudTrail, StartInstanceRefresh).",
    },
    "refresh-running": {
        code: "refused",
        sentence: "The machines of {group} are being replaced: {id}, {status}.",
        remedy: "Run `deploy` again to wait until that is over, or `rollback`; then run `teardown`.",
    },
    "rolling-back": {
        code: "refused",
        sentence: "A rollback of {group} is under way: {id}, {status}.",
        remedy: "Run `rollback` to wait until it is over, then `deploy` again.",
    },
    "nobody-left": {
        code: "refused",
        sentence: "strategy: rolling would take {batch} of the {size} machines of {group} out at once: an outage.",
        remedy: "Use `rolling-with-additional-batch`, which launches the new machines first; a smaller `batch-size`; or `all-at-once`, which accepts the outage.",
    },
    "minimum-not-kept": {
        code: "refused",
        sentence: "min-healthy: {asked} of the {size} machines of {group} are {least}, and a batch of {batch} leaves {left}: {size} machines can keep {keepable} % at most while one is out.",
        remedy: "Give a lower `min-healthy` or a smaller `batch-size`, or use `rolling-with-additional-batch`.",
    },
    "not-attached-here": {
        code: "unsuitable",
        sentence: "target-groups: {group} is not attached to {target}.",
        remedy: "Name the target groups that the group is attached to, or attach it.",
    },
    "attached-to-more": {
        code: "unsuitable",
        sentence: "target-groups: {group} is attached to {target} too.",
        remedy: "Name it as well: a machine counts as healthy once all its target groups call it so.",
    },
    "image-by-parameter": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: version {version} of the launch template of {group} takes its image from a parameter ({image}): EC2 Auto Scaling could not roll back to it.",
        remedy: "Give the group a version of the template that names the image itself, then deploy.",
    },
    "type-by-requirements": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} chooses its instance types by requirements (InstanceRequirements): EC2 Auto Scaling cannot replace machines to a given version then.",
        remedy: "Name the instance types, or use `blue-green` with two groups.",
    },
    "refresh-suspended": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} has suspended processes: {processes}.",
        remedy: "With these suspended, machines are not replaced as they should be. Resume them: `aws autoscaling resume-processes --auto-scaling-group-name {group}`.",
    },
    "standby-left": {
        code: "unsuitable",
        sentence: "standby-instances: {group} has machines in Standby: {instances}. Replacing would wait for them, for an hour.",
        remedy: "End their standby, or give `standby-instances: ignore` or `replace`.",
    },
    "protected-left": {
        code: "unsuitable",
        sentence: "protected-instances: {group} has machines that are protected from scale-in: {instances}. Replacing would wait for them, for an hour.",
        remedy: "Lift their protection, or give `protected-instances: ignore` or `replace`.",
    },
    "alarm-not-ok": {
        code: "refused",
        sentence: "alarms: {alarm} is {state}, not OK: EC2 Auto Scaling would not begin, or stop at once.",
        remedy: "Wait until it is OK, or leave it out of `alarms`.",
    },
    "no-machines": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: the desired capacity of {group} is 0: there is no machine to replace.",
        remedy: "Scale it up first.",
    },
    "former-unknown": {
        code: "refused",
        sentence: "Cannot roll back: it is not on record what {group} ran before.",
        remedy: "Deploy the former version as a new rollout.",
    },
};
/** States one of these refusals. */
const refuse = (0,registry/* refusing */.c)(SINGLE_REFUSALS);

;// CONCATENATED MODULE: ./build/platforms/ec2/single/apply.js







/** The writing half: refreshes. What is done to groups in every set-up is done by `GroupWriter`. */
class SingleWriter {
    #groups;
    #tools;
    /** The number that `make-version` made, for the refresh that brings it. */
    #made;
    constructor(tools) {
        this.#tools = tools;
        this.#groups = new group_writer/* GroupWriter */.Z(tools);
    }
    /** @returns what is known of the world afterwards; undefined when it has to be observed anew. */
    async apply(change, seen) {
        switch (change.kind) {
            case "make-version":
                await this.#makeVersion(change, seen);
                return undefined;
            case "start-refresh":
                await this.#start(change, seen);
                return undefined;
            case "roll-back":
                await this.#rollBack(change, seen);
                return undefined;
            case "put-back":
                await this.#putBack(change, seen);
                return undefined;
        }
        const after = await this.#groups.apply(change, seen);
        return after === undefined ? undefined : { ...after, group: after.groups[0] ?? after.group };
    }
    /** The number is on record before anything uses it: whoever goes on knows the refresh by it. */
    async #makeVersion({ group, request }, seen) {
        const { template } = seen.group;
        if (template === undefined)
            throw new errors/* DeliveryError */.VE("internal", `${group} has no launch template any more.`);
        const editor = await this.#tools.editors.template();
        const { version, warnings } = await editor.createVersion(request);
        if (warnings.length > 0) {
            const message = `AWS made launch template version ${version}, but warns about it.`;
            throw new errors/* DeliveryError */.VE("unsuitable", message, { reasons: warnings });
        }
        await this.#groups.tag(group, { [snapshot/* TAG */.Dk.template]: (0,marks/* templateTag */.D1)(template, version) });
        this.#made = version;
    }
    /** Noted first: a refresh that was begun and is not on record is known by the version that it brings. */
    async #start(change, seen) {
        const { record, preferences, group } = change;
        const version = change.version ?? this.#made;
        if (version === undefined)
            throw new errors/* DeliveryError */.VE("internal", "A launch template version is used before it was made.");
        await this.#groups.note(record, seen);
        try {
            const id = await this.#tools.refreshes.start(seen.group, version, preferences);
            const begun = id ?? (await this.#already(seen, version));
            await this.#groups.tag(group, { [snapshot/* TAG */.Dk.refresh]: begun });
        }
        catch (error) {
            if (error instanceof errors/* DeliveryError */.VE && error.noEffect)
                await this.#groups.takeBack(record, seen);
            throw error;
        }
    }
    /**
     * One runs already: that of a call whose answer was lost, or of another run that goes on with the same rollout.
     *
     * @returns its id.
     * @throws DeliveryError `foreign-refresh`.
     */
    async #already({ group }, version) {
        const running = runningOf(await this.#tools.refreshes.read(group.name));
        const brings = group.template === undefined ? "" : (0,marks/* templateTag */.D1)(group.template, version);
        if (running !== undefined && running.brings === brings && !isRollingBack(running))
            return running.id;
        const { id = "", status = "", percent = 0 } = running ?? {};
        throw refuse("foreign-refresh", { group: group.name, id, status, percent: String(percent) }, { noEffect: true });
    }
    async #rollBack({ group, record }, seen) {
        await this.#groups.note(record, seen);
        await this.#tools.refreshes.rollBack(group);
    }
    /** Whatever was under way when the step was cut off may have taken effect since. */
    async #putBack({ group, record, start }, seen) {
        const running = runningOf(await this.#tools.refreshes.read(group));
        if (running !== undefined) {
            if (!isForward(running, seen))
                return;
            await this.#groups.note(record, seen);
            await this.#tools.refreshes.rollBack(group);
            return;
        }
        const former = formerOf(seen.group);
        const isChanged = seen.group.instances.some(({ templateVersion }) => templateVersion === wantedOf(seen.group)?.number);
        if (start === undefined || former === undefined || !isChanged)
            return;
        await this.#groups.note(record, seen);
        const id = await this.#tools.refreshes.start(seen.group, start.version, start.preferences);
        if (id !== undefined)
            await this.#groups.tag(group, { [snapshot/* TAG */.Dk.refresh]: id });
    }
}
/** It brings what the rollout is of, and is not on its way back yet. */
function isForward(refresh, { group }) {
    return refresh.brings === wantedOf(group)?.template && !isRollingBack(refresh) && refresh.status !== "Cancelling";
}

// EXTERNAL MODULE: ./build/platforms/ec2/settings.js
var ec2_settings = __webpack_require__(9718);
// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/delivery/schedule.js
var schedule = __webpack_require__(5648);
// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
// EXTERNAL MODULE: ./build/delivery/refusals.js
var refusals = __webpack_require__(1880);
// EXTERNAL MODULE: ./build/delivery/waits.js
var waits = __webpack_require__(2799);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/bring-up.js
var bring_up = __webpack_require__(5765);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/suitable.js
var suitable = __webpack_require__(8825);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/switch-tags.js
var switch_tags = __webpack_require__(2837);
// EXTERNAL MODULE: ./build/platforms/ec2/image/plan.js
var plan = __webpack_require__(7725);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/clone.js
var clone = __webpack_require__(4237);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/machines.js


/** How many machines are told of by name: who looks into one has looked into the version. */
const NAMED = 5;
/** @param version the number of a launch template version, as text; undefined: none has it. */
function machinesOn(seen, version) {
    return count(seen, ({ templateVersion }) => version !== undefined && templateVersion === version);
}
/** Those that run anything else. */
function machinesOff(seen, version) {
    return count(seen, ({ templateVersion }) => version === undefined || templateVersion !== version);
}
function count(seen, belongs) {
    const own = seen.group.instances.filter((each) => !(0,suitable/* isLeaving */.Xi)(each) && belongs(each));
    const short = own.flatMap((each) => {
        const reason = shortfallOf(seen, each);
        return reason === undefined ? [] : [{ id: each.id, reason }];
    });
    return {
        healthy: own.length - short.length,
        all: own.length,
        reasons: (0,counted/* counted */.h)(short.map(({ reason }) => reason)),
        named: short.slice(0, NAMED).map(({ id, reason }) => `${id}: ${reason}`),
    };
}
/** Why a machine is no evidence that the version serves; undefined: it is. */
function shortfallOf({ targetGroups }, { id, lifecycle }) {
    if (lifecycle !== "InService")
        return `machine ${lifecycle}`;
    for (const { name, targets } of targetGroups) {
        const target = targets.find((each) => each.id === id);
        if (target === undefined)
            return `not registered in ${name}`;
        if (target.state !== "healthy") {
            const why = [target.reason, target.description].filter((each) => each !== undefined && each !== "");
            return `target ${target.state}${why.length === 0 ? "" : ` (${why.join(": ")})`}`;
        }
    }
    return undefined;
}
/** Machines that take requests now, on whatever version. */
function servingMachines(seen) {
    return machinesOff(seen, undefined).healthy;
}
/** Those in Standby, which EC2 Auto Scaling does not count, and those that it would not end. */
function idsOf(seen, which) {
    return seen.group.instances.filter((each) => !(0,suitable/* isLeaving */.Xi)(each) && which(each)).map(({ id }) => id);
}

;// CONCATENATED MODULE: ./build/platforms/ec2/single/preflight.js





/** What a refresh cannot live with: known before anything is changed, instead of an hour later. Pure. */
/** Suspended, they keep machines from being replaced, or bad ones from going (user guide, suspend and resume processes). */
const NEEDED = [
    "Launch",
    "Terminate",
    "AddToLoadBalancer",
    "HealthCheck",
    "ReplaceUnhealthy",
    "InstanceRefresh",
];
/** @throws DeliveryError with the one thing that stands in the way. */
function requireReplaceable(settings, revision, seen) {
    const { group } = seen;
    if (group.desired === 0)
        throw refuse("no-machines", { group: group.name });
    const template = requireTemplate(revision, seen);
    requireAttached(seen);
    requireRunningProcesses(seen);
    requireNobodyAside(settings, seen);
    requireAlarms(settings, seen);
    return template;
}
/** @throws DeliveryError where the way back would not exist, or the version would not reach every machine. */
function requireTemplate(revision, seen) {
    const { group, template: facts } = seen;
    const template = (0,suitable/* requirePinnedTemplate */.oV)(group);
    const overrides = group.raw.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? [];
    if (facts?.byRequirements === true ||
        overrides.some(({ InstanceRequirements }) => InstanceRequirements !== undefined))
        throw refuse("type-by-requirements", { group: group.name });
    (0,suitable/* requireCountable */.hf)(group);
    (0,clone/* requireOneTemplate */.Yg)(group, revision);
    if (facts?.imageId?.startsWith("resolve:ssm:") === true)
        throw refuse("image-by-parameter", { group: group.name, version: template.version, image: facts.imageId });
    (0,suitable/* requireImage */.rt)(revision, seen);
    return template;
}
/** @throws DeliveryError where the target groups given are not those of the group. */
function requireAttached({ group, targetGroups }) {
    const missing = targetGroups.find(({ arn }) => !group.targetGroupArns.includes(arn));
    if (missing !== undefined)
        throw refuse("not-attached-here", { group: group.name, target: missing.name });
    const more = group.targetGroupArns.find((arn) => !targetGroups.some((each) => each.arn === arn));
    const [, name = more] = /:targetgroup\/([^/]+)\//.exec(more ?? "") ?? [];
    if (name !== undefined)
        throw refuse("attached-to-more", { group: group.name, target: name });
}
/** @throws DeliveryError with the names of suspended processes that are needed. */
function requireRunningProcesses({ group }) {
    const stuck = group.suspended.filter((process) => NEEDED.includes(process));
    if (stuck.length > 0)
        throw refuse("refresh-suspended", { group: group.name, processes: stuck.join(", ") });
}
/** @throws DeliveryError where replacing would wait an hour for machines that never go. */
function requireNobodyAside(settings, seen) {
    const group = seen.group.name;
    const standby = idsOf(seen, ({ lifecycle }) => /Standby$/.test(lifecycle));
    if (settings.standby === "wait" && standby.length > 0)
        throw refuse("standby-left", { group, instances: standby.join(", ") });
    const shielded = idsOf(seen, (each) => each.protected && each.lifecycle === "InService");
    if (settings.protected === "wait" && shielded.length > 0)
        throw refuse("protected-left", { group, instances: shielded.join(", ") });
}
/** @throws DeliveryError where an alarm would keep it from beginning, or end it at once. */
function requireAlarms(settings, { alarms }) {
    const bad = settings.alarms.find((name) => alarms[name] !== "OK");
    if (bad !== undefined)
        throw refuse("alarm-not-ok", { alarm: bad, state: alarms[bad] ?? "not found" });
}
/** What a careful reader should know of the fleet, though nothing of it stands in the way. */
function preflightWarnings(seen) {
    const { group } = seen;
    const byBalancer = (group.raw.HealthCheckType ?? "").split(",").includes("ELB");
    const { healthy } = machinesOff(seen, undefined);
    const pool = group.raw.WarmPoolConfiguration;
    return [
        ...(byBalancer
            ? []
            : [
                `${group.name} does not use the load balancer's health checks (HealthCheckType ${group.raw.HealthCheckType}): EC2 Auto Scaling would replace to the end whatever the new version answers. This step watches the targets and rolls back by itself.`,
            ]),
        ...(healthy < group.desired
            ? [`Only ${healthy} of the ${(0,counted/* amountOf */.M)(group.desired, "machine")} of ${group.name} are healthy now.`]
            : []),
        ...(pool === undefined ? [] : [`${group.name} has a warm pool, which is replaced after the machines in service.`]),
        ...(group.otherSources.length === 0
            ? []
            : [`${group.name} gets requests from ${group.otherSources.join(", ")} too, whose health is not counted.`]),
    ];
}

// EXTERNAL MODULE: ./build/delivery/batches.js
var batches = __webpack_require__(3085);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/sizes.js




/** Seconds that a machine is taken to need until its app answers: nobody can tell it beforehand. */
const BOOT_SECONDS = 60;
/** Without progress for so long, it is given up: less than this may be one slow machine. */
const LEAST_STALL_MS = 300_000;
/** Seconds that a checkpoint lasts where none is given (EC2 Auto Scaling API Reference, RefreshPreferences). */
const CHECKPOINT_SECONDS = 3_600;
/** @throws DeliveryError where so few machines would be left as nobody wants. */
function sizesOf(settings, seen) {
    const { name, desired: size } = seen.group;
    if (size === 0)
        throw refuse("no-machines", { group: name });
    switch (settings.strategy) {
        case "all-at-once":
            return { percentages: batches/* ALL_PERCENTAGES */.uf, pace: (0,batches/* paceOf */.x3)(size, batches/* ALL_PERCENTAGES */.uf) };
        case "rolling-with-additional-batch": {
            const percentages = (0,batches/* addingPercentages */.H1)(size, (0,batches/* batchOf */.Kb)(settings.batch ?? { machines: 1 }, size));
            return { percentages, pace: (0,batches/* paceOf */.x3)(size, percentages) };
        }
        case "rolling": {
            const percentages = (0,batches/* rollingPercentages */.ln)(size, rollingBatch(settings, name, size));
            return { percentages, pace: (0,batches/* paceOf */.x3)(size, percentages) };
        }
    }
}
function rollingBatch({ batch: asked, minHealthy }, group, size) {
    const least = minHealthy === undefined ? 0 : (0,batches/* leastOf */.zk)(minHealthy, size);
    const widest = minHealthy === undefined ? 1 : (0,batches/* largestBatch */.JA)(size, least);
    const batch = asked === undefined ? widest : (0,batches/* batchOf */.Kb)(asked, size);
    const one = Math.max(1, batch);
    if (minHealthy !== undefined && (batch === 0 || size - batch < least)) {
        const values = { group, size: String(size), least: String(least), batch: String(one), left: String(size - one) };
        throw refuse("minimum-not-kept", {
            ...values,
            asked: (0,batches/* formatAmount */.ej)(minHealthy),
            keepable: String((0,batches/* keepable */.UJ)(size)),
        });
    }
    if (batch >= size)
        throw refuse("nobody-left", { group, batch: String(batch), size: String(size) });
    return batch;
}
function preferencesOf(settings, { percentages }) {
    return {
        ...percentages,
        warmUp: settings.warmUpSeconds,
        bake: settings.bakeSeconds,
        checkpoints: settings.checkpoints,
        checkpointSeconds: settings.checkpointSeconds,
        alarms: settings.alarms,
        standby: settings.standby,
        protected: settings.protected,
        autoRollback: true,
    };
}
/**
 * How the way back is asked for: by the same batches, as long as these leave anybody. An alarm is likely to be red then,
 * and nothing is to be watched any longer.
 */
function backPreferences(settings, seen) {
    const { percentages } = sizesOfWayBack(settings, seen);
    return {
        ...preferencesOf(settings, { percentages, pace: (0,batches/* paceOf */.x3)(Math.max(1, seen.group.desired), percentages) }),
        bake: 0,
        checkpoints: [],
        checkpointSeconds: undefined,
        alarms: [],
        autoRollback: false,
    };
}
/** The way back is never refused for its batches: where those asked for do not fit any more, new machines come first. */
function sizesOfWayBack(settings, seen) {
    try {
        return sizesOf(settings, seen);
    }
    catch {
        return { percentages: { min: 100, max: 100 } };
    }
}
/** Seconds that one machine takes, as far as the group and its target groups tell. */
function machineTimes(settings, { group, targetGroups }) {
    const { DefaultInstanceWarmup: warm, HealthCheckGracePeriod: grace } = group.raw;
    const own = warm !== undefined && warm >= 0 ? warm : (grace ?? 0);
    return {
        drain: Math.max(0, ...targetGroups.map(({ drainSeconds }) => drainSeconds ?? 0)),
        boot: BOOT_SECONDS + Math.max(0, ...targetGroups.map(({ checkSeconds }) => checkSeconds)),
        warmUp: settings.warmUpSeconds ?? own,
    };
}
/** How long nothing may get better, in milliseconds, pauses of its own apart. */
function stallOf(settings, seen) {
    const { drain, boot, warmUp } = machineTimes(settings, seen);
    const byMachine = settings.batchTimeoutMs ?? Math.max(LEAST_STALL_MS, 2_000 * (drain + boot + warmUp));
    const pause = settings.checkpoints.length > 0 ? (settings.checkpointSeconds ?? CHECKPOINT_SECONDS) : 0;
    return byMachine + 1_000 * pause;
}
/** What is known before anything is touched: machines, the fewest, the percentages, how long; and what is a worry. */
function forecast(settings, seen, sizes) {
    const { name, desired: size, max } = seen.group;
    const { pace, percentages } = sizes;
    const times = machineTimes(settings, seen);
    const pauses = settings.checkpoints.filter((each) => each < 100).length;
    const waits = pauses * (settings.checkpointSeconds ?? CHECKPOINT_SECONDS) + settings.bakeSeconds;
    const { least, most } = (0,batches/* durationOf */.cf)(size, pace, times, waits);
    const [from, to] = [least, most].map((seconds) => (0,duration/* formatDuration */.a)(seconds * 1_000));
    const drains = times.drain >= 120 ? `, of which each drains ${(0,duration/* formatDuration */.a)(times.drain * 1_000)}` : "";
    const notes = [
        `${name}: ${(0,counted/* amountOf */.M)(size, "machine")}, ${pace.batch} at a time, never fewer than ${pace.lowest} healthy and never more than ${pace.most} (MinHealthyPercentage ${percentages.min}, MaxHealthyPercentage ${percentages.max}); about ${from} to ${to} for machines that boot within ${(0,duration/* formatDuration */.a)(1_000 * BOOT_SECONDS)}${drains}.`,
    ];
    const warnings = [
        ...(pace.lowest === 0
            ? [
                `An outage: all machines of ${name} are replaced at once, and nobody answers from when the first is ended until the first new one is healthy, about ${(0,duration/* formatDuration */.a)(1_000 * times.boot)}.`,
            ]
            : []),
        ...(pace.most > max
            ? [
                `${name} may have ${(0,counted/* amountOf */.M)(max, "machine")} at most (MaxSize), and ${pace.most} are needed for a while: it is not written whether EC2 Auto Scaling goes beyond that. Nothing raises it by itself.`,
            ]
            : []),
    ];
    return { notes, warnings };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/single/moves.js
















/** How one group gets from one version to another, and back: by an instance refresh each way. Pure. */
function singleMoves(context) {
    const { intent, seen } = context;
    const { group } = seen;
    return {
        begin: () => begin(context),
        resume: () => resume(context),
        shift: (_to, record) => goBack(context, record),
        growBlue: () => (context.standing.weight === 0 ? goBack(context, backRecord(intent)) : []),
        record: (record) => recorded(context, record),
        takeOver: () => {
            const changes = (0,marks/* takeOver */.w9)(group);
            const claim = (0,marks/* takeUp */.bG)(intent, group).filter(({ waits }) => waits !== true);
            return changes.length === 0 ? [] : [...claim, ...changes];
        },
        remove: (side) => remove(context, side),
        markEnding: () => (0,marks/* markEnding */.R5)(intent, group, seen.at),
    };
}
/** Marks the group before anything of it is replaced; who writes last holds it. */
function begin(context) {
    const { settings, intent, seen } = context;
    const { name } = seen.group;
    const revision = revisionOf(settings);
    const template = requireReplaceable(settings, revision, seen);
    const version = revision.kind === "version" ? revision.version : undefined;
    const known = version === undefined ? undefined : (0,marks/* templateTag */.D1)(template, version);
    const tags = markTags(intent, seen.group, (0,ec2_settings/* describeRevision */.hi)(revision), known);
    const summary = `Mark ${name} with the rollout ${intent.rolloutId}, and what it runs now`;
    const forward = replace(context, template, version, intent.rolloutId);
    const mark = { kind: "mark", group: name, tags, claims: true, summary };
    return { ...forward, changes: [mark, (0,waits/* waitForClaim */.Ln)(name), ...forward.changes] };
}
/** Joins what goes on already, or starts again with what is left. */
function resume(context) {
    const { settings, intent, seen } = context;
    const { group } = seen;
    const running = runningOf(seen.refreshes);
    const { id = "", status = "" } = running ?? {};
    const isCancelling = status === "Cancelling";
    if (running !== undefined && !isCancelling) {
        if (running.brings === wantedOf(group)?.template)
            return { changes: [waitReplaced(context, "forward")] };
        throw refuse("rolling-back", { group: group.name, id, status });
    }
    const template = requireReplaceable(settings, revisionOf(settings), seen);
    const made = wantedOf(group);
    const number = made === undefined ? undefined : Number(made.number);
    const rest = replace(context, template, number, group.tags[snapshot/* TAG */.Dk.rollout] ?? intent.rolloutId);
    const ended = isCancelling ? [waitIdle(group.name)] : [];
    return { ...rest, changes: [...(0,marks/* takeUp */.bG)(intent, group), ...ended, ...rest.changes] };
}
/** The image and the version, where there are none yet, and the refresh that brings them. */
function replace(context, template, version, rollout) {
    const { settings, intent, seen } = context;
    const { name } = seen.group;
    const baked = bakeFor(context, template, version, rollout);
    const { revision } = baked;
    const sizes = sizesOf(settings, seen);
    const preferences = preferencesOf(settings, sizes);
    const made = version === undefined ? makeVersion(context, revision, template, rollout) : [];
    const { batch, lowest } = sizes.pace;
    const what = version === undefined ? (0,ec2_settings/* describeRevision */.hi)(revision) : `launch template version ${version}`;
    const record = { group: name, by: "promote", to: 100, verified: true, run: intent.rolloutId };
    const changes = [
        ...baked.changes,
        ...made,
        {
            kind: "start-refresh",
            movesTraffic: true,
            group: name,
            way: "forward",
            version,
            preferences,
            record,
            summary: `Replace the ${(0,counted/* amountOf */.M)(seen.group.desired, "machine")} of ${name} by ${what}, ${batch} at a time, never fewer than ${lowest} healthy (${preferences.min} to ${preferences.max} %)`,
        },
        waitReplaced(context, "forward"),
    ];
    const { notes, warnings } = forecast(settings, seen, sizes);
    const ofFleet = [...preflightWarnings(seen), ...(0,plan/* overrideWarnings */.Ur)(template, seen.baking)];
    return { changes, notes, warnings: [...warnings, ...ofFleet] };
}
/** The image comes before all that would be in vain without it; that of the way back is kept. */
function bakeFor({ settings, seen }, template, version, rollout) {
    const revision = revisionOf(settings);
    if (version !== undefined)
        return { changes: [], revision };
    const targets = seen.targetGroups.flatMap((group) => group.targets.map(({ id }) => id));
    const former = formerOf(seen.group)?.number;
    const versions = former === undefined ? [] : [former];
    return (0,plan/* bake */.Wq)(revision, { rollout, template, targets, versions, standsAside: false }, seen.baking);
}
function makeVersion({ seen, settings }, revision, template, rollout) {
    const { changes } = (0,bring_up/* templateVersion */.bL)(revision, template, (0,ec2_settings/* describeRevision */.hi)(revision), rollout);
    const { id: templateId, name: templateName } = template;
    const pruned = settings.keepVersions === undefined
        ? []
        : [
            {
                kind: "prune-versions",
                templateId,
                templateName,
                keep: settings.keepVersions,
                summary: `Delete versions of the launch template ${templateName} that deploys made and nobody uses, but for the newest ${settings.keepVersions}`,
            },
        ];
    const { name: group } = seen.group;
    const made = changes.map((request) => ({ kind: "make-version", group, request, summary: request.summary }));
    return [...pruned, ...made];
}
/** The way back: what goes on forward is turned round by one call, what is over by a refresh of its own. */
function goBack(context, move) {
    const { seen, standing } = context;
    const { group } = seen;
    const former = formerOf(group);
    if (former === undefined)
        throw refuse("former-unknown", { group: group.name });
    const record = { group: group.name, ...move };
    const running = runningOf(seen.refreshes);
    const back = waitReplaced(context, "back");
    if (running !== undefined && running.status !== "Cancelling") {
        if (isRollingBack(running) || running.brings === former.template)
            return [back];
        const summary = `Have EC2 Auto Scaling put back the machines of ${group.name} that it replaced (${running.id})`;
        return [{ kind: "roll-back", movesTraffic: true, group: group.name, record, summary }, back];
    }
    if (running === undefined && standing.weight === 0 && isWhollyFormer(seen, former.number))
        return [];
    const ended = running === undefined ? [] : [waitIdle(group.name)];
    return [...ended, ...claimed(context), startBack(context, former.number, record), back];
}
function startBack({ settings, seen }, version, record) {
    const { name } = seen.group;
    return {
        kind: "start-refresh",
        movesTraffic: true,
        group: name,
        way: "back",
        version: Number(version),
        preferences: backPreferences(settings, seen),
        record,
        summary: `Replace the machines of ${name} by the former launch template version ${version}`,
    };
}
/**
 * Before the record is acted on: another run that goes on with it, or puts a new one in its place, must
 * have seen that.
 */
function claimed({ intent, seen: { group } }) {
    const { [snapshot/* TAG */.Dk.claim]: claim, [snapshot/* TAG */.Dk.rollout]: holder = "", [snapshot/* TAG */.Dk.revision]: revision = "" } = group.tags;
    if (intent.holds === true && claim !== undefined && claim !== intent.nonce)
        throw (0,refusals/* refuse */.T)("claim-lost", { green: group.name, holder, revision });
    // Whoever takes the rollout over from a teardown claims it with that.
    return group.tags[snapshot/* TAG */.Dk.ending] === undefined ? (0,marks/* takeUp */.bG)(intent, group) : [];
}
/** No machine runs anything else, and the next launch brings the same. */
function isWhollyFormer({ group }, version) {
    const serving = group.instances.filter((each) => !(0,suitable/* isLeaving */.Xi)(each));
    return group.template?.version === version && serving.every(({ templateVersion: own }) => own === version);
}
/** A rollback whose weight is 0 already: what was noted of it stands for the call, too. */
function backRecord({ rolloutId }) {
    return { by: "rollback", to: 0, verified: true, run: rolloutId };
}
function recorded({ seen }, record) {
    const { name, tags } = seen.group;
    const summary = `Record on ${name} that ${record.to} % of its machines run the new version, by ${record.by}`;
    return [{ kind: "mark", group: name, tags: (0,switch_tags/* switchTags */.Mn)({ ...record, at: seen.at }, tags), records: true, summary }];
}
/** The record alone goes: the machines stay as they are. */
function remove(context, side) {
    const { seen, standing } = context;
    const { group } = seen;
    const running = runningOf(seen.refreshes);
    if (running !== undefined)
        throw refuse("refresh-running", { group: group.name, id: running.id, status: running.status });
    const former = formerOf(group);
    const back = side === "green" && former !== undefined;
    const revision = back
        ? [
            {
                kind: "mark",
                group: group.name,
                tags: { [snapshot/* TAG */.Dk.revision]: former.revision, [snapshot/* TAG */.Dk.template]: former.template },
                summary: `Note on ${group.name} that it runs ${former.revision}`,
            },
        ]
        : [];
    return {
        changes: [...revision, { ...(0,marks/* unmark */.dX)(group.name, side === "green" && !back), destroys: true }],
        nothing: `${standing.blue.name} stands alone.`,
        warnings: [`The machines of ${group.name} stay as they are; without the record there is no \`rollback\`.`],
    };
}
function waitReplaced({ settings, seen }, way) {
    const { group } = seen;
    const where = way === "forward" ? "the new version" : "the former version";
    const summary = `Wait until all machines of ${group.name} run ${where} and are healthy`;
    const stallMs = stallOf(settings, seen);
    const patienceMs = (1_000 * machineTimes(settings, seen).warmUp) / 2;
    return {
        kind: "wait-replaced",
        waits: true,
        movesTraffic: true,
        bakes: way === "forward",
        group: group.name,
        way,
        stallMs,
        patienceMs,
        summary,
    };
}
function waitIdle(group) {
    return { kind: "wait-idle", waits: true, group, summary: `Wait until no instance refresh runs on ${group}` };
}
function revisionOf({ revision }) {
    if (revision === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A deploy without a revision reached the planner.");
    return revision;
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/health.js
var health = __webpack_require__(7557);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/standing.js









/**
 * Where a rollout of one group stands. Blue are the machines of the former version, green those of the wanted one, and
 * the weight is green's share of the healthy ones. Pure.
 */
function standingOf(settings, seen) {
    const { group, at } = seen;
    const rollout = (0,marks/* markOf */.Fg)(group);
    const common = {
        now: at,
        audience: "everyone",
        last: lastOf(seen),
        ending: (0,marks/* isEnding */.yp)(group),
        units: "machines",
        oneFleet: true,
        conflict: conflictOf(seen),
    };
    if (rollout === undefined) {
        const [blue, green] = [alone(settings, seen), nobody(group.name)];
        return { ...common, rollout, blue, green, weight: 0, whole: undefined };
    }
    // A teardown that gave the rollout up was cut off: the group's tags say again what it ran before.
    const before = formerOf(group);
    if (before !== undefined && before.template === wantedOf(group)?.template) {
        return { ...common, rollout, blue: alone(settings, seen), green: nobody(group.name), weight: 0, whole: undefined };
    }
    const weight = shareOf(seen);
    return {
        ...common,
        rollout,
        blue: former(seen, weight),
        green: wanted(seen, weight),
        weight,
        whole: weight === 100 ? group.desired : undefined,
    };
}
/**
 * Percent of the healthy machines in service that run the wanted version. Whole is the rollout only once the group itself
 * names the version: before, a launch brings the former one.
 */
function shareOf(seen) {
    const version = wantedOf(seen.group)?.number;
    const [on, off] = [machinesOn(seen, version), machinesOff(seen, version)];
    const isNamed = version !== undefined && seen.group.template?.version === version;
    if (isNamed && off.all === 0 && runningOf(seen.refreshes) === undefined)
        return 100;
    if (on.healthy === 0)
        return 0;
    const share = Math.round((100 * on.healthy) / (on.healthy + off.healthy));
    return Math.min(99, Math.max(1, share));
}
/** A refresh has no tags: it is the rollout's when it brings what the group's tags say. */
function isOurs({ brings }, { group }) {
    if ((0,marks/* markOf */.Fg)(group) === undefined || brings === undefined)
        return false;
    return brings === wantedOf(group)?.template || brings === formerOf(group)?.template;
}
/** The newest refresh that brings what the rollout is of. */
function forwardOf(seen) {
    const wantedTemplate = wantedOf(seen.group)?.template;
    return seen.refreshes.find(({ brings }) => brings !== undefined && brings === wantedTemplate);
}
/** The engine may have rolled back by itself: that is on its record alone. */
function lastOf(seen) {
    const last = (0,switch_tags/* readSwitch */.hc)(seen.group.tags);
    const newest = forwardOf(seen);
    if (last?.by === "rollback" || newest?.status !== "RollbackSuccessful")
        return last;
    const at = newest.endedAt ?? newest.startedAt;
    return at > (last?.at ?? 0) ? { by: "rollback", at, to: 0, verified: true } : last;
}
function conflictOf(seen) {
    const running = runningOf(seen.refreshes);
    if (running === undefined || isOurs(running, seen))
        return undefined;
    const { id, status, percent } = running;
    const values = { group: seen.group.name, id, status, percent: String(percent ?? 0) };
    const how = running.strategy === "Rolling" ? [] : [`its strategy is ${running.strategy}`];
    return { refusal: refuse("foreign-refresh", values, how), allows: ["status"] };
}
/** The group without a rollout. */
function alone(settings, seen) {
    const { group } = seen;
    const { healthy, reasons } = machinesOff(seen, undefined);
    const wantedRevision = settings.revision === undefined ? (0,marks/* runs */.Np)(group) : (0,ec2_settings/* describeRevision */.hi)(settings.revision);
    return {
        name: nameOf(group.name, namedBy(group)),
        state: healthState(seen, healthy),
        current: (0,suitable/* isCurrent */.Oz)(group, settings.revision, wantedRevision),
        capacity: { have: healthy, want: group.desired },
        reasons,
    };
}
function nobody(group) {
    return { name: `the new version of ${group}`, state: "gone", current: false, capacity: undefined, reasons: [] };
}
function former(seen, weight) {
    const { group } = seen;
    const version = formerOf(group);
    const name = nameOf(group.name, version);
    const hasWay = version !== undefined && version.template !== wantedOf(group)?.template;
    if (!hasWay)
        return { name, state: "gone", current: false, capacity: undefined, reasons: [] };
    const { healthy, all, reasons } = machinesOn(seen, version.number);
    const capacity = all === 0 ? undefined : { have: healthy, want: group.desired };
    const running = runningOf(seen.refreshes);
    const isBack = running !== undefined && (isRollingBack(running) || running.brings === version.template);
    // Whatever runs of it, all of it can come back; at weight 0 it is what has to be there.
    const state = isBack ? "pending" : weight === 0 ? healthState(seen, healthy) : "ready";
    return { name, state, current: false, capacity, reasons };
}
function wanted(seen, weight) {
    const { group } = seen;
    const version = wantedOf(group);
    const { healthy, all, reasons } = machinesOn(seen, version?.number);
    const running = runningOf(seen.refreshes) !== undefined;
    const whole = weight === 100 && healthy >= group.desired && group.desired > 0;
    return {
        name: nameOf(group.name, version),
        state: whole ? "ready" : running ? "pending" : all === 0 ? "gone" : healthState(seen, healthy),
        current: version !== undefined,
        capacity: all === 0 ? undefined : { have: healthy, want: group.desired },
        reasons,
    };
}
function healthState(seen, healthy) {
    const { group, targetGroups } = seen;
    if (group.deleting)
        return "gone";
    if (group.desired > 0 && healthy >= group.desired)
        return "ready";
    const coming = (0,health/* isComing */.uZ)(group, targetGroups[0]?.targets ?? []) || (0,health/* replacesUnhealthy */.uS)(group);
    return coming ? "pending" : "unhealthy";
}
function nameOf(group, version) {
    return version === undefined ? `the new version of ${group}` : `${group} (version ${version.number})`;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/single/plan.js





/** What the policy decides, in the safe order, by the means of one group. Pure. */
function planStep(settings, intent, seen) {
    const standing = standingOf(settings, seen);
    const asked = {
        audience: "everyone",
        atOnce: true,
        ...(settings.revision === undefined ? {} : { revision: (0,ec2_settings/* describeRevision */.hi)(settings.revision) }),
    };
    const decision = (0,policy/* decide */.L)(intent, asked, standing);
    return (0,schedule/* schedule */._)(intent, decision, standing, singleMoves({ settings, intent, seen, standing }));
}

;// CONCATENATED MODULE: ./build/platforms/ec2/single/diagnosis.js





/** What a deploy of another version would be refused for or warn of. Pure. */
function diagnose(settings, intent, seen) {
    const asked = { ...settings, revision: ec2_settings/* ANY_REVISION */.fS };
    return (0,findings/* rehearse */.Km)(() => planStep(asked, { ...intent, step: "deploy" }, seen), [
        () => sizesOf(settings, seen),
        () => requireTemplate(ec2_settings/* ANY_REVISION */.fS, seen),
        () => requireAttached(seen),
        () => requireRunningProcesses(seen),
        () => requireNobodyAside(settings, seen),
        () => requireAlarms(settings, seen),
    ]);
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/alarm-states.js
var alarm_states = __webpack_require__(1273);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/observe.js
var observe = __webpack_require__(3831);
// EXTERNAL MODULE: ./build/platforms/ec2/image/observe.js
var image_observe = __webpack_require__(2252);
// EXTERNAL MODULE: ./build/platforms/ec2/refusals.js
var ec2_refusals = __webpack_require__(7997);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/observe.js






/** One look in so many also reads the failed scaling activities. */
const FULL_LOOK_EVERY = 5;
/** The reading half: the group, its target groups, its refreshes; while it waits, what its machines come to. */
class SingleObserver {
    #from;
    /** What of the target groups no step changes: their checks and their delay. */
    #targetGroups;
    constructor(sources) {
        this.#from = sources;
    }
    async observe() {
        const { settings, step, editors, signal } = this.#from;
        const deploys = step === "deploy";
        this.#targetGroups ??= this.#readTargetGroups();
        const [group, targetGroups, refreshes, imageState, alarms] = await Promise.all([
            this.#group(),
            this.#targetGroups,
            this.#from.refreshes.read(settings.group),
            editors.imageState(settings.revision),
            (0,alarm_states/* readAlarmStates */.A)(settings.region, deploys ? settings.alarms : [], signal),
        ]);
        const [health, template, baking] = await Promise.all([
            this.#withHealth(targetGroups),
            deploys ? this.#templateFacts(group) : undefined,
            (0,image_observe/* observeBaking */.T)(settings.revision, [group], editors, this.#from.groups),
        ]);
        return {
            at: this.#from.clock.now(),
            group,
            groups: [group],
            targetGroups: health,
            refreshes,
            imageState,
            baking,
            template,
            alarms,
            waitingSince: undefined,
            watched: undefined,
            outage: undefined,
            failures: [],
        };
    }
    /** All that a count needs at every look; why launches failed now and then. */
    async refresh(wait, before, look) {
        const { clock, groups, settings, editors } = this.#from;
        const seen = { ...before, waitingSince: look.since };
        if (wait.kind === "wait-image")
            return { ...seen, at: clock.now(), baking: await (0,image_observe/* observeImages */.N)(wait, seen.baking, seen.groups, editors, groups) };
        if (wait.kind !== "wait-replaced" && wait.kind !== "wait-idle")
            return { ...seen, at: clock.now() };
        const isFull = look.number % FULL_LOOK_EVERY === 0 || look.thorough;
        const [group, targetGroups, refreshes, failures] = await Promise.all([
            this.#group(),
            this.#withHealth(before.targetGroups),
            this.#from.refreshes.read(settings.group),
            isFull ? groups.failures(settings.group, look.since) : before.failures,
        ]);
        const now = { ...seen, at: clock.now(), group, groups: [group], targetGroups, refreshes, failures };
        if (wait.kind === "wait-idle")
            return now;
        const version = (wait.way === "forward" ? wantedOf(group) : formerOf(group))?.number;
        return { ...now, watched: watch(before.watched, now, version), outage: outageOf(before.outage, now) };
    }
    async #group() {
        const { settings, groups } = this.#from;
        const [group] = await groups.groupsNamed([settings.group]);
        if (group === undefined)
            throw (0,ec2_refusals/* refuse */.T)("group-not-found", { names: settings.group });
        return group;
    }
    async #readTargetGroups() {
        const { settings, groups } = this.#from;
        return Promise.all(settings.targetGroups.map(async (name) => {
            const raw = await groups.targetGroup(name);
            const attributes = await groups.attributes(raw.TargetGroupArn ?? "");
            return { ...(0,observe/* toTargetGroupState */.z)(raw, [], attributes), checkSeconds: raw.HealthCheckIntervalSeconds ?? 0 };
        }));
    }
    #withHealth(targetGroups) {
        const { groups } = this.#from;
        return Promise.all(targetGroups.map(async (each) => ({ ...each, targets: await groups.targets(each.arn) })));
    }
    async #templateFacts({ template }) {
        if (template === undefined)
            return undefined;
        return (await this.#from.editors.template()).versionFacts(template);
    }
}
/** What this look adds to what the looks before it have seen of the machines. */
function watch(before, seen, version) {
    const { healthy } = machinesOn(seen, version);
    const isBetter = before === undefined || healthy > before.most;
    const ill = seen.group.instances.flatMap((instance) => {
        const why = instance.lifecycle === "InService" ? (shortfallOf(seen, instance) ?? "") : "";
        return /unhealthy/.test(why) ? [{ ...instance, why }] : [];
    });
    const { unhealthySince = {}, lastIll } = before ?? {};
    const [found] = ill.filter(({ templateVersion }) => templateVersion === version);
    return {
        most: isBetter ? healthy : before.most,
        since: isBetter ? seen.at : before.since,
        unhealthySince: Object.fromEntries(ill.map(({ id }) => [id, unhealthySince[id] ?? seen.at])),
        lastIll: found === undefined ? lastIll : `${found.id}: ${found.why}`,
    };
}
/** From the first look at which no machine was healthy to the first one after it at which one was. */
function outageOf(before, seen) {
    const serves = servingMachines(seen) > 0 || seen.group.desired === 0;
    if (before === undefined)
        return serves ? undefined : { began: seen.at, ended: undefined };
    if (before.ended === undefined)
        return serves ? { ...before, ended: seen.at } : before;
    return before;
}

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-auto-scaling/dist-cjs/index.js
var dist_cjs = __webpack_require__(8932);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/refresh-client.js




/** Enough to see what runs and what ran last: the newest come first (EC2 Auto Scaling API Reference). */
const MAX_RECORDS = 20;
/** The calls that only instance refreshes need. */
class RefreshClient {
    #autoScaling;
    #signal;
    constructor(autoScaling, signal) {
        this.#autoScaling = autoScaling;
        this.#signal = signal;
    }
    /** Those that run first, then the newest. */
    async read(group) {
        const request = { AutoScalingGroupName: group, MaxRecords: MAX_RECORDS };
        const { InstanceRefreshes = [] } = await (0,aws/* call */.T1)("autoscaling:DescribeInstanceRefreshes", this.#signal, () => this.#autoScaling.send(new dist_cjs/* DescribeInstanceRefreshesCommand */.XcR(request), this.#abort));
        return inOrder(InstanceRefreshes.map(toRefresh));
    }
    /**
     * Begins one. There is no token that would make the call safe to repeat: whoever gets no answer looks first.
     *
     * @returns its id; undefined: another runs already.
     */
    async start(group, version, preferences) {
        const request = {
            AutoScalingGroupName: group.name,
            Strategy: "Rolling",
            DesiredConfiguration: (0,clone/* templateAt */.oA)(group.raw, version),
            Preferences: toPreferences(preferences),
        };
        try {
            const { InstanceRefreshId } = await (0,aws/* call */.T1)("autoscaling:StartInstanceRefresh", this.#signal, () => this.#autoScaling.send(new dist_cjs/* StartInstanceRefreshCommand */.Wkp(request), this.#abort));
            return InstanceRefreshId;
        }
        catch (error) {
            if ((0,aws/* errorName */.Is)(error).startsWith("InstanceRefreshInProgress"))
                return undefined;
            throw error;
        }
    }
    /** Turns the one that runs round; nothing when none does any more. */
    async rollBack(group) {
        try {
            await (0,aws/* call */.T1)("autoscaling:RollbackInstanceRefresh", this.#signal, () => this.#autoScaling.send(new dist_cjs/* RollbackInstanceRefreshCommand */.c8H({ AutoScalingGroupName: group }), this.#abort));
        }
        catch (error) {
            if (!(0,aws/* errorName */.Is)(error).startsWith("ActiveInstanceRefreshNotFound"))
                throw error;
        }
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
/** What happens to machines that are aside has a default that differs between AWS's own tools: it is always said. */
const STANDBY = { wait: "Wait", ignore: "Ignore", replace: "Terminate" };
const PROTECTED = { wait: "Wait", ignore: "Ignore", replace: "Refresh" };
function toPreferences(asked) {
    const { checkpoints, checkpointSeconds, alarms, warmUp, bake } = asked;
    return {
        MinHealthyPercentage: asked.min,
        MaxHealthyPercentage: asked.max,
        SkipMatching: true,
        AutoRollback: asked.autoRollback,
        StandbyInstances: STANDBY[asked.standby],
        ScaleInProtectedInstances: PROTECTED[asked.protected],
        ...(warmUp === undefined ? {} : { InstanceWarmup: warmUp }),
        ...(bake === 0 ? {} : { BakeTime: bake }),
        ...(checkpoints.length === 0 ? {} : { CheckpointPercentages: untilTheEnd(checkpoints) }),
        ...(checkpointSeconds === undefined ? {} : { CheckpointDelay: checkpointSeconds }),
        ...(alarms.length === 0 ? {} : { AlarmSpecification: { Alarms: [...alarms] } }),
    };
}
/** A refresh whose last checkpoint is below 100 stops there, and the group keeps its version. */
function untilTheEnd(checkpoints) {
    return checkpoints.at(-1) === 100 ? [...checkpoints] : [...checkpoints, 100];
}

;// CONCATENATED MODULE: ./build/platforms/ec2/single/undo.js


/**
 * What leaves no half-changed fleet behind. A refresh that goes on is turned round by one call, which EC2 Auto Scaling
 * finishes by itself; a rollback that was cut off before its own began is begun.
 */
function undoOf(settings, intent, seen) {
    const { group } = seen;
    const former = formerOf(group);
    const record = { group: group.name, by: "rollback", to: 0, verified: true, run: intent.rolloutId };
    const start = intent.step !== "rollback" || former === undefined
        ? undefined
        : { version: Number(former.number), preferences: backPreferences(settings, seen) };
    const summary = `Have EC2 Auto Scaling put back the machines of ${group.name} that were replaced; it goes on by itself`;
    return { kind: "put-back", movesTraffic: true, group: group.name, record, start, summary };
}
/** Whether the runner handed back what `undoOf` makes for this step and this group. */
function acceptsUndo(undo, { group }, { step }, seen) {
    if (undo.kind !== "put-back")
        return false;
    const { group: name, record, start } = undo;
    if (name !== group || (step !== "deploy" && step !== "rollback"))
        return false;
    if (typeof record !== "object" || record === null || !isRecord(record, group))
        return false;
    if (start === undefined)
        return true;
    return step === "rollback" && start.version === Number(formerOf(seen.group)?.number) && isBack(start.preferences);
}
function isRecord(record, name) {
    const { group, by, to, verified, run, memory, least, bakeMs } = record;
    return (group === name &&
        by === "rollback" &&
        to === 0 &&
        verified === true &&
        (run === undefined || typeof run === "string") &&
        [memory, least, bakeMs].every((each) => each === undefined));
}
const LEFT_ALONE = ["wait", "ignore", "replace"];
function isBack(preferences) {
    const { min, max, warmUp, bake, checkpoints, alarms, standby, protected: shielded, autoRollback } = preferences;
    return (isWhole(min, 0, 100) &&
        isWhole(max, 100, 200) &&
        (warmUp === undefined || isWhole(warmUp, 0, 3_600)) &&
        bake === 0 &&
        [checkpoints, alarms].every((list) => Array.isArray(list) && list.length === 0) &&
        LEFT_ALONE.includes(standby) &&
        LEFT_ALONE.includes(shielded) &&
        autoRollback === false);
}
function isWhole(value, from, to) {
    return typeof value === "number" && Number.isInteger(value) && value >= from && value <= to;
}

// EXTERNAL MODULE: ./build/delivery/view.js
var view = __webpack_require__(8220);
// EXTERNAL MODULE: ./build/platforms/outage.js
var outage = __webpack_require__(2736);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/links.js
var links = __webpack_require__(7318);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/routes.js
var routes = __webpack_require__(5964);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/view.js










function viewOf(settings, seen) {
    const standing = standingOf(settings, seen);
    const { weight, rollout } = standing;
    const problems = problemsOf(seen, standing);
    const has = rollout !== undefined;
    const former = has ? formerOf(seen.group) : namedBy(seen.group);
    return {
        ...(0,view/* viewFrom */.A)(standing, { problems }),
        blue: sideView(seen, former, standing.blue.capacity?.have ?? 0, weight === undefined ? undefined : 100 - weight),
        green: has ? sideView(seen, wantedOf(seen.group), standing.green.capacity?.have ?? 0, weight) : undefined,
        look: seen.outage === undefined ? undefined : (0,outage/* describeOutage */.X)(seen.outage, "machine"),
        links: (0,links/* linksOf */.h)(settings.region, [], [seen.group], seen.targetGroups),
        facts: factsOf(seen),
    };
}
function sideView({ group, targetGroups }, version, healthy, weight) {
    const target = targetGroups.map(({ name }) => name).join(", ");
    const revision = version === undefined ? (group.tags[snapshot/* TAG */.Dk.revision] ?? (0,marks/* runs */.Np)(group)) : describeVersion(version);
    return { name: group.name, target, revision, healthy, wanted: group.desired, weight };
}
function describeVersion({ revision, number }) {
    return revision === `launch-template-version=${number}` ? revision : `${revision} (version ${number})`;
}
function problemsOf(seen, { conflict, weight, rollout, last }) {
    const { group } = seen;
    const problems = conflict === undefined ? [] : [conflict.refusal.message];
    if (group.desired > 0 && servingMachines(seen) === 0) {
        const reasons = machinesOff(seen, undefined).reasons.join(", ") || "there is none";
        problems.push(`No machine of ${group.name} is healthy: ${reasons}.`);
    }
    if (runningOf(seen.refreshes) !== undefined)
        return problems;
    const mixed = mixture(seen);
    if (mixed !== undefined)
        problems.push(mixed);
    else if (rollout !== undefined && weight !== 0 && weight !== 100 && last?.by !== "rollback") {
        problems.push(`All machines of ${group.name} run the new version, but the group names another for the next launch.`);
    }
    return problems;
}
/** Several versions, and nothing that would end it. */
function mixture(seen) {
    const { group, refreshes } = seen;
    const named = namedBy(group);
    const newest = refreshes[0];
    if (named === undefined)
        return undefined;
    const [old, others] = [machinesOn(seen, named.number), machinesOff(seen, named.number)];
    if (others.all === 0 || old.all + others.all < group.desired)
        return undefined;
    const isBack = seen.group.template?.version === wantedOf(group)?.number;
    const [ofOthers, ofNamed] = isBack ? ["old", "new"] : ["new", "old"];
    const why = newest === undefined ? "" : ` The last instance refresh: ${describeRefresh(newest)}`;
    return `${group.name} is mixed: ${others.all} ${ofOthers}, ${old.all} ${ofNamed}, and nothing replaces them; the next launch is ${ofNamed} (version ${named.number}).${why}`;
}
/** Launch template version, target groups, rollout: by stable names. */
function factsOf({ group, targetGroups }) {
    const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
    return {
        ...Object.fromEntries(targetGroups.map(({ name, arn }) => [`target group ${name}`, arn])),
        [`group ${group.name} template`]: template,
        [`group ${group.name} attached to`]: group.targetGroupArns.map(routes/* nameInArn */.s1).join(", "),
        [`group ${group.name} rollout`]: group.tags[snapshot/* TAG */.Dk.rollout] ?? "none",
    };
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/progress.js
var progress = __webpack_require__(348);
;// CONCATENATED MODULE: ./build/platforms/ec2/single/waits.js







function progressOf(wait, seen) {
    switch (wait.kind) {
        case "wait-image":
        case "wait-pool":
            return (0,progress/* groupProgress */.T8)(wait, seen);
        case "wait-idle":
            return idleProgress(seen);
        case "wait-replaced":
            return replacedProgress(wait, seen);
    }
}
function idleProgress({ refreshes, group }) {
    const running = runningOf(refreshes);
    if (running === undefined)
        return { state: "done" };
    const reasons = [describeRefresh(running)];
    return { state: "waiting", for: `instance refreshes of ${group.name} still running`, have: 1, want: 0, reasons };
}
/** The version that a way leads to, and its refresh. */
function goalOf(way, seen) {
    const version = way === "forward" ? wantedOf(seen.group) : formerOf(seen.group);
    const ours = seen.refreshes.filter((each) => isOurs(each, seen));
    const noted = seen.group.tags[snapshot/* TAG */.Dk.refresh];
    // What was begun a moment ago may not be listed yet: an older one says nothing of it.
    const refresh = ours.find(isRunning) ?? ours.find(({ id }) => noted === undefined || id === noted);
    return { version, refresh };
}
/** All on the version, healthy, and named by the group: the engine's own word for it is no evidence. */
function isReplaced(way, seen) {
    const { version } = goalOf(way, seen);
    const { group } = seen;
    if (version === undefined || runningOf(seen.refreshes) !== undefined)
        return false;
    const [on, off] = [machinesOn(seen, version.number), machinesOff(seen, version.number)];
    return group.template?.version === version.number && off.all === 0 && on.healthy >= group.desired;
}
function replacedProgress(wait, seen) {
    const { way } = wait;
    const { version, refresh } = goalOf(way, seen);
    const { group } = seen;
    if (isReplaced(way, seen))
        return { state: "done" };
    const { healthy, reasons, named } = machinesOn(seen, version?.number);
    const said = refresh === undefined ? [] : [`EC2 Auto Scaling: ${describeRefresh(refresh)}`];
    const count = `${healthy} of ${group.desired}`;
    // Whoever was found ill may be gone by now: the group replaces what the load balancer calls unhealthy.
    const evidence = new Set([...said, ...[seen.watched?.lastIll ?? []].flat(), ...named]);
    const end = ended(way, refresh, count, [...said, ...reasons]) ?? failing(wait, seen, count, [...evidence]);
    if (end !== undefined)
        return end;
    const name = version === undefined ? "the version" : `version ${version.number}`;
    return {
        state: "waiting",
        for: `machines of ${group.name} on ${name}, healthy`,
        have: healthy,
        want: group.desired,
        reasons: [...said, ...reasons],
        remedy: REMEDIES[way],
    };
}
const REMEDIES = {
    forward: "EC2 Auto Scaling goes on by itself. Run `deploy` again to wait for it, perhaps with a longer `timeout`, or `rollback`.",
    back: "EC2 Auto Scaling goes on by itself. Run `rollback` again to wait for it, perhaps with a longer `timeout`.",
};
/** The refresh is over, and not with what was asked for. */
function ended(way, refresh, count, reasons) {
    if (refresh === undefined || isRunning(refresh))
        return undefined;
    const { id, status } = refresh;
    if (status === "Successful")
        return undefined;
    if (status === "Cancelled") {
        const because = `The instance refresh ${id} was cancelled by somebody else: ${count} machines run the ${AIM[way]} version, and the next launch brings what the group names.`;
        return { state: "impossible", code: "conflict", because, reasons, remedy: CANCELLED[way] };
    }
    if (way === "back") {
        if (status === "RollbackSuccessful")
            return undefined;
        const because = `The way back ended with ${status} (${id}): ${count} machines run the former version.`;
        return { state: "impossible", because, reasons, remedy: "Run `rollback` again, which replaces the others." };
    }
    if (status === "RollbackSuccessful") {
        const because = `EC2 Auto Scaling rolled the machines back by itself (${id}): all run the former version again.`;
        return { state: "impossible", because, reasons, remedy: "Fix the version and `deploy` it." };
    }
    const because = `The instance refresh ${id} ended with ${status}: ${count} machines run the new version.`;
    return { state: "impossible", because, reasons, rollsBack: true };
}
const AIM = { forward: "new", back: "former" };
const CANCELLED = {
    forward: "This step stopped. Run `deploy` again, which replaces the others, or `rollback`.",
    back: "This step stopped. Run `rollback` again, which replaces the others.",
};
/** The refresh may go on for an hour, but nothing good will come of it. */
function failing({ way, stallMs, patienceMs }, seen, count, reasons) {
    const { group, watched, failures, refreshes, at } = seen;
    const running = runningOf(refreshes);
    // What is on its way back already is only waited for.
    if (way === "forward" && running !== undefined && isRollingBack(running))
        return undefined;
    const rollsBack = way === "forward";
    const hopeless = (0,progress/* hopelessLaunch */.bH)(group, failures);
    if (hopeless !== undefined)
        return { ...hopeless, rollsBack };
    const ill = way === "forward" ? illMachine(seen, patienceMs) : undefined;
    if (ill !== undefined) {
        const because = `${ill.id} of ${group.name} is in service with the new version and unhealthy: ${ill.why}. EC2 Auto Scaling does not look at the load balancer's checks and would go on.`;
        return { state: "impossible", because, reasons, rollsBack };
    }
    const isPaused = running?.status === "Baking" || running?.status === "Cancelling";
    if (watched === undefined || isPaused || at - watched.since < stallMs)
        return undefined;
    const because = `For ${(0,duration/* formatDuration */.a)(at - watched.since)} no machine of ${group.name} got healthy with the ${AIM[way]} version: ${count}.`;
    return { state: "impossible", because, reasons, rollsBack };
}
/**
 * Where the engine trusts EC2's own checks alone, a machine that the load balancer calls unhealthy counts as replaced:
 * it is noticed in half of the time in which it warms up, before the next batch begins.
 */
function illMachine(seen, patienceMs) {
    const { group, watched, at } = seen;
    if ((group.raw.HealthCheckType ?? "").split(",").includes("ELB"))
        return undefined;
    const version = wantedOf(group)?.number;
    for (const instance of group.instances) {
        const since = watched?.unhealthySince[instance.id];
        if (instance.templateVersion !== version || since === undefined || at - since < patienceMs)
            continue;
        const why = shortfallOf(seen, instance);
        if (why !== undefined)
            return { id: instance.id, why };
    }
    return undefined;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/single/index.js












/** One EC2 Auto Scaling group, whose machines are replaced batch by batch, behind one or more target groups. */
function singlePlatform(settings, step, clock, signal) {
    const { close, reader, autoScaling, editors } = (0,clients/* groupClients */.w)(settings.region, signal);
    const refreshes = new RefreshClient(autoScaling, signal);
    const observerOf = (of) => new SingleObserver({ settings, step: of, clock, signal, groups: reader, refreshes, editors });
    const observer = observerOf(step);
    const writer = new SingleWriter({ autoScaling, reader, refreshes, editors, clock, signal });
    return {
        observe: () => observer.observe(),
        plan: (intent, seen) => planStep(settings, intent, seen),
        apply: (change, seen) => writer.apply(change, seen),
        refresh: (wait, seen, look) => observer.refresh(wait, seen, look),
        settled: progressOf,
        async diagnose(intent, seen) {
            const rights = (0,groups_rights/* rightsFindings */.I)(editors, seen.group.template);
            // What only a deploy reads: the version that the group names, and the alarms.
            const whole = observerOf("deploy").observe();
            const found = whole.then((of) => diagnose(settings, intent, of), findings/* unreadable */.O$);
            return [...(await found), ...(await rights)];
        },
        view: (seen) => viewOf(settings, seen),
        meter: ({ targetGroups }) => (0,meter/* meterOfOne */.V)(targetGroups),
        undo: (intent, seen) => undoOf(settings, intent, seen),
        accepts: (undo, intent, seen) => acceptsUndo(undo, settings, intent, seen),
        close,
    };
}


/***/ }),

/***/ 2736:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ describeOutage)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);

/**
 * As people say when a site was down.
 *
 * @param what of which nothing was healthy: `machine`, `process`.
 */
function describeOutage({ began, ended }, what) {
    const from = new Date(began).toISOString();
    if (ended === undefined)
        return `an outage since ${from}: no ${what} is healthy`;
    return `an outage of ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(ended - began)}, from ${from} to ${new Date(ended).toISOString()}: no ${what} was healthy`;
}


/***/ })

};
