export const id = 917;
export const ids = [917];
export const modules = {

/***/ 971:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ get)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4708);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2386);



/** No more of a body is read. */
const MAX_BODY_BYTES = 1_048_576;
/**
 * One GET. Redirects are answers, not followed.
 *
 * @throws Error that says why there was no answer; the signal's reason when it was aborted.
 */
async function get({ tls, limitMs, headers, ...options }, signal) {
    const limit = AbortSignal.timeout(limitMs);
    const all = {
        ...options,
        headers: { "user-agent": "progressive-delivery", ...headers },
        signal: AbortSignal.any([signal, limit]),
    };
    try {
        return await answerTo(tls ? (0,node_https__WEBPACK_IMPORTED_MODULE_1__.request)(all) : (0,node_http__WEBPACK_IMPORTED_MODULE_0__.request)(all));
    }
    catch (error) {
        signal.throwIfAborted();
        if (limit.aborted)
            throw new Error(`no answer within ${limitMs / 1_000} s`);
        const errors = error instanceof AggregateError ? error.errors : [error];
        throw new Error(errors.map(_delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .errorMessage */ .gJ).join(", "), { cause: error });
    }
}
function answerTo(request) {
    return new Promise((resolve, reject) => {
        request.on("error", reject);
        request.once("response", (response) => {
            const { statusCode = 0, headersDistinct } = response;
            bodyOf(response).then((body) => resolve({ status: statusCode, headers: headersDistinct, body }), reject);
        });
        request.end();
    });
}
async function bodyOf(response) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of response) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_BODY_BYTES)
            break;
    }
    return Buffer.concat(chunks).subarray(0, MAX_BODY_BYTES).toString("utf8");
}


/***/ }),

/***/ 9696:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ ask)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4708);
/* harmony import */ var node_url__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3136);
/* harmony import */ var _engine_http_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(971);




/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 10_000;
const NOTHING = { headers: {}, query: "" };
/** Every request has a connection of its own: a network load balancer chooses once per connection. */
const AGENT = { keepAlive: false, proxyEnv: process.env };
const [PLAIN, SECURE] = [new node_http__WEBPACK_IMPORTED_MODULE_0__.Agent(AGENT), new node_https__WEBPACK_IMPORTED_MODULE_1__.Agent(AGENT)];
/**
 * One GET as a user makes it, without cookies, so that each is led anew; HTTPS_PROXY and its like are heeded. Redirects
 * are answers, not followed.
 *
 * @throws Error that says why there was no answer; the signal's reason when it was aborted.
 */
function ask(url, { headers, query } = NOTHING, signal) {
    const target = new URL(url);
    if (query !== "")
        target.search = `${target.search === "" ? "?" : `${target.search}&`}${query}`;
    const tls = target.protocol === "https:";
    const options = { ...(0,node_url__WEBPACK_IMPORTED_MODULE_2__.urlToHttpOptions)(target), headers, agent: tls ? SECURE : PLAIN };
    return (0,_engine_http_js__WEBPACK_IMPORTED_MODULE_3__/* .get */ .J)({ tls, limitMs: ANSWER_MS, ...options }, signal);
}


/***/ }),

/***/ 5724:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ci: () => (/* binding */ addressOf),
  BO: () => (/* binding */ boundsOf),
  nv: () => (/* binding */ describeBounds),
  Fd: () => (/* binding */ describeLook),
  Op: () => (/* binding */ look),
  ir: () => (/* binding */ probeProgress),
  Uw: () => (/* binding */ requestsFor)
});

;// CONCATENATED MODULE: ./build/delivery/binomial.js
/** Exact binomial sums, for samples of some thousand at most. */
/** The probability of each count 0…n, at a chance of p each. Logarithms: 0.01 to the thousandth is no double. */
function masses(n, p) {
    const [logP, logQ] = [Math.log(p), Math.log1p(-p)];
    let logChoose = 0;
    return Array.from({ length: n + 1 }, (_, k) => {
        if (k > 0)
            logChoose += Math.log(n - k + 1) - Math.log(k);
        return Math.exp(logChoose + (k === 0 ? 0 : k * logP) + (k === n ? 0 : (n - k) * logQ));
    });
}
/**
 * The counts among n that a chance of p each gives in all but alpha of the cases: the exact two-sided acceptance
 * region, of which either tail has at most alpha / 2.
 *
 * @param n 1 or more; p 0–1; alpha above 0, below 1.
 */
function binomialBounds(n, p, alpha) {
    return { low: lowest(n, p, alpha / 2), high: n - lowest(n, 1 - p, alpha / 2) };
}
/** The smallest count that is not in the lower tail. */
function lowest(n, p, tail) {
    let below = 0;
    const found = masses(n, p).findIndex((mass) => {
        below += mass;
        return below > tail;
    });
    return found === -1 ? n : found;
}
/** How likely the count is within the bounds, at a chance of p each. */
function chanceWithin({ low, high }, n, p) {
    return masses(n, p)
        .slice(low, high + 1)
        .reduce((sum, mass) => sum + mass, 0);
}

// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/checks/ask.js
var ask = __webpack_require__(9696);
// EXTERNAL MODULE: ./build/platforms/checks/mark.js
var checks_mark = __webpack_require__(7060);
;// CONCATENATED MODULE: ./build/platforms/checks/probe.js





/**
 * How often a look may miss a share that is right: one in a thousand switches. Checks of sample ratios in online
 * experiments, which this is, use levels as strict (Fabijan et al.: Diagnosing Sample Ratio Mismatch, KDD 2019).
 *
 * Looks are repeated, each a fresh sample, until one holds, because a load balancer obeys new weights only after some
 * seconds. So a right share is failed only if every look misses it: at most ALPHA, if it was obeyed only by the last.
 * A wrong one is passed if any look takes it for right: at most MAX_LOOKS times the chance of a single look, which for
 * the share before the change is at most ALPHA by the size of the sample: 0.02 together.
 */
const ALPHA = 0.001;
const MAX_LOOKS = 20;
/** Slow answers end it earlier: after so many milliseconds, but not before so many looks. */
const PATIENCE_MS = 120_000;
const MIN_LOOKS = 3;
const MIN_REQUESTS = 200;
const MAX_REQUESTS = 1_100;
const REQUESTS_STEP = 50;
/** A gentle rate: a site under the load of its users does not notice. */
const PARALLEL = 8;
const PER_SECOND = 100;
/** A look with a failed request is lost anyway: it ends after so many. */
const ENOUGH_FAILURES = 5;
/**
 * How many requests a look needs to tell a share from none, from all, and from the one before; at most 1100, which
 * tell any two shares from each other that lie ten points apart.
 *
 * @param before green's share before the change, percent; undefined: not known.
 */
function requestsFor(share, before) {
    const wrong = [0, 100, before ?? 0].filter((other) => other !== share);
    for (let requests = MIN_REQUESTS; requests < MAX_REQUESTS; requests += REQUESTS_STEP) {
        const bounds = boundsOf({ share, requests });
        if (wrong.every((other) => chanceWithin(bounds, requests, other / 100) <= ALPHA))
            return requests;
    }
    return MAX_REQUESTS;
}
/** How many of the answers may be green's. */
function boundsOf({ share, requests }) {
    return binomialBounds(requests, share / 100, ALPHA);
}
function describeBounds({ low, high }) {
    return low === high ? String(low) : `${low} to ${high}`;
}
/** Asks as often as the probe says, a few at a time, and counts the answers that are green's. */
async function look(probe, clock, signal) {
    const began = clock.now();
    const failed = [];
    let [next, asked, green] = [0, 0, 0];
    const work = async () => {
        while (next < probe.requests && failed.length < ENOUGH_FAILURES) {
            const due = began + (next * 1_000) / PER_SECOND - clock.now();
            next += 1;
            if (due > 0)
                await clock.sleep(due, signal);
            const answer = await (0,ask/* ask */.k)(new URL(probe.url), probe.sent, signal).catch((error) => {
                signal.throwIfAborted();
                return (0,errors/* errorMessage */.gJ)(error);
            });
            asked += 1;
            if (typeof answer === "string")
                failed.push(answer);
            else if (answer.status >= 500)
                failed.push(`answered ${answer.status}`);
            else if (shows(probe.mark, answer))
                green += 1;
        }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return { asked, green, failed };
}
function shows(mark, { headers, body }) {
    if (mark.in === "body")
        return body.includes(mark.text);
    return headers[mark.name.toLowerCase()]?.includes(mark.value) === true;
}
/** Over as soon as one look holds: the share within its bounds, and no request failed. */
function probeProgress(probe, result, now) {
    const what = `a look from outside that shows green ${probe.share} %`;
    if (result === undefined)
        return { state: "waiting", for: what, have: 0, want: 1, reasons: [] };
    const { low, high } = boundsOf(probe);
    const { asked, green, failed } = result.last;
    if (failed.length === 0 && low <= green && green <= high)
        return { state: "done" };
    const reasons = [
        `${green} of ${asked} answers were green's; ${probe.share} % would be ${describeBounds({ low, high })} of ${probe.requests}`,
        ...(0,counted/* counted */.h)(failed.map((reason) => `a request ${reason.startsWith("answered") ? "" : "failed: "}${reason}`)),
        ...hints(probe, result.last),
    ];
    const patient = now - result.since < PATIENCE_MS || result.looks < MIN_LOOKS;
    if (result.looks < MAX_LOOKS && patient)
        return { state: "waiting", for: what, have: 0, want: 1, reasons };
    const because = `Seen from outside, green does not have ${probe.share} % of the requests to ${addressOf(probe.url)}, after ${result.looks} looks. ` +
        "The weights stay as they are: run `rollback`, or the step again once the reason is found.";
    return { state: "impossible", because, reasons };
}
function hints({ mark, share }, { asked, green, failed }) {
    if (failed.length > 0)
        return [];
    const said = `\`probe-match\` (${(0,checks_mark/* describeMark */.h)(mark)})`;
    if (green === 0 && share > 0)
        return [`${said} fits no answer: is it how green answers, and does the URL lead here?`];
    if (green === asked && share < 100)
        return [`${said} fits every answer: do blue's answers show it too?`];
    return [];
}
/** Without its query, which may be nobody else's business. */
function addressOf(url) {
    const { origin, pathname } = new URL(url);
    return `${origin}${pathname}`;
}
/** What the last look saw, for people. */
function describeLook({ probe, last: { asked, green } }) {
    return `${green} of ${asked} requests to ${addressOf(probe.url)} reached green (${probe.share} % is ${describeBounds(boundsOf(probe))})`;
}


/***/ }),

/***/ 9252:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ smoke),
/* harmony export */   x: () => (/* binding */ smokeProgress)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _delivery_path_check_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8527);
/* harmony import */ var _ask_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9696);



/** Looks that may fail before the smoke test does: a new listener rule is not obeyed at once. */
const TRIES = 10;
/** Asks for every path as a tester would. */
async function smoke({ url, checks, sent }, signal) {
    const base = url.replace(/\/$/, "");
    const results = await Promise.all(checks.map(async (check) => {
        try {
            const { status } = await (0,_ask_js__WEBPACK_IMPORTED_MODULE_1__/* .ask */ .k)(new URL(`${base}${check.path}`), sent, signal);
            if ((0,_delivery_path_check_js__WEBPACK_IMPORTED_MODULE_2__/* .isAsWanted */ .K1)(check, status))
                return [];
            return [`${check.path} answered ${status}${check.status === undefined ? "" : ` instead of ${check.status}`}`];
        }
        catch (error) {
            signal.throwIfAborted();
            return [`${check.path} did not answer: ${(0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .errorMessage */ .gJ)(error)}`];
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


/***/ }),

/***/ 9917:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ec2Platform: () => (/* binding */ ec2Platform)
});

// EXTERNAL MODULE: ./build/delivery/findings.js
var findings = __webpack_require__(3763);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/clients.js + 1 modules
var groups_clients = __webpack_require__(789);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/rights.js
var groups_rights = __webpack_require__(9215);
// EXTERNAL MODULE: ./build/platforms/ec2/image/aside.js
var aside = __webpack_require__(1172);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/meter.js
var meter = __webpack_require__(757);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/observe-routes.js
var observe_routes = __webpack_require__(7371);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-elastic-load-balancing-v2/dist-cjs/index.js
var dist_cjs = __webpack_require__(586);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
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
        const command = new dist_cjs/* CreateRuleCommand */.OOk({
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
        const command = new dist_cjs/* DeleteRuleCommand */.piX({ RuleArn: arn });
        const deleted = this.#send("DeleteRule", () => this.#elb.send(command, { abortSignal: this.#signal }));
        await deleted.catch((0,aws/* unless */.NJ)("RuleNotFound", "RuleNotFoundException"));
    }
    #send(action, send) {
        return (0,aws/* call */.T1)(`elasticloadbalancing:${action}`, this.#signal, send);
    }
}

// EXTERNAL MODULE: ./build/platforms/ec2/settings.js
var ec2_settings = __webpack_require__(9718);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/group-writer.js + 2 modules
var group_writer = __webpack_require__(6803);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/engine/poll.js
var poll = __webpack_require__(6202);
// EXTERNAL MODULE: ./build/platforms/ec2/refusals.js
var refusals = __webpack_require__(7997);
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
    const fresh = tools.clock.now() - seen.routesAt <= FRESH_MS;
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
        const [open] = now.filter(({ actions }, index) => !(0,listeners_routes/* sameActions */.yB)(actions, wanted[index]?.actions ?? []));
        return { now, open };
    };
    const isForeign = ({ ref, actions }) => {
        const old = before.find((route) => route.ref.arn === ref.arn);
        return old === undefined || !(0,listeners_routes/* sameActions */.yB)(actions, old.actions);
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
            ? (0,aws/* call */.T1)("elasticloadbalancing:ModifyListener", tools.signal, () => tools.elb.send(new dist_cjs/* ModifyListenerCommand */.ugc({ ListenerArn: ref.arn, DefaultActions: [...actions] }), abort), about)
            : (0,aws/* call */.T1)("elasticloadbalancing:ModifyRule", tools.signal, () => tools.elb.send(new dist_cjs/* ModifyRuleCommand */.y5P({ RuleArn: ref.arn, Actions: [...actions] }), abort), about));
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
        }
        return this.#groups.apply(change, seen);
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

// EXTERNAL MODULE: ./build/platforms/ec2/groups/empty.js
var empty = __webpack_require__(8526);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/suitable.js
var suitable = __webpack_require__(8825);
// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/delivery/schedule.js
var schedule = __webpack_require__(5648);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/connections.js
var connections = __webpack_require__(2238);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/fleet.js
var groups_fleet = __webpack_require__(5663);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/foreign.js
var groups_foreign = __webpack_require__(5803);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/limits.js
var groups_limits = __webpack_require__(6883);
// EXTERNAL MODULE: ./build/delivery/capacity.js
var capacity = __webpack_require__(4325);
// EXTERNAL MODULE: ./build/delivery/standing.js
var delivery_standing = __webpack_require__(7337);
// EXTERNAL MODULE: ./build/delivery/waits.js
var waits = __webpack_require__(2799);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/bake.js
var groups_bake = __webpack_require__(6306);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/health.js
var health = __webpack_require__(7557);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/marks.js
var marks = __webpack_require__(9781);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/switch-tags.js
var switch_tags = __webpack_require__(2837);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/warm-pool.js
var warm_pool = __webpack_require__(9397);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/conditions.js
var listeners_conditions = __webpack_require__(7564);
;// CONCATENATED MODULE: ./build/platforms/ec2/listeners/plan-rules.js





/** Priorities of listener rules (ELBv2 API Reference, CreateRule). */
const MAX_PRIORITY = 50_000;
/**
 * Condition values and wildcards per rule (Elastic Load Balancing user guide, quotas; not adjustable). The guide also
 * speaks of three per condition, but the API has no such limit (API Reference, Limit), and takes five.
 */
const MAX_VALUES = 5;
const MAX_WILDCARDS = 6;
/**
 * Makes the rules of a purpose that are not there yet, one for each route, at a weight. Each does what its route does
 * (login, stickiness, transforms) but for the weights.
 *
 * @param green percent of the matching requests that green gets.
 * @param sticky seconds of group stickiness, 0 for none; undefined: as the route has it.
 */
function createMissing(seen, { blue, green: side }, purpose, condition, green, sticky) {
    const [blueArn, greenArn] = [blue.targetGroup.arn, side.targetGroup.arn];
    const taken = new Map();
    const missing = seen.routes.flatMap(({ ref, actions }) => {
        const listenerArn = (0,rule_info/* listenerOf */.Al)(ref);
        const own = seen.rules.find((rule) => rule.listenerArn === listenerArn && rule.purpose === purpose && besides(rule, ref, seen));
        if (own !== undefined)
            return [];
        const priority = freePriority(seen, ref, purpose, taken.get(listenerArn) ?? []);
        taken.set(listenerArn, [...(taken.get(listenerArn) ?? []), priority]);
        const host = ref.kind === "rule" ? seen.rules.find(({ arn }) => arn === ref.arn) : undefined;
        const conditions = [...(host?.conditions ?? []).map(writableCondition), (0,listeners_conditions/* toRuleCondition */.J$)(condition)];
        requireRoom(conditions, purpose, condition, ref);
        requireCarriable(actions, purpose, ref);
        return [
            {
                kind: "create-rule",
                movesTraffic: purpose === "cohort" && green > 0,
                listenerArn,
                purpose,
                priority,
                conditions,
                actions: (0,listeners_routes/* withWeights */.cY)(actions, blueArn, greenArn, green, sticky),
                transforms: host?.transforms ?? [],
                blueArn,
                greenArn,
                green,
                summary: `Create a listener rule (priority ${priority}): requests with ${(0,listeners_conditions/* describeCondition */.pu)(condition)} reach green by ${green} %`,
            },
        ];
    });
    if (missing.length === 0 || side.group === undefined)
        return missing;
    const tags = { [snapshot/* TAG */.Dk.rules]: "own" };
    if (side.group.tags[snapshot/* TAG */.Dk.rules] !== undefined)
        return missing;
    // First the note that rules of ours may exist, so that every later step looks for them.
    return [
        {
            kind: "mark",
            group: side.group.name,
            tags,
            summary: `Note on ${side.group.name} that it has listener rules of its own`,
        },
        ...missing,
    ];
}
/** @param moves whether some of the cohort's requests are routed otherwise without its rules. */
function deleteOwn(seen, purposes, moves) {
    return seen.rules
        .filter(({ purpose }) => purpose !== undefined && purposes.includes(purpose))
        .map(({ arn, purpose }) => ({
        kind: "delete-rule",
        arn,
        movesTraffic: moves && purpose === "cohort",
        summary: `Delete the ${purpose} rule ${arn.split("/").slice(-2).join("/")}`,
    }));
}
/** A rule of ours for a rule carries that rule's conditions first; one for a listener has ours alone. */
function besides(own, ref, { rules }) {
    const host = ref.kind === "rule" ? (rules.find(({ arn }) => arn === ref.arn)?.conditions.length ?? 0) : 0;
    return own.conditions.length === host + 1;
}
/**
 * For a listener's default action: after all other rules, which keep their requests. For a rule: right before it, with
 * nothing in between; a preview before a cohort.
 */
function freePriority({ rules }, ref, purpose, taken) {
    const used = [
        ...rules.filter(({ listenerArn }) => listenerArn === (0,rule_info/* listenerOf */.Al)(ref)).flatMap(({ priority }) => priority ?? []),
        ...taken,
    ];
    if (ref.kind === "listener") {
        const next = Math.max(0, ...used) + 1;
        if (next <= MAX_PRIORITY)
            return next;
    }
    else {
        const own = rules.find(({ arn }) => arn === ref.arn)?.priority ?? 1;
        const before = Math.max(0, ...used.filter((priority) => priority < own && !isOurs(rules, ref, priority)));
        const gap = Array.from({ length: Math.min(own - before - 1, 10) }, (_, index) => own - 1 - index).filter((priority) => !used.includes(priority));
        const free = purpose === "preview" ? gap.at(-1) : gap[0];
        if (free !== undefined)
            return free;
    }
    throw (0,refusals/* refuse */.T)("no-free-priority", { purpose, kind: ref.kind, arn: ref.arn });
}
function isOurs(rules, ref, priority) {
    return rules.some((rule) => rule.listenerArn === (0,rule_info/* listenerOf */.Al)(ref) && rule.priority === priority && rule.purpose !== undefined);
}
/** What stands before the forward action goes along, so that nobody gets past a login; a secret cannot. */
function requireCarriable(actions, purpose, { kind, arn }) {
    const isSecret = actions.some(({ Type }) => Type === "authenticate-oidc");
    if (isSecret)
        throw (0,refusals/* refuse */.T)("login-not-carried", { purpose, kind, arn });
}
/** A rule of ours for a rule needs room for that rule's conditions and its own. */
function requireRoom(conditions, purpose, condition, { arn }) {
    const { values, wildcards } = (0,listeners_conditions/* sizeOfConditions */.xb)(conditions);
    if (values <= MAX_VALUES && wildcards <= MAX_WILDCARDS)
        return;
    const what = values > MAX_VALUES
        ? `${values} condition values together, and ELB takes ${MAX_VALUES}`
        : `${wildcards} wildcards together, and ELB takes ${MAX_WILDCARDS}`;
    throw (0,refusals/* refuse */.T)("too-many-conditions", { purpose, arn, condition: (0,listeners_conditions/* describeCondition */.pu)(condition), what });
}
/** Describe returns old and new members side by side; a writer gives the one with the field's own configuration. */
function writableCondition(condition) {
    const { Values: _values, ...rest } = condition;
    return Object.keys(rest).length > 1 ? rest : condition;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/listeners/preview.js






/** Undefined: nobody reaches green but by its weight. */
function livePreview(seen, { blue, green }) {
    const { testListener } = seen;
    if (testListener !== undefined) {
        const share = (0,listeners_routes/* greenShare */.fW)((0,listeners_routes/* weightsOn */.Zl)(testListener, blue.targetGroup.arn, green.targetGroup.arn));
        if (share === 100)
            return { by: "listener", arn: testListener.ref.arn };
    }
    const rule = seen.rules.find(({ purpose }) => purpose === "preview");
    // Ours is the last; those before it are the conditions of the rule that it stands beside.
    const condition = rule?.conditions.map(listeners_conditions/* fromRuleCondition */.ch).findLast((read) => read !== undefined);
    return condition === undefined ? undefined : { by: "rule", condition };
}
/** What people are told about the preview. */
function previewView({ url }, seen, sides) {
    const live = sides.marked ? livePreview(seen, sides) : undefined;
    if (live === undefined)
        return undefined;
    if (live.by === "listener")
        return { url, who: `requests to the test listener ${live.arn}`, headers: [] };
    const request = (0,listeners_conditions/* asRequest */.St)(live.condition);
    return {
        url: url === undefined || request === undefined ? url : withQuery(url, request.query),
        who: `requests with ${(0,listeners_conditions/* describeCondition */.pu)(live.condition)}`,
        headers: Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    };
}
function withQuery(url, query) {
    const target = new URL(url);
    target.search = query;
    return target.href;
}
/** The test listener of the rollout, which a deploy noted on green's group; undefined when it has none. */
function notedTestListener(groups) {
    const arn = groups.map(({ tags }) => tags[snapshot/* TAG */.Dk.testListener]).find((tag) => tag !== undefined);
    return arn === undefined ? undefined : (0,ec2_settings/* parseRoute */.ZG)(arn);
}
/** Testers reach green once it is healthy, and before any user does; the smoke test is the first of them. */
function openPreview({ preview, testListener }, seen, sides, group) {
    const marked = { ...sides, green: { ...sides.green, group } };
    if (preview !== undefined)
        return createMissing(seen, marked, "preview", preview, 100);
    if (testListener === undefined)
        return [];
    if (seen.testListener === undefined) {
        throw (0,refusals/* refuse */.T)("test-listener-not-found", { arn: testListener.arn });
    }
    const change = pointed(seen, sides, 100);
    if (group.tags[snapshot/* TAG */.Dk.testListener] === testListener.arn)
        return change;
    // A rollout that began without it. First the note that it leads to green, so that every later step knows.
    const summary = `Note on ${group.name} which listener is for testers`;
    return [{ kind: "mark", group: group.name, tags: { [snapshot/* TAG */.Dk.testListener]: testListener.arn }, summary }, ...change];
}
/** The test listener leads to whoever stays. */
function closeTestListener(seen, sides, promoted) {
    return pointed(seen, sides, promoted ? 100 : 0);
}
function pointed(seen, { blue, green }, share) {
    const { testListener } = seen;
    if (testListener === undefined)
        return [];
    const [blueArn, greenArn] = [blue.targetGroup.arn, green.targetGroup.arn];
    const forwards = testListener.actions.filter(({ Type }) => Type === "forward");
    const named = forwards.flatMap(listeners_routes/* tuplesOf */.tl).map(({ TargetGroupArn = "" }) => TargetGroupArn);
    const third = named.find((arn) => arn !== blueArn && arn !== greenArn);
    if (forwards.length !== 1 || third !== undefined) {
        const where = third === undefined ? "to no target group" : `to ${(0,listeners_routes/* nameInArn */.s1)(third)}`;
        throw (0,refusals/* refuse */.T)("test-listener-forwards", { arn: testListener.ref.arn, where });
    }
    if ((0,listeners_routes/* greenShare */.fW)((0,listeners_routes/* weightsOn */.Zl)(testListener, blueArn, greenArn)) === share)
        return [];
    const to = share === 100 ? green : blue;
    return [
        {
            kind: "point-test-listener",
            listener: testListener.ref,
            blueArn,
            greenArn,
            green: share,
            summary: `Point the test listener ${testListener.ref.arn.split("/").slice(-2).join("/")} at ${to.targetGroup.name}`,
        },
    ];
}

// EXTERNAL MODULE: ./build/delivery/path-check.js
var path_check = __webpack_require__(8527);
// EXTERNAL MODULE: ./build/platforms/checks/mark.js
var mark = __webpack_require__(7060);
// EXTERNAL MODULE: ./build/platforms/checks/probe.js + 1 modules
var checks_probe = __webpack_require__(5724);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/sides.js





/**
 * Tells blue from green. During a rollout green is the side whose group carries the rollout tag, whatever the weights
 * are, so that both keep their names until teardown. Without a rollout blue is the side with the weight.
 */
function identify(seen) {
    const [first, second] = seen.targetGroups.map((targetGroup) => ({ targetGroup, group: groupsOn(seen, targetGroup)[0] }));
    if (first === undefined || second === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A snapshot lacks a target group.");
    const marks = [first, second].map((side) => side.group?.tags[snapshot/* TAG */.Dk.rollout] !== undefined);
    const surplus = weightOf(seen, second) - weightOf(seen, first);
    const secondServes = surplus === 0 ? aloneIn(second, first) : surplus > 0;
    const secondIsGreen = marks[0] === marks[1] ? !secondServes : marks[1] === true;
    const [blue, green] = secondIsGreen ? [first, second] : [second, first];
    const share = (route) => (0,listeners_routes/* greenShare */.fW)((0,listeners_routes/* weightsOn */.Zl)(route, blue.targetGroup.arn, green.targetGroup.arn));
    return {
        blue,
        green,
        marked: marks.includes(true),
        markedTwice: marks[0] === true && marks[1] === true,
        shares: seen.routes.map(share),
        cohortShares: (0,rule_info/* ownRoutes */.T7)(seen, "cohort").map((route) => share(route) ?? 0),
        switched: (0,switch_tags/* readSwitch */.hc)(green.group?.tags ?? {}),
    };
}
/** Whether green's share is one of a cohort, because nobody else reaches it. */
function audienceOf({ shares, cohortShares }) {
    return cohortShares.length > 0 && shares.every((share) => share === 0) ? "cohort" : "everyone";
}
/**
 * The share that all routes agree on, in percent, of the audience that there is; undefined when they do not. A cohort
 * whose rules say something else than the routes while everyone has a share is such a disagreement, and so is a cohort
 * that lacks the rule of a route.
 */
function agreedShare(sides) {
    const { shares, cohortShares } = sides;
    const lacking = cohortShares.length < shares.length ? [0] : [];
    const all = audienceOf(sides) === "cohort" ? [...cohortShares, ...lacking] : [...shares, ...cohortShares];
    const [first] = all;
    return all.every((share) => share === first) ? first : undefined;
}
/** The shares in words, for when they are not what a step needs: `10 %, 0 %`. */
function describeShares(sides) {
    const text = (shares) => shares.map((share) => `${share ?? "?"} %`).join(", ");
    const ofCohort = `${text(sides.cohortShares)} of its cohort`;
    if (audienceOf(sides) === "cohort")
        return ofCohort;
    return sides.cohortShares.length === 0 ? text(sides.shares) : `${text(sides.shares)}, and ${ofCohort}`;
}
/** What a side is called for people: the group, or the target group that no group fills. */
function nameOf({ group, targetGroup }) {
    return group?.name ?? targetGroup.name;
}
function groupsOn(seen, targetGroup) {
    return seen.groups.filter((group) => group.targetGroupArns.includes(targetGroup.arn));
}
/** The side of a target group, by its ARN. */
function sideOf(targetGroupArn, seen) {
    const targetGroup = seen.targetGroups.find(({ arn }) => arn === targetGroupArn) ?? seen.targetGroups[0];
    return { targetGroup, group: groupsOn(seen, targetGroup)[0] };
}
/** The sum over all routes of this side's share, in percent. */
function weightOf(seen, side) {
    const other = seen.targetGroups.find(({ arn }) => arn !== side.targetGroup.arn);
    return seen.routes
        .map((route) => (0,listeners_routes/* greenShare */.fW)((0,listeners_routes/* weightsOn */.Zl)(route, other?.arn ?? "", side.targetGroup.arn)) ?? 0)
        .reduce((sum, share) => sum + share, 0);
}
function aloneIn(side, other) {
    return side.group !== undefined && other.group === undefined;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/checks.js








/** The external checks: what green answers through the load balancer, and whether its share is seen there. Pure. */
/** At the end of a deploy: the preview is the one that the deploy makes. */
function smokeOfDeploy({ smoke, preview }) {
    return smoke === undefined ? [] : [smokeTest({ ...smoke, sent: preview && (0,listeners_conditions/* asRequest */.St)(preview) })];
}
/** Before green's first weight, for the deploy may be days ago: through the preview that there is. */
function smokeBeforeTraffic({ smoke }, seen, sides) {
    if (smoke === undefined)
        return [];
    const live = livePreview(seen, sides);
    const preview = live?.by === "rule" ? live.condition : undefined;
    if (live === undefined || preview?.by === "source")
        throw (0,refusals/* refuse */.T)("no-preview", {});
    return [smokeTest({ ...smoke, sent: preview && (0,listeners_conditions/* asRequest */.St)(preview) })];
}
function smokeTest(test) {
    const paths = test.checks.map(path_check/* describePathCheck */.xA).join(", ");
    return {
        kind: "smoke-test",
        waits: true,
        once: true,
        test,
        summary: `Smoke test: ${paths} on ${(0,checks_probe/* addressOf */.ci)(test.url)}, as the preview sees it`,
    };
}
/**
 * Requests through the load balancer, whose answers have to show green's share. Without a rollout there is no green to
 * look for.
 *
 * @param share percent of the audience's requests.
 */
function shareCheck({ probe, cohort }, seen, sides, share, ofCohort) {
    if (probe === undefined || !sides.marked)
        return [];
    requireDraws(seen, share);
    const condition = ofCohort ? cohort : undefined;
    const before = agreedShare(condition === undefined ? { ...sides, cohortShares: [] } : sides);
    const requests = (0,checks_probe/* requestsFor */.Uw)(share, before);
    const count = (0,checks_probe/* describeBounds */.nv)((0,checks_probe/* boundsOf */.BO)({ share, requests }));
    const whose = condition === undefined ? "" : ` with ${(0,listeners_conditions/* describeCondition */.pu)(condition)}`;
    return [
        {
            kind: "wait-share",
            waits: true,
            once: true,
            probe: { ...probe, sent: condition && (0,listeners_conditions/* asRequest */.St)(condition), share, requests },
            summary: `Look from outside: of ${requests} requests${whose} to ${(0,checks_probe/* addressOf */.ci)(probe.url)}, ${count} have to be answered by green (${(0,mark/* describeMark */.h)(probe.mark)})`,
        },
    ];
}
/** A network load balancer that keeps clients on their side by their address shows one client one side, not a share. */
function requireDraws({ routes }, share) {
    const pinning = share === 0 || share === 100 ? undefined : routes.find(listeners_routes/* isStickyByAddress */.nb);
    if (pinning !== undefined)
        throw (0,refusals/* refuse */.T)("probe-needs-draws", { listener: pinning.ref.arn });
}

// EXTERNAL MODULE: ./build/platforms/ec2/clone/give-attached.js
var give_attached = __webpack_require__(7412);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/group-config.js
var group_config = __webpack_require__(2522);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/bring-up.js
var bring_up = __webpack_require__(5765);
// EXTERNAL MODULE: ./build/platforms/ec2/image/plan.js
var plan = __webpack_require__(7725);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/suitable.js




/**
 * Refuses a world in which no rollout can work, whatever the step.
 *
 * @throws DeliveryError `not-found` or `unsuitable`, naming the input.
 */
function requireSuitable(settings, seen) {
    (0,suitable/* requireGroups */.kV)(settings, seen);
    const arns = seen.targetGroups.map((group) => group.arn);
    for (const route of seen.routes)
        (0,listeners_routes/* requireForward */.jR)(route, arns, settings.targetGroups);
    const balancer = settings.routes[0]?.loadBalancer ?? "";
    for (const { name, loadBalancer } of seen.targetGroups) {
        if (loadBalancer !== undefined && loadBalancer !== balancer) {
            throw (0,refusals/* refuse */.T)("other-load-balancer", { target: name, theirs: loadBalancer, ours: balancer });
        }
    }
    const asksNone = settings.stickiness === 0 && needsGroupStickiness(seen);
    const pinned = asksNone ? seen.targetGroups.find(({ sticky }) => sticky === true) : undefined;
    if (pinned !== undefined)
        throw (0,refusals/* refuse */.T)("target-stickiness-needs-group-stickiness", { target: pinned.name });
    requireAskable(settings, seen);
    for (const group of seen.groups)
        requireOwnTargetGroup(group, seen);
    for (const targetGroup of seen.targetGroups) {
        const names = groupsOn(seen, targetGroup).map((group) => group.name);
        if (names.length > 1)
            throw (0,refusals/* refuse */.T)("same-target-group", { groups: names.join(" and "), target: targetGroup.name });
    }
}
/** What looks from outside is a plain HTTP/1.1 request: targets of other protocols would be called unhealthy by it. */
function requireAskable({ smoke, probe }, { targetGroups }) {
    const input = probe !== undefined ? "probe-url" : smoke !== undefined ? "smoke-test" : undefined;
    if (input === undefined)
        return;
    for (const { name, protocol = "", protocolVersion = "" } of targetGroups) {
        const spoken = SILENT.find((other) => other === protocol || other === protocolVersion);
        if (spoken !== undefined)
            throw (0,refusals/* refuse */.T)("not-asked-by-http", { input, target: name, protocol: spoken });
    }
}
/** Protocols and protocol versions (ELB user guides, target groups: routing configuration and protocol version). */
const SILENT = ["UDP", "QUIC", "GRPC", "HTTP2"];
/** Between target groups that bind clients to targets; of a network load balancer, by source address, nothing is asked. */
function needsGroupStickiness({ routes }) {
    return routes.some(({ ref }) => ref.loadBalancerType === "application");
}
function requireOwnTargetGroup(group, seen) {
    const ours = seen.targetGroups.filter(({ arn }) => group.targetGroupArns.includes(arn));
    const targets = seen.targetGroups.map(({ name }) => name).join(" and ");
    if (ours.length === 0)
        throw (0,refusals/* refuse */.T)("not-attached", { group: group.name, targets });
    if (ours.length > 1)
        throw (0,refusals/* refuse */.T)("attached-to-both", { group: group.name, targets });
    const foreign = [
        ...group.targetGroupArns.filter((arn) => arn !== ours[0]?.arn).map((arn) => `target group ${(0,listeners_routes/* nameInArn */.s1)(arn)}`),
        ...group.otherSources,
    ];
    if (foreign.length > 0)
        throw (0,refusals/* refuse */.T)("attached-elsewhere", { group: group.name, where: foreign.join(", ") });
}
/** What can serve, and be gone back to. */
function requireServing({ group, targetGroup }) {
    if (group === undefined)
        throw (0,refusals/* refuse */.T)("no-serving-group", { target: targetGroup.name });
    if (group.desired === 0)
        throw (0,refusals/* refuse */.T)("serving-group-empty", { group: group.name });
    return group;
}
/** ELB rules about the target group that is about to join the action, checked before anything is changed. */
function requireReferable(seen, { blue, green }) {
    const sticky = [blue, green].find((side) => side.targetGroup.sticky === true);
    const bare = seen.routes.some((route) => (0,listeners_routes/* stickySeconds */.Pg)(route) === 0);
    if (sticky !== undefined && bare && needsGroupStickiness(seen)) {
        throw (0,refusals/* refuse */.T)("group-stickiness-missing", { target: sticky.targetGroup.name });
    }
    for (const side of [blue, green]) {
        const others = seen.otherRoutes[side.targetGroup.arn] ?? [];
        if (others.length > 0)
            throw (0,refusals/* refuse */.T)("also-used", { target: side.targetGroup.name, others: others.join(", ") });
    }
}
/** @throws DeliveryError `still-used` when somebody else's listener or rule still sends requests to the side. */
function requireUnused(seen, { targetGroup }) {
    const others = seen.otherRoutes[targetGroup.arn] ?? [];
    if (others.length > 0)
        throw (0,refusals/* refuse */.T)("still-used", { target: targetGroup.name, others: others.join(", ") });
}

// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/platforms/checks/smoke.js
var smoke = __webpack_require__(9252);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/progress.js
var progress = __webpack_require__(348);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/waits.js






/** The waits of the steps, and whether they are over. Pure. */
function waitHealthy(side, color, atLeast, name = nameOf(side)) {
    const what = atLeast === undefined ? "every instance" : `at least ${atLeast} instances`;
    return {
        kind: "wait-healthy",
        waits: true,
        targetGroupArn: side.targetGroup.arn,
        side: color,
        atLeast,
        summary: `Wait until ${what} of ${name} ${atLeast === undefined ? "is" : "are"} healthy in ${side.targetGroup.name}`,
    };
}
function waitDrained({ targetGroup }, name) {
    const summary = `Wait until the requests in flight are finished and ${name} is empty`;
    return { kind: "wait-drained", waits: true, targetGroupArn: targetGroup.arn, summary };
}
function waitBake(blue, green, percent, bake) {
    return {
        kind: "wait-bake",
        waits: true,
        once: true,
        bakes: true,
        blueArn: blue.targetGroup.arn,
        greenArn: green.targetGroup.arn,
        bake,
        summary: `Bake ${percent} % for ${(0,duration/* formatDuration */.a)(bake.durationMs)}: ${nameOf(green)} has to stay healthy`,
    };
}
function progressOf(wait, seen) {
    const since = seen.waitingSince ?? seen.at;
    switch (wait.kind) {
        case "wait-image":
        case "wait-pool":
            return (0,progress/* groupProgress */.T8)(wait, seen);
        case "wait-healthy": {
            const strictness = wait.side === "green" ? "strict" : "any-version";
            return (0,progress/* healthProgress */.O0)(sideOf(wait.targetGroupArn, seen), strictness, seen.failures, wait.atLeast);
        }
        case "wait-drained":
            return (0,progress/* drainProgress */.qr)(sideOf(wait.targetGroupArn, seen));
        case "smoke-test":
            return (0,smoke/* smokeProgress */.x)(seen.smoke, wait.test.checks.length);
        case "wait-share":
            return (0,checks_probe/* probeProgress */.ir)(wait.probe, seen.probe, seen.at);
        case "wait-bake": {
            const sides = { blue: sideOf(wait.blueArn, seen), green: sideOf(wait.greenArn, seen) };
            return (0,groups_bake/* bakeProgress */.l)(sides, wait.bake, seen.causes, since, seen.at);
        }
    }
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/deploy.js






















/** How green is brought up beside blue: the moves of a deploy. Pure; every list has only what is not so yet. */
function begin(settings, intent, seen, sides) {
    const { fleet } = settings;
    const revision = revisionOf(settings);
    const blue = requireServing(sides.blue);
    const template = (0,suitable/* requirePattern */.OV)(blue, revision, seen);
    requireReferable(seen, sides);
    if (!settings.keepsGroups)
        (0,empty/* requireDeletable */.ae)(blue);
    const warnings = [...(0,groups_fleet/* deletionWarnings */.cC)(settings, blue), ...(0,plan/* overrideWarnings */.Ur)(template, seen.baking)];
    const { group } = sides.green;
    if (fleet.kind === "cloned" && group === undefined) {
        const own = (0,groups_fleet/* fleetOf */.aP)(fleet.name, seen.groups);
        const name = (0,groups_fleet/* nextCloneName */.gQ)(own, seen.groups);
        const attached = seen.attachments[blue.name];
        const tags = { ...tagsOf(settings, intent, blue), [snapshot/* TAG */.Dk.fleet]: own };
        const hooks = attached === undefined ? [] : (0,group_config/* hookSpecifications */.HJ)(attached);
        const { change, clone } = (0,bring_up/* createClone */.sY)(blue, template, name, tags, sides.green.targetGroup.arn, hooks);
        return {
            changes: [change, ...bringUp(settings, seen, sides, clone), ...smokeOfDeploy(settings)],
            warnings: [...warnings, ...(attached === undefined ? [] : (0,group_config/* attachmentWarnings */.Rg)(attached, blue.name, name))],
        };
    }
    if (group === undefined)
        throw (0,refusals/* refuse */.T)("no-idle-group", { target: sides.green.targetGroup.name });
    (0,suitable/* requireIdle */.er)(group, template, revision);
    const tags = tagsOf(settings, intent, blue);
    const stale = Object.keys(group.tags).filter((key) => LEFT_OVER.includes(key));
    const kept = Object.fromEntries(Object.entries(group.tags).filter(([key]) => !stale.includes(key)));
    const marked = { ...group, tags: { ...kept, ...tags } };
    const cleared = stale.length === 0 ? [] : [clearTags(group.name, stale)];
    return {
        changes: [
            ...cleared,
            ...(0,marks/* claimGroup */.CX)(group.name, tags),
            ...bringUp(settings, seen, sides, marked),
            ...smokeOfDeploy(settings),
        ],
        warnings,
    };
}
/** What a rollout whose mark somebody took away may have left, and a new one must not take for its own. */
const LEFT_OVER = [
    snapshot/* TAG */.Dk.switched,
    snapshot/* TAG */.Dk.gates,
    snapshot/* TAG */.Dk.shifts,
    snapshot/* TAG */.Dk.bake,
    snapshot/* TAG */.Dk.ending,
    snapshot/* TAG */.Dk.rules,
    snapshot/* TAG */.Dk.testListener,
];
function clearTags(group, keys) {
    return { kind: "unmark", group, keys, summary: `Remove what an earlier rollout left on ${group}` };
}
/**
 * Takes a rollout of the same revision up where it was left.
 *
 * @param again it was rolled back; from now on it counts as deployed.
 */
function resume(settings, intent, seen, sides, again) {
    const { group } = sides.green;
    if (group === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A mark was read without its group.");
    if (group.deleting)
        throw (0,refusals/* refuse */.T)("being-deleted", { group: group.name });
    const changes = [...(again ? clearRollback(group, sides) : []), ...bringUp(settings, seen, sides, group)];
    const claim = changes.some(({ waits }) => waits !== true) ? (0,marks/* takeUp */.bG)(intent, group) : [];
    const smoke = agreedShare(sides) === 0 ? smokeOfDeploy(settings) : [];
    return { changes: [...claim, ...changes, ...smoke] };
}
function revisionOf({ revision }) {
    if (revision === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A deploy without a revision reached the planner.");
    return revision;
}
function tagsOf(settings, intent, blue) {
    const size = settings.desiredCapacity ?? blue.desired;
    const held = {
        blueMin: blue.min < blue.desired ? blue.desired : undefined,
        greenMin: size,
        greenMax: Math.max(blue.max, size),
    };
    const listener = settings.testListener === undefined ? {} : { [snapshot/* TAG */.Dk.testListener]: settings.testListener.arn };
    return { ...(0,marks/* rolloutTags */.fk)(intent, blue, (0,ec2_settings/* describeRevision */.hi)(revisionOf(settings)), held), ...listener };
}
/** When its traffic last moved stays on record: clients may still be pinned to it. What judged it is forgotten, first. */
function clearRollback(group, { switched }) {
    if (switched === undefined)
        return [];
    const { name } = group;
    const tags = (0,switch_tags/* switchTags */.Mn)({ ...switched, by: "shift", to: 0, verified: true, memory: switch_tags/* NOTHING_YET */.xB }, group.tags);
    const summary = `Record on ${name} that it is deployed again`;
    return [...(0,switch_tags/* forget */.y6)(group), { kind: "mark", group: name, tags, summary }];
}
/** What both kinds of fleet, every beginning and every resumption have in common. */
function bringUp(settings, seen, sides, green) {
    const { blue } = sides;
    const revision = revisionOf(settings);
    const idle = agreedShare(sides) === 0;
    const old = idle ? (0,bring_up/* emptied */.$C)(green, revision) : undefined;
    if (old !== undefined)
        (0,empty/* requireTerminable */.Fw)(green, false);
    const clean = old === undefined ? green : { ...green, min: 0, desired: 0, instances: [] };
    const pool = idle ? (0,warm_pool/* renewPool */.ak)(green, seen.pools[green.name], revision, old !== undefined) : { before: [], after: [] };
    const size = (0,bring_up/* sizeOfGreen */.cV)(settings.desiredCapacity, blue.group, green);
    const pattern = blue.group?.template ?? requirePinned(green);
    const baked = bakeFor(green, pattern, revision, seen);
    const grown = [
        ...baked.changes,
        ...pool.before,
        ...(old === undefined ? [] : [...old, waitDrained(sides.green, green.name)]),
        ...(0,bring_up/* giveTemplate */.oE)(green, pattern, baked.revision, (0,ec2_settings/* describeRevision */.hi)(baked.revision), settings.keepVersions),
        ...pool.after,
        ...attach(settings, seen, sides, green.name),
        ...reference(seen, sides),
        ...(0,groups_limits/* holdBlue */.ak)(blue.group, green),
        ...(0,bring_up/* scaleUp */.KS)(clean, size),
    ];
    const isReady = grown.length === 0 && (0,health/* isFullyHealthy */.oB)({ group: green, targetGroup: sides.green.targetGroup }, "strict");
    return [
        ...grown,
        ...(isReady ? [] : [waitHealthy(sides.green, "green", undefined, green.name)]),
        ...openPreview(settings, seen, sides, green),
    ];
}
/** The image comes before all that would be in vain without it. */
function bakeFor(green, template, revision, seen) {
    if ((0,marks/* givenVersion */.GT)(green) !== undefined)
        return { changes: [], revision };
    const targets = seen.targetGroups.flatMap((group) => group.targets.map(({ id }) => id));
    return (0,plan/* bake */.Wq)(revision, { rollout: green.tags[snapshot/* TAG */.Dk.rollout] ?? "", template, targets, standsAside: true }, seen.baking);
}
function requirePinned({ name, template }) {
    if (template === undefined)
        throw (0,refusals/* refuse */.T)("launch-configuration", { group: name });
    return template;
}
/** Without a load balancer that refers to it, a target group's health is not checked at all. */
function reference(seen, { blue, green }) {
    const [blueArn, greenArn] = [blue.targetGroup.arn, green.targetGroup.arn];
    if (seen.routes.every((route) => (0,listeners_routes/* weightsOn */.Zl)(route, blueArn, greenArn).green !== undefined))
        return [];
    const summary = `Put ${green.targetGroup.name} into the forward action at weight 0, so that its health is checked`;
    return [{ kind: "reference-green", blueArn, greenArn, summary }];
}
/** What a clone still lacks of what is attached to blue. */
function attach({ fleet }, seen, { blue, green }, name) {
    if (fleet.kind === "paired" || blue.group === undefined)
        return [];
    const from = { group: blue.group.name, targetGroupArn: blue.targetGroup.arn };
    return (0,give_attached/* giveAttached */.A)(seen, { from, to: { group: name, targetGroupArn: green.targetGroup.arn } });
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/safe.js

/**
 * Milliseconds for which clients may still reach the side that lost its weight: as long as a cookie can lead there, and at
 * least `scale-down-delay`, because a load balancer goes on using old weights for a while after a change (no bound is
 * documented; argoproj/argo-rollouts#4595).
 */
function leaveMs({ scaleDownDelayMs }, seen) {
    return Math.max(longestStickiness(seen) * 1_000, scaleDownDelayMs);
}
/**
 * When that is over, in milliseconds since the epoch, for a rollback that ends what is open to green, of which it may be the plan: it counts from now until the
 * switch is on record, and by the stickiness that the switch sets.
 */
function connectionsEndAt({ scaleDownDelayMs, stickiness }, { now, last, weight }, seen) {
    const since = weight === 0 && last !== undefined && last.to === 0 ? last.at : now;
    return since + Math.max((stickiness ?? longestStickiness(seen)) * 1_000, scaleDownDelayMs);
}
/** Seconds that a cookie of any route holds a client on its side. */
function longestStickiness(seen) {
    return Math.max(0, ...seen.routes.map((route) => (0,listeners_routes/* stickySeconds */.Pg)(route) ?? 0));
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/standing.js










/** Where the rollout stands: the facts that the policy decides by. Pure. */
function standingOf(settings, seen) {
    const sides = identify(seen);
    const { green } = sides;
    const rollout = (0,marks/* markOf */.Fg)(green.group);
    const before = (0,marks/* blueBefore */.Eo)(green.group);
    const weight = agreedShare(sides);
    const blue = sideStanding(sides.blue, "any-version", before?.desired ?? 0);
    const wanted = settings.revision === undefined ? "" : (0,ec2_settings/* describeRevision */.hi)(settings.revision);
    const healthy = blue.capacity?.have ?? 0;
    const greenStanding = sideStanding(green, rollout === undefined ? "any-version" : "strict", 0);
    return {
        now: seen.at,
        rollout,
        blue: { ...blue, current: (0,suitable/* isCurrent */.Oz)(sides.blue.group, settings.revision, wanted) },
        green: {
            ...greenStanding,
            current: rollout !== undefined && green.group !== undefined && (0,marks/* runs */.Np)(green.group) === rollout.revision,
        },
        weight,
        audience: audienceOf(sides),
        last: rollout === undefined ? undefined : sides.switched,
        ending: rollout !== undefined && (0,marks/* isEnding */.yp)(green.group),
        // Without a rollout nobody has written down what carries all the traffic.
        whole: rollout === undefined ? undefined : Math.max(wantedOf(sides.blue, before), healthy),
        units: "targets",
        conflict: conflictIn(sides, seen) ??
            (settings.allowForeignTargets ? undefined : strangers(sides, (greenStanding.capacity?.have ?? 0) > 0)),
    };
}
function wantedOf({ group }, before) {
    return before?.desired ?? (group?.deleting === true ? 0 : (group?.desired ?? 0));
}
/** @param before how many instances a step brings the side back to, should it have been scaled in. */
function sideStanding(side, strictness, before) {
    const { healthy, wanted, reasons } = (0,health/* healthOf */.Wr)(side, strictness);
    const want = Math.max(wanted, before);
    // Of blue only: a green whose instances are replaced again and again is a bad version, not one that is coming up.
    const replaced = strictness === "any-version" && side.group !== undefined && (0,health/* replacesUnhealthy */.uS)(side.group);
    const state = (0,health/* stateOf */.L4)(side, want, strictness, wanted < before || replaced);
    const scaledIn = wanted < before ? [`scaled in to ${wanted} of ${before} instances`] : [];
    return {
        name: nameOf(side),
        state,
        capacity: state === "gone" ? { have: 0, want: 0 } : { have: healthy, want },
        reasons: state === "ready" ? [] : [...scaledIn, ...reasons],
    };
}
/** What somebody else did that no step may build upon. */
function conflictIn({ blue, green, markedTwice }, seen) {
    if (markedTwice) {
        return { refusal: (0,refusals/* refuse */.T)("marked-twice", { blue: nameOf(blue), green: nameOf(green) }), allows: ["status"] };
    }
    const arns = seen.targetGroups.map(({ arn }) => arn);
    const shared = seen.routes.find((route) => (0,listeners_routes/* shareOfOthers */.ap)(route, arns) > 0);
    return shared === undefined ? undefined : { refusal: (0,listeners_routes/* thirdTarget */.BR)(shared, arns), allows: BACK };
}
/** Between blue and green there is always a way back. */
const BACK = ["rollback", "status"];
/**
 * Targets of somebody else that users do not reach yet, or that more of them would. Green may get no weight beside them.
 * Back to blue they are in the way only as long as blue has no weight and green serves: users who reach them already
 * are no reason to leave others on a version that fails.
 */
function strangers(sides, greenServes) {
    const { blue, green, marked } = sides;
    const weight = agreedShare(sides);
    const [ofBlue, ofGreen] = [(0,groups_foreign/* foreignTargets */.tp)(blue), (0,groups_foreign/* foreignTargets */.tp)(green)];
    const refusal = (side, targets) => (0,refusals/* refuse */.T)("foreign-targets", { target: side.targetGroup.name, targets: (0,groups_foreign/* idsOf */.UX)(targets) });
    if (marked && ofGreen.length > 0 && weight !== 100) {
        return { refusal: refusal(green, ofGreen), allows: ["deploy", "rollback", "teardown", "status"] };
    }
    if (blue.group === undefined || ofBlue.length === 0 || weight !== 100 || !greenServes)
        return undefined;
    return { refusal: refusal(blue, ofBlue), allows: ["deploy", "verify", "promote", "teardown", "status"] };
}
/** What the inputs ask for, as far as the policy has to know. */
function askedOf(settings, step, seen) {
    const sides = identify(seen);
    const audience = settings.cohort !== undefined && step === "shift" ? "cohort" : "everyone";
    return {
        revision: settings.revision === undefined ? undefined : (0,ec2_settings/* describeRevision */.hi)(settings.revision),
        audience,
        // A cohort's rules outlive nobody's promotion.
        reroutes: !isStickyAsWanted(settings, seen, audience) || (step === "promote" && sides.cohortShares.length > 0),
        checks: settings.probe !== undefined,
        to: step === "rollback" && settings.to !== undefined ? sideNamed(settings.to, sides) : undefined,
    };
}
/** Whether every route of the audience has the group stickiness that the inputs ask for, if they ask for any. */
function isStickyAsWanted({ stickiness }, seen, audience) {
    const routes = audience === "cohort" ? (0,rule_info/* ownRoutes */.T7)(seen, "cohort") : seen.routes;
    return stickiness === undefined || routes.every((route) => (0,listeners_routes/* stickySeconds */.Pg)(route) === stickiness);
}
function sideNamed(to, { blue, green, marked }) {
    if (marked) {
        const revision = green.group?.tags[snapshot/* TAG */.Dk.revision] ?? "";
        throw (0,refusals/* refuse */.T)("to-with-rollout", { revision, blue: nameOf(blue), green: nameOf(green) });
    }
    const isNamed = ({ targetGroup: { arn, name } }) => to === arn || to === name;
    if (isNamed(blue))
        return "blue";
    if (isNamed(green))
        return "green";
    const targets = `${(0,listeners_routes/* nameInArn */.s1)(blue.targetGroup.arn)} and ${(0,listeners_routes/* nameInArn */.s1)(green.targetGroup.arn)}`;
    throw (0,refusals/* refuse */.T)("to-unknown", { given: to, targets });
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/weights.js




/** Everyone's weights, with the record of the move. */
function setWeights(sides, weight, sticky, record) {
    const { blue, green } = sides;
    const said = sticky === undefined ? "" : sticky === 0 ? ", without stickiness" : `, sticky for ${inWords(sticky)}`;
    return {
        kind: "set-weights",
        movesTraffic: true,
        blueArn: blue.targetGroup.arn,
        greenArn: green.targetGroup.arn,
        green: weight,
        sticky,
        record: recordOn(sides, record),
        summary: `Set the weights to blue ${100 - weight} (${blue.targetGroup.name}), green ${weight} (${green.targetGroup.name})${said}`,
    };
}
/** The weights of the cohort's rules that there are; those that are missing are born with theirs. */
function setCohort(sides, weight, sticky, record, cohort) {
    const summary = sides.cohortShares.length > 0
        ? `Set the weight of the cohort (${(0,listeners_conditions/* describeCondition */.pu)(cohort)}) to green ${weight}`
        : `Record on ${sides.green.group?.name} that the cohort is shifted to ${weight} %`;
    return { ...setWeights(sides, weight, sticky, record), cohort: true, summary };
}
/** A group that no rollout marks has no place for it, and one on its way out takes no tags. */
function recordOn({ marked, green }, record) {
    const { group } = green;
    return !marked || group === undefined || group.deleting ? undefined : { ...record, group: group.name };
}
/** Whether the shares are there already, and the record says that this move brought them there. */
function isMoved(shares, to, last, { by, verified }) {
    return shares.every((share) => share === to) && last?.by === by && last.to === to && last.verified === verified;
}
/** Which clients can still reach the side that loses weight, and for how long. */
function stickinessWarnings({ stickiness }, seen, losing) {
    const { name } = losing.targetGroup;
    if (stickiness === undefined && seen.routes.some((route) => (0,listeners_routes/* stickySeconds */.Pg)(route) === undefined)) {
        return [`Stickiness is on without a duration: clients can go on reaching ${name} until it leaves the action.`];
    }
    const seconds = stickiness ?? longestStickiness(seen);
    if (seconds === 0)
        return [];
    return [`Stickiness is on: clients with a cookie can still reach ${name} for up to ${inWords(seconds)}.`];
}
function inWords(seconds) {
    return (0,duration/* formatDuration */.a)(seconds * 1_000);
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/moves.js





















/** How weights, groups and rules are moved where each side has a target group of its own. Pure. */
class WeightedMoves {
    #settings;
    #intent;
    #seen;
    #sides;
    #standing;
    constructor(settings, intent, seen, sides, standing) {
        this.#settings = settings;
        this.#intent = intent;
        this.#seen = seen;
        this.#sides = sides;
        this.#standing = standing;
    }
    begin() {
        return begin(this.#settings, this.#intent, this.#seen, this.#sides);
    }
    resume(again) {
        return resume(this.#settings, this.#intent, this.#seen, this.#sides, again);
    }
    smokeTest() {
        return smokeBeforeTraffic(this.#settings, this.#seen, this.#sides);
    }
    /** Everyone's weights before the cohort's rules go: without them it would for a moment have what everyone had. */
    shift(to, record, audience) {
        const { cohort, stickiness } = this.#settings;
        const least = record.bakeMs === undefined ? undefined : this.#healthyGreen();
        const noted = { ...record, least };
        const sticky = isStickyAsWanted(this.#settings, this.#seen, audience);
        if (audience === "cohort" && cohort !== undefined) {
            const moved = sticky && isMoved(this.#sides.cohortShares, to, this.#standing.last, record);
            const rules = createMissing(this.#seen, this.#sides, "cohort", cohort, to, stickiness);
            return [...(moved ? [] : [setCohort(this.#sides, to, stickiness, noted, cohort)]), ...rules];
        }
        const there = sticky && this.#isEveryoneMoved(to, record);
        return [
            ...(there ? [] : [setWeights(this.#sides, to, stickiness, noted)]),
            ...deleteOwn(this.#seen, ["cohort"], this.#standing.audience === "cohort" || this.#standing.weight === undefined),
        ];
    }
    #isEveryoneMoved(to, record) {
        const { shares, marked } = this.#sides;
        return marked ? isMoved(shares, to, this.#standing.last, record) : shares.every((share) => share === to);
    }
    check(percent) {
        return shareCheck(this.#settings, this.#seen, this.#sides, percent, this.#isOfCohort());
    }
    /** A repeated bake is held to what green had when the first one began. */
    bake(percent, durationMs) {
        const { last, weight, whole = 1, blue } = this.#standing;
        const [healthy, had] = [this.#healthyGreen(), (0,groups_bake/* bakeBar */.d)(this.#sides.green.group)];
        const repeats = last?.verified === false && weight === percent;
        const least = repeats ? (had ?? healthy) : healthy;
        const needed = this.#isOfCohort() ? whole : percent === 100 ? 0 : (0,capacity/* unitsFor */.P4)(whole, 100 - percent);
        const bar = needed === 0 ? 0 : Math.max(1, Math.min(needed, blue.capacity?.have ?? 0));
        const bake = { least, green: Math.min(least, (0,capacity/* unitsFor */.P4)(whole, percent)), blue: bar, durationMs };
        return [waitBake(this.#sides.blue, this.#sides.green, percent, bake)];
    }
    recordVerified(percent) {
        return (0,marks/* recordVerified */.y4)(this.#sides.green.group, percent);
    }
    record(record) {
        const { group } = this.#sides.green;
        if (group === undefined || group.deleting)
            return [];
        const { last } = this.#standing;
        // The traffic did not move now: clients are as safe as they were.
        const at = last?.to === record.to ? (last?.at ?? this.#seen.at) : this.#seen.at;
        const tags = (0,switch_tags/* switchTags */.Mn)({ ...record, at }, group.tags);
        const summary = `Record on ${group.name} that it has ${record.to} % of the traffic by ${record.by}`;
        return [{ kind: "mark", group: group.name, tags, records: true, summary }];
    }
    holdBlue() {
        return (0,groups_limits/* holdBlue */.ak)(this.#sides.blue.group, this.#sides.green.group);
    }
    takeOver() {
        return (0,marks/* takeOver */.w9)(this.#sides.green.group);
    }
    growBlue() {
        return (0,groups_limits/* growBlue */.W1)(this.#sides.blue.group, this.#sides.green.group);
    }
    waitForBlue(atLeast) {
        const { capacity, state } = this.#standing.blue;
        const enough = atLeast === undefined ? state === "ready" : (capacity?.have ?? 0) >= atLeast;
        return enough ? [] : [waitHealthy(this.#sides.blue, "blue", atLeast)];
    }
    releaseBlue() {
        return (0,groups_limits/* releaseBlue */.WR)(this.#sides.blue.group, this.#sides.green.group);
    }
    /**
     * A weight moves no connection: those that are open to green end with its instances. Not before the load balancer
     * surely obeys the weights, nor while a cookie leads to green, for who comes with one would get a 503 then.
     */
    endConnections() {
        const { marked, green } = this.#sides;
        if (!this.#settings.endConnections || !marked || green.group === undefined)
            return [];
        const emptied = this.#empty("green", ": connections that are open to them end with them");
        const at = connectionsEndAt(this.#settings, this.#standing, this.#seen);
        if (emptied.length === 0 || green.group.desired === 0 || at <= this.#standing.now)
            return emptied;
        if (at > this.#intent.now + this.#intent.timeoutMs)
            return [];
        const summary = `Wait until ${new Date(at).toISOString()}: no new request reaches ${green.group.name} after that`;
        return [{ ...(0,waits/* waitUntil */.a0)(at), summary }, ...emptied];
    }
    safeAt() {
        return (0,delivery_standing/* safeAt */.J_)(this.#standing, leaveMs(this.#settings, this.#seen));
    }
    /** Testers lose their way to the side that goes before the wait for whoever may still reach it. */
    markEnding(side) {
        const { group } = this.#sides.green;
        return [
            ...(group === undefined || group.deleting ? [] : (0,marks/* markEnding */.R5)(this.#intent, group, this.#seen.at)),
            ...deleteOwn(this.#seen, ["preview", "cohort"], false),
            ...closeTestListener(this.#seen, this.#sides, side === "blue"),
        ];
    }
    remove(side) {
        const { blue, green } = this.#sides;
        const [survivor, leaving] = side === "blue" ? [green, blue] : [blue, green];
        requireUnused(this.#seen, leaving);
        const isDeleted = !this.#settings.keepsGroups;
        (0,empty/* requireTerminable */.Fw)(leaving.group, isDeleted);
        const limits = side === "green" ? this.releaseBlue() : (0,groups_limits/* releaseGreen */.jl)(green.group);
        const { name } = leaving.group ?? {};
        const deletion = !isDeleted || name === undefined
            ? []
            : [{ kind: "delete-group", destroys: true, group: name, summary: `Delete the Auto Scaling group ${name}` }];
        // The mark of a green that is deleted goes with it.
        const marked = isDeleted && side === "green" ? undefined : green.group?.name;
        return {
            changes: [
                ...limits,
                ...this.#empty(side),
                ...(marked === undefined || green.group === undefined ? [] : (0,warm_pool/* putBack */.pK)(green.group)),
                ...deletion,
                ...(marked === undefined ? [] : [(0,marks/* unmark */.dX)(marked, side === "green")]),
            ],
            nothing: `${nameOf(survivor)} stands alone.`,
            warnings: leaving.group === undefined ? [] : (0,groups_fleet/* deletionWarnings */.cC)(this.#settings, leaving.group),
        };
    }
    #empty(leaves, why = "") {
        const { blue, green } = this.#sides;
        const side = leaves === "blue" ? blue : green;
        const { group } = side;
        if (group === undefined || group.deleting)
            return [];
        const changes = (0,empty/* scaleToNothing */.Jw)(group, why);
        const draining = side.targetGroup.targets.some(({ state }) => state === "draining");
        if (changes.length === 0 && group.instances.length === 0 && !draining)
            return [];
        return [...changes, waitDrained(side, group.name)];
    }
    /** Whose weight the step is about: a shift's as the inputs say, a verify's as it is. */
    #isOfCohort() {
        const { step } = this.#intent;
        if (step === "verify")
            return this.#standing.audience === "cohort";
        return step === "shift" && this.#settings.cohort !== undefined;
    }
    #healthyGreen() {
        return (0,health/* healthOf */.Wr)(this.#sides.green, "strict").healthy;
    }
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/plan.js












/** The ordered changes from what was seen to what is intended. Pure. */
function planStep(settings, intent, seen) {
    const standing = standingOf(settings, seen);
    const sides = identify(seen);
    const decision = (0,policy/* decide */.L)(intent, askedOf(settings, intent.step, seen), standing);
    const plan = (0,schedule/* schedule */._)(intent, decision, standing, new WeightedMoves(settings, intent, seen, sides, standing));
    const warnings = [
        ...forgottenFleet(intent, sides),
        ...(0,groups_fleet/* memberWarnings */.SV)(settings.fleet, seen.groups),
        ...foreignShares(sides),
        ...(0,connections/* connectionWarnings */.o)(settings.routes, decision, sides, standing.weight, settings.endConnections),
        ...postponedEnd(settings, intent, standing, seen),
        ...pinnedClients(settings, seen, sides, standing, decision),
    ];
    return { ...plan, changes: (0,groups_limits/* withNotes */.ci)(plan.changes, seen.groups), warnings: [...plan.warnings, ...warnings] };
}
function pinnedClients(settings, seen, { blue, green }, { weight, audience }, decision) {
    if (decision.do !== "shift" || decision.audience === "cohort" || audience === "cohort")
        return [];
    return stickinessWarnings(settings, seen, decision.to > (weight ?? 0) ? blue : green);
}
/** A rollback does not stay for as long as a cookie may lead to green. */
function postponedEnd(settings, intent, standing, seen) {
    const { step, now, timeoutMs } = intent;
    if (step !== "rollback")
        return [];
    const at = connectionsEndAt(settings, standing, seen);
    if (!settings.endConnections || standing.rollout === undefined || at <= now + timeoutMs)
        return [];
    return [
        `end-connections: cookies lead to ${standing.green.name} until ${new Date(at).toISOString()}, later than this step's timeout, so it stays. ` +
            "Run `teardown` then, or give `stickiness: off` with `rollback`.",
    ];
}
/** Instances that no rollout explains cost money, and look like a way back that nothing knows of. */
function forgottenFleet({ step }, { marked, green, shares }) {
    const running = green.group?.instances.length ?? 0;
    if (marked || running === 0 || step === "deploy" || shares.some((share) => share !== 0))
        return [];
    return [
        `${nameOf(green)} still runs ${(0,counted/* amountOf */.M)(running, "instance")}, but has no traffic and no rollout is on record. ` +
            `\`rollback\` with \`to: ${green.targetGroup.name}\` goes back to it; a \`deploy\` empties it first.`,
    ];
}
/** Who gets requests beside a side's instances; told by every step. */
function foreignShares({ blue, green }) {
    return [blue, green].flatMap((side) => {
        const foreign = (0,groups_foreign/* foreignTargets */.tp)(side);
        if (foreign.length === 0)
            return [];
        return [
            `${side.targetGroup.name} has targets that belong to no Auto Scaling group of its side, and get their share of its requests: ${(0,groups_foreign/* idsOf */.UX)(foreign)}.`,
        ];
    });
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/diagnosis.js







/** What a deploy of another version would be refused for or warn of. Pure. */
function diagnose(settings, intent, seen) {
    const sides = identify(seen);
    const blue = sides.blue.group;
    const green = sides.green.group;
    const template = blue?.template;
    return (0,findings/* rehearse */.Km)(() => planStep({ ...settings, revision: ec2_settings/* ANY_REVISION */.fS }, { ...intent, step: "deploy" }, seen), [
        () => requireServing(sides.blue),
        () => blue && (0,suitable/* requirePattern */.OV)(blue, ec2_settings/* ANY_REVISION */.fS, seen),
        () => requireReferable(seen, sides),
        () => settings.fleet.kind === "cloned" && blue && (0,empty/* requireDeletable */.ae)(blue),
        () => settings.fleet.kind === "paired" && green && template && (0,suitable/* requireIdle */.er)(green, template, ec2_settings/* ANY_REVISION */.fS),
    ]);
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/observe.js
var observe = __webpack_require__(3831);
// EXTERNAL MODULE: ./build/platforms/ec2/image/observe.js
var image_observe = __webpack_require__(2252);
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
        const noted = notedTestListener(groups);
        const testRef = step === "deploy" ? (settings.testListener ?? noted) : noted;
        const asks = step === "deploy" || settings.stickiness === 0 || asksOfConnections(settings, step);
        const [health, attributes, [rules, otherRoutes], attached, pools, testListener, baking] = await Promise.all([
            Promise.all(arns.map((arn) => reader.targets(arn))),
            Promise.all(arns.map((arn) => (asks ? reader.attributes(arn) : undefined))),
            mayHaveRules ? this.#listenerRules(arns, careful, testRef) : [[], {}],
            Promise.all(cloned.map(async (group) => [group.name, await reader.attachments(group)])),
            step === "deploy" ? reader.warmPools(groups) : {},
            testRef === undefined ? undefined : routeReader.routeIfThere(testRef),
            (0,image_observe/* observeBaking */.T)(settings.revision, groups, editors, reader),
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
            baking,
            smoke: undefined,
            probe: undefined,
            waitingSince: undefined,
            failures: [],
            causes: [],
        };
        requireSuitable(settings, seen);
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
            const last = await (0,checks_probe/* look */.Op)(wait.probe, clock, signal);
            const until = clock.now();
            return { ...seen, at: until, probe: { probe: wait.probe, looks: look.number, since: look.since, until, last } };
        }
        if (wait.kind === "wait-bake")
            return this.#refreshBake(wait, seen, look);
        if (wait.kind === "wait-image")
            return {
                ...seen,
                baking: await (0,image_observe/* observeImages */.N)(wait, seen.baking, seen.groups, this.#from.editors, this.#from.groups),
            };
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
        const known = sideOf(wait.targetGroupArn, seen).group;
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
        const suspicious = progressOf(wait, next).state === "impossible";
        if (!suspicious && look.number % FULL_LOOK_EVERY !== 0)
            return next;
        const full = { ...next, groups: await reader.groups(settings.fleet) };
        if (progressOf(wait, full).state !== "impossible")
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

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/undo.js







/** What leaves no half-done switch behind: see `Platform.undo`. */
function undoOf(settings, intent, seen) {
    const sides = identify(seen);
    const standing = standingOf(settings, seen);
    const { rolloutId: run } = intent;
    if (intent.step === "rollback") {
        // Without a rollout the way back may lead to either side.
        const decision = (0,policy/* decide */.L)(intent, askedOf(settings, intent.step, seen), standing);
        const to = decision.do === "shift" && decision.to !== 0 ? decision.to : leftByBlue(standing, settings);
        return setWeights(sides, to, settings.stickiness, { by: "rollback", to, verified: true, run });
    }
    if (settings.cohort !== undefined && intent.step === "shift") {
        const share = Math.round(sides.cohortShares[0] ?? 0);
        return setCohort(sides, share, undefined, asBefore(standing, share, run), settings.cohort);
    }
    // Weights that disagreed before have no one value to go back to; blue alone is what every rollout began with.
    const weight = Math.round(agreedShare({ ...sides, cohortShares: [] }) ?? 0);
    const [sticky, ...others] = new Set(seen.routes.map(listeners_routes/* stickySeconds */.Pg));
    const restored = settings.stickiness === undefined || others.length > 0 ? undefined : sticky;
    return setWeights(sides, weight, restored, asBefore(standing, weight, run));
}
/** What blue cannot carry yet stays on green, if that serves at all; else blue gets everything. */
function leftByBlue(standing, { maxCapacityDeficit }) {
    const carries = (0,capacity/* shareFor */.Ly)(standing, maxCapacityDeficit);
    if (carries === 100 || !(0,delivery_standing/* canServe */.KS)(standing.green))
        return 0;
    return Math.min(100 - carries, Math.floor(standing.weight ?? 100));
}
/**
 * What was on record stays so; that the traffic moved, and moved back, is new. When it moved back nobody knows yet: what
 * gates remember is continued by whoever writes it.
 */
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
    const sides = identify(seen);
    // A way back never gives green more than it has; without a rollout it leads to one side or the other.
    const back = sides.marked ? (green ?? 0) <= (agreedShare(sides) ?? 100) : green === 0 || green === 100;
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
    const { group, by, to, verified, bakeMs, run, least, memory } = value;
    return (memory === undefined &&
        groups.some(({ name }) => name === group) &&
        (by === "shift" || by === "promote" || by === "rollback") &&
        (to === undefined || isWhole(to, 100)) &&
        typeof verified === "boolean" &&
        (bakeMs === undefined || isWhole(bakeMs, Number.MAX_SAFE_INTEGER)) &&
        (run === undefined || typeof run === "string") &&
        (least === undefined || isWhole(least, Number.MAX_SAFE_INTEGER)));
}

// EXTERNAL MODULE: ./build/delivery/view.js
var view = __webpack_require__(8220);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/links.js
var links = __webpack_require__(7318);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/route-facts.js
var route_facts = __webpack_require__(8119);
;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/view.js

















function viewOf(settings, seen) {
    const sides = identify(seen);
    const standing = standingOf(settings, seen);
    const { weight } = standing;
    const problems = findProblems(settings, sides, standing);
    return {
        ...(0,view/* viewFrom */.A)(standing, { problems }),
        blue: sideView(sides.blue, "any-version", weight === undefined ? undefined : (0,capacity/* restOf */.Y6)(weight)),
        green: sideView(sides.green, "strict", weight),
        cohort: cohortOf(settings, standing),
        safeTeardownAt: safeTeardownAt(settings, standing, seen),
        stickySeconds: longestStickiness(seen),
        preview: previewView(settings, seen, sides),
        look: seen.probe === undefined ? undefined : (0,checks_probe/* describeLook */.Fd)(seen.probe),
        links: (0,links/* linksOf */.h)(settings.region, seen.routes, seen.groups, seen.targetGroups),
        facts: factsOf(seen),
    };
}
function cohortOf({ cohort }, { audience, weight }) {
    if (audience === "everyone" || weight === 0)
        return undefined;
    return cohort === undefined ? "the condition of a rule of its own" : (0,listeners_conditions/* describeCondition */.pu)(cohort);
}
/** Undefined while no side waits to go. */
function safeTeardownAt(settings, standing, seen) {
    const goes = standing.rollout !== undefined && (standing.weight === 0 || (0,delivery_standing/* hasEverything */.UE)(standing));
    return goes ? (0,delivery_standing/* safeAt */.J_)(standing, leaveMs(settings, seen)) : undefined;
}
function findProblems({ allowForeignTargets }, sides, { conflict }) {
    const problems = conflict === undefined ? [] : [conflict.refusal.message];
    const { blue, green, shares } = sides;
    if (shares.includes(undefined))
        problems.push("Both target groups have weight 0 on a listener: every request gets a 503.");
    else if (agreedShare(sides) === undefined)
        problems.push(`The listeners disagree: green has ${describeShares(sides)}.`);
    else if (!sides.marked && agreedShare(sides) !== 0) {
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
    for (const route of seen.routes)
        Object.assign(facts, (0,route_facts/* routeFacts */.TB)(route, true));
    for (const rule of seen.rules)
        if (rule.purpose !== undefined)
            Object.assign(facts, (0,route_facts/* ownRuleFacts */.GS)(rule));
    if (seen.testListener !== undefined && seen.groups.some(({ tags }) => tags[snapshot/* TAG */.Dk.rollout] !== undefined)) {
        const { ref, actions } = seen.testListener;
        Object.assign(facts, (0,route_facts/* actionFacts */.k)(`test listener ${ref.arn.split("/").at(-1)}`, actions));
    }
    for (const { name, arn } of seen.targetGroups)
        facts[`target group ${name}`] = arn;
    for (const group of seen.groups) {
        const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
        facts[`group ${group.name} template`] = template;
        facts[`group ${group.name} attached to`] = group.targetGroupArns.map(listeners_routes/* nameInArn */.s1).join(", ");
        facts[`group ${group.name} rollout`] = group.tags[snapshot/* TAG */.Dk.rollout] ?? "none";
    }
    return { ...facts, ...(0,aside/* asideFacts */.w6)(seen.baking) };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/weighted/index.js
















/** EC2 Auto Scaling groups behind target groups of an application or network load balancer. */
function ec2Platform(settings, step, clock, signal) {
    const { elb, reader, close, ...clients } = (0,groups_clients/* groupClients */.w)(settings.region, signal);
    const { editors } = clients;
    const routes = new observe_routes/* RouteReader */.r(elb, signal);
    const observerOf = (of) => new Ec2Observer({ settings, step: of, clock, signal, groups: reader, routes, editors });
    const observer = observerOf(step);
    const weights = { elb, reader: routes, signal, clock };
    const rules = new RuleWriter(elb, routes, signal);
    const writer = new Ec2Writer({ ...clients, reader, weights, rules, clock, signal });
    return {
        observe: () => observer.observe(),
        confirm: (seen) => observer.confirm(seen),
        plan: (intent, seen) => planStep(settings, intent, seen),
        apply: (change, seen) => writer.apply(change, seen),
        refresh: (wait, seen, look) => observer.refresh(wait, seen, look),
        settled: progressOf,
        async diagnose(intent, seen) {
            const any = { ...settings, revision: ec2_settings/* ANY_REVISION */.fS };
            const rights = (0,groups_rights/* rightsFindings */.I)(editors, identify(seen).blue.group?.template);
            // What only a deploy reads, e.g. who else uses the target groups, and what is attached to the group to be cloned.
            const whole = observerOf("deploy").observe();
            const found = whole.then((of) => diagnose(any, intent, of), findings/* unreadable */.O$);
            return [...(await found), ...(await rights)];
        },
        view: (seen) => viewOf(settings, seen),
        meter(seen) {
            const { blue, green } = identify(seen);
            return (0,meter/* meterOf */.B)(settings.routes, blue.targetGroup, green.targetGroup);
        },
        undo: (intent, seen) => (0,aside/* undoAside */.nv)(intent, settings.revision, seen.baking) ?? undoOf(settings, intent, seen),
        accepts: (undo, intent, seen) => (0,aside/* isUndoAside */.u2)(undo, intent, settings.revision) || acceptsUndo(undo, settings, intent, seen),
        close,
    };
}


/***/ })

};
