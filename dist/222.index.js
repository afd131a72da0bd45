export const id = 222;
export const ids = [222];
export const modules = {

/***/ 7412:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ giveAttached)
/* harmony export */ });
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7835);
/* harmony import */ var _group_config_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2522);


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

/***/ 2522:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HJ: () => (/* binding */ hookSpecifications),
/* harmony export */   Rg: () => (/* binding */ attachmentWarnings),
/* harmony export */   be: () => (/* binding */ missingAttachments)
/* harmony export */ });
/* unused harmony export ATTACHMENT_MEMBERS */
/* harmony import */ var _alarms_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(0);
/* harmony import */ var _references_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8176);


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

/***/ 6306:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ bakeBar),
/* harmony export */   l: () => (/* binding */ bakeProgress)
/* harmony export */ });
/* harmony import */ var _delivery_countdown_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4702);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1080);
/* harmony import */ var _health_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7557);



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

/***/ 2238:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ connectionWarnings)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);

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

/***/ 5803:
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

/***/ 7371:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ RouteReader)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(586);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9664);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7997);
/* harmony import */ var _which_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2291);
/* harmony import */ var _routes_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5964);
/* harmony import */ var _rule_info_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5789);







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
        const pages = (0,_aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__/* .paginateDescribeListeners */ .GZx)({ client: this.#elb }, input, { abortSignal: this.#signal });
        const read = () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .gather */ .kg)(pages, ({ Listeners }) => Listeners);
        const about = { input: "listeners", given };
        const found = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeListeners", this.#signal, read, about);
        return found.map(({ ListenerArn = "", DefaultActions = [] }) => [ListenerArn, DefaultActions]);
    }
    async #rules(input) {
        const given = "RuleArns" in input ? input.RuleArns.join(" or ") : input.ListenerArn;
        const pages = (0,_aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__/* .paginateDescribeRules */ .u6y)({ client: this.#elb }, input, { abortSignal: this.#signal });
        const read = () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .gather */ .kg)(pages, ({ Rules }) => Rules);
        const about = { input: "listeners", given };
        const found = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeRules", this.#signal, read, about);
        return found.map((rule) => toRuleInfo(rule, "ListenerArn" in input ? input.ListenerArn : ""));
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

/***/ 8119:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GS: () => (/* binding */ ownRuleFacts),
/* harmony export */   TB: () => (/* binding */ routeFacts),
/* harmony export */   k: () => (/* binding */ actionFacts)
/* harmony export */ });
/* harmony import */ var _delivery_digest_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4401);
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1733);
/* harmony import */ var _conditions_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7564);
/* harmony import */ var _routes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5964);




/**
 * What a person approves of a listener or a rule, in words, so that a drift can be told as one; and a fingerprint of the
 * whole, so that nothing may change unseen.
 */
/** @param withWeights whether the weights are among them: with one target group for both sides there are none. */
function routeFacts({ ref, actions }, withWeights) {
    const name = routeName(ref);
    return {
        ...(withWeights ? { [`${name} weights`]: actions.flatMap(weightWords).sort().join(", ") } : {}),
        ...actionFacts(name, actions),
    };
}
/** A rule that this action made, or the listener that leads testers to green. */
function ownRuleFacts({ arn, purpose, conditions, actions }) {
    const name = `${purpose} rule ${arn.split("/").slice(-2).join("/")}`;
    return {
        [`${name} weights`]: actions.flatMap(weightWords).sort().join(", "),
        [`${name} conditions`]: conditions.map(conditionWords).join(" and "),
        ...actionFacts(name, actions, JSON.stringify(conditions)),
    };
}
/** @param beside what else may not change unseen. */
function actionFacts(name, actions, beside = "") {
    const inOrder = [...actions].sort((one, other) => (one.Order ?? 0) - (other.Order ?? 0));
    return {
        [`${name} stickiness`]: actions
            .filter(({ Type }) => Type === "forward")
            .map(stickinessWords)
            .join(", "),
        [`${name} actions`]: inOrder.map(actionWords).join(", then "),
        [(0,_delivery_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .fingerprintName */ .Sw)(name)]: (0,_delivery_digest_js__WEBPACK_IMPORTED_MODULE_0__/* .fingerprint */ .Rj)(`${beside}${(0,_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .canonicalActions */ .C)(actions.map(withoutWeights))}`),
    };
}
/** `listener shop/f2f7dc8efc522ab2`: a load balancer's name is its own within an account and region. */
function routeName({ kind, arn, loadBalancer }) {
    const [, name = ""] = loadBalancer.split("/");
    return `${kind} ${name}/${arn.slice(arn.indexOf(loadBalancer) + loadBalancer.length + 1)}`;
}
function weightWords(action) {
    return (0,_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .tuplesOf */ .tl)(action).map(({ TargetGroupArn = "", Weight = 1 }) => `${(0,_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .nameInArn */ .s1)(TargetGroupArn)} ${Weight}`);
}
function stickinessWords({ ForwardConfig }) {
    const { Enabled = false, DurationSeconds } = ForwardConfig?.TargetGroupStickinessConfig ?? {};
    if (!Enabled)
        return "off";
    return DurationSeconds === undefined ? "on" : `for ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a)(DurationSeconds * 1_000)}`;
}
function actionWords(action) {
    switch (action.Type) {
        case "forward":
            return `forward to ${(0,_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .tuplesOf */ .tl)(action)
                .map(({ TargetGroupArn = "" }) => (0,_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .nameInArn */ .s1)(TargetGroupArn))
                .sort()
                .join(" and ")}`;
        case "authenticate-oidc":
            return `login by ${action.AuthenticateOidcConfig?.Issuer ?? "OIDC"}`;
        case "authenticate-cognito":
            return `login by the Cognito user pool ${action.AuthenticateCognitoConfig?.UserPoolArn?.split("/").at(-1) ?? ""}`;
        case "redirect":
            return `redirect to ${action.RedirectConfig?.Host ?? ""}${action.RedirectConfig?.Path ?? ""}`;
        case "fixed-response":
            return `answer ${action.FixedResponseConfig?.StatusCode ?? ""}`;
        case "jwt-validation":
        case undefined:
            return action.Type ?? "unknown";
    }
}
function conditionWords(condition) {
    const own = (0,_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .fromRuleCondition */ .ch)(condition);
    return own === undefined ? (condition.Field ?? "unknown") : (0,_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .describeCondition */ .pu)(own);
}
function withoutWeights(action) {
    if (action.Type !== "forward")
        return action;
    const TargetGroups = (0,_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .tuplesOf */ .tl)(action).map(({ TargetGroupArn }) => ({ TargetGroupArn, Weight: 1 }));
    return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups } };
}


/***/ })

};
