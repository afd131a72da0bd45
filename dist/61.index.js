export const id = 61;
export const ids = [61];
export const modules = {

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

/***/ 7061:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  AccessLogSource: () => (/* binding */ AccessLogSource)
});

// EXTERNAL MODULE: ./build/delivery/shifts.js
var shifts = __webpack_require__(4300);
// EXTERNAL MODULE: ./build/engine/poll.js
var poll = __webpack_require__(6202);
// EXTERNAL MODULE: ./build/gates/sources/access-log-lines.js
var access_log_lines = __webpack_require__(3855);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:readline"
var external_node_readline_ = __webpack_require__(481);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./build/gates/sources/log-files.js




const CHUNK = 1_048_576;
/** A line longer than this is no line of a log. */
const MAX_LINE = 65_536;
/** A log that is rotated, read by file and offset: each line once, the last one only when it is whole. */
class LogFiles {
    #path;
    /** By inode: how far it was read. */
    #offsets = new Map();
    #current;
    constructor(path) {
        this.#path = path;
    }
    /**
     * Gives the lines that are new.
     *
     * @param since the first reading takes rotated files with it that were written to later; milliseconds.
     * @throws Node's error when the log cannot be read.
     */
    async read(since, take) {
        const handle = await (0,promises_.open)(this.#path, "r");
        try {
            const { dev, ino, size } = await handle.stat();
            const id = `${dev}:${ino}`;
            const lost = await this.#catchUp(id, size, since, take);
            await this.#readOn(handle, id, size, take);
            this.#current = id;
            return { lost };
        }
        finally {
            await handle.close();
        }
    }
    /** Reads what came before the log as it is now. True when lines are missing in between. */
    async #catchUp(id, size, since, take) {
        const before = this.#current;
        if (before === undefined) {
            for (const path of await rotated(this.#path, since))
                await this.#readRotated(path, take);
            return false;
        }
        if (before === id) {
            if (size >= (this.#offsets.get(id) ?? 0))
                return false;
            // Cut, as `copytruncate` does: what was written between the last reading and the cut is in the copy alone.
            this.#offsets.set(id, 0);
            return true;
        }
        for (const path of await rotated(this.#path, 0)) {
            const { dev, ino } = await (0,promises_.stat)(path);
            if (`${dev}:${ino}` !== before)
                continue;
            await this.#readRotated(path, take);
            return false;
        }
        return true;
    }
    async #readRotated(path, take) {
        const handle = await (0,promises_.open)(path, "r");
        try {
            if (path.endsWith(".gz")) {
                const lines = (0,external_node_readline_.createInterface)({ input: handle.createReadStream({ autoClose: false }).pipe((0,external_node_zlib_.createGunzip)()) });
                for await (const line of lines)
                    if (line !== "")
                        take(line);
                return;
            }
            const { dev, ino, size } = await handle.stat();
            await this.#readOn(handle, `${dev}:${ino}`, size, take);
        }
        finally {
            await handle.close();
        }
    }
    async #readOn(handle, id, size, take) {
        const buffer = Buffer.alloc(CHUNK);
        let offset = this.#offsets.get(id) ?? 0;
        let rest = Buffer.alloc(0);
        for (let position = offset; position < size;) {
            const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK, size - position), position);
            if (bytesRead === 0)
                break;
            position += bytesRead;
            const whole = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
            const end = whole.lastIndexOf(10) + 1;
            for (const line of whole.toString("utf8", 0, end).split("\n"))
                if (line !== "")
                    take(line);
            rest = whole.subarray(end);
            if (rest.length > MAX_LINE)
                rest = Buffer.alloc(0);
            offset = position - rest.length;
        }
        this.#offsets.set(id, offset);
    }
}
/** The files that a log was rotated into, the oldest first: `shop.log.2.gz`, `shop.log.1`, `shop.log-20260503`. */
async function rotated(path, since) {
    const [directory, name] = [(0,external_node_path_.dirname)(path), (0,external_node_path_.basename)(path)];
    const names = (await (0,promises_.readdir)(directory)).filter((other) => /^[.-][\d-]+(?:\.gz)?$/.test(other.slice(name.length)));
    const found = await Promise.all(names
        .filter((other) => other.startsWith(name))
        .map(async (other) => {
        const file = (0,external_node_path_.join)(directory, other);
        return { file, changed: (await (0,promises_.stat)(file)).mtimeMs };
    }));
    return found
        .filter(({ changed }) => changed >= since)
        .sort((one, other) => one.changed - other.changed)
        .map(({ file }) => file);
}

// EXTERNAL MODULE: ./build/gates/sources/source-fault.js
var source_fault = __webpack_require__(4656);
// EXTERNAL MODULE: ./build/gates/sources/totals.js
var totals = __webpack_require__(9751);
;// CONCATENATED MODULE: ./build/gates/sources/access-log.js






/** nginx flushes every second; a look at a busy machine may be late. */
const DELAY_MS = 10_000;
/** So long a request of the step's own may take to show in the log. */
const FLUSH_MS = 3_000;
const LOOK_MS = 250;
/** nginx's own log. Each reading takes up where the last one ended. */
class AccessLogSource {
    provenance;
    delayMs = DELAY_MS;
    comparable = true;
    #options;
    #known;
    constructor(options) {
        const { path, ports } = options;
        this.#options = options;
        this.provenance = {
            name: "access log",
            sides: { green: `port ${ports.green}`, blue: `port ${ports.blue}` },
            queries: [path],
            blindSpots: [
                "requests through other servers or locations of nginx than the delivered one",
                "requests with the header of a test route",
            ],
        };
    }
    /**
     * Before anything is moved the log has to be there and readable, and nginx has to write it: the step that asks has
     * sent requests of its own just now. A log that was moved away without a word to nginx is one that nobody writes.
     */
    async probe() {
        const { clock, signal, path } = this.#options;
        const pace = { clock, signal, pauseMs: LOOK_MS, until: clock.now() + FLUSH_MS };
        const look = async () => {
            const now = clock.now();
            const reading = await this.read({ from: now, to: now });
            if ("problem" in reading)
                return reading.problem;
            return (this.#known?.tally.newest ?? 0) + 2 * shifts/* MINUTE_MS */.kg > now ? undefined : "silent";
        };
        const found = await (0,poll/* poll */.w)(pace, look, (answer) => answer !== "silent");
        if (found !== "silent")
            return found;
        const why = "the site has an `access_log` of its own, or the log was rotated without telling nginx (USR1)";
        return { kind: "invalid", reasons: [`nginx does not write the access log ${path}: ${why}`] };
    }
    history(span) {
        return (0,totals/* historyFrom */.z)(this, span);
    }
    read(span) {
        return (0,source_fault/* orProblem */.b)(() => this.#read(span));
    }
    async #read(span) {
        const { path, ports, latencyThresholdMs, clock, signal } = this.#options;
        const now = clock.now();
        // An earlier time than before: rotated files may be needed that were not.
        const fresh = { since: span.from, files: new LogFiles(path), tally: new access_log_lines/* LogTally */.Hx(ports, latencyThresholdMs) };
        const known = this.#known !== undefined && this.#known.since <= span.from ? this.#known : { ...fresh, until: now };
        // A reading that breaks off has counted some lines already: the next one begins anew.
        this.#known = undefined;
        const { lost } = await readable(path, () => known.files.read(known.since, (line) => known.tally.add(line)));
        signal.throwIfAborted();
        if (lost)
            known.tally.lose(known.until, now);
        known.until = now;
        this.#known = known;
        const { read, unreadable } = known.tally.lines;
        if (read === 0 && unreadable > 0)
            throw new source_fault/* SourceFault */.A("invalid", [
                `${path}: none of ${unreadable} lines is in the format that step \`setup\` gives`,
            ]);
        const warnings = [
            ...(unreadable > 0 ? [`${path}: ${unreadable} lines are not in the format of step \`setup\``] : []),
            ...(lost ? [`${path}: lines were rotated away before they were read`] : []),
        ];
        return { minutes: known.tally.minutes(span), warnings };
    }
}
async function readable(path, read) {
    try {
        return await read();
    }
    catch (error) {
        const code = error instanceof Error && "code" in error ? String(error.code) : "";
        if (code === "ENOENT")
            throw new source_fault/* SourceFault */.A("invalid", [`the access log ${path} was not found`]);
        if (code === "EACCES" || code === "EPERM")
            throw new source_fault/* SourceFault */.A("denied", [`the access log ${path} may not be read`]);
        if (code === "")
            throw error;
        throw new source_fault/* SourceFault */.A("unavailable", [`the access log ${path} cannot be read: ${code}`]);
    }
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
