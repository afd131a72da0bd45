export const id = 141;
export const ids = [141];
export const modules = {

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

/***/ 908:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ parseSwitch),
/* harmony export */   a: () => (/* binding */ formatSwitch)
/* harmony export */ });
/**
 * The record of the weight's last move as one text of few characters, for platforms whose only memory are tags:
 * `shift+bake=300/2026-01-02T03:04:05.000Z/10/octo/shop/runs/7`: who moved it (`+bake`: what belongs to it was not seen
 * to its end, with the seconds that its bake takes), when, to what weight, in which run. The last two are missing in
 * older records.
 */
const DIRECTIONS = ["shift", "promote", "rollback"];
const FORM = /^(shift|promote|rollback)(\+bake(?:=(\d{1,7}))?)?\/([^/]+)(?:\/(100|\d{1,2}(?:\.\d{1,2})?)(?:\/(.{1,150}))?)?$/s;
function formatSwitch({ by, at, to, verified, bakeMs, run }) {
    const bake = verified ? "" : `+bake${bakeMs === undefined ? "" : `=${Math.round(bakeMs / 1_000)}`}`;
    const where = to === undefined ? "" : `/${to}${run === undefined ? "" : `/${run.slice(0, 150)}`}`;
    return `${by}${bake}/${new Date(at).toISOString()}${where}`;
}
/** Reads such a record; undefined when it is missing or was tampered with. */
function parseSwitch(text) {
    const [, word, bake, seconds, iso = "", weight, run] = FORM.exec(text ?? "") ?? [];
    const by = DIRECTIONS.find((known) => known === word);
    const at = Date.parse(iso);
    if (by === undefined || Number.isNaN(at))
        return undefined;
    return {
        by,
        at,
        verified: bake === undefined,
        ...(weight === undefined ? {} : { to: Number(weight) }),
        ...(seconds === undefined ? {} : { bakeMs: Number(seconds) * 1_000 }),
        ...(run === undefined ? {} : { run }),
    };
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

/***/ 9664:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T1: () => (/* binding */ call),
  yO: () => (/* binding */ clientConfig),
  Is: () => (/* binding */ errorName),
  kg: () => (/* binding */ gather),
  NJ: () => (/* binding */ unless)
});

// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/engine/api-calls.js
var api_calls = __webpack_require__(6655);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: external "node:tls"
var external_node_tls_ = __webpack_require__(1692);
// EXTERNAL MODULE: ./node_modules/@smithy/node-http-handler/dist-cjs/index.js
var dist_cjs = __webpack_require__(1279);
;// CONCATENATED MODULE: ./build/platforms/aws-wire.js






/** An answer that does not come from AWS: a proxy, a gateway or a login page stands between. */
class ForeignAnswer extends Error {
    name = "ForeignAnswer";
    host;
    status;
    /** As the SDK's errors have it: a 5xx is tried again. */
    $metadata;
    constructor(host, status) {
        super(`${host} answered ${status} with a web page`);
        this.host = host;
        this.status = status;
        this.$metadata = { httpStatusCode: status };
    }
}
/** Of answers, and of errors without one. */
const hosts = new WeakMap();
/** The host that a failed call was made to; undefined when it got no further than its own machine. */
function hostOf(error) {
    if (typeof error !== "object" || error === null)
        return undefined;
    const answer = "$response" in error ? error.$response : undefined;
    return hosts.get(typeof answer === "object" && answer !== null ? answer : error);
}
/** The way to AWS: knows who answered, and whether it was AWS at all. */
class Wire extends dist_cjs.NodeHttpHandler {
    constructor() {
        // Node's agents heed HTTPS_PROXY and its like when told to; the SDK's own do not.
        const agent = { keepAlive: true, maxSockets: 16, proxyEnv: process.env };
        super({
            httpAgent: new external_node_http_.Agent(agent),
            httpsAgent: new external_node_https_.Agent({ ...agent, ...trusted() }),
            connectionTimeout: 5_000,
            requestTimeout: 30_000,
            throwOnRequestTimeout: true,
        });
    }
    async handle(...[request, options]) {
        const { hostname } = request;
        try {
            const answered = await super.handle(request, options);
            const { statusCode, headers, body } = answered.response;
            if (/^text\/html\b/i.test(headers["content-type"] ?? "")) {
                body?.resume?.();
                throw new ForeignAnswer(hostname, statusCode);
            }
            hosts.set(answered.response, hostname);
            return answered;
        }
        catch (error) {
            if (typeof error === "object" && error !== null)
                hosts.set(error, hostname);
            throw error;
        }
    }
}
/**
 * AWS_CA_BUNDLE, which the CLI heeds and the JavaScript SDK does not. Beside the authorities that Node trusts, not in
 * their place: a bundle with nothing but the proxy's own is common.
 *
 * @throws DeliveryError `input` when it is not a file with certificates.
 */
function trusted() {
    const file = process.env.AWS_CA_BUNDLE ?? "";
    if (file === "")
        return {};
    const bundle = read(file);
    return { ca: [...external_node_tls_.getCACertificates("default"), bundle] };
}
function read(file) {
    let problem = "has no certificate in PEM format";
    try {
        const bundle = (0,external_node_fs_.readFileSync)(file, "utf8");
        if (bundle.includes("-----BEGIN CERTIFICATE-----"))
            return bundle;
    }
    catch (error) {
        problem = `cannot be read (${(0,errors/* errorMessage */.gJ)(error)})`;
    }
    throw new errors/* DeliveryError */.VE("input", `AWS_CA_BUNDLE: ${file} ${problem}.`, {
        remedy: "Name a file with the certificates of your proxy's authority, or unset it. No changes were made.",
    });
}

;// CONCATENATED MODULE: ./build/platforms/aws-errors.js


const DENIED = new Set([
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    "UnauthorizedException",
    "OptInRequired",
]);
const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired"]);
const INVALID_CREDENTIALS = new Set([
    "InvalidClientTokenId",
    "UnrecognizedClientException",
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "AuthFailure",
    "IncompleteSignature",
    "MissingAuthenticationToken",
    "InvalidIdentityToken",
]);
const SKEWED = new Set(["RequestTimeTooSkewed", "RequestInTheFuture"]);
const THROTTLED = new Set([
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "TooManyRequestsException",
    "LimitExceeded",
]);
const NETWORK = new Set([
    "TimeoutError",
    "RequestTimeout",
    "ECONNRESET",
    "ECONNREFUSED",
    "EPIPE",
    "ETIMEDOUT",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "ERR_PROXY_TUNNEL",
]);
/** How OpenSSL says that it does not know who signed a certificate (Node docs, "X509 certificate error codes"). */
const UNTRUSTED = new Set([
    "SELF_SIGNED_CERT_IN_CHAIN",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "UNABLE_TO_GET_ISSUER_CERT",
    "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
]);
const CONFIGURE = "aws-actions/configure-aws-credentials";
/** What a failed call means to who runs the step. */
function explain(action, error, about) {
    const failure = aws_errors_read(action, error, about);
    const [code, message, details] = ofCredentials(failure) ?? ofTheWay(failure) ?? ofTheAnswer(failure) ?? ofAnythingElse(failure);
    const { status } = failure;
    // What a proxy answers says nothing about what AWS did.
    const noEffect = status >= 400 && status < 500 && !isForeign(failure);
    return new errors/* DeliveryError */.VE(code, message, { cause: error, noEffect, ...details });
}
function aws_errors_read(action, error, about) {
    const { $metadata, code } = (typeof error === "object" && error !== null ? error : {});
    const said = error instanceof AggregateError ? error.errors.map(String).join(", ") : messageOf(error);
    return {
        action,
        error,
        name: error instanceof Error ? error.name : "",
        code: typeof code === "string" ? code : "",
        status: $metadata?.httpStatusCode ?? 0,
        said: said
            .split("\n")
            .map((line) => line.trim())
            .join(" ")
            .trim(),
        host: hostOf(error) ?? "AWS",
        about,
    };
}
function messageOf(error) {
    return error instanceof Error ? error.message : String(error);
}
function ofCredentials({ action, name, said }) {
    if (EXPIRED.has(name)) {
        const remedy = `Get fresh ones in the job that runs the step: put ${CONFIGURE} before it.`;
        return ["credentials", `The AWS credentials have expired (${action}: ${said}).`, { remedy }];
    }
    if (SKEWED.has(name) || /signature (?:expired|not yet current)/i.test(said)) {
        const message = `The clock of the runner is wrong: it says ${new Date().toISOString()} (${action}: ${said}).`;
        return ["credentials", message, { remedy: "Set the runner's clock, by NTP best, and run the step again." }];
    }
    if (/\bsts:AssumeRole/.test(said)) {
        const remedy = "Check the role's trust policy, and that the job has `id-token: write`.";
        return ["credentials", `The role cannot be assumed: ${said}`, { remedy }];
    }
    if (INVALID_CREDENTIALS.has(name)) {
        const remedy = `Check the role or keys that ${CONFIGURE} was given.`;
        return ["credentials", `AWS does not accept the credentials (${action}: ${said}).`, { remedy }];
    }
    if (name !== "CredentialsProviderError" && !/could not load credentials/i.test(said))
        return undefined;
    const profile = process.env.AWS_PROFILE ?? "";
    if (profile === "") {
        const remedy = `Put ${CONFIGURE} before this step.`;
        return ["credentials", `There are no AWS credentials in this job: ${said}`, { remedy }];
    }
    const remedy = "Is the profile in the config files of this machine? To use the keys of " +
        `${CONFIGURE} instead, give the step \`env: {AWS_PROFILE: ""}\`.`;
    return ["credentials", `The profile ${profile} (AWS_PROFILE) gives no AWS credentials: ${said}`, { remedy }];
}
/** What stands between the job and AWS. */
function ofTheWay(failure) {
    const { action, name, code, status, said, host } = failure;
    if (isForeign(failure)) {
        const remedy = "Something between the job and AWS answers in its place: check HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL" +
            `${status >= 500 ? ", or run the step again later" : ""}.`;
        const what = name === "ForeignAnswer" ? "a web page" : "something else than an answer of AWS";
        return [
            "platform",
            `${action} failed: ${host} answered ${status} with ${what}.`,
            { transient: status >= 500, remedy },
        ];
    }
    if (UNTRUSTED.has(code)) {
        const remedy = "A proxy that inspects TLS? Give the job NODE_EXTRA_CA_CERTS or AWS_CA_BUNDLE, a PEM file with the certificate " +
            "of its authority.";
        // Node goes on with a flag for itself, which no step can give.
        const [why = said] = said.split(";");
        return ["platform", `${action} failed: the certificate of ${host} is not trusted (${why}).`, { remedy }];
    }
    if (NETWORK.has(name) || NETWORK.has(code)) {
        const remedy = `Check that the job reaches ${host}: network, DNS, HTTPS_PROXY and NO_PROXY. The step can be run again.`;
        return ["platform", `${action} failed: no answer from ${host} (${said}).`, { transient: true, remedy }];
    }
    return undefined;
}
function ofTheAnswer({ action, name, status, said, about }) {
    if (DENIED.has(name)) {
        const remedy = otherAccount(said) ?? `Allow ${action} in the role's policy; the README has the policy that each step needs.`;
        return ["denied", `AWS denied ${action}: ${said}`, { remedy }];
    }
    if (/not ?found/i.test(name) && about !== undefined) {
        const [, partition, region, account] = /\barn:([\w-]+):\w[\w-]*:([\w-]*):(\d{12}):/.exec(about.given) ?? [];
        const whose = account === undefined
            ? "the account of the credentials"
            : `that the credentials are of account ${account} in partition ${partition}`;
        const remedy = `Check the name, AWS_REGION${region ? ` (the ARN says ${region})` : ""}, and ${whose}. No changes were made.`;
        return ["not-found", `${about.input}: ${about.given} not found in this region and account (${said}).`, { remedy }];
    }
    if (THROTTLED.has(name) || status === 429) {
        const remedy = "Other jobs and tools of this account call AWS at the same time. Run the step again in a minute: it goes on " +
            "where it stopped. If it happens often, let fewer jobs run at once, or ask AWS for a higher rate.";
        return [
            "platform",
            `${action} failed: AWS throttles the account's calls (${name}: ${said}).`,
            { transient: true, remedy },
        ];
    }
    return undefined;
}
function ofAnythingElse({ action, name, status, said }) {
    const remedy = status >= 500 ? { remedy: "AWS failed, not the step: run it again, and see AWS's health page." } : {};
    const message = `${action} failed: ${name === "" ? "" : `${name}: `}${said}`;
    return ["platform", message, { transient: status >= 500, ...remedy }];
}
/** Whether AWS did not answer, but something that answers in its place. The SDK cannot read it, whatever its status. */
function isForeign({ error, name, status, said }) {
    if (error instanceof ForeignAnswer)
        return true;
    return status > 0 && (name === "Unknown" || said.includes("Deserialization error:"));
}
/** A denial that no policy fixes: the resource is of another account than the one who asks. */
function otherAccount(said) {
    const [, asking, owning] = /^User: arn:[\w-]+:\w+::(\d{12}):.* on resource: arn:[\w-]+:\w[\w-]*:[\w-]*:(\d{12}):/.exec(said) ?? [];
    if (asking === owning)
        return undefined;
    return `The resource is of account ${owning}, the credentials are of ${asking}: use a role of account ${owning}.`;
}

;// CONCATENATED MODULE: ./build/platforms/aws.js





/** What every SDK client here is made with. Endpoints come from the environment (AWS_ENDPOINT_URL). */
function clientConfig(region) {
    return { region, maxAttempts: 5, requestHandler: new Wire() };
}
/**
 * Makes one API call and turns whatever goes wrong into a `DeliveryError` that says which call it was.
 *
 * @param action `elasticloadbalancing:ModifyRule`, as a policy names it.
 * @throws DeliveryError `denied`, `credentials`, `not-found` or `platform`; the signal's reason when it was aborted.
 */
async function call(action, signal, send, about) {
    const began = Date.now();
    try {
        const answer = await unlessAborted(signal, send);
        tell(action, began, answer, undefined);
        return answer;
    }
    catch (error) {
        tell(action, began, error, errorName(error));
        if (signal.aborted)
            throw interrupted(signal.reason, action, Date.now() - began);
        throw explain(action, error, about);
    }
}
/** The API's error code, e.g. `AlreadyExists`; empty when it is not an API error. */
function errorName(error) {
    const cause = error instanceof errors/* DeliveryError */.VE ? error.cause : error;
    return cause instanceof Error ? cause.name : "";
}
/** Lets pass errors of these codes. */
function unless(...codes) {
    return (error) => {
        if (!codes.includes(errorName(error)))
            throw error;
        return undefined;
    };
}
/** What is listed on all pages. */
async function gather(pages, pick) {
    const found = [];
    for await (const page of pages)
        found.push(...(pick(page) ?? []));
    return found;
}
function tell(action, began, answer, failed) {
    (0,api_calls/* tellCall */.A)(() => {
        const { $metadata = {} } = (typeof answer === "object" && answer !== null ? answer : {});
        const { httpStatusCode, requestId, attempts } = $metadata;
        const outcome = [httpStatusCode, failed].filter((part) => part !== undefined && part !== "").join(" ");
        return { action, durationMs: Date.now() - began, outcome, requestId, attempts };
    });
}
/** The SDK itself heeds a signal only once it has credentials, and their source may stay silent. */
function unlessAborted(signal, send) {
    return new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason);
        if (signal.aborted)
            return abort();
        signal.addEventListener("abort", abort, { once: true });
        send()
            .then(resolve, reject)
            .finally(() => signal.removeEventListener("abort", abort));
    });
}
/** Shorter than this, a call is not to blame for a step that took too long. In milliseconds. */
const SILENT_MS = 1_000;
function interrupted(reason, action, ms) {
    if (!(reason instanceof errors/* DeliveryError */.VE) || reason.code !== "timeout" || ms < SILENT_MS)
        return reason;
    return new errors/* DeliveryError */.VE("timeout", reason.message, {
        reasons: [`${action} was not answered for ${(0,duration/* formatDuration */.a)(ms)}`],
        remedy: "Check that the job reaches AWS and the source of its credentials: network, HTTPS_PROXY, NO_PROXY, " +
            "AWS_ENDPOINT_URL, AWS_CONTAINER_CREDENTIALS_FULL_URI. The step can be run again.",
        cause: reason,
    });
}


/***/ }),

/***/ 9627:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   bx: () => (/* binding */ baseOf),
/* harmony export */   h4: () => (/* binding */ spreadAll),
/* harmony export */   il: () => (/* binding */ spread),
/* harmony export */   oR: () => (/* binding */ joined)
/* harmony export */ });
/**
 * Texts as tags. A tag's value has at most 256 characters of a small alphabet (API Reference, TagResource), so values
 * are escaped, and long ones go over several tags.
 */
const MAX_VALUE = 256;
/** `=3:` */
const COUNT_LENGTH = 3;
/** A text as tags: under the key itself, and what does not fit there under `KEY=1`, `KEY=2` …; `=3:` tells of 3 parts. */
function spread(key, text) {
    const flat = escaped(text);
    if (flat.length <= MAX_VALUE)
        return { [key]: flat };
    const count = Math.ceil((flat.length + COUNT_LENGTH) / MAX_VALUE);
    const whole = `=${count}:${flat}`;
    return Object.fromEntries(Array.from({ length: count }, (_, part) => [
        part === 0 ? key : `${key}=${part}`,
        whole.slice(part * MAX_VALUE, (part + 1) * MAX_VALUE),
    ]));
}
/** Several, by their keys; those that are undefined are left out. */
function spreadAll(texts) {
    const tags = Object.entries(texts).map(([key, text]) => (text === undefined ? {} : spread(key, text)));
    return Object.assign({}, ...tags);
}
/** All texts by their base keys. Parts that an earlier, longer text left behind are not counted in. */
function joined(tags) {
    const texts = new Map();
    for (const [key, value] of Object.entries(tags)) {
        if (key !== baseOf(key))
            continue;
        const [, count] = /^=(\d):/.exec(value) ?? [];
        const parts = Array.from({ length: Number(count ?? 1) }, (_, part) => tags[part === 0 ? key : `${key}=${part}`]);
        texts.set(key, unescaped(parts.join("").slice(count === undefined ? 0 : COUNT_LENGTH)));
    }
    return texts;
}
/** The key without the number of its part. */
function baseOf(key) {
    return key.replace(/=\d+$/, "");
}
function escaped(text) {
    return [...Buffer.from(text)]
        .map((byte) => {
        const char = String.fromCharCode(byte);
        return /[A-Za-z0-9._:/-]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
        .join("");
}
function unescaped(text) {
    return Buffer.from(text.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))), "latin1").toString();
}


/***/ })

};
