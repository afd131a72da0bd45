export const id = 316;
export const ids = [316];
export const modules = {

/***/ 2316:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  PrometheusSource: () => (/* binding */ PrometheusSource)
});

// EXTERNAL MODULE: ./build/delivery/shifts.js
var shifts = __webpack_require__(4300);
;// CONCATENATED MODULE: ./build/gates/sources/counters.js

/**
 * Counters that only grow, read at the boundaries of minutes and subtracted here. No `rate` and no `increase`: those
 * extrapolate, lose what lies between two windows, and give 1.2 requests.
 */
/** Minutes before the span in which a series must have been seen not to be a new one. */
const LEAD_MINUTES = 5;
/** The boundaries that have to be read for a span: five minutes before its start up to its end, both included. */
function boundariesOf({ from, to }) {
    const first = from - LEAD_MINUTES * shifts/* MINUTE_MS */.kg;
    return Array.from({ length: (to - first) / shifts/* MINUTE_MS */.kg + 1 }, (_, index) => first + index * shifts/* MINUTE_MS */.kg);
}
/**
 * The sum over counters. A value that drops is a restart: the new value is the increment. A counter that is new since the
 * first boundary has counted all of its value since; one that was there begins at that value. One that is gone has
 * counted up to the last value that is known. Whole numbers give whole numbers, and whatever happens in between, the
 * increments of a counter without restarts add up to its growth.
 */
function growthOf(counters, boundaries) {
    const minutes = boundaries.slice(1).map(() => undefined);
    const unsure = new Set();
    for (const { values } of counters) {
        let last;
        for (const [index, at] of boundaries.entries()) {
            const value = values.get(at);
            if (value === undefined)
                continue;
            if (index > 0) {
                const restarted = last === undefined || value < last.value;
                const increment = restarted ? value : value - (last?.value ?? 0);
                minutes[index - 1] = (minutes[index - 1] ?? 0) + increment;
                const missed = last === undefined ? 0 : index - last.index - 1;
                if (!restarted && increment > 0)
                    for (let before = 0; missed > 0 && before <= missed; before += 1)
                        unsure.add(index - 1 - before);
            }
            last = { index, value };
        }
    }
    return { minutes, unsure };
}
/**
 * The minutes of a span, of both sides.
 *
 * @param isWhole false when the server said that data may be missing.
 */
function minutesFrom(sides, span, isWhole) {
    const boundaries = boundariesOf(span);
    const [green, blue] = [countsOf(sides.green, boundaries), countsOf(sides.blue, boundaries)];
    return boundaries.slice(LEAD_MINUTES, -1).map((at, place) => {
        const index = place + LEAD_MINUTES;
        const [ofGreen, ofBlue] = [green.at(index), blue.at(index)];
        return {
            at,
            complete: isWhole && !green.isUnsure(index) && !blue.isUnsure(index),
            ...(ofGreen === undefined ? {} : { green: ofGreen }),
            ...(ofBlue === undefined ? {} : { blue: ofBlue }),
        };
    });
}
function countsOf(side, boundaries) {
    const grown = (counters = []) => growthOf(counters, boundaries);
    const [requests, errors, clientErrors] = [grown(side.requests), grown(side.errors), grown(side.clientErrors)];
    const [all, quick] = [grown(side.timing?.all), grown(side.timing?.quick)];
    const parts = [requests, errors, clientErrors, all, quick];
    return {
        isUnsure: (index) => parts.some(({ unsure }) => unsure.has(index)),
        at(index) {
            const count = requests.minutes[index];
            if (count === undefined)
                return undefined;
            const timed = all.minutes[index];
            return {
                requests: count,
                errors: errors.minutes[index] ?? 0,
                ...(side.clientErrors === undefined ? {} : { clientErrors: clientErrors.minutes[index] ?? 0 }),
                ...(timed === undefined
                    ? {}
                    : { timing: { requests: timed, slow: Math.max(timed - (quick.minutes[index] ?? 0), 0) } }),
            };
        },
    };
}

// EXTERNAL MODULE: ./build/gates/counts.js
var counts = __webpack_require__(3511);
// EXTERNAL MODULE: ./build/gates/sources/source-fault.js
var source_fault = __webpack_require__(4656);
;// CONCATENATED MODULE: ./build/gates/sources/prometheus-answer.js



/** More series of one query than this are not read. */
const MAX_SERIES = 2_000;
const SHOWN = 300;
/**
 * Reads what Prometheus answered to a range query, or to a query, of counters.
 *
 * @throws SourceFault `denied`, `unavailable` or `invalid`.
 */
function readPrometheus(status, body) {
    const answer = parse(body);
    const said = isObject(answer) && typeof answer.error === "string" ? answer.error : "";
    const words = [`Prometheus answered ${status}`, said.slice(0, SHOWN)].filter((text) => text !== "").join(": ");
    if (status === 401 || status === 403)
        throw new source_fault/* SourceFault */.A("denied", [words]);
    if (status === 429 || status >= 500)
        throw new source_fault/* SourceFault */.A("unavailable", [words]);
    if (status !== 200)
        throw new source_fault/* SourceFault */.A("invalid", [words]);
    if (!isObject(answer) || answer.status !== "success" || !isObject(answer.data))
        throw new source_fault/* SourceFault */.A("invalid", ["this is no answer of Prometheus: is `prometheus-url` the address of its API?"]);
    const { result } = answer.data;
    if (!Array.isArray(result) || !["matrix", "vector"].includes(String(answer.data.resultType)))
        throw new source_fault/* SourceFault */.A("invalid", [`a ${String(answer.data.resultType)} is no list of series`]);
    if (result.length > MAX_SERIES)
        throw new source_fault/* SourceFault */.A("invalid", [tooMany(result.length)]);
    const warnings = Array.isArray(answer.warnings) ? answer.warnings.map((text) => String(text).slice(0, SHOWN)) : [];
    return { series: result.map(readSeries), warnings };
}
function tooMany(count) {
    return (`${count} series of one side are more than ${MAX_SERIES}: narrow the selector, or sum them (\`sum by\`), which takes ` +
        "the restart of one instance for a restart of all");
}
function readSeries(given) {
    if (!isObject(given) || !isObject(given.metric))
        throw new source_fault/* SourceFault */.A("invalid", ["a series without labels"]);
    const labels = Object.fromEntries(Object.entries(given.metric).map(([name, value]) => [name, String(value)]));
    if (given.histogram !== undefined || given.histograms !== undefined)
        throw new source_fault/* SourceFault */.A("invalid", [
            `${describe(labels)} is a native histogram: not supported, give classic buckets`,
        ]);
    const points = Array.isArray(given.values) ? given.values : [given.value];
    return { labels, values: new Map(points.map((point) => readPoint(point, labels))) };
}
function readPoint(point, labels) {
    const [at, text] = Array.isArray(point) ? point : [];
    // JSON has neither NaN nor Inf, therefore values are strings.
    const value = typeof text === "string" && text !== "" ? Number(text) : Number.NaN;
    if (typeof at !== "number" || !(0,counts/* isCount */.my)(value))
        throw new source_fault/* SourceFault */.A("invalid", [
            `${describe(labels)}: ${String(text).slice(0, 40)} is no count: is it a counter?`,
        ]);
    // An instant query tells its own time, to the millisecond.
    const ms = at * 1_000;
    return [
        Math.abs(ms - Math.round(ms / shifts/* MINUTE_MS */.kg) * shifts/* MINUTE_MS */.kg) < 1 ? Math.round(ms / shifts/* MINUTE_MS */.kg) * shifts/* MINUTE_MS */.kg : ms,
        value,
    ];
}
/** As PromQL writes it. */
function describe({ __name__ = "", ...labels }) {
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return `${__name__}{${pairs.join(",")}}`.slice(0, SHOWN);
}
function parse(body) {
    try {
        return JSON.parse(body);
    }
    catch {
        return undefined;
    }
}
function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

// EXTERNAL MODULE: ./build/gates/sources/prometheus-queries.js
var prometheus_queries = __webpack_require__(2665);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: ./build/delivery/errors.js
var delivery_errors = __webpack_require__(2386);
;// CONCATENATED MODULE: ./build/gates/sources/prometheus-wire.js




const ANSWER_MS = 30_000;
const MAX_BYTES = 64 * 1_048_576;
const MAX_REDIRECTS = 3;
/** Milliseconds to wait before the second try and the third. */
const PAUSES = [1_000, 2_000];
/** A server that wants more patience than this is asked at the next look. */
const MAX_PAUSE_MS = 10_000;
const AGENT = { keepAlive: false, proxyEnv: process.env };
const [PLAIN, SECURE] = [new external_node_http_.Agent(AGENT), new external_node_https_.Agent(AGENT)];
/**
 * Posts a form to the API. Throttling, 5xx and broken connections are tried three times. Redirects are followed within
 * the host alone: credentials go with them.
 *
 * @param path `query_range`.
 * @throws SourceFault when nobody answers, or the answer leads elsewhere; the signal's reason when it aborts first.
 */
async function postForm(way, path, form) {
    const url = new URL(`${way.url.replace(/\/+$/, "")}/api/v1/${path}`);
    for (const pause of [...PAUSES, undefined]) {
        const answer = await follow(way, url, new URLSearchParams(form).toString());
        if (pause === undefined || !isTransient(answer))
            return fromServer(answer);
        const wanted = "status" in answer ? answer.retryAfterMs : 0;
        if (wanted > MAX_PAUSE_MS)
            return fromServer(answer);
        await way.clock.sleep(Math.max(pause, wanted), way.signal);
    }
    throw new source_fault/* SourceFault */.A("unavailable", ["Prometheus was not asked"]);
}
function isTransient(answer) {
    return "failure" in answer || answer.status === 429 || answer.status >= 500;
}
function fromServer(answer) {
    if ("failure" in answer)
        throw new source_fault/* SourceFault */.A("unavailable", [`Prometheus did not answer: ${answer.failure}`]);
    return answer;
}
async function follow(way, first, body) {
    let url = first;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
        const answer = await post(way, url, body);
        if ("failure" in answer || answer.location === undefined)
            return answer;
        if (!URL.canParse(answer.location, url.href))
            throw new source_fault/* SourceFault */.A("invalid", ["Prometheus redirects to no address"]);
        const next = new URL(answer.location, url);
        if (next.hostname !== first.hostname || (url.protocol === "https:" && next.protocol !== "https:"))
            throw new source_fault/* SourceFault */.A("invalid", [
                `Prometheus redirects to another host, ${next.protocol}//${next.host}: refused`,
            ]);
        url = next;
    }
    throw new source_fault/* SourceFault */.A("invalid", [`Prometheus redirects more than ${MAX_REDIRECTS} times`]);
}
async function post(way, url, body) {
    const limit = AbortSignal.timeout(ANSWER_MS);
    try {
        return await send(url, body, headersOf(way, body), AbortSignal.any([way.signal, limit]));
    }
    catch (error) {
        way.signal.throwIfAborted();
        if (error instanceof source_fault/* SourceFault */.A)
            throw error;
        if (limit.aborted)
            return { failure: `no answer within ${ANSWER_MS / 1_000} s` };
        const errors = error instanceof AggregateError ? error.errors : [error];
        return { failure: errors.map(delivery_errors/* errorMessage */.gJ).join(", ") };
    }
}
function headersOf({ headers = {}, authentication }, body) {
    return {
        "user-agent": "progressive-delivery",
        ...headers,
        ...(authentication === undefined ? {} : { authorization: authorization(authentication) }),
        "content-type": "application/x-www-form-urlencoded",
        "content-length": String(Buffer.byteLength(body)),
    };
}
function authorization(given) {
    switch (given.kind) {
        case "bearer":
            return `Bearer ${given.token}`;
        case "basic":
            return `Basic ${Buffer.from(`${given.user}:${given.password}`).toString("base64")}`;
    }
}
function send(url, body, headers, signal) {
    return new Promise((resolve, reject) => {
        const options = { method: "POST", headers, signal };
        const begun = url.protocol === "https:"
            ? (0,external_node_https_.request)(url, { ...options, agent: SECURE })
            : (0,external_node_http_.request)(url, { ...options, agent: PLAIN });
        begun.on("error", reject);
        begun.once("response", (response) => {
            const { statusCode = 0, headers: got } = response;
            const seconds = Number(got["retry-after"] ?? 0);
            const about = {
                status: statusCode,
                // A date, which is allowed too, is not heeded.
                retryAfterMs: Number.isFinite(seconds) ? seconds * 1_000 : 0,
                location: statusCode >= 300 && statusCode < 400 ? got.location : undefined,
            };
            bodyOf(response).then((text) => resolve({ ...about, body: text }), reject);
        });
        begun.end(body);
    });
}
async function bodyOf(response) {
    const chunks = [];
    let bytes = 0;
    for await (const chunk of response) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > MAX_BYTES)
            throw new source_fault/* SourceFault */.A("invalid", [`Prometheus answers with more than ${MAX_BYTES} bytes: narrow the selector`]);
    }
    return Buffer.concat(chunks).toString("utf8");
}

// EXTERNAL MODULE: ./build/gates/sources/totals.js
var totals = __webpack_require__(9751);
;// CONCATENATED MODULE: ./build/gates/sources/prometheus.js







/** Minutes that one query asks for: a server refuses more than 11,000 points, and a day is little enough to answer. */
const MAX_MINUTES = 1_440;
const PROBED_MINUTES = 60;
/** Prometheus and what speaks its HTTP API. Counters are read as they are, at the boundaries of minutes. */
class PrometheusSource {
    provenance;
    delayMs;
    comparable = true;
    #options;
    /** How the buckets are written; once they are known of both sides. */
    #bounds;
    constructor(options) {
        const { queries, labels, delayMs = shifts/* MINUTE_MS */.kg } = options;
        this.#options = options;
        this.delayMs = delayMs;
        this.provenance = {
            name: "Prometheus",
            sides: labels,
            queries: [...Object.values(queries.green), ...Object.values(queries.blue)],
            blindSpots: ["requests that never reached what exports the counters"],
        };
    }
    /** A selector that finds nothing of blue, which serves everybody, will find nothing later. */
    probe() {
        return (0,source_fault/* orProblem */.b)(async () => {
            const to = Math.floor(this.#options.clock.now() / shifts/* MINUTE_MS */.kg) * shifts/* MINUTE_MS */.kg;
            const span = { from: to - PROBED_MINUTES * shifts/* MINUTE_MS */.kg, to };
            const reading = await this.#read(span);
            if (reading.minutes.some(({ blue }) => blue !== undefined))
                return undefined;
            const query = this.#options.queries.blue.requests;
            throw new source_fault/* SourceFault */.A("invalid", [`no data of blue for the last hour from this query: ${query}`]);
        }).then((found) => found?.problem);
    }
    history(span) {
        return (0,totals/* historyFrom */.z)(this, span);
    }
    read(span) {
        return (0,source_fault/* orProblem */.b)(() => this.#read(span));
    }
    async #read(span) {
        const { queries } = this.#options;
        const bounds = await this.#findBounds();
        const [green, blue] = await Promise.all([
            this.#side(queries.green, span, bounds),
            this.#side(queries.blue, span, bounds),
        ]);
        refuseSame(green.requests, blue.requests);
        const warnings = [...new Set([...green.warnings, ...blue.warnings])].map((text) => `Prometheus: ${text}`);
        return { minutes: minutesFrom({ green, blue }, span, warnings.length === 0), warnings };
    }
    async #side(queries, span, bounds = this.#bounds) {
        const { requests, errors, clientErrors, latencyHistogram } = queries;
        const buckets = latencyHistogram === undefined || bounds === undefined
            ? undefined
            : (0,prometheus_queries/* withBuckets */.cT)(latencyHistogram, [...bounds.quick, ...bounds.all]);
        const ask = (query) => (query === undefined ? undefined : this.#range(query, span));
        const [counted, failed, refused, timed] = await Promise.all([
            this.#range(requests, span),
            this.#range(errors, span),
            ask(clientErrors),
            ask(buckets),
        ]);
        const timing = timed === undefined || bounds === undefined ? {} : { timing: timingOf(timed.series, bounds.all) };
        return {
            requests: counted.series.map(counterOf),
            errors: failed.series.map(counterOf),
            ...(refused === undefined ? {} : { clientErrors: refused.series.map(counterOf) }),
            ...timing,
            warnings: [counted, failed, refused, timed].flatMap((answer) => answer?.warnings ?? []),
        };
    }
    /** One query over the span and the minutes before it, in parts that a server answers. */
    async #range(query, span) {
        const first = span.from - LEAD_MINUTES * shifts/* MINUTE_MS */.kg;
        const parts = [];
        for (let from = first; from <= span.to; from += MAX_MINUTES * shifts/* MINUTE_MS */.kg) {
            const end = Math.min(from + (MAX_MINUTES - 1) * shifts/* MINUTE_MS */.kg, span.to);
            const form = { query, start: String(from / 1_000), end: String(end / 1_000), step: "60" };
            parts.push(await this.#ask("query_range", form));
        }
        return joined(parts);
    }
    async #ask(path, form) {
        const { status, body } = await postForm(this.#options, path, form);
        return readPrometheus(status, body);
    }
    /** Undefined: nobody times answers, or no side has been timed yet. */
    async #findBounds() {
        const { latencyThresholdMs, queries, clock } = this.#options;
        const histograms = [queries.blue.latencyHistogram, queries.green.latencyHistogram];
        if (this.#bounds !== undefined || latencyThresholdMs === undefined)
            return this.#bounds;
        const time = String(clock.now() / 1_000);
        const wanted = histograms.filter((histogram) => histogram !== undefined);
        const answers = await Promise.all(wanted.map((one) => this.#ask("query", { query: (0,prometheus_queries/* bucketsQuery */.Iz)(one), time })));
        const written = answers.flatMap(({ series }) => series.flatMap(({ labels }) => labels.le ?? []));
        if (written.length === 0)
            return undefined;
        const found = (0,prometheus_queries/* boundsFor */.Lq)(latencyThresholdMs, [...new Set(written)]);
        if ("fault" in found)
            throw new source_fault/* SourceFault */.A("invalid", [found.fault]);
        // A side that has none yet may write them in another way.
        if (answers.every(({ series }) => series.length > 0))
            this.#bounds = found;
        return found;
    }
}
function counterOf({ labels, values }) {
    return { key: keyOf(labels), values };
}
function keyOf(labels) {
    return JSON.stringify(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1)));
}
/** Both buckets of each histogram: without the lower one every answer would seem slow. */
function timingOf(series, endless) {
    const isEndless = ({ labels }) => endless.includes(labels.le ?? "");
    const [all, quick] = [series.filter(isEndless), series.filter((one) => !isEndless(one))];
    const histogramOf = ({ labels: { le: _, ...others } }) => keyOf(others);
    const complete = new Set(quick.map(histogramOf));
    const odd = all.find((one) => !complete.has(histogramOf(one)));
    if (odd !== undefined)
        throw new source_fault/* SourceFault */.A("invalid", [`${describe(odd.labels)} has no bucket at \`latency-threshold\``]);
    return { all: all.map(counterOf), quick: quick.map(counterOf) };
}
/** One answer of several that follow each other. */
function joined(parts) {
    const byLabels = new Map();
    for (const { labels, values } of parts.flatMap(({ series }) => series)) {
        const key = keyOf(labels);
        const known = byLabels.get(key) ?? { labels, values: new Map() };
        for (const [at, value] of values)
            known.values.set(at, value);
        byLabels.set(key, known);
    }
    return { series: [...byLabels.values()], warnings: parts.flatMap(({ warnings }) => warnings) };
}
/** A sum has no name and may have the same labels on both sides; a counter itself is one and the same. */
function refuseSame(green, blue) {
    const known = new Set(blue.map(({ key }) => key));
    const same = green.find(({ key }) => known.has(key) && key.includes('["__name__",'));
    if (same === undefined)
        return;
    const labels = Object.fromEntries(JSON.parse(same.key));
    throw new source_fault/* SourceFault */.A("invalid", [`both sides count the same series: ${describe(labels)}`]);
}


/***/ }),

/***/ 4656:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ SourceFault),
/* harmony export */   b: () => (/* binding */ orProblem)
/* harmony export */ });
/** On its way from the wire to the source's answer; never leaves a source. */
class SourceFault extends Error {
    name = "SourceFault";
    problem;
    constructor(kind, reasons) {
        super(reasons.join("; "));
        this.problem = { kind, reasons };
    }
}
/** What was read, or the problem that was met; anything else is thrown on. */
async function orProblem(read) {
    try {
        return await read();
    }
    catch (error) {
        if (error instanceof SourceFault)
            return { problem: error.problem };
        throw error;
    }
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
