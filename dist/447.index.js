export const id = 447;
export const ids = [447];
export const modules = {

/***/ 3663:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Km: () => (/* binding */ rehearse),
/* harmony export */   O$: () => (/* binding */ unreadable),
/* harmony export */   Of: () => (/* binding */ refusalOf),
/* harmony export */   VJ: () => (/* binding */ unchecked)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3958);

/**
 * All that a deploy would be refused for or warn of. A plan tells its first refusal alone, so what else it would ask is
 * asked by itself as well.
 *
 * @param plan makes the plan of a deploy, as far as it is known what that would bring.
 * @param checks throw what a deploy would be refused for; each is asked, whatever the others say.
 */
function rehearse(plan, checks = []) {
    const found = new Map();
    const note = (finding) => void found.set(finding.message, finding);
    for (const check of checks) {
        try {
            check();
        }
        catch (error) {
            note(refusalOf(error));
        }
    }
    try {
        for (const message of plan().warnings)
            note({ kind: "warning", message, reasons: [] });
    }
    catch (error) {
        note(refusalOf(error));
    }
    return [...found.values()];
}
/** Of these nobody can say what they mean for a deploy: the step itself is over, or the action has a mistake. */
const OVER = new Set(["internal", "cancelled", "timeout", "credentials"]);
/** A refusal as a finding; what is none goes on. */
function refusalOf(error) {
    if (!(error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE) || OVER.has(error.code))
        throw error;
    const { id, message, reasons, remedy } = error;
    return { kind: "refused", id, message, reasons, remedy };
}
/** A reading that only a deploy makes, and that failed: denied is denied for it too, anything else may pass. */
function unreadable(error) {
    const finding = refusalOf(error);
    return [error instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE && error.code === "platform" ? { ...finding, kind: "unchecked" } : finding];
}
function unchecked(message) {
    return { kind: "unchecked", message, reasons: [] };
}


/***/ }),

/***/ 7264:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ giveAttached)
/* harmony export */ });
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2743);
/* harmony import */ var _group_config_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2446);


/**
 * What a clone still lacks of what is attached to blue.
 *
 * @param takes which of it can be put on the clone now.
 */
function giveAttached({ attachments, at }, rewrite, takes = () => true) {
    const [from, to] = [rewrite.from.group, rewrite.to.group];
    const blue = attachments[from];
    const missing = blue === undefined ? [] : (0,_group_config_js__WEBPACK_IMPORTED_MODULE_0__/* .missingAttachments */ .be)(blue, attachments[to], rewrite, at).filter(takes);
    if (missing.length === 0)
        return [];
    const what = (0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_1__/* .counted */ .h)(missing.map((attachment) => NOUNS[attachment.call]));
    const summary = `Give ${to} what is attached to ${from}: ${what.join(", ")}`;
    return [{ kind: "attach", group: to, attachments: missing, summary }];
}
const NOUNS = {
    PutScalingPolicy: "scaling policy",
    PutScheduledUpdateGroupAction: "scheduled action",
    PutNotificationConfiguration: "notification topic",
    PutWarmPool: "warm pool",
    EnableMetricsCollection: "metrics collection",
    SuspendProcesses: "suspended processes",
    PutMetricAlarm: "CloudWatch alarm",
};


/***/ }),

/***/ 2446:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HJ: () => (/* binding */ hookSpecifications),
/* harmony export */   Rg: () => (/* binding */ attachmentWarnings),
/* harmony export */   be: () => (/* binding */ missingAttachments)
/* harmony export */ });
/* unused harmony export ATTACHMENT_MEMBERS */
/* harmony import */ var _alarms_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5300);
/* harmony import */ var _references_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3092);


/** What is carried of each kind, and what is not, with the reason. A test walks the SDK's model against these lists. */
const ATTACHMENT_MEMBERS = {
    ScalingPolicy: {
        carried: [
            "PolicyName",
            "PolicyType",
            "AdjustmentType",
            "MinAdjustmentStep",
            "MinAdjustmentMagnitude",
            "ScalingAdjustment",
            "Cooldown",
            "StepAdjustments",
            "MetricAggregationType",
            "EstimatedInstanceWarmup",
            "TargetTrackingConfiguration",
            "Enabled",
            "PredictiveScalingConfiguration",
        ],
        left: {
            AutoScalingGroupName: "green's own",
            PolicyARN: "given by AWS",
            Alarms: "of target tracking and predictive scaling: made by AWS; of others: put after the policies, see alarms.ts",
        },
    },
    ScheduledUpdateGroupAction: {
        carried: [
            "ScheduledActionName",
            "StartTime",
            "EndTime",
            "Recurrence",
            "MinSize",
            "MaxSize",
            "DesiredCapacity",
            "TimeZone",
        ],
        left: {
            AutoScalingGroupName: "green's own",
            ScheduledActionARN: "given by AWS",
            Time: "the former name of StartTime",
        },
    },
    LifecycleHook: {
        carried: [
            "LifecycleHookName",
            "LifecycleTransition",
            "NotificationTargetARN",
            "RoleARN",
            "NotificationMetadata",
            "HeartbeatTimeout",
            "DefaultResult",
        ],
        left: { AutoScalingGroupName: "green's own", GlobalTimeout: "computed by AWS" },
    },
    NotificationConfiguration: {
        carried: ["TopicARN", "NotificationType"],
        left: { AutoScalingGroupName: "green's own" },
    },
    WarmPoolConfiguration: {
        carried: ["MaxGroupPreparedCapacity", "MinSize", "PoolState", "InstanceReusePolicy"],
        left: { Status: "whether the pool is being deleted" },
    },
    EnabledMetric: { carried: ["Metric", "Granularity"], left: {} },
    SuspendedProcess: { carried: ["ProcessName"], left: { SuspensionReason: "given by AWS" } },
};
/** Suspended on green, these would keep it from ever getting healthy, or from going away. */
const NEEDED_PROCESSES = new Set(["Launch", "Terminate", "HealthCheck", "AddToLoadBalancer"]);
/** Hooks go with the call that creates the group: put later they would miss its first instances. */
function hookSpecifications({ hooks }) {
    return hooks.map((hook) => ({
        LifecycleHookName: hook.LifecycleHookName,
        LifecycleTransition: hook.LifecycleTransition,
        ...pick(hook, ATTACHMENT_MEMBERS.LifecycleHook.carried.slice(2)),
    }));
}
/**
 * The calls that give green what blue has and green lacks, in their order: nothing when it has it all.
 *
 * @param from and `to` name the groups and their target groups: dimensions and resource labels are re-pointed.
 * @param now milliseconds since the epoch: scheduled actions of the past are left behind.
 * @throws DeliveryError `not-found` or `unsuitable` for an alarm that cannot be taken along.
 */
function missingAttachments(blue, green, rewrite, now) {
    const has = (list, name) => list.includes(name);
    const policies = blue.policies
        .filter(({ PolicyName }) => !has(green?.policies.map((policy) => policy.PolicyName) ?? [], PolicyName))
        .map((policy) => {
        // Lists that the policy's type does not have are told as empty ones, and would be given as such.
        const input = (0,_references_js__WEBPACK_IMPORTED_MODULE_1__/* .rewriteReferences */ .l)(withoutEmptyLists(pick(policy, ATTACHMENT_MEMBERS.ScalingPolicy.carried)), rewrite);
        return { call: "PutScalingPolicy", input: { PolicyName: policy.PolicyName, ...input } };
    });
    const schedules = blue.schedules
        .filter(({ ScheduledActionName: name }) => !has(green?.schedules.map((own) => own.ScheduledActionName) ?? [], name))
        .flatMap((schedule) => scheduled(schedule, now));
    const metrics = blue.metrics.filter((metric) => !has(green?.metrics ?? [], metric));
    const suspended = carriableProcesses(blue).filter((process) => !has(green?.suspended ?? [], process));
    const pool = green?.warmPool === undefined ? blue.warmPool : undefined;
    return [
        ...(metrics.length === 0
            ? []
            : [{ call: "EnableMetricsCollection", input: { Granularity: "1Minute", Metrics: metrics } }]),
        ...(suspended.length === 0 ? [] : [{ call: "SuspendProcesses", input: { ScalingProcesses: suspended } }]),
        ...notifications(blue, green),
        ...(pool === undefined || pool.Status === "PendingDelete"
            ? []
            : [{ call: "PutWarmPool", input: pick(pool, ATTACHMENT_MEMBERS.WarmPoolConfiguration.carried) }]),
        ...policies,
        ...schedules,
        ...(0,_alarms_js__WEBPACK_IMPORTED_MODULE_0__/* .missingAlarms */ .VK)(blue, green, rewrite),
    ];
}
/** Sentences about what is attached to blue that its clone does not take over as it is. */
function attachmentWarnings(blue, from, to) {
    const dropped = droppedProcesses(blue);
    const alarms = (0,_alarms_js__WEBPACK_IMPORTED_MODULE_0__/* .alarmWarnings */ .Z3)(blue, from, to);
    if (dropped.length === 0)
        return alarms;
    const names = dropped.join(", ");
    return [`${from} has suspended processes that ${to} does not take over, because it needs them: ${names}.`, ...alarms];
}
/** Suspended processes that green does not take over, because with them no rollout can work. */
function droppedProcesses({ suspended }) {
    return suspended.filter((process) => NEEDED_PROCESSES.has(process));
}
function carriableProcesses({ suspended }) {
    return suspended.filter((process) => !NEEDED_PROCESSES.has(process));
}
/** A scheduled action that is over is left behind; the start of one that recurs is, too, once it has passed. */
function scheduled(schedule, now) {
    const { StartTime, EndTime, Recurrence, ScheduledActionName } = schedule;
    const past = (time) => time !== undefined && time.getTime() <= now;
    if (past(EndTime) || (Recurrence === undefined && past(StartTime)))
        return [];
    const { StartTime: _start, ...rest } = pick(schedule, ATTACHMENT_MEMBERS.ScheduledUpdateGroupAction.carried);
    const start = StartTime === undefined || past(StartTime) ? {} : { StartTime };
    return [{ call: "PutScheduledUpdateGroupAction", input: { ScheduledActionName, ...rest, ...start } }];
}
/** A topic is put with all its types, blue's and green's own: the call overwrites those that it had. */
function notifications(blue, green) {
    const [wanted, own] = [typesByTopic(blue), typesByTopic(green)];
    return [...wanted].flatMap(([TopicARN, types]) => {
        const has = own.get(TopicARN) ?? new Set();
        if ([...types].every((type) => has.has(type)))
            return [];
        return [
            {
                call: "PutNotificationConfiguration",
                input: { TopicARN, NotificationTypes: [...new Set([...types, ...has])] },
            },
        ];
    });
}
function typesByTopic(attachments) {
    const topics = new Map();
    for (const { TopicARN = "", NotificationType = "" } of attachments?.notifications ?? [])
        topics.set(TopicARN, (topics.get(TopicARN) ?? new Set()).add(NotificationType));
    return topics;
}
function withoutEmptyLists(object) {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}
function pick(object, members) {
    const entries = Object.entries(object).filter(([name, value]) => value !== undefined && members.some((member) => member === name));
    return Object.fromEntries(entries);
}


/***/ }),

/***/ 3470:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ bakeBar),
/* harmony export */   l: () => (/* binding */ bakeProgress)
/* harmony export */ });
/* harmony import */ var _delivery_countdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4954);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7884);
/* harmony import */ var _health_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4465);



/** How many healthy targets green had when its unfinished bake began: a repeated one is held to that. */
function bakeBar(green) {
    const text = green?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.bake] ?? "";
    return /^\d{1,6}$/.test(text) ? Number(text) : undefined;
}
/**
 * Progress of a bake. Green has to keep what it began with, as far as its group still wants so many: a smaller size that
 * somebody asked for does not make it unhealthy, as long as it carries the weight. Blue has to keep what its share needs.
 *
 * @param causes what Auto Scaling did to the groups meanwhile, in its own words.
 * @param since when the bake began, and `now`: milliseconds since the epoch.
 */
function bakeProgress({ blue, green }, bake, causes, since, now) {
    const [old, fresh] = [(0,_health_js__WEBPACK_IMPORTED_MODULE_1__/* .healthOf */ .Wr)(blue, "any-version"), (0,_health_js__WEBPACK_IMPORTED_MODULE_1__/* .healthOf */ .Wr)(green, "strict")];
    const bar = Math.max(bake.green, Math.min(bake.least, fresh.wanted));
    const nameOf = ({ group, targetGroup }) => group?.name ?? targetGroup.name;
    const lacks = (side, have, want, reasons) => have >= want ? [] : [`${nameOf(side)} has ${have} of ${want} healthy targets`, ...reasons];
    const [ofBlue, ofGreen] = [
        lacks(blue, old.healthy, bake.blue, old.reasons),
        lacks(green, fresh.healthy, bar, fresh.reasons),
    ];
    if (ofBlue.length === 0 && ofGreen.length === 0)
        return (0,_delivery_countdown_js__WEBPACK_IMPORTED_MODULE_2__/* .countdown */ .q)("seconds of bake time", since + bake.durationMs - now, bake.durationMs);
    const reasons = [...ofGreen, ...ofBlue, ...causes];
    if (ofBlue.length > 0 && ofGreen.length > 0) {
        return {
            state: "impossible",
            because: `Both ${nameOf(blue)} and ${nameOf(green)} lost healthy targets during the bake: what they have in common (a zone, a dependency) is the likely cause; the weight is unchanged.`,
            reasons,
            remedy: "Fix the cause, then run `shift` again, which repeats the bake.",
        };
    }
    if (ofBlue.length > 0) {
        return {
            state: "impossible",
            because: `${nameOf(blue)}, which still serves, became unhealthy during the bake; ${nameOf(green)} is healthy, and its weight is unchanged.`,
            reasons,
            remedy: "Fix blue and run `shift` again, or run `promote` to give green everything.",
        };
    }
    return {
        state: "impossible",
        because: `${nameOf(green)} became unhealthy during the bake: ${fresh.healthy} of ${bar} targets are healthy; its weight is unchanged.`,
        reasons,
        remedy: "Run `rollback`, or `shift` again once it is healthy, which repeats the bake.",
    };
}


/***/ }),

/***/ 7225:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $C: () => (/* binding */ emptied),
/* harmony export */   KS: () => (/* binding */ scaleUp),
/* harmony export */   bL: () => (/* binding */ templateVersion),
/* harmony export */   cV: () => (/* binding */ sizeOfGreen),
/* harmony export */   oE: () => (/* binding */ giveTemplate),
/* harmony export */   sY: () => (/* binding */ createClone)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7884);
/* harmony import */ var _empty_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4658);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9423);
/* harmony import */ var _marks_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9625);
/* harmony import */ var _template_versions_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5227);






/** What makes a group green of a rollout, and only what is not so yet: a beginning and a resumption are one list. */
/**
 * Green's group as a clone of blue's, of size 0 and with blue's launch template version. Its unique name is the claim:
 * who comes second is refused by AWS, and nothing of its rollout exists yet.
 *
 * @param targetGroupArn undefined: it is attached later.
 */
function createClone(blue, template, name, tags, targetGroupArn, hooks) {
    const summary = `Create ${name} from ${blue.name} at size 0 as green of ${tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.rollout]}`;
    const version = { number: Number(template.version) };
    return {
        change: {
            kind: "create-green",
            claims: true,
            from: blue.name,
            name,
            targetGroupArn,
            version,
            tags,
            hooks,
            summary,
        },
        clone: { ...blue, name, min: 0, desired: 0, instances: [], tags },
    };
}
/**
 * Gives green the launch template version of its revision: that which the rollout gave it before, or a new one made
 * from blue's.
 *
 * @param wanted the revision as it is recorded.
 * @param keep how many versions of ours stay before another is made; undefined: all.
 */
function giveTemplate(green, source, revision, wanted, keep) {
    const given = (0,_marks_js__WEBPACK_IMPORTED_MODULE_4__/* .givenVersion */ .GT)(green);
    const summary = `Set ${green.name} to ${wanted}`;
    if (given !== undefined) {
        if (green.template?.version === String(given))
            return [];
        return [{ kind: "set-template", group: green.name, version: { number: given }, summary }];
    }
    const { changes, version } = templateVersion(revision, source, wanted, green.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.rollout] ?? "");
    const pruned = keep === undefined || changes.length === 0 ? [] : [prune(source, keep)];
    return [...pruned, ...changes, { kind: "set-template", group: green.name, version, summary }];
}
function prune({ id, name }, keep) {
    const summary = `Delete versions of the launch template ${name} that deploys made and nobody uses, but for the newest ${keep}`;
    return { kind: "prune-versions", templateId: id, templateName: name, keep, summary };
}
/** A version per rollout and revision: asked for again, by whichever run goes on with the rollout, it is the same one. */
function templateVersion(revision, source, wanted, rollout) {
    if (revision.kind === "version")
        return { changes: [], version: { number: revision.version } };
    const { imageId, userData } = revision;
    const parts = [source.id, source.version, imageId, userData, rollout];
    const token = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(parts.join("\n")).digest("hex");
    const change = {
        kind: "create-template-version",
        templateId: source.id,
        templateName: source.name,
        sourceVersion: source.version,
        imageId,
        userData,
        description: (0,_template_versions_js__WEBPACK_IMPORTED_MODULE_5__/* .describeVersion */ .MP)(wanted, rollout),
        clientToken: `pd-${token.slice(0, 48)}`,
        summary: `Create a version of the launch template ${source.name} from version ${source.version} with ${wanted}`,
    };
    return { changes: [change], version: "created" };
}
/**
 * Ends what a group without traffic still has from before: instances that would never be of the wanted version.
 *
 * @returns undefined when it has none; else the caller waits, after the changes, until the group is empty.
 */
function emptied(green, revision) {
    const { instances, desired } = green;
    const given = (0,_marks_js__WEBPACK_IMPORTED_MODULE_4__/* .givenVersion */ .GT)(green) ?? (revision.kind === "version" ? revision.version : undefined);
    const isStale = ({ templateVersion }) => given === undefined || templateVersion !== String(given);
    const stays = instances.filter(({ lifecycle }) => !/^Terminat/.test(lifecycle));
    if (desired > 0 || stays.length > 0) {
        if (given !== undefined && !stays.some(isStale))
            return undefined;
        return (0,_empty_js__WEBPACK_IMPORTED_MODULE_2__/* .scaleToNothing */ .Jw)(green, `: its ${stays.length} instances run another version and have no traffic`);
    }
    return instances.some(isStale) ? [] : undefined;
}
/** Green's size when it has everything: what is asked for, or what blue has by now. */
function sizeOfGreen(asked, blue, green) {
    return asked ?? Math.max((0,_marks_js__WEBPACK_IMPORTED_MODULE_4__/* .blueBefore */ .Eo)(green)?.desired ?? 0, blue?.deleting === true ? 0 : (blue?.desired ?? 0));
}
/**
 * Green at its size, and not smaller while the rollout lasts.
 *
 * @param size instances.
 */
function scaleUp(green, size) {
    if (green.desired >= size && green.min >= size)
        return [];
    const max = limitFor(green, size);
    const desired = Math.max(green.desired, size);
    return [
        {
            kind: "set-capacity",
            group: green.name,
            capacity: { min: size, desired, max },
            notedOn: green.name,
            summary: `Scale ${green.name} to ${desired} instances (it has ${green.desired})`,
        },
    ];
}
/** Blue's maximum at first; later on only what the size needs, since it may be somebody else's by then. */
function limitFor(green, size) {
    const fresh = green.desired === 0 || green.max === (0,_limits_js__WEBPACK_IMPORTED_MODULE_3__/* .heldBy */ .Vr)(green).greenMax;
    return Math.max(fresh ? ((0,_marks_js__WEBPACK_IMPORTED_MODULE_4__/* .blueBefore */ .Eo)(green)?.max ?? green.max) : green.max, size);
}


/***/ }),

/***/ 5346:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ connectionWarnings)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(369);

/**
 * What becomes of connections. A network load balancer chooses a target group once per connection, so a weight is about
 * new ones; those that are open end with their target at the latest. ELB tells of no target group how many there are,
 * and CloudWatch's ActiveFlowCount is of the whole load balancer (ELB user guide, CloudWatch metrics for your NLB).
 *
 * @param weight green's share in percent before the step.
 * @param ends whether the rollback ends them; undefined where it cannot.
 */
function connectionWarnings(routes, decision, { blue, green }, weight, ends) {
    if (routes.every(({ loadBalancerType }) => loadBalancerType === "application"))
        return [];
    switch (decision.do) {
        case "shift": {
            const losing = decision.to > (weight ?? 0) ? blue : green;
            const told = `A network load balancer gives a weight to new connections: those that are open stay on ${nameOf(losing)} until they end.`;
            return [decision.by === "rollback" ? `${told} ${wayOut(green, ends)}` : told];
        }
        case "restore":
            return ends === true ? [wayOut(green, ends)] : [];
        case "remove":
            return [cutOff(decision.side === "blue" ? blue : green)];
        case "nothing":
        case "begin":
        case "resume":
        case "verify":
        case "judge":
        case "record":
            return [];
    }
}
function wayOut(green, ends) {
    const name = nameOf(green);
    if (ends === undefined)
        return `To end them run \`teardown\`, which scales ${name} to 0.`;
    if (ends)
        return `end-connections scales ${name} to 0, and cuts those that are open ${afterDelay(green)}.`;
    return `To end them run \`teardown\`, or \`rollback\` with \`end-connections: true\`, which scales ${name} to 0.`;
}
function cutOff(leaving) {
    const { targets, name } = leaving.targetGroup;
    const serving = targets.filter(({ state }) => state !== "unused").length;
    return (`How many connections are open to ${name} cannot be known: ELB does not tell it. ` +
        `Its ${serving} targets take no new ones; what is still open ${afterDelay(leaving)} is cut.`);
}
function afterDelay({ targetGroup: { drainSeconds } }) {
    const delay = drainSeconds === undefined ? "" : ` of ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(drainSeconds * 1_000)}`;
    return `after the deregistration delay${delay}`;
}
function nameOf({ group, targetGroup }) {
    return group?.name ?? targetGroup.name;
}


/***/ }),

/***/ 7631:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   UX: () => (/* binding */ idsOf),
/* harmony export */   nL: () => (/* binding */ takesRequests),
/* harmony export */   tp: () => (/* binding */ foreignTargets)
/* harmony export */ });
/** Targets that a target group has beside the instances of the side's group: each gets requests as those do. */
/**
 * Registered by hand, by another Auto Scaling group, or instances of the other side. Those that drain, or are not used,
 * get no requests; but all are unused while no load balancer refers to their target group, which a deploy ends.
 */
function foreignTargets({ group, targetGroup }) {
    const own = new Set(group?.instances.map(({ id }) => id));
    const waits = ({ reason }) => targetGroup.loadBalancer === undefined && reason === "Target.NotInUse";
    return targetGroup.targets.filter((target) => !own.has(target.id) && (takesRequests(target.state) || waits(target)));
}
/** Whether a target in this state gets requests, or would if it were healthy. */
function takesRequests(state) {
    return state !== "draining" && state !== "unhealthy.draining" && state !== "unused";
}
/** At most so many ids are told. */
const TOLD = 10;
/** The ids of targets, for people. */
function idsOf(targets) {
    const ids = targets.slice(0, TOLD).map(({ id }) => id);
    return targets.length > TOLD ? `${ids.join(", ")} and ${targets.length - TOLD} more` : ids.join(", ");
}


/***/ }),

/***/ 7392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ rightsFindings)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3958);
/* harmony import */ var _delivery_findings_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3663);


/** Auto Scaling and Elastic Load Balancing have no dry run: whether they would let a deploy is known by making it. */
const UNASKED = "The rights to change groups, target groups and listeners cannot be asked for without using them (docs/iam.md lists all that a deploy needs).";
/** Whether the credentials may do what a deploy does, as far as it can be asked without an effect. */
async function rightsFindings(editors, template) {
    if (template === undefined)
        return [(0,_delivery_findings_js__WEBPACK_IMPORTED_MODULE_1__/* .unchecked */ .VJ)(UNASKED)];
    try {
        await (await editors.template()).requireRights(template);
        return [(0,_delivery_findings_js__WEBPACK_IMPORTED_MODULE_1__/* .unchecked */ .VJ)(UNASKED)];
    }
    catch (error) {
        if (error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE && error.code === "denied")
            return [(0,_delivery_findings_js__WEBPACK_IMPORTED_MODULE_1__/* .refusalOf */ .Of)(error), (0,_delivery_findings_js__WEBPACK_IMPORTED_MODULE_1__/* .unchecked */ .VJ)(UNASKED)];
        throw error;
    }
}


/***/ }),

/***/ 6281:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ meterOf)
/* harmony export */ });
/* harmony import */ var _routes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8216);

/**
 * What CloudWatch counts of the sides' requests: those of each target group behind an application load balancer. Of a
 * network load balancer flows and resets are counted as a whole, and of a target group only its healthy hosts (ELB user
 * guide, CloudWatch metrics for your Network Load Balancer).
 */
function meterOf(routes, blue, green) {
    const [ref] = routes;
    if (ref === undefined)
        return { by: "nothing", because: "No listener routes to the target groups." };
    if (ref.loadBalancerType === "network")
        return { by: "nothing", because: `${FLOWS} ${ONLY_HEALTH}` };
    if ([blue, green].some(({ protocolVersion }) => protocolVersion === "GRPC")) {
        return { by: "nothing", because: `${TRAILERS} ${ONLY_HEALTH}` };
    }
    return { by: "target-groups", loadBalancer: (0,_routes_js__WEBPACK_IMPORTED_MODULE_0__/* .loadBalancerArn */ .yb)(ref), green: green.arn, blue: blue.arn };
}
const FLOWS = "A network load balancer counts no requests per target group.";
const TRAILERS = "gRPC tells its errors in answers with status 200, and CloudWatch counts none of them by target group.";
const ONLY_HEALTH = "Only alarms and health are judged here, unless `metrics` names another source.";


/***/ }),

/***/ 8399:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ RouteReader)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(3980);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3958);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8096);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9993);
/* harmony import */ var _which_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(239);
/* harmony import */ var _routes_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8216);
/* harmony import */ var _rule_info_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9545);







/** ELBv2 API Reference, DescribeTags: up to 20 resources in a call. */
const TAGS_PER_CALL = 20;
/** Reads listeners and rules. */
class RouteReader {
    #elb;
    #signal;
    constructor(elb, signal) {
        this.#elb = elb;
        this.#signal = signal;
    }
    async routes(refs) {
        const arns = (kind) => refs.filter((ref) => ref.kind === kind).map(({ arn }) => arn);
        const [listeners, rules] = await Promise.all([
            this.#listenerActions(arns("listener")),
            this.#ruleActions(arns("rule")),
        ]);
        return refs.map((ref) => {
            const actions = (ref.kind === "listener" ? listeners : rules).get(ref.arn);
            if (actions !== undefined)
                return { ref, actions };
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("listener-not-found", { kind: ref.kind, arn: ref.arn });
        });
    }
    /** Undefined when AWS does not know it (any more). */
    async routeIfThere(ref) {
        try {
            return (await this.routes([ref]))[0];
        }
        catch (error) {
            if (error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE && error.code === "not-found")
                return undefined;
            throw error;
        }
    }
    /**
     * Listeners and rules of the load balancer that the inputs do not name but that use one of the target groups, by
     * target group; rules of ours and a test listener are not among them.
     */
    async otherRoutes(settings, targetGroupArns, own, testListener) {
        const named = new Set([
            ...settings.routes.map(({ arn }) => arn),
            ...(testListener === undefined ? [] : [testListener.arn]),
            ...own.filter(({ purpose }) => purpose !== undefined).map(({ arn }) => arn),
        ]);
        const [sample] = settings.routes;
        if (sample === undefined)
            return {};
        const balancer = (0,_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .loadBalancerArn */ .yb)(sample);
        const users = Object.fromEntries(targetGroupArns.map((arn) => [arn, []]));
        const note = (what, actions) => {
            for (const { TargetGroupArn = "" } of actions.flatMap(_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .tuplesOf */ .tl))
                users[TargetGroupArn]?.push(what);
        };
        const listeners = await this.#listeners({ LoadBalancerArn: balancer });
        const known = new Set(own.map(({ listenerArn }) => listenerArn));
        const unread = listeners.filter(([arn]) => !known.has(arn));
        const rules = [...own, ...(await Promise.all(unread.map(([arn]) => this.#rules({ ListenerArn: arn })))).flat()];
        for (const [arn, actions] of listeners)
            if (!named.has(arn))
                note(`the listener ${arn}`, actions);
        for (const { arn, actions, priority } of rules) {
            if (!named.has(arn) && priority !== undefined)
                note(`the rule ${arn}`, actions);
        }
        return users;
    }
    /** All rules of the routes' listeners, those of ours known by their tag. */
    async listenerRules(routes, targetGroupArns) {
        const listeners = [...new Set(routes.map(_rule_info_js__WEBPACK_IMPORTED_MODULE_5__/* .listenerOf */ .Al))];
        const rules = (await Promise.all(listeners.map((arn) => this.#rules({ ListenerArn: arn })))).flat();
        const uses = ({ actions }) => actions.flatMap(_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .tuplesOf */ .tl).some(({ TargetGroupArn = "" }) => targetGroupArns.includes(TargetGroupArn));
        const candidates = rules.filter((rule) => rule.priority !== undefined && uses(rule) && !routes.some(({ arn }) => arn === rule.arn));
        const purposes = await this.#purposes(candidates.map(({ arn }) => arn));
        return rules.map((rule) => ({ ...rule, purpose: purposes.get(rule.arn) }));
    }
    async #purposes(arns) {
        const found = new Map();
        for (let start = 0; start < arns.length; start += TAGS_PER_CALL) {
            const ResourceArns = arns.slice(start, start + TAGS_PER_CALL);
            const { TagDescriptions = [] } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeTags", this.#signal, () => this.#elb.send(new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__/* .DescribeTagsCommand */ .yRM({ ResourceArns }), { abortSignal: this.#signal }));
            for (const { ResourceArn = "", Tags = [] } of TagDescriptions) {
                const purpose = Tags.find(({ Key }) => Key === _rule_info_js__WEBPACK_IMPORTED_MODULE_5__/* .RULE_TAG */ .yQ)?.Value;
                if (purpose === "preview" || purpose === "cohort")
                    found.set(ResourceArn, purpose);
            }
        }
        return found;
    }
    async #listenerActions(arns) {
        if (arns.length === 0)
            return new Map();
        return new Map(await (0,_which_js__WEBPACK_IMPORTED_MODULE_3__/* .readAll */ .y)(arns, (some) => this.#listeners({ ListenerArns: some })));
    }
    async #ruleActions(arns) {
        const rules = arns.length === 0 ? [] : await (0,_which_js__WEBPACK_IMPORTED_MODULE_3__/* .readAll */ .y)(arns, (some) => this.#rules({ RuleArns: some }));
        const standard = rules.find(({ priority }) => priority === undefined);
        if (standard !== undefined) {
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("default-rule", { arn: standard.arn, listener: (0,_rule_info_js__WEBPACK_IMPORTED_MODULE_5__/* .listenerOf */ .Al)({ ...standard, kind: "rule" }) });
        }
        return new Map(rules.map(({ arn, actions }) => [arn, [...actions]]));
    }
    async #listeners(input) {
        const given = "ListenerArns" in input ? input.ListenerArns.join(" or ") : input.LoadBalancerArn;
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeListeners", this.#signal, async () => {
            const abort = { abortSignal: this.#signal };
            const found = [];
            for await (const page of (0,_aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__/* .paginateDescribeListeners */ .GZx)({ client: this.#elb }, input, abort)) {
                for (const { ListenerArn = "", DefaultActions = [] } of page.Listeners ?? [])
                    found.push([ListenerArn, DefaultActions]);
            }
            return found;
        }, { input: "listeners", given });
    }
    async #rules(input) {
        const given = "RuleArns" in input ? input.RuleArns.join(" or ") : input.ListenerArn;
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeRules", this.#signal, async () => {
            const abort = { abortSignal: this.#signal };
            const found = [];
            for await (const page of (0,_aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__/* .paginateDescribeRules */ .u6y)({ client: this.#elb }, input, abort)) {
                found.push(...(page.Rules ?? []).map((rule) => toRuleInfo(rule, "ListenerArn" in input ? input.ListenerArn : "")));
            }
            return found;
        }, { input: "listeners", given });
    }
}
function toRuleInfo(rule, listenerArn) {
    const { RuleArn = "", Priority, Conditions = [], Actions = [], Transforms = [] } = rule;
    const priority = Number(Priority);
    return {
        arn: RuleArn,
        listenerArn,
        priority: Number.isNaN(priority) ? undefined : priority,
        conditions: Conditions,
        actions: Actions,
        transforms: Transforms,
        purpose: undefined,
    };
}


/***/ }),

/***/ 8216:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BR: () => (/* binding */ thirdTarget),
/* harmony export */   C: () => (/* binding */ canonicalActions),
/* harmony export */   MN: () => (/* binding */ writableActions),
/* harmony export */   Pg: () => (/* binding */ stickySeconds),
/* harmony export */   Zl: () => (/* binding */ weightsOn),
/* harmony export */   ap: () => (/* binding */ shareOfOthers),
/* harmony export */   cY: () => (/* binding */ withWeights),
/* harmony export */   fW: () => (/* binding */ greenShare),
/* harmony export */   jR: () => (/* binding */ requireForward),
/* harmony export */   nb: () => (/* binding */ isStickyByAddress),
/* harmony export */   s1: () => (/* binding */ nameInArn),
/* harmony export */   tl: () => (/* binding */ tuplesOf),
/* harmony export */   yB: () => (/* binding */ sameActions),
/* harmony export */   yb: () => (/* binding */ loadBalancerArn)
/* harmony export */ });
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9993);

/** All routes of a rollout belong to one load balancer. */
function loadBalancerArn({ arn, loadBalancer }) {
    return arn.replace(/:listener(-rule)?\/.*$/, `:loadbalancer/${loadBalancer}`);
}
const ROUTING = new Set(["forward", "redirect", "fixed-response"]);
/**
 * The one forward action of a route.
 *
 * @throws DeliveryError `unsuitable` when the route redirects or answers by itself, or names neither of the two.
 */
function requireForward(route, targetGroupArns, inputs) {
    const where = `${route.ref.kind} ${route.ref.arn}`;
    const routing = route.actions.filter((action) => ROUTING.has(action.Type ?? ""));
    const forward = routing.find((action) => action.Type === "forward");
    if (forward === undefined || routing.length !== 1) {
        const kinds = routing.map((action) => action.Type).join(", ") || "nothing";
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("no-forward", { where, kinds });
    }
    const named = tuplesOf(forward).map((tuple) => tuple.TargetGroupArn ?? "");
    const third = named.filter((arn) => !targetGroupArns.includes(arn));
    if (third.length > 0 && third.length === named.length) {
        const given = `${inputs.length === 1 ? "not to" : "to neither of"} ${inputs.join(", ")}`;
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("forwards-elsewhere", { where, to: third.map(nameInArn).join(", "), given });
    }
    // With one target group for both sides there is no weight between the two to speak of.
    if (third.length > 0 && inputs.length === 1)
        throw thirdTarget(route, targetGroupArns);
    return forward;
}
/** Percent of a route's requests that target groups get which are neither blue's nor green's. */
function shareOfOthers({ actions }, targetGroupArns) {
    const tuples = actions.flatMap(tuplesOf);
    const weight = (list) => list.reduce((sum, { Weight = 1 }) => sum + Weight, 0);
    const others = tuples.filter(({ TargetGroupArn = "" }) => !targetGroupArns.includes(TargetGroupArn));
    const all = weight(tuples);
    return all === 0 ? 0 : Math.round((weight(others) * 100) / all);
}
/** Which target groups a route forwards to beside those of the inputs. */
function thirdTarget({ ref, actions }, targetGroupArns) {
    const named = actions.flatMap(tuplesOf).map(({ TargetGroupArn = "" }) => TargetGroupArn);
    const third = named.filter((arn) => !targetGroupArns.includes(arn));
    return (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("third-target-group", {
        where: `${ref.kind} ${ref.arn}`,
        all: named.map(nameInArn).join(", "),
        third: third.map(nameInArn).join(", "),
    });
}
/** The forward action's target groups with their weights, whichever of the two shapes the API returned. */
function tuplesOf(forward) {
    const tuples = forward.ForwardConfig?.TargetGroups ?? [];
    if (tuples.length > 0)
        return tuples;
    return forward.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: forward.TargetGroupArn, Weight: 1 }];
}
/**
 * Seconds that group stickiness holds a client on its side; 0 when it is off; undefined when it is on without a
 * duration, as network load balancers have it (kubernetes-sigs/aws-load-balancer-controller#4455).
 */
function stickySeconds(route) {
    const config = forwardOf(route)?.ForwardConfig?.TargetGroupStickinessConfig;
    return config?.Enabled === true ? config.DurationSeconds : 0;
}
/** Whether a network load balancer keeps each client on its side: by its address, for as long as it likes. */
function isStickyByAddress(route) {
    const sticky = forwardOf(route)?.ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true;
    return sticky && route.ref.loadBalancerType === "network";
}
function weightsOn(route, blueArn, greenArn) {
    const tuples = route.actions.flatMap(tuplesOf);
    const weightOf = (arn) => {
        const tuple = tuples.find((candidate) => candidate.TargetGroupArn === arn);
        if (tuple === undefined)
            return undefined;
        // A lone target group takes everything, whatever its weight is.
        return tuples.length === 1 ? 1 : (tuple.Weight ?? 1);
    };
    return { blue: weightOf(blueArn), green: weightOf(greenArn) };
}
/** Green's share in percent, to two decimals; undefined when both weights are 0, which answers 503 to everyone. */
function greenShare({ blue = 0, green = 0 }) {
    return blue + green === 0 ? undefined : Math.round((green * 10_000) / (blue + green)) / 100;
}
/**
 * The actions to write so that green gets `greenWeight` percent of the requests and blue the rest. Everything else stays
 * as it was read: other actions, order, stickiness, login. What differs are the things that the API demands of a
 * writer: a list of several target groups goes without `TargetGroupArn`, and an OIDC action, which is returned without
 * its secret, must say that it keeps it (ELBv2 API Reference, AuthenticateOidcActionConfig).
 *
 * @param greenWeight 0–100, whole percent; weights are written with a sum of 100.
 * @param sticky seconds of group stickiness, 0 for none; undefined leaves it as it is.
 */
function withWeights(actions, blueArn, greenArn, greenWeight, sticky) {
    return actions.map((action) => {
        if (action.Type === "forward") {
            const { TargetGroupArn: _single, ...rest } = action;
            const wanted = new Map([
                [blueArn, 100 - greenWeight],
                [greenArn, greenWeight],
            ]);
            const present = tuplesOf(action).map((tuple) => ({
                ...tuple,
                Weight: wanted.get(tuple.TargetGroupArn ?? "") ?? tuple.Weight,
            }));
            const missing = [...wanted].filter(([arn]) => !present.some((tuple) => tuple.TargetGroupArn === arn));
            const added = missing.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
            const stickiness = sticky === undefined ? {} : { TargetGroupStickinessConfig: stickinessOf(sticky) };
            const ForwardConfig = { ...action.ForwardConfig, TargetGroups: [...present, ...added], ...stickiness };
            return { ...rest, ForwardConfig };
        }
        return writable(action);
    });
}
function stickinessOf(seconds) {
    return seconds === 0 ? { Enabled: false } : { Enabled: true, DurationSeconds: seconds };
}
/** Actions as they were read, in the form that the API takes back. */
function writableActions(actions) {
    return actions.map((action) => {
        if (action.Type !== "forward" || tuplesOf(action).length < 2)
            return writable(action);
        const { TargetGroupArn: _single, ...rest } = action;
        return rest;
    });
}
/** Whether two lists of actions do the same, however the API chose to write them down. */
function sameActions(a, b) {
    return canonicalActions(a) === canonicalActions(b);
}
/** One string per meaning: defaults filled in, target groups in the order of their ARNs, write-only members left out. */
function canonicalActions(actions) {
    return stableJson(actions.map((action, index) => {
        const { TargetGroupArn: _single, ForwardConfig, AuthenticateOidcConfig, ...rest } = action;
        const { ClientSecret: _secret, UseExistingClientSecret: _keep, ...oidc } = AuthenticateOidcConfig ?? {};
        const sticky = ForwardConfig?.TargetGroupStickinessConfig;
        return {
            ...rest,
            Order: action.Order ?? index + 1,
            ...(AuthenticateOidcConfig === undefined ? {} : { oidc }),
            ...(action.Type === "forward"
                ? {
                    targets: canonicalTuples(action),
                    sticky: sticky?.Enabled === true ? (sticky.DurationSeconds ?? "on") : 0,
                }
                : {}),
        };
    }));
}
/** `web-blue`, the name inside a target group's ARN. */
function nameInArn(arn) {
    return arn.split("/")[1] ?? arn;
}
function canonicalTuples(forward) {
    const tuples = tuplesOf(forward);
    return tuples
        .map((tuple) => [tuple.TargetGroupArn ?? "", tuples.length === 1 ? 1 : (tuple.Weight ?? 1)])
        .sort(([a], [b]) => (a < b ? -1 : 1));
}
function forwardOf(route) {
    return route.actions.find((action) => action.Type === "forward");
}
function writable(action) {
    if (action.AuthenticateOidcConfig === undefined)
        return action;
    const { ClientSecret: _secret, ...oidc } = action.AuthenticateOidcConfig;
    return { ...action, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } };
}
function stableJson(value) {
    return JSON.stringify(value, (_key, inner) => typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner);
}


/***/ }),

/***/ 9545:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Al: () => (/* binding */ listenerOf),
/* harmony export */   T7: () => (/* binding */ ownRoutes),
/* harmony export */   yQ: () => (/* binding */ RULE_TAG)
/* harmony export */ });
/** The tag on a listener rule that makes it ours; its value is the purpose. */
const RULE_TAG = "progressive-delivery:rule";
/** The listener that a route belongs to. */
function listenerOf({ arn, kind }) {
    return kind === "listener" ? arn : arn.replace(":listener-rule/", ":listener/").replace(/\/[0-9a-f]+$/, "");
}
/** Our rules of one purpose, as routes whose weights can be set. */
function ownRoutes({ rules }, purpose) {
    return rules
        .filter((rule) => rule.purpose === purpose)
        .map(({ arn, actions }) => ({
        ref: {
            arn,
            kind: "rule",
            loadBalancer: /:listener-rule\/((?:app|net)\/[^/]+\/[^/]+)\//.exec(arn)?.[1] ?? "",
            loadBalancerType: "application",
        },
        actions,
    }));
}


/***/ })

};
