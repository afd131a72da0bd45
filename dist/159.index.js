export const id = 159;
export const ids = [159];
export const modules = {

/***/ 3763:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Km: () => (/* binding */ rehearse),
/* harmony export */   O$: () => (/* binding */ unreadable),
/* harmony export */   Of: () => (/* binding */ refusalOf),
/* harmony export */   VJ: () => (/* binding */ unchecked)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);

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

/***/ 5765:
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
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7835);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1080);
/* harmony import */ var _empty_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8526);
/* harmony import */ var _limits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6883);
/* harmony import */ var _marks_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9781);
/* harmony import */ var _template_versions_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5751);







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
    const imageOf = imageId === undefined ? revision.source?.instanceId : undefined;
    const parts = [source.id, source.version, imageId, userData, rollout];
    const token = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(parts.join("\n")).digest("hex");
    const change = {
        kind: "create-template-version",
        templateId: source.id,
        templateName: source.name,
        sourceVersion: source.version,
        imageId,
        ...(imageOf === undefined ? {} : { imageOf }),
        userData,
        description: (0,_template_versions_js__WEBPACK_IMPORTED_MODULE_5__/* .describeVersion */ .MP)(wanted, rollout),
        clientToken: `pd-${token.slice(0, 48)}`,
        summary: `Create a version of the launch template ${source.name} from version ${source.version} with ${imageOf === undefined ? wanted : `the image of ${imageOf}`}`,
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
            summary: `Scale ${green.name} to ${(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_6__/* .amountOf */ .M)(desired, "instance")} (it has ${green.desired})`,
        },
    ];
}
/** Blue's maximum at first; later on only what the size needs, since it may be somebody else's by then. */
function limitFor(green, size) {
    const fresh = green.desired === 0 || green.max === (0,_limits_js__WEBPACK_IMPORTED_MODULE_3__/* .heldBy */ .Vr)(green).greenMax;
    return Math.max(fresh ? ((0,_marks_js__WEBPACK_IMPORTED_MODULE_4__/* .blueBefore */ .Eo)(green)?.max ?? green.max) : green.max, size);
}


/***/ }),

/***/ 8526:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Fw: () => (/* binding */ requireTerminable),
/* harmony export */   Jw: () => (/* binding */ scaleToNothing),
/* harmony export */   ae: () => (/* binding */ requireDeletable),
/* harmony export */   fI: () => (/* binding */ inStandby)
/* harmony export */ });
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7835);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7997);


/** How a group is emptied, and what would keep it from ever being empty. */
/**
 * @throws DeliveryError `terminate-suspended`, `in-standby` or `deletion-protected`: what no waiting helps against.
 */
function requireTerminable(group, isDeleted) {
    if (group === undefined)
        return;
    const { name, suspended } = group;
    if (suspended.includes("Terminate"))
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("terminate-suspended", { group: name });
    const standby = inStandby(group);
    if (standby.length > 0)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("in-standby", { group: name, instances: standby.join(" ") });
    if (isDeleted)
        requireDeletable(group);
}
/** @throws DeliveryError `deletion-protected`: a clone's teardown deletes the group that it was made from. */
function requireDeletable({ name, raw }) {
    if (raw.DeletionProtection === "prevent-all-deletion")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("deletion-protected", { group: name });
}
/** Auto Scaling neither ends nor counts them. */
function inStandby({ instances }) {
    return instances.filter(({ lifecycle }) => /Standby$/.test(lifecycle)).map(({ id }) => id);
}
/** Ends every instance of a group, also those that are protected from scale-in. */
function scaleToNothing(group, why) {
    const changes = [];
    const shielded = group.instances.filter((instance) => instance.protected).map(({ id }) => id);
    if (shielded.length > 0) {
        changes.push({
            kind: "allow-scale-in",
            destroys: true,
            group: group.name,
            instanceIds: shielded,
            summary: `Lift the scale-in protection of ${(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_1__/* .amountOf */ .M)(shielded.length, "instance")} of ${group.name}`,
        });
    }
    if (group.min > 0 || group.desired > 0) {
        changes.push({
            kind: "set-capacity",
            destroys: true,
            group: group.name,
            capacity: { min: 0, desired: 0 },
            summary: `Scale ${group.name} to 0 (it has ${(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_1__/* .amountOf */ .M)(group.desired, "instance")})${why}`,
        });
    }
    return changes;
}


/***/ }),

/***/ 7557:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L4: () => (/* binding */ stateOf),
/* harmony export */   Wr: () => (/* binding */ healthOf),
/* harmony export */   oB: () => (/* binding */ isFullyHealthy),
/* harmony export */   uS: () => (/* binding */ replacesUnhealthy),
/* harmony export */   uZ: () => (/* binding */ isComing),
/* harmony export */   vx: () => (/* binding */ missingInstances)
/* harmony export */ });
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7835);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1080);
/* harmony import */ var _marks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9781);
/* harmony import */ var _suitable_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8825);




/**
 * Counts a side's health ourselves: neither the group's `InService` (at least one instance passed) nor the load
 * balancer's view (it fails open) is evidence. A target counts when ELB calls it `healthy` and it belongs to an
 * in-service instance of the side's group.
 */
function healthOf({ group, targetGroup }, strictness) {
    if (group === undefined)
        return { healthy: 0, wanted: 0, reasons: [] };
    const targets = new Map(targetGroup.targets.map((target) => [target.id, target]));
    const version = strictness === "strict" ? versionWanted(group) : undefined;
    const reasons = [];
    let healthy = 0;
    for (const instance of group.instances) {
        const reason = shortfall(instance, targets.get(instance.id), version);
        if (reason === undefined)
            healthy += 1;
        else
            reasons.push(reason);
    }
    const missing = group.desired - group.instances.length;
    const suspended = HINDERING.filter((process) => group.suspended.includes(process));
    return {
        healthy,
        wanted: group.desired,
        reasons: [
            ...(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_3__/* .counted */ .h)(reasons),
            ...(missing > 0 ? [`${missing} × not launched yet`] : []),
            ...(suspended.length > 0 && healthy < group.desired
                ? [`suspended on ${group.name}: ${suspended.join(", ")}`]
                : []),
        ],
    };
}
/** Suspended, they keep instances from coming, or from getting targets. */
const HINDERING = ["Launch", "AddToLoadBalancer"];
function versionWanted(group) {
    if (group.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .TAG */ .Dk.template] === _marks_js__WEBPACK_IMPORTED_MODULE_1__/* .NO_TEMPLATE */ .DN)
        return "the rollout's";
    const given = (0,_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .givenVersion */ .GT)(group);
    return given === undefined ? group.template?.version : String(given);
}
/** Instances that the group wants and does not have; those in Standby and on their way out are not among them. */
function missingInstances({ desired, instances }) {
    return desired - instances.filter((each) => !(0,_suitable_js__WEBPACK_IMPORTED_MODULE_2__/* .isLeaving */ .Xi)(each) && !/Standby$/.test(each.lifecycle)).length;
}
/** All that the side wants is healthy, and it wants something. */
function isFullyHealthy(side, strictness) {
    const { healthy, wanted } = healthOf(side, strictness);
    return wanted > 0 && healthy >= wanted;
}
/**
 * Whether something is on its way that may bring a group what it lacks: an instance to be launched, started or
 * registered, or a target whose first checks go on.
 */
function isComing(group, targets) {
    const { suspended, instances } = group;
    if (missingInstances(group) > 0 && !suspended.includes("Launch"))
        return true;
    return instances.some(({ id, lifecycle }) => {
        if (lifecycle.startsWith("Pending"))
            return true;
        if (lifecycle !== "InService")
            return false;
        const target = targets.find((each) => each.id === id);
        if (target === undefined)
            return !suspended.includes("AddToLoadBalancer");
        return target.state === "initial";
    });
}
/** The processes without which Auto Scaling replaces nothing. */
const REPLACING = ["HealthCheck", "ReplaceUnhealthy", "Terminate", "Launch"];
/** Whether Auto Scaling itself replaces what fails the load balancer's health check: then something is on its way. */
function replacesUnhealthy({ raw, desired, suspended }) {
    const byBalancer = (raw.HealthCheckType ?? "").split(",").includes("ELB");
    return byBalancer && desired > 0 && !REPLACING.some((process) => suspended.includes(process));
}
/**
 * How a side stands, by what it has and what is coming.
 *
 * @param want healthy targets that make it ready.
 * @param comesBack a step brings it the instances that it was scaled in by.
 */
function stateOf(side, want, strictness, comesBack) {
    const { group, targetGroup } = side;
    if (group === undefined || group.deleting)
        return "gone";
    const { healthy } = healthOf(side, strictness);
    if (want > 0 && healthy >= want)
        return "ready";
    return comesBack || isComing(group, targetGroup.targets) ? "pending" : "unhealthy";
}
function shortfall(instance, target, version) {
    if (version !== undefined && instance.templateVersion !== version) {
        return `launch template version ${instance.templateVersion ?? "unknown"} instead of ${version}`;
    }
    if (instance.lifecycle !== "InService")
        return `instance ${instance.lifecycle}`;
    if (target === undefined)
        return "not registered in the target group";
    if (target.state === "healthy")
        return undefined;
    const because = [target.reason, target.description].filter((part) => part !== undefined && part !== "").join(": ");
    return `target ${target.state}${because === "" ? "" : ` (${because})`}`;
}


/***/ }),

/***/ 7318:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ linksOf)
/* harmony export */ });
/* harmony import */ var _console_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1214);
/* harmony import */ var _listeners_rule_info_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5789);


/** Where the console shows what carries the traffic: listeners, groups, target groups. */
function linksOf(region, routes, groups, targetGroups) {
    const listeners = [...new Set(routes.map(({ ref }) => (0,_listeners_rule_info_js__WEBPACK_IMPORTED_MODULE_1__/* .listenerOf */ .Al)(ref)))];
    return [
        ...listeners.flatMap((arn) => (0,_console_js__WEBPACK_IMPORTED_MODULE_0__/* .linkTo */ .u)(region, "listener", listenerName(arn), { listener: arn })),
        ...groups.flatMap(({ name }) => (0,_console_js__WEBPACK_IMPORTED_MODULE_0__/* .linkTo */ .u)(region, "Auto Scaling group", name, { autoScalingGroup: name })),
        ...targetGroups.flatMap(({ name, arn }) => (0,_console_js__WEBPACK_IMPORTED_MODULE_0__/* .linkTo */ .u)(region, "target group", name, { targetGroup: arn })),
    ];
}
/** A listener has no name: its load balancer's, with its id. */
function listenerName(arn) {
    const [name, , id] = arn.split("/").slice(-3);
    return `${name}/${id}`;
}


/***/ }),

/***/ 348:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O0: () => (/* binding */ healthProgress),
/* harmony export */   T8: () => (/* binding */ groupProgress),
/* harmony export */   bH: () => (/* binding */ hopelessLaunch),
/* harmony export */   qr: () => (/* binding */ drainProgress),
/* harmony export */   w: () => (/* binding */ neverEmpty)
/* harmony export */ });
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7835);
/* harmony import */ var _image_plan_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7725);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1080);
/* harmony import */ var _empty_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8526);
/* harmony import */ var _health_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7557);
/* harmony import */ var _suitable_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(8825);
/* harmony import */ var _warm_pool_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(9397);







/** Whether the waits for groups are over, and which of them never will be. Pure. */
/** Of the waits that every set-up has. */
function groupProgress(wait, { groups, baking, at, waitingSince = at, }) {
    switch (wait.kind) {
        case "wait-image":
            return (0,_image_plan_js__WEBPACK_IMPORTED_MODULE_0__/* .imageProgress */ .dI)(wait, baking, waitingSince, at);
        case "wait-pool":
            return (0,_warm_pool_js__WEBPACK_IMPORTED_MODULE_5__/* .poolProgress */ .Id)(groups.find(({ name }) => name === wait.group));
    }
}
/**
 * Launches that no waiting helps: the permissions, the image or the template are wrong. `Client.InternalError` is what
 * EC2 says when Auto Scaling may not use the key of a volume (Auto Scaling user guide, troubleshooting launch failures).
 */
const DENIED = /not authorized|UnauthorizedOperation|InvalidKMSKey|Client\.InternalError/i;
const KEY = /InvalidKMSKey|Client\.InternalError/i;
const KEY_REMEDY = "If a volume is encrypted with a key of your own, its key policy must let the role AWSServiceRoleForAutoScaling use it: see docs/image.md. Then run the step again.";
const WRONG = /does not exist|InvalidAMIID|invalid (?:value|parameter)|Invalid id/i;
/** Where one of these is wrong, the group goes on to another. */
const PLACE = /Availability Zone|subnet/i;
/** The image does not fit the instance type; of a mixed instances policy another type may. */
const MISFIT = /architecture/i;
/**
 * Whether a failed launch says that no other will go better.
 *
 * @param mixed whether the group has several instance types.
 */
function isHopeless(message, mixed) {
    if (DENIED.test(message))
        return true;
    if (MISFIT.test(message))
        return !mixed;
    return WRONG.test(message) && !PLACE.test(message);
}
/** What the failed launches of a group say, and the end of a wait that none of them lets hope for. */
function failedLaunches(group, failures) {
    const messages = [...new Set(failures.map(({ message }) => message))];
    const mixed = group?.template?.mixed === true;
    const worst = failures.find(({ message }) => isHopeless(message, mixed));
    const hopeless = worst === undefined || group === undefined || !lacksLaunches(group)
        ? undefined
        : {
            state: "impossible",
            because: `${group.name} cannot launch its instances: ${worst.message}`,
            reasons: messages,
            remedy: KEY.test(worst.message) ? KEY_REMEDY : "Fix the cause, then run the step again.",
        };
    return { hopeless, failed: messages.map((message) => `scaling activity failed: ${message}`) };
}
/** The end of a wait for machines, when a failed launch says that no other will go better. */
function hopelessLaunch(group, failures) {
    return failedLaunches(group, failures).hopeless;
}
/** Instances are missing, and none is on its way. */
function lacksLaunches(group) {
    return (0,_health_js__WEBPACK_IMPORTED_MODULE_3__/* .missingInstances */ .vx)(group) > 0 && !group.instances.some(({ lifecycle }) => lifecycle.startsWith("Pending"));
}
/**
 * Progress of a wait for a side's health, with the failed scaling activities since it began.
 *
 * @param atLeast healthy targets that are enough; undefined: all that the group wants.
 */
function healthProgress(side, strictness, failures, atLeast) {
    const { healthy, wanted, reasons } = (0,_health_js__WEBPACK_IMPORTED_MODULE_3__/* .healthOf */ .Wr)(side, strictness);
    const want = Math.min(atLeast ?? wanted, wanted);
    if (atLeast === undefined ? (0,_health_js__WEBPACK_IMPORTED_MODULE_3__/* .isFullyHealthy */ .oB)(side, strictness) : healthy >= atLeast)
        return { state: "done" };
    const { hopeless, failed } = failedLaunches(side.group, failures);
    const end = hindrance(side, strictness, reasons) ?? hopeless;
    if (end !== undefined)
        return end;
    const missing = wanted > 0 ? Math.ceil((100 * (wanted - healthy)) / wanted) : 100;
    const anyVersion = healthy > 0
        ? `Run the step again to go on waiting, or accept what is healthy now with \`max-capacity-deficit: ${missing}\`.`
        : undefined;
    return {
        state: "waiting",
        for: `healthy targets in ${side.targetGroup.name}`,
        have: healthy,
        want,
        reasons: [...reasons, ...failed],
        ...(strictness === "any-version" && anyVersion !== undefined ? { remedy: anyVersion } : {}),
    };
}
/** What keeps a group from ever getting what it lacks, whatever the time. */
function hindrance({ group }, strictness, reasons) {
    if (group === undefined || group.deleting)
        return undefined;
    const { name, suspended, instances } = group;
    const stuck = ["Launch", "AddToLoadBalancer"].filter((process) => suspended.includes(process));
    const unregistered = reasons.some((reason) => reason.endsWith("not registered in the target group"));
    const stops = (stuck.includes("Launch") && lacksLaunches(group)) || (stuck.includes("AddToLoadBalancer") && unregistered);
    if (stops) {
        return {
            state: "impossible",
            because: `${name} has suspended processes: ${stuck.join(", ")}. What it lacks will never come.`,
            reasons,
            remedy: `Resume them (\`aws autoscaling resume-processes --auto-scaling-group-name ${name} --scaling-processes ${stuck.join(" ")}\`), then run the step again.`,
        };
    }
    const serving = instances.filter((each) => !(0,_suitable_js__WEBPACK_IMPORTED_MODULE_4__/* .isLeaving */ .Xi)(each));
    const version = group.template?.version;
    const foreign = serving.filter(({ templateVersion }) => templateVersion !== version);
    const complete = serving.length >= group.desired && serving.every(({ lifecycle }) => lifecycle === "InService");
    if (strictness === "strict" && foreign.length > 0 && complete && group.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.rollout] !== undefined) {
        return {
            state: "impossible",
            because: `${foreign.length} instances of ${name} run another launch template version than the rollout gave it.`,
            reasons,
            remedy: `Replace them (\`aws autoscaling start-instance-refresh --auto-scaling-group-name ${name}\`) and run the step again, or run \`rollback\`.`,
        };
    }
    return undefined;
}
/**
 * Progress of a wait until a side has no instance and no draining target left.
 */
function drainProgress({ group, targetGroup }) {
    const instances = group?.instances ?? [];
    const draining = targetGroup.targets.filter(({ state }) => state === "draining").length;
    const left = Math.max(instances.length, draining);
    if (left === 0)
        return { state: "done" };
    const reasons = [
        ...(draining > 0 ? [`${draining} × draining`] : []),
        ...(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_6__/* .counted */ .h)(instances.map(({ lifecycle }) => lifecycle)),
    ];
    const end = group === undefined ? undefined : neverEmpty(group, reasons);
    if (end !== undefined)
        return end;
    return {
        state: "waiting",
        for: `instances of ${group?.name ?? targetGroup.name} still draining or terminating`,
        have: left,
        want: 0,
        reasons,
        ...((group?.desired ?? 0) > 0
            ? {
                remedy: `Somebody else scaled ${group?.name} to ${group?.desired} meanwhile: see who wants it, then run the step again.`,
            }
            : {}),
    };
}
/** What keeps a group that is scaled to 0 from ever being empty. */
function neverEmpty(group, reasons) {
    const { name, desired, suspended, instances } = group;
    const standby = (0,_empty_js__WEBPACK_IMPORTED_MODULE_2__/* .inStandby */ .fI)(group);
    const end = (because, remedy) => ({ state: "impossible", because, reasons, remedy });
    if (standby.length > 0) {
        return end(`${name} has instances in Standby, which Auto Scaling does not end: ${standby.join(" ")}.`, `End their standby (\`aws autoscaling exit-standby --auto-scaling-group-name ${name} --instance-ids ${standby.join(" ")}\`), then run the step again.`);
    }
    if (suspended.includes("Terminate") && instances.some((each) => !(0,_suitable_js__WEBPACK_IMPORTED_MODULE_4__/* .isLeaving */ .Xi)(each))) {
        return end(`The process Terminate of ${name} is suspended: its instances will never end.`, `Resume it (\`aws autoscaling resume-processes --auto-scaling-group-name ${name} --scaling-processes Terminate\`), then run the step again.`);
    }
    const shielded = instances.filter((each) => each.protected && each.lifecycle === "InService");
    if (shielded.length === 0 || desired > 0)
        return undefined;
    return end(`${shielded.length} instances of ${name} were protected from scale-in meanwhile.`, "Run the step again, which lifts their protection.");
}


/***/ }),

/***/ 9215:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ rightsFindings)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _delivery_findings_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3763);


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

/***/ 1172:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cd: () => (/* binding */ returnSource),
/* harmony export */   NE: () => (/* binding */ outOfService),
/* harmony export */   S3: () => (/* binding */ isBack),
/* harmony export */   T9: () => (/* binding */ forgetSource),
/* harmony export */   Zl: () => (/* binding */ isAside),
/* harmony export */   bF: () => (/* binding */ isOutOfService),
/* harmony export */   nv: () => (/* binding */ undoAside),
/* harmony export */   q8: () => (/* binding */ asideProgress),
/* harmony export */   u2: () => (/* binding */ isUndoAside),
/* harmony export */   w6: () => (/* binding */ asideFacts)
/* harmony export */ });
/* harmony import */ var _in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4547);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7997);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9111);



/** Where it serves, or did. One that does not run serves nobody. */
function servingOf(instance) {
    return instance?.state === "running" ? instance.serving : undefined;
}
/**
 * What is left to do before the image is made.
 *
 * @throws DeliveryError where nobody would serve in its place, or it is out for another rollout.
 */
function outOfService(source, instance, rollout) {
    const serving = servingOf(instance);
    if (source.noReboot || serving === undefined || instance === undefined)
        return [];
    const { instanceId } = source;
    const { aside, service, ports, others } = serving;
    if (aside !== undefined && aside !== rollout && service !== "in")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_1__/* .refuse */ .T)("source-aside", { instance: instanceId, rollout: aside });
    if (service === "in" || (service === "partly" && aside === rollout)) {
        if (service === "in" && others === 0)
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_1__/* .refuse */ .T)("source-last", { instance: instanceId });
        const { group } = instance;
        const how = group === undefined ? "deregistered from its target groups" : `Standby in ${group}`;
        const summary = `Take ${instanceId} out of service for its image (${how})`;
        return [{ kind: "take-source-out", movesTraffic: true, instanceId, rollout, owner: group, ports, summary }];
    }
    return [];
}
/** Whether it is, or is about to be, out of service for this rollout, and has to be seen back in it. */
function isAside(instance, rollout) {
    return servingOf(instance)?.aside === rollout;
}
/** It is out, and no request reaches it any more. */
function isOutOfService(instance) {
    const serving = instance?.serving;
    return serving === undefined || (0,_in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .isDrained */ .wx)(serving);
}
/** It serves again as it did. */
function isBack(instance) {
    const serving = instance?.serving;
    return serving === undefined || (0,_in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .isHealthy */ .Wr)(serving);
}
function returnSource(instanceId) {
    return { kind: "return-source", movesTraffic: true, instanceId, summary: `Put ${instanceId} back in service` };
}
function forgetSource(instanceId) {
    return { kind: "forget-source", instanceId, summary: `Note on ${instanceId} that it is back` };
}
function asideProgress(until, { instanceId }, seen) {
    const instance = seen?.instance;
    const isOver = until === "out" ? isOutOfService(instance) : isBack(instance);
    if (isOver)
        return { state: "done" };
    const { service = "out", reasons = [], registered = false } = instance?.serving ?? {};
    const draining = registered ? "it still answers requests" : "it is on its way";
    const told = until === "out" ? [draining] : service === "in" ? reasons : [`it is ${instance?.lifecycle ?? service}`];
    const what = until === "out" ? `${instanceId} out of service` : `${instanceId} back in service`;
    return { state: "waiting", for: what, have: 0, want: 1, reasons: told };
}
/** That it is out is no state to leave by itself: see `Platform.view`. */
function asideFacts(seen) {
    const serving = seen?.instance?.serving;
    if (serving?.aside === undefined || serving.service === "in")
        return {};
    return { "source instance": `out of service for the image of ${serving.aside}` };
}
/**
 * What a deploy undoes that was cut off before anything of green moved: whoever was taken out for an image serves again.
 *
 * @returns undefined where the step is none that takes anybody out.
 */
function undoAside({ step }, revision, seen) {
    const source = (0,_source_js__WEBPACK_IMPORTED_MODULE_2__/* .sourceOf */ .vz)(revision);
    if (step !== "deploy" || source === undefined)
        return undefined;
    return servingOf(seen?.instance) === undefined ? undefined : returnSource(source.instanceId);
}
function isUndoAside(undo, { step }, revision) {
    const { kind, instanceId } = undo;
    return kind === "return-source" && step === "deploy" && instanceId === (0,_source_js__WEBPACK_IMPORTED_MODULE_2__/* .sourceOf */ .vz)(revision)?.instanceId;
}


/***/ }),

/***/ 2252:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N: () => (/* binding */ observeImages),
/* harmony export */   T: () => (/* binding */ observeBaking)
/* harmony export */ });
/* harmony import */ var _groups_marks_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9781);
/* harmony import */ var _in_place_members_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9833);
/* harmony import */ var _in_place_notes_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6279);
/* harmony import */ var _in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4547);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9111);





/** What is known of the image of a deploy; undefined when it makes none of an instance. */
async function observeBaking(revision, groups, editors, reader) {
    const source = (0,_source_js__WEBPACK_IMPORTED_MODULE_4__/* .sourceOf */ .vz)(revision);
    if (source === undefined)
        return undefined;
    const editor = await editors.images();
    const templates = new Map(groups.flatMap(({ template }) => (template ? [[(0,_groups_marks_js__WEBPACK_IMPORTED_MODULE_0__/* .templateTag */ .D1)(template, template.version), template]] : [])));
    const [instance, images, ...overrides] = await Promise.all([
        observeSource(source, groups, editors, reader),
        editor.imagesOf(source.instanceId),
        ...[...templates].map(async ([tag, template]) => [tag, await editor.overrides(template)]),
    ]);
    return { instance, images, overrides: Object.fromEntries(overrides), failedLooks: 0 };
}
/** One look of a wait: the images, or the instance, alone. */
async function observeImages({ until, source }, before, groups, editors, reader) {
    const { instance, images = [], overrides = {}, failedLooks = 0 } = before ?? {};
    if (until !== "made") {
        return { instance: await observeSource(source, groups, editors, reader), images, overrides, failedLooks };
    }
    const now = await (await editors.images()).imagesOf(source.instanceId);
    return { instance, images: now, overrides, failedLooks: hasFailed(now[0]) ? failedLooks + 1 : 0 };
}
/** @param groups those of the step; the instance may be of another. */
async function observeSource(source, groups, editors, reader) {
    const found = await (await editors.images()).instance(source.instanceId);
    if (found === undefined)
        return undefined;
    const { state, group: name } = found;
    // What is known of the step's own groups is of before the wait.
    const [group] = name === undefined ? [] : await reader.groupsNamed([name]);
    const lifecycle = group?.instances.find(({ id }) => id === source.instanceId)?.lifecycle;
    const serving = await servingOf(source, found, group, groups, reader);
    return { state, group: name, lifecycle, serving };
}
async function servingOf({ instanceId }, { tags }, group, groups, reader) {
    const arns = new Set([...(group?.targetGroupArns ?? []), ...groups.flatMap((each) => each.targetGroupArns)]);
    const all = await Promise.all([...arns].map(async (arn) => ({ arn, name: nameIn(arn), targets: await reader.targets(arn) })));
    const isOwn = ({ arn }) => group?.targetGroupArns.includes(arn) ?? true;
    // Its group does not take it out of what somebody else registered it in.
    const isElsewhere = all.some((each) => !isOwn(each) && each.targets.some(({ id }) => id === instanceId));
    if (isElsewhere)
        return undefined;
    const targetGroups = all.filter(isOwn);
    const known = new Map([[instanceId, (0,_in_place_notes_js__WEBPACK_IMPORTED_MODULE_2__/* .toNotes */ .t)(tags, "")]]);
    const { machines } = group === undefined ? (0,_in_place_members_js__WEBPACK_IMPORTED_MODULE_1__/* .membersOfTargets */ .fh)(targetGroups, known) : (0,_in_place_members_js__WEBPACK_IMPORTED_MODULE_1__/* .membersOfGroup */ .MJ)(group, targetGroups, known);
    const own = machines.find(({ id }) => id === instanceId);
    if (own === undefined)
        return undefined;
    const { service, registered, ports, reasons } = own;
    const others = machines.filter((machine) => machine.id !== instanceId && (0,_in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_3__/* .isHealthy */ .Wr)(machine)).length;
    const held = group?.tags[_in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_3__/* .IN_PLACE_TAG */ .TZ.held] !== undefined;
    return { service, registered, ports, reasons, aside: tags[_source_js__WEBPACK_IMPORTED_MODULE_4__/* .ASIDE_TAG */ .oF], others, held };
}
function hasFailed(image) {
    return image !== undefined && image.state !== "pending" && image.state !== "available";
}
function nameIn(arn) {
    return /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}


/***/ }),

/***/ 7725:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ur: () => (/* binding */ overrideWarnings),
/* harmony export */   Wq: () => (/* binding */ bake),
/* harmony export */   dI: () => (/* binding */ imageProgress),
/* harmony export */   sQ: () => (/* binding */ prunableImages)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);
/* harmony import */ var _groups_marks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9781);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7997);
/* harmony import */ var _settings_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9718);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1080);
/* harmony import */ var _aside_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1172);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9111);







/** EC2 API Reference, CreateImage. */
const MAX_NAME = 128;
const ILLEGAL = /[^A-Za-z0-9()[\] ./\-'@_]/g;
/** From these no image becomes available any more. */
const ENDED = ["failed", "error", "invalid", "deregistered", "disabled"];
/** A state that is seen once may be a slip; an image did turn up after it. */
const LOOKS_TO_BELIEVE = 2;
/**
 * Makes the image of a revision that names an instance. Its changes come before the launch template version; after the
 * wait that they end with the plan is made anew, and then the revision has its image.
 *
 * @param seen undefined where the revision names no instance.
 * @throws DeliveryError when the image cannot be made without harm.
 */
function bake(revision, about, seen) {
    const source = (0,_source_js__WEBPACK_IMPORTED_MODULE_6__/* .sourceOf */ .vz)(revision);
    if (source === undefined || revision.kind === "version")
        return { changes: [], revision };
    const image = imageOf(seen, about.rollout, (0,_source_js__WEBPACK_IMPORTED_MODULE_6__/* .templateKey */ .AY)(about.template));
    const instance = seen?.instance;
    const aside = (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .isAside */ .Zl)(instance, about.rollout);
    const back = aside ? returned(source, instance, about) : [];
    if (image?.state === "available")
        return { changes: back, revision: { ...revision, imageId: image.id } };
    if (image !== undefined && !ENDED.includes(image.state))
        return { changes: [waitImage(source, about), ...back], revision };
    requireSource(source, instance, about);
    const out = about.standsAside ? (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .outOfService */ .NE)(source, instance, about.rollout) : [];
    const isLeaving = out.length > 0 || (aside && !(0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .isOutOfService */ .bF)(instance));
    const changes = [
        ...out,
        ...(isLeaving ? [waitFor("out", source, about)] : []),
        ...(image === undefined ? [] : [discard(image)]),
        ...(source.keep === undefined ? [] : [prune(source.keep, about)]),
        create(source, (0,_settings_js__WEBPACK_IMPORTED_MODULE_3__/* .describeRevision */ .hi)(revision), about),
        waitImage(source, about),
        ...(out.length > 0 || aside ? returned(source, undefined, about) : []),
    ];
    return { changes, revision };
}
/**
 * What is left of the way back into service.
 *
 * @param instance undefined: it is out by then.
 */
function returned(source, instance, about) {
    const { instanceId } = source;
    const isIn = instance?.serving?.service === "in" && !instance.serving.held;
    return [
        ...(isIn ? [] : [(0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .returnSource */ .Cd)(instanceId)]),
        ...(isIn && (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .isBack */ .S3)(instance) ? [] : [waitFor("back", source, about)]),
        (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .forgetSource */ .T9)(instanceId),
    ];
}
/** What of the image a launch template does not let through. */
function overrideWarnings(template, seen) {
    const devices = seen?.overrides[(0,_groups_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .templateTag */ .D1)(template, template.version)] ?? [];
    if (devices.length === 0)
        return [];
    return [
        `source-instance: the launch template ${template.name} has a block device mapping of its own for ${devices.join(" and ")}, with a snapshot or an encryption: it takes the place of what the image has there. ` +
            "If new instances are to start with the source instance's disk, take it out of the launch template.",
    ];
}
/** @param now milliseconds since the epoch, as `since`, at which this wait began. */
function imageProgress({ until, source, rollout, template }, seen, since, now) {
    if (until !== "made")
        return (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .asideProgress */ .q8)(until, source, seen);
    const image = imageOf(seen, rollout, template);
    if (image?.state === "available")
        return { state: "done" };
    const failed = image !== undefined && ENDED.includes(image.state);
    if (failed && (seen?.failedLooks ?? 0) >= LOOKS_TO_BELIEVE) {
        return {
            state: "impossible",
            because: `The image ${image.id} of ${source.instanceId} is ${image.state}.`,
            reasons: [image.reason ?? "EC2 gives no reason"],
            remedy: "Fix the cause, then run `deploy` again: it deletes this image and makes another.",
        };
    }
    if (now - since >= source.timeoutMs) {
        return {
            state: "impossible",
            because: `The image of ${source.instanceId} is not available after ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(source.timeoutMs)} (image-timeout).`,
            reasons: [image === undefined ? "EC2 does not list it yet" : `${image.id} is ${image.state}`],
            remedy: "EC2 goes on with it. Run `deploy` again: it waits for the same image and makes no other.",
        };
    }
    return {
        state: "waiting",
        for: `percent of the image ${image?.id ?? ""} of ${source.instanceId} copied`.replace("  ", " "),
        have: image?.progress ?? 0,
        want: 100,
        reasons: [image === undefined ? "EC2 does not list it yet" : `it is ${image.state}`],
    };
}
/** Images that may go: beyond the newest `keep`, used by nobody, and not at work. */
function prunableImages(
/** Ours for one launch template. */
images, used, keep) {
    return [...images]
        .sort((one, other) => other.createdAt - one.createdAt)
        .slice(keep)
        .filter(({ id, state }) => !used.has(id) && state !== "pending")
        .map(({ id }) => id);
}
/** Of several, an available one: a rollout has two only after a failed one that could not be deleted. */
function imageOf(seen, rollout, template) {
    const own = (seen?.images ?? []).filter((image) => image.rollout === rollout && image.template === template);
    return own.find(({ state }) => state === "available") ?? own[0];
}
/**
 * A machine that is restarted serves nobody meanwhile, and its group may take it for broken: that is not done unasked.
 *
 * @throws DeliveryError `source-not-found`, `source-state`, `source-in-group` or `source-is-target`.
 */
function requireSource({ instanceId, noReboot }, instance, { targets, standsAside }) {
    if (instance === undefined)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("source-not-found", { instance: instanceId });
    const { state, group, lifecycle } = instance;
    if (state !== "running" && state !== "stopped")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("source-state", { instance: instanceId, state });
    if (noReboot || state === "stopped")
        return;
    const { service, aside } = instance.serving ?? {};
    // It is taken out first, or was already.
    if (standsAside && (service === "in" || aside !== undefined))
        return;
    if (group !== undefined && lifecycle !== undefined && lifecycle !== "Standby")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("source-in-group", { instance: instanceId, group, lifecycle });
    if (targets.includes(instanceId))
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("source-is-target", { instance: instanceId });
}
function create(source, revision, { rollout, template }) {
    const { instanceId, noReboot } = source;
    return {
        kind: "create-image",
        instanceId,
        noReboot,
        name: nameFor(template.name, instanceId, rollout),
        rollout,
        tags: {
            [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout]: rollout,
            [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision]: revision,
            [_source_js__WEBPACK_IMPORTED_MODULE_6__/* .IMAGE_TAG */ .Ne.source]: instanceId,
            [_source_js__WEBPACK_IMPORTED_MODULE_6__/* .IMAGE_TAG */ .Ne.template]: (0,_source_js__WEBPACK_IMPORTED_MODULE_6__/* .templateKey */ .AY)(template),
        },
        summary: `Create an image of ${instanceId}${noReboot ? " without a reboot" : ", which reboots it"}`,
    };
}
/** What tells rollouts apart stands last, and is what stays of a name that is too long. */
function nameFor(template, instanceId, rollout) {
    return `${template} ${instanceId} ${rollout}`.replace(ILLEGAL, "-").slice(-MAX_NAME).trim();
}
function discard({ id }) {
    return { kind: "discard-image", imageId: id, summary: `Delete the image ${id}, which failed, with its snapshots` };
}
function prune(keep, { template, versions = [] }) {
    const summary = `Delete images that deploys made for the launch template ${template.name} and nobody uses, but for the newest ${keep}`;
    return { kind: "prune-images", templateId: template.id, templateName: template.name, keep, versions, summary };
}
function waitImage(source, about) {
    return waitFor("made", source, about);
}
const WAITS = {
    out: (instance) => `Wait for the last request to ${instance}`,
    made: (instance) => `Wait until the image of ${instance} is available`,
    back: (instance) => `Wait until ${instance} is healthy in service again`,
};
function waitFor(until, source, { rollout, template }) {
    const summary = WAITS[until](source.instanceId);
    return { kind: "wait-image", waits: true, until, source, rollout, template: (0,_source_js__WEBPACK_IMPORTED_MODULE_6__/* .templateKey */ .AY)(template), summary };
}


/***/ }),

/***/ 5789:
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
