export const id = 731;
export const ids = [731];
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

/***/ 5648:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _: () => (/* binding */ schedule),
/* harmony export */   z: () => (/* binding */ recordOf)
/* harmony export */ });
/* harmony import */ var _capacity_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4325);
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1733);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1880);
/* harmony import */ var _shifts_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(4300);
/* harmony import */ var _standing_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7337);
/* harmony import */ var _waits_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2799);






/** The ordered changes of a step: what was decided, in the order that is safe, by the platform's own means. Pure. */
function schedule(intent, decision, seen, own) {
    const deficit = intent.maxCapacityDeficit ?? 0;
    const moves = whole(own, seen);
    const part = (() => {
        switch (decision.do) {
            case "nothing":
                return { changes: intent.step === "teardown" ? moves.tidy() : [], nothing: decision.because };
            case "begin":
                return moves.begin();
            case "resume":
                return resumed(seen, moves.resume(decision.again));
            case "record":
                return { changes: moves.record(recordOf(intent, seen, decision.by, decision.at)) };
            case "judge":
                return judged(decision, moves);
            case "verify":
                return verified(decision, (0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .requireCapacity */ .iS)(seen, "green", decision.at, deficit), moves);
            case "shift":
                return decision.by === "rollback"
                    ? rolledBack(intent, decision.to, seen, moves)
                    : shifted(intent, decision, seen, moves, deficit);
            case "restore":
                return restored(intent, seen, moves);
            case "remove":
                return removed(intent, decision, seen, moves, deficit);
        }
    })();
    const { changes, warnings = [], notes = [], nothing } = part;
    const plan = { decision, changes, warnings, notes };
    return changes.length > 0 ? plan : { ...plan, nothing: nothing ?? "Everything is as it should be." };
}
function whole(moves, { now }) {
    return {
        begin: () => moves.begin(),
        resume: (again) => moves.resume(again),
        smokeTest: () => moves.smokeTest?.() ?? [],
        shift: (to, record, audience) => moves.shift(to, record, audience),
        check: (percent) => moves.check?.(percent) ?? [],
        bake: (percent, durationMs) => moves.bake?.(percent, durationMs) ?? [(0,_waits_js__WEBPACK_IMPORTED_MODULE_3__/* .waitBake */ .PL)(percent, durationMs)],
        recordVerified: (percent) => moves.recordVerified?.(percent) ?? [],
        record: (record) => moves.record(record),
        holdBlue: () => moves.holdBlue?.() ?? [],
        takeOver: () => moves.takeOver?.() ?? [],
        growBlue: () => moves.growBlue?.() ?? [],
        waitForBlue: (atLeast) => moves.waitForBlue?.(atLeast) ?? [],
        releaseBlue: () => moves.releaseBlue?.() ?? [],
        endConnections: () => moves.endConnections?.() ?? [],
        safeAt: (side) => moves.safeAt?.(side) ?? now,
        markEnding: (side) => moves.markEnding?.(side) ?? [],
        remove: (side) => moves.remove(side),
        tidy: () => moves.tidy?.() ?? [],
    };
}
function resumed({ green, weight, rollout }, part) {
    const share = weight === 0 ? "at weight 0, healthy" : `with ${weight ?? "some"} % of the traffic`;
    return { nothing: `${green.name} already runs ${rollout?.revision} ${share}.`, ...part };
}
function verified({ at, bakeMs }, warnings, moves) {
    const bake = bakeMs > 0 ? moves.bake(at, bakeMs) : [];
    return { changes: [...moves.check(at), ...bake, ...moves.recordVerified(at)], warnings };
}
/** Nothing is touched: what else belongs to a bake is the affair of the step that moved the weight. */
function judged({ at, bakeMs }, moves) {
    const summary = `Judge green at ${at} % of the traffic`;
    const watches = moves.bake(at, bakeMs).filter(({ bakes }) => bakes === true);
    return { changes: watches.map((wait) => ({ ...wait, summary })) };
}
function shifted(intent, { to, by, audience, first, bakeMs }, seen, moves, deficit) {
    // Where the routes disagree, each side may get more than it has somewhere.
    const ofGreen = seen.weight === undefined || to >= seen.weight ? (0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .requireCapacity */ .iS)(seen, "green", to, deficit) : [];
    const ofBlue = seen.weight === undefined || to < seen.weight ? (0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .requireCapacity */ .iS)(seen, "blue", (0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .restOf */ .Y6)(to), deficit) : [];
    const warnings = [...ofGreen, ...ofBlue];
    const checks = moves.check(to);
    // A promote is a person's decision: it is not undone by a check that was cut off.
    const unverified = by === "shift" && to > 0 && (bakeMs > 0 || checks.length > 0);
    const record = {
        ...recordOf(intent, seen, by, to),
        verified: !unverified,
        ...(unverified && bakeMs > 0 ? { bakeMs } : {}),
    };
    return {
        changes: [
            ...(first ? moves.smokeTest() : []),
            ...moves.holdBlue(),
            ...moves.shift(to, record, audience),
            ...checks,
            ...(bakeMs > 0 ? moves.bake(to, bakeMs) : []),
            ...(unverified ? moves.recordVerified(to) : []),
        ],
        warnings,
    };
}
/**
 * The way back: at once the share that blue can carry now, then its old size, then the rest. In the usual case (blue at
 * full size) that is one move.
 */
function rolledBack(intent, to, seen, moves) {
    const record = recordOf(intent, seen, "rollback", to);
    const grow = moves.growBlue();
    const carries = to === 0 ? (0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .shareFor */ .Ly)(seen, intent.maxCapacityDeficit ?? 0) : 100;
    // A green that serves nobody holds nothing back: whatever of blue is healthy is better than what is.
    const atOnce = carries === 100 || (!(0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .canServe */ .KS)(seen.green) && (0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .canServe */ .KS)(seen.blue));
    if (atOnce) {
        const waits = grow.length > 0 && carries < 100 ? moves.waitForBlue(undefined) : [];
        return {
            changes: [
                ...moves.takeOver(),
                ...grow,
                ...moves.shift(to, record, "everyone"),
                ...moves.check(to),
                ...waits,
                ...moves.releaseBlue(),
                ...ended(to, moves),
            ],
        };
    }
    const partial = moveInPart(100 - carries, seen)
        ? moves.shift(100 - carries, recordOf(intent, seen, "rollback", 100 - carries), "everyone")
        : [];
    const { whole = 1, blue } = seen;
    // The next part is moved as soon as a tenth more of the traffic finds room; the wait for all of it would be longer.
    const next = Math.min(whole, (blue.capacity?.have ?? 0) + (0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .unitsFor */ .P4)(whole, 10));
    return {
        changes: [
            ...moves.takeOver(),
            ...grow,
            ...partial,
            ...moves.waitForBlue(next),
            ...moves.shift(to, record, "everyone"),
            ...moves.check(to),
            ...moves.releaseBlue(),
            ...ended(to, moves),
        ],
        warnings: [
            `${blue.name} can carry ${carries} % of the traffic now (${blue.capacity?.have ?? 0} of ${whole} ${seen.units}): ` +
                "it gets that at once, and the rest as it grows.",
        ],
    };
}
/** What a move that is seen to its end writes down. */
function recordOf(intent, seen, by, to) {
    const memory = memoryAfter(intent, seen, to);
    return { by, to, verified: true, run: intent.rolloutId, ...(memory === undefined ? {} : { memory }) };
}
/** A rollout that nobody judges remembers nothing; one that is judged from a later step on begins with what is known. */
function memoryAfter({ gated }, { last, weight, now }, to) {
    const before = last?.memory;
    if (gated === undefined && before === undefined)
        return undefined;
    const known = last === undefined || weight === undefined ? undefined : { at: last.at, weight };
    const shifts = before?.shifts ?? (known === undefined ? undefined : (0,_shifts_js__WEBPACK_IMPORTED_MODULE_5__/* .withShift */ .hd)(undefined, known));
    const mark = gated?.mark ?? before?.gates;
    // A move on record that did not come about, or not by itself: from now on it is known what green had instead.
    const seen = shifts === undefined || weight === undefined ? shifts : (0,_shifts_js__WEBPACK_IMPORTED_MODULE_5__/* .withShift */ .hd)(shifts, { at: now, weight });
    return { ...(mark === undefined ? {} : { gates: mark }), shifts: (0,_shifts_js__WEBPACK_IMPORTED_MODULE_5__/* .withShift */ .hd)(seen, { at: now, weight: to }) };
}
/** Last of all: blue serves everybody by then. Where the way back leads to green, that is who serves. */
function ended(to, moves) {
    return to === 0 ? moves.endConnections() : [];
}
/** Only where every weight can be set, everyone agrees on the present one, and it would fall. */
function moveInPart(to, { weight, reachable, audience }) {
    return reachable === undefined && audience === "everyone" && weight !== undefined && to < weight;
}
function restored(intent, seen, moves) {
    const { last, blue, rollout } = seen;
    const record = recordOf(intent, seen, "rollback", 0);
    const grow = moves.growBlue();
    return {
        changes: [
            ...(last?.by === "rollback" ? [] : moves.takeOver()),
            ...(rollout === undefined || last?.by === "rollback" ? [] : moves.record(record)),
            ...grow,
            ...(grow.length > 0 ? moves.waitForBlue(undefined) : []),
            ...moves.releaseBlue(),
            ...ended(0, moves),
        ],
        nothing: `${blue.name} already has 100 % of the traffic.`,
    };
}
function removed(intent, { side, neverServed }, seen, moves, deficit) {
    const { now, blue, green } = seen;
    const warnings = side === "blue" ? requireServing(seen, deficit) : [];
    const at = moves.safeAt(side);
    if (at > intent.now + intent.timeoutMs) {
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("too-early", { at: new Date(at).toISOString(), wait: (0,_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a)(at - now) });
    }
    const part = moves.remove(side);
    // Once: where the switch is not on record the moment is counted from each look, and would never come.
    const wait = at > now ? [(0,_waits_js__WEBPACK_IMPORTED_MODULE_3__/* .waitUntil */ .a0)(at)] : [];
    const never = neverServed ? [`${green.name} is removed without ever having had traffic.`] : [];
    return {
        ...part,
        nothing: part.nothing ?? `${side === "blue" ? blue.name : green.name} is gone already.`,
        changes: [...moves.markEnding(side), ...wait, ...part.changes],
        warnings: [...warnings, ...never, ...(part.warnings ?? [])],
    };
}
function requireServing(seen, deficit) {
    const { green, blue, whole, units } = seen;
    if (green.capacity === undefined && green.state !== "ready") {
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("blue-needed", { blue: blue.name, green: green.name, have: "0", needed: "1", units }, green.reasons);
    }
    try {
        return (0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .requireCapacity */ .iS)(seen, "green", 100, deficit);
    }
    catch {
        const [have, needed] = [green.capacity?.have ?? 0, whole ?? 1].map(String);
        const values = { blue: blue.name, green: green.name, have: have ?? "0", needed: needed ?? "1", units };
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("blue-needed", values, green.reasons);
    }
}


/***/ }),

/***/ 8220:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ viewFrom)
/* harmony export */ });
/* harmony import */ var _standing_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7337);

/**
 * What people are told of a rollout by its standing alone; what a platform knows better it says itself.
 *
 * @param problems what is wrong, as sentences; without them a conflict is.
 * @param safeAt milliseconds since the epoch from which a side that had traffic, and has none, may go.
 */
function viewFrom(standing, { problems, safeAt } = {}) {
    const { weight, rollout, last, conflict } = standing;
    const wrong = problems ?? (conflict === undefined ? [] : [conflict.refusal.message]);
    const leaves = rollout !== undefined && ((0,_standing_js__WEBPACK_IMPORTED_MODULE_0__/* .hasEverything */ .UE)(standing) || (weight === 0 && last !== undefined));
    return {
        phase: (0,_standing_js__WEBPACK_IMPORTED_MODULE_0__/* .phaseOf */ .hU)(standing, wrong),
        standing,
        weight,
        cohort: undefined,
        rollout: rollout && { id: rollout.id, revision: rollout.revision, startedAt: rollout.startedAt },
        safeTeardownAt: leaves ? safeAt : undefined,
        stickySeconds: 0,
        problems: wrong,
    };
}


/***/ }),

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

/***/ 3855:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hx: () => (/* binding */ LogTally),
/* harmony export */   tE: () => (/* binding */ logFormatName),
/* harmony export */   wP: () => (/* binding */ logFormatLine)
/* harmony export */ });
/* unused harmony export readLine */
/* harmony import */ var _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4300);

/** What the log format is called for an app. */
function logFormatName(app) {
    return `${app}_delivery`;
}
/**
 * The format line that `setup` lays down at http level, beside the variables of an app. `p` is the port of the side;
 * `us` and `ut` are lists, one item per attempt; `r` is there for requests that came with the header of a test route.
 * Everything is quoted: nginx writes a status of 0 as `000`, which is no number in JSON.
 */
function logFormatLine(app) {
    const fields = {
        t: "$msec",
        p: `$${app}_p`,
        s: "$status",
        us: "$upstream_status",
        ut: "$upstream_response_time",
        rt: "$request_time",
        r: `$${app}_say`,
    };
    return `log_format ${logFormatName(app)} escape=json '${JSON.stringify(fields)}';`;
}
/** Reads a line; undefined: it is not of the format. */
function readLine(line) {
    const fields = parse(line);
    if (fields === undefined)
        return undefined;
    const [t, p, s, rt] = ["t", "p", "s", "rt"].map((name) => numberIn(fields[name]));
    if (t === undefined || p === undefined || s === undefined || rt === undefined)
        return undefined;
    const attempt = numberIn(firstItem(fields.us));
    // Whoever went away may have been answered well: 499 is how the client ended it.
    const status = attempt ?? s;
    const time = s === 499 ? rt : (numberIn(firstItem(fields.ut)) ?? rt);
    return {
        at: Math.floor((t * 1_000) / _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg) * _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg,
        port: p,
        isTest: String(fields.r ?? "") !== "",
        status,
        // A connection that was switched to another protocol lasts as long as it is used.
        ms: s === 101 || status === 101 ? undefined : time * 1_000,
    };
}
/** Items are separated by commas, and by colons after an internal redirect (nginx, ngx_http_upstream_module). */
function firstItem(list) {
    return (String(list ?? "")
        .split(/[,:]/)[0]
        ?.trim() ?? "");
}
function numberIn(text) {
    return typeof text === "string" && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}
function parse(line) {
    try {
        const parsed = JSON.parse(line);
        return typeof parsed === "object" && parsed !== null ? { ...parsed } : undefined;
    }
    catch {
        return undefined;
    }
}
/** The counts of a log, minute by minute, as its lines come. */
class LogTally {
    #sides;
    #thresholdMs;
    #minutes = new Map();
    #lost = new Set();
    #read = 0;
    #unreadable = 0;
    #newest = Number.NEGATIVE_INFINITY;
    constructor(ports, thresholdMs) {
        this.#sides = new Map([
            [ports.green, "green"],
            [ports.blue, "blue"],
        ]);
        this.#thresholdMs = thresholdMs;
    }
    /** How many lines were of the format, and how many not. */
    get lines() {
        return { read: this.#read, unreadable: this.#unreadable };
    }
    /** The minute of the newest line, of a test route's requests too: milliseconds since the epoch. */
    get newest() {
        return this.#newest;
    }
    add(line) {
        const request = readLine(line);
        if (request === undefined) {
            this.#unreadable += 1;
            return;
        }
        this.#read += 1;
        this.#newest = Math.max(this.#newest, request.at);
        const side = this.#sides.get(request.port);
        if (side === undefined || request.isTest)
            return;
        const minute = this.#minutes.get(request.at) ?? {};
        minute[side] = counted(minute[side], request, this.#thresholdMs);
        this.#minutes.set(request.at, minute);
    }
    /** Some lines of the minutes between these times are gone. */
    lose(from, to) {
        for (let at = Math.floor(from / _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg) * _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg; at <= to; at += _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg)
            this.#lost.add(at);
    }
    minutes({ from, to }) {
        const starts = [...new Set([...this.#minutes.keys(), ...this.#lost])].filter((at) => at >= from && at < to);
        return starts
            .sort((one, other) => one - other)
            .map((at) => ({ at, complete: !this.#lost.has(at), ...this.#minutes.get(at) }));
    }
}
function counted(sum, { status, ms }, thresholdMs) {
    const timed = ms === undefined ? 0 : 1;
    const slow = ms !== undefined && thresholdMs !== undefined && ms > thresholdMs ? 1 : 0;
    return {
        requests: (sum?.requests ?? 0) + 1,
        errors: (sum?.errors ?? 0) + (status >= 500 ? 1 : 0),
        // 499 is nginx's own word for a client that went away: nobody was answered with it.
        clientErrors: (sum?.clientErrors ?? 0) + (status >= 400 && status < 499 ? 1 : 0),
        ...(thresholdMs === undefined
            ? {}
            : { timing: { requests: (sum?.timing?.requests ?? 0) + timed, slow: (sum?.timing?.slow ?? 0) + slow } }),
    };
}


/***/ }),

/***/ 3731:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  NginxPlatform: () => (/* binding */ NginxPlatform)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./build/delivery/findings.js
var findings = __webpack_require__(3763);
// EXTERNAL MODULE: ./build/engine/poll.js
var poll = __webpack_require__(6202);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/delivery/path-check.js
var path_check = __webpack_require__(8527);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/engine/http.js
var http = __webpack_require__(971);
// EXTERNAL MODULE: ./build/platforms/nginx/settings.js
var nginx_settings = __webpack_require__(3191);
// EXTERNAL MODULE: ./build/gates/sources/access-log-lines.js
var access_log_lines = __webpack_require__(3855);
;// CONCATENATED MODULE: ./build/platforms/nginx/structure.js




/** Seconds after which nginx closes an idle connection to a side: below Node's default of 5, so that nginx closes first. */
const POOL_SECONDS = 4;
const COOKIE_SECONDS = 30 * 86_400;
/** The header by which nginx tells, to those who sent a route header, which side it chose and by which structure. */
const ANSWER_HEADER = "x-delivery";
/** The files, in an order in which nginx can start wherever their writing is cut off: the others need the first. */
function filesIn({ http, server, location, pass, log }) {
    return [http, server, location, pass, log];
}
/** The first line of each file: how we know our own, in the directory and in what `nginx -T` prints. */
function headLine(app, part) {
    return `# managed by progressive-delivery: ${app}, ${part}`;
}
/** Where the routes of `mode: reload` are. */
function routesPath({ app, configuration }) {
    return (0,external_node_path_.join)((0,external_node_path_.dirname)(configuration), "delivery", `${app}.routes.inc`);
}
/**
 * The log of the delivered requests. It is opened by root, so whoever runs the steps must not own its directory: a link
 * there would lead root's hand. That directory is there whenever nginx starts; and the name has no `.log` at its end,
 * since the rotation of nginx's own packages takes the right to read away.
 */
function logPath({ app, configuration }) {
    const directory = (0,external_node_path_.dirname)(configuration);
    if (directory === "/etc/nginx")
        return `/var/log/nginx/delivery-${app}.jsonl`;
    return (0,external_node_path_.join)(directory, "delivery", `${app}.jsonl`);
}
/** Everything that nginx has to know once. Pure: the same settings give the same bytes. */
function structureOf(settings) {
    const draft = filesOf(settings, "");
    const hash = (0,external_node_crypto_.createHash)("sha256")
        .update(filesIn({ hash: "", ...draft })
        .map(({ content }) => content)
        .join("\0"))
        .digest("hex")
        .slice(0, 12);
    return { hash, ...filesOf(settings, hash) };
}
/** What the user puts into the site, once. */
function siteSnippet({ server, location }) {
    return `open_file_cache off; include ${server.path}; location / { include ${location.path}; }`;
}
/** Two `proxy_set_header` of one name are both sent, and most servers refuse a request with two hosts. */
function harmRemedy(settings) {
    const { location, pass } = structureOf(settings);
    const own = `If its location has \`proxy_set_header\` lines of its own, include ${pass.path} there instead of ${location.path}.`;
    return `${own} If it has a \`proxy_cache\`, put \`$${settings.app}_p\` into its \`proxy_cache_key\`.`;
}
function filesOf(settings, hash) {
    const { app, configuration } = settings;
    const directory = (0,external_node_path_.dirname)(configuration);
    const file = (path, part, lines) => ({
        path,
        content: `${headLine(app, part)}\n# Do not edit: step \`setup\` writes it anew.\n${lines.join("\n")}\n`,
    });
    return {
        http: file((0,external_node_path_.join)(directory, "conf.d", `delivery-${app}.conf`), "http", httpLines(settings, hash)),
        server: file((0,external_node_path_.join)(directory, "delivery", `${app}.server.inc`), "server", serverLines(settings)),
        location: file((0,external_node_path_.join)(directory, "delivery", `${app}.location.inc`), "location", locationLines(app)),
        pass: file((0,external_node_path_.join)(directory, "delivery", `${app}.pass.inc`), "pass", passLines(app)),
        log: file((0,external_node_path_.join)(directory, "delivery", `${app}.log.inc`), "log", [logLine(settings)]),
    };
}
function httpLines(settings, hash) {
    const { app, ports: [first, second], stickiness, } = settings;
    const markers = settings.mode === "markers";
    const server = (port, more = "") => `server 127.0.0.1:${port}${more} max_fails=0;`;
    const upstream = (name, servers) => `upstream ${name} { zone ${name} 64k; ${servers} keepalive 32; keepalive_timeout ${POOL_SECONDS}s; }`;
    const value = "(?<VALUE>[A-Za-z0-9_-]{1,64})";
    // One map per source: a joined key could be forged by the value of the other.
    const named = (source, target, letter) => `map $${source} $${app}_${target} { "~^${value.replace("VALUE", `${app}_${letter}1`)}$" ${letter}.$${app}_${letter}1; default none; }`;
    return [
        upstream(`${app}_${first}`, server(first)),
        upstream(`${app}_${second}`, server(second)),
        upstream(`${app}_${first}_fb`, `${server(first)} ${server(second, " backup")}`),
        upstream(`${app}_${second}_fb`, `${server(second)} ${server(first, " backup")}`),
        ...identity(app, stickiness),
        // In each mode all variables of the other: the files that use them are written one after the other.
        buckets(`"$${app}_id"`, `${app}_b`),
        buckets(`"f$${app}_id"`, `${app}_f`),
        ...(stickiness.kind === "id" ? [] : [`map "" $${app}_setid { default ""; }`]),
        ...(markers ? [`map "" $${app}_u { default ""; }`] : []),
        named(variableOf(`header ${(0,nginx_settings/* routeHeader */.Hc)(app)}`), "hk", "h"),
        named(variableOf((0,nginx_settings/* cohortSource */.PL)(settings)), "ck", "c"),
        // Known here already, because maps name them; the site sets them.
        `map "" $${app}_here { default ""; }`,
        // A `rewrite … break` of the location's own ends its settings: then whom the request was passed on to tells.
        `map $${app}_here$proxy_host $${app}_in { "~^1" 1; "~^${app}_[0-9]+(_fb)?$" 1; default ""; }`,
        markers ? `map "" $${app}_p { default ${first}; }` : `include ${routesPath(settings)};`,
        // Behind another proxy the site sets it: `set $<app>_proto $http_x_forwarded_proto;`.
        `map "" $${app}_proto { default $scheme; }`,
        `map $http_upgrade $${app}_conn { default upgrade; "" ""; }`,
        `map $${app}_in$${app}_hk $${app}_say { "~^1h\\." "$${app}_p ${hash}"; default ""; }`,
        (0,access_log_lines/* logFormatLine */.wP)(app),
        logLine(settings),
    ];
}
/** Beside the logs of the http level, which go on; servers with logs of their own do not inherit it. */
function logLine(settings) {
    const { app } = settings;
    return `access_log ${logPath(settings)} ${(0,access_log_lines/* logFormatName */.tE)(app)} buffer=64k flush=1s if=$${app}_in;`;
}
/** nginx's own variable for a header, a cookie or an argument of the query. */
function variableOf(source) {
    const [kind, name = ""] = source.split(" ");
    if (kind === "header")
        return `http_${name.toLowerCase().replaceAll("-", "_")}`;
    return kind === "cookie" ? `cookie_${name}` : `arg_${name}`;
}
/** The text that the share is drawn by: the same one always falls into the same bucket. */
function identity(app, stickiness) {
    switch (stickiness.kind) {
        case "id": {
            const cookie = `${app}_id=$request_id; Path=/; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax`;
            return [
                `map $cookie_${app}_id $${app}_id { "~^[0-9a-f]{32}$" $cookie_${app}_id; default $request_id; }`,
                `map $https $${app}_secure { "" ""; default "; Secure"; }`,
                `map $cookie_${app}_id $${app}_new { "~^[0-9a-f]{32}$" ""; default "${cookie}$${app}_secure"; }`,
                `map $${app}_in $${app}_setid { 1 $${app}_new; default ""; }`,
            ];
        }
        case "ip":
            return [`map $remote_addr $${app}_id { default $remote_addr; }`];
        case "cookie":
            return [`map $cookie_${stickiness.name} $${app}_id { "" $request_id; default $cookie_${stickiness.name}; }`];
        case "none":
            return [`map $request_id $${app}_id { default $request_id; }`];
    }
}
/** 100 buckets of 1 %; the last takes what rounding leaves. */
function buckets(key, target) {
    const parts = Array.from({ length: 99 }, (_, index) => `1% ${index};`);
    return `split_clients ${key} $${target} { ${parts.join(" ")} * 99; }`;
}
/** At server level, where `if` with `set` alone is safe; inside a location it would disable the user's try_files. */
function serverLines(settings) {
    const { app, stickiness } = settings;
    return [
        `set $${app}_here "";`,
        ...(settings.mode === "markers" ? choices(settings) : []),
        // Here and not in the location: there they would put the site's own headers out of force.
        `add_header X-Delivery $${app}_say always;`,
        ...(stickiness.kind === "id" ? [`add_header Set-Cookie $${app}_setid always;`] : []),
    ];
}
/** Looks at the markers: everyone's share, the cohort's, named requests; the last that is found decides. */
function choices({ app, ports: [first, second], stateDir }) {
    const w = `${stateDir}/w`;
    const choose = (marker, port) => `if (-f ${w}/${marker}) { set $${app}_p ${port}; }`;
    return [
        `set $${app}_p ${first};`,
        choose(`$${app}_b`, second),
        choose(`$${app}_b.$${app}_f`, second),
        choose(`$${app}_ck`, first),
        choose(`$${app}_ck.$${app}_b`, second),
        choose(`$${app}_ck.$${app}_b.$${app}_f`, second),
        choose(`${second}.$${app}_hk`, second),
        choose(`${first}.$${app}_hk`, first),
        `set $${app}_u ${app}_$${app}_p;`,
        `if (-f ${w}/fb.$${app}_p) { set $${app}_u ${app}_\${${app}_p}_fb; }`,
    ];
}
function locationLines(app) {
    return [
        `set $${app}_here 1;`,
        "proxy_http_version 1.1;",
        `proxy_set_header Connection $${app}_conn;`,
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Host $host;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        `proxy_set_header X-Forwarded-Proto $${app}_proto;`,
        `proxy_pass http://$${app}_u;`,
    ];
}
/** For a location whose own `proxy_set_header` lines are to stand: two of a kind would both be sent. */
function passLines(app) {
    return [`set $${app}_here 1;`, `proxy_pass http://$${app}_u;`];
}

;// CONCATENATED MODULE: ./build/platforms/nginx/probe.js



/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 5_000;
/** Good answers in a row that make a side healthy: the first may come from a process that is about to fall over. */
const ANSWERS = 3;
/** One GET on a connection of its own. */
function get(site, path, headers, signal) {
    const isDefault = site.port === (site.tls ? 443 : 80);
    const options = {
        host: site.address,
        port: site.port,
        path,
        // An agent would keep the connection, which then counts as one to drain.
        agent: false,
        headers: { host: isDefault ? site.host : `${site.host}:${site.port}`, connection: "close", ...headers },
    };
    const trust = {
        servername: /^[[\d]/.test(site.host) ? "" : site.host,
        // On this machine there is nobody between: a certificate of one's own, or an old one, is no obstacle.
        rejectUnauthorized: !isLoopback(site.address),
    };
    return (0,http/* get */.J)({ tls: site.tls, limitMs: ANSWER_MS, ...options, ...(site.tls ? trust : {}) }, signal);
}
function isLoopback(address) {
    return address === "::1" || address.startsWith("127.");
}
/** Why a side does not pass its health check; undefined: it does, several times in a row. */
async function unhealthyReasonOf(port, path, signal) {
    const side = { tls: false, address: "127.0.0.1", port, host: "127.0.0.1", path };
    for (let count = 0; count < ANSWERS; count += 1) {
        try {
            const { status } = await get(side, path, {}, signal);
            if (status < 200 || status > 299)
                return `127.0.0.1:${port}${path} answers ${status}`;
        }
        catch (error) {
            signal.throwIfAborted();
            return `127.0.0.1:${port}${path} does not answer: ${messageOf(error)}`;
        }
    }
    return undefined;
}
/** Which side nginx chose for a request with a route header, and by which structure. */
function choiceOf({ headers }) {
    const match = /^(\d{1,5}) ([0-9a-f]{12})$/.exec(headers[ANSWER_HEADER]?.join(", ") ?? "");
    return match === null ? undefined : { port: Number(match[1]), structure: match[2] ?? "" };
}
/** The route to the sides: does nginx see the state? Each port is asked for by the header value that leads there. */
async function checkRouting(site, app, state, signal) {
    if (state === undefined)
        return checkToken(site, app, "none", undefined, signal);
    const { ports, probeTokens } = state;
    let last;
    for (const [index, token] of probeTokens.entries()) {
        if (token === null)
            continue;
        last = await checkToken(site, app, token, ports[index], signal);
        if (last.kind !== "obeys")
            return last;
    }
    return last ?? checkToken(site, app, "none", undefined, signal);
}
async function checkToken(site, app, token, port, signal) {
    const url = `${site.tls ? "https" : "http"}://${site.host}:${site.port}${site.path}`;
    let answer;
    try {
        answer = await get(site, site.path, { [(0,nginx_settings/* routeHeader */.Hc)(app)]: token }, signal);
    }
    catch (error) {
        signal.throwIfAborted();
        return { kind: "unreachable", message: `${url} does not answer: ${messageOf(error)}`, structure: undefined };
    }
    const choice = choiceOf(answer);
    if (choice === undefined) {
        return { kind: "plain", message: `${url} ${plainly(app, answer)}`, structure: undefined };
    }
    if (choice.port === port)
        return { kind: "obeys", message: "", structure: choice.structure };
    const message = `nginx does not see the current state of ${app}: it chose port ${choice.port} for a probe that leads to ${port ?? "none"}.`;
    return { kind: "blind", message, structure: choice.structure };
}
/** What an answer that did not come through our structure says. */
function plainly(app, { status, headers }) {
    const [location] = headers.location ?? [];
    if (status >= 300 && status < 400 && location !== undefined) {
        return `answers ${status} and redirects to ${shown(location)}: give the address that serves the site as \`url\`.`;
    }
    return `answers ${status}, but not through the structure of ${app}: does the site include its files, and is nginx reloaded?`;
}
/** Printable, and short: it is the site's word. */
function shown(text) {
    return text.replace(/[^ -~]/g, "?").slice(0, 200);
}
function messageOf(error) {
    if (error instanceof AggregateError)
        return error.errors.map(messageOf).join(", ");
    return error instanceof Error ? error.message : String(error);
}

// EXTERNAL MODULE: ./build/delivery/shifts.js
var delivery_shifts = __webpack_require__(4300);
// EXTERNAL MODULE: ./build/delivery/registry.js
var registry = __webpack_require__(3582);
;// CONCATENATED MODULE: ./build/platforms/nginx/refusals.js

/** Every refusal that only the platform nginx knows, once. docs/troubleshooting.md lists them. */
const NGINX_REFUSALS = {
    "not-linux": {
        code: "unsuitable",
        sentence: "The platform nginx needs Linux; this runner has {platform}.",
        remedy: "Run the job on the machine that has the nginx.",
    },
    "alone-without-start": {
        code: "unsuitable",
        sentence: "strategy: all-at-once stops one process and starts the other, and no input says how.",
        remedy: "Give `unit`, `compose-file` or `start` (and `stop`), in the config file so that `rollback` has it too.",
    },
    "step-at-work": {
        code: "refused",
        sentence: "Another step is at work on {directory}: {holder}.",
        remedy: "Run this one again when that one is over; give the workflows one `concurrency` group.",
    },
    "not-set-up": {
        code: "refused",
        sentence: "{app} is not set up: there is no state in {directory}.",
        remedy: "Run `setup` once, as root.",
    },
    "another-app": {
        code: "unsuitable",
        sentence: "state-dir: {directory} belongs to {app} on ports {ports}, not to {given}.",
        remedy: "Give each app a state directory of its own, and keep its ports.",
    },
    "state-lost": {
        code: "platform",
        sentence: "The state in {directory} is gone.",
        remedy: "Somebody removed it while the step ran. nginx now sends everything to the first port: run `setup`.",
    },
    "not-our-state": {
        code: "unsuitable",
        sentence: "state-dir: {file} is not a state that a step of this action wrote.",
        remedy: "nginx goes on as before. See docs/nginx.md, undoing by hand.",
    },
    "not-our-link": {
        code: "unsuitable",
        sentence: "state-dir: {link} leads to {target}, not to a state of ours.",
        remedy: "nginx goes on as before. See docs/nginx.md, undoing by hand.",
    },
    "no-link": {
        code: "unsuitable",
        sentence: "state-dir: {link} exists but is not managed by this action.",
        remedy: "Give a directory of its own, or move that away.",
    },
    "state-denied": {
        code: "denied",
        sentence: "state-dir: {directory} cannot be read: {message}",
        remedy: "The user of the runner has to own it: run `setup` as root by sudo, see docs/nginx.md.",
    },
    "state-unreadable": {
        code: "unsuitable",
        sentence: "state-dir: {directory} cannot be read: {message}",
        remedy: "nginx goes on as before. See docs/nginx.md, undoing by hand.",
    },
    "write-denied": {
        code: "denied",
        sentence: "{path} may not be written: {message}",
        remedy: "The user of the runner has to own it: run `setup` as root by sudo, see docs/nginx.md. Traffic goes on as before.",
    },
    "disk-full": {
        code: "platform",
        sentence: "{path} could not be written: {message}",
        remedy: "The disk is full: make room, then run the step again. Traffic goes on as before.",
    },
    "write-failed": {
        code: "platform",
        sentence: "{path} could not be written: {message}",
        remedy: "Fix that, then run the step again. Traffic goes on as before.",
    },
    "routing-not-followed": {
        code: "unsuitable",
        sentence: "{problem}",
        remedy: "Run `setup` again, which says what it finds, or see docs/nginx.md.",
    },
    "switch-taken-back": {
        code: "platform",
        sentence: "nginx did not follow the change, which was taken back: {problem}",
        remedy: "Traffic goes on as before. Run `status`, check what it finds, then run the step again.",
    },
    "way-back-not-followed": {
        code: "platform",
        sentence: "The way back is written, but nginx does not follow: {problem}",
        remedy: "It holds from the moment that nginx sees it. Check nginx, then run the step again.",
    },
    "port-in-use": {
        code: "unsuitable",
        sentence: "ports: {port} is in use by {owner}.",
        remedy: "Green needs it: stop what listens there, or give another port.",
    },
    "green-fails-through-nginx": {
        code: "unhealthy",
        sentence: "{green} does not answer as it should through nginx.",
        remedy: "Fix it and run `deploy` again, or run `rollback`, then `teardown`, to give it up.",
    },
    "not-ours-to-stop": {
        code: "denied",
        sentence: "Cannot tear down {name}: {owner} listens there, which no step of this runner's user started.",
        remedy: "Give `stop` a command that ends it, or stop it by hand; then run `teardown` again.",
    },
    "cohort-not-set-up": {
        code: "unsuitable",
        sentence: "cohort: nginx was set up to look at {laid}, not at {given}.",
        remedy: "Run `setup` with this cohort once: it is laid down there.",
    },
    "open-file-cache": {
        code: "unsuitable",
        sentence: "nginx remembers marker files that are gone (`open_file_cache`): users would stay on the wrong side.",
        remedy: "Put `open_file_cache off;` into the server block of the site, reload nginx, and run `setup` again.",
    },
    "nginx-too-old": {
        code: "unsuitable",
        sentence: "{version} is too old: upstreams need keepalive_timeout, from 1.15.3 on.",
        remedy: "Every release of Debian and Ubuntu that is still supported has a newer one.",
    },
    "foreign-file": {
        code: "unsuitable",
        sentence: "app: {path} already exists and is not managed by this action.",
        remedy: "Choose another name for `app`, or move that file away.",
    },
    "nginx-broken-before": {
        code: "unsuitable",
        sentence: "nginx's configuration was already broken before this step.",
        remedy: "nginx would not come up after a restart: fix that first.",
    },
    "setup-moves-users": {
        code: "refused",
        sentence: "This setup would move users who are on green now: {what} was {before}, and would be {now}.",
        remedy: "Give what it was before, or finish the rollout first (`promote` or `rollback`, then `teardown`).",
    },
    "no-nginx-conf": {
        code: "not-found",
        sentence: "nginx-conf: {path} not found.",
        remedy: "Give the path of nginx's main configuration file.",
    },
    "not-loaded": {
        code: "unsuitable",
        sentence: "{problem}",
        remedy: "{fix} The former files are back in place, and nginx serves what it served; run the step again then.",
    },
    "loaded-as-edited": {
        code: "unsuitable",
        sentence: "{problem}",
        remedy: "{fix} nginx has loaded the site as it is on disk, and our files stay: to undo it, take its includes out and reload nginx.",
    },
    "site-harmed": {
        code: "unsuitable",
        sentence: "{problem}",
        remedy: "{fix} Reload nginx, then run `setup` again.",
    },
    "program-missing": {
        code: "not-found",
        sentence: "{program} is not installed on this machine.",
        remedy: "Install it, or put it on the PATH of the runner.",
    },
    "process-not-ours": {
        code: "denied",
        sentence: "{process} belongs to another user and cannot be stopped.",
        remedy: "Give `stop` a command that may, or stop it by hand; then run the step again.",
    },
    "still-listening": {
        code: "timeout",
        sentence: "Port {port} is still in use after the stop.",
        remedy: "It gets no requests any more. Stop what listens there, then run the step again.",
    },
    "unit-missing": {
        code: "not-found",
        sentence: "unit: {unit} not found.",
        remedy: "Put the template into /etc/systemd/system, as docs/nginx.md has it, and run `systemctl daemon-reload`.",
    },
    "unit-rights-missing": {
        code: "denied",
        sentence: "unit: the user of the runner may not do what this rollout needs: {commands}.",
        remedy: "Allow exactly these commands in sudoers, see docs/nginx.md.",
    },
    "command-failed": {
        code: "platform",
        sentence: "The command `{command}` ended with exit code {code}.",
        remedy: "Fix what it says and run the step again.",
    },
};
/** States one of the platform's refusals. */
const refuse = (0,registry/* refusing */.c)(NGINX_REFUSALS);

;// CONCATENATED MODULE: ./build/platforms/nginx/routing-state.js



/** Weights are kept in hundredths of a per cent. */
const WHOLE = 10_000;
function greenPort({ ports, live }) {
    return ports[0] === live ? ports[1] : ports[0];
}
function sideOf({ ports, sides }, port) {
    return ports[0] === port ? sides[0] : sides[1];
}
/** The sides with one port's record changed. */
function withSide(content, port, record) {
    const [first, second] = content.sides;
    return { sides: content.ports[0] === port ? [record, second] : [first, record] };
}
/** What a share of green's is for the second port, which nginx is told about. */
function shareOfSecond(content, ofGreen) {
    return greenPort(content) === content.ports[1] ? ofGreen : WHOLE - ofGreen;
}
/** Green has everyone's requests. */
function isPromoted({ share, cohort }) {
    return share === WHOLE && cohort === null;
}
/**
 * The names of the marker files. nginx knows only the second port's share: file `7` sends the eighth of 100 buckets
 * there, `7.3` the fourth hundredth of it. Buckets are taken in order, so growth moves users one way only. A cohort has
 * a share of its own, in files such as `c.beta.7`, and `c.beta` takes it out of everyone's.
 */
function markersOf(state) {
    const { ports, share, rollout, switched, cohort, preview, leaving, fallback, probeTokens, previewToken } = state;
    const green = greenPort(state);
    const ofSecond = (ofGreen) => shareOfSecond(state, ofGreen);
    const markers = [...routing_state_buckets(ofSecond(cohort === null ? share : 0)), ...named(ports, probeTokens)];
    if (cohort !== null) {
        markers.push(`c.${cohort}`, ...routing_state_buckets(ofSecond(share)).map((bucket) => `c.${cohort}.${bucket}`));
    }
    if (rollout === null || leaving)
        return markers;
    if (previewToken !== undefined)
        markers.push(`${green}.h.${previewToken}`);
    if (preview !== null)
        markers.push(`${green}.h.${preview}`);
    // Never for blue: a dying blue must not send everybody to a version that nobody approved yet.
    if (fallback && switched !== null)
        markers.push(`fb.${green}`);
    return markers;
}
function named(ports, tokens) {
    return ports.flatMap((port, index) => (tokens[index] == null ? [] : [`${port}.h.${tokens[index]}`]));
}
/** The header value that leads to a port. */
function tokenOf(state, port) {
    const [first, second] = state.probeTokens;
    return (port === state.ports[1] ? second : first) ?? state.previewToken ?? "none";
}
function routing_state_buckets(share) {
    const [whole, rest] = [Math.floor(share / 100), share % 100];
    return [
        ...Array.from({ length: whole }, (_, index) => String(index)),
        ...Array.from({ length: rest }, (_, index) => `${whole}.${index}`),
    ];
}
/**
 * Reads a `state.json`; one that an earlier release wrote, too.
 *
 * @throws DeliveryError `unsuitable` when it is not one of ours, or was tampered with.
 */
function parseState(text, file) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        value = undefined;
    }
    const renamed = isFields(value) ? renewed(value) : value;
    if (isState(renamed))
        return renamed;
    throw refuse("not-our-state", { file });
}
const SWITCHED_BY = ["shift", "promote", "rollback"];
/** Characters of a run's name. */
const MAX_RUN = 300;
/** Earlier releases called the tokens `probe` and `peek`, and noted of a switch its direction and whether it bakes. */
function renewed({ probe, peek, ...rest }) {
    const { switched } = rest;
    const old = isFields(switched) && "direction" in switched ? switched : undefined;
    return {
        ...rest,
        ...(probe === undefined ? {} : { probeTokens: [null, probe] }),
        ...(peek === undefined ? {} : { previewToken: peek }),
        ...(old === undefined ? {} : { switched: { by: old.direction, at: old.at, verified: old.baking !== true } }),
    };
}
function isState(value) {
    if (!isFields(value) || value.format !== 1)
        return false;
    const { ports, live, share, sides, switched, rollout } = value;
    return (isPair(ports, isPort) &&
        ports[0] !== ports[1] &&
        ports.some((port) => port === live) &&
        isWhole(share, WHOLE) &&
        isWhole(value.seq, Number.MAX_SAFE_INTEGER) &&
        isWhole(value.at, Number.MAX_SAFE_INTEGER) &&
        isText(value.app, nginx_settings/* APP */.uq) &&
        isPair(sides, isSide) &&
        (rollout === null || isRollout(rollout)) &&
        (switched === null || isSwitch(switched)) &&
        typeof value.fallback === "boolean" &&
        typeof value.leaving === "boolean" &&
        typeof value.cohortSource === "string" &&
        (value.cohort === null || isText(value.cohort, nginx_settings/* TOKEN */.CV)) &&
        (value.preview === null || isText(value.preview, nginx_settings/* TOKEN */.CV)) &&
        (value.structure === null || typeof value.structure === "string") &&
        (value.log === undefined || isText(value.log, nginx_settings/* PATH */.gI)) &&
        isTokens(value.probeTokens) &&
        (value.previewToken === undefined || isText(value.previewToken, nginx_settings/* TOKEN */.CV)));
}
function isFields(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isPair(value, is) {
    return Array.isArray(value) && value.length === 2 && value.every(is);
}
function isWhole(value, high) {
    return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= high;
}
function isPort(value) {
    return isWhole(value, 65_535) && value > 0;
}
function isText(value, form) {
    return typeof value === "string" && form.test(value);
}
function isTokens(value) {
    if (!Array.isArray(value) || value.length !== 2)
        return false;
    return (value[0] === null || isText(value[0], nginx_settings/* TOKEN */.CV)) && isText(value[1], nginx_settings/* TOKEN */.CV);
}
function isSide(value) {
    return (isFields(value) &&
        typeof value.up === "boolean" &&
        (value.revision === null || isText(value.revision, nginx_settings/* REVISION */.sP)) &&
        (value.command == null || isText(value.command, /^[0-9a-f]{12}$/)) &&
        (value.keeper === undefined || isKeeper(value.keeper)));
}
function isKeeper(value) {
    if (!isFields(value))
        return false;
    return value.kind === "unit" ? isText(value.template, nginx_settings/* UNIT */.p5) : value.kind === "compose" || value.kind === "commands";
}
function isRollout(value) {
    return (isFields(value) &&
        typeof value.id === "string" &&
        isText(value.revision, nginx_settings/* REVISION */.sP) &&
        typeof value.startedAt === "string" &&
        (value.tried === undefined || typeof value.tried === "boolean") &&
        (value.alone === undefined || typeof value.alone === "boolean"));
}
/** Two texts as tags would hold them. */
function isMemory(value) {
    if (!isFields(value))
        return false;
    const { gates, shifts, ...others } = value;
    const isMark = (text) => text === undefined || (typeof text === "string" && text.length <= delivery_shifts/* MARK_LENGTH */.nx);
    return isMark(gates) && isMark(shifts) && Object.keys(others).length === 0;
}
/** Whether it is the record of a switch: `by`, `at` and `verified`, and of the others what is given. */
function isSwitch(value) {
    return (isFields(value) &&
        SWITCHED_BY.some((by) => by === value.by) &&
        isWhole(value.at, Number.MAX_SAFE_INTEGER) &&
        typeof value.verified === "boolean" &&
        (value.to === undefined || (typeof value.to === "number" && value.to >= 0 && value.to <= 100)) &&
        (value.bakeMs === undefined || isWhole(value.bakeMs, Number.MAX_SAFE_INTEGER)) &&
        (value.run === undefined || (typeof value.run === "string" && value.run.length <= MAX_RUN)) &&
        (value.memory === undefined || isMemory(value.memory)));
}

;// CONCATENATED MODULE: ./build/platforms/nginx/store.js





/** How many states stay on disk: a request may be between two looks at the one that was current. */
const KEEP = 5;
const LINK = "w";
const STATE = "state.json";
/**
 * Reads the current state and compares the markers with what it says.
 *
 * @throws DeliveryError `denied` when the directory may not be read, `unsuitable` when the state is not ours.
 */
function readStore(directory) {
    const name = linkTarget(directory);
    if (name === undefined)
        return { state: undefined, drift: [], unfinished: [] };
    const file = (0,external_node_path_.join)(directory, name, STATE);
    const state = parseState(explained(directory, () => (0,external_node_fs_.readFileSync)(file, "utf8")), file);
    const wanted = new Set(markersOf(state));
    const there = new Set(explained(directory, () => (0,external_node_fs_.readdirSync)((0,external_node_path_.join)(directory, name))).filter((item) => item !== STATE));
    const secrets = [...state.probeTokens, state.previewToken, state.preview].filter((item) => item != null);
    const shown = (marker) => (secrets.some((secret) => marker.endsWith(secret)) ? "a secret marker" : marker);
    const drift = [
        ...[...wanted].filter((marker) => !there.has(marker)).map((marker) => `${shown(marker)} is missing`),
        ...[...there].filter((marker) => !wanted.has(marker)).map((marker) => `${marker} is not ours`),
    ];
    const unfinished = statesIn(directory).filter((seq) => seq > state.seq);
    return { state, drift, unfinished: unfinished.map((seq) => `w.${seq}`) };
}
/**
 * Writes a state and makes it the current one by one rename, on disk before it returns.
 *
 * @throws DeliveryError with `noEffect` when it could not be written: the former one stays current, as a whole.
 */
function writeState(directory, state) {
    const name = `w.${state.seq}`;
    const path = (0,external_node_path_.join)(directory, name);
    const next = (0,external_node_path_.join)(directory, "w.next");
    try {
        // Of a change that was cut off here: nobody ever saw it.
        (0,external_node_fs_.rmSync)(path, { recursive: true, force: true });
        (0,external_node_fs_.rmSync)(next, { force: true });
        (0,external_node_fs_.mkdirSync)(path);
        for (const marker of markersOf(state))
            (0,external_node_fs_.closeSync)((0,external_node_fs_.openSync)((0,external_node_path_.join)(path, marker), "wx", 0o644));
        (0,external_node_fs_.writeFileSync)((0,external_node_path_.join)(path, STATE), `${JSON.stringify(state, undefined, 1)}\n`, { mode: 0o600, flush: true });
        // nginx may test for a name, but nobody may list the names: some are secrets. Set here, whatever the umask says.
        (0,external_node_fs_.chmodSync)(path, 0o711);
        giveAway(directory, path, (0,external_node_path_.join)(path, STATE));
        sync(path);
        (0,external_node_fs_.symlinkSync)(name, next);
        sync(directory);
        (0,external_node_fs_.renameSync)(next, (0,external_node_path_.join)(directory, LINK));
    }
    catch (error) {
        discard(path, next);
        throw unwritable(directory, error);
    }
    sync(directory);
    for (const seq of statesIn(directory).filter((old) => old <= state.seq - KEEP)) {
        (0,external_node_fs_.rmSync)((0,external_node_path_.join)(directory, `w.${seq}`), { recursive: true, force: true });
    }
}
/**
 * Makes a state that is still on disk the current one again, where there is no room for another.
 *
 * @returns that state; undefined when none is as wanted, or not even that can be written.
 */
function returnTo(directory, isWanted) {
    for (const seq of statesIn(directory).sort((a, b) => b - a)) {
        const file = (0,external_node_path_.join)(directory, `w.${seq}`, STATE);
        try {
            const state = parseState((0,external_node_fs_.readFileSync)(file, "utf8"), file);
            if (!isWanted(state))
                continue;
            const next = (0,external_node_path_.join)(directory, "w.next");
            (0,external_node_fs_.rmSync)(next, { recursive: true, force: true });
            (0,external_node_fs_.symlinkSync)(`w.${seq}`, next);
            (0,external_node_fs_.renameSync)(next, (0,external_node_path_.join)(directory, LINK));
            sync(directory);
            return state;
        }
        catch {
            // Cut off, or no room for a link either: the error that led here is the one to tell.
        }
    }
    return undefined;
}
/** The file that a systemd unit reads its variables from, a process writes its output to, or its session is noted in. */
function sideFile(directory, port, kind) {
    return (0,external_node_path_.join)(directory, `${port}.${kind}`);
}
/** What a failed write means. */
function unwritable(path, error) {
    const code = codeOf(error);
    const message = error instanceof Error ? error.message : String(error);
    const denied = code === "EACCES" || code === "EPERM" || code === "EROFS";
    const full = code === "ENOSPC" || code === "EDQUOT";
    const id = denied ? "write-denied" : full ? "disk-full" : "write-failed";
    return refuse(id, { path, message }, { noEffect: true, cause: error });
}
function linkTarget(directory) {
    try {
        const target = (0,external_node_fs_.readlinkSync)((0,external_node_path_.join)(directory, LINK));
        if (/^w\.\d{1,15}$/.test(target))
            return target;
        throw refuse("not-our-link", { link: (0,external_node_path_.join)(directory, LINK), target });
    }
    catch (error) {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR")
            return undefined;
        if (codeOf(error) === "EINVAL")
            throw refuse("no-link", { link: (0,external_node_path_.join)(directory, LINK) });
        throw readable(directory, error);
    }
}
function statesIn(directory) {
    return (0,external_node_fs_.readdirSync)(directory).flatMap((name) => {
        const seq = /^w\.(\d{1,15})$/.exec(name)?.[1];
        return seq === undefined ? [] : [Number(seq)];
    });
}
function explained(directory, read) {
    try {
        return read();
    }
    catch (error) {
        throw readable(directory, error);
    }
}
function readable(directory, error) {
    if (error instanceof errors/* DeliveryError */.VE)
        return error;
    const message = error instanceof Error ? error.message : String(error);
    const denied = codeOf(error) === "EACCES" || codeOf(error) === "EPERM";
    return refuse(denied ? "state-denied" : "state-unreadable", { directory, message }, { cause: error });
}
function discard(...paths) {
    for (const path of paths) {
        try {
            (0,external_node_fs_.rmSync)(path, { recursive: true, force: true });
        }
        catch {
            // The next change removes it; the error that led here is the one to tell.
        }
    }
}
/** What root writes during `setup` belongs to whom the directory belongs. */
function giveAway(directory, ...paths) {
    if (process.getuid?.() !== 0)
        return;
    const { uid, gid } = (0,external_node_fs_.statSync)(directory);
    for (const path of paths)
        (0,external_node_fs_.chownSync)(path, uid, gid);
}
/** Names in a directory are on disk only when the directory is synced (fsync(2)). */
function sync(directory) {
    const fd = (0,external_node_fs_.openSync)(directory, "r");
    try {
        (0,external_node_fs_.fsyncSync)(fd);
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
}
function codeOf(error) {
    return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

;// CONCATENATED MODULE: ./build/platforms/nginx/cache.js







/** So many fresh connections reach each of a few workers, but for a rare chance. */
const LOOKS = 40;
/** Everyone is led to one side: a request that comes to the other one was led there by a marker. */
function isUndivided({ share, cohort }) {
    return cohort === null && (share === 0 || isPromoted({ share, cohort }));
}
/**
 * Whether nginx goes by marker files that are gone (`open_file_cache`): a secret name that leads to the side without
 * traffic is made, asked for, taken away, and asked for again. Nobody else is led anywhere by it.
 *
 * @throws DeliveryError when the state directory may not be written.
 */
async function remembersMarkers({ site, app, stateDir }, state, signal) {
    const port = isPromoted(state) ? state.live : greenPort(state);
    const token = (0,external_node_crypto_.randomBytes)(16).toString("hex");
    const marker = (0,external_node_path_.join)(stateDir, "w", `${port}.h.${token}`);
    const isLed = async () => {
        const answer = await get(site, site.path, { [(0,nginx_settings/* routeHeader */.Hc)(app)]: token }, signal).catch(() => undefined);
        return answer !== undefined && choiceOf(answer)?.port === port;
    };
    try {
        (0,external_node_fs_.writeFileSync)(marker, "", { mode: 0o644 });
        for (let look = 0; look < LOOKS; look += 1)
            await isLed();
    }
    catch (error) {
        signal.throwIfAborted();
        throw unwritable(marker, error);
    }
    finally {
        (0,external_node_fs_.rmSync)(marker, { force: true });
    }
    for (let look = 0; look < LOOKS; look += 1)
        if (await isLed())
            return true;
    return false;
}

;// CONCATENATED MODULE: ./build/platforms/nginx/harm.js

/** So often a page has to be another one than the side's own before that is believed. */
const ROUNDS = 3;
/**
 * What nginx spoils: a process that answers a request well, and does not when it comes through nginx; or whose page is
 * given out in another one's place, by a cache that does not know the sides apart.
 *
 * @returns what, as a clause; undefined: nothing, or the process does not answer well by itself.
 */
async function harmOf(site, path, asked, signal) {
    const { port, headers } = asked;
    const own = await tried(direct(site, port), path, { host: site.host }, signal);
    if (own === undefined || own.status >= 400)
        return undefined;
    const problem = (what) => `${path} ${what} through nginx, but ${own.status} when port ${port} is asked itself`;
    let through;
    try {
        through = await get(site, path, headers, signal);
    }
    catch (error) {
        signal.throwIfAborted();
        return problem(`is not answered whole (${messageOf(error)})`);
    }
    if (through.status >= 400)
        return problem(`answers ${through.status}`);
    return (await isOthers(site, path, asked, signal))
        ? `${path} through nginx is the page of port ${asked.other}, not of ${port}: a cache whose key is the same for both`
        : undefined;
}
/**
 * Whether a request that is led to the side gets the other side's page. Only pages that stay the same from one request
 * to the next are compared, and only with what the two sides answer themselves: what nginx adds to a page by the
 * site's own wish, or what an app makes of a header, is no harm.
 */
async function isOthers(site, path, { port, headers, other }, signal) {
    if (other === undefined)
        return false;
    for (let round = 0; round < ROUNDS; round += 1) {
        const page = async (from, sent) => (await tried(from, path, sent, signal))?.body;
        const host = { host: site.host };
        const before = [await page(direct(site, port), host), await page(direct(site, other), host)];
        const through = await page(site, headers);
        const after = [await page(direct(site, port), host), await page(direct(site, other), host)];
        const [own, others] = before;
        const steady = own !== undefined && others !== undefined && own === after[0] && others === after[1];
        if (!steady || own === others || through !== others)
            return false;
    }
    return true;
}
/** The process itself, past nginx. */
function direct(site, port) {
    return { ...site, tls: false, address: "127.0.0.1", port };
}
/** undefined: there is no whole answer. */
async function tried(site, path, headers, signal) {
    try {
        return await get(site, path, headers, signal);
    }
    catch {
        signal.throwIfAborted();
        return undefined;
    }
}

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
;// CONCATENATED MODULE: ./build/platforms/nginx/lock.js






/** How long the holder of the lock has to say who it is, in milliseconds. */
const lock_ANSWER_MS = 1_000;
/** How long another app's set-up may take, in milliseconds: a test, a reload and its proof. */
const TURN_MS = 60_000;
const TURN_LOOK_MS = 100;
/**
 * One step at a time for each state directory: an abstract socket, which the kernel takes away with the process that
 * holds it, however it ends (unix(7)). Whoever connects is told who holds it.
 *
 * @throws DeliveryError `refused` when another step holds it.
 */
async function lock(stateDir, holder) {
    const id = (0,external_node_crypto_.createHash)("sha256").update(stateDir).digest("hex").slice(0, 32);
    const path = `\0progressive-delivery-${id}`;
    const server = (0,external_node_net_.createServer)((socket) => {
        socket.on("error", () => socket.destroy());
        socket.end(holder);
    });
    try {
        await new Promise((resolve, reject) => {
            server.once("error", reject);
            server.listen({ path }, resolve);
        });
    }
    catch (error) {
        if (codeOf(error) !== "EADDRINUSE")
            throw error;
        throw refuse("step-at-work", { directory: stateDir, holder: await whoHolds(path) });
    }
    // The lock alone does not keep the process alive.
    server.unref();
    return server;
}
/**
 * The same, for a moment: waits its turn instead of refusing. nginx's own files are one for all apps of a machine.
 *
 * @returns how to let go of it.
 * @throws DeliveryError `refused` when it is still held after a minute.
 */
async function turnAt(path, holder, { clock, signal }) {
    const pace = { clock, signal, pauseMs: TURN_LOOK_MS, until: clock.now() + TURN_MS };
    const held = await (0,poll/* retry */.L)(pace, (error) => error instanceof errors/* DeliveryError */.VE, () => lock(path, holder));
    return () => void held.close();
}
function whoHolds(path) {
    return new Promise((resolve) => {
        let message = "";
        const socket = (0,external_node_net_.connect)({ path });
        const end = () => {
            socket.destroy();
            resolve(message === "" ? "it did not say which" : message.slice(0, 200));
        };
        socket.setTimeout(lock_ANSWER_MS, end);
        socket.setEncoding("utf8");
        socket.on("data", (chunk) => {
            message += chunk;
        });
        socket.on("end", end);
        socket.on("error", end);
    });
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./build/platforms/nginx/processes.js




/** The variable by which a process, and whatever it starts, is known to belong to a side: no pid has to be kept. */
const MARK = "PROGRESSIVE_DELIVERY_SIDE";
/** Lines of a side's output that an error shows. */
const SHOWN_LINES = 5;
const SHOWN_CHARACTERS = 300;
/** Of what a program writes, unless all of it is wanted. */
const KEPT_CHARACTERS = 64_000;
/**
 * The processes of a side, from whatever step and however they went into the background: by a variable that they were
 * started with, or by the session of their start command, for those that write over their environment to set a title.
 * Zombies are none.
 */
function processesOf(stateDir, port) {
    const mark = `${MARK}=${markOf(stateDir, port)}`;
    const session = readSession(sideFile(stateDir, port, "session"));
    return (0,external_node_fs_.readdirSync)("/proc")
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => {
        const variables = environOf(pid);
        const isOurs = variables.includes(mark) || (!processes_isWhole(variables) && isOfSession(pid, session));
        if (!isOurs)
            return [];
        return [{ pid: Number(pid), revision: revisionOf(Number(pid)) }];
    });
}
/** What a process was told to run, as far as we may look into it. */
function revisionOf(pid) {
    const variable = environOf(String(pid)).find((text) => text.startsWith("REVISION="));
    return variable?.slice("REVISION=".length);
}
/** `pid 4711 (node)`. */
function describeProcess(pid) {
    try {
        return `pid ${pid} (${(0,external_node_fs_.readFileSync)(`/proc/${pid}/comm`, "utf8").trim()})`;
    }
    catch {
        return `pid ${pid}`;
    }
}
/**
 * Runs a start command so that it outlives the step and the job: in a session of its own, with its output in a file,
 * and without the variables by which the runner finds what a job left behind (actions/runner, JobExtension.cs).
 *
 * @throws DeliveryError when its log cannot be written.
 */
function startDetached(command, env, stateDir, log, cwd) {
    let fd;
    try {
        renameOver(log, `${log}.1`);
        fd = (0,external_node_fs_.openSync)(log, "a", 0o640);
    }
    catch (error) {
        throw unwritable(log, error);
    }
    let failure;
    try {
        const child = (0,external_node_child_process_.spawn)("/bin/sh", ["-c", command], {
            cwd,
            detached: true,
            stdio: ["ignore", fd, fd],
            env: { ...outsideEnv(), ...env, [MARK]: markOf(stateDir, Number(env.PORT)) },
        });
        child.once("error", (error) => {
            failure = error.message;
        });
        child.once("exit", (code, signal) => {
            if (code !== 0)
                failure = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
        });
        child.unref();
        if (child.pid !== undefined)
            writeSession(sideFile(stateDir, Number(env.PORT), "session"), child.pid);
    }
    finally {
        (0,external_node_fs_.closeSync)(fd);
    }
    return { failure: () => failure };
}
/**
 * Runs a program to its end, without a shell.
 *
 * @param options `keep`: how many characters of its output, from the end; 64,000 unless told.
 * @throws DeliveryError `not-found` when there is no such program; the signal's reason when it aborts first.
 */
function runProgram(program, args, options) {
    const { keep = KEPT_CHARACTERS } = options;
    return new Promise((resolve, reject) => {
        let output = "";
        const child = (0,external_node_child_process_.spawn)(program, args, {
            env: { ...outsideEnv(), ...options.env },
            ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
            stdio: ["ignore", "pipe", "pipe"],
            signal: options.signal,
        });
        const take = (chunk) => {
            output = (output + chunk.toString()).slice(-keep);
        };
        child.stdout.on("data", take);
        child.stderr.on("data", take);
        child.once("error", (error) => {
            if (options.signal.aborted)
                reject(options.signal.reason);
            else if (codeOf(error) !== "ENOENT")
                reject(error);
            else
                reject(refuse("program-missing", { program }, { cause: error }));
        });
        child.once("close", (code) => resolve({ code, output }));
    });
}
/** Signals a process of a side; one that is gone already is as good. */
function signalProcess(pid, signal) {
    try {
        process.kill(pid, signal);
    }
    catch (error) {
        if (codeOf(error) === "ESRCH")
            return;
        throw refuse("process-not-ours", { process: describeProcess(pid) }, { cause: error });
    }
}
/** The last lines of a text, for an error. */
function lastLines(text) {
    return text
        .split("\n")
        .map((line) => line.trim().slice(0, SHOWN_CHARACTERS))
        .filter((line) => line !== "")
        .slice(-SHOWN_LINES);
}
function readLog(log) {
    try {
        return (0,external_node_fs_.readFileSync)(log, "utf8");
    }
    catch {
        return "";
    }
}
/** The job's environment without what belongs to the job alone: tokens, inputs, and the runner's tracking id. */
function outsideEnv() {
    const kept = Object.entries(process.env).filter(([name]) => !/^(?:INPUT_|STATE_|GITHUB_|RUNNER_|ACTIONS_)/.test(name));
    // Where Debian puts nginx; not on the path of ordinary users.
    return { ...Object.fromEntries(kept), PATH: `${process.env.PATH ?? ""}:/usr/local/sbin:/usr/sbin` };
}
function writeSession(file, leader) {
    const began = statOf(String(leader))?.began;
    if (began === undefined)
        return;
    try {
        (0,external_node_fs_.writeFileSync)(file, `${JSON.stringify({ boot: bootId(), leader, began })}\n`, { mode: 0o640 });
    }
    catch {
        // The variable is still there to know it by.
    }
}
function readSession(file) {
    try {
        const { boot, leader, began } = JSON.parse((0,external_node_fs_.readFileSync)(file, "utf8"));
        if (typeof leader !== "number" || typeof began !== "number" || boot !== bootId())
            return undefined;
        return { boot, leader, began };
    }
    catch {
        return undefined;
    }
}
/** An environment as a process is started with; whoever sets a title writes over it, and another user's is not shown. */
function processes_isWhole(variables) {
    return variables.some((variable) => variable.startsWith("PATH="));
}
function isOfSession(pid, session) {
    if (session === undefined)
        return false;
    const leader = statOf(String(session.leader));
    if (leader !== undefined && leader.began !== session.began)
        return false;
    const stat = statOf(pid);
    return stat !== undefined && stat.state !== "Z" && stat.session === session.leader && stat.began >= session.began;
}
function statOf(pid) {
    try {
        const text = (0,external_node_fs_.readFileSync)(`/proc/${pid}/stat`, "utf8");
        // The command, in parentheses, may hold anything.
        const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
        return { state: fields[0] ?? "", session: Number(fields[3]), began: Number(fields[19]) };
    }
    catch {
        return undefined;
    }
}
function bootId() {
    return (0,external_node_fs_.readFileSync)("/proc/sys/kernel/random/boot_id", "utf8").trim();
}
function markOf(stateDir, port) {
    return `${stateDir}@${port}`;
}
function environOf(pid) {
    try {
        // The environment of a zombie is empty.
        return (0,external_node_fs_.readFileSync)(`/proc/${pid}/environ`, "utf8").split("\0");
    }
    catch {
        return []; // Gone meanwhile, or another user's.
    }
}
function renameOver(from, to) {
    try {
        (0,external_node_fs_.renameSync)(from, to);
    }
    catch (error) {
        if (codeOf(error) !== "ENOENT")
            throw error;
    }
}

;// CONCATENATED MODULE: ./build/platforms/nginx/site.js
/** What `setup` has to know of the user's own configuration, read from what `nginx -T` prints; nothing is rewritten. */
/**
 * A rewrite at server level that ends the rewriting there before our include has its turn: those requests would get no
 * side.
 *
 * @param dump the whole configuration, as `nginx -T` prints it.
 * @param include the path of our file for the server block.
 * @returns the directive; undefined when there is none.
 */
function rewriteBefore(dump, include) {
    const name = include.slice(include.lastIndexOf("/") + 1);
    const blocks = [];
    let words = [];
    for (const token of tokensOf(dump)) {
        if (token === "{") {
            blocks.push({ kind: words[0] ?? "", rewrite: undefined });
        }
        else if (token === "}") {
            blocks.pop();
        }
        else if (token !== ";") {
            words.push(token);
            continue;
        }
        const server = token === ";" ? serverOf(blocks) : undefined;
        if (server !== undefined && endsRewriting(words))
            server.rewrite ??= `${words.join(" ")};`;
        const isOurs = words[0] === "include" && (words[1] === name || words[1]?.endsWith(`/${name}`) === true);
        if (server?.rewrite !== undefined && isOurs)
            return server.rewrite;
        words = [];
    }
    return undefined;
}
/**
 * Whether the http level has an `access_log` of its own. Without any, nginx writes the one that it was built with, and
 * ours would end that.
 *
 * @param dump the whole configuration, as `nginx -T` prints it.
 * @param ours the path of our log.
 */
function hasOwnLog(dump, ours) {
    let depth = 0;
    let words = [];
    for (const token of tokensOf(dump)) {
        if (token === "{")
            depth += 1;
        else if (token === "}")
            depth -= 1;
        else if (token !== ";") {
            words.push(token);
            continue;
        }
        // A file that the http block includes is printed by itself, outside of it.
        if (token === ";" && depth <= 1 && words[0] === "access_log" && words[1] !== ours)
            return true;
        words = [];
    }
    return false;
}
/** The server block that a directive is in directly, or by an `if`; none when a location is between. */
function serverOf(blocks) {
    const at = blocks.findLastIndex(({ kind }) => kind !== "if");
    return blocks[at]?.kind === "server" ? blocks[at] : undefined;
}
function endsRewriting(words) {
    return ((words[0] === "rewrite" && words.length === 4 && /^(?:last|break)$/.test(words[3] ?? "")) || words[0] === "break");
}
/** Words, `{`, `}` and `;`, without comments; a quoted text is one word. */
function tokensOf(text) {
    return (text.match(/#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|(?:\\.|\$\{|[^\s{};"'#\\])+/g) ?? []).filter((token) => !token.startsWith("#"));
}

;// CONCATENATED MODULE: ./build/platforms/nginx/answer-change.js

/** Part of how an answer is sent, or of one page alone: the page itself is compared. */
const OF_THE_PAGE = /^(?:connection|keep-alive|transfer-encoding|content-length|accept-ranges|etag|last-modified|date|age)$/;
/**
 * What a user gets that is another thing than before. Only what was the same twice before is compared. Where nobody got
 * a page (an error, no answer), anything is welcome; who was kept out (401, 403) has to stay out.
 *
 * @param before two looks, one after the other.
 * @returns what, as a sentence without its end; undefined: nothing.
 */
function changeOf(path, before, after) {
    const [first, second] = before.map(({ answer }) => answer);
    const now = after.answer;
    if (first === undefined || second === undefined || !isGiven(first) || classOf(first) !== classOf(second)) {
        return undefined;
    }
    if (now === undefined)
        return `${path} answered ${first.status} before, and does not answer now`;
    if (classOf(now) !== classOf(first))
        return `${path} answered ${first.status} before, and answers ${now.status} now`;
    if (first.status >= 400)
        return undefined;
    for (const name of ["location", "content-type"]) {
        const [was, is] = [headerOf(first, name), headerOf(now, name)];
        if (was !== headerOf(second, name) || was === is)
            continue;
        return `${path} had the ${name} ${wordsOf(was)} before, and has ${wordsOf(is)} now`;
    }
    const lost = lostOf(first, second, now);
    if (lost.length > 0)
        return `${path} had the header ${lost.join(", ")} before, and does not have it now`;
    return isOtherPage(before, after)
        ? `${path} is another page than before (it had ${sizeOf(first)}, and has ${sizeOf(now)} now)`
        : undefined;
}
/** Whether two answers are one page. */
function isSamePage(one, other) {
    return one !== undefined && other !== undefined && one.status === other.status && one.body === other.body;
}
/** A page, a redirect, or a door that is closed on purpose. */
function isGiven({ status }) {
    return status < 400 || status === 401 || status === 403;
}
function classOf({ status }) {
    return Math.floor(status / 100);
}
function lostOf(first, second, now) {
    const isConstant = (name) => headerOf(first, name) === headerOf(second, name);
    return Object.keys(first.headers)
        .filter((name) => !OF_THE_PAGE.test(name) && isConstant(name) && now.headers[name] === undefined)
        .map(shown);
}
/** A page that its side made anew in the meantime, such as a clock, tells nothing about nginx. */
function isOtherPage([first, second], after) {
    const steady = isSamePage(first.answer, second.answer) && first.own === second.own && first.own === after.own;
    return steady && first.answer?.body !== after.answer?.body;
}
function headerOf({ headers }, name) {
    return headers[name]?.join(", ") ?? "";
}
function wordsOf(value) {
    return value === "" ? "none" : shown(value);
}
function sizeOf({ body }) {
    return `${Buffer.byteLength(body)} bytes`;
}

;// CONCATENATED MODULE: ./build/platforms/nginx/site-answers.js






/** A change has to last so long to be believed, in milliseconds. */
const LASTS_MS = 2_000;
const LOOK_MS = 200;
/** No site has this name (RFC 2606): it is answered by whichever server nginx has for all the others. */
const NOBODY = "nobody.invalid";
/** The site's URL and its health check, as users ask for them. */
async function askSite(tools, state) {
    const { site, healthPath } = tools.settings;
    const ask = (path, host) => askPath(tools, state, path, host);
    return Promise.all([...new Set([site.path, healthPath])].map(async (path) => ({
        path,
        users: [await ask(path, site.host), await ask(path, site.host)],
        strangers: [await ask(path, NOBODY), await ask(path, NOBODY)],
    })));
}
/**
 * Seen before nginx is reloaded: the site gives out pages, and would lead its users to a port where nobody answers.
 *
 * @param before what users get as long as nginx has not loaded anything.
 */
function emptySideOf(state, [asked]) {
    if (asked === undefined)
        return undefined;
    const { path, users, strangers } = asked;
    const [{ answer }] = users;
    const isServed = answer !== undefined && answer.status < 400 && !isSamePage(answer, strangers[0].answer);
    if (!isServed || users.some(({ own }) => own !== undefined))
        return undefined;
    const port = servingPort(state);
    return {
        problem: `${path} answers ${answer.status} now, and nothing answers on port ${port}: users would get an error.`,
        fix: `Start the app on port ${port} first, or give the port that it is on in \`ports\`. If the site may be down until ` +
            `the first release, reload nginx yourself, then run \`setup\` again.`,
    };
}
/**
 * What users get from the site that is another thing than before; undefined: nothing. A site that nginx did not know
 * before, and answered like any other host, has nothing to lose.
 */
async function siteChangeOf(tools, state, before) {
    const { settings, clock, signal } = tools;
    const ask = (path, host) => askPath(tools, state, path, host);
    for (const { path, users, strangers } of before) {
        const pace = { clock, signal, pauseMs: LOOK_MS, until: clock.now() + LASTS_MS };
        const look = async () => changeOf(path, users, await ask(path, settings.site.host));
        const change = await (0,poll/* poll */.w)(pace, look, (found) => found === undefined);
        if (change === undefined)
            continue;
        const wasStranger = isSamePage(users[0].answer, strangers[0].answer);
        if (wasStranger && changeOf(path, strangers, await ask(path, NOBODY)) === undefined)
            continue;
        return { problem: `Users get another answer from the site: ${change}.`, fix: remedyOf(settings) };
    }
    return undefined;
}
function remedyOf(settings) {
    const inherited = "`proxy_set_header` lines outside the location, and `add_header` lines outside the server block, are not " +
        "inherited where ours stand: repeat them there.";
    const meant = "If the change is meant, reload nginx with it: `setup` compares with what nginx serves when it begins.";
    return `${harmRemedy(settings)} ${inherited} ${meant}`;
}
/** Always the side that serves: in the middle of a rollout a user would be drawn anew by each request. */
async function askPath({ settings, signal }, state, path, host) {
    const { site, app } = settings;
    const port = servingPort(state);
    const [answer, own] = await Promise.all([
        tried({ ...site, host }, path, { [(0,nginx_settings/* routeHeader */.Hc)(app)]: tokenOf(state, port) }, signal),
        tried(direct(site, port), path, { host }, signal),
    ]);
    return { answer, own: own?.body };
}
function servingPort(state) {
    return isPromoted(state) ? greenPort(state) : state.live;
}

;// CONCATENATED MODULE: ./build/platforms/nginx/install.js













/** nginx's own default on Debian, Ubuntu, RHEL and in the official image. */
const DEFAULT_CONFIGURATION = "/etc/nginx/nginx.conf";
/** Fresh connections in a row that must be decided by the new structure. */
const PROOFS = 20;
/** nginx tells its old workers to go after 100 ms (ngx_process_cycle.c); until then they accept too. */
const SETTLE_MS = 300;
const PROVE_MS = 10_000;
const install_LOOK_MS = 50;
/**
 * What is in nginx's directory, and whether nginx would take it.
 *
 * @throws DeliveryError `not-found` when nginx is not installed.
 */
async function readInstallation(tools) {
    const { settings, signal } = tools;
    const { output } = await runProgram("nginx", ["-v"], { signal });
    if (!(0,external_node_fs_.existsSync)(settings.configuration)) {
        throw refuse("no-nginx-conf", { path: settings.configuration });
    }
    const routes = settings.mode === "reload" ? [routesPath(settings)] : [];
    const paths = [...filesIn(structureOf(settings)).map(({ path }) => path), ...routes];
    return {
        version: /nginx\/[\d.]+/.exec(output)?.[0] ?? output.trim(),
        broken: await testError(tools),
        files: Object.fromEntries(paths.map((path) => [path, contentOf(path)])),
    };
}
/** Files of a `setup` that was cut off before it was proven. */
function leftoversOf(settings) {
    const paths = filesIn(structureOf(settings)).map(({ path }) => backupOf(path));
    return paths.filter((path) => (0,external_node_fs_.existsSync)(path));
}
/**
 * Writes files, has nginx test and load them, and proves by requests that it did. Whatever fails, the former files are
 * put back; nginx serves what it served until its new workers are there.
 *
 * @param files in an order in which nginx can start wherever this is cut off: what a file needs comes before it.
 * @throws DeliveryError `denied` without the rights, `unsuitable` when nginx refuses.
 */
async function install(tools, files, hash, state) {
    const { app, configuration } = tools.settings;
    const letGo = await turnAt(`${configuration} of nginx`, `${app}, pid ${process.pid}`, tools);
    try {
        const broken = await testError(tools);
        if (broken !== undefined && !missesOneOf(broken, files))
            throw refuse("nginx-broken-before", {}, [broken]);
        await replaceAll(tools, files, hash, state);
    }
    finally {
        letGo();
    }
}
/** nginx fails because a file of ours, which others include, is missing: writing it is the cure. */
function missesOneOf(broken, files) {
    return files.some(({ path }) => broken.includes(`open() "${path}" failed`));
}
async function replaceAll(tools, files, hash, state) {
    const { app } = tools.settings;
    let begunLog;
    const before = laysDown(tools.settings, files) ? await askSite(tools, state) : undefined;
    let isLoaded = false;
    try {
        for (const file of files)
            replace(file);
        if (laysDown(tools.settings, files))
            begunLog = beginLog(logPath(tools.settings));
    }
    catch (error) {
        putBack(files);
        throw unwritable((0,external_node_path_.dirname)(files[0]?.path ?? ""), error);
    }
    try {
        const broken = await testError(tools);
        if (broken !== undefined)
            throw unloadable("nginx refuses the configuration with our files in it.", [broken]);
        const { output } = await nginx(tools, ["-T", "-q"], Number.POSITIVE_INFINITY);
        if (before !== undefined && isIncluded(output, app))
            stopAt(emptySideOf(state, before));
        requireFitting(tools.settings, files, output);
        await reload(tools);
        isLoaded = true;
        if (isIncluded(output, app)) {
            await prove(tools, hash, state);
            if (before !== undefined)
                stopAt(await siteChangeOf(tools, state, before));
            stopAt(await siteHarmOf(tools, state));
        }
    }
    catch (error) {
        const isUndone = await undo(tools, files);
        if (isUndone && begunLog !== undefined)
            (0,external_node_fs_.rmSync)(begunLog, { force: true });
        if (!(error instanceof Unproven))
            throw error;
        const { problem, fix, reasons } = error;
        if (isUndone || !isLoaded)
            throw refuse("not-loaded", { problem, fix }, reasons);
        throw refuse("loaded-as-edited", { problem, fix }, reasons);
    }
    for (const { path } of files)
        (0,external_node_fs_.rmSync)(backupOf(path), { force: true });
}
/** `setup` at work, and not a switch by reload: that moves users, and has no business with the rest of the configuration. */
function laysDown(settings, files) {
    const { http } = structureOf(settings);
    return files.some(({ path }) => path === http.path);
}
/** What the whole configuration, as nginx prints it, has around our files. */
function requireFitting(settings, files, printed) {
    const { http, server } = structureOf(settings);
    if (!printed.includes(headLine(settings.app, "http"))) {
        const problem = `nginx-conf: ${settings.configuration} does not include ${http.path} in its http block.`;
        throw unloadable(problem, [], "Add `include conf.d/*.conf;` to its http block, as the packages have it.");
    }
    const rewrite = rewriteBefore(printed, server.path);
    if (rewrite !== undefined) {
        const problem = `The site's server block has \`${rewrite}\` before it includes ${server.path}: those requests would get no side.`;
        throw unloadable(problem, [], "Move that include above it.");
    }
    if (!laysDown(settings, files) || hasOwnLog(printed, logPath(settings)))
        return;
    const problem = "The http block has no `access_log` of its own: the log that nginx was built with would end.";
    throw unloadable(problem, [], "Add the log that you want to go on, e.g. `access_log logs/access.log;`, or `off`.");
}
/** Why `nginx -t` fails, in nginx's words; undefined when it does not. */
async function testError(tools) {
    const { code, output } = await nginx(tools, ["-t", "-q"]);
    return code === 0 ? undefined : (lastLines(output).find((line) => line.includes("[emerg]")) ?? output.trim());
}
async function reload(tools) {
    const { code, output } = await nginx(tools, ["-s", "reload"]);
    if (code === 0)
        return;
    const lines = lastLines(output);
    const foreign = output.includes("Operation not permitted");
    const problem = foreign ? "nginx is not ours to reload." : "nginx could not be told to reload: is it running?";
    const remedy = foreign ? "Run `setup` as the user that started nginx, which is root as a rule." : "Start nginx.";
    throw unloadable(problem, lines, remedy);
}
/** A reload that nginx cannot follow says so only in its log: whether it followed is seen from outside. */
async function prove({ settings, clock, signal }, hash, state) {
    const began = clock.now();
    let inARow = 0;
    let message = "";
    while (inARow < PROOFS || clock.now() - began < SETTLE_MS) {
        const routing = await checkRouting(settings.site, settings.app, state, signal);
        const proven = routing.kind === "obeys" && routing.structure === hash;
        inARow = proven ? inARow + 1 : 0;
        if (!proven) {
            message = routing.kind === "obeys" ? `nginx still has the structure ${routing.structure}` : routing.message;
            await clock.sleep(install_LOOK_MS, signal);
        }
        if (clock.now() - began > PROVE_MS) {
            const remedy = "Look into nginx's error log. Is `url` the site that includes the files, do its server and location have no " +
                "`add_header` that hides X-Delivery, and may nginx's user enter the state directory?";
            throw unloadable("The new structure was loaded, but a request does not show it.", [message], remedy);
        }
    }
}
/** The site has our files in it. */
function isIncluded(dump, app) {
    const places = ["location", "pass"];
    return dump.includes(headLine(app, "server")) && places.some((part) => dump.includes(headLine(app, part)));
}
/** What a user gets through nginx, against what the process itself answers; undefined: the same. */
async function siteHarmOf({ settings, signal }, state) {
    const { live } = state;
    const headers = { [(0,nginx_settings/* routeHeader */.Hc)(settings.app)]: tokenOf(state, live) };
    const asked = { port: live, headers, other: state.ports.find((port) => port !== live) };
    const harm = await harmOf(settings.site, settings.site.path, asked, signal);
    if (harm === undefined)
        return undefined;
    return { problem: `The site does not pass requests on as they are: ${harm}.`, fix: harmRemedy(settings) };
}
function stopAt(found) {
    if (found !== undefined)
        throw unloadable(found.problem, [], found.fix);
}
/**
 * Puts the former files back and has nginx load them, if it would; a site that names ours keeps them.
 *
 * @returns whether nginx goes by the former files.
 */
async function undo(tools, files) {
    putBack(files);
    // Not the step's signal: a cancelled setup has to leave a whole configuration, too.
    const calm = { ...tools, signal: AbortSignal.timeout(PROVE_MS) };
    const broken = await testError(calm);
    if (broken === undefined) {
        await nginx(calm, ["-s", "reload"]);
        return true;
    }
    // A mistake of somebody else's is no reason to take a file away that was there before.
    const added = files.filter(({ path }) => contentOf(path) === undefined);
    if (!missesOneOf(broken, added))
        return false;
    for (const file of added)
        writeWhole(file);
    if ((await testError(calm)) === undefined)
        return false;
    for (const { path } of added)
        (0,external_node_fs_.rmSync)(path, { force: true });
    return false;
}
function nginx({ settings, signal }, args, keep) {
    const own = settings.configuration === DEFAULT_CONFIGURATION ? [] : ["-c", settings.configuration];
    return runProgram("nginx", [...args, ...own], { signal, ...(keep === undefined ? {} : { keep }) });
}
/** Why the files do not stay: how it ends is known only when they are put back. */
class Unproven extends Error {
    problem;
    reasons;
    fix;
    constructor(problem, reasons, fix) {
        super(problem);
        this.problem = problem;
        this.reasons = reasons;
        this.fix = fix;
    }
}
function unloadable(problem, reasons, fix = "Fix what nginx says.") {
    return new Unproven(problem, reasons, fix);
}
/** The former content is kept beside it until the new one is proven. An earlier one that was never proven is no former. */
function replace(file) {
    const { path, former } = file;
    (0,external_node_fs_.mkdirSync)((0,external_node_path_.dirname)(path), { recursive: true });
    // What the record says needs no copy; a copy that is found is of whatever an earlier step was cut off at.
    if (former !== undefined)
        (0,external_node_fs_.rmSync)(backupOf(path), { force: true });
    else if (!(0,external_node_fs_.existsSync)(backupOf(path))) {
        writeWhole({ ...file, path: backupOf(path), content: contentOf(path) ?? "" });
    }
    writeWhole(file);
}
function putBack(files) {
    for (const file of files) {
        const { path } = file;
        const former = file.former ?? contentOf(backupOf(path));
        if (former === undefined)
            continue;
        // Ours are never empty: an empty one stands for none.
        if (former === "")
            (0,external_node_fs_.rmSync)(path, { force: true });
        else
            writeWhole({ ...file, content: former });
        (0,external_node_fs_.rmSync)(backupOf(path), { force: true });
    }
}
/** Whole or not at all, and under a name that no `*.conf` finds until it is whole. */
function writeWhole({ path, content, secret }) {
    const next = `${path}.next`;
    (0,external_node_fs_.rmSync)(next, { force: true });
    (0,external_node_fs_.writeFileSync)(next, content, { mode: secret === true ? 0o600 : 0o644, flush: true });
    (0,external_node_fs_.renameSync)(next, path);
}
/**
 * Whom root's nginx creates a file for depends on the umask; whoever runs the steps has to read this one.
 *
 * @returns its path; undefined when it was there.
 */
function beginLog(path) {
    try {
        const file = (0,external_node_fs_.openSync)(path, "ax", 0o644);
        (0,external_node_fs_.fchmodSync)(file, 0o644);
        (0,external_node_fs_.closeSync)(file);
        return path;
    }
    catch {
        // It is there, or nginx cannot create it either: then its test says so.
        return undefined;
    }
}
function backupOf(path) {
    return `${path}.before`;
}
function contentOf(path) {
    try {
        return (0,external_node_fs_.readFileSync)(path, "utf8");
    }
    catch (error) {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR")
            return undefined;
        throw unwritable(path, error);
    }
}

;// CONCATENATED MODULE: ./build/platforms/nginx/parts.js


/** The changes of which several moves are made. */
/** `shop@7002`. */
function nameOf({ app }, port) {
    return `${app}@${port}`;
}
/** Hundredths of a per cent as a per cent. */
function percent(share) {
    return share / 100;
}
/** What the record says of how a side was started. */
function keptBy(settings) {
    const keeper = keeperOf(settings);
    return { command: (0,nginx_settings/* commandOf */.Nl)(settings), ...(keeper === undefined ? {} : { keeper }) };
}
/** Who keeps a side's process, as the inputs have it. */
function keeperOf({ supervisor }) {
    if (supervisor?.kind === "unit")
        return { kind: "unit", template: supervisor.template };
    return supervisor === undefined ? undefined : { kind: supervisor.kind };
}
/** Green has to answer through nginx: the URL itself, and the paths of `smoke-test`. */
function tryGreen({ smoke }, state, port) {
    const what = smoke.length === 0 ? "" : `, and for ${smoke.map(path_check/* describePathCheck */.xA).join(", ")}`;
    return {
        kind: "try",
        port,
        checks: smoke,
        summary: `Ask ${nameOf(state, port)} through nginx, by a secret header${what}`,
    };
}
function waitHealthy(state, port) {
    return {
        kind: "wait-healthy",
        waits: true,
        port,
        summary: `Wait until ${nameOf(state, port)} answers its health check`,
    };
}
function startSide(state, port, revision) {
    return { kind: "start", port, revision, summary: `Start ${nameOf(state, port)} with ${revision}` };
}
function stopLeftover(state, port, revision) {
    const summary = `Stop what is left of ${nameOf(state, port)}: it gets no requests`;
    return { kind: "stop", port, revision: revision ?? "", destroys: true, summary };
}

;// CONCATENATED MODULE: ./build/platforms/nginx/routes.js


/**
 * What the markers say, as configuration, for `mode: reload`: a file that every switch writes anew. Its values are
 * ports, shares and names that `markersOf` takes too.
 */
function routesOf(place, state) {
    const { app } = place;
    const { ports, cohort } = state;
    const [first, second] = ports;
    const everyone = shareOfSecond(state, cohort === null ? state.share : 0);
    const markers = markersOf(state);
    // `<port>.h.<value>`: as patterns, because keys of a map are matched without regard to case, and 44 characters at most.
    const named = markers.flatMap((marker) => {
        const [port = "", kind, value = ""] = marker.split(".");
        return kind === "h" ? [`"~^h\\.${value}$" ${port};`] : [];
    });
    const upstream = (port) => `${port} ${app}_${port}${markers.includes(`fb.${port}`) ? "_fb" : ""};`;
    const lines = [
        headLine(app, "routes"),
        "# Do not edit: every switch writes it anew.",
        draw(app, "d", everyone, ports),
        draw(app, "e", shareOfSecond(state, state.share), ports),
        `map $${app}_ck $${app}_dc { default $${app}_d;${cohort === null ? "" : ` "~^c\\.${cohort}$" $${app}_e;`} }`,
        `map $${app}_hk $${app}_p { default $${app}_dc; ${named.join(" ")} }`,
        `map $${app}_p $${app}_u { default ${app}_${first}; ${upstream(first)} ${upstream(second)} }`,
    ];
    return { path: routesPath(place), content: `${lines.join("\n")}\n`, secret: true };
}
/** `0%` and `100%` are no percentages to nginx. */
function draw(app, letter, share, [first, second]) {
    const target = `$${app}_${letter}`;
    if (share === 0 || share === WHOLE)
        return `map "" ${target} { default ${share === 0 ? first : second}; }`;
    return `split_clients "$${app}_id" ${target} { ${(share / 100).toFixed(2)}% ${second}; * ${first}; }`;
}

;// CONCATENATED MODULE: ./build/platforms/nginx/apply.js
















/** How long nginx may take to see a change, in milliseconds: at once, but for an `open_file_cache`. */
const apply_PROVE_MS = 5_000;
const apply_LOOK_MS = 50;
/** So many fresh connections reach each of a few workers, but for a rare chance. */
const LOOKS_BACK = 8;
const CACHED = {
    kind: "blind",
    message: "nginx remembers marker files that are gone: the site needs `open_file_cache off;` in its server block.",
};
/** The writing half of the platform: one method per kind of change, each idempotent. */
class NginxWriter {
    #settings;
    #processes;
    #clock;
    #signal;
    /** Since when nobody answers: the only process was stopped by this step. */
    #silentSince;
    /** The outage that this step has made, once it is over. */
    outage;
    constructor(settings, processes, clock, signal) {
        this.#settings = settings;
        this.#processes = processes;
        this.#clock = clock;
        this.#signal = signal;
    }
    async apply(change, seen) {
        switch (change.kind) {
            case "begin":
                return this.#begin(change, seen);
            case "install":
                await this.#install(change.files, change.hash, this.#current(), this.#current());
                return undefined;
            case "switch":
                return this.#ending(change, await this.#switch(change, seen));
            case "undo":
                if (change.back !== undefined)
                    await this.#startBlue(change.live, change.back);
                return this.#switch({ edit: change.routing, stays: true }, seen);
            case "start":
                this.#noteStart(change);
                await this.#processes.start(change.port, change.revision);
                return undefined;
            case "stop":
                if (change.movesTraffic === true)
                    this.#silentSince ??= this.#clock.now();
                await this.#processes.stop(change.port, change.revision);
                return undefined;
            case "boot":
                await this.#processes.setBoot(change.port, change.keeper, change.on);
                return undefined;
            case "try":
                return this.#try(change, seen);
            case "record-verified":
                return this.#recordVerified(change, seen);
        }
    }
    /** An outage ends when nginx is seen to lead everyone to a process that is healthy. */
    #ending({ movesTraffic }, after) {
        if (this.#silentSince === undefined || movesTraffic !== true)
            return after;
        this.outage = { began: this.#silentSince, ended: this.#clock.now() };
        return after === undefined ? undefined : { ...after, outage: this.outage };
    }
    #begin({ content }, seen) {
        const { stateDir } = this.#settings;
        const { state: existing } = readStore(stateDir);
        if (existing !== undefined)
            return { ...seen, state: existing };
        const { SUDO_UID: uid, SUDO_GID: gid } = process.env;
        try {
            (0,external_node_fs_.mkdirSync)(stateDir, { recursive: true, mode: 0o755 });
            // Whoever asked root for this runs every later step.
            if (process.getuid?.() === 0 && uid !== undefined && gid !== undefined) {
                (0,external_node_fs_.chownSync)(stateDir, Number(uid), Number(gid));
            }
        }
        catch (error) {
            throw unwritable(stateDir, error);
        }
        const state = this.#next(content, 1);
        writeState(stateDir, state);
        return { ...seen, state };
    }
    #recordVerified({ record }, seen) {
        const before = this.#current();
        const { switched } = before;
        const isIts = switched !== null && switched.by === record.by && (switched.to ?? record.to) === record.to;
        if (isIts && switched.verified)
            return { ...seen, state: before };
        const memory = switched?.memory === undefined ? {} : { memory: switched.memory };
        const { bakeMs: _, ...known } = isIts ? switched : { ...record, at: this.#clock.now(), ...memory };
        return { ...seen, state: this.#writeUntold(before, { switched: { ...known, verified: true } }) };
    }
    /** There is room for one process: green stops first. */
    async #startBlue(live, revision) {
        const green = greenPort(this.#current());
        await this.#processes.stop(green, sideOf(this.#current(), green).revision);
        await this.#processes.start(live, revision);
    }
    #noteStart({ port, revision }) {
        const before = this.#note({ tried: false }, port);
        const { sides } = withSide(before, port, { revision, up: true, ...keptBy(this.#settings) });
        if (!same(sides, before.sides))
            this.#writeUntold(before, { sides });
    }
    /** Whether green, if it is that port, has answered through nginx as it should. */
    #note({ tried }, port) {
        const before = this.#current();
        const { rollout } = before;
        if (rollout === null || greenPort(before) !== port || (rollout.tried ?? true) === tried)
            return before;
        return this.#writeUntold(before, { rollout: { ...rollout, tried } });
    }
    /** With the header values that nginx knows: nothing that it serves by changes. */
    #writeUntold(before, edit) {
        const next = this.#next({ ...before, ...edit }, before.seq + 1, before);
        writeState(this.#settings.stateDir, next);
        return next;
    }
    /** From the state on disk, not from the one seen: nobody else can have written it, but this step has. */
    async #switch(change, seen) {
        const { stateDir } = this.#settings;
        const { edit, stays } = change;
        const before = this.#current();
        this.#signal.throwIfAborted();
        let next = isDone(change, before)
            ? before
            : this.#next({ ...before, ...edit, ...this.#switched(change) }, before.seq + 1);
        if (this.#settings.mode === "reload")
            return this.#reload(before, next, change, seen);
        if (next !== before)
            next = this.#write(next, stays === true);
        const after = { ...seen, at: this.#clock.now(), state: next, drift: [], unfinished: [] };
        // A site that does not include the structure yet has nothing to prove.
        if (edit.structure !== undefined)
            return after;
        const routing = await this.#obeyed(next, before);
        if (routing.kind === "obeys")
            return { ...after, routing };
        if (stays === true)
            throw refuse("way-back-not-followed", { problem: routing.message });
        if (next !== before)
            writeState(stateDir, this.#next(before, next.seq + 1));
        throw refuse("switch-taken-back", { problem: routing.message }, { noEffect: true });
    }
    /** A way back needs no room where a state like it is still on disk. */
    #write(next, isWayBack) {
        const { stateDir } = this.#settings;
        try {
            writeState(stateDir, next);
            return next;
        }
        catch (error) {
            const alike = isWayBack ? returnTo(stateDir, (state) => routesAlike(state, next)) : undefined;
            if (alike === undefined)
                throw error;
            return alike;
        }
    }
    /**
     * The same by nginx's own files. They are written second: whoever finds them behind the state knows what was meant,
     * and the next step loads it.
     */
    async #reload(before, wanted, { edit, stays }, seen) {
        const { stateDir } = this.#settings;
        let next = wanted;
        const quiet = this.#next({ ...next }, next.seq, before);
        const [routes, loaded] = [quiet, before].map((state) => routesOf(this.#settings, state).content);
        // Proven a moment ago, by the header values that are loaded: they stay. Nor is a route reloaded that is as it was.
        if (edit.structure !== undefined || (routes === loaded && seen.routing.kind === "obeys")) {
            if (next !== before)
                writeState(stateDir, quiet);
            return edit.structure === undefined ? { ...seen, at: this.#clock.now(), state: quiet } : undefined;
        }
        if (next !== before)
            next = this.#write(next, stays === true);
        try {
            await this.#install([], next.structure ?? "", next, before);
        }
        catch (error) {
            // A cancelled step is undone by its undo record.
            if (this.#signal.aborted || next === before)
                throw error;
            writeState(stateDir, { ...before, seq: next.seq + 1, at: this.#clock.now() });
            if (!(error instanceof errors/* DeliveryError */.VE))
                throw error;
            const { id, reasons, remedy = "" } = error;
            throw new errors/* DeliveryError */.VE(error.code, error.message, {
                ...(id === undefined ? {} : { id }),
                reasons,
                remedy,
                noEffect: true,
                cause: error,
            });
        }
        return { ...seen, at: this.#clock.now(), state: next, drift: [], unfinished: [] };
    }
    /** @param before the state whose routes come back should nginx refuse: on record, whatever a file says. */
    #install(files, hash, state, before) {
        const tools = { settings: this.#settings, clock: this.#clock, signal: this.#signal };
        if (this.#settings.mode !== "reload")
            return install(tools, files, hash, state);
        const routes = { ...routesOf(this.#settings, state), former: routesOf(this.#settings, before).content };
        return install(tools, [routes, ...files], hash, state);
    }
    /** nginx follows the state: it knows the new header values, and the old ones no more. */
    async #obeyed(state, before) {
        const { site, app } = this.#settings;
        const pace = { clock: this.#clock, signal: this.#signal, pauseMs: apply_LOOK_MS, until: this.#clock.now() + apply_PROVE_MS };
        const look = async () => {
            const routing = await checkRouting(site, app, state, this.#signal);
            const remembers = routing.kind === "obeys" ? await this.#remembered(state, before) : undefined;
            return { ...routing, ...remembers };
        };
        return (0,poll/* poll */.w)(pace, look, ({ kind }) => kind === "obeys");
    }
    /** With nobody on green, or everybody, an old header value that still leads to the other side is one that is cached. */
    async #remembered(state, before) {
        const { site, app, mode } = this.#settings;
        const { share, ports, live } = state;
        if (mode === "reload" || !isUndivided(state))
            return undefined;
        const left = share === 0 ? greenPort(state) : live;
        const token = before.probeTokens[ports[1] === left ? 1 : 0];
        if (token === null || state.probeTokens.includes(token))
            return undefined;
        for (let look = 0; look < LOOKS_BACK; look += 1) {
            const answer = await get(site, site.path, { [(0,nginx_settings/* routeHeader */.Hc)(app)]: token }, this.#signal).catch(() => undefined);
            if (answer !== undefined && choiceOf(answer)?.port === left)
                return CACHED;
        }
        return undefined;
    }
    /** What failed here once is asked again by every step until it has passed: see `Rollout.tried`. */
    async #try({ port, checks }, seen) {
        const { site, app } = this.#settings;
        const headers = { [(0,nginx_settings/* routeHeader */.Hc)(app)]: tokenOf(this.#current(), port) };
        const problems = [];
        const own = checks.some(({ path }) => path === site.path) ? [] : [undefined];
        for (const check of [...own, ...checks]) {
            const path = check?.path ?? site.path;
            try {
                const answer = await get(site, path, headers, this.#signal);
                const chosen = choiceOf(answer)?.port;
                const good = check === undefined ? answer.status < 500 : (0,path_check/* isAsWanted */.K1)(check, answer.status);
                if (chosen !== port)
                    problems.push(`${path} was led to ${chosen ?? "no side of ours"} instead of ${port}`);
                else if (!good)
                    problems.push(`${path} answers ${answer.status}`);
            }
            catch (error) {
                this.#signal.throwIfAborted();
                problems.push(`${path} does not answer: ${messageOf(error)}`);
            }
        }
        const asked = { port, headers, other: this.#current().ports.find((one) => one !== port) };
        for (const path of problems.length > 0 ? [] : new Set([site.path, ...checks.map((check) => check.path)])) {
            const harm = await harmOf(site, path, asked, this.#signal);
            if (harm !== undefined)
                problems.push(`${harm}. ${harmRemedy(this.#settings)}`);
        }
        if (problems.length === 0)
            return { ...seen, state: this.#note({ tried: true }, port) };
        const green = nameOf({ app }, port);
        throw refuse("green-fails-through-nginx", { green }, { reasons: problems, noEffect: true });
    }
    #current() {
        const { state } = readStore(this.#settings.stateDir);
        if (state !== undefined)
            return state;
        throw refuse("state-lost", { directory: this.#settings.stateDir });
    }
    #switched({ record }) {
        return record === undefined ? {} : { switched: { ...record, at: this.#clock.now() } };
    }
    /** @param known whose header values stay in force; without, they are new. */
    #next(content, seq, known) {
        const token = () => (0,external_node_crypto_.randomBytes)(16).toString("hex");
        const { previewToken: _, ...rest } = content;
        const tokens = known === undefined
            ? { probeTokens: [token(), token()] }
            : {
                probeTokens: known.probeTokens,
                ...(known.previewToken === undefined ? {} : { previewToken: known.previewToken }),
            };
        return { ...rest, format: 1, seq, at: this.#clock.now(), ...tokens };
    }
}
/** A record that is there already keeps its moment. */
function isDone({ edit, record }, state) {
    if (record !== undefined && !same({ ...record, at: state.switched?.at }, state.switched))
        return false;
    return Object.entries(edit).every(([name, value]) => same(value, state[name]));
}
/** Everyone is led where the other state leads them, in the same rollout. */
function routesAlike(one, other) {
    const routes = ({ rollout, live, share, cohort, leaving }) => [
        rollout?.id,
        live,
        share,
        cohort,
        leaving,
    ];
    return same(routes(one), routes(other));
}
function same(one, other) {
    return one === other || canonical(one) === canonical(other);
}
/** Whatever the order of the members. */
function canonical(value) {
    return JSON.stringify(value, (_, item) => typeof item === "object" && item !== null && !Array.isArray(item)
        ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
        : item);
}

;// CONCATENATED MODULE: ./build/platforms/nginx/meter.js

/** nginx's log of the delivered requests, as the state on record says that `setup` laid it down. */
function meterOf({ state }) {
    if (state?.log === undefined) {
        return { by: "nothing", because: "nginx was set up without a log of its requests. Run `setup` again, as root." };
    }
    return { by: "access-log", path: state.log, ports: { green: greenPort(state), blue: state.live } };
}

// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/delivery/schedule.js
var schedule = __webpack_require__(5648);
;// CONCATENATED MODULE: ./build/platforms/nginx/snapshot.js
function sideSeen({ sides }, port) {
    return sides[0].port === port ? sides[0] : sides[1];
}

;// CONCATENATED MODULE: ./build/platforms/nginx/boot.js



/** The ports that users reach, where a process is meant to be. */
function servingPorts(content) {
    const { live, share } = content;
    const carrying = [...(isPromoted(content) ? [] : [live]), ...(share > 0 ? [greenPort(content)] : [])];
    return carrying.filter((port) => sideOf(content, port).up);
}
/**
 * The plan, with what makes the machine start at boot who serves, and nobody else: a side is started at boot before it
 * gets its first request, and no longer after its last. On the way back traffic goes first: nothing stands in its way.
 * Pure.
 */
function withBoot(settings, { step }, seen, state, plan) {
    const boots = new BootPlan(settings, seen, state);
    const changes = [];
    for (const change of plan.changes) {
        if (change.kind === "stop")
            changes.push(...boots.without([change.port]));
        if (change.kind !== "switch") {
            changes.push(change);
            continue;
        }
        boots.follow(change.edit);
        const starts = boots.withServing();
        changes.push(...(step === "rollback" ? [change, ...starts] : [...starts, change]));
    }
    changes.push(...boots.withServing(), ...boots.withoutOthers());
    return { ...plan, changes, warnings: [...plan.warnings, ...boots.warnings()] };
}
/** Of who serves, who would not come up after a reboot: for `status`, which changes nothing. */
function bootProblems(seen, state) {
    return servingPorts(state).flatMap((port) => {
        const { boot } = sideSeen(seen, port);
        const problem = `${nameOf(state, port)} serves, but nothing would start it at boot: ${boot?.how}.`;
        return boot?.starts === false ? [problem] : [];
    });
}
/** Follows a plan through its switches, and says what is left to do at each. */
class BootPlan {
    #settings;
    #seen;
    #done = new Map();
    #now;
    constructor(settings, seen, state) {
        this.#settings = settings;
        this.#seen = seen;
        this.#now = state;
    }
    follow(edit) {
        this.#now = { ...this.#now, ...edit };
    }
    /** Of who serves at the end, or is about to, who does not come up after a reboot and cannot be made to. */
    warnings() {
        const now = this.#now;
        const green = greenPort(now);
        const ports = new Set([...servingPorts(now), ...(now.rollout !== null && sideOf(now, green).up ? [green] : [])]);
        return [...ports].flatMap((port) => {
            const { boot } = sideSeen(this.#seen, port);
            return boot?.cannot === true ? [`Nothing starts ${nameOf(now, port)} at boot: ${boot.how}.`] : [];
        });
    }
    withServing() {
        return this.#set(servingPorts(this.#now), true);
    }
    withoutOthers() {
        const serving = servingPorts(this.#now);
        return this.without(this.#now.ports.filter((port) => !serving.includes(port)));
    }
    /** A container keeps its restart policy until it is removed; only systemd is told who starts no more. */
    without(ports) {
        return this.#set(ports.filter((port) => this.#keeper(port)?.kind === "unit"), false);
    }
    #set(ports, on) {
        return ports.flatMap((port) => {
            const { boot } = sideSeen(this.#seen, port);
            const starts = this.#done.get(port) ?? boot?.starts;
            if (boot === undefined || boot.cannot === true || starts === on)
                return [];
            this.#done.set(port, on);
            const name = nameOf(this.#now, port);
            const summary = on
                ? `Have ${name} started at boot: it serves (so far: ${boot.how})`
                : `Have ${name} not started at boot any more: it does not serve`;
            return [{ kind: "boot", port, keeper: this.#keeper(port), on, summary }];
        });
    }
    #keeper(port) {
        return sideOf(this.#now, port).keeper ?? keeperOf(this.#settings);
    }
}

// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
;// CONCATENATED MODULE: ./build/platforms/nginx/standing.js




/** Where a rollout stands: each side is one process, and the state on disk says who gets which share. */
function standingOf(settings, seen) {
    const { state, at } = seen;
    if (state === undefined)
        return { ...NOTHING, now: at };
    const { rollout, share, cohort, switched, leaving } = state;
    return {
        now: at,
        rollout: rollout === null ? undefined : { id: rollout.id, revision: rollout.revision, startedAt: rollout.startedAt },
        blue: blueOf(settings, seen, state),
        green: greenOf(settings, seen, state),
        weight: percent(share),
        audience: cohort === null ? "everyone" : "cohort",
        last: switched ?? undefined,
        ending: leaving,
        whole: 1,
        units: "processes",
        ...(rollout?.alone === true ? { oneFleet: true } : {}),
    };
}
/** Before `setup`. */
const NO_SIDE = { name: "", state: "gone", current: false, capacity: undefined, reasons: [] };
const NOTHING = {
    rollout: undefined,
    blue: NO_SIDE,
    green: NO_SIDE,
    weight: 0,
    audience: "everyone",
    last: undefined,
    ending: false,
    whole: undefined,
    units: "processes",
};
function blueOf(settings, seen, state) {
    const { live } = state;
    const side = sideSeen(seen, live);
    const { revision, up } = sideOf(state, live);
    const current = revision !== null && (side.runs ?? revision) === settings.revision;
    const common = { name: nameOf(state, live), current };
    if (!up && revision === null && !side.listening) {
        // Before the first release nothing is meant to be there, and nothing is missed.
        return {
            ...common,
            state: "unhealthy",
            capacity: { have: 0, want: 0 },
            reasons: ["nothing was released on it yet"],
        };
    }
    const startable = settings.supervisor !== undefined && revision !== null;
    const hint = side.listening || startable ? [] : ["`rollback` starts it again when `start`, `unit` or `compose-file` is given"];
    return { ...common, ...healthOf(side, startable, revision === null ? [] : hint) };
}
function greenOf(settings, seen, state) {
    const { rollout } = state;
    const port = greenPort(state);
    const side = sideSeen(seen, port);
    const name = nameOf(state, port);
    if (rollout === null && !isUp(settings, seen, state, port)) {
        return { name, state: "gone", current: false, capacity: { have: 0, want: 0 }, reasons: [] };
    }
    const current = (side.runs ?? sideOf(state, port).revision) === (rollout?.revision ?? settings.revision);
    const health = healthOf(side, settings.supervisor !== undefined, []);
    if (health.state !== "ready" || state.share > 0 || rollout?.tried !== false)
        return { name, current, ...health };
    return {
        name,
        current,
        ...health,
        state: "pending",
        reasons: ["it has not yet answered as it should through nginx"],
    };
}
function healthOf({ unhealthyReason, listening, pids, failure }, startable, hints) {
    if (unhealthyReason === undefined)
        return { state: "ready", capacity: { have: 1, want: 1 }, reasons: [] };
    const pending = !listening && (startable || pids.length > 0) && failure === undefined;
    const reasons = [unhealthyReason, ...(failure === undefined ? [] : [failure]), ...hints];
    return { state: pending ? "pending" : "unhealthy", capacity: { have: 0, want: 1 }, reasons };
}
/**
 * Milliseconds since the epoch from which nobody can reach the side without weight: each request is decided anew, so
 * that is the switch itself; open connections are drained.
 */
function safeAt(now, { rollout, switched, share }) {
    const at = switched === null ? Date.parse(rollout?.startedAt ?? "") : switched.at;
    const known = switched === null ? share === 0 : (switched.to ?? percent(share)) === percent(share);
    return known && at <= now ? at : now;
}
/** Why nginx would not obey a change of the state directory; undefined: it would. */
function routingProblem(seen, state) {
    const { routing } = seen;
    if (routing.kind !== "obeys")
        return routing.message;
    if (routing.structure === state.structure)
        return undefined;
    return `nginx has loaded the structure ${routing.structure}, but ${state.structure} is on record: a \`setup\` was cut off, or a reload is due.`;
}
/**
 * A process of ours is there. Without one that carries our mark, whoever listens counts only when it was there before
 * the first rollout, or when somebody else starts and stops it for us: systemd, Docker, the user's own commands.
 */
function isUp({ supervisor }, seen, state, port) {
    const side = sideSeen(seen, port);
    if (side.pids.length > 0)
        return true;
    const { up, revision } = sideOf(state, port);
    const marked = supervisor?.kind === "commands" && supervisor.stop === undefined;
    return side.listening && up && (!marked || revision === null);
}
/** What goes on listening after it was to be stopped would be in the way of the next rollout. */
function requireStoppable(settings, seen, state, port) {
    const { listening, owner = "another user's process" } = sideSeen(seen, port);
    if (listening && !isUp(settings, seen, state, port))
        throw refuse("not-ours-to-stop", { name: nameOf(state, port), owner });
}

;// CONCATENATED MODULE: ./build/platforms/nginx/alone.js





/**
 * `all-at-once`: a machine with room for one process. Blue stops before green starts, and nobody answers in between. Each
 * side keeps its port, so that a switch is proven and a way back stands on record as with every other strategy.
 */
/** What is left until green, which is marked, has everything: the rest of a deploy, wherever it was cut off. */
function replaceAlone(at, { rolloutId }, revision) {
    const { settings, seen, state } = at;
    const { live } = state;
    const green = greenPort(state);
    const { unhealthyReason, runs } = sideSeen(seen, green);
    if (settings.supervisor === undefined)
        throw refuse("alone-without-start", {});
    requireStoppable(settings, seen, state, live);
    const blue = sideOf(state, live);
    // Without a former release of ours there is nothing that could be started again.
    const back = blue.revision === null ? {} : { rollsBack: true };
    const stopsBlue = isUp(settings, seen, state, live) ? [stopAlone(at, live, blue.revision)] : [];
    const stale = isUp(settings, seen, state, green) && runs !== undefined && runs !== revision
        ? [stopAlone(at, green, sideOf(state, green).revision)]
        : [];
    const starts = stale.length > 0 || stopsBlue.length > 0 || !isUp(settings, seen, state, green);
    const untried = starts || state.rollout?.tried === false;
    const record = { by: "promote", to: 100, verified: true, run: rolloutId };
    const changes = [
        ...stopsBlue,
        ...stale,
        ...(starts ? [{ ...startSide(state, green, revision), ...back }] : []),
        ...(starts || unhealthyReason !== undefined ? [{ ...waitHealthy(state, green), ...back }] : []),
        ...(untried ? [{ ...tryGreen(settings, state, green), ...back }] : []),
        {
            kind: "switch",
            movesTraffic: true,
            edit: { share: WHOLE },
            record,
            summary: `Give ${nameOf(state, green)} all the traffic`,
            ...back,
        },
    ];
    const from = stopsBlue.length > 0 ? nameOf(state, live) : undefined;
    return { changes, warnings: from === undefined ? [] : [outageWarning(from, nameOf(state, green))] };
}
/** The way back: green makes room first. [] when blue is there, or nobody could start it. */
function bringBackAlone(at) {
    const { settings, seen, state } = at;
    const { live } = state;
    const green = greenPort(state);
    const { revision } = sideOf(state, live);
    if (isUp(settings, seen, state, live) || sideSeen(seen, live).listening)
        return [];
    if (settings.supervisor === undefined || revision === null)
        return [];
    requireStoppable(settings, seen, state, green);
    const stops = isUp(settings, seen, state, green) ? [stopAlone(at, green, sideOf(state, green).revision)] : [];
    return [...stops, startSide(state, live, revision)];
}
function stopAlone({ state }, port, revision) {
    const summary = `Stop ${nameOf(state, port)}: there is room for one process; nobody answers from here on`;
    return { kind: "stop", port, revision, destroys: true, movesTraffic: true, summary };
}
function outageWarning(from, to) {
    return `An outage: nobody answers from when ${from} is stopped until ${to} is healthy. \`rollback\` takes as long again.`;
}

;// CONCATENATED MODULE: ./build/platforms/nginx/moves.js








/** How nginx and two processes do what was decided. Pure; each returns only what is not so yet. */
function movesOf(settings, intent, seen, state) {
    const { live, rollout } = state;
    const green = greenPort(state);
    const at = { settings, seen, state };
    const isAlone = rollout?.alone === true;
    return {
        begin: () => begin(at, intent),
        resume: (again) => (isAlone ? resumeAlone(at, intent, again) : resume(at, green, again)),
        smokeTest: () => (settings.smoke.length > 0 || rollout?.tried === false ? [tryGreen(settings, state, green)] : []),
        shift: (to, record, audience) => shift(at, to, record, audience),
        bake: (weight, durationMs) => [
            {
                kind: "wait-bake",
                waits: true,
                once: true,
                bakes: true,
                port: green,
                percent: weight,
                durationMs,
                summary: `Bake ${weight} % for ${(0,duration/* formatDuration */.a)(durationMs)}: ${nameOf(state, green)} has to stay healthy`,
            },
        ],
        recordVerified: (weight) => recordVerified(state, weight, intent.rolloutId),
        record: (record) => [recorded(state, record)],
        takeOver: () => state.leaving
            ? [
                {
                    kind: "switch",
                    edit: { leaving: false },
                    stays: true,
                    summary: "Take the rollout over from the teardown that has begun",
                },
            ]
            : [],
        growBlue: () => (isAlone ? bringBackAlone(at) : bringBack(at)),
        waitForBlue: () => (sideSeen(seen, live).unhealthyReason === undefined ? [] : [waitHealthy(state, live)]),
        safeAt: () => safeAt(seen.at, state),
        markEnding: (side) => markEnding(state, portOf(state, side)),
        remove: (side) => remove(at, portOf(state, side)),
    };
}
/** With one process at a time, what a rollout before has made everyone's is blue from now on. */
function begin(at, { strategy, rolloutId, now }) {
    const { settings, seen } = at;
    const isAlone = strategy === "all-at-once";
    const state = isAlone && isPromoted(at.state) ? { ...at.state, live: greenPort(at.state), share: 0 } : at.state;
    const green = greenPort(state);
    requireFree(settings, seen, state, green);
    const { revision = "" } = settings;
    const leftover = isUp(settings, seen, state, green)
        ? [stopLeftover(state, green, sideOf(state, green).revision)]
        : [];
    const mark = {
        kind: "switch",
        claims: true,
        edit: {
            rollout: {
                id: rolloutId,
                revision,
                startedAt: new Date(now).toISOString(),
                tried: false,
                ...(isAlone ? { alone: true } : {}),
            },
            live: state.live,
            share: 0,
            switched: null,
            leaving: false,
            cohort: null,
            preview: settings.preview ?? null,
            fallback: settings.fallback ?? true,
            ...withSide(state, green, { revision, up: true, ...keptBy(settings) }),
        },
        summary: `Mark ${nameOf(state, green)} as green of ${rolloutId}`,
    };
    if (isAlone) {
        const rest = replaceAlone({ ...at, state }, { rolloutId }, revision);
        return { ...rest, changes: [mark, ...rest.changes] };
    }
    const blue = sideSeen(seen, state.live).unhealthyReason;
    const warnings = blue === undefined ? [] : [`Blue (${nameOf(state, state.live)}) does not pass its health check: ${blue}.`];
    return {
        changes: [
            ...leftover,
            mark,
            startSide(state, green, revision),
            waitHealthy(state, green),
            tryGreen(settings, state, green),
        ],
        warnings,
    };
}
function resumeAlone(at, intent, again) {
    const part = replaceAlone(at, intent, at.state.rollout?.revision ?? "");
    return again ? { ...part, changes: [clearRollback(), ...part.changes] } : part;
}
function clearRollback() {
    return { kind: "switch", edit: { switched: null }, summary: "Clear the record of the rollback" };
}
function resume({ settings, seen, state }, green, again) {
    requireFree(settings, seen, state, green);
    const { rollout } = state;
    const wanted = rollout?.revision ?? "";
    const { runs, unhealthyReason } = sideSeen(seen, green);
    const stale = runs !== undefined && runs !== wanted ? [stopLeftover(state, green, sideOf(state, green).revision)] : [];
    const starts = stale.length > 0 || !isUp(settings, seen, state, green);
    const healthy = unhealthyReason === undefined && !starts;
    const untried = starts || rollout?.tried === false;
    const { command } = sideOf(state, green);
    const other = !starts && command != null && command !== (0,nginx_settings/* commandOf */.Nl)(settings);
    const warning = `${nameOf(state, green)} runs ${wanted} already, started in another way than the inputs now say: give another \`revision\` to start it anew.`;
    return {
        ...(other ? { warnings: [warning] } : {}),
        changes: [
            ...(again ? [clearRollback()] : []),
            ...stale,
            ...(starts ? [startSide(state, green, wanted)] : []),
            ...(healthy ? [] : [waitHealthy(state, green)]),
            ...(untried ? [tryGreen(settings, state, green)] : []),
        ],
    };
}
/** A port that somebody else uses cannot be green's; nothing is ever stopped that no step of ours started. */
function requireFree(settings, seen, state, port) {
    const { listening, owner = "another user's process" } = sideSeen(seen, port);
    if (!listening || isUp(settings, seen, state, port))
        return;
    throw refuse("port-in-use", { port: String(port), owner });
}
function recorded(state, record) {
    const summary = `Record the ${record.by}: green has ${percent(state.share)} % already`;
    return { kind: "switch", edit: {}, record, summary };
}
function recordVerified({ switched }, to, run) {
    if (switched?.verified === true && switched.to === to && switched.by === "shift")
        return [];
    const record = { by: "shift", to, verified: true, run };
    const summary = `Record that the bake of ${to} % was seen to its end`;
    return [{ kind: "record-verified", records: true, record, summary }];
}
function shift(at, to, record, audience) {
    const { settings, state } = at;
    const green = greenPort(state);
    const base = { kind: "switch", movesTraffic: true, record };
    if (state.rollout === null && to === 100) {
        // Without a rollout blue is who has the traffic.
        const summary = `Give ${nameOf(state, green)} all the traffic: it is blue from now on`;
        return [{ ...base, stays: true, edit: { live: green, share: 0, cohort: null }, summary }];
    }
    const share = Math.round(to * 100);
    const edit = record.by === "rollback"
        ? { share, cohort: null }
        : {
            share,
            cohort: audience === "cohort" ? (settings.cohort?.value ?? null) : null,
            fallback: settings.fallback ?? state.fallback,
        };
    const summary = `Set the weights to blue ${percent(WHOLE - share)} (${nameOf(state, state.live)}), green ${percent(share)} (${nameOf(state, green)})`;
    // A way back is never taken back: should nginx not answer, it still finds the right markers when it does.
    return [{ ...base, edit, summary, ...(record.by === "rollback" ? { stays: true } : {}) }];
}
/** Blue went away while green served: it comes back, if anybody can start it. */
function bringBack({ settings, seen, state }) {
    const { live } = state;
    const { unhealthyReason, listening } = sideSeen(seen, live);
    const { revision } = sideOf(state, live);
    const there = unhealthyReason === undefined || listening || isUp(settings, seen, state, live);
    if (there || settings.supervisor === undefined || revision === null)
        return [];
    return [startSide(state, live, revision)];
}
function portOf(state, side) {
    return side === "blue" ? state.live : greenPort(state);
}
function markEnding(state, going) {
    if (state.leaving)
        return [];
    const summary = `Close every route to ${nameOf(state, going)}: preview, cohort, fallback`;
    return [{ kind: "switch", edit: { leaving: true }, summary }];
}
/** It may be between two starts of its supervisor's, and listens nowhere at this moment. */
function isKept({ supervisor }, state, port) {
    const kept = supervisor?.kind === "unit" || supervisor?.kind === "compose";
    return kept && sideOf(state, port).up;
}
function remove({ settings, seen, state }, going) {
    requireStoppable(settings, seen, state, going);
    const survivor = going === state.live ? greenPort(state) : state.live;
    const name = nameOf(state, going);
    const drain = {
        kind: "wait-drained",
        waits: true,
        port: going,
        limitMs: settings.drainMs,
        summary: `Wait until no connection to ${name} is open, ${(0,duration/* formatDuration */.a)(settings.drainMs)} at most`,
    };
    const { revision } = sideOf(state, going);
    const stop = { kind: "stop", port: going, revision, destroys: true, summary: `Stop ${name}` };
    const end = {
        kind: "switch",
        edit: {
            live: survivor,
            share: 0,
            rollout: null,
            switched: null,
            leaving: false,
            cohort: null,
            preview: null,
            ...withSide(state, going, { revision: null, up: false }),
        },
        summary: `End the rollout: ${nameOf(state, survivor)} is blue`,
    };
    if (isUp(settings, seen, state, going))
        return { changes: [drain, stop, end] };
    return { changes: [...(isKept(settings, state, going) ? [stop] : []), end] };
}

;// CONCATENATED MODULE: ./build/platforms/nginx/plan-setup.js







/** `keepalive_timeout` in an upstream: nginx 1.15.3. */
const OLDEST = [1, 15, 3];
/** Writes the structure once. Repeated, it finds everything as it should be, or repairs what was cut off. */
function planSetup(settings, seen) {
    const { installation, state, routing, leftovers } = seen;
    if (installation === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A setup was planned without looking at nginx.");
    // The ports in the order of the record: swapped in the inputs they are still the same two sides.
    const structure = structureOf({ ...settings, ports: state?.ports ?? settings.ports });
    requireVersion(installation);
    requireOurs(settings, installation, structure);
    // The others use the variables of the first, which has all that an earlier one had: see `install`.
    const files = filesIn(structure);
    const routes = settings.mode === "reload" && state !== undefined ? [routesOf(settings, state)] : [];
    requireGood(installation, [...routes, ...files]);
    if (state !== undefined)
        requireUsersToStay(settings, installation, structure, state);
    const stale = [...routes, ...files].filter(({ path, content }) => installation.files[path] !== content);
    const loaded = routing.structure === structure.hash && (state === undefined || routing.kind === "obeys");
    const changes = [];
    if (state === undefined) {
        changes.push({
            kind: "begin",
            content: firstContent(settings, seen, structure.hash),
            summary: `Write the first state into ${settings.stateDir}: everything goes to ${firstLive(settings, seen)}`,
        });
    }
    if (stale.length > 0 || leftovers.length > 0 || !loaded) {
        const what = stale.length === 0 ? "Test" : `Write ${stale.map(({ path }) => path).join(", ")}; test`;
        changes.push({
            kind: "install",
            files,
            hash: structure.hash,
            summary: `${what} the configuration, reload nginx once, and prove it`,
        });
    }
    if (state !== undefined && state.structure !== structure.hash) {
        changes.push({
            kind: "switch",
            edit: { structure: structure.hash, cohortSource: (0,nginx_settings/* cohortSource */.PL)(settings), log: logPath(settings) },
            summary: "Put the new structure on record",
        });
    }
    if (settings.mode === "markers") {
        // The site may have been edited since the last set-up: each asks.
        const summary = "Ask nginx for a marker that is gone: it must not remember it";
        changes.push({ kind: "wait-uncached", waits: true, once: true, summary });
    }
    if (settings.mode === "markers" || changes.length > 0) {
        const summary = `Ask nginx, and look whether it writes ${logPath(settings)}`;
        changes.push({ kind: "wait-logged", waits: true, once: true, path: logPath(settings), summary });
    }
    const warnings = leftovers.map((path) => `An earlier setup was cut off before it was proven (${path} is left of it): this one finishes it.`);
    if (changes.length === 0)
        return { changes, nothing: `nginx already has the structure of ${settings.app}.`, warnings };
    return { changes, warnings };
}
/** The side that is there serves; the first port when it cannot be told. */
function firstLive({ ports: [first, second] }, { sides }) {
    return !sides[0].listening && sides[1].listening ? second : first;
}
function firstContent(settings, seen, hash) {
    const { app, ports } = settings;
    const live = firstLive(settings, seen);
    const record = (port, index) => ({ revision: null, up: port === live && seen.sides[index].listening });
    return {
        app,
        ports,
        live,
        share: 0,
        rollout: null,
        switched: null,
        sides: [record(ports[0], 0), record(ports[1], 1)],
        fallback: true,
        cohortSource: (0,nginx_settings/* cohortSource */.PL)(settings),
        cohort: null,
        preview: null,
        leaving: false,
        structure: hash,
        log: logPath(settings),
    };
}
function requireVersion({ version }) {
    const numbers = (/(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number);
    const index = OLDEST.findIndex((part, place) => part !== numbers[place]);
    if (index < 0 || (numbers[index] ?? 0) > (OLDEST[index] ?? 0))
        return;
    throw refuse("nginx-too-old", { version });
}
function requireOurs(settings, { files }, structure) {
    for (const part of ["http", "server", "location", "pass", "log"]) {
        const { path } = structure[part];
        const content = files[path];
        if (content === undefined || content.startsWith(headLine(settings.app, part)))
            continue;
        throw refuse("foreign-file", { path });
    }
}
function requireGood({ broken }, files) {
    if (broken !== undefined && !missesOneOf(broken, files))
        throw refuse("nginx-broken-before", {}, [broken]);
}
/** By what a user is drawn, and where a cohort is looked for, is not changed under users who are on green. */
function requireUsersToStay(settings, { files }, { http }, { share, cohort, cohortSource: laid }) {
    if (share === 0)
        return;
    const given = (0,nginx_settings/* cohortSource */.PL)(settings);
    if (cohort !== null && given !== laid) {
        throw refuse("setup-moves-users", { what: "`cohort`", before: laid, now: given });
    }
    const drawn = (content) => content.split("\n").find((line) => line.includes(`$${settings.app}_id {`));
    const [before, now] = [drawn(files[http.path] ?? ""), drawn(http.content)];
    if (share === WHOLE || before === undefined || before === now)
        return;
    throw refuse("setup-moves-users", { what: "`stickiness`", before: keyOf(before), now: keyOf(now ?? "") });
}
/** `$cookie_shop_id`: what the line of the structure draws by. */
function keyOf(line) {
    return /^map (\$\w+) /.exec(line)?.[1] ?? "nothing";
}

;// CONCATENATED MODULE: ./build/platforms/nginx/plan.js








/** The ordered changes from what was seen to what is intended: what the policy decides, by nginx's moves. Pure. */
function planStep(settings, intent, seen) {
    const { state } = seen;
    if (intent.step === "status") {
        const atBoot = state === undefined ? [] : bootProblems(seen, state);
        return { changes: [], nothing: "status only reads.", warnings: [...cutOff(seen), ...atBoot] };
    }
    if (state !== undefined)
        requireSame(settings, state);
    if (intent.step === "setup")
        return planSetup(settings, seen);
    if (state === undefined)
        throw refuse("not-set-up", { app: settings.app, directory: settings.stateDir });
    const judges = intent.step === "verify";
    // A rollback is written in any case: whenever nginx sees it, it is right. Who only judges loads nothing.
    const behind = !judges && settings.mode === "reload" && seen.routing.kind === "blind";
    if (intent.step !== "rollback" && !behind)
        requireRouting(seen, state);
    if (intent.step === "shift" && intent.strategy === "ab-test")
        requireCohortSource(settings, state);
    const standing = standingOf(settings, seen);
    const decision = (0,policy/* decide */.L)(intent, askedOf(settings, intent, state), standing);
    if (intent.step === "deploy")
        requireRights(seen);
    const moves = movesOf(settings, intent, seen, state);
    const scheduled = (0,schedule/* schedule */._)(intent, decision, standing, moves);
    if (judges)
        return scheduled;
    const plan = withBoot(settings, intent, seen, state, scheduled);
    if (behind) {
        const summary = "Have nginx load the state on record: an earlier step was cut off before its reload";
        const catchUp = { kind: "install", files: [], hash: state.structure ?? "", summary };
        return { ...plan, changes: [catchUp, ...plan.changes] };
    }
    const found = seen.unfinished.map((name) => `An earlier step was cut off: ${name} never took effect, and is removed.`);
    return { ...plan, warnings: [...found, ...cutOff(seen), ...plan.warnings] };
}
function cutOff({ leftovers }) {
    return leftovers.map((path) => `A setup was cut off before it was proven (${path} is left of it): run \`setup\` again.`);
}
function askedOf(settings, { step, strategy }, state) {
    const audience = strategy === "ab-test" ? "cohort" : "everyone";
    const other = step === "shift" && audience === "cohort" && settings.cohort?.value !== state.cohort;
    const setsFallback = step === "shift" || step === "promote";
    const fallback = setsFallback && settings.fallback !== undefined && settings.fallback !== state.fallback;
    return {
        audience,
        reroutes: other || fallback,
        atOnce: strategy === "all-at-once",
        ...(settings.revision === undefined ? {} : { revision: settings.revision }),
    };
}
function requireRights({ missingRights = [] }) {
    if (missingRights.length > 0)
        throw refuse("unit-rights-missing", { commands: missingRights.join(", ") });
}
function requireRouting(seen, state) {
    const problem = routingProblem(seen, state);
    if (problem !== undefined)
        throw refuse("routing-not-followed", { problem });
}
function requireSame({ app, ports, stateDir }, state) {
    if (app === state.app && [...ports].sort().join() === [...state.ports].sort().join())
        return;
    const given = `${app} on ${ports.join(" and ")}`;
    throw refuse("another-app", { directory: stateDir, app: state.app, ports: state.ports.join(" and "), given });
}
/** Where an A/B test looks for its cohort is part of the structure. */
function requireCohortSource(settings, { cohortSource: laid }) {
    const given = (0,nginx_settings/* cohortSource */.PL)(settings);
    if (given !== laid)
        throw refuse("cohort-not-set-up", { laid, given });
}

;// CONCATENATED MODULE: ./build/platforms/nginx/sockets.js

const ESTABLISHED = "01";
const LISTEN = "0A";
/** Looks at the kernel's table of connections once for all ports. */
function socketsOf(ports) {
    const rows = [...rowsOf("/proc/net/tcp"), ...rowsOf("/proc/net/tcp6")];
    return new Map(ports.map((port) => {
        const listeners = rows.filter(({ localPort, state }) => state === LISTEN && localPort === port);
        const open = rows.filter(({ state }) => state === ESTABLISHED);
        const accepted = open.filter(({ localPort }) => localPort === port).length;
        // nginx's end of the same connections: the only one to be seen when the side is a container.
        const made = open.filter(({ remotePort, fromHere }) => fromHere && remotePort === port).length;
        const inodes = listeners.map(({ inode }) => inode);
        return [port, { listening: listeners.length > 0, inodes, connections: Math.max(accepted, made) }];
    }));
}
/** The processes that hold one of the sockets, as far as we may look into them. */
function holdersOf(inodes) {
    if (inodes.length === 0)
        return [];
    const wanted = new Set(inodes.map((inode) => `socket:[${inode}]`));
    return (0,external_node_fs_.readdirSync)("/proc")
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => descriptorsOf(pid).some((target) => wanted.has(target)))
        .map(Number);
}
function descriptorsOf(pid) {
    try {
        const directory = `/proc/${pid}/fd`;
        return (0,external_node_fs_.readdirSync)(directory).map((fd) => {
            try {
                return (0,external_node_fs_.readlinkSync)(`${directory}/${fd}`);
            }
            catch {
                return "";
            }
        });
    }
    catch {
        return []; // Gone meanwhile, or another user's.
    }
}
function rowsOf(file) {
    let text;
    try {
        text = (0,external_node_fs_.readFileSync)(file, "utf8");
    }
    catch {
        return []; // A kernel without IPv6 has no tcp6.
    }
    return text
        .split("\n")
        .slice(1)
        .flatMap((line) => {
        const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
        if (local === undefined || remote === undefined || state === undefined)
            return [];
        const [address = ""] = remote.split(":");
        return [
            {
                localPort: sockets_portOf(local),
                remotePort: sockets_portOf(remote),
                fromHere: /^(?:.{6}7F|0{24}01000000|0{16}FFFF0000.{6}7F)$/.test(address),
                state,
                inode: inode ?? "",
            },
        ];
    });
}
function sockets_portOf(address) {
    return Number.parseInt(address.split(":")[1] ?? "", 16);
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./build/platforms/nginx/supervisors/tools.js





/** From SIGTERM to SIGKILL, in milliseconds: what Docker and Kubernetes give at least. */
const GRACE_MS = 10_000;
const tools_LOOK_MS = 50;
/** What the side's process is told. */
function envOf({ ports }, port, revision) {
    return { PORT: String(port), COLOR: (0,nginx_settings/* colorOf */.HN)(ports, port), REVISION: revision };
}
/**
 * Runs a program that has to succeed.
 *
 * @param shown what an error calls it; by default the command itself.
 * @returns what it wrote.
 * @throws DeliveryError `command-failed` with the last lines that it wrote.
 */
async function mustRun({ settings, signal }, [program = "", ...args], env, shown = [program, ...args].join(" ")) {
    const given = { cwd: settings.workspace, signal, ...(env === undefined ? {} : { env }) };
    const { code, output } = await runProgram(program, args, given);
    if (code === 0)
        return output;
    throw refuse("command-failed", { command: shown, code: String(code) }, lastLines(output));
}
/** Waits a moment between two looks. */
function aMoment(signal) {
    return (0,promises_.setTimeout)(tools_LOOK_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
}
/** @throws DeliveryError `timeout` when somebody still listens there. */
async function untilReleased(port, signal) {
    const deadline = Date.now() + GRACE_MS;
    while (socketsOf([port]).get(port)?.listening === true) {
        if (Date.now() > deadline) {
            const owner = holdersOf(socketsOf([port]).get(port)?.inodes ?? []).map(describeProcess);
            throw refuse("still-listening", { port: String(port) }, owner);
        }
        await aMoment(signal);
    }
}

;// CONCATENATED MODULE: ./build/platforms/nginx/supervisors/commands.js




/** The user's own commands. Nobody starts such a process again, neither after a crash nor at boot. */
class CommandSide {
    #tools;
    #commands;
    #started = new Map();
    constructor(tools, commands) {
        this.#tools = tools;
        this.#commands = commands;
    }
    async start(port, revision) {
        const { settings } = this.#tools;
        const log = sideFile(settings.stateDir, port, "log");
        const env = envOf(settings, port, revision);
        this.#started.set(port, startDetached(this.#commands.start, env, settings.stateDir, log, settings.workspace));
    }
    async stop(port, revision) {
        const { settings, signal } = this.#tools;
        const { stop } = this.#commands;
        const env = envOf(settings, port, revision ?? "");
        if (stop !== undefined)
            await mustRun(this.#tools, ["/bin/sh", "-c", stop], env, "stop");
        await this.#end(port, revision === null);
        this.#started.delete(port);
        await untilReleased(port, signal);
    }
    async failure(port) {
        const failure = this.#started.get(port)?.failure();
        if (failure === undefined)
            return undefined;
        return [failure, ...lastLines(readLog(sideFile(this.#tools.settings.stateDir, port, "log")))].join("; ");
    }
    async giveUp() { }
    async boot() {
        return undefined;
    }
    async setBoot() { }
    /**
     * Ends the side's processes.
     *
     * @param adopted the side was there before the first rollout: then whoever holds the port is meant.
     */
    async #end(port, adopted) {
        const { settings, signal } = this.#tools;
        const left = () => {
            const holders = adopted ? holdersOf(socketsOf([port]).get(port)?.inodes ?? []) : [];
            return [...new Set([...processesOf(settings.stateDir, port).map(({ pid }) => pid), ...holders])];
        };
        for (const [name, patience] of [
            ["SIGTERM", GRACE_MS],
            ["SIGKILL", GRACE_MS],
        ]) {
            const signalled = new Set();
            const deadline = Date.now() + patience;
            for (let pids = left(); pids.length > 0 && Date.now() < deadline; pids = left()) {
                // A child that was forked meanwhile is told, too.
                for (const pid of pids.filter((candidate) => !signalled.has(candidate))) {
                    signalProcess(pid, name);
                    signalled.add(pid);
                }
                await aMoment(signal);
            }
        }
    }
}

;// CONCATENATED MODULE: ./build/platforms/nginx/supervisors/compose.js


/** Restart policies by which Docker starts a container at boot that ran when the machine went down. */
const AT_BOOT = ["always", "unless-stopped"];
/** Starts after which a container that always ends is a crash loop, whatever state it is caught in. */
const STARTS = 3;
const INSPECTED = {
    id: ".Id",
    service: '(index .Config.Labels "com.docker.compose.service")',
    status: ".State.Status",
    running: ".State.Running",
    restarting: ".State.Restarting",
    exitCode: ".State.ExitCode",
    error: ".State.Error",
    restarts: ".RestartCount",
    policy: ".HostConfig.RestartPolicy.Name",
};
const FORMAT = `{${Object.entries(INSPECTED)
    .map(([name, value]) => `"${name}":{{json ${value}}}`)
    .join(",")}}`;
/** A compose file; each port is a project of its own. */
class ComposeSide {
    #tools;
    /** undefined in steps that start and stop nothing. */
    #file;
    constructor(tools, file) {
        this.#tools = tools;
        this.#file = file;
    }
    start(port, revision) {
        return this.#compose(port, revision, "up", "--detach");
    }
    async stop(port, revision) {
        await this.#compose(port, revision ?? "", "down", "--timeout", String(GRACE_MS / 1_000));
        await untilReleased(port, this.#tools.signal);
    }
    async failure(port) {
        const containers = await this.#containers(port);
        const allEnded = containers.every(({ status }) => status === "exited");
        const failed = containers.find(isCrashed) ?? (allEnded ? containers[0] : undefined);
        if (failed === undefined)
            return undefined;
        const output = await mustRun(this.#tools, ["docker", "logs", "--tail", "5", failed.id], undefined);
        const why = failed.error === "" ? [] : [failed.error];
        return [endOf(failed), ...why, ...lastLines(output)].join("; ");
    }
    /** The containers stay, with their logs. */
    async giveUp(port) {
        const ids = (await this.#containers(port)).map(({ id }) => id);
        const stop = ["docker", "stop", "-t", String(GRACE_MS / 1_000), ...ids];
        if (ids.length > 0)
            await mustRun(this.#tools, stop, undefined);
    }
    async boot(port) {
        const running = (await this.#containers(port)).filter((container) => container.running);
        if (running.length === 0)
            return undefined;
        const how = running.map((container) => `${compose_nameOf(container)} has restart: ${policyOf(container)}`).join(", ");
        return { starts: running.every(startsAtBoot), how };
    }
    /** Takes no policy back: what is torn down is gone, and what runs until then may come up again. */
    async setBoot(port, on) {
        if (!on)
            return;
        // What has ended by now, a migration say, was not meant to stay.
        const without = (await this.#containers(port)).filter((container) => container.running && !startsAtBoot(container));
        if (without.length === 0)
            return;
        const ids = without.map(({ id }) => id);
        await mustRun(this.#tools, ["docker", "update", "--restart", "unless-stopped", ...ids], undefined);
    }
    async #compose(port, revision, ...command) {
        const { settings } = this.#tools;
        const file = ["--file", this.#file ?? ""];
        const whole = ["docker", "compose", "--project-name", projectOf(settings.app, port), ...file, ...command];
        await mustRun(this.#tools, whole, envOf(settings, port, revision));
    }
    async #containers(port) {
        const project = `label=com.docker.compose.project=${projectOf(this.#tools.settings.app, port)}`;
        // What somebody ran by hand (`docker compose run`) is not of the side.
        const filters = ["--filter", project, "--filter", "label=com.docker.compose.oneoff=False"];
        const all = ["docker", "ps", "--all", "--quiet", "--no-trunc", ...filters];
        const ids = (await mustRun(this.#tools, all, undefined)).split("\n").filter((id) => /^[0-9a-f]{12,64}$/.test(id));
        if (ids.length === 0)
            return [];
        const output = await mustRun(this.#tools, ["docker", "inspect", "--format", FORMAT, ...ids], undefined);
        const lines = output.split("\n").filter((line) => line.startsWith("{"));
        return lines.map((line) => JSON.parse(line));
    }
}
/** It ended with an error and stays down, or it does so again and again. */
function isCrashed({ restarts, restarting, running, status, exitCode }) {
    if (restarting)
        return restarts > 0;
    return restarts >= STARTS || (!running && (status === "dead" || exitCode !== 0));
}
/** Docker sets the exit code to 0 when it starts a container again (moby, State.SetRunning). */
function endOf(container) {
    const { restarts, restarting, running, exitCode } = container;
    const code = running && !restarting ? "" : ` with exit code ${exitCode}`;
    const times = restarts > 0 ? `, and was started again ${restarts} times` : "";
    return `${compose_nameOf(container)} ended${code}${times}`;
}
function startsAtBoot(container) {
    return AT_BOOT.includes(policyOf(container));
}
function policyOf({ policy }) {
    return policy === "" ? "no" : policy;
}
function compose_nameOf({ service }) {
    return service ?? "a container";
}
function projectOf(app, port) {
    return `${app}-${port}`;
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
;// CONCATENATED MODULE: ./build/platforms/nginx/supervisors/unit.js








const SYSTEMCTL = "/usr/bin/systemctl";
const JOURNALCTL = "/usr/bin/journalctl";
/** What systemd itself says of a unit (systemctl show; org.freedesktop.systemd1(5)). Anybody may ask. */
const PROPERTIES = [
    "LoadState",
    "UnitFileState",
    "ActiveState",
    "SubState",
    "NRestarts",
    "ExecMainCode",
    "ExecMainStatus",
];
/** What `deploy` and the later steps ask root for. */
const VERBS = ["restart", "stop", "enable", "disable"];
/** Starts after which a unit that always ends is a crash loop, whatever state it is caught in. */
const unit_STARTS = 3;
/** `ExecMainCode` of a process that ended by itself; otherwise a signal ended it (waitid(2)). */
const EXITED = "1";
/** A systemd template unit, whose instances are the ports. */
class UnitSide {
    #tools;
    #template;
    constructor(tools, template) {
        this.#tools = tools;
        this.#template = template;
    }
    async start(port, revision) {
        const { settings } = this.#tools;
        const env = envOf(settings, port, revision);
        writeEnvFile(sideFile(settings.stateDir, port, "env"), env);
        try {
            // restart: a unit that runs is of an earlier version.
            await this.#asRoot("restart", port);
        }
        catch (error) {
            // A unit that tells systemd when it is ready fails here, and is started again all the same.
            if (!(error instanceof errors/* DeliveryError */.VE) || (await this.#show(port)).ActiveState !== "activating")
                throw error;
            const reasons = [...error.reasons, ...(await this.#journal(port))];
            await this.giveUp(port);
            throw refuse("command-failed", { command: `systemctl restart ${this.#unit(port)}`, code: "1" }, reasons);
        }
    }
    async stop(port) {
        await this.#asRoot("stop", port);
        await untilReleased(port, this.#tools.signal);
    }
    async failure(port) {
        const properties = await this.#show(port);
        const { ActiveState: active, SubState: sub, NRestarts: restarts = "0" } = properties;
        const over = active === "failed" || active === "inactive";
        const again = sub === "auto-restart" && Number(restarts) > 0;
        if (!over && !again && Number(restarts) < unit_STARTS)
            return undefined;
        const times = Number(restarts) > 0 ? `, and was started again ${restarts} times` : "";
        return [`${this.#unit(port)} ${unit_endOf(properties)}${times}`, ...(await this.#journal(port))].join("; ");
    }
    giveUp(port) {
        return this.#asRoot("stop", port);
    }
    /** @throws DeliveryError `not-found` when there is no such unit. */
    async boot(port) {
        const { LoadState: load, UnitFileState: file } = await this.#show(port);
        if (load === "not-found")
            throw refuse("unit-missing", { unit: this.#unit(port) });
        if (file === "enabled")
            return { starts: true, how: file };
        if (isInstallable(file))
            return { starts: false, how: file };
        const why = file === "static" ? ", as it has no [Install] section" : "";
        return { starts: false, how: `${this.#unit(port)} is ${file || "unknown to systemd"}${why}`, cannot: true };
    }
    setBoot(port, on) {
        return this.#asRoot(on ? "enable" : "disable", port);
    }
    /**
     * The commands that the runner's user may not give, as a line of sudoers names them; none for root.
     *
     * @throws DeliveryError `not-found` when there is no such unit.
     */
    async missingRights() {
        const { settings, signal } = this.#tools;
        for (const port of settings.ports)
            await this.boot(port);
        if (process.getuid?.() === 0)
            return [];
        const missing = [];
        for (const port of settings.ports) {
            for (const verb of VERBS) {
                const command = [SYSTEMCTL, verb, this.#unit(port)];
                const { code } = await runProgram("sudo", ["-n", "-l", ...command], { signal });
                if (code !== 0)
                    missing.push(command.join(" "));
            }
        }
        return missing;
    }
    /** A unit is root's: an ordinary user asks by sudo, which a line in sudoers allows for exactly this command. */
    async #asRoot(verb, port) {
        const command = [SYSTEMCTL, verb, this.#unit(port)];
        await mustRun(this.#tools, process.getuid?.() === 0 ? command : ["sudo", "-n", ...command], undefined);
    }
    async #show(port) {
        const show = [SYSTEMCTL, "show", `--property=${PROPERTIES.join()}`, this.#unit(port)];
        const output = await mustRun(this.#tools, show, undefined);
        return Object.fromEntries(output.split("\n").map((line) => line.split(/=(.*)/s, 2)));
    }
    /** What the unit's processes wrote last. Who may not read the journal may be allowed this one look by sudoers. */
    async #journal(port) {
        const { signal } = this.#tools;
        const command = [JOURNALCTL, `_SYSTEMD_UNIT=${this.#unit(port)}`, "-n", "5", "-o", "cat", "--no-pager"];
        const bySudo = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
        const [program = "", ...args] = [...bySudo, ...command];
        const { code, output } = await runProgram(program, args, { signal });
        if (code === 0)
            return lastLines(output).filter((line) => !line.startsWith("-- "));
        return ["its journal may not be read: allow it as docs/nginx.md says, and the last lines are shown here"];
    }
    /** `shop@7002.service`. */
    #unit(port) {
        return `${nginx_settings/* UNIT */.p5.exec(this.#template)?.[1] ?? ""}${port}.service`;
    }
}
/** A unit file with an [Install] section (systemctl(1), `is-enabled`). */
function isInstallable(file) {
    return file === "disabled" || file === "enabled-runtime" || file === "linked" || file === "linked-runtime";
}
function unit_endOf({ ExecMainCode: code, ExecMainStatus: status = "" }) {
    if (code === EXITED)
        return `ended with exit code ${status}`;
    const signal = Object.entries(external_node_os_.constants.signals).find(([, number]) => String(number) === status)?.[0];
    return signal === undefined ? "does not stay up" : `was ended by ${signal}`;
}
function writeEnvFile(path, env) {
    try {
        const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
        (0,external_node_fs_.writeFileSync)(path, lines.join(""), { mode: 0o644, flush: true });
    }
    catch (error) {
        throw unwritable(path, error);
    }
}

;// CONCATENATED MODULE: ./build/platforms/nginx/supervisors/index.js




/** Starts and stops the process of a port, in whichever way the inputs say. All of it may be repeated. */
class ProcessSide {
    #tools;
    #given;
    /** Ports that this step started, with why it gave up on them. */
    #started = new Map();
    constructor(settings, signal) {
        this.#tools = { settings, signal };
        this.#given = settings.supervisor === undefined ? undefined : supervise(this.#tools, settings.supervisor);
    }
    /**
     * Why what this step started does not come up, with what it wrote last; undefined while it may. What crashes again
     * and again is stopped: nobody else would.
     */
    async failure(port) {
        const started = this.#started.get(port);
        if (started === undefined || started.failure !== undefined)
            return started?.failure;
        const failure = await this.#given?.failure(port);
        if (failure === undefined)
            return undefined;
        started.failure = failure;
        await this.#given?.giveUp(port);
        return failure;
    }
    async start(port, revision) {
        await this.#required().start(port, revision);
        this.#started.set(port, { failure: undefined });
    }
    /** Asks the process to end, and waits until it has. Repeated, it finds nothing to do. */
    async stop(port, revision) {
        await this.#required().stop(port, revision);
        this.#started.delete(port);
    }
    /** Whether the machine starts the side at boot; undefined where nobody would. */
    async boot(port, keeper) {
        return this.#keptBy(keeper)?.boot(port);
    }
    async setBoot(port, keeper, on) {
        await this.#keptBy(keeper)?.setBoot(port, on);
    }
    /** What the runner's user would be refused when it starts, stops or enables a side. */
    async missingRights() {
        return this.#given instanceof UnitSide ? this.#given.missingRights() : [];
    }
    /** As the side was started, which steps without such an input know from the record. */
    #keptBy(keeper) {
        if (keeper === undefined)
            return this.#given;
        switch (keeper.kind) {
            case "unit":
                return new UnitSide(this.#tools, keeper.template);
            case "compose":
                return new ComposeSide(this.#tools, undefined);
            case "commands":
                return undefined;
        }
    }
    #required() {
        if (this.#given !== undefined)
            return this.#given;
        throw new errors/* DeliveryError */.VE("internal", "A process is to be started or stopped, but no input says how.");
    }
}
function supervise(tools, supervisor) {
    switch (supervisor.kind) {
        case "commands":
            return new CommandSide(tools, supervisor);
        case "unit":
            return new UnitSide(tools, supervisor.template);
        case "compose":
            return new ComposeSide(tools, supervisor.file);
    }
}

// EXTERNAL MODULE: ./build/delivery/standing.js
var delivery_standing = __webpack_require__(7337);
;// CONCATENATED MODULE: ./build/platforms/nginx/undo.js






/**
 * The undo record of a step: the routing as it was, or for a rollback the rollback itself.
 *
 * @throws Error without a state: nothing can have been planned then.
 */
function undoOf(settings, intent, seen) {
    const { state } = seen;
    if (state === undefined)
        throw new Error("A change that moves traffic was planned without a state.");
    const { app, live, rollout, share, cohort, fallback, switched } = state;
    const former = rollout?.alone === true ? sideOf(state, live).revision : null;
    const back = former === null ? {} : { back: former };
    const of = { kind: "undo", movesTraffic: true, app, live, rollout: rollout?.id ?? null, ...back };
    if (intent.step !== "rollback") {
        const routing = { live, share, cohort, fallback, switched };
        const summary = `Start ${nameOf(state, live)} again, with what it ran before`;
        if (former !== null)
            return { ...of, routing: { ...routing, share: 0 }, summary };
        return { ...of, routing, summary: `Give green back the ${percent(share)} % that it had` };
    }
    const standing = standingOf(settings, seen);
    const record = { ...(0,schedule/* recordOf */.z)(intent, standing, "rollback", 0), at: intent.now };
    const { blue, green } = standing;
    const goesToGreen = rollout === null && !(0,delivery_standing/* canServe */.KS)(blue) && (0,delivery_standing/* canServe */.KS)(green);
    const routing = {
        live: goesToGreen ? greenPort(state) : live,
        share: 0,
        cohort: null,
        fallback,
        switched: rollout === null ? null : record,
    };
    return { ...of, routing, summary: "Finish the rollback" };
}
/** Whether a record read back is one that `undoOf` makes for this step, in the rollout that is on record. */
function acceptsUndo(undo, { step }, { state }) {
    if (undo.kind !== "undo" || state === undefined)
        return false;
    const { app, live, rollout, routing, back } = undo;
    if (app !== state.app || rollout !== (state.rollout?.id ?? null))
        return false;
    const isAlone = state.rollout?.alone === true;
    if (back !== undefined && !(isAlone && back === sideOf(state, state.live).revision))
        return false;
    if (!isRouting(routing, state))
        return false;
    const moves = routing.live !== live;
    if (step !== "rollback")
        return live === state.live && !moves;
    const backToBlue = routing.share === 0 && routing.cohort === null && (routing.switched?.by ?? "rollback") === "rollback";
    return backToBlue && (rollout === null || (live === state.live && !moves));
}
function isRouting(value, { ports }) {
    if (typeof value !== "object" || value === null)
        return false;
    const { live, share, cohort, fallback, switched, ...others } = value;
    return (Object.keys(others).length === 0 &&
        ports.some((port) => port === live) &&
        Number.isInteger(share) &&
        (share ?? -1) >= 0 &&
        (share ?? WHOLE + 1) <= WHOLE &&
        (cohort === null || (typeof cohort === "string" && nginx_settings/* TOKEN */.CV.test(cohort))) &&
        typeof fallback === "boolean" &&
        (switched === null || isSwitch(switched)));
}

// EXTERNAL MODULE: ./build/delivery/digest.js
var digest = __webpack_require__(4401);
// EXTERNAL MODULE: ./build/delivery/view.js
var view = __webpack_require__(8220);
// EXTERNAL MODULE: ./build/platforms/outage.js
var outage = __webpack_require__(2736);
;// CONCATENATED MODULE: ./build/platforms/nginx/view.js









function viewOf(settings, seen) {
    const { state } = seen;
    if (state === undefined)
        return beforeSetup(settings, seen);
    const { rollout, live, share } = state;
    const green = greenPort(state);
    const standing = standingOf(settings, seen);
    const problems = findProblems(settings, seen, state);
    return {
        ...(0,view/* viewFrom */.A)(standing, { problems }),
        blue: sideView(seen, state, live, WHOLE - share),
        green: rollout === null ? undefined : sideView(seen, state, green, share),
        cohort: state.cohort === null ? undefined : `${state.cohortSource} = ${state.cohort}`,
        safeTeardownAt: rollout !== null && (share === 0 || isPromoted(state)) ? safeAt(seen.at, state) : undefined,
        preview: previewOf(settings, state),
        look: seen.outage === undefined ? undefined : (0,outage/* describeOutage */.X)(seen.outage, "process"),
        facts: factsOf(state),
        needsSetup: routingProblem(seen, state) !== undefined && seen.routing.kind !== "unreachable",
    };
}
/** The header's value is a secret: a word that nobody takes for it stands in its place. */
function previewOf({ app, site }, { preview, rollout }) {
    if (preview === null || rollout === null)
        return undefined;
    const isDefault = site.port === (site.tls ? 443 : 80);
    return {
        url: `${site.tls ? "https" : "http"}://${site.host}${isDefault ? "" : `:${site.port}`}${site.path}`,
        who: `requests with the secret of \`preview\` in ${(0,nginx_settings/* routeHeader */.Hc)(app)}`,
        headers: [`${(0,nginx_settings/* routeHeader */.Hc)(app)}: SECRET`],
    };
}
function beforeSetup(settings, seen) {
    const { app, stateDir } = settings;
    const problems = [`${app} is not set up: there is no state in ${stateDir}. Run \`setup\` once, as root.`];
    return {
        ...(0,view/* viewFrom */.A)(standingOf(settings, seen), { problems }),
        blue: undefined,
        green: undefined,
        weight: undefined,
        facts: { app, state: "none" },
        needsSetup: true,
    };
}
function findProblems(settings, seen, state) {
    const problems = [];
    const why = routingProblem(seen, state);
    if (why !== undefined)
        problems.push(why);
    if (seen.routing.kind === "plain") {
        const snippet = siteSnippet(structureOf(settings));
        problems.push(`Put this into the site's server block, then run \`setup\` again: ${snippet}`);
    }
    if (seen.drift.length > 0) {
        problems.push(`Somebody changed the markers of w.${state.seq}: ${seen.drift.slice(0, 5).join(", ")}.`);
    }
    const carrying = [...(isPromoted(state) ? [] : [state.live]), ...(state.share > 0 ? [greenPort(state)] : [])];
    for (const port of carrying) {
        const { unhealthyReason } = sideSeen(seen, port);
        // Before the first release nothing is meant to be there.
        if (unhealthyReason !== undefined && sideOf(state, port).up) {
            problems.push(`${nameOf(state, port)} has weight, but ${unhealthyReason}.`);
        }
    }
    for (const port of [state.live, ...(state.rollout === null ? [] : [greenPort(state)])]) {
        const { runs } = sideSeen(seen, port);
        const { revision } = sideOf(state, port);
        const name = nameOf(state, port);
        if (runs !== undefined && revision !== null && runs !== revision) {
            problems.push(`${name} runs ${runs}, but ${revision} is on record: somebody else started it.`);
        }
    }
    return problems;
}
function sideView(seen, state, port, share) {
    const { unhealthyReason } = sideSeen(seen, port);
    const { revision, up } = sideOf(state, port);
    return {
        name: nameOf(state, port),
        target: `127.0.0.1:${port}`,
        revision: revision ?? (up ? "a process from before the first rollout" : "nothing yet"),
        healthy: unhealthyReason === undefined ? 1 : 0,
        wanted: 1,
        weight: percent(share),
    };
}
/** Identity and routing by stable names; no token is among them. */
function factsOf(state) {
    const { app, ports, live, share, rollout, structure, cohort, switched, fallback, leaving } = state;
    const by = switched?.by ?? "none";
    return {
        app,
        blue: String(live),
        weight: String(percent(share)),
        rollout: rollout === null ? "none" : `${rollout.id} of ${rollout.revision} since ${rollout.startedAt}`,
        switched: leaving ? `${by}, teardown begun` : by,
        [(0,digest/* fingerprintName */.Sw)("structure")]: structure ?? "none",
        cohort: cohort ?? "none",
        fallback: String(fallback),
        ...Object.fromEntries(ports.map((port) => [`port ${port}`, sideOf(state, port).revision ?? "unknown"])),
    };
}

// EXTERNAL MODULE: ./build/delivery/countdown.js
var countdown = __webpack_require__(4702);
;// CONCATENATED MODULE: ./build/platforms/nginx/waits.js




/** Whether a wait is over. Pure: when it began is part of the snapshot. */
function settledOf(wait, seen) {
    switch (wait.kind) {
        case "wait-healthy":
            return healthy(wait.port, seen);
        case "wait-drained":
            return drained(wait, seen);
        case "wait-bake":
            return baked(wait, seen);
        case "wait-logged":
            return logged(wait, seen);
        case "wait-uncached":
            return { state: "done" };
    }
}
/** Whether that matters is known to the steps that read it: they refuse a log that nobody writes. */
function logged({ path }, { logged: isWritten }) {
    if (isWritten !== false)
        return { state: "done" };
    const warning = `nginx does not write ${path}, which gates count by: the site has an \`access_log\` of its own, or logs are off. ` +
        "docs/nginx.md says where the site includes it.";
    return { state: "done", warning };
}
function healthy(port, seen) {
    const { unhealthyReason, failure, pids } = sideSeen(seen, port);
    if (unhealthyReason === undefined)
        return { state: "done" };
    if (failure !== undefined && pids.length === 0) {
        return {
            state: "impossible",
            because: `The process on port ${port} ended before it was healthy: ${failure}`,
            reasons: [unhealthyReason],
        };
    }
    return { state: "waiting", for: `port ${port} to be healthy`, have: 0, want: 1, reasons: [unhealthyReason] };
}
function drained({ port, limitMs }, seen) {
    const { connections } = sideSeen(seen, port);
    // No request has been led there since the state that closed it.
    const since = seen.state?.at ?? seen.at;
    if (connections === 0)
        return { state: "done" };
    if (seen.at >= since + limitMs) {
        const limit = (0,duration/* formatDuration */.a)(limitMs);
        const [what, are] = connections === 1 ? ["connection", "is"] : ["connections", "are"];
        const warning = `${connections} ${what} to port ${port} ${are} still open after ${limit} (drain-timeout), and ${are} cut.`;
        return { state: "done", warning };
    }
    return { state: "waiting", for: `open connections to port ${port}`, have: connections, want: 0, reasons: [] };
}
function baked({ port, percent, durationMs }, seen) {
    const { state, at, waitingSince = at } = seen;
    const green = sideSeen(seen, port).unhealthyReason;
    if (green !== undefined) {
        const because = `Port ${port} became unhealthy during the bake; its weight is unchanged.`;
        const remedy = "Run `rollback`, or `shift` again once it is healthy.";
        return { state: "impossible", because, reasons: [green], remedy };
    }
    const other = state === undefined || greenPort(state) !== port ? undefined : sideSeen(seen, state.live);
    if (percent < 100 && other?.unhealthyReason !== undefined) {
        const because = `Blue (port ${other.port}) became unhealthy while green baked; the weights are unchanged.`;
        const remedy = "Run `promote` to give green everything, or fix blue and run `shift` again.";
        return { state: "impossible", because, reasons: [other.unhealthyReason], remedy };
    }
    return (0,countdown/* countdown */.q)("seconds of bake time", waitingSince + durationMs - at, durationMs);
}

;// CONCATENATED MODULE: ./build/platforms/nginx/index.js




















/** A look at a process that comes up lasts so long at most, in milliseconds: the engine's own looks are further apart. */
const WATCH_MS = 1_200;
const nginx_LOOK_MS = 50;
/** nginx flushes its log each second. */
const LOGGED_MS = 3_000;
/** Two local processes behind one nginx, switched by marker files. */
class NginxPlatform {
    #settings;
    #step;
    #clock;
    #signal;
    #processes;
    #writer;
    #lock;
    #missingRights;
    constructor(settings, step, clock, signal) {
        this.#settings = settings;
        this.#step = step;
        this.#clock = clock;
        this.#signal = signal;
        this.#processes = new ProcessSide(settings, signal);
        this.#writer = new NginxWriter(settings, this.#processes, clock, signal);
    }
    /** The state directory, both ports, and one request through nginx; `setup` also looks at nginx's files. */
    async observe() {
        const settings = this.#settings;
        if (process.platform !== "linux")
            throw refuse("not-linux", { platform: process.platform });
        if (this.#step !== "status" && this.#step !== "verify") {
            this.#lock ??= await lock(settings.stateDir, `${this.#step}, pid ${process.pid}`);
        }
        const stored = readStore(settings.stateDir);
        const [routing, first, second, installation] = await Promise.all([
            checkRouting(settings.site, settings.app, stored.state, this.#signal),
            this.#side(settings.ports[0]),
            this.#side(settings.ports[1]),
            this.#step === "setup" ? readInstallation({ settings, clock: this.#clock, signal: this.#signal }) : undefined,
        ]);
        const leftovers = leftoversOf(settings);
        const sides = [await this.#withBoot(first, stored.state), await this.#withBoot(second, stored.state)];
        const { outage } = this.#writer;
        const seen = { at: this.#clock.now(), ...stored, routing, sides, installation, leftovers, outage };
        if (this.#step !== "deploy")
            return seen;
        this.#missingRights ??= await this.#processes.missingRights();
        return { ...seen, missingRights: this.#missingRights };
    }
    plan(intent, seen) {
        return planStep(this.#settings, intent, seen);
    }
    apply(change, seen) {
        return this.#writer.apply(change, seen);
    }
    async refresh(wait, seen, { since }) {
        if (wait.kind === "wait-uncached")
            return this.#requireUncached(seen);
        if (wait.kind === "wait-logged")
            return { ...seen, logged: await this.#isLogged(wait.path) };
        if (wait.kind === "wait-bake") {
            // A bake may take an hour, and nobody who goes back waits for it: the next look takes the lock again.
            this.#letGo();
            const [first, second] = seen.sides;
            const sides = [
                { ...(await this.#side(first.port)), boot: first.boot },
                { ...(await this.#side(second.port)), boot: second.boot },
            ];
            return { ...seen, at: this.#clock.now(), waitingSince: since, sides };
        }
        const until = this.#clock.now() + WATCH_MS;
        const pace = { clock: this.#clock, signal: this.#signal, pauseMs: nginx_LOOK_MS, until };
        // A health check would be one more connection to drain.
        const look = async (known) => wait.kind === "wait-drained" ? drainedFurther(known) : { ...(await this.#side(wait.port)), boot: known.boot };
        return (0,poll/* poll */.w)(pace, async () => replaceSide(seen, await look(sideSeen(seen, wait.port)), this.#clock.now()), (next) => settledOf(wait, next).state !== "waiting");
    }
    settled(wait, seen) {
        return settledOf(wait, seen);
    }
    /** A deploy reads what a status reads, and has no rights to ask for but those of files and processes. */
    async diagnose(intent, seen) {
        const settings = { ...this.#settings, revision: this.#settings.revision ?? "another version" };
        return (0,findings/* rehearse */.Km)(() => planStep(settings, { ...intent, step: "deploy" }, seen));
    }
    view(seen) {
        return viewOf(this.#settings, seen);
    }
    meter(seen) {
        return meterOf(seen);
    }
    undo(intent, seen) {
        return undoOf(this.#settings, intent, seen);
    }
    accepts(undo, intent, seen) {
        return acceptsUndo(undo, intent, seen);
    }
    close() {
        this.#letGo();
    }
    #letGo() {
        this.#lock?.close();
        this.#lock = undefined;
    }
    async #side(port) {
        const { stateDir, healthPath } = this.#settings;
        const sockets = socketsOf([port]).get(port);
        const ours = processesOf(stateDir, port);
        const holders = holdersOf(sockets?.inodes ?? []);
        const listening = sockets?.listening === true;
        const unhealthyReason = listening
            ? await unhealthyReasonOf(port, healthPath, this.#signal)
            : `nothing listens on port ${port}`;
        return {
            port,
            listening,
            owner: holders.map(describeProcess).join(", ") || undefined,
            pids: ours.map(({ pid }) => pid),
            runs: [...holders, ...ours.map(({ pid }) => pid)].map(revisionOf).find((revision) => revision !== undefined),
            unhealthyReason,
            connections: sockets?.connections ?? 0,
            failure: unhealthyReason === undefined ? undefined : await this.#processes.failure(port),
        };
    }
    /** A site that does not include the structure yet has nothing to remember. */
    async #requireUncached(seen) {
        const { state } = readStore(this.#settings.stateDir);
        if (state === undefined || !isUndivided(state))
            return seen;
        const { site, app } = this.#settings;
        if ((await checkRouting(site, app, state, this.#signal)).kind !== "obeys")
            return seen;
        if (await remembersMarkers(this.#settings, state, this.#signal))
            throw refuse("open-file-cache", {});
        // An earlier set-up may have failed at it, and a site may have been edited since.
        const harm = await siteHarmOf({ settings: this.#settings, signal: this.#signal }, state);
        if (harm !== undefined)
            throw refuse("site-harmed", { ...harm });
        return seen;
    }
    /** A site that does not include the structure yet logs nothing of ours. */
    async #isLogged(path) {
        const { stateDir, site, app } = this.#settings;
        const before = nginx_sizeOf(path);
        const { state } = readStore(stateDir);
        if ((await checkRouting(site, app, state, this.#signal)).kind !== "obeys")
            return undefined;
        const until = this.#clock.now() + LOGGED_MS;
        const pace = { clock: this.#clock, signal: this.#signal, pauseMs: nginx_LOOK_MS, until };
        return (0,poll/* poll */.w)(pace, async () => nginx_sizeOf(path) > before, (grown) => grown);
    }
    /** What cannot be asked for stands in nobody's way, least of all in a rollback's: it is told. */
    async #withBoot(side, state) {
        if (this.#step === "setup")
            return side;
        try {
            const keeper = state === undefined ? undefined : sideOf(state, side.port).keeper;
            return { ...side, boot: await this.#processes.boot(side.port, keeper) };
        }
        catch (error) {
            this.#signal.throwIfAborted();
            return { ...side, boot: { starts: false, cannot: true, how: messageOf(error) } };
        }
    }
}
function nginx_sizeOf(path) {
    return (0,external_node_fs_.statSync)(path, { throwIfNoEntry: false })?.size ?? 0;
}
function drainedFurther(side) {
    return { ...side, connections: socketsOf([side.port]).get(side.port)?.connections ?? 0 };
}
function replaceSide(seen, side, at) {
    const [first, second] = seen.sides;
    const replaced = sideSeen(seen, side.port) === first ? [side, second] : [first, side];
    return { ...seen, at, sides: replaced };
}


/***/ }),

/***/ 2736:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   X: () => (/* binding */ describeOutage)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);

/**
 * As people say when a site was down.
 *
 * @param what of which nothing was healthy: `machine`, `process`.
 */
function describeOutage({ began, ended }, what) {
    const from = new Date(began).toISOString();
    if (ended === undefined)
        return `an outage since ${from}: no ${what} is healthy`;
    return `an outage of ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(ended - began)}, from ${from} to ${new Date(ended).toISOString()}: no ${what} was healthy`;
}


/***/ })

};
