export const id = 137;
export const ids = [137];
export const modules = {

/***/ 557:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qh: () => (/* binding */ INPUT_NAMES),
/* harmony export */   Y: () => (/* binding */ ruleOf),
/* harmony export */   wp: () => (/* binding */ isInputName)
/* harmony export */ });
/* unused harmony export INPUT_RULES */
/* harmony import */ var _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(401);

const ACTING = ["deploy", "shift", "promote", "rollback", "teardown", "setup"];
const EC2 = ["ec2"];
const NGINX = ["nginx"];
const AWS = ["ec2", "api-gateway"];
const API_GATEWAY = ["api-gateway"];
const BOTH = ["ec2", "nginx"];
const NO_STICKINESS = "its split is drawn anew for every request, without stickiness. Let the backend decide by who asks, or use strategy blue-green";
const INPUT_RULES = {
    step: { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: false },
    platform: { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    strategy: { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    config: { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: false },
    service: { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: false },
    "allowed-actors": { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: false, list: true },
    "dry-run": { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: false },
    "expected-state": { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: false },
    timeout: { steps: ACTING, config: true },
    weight: { steps: ["deploy", "shift"], config: false },
    ramp: { steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    "bake-time": { steps: ["shift"], config: true },
    replace: { steps: ["deploy"], config: false },
    "fail-on": { steps: ["status"], config: true, list: true },
    "expires-after": { steps: ["status"], config: true },
    listeners: { platforms: EC2, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true, list: true },
    "target-groups": { platforms: EC2, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true, list: true },
    "auto-scaling-groups": { platforms: EC2, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true, list: true },
    "image-id": { platforms: EC2, steps: ["deploy"], config: true },
    "launch-template-version": { platforms: EC2, steps: ["deploy"], config: true },
    "user-data-file": { platforms: EC2, steps: ["deploy"], config: true },
    "desired-capacity": { platforms: EC2, steps: ["deploy"], config: true },
    preview: { platforms: BOTH, steps: ["deploy"], config: true },
    cohort: {
        platforms: BOTH,
        elsewhere: { "api-gateway": NO_STICKINESS },
        steps: ["shift", "promote", "rollback", "teardown", "status", "setup"],
        config: true,
    },
    stickiness: {
        platforms: BOTH,
        elsewhere: { "api-gateway": NO_STICKINESS },
        steps: ["shift", "promote", "rollback", "setup"],
        config: true,
    },
    "max-capacity-deficit": { platforms: EC2, steps: ["shift"], config: true },
    "scale-down-delay": { platforms: AWS, steps: ["shift", "promote", "rollback", "teardown", "status"], config: true },
    "rest-api": { platforms: API_GATEWAY, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    stage: { platforms: API_GATEWAY, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true, list: true },
    "base-path-mapping": { platforms: API_GATEWAY, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    openapi: { platforms: API_GATEWAY, steps: ["deploy"], config: true },
    integration: { platforms: API_GATEWAY, steps: ["deploy"], config: true, list: true },
    "stage-variables": { platforms: API_GATEWAY, steps: ["deploy"], config: true, list: true },
    "keep-deployments": { platforms: API_GATEWAY, steps: ["teardown"], config: true },
    app: { platforms: NGINX, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    ports: { platforms: NGINX, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true, list: true },
    url: { platforms: BOTH, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    "state-dir": { platforms: NGINX, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    "health-check": { platforms: NGINX, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    revision: { platforms: NGINX, steps: ["deploy"], config: false },
    start: { platforms: NGINX, steps: ["deploy", "rollback", "teardown"], config: true },
    stop: { platforms: NGINX, steps: ["deploy", "rollback", "teardown"], config: true },
    unit: { platforms: NGINX, steps: ["deploy", "rollback", "teardown"], config: true },
    "compose-file": { platforms: NGINX, steps: ["deploy", "rollback", "teardown"], config: true },
    "smoke-test": { platforms: BOTH, steps: ["deploy", "shift", "promote"], config: true, list: true },
    "probe-url": { platforms: EC2, steps: ["shift", "promote", "rollback"], config: true },
    "probe-match": { platforms: EC2, steps: ["shift", "promote", "rollback"], config: true },
    fallback: { platforms: NGINX, steps: ["deploy", "shift", "promote"], config: true },
    "drain-timeout": { platforms: NGINX, steps: ["teardown"], config: true },
    mode: { platforms: NGINX, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
    "nginx-conf": { platforms: NGINX, steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_0__/* .STEPS */ .UT, config: true },
};
const INPUT_NAMES = Object.keys(INPUT_RULES);
function ruleOf(name) {
    return INPUT_RULES[name];
}
function isInputName(name) {
    return Object.hasOwn(INPUT_RULES, name);
}


/***/ }),

/***/ 3137:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  main: () => (/* binding */ main),
  post: () => (/* binding */ post)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
;// CONCATENATED MODULE: ./build/delivery/digest.js



const VERSION = "pd1";
/** More than this is no digest of ours: facts of 100 listeners stay far below. */
const MAX_FACTS_BYTES = 262_144;
/**
 * The state digest: `pd1.<hash>.<facts>`. The hash (SHA-256, 32 hex digits) is what is compared; the facts (deflated
 * JSON, base64url) ride along so that a refusal can show field by field what changed since the approval. They hold
 * names, ARNs and weights, no secret.
 */
function digest(facts) {
    const canonical = canonicalJson(facts);
    const payload = (0,external_node_zlib_.deflateRawSync)(Buffer.from(canonical), { level: 9 }).toString("base64url");
    return `${VERSION}.${hash(canonical)}.${payload}`;
}
/**
 * Reads a digest back.
 *
 * @throws DeliveryError `input` when the text is not a digest, or its facts do not match its hash.
 */
function readDigest(text) {
    const [version, sum, payload, ...rest] = text.trim().split(".");
    if (version === VERSION && sum !== undefined && payload !== undefined && rest.length === 0) {
        try {
            const canonical = (0,external_node_zlib_.inflateRawSync)(Buffer.from(payload, "base64url"), {
                maxOutputLength: MAX_FACTS_BYTES,
            }).toString();
            const facts = JSON.parse(canonical);
            if (hash(canonical) === sum && isFacts(facts))
                return facts;
        }
        catch {
            // Falls through to the one error below: whatever is wrong with it, it did not come from an earlier step.
        }
    }
    throw new errors/* DeliveryError */.VE("input", `expected-state: this is not a state digest, or it was cut short.`, {
        remedy: "Pass the output `state-digest` of an earlier step on unchanged, or leave `expected-state` out.",
    });
}
/** `name: before → now`, one line per fact that differs, in the order of the names. */
function differences(before, now) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
    return names
        .filter((name) => before[name] !== now[name])
        .map((name) => `${name}: ${before[name] ?? "(absent)"} → ${now[name] ?? "(absent)"}`);
}
/**
 * An approval approves exactly what was shown.
 *
 * @returns the error `drift` when the live facts are not those of the digest.
 * @throws DeliveryError `input` when it is no digest.
 */
function driftFrom(expected, live) {
    const changed = differences(readDigest(expected), live);
    if (changed.length === 0)
        return undefined;
    return new errors/* DeliveryError */.VE("drift", "The live state is not the one that was approved; nothing was touched.", {
        reasons: changed,
        remedy: "Look at what changed. To accept it, run the step that was approved again, and approve its new summary.",
    });
}
function hash(canonical) {
    return (0,external_node_crypto_.createHash)("sha256").update(canonical).digest("hex").slice(0, 32);
}
function canonicalJson(facts) {
    return JSON.stringify(Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))));
}
function isFacts(value) {
    return typeof value === "object" && value !== null && Object.values(value).every((fact) => typeof fact === "string");
}

// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/delivery/ramp.js
var delivery_ramp = __webpack_require__(581);
;// CONCATENATED MODULE: ./build/delivery/outlook.js


/** What a workflow would normally run next; `rollback` in a phase that no step leaves behind. */
function nextStep(view, ramp) {
    if (view.needsSetup === true)
        return "setup";
    const climbing = view.phase === "deployed" || view.phase === "shifting";
    if (climbing && rungAfter(view, ramp) < 100)
        return "shift";
    return NEXT[view.phase];
}
function rungAfter({ weight = 0, baking = false, reachable }, ramp) {
    return baking ? weight : (0,delivery_ramp/* nearestWeight */.vR)((0,delivery_ramp/* nextRung */.O7)(ramp, weight, reachable), reachable);
}
const NEXT = {
    idle: "deploy",
    deploying: "deploy",
    deployed: "promote",
    shifting: "promote",
    promoted: "teardown",
    "rolled-back": "teardown",
    degraded: "rollback",
};
/** The weight that the next step would set, in percent; undefined when it sets none. */
function nextWeight(view, ramp) {
    if (view.needsSetup === true)
        return undefined;
    if (view.phase === "deployed" || view.phase === "shifting")
        return rungAfter(view, ramp);
    return view.phase === "degraded" ? 0 : undefined;
}
function readyToPromote(view) {
    return view.greenReady && (view.phase === "deployed" || view.phase === "shifting" || view.phase === "rolled-back");
}
/** The verdict on green by its health alone, as far as one can be given. */
function healthVerdict(view) {
    if (view.phase === "idle" || view.green === undefined || view.green.name === "")
        return "inconclusive";
    if (view.greenReady)
        return "pass";
    return view.phase === "deploying" ? "inconclusive" : "fail";
}
/**
 * What `status` was told to fail on and found, as sentences by kind.
 *
 * @param drift the differences to `expected-state`; empty when none was given.
 */
function alerts(view, asked, now, drift) {
    const found = new Map();
    const age = now - Date.parse(view.rollout?.startedAt ?? "");
    // A moment that cannot be read must not hide a rollout for ever.
    if (asked.failOn.includes("stale") && view.rollout !== undefined && !(age <= asked.expiresAfterMs)) {
        const when = Number.isNaN(age) ? "at an unknown time" : `${(0,duration/* formatDuration */.a)(age)} ago`;
        found.set("stale", [
            `Rollout ${view.rollout.id} began ${when} and is still ${view.phase}; ` +
                `it should be over within ${(0,duration/* formatDuration */.a)(asked.expiresAfterMs)} (expires-after).`,
        ]);
    }
    if (asked.failOn.includes("degraded") && view.phase === "degraded")
        found.set("degraded", [...view.problems]);
    if (asked.failOn.includes("drift") && drift.length > 0)
        found.set("drift", [...drift]);
    return found;
}

;// CONCATENATED MODULE: ./build/engine/clock.js
const systemClock = {
    now: () => Date.now(),
    sleep(ms, signal) {
        return new Promise((resolve, reject) => {
            const abort = () => {
                clearTimeout(timer);
                reject(signal.reason);
            };
            if (signal.aborted) {
                reject(signal.reason);
                return;
            }
            const timer = setTimeout(() => {
                signal.removeEventListener("abort", abort);
                resolve();
            }, ms);
            signal.addEventListener("abort", abort, { once: true });
        });
    },
};

;// CONCATENATED MODULE: ./build/engine/run.js



/** Milliseconds between two looks during a wait: sees a target turn healthy within a second, at a call a second. */
const POLL_MS = 1_500;
/** Milliseconds between two lines of log during a wait in which nothing changes. */
const REPORT_MS = 15_000;
/** Milliseconds in which a call whose answer nobody waited for may still take effect. */
const LATE_EFFECT_MS = 3_000;
/**
 * Runs one step: observe → guard → plan → apply each change → settle.
 *
 * @throws DeliveryError when a guard refuses (nothing touched), a change fails, a wait times out, or the run is
 * cancelled. The reporter has the last state seen by then.
 */
async function runStep(platform, intent, options, tools) {
    let seen = await platform.observe();
    const before = platform.view(seen);
    tools.reporter.report({ type: "observed", view: before });
    const plan = planAsApproved(platform, intent, seen, before, options.expectedState);
    tools.reporter.report({ type: "planned", plan });
    for (const message of plan.warnings)
        tools.reporter.report({ type: "warning", message });
    if (options.dryRun || plan.changes.length === 0)
        return { before, after: before, plan, changed: false };
    seen = await applyAll(platform, intent, plan.changes, seen, tools);
    const after = platform.view(seen);
    tools.reporter.report({ type: "settled", view: after });
    return { before, after, plan, changed: plan.changes.some((change) => change.waits !== true) };
}
/**
 * The plan, if the state is the one that was approved. A step that has nothing left to do, or only to look, is let
 * through all the same: it is the approved one itself that changed the state, run again.
 *
 * @throws DeliveryError `drift`, before any other reason not to act.
 */
function planAsApproved(platform, intent, seen, before, expectedState) {
    const drift = expectedState === undefined ? undefined : driftFrom(expectedState, before.facts);
    if (drift === undefined)
        return platform.plan(intent, seen);
    let plan;
    try {
        plan = platform.plan(intent, seen);
    }
    catch {
        throw drift;
    }
    if (plan.changes.some(({ waits, records }) => waits !== true && records !== true))
        throw drift;
    return plan;
}
/**
 * Applies one change on its own: how `post` finishes what a cancelled step left half done. Twice, because a call that
 * was under way when the step was cut off may take effect after the first look.
 */
async function finishUndo(platform, undo, tools) {
    tools.reporter.report({ type: "change-started", change: undo });
    await platform.apply(undo, await platform.observe());
    await tools.clock.sleep(LATE_EFFECT_MS, tools.signal);
    const seen = await platform.observe();
    const view = platform.view((await platform.apply(undo, seen)) ?? (await platform.observe()));
    tools.reporter.report({ type: "settled", view });
    return view;
}
async function applyAll(platform, intent, changes, start, tools) {
    const moving = changes.filter(({ movesTraffic }) => movesTraffic === true);
    let seen = start;
    let current = true;
    for (const change of changes) {
        tools.signal.throwIfAborted();
        const began = tools.clock.now();
        tools.reporter.report({ type: "change-started", change });
        if (change.waits === true) {
            seen = await waitFor(platform, intent, change, seen, tools);
            current = true;
        }
        else {
            if (change === moving[0])
                await tools.journal.begin(platform.undo(intent, seen));
            const readBack = await platform.apply(change, seen).catch(async (error) => {
                // Refused before it moved anything: there is nothing for `post` to undo.
                if (change === moving[0] && error instanceof errors/* DeliveryError */.VE && error.noEffect)
                    await tools.journal.end();
                throw error;
            });
            // What follows the last move, a bake above all, may fail without the traffic going back by itself.
            if (change === moving.at(-1))
                await tools.journal.end();
            if (readBack !== undefined)
                seen = readBack;
            current = readBack !== undefined;
        }
        tools.reporter.report({ type: "change-done", change, durationMs: tools.clock.now() - began });
    }
    return current ? seen : platform.observe();
}
async function waitFor(platform, intent, wait, start, tools) {
    const { clock, signal, reporter } = tools;
    const began = clock.now();
    const deadline = intent.now + intent.timeoutMs;
    let seen = start;
    let said = "";
    let saidAt = 0;
    const told = new Set();
    for (;;) {
        const last = clock.now() + POLL_MS > deadline;
        seen = await refreshed(platform, wait, seen, last, deadline, tools);
        const progress = platform.settled(wait, seen);
        if (progress.state === "done")
            return seen;
        reporter.report({ type: "refreshed", view: platform.view(seen) });
        if (progress.state === "impossible") {
            throw new errors/* DeliveryError */.VE("unhealthy", progress.because, { reasons: progress.reasons });
        }
        const line = `${progress.for} ${progress.have}/${progress.want} ${progress.reasons.join()}`;
        const now = clock.now();
        if (line !== said || now - saidAt >= REPORT_MS) {
            reporter.report({ type: "waiting", change: wait, progress, sinceMs: now - began });
            said = line;
            saidAt = now;
        }
        if (last)
            throw timedOut(progress, told, intent.timeoutMs);
        for (const reason of progress.reasons)
            told.add(uncounted(reason));
        await clock.sleep(POLL_MS, signal);
    }
}
/** One look. A passing fault of the platform is a reason to look again, not to fail; a refusal is not. */
async function refreshed(platform, wait, seen, thorough, deadline, { clock, signal, reporter }) {
    for (;;) {
        try {
            return await platform.refresh(wait, seen, thorough);
        }
        catch (error) {
            const passing = error instanceof errors/* DeliveryError */.VE && error.transient;
            if (!passing || clock.now() + POLL_MS > deadline)
                throw error;
            reporter.report({ type: "warning", message: `${error.message} Looking again.` });
        }
        await clock.sleep(POLL_MS, signal);
    }
}
/** At most so many reasons of earlier looks are told again. */
const EARLIER_REASONS = 5;
/** With the reasons of this look, and those of earlier ones: what was ill may have been replaced a moment ago. */
function timedOut(progress, told, timeoutMs) {
    const message = `After ${(0,duration/* formatDuration */.a)(timeoutMs)} (timeout): ${progress.for}: ${progress.have} of ${progress.want}.`;
    const now = new Set(progress.reasons.map(uncounted));
    const earlier = [...told].filter((reason) => !now.has(reason)).slice(-EARLIER_REASONS);
    return new errors/* DeliveryError */.VE("timeout", message, {
        reasons: [...progress.reasons, ...earlier.map((reason) => `earlier: ${reason}`)],
    });
}
/** `2 × target unhealthy` and `1 × target unhealthy` are one reason. */
function uncounted(reason) {
    return reason.replace(/^\d+ × /, "");
}

;// CONCATENATED MODULE: ./build/action/reading.js

/** Reads inputs as typed values and gathers every mistake on the way, so that all are told at once. */
class InputReader {
    values;
    mistakes;
    constructor(values, mistakes = []) {
        this.values = values;
        this.mistakes = mistakes;
    }
    has(input) {
        return this.values.has(input);
    }
    text(input) {
        return this.values.get(input);
    }
    /** Several values, separated by commas or lines. */
    list(input) {
        return (this.values.get(input) ?? "")
            .split(/[\n,]/)
            .map((item) => item.trim())
            .filter((item) => item !== "");
    }
    /** One of the allowed words; undefined, and a mistake on record, otherwise. */
    oneOf(input, allowed) {
        const given = this.values.get(input);
        const known = allowed.find((candidate) => candidate === given);
        if (known !== undefined)
            return known;
        const problem = `must be ${allowed.length === 1 ? "" : "one of "}${allowed.join(", ")}.`;
        this.wrong(input, given === undefined ? `is required; it ${problem}` : problem, `${input}: ${allowed[0]}`);
        return undefined;
    }
    /** Milliseconds. */
    duration(input, fallback) {
        const ms = (0,duration/* parseDuration */.E)(this.values.get(input) ?? fallback);
        if (ms !== undefined)
            return ms;
        this.wrong(input, "is not a duration: whole numbers with units d, h, m, s.", `${input}: ${fallback}`);
        return (0,duration/* parseDuration */.E)(fallback) ?? 0;
    }
    boolean(input) {
        const given = this.values.get(input) ?? "false";
        if (!["true", "false"].includes(given))
            this.wrong(input, "must be true or false.", `${input}: true`);
        return given === "true";
    }
    /** A whole number in a range; undefined when absent or wrong. */
    integer(input, [low, high], example) {
        const given = this.values.get(input);
        if (given === undefined)
            return undefined;
        const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
        if (low <= number && number <= high)
            return number;
        this.wrong(input, `is not a whole number from ${low} to ${high}.`, `${input}: ${example}`);
        return undefined;
    }
    /** Puts a mistake on record, with what was given. */
    wrong(input, problem, example, given = this.#given(input)) {
        this.mistakes.push({
            input,
            problem,
            ...(given === undefined ? {} : { given }),
            ...(example === undefined ? {} : { example }),
        });
        return undefined;
    }
    #given(input) {
        return this.values.get(input);
    }
}
/** The region that configure-aws-credentials left in the environment; empty, and a mistake on record, when none is. */
function requireRegion(reader, { region }) {
    if (region !== undefined && region !== "")
        return region;
    const problem = "is not set in this job: put aws-actions/configure-aws-credentials with `aws-region` before this step.";
    reader.wrong("AWS_REGION", problem, "aws-region: eu-west-1");
    return "";
}

;// CONCATENATED MODULE: ./build/action/actors.js


/** In place of the list: whoever may run the workflow. */
const ANYBODY = "*";
/** Letters, digits and hyphens; an underscore before the short name of an enterprise; the suffix of an app. */
const LOGIN = /^[a-z\d][a-z\d_-]*(?:\[bot\])?$/i;
/**
 * Refuses a run that `allowed-actors` does not allow: both who began it and who runs it again have to be on the list.
 * Logins are compared whole and without regard to case, as GitHub does.
 *
 * @throws DeliveryError `input` when the list has something else than logins, `refused` when somebody is not on it.
 */
function refuseStrangers(given, { actor, triggeringActor }) {
    if (!given.has("allowed-actors"))
        return;
    const reader = new InputReader(given);
    const allowed = reader.list("allowed-actors");
    if (allowed.length === 1 && allowed[0] === ANYBODY)
        return;
    const strange = allowed.filter((login) => !LOGIN.test(login));
    if (allowed.length === 0 || strange.length > 0) {
        reader.wrong("allowed-actors", `must be logins of users, separated by commas or lines, or ${ANYBODY} for anybody.`, "allowed-actors: octocat, hubot", strange[0]);
        throw (0,errors/* inputError */.Xu)(reader.mistakes);
    }
    const known = new Set(allowed.map((login) => login.toLowerCase()));
    const askers = new Set([actor ?? "", triggeringActor ?? actor ?? ""]);
    const strangers = [...askers].filter((login) => !known.has(login.toLowerCase()));
    if (strangers.length === 0)
        return;
    const who = strangers.map((login) => (login === "" ? "an unknown user" : login)).join(" and ");
    throw new errors/* DeliveryError */.VE("refused", `allowed-actors: ${who} may not run this step. Nothing was touched.`, {
        reasons: [`allowed are ${allowed.join(", ")}`],
        remedy: "Let somebody who is on the list start the workflow; a run of somebody else that they run again is refused.",
    });
}

;// CONCATENATED MODULE: ./build/action/cancel.js

/**
 * Cancellation as the runner does it: SIGINT, SIGTERM 7.5 s later, and 2.5 s after that the process tree is killed
 * (actions/runner, ProcessInvoker.cs). Without a handler the first signal would end Node on the spot, in the middle of
 * a change; with this one every wait and call is aborted and the step reports where it stopped.
 */
function cancellation() {
    const controller = new AbortController();
    const cancel = () => {
        controller.abort(new errors/* DeliveryError */.VE("cancelled", "The run was cancelled.", {
            remedy: "Run `status` to see where the rollout stands; every step can be run again.",
        }));
    };
    const signals = ["SIGINT", "SIGTERM"];
    for (const name of signals)
        process.on(name, cancel);
    return {
        signal: controller.signal,
        dispose() {
            for (const name of signals)
                process.off(name, cancel);
        },
    };
}

// EXTERNAL MODULE: ./build/delivery/vocabulary.js
var vocabulary = __webpack_require__(401);
// EXTERNAL MODULE: ./build/action/input-rules.js
var input_rules = __webpack_require__(557);
// EXTERNAL MODULE: ./build/platforms/api-gateway/openapi.js
var openapi = __webpack_require__(8691);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/settings.js
/** The id of a REST API (observed; the service documents no form). */
const REST_API = /^[a-z0-9]{6,20}$/;
/** "Stage names can only contain alphanumeric characters, hyphens, and underscores. Maximum length is 128 characters." */
const STAGE = /^[\w-]{1,128}$/;
const DOMAIN = /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** API Gateway developer guide, "API mappings": letters, digits and `$-_.+!*'()/`; one level for REST mappings. */
const BASE_PATH = /^[A-Za-z0-9$\-_.+!*'()]{1,300}$/;
/** Lambda API reference: a function's ARN, with a version or an alias; stage variables may stand in it. */
const LAMBDA_ARN = /^arn:aws[a-z-]*:lambda:([a-z0-9-]+):\d{12}:function:(?:[\w-]|\$\{stageVariables\.\w{1,64}\}){1,256}(?::(?:[\w$-]|\$\{stageVariables\.\w{1,64}\}){1,256})?$/;
const VERBS = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY"];
/** Developer guide, "stage variables reference" and "Quotas": names, values, how many. */
const VARIABLE_NAME = /^\w{1,64}$/;
const VARIABLE_VALUE = /^[A-Za-z0-9\-._~:/?#&=,]{1,512}$/;
const MAX_VARIABLES = 100;
const EXAMPLES = {
    "rest-api": "rest-api: a1b2c3d4e5",
    stage: "stage: prod",
    "base-path-mapping": "base-path-mapping: api.example.com/v1",
    integration: "integration: GET /math = arn:aws:lambda:eu-west-1:111122223333:function:math:7",
    "stage-variables": "stage-variables: alias=green",
};
function judgeRestApi(given) {
    if (REST_API.test(given))
        return [];
    return [mistake("rest-api", "is not the id of a REST API: lower-case letters and digits, no name, no ARN.", given)];
}
function judgeStages(names, wanted) {
    const mistakes = names
        .filter((name) => !STAGE.test(name))
        .map((name) => mistake("stage", "is not a stage's name: letters, digits, - and _, at most 128.", name));
    if (wanted === 1 && names.length > 1) {
        const problem = "is more than one stage: only `strategy: blue-green` has two, behind a base path mapping.";
        mistakes.push(mistake("stage", problem, names.join(", ")));
    }
    if (wanted === 2 && (names.length !== 2 || names[0] === names[1])) {
        mistakes.push({
            input: "stage",
            given: names.join(", "),
            problem: "must be two stages for `strategy: blue-green`: one that serves, and one that takes the new version.",
            example: "stage: blue, green",
        });
    }
    return mistakes;
}
/** `api.example.com/v1`, or `api.example.com` for the empty base path. */
function judgeMapping(given) {
    const [domain = "", ...rest] = given.split("/");
    const basePath = rest.join("/") || "(none)";
    const mistakes = [];
    if (!DOMAIN.test(domain)) {
        mistakes.push(mistake("base-path-mapping", "does not begin with a custom domain name in lower case.", given));
    }
    else if (basePath !== "(none)" && !BASE_PATH.test(basePath)) {
        const problem = "has no base path that a REST API can have: one level of letters, digits and $-_.+!*'().";
        mistakes.push(mistake("base-path-mapping", problem, given));
    }
    return { value: { domain, basePath }, mistakes };
}
/** One wish a line: `GET /math = arn:aws:lambda:…`, `ANY /{proxy+} = https://…`, or the target alone. */
function judgeIntegrations(lines, region) {
    const mistakes = [];
    const value = lines.flatMap((line) => {
        const [, verb, path, own] = /^([A-Za-z]+)\s+(\/\S*)\s*=\s*(\S+)$/.exec(line) ?? [];
        const given = own ?? line;
        const target = targetOf(given);
        if (verb !== undefined && !VERBS.includes(verb)) {
            mistakes.push(mistake("integration", `does not begin with one of ${VERBS.join(", ")}.`, line));
            return [];
        }
        if (target === undefined) {
            const problem = "leads neither to a Lambda function (its ARN, with a version or alias) nor to an HTTP(S) URI.";
            mistakes.push(mistake("integration", problem, line));
            return [];
        }
        const elsewhere = LAMBDA_ARN.exec(given)?.[1];
        if (elsewhere !== undefined && region !== "" && elsewhere !== region && !elsewhere.includes("$")) {
            const problem = `is in ${elsewhere}, but AWS_REGION is ${region}: give a function of the API's own region.`;
            mistakes.push(mistake("integration", problem, line));
        }
        return [{ verb, path, target }];
    });
    const keys = value.flatMap(({ verb, path }) => (path === undefined ? [] : [`${verb} ${path}`]));
    const repeated = keys.find((key, index) => keys.indexOf(key) !== index);
    if (repeated !== undefined)
        mistakes.push(mistake("integration", "is given twice.", repeated));
    if (value.length > 1 && value.some(({ path }) => path === undefined)) {
        mistakes.push(mistake("integration", "is several lines, so each must say which method it is about.", lines.join("; ")));
    }
    return { value, mistakes };
}
function targetOf(text) {
    if (LAMBDA_ARN.test(text))
        return { kind: "lambda", arn: text };
    if (/^https?:\/\/(?:[\w.:[\]-]|\$\{stageVariables\.\w{1,64}\})+(?:[/?]\S*)?$/.test(text)) {
        return { kind: "http", uri: text };
    }
    return undefined;
}
/** One variable a line: `NAME=value`. */
function judgeVariables(lines) {
    const mistakes = [];
    const value = {};
    for (const line of lines) {
        const [, name = "", text = ""] = /^([^=]*)=(.*)$/s.exec(line) ?? [];
        if (!VARIABLE_NAME.test(name)) {
            const problem = "is not NAME=value with a name of letters, digits and _, at most 64.";
            mistakes.push(mistake("stage-variables", problem, line));
        }
        else if (!VARIABLE_VALUE.test(text)) {
            const problem = "has a value that API Gateway refuses: 1 to 512 letters, digits and -._~:/?#&=, are allowed.";
            mistakes.push(mistake("stage-variables", problem, line));
        }
        else if (Object.hasOwn(value, name))
            mistakes.push(mistake("stage-variables", "is given twice.", name));
        value[name] = text;
    }
    if (lines.length > MAX_VARIABLES) {
        const problem = `are more than the ${MAX_VARIABLES} variables that a stage can have.`;
        mistakes.push(mistake("stage-variables", problem, `${lines.length} variables`));
    }
    return { value, mistakes };
}
function mistake(input, problem, given) {
    return { input, given, problem, example: EXAMPLES[input] };
}

// EXTERNAL MODULE: ./build/action/workspace.js
var action_workspace = __webpack_require__(5286);
;// CONCATENATED MODULE: ./build/action/inputs-api-gateway.js





const DEFAULT_SCALE_DOWN_DELAY = "60s";
/** Deployments that an API can have in any case; AWS does not publish its quota in one place. */
const MAX_KEPT = 1_000;
/** The inputs of the platform `api-gateway`; mistakes go to the reader. */
function readApiGateway(reader, step, strategy, context) {
    const region = requireRegion(reader, context);
    if (step === "setup")
        reader.wrong("step", "is for the platform nginx alone.", "step: deploy", step);
    judgeStrategy(reader, strategy);
    const restApi = reader.text("rest-api") ?? "";
    if (restApi === "")
        reader.wrong("rest-api", "is required for the platform api-gateway.", "rest-api: a1b2c3d4e5");
    else
        reader.mistakes.push(...judgeRestApi(restApi));
    if (step === "deploy" && strategy !== "canary" && strategy !== "linear" && reader.has("weight")) {
        reader.wrong("weight", `is of no use to the strategy ${strategy}, which has no weights.`, "strategy: canary");
    }
    return {
        region,
        restApi,
        routing: routingOf(reader, strategy),
        source: step === "deploy" ? sourceOf(reader, region, context) : undefined,
        keepDeployments: step === "teardown" ? reader.integer("keep-deployments", [0, MAX_KEPT], 20) : undefined,
        scaleDownDelayMs: reader.duration("scale-down-delay", DEFAULT_SCALE_DOWN_DELAY),
    };
}
function judgeStrategy(reader, strategy) {
    if (["canary", "linear", "all-at-once", "blue-green"].includes(strategy))
        return;
    const why = "API Gateway draws every request anew, so that nobody can be kept on a side";
    reader.wrong("strategy", `is not for the platform api-gateway: ${why}.`, "strategy: canary");
}
function routingOf(reader, strategy) {
    const names = reader.list("stage");
    if (names.length === 0)
        reader.wrong("stage", "is required for the platform api-gateway.", "stage: prod");
    else
        reader.mistakes.push(...judgeStages(names, strategy === "blue-green" ? 2 : 1));
    const mapping = reader.text("base-path-mapping");
    if (strategy !== "blue-green") {
        if (mapping !== undefined) {
            const problem = `is of no use to the strategy ${strategy}: it switches between the two stages of blue-green.`;
            reader.wrong("base-path-mapping", problem, "strategy: blue-green");
        }
        return { kind: "canary", stage: names[0] ?? "" };
    }
    if (mapping === undefined) {
        const problem = "is required for `strategy: blue-green`, which switches by it. On one stage, use `strategy: canary`.";
        reader.wrong("base-path-mapping", problem, "base-path-mapping: api.example.com/v1");
    }
    const { value, mistakes } = judgeMapping(mapping ?? "example.com");
    reader.mistakes.push(...mistakes);
    return { kind: "stages", stages: [names[0] ?? "", names[1] ?? ""], mapping: value };
}
function sourceOf(reader, region, context) {
    const file = reader.text("openapi");
    const integrations = judgeIntegrations(lines(reader, "integration"), region);
    const variables = judgeVariables(lines(reader, "stage-variables"));
    reader.mistakes.push(...integrations.mistakes, ...variables.mistakes);
    if (file !== undefined && reader.has("integration")) {
        reader.wrong("integration", "contradicts `openapi`: the file says already where each method leads. Give one of them.");
    }
    return {
        openapi: file === undefined ? undefined : readOpenApi(reader, file, context),
        integrations: integrations.value,
        variables: variables.value,
    };
}
/** Several values, one a line: commas may stand in them. */
function lines(reader, input) {
    return (reader.text(input) ?? "")
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line !== "");
}
function readOpenApi(reader, file, context) {
    const wrong = (problem) => reader.wrong("openapi", problem, "openapi: api/openapi.yml");
    const content = (0,action_workspace/* readFromWorkspace */.c)(context.workspace, file, (bytes) => bytes > openapi/* MAX_OPENAPI_BYTES */.G ? `has ${bytes} bytes; API Gateway takes at most 6 MB.` : undefined);
    if (typeof content === "string")
        return wrong(content);
    const body = content.toString("utf8");
    let document;
    try {
        document = (context.parseYaml ?? JSON.parse)(body);
    }
    catch (error) {
        const said = error instanceof Error ? error.message.split("\n")[0] : String(error);
        return wrong(`is neither JSON nor YAML: ${said}`);
    }
    const backends = (0,openapi/* backendsOf */.d)(document);
    if (typeof backends === "string")
        return wrong(backends);
    return { body, sha256: (0,external_node_crypto_.createHash)("sha256").update(body).digest("hex"), backends };
}

// EXTERNAL MODULE: ./build/platforms/ec2/listeners/conditions.js
var conditions = __webpack_require__(7564);
// EXTERNAL MODULE: ./build/platforms/ec2/settings.js
var settings = __webpack_require__(7337);
// EXTERNAL MODULE: ./build/delivery/path-check.js
var path_check = __webpack_require__(8527);
// EXTERNAL MODULE: ./build/platforms/ec2/checks/mark.js
var checks_mark = __webpack_require__(4797);
;// CONCATENATED MODULE: ./build/action/inputs-looks.js



/** The inputs about looks from outside: what green answers to testers, and which share users see. */
const PATH = /^\/[\x21-\x7e]*$/;
const LISTENER = "preview: listener arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/73e2d6bc24d8a067";
const SITE = "url: https://shop.example/";
/** What the steps look at, with the inputs that the looks depend on. */
function readLooks(reader, step, { preview, cohort }) {
    const url = reader.has("url") ? siteOf(reader) : undefined;
    if (step === "deploy" && reader.has("url") && !reader.has("preview") && !reader.has("smoke-test")) {
        reader.wrong("url", "is of no use to the platform ec2 without `preview`: it is where testers reach green.");
    }
    return { url, smoke: smokeOf(reader, step, url, preview), probe: probeOf(reader, step, cohort) };
}
/** Whether `preview` is a listener for testers, rather than a condition. */
function namesListener(reader) {
    return /^listener\b/.test(reader.text("preview") ?? "");
}
/** `preview: listener ARN`, of the same load balancer: target groups belong to one. */
function readTestListener(reader, routes, region) {
    const arn = /^listener\s+(\S+)$/.exec(reader.text("preview") ?? "")?.[1] ?? "";
    const listener = (0,settings/* parseRoute */.ZG)(arn);
    if (listener?.kind !== "listener") {
        return reader.wrong("preview", "names a listener, but not by `listener ARN`.", LISTENER);
    }
    const { region: own, ...ref } = listener;
    const balancer = routes[0]?.loadBalancer ?? ref.loadBalancer;
    if (routes.some((route) => route.arn === arn)) {
        return reader.wrong("preview", "is one of `listeners`: a test listener has no users.", LISTENER);
    }
    if (own === region && balancer === ref.loadBalancer)
        return ref;
    return reader.wrong("preview", `is not a listener of the load balancer ${balancer} in ${region}.`, LISTENER);
}
function siteOf(reader) {
    const url = addressOf(reader, "url", SITE);
    if (url === undefined || (url.pathname === "/" && url.search === ""))
        return url?.href;
    return reader.wrong("url", "must be a site without path and query: the paths are those of `smoke-test`.", SITE);
}
function smokeOf(reader, step, url, preview) {
    // The other steps give green no weight; a config file may hold it for these.
    if (!reader.has("smoke-test") || !["deploy", "shift", "promote"].includes(step))
        return undefined;
    const checks = pathChecksOf(reader, PATH);
    if (!reader.has("url")) {
        reader.wrong("url", "must say where testers reach the load balancer, for `smoke-test`.", SITE);
    }
    // Later steps find the preview in the live listeners.
    if (step === "deploy" && (!reader.has("preview") || preview?.by === "source")) {
        reader.wrong("smoke-test", "needs a `preview` by header, cookie, query or listener: without it, requests reach blue.", "preview: header X-Preview = green");
    }
    return url === undefined ? undefined : { url, checks };
}
/** The paths of `smoke-test`, on every platform in the one grammar. */
function pathChecksOf(reader, isPath) {
    return reader.list("smoke-test").flatMap((text) => {
        const check = (0,path_check/* parsePathCheck */.Hr)(text, isPath);
        if (check !== undefined)
            return [check];
        const problem = "is not a path that begins with a slash, nor such a path and the status that is right.";
        reader.wrong("smoke-test", problem, "smoke-test: /, /cart, /old = 301", text);
        return [];
    });
}
function probeOf(reader, step, cohort) {
    if (step !== "shift" && step !== "promote" && step !== "rollback")
        return undefined;
    const [hasUrl, hasMatch] = [reader.has("probe-url"), reader.has("probe-match")];
    // The way back asks for nothing: a rollback looks when it is told how to, and else does without.
    if ((!hasUrl && !hasMatch) || (step === "rollback" && !(hasUrl && hasMatch)))
        return undefined;
    const example = "probe-match: header X-Version = v2.4.1";
    if (!hasUrl)
        return reader.wrong("probe-match", "is of no use without `probe-url`.", "probe-url: https://shop.example/");
    if (!hasMatch) {
        return reader.wrong("probe-match", "is required with `probe-url`: how does an answer show that it is green's?", example);
    }
    const url = addressOf(reader, "probe-url", "probe-url: https://shop.example/");
    const mark = (0,checks_mark/* parseMark */.l)(reader.text("probe-match") ?? "");
    if (mark === undefined) {
        const problem = "is neither `header NAME = VALUE`, with the whole value, nor `body TEXT`, with a part of the body.";
        return reader.wrong("probe-match", problem, example);
    }
    if (step === "shift" && cohort?.by === "source") {
        return reader.wrong("probe-url", "goes with no `cohort` by source: a request cannot choose where it comes from.");
    }
    return url === undefined ? undefined : { url: url.href, mark };
}
function addressOf(reader, input, example) {
    const given = reader.text(input) ?? "";
    const url = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined;
    if (url !== undefined && (url.username !== "" || url.password !== "")) {
        // Not what was given: it holds a password.
        reader.mistakes.push({ input, problem: "must have no user and no password: it is written to the log.", example });
        return undefined;
    }
    if (url !== undefined && url.hash === "" && !given.includes("\\"))
        return url;
    return reader.wrong(input, "is not an http or https URL, without an anchor.", example);
}

;// CONCATENATED MODULE: ./build/action/inputs-ec2.js






const inputs_ec2_DEFAULT_SCALE_DOWN_DELAY = "60s";
/** User data before base64 (EC2 user guide, instance user data). */
const MAX_USER_DATA_BYTES = 16_384;
const inputs_ec2_EXAMPLES = {
    listeners: "listeners: arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2",
    "target-groups": "target-groups: web-blue, web-green",
    "auto-scaling-groups": "auto-scaling-groups: web-a, web-b",
};
/** The inputs of the platform `ec2`; mistakes go to the reader. */
function readEc2(reader, step, strategy, context) {
    const region = requireRegion(reader, context);
    const [listeners, targetGroups, groups] = [
        required(reader, "listeners"),
        required(reader, "target-groups"),
        required(reader, "auto-scaling-groups"),
    ];
    const { routes, mistakes } = (0,settings/* judgeRoutes */.Us)(listeners, region);
    if (region !== "")
        reader.mistakes.push(...mistakes);
    if (region !== "" && targetGroups.length > 0)
        reader.mistakes.push(...(0,settings/* judgeTargetGroups */.Td)(targetGroups, region));
    if (groups.length > 0)
        reader.mistakes.push(...(0,settings/* judgeGroups */.y6)(groups));
    // On a shared target group instances make the weight: any is as good, the nearest is taken.
    if (targetGroups.length !== 1)
        requireWholeWeights(reader);
    const [first = "", second] = groups;
    const common = {
        region,
        routes,
        fleet: second === undefined ? { kind: "cloned", name: first } : { kind: "paired", groups: [first, second] },
        maxCapacityDeficit: reader.integer("max-capacity-deficit", [0, 100], 20) ?? 0,
        scaleDownDelayMs: reader.duration("scale-down-delay", inputs_ec2_DEFAULT_SCALE_DOWN_DELAY),
        revision: step === "deploy" ? revisionOf(reader, context) : undefined,
        desiredCapacity: step === "deploy" ? reader.integer("desired-capacity", [1, 9_999], 4) : undefined,
    };
    const [one = "", other] = targetGroups;
    if (targetGroups.length === 1)
        return sharedOf(reader, strategy, { ...common, targetGroup: one });
    const testListener = namesListener(reader) ? readTestListener(reader, routes, region) : undefined;
    const preview = namesListener(reader) ? undefined : conditionOf(reader, "preview", routes);
    const cohort = cohortOf(reader, step, strategy, routes);
    return {
        ...common,
        targetGroups: [one, other ?? ""],
        preview,
        testListener,
        ...readLooks(reader, step, { preview, cohort }),
        cohort,
        stickiness: stickinessOf(reader, strategy, routes),
    };
}
function requireWholeWeights(reader) {
    const why = "has decimals; a load balancer's weights are whole percent on the platform ec2.";
    if (/\d\.\d/.test(reader.text("ramp") ?? ""))
        reader.wrong("ramp", why, "ramp: 10,50,100");
    if (reader.text("weight")?.includes(".") === true)
        reader.wrong("weight", why, "weight: 10");
}
/** What tells requests apart before they reach a target group; on a shared one that decides nothing. */
const NEEDS_TWO = {
    preview: "leads some requests to green's target group",
    "smoke-test": "asks green through its preview",
    url: "is where testers reach green through its preview",
    "probe-url": "judges a share that weights deal out",
    "probe-match": "tells by whom a probe was answered",
    cohort: "leads some requests to green's target group",
    stickiness: "keeps clients on a side's target group",
};
/** Refuses what only two target groups can have. */
function sharedOf(reader, strategy, settings) {
    const why = (what) => `${what}, but \`target-groups\` names one that both sides share.`;
    for (const [input, what] of Object.entries(NEEDS_TWO)) {
        if (reader.has(input))
            reader.wrong(input, why(what), inputs_ec2_EXAMPLES["target-groups"]);
    }
    if (strategy === "ab-test") {
        reader.wrong("strategy", why("leads a cohort to green's target group"), "strategy: canary");
    }
    return settings;
}
function cohortOf(reader, step, strategy, routes) {
    const cohort = conditionOf(reader, "cohort", routes);
    if (strategy === "ab-test") {
        if (cohort === undefined && step === "shift" && !reader.has("cohort")) {
            reader.wrong("cohort", "is required for the strategy ab-test: whose requests reach green?", "cohort: header X-Beta = 1");
        }
        return cohort;
    }
    if (reader.has("cohort"))
        reader.wrong("cohort", `is for the strategy ab-test; under ${strategy} the weight is everyone's.`, "strategy: ab-test");
    return undefined;
}
function conditionOf(reader, input, routes) {
    const given = reader.text(input);
    if (given === undefined)
        return undefined;
    const condition = (0,conditions/* parseCondition */.zB)(given);
    if (condition === undefined) {
        return reader.wrong(input, "is not a condition: `header NAME = VALUE`, `cookie NAME = VALUE`, `query NAME = VALUE`, without wildcards, or `source CIDR`, a network with no bit set behind its prefix.", `${input}: header X-Beta = 1`);
    }
    if (routes.some(({ loadBalancerType }) => loadBalancerType === "network")) {
        return reader.wrong(input, "needs an application load balancer: a network load balancer does not look into requests.");
    }
    return condition;
}
/** Group stickiness lasts from a second to a week (ELBv2 API Reference, TargetGroupStickinessConfig). */
const MAX_STICKINESS_SECONDS = 604_800;
function stickinessOf(reader, strategy, routes) {
    const given = reader.text("stickiness");
    if (strategy === "red-black") {
        if (given !== undefined && given !== "off") {
            reader.wrong("stickiness", "contradicts `strategy: red-black`, under which nobody stays on the old side.", "stickiness: off");
        }
        return 0;
    }
    if (given === undefined)
        return undefined;
    const seconds = given === "off" ? 0 : reader.duration("stickiness", "1h") / 1_000;
    if (seconds > MAX_STICKINESS_SECONDS || (seconds === 0 && given !== "off")) {
        reader.wrong("stickiness", "must be off, or lie between 1s and 7d.", "stickiness: 1h");
    }
    if (seconds > 0 && routes.some(({ loadBalancerType }) => loadBalancerType === "network")) {
        reader.wrong("stickiness", "has a duration, but a network load balancer's stickiness has none: give off, or leave it out.");
    }
    return seconds;
}
function required(reader, input) {
    const items = reader.list(input);
    if (items.length === 0)
        reader.wrong(input, "is required for the platform ec2.", inputs_ec2_EXAMPLES[input]);
    return items;
}
function revisionOf(reader, context) {
    const version = reader.text("launch-template-version");
    const imageId = reader.text("image-id");
    const file = reader.text("user-data-file");
    if (version !== undefined && (imageId !== undefined || file !== undefined)) {
        const other = imageId !== undefined ? "image-id" : "user-data-file";
        return reader.wrong("launch-template-version", `contradicts \`${other}\`: a version that exists already has its image and user data. Give one or the other.`);
    }
    if (version !== undefined)
        return versionOf(reader, version);
    if (imageId === undefined && file === undefined) {
        return reader.wrong("image-id", "deploy needs to know what is new: give `image-id`, `user-data-file` or `launch-template-version`.", "image-id: ami-0abcdef1234567890");
    }
    if (imageId !== undefined && !/^ami-[0-9a-f]{8,17}$/.test(imageId)) {
        reader.wrong("image-id", "is not the id of an image.", "image-id: ami-0abcdef1234567890");
    }
    const userData = file === undefined ? undefined : readUserData(reader, file, context.workspace);
    const userDataHash = userData === undefined ? undefined : (0,external_node_crypto_.createHash)("sha256").update(userData).digest("hex");
    return { kind: "template", imageId, userData: userData?.toString("base64"), userDataHash };
}
function versionOf(reader, version) {
    if (/^[1-9]\d{0,8}$/.test(version))
        return { kind: "version", version: Number(version) };
    const named = version === "$Latest" || version === "$Default";
    const problem = named
        ? "moves: an instance that is replaced later would silently run something else. Give the version's number."
        : "is not the number of a launch template version.";
    return reader.wrong("launch-template-version", problem, "launch-template-version: 7");
}
function readUserData(reader, file, workspace) {
    const content = (0,action_workspace/* readFromWorkspace */.c)(workspace, file, (bytes) => {
        if (bytes > MAX_USER_DATA_BYTES)
            return `has ${bytes} bytes; EC2 takes ${MAX_USER_DATA_BYTES} at most.`;
        return bytes === 0 ? "is empty." : undefined;
    });
    if (typeof content !== "string")
        return content;
    return reader.wrong("user-data-file", content, "user-data-file: deploy/user-data.sh");
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/platforms/nginx/settings.js
var nginx_settings = __webpack_require__(3191);
;// CONCATENATED MODULE: ./build/action/inputs-nginx.js



const DEFAULT_PORTS = [7001, 7002];
const DEFAULT_URL = "http://127.0.0.1/";
const DEFAULT_CONFIGURATION = "/etc/nginx/nginx.conf";
const DEFAULT_STATE = "/var/lib/delivery";
const DEFAULT_DRAIN = "30s";
/** A command is a line or two; a script belongs into a file. */
const MAX_COMMAND = 2_000;
/** The inputs of the platform `nginx`; mistakes go to the reader. */
function readNginx(reader, step, strategy, context) {
    const app = appOf(reader);
    return {
        app,
        ports: portsOf(reader),
        site: inputs_nginx_siteOf(reader),
        stateDir: pathOf(reader, "state-dir", `${DEFAULT_STATE}/${app === "" ? "app" : app}`),
        mode: (reader.has("mode") ? reader.oneOf("mode", nginx_settings/* MODES */.FN) : undefined) ?? "markers",
        configuration: pathOf(reader, "nginx-conf", DEFAULT_CONFIGURATION),
        stickiness: inputs_nginx_stickinessOf(reader),
        supervisor: supervisorOf(reader, step, context),
        healthPath: healthPathOf(reader),
        drainMs: reader.duration("drain-timeout", DEFAULT_DRAIN),
        fallback: reader.has("fallback") ? reader.boolean("fallback") : undefined,
        cohort: inputs_nginx_cohortOf(reader, step, strategy),
        preview: previewOf(reader, app),
        smoke: pathChecksOf(reader, nginx_settings/* URL_PATH */.mq),
        revision: step === "deploy" ? inputs_nginx_revisionOf(reader, context) : undefined,
        workspace: context.workspace,
    };
}
function appOf(reader) {
    const app = reader.text("app");
    if (app !== undefined && nginx_settings/* APP */.uq.test(app))
        return app;
    const problem = app === undefined
        ? "is required for the platform nginx: it names the routes, the header and the state."
        : "is not a name of lower-case letters, digits and underscores that begins with a letter, 28 at most.";
    reader.wrong("app", problem, "app: shop");
    return "";
}
function portsOf(reader) {
    if (!reader.has("ports"))
        return DEFAULT_PORTS;
    const ports = (0,nginx_settings/* parsePorts */.Kq)(reader.list("ports"));
    if (ports !== undefined)
        return ports;
    reader.wrong("ports", "must be two different ports from 1 to 65535, one for each side.", "ports: 7001, 7002");
    return DEFAULT_PORTS;
}
function inputs_nginx_siteOf(reader) {
    const fallback = { tls: false, address: "127.0.0.1", port: 80, host: "127.0.0.1", path: "/" };
    const site = (0,nginx_settings/* parseSite */.X_)(reader.text("url") ?? DEFAULT_URL);
    if (site === undefined) {
        const problem = "is not an http or https URL of the site, with a host name or an address, and no user, query or anchor.";
        reader.wrong("url", problem, "url: https://shop.example/");
        return fallback;
    }
    if (portsOf(reader).includes(site.port) && !reader.mistakes.some(({ input }) => input === "ports")) {
        reader.wrong("url", "leads to one of the two `ports`: nginx has to listen somewhere else.", `url: ${DEFAULT_URL}`);
    }
    return site;
}
function pathOf(reader, input, fallback) {
    const given = reader.text(input);
    if (given === undefined)
        return fallback;
    const path = (0,nginx_settings/* parsePath */.Rr)(given);
    if (path !== undefined)
        return path;
    const problem = "is not an absolute path of letters, digits, `_`, `-` and `.`, without `..`.";
    reader.wrong(input, problem, `${input}: ${fallback}`);
    return fallback;
}
function inputs_nginx_stickinessOf(reader) {
    const given = reader.text("stickiness");
    if (given === undefined)
        return { kind: "id" };
    const stickiness = (0,nginx_settings/* parseStickiness */.kj)(given);
    if (stickiness !== undefined)
        return stickiness;
    const problem = "must be id, ip, none, or cookie:NAME with a cookie of your own, on the platform nginx.";
    reader.wrong("stickiness", problem, "stickiness: cookie:session");
    return { kind: "id" };
}
/** One of the three ways; needed where a process is started or stopped. */
function supervisorOf(reader, step, context) {
    const ways = ["start", "unit", "compose-file"].filter((input) => reader.has(input));
    const [way, other] = ways;
    if (other !== undefined) {
        return reader.wrong(other, `contradicts \`${way}\`: a process is started in one way. Give one of the two.`);
    }
    if (reader.has("stop") && way !== "start") {
        return reader.wrong("stop", "goes with `start`: a unit and a compose file know how to stop.", "start: ./start.sh");
    }
    if (way === undefined) {
        if (step !== "deploy" && step !== "teardown")
            return undefined;
        const problem = `${step} needs to know how a process is started and stopped: give \`start\`, \`unit\` or \`compose-file\`.`;
        return reader.wrong("start", problem, "start: exec node server.js");
    }
    if (way === "unit")
        return unitOf(reader);
    return way === "start" ? commandsOf(reader) : composeOf(reader, context);
}
function unitOf(reader) {
    const template = reader.text("unit") ?? "";
    if (nginx_settings/* UNIT */.p5.test(template))
        return { kind: "unit", template };
    return reader.wrong("unit", "is not a systemd template unit, whose instances are the ports.", "unit: shop@");
}
function commandsOf(reader) {
    for (const input of ["start", "stop"]) {
        const command = reader.text(input) ?? "";
        if (command.length > MAX_COMMAND)
            reader.wrong(input, `is longer than ${MAX_COMMAND} characters: use a script.`);
        if (command.includes("\0"))
            reader.wrong(input, "has a NUL character.");
    }
    return { kind: "commands", start: reader.text("start") ?? "", stop: reader.text("stop") };
}
function composeOf(reader, { workspace }) {
    const given = reader.text("compose-file") ?? "";
    const file = (0,external_node_path_.resolve)(workspace, given);
    const inside = (0,external_node_path_.relative)(workspace, file);
    const leaves = !(0,external_node_path_.isAbsolute)(given) && (inside.startsWith("..") || (0,external_node_path_.isAbsolute)(inside));
    if (!leaves && /^[A-Za-z0-9_./-]+\.ya?ml$/.test(given) && !given.startsWith("-"))
        return { kind: "compose", file };
    const problem = "is not a YAML file in the workspace, nor an absolute path to one.";
    return reader.wrong("compose-file", problem, "compose-file: deploy/compose.yaml");
}
function healthPathOf(reader) {
    const path = reader.text("health-check") ?? "/";
    if (nginx_settings/* URL_PATH */.mq.test(path))
        return path;
    reader.wrong("health-check", "is not a path that begins with a slash.", "health-check: /healthz");
    return "/";
}
function inputs_nginx_cohortOf(reader, step, strategy) {
    const given = reader.text("cohort");
    const example = "cohort: cookie plan = pro";
    if (given === undefined) {
        if (strategy === "ab-test" && step === "shift") {
            reader.wrong("cohort", "is required for the strategy ab-test: whose requests reach green?", example);
        }
        return undefined;
    }
    if (strategy !== "ab-test" && step !== "setup") {
        const problem = `is for the strategy ab-test; under ${strategy} the weight is everyone's.`;
        return reader.wrong("cohort", problem, "strategy: ab-test");
    }
    const cohort = (0,nginx_settings/* parseCohort */.pY)(given);
    if (cohort !== undefined)
        return cohort;
    const problem = "is not `header NAME = VALUE`, `cookie NAME = VALUE` or `query NAME = VALUE` with letters, digits, `_` and `-`.";
    return reader.wrong("cohort", problem, example);
}
/** The preview is a secret header's value, because the header itself is part of the structure. */
function previewOf(reader, app) {
    const given = reader.text("preview");
    if (given === undefined)
        return undefined;
    const header = app === "" ? "X-Shop-Route" : (0,nginx_settings/* routeHeader */.Hc)(app);
    const [, name = "", value = ""] = /^header +([A-Za-z0-9-]+) *= *(.*)$/s.exec(given) ?? [];
    if (name.toLowerCase() === header.toLowerCase() && nginx_settings/* SECRET */.bB.test(value))
        return value;
    // Not what was given: it is a secret.
    reader.mistakes.push({
        input: "preview",
        problem: `must be \`header ${header} = SECRET\` on the platform nginx, with a secret of 16 to 64 letters, digits, \`_\` and \`-\`.`,
        example: `preview: header ${header} = \${{ secrets.PREVIEW }}`,
    });
    return undefined;
}
function inputs_nginx_revisionOf(reader, { revision }) {
    const given = reader.text("revision") ?? revision;
    if (given !== undefined && nginx_settings/* REVISION */.sP.test(given))
        return given;
    const problem = given === undefined
        ? "deploy needs to know what is new."
        : "is not a name of letters, digits and `._:/@+-` that begins with a letter or digit, 128 at most.";
    return reader.wrong("revision", problem, "revision: v2.4.1");
}

;// CONCATENATED MODULE: ./build/action/inputs.js










const DEFAULT_TIMEOUT = "15m";
const DEFAULT_EXPIRES_AFTER = "1d";
/** A job on a hosted runner ends after six hours (GitHub docs, usage limits). */
const MAX_TIMEOUT_MS = 6 * 3_600_000;
/** Reads the workflow's inputs as the runner hands them over. */
function readWorkflowInputs(getInput) {
    return new Map(input_rules/* INPUT_NAMES */.Qh.map((name) => [name, getInput(name).trim()]).filter(([, value]) => value !== ""));
}
/**
 * Judges all inputs and returns them typed.
 *
 * @param given the workflow's inputs.
 * @param config what the config file adds; the workflow's own win.
 * @throws DeliveryError `input` with every mistake, each naming the input, what was given, what is allowed, an example.
 */
function parseInputs(given, config, context) {
    const reader = new InputReader(new Map([...config, ...given]));
    const step = new InputReader(given, reader.mistakes).oneOf("step", vocabulary/* STEPS */.UT);
    if (step === undefined)
        throw (0,errors/* inputError */.Xu)(reader.mistakes);
    const platform = reader.oneOf("platform", vocabulary/* PLATFORMS */.P4);
    reader.mistakes.push(...misplaced(given, config, step, platform));
    const usual = platform === "api-gateway" ? "canary" : "blue-green";
    const strategy = reader.has("strategy") ? reader.oneOf("strategy", vocabulary/* STRATEGIES */.YL) : usual;
    const ramp = rampOf(reader, strategy ?? usual, given.has("ramp") || step === "deploy" || step === "shift");
    const bakeMs = step === "shift" ? bakeTimeOf(reader, ramp) : 0;
    const inputs = {
        step,
        strategy: strategy ?? usual,
        weight: weightOf(reader, step, strategy),
        ramp,
        bakeMs,
        dryRun: reader.boolean("dry-run"),
        replace: reader.boolean("replace"),
        expectedState: reader.text("expected-state"),
        timeoutMs: timeoutOf(reader, bakeMs),
        alerts: alertsOf(reader, step),
        values: reader.values,
    };
    if (inputs.replace && inputs.expectedState !== undefined) {
        reader.wrong("replace", "contradicts `expected-state`: the state that was approved is gone once the other rollout is given up.");
    }
    const target = platform === undefined ? undefined : inputs_targetOf(reader, platform, step, inputs.strategy, context);
    if (reader.mistakes.length > 0 || target === undefined)
        throw (0,errors/* inputError */.Xu)(reader.mistakes);
    // Whether it is a digest at all is known before anything is called; what it says is compared later.
    if (inputs.expectedState !== undefined)
        readDigest(inputs.expectedState);
    return { ...inputs, target };
}
function inputs_targetOf(reader, platform, step, strategy, context) {
    if (platform !== "api-gateway") {
        if (step === "deploy" && reader.has("weight")) {
            reader.wrong("weight", `is of no use to the step deploy on the platform ${platform}: it belongs to shift.`);
        }
        if (strategy === "all-at-once") {
            reader.wrong("strategy", `is not for the platform ${platform}.`, "strategy: blue-green");
        }
    }
    switch (platform) {
        case "api-gateway":
            return { platform, settings: readApiGateway(reader, step, strategy, context) };
        case "ec2":
            if (step === "setup")
                reader.wrong("step", "is for the platform nginx alone.", "step: deploy", step);
            return { platform, settings: readEc2(reader, step, strategy, context) };
        case "nginx":
            return { platform, settings: readNginx(reader, step, strategy, context) };
    }
}
function misplaced(given, config, step, platform) {
    const ofStep = [...given].flatMap(([input, value]) => {
        const { steps } = (0,input_rules/* ruleOf */.Y)(input);
        if (steps.includes(step))
            return [];
        const only = `it belongs to ${steps.join(", ")}. A config file may hold it for all steps.`;
        return [{ input, given: value, problem: `is of no use to the step ${step}: ${only}` }];
    });
    const ofPlatform = [...config, ...given].flatMap(([input, value]) => {
        const { platforms, elsewhere } = (0,input_rules/* ruleOf */.Y)(input);
        if (platforms === undefined || platform === undefined || platforms.includes(platform))
            return [];
        const why = elsewhere?.[platform] ?? `it is for ${platforms.join(", ")}`;
        return [{ input, given: value, problem: `is of no use to the platform ${platform}: ${why}.` }];
    });
    return [...ofStep, ...ofPlatform];
}
/** @param climbing whether the step has a use for rungs; a config file may hold them for the others. */
function rampOf(reader, strategy, climbing) {
    const standard = (0,delivery_ramp/* parseRamp */.QN)(delivery_ramp/* DEFAULT_RAMPS */.MN[strategy]) ?? delivery_ramp/* AT_ONCE */.Qd;
    const given = reader.text("ramp");
    if (given === undefined)
        return standard;
    const example = strategy === "linear" ? "ramp: Linear10PercentEvery1Minute" : "ramp: 10,50,100";
    const ramp = (0,delivery_ramp/* parseRamp */.QN)(given);
    if (ramp === undefined) {
        reader.wrong("ramp", "is not a ladder of rising weights that ends with 100, nor a CodeDeploy name.", example);
    }
    else if (isAtOnce(strategy) && ramp.rungs.length > 1 && climbing) {
        reader.wrong("ramp", `has rungs, but the strategy ${strategy} moves all at once: use canary or linear.`, example);
    }
    return ramp ?? standard;
}
function weightOf(reader, step, strategy) {
    if (step === "shift" && strategy !== undefined && isAtOnce(strategy)) {
        reader.wrong("step", `is not for the strategy ${strategy}, which moves all at once: use \`promote\`, or \`strategy: canary\`.`);
    }
    const given = reader.text("weight");
    if (given === undefined)
        return undefined;
    const weight = /^\d{1,3}(?:\.\d{1,2})?$/.test(given) ? Number(given) : Number.NaN;
    if (weight >= 0 && weight <= 100)
        return weight;
    return reader.wrong("weight", "is not a percentage from 0 to 100 with at most two decimals.", "weight: 10");
}
function isAtOnce(strategy) {
    return strategy === "all-at-once" || strategy === "blue-green" || strategy === "red-black";
}
function bakeTimeOf(reader, ramp) {
    const ms = reader.has("bake-time") ? reader.duration("bake-time", "5m") : (ramp.bakeMs ?? 0);
    if (ms < MAX_TIMEOUT_MS)
        return ms;
    reader.wrong("bake-time", "must be shorter than 6h, which is as long as a job may take.", "bake-time: 5m");
    return 0;
}
function timeoutOf(reader, bakeMs) {
    if (!reader.has("timeout"))
        return Math.min(reader.duration("timeout", DEFAULT_TIMEOUT) + bakeMs, MAX_TIMEOUT_MS);
    const ms = reader.duration("timeout", DEFAULT_TIMEOUT);
    if (ms > MAX_TIMEOUT_MS || ms < 1_000)
        reader.wrong("timeout", "must lie between 1s and 6h.", "timeout: 15m");
    else if (bakeMs >= ms)
        reader.wrong("timeout", `leaves no room for the bake time of ${(0,duration/* formatDuration */.a)(bakeMs)}.`, "timeout: 1h");
    return ms;
}
function alertsOf(reader, step) {
    // A config file may hold what only status needs.
    const expiresAfterMs = reader.duration("expires-after", DEFAULT_EXPIRES_AFTER);
    if (step !== "status")
        return { failOn: [], expiresAfterMs };
    const failOn = reader.list("fail-on").flatMap((word) => {
        const known = vocabulary/* FAIL_ON */.d$.find((candidate) => candidate === word);
        if (known !== undefined)
            return [known];
        reader.wrong("fail-on", `must be of ${vocabulary/* FAIL_ON */.d$.join(", ")}.`, "fail-on: stale, degraded", word);
        return [];
    });
    if (failOn.includes("drift") && !reader.has("expected-state")) {
        reader.wrong("fail-on", "needs `expected-state`: drift is the difference to a state digest.", undefined, "drift");
    }
    return { failOn, expiresAfterMs };
}

;// CONCATENATED MODULE: ./build/action/outputs.js



/**
 * Every output of action.yml, whatever happened: a step that failed before it saw anything leaves those empty that it
 * cannot know.
 */
function outputsOf(result, summaryMarkdown) {
    const { log } = result;
    const view = log.now;
    const ramp = result.inputs?.ramp ?? delivery_ramp/* AT_ONCE */.Qd;
    const text = (value) => (value === undefined ? "" : String(value));
    const outputs = {
        phase: view?.phase ?? "",
        blue: view?.blue?.name ?? "",
        green: view?.green?.name ?? "",
        weight: text(view?.weight),
        "previous-weight": text(log.before?.weight),
        "healthy-blue": text(view?.blue?.healthy),
        "healthy-green": text(view?.green?.healthy),
        verdict: verdictOf(result),
        changed: String(result.changed),
        "ready-to-promote": String(view !== undefined && readyToPromote(view)),
        "next-step": view === undefined ? "" : nextStep(view, ramp),
        "next-weight": view === undefined ? "" : text(nextWeight(view, ramp)),
        "rollout-id": view?.rollout?.id ?? "",
        "state-digest": view === undefined ? "" : digest(view.facts),
        "safe-teardown-at": view?.safeTeardownAt === undefined ? "" : new Date(view.safeTeardownAt).toISOString(),
        "preview-url": view?.green === undefined ? "" : (view.preview?.url ?? ""),
        plan: JSON.stringify(log.planned),
        "summary-markdown": summaryMarkdown,
    };
    return { ...outputs, result: JSON.stringify(resultOf(result, outputs)) };
}
/** The whole as one JSON object: the outputs, both sides, what was done, the error. */
function resultOf({ inputs, log, error }, outputs) {
    const { plan: _plan, "summary-markdown": _summary, "state-digest": _digest, ...flat } = outputs;
    return {
        step: inputs?.step,
        platform: inputs?.target.platform,
        strategy: inputs?.strategy,
        dryRun: inputs?.dryRun,
        ...flat,
        blue: log.now?.blue,
        green: log.now?.green,
        rollout: log.now?.rollout,
        look: log.now?.look,
        problems: log.now?.problems ?? [],
        planned: log.planned,
        done: log.done,
        warnings: log.warnings,
        error: error === undefined
            ? undefined
            : { code: error.code, message: error.message, reasons: error.reasons, remedy: error.remedy },
    };
}
/** What ends these badly is green; a rollback or a teardown waits for other things too. */
const JUDGING = ["deploy", "shift", "promote"];
function verdictOf({ inputs, log, error }) {
    const unfit = error?.code === "unhealthy" || error?.code === "timeout";
    if (unfit && JUDGING.includes(inputs?.step))
        return "fail";
    if (error !== undefined && error.code !== "found")
        return "error";
    return log.now === undefined ? "inconclusive" : healthVerdict(log.now);
}

;// CONCATENATED MODULE: ./build/action/toolkit.js
/**
 * GitHub's toolkit, loaded when it is first needed. It brings an HTTP client along, which costs as much as the rest of
 * a start: the way to the first API call does without it (`npm run bench`).
 */
function toolkit() {
    loading ??= __webpack_require__.e(/* import() */ 421).then(__webpack_require__.bind(__webpack_require__, 6421));
    return loading;
}
let loading;
/** A line of the log. Text from the cloud cannot begin a line of its own, which could be a workflow command. */
function say(line) {
    process.stdout.write(`${line.replace(/[\r\n]+/g, " ")}\n`);
}
/** An input as the runner hands it over (GitHub docs, "Metadata syntax", inputs). */
function inputOf(name) {
    return process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] ?? "";
}

;// CONCATENATED MODULE: ./build/action/report.js


/** Nothing has happened yet. */
function emptyLog() {
    return {
        before: undefined,
        now: undefined,
        done: [],
        current: undefined,
        planned: [],
        nothing: undefined,
        warnings: [],
        touched: false,
    };
}
/** Writes one log line per thing done and remembers the log. */
class LogReporter {
    log = emptyLog();
    report(event) {
        const { log } = this;
        switch (event.type) {
            case "observed":
                // A deploy with `replace` looks three times; what was before it is the first.
                log.before ??= event.view;
                log.now = event.view;
                for (const line of stateLines(event.view))
                    say(line);
                return;
            case "refreshed":
                log.now = event.view;
                return;
            case "settled":
                log.now = event.view;
                for (const line of stateLines(event.view))
                    say(line);
                return;
            case "planned":
                log.planned.push(...event.plan.changes.map(({ summary }) => summary));
                log.nothing = event.plan.changes.length === 0 ? event.plan.nothing : undefined;
                if (log.nothing !== undefined)
                    say(`Nothing to do: ${log.nothing}`);
                else
                    for (const [index, { summary }] of event.plan.changes.entries())
                        say(`Plan ${index + 1}/${event.plan.changes.length}: ${summary}`);
                return;
            case "change-started":
                log.current = event.change.summary;
                if (event.change.waits !== true)
                    log.touched = true;
                say(`→ ${event.change.summary}`);
                return;
            case "change-done":
                log.current = undefined;
                log.done.push({ summary: event.change.summary, durationMs: event.durationMs });
                say(`✓ ${event.change.summary} (${(0,duration/* formatDuration */.a)(event.durationMs)})`);
                return;
            case "waiting": {
                const { progress, sinceMs } = event;
                const why = progress.reasons.length === 0 ? "" : ` — ${progress.reasons.join("; ")}`;
                const count = progress.want === 0 ? `${progress.have} left` : `${progress.have} of ${progress.want}`;
                say(`… ${progress.for}: ${count}, for ${(0,duration/* formatDuration */.a)(sinceMs)}${why}`);
                return;
            }
            case "warning":
                log.warnings.push(event.message);
                void toolkit().then(({ warning }) => warning(event.message));
                return;
        }
    }
}
function stateLines(view) {
    const side = (color, data) => data === undefined
        ? `  ${color}: none`
        : `  ${color}: ${data.name} on ${data.target}, ${data.revision}, ${data.healthy}/${data.wanted} healthy, weight ${data.weight ?? "?"}`;
    return [
        `Phase ${view.phase}${view.rollout === undefined ? "" : `, rollout ${view.rollout.id} since ${view.rollout.startedAt}`}`,
        side("blue", view.blue),
        side("green", view.green),
        ...(view.look === undefined ? [] : [`  seen from outside: ${view.look}`]),
        ...view.problems.map((problem) => `  ! ${problem}`),
    ];
}

;// CONCATENATED MODULE: ./build/action/summary.js




/** GitHub drops a summary of more than 1 MiB; a reader gives up far earlier. */
const MAX_BYTES = 60_000;
const BAR_CELLS = 40;
/** Inputs of one run that the way back does not repeat. */
const ONE_OFF = new Set(["dry-run", "expected-state", "config", "service", "allowed-actors"]);
/** The job summary: what serves now, what was done, what the next step would do, how to go back. */
function summaryOf(result) {
    const { log } = result;
    const view = log.now;
    const sections = [
        `### ${headline(result)}`,
        failure(result),
        view === undefined ? "" : traffic(view),
        view === undefined ? "" : sides(view, result.inputs?.target.platform),
        problems(view),
        list("Warnings", log.warnings.map(plain)),
        actions(result),
        view === undefined ? "" : outlook(result, view),
        view === undefined ? "" : preview(view),
        facts(result),
    ];
    return cut(sections.filter((section) => section !== "").join("\n\n"));
}
function headline({ inputs, log, error, changed }) {
    const step = inputs?.step ?? "progressive delivery";
    const phase = log.now?.phase;
    if (error?.code === "cancelled")
        return `⏹️ ${step}: cancelled`;
    if (error !== undefined)
        return `❌ ${step} failed${phase === undefined ? "" : ` — the rollout is ${phase}`}`;
    if (inputs?.dryRun === true)
        return `📝 ${step}, dry run — nothing was changed`;
    if (step === "status")
        return `🔎 ${phase}`;
    return changed ? `✅ ${step} — ${phase}` : `✅ ${step} — nothing to do, ${phase}`;
}
function failure({ error, log }) {
    if (error === undefined)
        return "";
    const lines = [`**${plain(error.message)}**`];
    if (log.current !== undefined && log.touched)
        lines.push(`It happened during: ${plain(log.current)}.`);
    if (error.reasons.length > 0)
        lines.push(error.reasons
            .slice(0, 20)
            .map((reason) => `- ${plain(reason)}`)
            .join("\n"));
    if (error.remedy !== undefined)
        lines.push(`**What to do:** ${plain(error.remedy)}`);
    return lines.join("\n\n");
}
function traffic(view) {
    if (view.weight === undefined)
        return "";
    const green = Math.round((view.weight / 100) * BAR_CELLS);
    const bar = "🟦".repeat(Math.round((BAR_CELLS - green) / 2)) + "🟩".repeat(Math.round(green / 2));
    const whose = view.cohort === undefined ? "" : ` with ${plain(view.cohort)}; everyone else is on blue`;
    const unfinished = ". Its bake, or the look at it from outside, has not ended: `shift` does it again.";
    const bake = view.baking === true ? unfinished : "";
    const look = view.look === undefined ? "" : `\n\nSeen from outside: ${plain(view.look)}.`;
    return `${bar}\n\n**blue ${Math.round(1e4 - view.weight * 100) / 100} %**, **green ${view.weight} %** of the requests${whose}${bake}${look}`;
}
/** What carries a side, and what routes to it. */
const CARRIERS = {
    ec2: "Auto Scaling group | target group",
    "api-gateway": "deployment | stage",
    nginx: "process | address",
};
function sides(view, platform = "ec2") {
    const row = (color, side) => side === undefined
        ? `| ${color} | – | – | – | – | – |`
        : `| ${color} | ${code(side.name)} | ${code(side.target)} | ${code(side.revision)} | ${side.healthy} / ${side.wanted} | ${side.weight ?? "?"} % |`;
    return [
        `| | ${CARRIERS[platform]} | runs | healthy / wanted | weight |`,
        "|---|---|---|---|---|---|",
        row("🟦 blue", view.blue),
        row("🟩 green", view.green),
    ].join("\n");
}
function problems(view) {
    return view === undefined ? "" : list("Problems", view.problems.map(plain));
}
function actions({ inputs, log }) {
    if (inputs?.step === "status")
        return "";
    if (log.nothing !== undefined)
        return `Nothing to do: ${plain(log.nothing)}`;
    if (inputs?.dryRun === true)
        return list("The step would", log.planned.map(plain), "1.");
    const done = log.done.map(({ summary, durationMs }) => `${plain(summary)} _(${(0,duration/* formatDuration */.a)(durationMs)})_`);
    return list("What was done", done, "1.");
}
const summary_NEXT = {
    deploy: "brings a new version up beside blue, at weight 0",
    shift: "moves a share of the traffic to green",
    promote: "gives green all the traffic; blue stays at full size",
    rollback: "gives blue all the traffic again, at its old capacity",
    teardown: "removes the side without traffic, once no client can reach it any more",
    status: "reads only",
    setup: "prepares the machine, once",
};
function outlook({ inputs, error }, view) {
    const usual = nextStep(view, inputs?.ramp ?? delivery_ramp/* AT_ONCE */.Qd);
    const next = error?.code === "timeout" ? (inputs?.step ?? usual) : usual;
    const lines = [`**Next:** \`step: ${next}\` ${summary_NEXT[next]}.`];
    if (next === "teardown" && view.safeTeardownAt !== undefined) {
        lines.push(`It is safe from ${new Date(view.safeTeardownAt).toISOString()} on; earlier, the step waits.`);
    }
    if (view.rollout !== undefined && view.phase !== "rolled-back" && inputs !== undefined)
        lines.push(goBack(inputs));
    return lines.join("\n\n");
}
function preview({ preview: shown, green }) {
    if (shown === undefined || green === undefined)
        return "";
    const who = `**Preview:** ${plain(shown.who)} reach green at any weight.`;
    if (shown.url === undefined)
        return who;
    const headers = shown.headers.map((header) => ` -H ${quoted(header)}`).join("");
    return [who, "", "```sh", `curl${headers} ${quoted(shown.url)}`, "```"].join("\n");
}
/** As one word of a shell, on one line. */
function quoted(text) {
    return `'${text.replace(/[\r\n]+/g, " ").replace(/'/g, "'\\''")}'`;
}
function goBack({ values }) {
    const asked = [...values].filter(([name]) => name !== "step" && (0,input_rules/* ruleOf */.Y)(name).steps.includes("rollback") && !ONE_OFF.has(name));
    return [
        "<details><summary>How to go back</summary>\n",
        "```yaml",
        "with:",
        "  step: rollback",
        ...asked.map(([name, value]) => `  ${name}: ${JSON.stringify((0,input_rules/* ruleOf */.Y)(name).list === true ? value.split(/\s*[\n,]\s*/).join(", ") : value)}`),
        "```",
        "</details>",
    ].join("\n");
}
function facts({ log }) {
    const rollout = log.now?.rollout;
    if (rollout === undefined)
        return "";
    return `<sub>rollout ${plain(rollout.id)}, since ${plain(rollout.startedAt)}, of ${plain(rollout.revision)}</sub>`;
}
function list(title, items, mark = "-") {
    return items.length === 0 ? "" : `**${title}**\n\n${items.map((item) => `${mark} ${item}`).join("\n")}`;
}
/** Text from the cloud or from inputs must not become markup. */
function plain(text) {
    return text.replace(/[<>&|[\]@]/g, (char) => `&#${char.charCodeAt(0)};`).replace(/[\r\n]+/g, " ");
}
function code(text) {
    return text === "" ? "–" : `\`${text.replace(/[`|\r\n]/g, " ")}\``;
}
function cut(markdown) {
    if (Buffer.byteLength(markdown) <= MAX_BYTES)
        return markdown;
    return `${Buffer.from(markdown).subarray(0, MAX_BYTES).toString("utf8").replace(/�$/, "")}\n\n… (cut)`;
}

;// CONCATENATED MODULE: ./build/action/main.js












/** Minutes that `post` may take: the runner gives all post steps together a little under five. */
const POST_TIMEOUT_MS = 4 * 60_000;
/** Runs the step that the inputs ask for, and always leaves every output and a summary. */
async function main() {
    const reporter = new LogReporter();
    const result = { inputs: undefined, log: reporter.log, changed: false, error: undefined };
    const cancel = cancellation();
    try {
        result.inputs = await readInputs();
        const outcome = await runStepOf(result.inputs, { clock: systemClock, signal: cancel.signal, reporter, journal });
        result.changed = outcome.changed;
        if (result.inputs.step === "status")
            raiseAlerts(result.inputs, result);
    }
    catch (error) {
        result.error = expected(error);
        result.changed = reporter.log.touched;
    }
    finally {
        cancel.dispose();
    }
    await publish(result);
}
/** Finishes what a cancelled step left half done: see `Platform.undo`. */
async function post(record) {
    const reporter = new LogReporter();
    const cancel = cancellation();
    try {
        say("The step was cut off while it moved traffic. Leaving no half-done step behind:");
        const undo = JSON.parse(record);
        const inputs = await readInputs();
        const platform = await platformOf(inputs, systemClock, cancel.signal);
        try {
            const timeout = AbortSignal.any([cancel.signal, AbortSignal.timeout(POST_TIMEOUT_MS)]);
            await finishUndo(platform, undo, { clock: systemClock, signal: timeout, reporter, journal });
        }
        finally {
            platform.close();
        }
        await journal.end();
    }
    catch (error) {
        (await toolkit()).setFailed(fullMessage(expected(error)));
    }
    finally {
        cancel.dispose();
    }
}
const journal = {
    begin: async (undo) => (await toolkit()).saveState("undo", JSON.stringify(undo)),
    end: async () => (await toolkit()).saveState("undo", ""),
};
async function readInputs() {
    const given = readWorkflowInputs(inputOf);
    const { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: triggeringActor } = process.env;
    refuseStrangers(given, { actor, triggeringActor });
    const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
    const config = given.has("config") ? (await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(673)]).then(__webpack_require__.bind(__webpack_require__, 8673))).readConfig(given, workspace) : new Map();
    if (!given.has("config") && given.has("service")) {
        throw new errors/* DeliveryError */.VE("input", "service: names a service of a config file, but `config` is not given.");
    }
    const { AWS_REGION, AWS_DEFAULT_REGION, GITHUB_SHA: revision } = process.env;
    const parseYaml = given.has("openapi") || config.has("openapi") ? (await __webpack_require__.e(/* import() */ 815).then(__webpack_require__.t.bind(__webpack_require__, 8815, 19))).parse : undefined;
    return parseInputs(given, config, { region: AWS_REGION ?? AWS_DEFAULT_REGION, workspace, revision, parseYaml });
}
async function platformOf(inputs, clock, signal) {
    const { step, target } = inputs;
    switch (target.platform) {
        case "ec2": {
            if ("targetGroup" in target.settings) {
                const { SharedPlatform } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(839), __webpack_require__.e(430), __webpack_require__.e(267)]).then(__webpack_require__.bind(__webpack_require__, 267));
                return new SharedPlatform(target.settings, step, clock, signal);
            }
            const { Ec2Platform } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(839), __webpack_require__.e(430), __webpack_require__.e(455)]).then(__webpack_require__.bind(__webpack_require__, 2455));
            return new Ec2Platform(target.settings, step, clock, signal);
        }
        case "api-gateway": {
            const { ApiGatewayPlatform } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(818), __webpack_require__.e(617)]).then(__webpack_require__.bind(__webpack_require__, 7617));
            return new ApiGatewayPlatform(target.settings, step, clock, signal, clock.now() + inputs.timeoutMs);
        }
        case "nginx": {
            const { NginxPlatform } = await __webpack_require__.e(/* import() */ 170).then(__webpack_require__.bind(__webpack_require__, 1170));
            return new NginxPlatform(target.settings, step, clock, signal);
        }
    }
}
async function runStepOf(inputs, tools) {
    try {
        return await runOne(inputs, inputs.step, tools);
    }
    catch (error) {
        if (!inputs.replace || !(error instanceof errors/* DeliveryError */.VE) || error.code !== "locked")
            throw error;
        return replaceRollout(inputs, error, tools);
    }
}
/** Gives up the rollout in progress, cleans up after it, and only then deploys. */
async function replaceRollout(inputs, lock, tools) {
    const then = inputs.dryRun ? " `teardown` and the deploy itself would follow; what they change is known then." : "";
    tools.reporter.report({
        type: "warning",
        message: `${lock.message} It is rolled back and torn down (replace).${then}`,
    });
    const rollback = await runOne(inputs, "rollback", tools);
    if (inputs.dryRun)
        return rollback;
    await runOne(inputs, "teardown", tools);
    await runOne(inputs, "deploy", tools);
    return { changed: true };
}
async function runOne(inputs, step, tools) {
    const intent = {
        step,
        strategy: inputs.strategy,
        weight: inputs.weight,
        ramp: inputs.ramp,
        bakeMs: inputs.bakeMs,
        rolloutId: rolloutId(),
        now: tools.clock.now(),
        timeoutMs: inputs.timeoutMs,
    };
    const platform = await platformOf({ ...inputs, step }, tools.clock, tools.signal);
    try {
        // status shows a drift instead of refusing to look.
        const expectedState = step === "status" ? undefined : inputs.expectedState;
        return await runStep(platform, intent, { dryRun: inputs.dryRun, expectedState }, tools);
    }
    finally {
        platform.close();
    }
}
function raiseAlerts(inputs, { log }) {
    if (log.now === undefined)
        return;
    const drift = inputs.expectedState === undefined ? [] : differences(readDigest(inputs.expectedState), log.now.facts);
    const found = alerts(log.now, inputs.alerts, Date.now(), drift);
    if (found.size === 0) {
        if (drift.length > 0)
            log.warnings.push(`The state differs from expected-state: ${drift.join("; ")}`);
        return;
    }
    throw new errors/* DeliveryError */.VE("found", `status found what fail-on names: ${[...found.keys()].join(", ")}.`, {
        reasons: [...found.values()].flat(),
    });
}
/** `owner/repo/runs/123`: finds the run on GitHub, and only uses characters that tags allow. */
function rolloutId() {
    const { GITHUB_REPOSITORY: repository = "local", GITHUB_RUN_ID: run = String(Date.now()) } = process.env;
    return `${repository}/runs/${run}`;
}
async function publish(result) {
    const { setFailed, setOutput, summary } = await toolkit();
    const markdown = summaryOf(result);
    for (const [name, value] of Object.entries(outputsOf(result, markdown)))
        setOutput(name, value);
    if (process.env.GITHUB_STEP_SUMMARY !== undefined)
        await summary.addRaw(markdown, true).write();
    if (result.error !== undefined)
        setFailed(fullMessage(result.error));
}
function fullMessage({ message, reasons, remedy }) {
    return [message, ...reasons.map((reason) => `  - ${reason}`), ...(remedy === undefined ? [] : [remedy])].join("\n");
}
function expected(error) {
    if (error instanceof errors/* DeliveryError */.VE)
        return error;
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new errors/* DeliveryError */.VE("internal", `This is a mistake in the action itself, please report it: ${said}`, {
        cause: error,
    });
}


/***/ }),

/***/ 5286:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ readFromWorkspace)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);


/**
 * Reads a file below the workspace.
 *
 * @param judgeSize says what is wrong with so many bytes, before they are read; undefined: nothing.
 * @returns its content, or as a text what is wrong with it.
 */
function readFromWorkspace(workspace, file, judgeSize = () => undefined) {
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(workspace, file);
    const inside = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(workspace, path);
    if (inside.startsWith("..") || (0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(inside))
        return "lies outside of the workspace.";
    try {
        const stat = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(path);
        if (stat.isFile())
            return judgeSize(stat.size) ?? (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(path);
    }
    catch {
        // Not there, not readable, or a name that no file can have: too long, or with a NUL in it.
    }
    return "is not a file in the workspace: is actions/checkout missing?";
}


/***/ }),

/***/ 1733:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ parseDuration),
/* harmony export */   a: () => (/* binding */ formatDuration)
/* harmony export */ });
const UNIT_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/**
 * Reads a duration such as `90s`, `5m`, `1h30m` or `2d`.
 *
 * @returns milliseconds, or undefined when the text is not a duration: units s, m, h, d in falling order, whole
 * numbers, `0s` allowed. A bare number is refused: whether it means seconds or minutes differs between tools.
 */
function parseDuration(text) {
    const match = /^(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?$/.exec(text.trim());
    if (match === null || match[0] === "")
        return undefined;
    const [, days, hours, minutes, seconds] = match;
    return (Number(days ?? 0) * 86_400_000 +
        Number(hours ?? 0) * 3_600_000 +
        Number(minutes ?? 0) * 60_000 +
        Number(seconds ?? 0) * 1_000);
}
/** Writes milliseconds as people say them: `1h 5m`, `42s` (rounded up), `0.3s` below ten seconds. */
function formatDuration(ms) {
    if (ms > 0 && ms < 9_950 && ms % 1_000 !== 0)
        return `${Math.max(0.1, ms / 1_000).toFixed(1)}s`;
    let rest = Math.ceil(Math.max(0, ms) / 1_000) * 1_000;
    const parts = [];
    for (const unit of ["d", "h", "m", "s"]) {
        const size = UNIT_MS[unit] ?? 1;
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0)
            parts.push(`${count}${unit}`);
    }
    return parts.length === 0 ? "0s" : parts.slice(0, 2).join(" ");
}


/***/ }),

/***/ 2386:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   VE: () => (/* binding */ DeliveryError),
/* harmony export */   Xu: () => (/* binding */ inputError),
/* harmony export */   gJ: () => (/* binding */ errorMessage)
/* harmony export */ });
/* unused harmony export describeMistake */
/** An expected failure. Its message is a whole sentence that stands alone; nothing else is ever shown with a stack. */
class DeliveryError extends Error {
    name = "DeliveryError";
    code;
    reasons;
    remedy;
    transient;
    noEffect;
    constructor(code, message, details = {}) {
        super(message, details.cause === undefined ? undefined : { cause: details.cause });
        this.code = code;
        this.reasons = details.reasons ?? [];
        this.remedy = details.remedy;
        this.transient = details.transient ?? false;
        this.noEffect = details.noEffect ?? false;
    }
}
/** `timeout: "10 minutes" is not a duration: … Example: timeout: 15m` */
function describeMistake({ input, given, problem, example }) {
    const what = given === undefined ? problem : `"${shorten(given)}" ${problem}`;
    return `${input}: ${what}${example === undefined ? "" : ` Example: \`${example}\`.`}`;
}
/** All mistakes in the inputs as one error, so that a user mends them in one go. */
function inputError(mistakes) {
    const sentences = mistakes.map(describeMistake);
    const message = sentences.length === 1 ? String(sentences[0]) : `${sentences.length} inputs are wrong.`;
    return new DeliveryError("input", message, sentences.length === 1 ? {} : { reasons: sentences });
}
function shorten(text) {
    return text.length <= 120 ? text : `${text.slice(0, 117)}…`;
}
/** What an error says, with the cause that Node's fetch hides in it. */
function errorMessage(error) {
    if (!(error instanceof Error))
        return String(error);
    return error.cause instanceof Error && error.cause.message !== "" ? error.cause.message : error.message;
}


/***/ }),

/***/ 8527:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hr: () => (/* binding */ parsePathCheck),
/* harmony export */   K1: () => (/* binding */ isAsWanted),
/* harmony export */   xA: () => (/* binding */ describePathCheck)
/* harmony export */ });
/** The equals sign of `/?page=301` belongs to the path: behind a query, only one with a space before it begins a status. */
const CHECK = /^(\/[^\s?]*|\/\S*(?=\s))\s*=\s*([1-5]\d\d)$/;
/**
 * Reads `/cart`, or `/old = 301` where one status alone is right.
 *
 * @param isPath what the platform takes as a path.
 * @returns undefined when it is neither.
 */
function parsePathCheck(text, isPath) {
    const [, path = text, status] = CHECK.exec(text) ?? [];
    return isPath.test(path) ? { path, status: status === undefined ? undefined : Number(status) } : undefined;
}
function describePathCheck({ path, status }) {
    return status === undefined ? path : `${path} = ${status}`;
}
function isAsWanted({ status: wanted }, status) {
    return wanted === undefined ? status >= 200 && status < 400 : status === wanted;
}


/***/ }),

/***/ 581:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MN: () => (/* binding */ DEFAULT_RAMPS),
/* harmony export */   O7: () => (/* binding */ nextRung),
/* harmony export */   QN: () => (/* binding */ parseRamp),
/* harmony export */   Qd: () => (/* binding */ AT_ONCE),
/* harmony export */   vR: () => (/* binding */ nearestWeight)
/* harmony export */ });
/** No rungs: all traffic in one move. */
const AT_ONCE = { rungs: [100], bakeMs: undefined };
/** CodeDeploy's predefined configurations, with or without their prefixes (AWS CodeDeploy user guide). */
const NAMED = /^(?:CodeDeployDefault\.)?(?:ECS|Lambda)?(?:(AllAtOnce)|(Canary)(\d{1,2})Percent(\d{1,4})Minutes?|(Linear)(\d{1,2})PercentEvery(\d{1,4})Minutes?)$/;
const DEFAULT_RAMPS = {
    "all-at-once": "100",
    "blue-green": "100",
    "red-black": "100",
    canary: "10,50,100",
    "ab-test": "100",
    linear: "10,20,30,40,50,60,70,80,90,100",
};
/**
 * Reads `10,50,100` or a CodeDeploy name such as `Canary10Percent5Minutes`, `CodeDeployDefault.ECSLinear10PercentEvery1Minutes`
 * or `AllAtOnce`.
 *
 * @returns undefined when it is neither: rungs must rise, lie above 0, have at most two decimals, and end with 100.
 */
function parseRamp(text) {
    const name = NAMED.exec(text.trim());
    if (name !== null)
        return namedRamp(name);
    const parts = text.split(/[\n,]/).map((part) => part.trim());
    if (!parts.every((part) => /^\d{1,3}(?:\.\d{1,2})?$/.test(part)))
        return undefined;
    const rungs = parts.map(Number);
    const rises = rungs.every((rung, index) => rung > (rungs[index - 1] ?? 0));
    return rises && rungs.at(-1) === 100 ? { rungs, bakeMs: undefined } : undefined;
}
/**
 * The first rung above a weight; 100 when there is none.
 *
 * @param reachable all weights that the platform can set, when it cannot set every one: the first rung that leads to
 * more than the weight, so that no rung leads nowhere.
 */
function nextRung({ rungs }, weight, reachable) {
    return rungs.find((rung) => nearestWeight(rung, reachable) > weight) ?? 100;
}
/**
 * The nearest weight that can be set, the lower of two as near; any when `reachable` is undefined. None and all are
 * only for who asks for them.
 */
function nearestWeight(asked, reachable) {
    if (reachable === undefined || asked === 0 || asked === 100)
        return asked;
    const between = reachable.filter((weight) => weight > 0 && weight < 100);
    const distance = (weight) => Math.abs(weight - asked);
    return between.reduce((best, weight) => (distance(weight) < distance(best) ? weight : best), between[0] ?? 0);
}
function namedRamp([, allAtOnce, canary, first, bake, , increment, every]) {
    if (allAtOnce !== undefined)
        return AT_ONCE;
    const step = Number(canary === undefined ? increment : first);
    const bakeMs = Number(canary === undefined ? every : bake) * 60_000;
    if (step < 1)
        return undefined;
    if (canary !== undefined)
        return { rungs: [step, 100], bakeMs };
    const rungs = Array.from({ length: Math.ceil(100 / step) }, (_, index) => Math.min(100, (index + 1) * step));
    return { rungs, bakeMs };
}


/***/ }),

/***/ 401:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P4: () => (/* binding */ PLATFORMS),
/* harmony export */   UT: () => (/* binding */ STEPS),
/* harmony export */   YL: () => (/* binding */ STRATEGIES),
/* harmony export */   d$: () => (/* binding */ FAIL_ON)
/* harmony export */ });
/** The words of the product, one per thing. Code, inputs, logs and documents use these and no others. */
const STEPS = ["deploy", "shift", "promote", "rollback", "teardown", "status", "setup"];
const PLATFORMS = ["ec2", "api-gateway", "nginx"];
/**
 * How green takes over.
 *
 * - `all-at-once`: without two sides, by `deploy` itself.
 * - `blue-green`: all at once, by `promote`.
 * - `red-black`: the same, and nobody stays on the old side: the switch takes stickiness away with it.
 * - `canary`: a small share first, then in the rungs of `ramp`, by `shift` and at last `promote`.
 * - `linear`: the same in even rungs.
 * - `ab-test`: a cohort reaches green, by `shift`; everyone else follows with `promote`.
 */
const STRATEGIES = ["blue-green", "red-black", "canary", "linear", "ab-test", "all-at-once"];
const FAIL_ON = ["stale", "degraded", "drift"];


/***/ }),

/***/ 8691:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ MAX_OPENAPI_BYTES),
/* harmony export */   d: () => (/* binding */ backendsOf)
/* harmony export */ });
/** OpenAPI documents as API Gateway reads them: the file that is deployed, and the export of what a stage serves. Pure. */
/** "The maximum size of the API definition file is 6MB" (API Reference, PutRestApi). */
const MAX_OPENAPI_BYTES = 6 * 1024 * 1024;
/** The keys of a path item that are methods, with the verb that API Gateway makes of them. */
const VERBS = new Map([
    ...["get", "put", "post", "delete", "options", "head", "patch"].map((key) => [key, key.toUpperCase()]),
    ["x-amazon-apigateway-any-method", "ANY"],
]);
/**
 * The backends of a parsed document.
 *
 * @returns what is wrong with it, as the end of a sentence, when API Gateway could not deploy it.
 */
function backendsOf(document) {
    if (!isMap(document))
        return "is not a map: an OpenAPI document in JSON or YAML is wanted.";
    const known = String(document.swagger) === "2.0" || /^3\.0(\.\d+)?$/.test(String(document.openapi));
    if (!known)
        return 'is neither OpenAPI 3.0 (`openapi: 3.0.1`) nor Swagger 2.0 (`swagger: "2.0"`).';
    const backends = [];
    for (const [path, item] of Object.entries(isMap(document.paths) ? document.paths : {})) {
        if (!isMap(item))
            continue;
        for (const [key, operation] of Object.entries(item)) {
            const verb = VERBS.get(key);
            if (verb === undefined || !isMap(operation))
                continue;
            const integration = operation["x-amazon-apigateway-integration"];
            if (!isMap(integration)) {
                return `has no x-amazon-apigateway-integration for ${verb} ${path}: API Gateway deploys no method without one.`;
            }
            const uri = typeof integration.uri === "string" ? integration.uri : "";
            const credentials = typeof integration.credentials === "string" ? integration.credentials : undefined;
            backends.push({ verb, path, uri, credentials });
        }
    }
    return backends.length > 0 ? backends : "has no method: API Gateway deploys no API without one.";
}
function isMap(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}


/***/ }),

/***/ 4797:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ describeMark),
/* harmony export */   l: () => (/* binding */ parseMark)
/* harmony export */ });
/** Reads `header X-Version = v2`, the whole value, or `body TEXT`, a part of the body; undefined when it is neither. */
function parseMark(text) {
    const [, name, value] = /^header\s+([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100})\s*=\s*([\x21-\x7e][\x20-\x7e]*)$/.exec(text) ?? [];
    if (name !== undefined && value !== undefined)
        return { in: "header", name, value };
    const body = /^body\s+(\S.*)$/s.exec(text)?.[1];
    return body === undefined ? undefined : { in: "body", text: body };
}
function describeMark(mark) {
    return mark.in === "header" ? `header ${mark.name} = ${mark.value}` : `body ${mark.text}`;
}


/***/ }),

/***/ 7564:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J$: () => (/* binding */ toRuleCondition),
/* harmony export */   St: () => (/* binding */ asRequest),
/* harmony export */   ch: () => (/* binding */ fromRuleCondition),
/* harmony export */   pu: () => (/* binding */ describeCondition),
/* harmony export */   xb: () => (/* binding */ sizeOfConditions),
/* harmony export */   zB: () => (/* binding */ parseCondition)
/* harmony export */ });
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7030);

/** A header's or cookie's name (RFC 9110, token); values as listener rules take them. */
const NAMED = /^(header|cookie|query)\s+([A-Za-z0-9!#$%&'+.^_|~-]{1,40})\s*=\s*([\x21\x23-\x29\x2b-\x3e\x40-\x5b\x5d-\x7e]{1,100})$/;
const SOURCE = /^source\s+([0-9a-fA-F:.]+\/(?:0|[1-9]\d{0,2}))$/;
/** Characters of one string that a condition compares with (ELBv2 API Reference, HttpHeaderConditionConfig). */
const MAX_STRING = 128;
/**
 * Reads `header X-Beta = 1`, `cookie beta = 1`, `query beta = 1` or `source 203.0.113.0/24`. The wildcards of listener
 * rules (`*`, `?`), quotes and backslashes are not taken: a condition means what it says, but that ELB compares without
 * regard to case.
 *
 * @returns undefined when it is none of these, when the header is Host, which has conditions of another kind, when a source is not a network by its own address (no bit is set behind
 * the prefix), or when a cookie has a semicolon or is too long for a rule (name and value together 122 characters).
 */
function parseCondition(text) {
    const source = SOURCE.exec(text.trim())?.[1];
    if (source !== undefined)
        return isNetwork(source) ? { by: "source", range: source } : undefined;
    const match = NAMED.exec(text.trim());
    if (match === null)
        return undefined;
    const [, by, name = "", value = ""] = match;
    if (by === "header" && name.toLowerCase() === "host")
        return undefined;
    const unfit = value.includes(";") || cookiePatterns(name, value).some(({ length }) => length > MAX_STRING);
    if (by === "cookie" && unfit)
        return undefined;
    return { by: by, name, value };
}
/**
 * Whether it is a network that a listener rule takes: an address of either family, a prefix length of that family, and
 * no bit behind it: whoever sets one there most likely means another network.
 */
function isNetwork(range) {
    const [address = "", prefix = ""] = range.split("/");
    const family = (0,node_net__WEBPACK_IMPORTED_MODULE_0__.isIP)(address);
    const bits = Number(prefix);
    if (family === 0 || bits > (family === 4 ? 32 : 128))
        return false;
    const [number, width] = family === 4 ? [bitsOfV4(address), 32n] : [bitsOfV6(address), 128n];
    return (number & ((1n << (width - BigInt(bits))) - 1n)) === 0n;
}
function bitsOfV4(address) {
    return address.split(".").reduce((sum, part) => (sum << 8n) | BigInt(part), 0n);
}
function bitsOfV6(address) {
    // The end may be written as an IPv4 address (RFC 4291, section 2.2).
    const dotted = /[\d.]*\.[\d.]*$/.exec(address)?.[0];
    const tail = dotted === undefined
        ? ""
        : bitsOfV4(dotted)
            .toString(16)
            .padStart(8, "0")
            .replace(/(.{4})/, "$1:");
    const [head = "", rest] = (dotted === undefined ? address : address.slice(0, -dotted.length) + tail).split("::");
    const groups = (part) => part.split(":").filter((group) => group !== "");
    const [before, after] = [groups(head), groups(rest ?? "")];
    const zeros = Array.from({ length: rest === undefined ? 0 : 8 - before.length - after.length }, () => "0");
    return [...before, ...zeros, ...after].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}
/**
 * What a Cookie header looks like that has the cookie: alone, first, in the middle, last. A header is `a=1; b=2`
 * (RFC 6265, section 4.2.1), and a rule has no other pattern than wildcards: `*beta=1*` would find `beta=10` too.
 */
function cookiePatterns(name, value) {
    const cookie = `${name}=${value}`;
    return [cookie, `${cookie};*`, `*; ${cookie};*`, `*; ${cookie}`];
}
function describeCondition(condition) {
    return condition.by === "source"
        ? `source ${condition.range}`
        : `${condition.by} ${condition.name} = ${condition.value}`;
}
/** As a listener rule has it (ELBv2 API Reference, RuleCondition). A cookie is looked for in the Cookie header. */
function toRuleCondition(condition) {
    switch (condition.by) {
        case "header":
            return { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: condition.name, Values: [condition.value] } };
        case "cookie": {
            const Values = cookiePatterns(condition.name, condition.value);
            return { Field: "http-header", HttpHeaderConfig: { HttpHeaderName: "Cookie", Values } };
        }
        case "query":
            return {
                Field: "query-string",
                QueryStringConfig: { Values: [{ Key: condition.name, Value: condition.value }] },
            };
        case "source":
            return { Field: "source-ip", SourceIpConfig: { Values: [condition.range] } };
    }
}
/** Reads back what `toRuleCondition` wrote, also as versions before wrote a cookie; undefined when it is none of ours. */
function fromRuleCondition({ Field, HttpHeaderConfig, QueryStringConfig, SourceIpConfig, }) {
    if (Field === "source-ip")
        return parseCondition(`source ${SourceIpConfig?.Values?.[0]}`);
    if (Field === "query-string") {
        const { Key, Value } = QueryStringConfig?.Values?.[0] ?? {};
        return parseCondition(`query ${Key} = ${Value}`);
    }
    const { HttpHeaderName = "", Values = [] } = HttpHeaderConfig ?? {};
    if (Field !== "http-header")
        return undefined;
    if (HttpHeaderName.toLowerCase() !== "cookie")
        return parseCondition(`header ${HttpHeaderName} = ${Values[0]}`);
    // The API promises no order of the values.
    const [, name, value] = /^\*?([^=*;]+)=([^*;]+)\*?$/.exec(Values.find((text) => !text.includes(";")) ?? "") ?? [];
    return parseCondition(`cookie ${name} = ${value}`);
}
/** Strings and wildcards that the conditions of a rule have together, of which ELB counts both. */
function sizeOfConditions(conditions) {
    const strings = conditions.flatMap((condition) => {
        const { HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, HttpRequestMethodConfig, SourceIpConfig } = condition;
        const configs = [HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, HttpRequestMethodConfig, SourceIpConfig];
        const named = configs.flatMap((config) => config?.Values ?? []);
        const pairs = (condition.QueryStringConfig?.Values ?? []).map(({ Key = "", Value = "" }) => `${Key}=${Value}`);
        return named.length + pairs.length > 0 ? [...named, ...pairs] : (condition.Values ?? []);
    });
    return { values: strings.length, wildcards: strings.join("").match(/[*?]/g)?.length ?? 0 };
}
/** What a request needs so that it meets the condition; undefined for a source address, which it cannot choose. */
function asRequest(condition) {
    switch (condition.by) {
        case "header":
            return { headers: { [condition.name]: condition.value }, query: "" };
        case "cookie":
            return { headers: { cookie: `${condition.name}=${condition.value}` }, query: "" };
        case "query":
            return { headers: {}, query: `${encodeURIComponent(condition.name)}=${encodeURIComponent(condition.value)}` };
        case "source":
            return undefined;
    }
}


/***/ }),

/***/ 7337:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Td: () => (/* binding */ judgeTargetGroups),
/* harmony export */   Us: () => (/* binding */ judgeRoutes),
/* harmony export */   ZG: () => (/* binding */ parseRoute),
/* harmony export */   hi: () => (/* binding */ describeRevision),
/* harmony export */   y6: () => (/* binding */ judgeGroups)
/* harmony export */ });
const ROUTE_ARN = /^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\d{12}:listener(-rule)?\/(app|net)\/([A-Za-z0-9-]{1,32})\/([0-9a-f]+)\/[0-9a-f]+(?:\/[0-9a-f]+)?$/;
const TARGET_GROUP_ARN = /^arn:aws[a-z-]*:elasticloadbalancing:([a-z0-9-]+):\d{12}:targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]+$/;
const TARGET_GROUP_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/;
/** Printable ASCII without a colon, at most 255 (Auto Scaling API Reference, CreateAutoScalingGroup). */
const GROUP_NAME = /^[\x21-\x39\x3b-\x7e](?:[\x20-\x39\x3b-\x7e]{0,253}[\x21-\x39\x3b-\x7e])?$/;
const EXAMPLE_LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
/** Reads a listener's or a rule's ARN; undefined when it is neither. */
function parseRoute(arn) {
    const match = ROUTE_ARN.exec(arn);
    if (match === null)
        return undefined;
    const [, region = "", rule, type, name, id] = match;
    const ids = arn.slice(arn.indexOf(`/${type}/`)).split("/").length - 4;
    if (ids !== (rule === undefined ? 1 : 2))
        return undefined;
    return {
        arn,
        region,
        kind: rule === undefined ? "listener" : "rule",
        loadBalancer: `${type}/${name}/${id}`,
        loadBalancerType: type === "net" ? "network" : "application",
    };
}
function judgeRoutes(arns, region) {
    const mistakes = [];
    const routes = [];
    for (const arn of arns) {
        const route = parseRoute(arn);
        if (route === undefined) {
            mistakes.push({
                input: "listeners",
                given: arn,
                problem: "is not the ARN of a listener or a listener rule of an application or network load balancer.",
                example: `listeners: ${EXAMPLE_LISTENER}`,
            });
        }
        else if (route.region !== region) {
            mistakes.push({ input: "listeners", given: arn, problem: `is in ${route.region}, but AWS_REGION is ${region}.` });
        }
        else
            routes.push(route);
    }
    const repeated = arns.find((arn, index) => arns.indexOf(arn) !== index);
    if (repeated !== undefined)
        mistakes.push({ input: "listeners", given: repeated, problem: "is given twice." });
    const balancers = new Set(routes.map((route) => route.loadBalancer));
    if (balancers.size > 1) {
        mistakes.push({
            input: "listeners",
            given: [...balancers].join(", "),
            problem: "are different load balancers: a target group belongs to one load balancer, so all must be of the same.",
        });
    }
    return { routes, mistakes };
}
function judgeTargetGroups(names, region) {
    const mistakes = [];
    const example = "target-groups: web-blue, web-green";
    if (names.length > 2) {
        mistakes.push({
            input: "target-groups",
            given: names.join(", "),
            problem: `must be two target groups (names or ARNs), one for each side, or one that both share; ${names.length} given.`,
            example,
        });
    }
    else if (names[0] === names[1]) {
        mistakes.push({
            input: "target-groups",
            given: names.join(", "),
            problem: "is the same target group twice: blue and green need one each, or no weight could tell them apart. Give it once to have them share it.",
            example,
        });
    }
    for (const name of names) {
        const arn = TARGET_GROUP_ARN.exec(name);
        if (arn === null && !TARGET_GROUP_NAME.test(name)) {
            mistakes.push({
                input: "target-groups",
                given: name,
                problem: "is neither the name (letters, digits, hyphens, at most 32) nor the ARN of a target group.",
                example,
            });
        }
        else if (arn !== null && arn[1] !== region) {
            mistakes.push({ input: "target-groups", given: name, problem: `is in ${arn[1]}, but AWS_REGION is ${region}.` });
        }
    }
    return mistakes;
}
function judgeGroups(names) {
    const mistakes = [];
    const example = "auto-scaling-groups: web-a, web-b";
    if (names.length < 1 || names.length > 2) {
        mistakes.push({
            input: "auto-scaling-groups",
            given: names.join(", "),
            problem: "must be two groups (a permanent pair) or one (green is cloned from it).",
            example,
        });
    }
    else if (names.length === 2 && names[0] === names[1]) {
        mistakes.push({
            input: "auto-scaling-groups",
            given: names.join(", "),
            problem: "is the same group twice. Give one name to have green cloned from it.",
            example,
        });
    }
    for (const name of names) {
        if (GROUP_NAME.test(name))
            continue;
        const problem = "is not the name of an Auto Scaling group (printable ASCII without colon, at most 255; no ARN).";
        mistakes.push({ input: "auto-scaling-groups", given: name, problem, example });
    }
    return mistakes;
}
/** `image-id=ami-0abc user-data=sha256:0123456789ab`: what the revision tag holds and people read. */
function describeRevision(revision) {
    if (revision.kind === "version")
        return `launch-template-version=${revision.version}`;
    const parts = [];
    if (revision.imageId !== undefined)
        parts.push(`image-id=${revision.imageId}`);
    if (revision.userDataHash !== undefined)
        parts.push(`user-data=sha256:${revision.userDataHash.slice(0, 12)}`);
    return parts.join(" ");
}


/***/ }),

/***/ 3191:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CV: () => (/* binding */ TOKEN),
/* harmony export */   FN: () => (/* binding */ MODES),
/* harmony export */   HN: () => (/* binding */ colorOf),
/* harmony export */   Hc: () => (/* binding */ routeHeader),
/* harmony export */   Kq: () => (/* binding */ parsePorts),
/* harmony export */   PL: () => (/* binding */ cohortSource),
/* harmony export */   Rr: () => (/* binding */ parsePath),
/* harmony export */   X_: () => (/* binding */ parseSite),
/* harmony export */   bB: () => (/* binding */ SECRET),
/* harmony export */   kj: () => (/* binding */ parseStickiness),
/* harmony export */   mq: () => (/* binding */ URL_PATH),
/* harmony export */   p5: () => (/* binding */ UNIT),
/* harmony export */   pY: () => (/* binding */ parseCohort),
/* harmony export */   sP: () => (/* binding */ REVISION),
/* harmony export */   uq: () => (/* binding */ APP)
/* harmony export */ });
/* unused harmony exports COOKIE_NAME, PATH */
const MODES = ["markers", "reload"];
/**
 * A name that is safe as part of nginx variables, upstreams, headers and file names. With `_h1` behind it it names a
 * group in a pattern, which PCRE lets have 32 characters.
 */
const APP = /^[a-z][a-z0-9_]{0,27}$/;
/** A file name of one marker and the value of a header or cookie: no character that a path or a pattern gives meaning. */
const TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
/** A preview token is a secret: long enough not to be guessed. */
const SECRET = /^[A-Za-z0-9_-]{16,64}$/;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,40}$/;
const COOKIE_NAME = /^[A-Za-z0-9_]{1,40}$/;
/** An absolute path that needs no quoting in nginx, sudoers or a shell. */
const PATH = /^(?:\/[A-Za-z0-9_.-]+)+$/;
/** What a version is called: a commit, a tag, an image with digest. */
const REVISION = /^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}$/;
/** A template unit without or with its suffix, e.g. `shop@` or `shop@.service` (systemd.unit(5)). */
const UNIT = /^([A-Za-z0-9][A-Za-z0-9:_.-]{0,100}@)(?:\.service)?$/;
const URL_PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]{0,500}$/;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
/** An absolute path without `..`; undefined when it is none. */
function parsePath(text) {
    return PATH.test(text) && !text.split("/").some((part) => part === ".." || part === ".") ? text : undefined;
}
/** Two different ports, e.g. `7001, 7002`; undefined otherwise. */
function parsePorts(items) {
    const ports = items.map((item) => (/^[1-9]\d{0,4}$/.test(item) ? Number(item) : Number.NaN));
    const [first = Number.NaN, second = Number.NaN, ...rest] = ports;
    if (rest.length > 0 || first === second || !(first <= 65_535) || !(second <= 65_535))
        return undefined;
    return [first, second];
}
function parseStickiness(text) {
    if (text === "id" || text === "ip" || text === "none")
        return { kind: text };
    const name = /^cookie:(.*)$/s.exec(text)?.[1];
    return name !== undefined && COOKIE_NAME.test(name) ? { kind: "cookie", name } : undefined;
}
/**
 * The site's URL. A name is never looked up: nginx is on this machine, and in front of several machines the name would
 * lead to any of them. An address is connected to as it stands.
 */
function parseSite(text) {
    const match = /^(https?):\/\/([a-z0-9.-]+|\[::1\])(?::(\d{1,5}))?(\/.*)?$/is.exec(text);
    if (match === null)
        return undefined;
    const [, scheme = "", authority = "", given, path = "/"] = match;
    const tls = scheme.toLowerCase() === "https";
    const host = authority.toLowerCase();
    const port = given === undefined ? (tls ? 443 : 80) : Number(given);
    const isAddress = host === "[::1]" || IPV4.test(host);
    if (!(port >= 1 && port <= 65_535) || !URL_PATH.test(path))
        return undefined;
    if (!isAddress && !HOST_NAME.test(host))
        return undefined;
    if (IPV4.test(host) && host.split(".").some((part) => Number(part) > 255))
        return undefined;
    const address = host === "[::1]" ? "::1" : isAddress ? host : "127.0.0.1";
    return { tls, address, port, host, path };
}
/** The header whose value can name a side: for previews, cohorts and our own probes. */
function routeHeader(app) {
    return `X-${app.split("_").map(capitalised).join("-")}-Route`;
}
/** `header X-Beta = 1`, `cookie plan = pro` or `query beta = 1`; undefined when it is none. */
function parseCohort(text) {
    const match = /^(header|cookie|query) +([A-Za-z0-9_-]+) *= *([A-Za-z0-9_-]+)$/.exec(text);
    if (match === null)
        return undefined;
    const [, source = "", name = "", value = ""] = match;
    if (!TOKEN.test(value) || !(source === "header" ? HEADER_NAME : COOKIE_NAME).test(name))
        return undefined;
    return { source: source, name, value };
}
/** Where the cohort is looked for: `header X-Beta`. Without an input it is a cookie of the app's own. */
function cohortSource({ app, cohort }) {
    return cohort === undefined ? `cookie ${app}_cohort` : `${cohort.source} ${cohort.name}`;
}
/** What a side's process is told in `COLOR`: fixed for each port, unlike the roles blue and green of a rollout. */
function colorOf(ports, port) {
    return port === ports[0] ? "blue" : "green";
}
function capitalised(word) {
    return word.slice(0, 1).toUpperCase() + word.slice(1);
}


/***/ })

};
