export const id = 930;
export const ids = [930];
export const modules = {

/***/ 930:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  CloudWatchSource: () => (/* binding */ CloudWatchSource)
});

// EXTERNAL MODULE: ./build/delivery/shifts.js
var shifts = __webpack_require__(4300);
;// CONCATENATED MODULE: ./build/gates/sources/canary-series.js

/** How many times likelier one form has to be than the other. */
const CLEAR = Math.log(1_000);
/** Generous: how likely it is that a count of a minute which counts as complete has not come in. */
const LATE = 0.01;
/** Fewer errors of the canary in a minute are too easily met by as many of blue. */
const ENOUGH_ERRORS = 4;
/** Minutes after the one of a change in which the gateway may still go by the old weight. */
const SETTLING = 2;
/**
 * Decides by the likelihood of the counts. A canary gets its share w of all requests, which is w times the
 * stage's series when that contains them, and w / (1 - w) times when not: beside 100 of the stage 10 and 11 at 10 %, 50 and
 * 100 at 50 %. A minute in which the canary has more of anything than the stage speaks against `inclusive` whatever the
 * likelihood says.
 *
 * @param changes of the weight, in order.
 * @param before milliseconds: later minutes may still grow, and not both series alike.
 */
function formOf(minutes, changes, before) {
    const settled = minutes.filter(({ at }) => at + shifts/* MINUTE_MS */.kg <= before);
    const evidence = settled.reduce((sum, minute) => sum + forExclusive(minute, settledWeight(changes, minute.at)), 0);
    if (evidence > CLEAR)
        return "exclusive";
    if (evidence >= -CLEAR && againstOwnErrors(settled) <= CLEAR)
        return "unknown";
    return settled.some(exceeds) ? "unknown" : "inclusive";
}
/**
 * At a low weight the two forms differ by little: 10 requests or 11 of the canary beside 100. A canary that fails tells them
 * apart much earlier: a stage that contains it has the same number of errors, minute after minute, while blue has none.
 * That blue should have had just as many by itself is, for each minute, no likelier than the likeliest count of a Poisson
 * distribution: half of what is at stake is bet on it at these odds. Who never wins such a bet has shown nothing.
 *
 * @returns ln of how far the stake has grown at most.
 */
function againstOwnErrors(minutes) {
    const failing = minutes.filter(({ canary }) => canary.errors >= ENOUGH_ERRORS);
    let [stake, most] = [0, 0];
    for (const { stage, canary } of failing) {
        stake += Math.log(stage.errors === canary.errors ? 0.5 + 0.5 / likeliest(canary.errors) : 0.5);
        most = Math.max(most, stake);
    }
    return most;
}
/** The most that any Poisson distribution gives to one count. */
function likeliest(count) {
    return Math.exp(count * Math.log(count) - count - logFactorial(count));
}
/** Percent; undefined: it changed in the minute or shortly before, or nobody knows. */
function settledWeight(changes, at) {
    const end = at + shifts/* MINUTE_MS */.kg;
    const last = changes.findLast((change) => change.at < end);
    if (last === undefined || last.at > at - SETTLING * shifts/* MINUTE_MS */.kg)
        return undefined;
    return last.weight;
}
/**
 * ln of how many times likelier the canary's count, given the stage's, is when the stage's series does not contain it: a
 * negative binomial, of as many as come before the stage's last one; or a binomial, of so many among the stage's.
 */
function forExclusive({ stage, canary }, weight) {
    if (weight === undefined || weight <= 0 || weight >= 100)
        return 0;
    const [own, all] = [canary.requests, stage.requests];
    const [logShare, logOther] = [Math.log(weight / 100), Math.log1p(-weight / 100)];
    const apart = logChoose(all + own, own) + own * logShare + (all + 1) * logOther;
    // More than all of them it cannot be, unless the stage's counts are late.
    const most = Math.min(own, all);
    const contained = logChoose(all, most) + most * logShare + (all - most) * logOther + (own - most) * Math.log(LATE);
    // Errors are of requests that are known to both: of those that the stage lacks one is as odd as many.
    const lacksErrors = canary.errors > stage.errors ? -Math.log(LATE) : 0;
    return apart - contained + lacksErrors;
}
function exceeds({ stage, canary }) {
    return canary.requests > stage.requests || canary.errors > stage.errors;
}
function logChoose(n, k) {
    return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}
/** Stirling's series from 20 on, whose error is below 1e-9 there. */
function logFactorial(n) {
    if (n < 20)
        return Array.from({ length: n }, (_, index) => Math.log(index + 1)).reduce((sum, one) => sum + one, 0);
    return n * Math.log(n) - n + Math.log(2 * Math.PI * n) / 2 + 1 / (12 * n) - 1 / (360 * n ** 3);
}
/** What the stage did without its canary; undefined when that cannot be: one of the two has not come in yet. */
function withoutCanary(stage, canary) {
    if (canary === undefined)
        return stage;
    const requests = stage.requests - canary.requests;
    const errors = stage.errors - canary.errors;
    const clientErrors = less(stage.clientErrors, canary.clientErrors);
    const timed = less(stage.timing?.requests, canary.timing?.requests);
    const slow = less(stage.timing?.slow, canary.timing?.slow);
    if ([requests, errors, clientErrors, timed, slow].some((count) => count !== undefined && count < 0))
        return undefined;
    return {
        requests,
        errors,
        ...(clientErrors === undefined ? {} : { clientErrors }),
        ...(timed === undefined || slow === undefined ? {} : { timing: { requests: timed, slow } }),
    };
}
function less(all, own) {
    return all === undefined ? undefined : all - (own ?? 0);
}

// EXTERNAL MODULE: ./build/gates/sources/cloudwatch-series.js
var cloudwatch_series = __webpack_require__(6736);
;// CONCATENATED MODULE: ./build/gates/sources/cloudwatch-points.js

/**
 * What a side did in each minute. Error counts are published when there is one alone: without them a minute with requests
 * had none. Without requests there is no minute.
 */
function countsOf(points, side) {
    const counts = new Map();
    const { errors, clientErrors, timing } = side;
    const at = (minute, list) => sumAt(points, list, minute) ?? 0;
    for (const minute of startsOf(points, side.requests)) {
        counts.set(minute, {
            requests: at(minute, side.requests),
            errors: at(minute, errors),
            ...(clientErrors === undefined ? {} : { clientErrors: at(minute, clientErrors) }),
            ...(timing === undefined
                ? {}
                : { timing: { requests: at(minute, timing.requests), slow: at(minute, timing.slow) } }),
        });
    }
    return counts;
}
function startsOf(points, list) {
    const starts = list.flatMap((series) => [...(points.get((0,cloudwatch_series/* describeSeries */.dA)(series))?.keys() ?? [])]);
    return [...new Set(starts)].sort((one, other) => one - other);
}
/** Counts are told as decimals. */
function sumAt(points, list, minute) {
    const values = list.flatMap((series) => points.get((0,cloudwatch_series/* describeSeries */.dA)(series))?.get(minute) ?? []);
    return values.length === 0 ? undefined : values.reduce((sum, value) => sum + Math.round(value), 0);
}

// EXTERNAL MODULE: ./build/gates/sources/totals.js
var totals = __webpack_require__(9751);
;// CONCATENATED MODULE: ./build/gates/sources/cloudwatch.js





/** With a weight for so long and still no series of the canary, there will be none. */
const CANARY_APPEARS_MS = 5 * shifts/* MINUTE_MS */.kg;
/** CloudWatch's metrics of a service that AWS runs, all series in one request. */
class CloudWatchSource {
    provenance;
    delayMs;
    comparable;
    #options;
    #series;
    #reader;
    constructor(options) {
        const { subject } = options;
        const { green, blue } = subject.sides;
        this.#options = options;
        this.#series = [green, ...(blue === undefined ? [] : [blue])].flatMap(cloudwatch_series/* seriesOf */.Lf);
        this.delayMs = subject.delayMs;
        this.comparable = blue !== undefined;
        this.provenance = {
            name: "CloudWatch",
            sides: subject.names,
            queries: this.#series.map(cloudwatch_series/* describeSeries */.dA),
            blindSpots: subject.blindSpots,
        };
    }
    /** Whether CloudWatch may be asked. That nothing has been counted in a minute is no problem. */
    async probe() {
        const to = Math.floor(this.#options.clock.now() / shifts/* MINUTE_MS */.kg) * shifts/* MINUTE_MS */.kg;
        const data = await this.#ask(this.#series, { from: to - shifts/* MINUTE_MS */.kg, to });
        return "problem" in data ? data.problem : undefined;
    }
    async history(span) {
        const { whole } = this.#options.subject;
        const data = await this.#ask(whole === undefined ? this.#series : (0,cloudwatch_series/* seriesOf */.Lf)(whole), span);
        if ("problem" in data)
            return data;
        if (whole === undefined)
            return { minutes: (0,totals/* totalsOf */.v)(this.#minutes(data).minutes) };
        return { minutes: [...countsOf(data.points, whole)].map(([at, total]) => ({ at, total })) };
    }
    async read(span) {
        const data = await this.#ask(this.#series, span);
        return "problem" in data ? data : this.#minutes(data);
    }
    close() {
        this.#reader?.close();
    }
    async #ask(series, span) {
        const { region, clock, signal } = this.#options;
        const { CloudWatchReader } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(85), __webpack_require__.e(929)]).then(__webpack_require__.bind(__webpack_require__, 1929));
        this.#reader ??= new CloudWatchReader(region, clock, signal);
        return this.#reader.read(series, span);
    }
    #minutes({ points, isWhole, warnings }) {
        const { sides, canary } = this.#options.subject;
        const green = countsOf(points, sides.green);
        const blue = sides.blue === undefined ? new Map() : countsOf(points, sides.blue);
        if (canary)
            return this.#besideCanary(green, blue, isWhole, warnings);
        const starts = [...new Set([...green.keys(), ...blue.keys()])].sort((one, other) => one - other);
        const minutes = starts.map((at) => minuteOf(at, isWhole, green.get(at), blue.get(at)));
        return { minutes, warnings };
    }
    #besideCanary(canary, stage, isWhole, warnings) {
        const now = this.#options.clock.now();
        const both = [...stage].flatMap(([at, counts]) => {
            const own = canary.get(at);
            return own === undefined ? [] : [{ at, stage: counts, canary: own }];
        });
        const form = formOf(both, this.#options.changes(), now - this.delayMs);
        const starts = [...new Set([...canary.keys(), ...stage.keys()])].sort((one, other) => one - other);
        const minutes = starts.map((at) => {
            const [own, all] = [canary.get(at), stage.get(at)];
            const blue = all === undefined ? undefined : blueBy(form, all, own);
            // Known to both series, but not to both of them as a whole.
            const torn = form === "inclusive" && all !== undefined && blue === undefined;
            return minuteOf(at, isWhole && !torn, own, blue);
        });
        return { minutes, warnings: [...warnings, ...this.#formWarnings(form, canary.size, now)] };
    }
    #formWarnings(form, seen, now) {
        const { names } = this.#options.subject;
        const since = this.#options.changes().find(({ weight }) => weight > 0)?.at;
        if (since === undefined || now - since < CANARY_APPEARS_MS)
            return [];
        if (seen === 0)
            return [
                `CloudWatch has no metrics of ${names.green}: green is not counted, use another source, such as \`metrics: lambda\` where the sides call different functions`,
            ];
        if (form !== "unknown")
            return [];
        return [`the counts do not tell yet whether those of ${names.blue} contain the canary's: blue is not counted`];
    }
}
/** Until it is known what the stage's series contains, blue has no counts. */
function blueBy(form, stage, canary) {
    switch (form) {
        case "inclusive":
            return withoutCanary(stage, canary);
        case "exclusive":
            return stage;
        case "unknown":
            return undefined;
    }
}
function minuteOf(at, complete, green, blue) {
    return { at, complete, ...(green === undefined ? {} : { green }), ...(blue === undefined ? {} : { blue }) };
}


/***/ }),

/***/ 9751:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   v: () => (/* binding */ totalsOf),
/* harmony export */   z: () => (/* binding */ historyFrom)
/* harmony export */ });
/** A source that keeps its past tells a history like anything else: as the sum of what both sides did. */
async function historyFrom(source, span) {
    const reading = await source.read(span);
    return "problem" in reading ? reading : { minutes: totalsOf(reading.minutes) };
}
/** Both sides of each complete minute together. What only one of them counts is the whole of it. */
function totalsOf(minutes) {
    return minutes.flatMap(({ at, complete, green, blue }) => {
        if (!complete)
            return [];
        const sides = [green, blue].filter((side) => side !== undefined);
        return sides.length === 0 ? [] : [{ at, total: sides.reduce(add) }];
    });
}
function add(one, other) {
    const clientErrors = sum(one.clientErrors, other.clientErrors);
    const requests = sum(one.timing?.requests, other.timing?.requests);
    const slow = sum(one.timing?.slow, other.timing?.slow);
    return {
        requests: one.requests + other.requests,
        errors: one.errors + other.errors,
        ...(clientErrors === undefined ? {} : { clientErrors }),
        ...(requests === undefined || slow === undefined ? {} : { timing: { requests, slow } }),
    };
}
function sum(one, other) {
    return one === undefined ? other : one + (other ?? 0);
}


/***/ })

};
