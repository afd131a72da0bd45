export const id = 361;
export const ids = [361];
export const modules = {

/***/ 0:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rl: () => (/* binding */ customerAlarms),
/* harmony export */   VK: () => (/* binding */ missingAlarms),
/* harmony export */   Z3: () => (/* binding */ alarmWarnings),
/* harmony export */   l3: () => (/* binding */ alarmRequest),
/* harmony export */   pb: () => (/* binding */ isMadeFor)
/* harmony export */ });
/* unused harmony exports ALARM_MEMBERS, ALARM_TAG, cloneAlarmName */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2386);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7997);
/* harmony import */ var _references_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8176);




const ACTION_LISTS = ["OKActions", "AlarmActions", "InsufficientDataActions"];
/** What is carried of an alarm, and what is not, with the reason. A test walks the SDK's model against these lists. */
const ALARM_MEMBERS = {
    carried: [
        "AlarmDescription",
        "ActionsEnabled",
        "MetricName",
        "Namespace",
        "Statistic",
        "ExtendedStatistic",
        "Dimensions",
        "Period",
        "Unit",
        "EvaluationPeriods",
        "DatapointsToAlarm",
        "Threshold",
        "ComparisonOperator",
        "TreatMissingData",
        "EvaluateLowSampleCountPercentile",
        "Metrics",
        "ThresholdMetricId",
        "EvaluationWindow",
        "WarmUpConfiguration",
        "EvaluationCriteria",
        "EvaluationInterval",
    ],
    left: {
        AlarmName: "green's own, see cloneAlarmName",
        Tags: "carried without AWS's own (aws:*), with the mark of whom it was made for",
        OKActions: "carried, with blue's policies replaced by green's",
        AlarmActions: "carried, with blue's policies replaced by green's",
        InsufficientDataActions: "carried, with blue's policies replaced by green's",
        AlarmArn: "given by AWS",
        AlarmConfigurationUpdatedTimestamp: "given by AWS",
        StateValue: "green's own",
        StateReason: "green's own",
        StateReasonData: "green's own",
        StateUpdatedTimestamp: "green's own",
        StateTransitionedTimestamp: "green's own",
        EvaluationState: "green's own",
    },
};
/** The tag on an alarm that was made for a clone, with the clone's name: such an alarm goes when the clone goes. */
const ALARM_TAG = "progressive-delivery:group";
/** CloudWatch API Reference, PutMetricAlarm. */
const MAX_NAME = 255;
/** Longer names end in so many digits of a hash of what was cut off. */
const HASH_LENGTH = 8;
/** The alarms that are objects of their own: those of target tracking and predictive scaling are made by AWS. */
function customerAlarms(policies) {
    const own = policies.filter(({ PolicyType = "SimpleScaling" }) => /^(Step|Simple)Scaling$/.test(PolicyType));
    const names = own.flatMap(({ Alarms = [] }) => Alarms.map(({ AlarmName = "" }) => AlarmName));
    return [...new Set(names)].sort();
}
/** Whether the alarm was made for this clone, and by nobody else. */
function isMadeFor({ tags }, group) {
    return tags[ALARM_TAG] === group;
}
/**
 * The alarms that green lacks of those that drive blue's policies, about green and for green's policies.
 *
 * @throws DeliveryError `not-found` or `unsuitable` for an alarm that cannot be taken along.
 */
function missingAlarms(blue, green, rewrite) {
    const wanted = customerAlarms(blue.policies).map((name) => cloned(requireAlarm(name, blue, rewrite), blue, rewrite));
    const names = wanted.map(({ input }) => input.AlarmName);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
        throw unsuitable(`two alarms of ${rewrite.from.group} would both be ${twice} on ${rewrite.to.group}.`, "Rename one of them");
    }
    const has = new Set(green?.alarms.map(({ name }) => name));
    return wanted.filter(({ input }) => input.AlarmName === undefined || !has.has(input.AlarmName));
}
/** Sentences about what of blue's alarms their copies do not do. */
function alarmWarnings(blue, from, to) {
    return customerAlarms(blue.policies).flatMap((name) => {
        const others = otherPolicies(blue.alarms.find((alarm) => alarm.name === name)?.metric, blue.policies);
        return [...new Set(others.map(({ group }) => group))].map((group) => `The alarm ${name} of ${from} scales ${group} too; its copy scales ${to} alone.`);
    });
}
/** The request, once green's policies have ARNs. */
function alarmRequest({ input, actions }, policyArns) {
    const arnOf = (action) => {
        if ("arn" in action)
            return action.arn;
        const arn = policyArns.get(action.policy);
        if (arn !== undefined)
            return arn;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("internal", `The alarm ${input.AlarmName} is put before the policy ${action.policy}.`);
    };
    const lists = ACTION_LISTS.map((list) => [list, actions[list].map(arnOf)]);
    return { ...input, ...Object.fromEntries(lists.filter(([, arns]) => arns.length > 0)) };
}
/**
 * `cpu-high` of `web` → `cpu-high-web-v001`; that of `web-v001` → `cpu-high-web-v002`: the same each time, never
 * blue's, and so that a policy can allow `alarm:*-web-v*` alone.
 */
function cloneAlarmName(alarm, from, to) {
    const [old, suffix] = [`-${from}`, `-${to}`];
    const base = isMadeFor(alarm, from) && alarm.name.endsWith(old) ? alarm.name.slice(0, -old.length) : alarm.name;
    if (base.length + suffix.length <= MAX_NAME)
        return base + suffix;
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(base).digest("hex").slice(0, HASH_LENGTH);
    const room = MAX_NAME - suffix.length - hash.length - 1;
    if (room > 0)
        return `${cut(base, room)}-${hash}${suffix}`;
    const whole = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(base + suffix);
    return `${cut(base, HASH_LENGTH)}-${whole.digest("hex")}`;
}
function cloned(alarm, blue, rewrite) {
    const carried = ALARM_MEMBERS.carried.map((member) => [member, alarm.metric[member]]);
    const own = Object.entries(alarm.tags).filter(([key]) => !/^(aws|progressive-delivery):/.test(key));
    const others = new Set(otherPolicies(alarm.metric, blue.policies).map(({ arn }) => arn));
    const actions = (list) => (alarm.metric[list] ?? []).filter((arn) => !others.has(arn)).map((arn) => actionOf(arn, blue.policies));
    return {
        call: "PutMetricAlarm",
        input: {
            AlarmName: cloneAlarmName(alarm, rewrite.from.group, rewrite.to.group),
            // AWS tells some of what was never given as empty, and refuses some of it when it is given so.
            ...(0,_references_js__WEBPACK_IMPORTED_MODULE_3__/* .rewriteReferences */ .l)(Object.fromEntries(carried.filter(([, value]) => !isEmpty(value))), rewrite),
            Tags: [...own, [ALARM_TAG, rewrite.to.group]].map(([Key, Value]) => ({ Key, Value })),
        },
        actions: {
            OKActions: actions("OKActions"),
            AlarmActions: actions("AlarmActions"),
            InsufficientDataActions: actions("InsufficientDataActions"),
        },
    };
}
function actionOf(arn, policies) {
    const policy = policies.find(({ PolicyARN }) => PolicyARN === arn)?.PolicyName;
    return policy === undefined ? { arn } : { policy };
}
function requireAlarm(name, blue, { from, to }) {
    const alarm = blue.alarms.find((candidate) => candidate.name === name);
    if (alarm === undefined) {
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("alarm-not-found", { group: from.group, alarm: name });
    }
    const { metric } = alarm;
    const what = `the alarm ${name}, which drives a policy of ${from.group},`;
    if ((0,_references_js__WEBPACK_IMPORTED_MODULE_3__/* .namedInText */ .E)(metric, from)) {
        throw unsuitable(`${what} names ${from.group} or its target group in the text of a query, where it cannot be replaced safely.`, "Use a metric with dimensions");
    }
    for (const { group } of otherPolicies(metric, blue.policies)) {
        if (group === to.group)
            throw unsuitable(`${what} scales ${group} too.`, `Take the policy of ${group} out of it`);
        if (!isAbout(metric, from))
            continue;
        throw unsuitable(`${what} scales ${group} too, by a metric of ${from.group}, which goes at teardown.`, `Give ${group} an alarm of its own`);
    }
    return alarm;
}
/** Whether the alarm watches blue itself, so that its copy watches something else. */
function isAbout(metric, from) {
    const elsewhere = { group: "", targetGroupArn: "" };
    return JSON.stringify((0,_references_js__WEBPACK_IMPORTED_MODULE_3__/* .rewriteReferences */ .l)(metric, { from, to: elsewhere })) !== JSON.stringify(metric);
}
/** The policies of other groups, or of what else can be scaled, that an alarm calls (Service Authorization Reference). */
function otherPolicies(metric, own) {
    const arns = ACTION_LISTS.flatMap((list) => metric?.[list] ?? []);
    return [...new Set(arns)].flatMap((arn) => {
        const [, group] = /^arn:[^:]*:autoscaling:.*:scalingPolicy:[^:]*:(?:autoScalingGroupName\/)?(.+):policyName\//.exec(arn) ?? [];
        return group === undefined || own.some(({ PolicyARN }) => PolicyARN === arn) ? [] : [{ arn, group }];
    });
}
function unsuitable(sentence, remedy) {
    return (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("alarm-not-carried", { sentence, remedy });
}
function isEmpty(value) {
    return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
/** At most so many UTF-16 units, without half a character at the end. */
function cut(text, length) {
    return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}


/***/ }),

/***/ 4237:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N5: () => (/* binding */ cloneRequest),
/* harmony export */   Tc: () => (/* binding */ tag),
/* harmony export */   Yg: () => (/* binding */ requireOneTemplate),
/* harmony export */   oA: () => (/* binding */ templateAt)
/* harmony export */ });
/* unused harmony export CARRIED */
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7997);

/**
 * The attributes that both calls have under the same name, in the same form. A test walks the SDK's model and fails when
 * a member is neither here nor among those that are left out for a reason.
 */
const CARRIED = [
    "DefaultCooldown",
    "HealthCheckType",
    "HealthCheckGracePeriod",
    "PlacementGroup",
    "VPCZoneIdentifier",
    "TerminationPolicies",
    "NewInstancesProtectedFromScaleIn",
    "CapacityRebalance",
    "DeletionProtection",
    "ServiceLinkedRoleARN",
    "MaxInstanceLifetime",
    "Context",
    "DesiredCapacityType",
    "DefaultInstanceWarmup",
    "InstanceMaintenancePolicy",
    "AvailabilityZoneDistribution",
    "AvailabilityZoneImpairmentPolicy",
    "CapacityReservationSpecification",
    "InstanceLifecyclePolicy",
    "Operator",
];
/**
 * The request that makes green from blue: the same in everything but name, size, target group, tags, and launch
 * template version.
 */
function cloneRequest(blue, green) {
    const carried = Object.fromEntries(CARRIED.map((member) => [member, blue[member]]).filter(([, value]) => value !== undefined));
    return {
        ...carried,
        AutoScalingGroupName: green.name,
        MinSize: 0,
        DesiredCapacity: 0,
        MaxSize: blue.MaxSize,
        // Subnets imply their zones; zones alone belong to a group in the default VPC.
        ...(blue.VPCZoneIdentifier ? {} : { AvailabilityZones: blue.AvailabilityZones }),
        ...templateAt(blue, green.templateVersion),
        ...(green.hooks === undefined || green.hooks.length === 0
            ? {}
            : { LifecycleHookSpecificationList: [...green.hooks] }),
        ...(green.targetGroupArn === undefined ? {} : { TargetGroupARNs: [green.targetGroupArn] }),
        Tags: [
            ...ownTags(blue, green.tags),
            ...Object.entries(green.tags).map(([Key, Value]) => tag(green.name, Key, Value)),
        ],
    };
}
/**
 * Refuses a mixed instances policy whose overrides the revision would not reach, or not rightly: their instances would
 * run something else than green is deployed for, and never count as the wanted version.
 *
 * @throws DeliveryError `unsuitable` for an override with another launch template or version, or with an image.
 */
function requireOneTemplate({ name, raw }, revision) {
    const main = raw.MixedInstancesPolicy?.LaunchTemplate;
    const keepsImage = revision.kind === "template" && revision.imageId === undefined && revision.source === undefined;
    for (const { LaunchTemplateSpecification: own, InstanceType, ImageId } of main?.Overrides ?? []) {
        const version = main?.LaunchTemplateSpecification?.Version;
        const which = `an override of ${name}'s mixed instances policy (${InstanceType ?? "by requirements"})`;
        if (own !== undefined && !(isTemplate(own, main?.LaunchTemplateSpecification) && own.Version === version)) {
            const template = own.LaunchTemplateName ?? own.LaunchTemplateId ?? "";
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("override-template", { which, version: own.Version ?? "$Default", template });
        }
        if (ImageId === undefined || keepsImage)
            continue;
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("override-image", { which, image: ImageId });
    }
}
/** The group's launch template, or its mixed instances policy, with another version. */
function templateAt(group, version) {
    const policy = group.MixedInstancesPolicy;
    if (policy?.LaunchTemplate === undefined)
        return { LaunchTemplate: at(group.LaunchTemplate, version) };
    const { LaunchTemplateSpecification: main, Overrides } = policy.LaunchTemplate;
    const specification = at(main, version);
    const overrides = Overrides?.map((override) => isTemplate(override.LaunchTemplateSpecification, main)
        ? { ...override, LaunchTemplateSpecification: specification }
        : override);
    return {
        MixedInstancesPolicy: {
            ...policy,
            LaunchTemplate: {
                LaunchTemplateSpecification: specification,
                ...(overrides === undefined ? {} : { Overrides: overrides }),
            },
        },
    };
}
/** By id, or by name where it has no id: AWS takes one of them, not both. */
function at(template, version) {
    const { LaunchTemplateId, LaunchTemplateName } = template ?? {};
    const named = LaunchTemplateId === undefined ? { LaunchTemplateName } : { LaunchTemplateId };
    return { ...named, Version: String(version) };
}
/** Whether both name the same launch template, by id or, where one has no id, by name. */
function isTemplate(one, other) {
    if (one === undefined || other === undefined)
        return false;
    if (one.LaunchTemplateId !== undefined && other.LaunchTemplateId !== undefined)
        return one.LaunchTemplateId === other.LaunchTemplateId;
    return one.LaunchTemplateName !== undefined && one.LaunchTemplateName === other.LaunchTemplateName;
}
/** A tag as CreateOrUpdateTags and CreateAutoScalingGroup take it. The rollout's tags are not for instances. */
function tag(group, Key, Value) {
    return { ResourceId: group, ResourceType: "auto-scaling-group", Key, Value, PropagateAtLaunch: false };
}
function ownTags(blue, replaced) {
    return (blue.Tags ?? [])
        .filter(({ Key = "" }) => !Key.startsWith("aws:") && !Key.startsWith("progressive-delivery:") && !Object.hasOwn(replaced, Key))
        .map(({ Key, Value, PropagateAtLaunch }) => ({ Key, Value, PropagateAtLaunch }));
}


/***/ }),

/***/ 8176:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ namedInText),
/* harmony export */   l: () => (/* binding */ rewriteReferences)
/* harmony export */ });
/**
 * The same configuration about green. What names blue is changed and nothing else: the dimensions
 * `AutoScalingGroupName` and `TargetGroup`, and resource labels (`app/…/targetgroup/…`).
 */
function rewriteReferences(value, { from, to }) {
    const [oldLabel, newLabel] = [labelOf(from.targetGroupArn), labelOf(to.targetGroupArn)];
    const dimensions = {
        AutoScalingGroupName: [from.group, to.group],
        TargetGroup: [oldLabel, newLabel],
    };
    const walk = (node, member) => {
        if (Array.isArray(node))
            return node.map((item) => walk(item, ""));
        if (typeof node === "string") {
            return member === "ResourceLabel" && node.endsWith(`/${oldLabel}`)
                ? node.slice(0, -oldLabel.length) + newLabel
                : node;
        }
        if (typeof node !== "object" || node === null || node instanceof Date)
            return node;
        const { Name, Value } = node;
        if (typeof Name === "string" && Object.hasOwn(dimensions, Name)) {
            const [old, own] = dimensions[Name] ?? [];
            return Value === old ? { ...node, Value: own } : node;
        }
        return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, walk(inner, name)]));
    };
    return walk(value, "");
}
/** Whether a query (metric math, Metrics Insights, PromQL) names blue's group or target group in its text. */
function namedInText(value, { group, targetGroupArn }) {
    const marks = [`'${group}'`, `"${group}"`, labelOf(targetGroupArn)];
    const walk = (node, member) => {
        if (typeof node === "string")
            return ["Expression", "Query"].includes(member) && marks.some((mark) => node.includes(mark));
        if (Array.isArray(node))
            return node.some((item) => walk(item, ""));
        return typeof node === "object" && node !== null && Object.entries(node).some(([name, inner]) => walk(inner, name));
    };
    return walk(value, "");
}
/** A target group as resource labels and dimensions name it: `targetgroup/web/73e2d6bc24d8a067`. */
function labelOf(targetGroupArn) {
    return targetGroupArn.slice(targetGroupArn.indexOf("targetgroup/"));
}


/***/ }),

/***/ 789:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  w: () => (/* binding */ groupClients)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-auto-scaling/dist-cjs/index.js
var dist_cjs = __webpack_require__(8932);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-elastic-load-balancing-v2/dist-cjs/index.js
var client_elastic_load_balancing_v2_dist_cjs = __webpack_require__(586);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
;// CONCATENATED MODULE: ./build/platforms/ec2/groups/editors.js
/** The clients that few steps need. Each is loaded, with its SDK client, when it is first asked for. */
class Editors {
    #region;
    #signal;
    #template;
    #alarms;
    #images;
    #sources;
    constructor(region, signal) {
        this.#region = region;
        this.#signal = signal;
    }
    template() {
        this.#template ??= Promise.all(/* import() */[__webpack_require__.e(193), __webpack_require__.e(841)]).then(__webpack_require__.bind(__webpack_require__, 3841)).then(({ TemplateEditor }) => new TemplateEditor(this.#region, this.#signal));
        return this.#template;
    }
    alarms() {
        this.#alarms ??= Promise.all(/* import() */[__webpack_require__.e(85), __webpack_require__.e(102)]).then(__webpack_require__.bind(__webpack_require__, 7102)).then(({ AlarmEditor }) => new AlarmEditor(this.#region, this.#signal));
        return this.#alarms;
    }
    images() {
        this.#images ??= Promise.all(/* import() */[__webpack_require__.e(193), __webpack_require__.e(951)]).then(__webpack_require__.bind(__webpack_require__, 5189)).then(({ ImageEditor }) => new ImageEditor(this.#region, this.#signal));
        return this.#images;
    }
    sources() {
        this.#sources ??= Promise.all(/* import() */[__webpack_require__.e(193), __webpack_require__.e(909)]).then(__webpack_require__.bind(__webpack_require__, 5909)).then(({ SourceEditor }) => new SourceEditor(this.#region, this.#signal));
        return this.#sources;
    }
    /** The state of the image that a revision names; undefined when it names none. */
    async imageState(revision) {
        if (revision?.kind !== "template" || revision.imageId === undefined)
            return undefined;
        return (await this.template()).imageState(revision.imageId);
    }
    close() {
        for (const editor of [this.#template, this.#alarms, this.#images, this.#sources])
            void editor?.then((loaded) => loaded.close());
    }
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/observe.js
var observe = __webpack_require__(3831);
;// CONCATENATED MODULE: ./build/platforms/ec2/groups/clients.js





/** What every set-up reads and writes groups with, and what ends all of it. */
function groupClients(region, signal) {
    const elb = new client_elastic_load_balancing_v2_dist_cjs/* ElasticLoadBalancingV2Client */.MlD((0,aws/* clientConfig */.yO)(region));
    const autoScaling = new dist_cjs/* AutoScalingClient */.yis((0,aws/* clientConfig */.yO)(region));
    const editors = new Editors(region, signal);
    const reader = new observe/* Ec2Reader */.y(elb, autoScaling, editors, signal);
    const close = () => {
        for (const client of [elb, autoScaling])
            client.destroy();
        editors.close();
    };
    return { elb, autoScaling, editors, reader, close };
}


/***/ }),

/***/ 5663:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SV: () => (/* binding */ memberWarnings),
/* harmony export */   Vc: () => (/* binding */ stemOf),
/* harmony export */   aP: () => (/* binding */ fleetOf),
/* harmony export */   cC: () => (/* binding */ deletionWarnings),
/* harmony export */   gQ: () => (/* binding */ nextCloneName)
/* harmony export */ });
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1080);

/** The names of a fleet whose green is cloned, and what its owner has to know of its groups. Pure. */
/** What this action puts behind a fleet's name. */
const NUMBER = /-v(\d{3,})$/;
/** `shop` of `shop-v001`; undefined: the name is none of a clone. */
function stemOf(name) {
    const stem = name.replace(NUMBER, "");
    return stem === name || stem === "" ? undefined : stem;
}
/** The fleet that a name belongs to: its own, or that which the group of this name is a clone of. */
function fleetOf(name, groups) {
    const named = groups.find((group) => group.name === name);
    const marked = groups.find(({ tags }) => tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.fleet] !== undefined);
    return (named ?? marked)?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.fleet] ?? name;
}
/** `web` → `web-v001`, `web-v007` → `web-v008`: a name that a repeated deploy finds again and that never comes back. */
function nextCloneName(fleet, groups) {
    const numbers = groups.map(({ name }) => Number(NUMBER.exec(name)?.[1] ?? 0));
    return `${stemOf(fleet) ?? fleet}-v${String(Math.max(0, ...numbers) + 1).padStart(3, "0")}`;
}
/** A clone's name in the inputs does not outlive the clone. */
function memberWarnings(fleet, groups) {
    if (fleet.kind === "paired")
        return [];
    const own = fleetOf(fleet.name, groups);
    if (own === fleet.name)
        return [];
    return [
        `auto-scaling-groups: ${fleet.name} is a group of the fleet ${own}, and goes with a later teardown: name ${own}, which stays the fleet's name.`,
    ];
}
/** Which group goes in the end, where it is not one that this action made. */
function deletionWarnings({ keepsGroups }, group) {
    if (keepsGroups || group.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.fleet] !== undefined)
        return [];
    const { name } = group;
    return [
        `The \`teardown\` that follows \`promote\` deletes ${name}, which was not made by this action. If Terraform manages it, take it out of its state before (\`terraform state rm\`), or the next apply makes it again; \`on-teardown: scale-to-zero\` keeps it.`,
    ];
}


/***/ }),

/***/ 6803:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Z: () => (/* binding */ GroupWriter)
});

// UNUSED EXPORTS: withTags

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-auto-scaling/dist-cjs/index.js
var dist_cjs = __webpack_require__(8932);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/delivery/refusals.js
var refusals = __webpack_require__(1880);
// EXTERNAL MODULE: ./build/engine/poll.js
var poll = __webpack_require__(6202);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
// EXTERNAL MODULE: ./build/platforms/ec2/refusals.js
var ec2_refusals = __webpack_require__(7997);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/alarms.js
var clone_alarms = __webpack_require__(0);
;// CONCATENATED MODULE: ./build/platforms/ec2/clone/attach.js





/** Puts on a clone what is attached to its group by calls of its own, and takes away what would outlive the clone. */
class Attacher {
    #autoScaling;
    #reader;
    #editors;
    #signal;
    constructor(tools) {
        this.#autoScaling = tools.autoScaling;
        this.#reader = tools.reader;
        this.#editors = tools.editors;
        this.#signal = tools.signal;
    }
    /** One after the other: each is a put, so that all can be repeated. Alarms last, as they call policies by their ARNs. */
    async attach(group, attachments) {
        const alarms = [];
        const policyArns = new Map();
        for (const attachment of attachments) {
            if (attachment.call === "PutMetricAlarm") {
                alarms.push(attachment);
                continue;
            }
            const { PolicyARN } = await (0,aws/* call */.T1)(`autoscaling:${attachment.call}`, this.#signal, () => this.#put(group, attachment));
            if (attachment.call === "PutScalingPolicy")
                policyArns.set(attachment.input.PolicyName ?? "", PolicyARN ?? "");
        }
        if (alarms.length > 0)
            await this.#putAlarms(group, alarms, policyArns);
    }
    /**
     * Deletes the alarms that were made for this clone: AWS deletes with the group only those that call nothing else. An
     * alarm of somebody else stays. Before the group goes, because its policies tell which alarms they are.
     */
    async deleteAlarms({ name, tags }) {
        if (tags[snapshot/* TAG */.Dk.fleet] === undefined)
            return;
        const alarms = await this.#reader.alarmsOf(await this.#reader.policies(name));
        const ours = alarms.filter((alarm) => (0,clone_alarms/* isMadeFor */.pb)(alarm, name));
        if (ours.length > 0)
            await (await this.#editors.alarms()).delete(ours.map((alarm) => alarm.name));
    }
    async #putAlarms(group, alarms, put) {
        const editor = await this.#editors.alarms();
        const there = await editor.read(alarms.map(({ input }) => input.AlarmName ?? ""));
        const foreign = there.find((alarm) => !(0,clone_alarms/* isMadeFor */.pb)(alarm, group));
        if (foreign !== undefined) {
            throw (0,ec2_refusals/* refuse */.T)("alarm-exists", { alarm: foreign.name, group });
        }
        // Policies that an earlier deploy put before it was cut off are only listed, those of a moment ago perhaps not yet.
        const listed = (await this.#reader.policies(group)).map(({ PolicyName = "", PolicyARN = "" }) => [PolicyName, PolicyARN]);
        const arns = new Map([...listed, ...put]);
        for (const alarm of alarms)
            await editor.put((0,clone_alarms/* alarmRequest */.l3)(alarm, arns));
    }
    async #put(group, attachment) {
        const own = { AutoScalingGroupName: group };
        const { call: name, input } = attachment;
        const abort = { abortSignal: this.#signal };
        switch (name) {
            case "PutScalingPolicy":
                return this.#autoScaling.send(new dist_cjs/* PutScalingPolicyCommand */.OJS({ ...input, ...own }), abort);
            case "PutScheduledUpdateGroupAction":
                return this.#autoScaling.send(new dist_cjs/* PutScheduledUpdateGroupActionCommand */.Yg1({ ...input, ...own }), abort);
            case "PutNotificationConfiguration":
                return this.#autoScaling.send(new dist_cjs/* PutNotificationConfigurationCommand */.kSt({ ...input, ...own }), abort);
            case "PutWarmPool":
                return this.#autoScaling.send(new dist_cjs/* PutWarmPoolCommand */.ciP({ ...input, ...own }), abort);
            case "EnableMetricsCollection":
                return this.#autoScaling.send(new dist_cjs/* EnableMetricsCollectionCommand */.yeO({ ...input, ...own }), abort);
            case "SuspendProcesses":
                return this.#autoScaling.send(new dist_cjs/* SuspendProcessesCommand */.JQO({ ...input, ...own }), abort);
        }
    }
}

// EXTERNAL MODULE: ./build/platforms/ec2/clone/clone.js
var clone = __webpack_require__(4237);
;// CONCATENATED MODULE: ./build/platforms/ec2/groups/changes.js
/**
 * The record of a weight whose bake and checks were seen to their end. One of another move, which did not come about, is
 * not kept.
 *
 * @param now milliseconds since the epoch.
 */
function verifiedSwitch(last, to, now) {
    if (last === undefined || last.by === "rollback" || (last.to ?? to) !== to) {
        return { by: "shift", at: now, to, verified: true };
    }
    const { bakeMs: _over, ...kept } = last;
    return { ...kept, to, verified: true };
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/marks.js
var marks = __webpack_require__(9781);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/switch-tags.js
var switch_tags = __webpack_require__(2837);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/template-versions.js
var template_versions = __webpack_require__(5751);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/warm-pool.js
var warm_pool = __webpack_require__(9397);
;// CONCATENATED MODULE: ./build/platforms/ec2/groups/group-writer.js














/** At most this many instances per SetInstanceProtection (Auto Scaling API Reference). */
const PROTECTION_BATCH = 50;
/** How long a group that is being deleted may still be listed, in milliseconds. */
const DELETE_PATIENCE_MS = 120_000;
const DELETE_PAUSE_MS = 1_500;
/** How long a group that is busy is asked again, in milliseconds. */
const BUSY_PATIENCE_MS = 30_000;
const BUSY_PAUSE_MS = 1_500;
/** An activity that goes on, or has just ended, and is still listed (Auto Scaling API Reference, common errors). */
const BUSY = ["ScalingActivityInProgress", "ScalingActivityInProgressFault", "ResourceInUse", "ResourceInUseFault"];
/** Writes to Auto Scaling groups and launch templates, however traffic reaches them: one method per kind of change. */
class GroupWriter {
    #tools;
    #autoScaling;
    #reader;
    #attacher;
    #editors;
    #clock;
    #signal;
    /** The number that `create-template-version` made, for the changes after it. */
    #created;
    constructor(tools) {
        this.#tools = tools;
        this.#autoScaling = tools.autoScaling;
        this.#reader = tools.reader;
        this.#attacher = new Attacher(tools);
        this.#editors = tools.editors;
        this.#clock = tools.clock;
        this.#signal = tools.signal;
    }
    /** @returns what is known of the world afterwards; undefined when it has to be observed anew. */
    async apply(change, seen) {
        switch (change.kind) {
            case "create-template-version":
                await this.#createTemplateVersion(change);
                return seen;
            case "prune-versions":
                await this.#pruneVersions(change);
                return seen;
            case "create-green":
                await this.#createGreen(change, seen);
                return undefined;
            case "attach":
                await this.#attacher.attach(change.group, change.attachments);
                return undefined;
            case "set-template":
                await this.#setTemplate(change, seen);
                return undefined;
            case "mark":
                await this.tag(change.group, change.tags);
                return withTags(seen, change.group, change.tags);
            case "unmark":
                await this.#unmark(change);
                return undefined;
            case "set-capacity":
                await this.#setCapacity(change);
                return undefined;
            case "allow-scale-in":
                await this.#allowScaleIn(change);
                return undefined;
            case "delete-group":
                await this.#deleteGroup(change);
                return undefined;
            case "delete-warm-pool":
                await this.#endWarmPool(change.group);
                return undefined;
            case "put-warm-pool":
                await this.#putWarmPool(change);
                return undefined;
            case "record-verified":
                return this.#recordVerified(change, seen);
            case "create-image":
                await (await this.#editors.images()).create(change);
                return undefined;
            case "take-source-out":
            case "return-source":
            case "forget-source":
                await (await this.#editors.sources()).apply(change, this.#tools);
                return undefined;
            case "discard-image":
                await (await this.#editors.images()).delete(change.imageId);
                return undefined;
            case "prune-images":
                await this.#pruneImages(change);
                return seen;
        }
    }
    /** Puts tags on a group; those it has stay, but for the values given. */
    async tag(group, tags) {
        const Tags = Object.entries(tags).map(([key, value]) => (0,clone/* tag */.Tc)(group, key, value));
        await this.#send("CreateOrUpdateTags", () => this.#autoScaling.send(new dist_cjs/* CreateOrUpdateTagsCommand */.vLq({ Tags }), this.#abort));
    }
    /**
     * Writes down a move of the traffic before it is made: a move that is on record and did not come about is seen as
     * such, one that came about unrecorded is not.
     *
     * @returns the world with the record.
     */
    async note(record, seen) {
        if (record === undefined)
            return seen;
        const tags = recordTags(record, tagsIn(seen, record.group), this.#clock.now());
        await this.tag(record.group, tags);
        return withTags(seen, record.group, tags);
    }
    /** Takes back what `note` wrote, when the traffic surely did not move. */
    async takeBack(record, seen) {
        const { group } = record;
        const before = tagsIn(seen, group);
        const keys = Object.keys(recordTags(record, before, this.#clock.now()));
        const had = Object.fromEntries(Object.entries(before).filter(([key]) => keys.includes(key)));
        if (Object.keys(had).length > 0)
            await this.tag(group, had);
        const gone = keys.filter((key) => !(key in had));
        if (gone.length > 0)
            await this.#unmark({ group, keys: gone });
    }
    async #createTemplateVersion(change) {
        const editor = await this.#editors.template();
        const { version, warnings } = await editor.createVersion(change);
        if (warnings.length > 0) {
            throw (0,ec2_refusals/* refuse */.T)("template-warning", { version: String(version) }, warnings);
        }
        this.#created = version;
    }
    async #pruneVersions({ templateId: id, templateName: name, keep }) {
        const used = await this.#reader.templateVersionsUsed({ id, name });
        const editor = await this.#editors.template();
        await editor.deleteVersions({ id, name }, (versions) => (0,template_versions/* prunable */.W)(versions, used, keep));
    }
    async #pruneImages(change) {
        const used = await this.#reader.templateVersionsUsed({ id: change.templateId, name: change.templateName });
        await (await this.#editors.images()).prune(change, used);
    }
    async #createGreen(change, seen) {
        const { raw } = await this.#groupNamed(change.from, seen);
        const { name, targetGroupArn, tags, hooks } = change;
        const templateVersion = this.#versionOf(change.version);
        const request = (0,clone/* cloneRequest */.N5)(raw, { name, targetGroupArn, tags, templateVersion, hooks });
        try {
            await this.#send("CreateAutoScalingGroup", () => this.#autoScaling.send(new dist_cjs/* CreateAutoScalingGroupCommand */.VrW(request), this.#abort));
        }
        catch (error) {
            // The name is the idempotency key: a lost answer, or another deploy a moment ago. The tags tell whose it is.
            if ((0,aws/* errorName */.Is)(error) !== "AlreadyExistsFault" && (0,aws/* errorName */.Is)(error) !== "AlreadyExists")
                throw error;
            const [existing] = await this.#reader.groupsNamed([name]);
            const { [snapshot/* TAG */.Dk.rollout]: holder, [snapshot/* TAG */.Dk.claim]: claim, [snapshot/* TAG */.Dk.revision]: revision = "" } = existing?.tags ?? {};
            if (holder === undefined)
                throw error;
            if (holder === tags[snapshot/* TAG */.Dk.rollout] && claim === tags[snapshot/* TAG */.Dk.claim])
                return;
            throw (0,refusals/* refuse */.T)("claim-lost", { green: name, holder, revision });
        }
    }
    /** The note of what the group was given comes last: a step that is cut off between the two gives it once more. */
    async #setTemplate(change, seen) {
        const { raw, template } = await this.#groupNamed(change.group, seen);
        const version = this.#versionOf(change.version);
        try {
            await this.#update(change.group, (0,clone/* templateAt */.oA)(raw, version));
        }
        catch (error) {
            const said = error instanceof Error ? error.message : String(error);
            const about = (0,aws/* errorName */.Is)(error) === "ValidationError" && /version/i.test(said);
            if (!about || change.version === "created")
                throw error;
            throw (0,ec2_refusals/* refuse */.T)("template-version-refused", { group: change.group, version: String(version), said }, { cause: error });
        }
        if (template !== undefined)
            await this.tag(change.group, { [snapshot/* TAG */.Dk.template]: (0,marks/* templateTag */.D1)(template, version) });
    }
    async #unmark({ group, keys }) {
        const Tags = keys.map((Key) => ({ ResourceId: group, ResourceType: "auto-scaling-group", Key }));
        await this.#send("DeleteTags", () => this.#autoScaling.send(new dist_cjs/* DeleteTagsCommand */.MVD({ Tags }), this.#abort));
    }
    /** A group that is gone already is scaled in as far as can be. */
    async #setCapacity({ group, capacity, destroys }) {
        const { min, desired, max } = capacity;
        try {
            await this.#update(group, {
                ...(min === undefined ? {} : { MinSize: min }),
                ...(desired === undefined ? {} : { DesiredCapacity: desired }),
                ...(max === undefined ? {} : { MaxSize: max }),
            });
        }
        catch (error) {
            if (destroys !== true || !(await this.#isGone(group, error)))
                throw error;
        }
    }
    /** Whether a call was refused because the group does not exist any more, or is on its way out. */
    async #isGone(group, error) {
        if (!(error instanceof errors/* DeliveryError */.VE) || !error.noEffect)
            return false;
        const [existing] = await this.#reader.groupsNamed([group]);
        return existing === undefined || existing.deleting;
    }
    /** The moment of the switch stays: it is what `safe-teardown-at` counts from. */
    async #recordVerified({ group, to }, seen) {
        const { tags: before } = await this.#groupNamed(group, seen);
        const tags = (0,switch_tags/* switchTags */.Mn)(verifiedSwitch((0,switch_tags/* readSwitch */.hc)(before), to, this.#clock.now()), before);
        await this.tag(group, tags);
        return withTags(seen, group, tags);
    }
    async #allowScaleIn({ group, instanceIds }) {
        for (let start = 0; start < instanceIds.length; start += PROTECTION_BATCH) {
            const InstanceIds = instanceIds.slice(start, start + PROTECTION_BATCH);
            const request = { AutoScalingGroupName: group, InstanceIds, ProtectedFromScaleIn: false };
            try {
                await this.#send("SetInstanceProtection", () => this.#autoScaling.send(new dist_cjs/* SetInstanceProtectionCommand */.cPG(request), this.#abort));
            }
            catch (error) {
                if (!(await this.#isGone(group, error)))
                    throw error;
            }
        }
    }
    async #deleteGroup({ group }) {
        const until = this.#clock.now() + DELETE_PATIENCE_MS;
        const pace = { clock: this.#clock, signal: this.#signal, pauseMs: DELETE_PAUSE_MS, until };
        const isGone = await (0,poll/* poll */.w)(pace, () => this.#deletedFurther(group, until), (gone) => gone);
        if (isGone)
            return;
        throw new errors/* DeliveryError */.VE("timeout", `${group} is still being deleted after ${DELETE_PATIENCE_MS / 1_000} s.`, {
            remedy: "Run `teardown` again to finish.",
        });
    }
    /** One look at a group that is to go, and what leads on from there. */
    async #deletedFurther(group, until) {
        const [existing] = await this.#reader.groupsNamed([group]);
        if (existing === undefined)
            return true;
        const pool = existing.raw.WarmPoolConfiguration;
        if (pool !== undefined) {
            if (pool.Status !== "PendingDelete")
                await this.#deleteWarmPool(group);
        }
        else if (!existing.deleting) {
            await this.#attacher.deleteAlarms(existing);
            await this.#delete(group, until);
        }
        return false;
    }
    /** A group with a warm pool cannot be deleted; the pool serves nobody and goes with its instances. */
    async #deleteWarmPool(group) {
        const request = { AutoScalingGroupName: group, ForceDelete: true };
        await this.#send("DeleteWarmPool", () => this.#autoScaling.send(new dist_cjs/* DeleteWarmPoolCommand */.y5h(request), this.#abort));
    }
    /** One that is gone, or goes, is as it should be. */
    async #endWarmPool(group) {
        try {
            await this.#deleteWarmPool(group);
        }
        catch (error) {
            const [existing] = await this.#reader.groupsNamed([group]);
            const pool = existing?.raw.WarmPoolConfiguration;
            if (pool !== undefined && pool.Status !== "PendingDelete")
                throw error;
        }
    }
    async #putWarmPool({ group, pool }) {
        const settings = (0,warm_pool/* parsePool */.qr)(pool);
        if (settings !== undefined) {
            const request = { AutoScalingGroupName: group, ...settings };
            await this.#send("PutWarmPool", () => this.#autoScaling.send(new dist_cjs/* PutWarmPoolCommand */.ciP(request), this.#abort));
        }
        await this.#unmark({ group, keys: [snapshot/* TAG */.Dk.warmPool] });
    }
    async #delete(group, until) {
        try {
            await this.#send("DeleteAutoScalingGroup", () => this.#autoScaling.send(new dist_cjs/* DeleteAutoScalingGroupCommand */.cUH({ AutoScalingGroupName: group }), this.#abort));
        }
        catch (error) {
            // The loop looks at the group before it tries again.
            if (!isBusy(error) || this.#clock.now() > until)
                throw error;
        }
    }
    async #update(group, members) {
        await this.#send("UpdateAutoScalingGroup", () => this.#autoScaling.send(new dist_cjs/* UpdateAutoScalingGroupCommand */.Idg({ AutoScalingGroupName: group, ...members }), this.#abort));
    }
    /** As observed; a group that was made a moment ago is read. */
    async #groupNamed(name, { groups }) {
        const group = groups.find((each) => each.name === name) ?? (await this.#reader.groupsNamed([name]))[0];
        if (group === undefined)
            throw (0,ec2_refusals/* refuse */.T)("group-not-found", { names: name });
        return group;
    }
    #versionOf(version) {
        if (version !== "created")
            return version.number;
        if (this.#created !== undefined)
            return this.#created;
        throw new errors/* DeliveryError */.VE("internal", "A launch template version is used before it was made.");
    }
    /** A group that is busy with an activity refuses for a moment; it is asked again. */
    async #send(action, send) {
        const pace = { pauseMs: BUSY_PAUSE_MS, until: this.#clock.now() + BUSY_PATIENCE_MS };
        return (0,poll/* retry */.L)({ clock: this.#clock, signal: this.#signal, ...pace }, isBusy, () => (0,aws/* call */.T1)(`autoscaling:${action}`, this.#signal, send));
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
function isBusy(error) {
    return BUSY.includes((0,aws/* errorName */.Is)(error));
}
function recordTags({ group: _group, least, ...move }, before, at) {
    return { ...(0,switch_tags/* switchTags */.Mn)({ ...move, at }, before), ...(least === undefined ? {} : { [snapshot/* TAG */.Dk.bake]: String(least) }) };
}
function tagsIn({ groups }, group) {
    return groups.find(({ name }) => name === group)?.tags ?? {};
}
/** The world with these tags on a group. */
function withTags(seen, name, tags) {
    const groups = seen.groups.map((group) => group.name === name ? { ...group, tags: { ...group.tags, ...tags } } : group);
    return { ...seen, groups };
}


/***/ }),

/***/ 6883:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bi: () => (/* binding */ formatHeld),
/* harmony export */   Vr: () => (/* binding */ heldBy),
/* harmony export */   W1: () => (/* binding */ growBlue),
/* harmony export */   WR: () => (/* binding */ releaseBlue),
/* harmony export */   ak: () => (/* binding */ holdBlue),
/* harmony export */   ci: () => (/* binding */ withNotes),
/* harmony export */   jl: () => (/* binding */ releaseGreen)
/* harmony export */ });
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7835);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1080);
/* harmony import */ var _marks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9781);



/** `4/2/8`, `2>4/-/-`: blue's minimum, with the one before it; green's minimum and maximum. */
function formatHeld({ blueMin, blueWas, greenMin, greenMax }) {
    const limits = [blueMin, greenMin, greenMax].map((limit) => limit ?? "-").join("/");
    return blueWas === undefined || blueWas === blueMin ? limits : `${blueWas}>${limits}`;
}
const HELD = /^(?:(\d{1,6})>)?(\d{1,6}|-)\/(\d{1,6}|-)\/(\d{1,6}|-)$/;
/** Reads a `held` tag; nothing is ours when it is missing or was tampered with. */
function heldBy(green) {
    const [, was, ...limits] = HELD.exec(green?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.held] ?? "") ?? [];
    const [blueMin, greenMin, greenMax] = limits.map((limit) => (limit === "-" ? undefined : Number(limit)));
    return { blueMin, blueWas: was === undefined ? undefined : Number(was), greenMin, greenMax };
}
/**
 * Puts a note before each limit that the rollout sets, so that whoever is cut off between the two knows whose it is.
 * Done once, over a whole plan: a note tells of what the changes before it will have noted and set, too. A group that
 * the plan creates is born with its notes.
 *
 * @param seen the groups as they are before the plan.
 */
function withNotes(changes, seen) {
    const groups = new Map(seen.map((group) => [group.name, group]));
    return changes.flatMap((change) => {
        const notes = is("set-capacity", change) ? notesFor(change, groups) : [];
        for (const each of [...notes, change])
            foresee(each, groups);
        return [...notes, change];
    });
}
function notesFor({ group, capacity, notedOn = "" }, groups) {
    const [target, green] = [groups.get(group), groups.get(notedOn)];
    if (target === undefined || green === undefined || green.deleting)
        return [];
    const { min = target.min, max = target.max } = capacity;
    const held = heldBy(green);
    const ofGreen = {
        greenMin: min === target.min ? held.greenMin : min,
        greenMax: max === target.max ? held.greenMax : max,
    };
    // Until it is set, the one that stands is the rollout's too.
    const ofBlue = { blueMin: min, blueWas: isHeld(target, green) && target.min !== min ? target.min : undefined };
    const value = formatHeld({ ...held, ...(group === notedOn ? ofGreen : ofBlue) });
    if (green.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.held] === value)
        return [];
    const summary = `Note on ${notedOn} which limits the rollout sets`;
    return [{ kind: "mark", group: notedOn, tags: { [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.held]: value }, summary }];
}
/** What the next note has to know of a change: tags and limits. */
function foresee(change, groups) {
    const marked = is("mark", change) ? change : undefined;
    const sized = is("set-capacity", change) ? change : undefined;
    const name = marked?.group ?? sized?.group ?? "";
    const group = groups.get(name);
    if (group === undefined)
        return;
    groups.set(name, { ...group, ...sized?.capacity, tags: { ...group.tags, ...marked?.tags } });
}
function is(kind, change) {
    return change.kind === kind;
}
/**
 * While two sides serve, a scale-in must not take the way back: blue's minimum is held at its live size, whatever it is
 * by now. A value that somebody else set meanwhile becomes the one that is put back in the end.
 */
function holdBlue(blue, green) {
    const before = (0,_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .blueBefore */ .Eo)(green);
    if (blue === undefined || green === undefined || before === undefined)
        return [];
    if (blue.deleting || green.deleting || blue.min >= blue.desired)
        return [];
    const theirs = blue.min !== before.min && !isHeld(blue, green);
    const tags = { [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.blueCapacity]: (0,_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .formatCapacity */ .sm)({ ...before, min: blue.min }) };
    const summary = `Note on ${green.name} that ${blue.name} has a minimum of ${blue.min} by now`;
    return [
        ...(theirs ? [{ kind: "mark", group: green.name, tags, summary }] : []),
        {
            kind: "set-capacity",
            group: blue.name,
            capacity: { min: blue.desired },
            notedOn: green.name,
            summary: `Hold ${blue.name} at its ${(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_2__/* .amountOf */ .M)(blue.desired, "instance")}: set its minimum from ${blue.min} to ${blue.desired}`,
        },
    ];
}
/** Blue's minimum is what the rollout set it to, now or before. */
function isHeld({ min }, green) {
    const { blueMin, blueWas } = heldBy(green);
    return min === blueMin || min === blueWas;
}
/** Brings blue back to the size that the rollout found it with; it is held there until it is released. */
function growBlue(blue, green) {
    const before = (0,_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .blueBefore */ .Eo)(green);
    if (blue === undefined || blue.deleting || green === undefined || before === undefined)
        return [];
    const { desired } = before;
    if (blue.desired >= desired)
        return [];
    return [
        {
            kind: "set-capacity",
            group: blue.name,
            capacity: { min: desired, desired, ...(blue.max < desired ? { max: desired } : {}) },
            notedOn: green.name,
            summary: `Bring ${blue.name} back to ${(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_2__/* .amountOf */ .M)(desired, "instance")} (it has ${blue.desired})`,
        },
    ];
}
/** Gives blue its own minimum back, when the one that it has is the rollout's. */
function releaseBlue(blue, green) {
    if (blue === undefined || blue.deleting)
        return [];
    const before = (0,_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .blueBefore */ .Eo)(green);
    const grown = growBlue(blue, green).length > 0;
    const min = grown ? before?.desired : blue.min;
    if (before === undefined || min === before.min || !(grown || isHeld(blue, green)))
        return [];
    return [
        {
            kind: "set-capacity",
            group: blue.name,
            capacity: { min: before.min },
            summary: `Give ${blue.name} its minimum of ${before.min} back`,
        },
    ];
}
/** Gives green, which stays, the limits that blue had, where those that it has are the rollout's. */
function releaseGreen(green) {
    const before = (0,_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .blueBefore */ .Eo)(green);
    if (green === undefined || before === undefined)
        return [];
    const held = heldBy(green);
    // A maximum below the live size would scale in what serves.
    const max = green.max === held.greenMax ? Math.max(before.max, green.desired) : green.max;
    const min = green.min === held.greenMin ? Math.min(before.min, max) : green.min;
    if (min === green.min && max === green.max)
        return [];
    return [
        {
            kind: "set-capacity",
            group: green.name,
            capacity: { ...(min === green.min ? {} : { min }), ...(max === green.max ? {} : { max }) },
            summary: `Give ${green.name} its limits for the time after the rollout: minimum ${min}, maximum ${max}`,
        },
    ];
}


/***/ }),

/***/ 9781:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CX: () => (/* binding */ claimGroup),
/* harmony export */   D1: () => (/* binding */ templateTag),
/* harmony export */   DN: () => (/* binding */ NO_TEMPLATE),
/* harmony export */   Eo: () => (/* binding */ blueBefore),
/* harmony export */   Fg: () => (/* binding */ markOf),
/* harmony export */   GT: () => (/* binding */ givenVersion),
/* harmony export */   Np: () => (/* binding */ runs),
/* harmony export */   R5: () => (/* binding */ markEnding),
/* harmony export */   bG: () => (/* binding */ takeUp),
/* harmony export */   dX: () => (/* binding */ unmark),
/* harmony export */   fk: () => (/* binding */ rolloutTags),
/* harmony export */   w9: () => (/* binding */ takeOver),
/* harmony export */   wh: () => (/* binding */ endingSince),
/* harmony export */   y4: () => (/* binding */ recordVerified),
/* harmony export */   yp: () => (/* binding */ isEnding)
/* harmony export */ });
/* harmony import */ var _delivery_waits_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2799);
/* harmony import */ var _engine_timing_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6665);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1080);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6883);




/** Until the rollout has given the group a launch template version. */
const NO_TEMPLATE = "none";
/** The mark on green's group; undefined: it is not part of a rollout. */
function markOf(green) {
    const tags = green?.tags ?? {};
    const id = tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.rollout];
    if (id === undefined)
        return undefined;
    return { id, revision: tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.revision] ?? "", startedAt: tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.startedAt] ?? "", nonce: tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.claim] };
}
/** Blue's size and limits as the rollout found them; undefined when that record is missing. */
function blueBefore(green) {
    return (0,_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .parseCapacity */ .KM)(green?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.blueCapacity]);
}
/** The tags that mark a rollout from its first moment, with the limits that it is going to set. */
function rolloutTags(intent, blue, wanted, held) {
    return {
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.rollout]: intent.rolloutId,
        ...claimTags(intent),
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.revision]: wanted,
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.template]: NO_TEMPLATE,
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.startedAt]: new Date(intent.now).toISOString(),
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.blueCapacity]: (0,_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .formatCapacity */ .sm)(blue),
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.held]: (0,_limits_js__WEBPACK_IMPORTED_MODULE_2__/* .formatHeld */ .Bi)(held),
    };
}
function claimTags({ nonce }) {
    return nonce === undefined ? {} : { [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.claim]: nonce };
}
/** Marks an idle group as green of a rollout: the first change of all. Who writes last holds it. */
function claimGroup(group, tags) {
    const summary = `Mark ${group} as green of ${tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.rollout]}`;
    return [{ kind: "mark", group, tags, claims: true, summary }, (0,_delivery_waits_js__WEBPACK_IMPORTED_MODULE_0__/* .waitForClaim */ .Ln)(group)];
}
/** The same for a rollout that is marked already, perhaps by another run: this one goes on with it. */
function takeUp(intent, { name, tags }) {
    const { nonce } = intent;
    if (nonce === undefined)
        return [];
    if (tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.claim] === nonce)
        return [(0,_delivery_waits_js__WEBPACK_IMPORTED_MODULE_0__/* .waitForClaim */ .Ln)(name)];
    const summary = `Claim the rollout on ${name} for ${intent.rolloutId}`;
    return [{ kind: "mark", group: name, tags: claimTags(intent), claims: true, summary }, (0,_delivery_waits_js__WEBPACK_IMPORTED_MODULE_0__/* .waitForClaim */ .Ln)(name)];
}
/** Writes down that bake and checks of a weight were seen to their end. */
function recordVerified(green, percent) {
    if (green === undefined)
        return [];
    const summary = `Record on ${green.name} that ${percent} % is verified`;
    return [{ kind: "record-verified", records: true, group: green.name, to: percent, summary }];
}
function isEnding(green) {
    return green !== undefined && (green.deleting || green.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.ending] !== undefined);
}
/** When the teardown that has begun noted so, in milliseconds since the epoch; undefined: none has. */
function endingSince(green) {
    const noted = Date.parse(/^([^/]+)\//.exec(green?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.ending] ?? "")?.[1] ?? "");
    return Number.isNaN(noted) ? undefined : noted;
}
/**
 * Notes on green's group that a teardown has begun, and waits until every run that has not seen it is over with what it
 * was about to do.
 *
 * @param now milliseconds since the epoch.
 */
function markEnding(intent, green, now) {
    const { name, tags } = green;
    if (tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.ending] !== undefined)
        return now - (endingSince(green) ?? 0) < _engine_timing_js__WEBPACK_IMPORTED_MODULE_3__/* .CLAIM_WAIT_MS */ .YM ? [(0,_delivery_waits_js__WEBPACK_IMPORTED_MODULE_0__/* .waitForClaim */ .Ln)(name)] : [];
    const value = `${new Date(now).toISOString()}/${intent.rolloutId}`;
    const summary = `Note on ${name} that its rollout is being torn down`;
    return [{ kind: "mark", group: name, tags: { [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.ending]: value }, claims: true, summary }, (0,_delivery_waits_js__WEBPACK_IMPORTED_MODULE_0__/* .waitForClaim */ .Ln)(name)];
}
/** Takes the rollout out of the hands of a teardown that has begun, and waits until that one must have seen it. */
function takeOver(green) {
    if (green === undefined || green.deleting || green.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.ending] === undefined)
        return [];
    const { name } = green;
    const summary = `Take the rollout on ${name} over from the teardown that has begun`;
    return [{ kind: "unmark", group: name, keys: [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.ending], claims: true, summary }, (0,_delivery_waits_js__WEBPACK_IMPORTED_MODULE_0__/* .waitForClaim */ .Ln)(name)];
}
/**
 * Ends a rollout.
 *
 * @param leaves the group runs nothing from now on: were its revision left on it, it would look deployed as blue.
 */
function unmark(group, leaves) {
    const kept = [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.fleet, _snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.warmPool, ...(leaves ? [] : [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.revision, _snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.template])];
    const keys = Object.values(_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk).filter((key) => !kept.includes(key));
    return { kind: "unmark", group, keys, summary: `Remove the rollout's tags from ${group}` };
}
/** `lt-0abc/7`: what the template tag says of a version. */
function templateTag({ id, name }, version) {
    return `${id === "" ? name : id}/${version}`;
}
/** The number of the template version that the rollout gave the group; undefined: none yet, or of another template. */
function givenVersion({ template, tags }) {
    const [, number] = /\/(\d{1,9})$/.exec(tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.template] ?? "") ?? [];
    if (template === undefined || number === undefined)
        return undefined;
    return tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.template] === templateTag(template, number) ? Number(number) : undefined;
}
/**
 * What the group runs: the revision on record, as long as the group's launch template version is the one that it was
 * recorded with; else that version. Groups marked by releases that did not record the version are believed.
 */
function runs({ template, tags }) {
    const version = template === undefined ? "" : `launch-template-version=${template.version}`;
    const given = tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.template];
    const believed = given === undefined || (template !== undefined && given === templateTag(template, template.version));
    return believed ? (tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.revision] ?? version) : version;
}


/***/ }),

/***/ 3831:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ Ec2Reader),
/* harmony export */   z: () => (/* binding */ toTargetGroupState)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(8932);
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(586);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9664);
/* harmony import */ var _clone_alarms_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(0);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7997);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1080);
/* harmony import */ var _which_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2291);
/* harmony import */ var _fleet_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5663);
/* harmony import */ var _template_versions_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(5751);









/** The reading half of the platform. One method per thing read; each is one page of one API call where that is enough. */
class Ec2Reader {
    #elb;
    #autoScaling;
    #editors;
    #signal;
    constructor(elb, autoScaling, editors, signal) {
        this.#elb = elb;
        this.#autoScaling = autoScaling;
        this.#editors = editors;
        this.#signal = signal;
    }
    /** The fleet's groups: the two named, or the one named and whatever was cloned from it. */
    async groups(fleet) {
        if (fleet.kind === "paired")
            return this.groupsNamed(fleet.groups);
        const [named, cloned] = await Promise.all([
            this.groupsNamed([fleet.name]),
            this.#groups({ Filters: [{ Name: `tag:${_snapshot_js__WEBPACK_IMPORTED_MODULE_3__/* .TAG */ .Dk.fleet}`, Values: [fleet.name] }] }),
        ]);
        const own = named[0]?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_3__/* .TAG */ .Dk.fleet] ?? (named.length + cloned.length === 0 ? (0,_fleet_js__WEBPACK_IMPORTED_MODULE_5__/* .stemOf */ .Vc)(fleet.name) : undefined);
        if (own !== undefined && own !== fleet.name)
            return this.#fleetOfMember(own, named);
        const names = new Set(named.map(({ name }) => name));
        return [...named, ...cloned.filter(({ name }) => !names.has(name))];
    }
    /** The groups of the fleet that a clone's name was given of; [] unless there are clones of it. */
    async #fleetOfMember(name, named) {
        const groups = await this.groups({ kind: "cloned", name });
        return groups.some(({ tags }) => tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_3__/* .TAG */ .Dk.fleet] === name) ? groups : [...named];
    }
    groupsNamed(names) {
        return this.#groups({ AutoScalingGroupNames: [...names] });
    }
    /** The two target groups in the order of the input, without their targets. */
    async targetGroups(inputs) {
        const [arns, names] = [
            inputs.filter((input) => input.startsWith("arn:")),
            inputs.filter((input) => !input.startsWith("arn:")),
        ];
        const found = (await Promise.all([
            arns.length === 0 ? [] : (0,_which_js__WEBPACK_IMPORTED_MODULE_4__/* .readAll */ .y)(arns, (some) => this.#targetGroups({ TargetGroupArns: some }, some)),
            names.length === 0 ? [] : (0,_which_js__WEBPACK_IMPORTED_MODULE_4__/* .readAll */ .y)(names, (some) => this.#targetGroups({ Names: some }, some)),
        ])).flat();
        const pick = (input) => {
            const group = found.find(({ TargetGroupArn, TargetGroupName }) => TargetGroupArn === input || TargetGroupName === input);
            if (group !== undefined)
                return group;
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("target-group-not-found", { name: input });
        };
        return [pick(inputs[0]), pick(inputs[1])];
    }
    async targetGroup(input) {
        const by = input.startsWith("arn:") ? { TargetGroupArns: [input] } : { Names: [input] };
        const [found] = await this.#targetGroups(by, [input]);
        if (found !== undefined)
            return found;
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("target-group-not-found", { name: input });
    }
    async targets(targetGroupArn) {
        const answer = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("elasticloadbalancing:DescribeTargetHealth", this.#signal, () => this.#elb.send(new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__/* .DescribeTargetHealthCommand */ .qyg({ TargetGroupArn: targetGroupArn }), {
            abortSignal: this.#signal,
        }));
        return (answer.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
            id: Target?.Id ?? "",
            port: Target?.Port,
            state: TargetHealth?.State ?? "unknown",
            reason: TargetHealth?.Reason,
            description: TargetHealth?.Description,
        }));
    }
    /** Target stickiness and deregistration delay. */
    async attributes(targetGroupArn) {
        const answer = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("elasticloadbalancing:DescribeTargetGroupAttributes", this.#signal, () => this.#elb.send(new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__/* .DescribeTargetGroupAttributesCommand */ .cKh({ TargetGroupArn: targetGroupArn }), {
            abortSignal: this.#signal,
        }));
        const values = new Map((answer.Attributes ?? []).map(({ Key = "", Value }) => [Key, Value]));
        const delay = Number(values.get("deregistration_delay.timeout_seconds"));
        return {
            sticky: values.get("stickiness.enabled") === "true",
            ...(Number.isNaN(delay) ? {} : { drainSeconds: delay }),
        };
    }
    /** What calls of its own put on a group, which a clone has to take along. */
    async attachments(group) {
        const abort = { abortSignal: this.#signal };
        const input = { AutoScalingGroupName: group.name };
        const [client, names] = [{ client: this.#autoScaling }, { AutoScalingGroupNames: [group.name] }];
        const read = (action, send) => (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)(`autoscaling:${action}`, this.#signal, send);
        const policiesAndAlarms = async () => {
            const policies = await this.policies(group.name);
            return [policies, await this.alarmsOf(policies)];
        };
        const [[policies, alarms], schedules, hooks, notifications] = await Promise.all([
            policiesAndAlarms(),
            read("DescribeScheduledActions", () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .gather */ .kg)((0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_7__/* .paginateDescribeScheduledActions */ .Vxw)(client, input, abort), (page) => page.ScheduledUpdateGroupActions)),
            read("DescribeLifecycleHooks", () => this.#autoScaling.send(new _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_7__/* .DescribeLifecycleHooksCommand */ .TnH(input), abort)),
            read("DescribeNotificationConfigurations", () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .gather */ .kg)((0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_7__/* .paginateDescribeNotificationConfigurations */ .nNT)(client, names, abort), (page) => page.NotificationConfigurations)),
        ]);
        return {
            policies,
            alarms,
            schedules,
            hooks: hooks.LifecycleHooks ?? [],
            notifications,
            warmPool: group.raw.WarmPoolConfiguration,
            metrics: (group.raw.EnabledMetrics ?? []).map(({ Metric = "" }) => Metric),
            suspended: group.suspended,
        };
    }
    /** What is in the warm pools of the groups that have one, by the group's name. */
    async warmPools(groups) {
        const withPool = groups.filter(({ raw }) => raw.WarmPoolConfiguration !== undefined);
        const read = async ({ name }) => {
            const [client, input] = [{ client: this.#autoScaling }, { AutoScalingGroupName: name }];
            const members = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("autoscaling:DescribeWarmPool", this.#signal, () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .gather */ .kg)((0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_7__/* .paginateDescribeWarmPool */ .QKR)(client, input, { abortSignal: this.#signal }), (page) => page.Instances));
            return [name, members.map(toInstanceState)];
        };
        return Object.fromEntries(await Promise.all(withPool.map(read)));
    }
    /** The versions of a launch template that any group of the account, or an instance of one, uses. */
    async templateVersionsUsed(template) {
        const groups = await this.#groups({});
        return (0,_template_versions_js__WEBPACK_IMPORTED_MODULE_8__/* .versionsUsed */ .FI)(groups.map(({ raw }) => raw), template);
    }
    policies(group) {
        const [client, input] = [{ client: this.#autoScaling }, { AutoScalingGroupName: group }];
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("autoscaling:DescribePolicies", this.#signal, () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .gather */ .kg)((0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_7__/* .paginateDescribePolicies */ .Rhu)(client, input, { abortSignal: this.#signal }), (page) => page.ScalingPolicies));
    }
    /** The customer's alarms that drive the policies; CloudWatch's client is loaded only if there are any. */
    async alarmsOf(policies) {
        const names = (0,_clone_alarms_js__WEBPACK_IMPORTED_MODULE_1__/* .customerAlarms */ .Rl)(policies);
        return names.length === 0 ? [] : (await this.#editors.alarms()).read(names);
    }
    /** Scaling activities of the group since `since` (milliseconds since the epoch), newest first. */
    async activities(group, since) {
        const answer = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("autoscaling:DescribeScalingActivities", this.#signal, () => this.#autoScaling.send(new _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_7__/* .DescribeScalingActivitiesCommand */ .hM1({ AutoScalingGroupName: group, MaxRecords: 20 }), {
            abortSignal: this.#signal,
        }));
        return (answer.Activities ?? []).map(toActivity).filter(({ at }) => at >= since);
    }
    /** Those that failed, or were cancelled with a reason. */
    async failures(group, since) {
        return (await this.activities(group, since)).filter(({ failed }) => failed);
    }
    async #groups(input) {
        const from = { client: this.#autoScaling, pageSize: 100 };
        const pages = (0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_7__/* .paginateDescribeAutoScalingGroups */ .ZJr)(from, input, { abortSignal: this.#signal });
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("autoscaling:DescribeAutoScalingGroups", this.#signal, () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .gather */ .kg)(pages, ({ AutoScalingGroups }) => AutoScalingGroups?.map(toGroupState)));
    }
    async #targetGroups(input, given) {
        const about = { input: "target-groups", given: given.join(" or ") };
        const pages = (0,_aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_6__/* .paginateDescribeTargetGroups */ .u_3)({ client: this.#elb }, input, { abortSignal: this.#signal });
        const read = () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .gather */ .kg)(pages, ({ TargetGroups }) => TargetGroups);
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("elasticloadbalancing:DescribeTargetGroups", this.#signal, read, about);
    }
}
/** Puts what two calls told about a target group together. */
function toTargetGroupState(group, targets, attributes = { sticky: undefined }) {
    return {
        arn: group.TargetGroupArn ?? "",
        name: group.TargetGroupName ?? "",
        loadBalancer: group.LoadBalancerArns?.[0]?.replace(/^.*:loadbalancer\//, ""),
        targets,
        protocol: group.Protocol,
        protocolVersion: group.ProtocolVersion,
        ...attributes,
    };
}
function toGroupState(raw) {
    const mixed = raw.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
    const template = raw.LaunchTemplate ?? mixed;
    // TrafficSources repeats target groups and classic load balancers; what it alone knows is neither.
    const others = (raw.TrafficSources ?? []).filter(({ Type, Identifier = "" }) => !["elbv2", "elb"].includes(Type ?? typeOf(Identifier)));
    return {
        name: raw.AutoScalingGroupName ?? "",
        min: raw.MinSize ?? 0,
        max: raw.MaxSize ?? 0,
        desired: raw.DesiredCapacity ?? 0,
        template: template === undefined
            ? undefined
            : {
                id: template.LaunchTemplateId ?? "",
                name: template.LaunchTemplateName ?? template.LaunchTemplateId ?? "",
                version: template.Version ?? "$Default",
                mixed: mixed !== undefined,
            },
        instances: (raw.Instances ?? []).map(toInstanceState),
        targetGroupArns: [
            ...new Set([
                ...(raw.TargetGroupARNs ?? []),
                ...(raw.TrafficSources ?? []).filter(({ Type }) => Type === "elbv2").map(({ Identifier = "" }) => Identifier),
            ]),
        ],
        otherSources: [
            ...(raw.LoadBalancerNames ?? []).map((name) => `classic load balancer ${name}`),
            ...others.map(({ Identifier, Type }) => `${Type} ${Identifier}`),
        ],
        tags: Object.fromEntries((raw.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
        suspended: (raw.SuspendedProcesses ?? []).map(({ ProcessName = "" }) => ProcessName),
        deleting: (raw.Status ?? "").startsWith("Delete in progress"),
        raw,
    };
}
function toInstanceState(instance) {
    return {
        id: instance.InstanceId ?? "",
        lifecycle: instance.LifecycleState ?? "unknown",
        templateVersion: instance.LaunchTemplate?.Version,
        protected: instance.ProtectedFromScaleIn ?? false,
    };
}
function typeOf(identifier) {
    return identifier.includes(":targetgroup/") ? "elbv2" : "elb";
}
function toActivity(activity) {
    const { StatusCode, StatusMessage, Cause = "", StartTime } = activity;
    return {
        at: StartTime?.getTime() ?? 0,
        cause: Cause,
        message: StatusMessage ?? (Cause === "" ? "no reason given" : Cause),
        failed: StatusCode === "Failed" || (StatusCode === "Cancelled" && StatusMessage !== undefined),
    };
}


/***/ }),

/***/ 8825:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   OV: () => (/* binding */ requirePattern),
/* harmony export */   Oz: () => (/* binding */ isCurrent),
/* harmony export */   Xi: () => (/* binding */ isLeaving),
/* harmony export */   er: () => (/* binding */ requireIdle),
/* harmony export */   hf: () => (/* binding */ requireCountable),
/* harmony export */   kV: () => (/* binding */ requireGroups),
/* harmony export */   oV: () => (/* binding */ requirePinnedTemplate),
/* harmony export */   rt: () => (/* binding */ requireImage)
/* harmony export */ });
/* harmony import */ var _clone_clone_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4237);
/* harmony import */ var _image_source_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9111);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7997);
/* harmony import */ var _marks_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9781);




/** Which groups a rollout can work on. */
/** @throws DeliveryError `group-not-found` or `too-many-groups`. */
function requireGroups({ fleet }, { groups }) {
    const found = groups.map((group) => group.name);
    const named = fleet.kind === "paired" ? fleet.groups : found.length === 0 ? [fleet.name] : [];
    const missing = named.filter((name) => !found.includes(name));
    if (missing.length > 0)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("group-not-found", { names: missing.join(" and ") });
    if (groups.length > 2)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("too-many-groups", { groups: found.join(", ") });
}
/** @throws DeliveryError `launch-configuration` or `template-not-pinned`. */
function requirePinnedTemplate({ name, template }) {
    if (template === undefined)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("launch-configuration", { group: name });
    const { id, version } = template;
    if (!/^\d+$/.test(version)) {
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("template-not-pinned", { group: name, version, template: template.name, id });
    }
    return template;
}
/** @throws DeliveryError when blue cannot be the pattern of what is deployed. */
function requirePattern(blue, revision, seen) {
    const template = requirePinnedTemplate(blue);
    requireCountable(blue);
    (0,_clone_clone_js__WEBPACK_IMPORTED_MODULE_0__/* .requireOneTemplate */ .Yg)(blue, revision);
    requireImage(revision, seen);
    return template;
}
/** @throws DeliveryError when the group, which has no traffic, cannot become green. */
function requireIdle(group, blueTemplate, revision) {
    const { name, template, suspended } = group;
    if (group.deleting)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("being-deleted", { group: name });
    if (template === undefined || !isSameTemplate(template, blueTemplate)) {
        const uses = template === undefined ? "no launch template" : `the launch template ${template.id}`;
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("other-template", { group: name, uses, blue: blueTemplate.id });
    }
    const stuck = suspended.filter((process) => NEEDED.includes(process));
    if (stuck.length > 0)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("processes-suspended", { group: name, processes: stuck.join(", ") });
    requireCountable(group);
    (0,_clone_clone_js__WEBPACK_IMPORTED_MODULE_0__/* .requireOneTemplate */ .Yg)(group, revision);
}
/** Capacity that counts in something else than instances has no share that healthy targets could be held against. */
function requireCountable({ name, raw }) {
    const type = raw.DesiredCapacityType ?? "units";
    if (type !== "units")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("not-counted-in-instances", { group: name, how: `the capacity type ${type}` });
    const weights = (raw.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []).map(({ WeightedCapacity }) => WeightedCapacity);
    if (weights.every((weight) => weight === undefined || weight === "1"))
        return;
    throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("not-counted-in-instances", { group: name, how: "weights of its instance types (WeightedCapacity)" });
}
const NEEDED = ["Launch", "AddToLoadBalancer", "HealthCheck"];
/** A mixed instances policy may name its template by name alone. */
function isSameTemplate(one, other) {
    return one.id !== "" && other.id !== "" ? one.id === other.id : one.name === other.name;
}
function requireImage(revision, { imageState }) {
    if (revision.kind !== "template" || revision.imageId === undefined || imageState === "available")
        return;
    throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("image-not-available", { image: revision.imageId, state: imageState ?? "unknown" });
}
/** Whether the group and each of its instances run what a deploy would bring. Seen, not believed. */
function isCurrent(group, revision, wanted) {
    if (group?.template === undefined || revision === undefined)
        return false;
    // An instance may have changed since an image was made of it: another deploy is another revision.
    if ((0,_image_source_js__WEBPACK_IMPORTED_MODULE_1__/* .sourceOf */ .vz)(revision) !== undefined)
        return false;
    const { version } = group.template;
    const isGiven = revision.kind === "version" ? version === String(revision.version) : (0,_marks_js__WEBPACK_IMPORTED_MODULE_3__/* .runs */ .Np)(group) === wanted;
    return isGiven && group.instances.every((instance) => isLeaving(instance) || instance.templateVersion === version);
}
function isLeaving({ lifecycle }) {
    return /^(Terminat|Detach)/.test(lifecycle);
}


/***/ }),

/***/ 2837:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Mn: () => (/* binding */ switchTags),
/* harmony export */   hc: () => (/* binding */ readSwitch),
/* harmony export */   xB: () => (/* binding */ NOTHING_YET),
/* harmony export */   y6: () => (/* binding */ forget)
/* harmony export */ });
/* harmony import */ var _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4300);
/* harmony import */ var _delivery_switch_record_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(908);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1080);



/** What the tags on green's group say of the weight's last move, and of all moves before it where gates judge. */
const MEMORY = [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.gates, _snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.shifts];
/**
 * The tags of a move.
 *
 * @param before the tags that the group has: a move without a memory of its own, as an undo is made before anybody knows
 * when, adds itself to theirs.
 */
function switchTags(move, before) {
    const { gates, shifts } = move.memory ?? continued(move, before);
    return {
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.switched]: (0,_delivery_switch_record_js__WEBPACK_IMPORTED_MODULE_1__/* .formatSwitch */ .a)(move),
        ...(gates === undefined ? {} : { [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.gates]: gates }),
        ...(shifts === undefined ? {} : { [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.shifts]: shifts }),
    };
}
/** Reads them; undefined when the record is missing or was tampered with. */
function readSwitch({ [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.gates]: gates, [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.shifts]: shifts, ...tags }) {
    const last = (0,_delivery_switch_record_js__WEBPACK_IMPORTED_MODULE_1__/* .parseSwitch */ .S)(tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.switched]);
    if (last === undefined || (gates === undefined && shifts === undefined))
        return last;
    const memory = { ...(gates === undefined ? {} : { gates }), ...(shifts === undefined ? {} : { shifts }) };
    return { ...last, memory };
}
/** What an earlier rollout remembers is nothing to a new beginning; [] when nothing is there. */
function forget({ name, tags }) {
    const keys = Object.keys(tags).filter((key) => MEMORY.includes(key));
    if (keys.length === 0)
        return [];
    return [{ kind: "unmark", group: name, keys, summary: `Remove from ${name} what its gates remember` }];
}
/** A record that begins anew: it takes nothing over from the tags that are there. */
const NOTHING_YET = {};
function continued({ at, to }, { [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.shifts]: shifts }) {
    return shifts === undefined || to === undefined ? {} : { shifts: (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_2__/* .withShift */ .hd)(shifts, { at, weight: to }) };
}


/***/ }),

/***/ 5751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FI: () => (/* binding */ versionsUsed),
/* harmony export */   MP: () => (/* binding */ describeVersion),
/* harmony export */   W: () => (/* binding */ prunable)
/* harmony export */ });
/** The description of a version that a deploy makes: the revision, and the run that asked for it. */
function describeVersion(wanted, rollout) {
    return `${wanted} (${rollout})`.slice(0, 255);
}
const OURS = /^(?=[iu])(?:image-id=ami-[0-9a-f]+)?(?: ?user-data=sha256:[0-9a-f]{12})? \([\w./-]+\/runs\/\d+\)$/;
/**
 * Versions that this action made, beyond the newest ones, that no Auto Scaling group and no instance of one uses. The
 * default and the newest version of all stay: `$Default` and `$Latest` may lead to them.
 *
 * @param keep how many of ours stay whether used or not.
 */
function prunable(versions, used, keep) {
    const latest = Math.max(0, ...versions.map(({ number }) => number));
    const ours = versions
        .filter(({ description = "" }) => OURS.test(description))
        .sort((one, other) => other.number - one.number);
    return ours
        .slice(keep)
        .filter(({ number, isDefault }) => !isDefault && number !== latest && !used.has(String(number)))
        .map(({ number }) => number);
}
/** The versions of a template that groups and their instances name. */
function versionsUsed(groups, template) {
    const specifications = groups.flatMap(({ LaunchTemplate, MixedInstancesPolicy, Instances = [] }) => {
        const { LaunchTemplateSpecification, Overrides = [] } = MixedInstancesPolicy?.LaunchTemplate ?? {};
        const own = Overrides.map((override) => override.LaunchTemplateSpecification);
        return [LaunchTemplate, LaunchTemplateSpecification, ...own, ...Instances.map((each) => each.LaunchTemplate)];
    });
    const used = specifications.filter((each) => each?.LaunchTemplateId === template.id || each?.LaunchTemplateName === template.name);
    return new Set(used.map((each) => each?.Version ?? ""));
}


/***/ }),

/***/ 9397:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Id: () => (/* binding */ poolProgress),
/* harmony export */   ak: () => (/* binding */ renewPool),
/* harmony export */   pK: () => (/* binding */ putBack),
/* harmony export */   qr: () => (/* binding */ parsePool)
/* harmony export */ });
/* unused harmony export formatPool */
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1080);
/* harmony import */ var _marks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9781);


/**
 * An idle group's warm pool holds instances of the version before, and Auto Scaling serves launches from it: green would
 * be filled with them. So the pool is deleted before the group gets its new launch template version, and put back, as it
 * was, after it. Its instances can be ended in no other way (TerminateInstanceInAutoScalingGroup refuses them), and
 * PutWarmPool changes the pool, not what is in it. What it was put with is noted on the group first. Pure.
 */
/** What of a pool's configuration is put: `-/0/Stopped/false`, prepared capacity, minimum, state and reuse. */
function formatPool({ MaxGroupPreparedCapacity: most, MinSize, PoolState, ...rest }) {
    const reuse = rest.InstanceReusePolicy?.ReuseOnScaleIn ?? false;
    return [most === undefined || most < 0 ? "-" : most, MinSize ?? 0, PoolState ?? "Stopped", reuse].join("/");
}
const NOTED = /^(\d{1,6}|-)\/(\d{1,6})\/(Stopped|Running|Hibernated)\/(true|false)$/;
/** Reads a `warm-pool` tag; undefined when it is missing or was tampered with. */
function parsePool(text) {
    const [, most, least, state, reuse] = NOTED.exec(text ?? "") ?? [];
    if (most === undefined)
        return undefined;
    return {
        ...(most === "-" ? {} : { MaxGroupPreparedCapacity: Number(most) }),
        MinSize: Number(least),
        PoolState: state,
        ...(reuse === "true" ? { InstanceReusePolicy: { ReuseOnScaleIn: true } } : {}),
    };
}
/**
 * What renews the pool of a green without traffic, before and after it gets its launch template version; only what is
 * not so yet.
 *
 * @param warm the instances in its pool; undefined: it has none.
 * @param empties the group's own instances are about to be scaled in: a pool that reuses them would get them back.
 */
function renewPool(green, warm, revision, empties) {
    const { name, tags } = green;
    const pool = warm === undefined ? undefined : green.raw.WarmPoolConfiguration;
    const noted = tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.warmPool];
    if (pool === undefined)
        return { before: [], after: putBack(green) };
    const given = (0,_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .givenVersion */ .GT)(green) ?? (revision.kind === "version" ? revision.version : undefined);
    const kept = (warm ?? []).filter(({ lifecycle }) => !lifecycle.includes("Terminat"));
    const stale = kept.filter(({ templateVersion }) => given === undefined || templateVersion !== String(given));
    const reuses = empties && pool.InstanceReusePolicy?.ReuseOnScaleIn === true;
    const leaving = pool.Status === "PendingDelete";
    if (!leaving && stale.length === 0 && !reuses)
        return { before: [], after: noted === undefined ? [] : [forget(name)] };
    const value = noted ?? formatPool(pool);
    const note = {
        kind: "mark",
        group: name,
        tags: { [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.warmPool]: value },
        summary: `Note on ${name} what its warm pool is`,
    };
    const gone = {
        kind: "delete-warm-pool",
        destroys: true,
        group: name,
        summary: `Delete the warm pool of ${name}: its ${stale.length} instances run another version`,
    };
    const wait = {
        kind: "wait-pool",
        waits: true,
        group: name,
        summary: `Wait until the warm pool of ${name} is gone`,
    };
    return {
        before: [...(noted === undefined && !leaving ? [note] : []), ...(leaving ? [] : [gone]), wait],
        after: noted === undefined && leaving ? [] : [put(name, value)],
    };
}
/** Gives a group the pool back that it had; [] when it has it, or never had one. */
function putBack({ name, tags }) {
    const noted = tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.warmPool];
    return noted === undefined ? [] : [put(name, noted)];
}
function put(group, pool) {
    return { kind: "put-warm-pool", group, pool, summary: `Give ${group} its warm pool back` };
}
function forget(group) {
    return { kind: "unmark", group, keys: [_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.warmPool], summary: `Forget what the warm pool of ${group} was` };
}
/** Whether a deleted pool is gone, with its instances. */
function poolProgress(group) {
    const { WarmPoolConfiguration: pool, WarmPoolSize = 0 } = group?.raw ?? {};
    if (group === undefined || pool === undefined)
        return { state: "done" };
    const what = `instances in the warm pool of ${group.name} still terminating`;
    return { state: "waiting", for: what, have: WarmPoolSize, want: 0, reasons: [] };
}


/***/ }),

/***/ 4349:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   l: () => (/* binding */ parseMark),
/* harmony export */   r: () => (/* binding */ formatMark)
/* harmony export */ });
const FORM = /^(deploy|rollback)(\+done)?\/([^/]+)\/([0-9a-f]{1,16})\.(\d{1,3})\/(-|[0-9a-f-]{36})\/(.{1,150})$/s;
function formatMark({ kind, done, at, attempt, tries, command, rollout }) {
    const when = new Date(at).toISOString();
    return `${kind}${done ? "+done" : ""}/${when}/${attempt}.${tries}/${command ?? "-"}/${rollout.slice(0, 150)}`;
}
/** Reads such a tag; undefined when it is missing or was tampered with. */
function parseMark(text) {
    const [, word, done, iso = "", attempt, tries, command, rollout] = FORM.exec(text ?? "") ?? [];
    const at = Date.parse(iso);
    if (word === undefined || attempt === undefined || rollout === undefined || Number.isNaN(at))
        return undefined;
    return {
        kind: word === "rollback" ? "rollback" : "deploy",
        done: done !== undefined,
        at,
        attempt,
        tries: Number(tries),
        command: command === "-" ? undefined : command,
        rollout,
    };
}


/***/ }),

/***/ 9833:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MJ: () => (/* binding */ membersOfGroup),
/* harmony export */   fh: () => (/* binding */ membersOfTargets),
/* harmony export */   n5: () => (/* binding */ activePorts),
/* harmony export */   p1: () => (/* binding */ targetsBeside)
/* harmony export */ });
/* harmony import */ var _groups_suitable_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8825);

/** Ids of targets that are none of the group's instances, and are there to stay. */
function targetsBeside(group, targetGroups) {
    const own = new Set(group.instances.map(({ id }) => id));
    return activeIds(targetGroups).filter((id) => !own.has(id));
}
function membersOfGroup(group, targetGroups, known) {
    const machines = group.instances
        .filter((instance) => !(0,_groups_suitable_js__WEBPACK_IMPORTED_MODULE_0__/* .isLeaving */ .Xi)(instance))
        .map(({ id, lifecycle }) => {
        const states = targetGroups.map(({ name, targets }) => ({ name, target: targets.find((one) => one.id === id) }));
        return {
            ...notedOf(id, known),
            zone: group.raw.Instances?.find(({ InstanceId }) => InstanceId === id)?.AvailabilityZone ?? "",
            service: SERVICES.get(lifecycle) ?? "joining",
            lifecycle,
            ports: [],
            reasons: states.flatMap(({ name, target }) => reasonIn(name, target)),
            registered: states.some(({ target }) => target !== undefined && target.state !== "unused"),
        };
    });
    // One that was launched a moment ago is a target of the group that an older list of its instances does not have.
    const strangers = targetsBeside(group, targetGroups)
        .map((id) => ({ id, group: known.get(id)?.group }))
        .filter((stranger) => stranger.group !== group.name);
    return { machines, strangers };
}
/**
 * Whoever is registered, and whoever is out by our own hand. One that is draining without a note on it was deregistered by
 * somebody else, and is none of the fleet any more.
 */
function membersOfTargets(targetGroups, known) {
    const names = new Set(targetGroups.map(({ name }) => name));
    const isOurs = ({ ports = [] }) => ports.some(({ targetGroup }) => names.has(targetGroup));
    const out = [...known].filter(([, notes]) => isOurs(notes)).map(([id]) => id);
    const ids = [...new Set([...activeIds(targetGroups), ...out])].sort();
    const isOwned = (id) => known.get(id)?.group !== undefined;
    return {
        machines: ids.filter((id) => !isOwned(id)).map((id) => toMember(id, targetGroups, known)),
        strangers: ids.filter(isOwned).map((id) => ({ id, group: known.get(id)?.group })),
    };
}
const SERVICES = new Map([
    ["InService", "in"],
    ["EnteringStandby", "leaving"],
    ["Standby", "out"],
]);
const WORDS = {
    in: "registered",
    leaving: "draining",
    partly: "registered in part",
    out: "deregistered",
    joining: "not registered",
};
function toMember(id, targetGroups, known) {
    const found = targetGroups.flatMap(({ name, targets }) => targets.filter((target) => target.id === id).map((target) => ({ name, target })));
    const active = found.filter(({ target }) => target.state !== "draining");
    const ports = known.get(id)?.ports ?? activePorts(id, targetGroups);
    // Of a target group that is not given any more nothing is read.
    const wanted = ports.filter(({ targetGroup }) => targetGroups.some(({ name }) => name === targetGroup));
    const missing = wanted.filter(({ targetGroup, port }) => active.every(({ name, target }) => name !== targetGroup || target.port !== port));
    const service = serviceOf(wanted.length, missing.length, found.length);
    return {
        ...notedOf(id, known),
        zone: known.get(id)?.zone ?? "",
        service,
        lifecycle: WORDS[service],
        ports,
        reasons: [
            ...missing.map(({ targetGroup, port }) => `not registered in ${targetGroup} with port ${port}`),
            ...active.flatMap(({ name, target }) => reasonIn(name, target)),
        ],
        registered: found.length > 0,
    };
}
function serviceOf(wanted, missing, found) {
    if (missing === 0)
        return "in";
    if (missing < wanted)
        return "partly";
    return found > 0 ? "leaving" : "out";
}
/** In which target groups, by its port, a machine is at present. */
function activePorts(id, targetGroups) {
    return targetGroups.flatMap(({ name, targets }) => targets
        .filter((target) => target.id === id && target.state !== "draining")
        .map(({ port = 0 }) => ({ targetGroup: name, port })));
}
function activeIds(targetGroups) {
    const active = targetGroups.flatMap(({ targets }) => targets.filter(({ state }) => state !== "draining"));
    return [...new Set(active.map(({ id }) => id))];
}
function notedOf(id, known) {
    const noted = known.get(id);
    const nothingYet = { outcome: undefined, healthySince: undefined, commandAt: undefined };
    return { id, revision: noted?.revision, mark: noted?.mark, ...nothingYet };
}
function reasonIn(name, target) {
    if (target === undefined)
        return [`not registered in ${name}`];
    if (target.state === "healthy")
        return [];
    const because = [target.reason, target.description].filter((part) => part !== undefined && part !== "").join(": ");
    return [`${target.state} in ${name}${because === "" ? "" : ` (${because})`}`];
}


/***/ }),

/***/ 6279:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ toNotes)
/* harmony export */ });
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1080);
/* harmony import */ var _machine_mark_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4349);
/* harmony import */ var _ports_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8118);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4547);




const GROUP_TAG = "aws:autoscaling:groupName";
function toNotes(tags, zone) {
    return {
        revision: tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.revision],
        mark: (0,_machine_mark_js__WEBPACK_IMPORTED_MODULE_3__/* .parseMark */ .l)(tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .IN_PLACE_TAG */ .TZ.mark]),
        ports: (0,_ports_js__WEBPACK_IMPORTED_MODULE_1__/* .readPorts */ .xH)(tags),
        group: tags[GROUP_TAG],
        zone,
    };
}


/***/ }),

/***/ 8118:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GL: () => (/* binding */ portKeys),
/* harmony export */   t$: () => (/* binding */ portTags),
/* harmony export */   xH: () => (/* binding */ readPorts)
/* harmony export */ });
/* harmony import */ var _tag_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9627);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4547);


/**
 * Where a machine without a group was registered, as tags of it, written before it is deregistered: a target group forgets
 * who left it, and whoever goes on puts back exactly this. Their presence tells which machines are out.
 */
/** `web:8080/web-admin:9090`. */
const FORM = /^([A-Za-z0-9-]{1,32}):(\d{1,5})$/;
function portTags(ports) {
    return (0,_tag_text_js__WEBPACK_IMPORTED_MODULE_1__/* .spread */ .il)(_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .IN_PLACE_TAG */ .TZ.ports, ports.map(({ targetGroup, port }) => `${targetGroup}:${port}`).join("/"));
}
/** Undefined when there are none, or they were tampered with. */
function readPorts(tags) {
    const text = (0,_tag_text_js__WEBPACK_IMPORTED_MODULE_1__/* .joined */ .oR)(tags).get(_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .IN_PLACE_TAG */ .TZ.ports);
    if (text === undefined)
        return undefined;
    const found = text.split("/").map((part) => FORM.exec(part));
    const ports = found.flatMap((match) => match === null ? [] : [{ targetGroup: match[1] ?? "", port: Number(match[2]) }]);
    return ports.length === found.length ? ports : undefined;
}
/** All parts of them. */
function portKeys(tags) {
    return Object.keys(tags).filter((key) => (0,_tag_text_js__WEBPACK_IMPORTED_MODULE_1__/* .baseOf */ .bx)(key) === _snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .IN_PLACE_TAG */ .TZ.ports);
}


/***/ }),

/***/ 4547:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TZ: () => (/* binding */ IN_PLACE_TAG),
/* harmony export */   Wr: () => (/* binding */ isHealthy),
/* harmony export */   jq: () => (/* binding */ isForeign),
/* harmony export */   th: () => (/* binding */ isOut),
/* harmony export */   wx: () => (/* binding */ isDrained)
/* harmony export */ });
/** The tags of this strategy beside those that every rollout has: the fleet's, and the machines'. */
const IN_PLACE_TAG = {
    /** What the fleet ran before the rollout. */
    former: "progressive-delivery:former-revision",
    /** What of the group's settings the rollout changed, and how they were: see `held.ts`. */
    held: "progressive-delivery:in-place-held",
    /** On a machine: see `machine-mark.ts`. */
    mark: "progressive-delivery:in-place",
    /** On a machine without a group, while it is out: see `ports.ts`. */
    ports: "progressive-delivery:in-place-targets",
};
function isOut({ service }) {
    return service === "out" || service === "leaving" || service === "partly";
}
/** No request reaches it any more. */
function isDrained({ service, registered }) {
    return service === "out" && !registered;
}
/** Out by somebody else's hand: left alone, and not counted. */
function isForeign(machine) {
    return isOut(machine) && (machine.mark === undefined || machine.mark.done);
}
function isHealthy({ service, reasons }) {
    return service === "in" && reasons.length === 0;
}


/***/ }),

/***/ 757:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ meterOf),
/* harmony export */   V: () => (/* binding */ meterOfOne)
/* harmony export */ });
/* harmony import */ var _routes_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5964);

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
    return counted((0,_routes_js__WEBPACK_IMPORTED_MODULE_0__/* .loadBalancerArn */ .yb)(ref), blue, green);
}
/** The same of one fleet, whose old and new machines share a target group: they are counted together. */
function meterOfOne(targetGroups) {
    const [only, other] = targetGroups;
    if (only?.loadBalancer === undefined)
        return { by: "nothing", because: "No load balancer routes to the target group." };
    if (other !== undefined)
        return { by: "nothing", because: `${SEVERAL} ${ONLY_HEALTH}` };
    if (!only.loadBalancer.startsWith("app/"))
        return { by: "nothing", because: `${FLOWS} ${ONLY_HEALTH}` };
    return counted(only.arn.replace(/:targetgroup\/.*$/, `:loadbalancer/${only.loadBalancer}`), only, only);
}
function counted(loadBalancer, blue, green) {
    if ([blue, green].some(({ protocolVersion }) => protocolVersion === "GRPC"))
        return { by: "nothing", because: `${TRAILERS} ${ONLY_HEALTH}` };
    return { by: "target-groups", loadBalancer, green: green.arn, blue: blue.arn };
}
const FLOWS = "A network load balancer counts no requests per target group.";
const SEVERAL = "The machines are in several target groups, whose requests CloudWatch counts apart.";
const TRAILERS = "gRPC tells its errors in answers with status 200, and CloudWatch counts none of them by target group.";
const ONLY_HEALTH = "Only alarms and health are judged here, unless `metrics` names another source.";


/***/ }),

/***/ 5964:
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
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7997);

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

/***/ 7997:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ refuse)
/* harmony export */ });
/* unused harmony export EC2_REFUSALS */
/* harmony import */ var _delivery_registry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3582);

/** Every refusal of EC2 whatever the set-up, once. docs/troubleshooting.md lists them. */
const EC2_REFUSALS = {
    "target-group-not-found": {
        code: "not-found",
        sentence: "target-groups: target group {name} not found in this region and account.",
        remedy: "Check the name, AWS_REGION, and the account of the credentials.",
    },
    "group-not-found": {
        code: "not-found",
        sentence: "auto-scaling-groups: Auto Scaling group {names} not found in this region and account.",
        remedy: "Check the name, AWS_REGION, and the account of the credentials.",
    },
    "no-free-priority": {
        code: "unsuitable",
        sentence: "{purpose}: there is no free priority for a rule of its own at the {kind} {arn}.",
        remedy: "Renumber the listener's rules (SetRulePriorities), so that one is free right before it.",
    },
    "too-many-conditions": {
        code: "unsuitable",
        sentence: "{purpose}: the rule {arn} and {condition} have {what}.",
        remedy: "A cookie needs four values, a header or a query one: use one of these, or give the rule fewer.",
    },
    "login-not-carried": {
        code: "unsuitable",
        sentence: "{purpose}: the {kind} {arn} has an OIDC login, whose client secret cannot be carried to a rule beside it.",
        remedy: "A rule without the login would let everybody in. Use `preview: listener …`, a test listener of its own.",
    },
    "test-listener-not-found": {
        code: "not-found",
        sentence: "preview: listener {arn} not found.",
        remedy: "Check the ARN, AWS_REGION, and the account of the credentials.",
    },
    "test-listener-forwards": {
        code: "unsuitable",
        sentence: "preview: the listener {arn} forwards {where}.",
        remedy: "A test listener forwards to one of the two `target-groups`, and to no other.",
    },
    "default-rule": {
        code: "unsuitable",
        sentence: "listeners: {arn} is its listener's default rule.",
        remedy: "ELB changes it with the listener: name {listener} instead.",
    },
    "no-forward": {
        code: "unsuitable",
        sentence: "listeners: the {where} has {kinds} as its action, not a forward to target groups.",
        remedy: "Name the listener or rule that forwards to the target groups.",
    },
    "forwards-elsewhere": {
        code: "unsuitable",
        sentence: "target-groups: the {where} forwards to {to} and {given}.",
        remedy: "Name the target group that serves now and the one for green.",
    },
    "third-target-group": {
        code: "unsuitable",
        sentence: "listeners: the {where} forwards to {all}; {third} is not among `target-groups`.",
        remedy: "If `target-groups` is wrong, name the two that blue and green have. Else a share of the traffic would be outside of both: give {third} weight 0, or name another rule. `rollback` works all the same.",
    },
    "foreign-targets": {
        code: "unsuitable",
        sentence: "target-groups: {target} has targets that belong to no Auto Scaling group of its side, and weight would lead users to them: {targets}.",
        remedy: "Deregister them (`aws elbv2 deregister-targets`), or detach the other Auto Scaling group that registers them. If they are to get their share, give `allow-foreign-targets: true`.",
    },
    "weights-overrun": {
        code: "conflict",
        sentence: "The {kind} {arn} was changed by somebody else while its weights were set.",
        remedy: "Run `status` to see what serves now; running the step again sets the weights again.",
    },
    "weights-not-read-back": {
        code: "unsettled",
        sentence: "The {kind} {arn} still reads as before its weights were set.",
        remedy: "Run `status` to see what serves now; running the step again sets the weights again.",
    },
    "no-network-weights": {
        code: "unsuitable",
        sentence: "listeners: this region's network load balancers do not take target group weights yet.",
        remedy: "Use an application load balancer, or a region where weighted target groups for NLB are available.",
    },
    "alarm-not-found": {
        code: "not-found",
        sentence: "auto-scaling-groups: a policy of {group} is driven by the alarm {alarm}, which is no metric alarm that CloudWatch knows.",
        remedy: "Put the alarm back, or delete the policy.",
    },
    "alarm-not-carried": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {sentence}",
        remedy: "{remedy}, or use a paired fleet, whose groups have alarms of their own.",
    },
    "alarm-exists": {
        code: "refused",
        sentence: "alarm {alarm} already exists and does not belong to {group}: it is not overwritten.",
        remedy: "Rename it, then deploy again: {group} stands without its alarms, and gets them then.",
    },
    "image-not-found": {
        code: "not-found",
        sentence: "image-id: image {image} not found in this region and account.",
        remedy: "Check the id and AWS_REGION, and that the image is shared with this account.",
    },
    "image-not-available": {
        code: "unsuitable",
        sentence: "image-id: {image} is {state}, not available.",
        remedy: "Wait until the image is available, then deploy.",
    },
    "source-not-found": {
        code: "not-found",
        sentence: "source-instance: instance {instance} not found in this region and account.",
        remedy: "Check the id, AWS_REGION, and the account of the credentials.",
    },
    "source-state": {
        code: "unsuitable",
        sentence: "source-instance: {instance} is {state}; an image can be made of a running or a stopped instance.",
        remedy: "Name another instance, or wait until it runs.",
    },
    "source-in-group": {
        code: "unsuitable",
        sentence: "source-instance: an image reboots {instance}, which is {lifecycle} in the Auto Scaling group {group}: it would serve nobody meanwhile, and the group may replace it.",
        remedy: "Give `no-reboot: true` if its disks may be taken while it writes; or take it out of service first (`aws autoscaling enter-standby --auto-scaling-group-name {group} --instance-ids {instance} --should-decrement-desired-capacity`), and bring it back afterwards (`aws autoscaling exit-standby`).",
    },
    "source-is-target": {
        code: "unsuitable",
        sentence: "source-instance: an image reboots {instance}, which is registered in a target group of `target-groups`: requests to it would fail meanwhile.",
        remedy: "Give `no-reboot: true` if its disks may be taken while it writes; or deregister it first (`aws elbv2 deregister-targets`).",
    },
    "source-last": {
        code: "unsuitable",
        sentence: "source-instance: an image reboots {instance}, and no other machine beside it is healthy: nobody would serve meanwhile.",
        remedy: "Give `no-reboot: true` if its disks may be taken while it writes; or have another machine serve first.",
    },
    "source-aside": {
        code: "refused",
        sentence: "source-instance: {instance} is out of service for the image of another rollout, {rollout}.",
        remedy: "Wait until that one is done, or run its `deploy` again, which puts the instance back. Where that rollout is over, put it back yourself (`aws autoscaling exit-standby`, or `aws elbv2 register-targets`).",
    },
    "snapshots-left": {
        code: "denied",
        sentence: "keep-images: the image {image} is gone, but not its snapshots {snapshots}: {said}.",
        remedy: "Allow `ec2:DeleteSnapshot`, and delete them (`aws ec2 delete-snapshot`): nothing leads to them any more. Then deploy again.",
    },
    "image-name-taken": {
        code: "conflict",
        sentence: "source-instance: {image} already has the name {name}, and was not made by this rollout.",
        remedy: "Rename it or deregister it (`aws ec2 deregister-image`), then deploy again.",
    },
    "listener-not-found": {
        code: "not-found",
        sentence: "listeners: {kind} {arn} not found.",
        remedy: "Check the ARN, AWS_REGION, and the account of the credentials.",
    },
    "template-version-refused": {
        code: "not-found",
        sentence: "launch-template-version: {group} cannot take version {version}: {said}",
        remedy: "Check the number with `aws ec2 describe-launch-template-versions`; `teardown` gives this rollout up, then deploy again.",
    },
    "template-full": {
        code: "unsuitable",
        sentence: "The launch template {template} has as many versions as EC2 allows, 10,000: no other can be made.",
        remedy: "Give `keep-versions`, for example 50: then `deploy` deletes versions of its own that nobody uses. Or delete some yourself (`aws ec2 delete-launch-template-versions`), and deploy again.",
    },
    "template-warning": {
        code: "unsuitable",
        sentence: "AWS made launch template version {version}, but warns about it.",
        remedy: "No group uses it yet: fix the template or the input, then deploy again.",
    },
    "launch-configuration": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} uses a launch configuration, not a launch template.",
        remedy: "Launch configurations cannot be versioned: move the group to a launch template.",
    },
    "template-not-pinned": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} uses {version} of the launch template {template}, not a numbered version.",
        remedy: "A blue instance that is replaced during the rollout would silently come up with the new version. Pin it: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name {group} --launch-template LaunchTemplateId={id},Version=NUMBER`.",
    },
    "not-counted-in-instances": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: the desired capacity of {group} is counted by {how}, not in instances.",
        remedy: "A share of the traffic is held against healthy instances: let each instance count one.",
    },
    "other-template": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} uses {uses}, but the serving group uses {blue}.",
        remedy: "Green is blue's launch template with only the revision changed: give both groups the same.",
    },
    "override-template": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {which} uses version {version} of the launch template {template}, not what the group uses.",
        remedy: "A rollout changes one launch template for all instance types: let the override have none of its own, or make it a group of its own.",
    },
    "override-image": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {which} has the image {image} of its own.",
        remedy: "It would hide the one that is deployed: leave it to the launch template.",
    },
    "processes-suspended": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} has suspended processes: {processes}.",
        remedy: "With these suspended it can never get healthy. Resume them: `aws autoscaling resume-processes --auto-scaling-group-name {group}`.",
    },
    "terminate-suspended": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: the process Terminate of {group} is suspended: its instances would never end.",
        remedy: "Resume it: `aws autoscaling resume-processes --auto-scaling-group-name {group} --scaling-processes Terminate`.",
    },
    "in-standby": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} has instances in Standby, which Auto Scaling does not end: {instances}.",
        remedy: "End their standby first: `aws autoscaling exit-standby --auto-scaling-group-name {group} --instance-ids {instances}`.",
    },
    "deletion-protected": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} has deletion protection, and `teardown` has to delete it in the end.",
        remedy: "Lift it: `aws autoscaling update-auto-scaling-group --auto-scaling-group-name {group} --deletion-protection none`.",
    },
    "being-deleted": {
        code: "refused",
        sentence: "auto-scaling-groups: {group} is being deleted.",
        remedy: "Deploy again when it is gone.",
    },
    "too-many-groups": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {groups} all belong to this fleet; a rollout has two sides at most.",
        remedy: "Remove the tag progressive-delivery:fleet from, or delete, the group that is left over.",
    },
    "marked-twice": {
        code: "refused",
        sentence: "Both {blue} and {green} carry the tag progressive-delivery:rollout.",
        remedy: "No step leaves this behind: remove the tag from the group that is not green.",
    },
    "no-serving-group": {
        code: "unsuitable",
        sentence: "target-groups: {target} has the traffic, but no Auto Scaling group fills it.",
        remedy: "Attach the serving group to it.",
    },
    "serving-group-empty": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} has the traffic, but its desired capacity is 0.",
        remedy: "There is nothing to compare green with, nor to go back to: scale it up first.",
    },
    "no-idle-group": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: no group is attached to {target}.",
        remedy: "Attach the idle group of the pair to it.",
    },
    "other-load-balancer": {
        code: "unsuitable",
        sentence: "target-groups: {target} belongs to the load balancer {theirs}, but the listeners are those of {ours}.",
        remedy: "Both target groups must be free or belong to the load balancer of the listeners.",
    },
    "target-stickiness-needs-group-stickiness": {
        code: "unsuitable",
        sentence: "stickiness: {target} has target stickiness, which needs group stickiness.",
        remedy: "Switch off target stickiness on both target groups first (ELB refuses it otherwise).",
    },
    "group-stickiness-missing": {
        code: "unsuitable",
        sentence: "target-groups: {target} has target stickiness, but the listener's forward action has no group stickiness.",
        remedy: "ELB refuses two target groups in one action like that: enable group stickiness on it.",
    },
    "not-attached": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} is attached to neither of {targets}.",
        remedy: "Attach each group to exactly one of the two target groups.",
    },
    "attached-to-both": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} is attached to both {targets}.",
        remedy: "Attach each group to exactly one of the two target groups.",
    },
    "attached-elsewhere": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} is also attached to {where}.",
        remedy: "Traffic from there would reach green without a weight: detach it first.",
    },
    "same-target-group": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {groups} are attached to the same target group, {target}.",
        remedy: "Attach each group to a target group of its own: weights cannot tell apart what shares one.",
    },
    "also-used": {
        code: "unsuitable",
        sentence: "listeners: {target} is also used by {others}.",
        remedy: "Name it in `listeners` too, so that all weights move together; otherwise teardown would break it.",
    },
    "still-used": {
        code: "unsuitable",
        sentence: "listeners: {target} is still used by {others}.",
        remedy: "Name it in `listeners` too and promote again, or take the target group out of it.",
    },
    "to-unknown": {
        code: "input",
        sentence: "to: {given} is neither of the two target groups {targets}.",
        remedy: "Give the name or ARN of the target group that shall get everything.",
    },
    "to-with-rollout": {
        code: "refused",
        sentence: "to: a rollout of {revision} is on record, so it is known which side to go back to: {blue}.",
        remedy: "Run `rollback` without `to`, or `promote` to give {green} everything.",
    },
    "no-preview": {
        code: "unsuitable",
        sentence: "smoke-test: there is no preview through which to ask green.",
        remedy: "Run `deploy` again with a `preview` by header, cookie, query or listener, which makes it.",
    },
    "not-asked-by-http": {
        code: "unsuitable",
        sentence: "{input}: {target} is a {protocol} target group, which does not answer requests by HTTP/1.1.",
        remedy: "Leave out `{input}`: the health of its targets is judged all the same.",
    },
    "probe-needs-draws": {
        code: "unsuitable",
        sentence: "probe-url: {listener} keeps each client on its side by its address: one machine never sees a share.",
        remedy: "Give `stickiness: off` in an earlier step, or leave out `probe-url`.",
    },
};
/** States one of these refusals. */
const refuse = (0,_delivery_registry_js__WEBPACK_IMPORTED_MODULE_0__/* .refusing */ .c)(EC2_REFUSALS);


/***/ }),

/***/ 1080:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dk: () => (/* binding */ TAG),
/* harmony export */   KM: () => (/* binding */ parseCapacity),
/* harmony export */   sm: () => (/* binding */ formatCapacity)
/* harmony export */ });
/** The tags on green's group that mark a rollout. */
const TAG = {
    /** The workflow run that began the rollout: a lock, and the mark by which green is known. */
    rollout: "progressive-delivery:rollout",
    /** The claim of the run that is at work on it: another value than one's own means that somebody else took it over. */
    claim: "progressive-delivery:claim",
    /** What the group was told to run. Stays when the rollout is over, and is believed only with `template`. */
    revision: "progressive-delivery:revision",
    /** The launch template version that the rollout gave the group: `lt-0abc/7`; `none` until it did. Stays. */
    template: "progressive-delivery:template",
    /** ISO 8601. */
    startedAt: "progressive-delivery:started-at",
    /** `<ISO 8601>/<run>`: a teardown has begun. */
    ending: "progressive-delivery:ending",
    /** `min/desired/max` of blue as the rollout found it. */
    blueCapacity: "progressive-delivery:blue-capacity",
    /** What the rollout set as limits: `<blue's minimum or ->/<green's minimum or ->/<green's maximum or ->`. */
    held: "progressive-delivery:held",
    /** How many instances green has at full size. On a shared target group alone, where a share of it is a size. */
    greenSize: "progressive-delivery:green-size",
    /** How the weight last moved: see `delivery/switch-record.ts`. */
    switched: "progressive-delivery:switched",
    /** What the gates fixed before the rollout's first move: see `gates/marks.ts`. Only where gates judge. */
    gates: "progressive-delivery:gates",
    /** Every change of the weight: see `delivery/shifts.ts`. Only where gates judge. */
    shifts: "progressive-delivery:shifts",
    /** How many healthy targets green had when its unfinished bake began. */
    bake: "progressive-delivery:bake-targets",
    /** Rules of ours may exist on the listeners. */
    rules: "progressive-delivery:rules",
    /** The ARN of the listener that leads testers to green. */
    testListener: "progressive-delivery:test-listener",
    /** What the group's warm pool was put with, while a deploy renews it: see `groups/warm-pool.ts`. Stays until then. */
    warmPool: "progressive-delivery:warm-pool",
    /** What the machines of a single fleet ran before the rollout: `lt-0abc/6 image-id=ami-0123`. On a single fleet alone. */
    former: "progressive-delivery:former",
    /** The id of the instance refresh that a rollout or its rollback began last. On a single fleet alone. */
    refresh: "progressive-delivery:refresh",
    /** On groups that were cloned: the name that the inputs give. Stays. */
    fleet: "progressive-delivery:fleet",
};
function formatCapacity({ min, desired, max }) {
    return `${min}/${desired}/${max}`;
}
/** Reads a `blue-capacity` tag; undefined when it is missing or was tampered with. */
function parseCapacity(text) {
    const match = /^(\d{1,6})\/(\d{1,6})\/(\d{1,6})$/.exec(text ?? "");
    if (match === null)
        return undefined;
    return { min: Number(match[1]), desired: Number(match[2]), max: Number(match[3]) };
}


/***/ }),

/***/ 2291:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ readAll)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);

/**
 * Reads several things in one call. When AWS says that one of them is not there it does not say which: each is asked for
 * on its own then, so that nobody is told to check a name that is right.
 *
 * @throws DeliveryError `not-found` about what is missing, or whatever else the call throws.
 */
async function readAll(given, read) {
    try {
        return await read([...given]);
    }
    catch (error) {
        if (given.length < 2 || !isNotFound(error))
            throw error;
        const asked = await Promise.allSettled(given.map((one) => read([one])));
        const missing = asked.flatMap((one) => (one.status === "rejected" && isNotFound(one.reason) ? [one.reason] : []));
        throw missing.length === given.length ? error : (missing[0] ?? error);
    }
}
function isNotFound(error) {
    return error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE && error.code === "not-found";
}


/***/ })

};
