export const id = 455;
export const ids = [455];
export const modules = {

/***/ 2455:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Ec2Platform: () => (/* binding */ Ec2Platform)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-auto-scaling/dist-cjs/index.js
var dist_cjs = __webpack_require__(8932);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-elastic-load-balancing-v2/dist-cjs/index.js
var client_elastic_load_balancing_v2_dist_cjs = __webpack_require__(586);
// EXTERNAL MODULE: ./build/delivery/countdown.js
var countdown = __webpack_require__(4702);
// EXTERNAL MODULE: ./build/platforms/aws.js
var aws = __webpack_require__(5978);
// EXTERNAL MODULE: ./build/platforms/ec2/checks/probe.js + 1 modules
var probe = __webpack_require__(1405);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/delivery/path-check.js
var path_check = __webpack_require__(8527);
// EXTERNAL MODULE: ./build/platforms/ec2/checks/ask.js
var ask = __webpack_require__(943);
;// CONCATENATED MODULE: ./build/platforms/ec2/checks/smoke.js



/** Looks that may fail before the smoke test does: a new listener rule is not obeyed at once. */
const TRIES = 10;
/** Asks for every path as a tester would. */
async function smoke({ url, checks, preview }, signal) {
    const results = await Promise.all(checks.map(async (check) => {
        try {
            const { status } = await (0,ask/* ask */.k)(new URL(check.path, url), preview, signal);
            if ((0,path_check/* isAsWanted */.K1)(check, status))
                return [];
            return [`${check.path} answered ${status}${check.status === undefined ? "" : ` instead of ${check.status}`}`];
        }
        catch (error) {
            signal.throwIfAborted();
            return [`${check.path} did not answer: ${(0,errors/* errorMessage */.gJ)(error)}`];
        }
    }));
    return results.flat();
}
function smokeProgress(result, wanted) {
    if (result !== undefined && result.failed.length === 0)
        return { state: "done" };
    const reasons = result?.failed ?? [];
    if ((result?.tries ?? 0) >= TRIES) {
        const because = `Green fails its smoke test: ${reasons.length} of ${wanted} paths, ${TRIES} times in a row. It has no weight; \`teardown\` removes it.`;
        return { state: "impossible", because, reasons };
    }
    return {
        state: "waiting",
        for: "paths of the smoke test that answer",
        have: wanted - reasons.length,
        want: wanted,
        reasons,
    };
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/editors.js
var editors = __webpack_require__(5373);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/health.js
var health = __webpack_require__(7557);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/observe.js
var observe = __webpack_require__(3831);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/observe-routes.js
var observe_routes = __webpack_require__(7371);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/preview.js
var listeners_preview = __webpack_require__(4772);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/rule-info.js
var rule_info = __webpack_require__(5789);
;// CONCATENATED MODULE: ./build/platforms/ec2/listeners/rules.js



/** Makes and removes listener rules of ours. */
class RuleWriter {
    #elb;
    #routes;
    #signal;
    constructor(elb, routes, signal) {
        this.#elb = elb;
        this.#routes = routes;
        this.#signal = signal;
    }
    /**
     * Makes the rule, unless it is there. CreateRule has no token: a priority in use may be our own rule, made by a call
     * whose answer was lost.
     *
     * @returns the listener's rules as read back.
     */
    async create(change) {
        const { listenerArn, purpose, priority, blueArn, greenArn, green } = change;
        const TargetGroups = [
            { TargetGroupArn: blueArn, Weight: 100 - green },
            { TargetGroupArn: greenArn, Weight: green },
        ];
        const command = new client_elastic_load_balancing_v2_dist_cjs/* CreateRuleCommand */.OOk({
            ListenerArn: listenerArn,
            Priority: priority,
            Conditions: [...change.conditions],
            Actions: [{ Type: "forward", ForwardConfig: { TargetGroups } }],
            Tags: [{ Key: rule_info/* RULE_TAG */.yQ, Value: purpose }],
        });
        const readBack = () => this.#routes.listenerRules([{ arn: listenerArn, kind: "listener" }], [blueArn, greenArn]);
        try {
            await this.#send("CreateRule", () => this.#elb.send(command, { abortSignal: this.#signal }));
        }
        catch (error) {
            const rules = (0,aws/* errorName */.Is)(error).startsWith("PriorityInUse") ? await readBack() : [];
            if (!rules.some((rule) => rule.priority === priority && rule.purpose === purpose))
                throw error;
            return rules;
        }
        return readBack();
    }
    /** A rule that is gone already is what was wanted. */
    async delete(arn) {
        try {
            await this.#send("DeleteRule", () => this.#elb.send(new client_elastic_load_balancing_v2_dist_cjs/* DeleteRuleCommand */.piX({ RuleArn: arn }), { abortSignal: this.#signal }));
        }
        catch (error) {
            if (!/^RuleNotFound/.test((0,aws/* errorName */.Is)(error)))
                throw error;
        }
    }
    #send(action, send) {
        return (0,aws/* call */.T1)(`elasticloadbalancing:${action}`, this.#signal, send);
    }
}

// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/group-writer.js + 1 modules
var group_writer = __webpack_require__(3776);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/routes.js
var listeners_routes = __webpack_require__(5964);
;// CONCATENATED MODULE: ./build/platforms/ec2/listeners/weights.js




/** Weights are written on the ground of a reading at most this old, in milliseconds: ELB has no optimistic lock. */
const FRESH_MS = 5_000;
/** How long a written listener may still read as before, in milliseconds. */
const READ_BACK_MS = 15_000;
const READ_BACK_PAUSE_MS = 500;
/** Writes under way at once: the token bucket of mutating calls is small (ELB user guide, API throttling). */
const PARALLEL_WRITES = 4;
/**
 * Sets green's weight on all routes, or on none: when one write fails the others are put back. Each write replaces a
 * route's whole list of actions, so it is made from a fresh reading, and read back afterwards.
 *
 * @param green 0–100 percent.
 * @param sticky seconds of group stickiness, 0 for none; undefined keeps it.
 * @returns the routes as read back.
 * @throws DeliveryError when a write fails, or somebody else's change is read back.
 */
async function writeWeights(tools, seen, blueArn, greenArn, green, sticky) {
    const fresh = tools.now() - seen.routesAt <= FRESH_MS;
    const before = fresh ? [...seen.routes] : await tools.reader.routes(seen.routes.map(({ ref }) => ref));
    const wanted = before.map(({ ref, actions }) => ({ ref, actions: (0,listeners_routes/* withWeights */.cY)(actions, blueArn, greenArn, green, sticky) }));
    const pending = wanted.filter(({ actions }, index) => !(0,listeners_routes/* sameActions */.yB)(actions, before[index]?.actions ?? []));
    if (pending.length === 0)
        return before;
    const results = await inBatches(pending, (route) => modify(tools, route.ref, route.actions));
    const failure = results.find((result) => result.status === "rejected");
    if (failure?.status === "rejected") {
        const untouched = results.every((result) => result.status === "rejected" && hadNoEffect(result.reason));
        if (pending.length > 1 && !untouched)
            throw await putBack(tools, pending, before, failure.reason);
        throw failure.reason;
    }
    return readBack(tools, before, wanted);
}
/**
 * Restores every route that was or may have been written: a failed write may have had its effect all the same.
 *
 * @returns the error to end with: what failed, and what of it could not be put back.
 */
async function putBack(tools, pending, before, reason) {
    const touched = before.filter(({ ref }) => pending.some((route) => route.ref.arn === ref.arn));
    const results = await inBatches(touched, (route) => modify(tools, route.ref, (0,listeners_routes/* writableActions */.MN)(route.actions)));
    const stuck = touched.filter((_, index) => results[index]?.status !== "fulfilled").map(({ ref }) => ref.arn);
    const said = reason instanceof Error ? reason.message : String(reason);
    const code = reason instanceof errors/* DeliveryError */.VE ? reason.code : "platform";
    if (stuck.length === 0) {
        return new errors/* DeliveryError */.VE(code, `${said} The listeners that had been changed were put back.`, {
            cause: reason,
            ...(reason instanceof errors/* DeliveryError */.VE && reason.remedy !== undefined ? { remedy: reason.remedy } : {}),
        });
    }
    return new errors/* DeliveryError */.VE(code, `${said} Putting the weights back failed on ${stuck.join(", ")}.`, {
        cause: reason,
        remedy: "The listeners disagree now: run `rollback`, which sets all of them.",
    });
}
function hadNoEffect(reason) {
    return reason instanceof errors/* DeliveryError */.VE && reason.noEffect;
}
async function readBack(tools, before, wanted) {
    const until = tools.now() + READ_BACK_MS;
    for (;;) {
        const now = await tools.reader.routes(wanted.map(({ ref }) => ref));
        const open = now.filter(({ actions }, index) => !(0,listeners_routes/* sameActions */.yB)(actions, wanted[index]?.actions ?? []));
        if (open.length === 0)
            return now;
        const foreign = open.find(({ ref, actions }) => {
            const old = before.find((route) => route.ref.arn === ref.arn);
            return old === undefined || !(0,listeners_routes/* sameActions */.yB)(actions, old.actions);
        });
        if (foreign !== undefined || tools.now() > until) {
            const what = foreign === undefined ? "still reads as before" : "was changed by somebody else at the same moment";
            throw new errors/* DeliveryError */.VE("drift", `The ${open[0]?.ref.kind} ${open[0]?.ref.arn} ${what}, after its weights were set.`, {
                remedy: "Run `status` to see what serves now; running the step again sets the weights again.",
            });
        }
        await tools.sleep(READ_BACK_PAUSE_MS);
    }
}
async function modify(tools, ref, actions) {
    const abort = { abortSignal: tools.signal };
    const about = { input: "listeners", given: ref.arn };
    try {
        await (ref.kind === "listener"
            ? (0,aws/* call */.T1)("elasticloadbalancing:ModifyListener", tools.signal, () => tools.elb.send(new client_elastic_load_balancing_v2_dist_cjs/* ModifyListenerCommand */.ugc({ ListenerArn: ref.arn, DefaultActions: [...actions] }), abort), about)
            : (0,aws/* call */.T1)("elasticloadbalancing:ModifyRule", tools.signal, () => tools.elb.send(new client_elastic_load_balancing_v2_dist_cjs/* ModifyRuleCommand */.y5P({ RuleArn: ref.arn, Actions: [...actions] }), abort), about));
    }
    catch (error) {
        if (error instanceof errors/* DeliveryError */.VE &&
            /target group weight on load balancers of type 'network'/.test(error.message)) {
            throw new errors/* DeliveryError */.VE("unsuitable", "listeners: this region's network load balancers do not take target group weights yet.", {
                cause: error,
                remedy: "Use an application load balancer, or a region where weighted target groups for NLB are available.",
            });
        }
        throw error;
    }
}
async function inBatches(items, work) {
    const results = [];
    for (let start = 0; start < items.length; start += PARALLEL_WRITES) {
        const batch = items.slice(start, start + PARALLEL_WRITES);
        results.push(...(await Promise.allSettled(batch.map(work))));
        if (results.some(({ status }) => status === "rejected"))
            break;
    }
    return results;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/apply.js





/** The writing half of the platform: weights and listener rules; groups are written by `GroupWriter`. All idempotent. */
class Ec2Writer {
    #groups;
    #weights;
    #rules;
    constructor(tools) {
        this.#groups = new group_writer/* GroupWriter */.Z(tools);
        this.#weights = tools.weights;
        this.#rules = tools.rules;
    }
    async apply(change, seen) {
        switch (change.kind) {
            case "set-weights":
                return this.#setWeights(change, seen);
            case "create-rule":
                return this.#createRule(change, seen);
            case "delete-rule":
                await this.#rules.delete(change.arn);
                return { ...seen, rules: seen.rules.filter(({ arn }) => arn !== change.arn) };
            case "point-test-listener":
                return this.#pointTestListener(change, seen);
            case "reference-green":
                return this.#withRoutes(seen, await writeWeights(this.#weights, seen, change.blueArn, change.greenArn, 0, undefined));
            case "wait-healthy":
            case "wait-drained":
            case "wait-until":
            case "wait-bake":
            case "smoke-test":
            case "wait-share":
                throw new errors/* DeliveryError */.VE("internal", `A wait (${change.kind}) was applied instead of waited for.`);
            default:
                return this.#groups.apply(change, seen);
        }
    }
    async #createRule(change, seen) {
        const rules = await this.#rules.create(change);
        const others = seen.rules.filter(({ listenerArn }) => listenerArn !== change.listenerArn);
        return { ...seen, rules: [...others, ...rules] };
    }
    /** Weights and the record of the switch go out together: one round trip, and neither waits for the other. */
    async #setWeights(change, seen) {
        const { blueArn, greenArn, green, sticky, record } = change;
        const value = record === undefined ? "" : (0,snapshot/* formatSwitch */.a9)({ ...record, at: this.#weights.now() });
        const target = change.cohort === true ? { routes: (0,rule_info/* ownRoutes */.T7)(seen, "cohort"), routesAt: seen.routesAt } : seen;
        const [routes, tagged] = await Promise.allSettled([
            writeWeights(this.#weights, target, blueArn, greenArn, green, sticky),
            record === undefined ? undefined : this.#groups.tag(record.group, { [snapshot/* TAG */.Dk.switched]: value }),
        ]);
        if (routes.status === "rejected")
            throw routes.reason;
        if (tagged.status === "rejected")
            throw tagged.reason;
        const after = change.cohort === true ? withCohort(seen, routes.value) : this.#withRoutes(seen, routes.value);
        if (record === undefined)
            return after;
        return (0,group_writer/* withTags */.S)(after, record.group, { [snapshot/* TAG */.Dk.switched]: value });
    }
    /** Always from a fresh reading: the one of its own step may be as old as the deploy took. */
    async #pointTestListener(change, seen) {
        const { listener: ref, blueArn, greenArn, green } = change;
        const stale = { routes: [{ ref, actions: [] }], routesAt: Number.NEGATIVE_INFINITY };
        const [testListener] = await writeWeights(this.#weights, stale, blueArn, greenArn, green, undefined);
        return { ...seen, testListener };
    }
    #withRoutes(seen, routes) {
        return { ...seen, routes, routesAt: this.#weights.now() };
    }
}
function withCohort(seen, routes) {
    const actions = new Map(routes.map((route) => [route.ref.arn, route.actions]));
    return { ...seen, rules: seen.rules.map((rule) => ({ ...rule, actions: actions.get(rule.arn) ?? rule.actions })) };
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/plan-groups.js
var plan_groups = __webpack_require__(4369);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/plan-rules.js
var plan_rules = __webpack_require__(2943);
// EXTERNAL MODULE: ./build/platforms/ec2/checks/mark.js
var mark = __webpack_require__(4797);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/conditions.js
var conditions = __webpack_require__(7564);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/sides.js
var weighted_sides = __webpack_require__(2250);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/looks.js








/**
 * Adds the looks from outside to a step's plan: the smoke test at the end of a deploy and before green's first weight,
 * and the probe after the last change that moves traffic, before a bake. Pure.
 */
function withLooks(settings, intent, seen, sides, plan) {
    switch (intent.step) {
        case "deploy":
            return deployed(settings, sides, plan);
        case "shift":
        case "promote":
            return smoked(settings, seen, sides, probed(settings, intent, seen, sides, plan));
        case "rollback":
            return probed(settings, intent, seen, sides, plan);
        default:
            return plan;
    }
}
/** At the end of every deploy that did something, and of one that is repeated: the smoke test may be what failed. */
function deployed({ smoke, preview }, sides, plan) {
    const unproven = sides.marked && (0,weighted_sides/* everywhere */.fC)(sides, 0);
    if (smoke === undefined || (plan.changes.length === 0 && !unproven))
        return plan;
    return { ...plan, changes: [...plan.changes, smokeTest({ ...smoke, preview })] };
}
/** Before everything else of a step that gives green its first weight: the deploy may be days ago. */
function smoked({ smoke }, seen, sides, plan) {
    const gives = plan.changes.some((change) => (change.kind === "set-weights" || change.kind === "create-rule") && change.green > 0);
    if (smoke === undefined || !gives || !(0,weighted_sides/* everywhere */.fC)(sides, 0))
        return plan;
    const live = (0,listeners_preview/* livePreview */.bp)(seen, sides);
    const preview = live?.by === "rule" ? live.condition : undefined;
    if (live === undefined || preview?.by === "source") {
        throw new errors/* DeliveryError */.VE("unsuitable", "smoke-test: there is no preview through which to ask green.", {
            remedy: "Run `deploy` again with a `preview` by header, cookie, query or listener, which makes it; nothing was touched.",
        });
    }
    return { ...plan, changes: [smokeTest({ ...smoke, preview }), ...plan.changes] };
}
function smokeTest(test) {
    const paths = test.checks.map(path_check/* describePathCheck */.xA).join(", ");
    return {
        kind: "smoke-test",
        waits: true,
        test,
        summary: `Smoke test: ${paths} on ${(0,probe/* addressOf */.ci)(test.url)}, as the preview sees it`,
    };
}
/**
 * After the last move. A step that is run again and finds its weights there looks too: this look may be what failed.
 * Without a rollout there is no green to look for.
 */
function probed(settings, intent, seen, sides, plan) {
    const { probe, cohort } = settings;
    const share = shareAfter(intent, sides, plan);
    if (probe === undefined || share === undefined)
        return plan;
    requireDraws(seen, share);
    const condition = intent.step === "shift" ? cohort : undefined;
    const before = (0,weighted_sides/* agreedShare */.oF)(condition === undefined ? { ...sides, cohortShares: [] } : sides);
    const change = waitShare(probe, share, before, condition);
    const bake = plan.changes.findIndex(({ kind }) => kind === "wait-bake");
    if (bake !== -1)
        return { ...plan, changes: plan.changes.toSpliced(bake, 0, change) };
    if (intent.step !== "shift" || share === 0)
        return { ...plan, changes: [...plan.changes, change] };
    return { ...plan, changes: [...plan.changes.map(unproven), change, ...recordSeen(sides, share, plan)] };
}
/** A rung counts as taken when its share was seen, as it does when it was baked: until then `shift` stays on it. */
function unproven(change) {
    if (change.kind !== "set-weights" || change.record === undefined)
        return change;
    return { ...change, record: { ...change.record, baking: true } };
}
function recordSeen({ green, switched }, share, { changes }) {
    const noted = switched?.baking === true || changes.some(({ kind }) => kind === "set-weights");
    if (green.group === undefined || !noted)
        return [];
    const { name } = green.group;
    return [
        {
            kind: "record-baked",
            records: true,
            group: name,
            summary: `Record on ${name} that ${share} % was seen from outside`,
        },
    ];
}
/** Green's share when the plan is done, percent; undefined when there is no green. */
function shareAfter({ step }, sides, { changes }) {
    if (!sides.marked)
        return undefined;
    const moved = changes.findLast((change) => change.kind === "set-weights");
    if (moved !== undefined)
        return moved.green;
    return step === "rollback" ? 0 : step === "promote" ? 100 : (0,weighted_sides/* agreedShare */.oF)(sides);
}
/** A network load balancer that keeps clients on their side by their address shows one client one side, not a share. */
function requireDraws({ routes }, share) {
    const pinning = share === 0 || share === 100 ? undefined : routes.find(listeners_routes/* isStickyByAddress */.nb);
    if (pinning === undefined)
        return;
    throw new errors/* DeliveryError */.VE("unsuitable", `probe-url: ${pinning.ref.arn} keeps each client on its side by its address: one machine never sees a share.`, { remedy: "Give `stickiness: off` in an earlier step, or leave out `probe-url`; nothing was touched." });
}
function waitShare(target, share, before, condition) {
    const requests = (0,probe/* requestsFor */.Uw)(share, before);
    const count = (0,probe/* describeBounds */.nv)((0,probe/* boundsOf */.BO)({ share, requests }));
    const whose = condition === undefined ? "" : ` with ${(0,conditions/* describeCondition */.pu)(condition)}`;
    return {
        kind: "wait-share",
        waits: true,
        probe: { ...target, condition, share, requests },
        summary: `Look from outside: of ${requests} requests${whose} to ${(0,probe/* addressOf */.ci)(target.url)}, ${count} have to be answered by green (${(0,mark/* describeMark */.h)(target.mark)})`,
    };
}

// EXTERNAL MODULE: ./build/platforms/ec2/clone/attachments.js
var attachments = __webpack_require__(6354);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/clone.js
var clone = __webpack_require__(4237);
// EXTERNAL MODULE: ./build/platforms/ec2/settings.js
var ec2_settings = __webpack_require__(7337);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/view.js
var view = __webpack_require__(6017);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/plan-parts.js



/** The changes that several steps share. */
function waitHealthy(side, color, name = side.group?.name) {
    return {
        kind: "wait-healthy",
        waits: true,
        targetGroupArn: side.targetGroup.arn,
        side: color,
        summary: `Wait until every instance of ${name} is healthy in ${side.targetGroup.name}`,
    };
}
function setWeights({ blue, green }, weight, direction, sticky, baking = false) {
    const stickiness = sticky === undefined
        ? ""
        : sticky === 0
            ? ", without stickiness"
            : `, sticky for ${(0,duration/* formatDuration */.a)(sticky * 1_000)}`;
    return {
        kind: "set-weights",
        movesTraffic: true,
        blueArn: blue.targetGroup.arn,
        greenArn: green.targetGroup.arn,
        green: weight,
        sticky,
        // A group on its way out takes no tags, and nothing that they say matters for long.
        record: green.group === undefined || green.group.deleting ? undefined : { direction, baking, group: green.group.name },
        summary: `Set the weights to blue ${100 - weight} (${blue.targetGroup.name}), green ${weight} (${green.targetGroup.name})${stickiness}`,
    };
}
/** Whether every route has the group stickiness that the inputs ask for, if they ask for any. */
function stickyAsWanted({ stickiness }, seen) {
    return stickiness === undefined || seen.routes.every((route) => (0,listeners_routes/* stickySeconds */.Pg)(route) === stickiness);
}
/** Which clients can still reach the side that loses weight, and for how long. */
function stickinessWarnings({ stickiness }, seen, losing) {
    const name = losing.targetGroup.name;
    if (stickiness === undefined && seen.routes.some((route) => (0,listeners_routes/* stickySeconds */.Pg)(route) === undefined)) {
        return [`Stickiness is on without a duration: clients can go on reaching ${name} until it leaves the action.`];
    }
    const seconds = stickiness ?? (0,view/* longestStickiness */.v9)(seen);
    if (seconds === 0)
        return [];
    return [
        `Stickiness is on: clients with a cookie can still reach ${name} for up to ${(0,duration/* formatDuration */.a)(seconds * 1_000)}.`,
    ];
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/plan-deploy.js











/** Brings green up beside blue at weight 0. A rollout of the same revision is taken up where it was left. */
function planDeploy(settings, intent, seen, sides) {
    if (settings.revision === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A deploy without a revision reached the planner.");
    const wanted = (0,ec2_settings/* describeRevision */.hi)(settings.revision);
    return sides.marked
        ? resume(settings, wanted, seen, sides)
        : begin(settings, settings.revision, wanted, intent, seen, sides);
}
function resume(settings, wanted, seen, sides) {
    const { green } = sides;
    (0,plan_groups/* requireResumable */.Gy)(green.group, wanted);
    const before = (0,snapshot/* parseCapacity */.KM)(green.group?.tags[snapshot/* TAG */.Dk.blueCapacity]);
    const size = settings.desiredCapacity ?? before?.desired ?? sides.blue.group?.desired ?? 0;
    if (!(0,weighted_sides/* everywhere */.fC)(sides, 0)) {
        return { changes: [], nothing: `${green.group?.name} already runs ${wanted} and has traffic.`, warnings: [] };
    }
    const changes = green.group === undefined
        ? []
        : [
            ...attach(settings, seen, sides, green.group.name),
            ...bringUp(seen, sides, green.group, before, size),
            ...(0,listeners_preview/* openPreview */.HS)(settings, seen, sides, green.group),
        ];
    if (changes.length > 0)
        return { changes, warnings: [] };
    return { changes, nothing: `${green.group?.name} already runs ${wanted} at weight 0, healthy.`, warnings: [] };
}
function begin(settings, revision, wanted, intent, seen, sides) {
    const blue = requireBlue(sides);
    const template = (0,plan_groups/* requirePinnedTemplate */.oV)(blue);
    if ((0,plan_groups/* runsAlready */.l2)(blue, template, revision, wanted)) {
        return { changes: [], nothing: `${blue.name} already runs ${wanted} and has all the traffic.`, warnings: [] };
    }
    requireReferable(seen, sides);
    (0,clone/* requireOneTemplate */.Yg)(blue, revision);
    (0,plan_groups/* requireImage */.rt)(revision, seen);
    const before = { min: blue.min, desired: blue.desired, max: blue.max };
    const size = settings.desiredCapacity ?? blue.desired;
    const listener = settings.testListener === undefined ? {} : { [snapshot/* TAG */.Dk.testListener]: settings.testListener.arn };
    const tags = { ...(0,plan_groups/* rolloutTags */.fk)(intent, blue, wanted), ...listener };
    const { changes: made, version } = (0,plan_groups/* templateVersion */.bL)(revision, template, wanted);
    const changes = [...made];
    if (settings.fleet.kind === "cloned" && sides.green.group === undefined) {
        const name = (0,plan_groups/* nextCloneName */.gQ)(settings.fleet.name, seen.groups);
        const attached = seen.attachments[blue.name];
        const fleetTags = { ...tags, [snapshot/* TAG */.Dk.fleet]: settings.fleet.name };
        changes.push({
            kind: "create-green",
            from: blue.name,
            name,
            targetGroupArn: sides.green.targetGroup.arn,
            version,
            tags: fleetTags,
            hooks: attached === undefined ? [] : (0,attachments/* hookSpecifications */.HJ)(attached),
            summary: `Create ${name} from ${blue.name} at size 0, on ${sides.green.targetGroup.name}, with ${wanted}`,
        });
        changes.push(...attach(settings, seen, sides, name));
        const clone = (0,plan_groups/* emptyClone */.b)(blue, name, fleetTags);
        changes.push(...bringUp(seen, sides, clone, before, size), ...(0,listeners_preview/* openPreview */.HS)(settings, seen, sides, clone));
        return { changes, warnings: attached === undefined ? [] : (0,attachments/* attachmentWarnings */.Rg)(attached, blue.name, name) };
    }
    const green = (0,plan_groups/* requireIdleGreen */.Z0)(sides, template);
    (0,clone/* requireOneTemplate */.Yg)(green, revision);
    const empty = (0,plan_groups/* emptied */.$C)(green, version);
    if (empty.length > 0)
        changes.push(...empty, waitEmpty(sides, green.name));
    changes.push({ kind: "set-template", group: green.name, version, summary: `Set ${green.name} to ${wanted}` });
    changes.push({
        kind: "mark",
        group: green.name,
        tags,
        summary: `Mark ${green.name} as green of ${intent.rolloutId}`,
    });
    const marked = { ...green, desired: 0, min: 0, instances: [], tags };
    changes.push(...bringUp(seen, sides, marked, before, size), ...(0,listeners_preview/* openPreview */.HS)(settings, seen, sides, marked));
    return { changes, warnings: [] };
}
/** What both kinds of fleet and every resumption have in common; only what is not so yet. */
function bringUp(seen, sides, green, before, size) {
    const [blueArn, greenArn] = [sides.blue.targetGroup.arn, sides.green.targetGroup.arn];
    const changes = [];
    if (seen.routes.some((route) => (0,listeners_routes/* weightsOn */.Zl)(route, blueArn, greenArn).green === undefined)) {
        changes.push({
            kind: "reference-green",
            blueArn,
            greenArn,
            summary: `Put ${sides.green.targetGroup.name} into the forward action at weight 0, so that its health is checked`,
        });
    }
    changes.push(...(0,plan_groups/* pinBlue */.iO)(sides.blue.group, green));
    const max = Math.max(before?.max ?? green.max, size);
    if (green.desired < size || green.min < size) {
        changes.push({
            kind: "set-capacity",
            group: green.name,
            capacity: { min: size, desired: size, max },
            summary: `Scale ${green.name} to ${size} instances (it has ${green.desired})`,
        });
    }
    const ready = changes.length === 0 && (0,health/* isReady */.i_)({ group: green, targetGroup: sides.green.targetGroup }, "strict");
    return ready ? [] : [...changes, waitHealthy(sides.green, "green", green.name)];
}
function requireBlue(sides) {
    const { group, targetGroup } = sides.blue;
    if (!(0,weighted_sides/* everywhere */.fC)(sides, 0)) {
        throw new errors/* DeliveryError */.VE("refused", `Both sides have weight (green ${sides.shares.join(" %, ")} %), but no rollout is on record.`, {
            remedy: "Somebody else set the weights. Run `rollback` to give blue everything, then deploy; nothing was touched.",
        });
    }
    if (group === undefined) {
        throw new errors/* DeliveryError */.VE("unsuitable", `target-groups: ${targetGroup.name} has the traffic, but no Auto Scaling group fills it.`, {
            remedy: "Attach the serving group to it; nothing was touched.",
        });
    }
    if (group.desired === 0) {
        throw new errors/* DeliveryError */.VE("unsuitable", `auto-scaling-groups: ${group.name} has the traffic, but its desired capacity is 0.`, {
            remedy: "There is nothing to compare green with, nor to go back to: scale it up first; nothing was touched.",
        });
    }
    return group;
}
/** ELB rules about the target group that is about to join the action, checked before anything is touched. */
function requireReferable(seen, { blue, green }) {
    const sticky = [blue, green].find((side) => side.targetGroup.sticky === true);
    if (sticky !== undefined && seen.routes.some((route) => (0,listeners_routes/* stickySeconds */.Pg)(route) === 0)) {
        throw new errors/* DeliveryError */.VE("unsuitable", `target-groups: ${sticky.targetGroup.name} has target stickiness, but the listener's forward action has no group stickiness.`, {
            remedy: "ELB refuses two target groups in one action like that: enable group stickiness on it; nothing was touched.",
        });
    }
    for (const side of [blue, green]) {
        const others = seen.otherRoutes[side.targetGroup.arn] ?? [];
        if (others.length === 0)
            continue;
        throw new errors/* DeliveryError */.VE("unsuitable", `listeners: ${side.targetGroup.name} is also used by ${others.join(", ")}.`, {
            remedy: "Name it in `listeners` too, so that all weights move together; otherwise teardown would break it. Nothing was touched.",
        });
    }
}
/** What a clone still lacks of what is attached to blue. */
function attach({ fleet }, seen, { blue, green }, name) {
    if (fleet.kind === "paired" || blue.group === undefined)
        return [];
    const from = { group: blue.group.name, targetGroupArn: blue.targetGroup.arn };
    return (0,plan_groups/* giveAttached */.AL)(seen, { from, to: { group: name, targetGroupArn: green.targetGroup.arn } });
}
function waitEmpty({ green }, name) {
    const targetGroupArn = green.targetGroup.arn;
    return { kind: "wait-drained", waits: true, targetGroupArn, summary: `Wait until ${name} is empty` };
}

// EXTERNAL MODULE: ./build/delivery/ramp.js
var ramp = __webpack_require__(581);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/plan-shift.js











/** Moves a share of the traffic: to the weight given, or to the next rung of the ramp. Down is allowed. */
function planShift(settings, intent, seen, sides) {
    const { blue, green } = sides;
    const group = (0,plan_groups/* requireRollout */.vz)(sides, "shift");
    if (settings.cohort !== undefined)
        return shiftCohort(settings, settings.cohort, intent, seen, sides);
    if (sides.cohortShares.length > 0) {
        throw new errors/* DeliveryError */.VE("refused", "An A/B test is on: its cohort's share is not everyone's.", {
            remedy: "Give `strategy: ab-test` and its `cohort`, or run `promote` or `rollback` first; nothing was touched.",
        });
    }
    const now = (0,weighted_sides/* agreedShare */.oF)(sides);
    if (now === undefined) {
        throw new errors/* DeliveryError */.VE("refused", `The listeners disagree: green has ${(0,weighted_sides/* describeShares */.MF)(sides)}.`, {
            remedy: "Run `promote` or `rollback`, which set all of them, first; nothing was touched.",
        });
    }
    const weight = intent.weight ?? rungAfter(settings, intent, sides, now);
    if ((0,weighted_sides/* everywhere */.fC)(sides, weight) && stickyAsWanted(settings, seen)) {
        const nothing = `${group.name} already has ${weight} % of the traffic.`;
        return stay(intent, sides, weight, nothing, () => requireCapacity(settings, sides, weight, now));
    }
    if (weight < 100 && (blue.group === undefined || blue.group.deleting)) {
        throw new errors/* DeliveryError */.VE("refused", `Blue cannot take ${100 - weight} %: the group of ${blue.targetGroup.name} is gone.`, {
            remedy: "After teardown there is no way back but to deploy the former version; nothing was touched.",
        });
    }
    const warnings = requireCapacity(settings, sides, weight, now);
    const losing = weight > now ? blue : green;
    const changes = [
        ...(0,plan_groups/* pinBlue */.iO)(blue.group, green.group),
        setWeights(sides, weight, "shift", settings.stickiness, bakes(intent, weight)),
        ...bake(intent, sides, weight),
    ];
    return { changes, warnings: [...warnings, ...stickinessWarnings(settings, seen, losing)] };
}
/** An A/B test: the weight is that of the cohort, everyone else stays on blue. */
function shiftCohort(settings, cohort, intent, seen, sides) {
    const { green } = sides;
    if (sides.shares.some((share) => share !== 0)) {
        throw new errors/* DeliveryError */.VE("refused", `Green has ${sides.shares.join(" %, ")} % of everyone's traffic: there is no cohort to shift.`, {
            remedy: "Run `rollback` first; nothing was touched.",
        });
    }
    const weight = intent.weight ?? rungAfter(settings, intent, sides, (0,weighted_sides/* agreedShare */.oF)(sides) ?? 0);
    const there = sides.cohortShares;
    if (there.length > 0 && there.every((share) => share === weight)) {
        const nothing = `The cohort already reaches ${green.group?.name} by ${weight} %.`;
        return stay(intent, sides, weight, nothing, () => requireReady(green));
    }
    if (weight > 0)
        requireReady(green);
    const existing = (0,rule_info/* ownRoutes */.T7)(seen, "cohort").length > 0;
    const changes = [...(0,plan_rules/* createMissing */.P)(seen, sides, "cohort", cohort, weight)];
    const record = setWeights(sides, weight, "shift", undefined, bakes(intent, weight));
    // Rules that are there already move together; new ones are born with the weight, and the switch is noted all the same.
    const summary = existing
        ? `Set the weight of the cohort (${(0,conditions/* describeCondition */.pu)(cohort)}) to green ${weight}`
        : `Note the switch on ${green.group?.name}`;
    changes.push({ ...record, cohort: true, summary });
    return { changes: [...changes, ...bake(intent, sides, weight)], warnings: [] };
}
function requireReady(green) {
    if ((0,health/* isReady */.i_)(green, "strict"))
        return [];
    const { healthy, wanted, reasons } = (0,health/* healthOf */.Wr)(green, "strict");
    throw new errors/* DeliveryError */.VE("unhealthy", `${green.group?.name} is not ready for its cohort: ${healthy} of ${wanted} targets are healthy.`, {
        reasons,
        remedy: "No traffic was moved. Run `deploy` again to wait for it.",
    });
}
/** The rung to take: the one that stands, as long as its bake, or the look at it, was not seen to its end. */
function rungAfter({ probe }, intent, { switched }, now) {
    const proves = bakes(intent, now) || (probe !== undefined && now > 0);
    return switched?.baking === true && proves ? now : (0,ramp/* nextRung */.O7)(intent.ramp, now);
}
/** The weight is there already. What may be left to do is its bake, when that was cut off or failed. */
function stay(intent, sides, weight, nothing, requireCapable) {
    if (sides.switched?.baking !== true || !bakes(intent, weight))
        return { changes: [], nothing, warnings: [] };
    return { warnings: requireCapable(), changes: bake(intent, sides, weight) };
}
/**
 * The side whose share grows must carry it: as many healthy targets as the share of what blue needed for everything.
 *
 * @returns warnings about a deficit that `max-capacity-deficit` accepts.
 */
function requireCapacity({ maxCapacityDeficit }, { blue, green }, weight, now) {
    const before = (0,snapshot/* parseCapacity */.KM)(green.group?.tags[snapshot/* TAG */.Dk.blueCapacity])?.desired ?? 0;
    const whole = Math.max(before, (0,health/* healthOf */.Wr)(blue, "any-version").healthy);
    const grows = weight >= now && weight > 0;
    const [side, share] = grows ? [green, weight] : [blue, 100 - weight];
    const { healthy, reasons } = (0,health/* healthOf */.Wr)(side, grows ? "strict" : "any-version");
    const needed = Math.max(1, Math.ceil((whole * share) / 100));
    if (healthy >= needed)
        return [];
    const name = side.group?.name ?? side.targetGroup.name;
    const accepted = Math.max(1, Math.ceil(needed * (1 - maxCapacityDeficit / 100)));
    const said = `${name} has ${healthy} healthy targets; ${share} % of the traffic needs ${needed} (all of it is on ${whole})`;
    if (healthy >= accepted)
        return [`${said}: accepted, because max-capacity-deficit is ${maxCapacityDeficit} %.`];
    throw new errors/* DeliveryError */.VE("unhealthy", `${said}.`, {
        reasons,
        remedy: now === 0
            ? "No traffic was moved. Run `deploy` again, which waits for it and scales it (`desired-capacity`), or accept it by `max-capacity-deficit`."
            : "No traffic was moved. Scale it up, wait, accept it by `max-capacity-deficit`, or run `rollback`, which brings blue back to its size.",
    });
}
function bakes({ bakeMs }, weight) {
    return bakeMs > 0 && weight > 0;
}
function bake(intent, { green }, weight) {
    if (!bakes(intent, weight) || green.group === undefined)
        return [];
    const { bakeMs } = intent;
    return [
        {
            kind: "wait-bake",
            waits: true,
            targetGroupArn: green.targetGroup.arn,
            durationMs: bakeMs,
            least: (0,health/* healthOf */.Wr)(green, "strict").healthy,
            summary: `Bake ${weight} % for ${(0,duration/* formatDuration */.a)(bakeMs)}: ${green.group.name} has to stay healthy`,
        },
        {
            kind: "record-baked",
            records: true,
            group: green.group.name,
            summary: `Record on ${green.group.name} that ${weight} % is baked`,
        },
    ];
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/plan-teardown.js








/** Removes the side that no longer serves: blue after a promote, green otherwise. Ends the rollout. */
function planTeardown(settings, intent, seen, sides) {
    const { blue, green } = sides;
    if (!sides.marked || green.group === undefined) {
        return {
            changes: [],
            nothing: `No rollout is in progress; ${blue.group?.name ?? "nothing"} stands alone.`,
            warnings: [],
        };
    }
    const promoted = (0,weighted_sides/* everywhere */.fC)(sides, 100);
    if (!promoted && !(0,weighted_sides/* everywhere */.fC)(sides, 0)) {
        throw new errors/* DeliveryError */.VE("refused", `Both sides have weight (green ${(0,weighted_sides/* describeShares */.MF)(sides)}): neither can be removed.`, {
            remedy: "Run `promote` or `rollback` first; nothing was touched.",
        });
    }
    const [survivor, leaving] = promoted ? [green, blue] : [blue, green];
    if (promoted)
        requireServing(green);
    requireUnused(seen, leaving);
    (0,plan_groups/* requireTerminable */.Fw)(leaving.group);
    const before = (0,snapshot/* parseCapacity */.KM)(green.group.tags[snapshot/* TAG */.Dk.blueCapacity]);
    const changes = [...(0,plan_rules/* deleteOwn */.k)(seen, ["preview", "cohort"]), ...(0,listeners_preview/* closeTestListener */.nu)(seen, sides, promoted)];
    changes.push(...(0,plan_groups/* waitUntilSafe */.TJ)((0,view/* safeTeardownAt */.Zg)(settings, sides, seen) ?? seen.at, intent, seen.at));
    if (survivor.group !== undefined)
        changes.push(...(0,plan_groups/* restoreLimits */.jJ)(survivor.group, before));
    changes.push(...empty(leaving));
    const gone = settings.fleet.kind === "cloned" && leaving.group !== undefined;
    if (gone && leaving.group !== undefined) {
        const { name } = leaving.group;
        changes.push({ kind: "delete-group", group: name, summary: `Delete the Auto Scaling group ${name}` });
    }
    if (!(gone && leaving === green))
        changes.push((0,plan_groups/* unmark */.dX)(green.group.name, leaving === green));
    const never = !promoted && sides.switched === undefined
        ? [`${green.group.name} is removed without ever having had traffic.`]
        : [];
    return { changes, warnings: never };
}
function requireServing(green) {
    if ((0,health/* isReady */.i_)(green, "strict"))
        return;
    const { healthy, wanted, reasons } = (0,health/* healthOf */.Wr)(green, "strict");
    throw new errors/* DeliveryError */.VE("unhealthy", `${green.group?.name} serves, but only ${healthy} of its ${wanted} targets are healthy: blue is still needed.`, { reasons, remedy: "Wait until green is whole, or run `rollback`; nothing was touched." });
}
function requireUnused(seen, leaving) {
    const others = seen.otherRoutes[leaving.targetGroup.arn] ?? [];
    if (others.length === 0)
        return;
    throw new errors/* DeliveryError */.VE("unsuitable", `listeners: ${leaving.targetGroup.name} is still used by ${others.join(", ")}.`, {
        remedy: "Name it in `listeners` too and promote again, or take the target group out of it; nothing was touched.",
    });
}
function empty({ group, targetGroup }) {
    if (group === undefined || group.deleting)
        return [];
    const changes = (0,plan_groups/* scaleToNothing */.Jw)(group);
    if (changes.length === 0 && group.instances.length === 0)
        return [];
    const summary = `Wait until the requests in flight are finished and ${group.name} is empty`;
    return [...changes, { kind: "wait-drained", waits: true, targetGroupArn: targetGroup.arn, summary }];
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/plan.js











/** The ordered changes from what was seen to what is intended. Pure. */
function planStep(settings, intent, seen) {
    const sides = (0,weighted_sides/* identify */.ls)(seen);
    (0,plan_groups/* requireOneMark */.jt)(sides);
    return withLooks(settings, intent, seen, sides, planOf(settings, intent, seen, sides));
}
function planOf(settings, intent, seen, sides) {
    switch (intent.step) {
        case "deploy":
            return planDeploy(settings, intent, seen, sides);
        case "shift":
            return planShift(settings, intent, seen, sides);
        case "promote":
            return planPromote(settings, seen, sides);
        case "rollback":
            return planRollback(settings, seen, sides);
        case "teardown":
            return planTeardown(settings, intent, seen, sides);
        case "status":
        case "setup":
            return { changes: [], nothing: "status only reads.", warnings: [] };
    }
}
function planPromote(settings, seen, sides) {
    const { blue, green } = sides;
    const { name } = (0,plan_groups/* requireRollout */.vz)(sides, "promote");
    const recorded = sides.switched?.direction === "promote";
    if ((0,weighted_sides/* everywhere */.fC)(sides, 100) && sides.cohortShares.length === 0 && recorded && stickyAsWanted(settings, seen)) {
        return { changes: [], nothing: `${name} already has 100 % of the traffic.`, warnings: [] };
    }
    if (!(0,health/* isReady */.i_)(green, "strict")) {
        const { healthy, wanted, reasons } = (0,health/* healthOf */.Wr)(green, "strict");
        throw new errors/* DeliveryError */.VE("unhealthy", `${name} is not ready for traffic: ${healthy} of ${wanted} targets are healthy.`, {
            reasons,
            remedy: "No traffic was moved. Run `deploy` again to wait for it, or `rollback`, then `teardown`, to give it up.",
        });
    }
    const pin = (0,plan_groups/* pinBlue */.iO)(blue.group, green.group);
    return {
        changes: [...pin, setWeights(sides, 100, "promote", settings.stickiness), ...(0,plan_rules/* deleteOwn */.k)(seen, ["cohort"])],
        warnings: [...capacityWarnings(sides), ...stickinessWarnings(settings, seen, blue)],
    };
}
function planRollback(settings, seen, sides) {
    const { blue, green } = sides;
    const serving = blue.group?.name ?? blue.targetGroup.name;
    if (!sides.marked && (0,weighted_sides/* everywhere */.fC)(sides, 0)) {
        const hint = "To return to an earlier version, deploy it: `launch-template-version` takes its number.";
        return {
            changes: [],
            nothing: `No rollout is in progress; ${serving} has 100 % of the traffic. ${hint}`,
            warnings: [],
        };
    }
    if (blue.group === undefined || blue.group.deleting) {
        throw new errors/* DeliveryError */.VE("refused", `There is no way back: the group of ${blue.targetGroup.name} was torn down.`, {
            remedy: "Deploy the former version: `launch-template-version` takes its number; nothing was touched.",
        });
    }
    const before = (0,snapshot/* parseCapacity */.KM)(green.group?.tags[snapshot/* TAG */.Dk.blueCapacity]);
    const moved = !(0,weighted_sides/* everywhere */.fC)(sides, 0) || sides.cohortShares.length > 0 || !stickyAsWanted(settings, seen);
    const sized = (0,plan_groups/* restoreSize */._Q)(blue.group, before);
    const changes = [...sized];
    if (moved) {
        changes.push(...waitForBlue(sides, before), 
        // In this order: without its rules the cohort would for a moment have what everyone has.
        setWeights(sides, 0, "rollback", settings.stickiness), ...(0,plan_rules/* deleteOwn */.k)(seen, ["cohort"]));
    }
    else if (sides.switched?.direction !== "rollback" && green.group !== undefined && !green.group.deleting) {
        const tags = { [snapshot/* TAG */.Dk.switched]: (0,snapshot/* formatSwitch */.a9)({ direction: "rollback", at: seen.at, baking: false }) };
        changes.push({
            kind: "mark",
            group: green.group.name,
            tags,
            summary: `Record on ${green.group.name} that it was rolled back`,
        });
    }
    // Restoring its size holds blue's minimum up: its limits are judged as they are by then.
    const then = { ...blue.group, ...sized[0]?.capacity };
    changes.push(...(0,plan_groups/* restoreLimits */.jJ)(then, before));
    if (changes.length === 0)
        return { changes, nothing: `${serving} already has 100 % of the traffic.`, warnings: [] };
    return { changes, warnings: moved ? stickinessWarnings(settings, seen, green) : [] };
}
/**
 * Blue must be whole before it gets the traffic, except when green serves nobody at all: then anything healthy on blue
 * is better than what is.
 */
function waitForBlue({ blue, green }, before) {
    const whole = (0,health/* isReady */.i_)(blue, "any-version") && (blue.group?.desired ?? 0) >= (before?.desired ?? 0);
    const greenServes = (0,health/* healthOf */.Wr)(green, "any-version").healthy > 0;
    const anyBlue = (0,health/* healthOf */.Wr)(blue, "any-version").healthy > 0;
    if (whole || (!greenServes && anyBlue))
        return [];
    return [waitHealthy(blue, "blue")];
}
function capacityWarnings({ blue, green }) {
    const [old, fresh] = [(0,health/* healthOf */.Wr)(blue, "any-version").healthy, (0,health/* healthOf */.Wr)(green, "strict").healthy];
    if (fresh >= old)
        return [];
    return [`Green has ${fresh} healthy targets for the traffic that ${old} of blue carry now.`];
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/undo.js



/** What leaves no half-done switch behind: see `Platform.undo`. */
function undoOf(settings, intent, seen) {
    const sides = (0,weighted_sides/* identify */.ls)(seen);
    if (intent.step === "rollback")
        return setWeights(sides, 0, "rollback", settings.stickiness);
    if (settings.cohort !== undefined && intent.step === "shift") {
        const share = sides.cohortShares[0] ?? 0;
        return { ...setWeights(sides, Math.round(share), "shift", undefined), cohort: true };
    }
    // Weights that disagreed before have no one value to go back to; blue alone is what every rollout began with.
    const everyone = { ...sides, cohortShares: [] };
    const weight = Math.round((0,weighted_sides/* agreedShare */.oF)(everyone) ?? 0);
    const [sticky, ...others] = new Set(seen.routes.map(listeners_routes/* stickySeconds */.Pg));
    const restored = settings.stickiness === undefined || others.length > 0 ? undefined : sticky;
    return setWeights(sides, weight, "shift", restored);
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/index.js


















/** Of a wait's looks, one in this many also reads the group and its scaling activities: at most a call a second. */
const FULL_LOOK_EVERY = 5;
/** EC2 Auto Scaling groups behind target groups of an application or network load balancer. */
class Ec2Platform {
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
        this.#writer = new Ec2Writer({
            autoScaling: this.#autoScaling,
            reader: this.#reader,
            weights: {
                elb: this.#elb,
                reader: this.#routes,
                signal,
                now: () => clock.now(),
                sleep: (ms) => clock.sleep(ms, signal),
            },
            rules: new RuleWriter(this.#elb, this.#routes, signal),
            editors: this.#editors,
            clock,
            signal,
        });
    }
    /** Two rounds: names and routes, then the health of what they led to. */
    async observe() {
        const settings = this.#settings;
        const careful = this.#step === "deploy" || this.#step === "teardown";
        const [groups, routes, [first, second], imageState] = await Promise.all([
            this.#reader.groups(settings.fleet),
            this.#routes.routes(settings.routes),
            this.#reader.targetGroups(settings.targetGroups),
            this.#editors.imageState(settings.revision),
        ]);
        const arns = [first, second].map(({ TargetGroupArn = "" }) => TargetGroupArn);
        // A green that exists already is read too: a deploy that was cut off may not have given it everything.
        const cloned = this.#step === "deploy" && settings.fleet.kind === "cloned" ? groups : [];
        const mayHaveRules = careful || settings.cohort !== undefined || groups.some(({ tags }) => tags[snapshot/* TAG */.Dk.rules] !== undefined);
        // Every other step knows it from the deploy.
        const noted = (0,listeners_preview/* notedTestListener */.pf)(groups);
        const testRef = this.#step === "deploy" ? (settings.testListener ?? noted) : noted;
        const [health, sticky, [rules, otherRoutes], attached, testListener] = await Promise.all([
            Promise.all(arns.map((arn) => this.#reader.targets(arn))),
            Promise.all(arns.map((arn) => this.#step === "deploy" || settings.stickiness === 0 ? this.#reader.sticky(arn) : undefined)),
            mayHaveRules ? this.#listenerRules(arns, careful, testRef) : [[], {}],
            Promise.all(cloned.map(async (group) => [group.name, await this.#reader.attachments(group)])),
            testRef === undefined ? undefined : this.#routes.routeIfThere(testRef),
        ]);
        const now = this.#clock.now();
        const seen = {
            at: now,
            routesAt: now,
            routes,
            targetGroups: [
                (0,observe/* toTargetGroupState */.z)(first, health[0] ?? [], sticky[0]),
                (0,observe/* toTargetGroupState */.z)(second, health[1] ?? [], sticky[1]),
            ],
            groups,
            otherRoutes,
            rules,
            testListener,
            attachments: Object.fromEntries(attached),
            imageState,
            smoke: undefined,
            probe: undefined,
            failures: [],
        };
        (0,weighted_sides/* requireSuitable */.pu)(settings, seen);
        return seen;
    }
    async #listenerRules(arns, careful, testListener) {
        const rules = await this.#routes.listenerRules(this.#settings.routes, arns);
        return [rules, careful ? await this.#routes.otherRoutes(this.#settings, arns, rules, testListener) : {}];
    }
    plan(intent, seen) {
        return planStep(this.#settings, intent, seen);
    }
    apply(change, seen) {
        return this.#writer.apply(change, seen);
    }
    /**
     * The target group at every look. The group at the first and every fifth, when the targets say that the wait may be
     * over, when they are of instances not seen yet, and at a thorough look. Failed activities at every fifth and then.
     */
    async refresh(wait, seen, thorough) {
        const at = this.#clock.now();
        if (wait.kind === "smoke-test") {
            const failed = await smoke(wait.test, this.#signal);
            return { ...seen, at, smoke: { tries: (seen.smoke?.tries ?? 0) + 1, failed } };
        }
        if (wait.kind === "wait-share") {
            const { looks = 0, since = at } = seen.probe ?? {};
            const last = await (0,probe/* look */.Op)(wait.probe, this.#clock, this.#signal);
            const until = this.#clock.now();
            return { ...seen, at: until, probe: { probe: wait.probe, looks: looks + 1, since, until, last } };
        }
        if (wait.kind !== "wait-healthy" && wait.kind !== "wait-drained" && wait.kind !== "wait-bake")
            return { ...seen, at };
        const known = sideOf(wait.targetGroupArn, seen).group;
        const targets = await this.#reader.targets(wait.targetGroupArn);
        const next = { ...seen, at, targetGroups: replaceTargets(seen, wait.targetGroupArn, targets) };
        const healthy = targets.filter(({ state }) => state === "healthy").length;
        const draining = targets.filter(({ state }) => state === "draining").length;
        const perhapsOver = wait.kind === "wait-drained"
            ? draining === 0
            : wait.kind === "wait-healthy" && healthy >= Math.max(1, known?.desired ?? 1);
        if (wait !== this.#waitingFor)
            this.#looks = 0;
        this.#waitingFor = wait;
        this.#looks += 1;
        // Targets of instances that we have not seen: without them their reasons would go untold.
        const unknown = targets.some(({ id }) => !known?.instances.some((instance) => instance.id === id));
        const fifth = this.#looks % FULL_LOOK_EVERY === 0;
        if (!perhapsOver && !unknown && !thorough && !fifth && this.#looks > 1)
            return next;
        const name = known?.name;
        const [groups, failures] = await Promise.all([
            name === undefined ? this.#reader.groups(this.#settings.fleet) : this.#reader.groupsNamed([name]),
            wait.kind === "wait-healthy" && (fifth || thorough) && !perhapsOver && name !== undefined
                ? this.#reader.failures(name, this.#began)
                : seen.failures,
        ]);
        const rest = next.groups.filter((group) => name !== undefined && group.name !== name);
        return { ...next, groups: [...rest, ...groups], failures };
    }
    settled(wait, seen) {
        switch (wait.kind) {
            case "wait-until":
                return (0,countdown/* countdown */.q)("seconds until it is safe", wait.until - seen.at);
            case "wait-healthy":
                return (0,health/* healthProgress */.O0)(sideOf(wait.targetGroupArn, seen), wait.side === "green" ? "strict" : "any-version", seen.failures);
            case "wait-drained":
                return (0,health/* drainProgress */.qr)(sideOf(wait.targetGroupArn, seen));
            case "smoke-test":
                return smokeProgress(seen.smoke, wait.test.checks.length);
            case "wait-share":
                return (0,probe/* probeProgress */.ir)(wait.probe, seen.probe, seen.at);
            case "wait-bake":
                return (0,health/* bakeProgress */.lD)(sideOf(wait.targetGroupArn, seen), wait.least, bakesFrom(seen) + wait.durationMs, seen.at);
            default:
                return { state: "done" };
        }
    }
    view(seen) {
        return (0,view/* viewOf */.du)(this.#settings, seen);
    }
    undo(intent, seen) {
        return undoOf(this.#settings, intent, seen);
    }
    close() {
        this.#elb.destroy();
        this.#autoScaling.destroy();
        this.#editors.close();
    }
}
/** From when users had the new weight: as soon as it was seen from outside, if that was looked at. */
function bakesFrom({ routesAt, probe }) {
    return Math.max(routesAt, probe?.until ?? 0);
}
function sideOf(targetGroupArn, seen) {
    const targetGroup = seen.targetGroups.find(({ arn }) => arn === targetGroupArn) ?? seen.targetGroups[0];
    return { targetGroup, group: seen.groups.find(({ targetGroupArns }) => targetGroupArns.includes(targetGroup.arn)) };
}
function replaceTargets(seen, arn, targets) {
    const [first, second] = seen.targetGroups;
    const replaced = (group) => (group.arn === arn ? { ...group, targets } : group);
    return [replaced(first), replaced(second)];
}


/***/ })

};
