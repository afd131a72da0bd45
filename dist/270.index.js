export const id = 270;
export const ids = [270];
export const modules = {

/***/ 3511:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cb: () => (/* binding */ METRICS),
/* harmony export */   MK: () => (/* binding */ rateOf),
/* harmony export */   S0: () => (/* binding */ checkMinutes),
/* harmony export */   cF: () => (/* binding */ pairOf),
/* harmony export */   e6: () => (/* binding */ totalOf),
/* harmony export */   my: () => (/* binding */ isCount),
/* harmony export */   pm: () => (/* binding */ clock),
/* harmony export */   pq: () => (/* binding */ countOf)
/* harmony export */ });
/* harmony import */ var _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4300);

const METRICS = ["errors", "client-errors", "slow"];
const SIDES = ["green", "blue"];
/**
 * Checks what a source gave, so that nothing but whole numbers reaches the arithmetic. Late data may show more errors than
 * requests: that is cut, everything else is refused.
 */
function checkMinutes(given, span) {
    const reasons = given.flatMap((minute) => faultsOf(minute, span));
    const sorted = [...given].sort((a, b) => a.at - b.at);
    for (const [index, { at }] of sorted.entries())
        if (at === sorted[index - 1]?.at)
            reasons.push(`minute ${clock(at)} is given twice`);
    return reasons.length > 0
        ? { problem: { kind: "invalid", reasons: reasons.slice(0, 20) } }
        : { minutes: sorted.map(cutMinute) };
}
function faultsOf(minute, { from, to }) {
    const { at } = minute;
    if (!Number.isSafeInteger(at) || at % _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg !== 0)
        return [`${at} is not the start of a minute`];
    if (at < from || at >= to)
        return [`minute ${clock(at)} is outside of what was asked for`];
    return SIDES.flatMap((side) => {
        const counts = minute[side];
        if (counts === undefined)
            return [];
        const { requests, errors, clientErrors = 0, timing = { requests: 0, slow: 0 } } = counts;
        const bad = [requests, errors, clientErrors, timing.requests, timing.slow].filter((count) => !isCount(count));
        return bad.map((count) => `minute ${clock(at)}, ${side}: ${count} is not a count`);
    });
}
/** A whole number, 0 or more. */
function isCount(value) {
    return Number.isSafeInteger(value) && value >= 0;
}
function cutMinute(minute) {
    const { at, complete, green, blue } = minute;
    return {
        at,
        complete,
        ...(green === undefined ? {} : { green: cutSide(green) }),
        ...(blue === undefined ? {} : { blue: cutSide(blue) }),
    };
}
function cutSide({ requests, errors, clientErrors, timing }) {
    return {
        requests,
        errors: Math.min(errors, requests),
        ...(clientErrors === undefined ? {} : { clientErrors: Math.min(clientErrors, requests) }),
        ...(timing === undefined
            ? {}
            : { timing: { requests: timing.requests, slow: Math.min(timing.slow, timing.requests) } }),
    };
}
/** One side's requests and errors as far as a metric is about them; undefined where nobody counted. */
function countOf(counts, metric) {
    if (counts === undefined)
        return undefined;
    switch (metric) {
        case "errors":
            return { requests: counts.requests, errors: counts.errors };
        case "client-errors":
            return counts.clientErrors === undefined ? undefined : { requests: counts.requests, errors: counts.clientErrors };
        case "slow":
            return counts.timing === undefined ? undefined : { requests: counts.timing.requests, errors: counts.timing.slow };
    }
}
/** Both sides of a minute; undefined when one of them had no request: such a minute says nothing of either. */
function pairOf(minute, metric) {
    const green = countOf(minute.green, metric);
    const blue = countOf(minute.blue, metric);
    if (green === undefined || blue === undefined || green.requests === 0 || blue.requests === 0)
        return undefined;
    return {
        greenRequests: green.requests,
        greenErrors: green.errors,
        blueRequests: blue.requests,
        blueErrors: blue.errors,
    };
}
/** A side's sum over minutes. */
function totalOf(minutes, side, metric) {
    return minutes.reduce((sum, minute) => {
        const count = countOf(minute[side], metric);
        return { requests: sum.requests + (count?.requests ?? 0), errors: sum.errors + (count?.errors ?? 0) };
    }, { requests: 0, errors: 0 });
}
/** Share of errors, 0–1; 0 without requests. */
function rateOf({ requests, errors }) {
    return requests === 0 ? 0 : errors / requests;
}
/** `14:05` in UTC; what is no time stays as it is. */
function clock(at) {
    const time = new Date(at);
    if (Number.isNaN(time.getTime()))
        return String(at);
    return time.toISOString().slice(11, 16);
}


/***/ }),

/***/ 8270:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  GateKeeper: () => (/* binding */ GateKeeper)
});

;// CONCATENATED MODULE: ./build/gates/alarms.js
/** Error counts are published only when there is an error: without data there was none. */
const SPARSE = {
    "AWS/ApplicationELB": /^(HTTPCode_(Target|ELB)_[45]\w+_Count|TargetConnectionErrorCount|RejectedConnectionCount)$/,
    "AWS/Lambda": /^(Errors|Throttles)$/,
};
/** Whether the alarm may have been in ALARM between two looks, so that its history has to be asked for. */
function needsHistory({ state, since }, firstMove) {
    return state !== "ALARM" && firstMove !== undefined && since >= firstMove;
}
/**
 * What an alarm says about green. An alarm that was red before the first move says nothing about green: before that move
 * the step stops (`stopsTheStep`), later on it is inconclusive while it lasts.
 *
 * @param seen undefined: CloudWatch knows no such alarm.
 */
function judgeAlarm(name, seen, context) {
    if (seen === undefined)
        return { verdict: "error", reason: { id: "alarm-not-found", name } };
    if (seen.evaluation !== undefined) {
        const reason = { id: "alarm-not-evaluated", name, state: seen.evaluation, ...wordsOf(seen) };
        return { verdict: "error", reason };
    }
    switch (seen.state) {
        case "ALARM":
            return red(seen, context);
        case "OK":
            return firedInBetween(seen, context) ?? green(seen, context);
        case "INSUFFICIENT_DATA":
            return firedInBetween(seen, context) ?? silent(seen, context);
    }
}
/**
 * When CloudWatch could not be asked. At a look in the middle it is not judged, and one warning is enough; at the last look
 * before acting it is the verdict.
 */
function unreadableAlarm(name, problem) {
    return { verdict: "error", reason: { id: "alarm-unreadable", name, problem } };
}
/** Whether the step must not begin: an alarm is red already, or cannot be judged at all. `rollback` never asks. */
function stopsTheStep({ reason }) {
    return ["alarm-before", "alarm-not-found", "alarm-unreadable"].includes(reason.id);
}
function red(seen, { firstMove }) {
    const { name, since, configuredAt, hasData, children = [] } = seen;
    if (firstMove === undefined || since < firstMove)
        return { verdict: "inconclusive", reason: { id: "alarm-before", name, since, ...wordsOf(seen) } };
    // `breaching` makes an alarm fire that was made with this release and has seen nothing yet.
    if (configuredAt !== undefined && configuredAt >= firstMove && hasData === false)
        return { verdict: "inconclusive", reason: { id: "alarm-new", name, configuredAt } };
    return { verdict: "fail", reason: { id: "alarm-fired", name, since, ...wordsOf(seen), children } };
}
function green(seen, { firstMove, history }) {
    const { name, since, configuredAt, bornOk } = seen;
    if (bornOk === true && configuredAt !== undefined && firstMove !== undefined && configuredAt >= firstMove)
        return { verdict: "inconclusive", reason: { id: "alarm-new", name, configuredAt } };
    // Without the history a short ALARM cannot be ruled out; the caller warns and names the permission.
    if (needsHistory(seen, firstMove) && !Array.isArray(history))
        return { verdict: "pass", reason: { id: "alarm-unasked", name } };
    return { verdict: "pass", reason: { id: "alarm-ok", name, since } };
}
/** It went to ALARM after the first move, and is not there any more. */
function firedInBetween(seen, { firstMove, history }) {
    if (firstMove === undefined || history === undefined || history === "denied")
        return undefined;
    const fired = history.find(({ at, to }) => to === "ALARM" && at >= firstMove);
    return fired && { verdict: "fail", reason: { id: "alarm-flapped", name: seen.name, at: fired.at } };
}
function silent(seen, { requests }) {
    const { name, metric, treatMissing } = seen;
    const isSparse = metric !== undefined && SPARSE[metric.namespace]?.test(metric.name) === true;
    const isDefault = treatMissing === undefined || treatMissing === "missing";
    if (isSparse && isDefault && requests !== undefined && requests > 0)
        return { verdict: "pass", reason: { id: "alarm-sparse", name, metric: metric.name } };
    return { verdict: "inconclusive", reason: { id: "alarm-no-data", name, ...wordsOf(seen) } };
}
function wordsOf({ words }) {
    return words === undefined ? {} : { words };
}

// EXTERNAL MODULE: ./build/gates/sources/cloudwatch-series.js
var cloudwatch_series = __webpack_require__(6736);
;// CONCATENATED MODULE: ./build/gates/alarm-watch.js


/** The alarms that a step was given. */
class AlarmWatch {
    #names;
    #region;
    #signal;
    #reader;
    /** @param region undefined: there are no alarms to ask for. */
    constructor(names, region, signal) {
        this.#names = names;
        this.#region = region;
        this.#signal = signal;
    }
    /** One call for all of them; none without alarms. */
    async read() {
        return this.#names.length === 0 ? { alarms: [] } : (await this.#open()).read(this.#names);
    }
    /**
     * What they say of green. History is asked for where an alarm may have been red between two looks.
     *
     * @param requestsOn requests on an alarm's dimensions; undefined: nobody counted.
     */
    async judge(read, firstMove, requestsOn) {
        if ("problem" in read)
            return this.#names.map((name) => unreadableAlarm(name, read.problem));
        return Promise.all(this.#names.map(async (name) => {
            const found = read.alarms.find(({ seen }) => seen.name === name);
            const requests = requestsOn(found?.dimensions);
            const context = { firstMove, ...(requests === undefined ? {} : { requests }) };
            const past = found === undefined ? {} : await this.#past(found, firstMove);
            if (past.problem !== undefined)
                return unreadableAlarm(name, past.problem);
            return judgeAlarm(name, found?.seen, { ...context, ...past });
        }));
    }
    close() {
        this.#reader?.close();
    }
    async #past({ seen }, firstMove) {
        if (firstMove === undefined || !needsHistory(seen, firstMove))
            return {};
        const past = await (await this.#open()).history(seen.name, firstMove);
        if ("history" in past)
            return past;
        // Optional: without the permission the state of this moment counts, and a warning names it.
        return past.problem.action === undefined ? { problem: past.problem } : { history: "denied" };
    }
    async #open() {
        const { AlarmReader } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(85), __webpack_require__.e(883)]).then(__webpack_require__.bind(__webpack_require__, 6121));
        this.#reader ??= new AlarmReader(this.#region ?? "", this.#signal);
        return this.#reader;
    }
}
/** An alarm without data on a metric that is published for errors alone means one thing with requests, another without. */
function isSilent(read) {
    return "alarms" in read && read.alarms.some(({ seen }) => seen.state === "INSUFFICIENT_DATA");
}
/**
 * Which requests an alarm's metric is about.
 *
 * @returns undefined where the dimensions are not those of the sides: of another service, or of one zone.
 */
function sidesOf(dimensions, meter) {
    if (dimensions === undefined || meter.by !== "target-groups")
        return undefined;
    const { green, blue } = (0,cloudwatch_series/* targetGroups */.GC)(meter.loadBalancer, meter, { clientErrors: false })?.sides ?? {};
    const { LoadBalancer, TargetGroup, ...others } = dimensions;
    const ofGreen = green?.requests[0]?.dimensions;
    if (ofGreen === undefined || LoadBalancer !== ofGreen.LoadBalancer || Object.keys(others).length > 0)
        return undefined;
    if (TargetGroup === undefined)
        return ["green", "blue"];
    if (TargetGroup === ofGreen.TargetGroup)
        return ["green"];
    return TargetGroup === blue?.requests[0]?.dimensions.TargetGroup ? ["blue"] : undefined;
}
/** Requests on an alarm's dimensions in these minutes; undefined: nobody counted them. */
function requestsOn(dimensions, meter, minutes) {
    const sides = sidesOf(dimensions, meter);
    if (sides === undefined || minutes === undefined)
        return undefined;
    return minutes.reduce((sum, minute) => sum + sides.reduce((both, side) => both + (minute[side]?.requests ?? 0), 0), 0);
}

// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/gates/counts.js
var gates_counts = __webpack_require__(3511);
;// CONCATENATED MODULE: ./build/gates/likelihood.js
/**
 * Log-likelihood ratios of counts: what one minute, or a sum of minutes of equal weight, says for an alternative
 * against the null hypothesis. Under the null the expectation of each ratio is at most 1, whatever the error rates are,
 * which makes products of them e-values. Natural logarithms throughout.
 */
/** How many times the tolerated ratio of error rates green may be at: equal weights, even steps of the logarithm. */
const RATIOS = [1.2, 1.5, 2, 3, 5, 10, 30, 100, 1000];
/** How many times the absolute limit green's error rate may be at. */
const EXCESSES = [1.2, 1.5, 2, 3, 5, 10, 30];
/** Which part of the ratio that a pass rules out green may be at. */
const RATIO_SHARES = [0.05, 0.25, 0.5, 0.75];
/** Which part of the absolute limit green's error rate may be at. */
const LIMIT_SHARES = [0, 0.1, 0.3, 0.6];
/**
 * Of `errors` in all, `greenErrors` are green's, which got the share `w` of the requests: the likelihood of green's rate
 * being `alternative` times blue's, over that of `reference` times. The rate itself is not in it, so what hits both sides
 * alike cancels. An e-value: with an alternative above the reference for every true ratio up to the reference, with one
 * below it for every true ratio from the reference on. Given the errors, green's number is a sum of independent Bernoulli
 * variables, in convex order no larger than the binomial (Hoeffding 1956).
 */
function ratioLikelihood(greenErrors, errors, w, alternative, reference) {
    if (errors === 0)
        return 0;
    const change = Math.log1p((alternative - 1) * w) - Math.log1p((reference - 1) * w);
    return greenErrors * Math.log(alternative / reference) - errors * change;
}
/**
 * The likelihood of an error rate of `alternative` over that of `reference`, both from 0 to below 1. An e-value in the same
 * sense: for every true rate up to a reference below the alternative, or from a reference above it on.
 */
function rateLikelihood({ requests, errors }, alternative, reference) {
    const good = requests - errors;
    const ofGood = good === 0 ? 0 : good * (Math.log1p(-alternative) - Math.log1p(-reference));
    return errors === 0 ? ofGood : errors * Math.log(alternative / reference) + ofGood;
}
/** Green is worse than `tolerance` times blue: one number per ratio of `RATIOS`. */
function againstTolerance(pair, tolerance) {
    const { w, errors } = shareOf(pair);
    return RATIOS.map((ratio) => ratioLikelihood(pair.greenErrors, errors, w, ratio * tolerance, tolerance));
}
/** Green is better than `maxRatio` times blue: one number per share of `RATIO_SHARES`. */
function belowRatio(pair, maxRatio) {
    const { w, errors } = shareOf(pair);
    return RATIO_SHARES.map((share) => ratioLikelihood(pair.greenErrors, errors, w, share * maxRatio, maxRatio));
}
/** Green's error rate is above the limit: one number per excess of `EXCESSES` that is a rate below 1. */
function aboveLimit(green, limit) {
    return EXCESSES.filter((excess) => excess * limit < 1).map((excess) => rateLikelihood(green, excess * limit, limit));
}
/** Green's error rate is below the limit: one number per share of `LIMIT_SHARES`. */
function belowLimit(green, limit) {
    return LIMIT_SHARES.map((share) => rateLikelihood(green, share * limit, limit));
}
/** The share is what was observed, not what was configured: it may change with every minute. */
function shareOf({ greenRequests, blueRequests, greenErrors, blueErrors }) {
    return { w: greenRequests / (greenRequests + blueRequests), errors: greenErrors + blueErrors };
}
/** ln of the mean of exp(…), without overflow; 0, no evidence, of nothing. */
function logMeanExp(logs) {
    return logs.length === 0 ? 0 : logSumExp(logs) - Math.log(logs.length);
}
/** ln of the sum of exp(…), without overflow. */
function logSumExp(logs) {
    let largest = Number.NEGATIVE_INFINITY;
    for (const log of logs)
        if (log > largest)
            largest = log;
    if (largest === Number.NEGATIVE_INFINITY)
        return largest;
    let sum = 0;
    for (const log of logs)
        sum += Math.exp(log - largest);
    return largest + Math.log(sum);
}

;// CONCATENATED MODULE: ./build/gates/needed.js

/** The mean overshoot of the evidence over its limit, found in simulation. */
const OVERSHOOT = 0.6;
/** Above this, a ratio is not worth being called visible. */
const LARGEST_RATIO = 1_000;
/**
 * How many errors of both sides together it takes, in the median, until a green of `ratio` times blue's rate fails. Within
 * about 5 % of simulated medians; small counts by 3.
 *
 * @param ratio above the tolerance.
 * @param w green's share of the requests, above 0 and below 1.
 */
function errorsToSee(ratio, w, { alpha, tolerance, dispersion, minErrors }) {
    const share = (r) => (r * w) / (r * w + 1 - w);
    const [p, q] = [share(ratio), share(tolerance)];
    const information = p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
    const byEvidence = (dispersion * (OVERSHOOT - Math.log(alpha))) / information;
    return Math.round(Math.max(byEvidence, minErrors / p));
}
/**
 * The same in requests of both sides together.
 *
 * @param rate blue's usual share of errors, above 0.
 */
function requestsToSee(ratio, w, rate, power) {
    return errorsToSee(ratio, w, power) / (rate * (1 - w + ratio * w));
}
/**
 * The smallest ratio that so many requests show in the median; undefined: none that is worth it. Rounded up to tenths.
 */
function smallestVisibleRatio(requests, w, rate, power) {
    const isSeen = (ratio) => requestsToSee(ratio, w, rate, power) <= requests;
    // A share of errors above 1 is none.
    let high = Math.min(LARGEST_RATIO, 1 / rate);
    if (high <= power.tolerance || !isSeen(high))
        return undefined;
    let low = power.tolerance;
    while (high - low > 0.01) {
        const middle = (low + high) / 2;
        if (isSeen(middle))
            high = middle;
        else
            low = middle;
    }
    return Math.ceil(high * 10) / 10;
}
/**
 * How many more requests of green without an error certify that its rate is below the limit.
 *
 * @param limit above 0, below 1.
 * @param seen what green has answered so far.
 */
function requestsToClear(limit, beta, seen, dispersion) {
    const isClear = (more) => {
        const logs = belowLimit({ requests: seen.requests + more, errors: seen.errors }, limit);
        return logMeanExp(logs.map((log) => log / dispersion)) >= -Math.log(beta);
    };
    let high = 1;
    while (!isClear(high))
        high *= 2;
    let low = Math.floor(high / 2);
    while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (isClear(middle))
            high = middle;
        else
            low = middle;
    }
    return isClear(0) ? 0 : high;
}
/** Which input limits a metric; undefined: 4xx are compared only. */
function limitSetting(metric) {
    switch (metric) {
        case "errors":
            return "max-error-rate";
        case "slow":
            return "max-slow-rate";
        case "client-errors":
            return undefined;
    }
}
/** A release with five times the errors is what a canary is for. */
const RATIO = 5;
const PROPOSED_LIMIT = 0.005;
const PROPOSED_WEIGHTS = [25, 50];
/** What would decide an open verdict: time, weight, or an absolute limit. */
function neededFor(input) {
    const { power, weight, usualRate, perSecond } = input;
    const known = usualRate !== undefined && usualRate > 0 && usualRate < 1 / RATIO ? usualRate : undefined;
    const after = (requests, share) => Math.ceil((requests / (perSecond * share)) * 1_000);
    const inAll = (percent) => requestsToSee(RATIO, percent / 100, known ?? 1, power);
    const options = [];
    if (perSecond > 0 && known !== undefined && weight < 100) {
        const left = inAll(weight) - input.compared;
        if (left > 0)
            options.push({ id: "longer", ms: after(left, 1) });
        for (const higher of PROPOSED_WEIGHTS.filter((proposed) => proposed > weight))
            if (left > 0)
                options.push({ id: "weight", weight: higher, ms: after(inAll(higher), 1) });
    }
    if (perSecond > 0 && input.setting !== undefined) {
        const { setting } = input;
        const limit = input.limit ?? PROPOSED_LIMIT;
        const more = requestsToClear(limit, input.beta, input.green, power.dispersion);
        const at = [...new Set([weight, Math.max(weight, 50)])].map((w) => ({ weight: w, ms: after(more, w / 100) }));
        options.push({ id: "limit", setting, limit, requests: input.green.requests + more, at });
    }
    return {
        ratio: RATIO,
        usualRate: known,
        requests: known === undefined || weight >= 100 ? undefined : inAll(weight),
        perSecond,
        options,
    };
}

;// CONCATENATED MODULE: ./build/gates/sentences.js


/** Reasons as sentences, once for log, summary and `result`. Cloud text in them is not escaped. */
/** How a metric's counted requests are called: `12 of 600 requests with an error`. */
const COUNTED = {
    errors: "with an error",
    "client-errors": "with a 4xx",
    slow: "too slowly",
};
/** `60 of 1,200 requests with an error (5.0 %)` */
function answers(count, metric) {
    return `${formatCount(count.errors)} of ${formatCount(count.requests)} requests ${COUNTED[metric]} (${formatShare(count)})`;
}
/** `10 of 10,800 (0.093 %)`, after what is counted has been said. */
function sentences_short(count) {
    return `${formatCount(count.errors)} of ${formatCount(count.requests)} (${formatShare(count)})`;
}
/** Why the verdict is what it is, in whole sentences with the counts. */
function sentenceOf(reason) {
    switch (reason.id) {
        case "worse-than-blue":
        case "above-limit":
        case "both-above-limit":
        case "blue-in-trouble":
        case "blue-unknown":
        case "like-blue":
        case "below-limit":
        case "too-few":
        case "no-minute":
            return metricSentence(reason);
        case "no-green-requests":
            return `no request reached green in the last ${reason.minutes} minutes, although it has ${reason.weight} % of the traffic and blue has requests.`;
        case "source-failed":
            return unreadSentence(reason.source, reason.problem);
        case "no-source":
            return "nothing counts the requests of this set-up, so that nothing could be compared or held against a limit.";
        case "nothing-judged":
            return "nothing was judged: no gate is configured, and there is nothing to compare.";
        case "only-alarms":
            return `only alarms were asked, and none speaks against green: ${reason.alarms.map((name) => `\`${name}\``).join(", ")}.`;
        case "failed-before":
            return `failed at ${(0,gates_counts/* clock */.pm)(reason.at)} UTC, and a failure stays: ${sentenceOf(reason.reason)}`;
        case "alarm-ok":
        case "alarm-sparse":
        case "alarm-fired":
        case "alarm-flapped":
        case "alarm-unasked":
        case "alarm-before":
        case "alarm-new":
        case "alarm-no-data":
        case "alarm-not-evaluated":
        case "alarm-not-found":
        case "alarm-unreadable":
            return alarmSentence(reason);
    }
}
function metricSentence(reason) {
    switch (reason.id) {
        case "worse-than-blue":
            return worseSentence(reason);
        case "above-limit": {
            const beside = reason.blue.requests === 0 ? "" : ` Blue, with ${sentences_short(reason.blue)}, is not.`;
            return `green answers ${answers(reason.green, reason.metric)}, which is above the limit of ${formatPercent(reason.limit)}.${beside}`;
        }
        case "both-above-limit":
            return `both sides are above ${formatPercent(reason.limit)}: ${bothSides(reason)}. What is wrong is not green's doing alone.`;
        case "blue-in-trouble":
            return troubleSentence(reason);
        case "blue-unknown":
            return `nothing is known of blue's usual rate: ${bothSides(reason)}. A comparison alone certifies nothing.`;
        case "like-blue":
            return `${bothSides(reason)}: less than ${formatRatio(reason.maxRatio)} times blue's rate.`;
        case "below-limit":
            return `green answers ${answers(reason.green, reason.metric)}: below the limit of ${formatPercent(reason.limit)}.`;
        case "too-few":
            return `too few requests to tell: ${bothSides(reason)}.`;
        case "no-minute":
            return "no minute with enough requests could be judged yet.";
    }
}
function bothSides({ green, blue, metric }) {
    return `green answers ${answers(green, metric)}, blue ${sentences_short(blue)}`;
}
function worseSentence(reason) {
    const { tolerance, atLeast } = reason;
    const tolerated = `up to ${formatRatio(tolerance)} times blue's rate is tolerated.`;
    const bound = atLeast === undefined ? `; ${tolerated}` : `. That is at least ${formatRatio(atLeast)} times; ${tolerated}`;
    return `${bothSides(reason)}, in the same minutes${bound}`;
}
function troubleSentence({ green, blue, metric, usual, highest }) {
    const than = usual === undefined
        ? `above the limit of ${formatPercent(highest)}`
        : `far above its usual ${formatPercent(usual)}`;
    return `blue itself is in trouble: it answers ${answers(blue, metric)}, ${than}; green ${sentences_short(green)}. A comparison certifies nothing now.`;
}
function unreadSentence(what, { kind, action }) {
    switch (kind) {
        case "denied":
            return `${what} could not be read: ${action === undefined ? "access is denied" : `\`${action}\` is not allowed`}.`;
        case "unavailable":
            return `${what} could not be read: no answer.`;
        case "invalid":
            return `${what} could not be read: the answer has no counts.`;
    }
}
function alarmSentence(reason) {
    const alarm = `alarm \`${reason.name}\``;
    switch (reason.id) {
        case "alarm-ok":
            return `${alarm} is OK since ${moment(reason.since)}.`;
        case "alarm-sparse":
            return `${alarm} has no data, which for ${reason.metric} means no errors: requests came in these minutes.`;
        case "alarm-fired": {
            const children = reason.children.length === 0 ? "" : ` Because of ${reason.children.join(", ")}.`;
            return `${alarm} is in ALARM since ${moment(reason.since)}${because(reason.words)}${children}`;
        }
        case "alarm-flapped":
            return `${alarm} went to ALARM at ${moment(reason.at)}, after the traffic was shifted; it is not there any more.`;
        case "alarm-unasked":
            return `${alarm} is OK; whether it was in ALARM between two looks is not known: \`cloudwatch:DescribeAlarmHistory\` is not allowed.`;
        case "alarm-before":
            return `${alarm} is in ALARM since ${moment(reason.since)}, before any traffic was shifted${because(reason.words)}`;
        case "alarm-new":
            return `${alarm} was configured at ${moment(reason.configuredAt)}, after the traffic was shifted, and has seen no data yet.`;
        case "alarm-no-data":
            return `${alarm} has no data${because(reason.words)}`;
        case "alarm-not-evaluated":
            return `${alarm} was not evaluated: ${reason.state}${because(reason.words)}`;
        case "alarm-not-found":
            return `${alarm} not found.`;
        case "alarm-unreadable":
            return unreadSentence(alarm, reason.problem);
    }
}
/** What the reader does next; undefined where the verdict says it. */
function remedyOf(reason) {
    switch (reason.id) {
        case "alarm-sparse":
            return `Set TreatMissingData of \`${reason.name}\` to \`notBreaching\`: then it is OK without errors.`;
        case "alarm-before":
            return `Fix the cause, or wait until \`${reason.name}\` is OK again. An alarm on the side that was rolled back stays red until its last data points are old.`;
        case "alarm-no-data":
            return `Check the metric and the dimensions of \`${reason.name}\`, or set its TreatMissingData.`;
        case "alarm-not-found":
            return `Check the name, the region and the account; \`cloudwatch:DescribeAlarms\` has to be allowed on \`*\` for composite alarms.`;
        case "alarm-unasked":
            return "Allow `cloudwatch:DescribeAlarmHistory`.";
        case "source-failed":
        case "alarm-unreadable":
            return reason.problem.action === undefined ? undefined : `Allow \`${reason.problem.action}\`.`;
        case "blue-in-trouble":
        case "both-above-limit":
            return "Wait until blue is well again; the weight is unchanged.";
        case "blue-unknown": {
            const setting = limitSetting(reason.metric);
            return setting && `Set \`${setting}\`: below it green passes by itself.`;
        }
        case "no-green-requests":
            return "Check that green is routed to and healthy.";
        case "no-source":
            return "Set `metrics` to a source that counts both sides, or take `compare`, `max-error-rate` and `latency-threshold` out.";
        case "nothing-judged":
            return "Set `alarms` or `max-error-rate`, or a `metrics` source that counts both sides apart.";
        case "worse-than-blue":
        case "above-limit":
        case "like-blue":
        case "below-limit":
        case "too-few":
        case "no-minute":
        case "failed-before":
        case "only-alarms":
        case "alarm-ok":
        case "alarm-fired":
        case "alarm-flapped":
        case "alarm-new":
        case "alarm-not-evaluated":
            return undefined;
    }
}
function because(words) {
    return words === undefined ? "." : `: ${words.replace(/\.$/, "")}.`;
}
/** `2026-03-03 14:05 UTC` */
function moment(at) {
    return `${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
/** `1,200` */
function formatCount(count) {
    return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}
/** Share of errors with two digits that say something: `5.0 %`, `0.093 %`, `0 %`. */
function formatShare({ requests, errors }) {
    return requests === 0 ? "–" : formatPercent(errors / requests, 2);
}
/** A share as percent; without digits it is as short as it can be: `1 %`. */
function formatPercent(share, digits) {
    if (share === 0)
        return "0 %";
    const percent = share * 100;
    if (digits === undefined)
        return `${Number(percent.toPrecision(3))} %`;
    return `${percent >= 10 ? percent.toFixed(0) : percent.toPrecision(digits)} %`;
}
/** `19`, `1.25`: a lower bound is cut, never rounded up. */
function formatRatio(ratio) {
    return ratio >= 10 ? formatCount(Math.floor(ratio)) : String(Math.floor(ratio * 100) / 100);
}

// EXTERNAL MODULE: ./build/gates/settings.js
var gates_settings = __webpack_require__(5722);
// EXTERNAL MODULE: ./build/gates/window.js
var gates_window = __webpack_require__(7599);
;// CONCATENATED MODULE: ./build/gates/bake-words.js







const DAY_MINUTES = 1_440;
/** Milliseconds that the weight is kept: where green is compared, until enough of it can be judged. */
function keptFor({ settings, weight, bakeMs, delayMs }) {
    const compares = settings.compare && weight < 100;
    return compares ? Math.max(bakeMs, (0,gates_window/* bakeFor */.XA)(gates_window/* MIN_JUDGED_MINUTES */.L, settings.settleMinutes, delayMs)) : bakeMs;
}
/** What the bake buys, and whether it takes longer than was asked for. */
function bakeWords(bake) {
    const { settings, bakeMs, delayMs } = bake;
    const { settleMinutes } = settings;
    if ((0,gates_settings/* testsOf */.Vh)(settings).length === 0)
        return { notes: [], warnings: [] };
    const kept = keptFor(bake);
    if (bakeMs === 0) {
        const after = (0,duration/* formatDuration */.a)((0,gates_window/* bakeFor */.XA)(gates_window/* MIN_JUDGED_MINUTES */.L, settleMinutes, delayMs));
        return {
            notes: [`Without a bake green is judged by the next step, ${after} after this move at the earliest.`],
            warnings: [],
        };
    }
    const judged = (0,gates_window/* minutesJudgedIn */.i_)(kept, settleMinutes, delayMs);
    const buys = `A bake of ${(0,duration/* formatDuration */.a)(kept)} judges ${minutes(judged)}: of each weight the first ${settleMinutes + 1} are left out, and counts are ${(0,duration/* formatDuration */.a)(delayMs)} late.`;
    const asked = (0,gates_window/* minutesJudgedIn */.i_)(bakeMs, settleMinutes, delayMs);
    const stretched = `A bake of ${(0,duration/* formatDuration */.a)(bakeMs)} judges ${minutes(asked)}: this weight is kept for at least ${(0,duration/* formatDuration */.a)(kept)}, until ${minutes(gates_window/* MIN_JUDGED_MINUTES */.L)} can be judged.`;
    return { notes: [buys, ...visibleIn(bake, judged)], warnings: kept > bakeMs ? [stretched] : [] };
}
/** Which green such a bake would show, by the traffic of the day before. */
function visibleIn({ settings, history, weight }, judged) {
    const { errors } = history;
    if (!settings.compare || errors === undefined || errors.errors === 0 || weight <= 0 || weight >= 100)
        return [];
    const { tolerance, minErrors } = settings;
    const perMinute = errors.requests / DAY_MINUTES;
    const power = { alpha: (0,gates_settings/* alphaPerTest */.Kh)(settings), tolerance, minErrors, dispersion: errors.dispersion };
    const ratio = smallestVisibleRatio(judged * perMinute, weight / 100, (0,gates_counts/* rateOf */.MK)(errors), power);
    const usual = `With ${formatCount(perMinute)} requests a minute and ${formatPercent((0,gates_counts/* rateOf */.MK)(errors), 2)} errors, as on the day before,`;
    return ratio === undefined
        ? [`${usual} even a much worse green is not seen in it: bake longer, or give green more.`]
        : [`${usual} a green of ${ratio} times blue's rate is seen in it.`];
}
function minutes(count) {
    return count === 0 ? "no minute" : (0,counted/* amountOf */.M)(count, "minute");
}

// EXTERNAL MODULE: ./build/delivery/shifts.js
var shifts = __webpack_require__(4300);
;// CONCATENATED MODULE: ./build/gates/changes.js

/**
 * Every change of the weight as far as anybody knows: what the rollout remembers, and the weight that is live where it is
 * another. Somebody's hand moves weights without a record, and a rollout may be judged that was begun without gates.
 *
 * @param seenSince milliseconds since the epoch at which the live weight was first seen, where no record says more.
 */
function changesOf({ last, weight }, seenSince) {
    const known = (0,shifts/* parseShifts */.Hd)(last?.memory?.shifts)?.changes ?? [];
    const latest = known.at(-1);
    if (weight === undefined || weight === (latest?.weight ?? 0))
        return known;
    const recorded = last !== undefined && (last.to ?? weight) === weight;
    const at = Math.max(recorded ? last.at : seenSince, latest?.at ?? 0);
    return [...known, { at, weight }];
}
/** When green first got requests, milliseconds since the epoch; undefined: it has not yet. */
function firstMoveIn(changes) {
    return changes.find(({ weight }) => weight > 0)?.at;
}

// EXTERNAL MODULE: ./build/delivery/registry.js
var registry = __webpack_require__(3582);
;// CONCATENATED MODULE: ./build/gates/refusals.js

/** Every refusal of the gates, once. docs/troubleshooting.md lists them. */
const GATE_REFUSALS = {
    "cannot-compare": {
        code: "refused",
        sentence: "Green cannot be compared with blue (`compare: on`). {because}",
        remedy: "Set `compare: auto`, and judge by `alarms` or limits; or give a `metrics` source that counts both sides.",
    },
    "nothing-counts": {
        code: "refused",
        sentence: "{gates} cannot be judged. {because}",
        remedy: "Give a `metrics` source that counts the requests, or take {gates} out; `alarms` need none.",
    },
    "functions-not-apart": {
        code: "refused",
        sentence: "The functions' own metrics do not tell the sides apart (`metrics: lambda`). {because}",
        remedy: "Nothing was moved. Deploy green with a function, version or alias of its own, or count by another `metrics` source.",
    },
    "no-region": {
        code: "refused",
        sentence: "CloudWatch cannot be asked: no region is known.",
        remedy: "Set AWS_REGION, for example by aws-actions/configure-aws-credentials.",
    },
};
/** States one of the gates' refusals. */
const refuse = (0,registry/* refusing */.c)(GATE_REFUSALS);

;// CONCATENATED MODULE: ./build/gates/effective.js


/**
 * What the step judges by, and what to say of what it does not.
 *
 * @throws DeliveryError `cannot-compare`, `nothing-counts`.
 */
function effectiveSettings(given) {
    const { asked, source, fixed } = given;
    const limits = limitsOf(asked.settings);
    if ("because" in source && limits.length > 0)
        throw refuse("nothing-counts", { gates: limits.join(" and "), because: source.because });
    if (fixed !== undefined)
        return { settings: goesOn(given, fixed), warnings: [] };
    const why = asked.compare === "off" ? undefined : whyNotCompared(given);
    if (why !== undefined && asked.compare === "on")
        throw refuse("cannot-compare", { because: why });
    const settings = { ...asked.settings, compare: asked.compare !== "off" && why === undefined };
    return {
        settings,
        warnings: [...(why === undefined ? [] : [onlySentence(asked, limits, why)]), ...unused(settings)],
    };
}
function onlySentence(asked, limits, why) {
    const left = [...(limits.length > 0 ? ["limits"] : []), ...(asked.alarms.length > 0 ? ["alarms"] : []), "health"];
    return `Green is not compared with blue, only ${inWords(left)} ${left.length === 1 ? "is" : "are"} judged. ${why}`;
}
/** What was given and judges nothing. */
function unused({ compare, latencyThresholdMs, maxSlowRate, clientErrors }) {
    if (compare)
        return [];
    return [
        ...(latencyThresholdMs !== undefined && maxSlowRate === undefined
            ? ["`latency-threshold` judges nothing without a comparison: set `max-slow-rate` beside it."]
            : []),
        ...(clientErrors ? ["4xx are compared only, never held against a limit: `errors` counts 5xx here."] : []),
    ];
}
/** Within a rollout `auto` is what it was at the start. */
function goesOn({ asked, source }, fixed) {
    if ("because" in source && (0,gates_settings/* testsOf */.Vh)(fixed.settings).length > 0)
        throw refuse("nothing-counts", { gates: "The gates of this rollout", because: source.because });
    const compare = asked.compare === "auto" ? fixed.settings.compare : asked.compare === "on";
    return { ...asked.settings, compare };
}
/** Only random assignment in the same minutes makes two sides comparable. */
function whyNotCompared({ standing, move, source }) {
    if ("because" in source)
        return source.because;
    if (!source.comparable)
        return "Both sides share one target group, whose metrics do not tell them apart.";
    if (move.audience === "cohort" || standing.audience === "cohort")
        return "The users of an A/B test are picked, and their errors differ by nature.";
    const { weight = 0 } = standing;
    if (move.to === 100 && (weight === 0 || weight === 100))
        return "All the traffic goes to one side: there is no minute in which both serve.";
    return undefined;
}
/** The inputs that hold green's share against a limit. */
function limitsOf({ maxErrorRate, maxSlowRate }) {
    return [
        ...(maxErrorRate === undefined ? [] : ["`max-error-rate`"]),
        ...(maxSlowRate === undefined ? [] : ["`max-slow-rate`"]),
    ];
}
function inWords(names) {
    return [names.slice(0, -1).join(", "), ...names.slice(-1)].filter((part) => part !== "").join(" and ");
}

;// CONCATENATED MODULE: ./build/gates/history.js


/** Edges of incidents are no clusters: the largest pairs are left out. */
const TRIMMED = 0.01;
/** With fewer errors than this in its history, a service's clustering is not known. */
const ENOUGH_ERRORS = 50;
/** What is assumed then: clusters of three. */
const UNKNOWN_DISPERSION = 3;
/**
 * How clustered a service's errors are (retries, one user, one process): the variance of neighbouring minutes' errors
 * over that of errors which come one by one. Any slow drift of rate or traffic cancels; with clusters of size g it is
 * E[g²]/E[g].
 *
 * @param minutes in order; those after a gap are no neighbours.
 * @param trimmed the share of the largest pairs that is left out.
 */
function dispersionOf(minutes, trimmed = TRIMMED) {
    const pairs = minutes.flatMap((now, index) => {
        const next = minutes[index + 1];
        if (next === undefined || next.at - now.at !== shifts/* MINUTE_MS */.kg)
            return [];
        const sum = now.errors + next.errors;
        const q = now.requests / (now.requests + next.requests);
        // Without requests on both sides nothing was shared out.
        return sum === 0 || !(q > 0 && q < 1) ? [] : [{ sum, square: (now.errors - sum * q) ** 2 / (q * (1 - q)) }];
    });
    const kept = pairs.sort((a, b) => a.square - b.square).slice(0, pairs.length - Math.floor(pairs.length * trimmed));
    const sums = kept.reduce((total, { sum }) => total + sum, 0);
    const squares = kept.reduce((total, { square }) => total + square, 0);
    return sums === 0 ? 1 : Math.max(1, squares / sums);
}
/** What a day's minutes say; no minutes: an unknown service, whose errors are taken to be clustered. */
function historyOf(minutes) {
    const requests = minutes.reduce((total, minute) => total + minute.requests, 0);
    const errors = minutes.reduce((total, minute) => total + minute.errors, 0);
    const dispersion = dispersionOf(minutes);
    return {
        requests,
        errors,
        dispersion: errors < ENOUGH_ERRORS ? Math.max(dispersion, UNKNOWN_DISPERSION) : dispersion,
    };
}
/** What a source remembers of the day before, as each metric sees it. What is no count is left out. */
function historiesOf(given) {
    const sorted = [...given].sort((a, b) => a.at - b.at);
    const known = gates_counts/* METRICS */.Cb.flatMap((metric) => {
        const minutes = sorted.flatMap(({ at, total }) => {
            const count = (0,gates_counts/* countOf */.pq)(total, metric);
            if (count === undefined || !(0,gates_counts/* isCount */.my)(count.requests) || !(0,gates_counts/* isCount */.my)(count.errors))
                return [];
            return [{ at, requests: count.requests, errors: Math.min(count.errors, count.requests) }];
        });
        const history = historyOf(minutes);
        return history.requests === 0 ? [] : [[metric, history]];
    });
    return Object.fromEntries(known);
}

;// CONCATENATED MODULE: ./build/gates/evidence.js

/**
 * ln e after each minute, of an alternative that may become true in any minute: a leak, a job at night, a step of the
 * ramp. The start is mixed with the weights 1/2, 1/4, 1/12 … 1/(2(t−1)t), which sum to 1.
 *
 * @param minutes one list per minute, of the same length each.
 */
function evidenceWithStart(minutes, { dispersion, cap }) {
    const started = (minutes[0] ?? []).map(() => Number.NEGATIVE_INFINITY);
    return minutes.map((ratios, index) => {
        const t = index + 1;
        const begins = t === 1 ? Math.log(0.5) : -Math.log(2 * (t - 1) * t);
        for (const [k, ratio] of ratios.entries()) {
            const before = started[k] ?? Number.NEGATIVE_INFINITY;
            started[k] = logAdd(before, begins) + Math.min(ratio / dispersion, cap);
        }
        // The last is the share of alternatives that have not begun yet.
        return logAdd(logMeanExp(started), -Math.log(2 * t));
    });
}
/** ln e after each minute, of an alternative that is true from the first minute on or never. */
function evidence(minutes, dispersion) {
    const sums = (minutes[0] ?? []).map(() => 0);
    return minutes.map((ratios) => {
        for (const [k, ratio] of ratios.entries())
            sums[k] = (sums[k] ?? 0) + ratio / dispersion;
        return logMeanExp(sums);
    });
}
/**
 * The most that one minute may say, so that fewer than `confirm` minutes never reach 1/α from neutral evidence.
 *
 * @param confirm minutes, 1 or more.
 */
function capFor(alpha, confirm) {
    return confirm <= 1 ? Number.POSITIVE_INFINITY : -Math.log(alpha) / (confirm - 1);
}
function logAdd(a, b) {
    return logSumExp([a, b]);
}

;// CONCATENATED MODULE: ./build/gates/run-test.js




/**
 * When evidence fails: the first minute in which it reaches ln 1/α with enough errors on green. Once there, it stays.
 *
 * @param greenErrors of each minute.
 * @returns the index of the minute; -1: never.
 */
function firstFailure(against, greenErrors, { alpha, minErrors }) {
    const failsAt = -Math.log(alpha);
    let errors = 0;
    return against.findIndex((logE, index) => {
        errors += greenErrors[index] ?? 0;
        return logE >= failsAt && errors >= minErrors;
    });
}
/** Runs one test over the judged minutes, from the first: evidence carries over from weight to weight and run to run. */
function runTest(test, minutes, settings, dispersion) {
    const alpha = (0,gates_settings/* alphaPerTest */.Kh)(settings);
    const tempering = { dispersion, cap: capFor(alpha, settings.confirmMinutes) };
    switch (test.by) {
        case "comparison":
            return compare(test, minutes, settings, { ...tempering, alpha });
        case "limit":
            return holdAgainst(test, minutes, settings, { ...tempering, alpha });
    }
}
function compare(test, minutes, settings, rule) {
    const used = minutes.flatMap((minute) => {
        const pair = minute.weight < 100 ? (0,gates_counts/* pairOf */.cF)(minute, test.metric) : undefined;
        return pair === undefined ? [] : [{ minute, pair }];
    });
    const pairs = used.map(({ pair }) => pair);
    const against = evidenceWithStart(pairs.map((pair) => againstTolerance(pair, settings.tolerance)), rule);
    const favour = evidence(pairs.map((pair) => belowRatio(pair, settings.maxRatio)), rule.dispersion);
    const failed = firstFailure(against, pairs.map(({ greenErrors }) => greenErrors), { alpha: rule.alpha, minErrors: settings.minErrors });
    return {
        ...resultOf(test, against, favour, failed === -1 ? undefined : used[failed]?.minute.at, settings, rule.alpha),
        green: sum(pairs.map(({ greenRequests, greenErrors }) => ({ requests: greenRequests, errors: greenErrors }))),
        blue: sum(pairs.map(({ blueRequests, blueErrors }) => ({ requests: blueRequests, errors: blueErrors }))),
        ...bound(pairs, rule),
    };
}
function holdAgainst(test, minutes, settings, rule) {
    const used = minutes.filter((minute) => (0,gates_counts/* totalOf */.e6)([minute], "green", test.metric).requests > 0);
    const greens = used.map((minute) => (0,gates_counts/* totalOf */.e6)([minute], "green", test.metric));
    const against = evidenceWithStart(greens.map((green) => aboveLimit(green, test.limit)), rule);
    const favour = evidence(greens.map((green) => belowLimit(green, test.limit)), rule.dispersion);
    const errors = greens.map((green) => green.errors);
    const isOver = { alpha: rule.alpha, minErrors: settings.minErrors };
    // Green is blamed in the first minute in which its evidence stands and blue is not above the limit itself. What is
    // left on blue when green has everything are the clients that stick to it: too few to tell how blue is.
    const blues = used.map((minute) => (minute.weight < 100 ? (0,gates_counts/* totalOf */.e6)([minute], "blue", test.metric) : NONE));
    const blueAbove = runningRates(blues).map((rate) => rate > test.limit);
    const blamed = against.map((logE, index) => (blueAbove[index] === true ? Number.NEGATIVE_INFINITY : logE));
    const failed = firstFailure(blamed, errors, isOver);
    const last = against.length - 1;
    const stands = (against[last] ?? 0) >= -Math.log(rule.alpha) && sum(greens).errors >= settings.minErrors;
    return {
        ...resultOf(test, against, favour, failed === -1 ? undefined : used[failed]?.at, settings, rule.alpha),
        bothAbove: failed === -1 && stands && blueAbove[last] === true,
        green: sum(greens),
        blue: sum(blues),
    };
}
function resultOf(test, against, favour, failedAt, { beta }, alpha) {
    const inFavour = favour.at(-1) ?? 0;
    const passesAt = -Math.log(beta);
    const passed = inFavour >= passesAt ? "pass" : "open";
    return {
        test,
        verdict: failedAt === undefined ? passed : "fail",
        bothAbove: false,
        against,
        failsAt: -Math.log(alpha),
        inFavour,
        passesAt,
        ...(failedAt === undefined ? {} : { failedAt }),
    };
}
/** The largest ratio that the same evidence rules out; e falls with the ratio that it is held against. */
function bound(pairs, rule) {
    const rulesOut = (ratio) => {
        const logs = evidenceWithStart(pairs.map((pair) => againstTolerance(pair, ratio)), rule);
        return logs.some((logE) => logE >= -Math.log(rule.alpha));
    };
    if (!rulesOut(1))
        return {};
    let [low, high] = [1, 10_000];
    while (high / low > 1.005) {
        const middle = Math.sqrt(low * high);
        if (rulesOut(middle))
            low = middle;
        else
            high = middle;
    }
    return { atLeast: low };
}
const NONE = { requests: 0, errors: 0 };
/** The rate up to and with each minute. */
function runningRates(counts) {
    const total = { requests: 0, errors: 0 };
    return counts.map(({ requests, errors }) => {
        total.requests += requests;
        total.errors += errors;
        return (0,gates_counts/* rateOf */.MK)(total);
    });
}
function sum(counts) {
    return {
        requests: counts.reduce((total, { requests }) => total + requests, 0),
        errors: counts.reduce((total, { errors }) => total + errors, 0),
    };
}

;// CONCATENATED MODULE: ./build/gates/metric-gate.js





/** How many times its usual rate blue may have before a comparison with it can certify nothing. */
const TROUBLE = 3;
/** Judges one metric by all of its tests; undefined when there are none. */
function judgeMetric(metric, minutes, settings, history) {
    const dispersion = history?.dispersion ?? UNKNOWN_DISPERSION;
    const tests = (0,gates_settings/* testsOf */.Vh)(settings)
        .filter((test) => test.metric === metric)
        .map((test) => runTest(test, minutes, settings, dispersion));
    if (tests.length === 0)
        return undefined;
    return { kind: "metric", metric, tests, dispersion, ...verdictOf(metric, tests, settings, history) };
}
/**
 * A failure of any test fails. A limit that both sides are above blames nobody and certifies nothing. Green passes by the
 * limit alone, or by comparison with a blue that is well itself: in the middle of an outage both sides are equally bad.
 */
function verdictOf(metric, tests, settings, history) {
    const comparison = tests.find(({ test }) => test.by === "comparison");
    const limit = tests.find(({ test }) => test.by === "limit");
    if (comparison?.verdict === "fail")
        return { verdict: "fail", reason: worse(metric, comparison, settings) };
    if (limit?.test.by === "limit") {
        const { green, blue } = limit;
        const about = { metric, green, blue, limit: limit.test.limit };
        if (limit.verdict === "fail")
            return { verdict: "fail", reason: { id: "above-limit", ...about } };
        if (limit.bothAbove)
            return { verdict: "inconclusive", reason: { id: "both-above-limit", ...about } };
        if (limit.verdict === "pass") {
            const reason = { id: "below-limit", metric, green, limit: limit.test.limit };
            return { verdict: "pass", reason };
        }
    }
    const { green, blue } = comparison ?? limit ?? { green: metric_gate_NONE, blue: metric_gate_NONE };
    if (tests.every(({ against }) => against.length === 0))
        return { verdict: "inconclusive", reason: { id: "no-minute", metric } };
    const trouble = comparison && troubleOf(metric, comparison, settings, history);
    if (trouble !== undefined)
        return { verdict: "inconclusive", reason: trouble };
    return comparison?.verdict === "pass"
        ? { verdict: "pass", reason: { id: "like-blue", metric, green, blue, maxRatio: settings.maxRatio } }
        : { verdict: "inconclusive", reason: { id: "too-few", metric, green, blue } };
}
const metric_gate_NONE = { requests: 0, errors: 0 };
function worse(metric, { green, blue, atLeast }, { tolerance }) {
    const bound = atLeast === undefined ? {} : { atLeast };
    return { id: "worse-than-blue", metric, green, blue, tolerance, ...bound };
}
/**
 * Why blue is nothing to be measured by. Where a comparison would pass, a rate that is too high is enough; where it is open
 * anyway, one error among few requests is no trouble, and only evidence is.
 */
function troubleOf(metric, { green, blue, verdict }, settings, history) {
    const known = history === undefined || history.requests === 0 ? undefined : history;
    const limit = limitOf(metric, settings);
    const highest = limit ?? (known === undefined ? undefined : TROUBLE * usualRate(known));
    if (highest === undefined)
        return verdict === "pass" ? { id: "blue-unknown", metric, green, blue } : undefined;
    if ((0,gates_counts/* rateOf */.MK)(blue) <= highest)
        return undefined;
    const logE = logMeanExp(aboveLimit(blue, highest).map((log) => log / (known?.dispersion ?? UNKNOWN_DISPERSION)));
    const isEvident = logE >= -Math.log(settings.beta) && blue.errors >= settings.minErrors;
    if (verdict !== "pass" && !isEvident)
        return undefined;
    const usual = limit === undefined && known !== undefined ? { usual: (0,gates_counts/* rateOf */.MK)(known) } : {};
    return { id: "blue-in-trouble", metric, green, blue, highest, ...usual };
}
/** With one error more than there was: of a service that had none, no rate is known. */
function usualRate({ requests, errors }) {
    return (errors + 1) / requests;
}
function limitOf(metric, { maxErrorRate, maxSlowRate }) {
    switch (metric) {
        case "errors":
            return maxErrorRate;
        case "slow":
            return maxSlowRate;
        case "client-errors":
            return undefined;
    }
}

;// CONCATENATED MODULE: ./build/gates/warnings.js



/** Fewer answers than this show nothing of a threshold. */
const ENOUGH = 1_000;
const MANY_SLOW = 0.2;
/** How many times the odds of its weight green's may be at. */
const ODDS = [0.5, 0.8, 0.9, 1.1, 1.25, 2];
/** Wrong once in a thousand rollouts. */
const SHARE_OFF_AT = Math.log(1_000);
/** What people should know beside the verdict. */
function warningsOf(judged, settings) {
    const { latencyThresholdMs } = settings;
    const slow = latencyThresholdMs === undefined ? [] : thresholdWarnings(judged, latencyThresholdMs);
    return [...slow, ...(settings.compare ? shareWarnings(judged) : [])];
}
function thresholdWarnings(judged, thresholdMs) {
    const metric = "slow";
    const [green, blue] = [(0,gates_counts/* totalOf */.e6)(judged, "green", metric), (0,gates_counts/* totalOf */.e6)(judged, "blue", metric)];
    const share = (0,gates_counts/* rateOf */.MK)(blue);
    const isShown = green.requests >= ENOUGH && blue.requests >= ENOUGH;
    if (isShown && (0,gates_counts/* rateOf */.MK)(green) === share && (share === 0 || share === 1))
        return [{ id: "threshold-useless", share, thresholdMs }];
    return blue.requests >= ENOUGH && share > MANY_SLOW ? [{ id: "blue-is-slow", share, thresholdMs }] : [];
}
/** At the weight that it has now. */
function shareWarnings(judged) {
    const weight = judged.at(-1)?.weight ?? 0;
    if (weight === 0 || weight === 100)
        return [];
    const minutes = judged.filter((minute) => minute.weight === weight);
    const green = (0,gates_counts/* totalOf */.e6)(minutes, "green", "errors").requests;
    const all = green + (0,gates_counts/* totalOf */.e6)(minutes, "blue", "errors").requests;
    const logs = ODDS.map((odds) => ratioLikelihood(green, all, weight / 100, odds, 1));
    return logMeanExp(logs) >= SHARE_OFF_AT ? [{ id: "share-off", weight, green, all }] : [];
}
/** A warning as a sentence. */
function warningSentence(warning) {
    switch (warning.id) {
        case "threshold-useless": {
            const which = warning.share === 0 ? "no" : "every";
            return `${which} answer of either side takes longer than ${warning.thresholdMs} ms: check the unit of \`latency-threshold\`.`;
        }
        case "blue-is-slow":
            return `${formatPercent(warning.share, 2)} of blue's answers take longer than ${warning.thresholdMs} ms: long polls and WebSockets make a latency gate useless.`;
        case "share-off": {
            const { weight, green, all } = warning;
            const share = formatPercent(all === 0 ? 0 : green / all, 2);
            return `green answers ${formatCount(green)} of ${formatCount(all)} requests (${share}) at a weight of ${weight} %: clients that stick to a side, or a router that does not know the weight.`;
        }
    }
}

;// CONCATENATED MODULE: ./build/gates/judge.js







/** Minutes without a request on green, while blue has some, after which nothing good is said of green any more. */
const DRY_MINUTES = 3;
/** What a source answered, as the judge takes it: nothing but whole numbers inside of the span that was asked for. */
function countsFrom({ provenance, delayMs }, reading, span, history) {
    const seen = "problem" in reading ? reading : (0,gates_counts/* checkMinutes */.S0)(reading.minutes, span);
    return { source: provenance.name, delayMs, seen, history };
}
/**
 * Judges one look.
 *
 * @param before the judgement of an earlier look of this step: a failure stays one, whatever late data say.
 */
function judge(look, before) {
    const { settings, changes, now, counts } = look;
    const minutes = counts === undefined || "problem" in counts.seen ? [] : counts.seen.minutes;
    const { settleMinutes } = settings;
    const window = (0,gates_window/* windowOf */.Ou)(minutes, { changes, settleMinutes, delayMs: counts?.delayMs ?? 0, now });
    const gates = gatesOf(look, window);
    const { verdict, reason } = addUp(gates);
    const since = changes.at(-1)?.at ?? 0;
    const judgement = {
        verdict,
        reason,
        gates,
        window,
        warnings: warningsOf(window.judged, settings),
        judgedAtWeight: window.judged.filter(({ at }) => at >= since).length,
        at: now,
    };
    if (before?.verdict === "fail" && verdict !== "fail")
        return { ...judgement, ...stays(before) };
    const needed = isShort(reason.id) ? neededIn(look, minutes, gates) : undefined;
    return needed === undefined ? judgement : { ...judgement, needed };
}
function stays({ at, reason }) {
    return { verdict: "fail", reason: reason.id === "failed-before" ? reason : { id: "failed-before", at, reason } };
}
/**
 * How verdicts add up: one failure fails, also when another gate could not be judged; then what could not be judged; then
 * what is not known; nothing judged is never a pass.
 */
function addUp(gates) {
    for (const verdict of ["fail", "error", "inconclusive", "pass"]) {
        const found = gates.filter((gate) => gate.verdict === verdict);
        // What more requests would settle is the lesser reason.
        const decides = found.find(({ reason }) => !isShort(reason.id)) ?? found[0];
        if (decides === undefined)
            continue;
        const alarms = gates.flatMap((gate) => (gate.kind === "alarm" ? [gate.reason.name] : []));
        if (verdict === "pass" && alarms.length === gates.length)
            return { verdict, reason: { id: "only-alarms", alarms } };
        return { verdict, reason: decides.reason };
    }
    return { verdict: "inconclusive", reason: { id: "nothing-judged" } };
}
function gatesOf(look, window) {
    const { settings, counts } = look;
    const alarms = look.alarms.map((alarm) => ({ kind: "alarm", ...alarm }));
    if (counts === undefined)
        return (0,gates_settings/* testsOf */.Vh)(settings).length === 0
            ? alarms
            : [{ kind: "source", verdict: "error", reason: { id: "no-source" } }, ...alarms];
    if ("problem" in counts.seen) {
        const reason = { id: "source-failed", source: counts.source, problem: counts.seen.problem };
        return [{ kind: "source", verdict: "error", reason }, ...alarms];
    }
    const dry = (0,gates_settings/* testsOf */.Vh)(settings).length === 0 ? undefined : dryGreen(window);
    const metrics = gates_counts/* METRICS */.Cb.flatMap((metric) => judgeMetric(metric, window.judged, settings, counts.history[metric]) ?? []);
    return [...(dry === undefined ? [] : [dry]), ...stillJudging(metrics, alarms, look), ...alarms];
}
/**
 * Once green has everything, a comparison says nothing new: limits and alarms judge, where there are any, and what was
 * seen while both sides served stands where there are none. A failure is one all the same.
 */
function stillJudging(metrics, alarms, { changes }) {
    if (changes.at(-1)?.weight !== 100)
        return metrics;
    const judging = metrics.filter(({ verdict, tests }) => verdict === "fail" || tests.some(({ test }) => test.by === "limit"));
    return judging.length + alarms.length > 0 ? judging : metrics;
}
/** Blue has requests, and green has had none for some minutes: the last good ones say nothing of now. */
function dryGreen({ judged }) {
    const active = judged.filter(({ green, blue }) => (green?.requests ?? 0) > 0 || (blue?.requests ?? 0) > 0);
    const lastWithGreen = active.findLastIndex(({ green }) => (green?.requests ?? 0) > 0);
    const dry = active.slice(lastWithGreen + 1);
    if (dry.length < DRY_MINUTES)
        return undefined;
    const weight = dry.at(-1)?.weight ?? 0;
    return { kind: "traffic", verdict: "inconclusive", reason: { id: "no-green-requests", minutes: dry.length, weight } };
}
/** Without a comparison an open verdict waits for the limit alone. */
function neededIn(look, minutes, gates) {
    const { settings, counts, changes } = look;
    const weight = changes.at(-1)?.weight ?? 0;
    const gate = gates.find((one) => one.kind === "metric" && isShort(one.reason.id));
    if (counts === undefined || gate?.kind !== "metric" || weight === 0)
        return undefined;
    const { metric, dispersion, tests } = gate;
    const history = counts.history[metric];
    const blue = (0,gates_counts/* totalOf */.e6)(minutes, "blue", metric);
    const usual = history === undefined || history.errors === 0 ? blue : history;
    const compared = tests.find(({ test }) => test.by === "comparison");
    const { green } = tests.find(({ test }) => test.by === "limit") ?? compared ?? { green: { requests: 0, errors: 0 } };
    const { tolerance, minErrors, beta, maxErrorRate, maxSlowRate } = settings;
    return neededFor({
        power: { alpha: (0,gates_settings/* alphaPerTest */.Kh)(settings), tolerance, minErrors, dispersion },
        beta,
        weight,
        usualRate: usual.errors === 0 ? undefined : (0,gates_counts/* rateOf */.MK)(usual),
        perSecond: perSecond(minutes.filter(({ at, complete }) => complete && at + shifts/* MINUTE_MS */.kg + counts.delayMs <= look.now), metric),
        green,
        compared: compared === undefined ? 0 : compared.green.requests + compared.blue.requests,
        limit: metric === "errors" ? maxErrorRate : maxSlowRate,
        setting: limitSetting(metric),
    });
}
/** Inconclusive for want of requests alone: nothing speaks against green. */
function isShort(id) {
    return id === "too-few" || id === "no-minute";
}
/** Requests a second of both sides. */
function perSecond(minutes, metric) {
    const requests = minutes.reduce((sum, { green, blue }) => sum + ((0,gates_counts/* countOf */.pq)(green, metric)?.requests ?? 0) + ((0,gates_counts/* countOf */.pq)(blue, metric)?.requests ?? 0), 0);
    return minutes.length === 0 ? 0 : requests / minutes.length / (shifts/* MINUTE_MS */.kg / 1_000);
}

;// CONCATENATED MODULE: ./build/gates/chart.js

/** As many as have room for their time of day below them. */
const POINTS = 15;
/** Tops of the scale, times a power of ten, that give no more marks on it than are legible. */
const TOPS = [1, 1.5, 2, 2.5, 4, 5, 6, 8, 10];
/** Legible on GitHub's light background and on its dark one. */
const COLOURS = { green: "#2da44e", blue: "#218bff" };
/**
 * Both sides' error rates over the judged minutes, as a Mermaid chart: each side's line has the colour that it is called
 * by. Empty below two points and where there were no errors: such a picture shows nothing.
 */
function chartOf(judged) {
    // Green's line is drawn last: where both are alike it is the one to be seen.
    const sides = ["blue", "green"].filter((side) => judged.some((minute) => rateIn([minute], side) !== undefined));
    const points = groups(judged.filter((minute) => sides.every((side) => rateIn([minute], side) !== undefined)));
    const lines = sides.map((side) => points.map((minutes) => 100 * (rateIn(minutes, side) ?? 0)));
    const highest = Math.max(0, ...lines.flat());
    if (points.length < 2 || highest === 0)
        return "";
    const most = Math.max(...points.map(({ length }) => length));
    const means = most > 1 ? `, means of ${most} minutes` : "";
    const times = points.map(([first]) => `"${(0,gates_counts/* clock */.pm)(first?.at ?? 0)}"`);
    return [
        "```mermaid",
        "---",
        "config:",
        "  xyChart: { width: 900, height: 300, titleFontSize: 16 }",
        `  themeVariables: { xyChart: { plotColorPalette: "${sides.map((side) => COLOURS[side]).join(", ")}" } }`,
        "---",
        "xychart-beta",
        `  title "errors in %, ${sides.join(" and ")}${means}"`,
        `  x-axis [${times.join(", ")}]`,
        `  y-axis 0 --> ${topFor(highest)}`,
        ...lines.map((rates) => `  line [${rates.map((rate) => Number(rate.toPrecision(3))).join(", ")}]`),
        "```",
    ].join("\n");
}
/** Minutes in as many groups as there are points. */
function groups(minutes) {
    const size = Math.ceil(minutes.length / POINTS);
    const count = Math.ceil(minutes.length / Math.max(1, size));
    return Array.from({ length: count }, (_, index) => minutes.slice(index * size, (index + 1) * size));
}
/** Undefined: no request. */
function rateIn(minutes, side) {
    const total = { requests: 0, errors: 0 };
    for (const minute of minutes) {
        const { requests = 0, errors = 0 } = (0,gates_counts/* countOf */.pq)(minute[side], "errors") ?? {};
        total.requests += requests;
        total.errors += errors;
    }
    return total.requests === 0 ? undefined : (0,gates_counts/* rateOf */.MK)(total);
}
/** A round number that is not below the highest rate. */
function topFor(highest) {
    const unit = 10 ** Math.floor(Math.log10(highest));
    const top = TOPS.find((factor) => factor * unit >= highest) ?? 10;
    return Number((top * unit).toPrecision(2));
}

;// CONCATENATED MODULE: ./build/gates/render.js







const MARKS = { pass: "✅ pass", fail: "❌ fail", inconclusive: "⚖️ inconclusive", error: "⚠️ error" };
function verdictText(judgement, told, escaping) {
    const { plain } = escaping;
    const why = `**${MARKS[judgement.verdict]}:** ${plain(sentenceOf(judgement.reason))}`;
    const remedy = remedyOf(judgement.reason);
    const details = [
        table(judgement, told, escaping),
        judgement.needed === undefined ? "" : deciders(judgement.needed),
        hints(judgement, plain),
        timeline(told, plain),
        chartOf(judgement.window.judged),
    ];
    return {
        why: remedy === undefined ? why : `${why} ${plain(remedy)}`,
        details: details.filter((section) => section !== "").join("\n\n"),
    };
}
/** What was counted, then what has no counts: long sentences beside them would leave the columns no room. */
function table(judgement, told, escaping) {
    const { gates } = judgement;
    const counted = gates.flatMap((gate) => gate.kind === "metric" ? gate.tests.map((result) => testRow(gate, result, told.settings)) : []);
    const others = gates.flatMap((gate) => (gate.kind === "metric" ? [] : [otherRow(gate, escaping)]));
    const tables = [
        ...(counted.length === 0
            ? []
            : ["| gate | verdict | green | blue | evidence |", "|---|---|---|---|---|", ...counted, ""]),
        ...(others.length === 0 ? [] : ["| without counts | verdict |", "|---|---|", ...others, ""]),
    ];
    // Without an empty line the small print would be a row of the table.
    return tables.length === 0 ? "" : [...tables, `<sub>${smallPrint(judgement, told, escaping)}</sub>`].join("\n");
}
function otherRow({ reason, verdict }, { plain }) {
    return `| ${plain(sentenceOf(reason))} | ${MARKS[verdict]} |`;
}
function testRow(gate, result, settings) {
    const { test, green, blue } = result;
    const against = test.by === "comparison" ? "compared" : `limit ${formatPercent(test.limit)}`;
    return `| ${metricName(gate.metric, settings)}, ${against} | ${markOf(gate, result)} | ${cell(green)} | ${cell(blue)} | ${evidenceText(result)} |`;
}
function metricName(metric, { latencyThresholdMs = 0 }) {
    switch (metric) {
        case "errors":
            return "errors";
        case "client-errors":
            return "4xx";
        case "slow":
            return `slower than ${latencyThresholdMs} ms`;
    }
}
/** Being like a blue that is in trouble is no pass. */
function markOf(gate, { test, verdict, bothAbove }) {
    if (bothAbove)
        return "⚖️ both above";
    if (verdict === "pass" && test.by === "comparison" && gate.verdict === "inconclusive")
        return "➖ not counted";
    if (verdict === "open")
        return "➖ open";
    return MARKS[verdict];
}
function cell(count) {
    return count.requests === 0
        ? "–"
        : `${formatCount(count.errors)} / ${formatCount(count.requests)} · ${formatShare(count)}`;
}
/** e beside what it has to reach; of a pass, e for green. */
function evidenceText({ verdict, against, failsAt, inFavour, passesAt }) {
    if (verdict === "pass")
        return `for green: e = ${formatE(inFavour)}, limit ${formatE(passesAt)}`;
    return `e = ${formatE(verdict === "fail" ? largest(against) : (against.at(-1) ?? 0))}, limit ${formatE(failsAt)}`;
}
/** e by its logarithm, as people read it: `810`, `0.36`, `10^12`. */
function formatE(logE) {
    if (logE > Math.log(1e6))
        return `10^${Math.floor(logE / Math.LN10)}`;
    const e = Math.exp(logE);
    return e >= 10 ? formatCount(Number(e.toPrecision(2))) : String(Number(e.toPrecision(2)));
}
const LEFT_OUT = {
    "just-shifted": "just shifted",
    off: "green had no weight",
    "not-complete": "not complete yet",
    "no-data": "no data",
};
/** Spans that are listed; a long rollout has many. */
const SPANS = 6;
/** The small print: which minutes, from where, by which rule. */
function smallPrint({ gates, window }, told, escaping) {
    const { settings, changes, provenance } = told;
    const parts = [minutesText(window), ...(provenance === undefined ? [] : sourceText(provenance, escaping))];
    const phi = gates.flatMap((gate) => (gate.kind === "metric" ? [gate.dispersion.toFixed(1)] : []));
    if (phi.length > 0)
        parts.push(`Clustering of errors, from the day before: φ ${[...new Set(phi)].join(", ")}`);
    const tests = (0,gates_settings/* testsOf */.Vh)(settings).length;
    const fixed = changes[0] === undefined ? "" : `, fixed at ${(0,gates_counts/* clock */.pm)(changes[0].at)}`;
    const shared = `α ${settings.alpha} over ${(0,counted/* amountOf */.M)(tests, "test")}`;
    if (tests > 0)
        parts.push(`${shared}, limit ${formatE(-Math.log((0,gates_settings/* alphaPerTest */.Kh)(settings)))}${fixed}`);
    return `${parts.join(". ")}.`;
}
function minutesText({ judged, leftOut }) {
    const spans = leftOut.slice(0, SPANS).map(leftOutText);
    const more = leftOut.length > SPANS ? [`${leftOut.length - SPANS} more`] : [];
    const without = spans.length === 0 ? "" : `; left out: ${[...spans, ...more].join(", ")}`;
    const [first, last] = [judged[0], judged.at(-1)];
    if (first === undefined || last === undefined)
        return `No judged minute${without}`;
    const weights = [...new Set(judged.map(({ weight }) => `${weight} %`))].join(", ");
    const count = (0,counted/* amountOf */.M)(judged.length, "judged minute");
    return `${count}, ${(0,gates_counts/* clock */.pm)(first.at)}–${(0,gates_counts/* clock */.pm)(last.at)} UTC, weight ${weights}${without}`;
}
function leftOutText({ reason, from, to }) {
    const span = from === to ? (0,gates_counts/* clock */.pm)(from) : `${(0,gates_counts/* clock */.pm)(from)}–${(0,gates_counts/* clock */.pm)(to)}`;
    return `${reason === "not-complete" ? `${(0,gates_counts/* clock */.pm)(from)} on` : span} (${LEFT_OUT[reason]})`;
}
function sourceText({ name, sides, blindSpots }, { plain, code }) {
    const source = `Source: ${plain(name)}, ${code(sides.green)}, ${code(sides.blue)}`;
    return [source, ...blindSpots.map((spot) => `Not seen: ${plain(spot)}`)];
}
function deciders({ ratio, usualRate, requests, perSecond, options }) {
    if (options.length === 0)
        return "";
    const intro = usualRate === undefined || requests === undefined
        ? ""
        : `A rate ${ratio} times blue's usual ${formatPercent(usualRate)} would need about ${formatCount(Number(requests.toPrecision(3)))} requests in all at this weight.\n\n`;
    const rate = perSecond >= 10 ? formatCount(perSecond) : String(Number(perSecond.toPrecision(2)));
    const rows = [
        ...options.flatMap((option) => option.id === "longer" ? [`| go on like this | ${(0,duration/* formatDuration */.a)(option.ms)} |`] : []),
        ...weightRow(options),
        ...options.flatMap((option) => (option.id === "limit" ? [limitRow(option)] : [])),
    ];
    return [`${intro}| what would decide | at ${rate} requests/s |`, "|---|---|", ...rows].join("\n");
}
function weightRow(options) {
    const found = options.flatMap((option) => (option.id === "weight" ? [option] : []));
    if (found.length === 0)
        return [];
    const weights = found.map(({ weight }) => `${weight} %`).join(" / ");
    return [`| weight ${weights} | ${found.map(({ ms }) => (0,duration/* formatDuration */.a)(ms)).join(" / ")} |`];
}
function limitRow({ setting, limit, requests, at }) {
    const times = at.map(({ weight, ms }) => `${(0,duration/* formatDuration */.a)(ms)} at ${weight} %`).join(", ");
    const input = `\`${setting}: ${Number((limit * 100).toPrecision(3))}%\``;
    const none = setting === "max-slow-rate" ? "no further slow answer" : "no further error";
    return `| ${input} and ${none} | ${formatCount(requests)} requests on green: ${times} |`;
}
/** Warnings, and remedies of alarms that did not decide: one that passes only because its metric is sparse. */
function hints({ gates, reason, warnings }, plain) {
    const alarms = gates.filter((gate) => gate.kind === "alarm" && gate.reason !== reason);
    const found = alarms.flatMap((gate) => remedyOf(gate.reason) ?? []);
    return [...new Set([...warnings.map(warningSentence), ...found])].map((hint) => `- ${plain(hint)}`).join("\n");
}
function timeline({ changes, events }, plain) {
    const moves = changes.map(({ at, weight }, index) => `${(0,gates_counts/* clock */.pm)(at)} weight ${changes[index - 1]?.weight ?? 0} → ${weight} %`);
    const all = [...moves, ...events.map(plain)];
    return all.length === 0 ? "" : `**Timeline:** ${all.join(" · ")}`;
}
function largest(values) {
    return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}
/** One line of the log per look: `gate 14:06  green 30/600  blue 5/5400  errors e 20→810 of 40  fail`. */
function lookLine({ at, verdict, window, gates }) {
    const minute = window.judged.at(-1);
    const counts = minute === undefined
        ? ["no judged minute"]
        : ["green", "blue"].map((side) => {
            const { errors, requests } = minute[side] ?? { errors: 0, requests: 0 };
            return `${side} ${errors}/${requests}`;
        });
    const tests = gates.flatMap((gate) => (gate.kind === "metric" ? gate.tests.map(course) : []));
    const others = gates.flatMap((gate) => {
        if (gate.kind === "metric")
            return [];
        return [`${gate.kind}${gate.kind === "alarm" ? ` ${gate.reason.name}` : ""} ${gate.verdict}`];
    });
    return [`gate ${(0,gates_counts/* clock */.pm)(minute?.at ?? at)}`, ...counts, ...tests, ...others, verdict].join("  ");
}
function course({ test, against, failsAt }) {
    const name = test.by === "comparison" ? test.metric : `${test.metric} limit`;
    const steps = against.slice(-2).map(formatE).join("→");
    return `${name} e ${steps === "" ? "–" : steps} of ${formatE(failsAt)}`;
}

;// CONCATENATED MODULE: ./build/gates/gate-look.js




/** A judgement as the engine takes it. */
function gateLookOf(judgement, 
/** What is compared, where something is. */
rule, warnings) {
    const { verdict, reason, gates } = judgement;
    const open = gates.filter((gate) => gate.verdict === "inconclusive");
    return {
        verdict,
        because: becauseOf(reason),
        remedy: remedyOf(reason),
        line: lookLine(judgement),
        short: verdict === "inconclusive" && open.length > 0 && open.every((gate) => isShort(gate.reason.id)),
        ripeAt: rule === undefined ? 0 : ripeAt(judgement, rule.settings, rule.delayMs, rule.changes),
        warnings,
    };
}
function ripeAt({ judgedAtWeight }, { compare, settleMinutes }, delayMs, changes) {
    const last = changes.at(-1);
    const compared = compare && last !== undefined && last.weight > 0 && last.weight < 100;
    if (!compared || judgedAtWeight >= gates_window/* MIN_JUDGED_MINUTES */.L)
        return 0;
    return last.at + (0,gates_window/* bakeFor */.XA)(gates_window/* MIN_JUDGED_MINUTES */.L, settleMinutes, delayMs);
}
/** The reason as a sentence, with the first of the words that whoever could not be read has given. */
function becauseOf(reason) {
    const sentence = sentenceOf(reason);
    const [words] = problemIn(reason)?.reasons ?? [];
    return words === undefined ? sentence : `${sentence.replace(/\.$/, "")} (${words.replace(/\.$/, "")}).`;
}
/** Why something could not be read, where that is the reason. */
function problemIn(reason) {
    return reason.id === "source-failed" || reason.id === "alarm-unreadable" ? reason.problem : undefined;
}

;// CONCATENATED MODULE: ./build/gates/look-warnings.js


/**
 * What kept a look from seeing everything. What has the same key is the same trouble. What only looks odd in the counts
 * stands in the section of the summary.
 */
function lookWarnings({ gates }, reading) {
    const troubles = gates.flatMap(({ kind, reason }) => {
        const problem = problemIn(reason);
        if (problem !== undefined)
            return [{ key: `${kind} ${problem.kind}`, text: `A look at the gates was not possible: ${becauseOf(reason)}` }];
        if (reason.id !== "alarm-unasked")
            return [];
        return [{ key: reason.id, text: `${capitalised(becauseOf(reason))} ${remedyOf(reason) ?? ""}`.trim() }];
    });
    return [...troubles, ...(reading === undefined ? [] : ofReading(reading, gates))];
}
function ofReading(reading, gates) {
    if ("problem" in reading) {
        // Where counts are judged, a gate says so already; here they were wanted for an alarm without data.
        if (gates.some(({ kind }) => kind === "source"))
            return [];
        const [why = "no answer"] = reading.problem.reasons;
        return [{ key: "requests", text: `Whether an alarm without data had requests is not known: ${why}` }];
    }
    return reading.warnings.map((text) => ({ key: text, text: `${capitalised(text).replace(/\.$/, "")}.` }));
}
function capitalised(text) {
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

;// CONCATENATED MODULE: ./build/gates/marks.js



/** Numbers of the settings by their short names, in the order in which they are written. */
const NUMBERS = {
    a: "alpha",
    b: "beta",
    t: "tolerance",
    r: "maxRatio",
    m: "minErrors",
    c: "confirmMinutes",
    s: "settleMinutes",
    max: "maxErrorRate",
    ms: "latencyThresholdMs",
    slowmax: "maxSlowRate",
};
/** The inputs that set them, for people. */
const INPUTS = {
    alpha: "alpha",
    beta: "beta",
    tolerance: "tolerance",
    maxRatio: "max-ratio",
    minErrors: "min-errors",
    confirmMinutes: "confirm",
    settleMinutes: "settle",
    maxErrorRate: "max-error-rate",
    latencyThresholdMs: "latency-threshold",
    maxSlowRate: "max-slow-rate",
    compare: "compare",
    clientErrors: "errors",
};
const FLAGS = { vs: "compare", vs4xx: "clientErrors" };
/** How the history of each metric is called. */
const DAYS = { errors: "5xx", "client-errors": "4xx", slow: "slow" };
/** Numbers are written with so many digits, and are compared as they are written. */
const DIGITS = 6;
/** Writes the `gates` mark. */
function formatGates({ settings, source, history }) {
    const numbers = Object.entries(NUMBERS).flatMap(([short, name]) => {
        const value = settings[name];
        return value === undefined ? [] : [`${short}=${round(value)}`];
    });
    const flags = Object.entries(FLAGS).flatMap(([short, name]) => (settings[name] ? [short] : []));
    const days = gates_counts/* METRICS */.Cb.flatMap((metric) => {
        const day = history[metric];
        // Upwards: more clustered than it is only makes the judge slower.
        return day === undefined
            ? []
            : [`${DAYS[metric]}=${day.requests}:${day.errors}:${Math.ceil(day.dispersion * 100 - 1e-6) / 100}`];
    });
    return [...numbers, ...flags, `src=${source.replace(/[^\w-]/g, "_").slice(0, 20)}`, ...days].join(" ");
}
/** Reads the `gates` mark; undefined when it is missing or was tampered with. */
function parseGates(text) {
    if (text === undefined || text.length > shifts/* MARK_LENGTH */.nx)
        return undefined;
    const words = text.split(" ");
    const values = new Map(words.map((word) => [word.split("=")[0] ?? "", word.split("=")[1] ?? ""]));
    const source = values.get("src");
    const settings = {
        ...gates_settings/* DEFAULTS */.zY,
        compare: words.includes("vs"),
        clientErrors: words.includes("vs4xx"),
    };
    for (const [short, name] of Object.entries(NUMBERS)) {
        const value = values.get(short);
        if (value !== undefined)
            settings[name] = Number(value);
    }
    const history = {};
    for (const metric of gates_counts/* METRICS */.Cb) {
        const value = values.get(DAYS[metric]);
        if (value === undefined)
            continue;
        const [requests = Number.NaN, errors = Number.NaN, dispersion = Number.NaN] = value.split(":").map(Number);
        history[metric] = { requests, errors, dispersion };
    }
    const isWhole = Object.keys(gates_settings/* DEFAULTS */.zY).every((name) => isFixed(name, values));
    return source === undefined || !isWhole || !areSane(settings, history) ? undefined : { settings, source, history };
}
/** Settings with a default are always written; the flags are, when they are set. */
function isFixed(name, values) {
    const short = Object.entries(NUMBERS).find(([, long]) => long === name)?.[0];
    return short === undefined || values.has(short);
}
/** A mark is text that others can write: nothing but numbers in their ranges may reach the arithmetic. */
function areSane(settings, history) {
    const { alpha, beta, tolerance, maxRatio, minErrors, confirmMinutes, settleMinutes } = settings;
    const { maxErrorRate: limit = 0.1, maxSlowRate: slow = 0.1, latencyThresholdMs: ms = 1 } = settings;
    const between = (value, low, high) => value >= low && value <= high;
    const days = Object.values(history);
    return ([alpha, beta, limit, slow].every((share) => between(share, 1e-9, 0.5)) &&
        between(tolerance, 1, 100) &&
        between(maxRatio, tolerance, 1_000) &&
        [minErrors, confirmMinutes, settleMinutes].every((count) => Number.isInteger(count) && between(count, 0, 1_000)) &&
        between(ms, 0.001, 1e9) &&
        days.every(({ requests }) => Number.isInteger(requests) && between(requests, 0, 1e11)) &&
        days.every(({ requests, errors }) => Number.isInteger(errors) && between(errors, 0, requests)) &&
        days.every(({ dispersion }) => between(dispersion, 1, 1e6)));
}
/**
 * The settings that hold: those fixed at the start, where there are any, whatever the inputs say now. Changing α, a
 * threshold or the source in the middle would judge the evidence so far by another rule than it was gathered for.
 *
 * @param asked what the inputs say now.
 * @param mark the `gates` mark of this rollout.
 */
function continueWith(asked, mark) {
    const fixed = parseGates(mark);
    // What is written is what holds, in the first run as in all later ones.
    if (fixed === undefined)
        return { fixed: parseGates(formatGates(asked)) ?? asked, changed: [] };
    const names = [...Object.values(FLAGS), ...Object.values(NUMBERS)];
    const told = (value) => (typeof value === "number" ? round(value) : value);
    const changed = names.filter((name) => told(asked.settings[name]) !== told(fixed.settings[name]));
    return {
        fixed,
        changed: [...changed.map((name) => INPUTS[name]), ...(asked.source === fixed.source ? [] : ["metrics"])],
    };
}
/** What to say of changed settings; undefined when none are. */
function changedSentence({ changed }) {
    if (changed.length === 0)
        return undefined;
    const names = changed.map((name) => `\`${name}\``).join(", ");
    return `${names} changed since this rollout began: it goes on with what was fixed at its start; the change takes effect with the next rollout.`;
}
/** Whether there is anything to fix: without a test there is no α to share out. */
function needsMark({ settings }) {
    return (0,gates_settings/* testsOf */.Vh)(settings).length > 0;
}
function round(value) {
    return String(Number(value.toPrecision(DIGITS)));
}

;// CONCATENATED MODULE: ./build/gates/measured.js


/** Of a normal distribution, 95 % lie so many standard deviations around the mean. */
const Z = 1.96;
/** Undefined where nothing was counted. */
function measuredOf({ window: { judged }, gates }) {
    const metric = gates.find((gate) => gate.kind === "metric");
    if (metric === undefined || judged.length === 0)
        return undefined;
    const told = (side) => {
        const total = (0,gates_counts/* totalOf */.e6)(judged, side, "errors");
        return { requests: formatCount(total.requests), errors: errorsOf(total, metric.dispersion) };
    };
    return { blue: told("blue"), green: told("green") };
}
function errorsOf(total, dispersion) {
    if (total.requests === 0)
        return "no requests";
    const { low, high } = intervalOf(total, dispersion);
    return `${formatPercent((0,gates_counts/* rateOf */.MK)(total), 2)} (${formatPercent(low, 2)} – ${formatPercent(high, 2)})`;
}
/**
 * Wilson's interval of 95 % for the share of errors, which holds for few errors and for none.
 *
 * @param dispersion how clustered errors are, 1 or more: so many times fewer requests say the same.
 */
function intervalOf(total, dispersion) {
    const n = total.requests / dispersion;
    const p = (0,gates_counts/* rateOf */.MK)(total);
    const centre = (p + Z ** 2 / (2 * n)) / (1 + Z ** 2 / n);
    const half = (Z / (1 + Z ** 2 / n)) * Math.sqrt((p * (1 - p)) / n + Z ** 2 / (4 * n ** 2));
    return { low: p === 0 ? 0 : Math.max(0, centre - half), high: p === 1 ? 1 : Math.min(1, centre + half) };
}

;// CONCATENATED MODULE: ./build/gates/numbers.js
/** Minutes that the numbers hold at most: an output of GitHub has an end. */
const MAX_MINUTES = 720;
/**
 * What a look was judged by, for the output `result`: the same numbers per minute that people see as sums.
 *
 * @param minutes as the source told them, also those that were left out.
 */
function numbersOf({ verdict, reason, gates, window, at }, minutes) {
    const judged = new Map(window.judged.map((minute) => [minute.at, minute]));
    const told = minutes.slice(-MAX_MINUTES).map(({ at: start, green, blue }) => ({
        t: start / 1_000,
        ...(green === undefined ? {} : { green }),
        ...(blue === undefined ? {} : { blue }),
        ...judgedOrNot(judged.get(start)?.weight, leftOutReason(window, start)),
    }));
    return {
        at: at / 1_000,
        verdict,
        reason,
        gates: gates.map((gate) => ({
            kind: gate.kind,
            verdict: gate.verdict,
            reason: gate.reason,
            ...(gate.kind === "metric" ? { dispersion: gate.dispersion, tests: gate.tests.map(numbersOfTest) } : {}),
        })),
        minutes: told,
        ...(minutes.length > told.length ? { omittedMinutes: minutes.length - told.length } : {}),
    };
}
function judgedOrNot(weight, leftOut) {
    if (weight !== undefined)
        return { judged: true, weight };
    return { judged: false, ...(leftOut === undefined ? {} : { leftOut }) };
}
function leftOutReason({ leftOut }, at) {
    return leftOut.find(({ from, to }) => from <= at && at <= to)?.reason;
}
/** e as its natural logarithm: it may be larger than JSON can say. */
function numbersOfTest({ test, verdict, green, blue, against, failsAt, inFavour, passesAt, ...more }) {
    return {
        ...test,
        verdict,
        green,
        blue,
        lnE: against,
        failsAt,
        lnEForGreen: inFavour,
        passesAt,
        ...(more.failedAt === undefined ? {} : { failedAt: more.failedAt / 1_000 }),
        ...(more.atLeast === undefined ? {} : { atLeast: more.atLeast }),
    };
}

// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
;// CONCATENATED MODULE: ./build/gates/alarm-advice.js


/** Until a metric's sparse points have been evaluated, on top of the alarm's own periods. */
const EVALUATION_MS = 5 * shifts/* MINUTE_MS */.kg;
/** CloudWatch's own line for a percentile that means something. */
const ENOUGH_SAMPLES = 1_000;
/**
 * What to say about an alarm in the plan.
 *
 * @param samples samples of green per period at the weight to be set; undefined where nobody knows.
 */
function adviseOn(alarm, bakeMs, samples) {
    const { name, periodSeconds, datapoints, bandOnRequests, percentileOfFew } = alarm;
    const reactsMs = periodSeconds * datapoints * 1_000 + EVALUATION_MS;
    const advice = [];
    if (reactsMs > bakeMs)
        advice.push({ id: "too-slow", name, reactsMs, bakeMs });
    if (bandOnRequests)
        advice.push({ id: "sees-the-shift", name });
    if (percentileOfFew && samples !== undefined && samples < ENOUGH_SAMPLES)
        advice.push({ id: "few-samples", name, samples });
    return advice;
}
/** An advice as a sentence. The alarm's name in it is not escaped. */
function adviceSentence(advice) {
    const alarm = `alarm \`${advice.name}\``;
    switch (advice.id) {
        case "too-slow":
            return `${alarm} reacts after up to ${(0,duration/* formatDuration */.a)(advice.reactsMs)}, and the bake takes ${(0,duration/* formatDuration */.a)(advice.bakeMs)}: bake longer, or give it a shorter period.`;
        case "sees-the-shift":
            return `${alarm} watches a side's number of requests against a band: the shift itself is the anomaly.`;
        case "few-samples":
            return `${alarm} evaluates a percentile of ${advice.samples} samples a period; below ${ENOUGH_SAMPLES} set EvaluateLowSampleCountPercentile to \`ignore\`.`;
    }
}

;// CONCATENATED MODULE: ./build/gates/opening.js





/** What is asked before anything is moved: it either stops the step, or is worth a word. Pure. */
const opening_DAY_MINUTES = 1_440;
/** @throws DeliveryError `denied` or `gates`: who cannot be asked now will not judge later. */
function requireReadable(what, problem) {
    if (problem === undefined)
        return;
    const { kind, action, reasons } = problem;
    const [first = "no answer", ...more] = reasons;
    throw new errors/* DeliveryError */.VE(kind === "denied" ? "denied" : "gates", `${what} cannot be read: ${first}`, {
        verdict: "error",
        reasons: more,
        remedy: action === undefined
            ? "Nothing was moved. Fix it and run the step again."
            : `Allow \`${action}\`; nothing was moved.`,
    });
}
/**
 * An alarm that is red already would be red at each look, and green not its cause. Once green has requests, that is left to
 * the looks; a name that is wrong never is.
 *
 * @throws DeliveryError `denied` or `gates`.
 */
function requireQuiet(alarms, firstMove) {
    const [unreadable] = alarms.flatMap(({ reason }) => (reason.id === "alarm-unreadable" ? [reason.problem] : []));
    requireReadable("The alarms", unreadable);
    const stops = alarms.filter((alarm) => stopsTheStep(alarm) && (firstMove === undefined || alarm.reason.id !== "alarm-before"));
    const [first, ...more] = stops.map(({ reason }) => reason);
    if (first === undefined)
        return;
    const sentence = sentenceOf(first);
    throw new errors/* DeliveryError */.VE("gates", `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`, {
        verdict: "error",
        reasons: more.map(sentenceOf),
        remedy: `${remedyOf(first) ?? ""} Nothing was moved.`.trim(),
    });
}
/** What to know of how the alarms are set up. */
function adviceOn(read, given) {
    if ("problem" in read)
        return [];
    return read.alarms.flatMap(({ setup, dimensions }) => {
        if (setup === undefined)
            return [];
        const samples = samplesOf(sidesOf(dimensions, given.meter), setup.periodSeconds, given);
        const advice = adviseOn(setup, given.bakeMs, samples);
        return advice.filter(({ id }) => id !== "too-slow" || given.bakeMs > 0).map(adviceSentence);
    });
}
/** Of one period, by the traffic of the day before; of green alone where the alarm watches it. */
function samplesOf(sides, periodSeconds, { history, weight }) {
    const { errors } = history;
    if (errors === undefined || sides === undefined || !sides.includes("green"))
        return undefined;
    const share = sides.includes("blue") ? 1 : weight / 100;
    return Math.round((errors.requests / opening_DAY_MINUTES) * (periodSeconds / 60) * share);
}

// EXTERNAL MODULE: ./build/gates/asked.js
var asked = __webpack_require__(2659);
;// CONCATENATED MODULE: ./build/gates/source-choice.js




/** What a platform counts itself is free of choice: a rollout that was begun with it goes on with it. */
function chooseSource(given) {
    const { asked, begunWith } = given;
    const own = ownSource(given);
    const goesOn = own.name !== "none" && own.name === begunWith;
    return asked.metrics === undefined || goesOn ? own : askedSource(asked.metrics, given);
}
function ownSource({ meter, asked: { region }, settings }) {
    switch (meter.by) {
        case "target-groups": {
            const subject = (0,cloudwatch_series/* targetGroups */.GC)(meter.loadBalancer, meter, wantedOf(settings));
            return subject === undefined ? { name: "none", because: UNCOUNTED } : cloudWatch(subject, region);
        }
        case "stage": {
            const name = (0,cloudwatch_series/* apiNameIn */.Do)(meter.apiName, meter.apiId);
            return cloudWatch((0,cloudwatch_series/* stageAndCanary */.mJ)(name, meter.stage, wantedOf(settings)), region);
        }
        case "functions": {
            const { functions: called, timeoutMs } = meter;
            return cloudWatch((0,cloudwatch_series/* functions */.Cn)(called, timeoutMs, thresholdOf(settings)), region, "lambda");
        }
        case "access-log": {
            const { path, ports } = meter;
            const make = async ({ clock, signal }) => {
                const { AccessLogSource } = await __webpack_require__.e(/* import() */ 61).then(__webpack_require__.bind(__webpack_require__, 7061));
                return new AccessLogSource({ path, ports, ...thresholdOf(settings), clock, signal });
            };
            return { name: "access-log", make };
        }
        case "nothing":
            return { name: "none", because: meter.because };
    }
}
const UNCOUNTED = "A network load balancer counts no requests of a target group.";
function cloudWatch(subject, region, name = "cloudwatch") {
    if (region === undefined)
        throw refuse("no-region", {});
    const make = async (live) => {
        const { CloudWatchSource } = await __webpack_require__.e(/* import() */ 930).then(__webpack_require__.bind(__webpack_require__, 930));
        return new CloudWatchSource({ subject, region, ...live });
    };
    return { name, make };
}
function askedSource(metrics, given) {
    const { settings } = given;
    switch (metrics.by) {
        case "prometheus":
            return { name: "prometheus", make: (live) => prometheus(metrics, settings, live) };
        case "command":
            return { name: "command", make: (live) => command(metrics, live) };
        case "lambda":
            return functionsOf(given);
    }
}
/** Who asks for it is not judged by something else instead. */
function functionsOf({ meter, asked: { region }, settings }) {
    const called = "functions" in meter ? meter.functions : undefined;
    if (called === undefined)
        throw refuse("functions-not-apart", { because: UNREAD });
    if ("because" in called)
        throw refuse("functions-not-apart", called);
    return cloudWatch((0,cloudwatch_series/* functions */.Cn)(called, asked/* INTEGRATION_TIMEOUT_MS */.k, thresholdOf(settings)), region, "lambda");
}
const UNREAD = "What the sides call was not read.";
async function prometheus(metrics, settings, { clock, signal }) {
    const { resolveQueries } = await Promise.resolve(/* import() */).then(__webpack_require__.bind(__webpack_require__, 2665));
    const { PrometheusSource } = await __webpack_require__.e(/* import() */ 316).then(__webpack_require__.bind(__webpack_require__, 2316));
    const { url, labels, authentication, headers } = metrics;
    const resolved = resolveQueries(metrics, labels);
    if ("mistakes" in resolved)
        throw (0,errors/* inputError */.Xu)(resolved.mistakes);
    return new PrometheusSource({
        ...{ url, labels, clock, signal, queries: resolved.queries },
        ...(headers === undefined ? {} : { headers }),
        ...(authentication === undefined ? {} : { authentication: wayIn(authentication) }),
        ...thresholdOf(settings),
    });
}
function wayIn(given) {
    return "bearer" in given
        ? { kind: "bearer", token: given.bearer }
        : { kind: "basic", user: given.user, password: given.password };
}
async function command(metrics, { clock, signal, changes }) {
    const { CommandSource } = await __webpack_require__.e(/* import() */ 366).then(__webpack_require__.bind(__webpack_require__, 5366));
    const weight = () => changes().at(-1)?.weight ?? 0;
    return new CommandSource({ command: metrics.command, sides: metrics.labels, weight, clock, signal });
}
function wantedOf(settings) {
    return { clientErrors: settings.clientErrors, ...thresholdOf(settings) };
}
function thresholdOf({ latencyThresholdMs }) {
    return latencyThresholdMs === undefined ? {} : { latencyThresholdMs };
}

;// CONCATENATED MODULE: ./build/gates/keeper.js

















/** The gates of a rollout: what is asked, and what was fixed at its start, held against all that was counted since. */
class GateKeeper {
    onFailure;
    onInconclusive;
    maxBakeMs;
    #asked;
    #tools;
    #alarms;
    #held;
    #opened;
    /** What this process fixed for a rollout that wrote nothing down: a `verify` moves nothing. */
    #ownMark;
    #changes = [];
    #weightSeen;
    #minutes = [];
    #judgement;
    #told = new Set();
    constructor(asked, tools) {
        this.#asked = asked;
        this.#tools = tools;
        this.onFailure = asked.onFailure;
        this.onInconclusive = asked.onInconclusive;
        this.maxBakeMs = asked.maxBakeMs;
        this.#alarms = new AlarmWatch(asked.alarms, asked.region, tools.signal);
    }
    async begin({ standing, meter, bakeMs }, move) {
        if (this.#asked.alarms.length > 0 && this.#asked.region === undefined)
            throw refuse("no-region", {});
        this.#judgement = undefined;
        this.#follow(standing);
        const firstMove = firstMoveIn(this.#changes);
        const mark = standing.last?.memory?.gates ?? this.#rememberedFor(standing);
        const known = parseGates(mark);
        const { choice, source } = await this.#choose(meter, known);
        const given = { asked: this.#asked, standing, move, source: source ?? becauseIn(choice), fixed: known };
        const { settings, warnings } = effectiveSettings(given);
        const counts = (0,gates_settings/* testsOf */.Vh)(settings).length > 0 ? source : undefined;
        const alarms = await this.#askAll(counts, firstMove);
        const day = counts === undefined || known !== undefined ? NOTHING_KNOWN : await this.#dayBefore(counts, firstMove);
        const other = otherSource(choice, known);
        const wanted = other === undefined ? (this.#asked.metrics?.by ?? choice.name) : (known?.source ?? choice.name);
        const continued = continueWith({ settings, source: wanted, history: day.history }, mark);
        const { fixed } = continued;
        const written = needsMark(fixed) ? formatGates(fixed) : undefined;
        if (written !== undefined)
            this.#ownMark = { rollout: standing.rollout?.id, mark: written };
        this.#held = { fixed, source };
        const bake = { ...fixed, weight: move.to, bakeMs, delayMs: source?.delayMs ?? 0 };
        const words = move.to === standing.weight ? NO_WORDS : bakeWords(bake);
        const advised = { meter, history: fixed.history, weight: move.to, bakeMs: bakeMs === 0 ? 0 : keptFor(bake) };
        const advice = [
            ...words.warnings,
            ...adviceOn(alarms, advised),
            changedSentence(continued) ?? [],
            other ?? [],
        ].flat();
        const told = [...warnings, ...day.warnings, ...advice].map((text) => ({ key: text, text }));
        return { mark: written, warnings: this.#news(told), notes: words.notes };
    }
    async look({ standing, meter }) {
        if (this.#held === undefined)
            throw new Error("The gates are asked before they were begun");
        const { fixed, source } = this.#held;
        const { settings } = fixed;
        this.#follow(standing);
        const now = this.#tools.clock.now();
        const changes = this.#changes;
        const span = (0,gates_window/* spanToRead */.c$)({ changes, now });
        const counted = (0,gates_settings/* testsOf */.Vh)(settings).length > 0 ? source : undefined;
        const [reading, read] = await Promise.all([readOf(counted, span), this.#alarms.read()]);
        // Without a test nothing is counted, but for an alarm that means one thing with requests and another without.
        const seen = reading ?? (isSilent(read) ? await readOf(source, span) : undefined);
        const minutes = seen === undefined || "problem" in seen ? undefined : seen.minutes;
        const alarms = await this.#alarms.judge(read, firstMoveIn(changes), (of) => requestsOn(of, meter, minutes));
        const counts = countsOf(counted, reading, span, fixed.history);
        this.#minutes = minutes ?? [];
        this.#judgement = judge({ settings, changes, now, alarms, ...(counts === undefined ? {} : { counts }) }, this.#judgement);
        const rule = counts === undefined ? undefined : { settings, delayMs: counts.delayMs, changes };
        return gateLookOf(this.#judgement, rule, this.#news(lookWarnings(this.#judgement, seen)));
    }
    /**
     * What the summary says of the verdict.
     *
     * @param events what followed from the verdict: `14:09 weight 10 → 0 %, by this step`.
     */
    told(escaping, events = []) {
        if (this.#judgement === undefined || this.#held === undefined)
            return { why: "", details: "" };
        const { fixed, source } = this.#held;
        const provenance = (0,gates_settings/* testsOf */.Vh)(fixed.settings).length > 0 ? source?.provenance : undefined;
        const told = { settings: fixed.settings, provenance, changes: this.#changes, events };
        return verdictText(this.#judgement, told, escaping);
    }
    /** What the last look counted of each side; undefined: nothing did. */
    measured() {
        return this.#judgement && measuredOf(this.#judgement);
    }
    /** What the last look was judged by, minute by minute, for `result`; undefined before the first look. */
    numbers() {
        return this.#judgement && numbersOf(this.#judgement, this.#minutes);
    }
    close() {
        this.#opened?.source.close?.();
        this.#alarms.close();
    }
    /** A weight that no record tells of is taken to be there since it was first seen. */
    #follow(standing) {
        const { weight } = standing;
        if (weight !== undefined && this.#weightSeen?.weight !== weight)
            this.#weightSeen = { weight, at: this.#tools.clock.now() };
        this.#changes = changesOf(standing, this.#weightSeen?.at ?? this.#tools.clock.now());
    }
    #rememberedFor({ rollout }) {
        return this.#ownMark?.rollout === rollout?.id ? this.#ownMark?.mark : undefined;
    }
    async #choose(meter, known) {
        const settings = known?.settings ?? this.#asked.settings;
        const choice = chooseSource({ asked: this.#asked, meter, settings, begunWith: known?.source });
        return { choice, source: await this.#open(choice, JSON.stringify([choice.name, meter, settings])) };
    }
    /** @throws DeliveryError: what cannot be asked now will not judge later. */
    async #askAll(source, firstMove) {
        const [problem, alarms] = await Promise.all([source?.probe(), this.#alarms.read()]);
        if (source !== undefined)
            requireReadable(source.provenance.name, problem);
        requireQuiet(await this.#alarms.judge(alarms, undefined, () => undefined), firstMove);
        return alarms;
    }
    /** A source that stays the same keeps what it knows: how far a log was read. */
    async #open(choice, key) {
        if (this.#opened?.key === key)
            return this.#opened.source;
        this.#opened?.source.close?.();
        this.#opened = undefined;
        if (choice.name === "none")
            return undefined;
        const { clock, signal } = this.#tools;
        const source = await choice.make({ clock, signal, changes: () => this.#changes });
        this.#opened = { key, source };
        return source;
    }
    async #dayBefore(source, firstMove) {
        const found = await source.history((0,gates_window/* historySpan */.PK)(firstMove ?? this.#tools.clock.now()));
        if ("minutes" in found)
            return { history: historiesOf(found.minutes), warnings: [] };
        const [why = "no answer"] = found.problem.reasons;
        return { history: {}, warnings: [`Nothing is known of the day before, by which blue is held to be well: ${why}`] };
    }
    /** Each once: thirty looks have the same trouble, and every step of a `rollout` the same alarms. */
    #news(found) {
        return found.flatMap(({ key, text }) => {
            if (this.#told.has(key))
                return [];
            this.#told.add(key);
            return [text];
        });
    }
}
const NOTHING_KNOWN = { history: {}, warnings: [] };
const NO_WORDS = { notes: [], warnings: [] };
/** What a rollout was begun with may not be at hand any more: its minutes are then counted anew by something else. */
function otherSource({ name }, known) {
    if (known === undefined || known.source === name)
        return undefined;
    return `This rollout was begun with counts by ${known.source}, which is not given any more: all of it is now judged by ${name}.`;
}
function becauseIn(choice) {
    return { because: "because" in choice ? choice.because : "" };
}
async function readOf(source, span) {
    return span === undefined ? undefined : source?.read(span);
}
/** Before the first move there is nothing to read, which is no fault of the source. */
function countsOf(source, reading, span, history) {
    if (source === undefined)
        return undefined;
    if (reading === undefined || span === undefined)
        return countsFrom(source, { minutes: [], warnings: [] }, NO_SPAN, history);
    return countsFrom(source, reading, span, history);
}
const NO_SPAN = { from: 0, to: 0 };


/***/ }),

/***/ 6736:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cn: () => (/* binding */ functions),
/* harmony export */   Do: () => (/* binding */ apiNameIn),
/* harmony export */   GC: () => (/* binding */ targetGroups),
/* harmony export */   Lf: () => (/* binding */ seriesOf),
/* harmony export */   dA: () => (/* binding */ describeSeries),
/* harmony export */   mJ: () => (/* binding */ stageAndCanary)
/* harmony export */ });
/* unused harmony export DELAY_MS */
/** CloudWatch's own delay; its counts still grow a little afterwards. */
const DELAY_MS = 120_000;
const targetGroupOf = (arn) => /^arn:[\w-]+:elasticloadbalancing:[^:]*:\d*:(targetgroup\/[^/]+\/[^/]+)$/.exec(arn)?.[1];
const balancerOf = (arn) => /^arn:[\w-]+:elasticloadbalancing:[^:]*:\d*:loadbalancer\/(app\/[^/]+\/[^/]+)$/.exec(arn)?.[1];
/**
 * Target groups of an application load balancer; of one that serves both sides no side can be told apart. (ALB user guide,
 * "CloudWatch metrics for your Application Load Balancer".)
 *
 * @returns undefined for a network load balancer, which counts no requests.
 */
function targetGroups(loadBalancerArn, arns, wanted) {
    const LoadBalancer = balancerOf(loadBalancerArn);
    const [green, blue] = [targetGroupOf(arns.green), targetGroupOf(arns.blue)];
    if (LoadBalancer === undefined || green === undefined || blue === undefined)
        return undefined;
    const side = (TargetGroup) => {
        const dimensions = { TargetGroup, LoadBalancer };
        const metric = (name, statistic = "Sum") => [
            { namespace: "AWS/ApplicationELB", name, dimensions, statistic },
        ];
        return {
            requests: metric("RequestCount"),
            errors: [...metric("HTTPCode_Target_5XX_Count"), ...metric("TargetConnectionErrorCount")],
            ...(wanted.clientErrors ? { clientErrors: metric("HTTPCode_Target_4XX_Count") } : {}),
            // In seconds; failed connections have none.
            ...timing((statistic) => metric("TargetResponseTime", statistic), wanted, 1_000),
        };
    };
    return {
        names: { green, blue },
        sides: green === blue ? { green: side(green) } : { green: side(green), blue: side(blue) },
        canary: false,
        delayMs: DELAY_MS,
        blindSpots: ["502, 503 and 504 that the load balancer answers itself"],
    };
}
/**
 * The value of `ApiName`: the API's name without what is not ASCII, or its id when nothing is left (API Gateway developer
 * guide, metrics and dimensions). APIs of one name share their series.
 */
function apiNameIn(name, id) {
    const ascii = [...name].filter((letter) => letter <= "\u007f").join("");
    return ascii.trim() === "" ? id : ascii;
}
/**
 * A stage of a REST API and its canary, which is published as `STAGE/Canary`. No page of AWS's names it, or says whether the
 * stage's series contains it: both are found out from the counts.
 */
function stageAndCanary(apiName, stage, wanted) {
    const side = (Stage) => {
        const dimensions = { ApiName: apiName, Stage };
        const metric = (name, statistic = "Sum") => [{ namespace: "AWS/ApiGateway", name, dimensions, statistic }];
        return {
            requests: metric("Count", "SampleCount"),
            errors: metric("5XXError"),
            ...(wanted.clientErrors ? { clientErrors: metric("4XXError") } : {}),
            ...timing((statistic) => metric("Latency", statistic), wanted, 1),
        };
    };
    const canary = `${stage}/Canary`;
    return {
        names: { green: `${apiName}, stage ${canary}`, blue: `${apiName}, stage ${stage}` },
        sides: { green: side(canary), blue: side(stage) },
        whole: side(stage),
        canary: true,
        delayMs: DELAY_MS,
        blindSpots: ["answers from the stage's cache, which no new version gave"],
    };
}
/**
 * Lambda functions, aliases or versions (Lambda developer guide, "Types of metrics for Lambda functions"). Throttled calls
 * are in neither Invocations nor Errors: they are requests that failed.
 *
 * @param timeoutMs the functions' longest timeout: a call is counted in the minute in which it began, once it has ended.
 */
function functions(calls, timeoutMs, wanted) {
    const side = (call) => {
        const dimensions = dimensionsOf(call);
        const metric = (name, statistic = "Sum") => [{ namespace: "AWS/Lambda", name, dimensions, statistic }];
        return {
            requests: [...metric("Invocations"), ...metric("Throttles")],
            errors: [...metric("Errors"), ...metric("Throttles")],
            ...timing((statistic) => metric("Duration", statistic), { ...wanted, clientErrors: false }, 1),
        };
    };
    const { green, blue } = calls;
    // Yesterday other versions were behind the alias.
    const alias = green.functionName === blue.functionName && green.alias === blue.alias ? green.alias : undefined;
    return {
        names: { green: describeCall(green), blue: describeCall(blue) },
        sides: { green: side(green), blue: side(blue) },
        ...(alias === undefined ? {} : { whole: side({ functionName: green.functionName, alias }) }),
        canary: false,
        delayMs: DELAY_MS + timeoutMs,
        blindSpots: ["answers with a status of 5xx that a function gives without failing itself"],
    };
}
function dimensionsOf({ functionName, alias, version }) {
    const Resource = `${functionName}:${alias ?? version ?? ""}`;
    const named = alias !== undefined || version !== undefined;
    return {
        FunctionName: functionName,
        ...(named ? { Resource } : {}),
        ...(alias !== undefined && version !== undefined ? { ExecutedVersion: version } : {}),
    };
}
function describeCall({ functionName, alias, version }) {
    const through = alias === undefined ? "" : `:${alias}`;
    return `${functionName}${through}${version === undefined ? "" : ` version ${version}`}`;
}
function timing(metric, { latencyThresholdMs }, unitMs) {
    if (latencyThresholdMs === undefined)
        return {};
    return { timing: { requests: metric("SampleCount"), slow: metric(`TC(${latencyThresholdMs / unitMs}:)`) } };
}
/** As people check it: `AWS/Lambda Errors {FunctionName=shop} Sum`. */
function describeSeries({ namespace, name, dimensions, statistic }) {
    const pairs = Object.entries(dimensions).map(([key, value]) => `${key}=${value}`);
    return `${namespace} ${name} {${pairs.join(", ")}} ${statistic}`;
}
/** All series of a side, each once. */
function seriesOf({ requests, errors, clientErrors = [], timing: timed }) {
    const all = [...requests, ...errors, ...clientErrors, ...(timed?.requests ?? []), ...(timed?.slow ?? [])];
    return [...new Map(all.map((series) => [describeSeries(series), series])).values()];
}


/***/ })

};
