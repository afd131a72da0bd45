export const id = 222;
export const ids = [222];
export const modules = {

/***/ 6222:
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
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/ec2/group-writer.js + 1 modules
var group_writer = __webpack_require__(5730);
// EXTERNAL MODULE: ./build/platforms/ec2/own-rules.js
var own_rules = __webpack_require__(2564);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/platforms/ec2/routes.js
var routes = __webpack_require__(4970);
;// CONCATENATED MODULE: ./build/platforms/ec2/weights.js




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
    const wanted = before.map(({ ref, actions }) => ({ ref, actions: (0,routes/* withWeights */.cY)(actions, blueArn, greenArn, green, sticky) }));
    const pending = wanted.filter(({ actions }, index) => !(0,routes/* sameActions */.yB)(actions, before[index]?.actions ?? []));
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
    const results = await inBatches(touched, (route) => modify(tools, route.ref, (0,routes/* writableActions */.MN)(route.actions)));
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
        const open = now.filter(({ actions }, index) => !(0,routes/* sameActions */.yB)(actions, wanted[index]?.actions ?? []));
        if (open.length === 0)
            return now;
        const foreign = open.find(({ ref, actions }) => {
            const old = before.find((route) => route.ref.arn === ref.arn);
            return old === undefined || !(0,routes/* sameActions */.yB)(actions, old.actions);
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

;// CONCATENATED MODULE: ./build/platforms/ec2/apply.js





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
        const target = change.cohort === true ? { routes: (0,own_rules/* ownRoutes */.T7)(seen, "cohort"), routesAt: seen.routesAt } : seen;
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

// EXTERNAL MODULE: ./build/platforms/ec2/editors.js
var editors = __webpack_require__(3628);
// EXTERNAL MODULE: ./build/platforms/ec2/health.js
var health = __webpack_require__(502);
// EXTERNAL MODULE: ./build/platforms/ec2/observe.js
var observe = __webpack_require__(1926);
// EXTERNAL MODULE: ./build/platforms/ec2/observe-routes.js
var observe_routes = __webpack_require__(9013);
// EXTERNAL MODULE: ./build/platforms/ec2/plan.js + 2 modules
var plan = __webpack_require__(9158);
// EXTERNAL MODULE: ./build/platforms/ec2/preview.js
var preview = __webpack_require__(5862);
// EXTERNAL MODULE: ./build/platforms/ec2/probe.js + 1 modules
var probe = __webpack_require__(977);
;// CONCATENATED MODULE: ./build/platforms/ec2/rules.js



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
            Tags: [{ Key: own_rules/* RULE_TAG */.yQ, Value: purpose }],
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

// EXTERNAL MODULE: ./build/platforms/ec2/sides.js
var ec2_sides = __webpack_require__(1866);
// EXTERNAL MODULE: ./build/delivery/path-check.js
var path_check = __webpack_require__(8527);
// EXTERNAL MODULE: ./build/platforms/ec2/ask.js
var ask = __webpack_require__(7315);
;// CONCATENATED MODULE: ./build/platforms/ec2/smoke.js



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

// EXTERNAL MODULE: ./build/platforms/ec2/plan-parts.js
var plan_parts = __webpack_require__(4428);
;// CONCATENATED MODULE: ./build/platforms/ec2/undo.js



/** What leaves no half-done switch behind: see `Platform.undo`. */
function undoOf(settings, intent, seen) {
    const sides = (0,ec2_sides/* identify */.ls)(seen);
    if (intent.step === "rollback")
        return (0,plan_parts/* setWeights */.m4)(sides, 0, "rollback", settings.stickiness);
    if (settings.cohort !== undefined && intent.step === "shift") {
        const share = sides.cohortShares[0] ?? 0;
        return { ...(0,plan_parts/* setWeights */.m4)(sides, Math.round(share), "shift", undefined), cohort: true };
    }
    // Weights that disagreed before have no one value to go back to; blue alone is what every rollout began with.
    const everyone = { ...sides, cohortShares: [] };
    const weight = Math.round((0,ec2_sides/* agreedShare */.oF)(everyone) ?? 0);
    const [sticky, ...others] = new Set(seen.routes.map(routes/* stickySeconds */.Pg));
    const restored = settings.stickiness === undefined || others.length > 0 ? undefined : sticky;
    return (0,plan_parts/* setWeights */.m4)(sides, weight, "shift", restored);
}

// EXTERNAL MODULE: ./build/platforms/ec2/view.js
var view = __webpack_require__(1553);
;// CONCATENATED MODULE: ./build/platforms/ec2/index.js


















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
            this.#imageState(),
        ]);
        const arns = [first, second].map(({ TargetGroupArn = "" }) => TargetGroupArn);
        // A green that exists already is read too: a deploy that was cut off may not have given it everything.
        const cloned = this.#step === "deploy" && settings.fleet.kind === "cloned" ? groups : [];
        const mayHaveRules = careful || settings.cohort !== undefined || groups.some(({ tags }) => tags[snapshot/* TAG */.Dk.rules] !== undefined);
        // Every other step knows it from the deploy.
        const noted = (0,preview/* notedTestListener */.pf)(groups);
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
        (0,ec2_sides/* requireSuitable */.pu)(settings, seen);
        return seen;
    }
    async #listenerRules(arns, careful, testListener) {
        const rules = await this.#routes.listenerRules(this.#settings.routes, arns);
        return [rules, careful ? await this.#routes.otherRoutes(this.#settings, arns, rules, testListener) : {}];
    }
    plan(intent, seen) {
        return (0,plan/* planStep */.e)(this.#settings, intent, seen);
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
            return { ...seen, at: this.#clock.now(), probe: { probe: wait.probe, looks: looks + 1, since, last } };
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
                return (0,health/* bakeProgress */.lD)(sideOf(wait.targetGroupArn, seen), wait.least, seen.routesAt + wait.durationMs, seen.at);
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
    async #imageState() {
        const revision = this.#settings.revision;
        if (revision?.kind !== "template" || revision.imageId === undefined)
            return undefined;
        return (await this.#editors.template()).imageState(revision.imageId);
    }
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
