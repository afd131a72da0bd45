export const id = 281;
export const ids = [281];
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

/***/ 6281:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  lambdaPlatform: () => (/* binding */ lambdaPlatform)
});

// EXTERNAL MODULE: ./build/delivery/findings.js
var findings = __webpack_require__(3763);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-lambda/dist-cjs/index.js
var dist_cjs = __webpack_require__(1696);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
// EXTERNAL MODULE: ./build/platforms/memory.js
var memory = __webpack_require__(3220);
;// CONCATENATED MODULE: ./build/platforms/checks/answer.js
/**
 * Whether an answer is as it is wanted: of an object the members that are wanted count, anything else has to be equal.
 *
 * @param answer JSON; text that is none is a string.
 * @param wanted as JSON is read; undefined: any answer is.
 */
function answers(answer, wanted) {
    return wanted === undefined || contains(parsed(answer), wanted);
}
function contains(found, wanted) {
    if (!isObject(wanted))
        return JSON.stringify(found) === JSON.stringify(wanted);
    return isObject(found) && Object.entries(wanted).every(([name, value]) => contains(found[name], value));
}
function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return text;
    }
}

// EXTERNAL MODULE: ./build/delivery/switch-record.js
var switch_record = __webpack_require__(908);
// EXTERNAL MODULE: ./build/platforms/tag-text.js
var tag_text = __webpack_require__(9627);
;// CONCATENATED MODULE: ./build/platforms/lambda/record.js



/** Lambda API reference, UpdateAlias. */
const MAX_DESCRIPTION = 256;
const FORM = /^progressive-delivery (\S+) (\S+) (\d+)>(\d*) (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)( ending)?(?: ((?:shift|promote|rollback)\S*))?$/;
/** What moved it last is named without the repository where that is the rollout's own. */
function formatRecord({ id, revision, startedAt, blue, green = "", ending, last }) {
    const home = homeOf(id);
    const run = last?.run?.startsWith(home) ? `~${last.run.slice(home.length)}` : last?.run;
    const moved = last === undefined ? "" : ` ${(0,switch_record/* formatSwitch */.a)(run === undefined ? last : { ...last, run })}`;
    return `progressive-delivery ${id} ${revision} ${blue}>${green} ${startedAt}${ending ? " ending" : ""}${moved}`;
}
function readRecord({ alias, tags }, name) {
    const [, id, revision = "", blue = "", number, startedAt = "", ending, moved] = FORM.exec(alias.description) ?? [];
    if (id === undefined)
        return undefined;
    const green = number === "" ? undefined : number;
    const last = (0,switch_record/* parseSwitch */.S)(moved);
    const run = last?.run?.replace(/^~/, homeOf(id));
    const told = last && { ...last, ...(run === undefined ? {} : { run }) };
    const whole = told && (0,memory/* withMemory */.QY)(told, (0,tag_text/* joined */.oR)(tags), keysOf(name), startedAt);
    return { id, revision, startedAt, blue, green, ending: ending !== undefined, last: whole };
}
/** `octo/shop/runs/`. */
function homeOf(id) {
    return id.slice(0, id.lastIndexOf("/") + 1);
}
/**
 * The tags of what does not fit into the description, by their keys.
 *
 * @param name of the alias: a function may have several, each with a rollout of its own.
 */
function keysOf(name) {
    const key = (what) => `progressive-delivery:${what}:${name}`;
    return { gates: key("gates"), shifts: key("shifts"), description: key("description") };
}
/** The tags that keep what the alias was described as; none when that was nothing, or is a record of ours. */
function descriptionTags({ description }, name) {
    return description === "" || FORM.test(description) ? {} : (0,tag_text/* spread */.il)(keysOf(name).description, description);
}
function formerDescription(tags, name) {
    return (0,tag_text/* joined */.oR)(tags).get(keysOf(name).description) ?? "";
}
/** @param all with those that keep how the alias was described. */
function ownTags(tags, name, all = true) {
    const { gates, shifts, description } = keysOf(name);
    const own = [gates, shifts, ...(all ? [description] : [])];
    return Object.keys(tags).filter((key) => own.includes((0,tag_text/* baseOf */.bx)(key)));
}

// EXTERNAL MODULE: ./build/delivery/registry.js
var registry = __webpack_require__(3582);
;// CONCATENATED MODULE: ./build/platforms/lambda/refusals.js

/** Every refusal that only this platform knows, once. docs/troubleshooting.md lists them. */
const LAMBDA_REFUSALS = {
    "alias-of-latest": {
        code: "unsuitable",
        sentence: "The alias {alias} points at $LATEST, which is no version and cannot share its traffic.",
        remedy: "Publish a version and point the alias at it, once, by hand.",
    },
    "alias-elsewhere": {
        code: "conflict",
        sentence: "The alias {alias} serves {found}, but the rollout {rollout} is of versions {sides}.",
        remedy: "Somebody else changed it. `rollback` gives everything to version {blue} again.",
    },
    "alias-changed": {
        code: "conflict",
        sentence: "The alias {alias} was changed by somebody else right before this step's call: it serves {found}.",
        remedy: "Run `status` to see where the rollout stands, then the step again.",
    },
    "code-changed": {
        code: "conflict",
        sentence: "The code of {function} was changed by somebody else: $LATEST is {found}, not {wanted}.",
        remedy: "Let only one run deploy it at a time, for example by a `concurrency` group, then run `deploy` again.",
    },
    "function-busy": {
        code: "refused",
        sentence: "{function} cannot be given new code now: {found}.",
        remedy: "Wait until its last change is over, or fix what it failed for, then run `deploy` again.",
    },
    "other-package": {
        code: "unsuitable",
        sentence: "{function} is deployed as {packaged}, which it stays for good.",
        remedy: "Give `{input}`.",
    },
    "version-not-found": {
        code: "not-found",
        sentence: "function-version: version {version} of {function} not found.",
        remedy: "Publish it first, or give `zip-file` or `image-uri` to have it published.",
    },
    "version-not-ready": {
        code: "unhealthy",
        sentence: "Version {version} of {function} cannot serve: {found}.",
        remedy: "Wait until it is active, or publish another one, then run `deploy` again.",
    },
    "versions-differ": {
        code: "unsuitable",
        sentence: "An alias cannot share its traffic between {one} and {other}: they have different {what}.",
        remedy: "Give both the same, or move all traffic at once by hand.",
    },
    "record-too-long": {
        code: "unsuitable",
        sentence: "The record of the rollout has {length} characters, and an alias's description takes {limit}.",
        remedy: "The names of the repository and of the image make it so long: shorten them.",
    },
};
/** States one of the platform's refusals. */
const refuse = (0,registry/* refusing */.c)(LAMBDA_REFUSALS);

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/platforms/lambda/settings.js

/** What a deploy of it is called. Of code it is what tells it from other code, not how often it was published. */
function revisionOf(source) {
    switch (source.kind) {
        case "zip":
            return zipRevision((0,external_node_crypto_.createHash)("sha256").update(source.bytes).digest("base64"));
        case "image":
            return imageRevision(source.uri);
        case "version":
            return `version-${source.version}`;
    }
}
/** @param sha256 CodeSha256 of a version, base64. */
function zipRevision(sha256) {
    return `sha256:${Buffer.from(sha256, "base64").toString("hex").slice(0, 16)}`;
}
/** Without the registry, and with as much of a digest as tells it from any other: `shop@sha256:3f2a91c0d4e5f607`. */
function imageRevision(uri) {
    return uri.replace(/^[^/]*\//, "").replace(/(@sha256:[\da-f]{16})[\da-f]*$/, "$1");
}

;// CONCATENATED MODULE: ./build/platforms/lambda/functions.js






/** Reads a function, its versions and its alias. */
class FunctionReader {
    #client;
    #settings;
    #clock;
    #signal;
    constructor(settings, clock, signal) {
        this.#client = new dist_cjs/* LambdaClient */.Nox((0,aws/* clientConfig */.yO)(settings.region));
        this.#settings = settings;
        this.#clock = clock;
        this.#signal = signal;
    }
    /** One call, by the name that a policy allows it by. */
    send(action, command, about) {
        const send = () => this.#client.send(command, { abortSignal: this.#signal });
        return (0,aws/* call */.T1)(`lambda:${action}`, this.#signal, send, about);
    }
    /** @throws DeliveryError `not-found`, or `unsuitable` when the alias points at no version. */
    async alias() {
        const { functionName: FunctionName, alias: Name } = this.#settings;
        const about = { input: "alias", given: `${FunctionName}:${Name}` };
        const answer = await this.send("GetAlias", new dist_cjs/* GetAliasCommand */.MES({ FunctionName, Name }), about);
        if (answer.FunctionVersion === "$LATEST")
            throw refuse("alias-of-latest", { alias: Name });
        return toAlias(answer);
    }
    /** @param listed with the numbers of all versions. */
    async observe(listed) {
        const alias = await this.alias();
        const { source, alias: name } = this.#settings;
        const record = readRecord({ alias, tags: {} }, name);
        const given = source?.kind === "version" ? source.version : undefined;
        const named = [alias.version, ...Object.keys(alias.weights), record?.blue, record?.green, given];
        const numbers = [...new Set(named.filter((one) => one !== undefined))];
        const [{ Configuration, Code, Tags = {} }, provisioned, published, ...found] = await Promise.all([
            this.#function(undefined),
            this.#provisioned(),
            listed ? this.#published() : undefined,
            ...numbers.map((number) => this.#function(number).catch((0,aws/* unless */.NJ)("ResourceNotFoundException"))),
        ]);
        const versions = found.flatMap((one) => {
            const version = one && toVersion(one.Configuration, one.Code?.ImageUri);
            return version === undefined ? [] : [{ ...version, provisioned: provisioned.get(version.version) }];
        });
        return {
            ...{ at: this.#clock.now(), arn: Configuration?.FunctionArn ?? "", tags: Tags, alias },
            latest: toVersion(Configuration, Code?.ImageUri),
            versions: Object.fromEntries(versions.map((version) => [version.version, version])),
            ...(published === undefined ? {} : { published }),
        };
    }
    /** Why green's answer is not as it should be; none when it is. */
    async smoke(Qualifier, { payload, answer: wanted }) {
        const { functionName: FunctionName } = this.#settings;
        const command = new dist_cjs/* InvokeCommand */.mdN({ FunctionName, Qualifier, Payload: Buffer.from(payload) });
        const answer = await this.send("InvokeFunction", command);
        const said = Buffer.from(answer.Payload ?? []).toString();
        const told = said.length > 300 ? `${said.slice(0, 299)}…` : said;
        if (answer.FunctionError !== undefined)
            return [`version ${Qualifier} failed (${answer.FunctionError}): ${told}`];
        return answers(said, wanted) ? [] : [`version ${Qualifier} answered ${told}`];
    }
    close() {
        this.#client.destroy();
    }
    #function(Qualifier) {
        const { functionName: FunctionName } = this.#settings;
        const about = { input: "function", given: FunctionName };
        return this.send("GetFunction", new dist_cjs/* GetFunctionCommand */.YF5({ FunctionName, Qualifier }), about);
    }
    /** What is provisioned, by version or alias. */
    async #provisioned() {
        const pages = (0,dist_cjs/* paginateListProvisionedConcurrencyConfigs */.WMh)(...this.#listing);
        const found = await (0,aws/* call */.T1)("lambda:ListProvisionedConcurrencyConfigs", this.#signal, () => (0,aws/* gather */.kg)(pages, ({ ProvisionedConcurrencyConfigs }) => ProvisionedConcurrencyConfigs));
        return new Map(found.map(({ FunctionArn = "", Status, StatusReason = "provisioning failed", ...counts }) => [
            FunctionArn.slice(FunctionArn.lastIndexOf(":") + 1),
            {
                wanted: counts.RequestedProvisionedConcurrentExecutions ?? 0,
                available: counts.AvailableProvisionedConcurrentExecutions ?? 0,
                failed: Status === "FAILED" ? StatusReason : undefined,
            },
        ]));
    }
    async #published() {
        const pages = (0,dist_cjs/* paginateListVersionsByFunction */.CE5)(...this.#listing);
        const found = await (0,aws/* call */.T1)("lambda:ListVersionsByFunction", this.#signal, () => (0,aws/* gather */.kg)(pages, ({ Versions }) => Versions));
        return found.map(({ Version }) => Number(Version)).filter(Number.isInteger);
    }
    get #listing() {
        const { functionName: FunctionName } = this.#settings;
        return [{ client: this.#client }, { FunctionName }, { abortSignal: this.#signal }];
    }
}
function toAlias({ FunctionVersion, RoutingConfig, Description, RevisionId }) {
    return {
        version: FunctionVersion ?? "",
        weights: RoutingConfig?.AdditionalVersionWeights ?? {},
        description: Description ?? "",
        revisionId: RevisionId ?? "",
    };
}
function toVersion(found = {}, imageUri) {
    const { ApplyOn, OptimizationStatus } = found.SnapStart ?? {};
    const sha256 = found.CodeSha256 ?? "";
    return {
        version: found.Version ?? "",
        code: imageUri === undefined ? zipRevision(sha256) : imageRevision(imageUri),
        sha256,
        revisionId: found.RevisionId ?? "",
        packaged: found.PackageType === "Image" ? "image" : "zip",
        setup: { "execution roles": found.Role ?? "", "dead-letter queues": found.DeadLetterConfig?.TargetArn ?? "" },
        state: found.State ?? "Active",
        update: found.LastUpdateStatus ?? "Successful",
        reason: found.StateReason ?? found.LastUpdateStatusReason ?? "",
        unsnapped: found.Version !== "$LATEST" && ApplyOn === "PublishedVersions" && OptimizationStatus !== "On",
        timeoutMs: (found.Timeout ?? 3) * 1_000,
        provisioned: undefined,
    };
}

// EXTERNAL MODULE: ./build/delivery/capacity.js
var capacity = __webpack_require__(4325);
;// CONCATENATED MODULE: ./build/platforms/lambda/standing.js





/** Where the rollout stands, by the alias and its description. */
function sidesOf({ alias: name }, seen) {
    const { alias } = seen;
    const record = readRecord(seen, name);
    const [other] = Object.keys(alias.weights);
    if (record === undefined) {
        return { record, blue: alias.version, green: other, weight: percentOf(alias, other) };
    }
    const { blue, green } = record;
    const promoted = green !== undefined && alias.version === green;
    const expected = promoted ? blue : green;
    const elsewhere = (!promoted && alias.version !== blue) || (other !== undefined && other !== expected);
    const weight = promoted ? (0,capacity/* restOf */.Y6)(percentOf(alias, blue)) : percentOf(alias, green);
    return { record, blue, green, weight: elsewhere ? undefined : weight };
}
/** Without the noise of binary fractions. */
function percentOf({ weights }, version = "") {
    return Math.round((weights[version] ?? 0) * 10_000) / 100;
}
/** Where the rollout stands, for the policy. Nobody measures how a version is: one that can be called is `ready`. */
function standingOf(settings, seen) {
    const sides = sidesOf(settings, seen);
    const { record, blue, green, weight } = sides;
    const wanted = settings.source && revisionOf(settings.source);
    const runsWanted = [seen.versions[blue]?.code, `version-${blue}`].includes(wanted);
    const foreign = record === undefined && green !== undefined;
    return {
        now: seen.at,
        rollout: record && { id: record.id, revision: record.revision, startedAt: record.startedAt },
        blue: { ...sideOf(blue, seen), current: wanted === undefined || runsWanted },
        green: foreign
            ? { ...sideOf(green, seen), state: "unhealthy", reasons: ["it is of no rollout on record"] }
            : { ...sideOf(green, seen, seen.versions[blue]), current: record?.green !== undefined },
        weight,
        audience: "everyone",
        last: record?.last && (0,memory/* asLive */.xv)(record.last, weight ?? 0),
        ending: record?.ending === true,
        whole: undefined,
        units: "versions",
        conflict: conflictOf(settings, seen, sides),
    };
}
/** A version never changes: what is published as green is what the rollout is of. */
function sideOf(version, { versions }, beside) {
    const side = { name: version === undefined ? "the new version" : `version ${version}`, current: false };
    if (version === undefined)
        return { ...side, state: "pending", capacity: undefined, reasons: [] };
    const found = versions[version];
    if (found === undefined)
        return { ...side, state: "gone", capacity: undefined, reasons: [] };
    const reasons = unreadyReasons(found, beside);
    const state = found.state === "Failed" ? "unhealthy" : reasons.length > 0 ? "pending" : "ready";
    return { ...side, state, capacity: undefined, reasons };
}
/** Why a version cannot be called yet, or not as blue can: blue is who has executions provisioned, or has not. */
function unreadyReasons(version, blue) {
    const { state, reason, unsnapped, provisioned } = version;
    const missing = blue?.provisioned !== undefined && (provisioned?.available ?? 0) < (provisioned?.wanted ?? 1);
    return [
        ...(state === "Pending" || state === "Failed" ? [`it is ${state}${reason === "" ? "" : `: ${reason}`}`] : []),
        ...(unsnapped ? ["its snapshot (SnapStart) is not taken yet"] : []),
        ...(missing ? [provisioned?.failed ?? `${provisioned?.available ?? 0} of its executions are provisioned`] : []),
    ];
}
function conflictOf({ alias }, seen, sides) {
    const { record, blue, green, weight } = sides;
    if (record === undefined || weight !== undefined)
        return undefined;
    const found = served(seen.alias);
    const refusal = refuse("alias-elsewhere", { alias, found, rollout: record.id, sides: `${blue} and ${green}`, blue });
    return { refusal, allows: ["status", "rollback"] };
}
/** `version 6 and 10 % of version 7`. */
function served(alias) {
    const others = Object.keys(alias.weights).map((other) => ` and ${percentOf(alias, other)} % of version ${other}`);
    return `version ${alias.version}${others.join("")}`;
}

;// CONCATENATED MODULE: ./build/platforms/lambda/apply.js









/** Makes changes: the only place that writes to AWS. */
class FunctionWriter {
    #settings;
    #reader;
    #clock;
    constructor(settings, reader, clock) {
        this.#settings = settings;
        this.#reader = reader;
        this.#clock = clock;
    }
    async apply(change, seen) {
        const { functionName: FunctionName } = this.#settings;
        switch (change.kind) {
            case "set-alias":
                return this.#setAlias(change, seen);
            case "update-code":
                return this.#updateCode(seen);
            case "publish":
                return this.#publish(seen);
            case "provision": {
                const Qualifier = sidesOf(this.#settings, seen).green;
                const input = { FunctionName, Qualifier, ProvisionedConcurrentExecutions: change.executions };
                const command = new dist_cjs/* PutProvisionedConcurrencyConfigCommand */.iLl(input);
                await this.#reader.send("PutProvisionedConcurrencyConfig", command);
                return undefined;
            }
            case "unprovision": {
                const command = new dist_cjs/* DeleteProvisionedConcurrencyConfigCommand */.Cbo({ FunctionName, Qualifier: change.version });
                await this.#reader.send("DeleteProvisionedConcurrencyConfig", command);
                return undefined;
            }
            case "delete-versions":
                for (const Qualifier of change.versions) {
                    const command = new dist_cjs/* DeleteFunctionCommand */.Z3K({ FunctionName, Qualifier });
                    // Another alias names it, or it is gone already: both are as they should be.
                    const fine = (0,aws/* unless */.NJ)("ResourceConflictException", "ResourceNotFoundException");
                    await this.#reader.send("DeleteFunction", command).catch(fine);
                }
                return undefined;
        }
    }
    /** What is remembered is written before, the former description taken away after: neither is ever missing. */
    async #setAlias(change, seen) {
        const { alias: name } = this.#settings;
        const sides = sidesOf(this.#settings, seen);
        const ends = change.record === "ended";
        // A mark, or a rollout that is taken up again: what an earlier one remembered is none of it.
        const begins = typeof change.record === "object" && "last" in change.record;
        const added = {
            ...(begins ? descriptionTags(seen.alias, name) : {}),
            ...(0,memory/* memoryTags */.De)(change.move?.memory, keysOf(name)),
        };
        const all = ends || sides.record === undefined;
        const stale = ownTags(seen.tags, name, all).filter((key) => (begins || ends) && added[key] === undefined);
        if (begins)
            await this.#untag(seen.arn, stale);
        const tagged = this.#tag(seen.arn, added);
        // What the gates remember is nothing that a way back may fail for.
        await (change.move?.by === "rollback" ? tagged.catch(() => undefined) : tagged);
        const wanted = { ...seen.alias, ...routeOf(sides, change.to), ...this.#description(change, sides, seen) };
        const isFirst = Object.keys(added).length === 0 && !(begins && stale.length > 0);
        const alias = isSame(wanted, seen.alias) ? seen.alias : await this.#updateAlias(wanted, isFirst);
        if (ends)
            await this.#untag(seen.arn, stale);
        const kept = Object.entries({ ...seen.tags, ...added }).filter(([key]) => !stale.includes(key));
        return { ...seen, at: this.#clock.now(), alias, tags: Object.fromEntries(kept) };
    }
    #description({ record, move, records }, { record: known }, { alias, tags }) {
        if (record === undefined || (record === "ended" && known === undefined))
            return {};
        if (record === "ended")
            return { description: formerDescription(tags, this.#settings.alias) };
        const whole = { id: "", revision: "", startedAt: "", blue: alias.version, green: undefined, ending: false };
        const last = known?.last;
        const at = records === true && last?.to === move?.to ? last?.at : undefined;
        const moved = move && { last: { ...move, at: at ?? this.#clock.now() } };
        const text = formatRecord({ ...whole, last: undefined, ...known, ...record, ...moved });
        return { description: text.slice(0, MAX_DESCRIPTION) };
    }
    async #updateAlias(wanted, noEffect) {
        const { functionName: FunctionName, alias: Name } = this.#settings;
        const command = new dist_cjs/* UpdateAliasCommand */.lqC({
            FunctionName,
            Name,
            FunctionVersion: wanted.version,
            RoutingConfig: { AdditionalVersionWeights: { ...wanted.weights } },
            Description: wanted.description,
            RevisionId: wanted.revisionId,
        });
        try {
            return toAlias(await this.#reader.send("UpdateAlias", command));
        }
        catch (error) {
            if ((0,aws/* errorName */.Is)(error) !== "PreconditionFailedException")
                throw error;
            // It may be our own first try that changed it, whose answer was lost.
            const live = await this.#reader.alias();
            if (isSame(live, wanted))
                return live;
            throw refuse("alias-changed", { alias: Name, found: served(live) }, { cause: error, noEffect });
        }
    }
    async #updateCode({ latest }) {
        const { functionName: FunctionName, source } = this.#settings;
        if (source === undefined || source.kind === "version")
            return undefined;
        const code = source.kind === "zip" ? { ZipFile: source.bytes } : { ImageUri: source.uri };
        const command = new dist_cjs/* UpdateFunctionCodeCommand */.KfB({ FunctionName, RevisionId: latest.revisionId, ...code });
        // Our own first try, whose answer was lost, or somebody else's change: the wait that follows tells.
        const fine = (0,aws/* unless */.NJ)("ResourceConflictException", "PreconditionFailedException");
        await this.#reader.send("UpdateFunctionCode", command).catch(fine);
        return undefined;
    }
    /** The service publishes what was seen or nothing, and the same code once. */
    async #publish(seen) {
        const { functionName: FunctionName, source } = this.#settings;
        const { code: found, sha256: CodeSha256 } = seen.latest;
        const wanted = source === undefined ? "" : revisionOf(source);
        const changed = (cause) => refuse("code-changed", { function: FunctionName, found, wanted }, { cause });
        if (found !== wanted)
            throw changed();
        const command = new dist_cjs/* PublishVersionCommand */.D3m({ FunctionName, CodeSha256 });
        const { Version } = await this.#reader.send("PublishVersion", command).catch((error) => {
            throw (0,aws/* errorName */.Is)(error) === "InvalidParameterValueException" ? changed(error) : error;
        });
        const summary = "Put the new version on record";
        await this.#setAlias({ kind: "set-alias", record: { green: Version }, summary }, seen);
        return undefined;
    }
    async #tag(Resource, Tags) {
        if (Object.keys(Tags).length === 0)
            return;
        await this.#reader.send("TagResource", new dist_cjs/* TagResourceCommand */.eqU({ Resource, Tags }));
    }
    async #untag(Resource, TagKeys) {
        if (TagKeys.length === 0)
            return;
        await this.#reader.send("UntagResource", new dist_cjs/* UntagResourceCommand */.RP$({ Resource, TagKeys }));
    }
}
/** Who serves whom at a weight of green's, in percent. */
function routeOf({ blue, green }, to) {
    if (to === undefined)
        return {};
    if (to === 0)
        return { version: blue, weights: {} };
    if (green === undefined)
        throw new errors/* DeliveryError */.VE("internal", "There is no version to give a share to.");
    return to === 100
        ? { version: green, weights: {} }
        : { version: blue, weights: { [green]: Math.round(to * 100) / 10_000 } };
}
function isSame(one, other) {
    const told = ({ version, weights, description }) => JSON.stringify([version, weights, description]);
    return told(one) === told(other);
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/delivery/schedule.js
var schedule = __webpack_require__(5648);
// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
// EXTERNAL MODULE: ./build/delivery/standing.js
var delivery_standing = __webpack_require__(7337);
;// CONCATENATED MODULE: ./build/platforms/lambda/moves.js







/** How an alias does what was decided. Pure; each returns only what is not so yet. */
function movesOf(context) {
    const { settings, intent, seen, standing, sides } = context;
    const { alias, scaleDownDelayMs } = settings;
    return {
        begin: () => begin(context),
        resume: (again) => resume(context, again),
        smokeTest: () => smokeTest(settings),
        shift: (to, move) => [moveTo(context, to, move)],
        recordVerified(to) {
            const move = recorded({ by: "shift", to, run: intent.rolloutId, verified: true });
            return [{ ...move, records: true, summary: `Record on ${alias} that ${to} % is baked` }];
        },
        record: (move) => [{ ...recorded(move), summary: `Record on ${alias} that the ${move.by} is done` }],
        safeAt: () => (0,delivery_standing/* safeAt */.J_)(standing, scaleDownDelayMs),
        markEnding() {
            const summary = `Note on ${alias} that the rollout is being ended`;
            return standing.ending ? [] : [{ kind: "set-alias", claims: true, record: { ending: true }, summary }];
        },
        remove: (side) => remove(settings, seen, sides, side),
        tidy: () => (ownTags(seen.tags, alias).length === 0 ? [] : [endOf(alias)]),
    };
}
function smokeTest({ smoke: call }) {
    const summary = "Smoke test: invoke the new version alone";
    return call === undefined ? [] : [{ kind: "smoke-test", waits: true, once: true, call, summary }];
}
function begin(context) {
    const { settings, intent, seen } = context;
    const { source, alias } = settings;
    if (source === undefined)
        return { changes: [] };
    requireSuitable(settings, source, seen);
    const [revision, blue] = [revisionOf(source), seen.alias.version];
    const green = source.kind === "version" ? source.version : undefined;
    const record = { id: intent.rolloutId, revision, startedAt: new Date(intent.now).toISOString(), blue, green };
    const mark = {
        kind: "set-alias",
        claims: true,
        record: { ...record, ending: false, last: undefined },
        summary: `Mark ${alias} with the rollout of ${revision} by ${intent.rolloutId}`,
    };
    const sides = { record: undefined, blue, green, weight: 0 };
    return { changes: [mark, ...bringUp({ ...context, sides }, source)] };
}
function resume(context, again) {
    const { settings, intent, sides } = context;
    const { source, alias } = settings;
    if (source === undefined)
        return { changes: [] };
    const summary = `Clear the record of the rollback on ${alias}`;
    const clear = again ? [{ kind: "set-alias", record: { last: undefined }, summary }] : [];
    const rest = sides.weight === 0 || intent.strategy === "all-at-once";
    return { changes: [...clear, ...(rest ? bringUp(context, source) : [])] };
}
/** What is missing of a green that can take what blue takes. */
function bringUp(context, source) {
    const { settings, intent, seen, standing, sides } = context;
    const { versions } = seen;
    const { record, green } = sides;
    const found = versions[green ?? ""];
    const isReady = found !== undefined && unreadyReasons(found).length === 0;
    const rest = [
        ...(green === undefined ? publish(settings, seen, revisionOf(source)) : []),
        ...(isReady ? [] : [waitReady("Wait until the new version can be called", false)]),
        ...provision(found, versions[sides.blue]),
    ];
    const atOnce = intent.strategy === "all-at-once";
    const tested = record === undefined || rest.length > 0 || atOnce ? smokeTest(settings) : [];
    return [...rest, ...tested, ...(atOnce ? [moveTo(context, 100, (0,schedule/* recordOf */.z)(intent, standing, "promote", 100))] : [])];
}
function publish({ functionName }, { latest }, revision) {
    const update = { kind: "update-code", summary: `Give ${functionName} the code of ${revision}` };
    return [
        ...(latest.code === revision ? [] : [update]),
        { kind: "wait-code", waits: true, summary: `Wait until ${functionName} has taken the code` },
        { kind: "publish", summary: `Publish ${revision} as a version of ${functionName}` },
    ];
}
/** As many executions at the ready as blue has. */
function provision(green, blue) {
    const executions = blue?.provisioned?.wanted;
    if (executions === undefined || (green !== undefined && unreadyReasons(green, blue).length === 0))
        return [];
    const summary = `Provision ${executions} executions of the new version, as version ${blue?.version} has them`;
    const begun = green?.provisioned !== undefined;
    return [
        ...(begun ? [] : [{ kind: "provision", executions, summary }]),
        waitReady("Wait until they are provisioned", true),
    ];
}
function waitReady(summary, provisioned) {
    return { kind: "wait-ready", waits: true, provisioned, summary };
}
/** One call, which either happens as a whole or is refused. */
function moveTo({ settings, sides }, to, move) {
    const { blue, green = "the new one" } = sides;
    const share = to === 0 || to === 100 ? `version ${to === 0 ? blue : green}` : `${to} % of the calls version ${green}`;
    const summary = `Give ${settings.alias} ${share}`;
    const unknown = sides.record === undefined && move.by === "rollback";
    return { ...(unknown ? { kind: "set-alias" } : recorded(move)), movesTraffic: true, to, summary };
}
/** A way back takes the rollout out of the hands of a teardown that has begun. */
function recorded(move) {
    return { kind: "set-alias", record: move.by === "rollback" ? { ending: false } : {}, move };
}
/** @throws DeliveryError when green could not take over from blue, before anything is changed. */
function requireSuitable(settings, source, { alias, latest, versions }) {
    const { functionName } = settings;
    const candidate = source.kind === "version" ? versions[source.version] : latest;
    if (source.kind === "version") {
        const { version } = source;
        if (candidate === undefined)
            throw refuse("version-not-found", { version, function: functionName });
        const found = unreadyReasons(candidate).join(", ");
        if (found !== "")
            throw refuse("version-not-ready", { version, function: functionName, found });
    }
    else {
        const [packaged, input] = latest.packaged === "zip" ? ["a .zip file", "zip-file"] : ["an image", "image-uri"];
        if (latest.packaged !== source.kind)
            throw refuse("other-package", { function: functionName, packaged, input });
        const busy = latest.state === "Pending"
            ? "it is being made"
            : latest.update === "InProgress"
                ? "an update is in progress"
                : "";
        if (busy !== "")
            throw refuse("function-busy", { function: functionName, found: `${busy}` });
    }
    const blue = versions[alias.version];
    if (candidate !== undefined && blue !== undefined)
        requireAlike(blue, candidate);
}
/** Lambda developer guide, "Implement Lambda canary deployments using a weighted alias". */
function requireAlike(blue, candidate) {
    const setup = Object.entries(candidate.setup);
    const what = setup.filter(([part, its]) => blue.setup[part] !== its).map(([part]) => part);
    const other = candidate.version === "$LATEST" ? "$LATEST" : `version ${candidate.version}`;
    if (what.length === 0)
        return;
    throw refuse("versions-differ", { one: `version ${blue.version}`, other, what: what.join(" and ") });
}
/** Versions that an alias names are kept by the service itself. */
function remove({ alias, keepVersions }, { versions, published = [] }, { blue, green }, side) {
    const [gone = "", survivor = ""] = side === "blue" ? [blue, green] : [green, blue];
    const old = published.filter((number) => number < Number(survivor) || number === Number(gone));
    const deleted = keepVersions === undefined ? [] : old.sort((one, other) => other - one).slice(keepVersions);
    const changes = [];
    if (versions[gone]?.provisioned !== undefined) {
        const summary = `Take away the provisioned executions of version ${gone}`;
        changes.push({ kind: "unprovision", destroys: true, version: gone, summary });
    }
    if (deleted.length > 0) {
        const summary = `Delete ${(0,counted/* amountOf */.M)(deleted.length, "version")}: ${deleted.join(", ")}`;
        changes.push({ kind: "delete-versions", destroys: true, versions: deleted.map(String), summary });
    }
    return { changes: [...changes, endOf(alias)] };
}
function endOf(alias) {
    return { kind: "set-alias", record: "ended", summary: `End the rollout on ${alias}` };
}

;// CONCATENATED MODULE: ./build/platforms/lambda/plan.js








/** What the policy decides, in the safe order, by an alias's means. Pure. */
function planStep(settings, intent, seen) {
    const standing = standingOf(settings, seen);
    const sides = sidesOf(settings, seen);
    const revision = settings.source && revisionOf(settings.source);
    const atOnce = intent.strategy === "all-at-once";
    const decision = (0,policy/* decide */.L)(intent, { revision, audience: "everyone", atOnce }, standing);
    const plan = (0,schedule/* schedule */._)(intent, decision, standing, movesOf({ settings, intent, seen, standing, sides }));
    // A way back is not refused for what it would write down.
    if (intent.step !== "rollback")
        requireRoom(intent, seen, plan, settings);
    return plan;
}
/** With the longest record of a move: what is begun can be moved. */
function requireRoom({ rolloutId: run }, seen, { changes }, settings) {
    const { record: known } = sidesOf(settings, seen);
    const last = { by: "rollback", at: seen.at, to: 33.33, verified: false, bakeMs: 3.6e6, run };
    for (const { record } of changes.filter((change) => change.kind === "set-alias")) {
        if (record === undefined || record === "ended")
            continue;
        const whole = { id: "", revision: "", startedAt: "", blue: "", ending: true, ...known, ...record };
        const { length } = formatRecord({ ...whole, green: whole.green ?? whole.blue, last });
        const values = { length: String(length), limit: String(MAX_DESCRIPTION) };
        if (length > MAX_DESCRIPTION)
            throw refuse("record-too-long", values);
    }
}
/** What leaves no half-done step behind: for a rollback the rest of it, else the weight from before the step. */
function undoOf(settings, intent, seen) {
    const { weight = 0, record } = sidesOf(settings, seen);
    return giveAgain(intent, weight, record !== undefined);
}
function giveAgain({ step, rolloutId: run }, weight, onRecord) {
    const to = step === "rollback" ? 0 : weight;
    const isRecorded = step === "rollback" && onRecord;
    const what = isRecorded ? recorded({ by: "rollback", to, verified: true, run }) : { kind: "set-alias" };
    return { ...what, movesTraffic: true, to, summary: `Give the new version ${to} % again` };
}
/** Whether a record that was kept by the runner is one that `undoOf` makes for this step. */
function acceptsUndo(settings, intent, seen, undo) {
    const { to, record } = undo;
    if (typeof to !== "number" || !(to >= 0 && to <= 100))
        return false;
    const isPlace = intent.step === "rollback" || sidesOf(settings, seen).weight !== undefined;
    return isPlace && (0,external_node_util_.isDeepStrictEqual)(undo, giveAgain(intent, to, record !== undefined));
}

// EXTERNAL MODULE: ./build/delivery/view.js
var view = __webpack_require__(8220);
// EXTERNAL MODULE: ./build/platforms/console.js
var console = __webpack_require__(1214);
;// CONCATENATED MODULE: ./build/platforms/lambda/view.js





function viewOf(settings, seen) {
    const { alias, functionName } = settings;
    const standing = standingOf(settings, seen);
    const { blue, green } = sidesOf(settings, seen);
    const { rollout, weight } = standing;
    const side = (version, share) => {
        const revision = seen.versions[version]?.code ?? "deleted";
        return { name: `version ${version}`, target: alias, revision, healthy: undefined, wanted: 1, weight: share };
    };
    return {
        // Lambda draws every call anew: nobody sticks to a side.
        ...(0,view/* viewFrom */.A)(standing, { safeAt: (0,delivery_standing/* safeAt */.J_)(standing, settings.scaleDownDelayMs) }),
        blue: side(blue, weight === undefined ? undefined : (0,capacity/* restOf */.Y6)(weight)),
        green: green === undefined ? undefined : side(green, weight),
        links: (0,console/* linkTo */.u)(settings.region, "function", functionName, { lambdaFunction: functionName }),
        measured: seen.smoke?.failed.length === 0,
        facts: {
            [`alias ${functionName}:${alias}`]: served(seen.alias),
            rollout: rollout === undefined ? "none" : `${rollout.id} of ${rollout.revision} since ${rollout.startedAt}`,
        },
    };
}

// EXTERNAL MODULE: ./build/platforms/checks/smoke.js
var smoke = __webpack_require__(9252);
;// CONCATENATED MODULE: ./build/platforms/lambda/waits.js




/** A reading may lag behind: code that is another is looked at so often before somebody else's hand is seen in it. */
const LOOKS_BEFORE_CONFLICT = 3;
/** Whether a wait is over. Pure. */
function progressOf(settings, wait, seen) {
    switch (wait.kind) {
        case "smoke-test":
            return (0,smoke/* smokeProgress */.x)(seen.smoke, 1);
        case "wait-code":
            return codeProgress(settings, seen);
        case "wait-ready":
            return readyProgress(settings, wait.provisioned, seen);
    }
}
function readyProgress(settings, provisioned, seen) {
    const { green, blue } = sidesOf(settings, seen);
    const version = seen.versions[green ?? ""];
    const beside = provisioned ? seen.versions[blue] : undefined;
    const reasons = version === undefined ? ["it is not found yet"] : unreadyReasons(version, beside);
    if (reasons.length === 0)
        return { state: "done" };
    if (version?.state === "Failed" || version?.provisioned?.failed !== undefined) {
        return { state: "impossible", because: `Version ${green} did not come up.`, reasons };
    }
    return { state: "waiting", for: "versions that can be called", have: 0, want: 1, reasons };
}
function codeProgress({ source, functionName }, { latest, looks = 0 }) {
    const { update, code, reason } = latest;
    const wanted = source && revisionOf(source);
    if (update === "Failed") {
        return { state: "impossible", because: `${functionName} could not take the code.`, reasons: [reason] };
    }
    const isTaken = update === "Successful";
    if (isTaken && code === wanted && latest.state !== "Pending")
        return { state: "done" };
    if (isTaken && code !== wanted && looks >= LOOKS_BEFORE_CONFLICT) {
        const changed = refuse("code-changed", { function: functionName, found: code, wanted: wanted ?? "" });
        return { state: "impossible", because: changed.message, reasons: [] };
    }
    return { state: "waiting", for: "updates of the code", have: 0, want: 1, reasons: reason === "" ? [] : [reason] };
}

;// CONCATENATED MODULE: ./build/platforms/lambda/index.js







const UNASKED = (0,findings/* unchecked */.VJ)("The rights to change the function and its alias cannot be asked for without using them (docs/lambda.md lists all that a deploy needs).");
/** Two versions of a function behind one alias, which splits its calls. */
function lambdaPlatform(settings, step, clock, signal) {
    const reader = new FunctionReader(settings, clock, signal);
    const writer = new FunctionWriter(settings, reader, clock);
    const observe = () => reader.observe(step === "teardown" && settings.keepVersions !== undefined);
    return {
        observe,
        confirm: async (seen) => ({ ...seen, alias: await reader.alias(), at: clock.now() }),
        plan: (intent, seen) => planStep(settings, intent, seen),
        apply: (change, seen) => writer.apply(change, seen),
        async refresh(wait, seen, { number }) {
            if (wait.kind !== "smoke-test")
                return { ...(await observe()), looks: number };
            const failed = await reader.smoke(sidesOf(settings, seen).green ?? "", wait.call);
            return { ...seen, at: clock.now(), smoke: { tries: number, failed } };
        },
        settled: (wait, seen) => progressOf(settings, wait, seen),
        async diagnose(intent) {
            const plan = (seen) => planStep(settings, { ...intent, step: "deploy" }, seen);
            return [...(await observe().then((seen) => (0,findings/* rehearse */.Km)(() => plan(seen)), findings/* unreadable */.O$)), UNASKED];
        },
        view: (seen) => viewOf(settings, seen),
        meter: (seen) => meterOf(settings, seen),
        undo: (intent, seen) => undoOf(settings, intent, seen),
        accepts: (undo, intent, seen) => acceptsUndo(settings, intent, seen, undo),
        close: () => reader.close(),
    };
}
/** Lambda counts the calls through an alias by the version that ran. */
function meterOf(settings, seen) {
    const { functionName, alias } = settings;
    const { blue, green } = sidesOf(settings, seen);
    if (green === undefined)
        return { by: "nothing", because: "There is no new version that could be called." };
    const timeoutMs = Math.max(...[blue, green].map((version) => seen.versions[version]?.timeoutMs ?? 0));
    const side = (version) => ({ functionName, alias, version });
    return { by: "functions", functions: { blue: side(blue), green: side(green) }, timeoutMs };
}


/***/ }),

/***/ 3220:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   De: () => (/* binding */ memoryTags),
/* harmony export */   QY: () => (/* binding */ withMemory),
/* harmony export */   xv: () => (/* binding */ asLive)
/* harmony export */ });
/* harmony import */ var _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4300);
/* harmony import */ var _tag_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9627);


function memoryTags(memory, keys) {
    return (0,_tag_text_js__WEBPACK_IMPORTED_MODULE_0__/* .spreadAll */ .h4)({ [keys.gates]: memory?.gates, [keys.shifts]: memory?.shifts });
}
/**
 * A move with what is remembered beside it. An earlier rollout's memory may still be there when its clearing away was cut
 * off: it begins before this one did.
 *
 * @param texts of the tags, by key.
 * @param startedAt of the rollout that reads it, ISO 8601.
 */
function withMemory(last, texts, keys, startedAt) {
    const [gates, shifts] = [texts.get(keys.gates), texts.get(keys.shifts)];
    const [first] = (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_1__/* .parseShifts */ .Hd)(shifts)?.changes ?? [];
    if (first === undefined || first.at < (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_1__/* .minuteOf */ .iA)(Date.parse(startedAt)))
        return last;
    return { ...last, memory: { ...(gates === undefined ? {} : { gates }), shifts } };
}
/**
 * A move is written down before it is made: it may have been cut off, or undone since. What is remembered of the weights
 * ends with the one that is there, lest requests are judged by a weight that green never had.
 */
function asLive(last, weight) {
    const { memory, at } = last;
    return memory === undefined
        ? last
        : { ...last, memory: { ...memory, shifts: (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_1__/* .withShift */ .hd)(memory.shifts, { at, weight }) } };
}


/***/ })

};
