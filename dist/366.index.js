export const id = 366;
export const ids = [366];
export const modules = {

/***/ 5366:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  CommandSource: () => (/* binding */ CommandSource)
});

// EXTERNAL MODULE: ./build/delivery/shifts.js
var shifts = __webpack_require__(4300);
// EXTERNAL MODULE: ./build/gates/counts.js
var gates_counts = __webpack_require__(3511);
;// CONCATENATED MODULE: ./build/gates/sources/command-answer.js


const SIDES = ["green", "blue"];
const COUNTS = ["requests", "errors", "clientErrors", "slow"];
/**
 * Reads `{"minutes":[{"t":1790000040,"green":{"requests":600,"errors":3,"slow":9},"blue":{…}}]}`, `t` in seconds.
 * Strictly, for a misspelt name or a rate in the place of a count would pass every release: no other names, whole
 * numbers, no more errors than requests, each minute of the span at most once. A minute that is missing was not counted.
 */
function readAnswer(text, span) {
    const parsed = parse(text);
    if (!isObject(parsed))
        return { faults: ["the command printed no JSON object"] };
    const { minutes: given, ...others } = parsed;
    const faults = namesLeft("the answer", others);
    if (!Array.isArray(given))
        return { faults: [...faults, "the answer has no list `minutes`"] };
    const seen = new Set();
    const minutes = given.flatMap((entry, index) => {
        const read = readMinute(entry, `minutes[${index}]`, span);
        if (read.minute !== undefined && seen.has(read.minute.at))
            read.faults.push(`minute ${(0,gates_counts/* clock */.pm)(read.minute.at)} is given twice`);
        if (read.minute !== undefined)
            seen.add(read.minute.at);
        faults.push(...read.faults);
        return read.minute ?? [];
    });
    return faults.length > 0 ? { faults } : { minutes };
}
function parse(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function readMinute(entry, where, span) {
    if (!isObject(entry))
        return { faults: [`${where} is not an object`] };
    const { t, green, blue, ...others } = entry;
    const time = timeFault(t, where, span);
    const faults = [...time, ...namesLeft(where, others)];
    const minute = { at: Number(t) * 1_000, complete: true };
    for (const [place, given] of [green, blue].entries()) {
        if (given === undefined)
            continue;
        const side = SIDES[place] ?? "green";
        const read = readSide(given, `${where}.${side}`);
        faults.push(...read.faults);
        if (read.counts !== undefined)
            minute[side] = read.counts;
    }
    return time.length > 0 ? { faults } : { minute, faults };
}
function timeFault(t, where, { from, to }) {
    if (typeof t !== "number" || !(0,gates_counts/* isCount */.my)(t) || (t * 1_000) % shifts/* MINUTE_MS */.kg !== 0)
        return [`${where}.t: ${show(t)} is not the start of a minute, in seconds since 1970`];
    if (t * 1_000 >= from && t * 1_000 < to)
        return [];
    return [`${where}.t: ${t} is outside of what was asked for, FROM ${from / 1_000} to TO ${to / 1_000}`];
}
function readSide(given, where) {
    if (!isObject(given))
        return { faults: [`${where} is not an object`] };
    const names = COUNTS;
    const faults = namesLeft(where, Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name))));
    const [requests, errors, clientErrors, slow] = COUNTS.map((name) => {
        const value = given[name];
        if (value === undefined && name !== "requests" && name !== "errors")
            return undefined;
        if (typeof value === "number" && (0,gates_counts/* isCount */.my)(value))
            return value;
        faults.push(`${where}.${name}: ${value === undefined ? "missing" : `${show(value)} is not a whole number from 0 on`}`);
        return undefined;
    });
    if (requests === undefined || errors === undefined)
        return { faults };
    for (const [name, value] of Object.entries({ errors, clientErrors, slow }))
        if (value !== undefined && value > requests)
            faults.push(`${where}: ${value} ${name} of ${requests} requests`);
    const counts = {
        requests,
        errors,
        ...(clientErrors === undefined ? {} : { clientErrors }),
        ...(slow === undefined ? {} : { timing: { requests, slow } }),
    };
    return { counts, faults };
}
function namesLeft(where, others) {
    return Object.keys(others).map((name) => `${where}: \`${name.slice(0, 40)}\` is not a name that is read`);
}
function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function show(value) {
    return (JSON.stringify(value) ?? "nothing").slice(0, 60);
}

// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./build/gates/sources/run-command.js

/** Milliseconds that a command may take, and bytes that it may print. */
const COMMAND_MS = 30_000;
const COMMAND_BYTES = 1_048_576;
const STDERR_BYTES = 65_536;
/**
 * Runs a command as the runner runs a `run` of `shell: bash`, with the variables beside what such a step would have. It
 * gets 30 s and 1 MB. Whatever it started ends with it: its whole process group is killed.
 *
 * @throws the signal's reason when it aborts first.
 */
function runCommand(command, variables, signal, limitMs = COMMAND_MS) {
    return new Promise((resolve, reject) => {
        if (signal.aborted)
            return reject(signal.reason);
        const child = (0,external_node_child_process_.spawn)("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", command], {
            env: { ...environment(), ...variables },
            stdio: ["ignore", "pipe", "pipe"],
            // A process group of its own, so that all of it can be ended.
            detached: true,
        });
        const [stdout, stderr] = [new Kept(COMMAND_BYTES), new Kept(STDERR_BYTES)];
        let failure;
        const end = () => {
            killGroup(child.pid);
            // Who left the group may still hold the pipes.
            child.stdout.destroy();
            child.stderr.destroy();
        };
        const stop = (why) => {
            failure ??= why;
            end();
        };
        const timer = setTimeout(() => stop(`it did not end within ${limitMs / 1_000} s`), limitMs);
        signal.addEventListener("abort", end, { once: true });
        child.stdout.on("data", (chunk) => {
            if (!stdout.add(chunk))
                stop(`it printed more than ${COMMAND_BYTES} bytes`);
        });
        child.stderr.on("data", (chunk) => stderr.add(chunk));
        child.once("error", (error) => stop(`bash cannot be run: ${error.message}`));
        child.once("exit", (code, by) => {
            killGroup(child.pid);
            if (code !== 0)
                failure ??= by === null ? `it ended with exit code ${code}` : `it was ended by ${by}`;
        });
        child.once("close", () => {
            clearTimeout(timer);
            signal.removeEventListener("abort", end);
            if (signal.aborted)
                reject(signal.reason);
            else
                resolve({ failure, stdout: stdout.text(), stderr: stderr.text() });
        });
    });
}
/** What the runner gives to actions and not to commands: inputs, which may be secrets, and tokens of the run's services. */
function environment() {
    const kept = Object.entries(process.env).filter(([name]) => !/^(?:INPUT_|STATE_|ACTIONS_(?:RUNTIME|RESULTS)_)/.test(name));
    return Object.fromEntries(kept);
}
function killGroup(pid) {
    if (pid === undefined)
        return;
    try {
        process.kill(-pid, "SIGKILL");
    }
    catch {
        // Nothing is left of it.
    }
}
/** The first bytes of a stream. */
class Kept {
    #chunks = [];
    #left;
    constructor(bytes) {
        this.#left = bytes;
    }
    /** False when it was more than is kept. */
    add(chunk) {
        this.#chunks.push(chunk.subarray(0, Math.max(this.#left, 0)));
        this.#left -= chunk.length;
        return this.#left >= 0;
    }
    text() {
        return Buffer.concat(this.#chunks).toString("utf8");
    }
}

// EXTERNAL MODULE: ./build/gates/sources/totals.js
var totals = __webpack_require__(9751);
;// CONCATENATED MODULE: ./build/gates/sources/command.js




const MAX_LINES = 20;
const MAX_CHARACTERS = 300;
/** Minutes that the first try before the first move asks for. */
const PROBED_MINUTES = 5;
/** A command of the user's own, asked for the whole span at each look, so that it needs no memory. */
class CommandSource {
    provenance;
    delayMs;
    comparable = true;
    #options;
    constructor(options) {
        const { sides, delayMs = shifts/* MINUTE_MS */.kg } = options;
        this.#options = options;
        this.delayMs = delayMs;
        // The command itself may hold a secret.
        this.provenance = { name: "command", sides, queries: [], blindSpots: ["whatever `metric-command` does not count"] };
    }
    /** The command has to answer before anything is moved; with which numbers is all the same. */
    async probe() {
        const to = Math.floor(this.#options.clock.now() / shifts/* MINUTE_MS */.kg) * shifts/* MINUTE_MS */.kg;
        const reading = await this.read({ from: to - PROBED_MINUTES * shifts/* MINUTE_MS */.kg, to });
        return "problem" in reading ? reading.problem : undefined;
    }
    history(span) {
        return (0,totals/* historyFrom */.z)(this, span);
    }
    async read(span) {
        const { command, sides, weight, signal } = this.#options;
        const { failure, stdout, stderr } = await runCommand(command, {
            FROM: String(span.from / 1_000),
            TO: String(span.to / 1_000),
            STEP: "60",
            GREEN: sides.green,
            BLUE: sides.blue,
            WEIGHT: String(weight()),
        }, signal);
        if (failure !== undefined)
            return problem("unavailable", [`metric-command: ${failure}`], stderr);
        const answer = readAnswer(stdout, span);
        if ("faults" in answer)
            return problem("invalid", answer.faults.slice(0, MAX_LINES), stderr);
        return { minutes: answer.minutes, warnings: [] };
    }
}
function problem(kind, why, stderr) {
    return { problem: { kind, reasons: [...why, ...firstLines(stderr)] } };
}
function firstLines(text) {
    return text
        .split("\n")
        .map((line) => line.trim().slice(0, MAX_CHARACTERS))
        .filter((line) => line !== "")
        .slice(0, MAX_LINES);
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
