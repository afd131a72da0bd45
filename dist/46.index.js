export const id = 46;
export const ids = [46];
export const modules = {

/***/ 9046:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Ec2Platform: () => (/* binding */ Ec2Platform)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-auto-scaling/dist-cjs/index.js
var dist_cjs = __webpack_require__(8932);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-elastic-load-balancing-v2/dist-cjs/index.js
var client_elastic_load_balancing_v2_dist_cjs = __webpack_require__(586);
// EXTERNAL MODULE: ./build/delivery/findings.js
var findings = __webpack_require__(3763);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(7283);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/editors.js
var editors = __webpack_require__(5373);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/observe.js
var observe = __webpack_require__(3831);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/rights.js
var groups_rights = __webpack_require__(9215);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/observe-routes.js
var observe_routes = __webpack_require__(7371);
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
        const { listenerArn, purpose, priority, blueArn, greenArn, transforms } = change;
        const command = new client_elastic_load_balancing_v2_dist_cjs/* CreateRuleCommand */.OOk({
            ListenerArn: listenerArn,
            Priority: priority,
            Conditions: [...change.conditions],
            Actions: [...change.actions],
            ...(transforms.length === 0 ? {} : { Transforms: [...transforms] }),
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

// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/group-writer.js + 2 modules
var group_writer = __webpack_require__(6803);
// EXTERNAL MODULE: ./build/engine/poll.js
var poll = __webpack_require__(6202);
// EXTERNAL MODULE: ./build/platforms/ec2/refusals.js
var refusals = __webpack_require__(7997);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/routes.js
var routes = __webpack_require__(5964);
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
    const fresh = tools.clock.now() - seen.routesAt <= FRESH_MS;
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
    return readBack(tools, before, wanted).catch((error) => {
        throw withEffect(error);
    });
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
/** The same failure of a change whose earlier calls succeeded: that the last one was refused says nothing of them. */
function withEffect(reason) {
    if (!(reason instanceof errors/* DeliveryError */.VE) || !reason.noEffect)
        return reason;
    const { code, message, reasons, remedy, transient, cause } = reason;
    return new errors/* DeliveryError */.VE(code, message, { reasons, transient, cause, ...(remedy === undefined ? {} : { remedy }) });
}
async function readBack(tools, before, wanted) {
    const { clock, signal, reader } = tools;
    const pace = { clock, signal, pauseMs: READ_BACK_PAUSE_MS, until: clock.now() + READ_BACK_MS };
    const look = async () => {
        const now = await reader.routes(wanted.map(({ ref }) => ref));
        const [open] = now.filter(({ actions }, index) => !(0,routes/* sameActions */.yB)(actions, wanted[index]?.actions ?? []));
        return { now, open };
    };
    const isForeign = ({ ref, actions }) => {
        const old = before.find((route) => route.ref.arn === ref.arn);
        return old === undefined || !(0,routes/* sameActions */.yB)(actions, old.actions);
    };
    const { now, open } = await (0,poll/* poll */.w)(pace, look, ({ open }) => open === undefined || isForeign(open));
    if (open === undefined)
        return now;
    const where = { kind: open.ref.kind, arn: open.ref.arn };
    throw (0,refusals/* refuse */.T)(isForeign(open) ? "weights-overrun" : "weights-not-read-back", where);
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
            throw (0,refusals/* refuse */.T)("no-network-weights", {}, { cause: error });
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
            case "wait-pool":
            case "wait-until":
            case "wait-bake":
            case "smoke-test":
            case "wait-share":
                throw new errors/* DeliveryError */.VE("internal", `A wait (${change.kind}) was applied instead of waited for.`);
            case "create-template-version":
            case "prune-versions":
            case "create-green":
            case "attach":
            case "set-template":
            case "mark":
            case "unmark":
            case "set-capacity":
            case "allow-scale-in":
            case "delete-group":
            case "delete-warm-pool":
            case "put-warm-pool":
            case "record-verified":
            case "wait-claim":
                return this.#groups.apply(change, seen);
        }
    }
    async #createRule(change, seen) {
        const rules = await this.#rules.create(change);
        const others = seen.rules.filter(({ listenerArn }) => listenerArn !== change.listenerArn);
        return { ...seen, rules: [...others, ...rules] };
    }
    /** First the record, then the weights: a move that came about is on record, wherever this is cut off. */
    async #setWeights(change, seen) {
        const { blueArn, greenArn, green, sticky, record } = change;
        const noted = await this.#groups.note(record, seen);
        const target = change.cohort === true ? { routes: (0,rule_info/* ownRoutes */.T7)(seen, "cohort"), routesAt: seen.routesAt } : seen;
        try {
            const routes = await writeWeights(this.#weights, target, blueArn, greenArn, green, sticky);
            return change.cohort === true ? withCohort(noted, routes) : this.#withRoutes(noted, routes);
        }
        catch (error) {
            if (record === undefined || !hadNoEffect(error))
                throw error;
            const kept = await this.#groups.takeBack(record, seen).catch((reason) => reason);
            throw kept === undefined ? error : withEffect(error);
        }
    }
    /** Always from a fresh reading: the one of its own step may be as old as the deploy took. */
    async #pointTestListener(change, seen) {
        const { listener: ref, blueArn, greenArn, green } = change;
        const stale = { routes: [{ ref, actions: [] }], routesAt: Number.NEGATIVE_INFINITY };
        const [testListener] = await writeWeights(this.#weights, stale, blueArn, greenArn, green, undefined);
        return { ...seen, testListener };
    }
    #withRoutes(seen, routes) {
        return { ...seen, routes, routesAt: this.#weights.clock.now() };
    }
}
function withCohort(seen, routes) {
    const actions = new Map(routes.map((route) => [route.ref.arn, route.actions]));
    return { ...seen, rules: seen.rules.map((rule) => ({ ...rule, actions: actions.get(rule.arn) ?? rule.actions })) };
}

// EXTERNAL MODULE: ./build/platforms/ec2/weighted/diagnosis.js
var diagnosis = __webpack_require__(2347);
// EXTERNAL MODULE: ./build/platforms/checks/probe.js + 1 modules
var probe = __webpack_require__(5724);
// EXTERNAL MODULE: ./build/platforms/checks/smoke.js
var smoke = __webpack_require__(9252);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/preview.js
var preview = __webpack_require__(4772);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/sides.js
var weighted_sides = __webpack_require__(2250);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/suitable.js
var suitable = __webpack_require__(9961);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/waits.js
var waits = __webpack_require__(912);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/observe.js








/** Of a wait's looks, one in this many also reads the group and its scaling activities: at most a call a second. */
const FULL_LOOK_EVERY = 5;
/** The reading half of the platform: what a decision needs, what a switch is judged by, what a wait is about. */
class Ec2Observer {
    #from;
    constructor(sources) {
        this.#from = sources;
    }
    /** Two rounds: names and routes, then the health of what they led to. */
    async observe() {
        const { settings, step, clock, editors, groups: reader, routes: routeReader } = this.#from;
        const careful = step === "deploy" || step === "teardown";
        const [groups, routes, [first, second], imageState] = await Promise.all([
            reader.groups(settings.fleet),
            routeReader.routes(settings.routes),
            reader.targetGroups(settings.targetGroups),
            editors.imageState(settings.revision),
        ]);
        const arns = [first, second].map(({ TargetGroupArn = "" }) => TargetGroupArn);
        // A green that exists already is read too: a deploy that was cut off may not have given it everything.
        const cloned = step === "deploy" && settings.fleet.kind === "cloned" ? groups : [];
        const mayHaveRules = careful || settings.cohort !== undefined || groups.some(({ tags }) => tags[snapshot/* TAG */.Dk.rules] !== undefined);
        // Every other step knows it from the deploy.
        const noted = (0,preview/* notedTestListener */.pf)(groups);
        const testRef = step === "deploy" ? (settings.testListener ?? noted) : noted;
        const asks = step === "deploy" || settings.stickiness === 0 || asksOfConnections(settings, step);
        const [health, attributes, [rules, otherRoutes], attached, pools, testListener] = await Promise.all([
            Promise.all(arns.map((arn) => reader.targets(arn))),
            Promise.all(arns.map((arn) => (asks ? reader.attributes(arn) : undefined))),
            mayHaveRules ? this.#listenerRules(arns, careful, testRef) : [[], {}],
            Promise.all(cloned.map(async (group) => [group.name, await reader.attachments(group)])),
            step === "deploy" ? reader.warmPools(groups) : {},
            testRef === undefined ? undefined : routeReader.routeIfThere(testRef),
        ]);
        const now = clock.now();
        const seen = {
            at: now,
            routesAt: now,
            routes,
            targetGroups: [
                (0,observe/* toTargetGroupState */.z)(first, health[0] ?? [], attributes[0]),
                (0,observe/* toTargetGroupState */.z)(second, health[1] ?? [], attributes[1]),
            ],
            groups,
            otherRoutes,
            rules,
            testListener,
            attachments: Object.fromEntries(attached),
            pools,
            imageState,
            smoke: undefined,
            probe: undefined,
            waitingSince: undefined,
            failures: [],
            causes: [],
        };
        (0,suitable/* requireSuitable */.pu)(settings, seen);
        return seen;
    }
    async #listenerRules(arns, careful, testListener) {
        const { settings, routes } = this.#from;
        const rules = await routes.listenerRules(settings.routes, arns);
        return [rules, careful ? await routes.otherRoutes(settings, arns, rules, testListener) : {}];
    }
    /** Weights and record; the rules of a cohort where they are what the weight is about. */
    async confirm(seen) {
        const { settings, clock, groups: reader, routes: routeReader } = this.#from;
        const arns = seen.targetGroups.map(({ arn }) => arn);
        const ofCohort = seen.rules.some(({ purpose }) => purpose === "cohort");
        const [groups, routes, rules] = await Promise.all([
            reader.groups(settings.fleet),
            routeReader.routes(settings.routes),
            ofCohort ? routeReader.listenerRules(settings.routes, arns) : seen.rules,
        ]);
        const now = clock.now();
        return { ...seen, at: now, routesAt: now, groups, routes, rules };
    }
    async refresh(wait, before, look) {
        const { clock, signal } = this.#from;
        const seen = { ...before, at: clock.now(), waitingSince: look.since };
        if (wait.kind === "smoke-test") {
            const failed = await (0,smoke/* smoke */.Q)(wait.test, signal);
            return { ...seen, smoke: { tries: look.number, failed } };
        }
        if (wait.kind === "wait-share") {
            const last = await (0,probe/* look */.Op)(wait.probe, clock, signal);
            const until = clock.now();
            return { ...seen, at: until, probe: { probe: wait.probe, looks: look.number, since: look.since, until, last } };
        }
        if (wait.kind === "wait-bake")
            return this.#refreshBake(wait, seen, look);
        if (wait.kind === "wait-pool")
            return this.#refreshPool(wait.group, seen);
        if (wait.kind === "wait-healthy" || wait.kind === "wait-drained")
            return this.#refreshSide(wait, seen, look);
        return seen;
    }
    async #refreshPool(group, seen) {
        const others = seen.groups.filter(({ name }) => name !== group);
        return { ...seen, groups: [...others, ...(await this.#from.groups.groupsNamed([group]))] };
    }
    /**
     * The target group at every look. The group at the first and every fifth, when the targets say that the wait may be
     * over, when they are of instances not seen yet, and at a thorough look. Failed activities at every fifth and then.
     */
    async #refreshSide(wait, seen, look) {
        const { settings, groups: reader } = this.#from;
        const known = (0,weighted_sides/* sideOf */.Jh)(wait.targetGroupArn, seen).group;
        const targets = await reader.targets(wait.targetGroupArn);
        const next = { ...seen, targetGroups: replaceTargets(seen, new Map([[wait.targetGroupArn, targets]])) };
        const count = (wanted) => targets.filter(({ state }) => state === wanted).length;
        const enough = wait.kind === "wait-healthy" ? (wait.atLeast ?? Math.max(1, known?.desired ?? 1)) : 0;
        const perhapsOver = wait.kind === "wait-drained" ? count("draining") === 0 : count("healthy") >= enough;
        // Targets of instances that we have not seen: without them their reasons would go untold.
        const unknown = targets.some(({ id }) => !known?.instances.some((instance) => instance.id === id));
        const fifth = look.number % FULL_LOOK_EVERY === 0;
        if (!perhapsOver && !unknown && !look.thorough && !fifth && look.number > 1)
            return next;
        const name = known?.name;
        const [groups, failures] = await Promise.all([
            name === undefined ? reader.groups(settings.fleet) : reader.groupsNamed([name]),
            wait.kind === "wait-healthy" && (fifth || look.thorough) && !perhapsOver && name !== undefined
                ? reader.failures(name, look.since)
                : seen.failures,
        ]);
        const rest = next.groups.filter((group) => name !== undefined && group.name !== name);
        return { ...next, groups: [...rest, ...groups], failures };
    }
    /** Both sides at every look; their groups now and then, and when the targets are not what the weight needs. */
    async #refreshBake(wait, seen, look) {
        const { settings, groups: reader } = this.#from;
        const arns = [wait.blueArn, wait.greenArn];
        const health = await Promise.all(arns.map(async (arn) => [arn, await reader.targets(arn)]));
        const next = { ...seen, targetGroups: replaceTargets(seen, new Map(health)) };
        const suspicious = (0,waits/* progressOf */.jA)(wait, next).state === "impossible";
        if (!suspicious && look.number % FULL_LOOK_EVERY !== 0)
            return next;
        const full = { ...next, groups: await reader.groups(settings.fleet) };
        if ((0,waits/* progressOf */.jA)(wait, full).state !== "impossible")
            return full;
        const names = full.groups.map(({ name }) => name);
        const activities = await Promise.all(names.map((name) => reader.activities(name, look.since)));
        return {
            ...full,
            causes: [...new Set(activities.flat().map(({ cause }) => cause.trim()))].filter((each) => each !== ""),
        };
    }
}
/** How long what is open to a side may go on once its targets leave. */
function asksOfConnections({ routes }, step) {
    const network = routes.some(({ loadBalancerType }) => loadBalancerType === "network");
    return network && (step === "rollback" || step === "teardown");
}
function replaceTargets({ targetGroups }, targets) {
    const [first, second] = targetGroups;
    const replaced = (group) => ({ ...group, targets: targets.get(group.arn) ?? group.targets });
    return [replaced(first), replaced(second)];
}

// EXTERNAL MODULE: ./build/platforms/ec2/weighted/plan.js + 3 modules
var plan = __webpack_require__(8245);
// EXTERNAL MODULE: ./build/delivery/capacity.js
var capacity = __webpack_require__(4325);
// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/delivery/standing.js
var delivery_standing = __webpack_require__(7337);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/standing.js
var weighted_standing = __webpack_require__(7048);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/weights.js
var weights = __webpack_require__(3227);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/undo.js







/** What leaves no half-done switch behind: see `Platform.undo`. */
function undoOf(settings, intent, seen) {
    const sides = (0,weighted_sides/* identify */.ls)(seen);
    const standing = (0,weighted_standing/* standingOf */.YP)(settings, seen);
    const { rolloutId: run } = intent;
    if (intent.step === "rollback") {
        // Without a rollout the way back may lead to either side.
        const decision = (0,policy/* decide */.L)(intent, (0,weighted_standing/* askedOf */.iN)(settings, intent.step, seen), standing);
        const to = decision.do === "shift" && decision.to !== 0 ? decision.to : leftByBlue(standing, settings);
        return (0,weights/* setWeights */.m4)(sides, to, settings.stickiness, { by: "rollback", to, verified: true, run });
    }
    if (settings.cohort !== undefined && intent.step === "shift") {
        const share = Math.round(sides.cohortShares[0] ?? 0);
        return (0,weights/* setCohort */.IW)(sides, share, undefined, asBefore(standing, share, run), settings.cohort);
    }
    // Weights that disagreed before have no one value to go back to; blue alone is what every rollout began with.
    const weight = Math.round((0,weighted_sides/* agreedShare */.oF)({ ...sides, cohortShares: [] }) ?? 0);
    const [sticky, ...others] = new Set(seen.routes.map(routes/* stickySeconds */.Pg));
    const restored = settings.stickiness === undefined || others.length > 0 ? undefined : sticky;
    return (0,weights/* setWeights */.m4)(sides, weight, restored, asBefore(standing, weight, run));
}
/** What blue cannot carry yet stays on green, if that serves at all; else blue gets everything. */
function leftByBlue(standing, { maxCapacityDeficit }) {
    const carries = (0,capacity/* shareFor */.Ly)(standing, maxCapacityDeficit);
    if (carries === 100 || !(0,delivery_standing/* canServe */.KS)(standing.green))
        return 0;
    return Math.min(100 - carries, Math.floor(standing.weight ?? 100));
}
/** What was on record stays so; that the traffic moved, and moved back, is new. */
function asBefore({ last }, to, run) {
    const { by = "shift", verified = true, bakeMs } = last ?? {};
    return { by, to, verified, run, ...(bakeMs === undefined ? {} : { bakeMs }) };
}
/** Whether the runner handed back what `undoOf` makes for this step and these resources. */
function acceptsUndo(undo, settings, { step }, seen) {
    if (undo.kind !== "set-weights")
        return false;
    const { blueArn, greenArn, green, sticky, record, cohort } = undo;
    const arns = seen.targetGroups.map(({ arn }) => arn);
    const sides = (0,weighted_sides/* identify */.ls)(seen);
    // A way back never gives green more than it has; without a rollout it leads to one side or the other.
    const back = sides.marked ? (green ?? 0) <= ((0,weighted_sides/* agreedShare */.oF)(sides) ?? 100) : green === 0 || green === 100;
    return (((step === "rollback" && back) || step === "shift" || step === "promote") &&
        arns.includes(blueArn ?? "") &&
        arns.includes(greenArn ?? "") &&
        blueArn !== greenArn &&
        isWhole(green, 100) &&
        (sticky === undefined || isWhole(sticky, MAX_STICKY_SECONDS)) &&
        (record === undefined || isRecord(record, seen)) &&
        (cohort === undefined || (cohort === true && settings.cohort !== undefined && step === "shift")));
}
/** ELBv2 API Reference, TargetGroupStickinessConfig. */
const MAX_STICKY_SECONDS = 604_800;
function isWhole(value, max) {
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;
}
function isRecord(value, { groups }) {
    const { group, by, to, verified, bakeMs, run, least } = value;
    return (groups.some(({ name }) => name === group) &&
        (by === "shift" || by === "promote" || by === "rollback") &&
        (to === undefined || isWhole(to, 100)) &&
        typeof verified === "boolean" &&
        (bakeMs === undefined || isWhole(bakeMs, Number.MAX_SAFE_INTEGER)) &&
        (run === undefined || typeof run === "string") &&
        (least === undefined || isWhole(least, Number.MAX_SAFE_INTEGER)));
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/foreign.js
var groups_foreign = __webpack_require__(5803);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/health.js
var health = __webpack_require__(7557);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/marks.js
var marks = __webpack_require__(9781);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/conditions.js
var conditions = __webpack_require__(7564);
// EXTERNAL MODULE: ./build/platforms/ec2/weighted/safe.js
var safe = __webpack_require__(8545);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/view.js













function viewOf(settings, seen) {
    const sides = (0,weighted_sides/* identify */.ls)(seen);
    const standing = (0,weighted_standing/* standingOf */.YP)(settings, seen);
    const { weight, rollout } = standing;
    const problems = findProblems(settings, sides, standing);
    return {
        phase: (0,delivery_standing/* phaseOf */.hU)(standing, problems),
        standing,
        blue: sideView(sides.blue, "any-version", weight === undefined ? undefined : (0,capacity/* restOf */.Y6)(weight)),
        green: sideView(sides.green, "strict", weight),
        weight,
        cohort: cohortOf(settings, standing),
        rollout,
        safeTeardownAt: safeTeardownAt(settings, standing, seen),
        stickySeconds: (0,safe/* longestStickiness */.v9)(seen),
        problems,
        preview: (0,preview/* previewView */.ES)(settings, seen, sides),
        look: seen.probe === undefined ? undefined : (0,probe/* describeLook */.Fd)(seen.probe),
        facts: factsOf(seen),
    };
}
function cohortOf({ cohort }, { audience, weight }) {
    if (audience === "everyone" || weight === 0)
        return undefined;
    return cohort === undefined ? "the condition of a rule of its own" : (0,conditions/* describeCondition */.pu)(cohort);
}
/** Undefined while no side waits to go. */
function safeTeardownAt(settings, standing, seen) {
    const { rollout, weight, audience } = standing;
    const goes = rollout !== undefined && (weight === 0 || (weight === 100 && audience === "everyone"));
    return goes ? (0,safe/* safeAt */.J_)(settings, standing, seen) : undefined;
}
function findProblems({ allowForeignTargets }, sides, { conflict }) {
    const problems = conflict === undefined ? [] : [conflict.refusal.message];
    const { blue, green, shares } = sides;
    if (shares.includes(undefined))
        problems.push("Both target groups have weight 0 on a listener: every request gets a 503.");
    else if ((0,weighted_sides/* agreedShare */.oF)(sides) === undefined)
        problems.push(`The listeners disagree: green has ${(0,weighted_sides/* describeShares */.MF)(sides)}.`);
    else if (!sides.marked && (0,weighted_sides/* agreedShare */.oF)(sides) !== 0) {
        problems.push(`Both sides have weight (green ${shares[0]} %) and no rollout is on record: somebody else set it.`);
    }
    for (const side of [blue, green]) {
        const carries = shares.some((share) => (side === green ? (share ?? 0) > 0 : (share ?? 100) < 100));
        if (!carries)
            continue;
        const { name } = side.targetGroup;
        const foreign = allowForeignTargets ? [] : (0,groups_foreign/* foreignTargets */.tp)(side);
        if (foreign.length > 0) {
            problems.push(`${name} has weight, and targets that belong to no group of its side: ${(0,groups_foreign/* idsOf */.UX)(foreign)}.`);
        }
        if (side.group === undefined)
            problems.push(`${name} has weight, but no Auto Scaling group is attached to it.`);
        else if (!side.targetGroup.targets.some(({ state }) => state === "healthy")) {
            const reasons = (0,health/* healthOf */.Wr)(side, "any-version").reasons.join(", ") || "it is empty";
            problems.push(`${name} has weight, but none of its targets is healthy: ${reasons}.`);
        }
    }
    return problems;
}
function sideView(side, strictness, weight) {
    if (side.group === undefined)
        return undefined;
    const { healthy, wanted } = (0,health/* healthOf */.Wr)(side, strictness);
    return { name: side.group.name, target: side.targetGroup.name, revision: (0,marks/* runs */.Np)(side.group), healthy, wanted, weight };
}
/** Listener actions and weights, target groups, groups and template versions, rollout: by stable names. */
function factsOf(seen) {
    const facts = {};
    for (const { ref, actions } of seen.routes) {
        const id = ref.arn.slice(ref.arn.indexOf(ref.loadBalancer));
        facts[`${ref.kind} ${id} weights`] = actions
            .flatMap(routes/* tuplesOf */.tl)
            .map((tuple) => `${(tuple.TargetGroupArn ?? "").split("/")[1]} ${tuple.Weight ?? 1}`)
            .sort()
            .join(", ");
        facts[`${ref.kind} ${id} actions`] = (0,routes/* canonicalActions */.C)(actions.map(withoutWeights));
    }
    for (const { arn, purpose, actions, conditions } of seen.rules) {
        if (purpose === undefined)
            continue;
        facts[`${purpose} rule ${arn.split("/").slice(-2).join("/")}`] =
            `${JSON.stringify(conditions)} ${(0,routes/* canonicalActions */.C)(actions)}`;
    }
    if (seen.testListener !== undefined && seen.groups.some(({ tags }) => tags[snapshot/* TAG */.Dk.rollout] !== undefined)) {
        facts[`test listener ${seen.testListener.ref.arn.split("/").at(-1)}`] = (0,routes/* canonicalActions */.C)(seen.testListener.actions);
    }
    for (const { name, arn } of seen.targetGroups)
        facts[`target group ${name}`] = arn;
    for (const group of seen.groups) {
        const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
        facts[`group ${group.name}`] = `${template}, attached to ${group.targetGroupArns.join(", ")}`;
        facts[`group ${group.name} rollout`] = group.tags[snapshot/* TAG */.Dk.rollout] ?? "none";
    }
    return facts;
}
function withoutWeights(action) {
    if (action.Type !== "forward")
        return action;
    const TargetGroups = (0,routes/* tuplesOf */.tl)(action).map(({ TargetGroupArn }) => ({ TargetGroupArn, Weight: 1 }));
    return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups } };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/index.js

















/** EC2 Auto Scaling groups behind target groups of an application or network load balancer. */
class Ec2Platform {
    #settings;
    #elb;
    #autoScaling;
    #editors;
    #observerOf;
    #observer;
    #writer;
    constructor(settings, step, clock, signal) {
        this.#settings = settings;
        const config = (0,aws/* clientConfig */.yO)(settings.region);
        this.#elb = new client_elastic_load_balancing_v2_dist_cjs/* ElasticLoadBalancingV2Client */.MlD(config);
        this.#autoScaling = new dist_cjs/* AutoScalingClient */.yis(config);
        this.#editors = new editors/* Editors */.R(settings.region, signal);
        const groups = new observe/* Ec2Reader */.y(this.#elb, this.#autoScaling, this.#editors, signal);
        const routes = new observe_routes/* RouteReader */.r(this.#elb, signal);
        this.#observerOf = (step) => new Ec2Observer({ settings, step, clock, signal, groups, routes, editors: this.#editors });
        this.#observer = this.#observerOf(step);
        this.#writer = new Ec2Writer({
            autoScaling: this.#autoScaling,
            reader: groups,
            weights: { elb: this.#elb, reader: routes, signal, clock },
            rules: new RuleWriter(this.#elb, routes, signal),
            editors: this.#editors,
            clock,
            signal,
        });
    }
    observe() {
        return this.#observer.observe();
    }
    confirm(seen) {
        return this.#observer.confirm(seen);
    }
    plan(intent, seen) {
        return (0,plan/* planStep */.e)(this.#settings, intent, seen);
    }
    apply(change, seen) {
        return this.#writer.apply(change, seen);
    }
    refresh(wait, seen, look) {
        return this.#observer.refresh(wait, seen, look);
    }
    settled(wait, seen) {
        return (0,waits/* progressOf */.jA)(wait, seen);
    }
    async diagnose(intent, seen) {
        const settings = { ...this.#settings, revision: diagnosis/* ANY_REVISION */.f };
        const rights = (0,groups_rights/* rightsFindings */.I)(this.#editors, (0,weighted_sides/* identify */.ls)(seen).blue.group?.template);
        // What only a deploy reads, e.g. who else uses the target groups, and what is attached to the group to be cloned.
        const found = this.#observerOf("deploy")
            .observe()
            .then((whole) => (0,diagnosis/* diagnose */.h)(settings, intent, whole), findings/* unreadable */.O$);
        return [...(await found), ...(await rights)];
    }
    view(seen) {
        return viewOf(this.#settings, seen);
    }
    undo(intent, seen) {
        return undoOf(this.#settings, intent, seen);
    }
    accepts(undo, intent, seen) {
        return acceptsUndo(undo, this.#settings, intent, seen);
    }
    close() {
        this.#elb.destroy();
        this.#autoScaling.destroy();
        this.#editors.close();
    }
}


/***/ })

};
