export const id = 881;
export const ids = [881];
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

/***/ 7881:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ApiGatewayPlatform: () => (/* binding */ ApiGatewayPlatform)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-api-gateway/dist-cjs/index.js
var dist_cjs = __webpack_require__(818);
// EXTERNAL MODULE: ./build/delivery/findings.js
var findings = __webpack_require__(3763);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
// EXTERNAL MODULE: ./build/platforms/checks/probe.js + 1 modules
var checks_probe = __webpack_require__(5724);
// EXTERNAL MODULE: ./build/platforms/checks/smoke.js
var smoke = __webpack_require__(9252);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/engine/poll.js
var poll = __webpack_require__(6202);
// EXTERNAL MODULE: ./build/platforms/partitions.js
var partitions = __webpack_require__(6312);
// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/delivery/switch-record.js
var switch_record = __webpack_require__(908);
// EXTERNAL MODULE: ./build/platforms/memory.js
var memory = __webpack_require__(3220);
// EXTERNAL MODULE: ./build/platforms/tag-text.js
var tag_text = __webpack_require__(9627);
// EXTERNAL MODULE: ./build/delivery/registry.js
var registry = __webpack_require__(3582);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/refusals.js

/** Every refusal that is API Gateway's own, once. docs/troubleshooting.md lists them. */
const API_GATEWAY_REFUSALS = {
    "rest-api-not-found": {
        code: "not-found",
        sentence: "rest-api: REST API {api} not found in {region}.",
        remedy: "Check the id, AWS_REGION, and the account of the credentials. HTTP and WebSocket APIs are not REST APIs and " +
            "have no canary: there, shift by a weighted Lambda alias, or put a REST API in front.",
    },
    "stage-not-found": {
        code: "not-found",
        sentence: "stage: the API {api} has no stage {stage}.",
        remedy: "Create the stage once, with what sets the API up, and deploy to it; a canary needs a stage that serves.",
    },
    "method-not-found": {
        code: "not-found",
        sentence: "integration: the API has no method {method}.",
        remedy: "Name a method as the API has it, or bring it by `openapi`.",
    },
    "several-backends": {
        code: "unsuitable",
        sentence: "integration: the API calls {count} different backends.",
        remedy: "Say which method is meant, e.g. `integration: GET /math = …`.",
    },
    "integration-unfit": {
        code: "unsuitable",
        sentence: "integration: {method} {why}",
        remedy: "Bring the new definition by `openapi`.",
    },
    "function-not-found": {
        code: "not-found",
        sentence: "{input}: Lambda function {functions} not found.",
        remedy: "Check the name, and that the version or alias exists.",
    },
    "function-unresolved": {
        code: "not-found",
        sentence: "{input}: Lambda function {functions} not found: a stage variable in its name has no value.",
        remedy: "Give the variable by `stage-variables`.",
    },
    "openapi-refused": {
        code: "unsuitable",
        sentence: "openapi: API Gateway does not take the file: {said}",
        remedy: "Fix the file; the API and the stage are as they were.",
    },
    "policy-dropped": {
        code: "unsuitable",
        sentence: "openapi: the API has a resource policy, which the file does not have: with it, everybody could call the API.",
        remedy: "Put the policy into the file as `{key}`, or accept that it goes by `allow-dropping: policy`.",
    },
    "authorizers-dropped": {
        code: "unsuitable",
        sentence: "openapi: the file has no authorization at all, and the API asks for it at {methods}: with it, everybody could call them.",
        remedy: "Put the authorization into the file (`security` with a security scheme, or `x-amazon-apigateway-auth`), or accept that it goes by `allow-dropping: authorizers`.",
    },
    "export-incomplete": {
        code: "unsuitable",
        sentence: "The export of {stage} lacks the authorization of {methods}, so the API's resources are not set back to it: the next deployment would be open to everybody.",
        remedy: "Put the former definition back by its own file (`aws apigateway put-rest-api`), then run this step again.",
    },
    "no-room-for-tags": {
        code: "unsuitable",
        sentence: "stage: {stage} would need {count} tags for what the way back has to know; AWS allows {limit}.",
        remedy: "Change fewer stage variables or integrations at a time, or use `openapi`.",
    },
    "too-many-deployments": {
        code: "refused",
        sentence: "The API has as many deployments as AWS allows. {said}",
        remedy: "Run `teardown` with `keep-deployments`, e.g. 20, which deletes old ones; the stage is as it was.",
    },
    "foreign-canary": {
        code: "refused",
        sentence: "stage: {stage} has a canary that is not of this rollout: {what} with {percent}, {whose}.",
        remedy: "Promote or remove it with what made it; `rollback` removes it too. A stage has one canary.",
    },
    "foreign-base": {
        code: "refused",
        sentence: "Somebody made {stage} serve {what}, which is neither the former version nor the new one of the rollout {rollout}.",
        remedy: "Run `rollback`, which leaves that serving, then `teardown`, and deploy anew.",
    },
    "canary-already": {
        code: "refused",
        sentence: "{revision} is the canary of {stage} already.",
        remedy: "Run `promote` to give it all the traffic.",
    },
    "no-share": {
        code: "refused",
        sentence: "{address} cannot give {percent} % to a stage: a base path mapping leads to one stage or to the other.",
        remedy: "Run `promote` to switch it, or use `strategy: canary` on one stage.",
    },
    "mapping-elsewhere": {
        code: "unsuitable",
        sentence: "base-path-mapping: {address} leads to the stage {stage} of {api}, which is none of the two.",
        remedy: "Give the API and the two stages that it switches between.",
    },
    "mapping-not-found": {
        code: "not-found",
        sentence: "base-path-mapping: {address} not found: the domain has no such base path.",
        remedy: "Give one of the domain's base paths, e.g. `base-path-mapping: api.example.com/v1`.",
    },
    "other-mappings": {
        code: "refused",
        sentence: "Other base paths of the domain lead to the two stages as well, and would not be switched with {address}: {others}.",
        remedy: "Point them at stages of their own, remove them, or accept them by `allow-mappings`; `rollback` and `teardown` are possible meanwhile.",
    },
    "both-marked": {
        code: "refused",
        sentence: "Both {stages} carry the tag {tag}.",
        remedy: "No step leaves this behind: remove the tag from the stage that is not green, then run `status`.",
    },
    "stage-throttled": {
        code: "unsuitable",
        sentence: "stage: {green} throttles {methods} to nothing, and {blue} does not: after the switch everybody would get 429.",
        remedy: "Set {green}'s throttling as {blue} has it, or accept it by `allow-differences: throttling`.",
    },
    "stage-without-plan": {
        code: "unsuitable",
        sentence: "stage: {green} is not in the usage plans {plans}, as {blue} is: after the switch their API keys would get 403 for {methods}.",
        remedy: "Add it: `aws apigateway update-usage-plan --usage-plan-id {id} --patch-operations op=add,path=/apiStages,value=API:{green}`, or accept it by `allow-differences: usage-plans`.",
    },
    "stage-other-waf": {
        code: "unsuitable",
        sentence: "stage: {green} has the WAF ACL {ours}, and {blue} {theirs}: after the switch users would be let in, or shut out, by other rules.",
        remedy: "Associate the same ACL with both stages, or accept it by `allow-differences: waf`.",
    },
    "stage-has-canary": {
        code: "refused",
        sentence: "stage: {stage} has canary settings, so it serves two versions by itself.",
        remedy: "Promote or remove its canary first, or use `strategy: canary` on that stage.",
    },
    "green-replaced": {
        code: "refused",
        sentence: "Somebody made {stage} serve {what} instead of {revision}, which was deployed to it.",
        remedy: "Run `rollback`, which leaves users on the other stage, then `teardown`, and deploy anew.",
    },
    "green-replaced-live": {
        code: "refused",
        sentence: "Somebody made {stage}, which users are on, serve {what} instead of {revision}.",
        remedy: "Run `rollback` to go back to the other stage, or make {stage} serve deployment {expected} again.",
    },
    "blue-replaced": {
        code: "refused",
        sentence: "Somebody made {stage} serve {what}; it served deployment {expected} when the rollout began.",
        remedy: "Run `rollback`, which leaves users where they are, then `teardown`, and deploy anew.",
    },
    "way-back-replaced": {
        code: "refused",
        sentence: "Somebody made {stage}, the way back, serve {what}; it served deployment {expected} when the rollout began.",
        remedy: "Make it serve deployment {expected} again to roll back to it, or run `teardown` to keep the new version.",
    },
    "canary-gone": {
        code: "conflict",
        sentence: "The canary of {stage} was removed or replaced by somebody else at this moment.",
        remedy: "Run `status` to see what the stage serves; no traffic was moved.",
    },
    "changed-meanwhile": {
        code: "conflict",
        sentence: "{what} was changed by somebody else at the same moment.",
        remedy: "Run `status` to see what serves now; running the step again does what is left.",
    },
    "rollout-replaced": {
        code: "conflict",
        sentence: "The rollout of this step on {stage} is not what it was: {found}.",
        remedy: "Run `status` to see who holds the stage now.",
    },
};
/** States one of API Gateway's refusals. */
const refuse = (0,registry/* refusing */.c)(API_GATEWAY_REFUSALS);

;// CONCATENATED MODULE: ./build/platforms/api-gateway/snapshot.js
/** The tags on the stage that mark a rollout and hold what the way back needs. */
const TAG = {
    /** The workflow run that began the rollout. */
    rollout: "progressive-delivery:rollout",
    revision: "progressive-delivery:revision",
    /** ISO 8601. */
    startedAt: "progressive-delivery:started-at",
    /** The deployment that the stage served before. */
    blue: "progressive-delivery:blue",
    /** Of a pair: the deployment that the other stage served when the rollout began. */
    serving: "progressive-delivery:serving",
    /** The nonce of the run that is at work on the rollout. */
    claim: "progressive-delivery:claim",
    /** How the weight last moved: see `switch-record.ts`; `unserved/` stands before it when green never had a request. */
    switched: "progressive-delivery:switched",
    /** What was fixed before the rollout was judged, and every change of its weight: see `gates/marks.ts`, `shifts.ts`. */
    gates: "progressive-delivery:gates",
    shifts: "progressive-delivery:shifts",
    /** `NONCE/STARTED-AT`: a teardown of that rollout has begun. */
    ending: "progressive-delivery:ending",
    /** `WHAT/STARTED-AT`: what that rollout changes of the API's resources: `openapi`, `integration` or `nothing`. */
    changes: "progressive-delivery:changes",
    /** One for each variable that green overrides: its former value. */
    variable: "progressive-delivery:variable:",
    /** One for each integration that was changed: what it was before. */
    integration: "progressive-delivery:integration:",
    /** One for each function that was allowed to be called by the stage. Stays as long as the permission. */
    grant: "progressive-delivery:grant:",
};
const CHANGES = ["openapi", "integration", "nothing"];
function formatOrigin({ stage, rollout, startedAt, revision }) {
    return `progressive-delivery: ${revision} (stage ${stage}, rollout ${rollout}, begun ${startedAt})`;
}
/** Reads a deployment's description; undefined when it is not one of ours. */
function parseOrigin(description) {
    const match = /^progressive-delivery: (.*) \(stage (\S+), rollout (\S+), begun (\S+)\)$/.exec(description);
    if (match === null)
        return undefined;
    const [, revision = "", stage = "", rollout = "", startedAt = ""] = match;
    return { stage, rollout, startedAt, revision };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/record.js






/** What a rollout writes down on its stage, as tags: the only state there is. */
/** Tags per resource (AWS General Reference, tag naming limits). */
const MAX_TAGS = 50;
const ABSENT = "absent";
const PRESENT = "is:";
/** Stands before the record of a rollback of a version that never had a request. */
const UNSERVED = "unserved/";
/** The rollout that a stage's tags tell of; undefined when there is none. */
function readRecord({ tags }) {
    const id = tags[TAG.rollout];
    if (id === undefined)
        return undefined;
    const texts = (0,tag_text/* joined */.oR)(tags);
    const startedAt = tags[TAG.startedAt] ?? "";
    const { last, served } = readSwitch(texts, startedAt);
    const [teardown, of] = split(tags[TAG.ending]);
    return {
        id,
        revision: texts.get(TAG.revision) ?? "",
        startedAt,
        blue: tags[TAG.blue] ?? "",
        serving: tags[TAG.serving],
        nonce: tags[TAG.claim],
        details: readDetails(tags, texts, startedAt),
        last,
        served,
        ending: of === startedAt ? teardown : undefined,
    };
}
/** What an earlier rollout wrote is not this one's, until it is cleared away. */
function readDetails(tags, texts, startedAt) {
    const [kind, of] = split(tags[TAG.changes]);
    const changes = CHANGES.find((known) => known === kind);
    if (changes === undefined || of !== startedAt)
        return undefined;
    const below = (prefix) => [...texts]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, text]) => [key.slice(prefix.length), text]);
    return {
        changes,
        variables: Object.fromEntries(below(TAG.variable).map(([name, text]) => [name, text === ABSENT ? null : text.slice(PRESENT.length)])),
        integrations: below(TAG.integration).map(([, text]) => {
            const [verb = "", path = "", type = "", httpMethod = "", uri = ""] = text.split(" ");
            return { verb, path, type, httpMethod: httpMethod === "-" ? "" : httpMethod, uri };
        }),
    };
}
function readSwitch(texts, startedAt) {
    const text = texts.get(TAG.switched);
    const unserved = text?.startsWith(UNSERVED) === true;
    const last = (0,switch_record/* parseSwitch */.S)(unserved ? text?.slice(UNSERVED.length) : text);
    if (last === undefined || last.at < Date.parse(startedAt))
        return { last: undefined, served: false };
    return { last: (0,memory/* withMemory */.QY)(last, texts, TAG, startedAt), served: !unserved };
}
/** `WORD/REST`. */
function split(text = "") {
    const at = text.indexOf("/");
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
/** The functions that a rollout allowed the stage to call, this rollout or an earlier one. */
function grantsOf({ tags }) {
    return [...(0,tag_text/* joined */.oR)(tags)].filter(([key]) => key.startsWith(TAG.grant)).map(([, arn]) => arn);
}
/** The tags that mark a rollout and say who holds it. */
function claimTags({ id, revision, startedAt, blue, serving, nonce }) {
    return (0,tag_text/* spreadAll */.h4)({
        [TAG.rollout]: id,
        [TAG.startedAt]: startedAt,
        [TAG.blue]: blue,
        [TAG.serving]: serving,
        [TAG.claim]: nonce,
        [TAG.revision]: revision,
    });
}
/** The tags of what the way back needs, written once the claim stands. */
function detailTags({ startedAt }, { changes, variables, integrations }) {
    const former = integrations.map(({ verb, path, type, httpMethod, uri }, index) => {
        const text = [verb, path, type, httpMethod === "" ? "-" : httpMethod, uri].join(" ");
        return [`${TAG.integration}${index}`, text];
    });
    return {
        [TAG.changes]: `${changes}/${startedAt}`,
        ...variableTags(variables),
        ...(0,tag_text/* spreadAll */.h4)(Object.fromEntries(former)),
    };
}
function variableTags(variables) {
    const texts = Object.entries(variables).map(([name, value]) => [
        TAG.variable + name,
        value === null ? ABSENT : PRESENT + value,
    ]);
    return (0,tag_text/* spreadAll */.h4)(Object.fromEntries(texts));
}
/**
 * The tags of a move, with what the rollout remembers beside it. Without a memory the one that is on the stage stays.
 *
 * @param at milliseconds since the epoch.
 */
function switchTags({ unserved, ...move }, at) {
    const switched = (unserved === true ? UNSERVED : "") + (0,switch_record/* formatSwitch */.a)({ ...move, at });
    return { ...(0,tag_text/* spread */.il)(TAG.switched, switched), ...(0,memory/* memoryTags */.De)(move.memory, TAG) };
}
/** The keys of the record of the last move, and of what the rollout remembers. */
function switchKeys(tags) {
    return Object.keys(tags).filter(isOfSwitch);
}
function endingTag({ startedAt }, nonce) {
    return { [TAG.ending]: `${nonce}/${startedAt}` };
}
function grantTag(arn) {
    return (0,tag_text/* spread */.il)(TAG.grant + (0,external_node_crypto_.createHash)("sha256").update(arn).digest("hex").slice(0, 8), arn);
}
/** The keys of ours that a rollout leaves on its stage but for the grants, and for the note that it is being ended. */
function rolloutKeys(tags) {
    const claim = [TAG.rollout, TAG.revision, TAG.startedAt, TAG.blue, TAG.serving, TAG.claim].map(String);
    const own = [...claim, TAG.changes];
    return Object.keys(tags).filter((key) => own.includes((0,tag_text/* baseOf */.bx)(key)) || isOfSwitch(key) || isDetail(key));
}
/** The keys that a former rollout may have left beside the new claim. */
function staleKeys(tags, kept) {
    const old = (key) => isOfSwitch(key) || (0,tag_text/* baseOf */.bx)(key) === TAG.ending || isDetail(key);
    return Object.keys(tags).filter((key) => old(key) && kept[key] === undefined);
}
function isOfSwitch(key) {
    return [TAG.switched, TAG.gates, TAG.shifts].map(String).includes((0,tag_text/* baseOf */.bx)(key));
}
function isDetail(key) {
    return key.startsWith(TAG.variable) || key.startsWith(TAG.integration);
}
/**
 * Before a judged move: the stage has to have room for what the rollout remembers. A way back writes one move more, which
 * may take a further tag, and is not to fail for it.
 *
 * @throws DeliveryError `no-room-for-tags`.
 */
function requireRoomForMove(stage, record, at) {
    if (record.memory === undefined)
        return;
    requireRoom(stage, { ...switchTags(record, at), [`${TAG.shifts}=1`]: "" }, []);
}
/** @throws DeliveryError when the stage has no room for these tags. */
function requireRoom({ name, tags }, added, removed) {
    const kept = Object.keys(tags).filter((key) => !removed.includes(key));
    const count = new Set([...kept, ...Object.keys(added)]).size;
    if (count > MAX_TAGS)
        throw refuse("no-room-for-tags", { stage: name, count: String(count), limit: String(MAX_TAGS) });
}
function formerOf({ verb, path, integration }) {
    const { type = "", httpMethod = "", uri = "" } = integration ?? {};
    return { verb, path, type, httpMethod, uri };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/apply-parts.js




/** What the writer is made of besides its calls: states after a change, and what its errors mean. */
/** Stands in where the caller has no use for the state that follows. */
const EMPTY = {
    at: 0,
    stages: [],
    deployments: [],
    resources: undefined,
    permissions: [],
    mapping: undefined,
};
function replaceStage(seen, name, change) {
    return { ...seen, stages: seen.stages.map((stage) => (stage.name === name ? change(stage) : stage)) };
}
function without(tags, keys) {
    return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}
function isPassing(error) {
    if (!(error instanceof errors/* DeliveryError */.VE) || isQuota(error))
        return false;
    return error.transient || ["ConflictException", "LimitExceededException"].includes((0,aws/* errorName */.Is)(error));
}
/** The service says "limit exceeded" to too many calls as well as to too many deployments. */
function isQuota(error) {
    return /maximum number of deployments/i.test(error.message);
}
function limitReached(error) {
    if (!(error instanceof errors/* DeliveryError */.VE) || !isQuota(error))
        return error;
    return refuse("too-many-deployments", { said: error.message }, { cause: error.cause, noEffect: true });
}
/** What little the canary had was taken back: there is nothing for `post` to undo. */
function canaryGone(stage) {
    return refuse("canary-gone", { stage }, { noEffect: true });
}
/**
 * Right before the call: the stage must still be marked with the rollout that the change is about, no teardown of it have
 * begun, and nobody have rolled back what a deploy brings up.
 *
 * @throws DeliveryError `conflict`; nothing was changed by then.
 */
function requireHolder(live, of, outranks) {
    if (of === undefined)
        return;
    const found = whatCameBetween(readRecord(live), of, outranks);
    if (found !== undefined)
        throw refuse("rollout-replaced", { stage: live.name, found }, { noEffect: true });
}
function isSameRollout(one, other) {
    return one.id === other.id && one.startedAt === other.startedAt;
}
function whatCameBetween(record, of, outranks) {
    if (record === undefined)
        return "its tags are gone";
    if (!isSameRollout(record, of))
        return `${record.id} deploys ${record.revision} there`;
    if (outranks)
        return undefined;
    if (record.ending !== undefined)
        return "a teardown of it has begun";
    if (of.nonce === undefined)
        return undefined;
    if (record.nonce !== of.nonce)
        return "another run has taken it up";
    return record.last?.by === "rollback" ? `${record.last.run ?? "somebody"} has rolled it back` : undefined;
}

// EXTERNAL MODULE: ./build/platforms/api-gateway/permission.js
var permission = __webpack_require__(1392);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/source.js




function wantedOf(source, resources, region) {
    const steps = resources === undefined ? [] : resolveIntegrations(source.integrations, resources, region);
    return { source, steps, revision: describeSource(source, resources, steps) };
}
/**
 * Whether a stage that serves a revision has what a deploy would bring. Only what is known to be in a deployment can be
 * known to serve: the resources as they stand can always be newer.
 */
function servesAlready(stage, serving, { source, revision }) {
    const same = Object.entries(source.variables).every(([name, value]) => stage.variables[name] === value);
    return source.openapi !== undefined && same && serving === revision;
}
/**
 * The integrations that the inputs name, one entry each, also when they lead there already.
 *
 * @throws DeliveryError `not-found` or `unsuitable` when there is no such method, or it cannot lead there.
 */
function resolveIntegrations(wishes, { methods }, region) {
    return wishes.flatMap((wish) => methodsOf(wish, methods).map((method) => stepOf(method, wish.target, region)));
}
function methodsOf({ verb, path }, methods) {
    if (path !== undefined) {
        const method = methods.find((candidate) => candidate.path === path && candidate.verb === verb);
        if (method !== undefined)
            return [method];
        const known = methods.map((candidate) => `${candidate.verb} ${candidate.path}`).slice(0, 20);
        throw refuse("method-not-found", { method: `${verb} ${path}` }, [
            known.length === 0 ? "It has no methods at all." : `It has ${known.join(", ")}.`,
        ]);
    }
    const backed = methods.filter(({ integration }) => (integration?.uri ?? "") !== "");
    const uris = new Set(backed.map(({ integration }) => integration?.uri));
    if (uris.size === 1)
        return backed;
    throw refuse("several-backends", { count: String(uris.size) }, backed.slice(0, 20).map(({ verb: v, path: p, integration }) => `${v} ${p} calls ${integration?.uri}`));
}
function stepOf(method, target, region) {
    const former = formerOf(method);
    const unfit = (why) => refuse("integration-unfit", { method: `${former.verb} ${former.path}`, why });
    if (former.type === "")
        throw unfit("has no integration yet.");
    if (former.type === "MOCK")
        throw unfit("is a mock, which calls nothing.");
    const proxies = former.type.endsWith("_PROXY");
    const lambda = /:lambda:path\//.test(former.uri);
    const ownKind = target.kind === "lambda" ? lambda : former.type.startsWith("HTTP");
    if (!proxies && !ownKind) {
        throw unfit(`has mapping templates for ${former.uri}, which would not fit another kind of backend.`);
    }
    const own = target.kind === "lambda" ? "AWS" : "HTTP";
    const type = proxies ? `${own}_PROXY` : own;
    if (type === former.type)
        return { former, target, type, httpMethod: former.httpMethod, uri: uriOf(target, region) };
    const { connectionType, credentials, tlsConfig } = method.integration ?? {};
    if (connectionType === "VPC_LINK" || credentials !== undefined || tlsConfig !== undefined) {
        throw unfit("has a VPC link, a role or TLS settings, which another kind of backend cannot keep.");
    }
    // Lambda is always invoked by POST; an HTTP backend gets the method's own verb.
    return { former, target, type, httpMethod: type === "AWS_PROXY" ? "POST" : former.verb, uri: uriOf(target, region) };
}
/** The URI as an integration has it (API Reference, PutIntegration). */
function uriOf(target, region) {
    if (target.kind === "http")
        return target.uri;
    const partition = target.arn.split(":")[1];
    return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${target.arn}/invocations`;
}
function isSet({ former, type, uri }) {
    return former.type === type && former.uri === uri;
}
/** What green will call. */
function greenBackends({ openapi }, resources, steps) {
    if (openapi !== undefined)
        return openapi.backends;
    return (resources?.methods ?? []).map(({ verb, path, integration }) => {
        const step = stepFor(steps, verb, path);
        return { verb, path, uri: step?.uri ?? integration?.uri ?? "", credentials: integration?.credentials };
    });
}
/**
 * What green is, for people and for comparing: the same inputs on the same resources have the same revision.
 */
function describeSource({ openapi, variables }, resources, steps) {
    const shown = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    const methods = (resources?.methods ?? []).map(({ verb, path, integration, rest }) => {
        const step = stepFor(steps, verb, path);
        return [verb, path, step?.type ?? integration?.type, step?.uri ?? integration?.uri, rest].join("\n");
    });
    const what = openapi !== undefined
        ? "openapi"
        : steps.length > 0
            ? [...new Set(steps.map(({ target }) => shortTarget(target)))].join(", ")
            : "resources";
    const identity = openapi?.sha256 ?? methods.sort().join("\n");
    const sum = (0,external_node_crypto_.createHash)("sha256")
        .update([identity, ...shown.sort()].join("\n\n"))
        .digest("hex")
        .slice(0, 12);
    const readable = shown.length === 0 ? what : `${what} with ${shown.join(", ")}`;
    return `${readable.length > 120 ? `${readable.slice(0, 119)}…` : readable} sha256:${sum}`;
}
/**
 * Which of the API's integrations a rollout has changed, of which nothing but its revision is known: those that lead to
 * what the revision names, where the version that serves leads elsewhere.
 *
 * @param served the integrations of the version that serves.
 * @returns what they are to be again.
 */
function foundChanges(revision, { methods }, served) {
    return served.filter(({ verb, path, type, uri }) => {
        const now = methods.find((method) => method.verb === verb && method.path === path)?.integration;
        if (now === undefined || (now.uri === uri && now.type === type))
            return false;
        const arn = (0,permission/* functionArn */.mE)(now.uri ?? "", {});
        return revision.includes(arn === undefined ? (now.uri ?? "") : shortTarget({ kind: "lambda", arn }));
    });
}
function stepFor(steps, verb, path) {
    return steps.find(({ former }) => former.verb === verb && former.path === path);
}
/** `mathFloor:7`, or the URI. */
function shortTarget(target) {
    return target.kind === "http" ? target.uri : target.arn.split(":").slice(6).join(":");
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/integrations.js



/** Points methods at other backends, one after the other, where they do not point there yet. */
async function putIntegrations(tools, changes) {
    const resources = await tools.reader.resources();
    for (const { former, type, httpMethod, uri } of resolveIntegrations(changes, resources, tools.region)) {
        const method = resources.methods.find(({ verb, path }) => verb === former.verb && path === former.path);
        if (method !== undefined)
            await route(tools, method, { ...former, type, httpMethod, uri });
    }
}
/** Gives methods their previous integrations. A method that is gone meanwhile is left alone. */
async function restoreIntegrations(tools, former) {
    const { methods } = await tools.reader.resources();
    for (const one of former) {
        const method = methods.find(({ verb, path }) => verb === one.verb && path === one.path);
        if (method !== undefined)
            await route(tools, method, one);
    }
}
async function route(tools, method, wish) {
    const { integration = {}, resourceId, verb } = method;
    if (integration.type === wish.type && integration.uri === wish.uri)
        return;
    const place = { restApiId: tools.restApi, resourceId, httpMethod: verb };
    const abort = { abortSignal: tools.signal };
    if (integration.type === wish.type) {
        const patchOperations = [{ op: "replace", path: "/uri", value: wish.uri }];
        await tools.send("apigateway:PATCH (UpdateIntegration)", () => tools.client.send(new dist_cjs/* UpdateIntegrationCommand */.fak({ ...place, patchOperations }), abort));
        return;
    }
    // An integration's type cannot be patched: it is put anew, with all else that it has.
    await tools.send("apigateway:PUT (PutIntegration)", () => tools.client.send(new dist_cjs/* PutIntegrationCommand */.z7Q({ ...place, ...replaced(integration, wish) }), abort));
}
function replaced(integration, { type, uri, httpMethod }) {
    const { requestParameters, timeoutInMillis, passthroughBehavior, cacheKeyParameters } = integration;
    if (type !== "AWS_PROXY" && type !== "HTTP_PROXY") {
        throw new errors/* DeliveryError */.VE("internal", `An integration of type ${type} cannot be put anew.`);
    }
    return {
        type,
        uri,
        integrationHttpMethod: httpMethod,
        requestParameters,
        timeoutInMillis,
        passthroughBehavior,
        cacheKeyParameters,
    };
}

// EXTERNAL MODULE: ./build/platforms/api-gateway/openapi.js
var openapi = __webpack_require__(8691);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/definition.js








/** The API's definition as a whole: a file becomes it, or what a stage serves becomes it again. */
/** @throws DeliveryError `unsuitable` with the service's own words when it does not take the document as it is. */
async function putOpenApi({ client, signal, restApi, send }, body, failOnWarnings) {
    const command = { restApiId: restApi, mode: "overwrite", failOnWarnings, body: Buffer.from(body) };
    try {
        await send("apigateway:PUT (PutRestApi)", () => client.send(new dist_cjs/* PutRestApiCommand */.fdq(command), { abortSignal: signal }));
    }
    catch (error) {
        if ((0,aws/* errorName */.Is)(error) !== "BadRequestException" || !(error instanceof errors/* DeliveryError */.VE))
            throw error;
        const words = error.cause instanceof Error ? error.cause.message : error.message;
        const [said = "", ...reasons] = words.split("\n").map((line) => line.trim());
        const more = { cause: error.cause, noEffect: true, reasons: reasons.filter((reason) => reason !== "") };
        throw refuse("openapi-refused", { said }, more);
    }
}
/**
 * Makes the API's resources those of the deployment that a stage serves, by its export. What the export leaves open and
 * the deployment does not is never put: the next deployment would be open to everybody.
 *
 * @throws DeliveryError `unsuitable` when the export lacks an authorization, and the API's resources lack it too.
 */
async function restoreServed(tools, stageName) {
    const { reader } = tools;
    const exported = await reader.export(stageName);
    const { deploymentId } = await reader.stage(stageName);
    const closed = await reader.protectedMethods(deploymentId);
    const open = new Set((0,openapi/* openMethods */.Dx)(JSON.parse(exported)));
    const lost = closed.filter((method) => open.has(method));
    if (lost.length === 0)
        return putOpenApi(tools, exported, false);
    // Somebody may have put the former definition back by hand, which no export could.
    const { methods } = await reader.resources();
    const restored = methods
        .filter(({ protection }) => protection !== undefined)
        .map(({ verb, path }) => `${verb} ${path}`);
    if (lost.every((method) => restored.includes(method)))
        return;
    throw refuse("export-incomplete", { stage: stageName, methods: lost.join(", ") });
}
/**
 * Undoes what a rollout did to the API whose tags are gone. What the version that serves has comes from its export; what
 * the rollout changed is known by its revision, and its permissions by their ids.
 *
 * @param found the variables are those that the rollout's version saw.
 */
async function restoreFound(tools, permissions, { stage: name, revision, variables }) {
    const { reader, restApi } = tools;
    const stage = await reader.stage(name);
    const exported = await reader.export(name);
    const served = (0,openapi/* integrationsOf */.RH)(JSON.parse(exported));
    const resources = await reader.resources();
    if (revision.startsWith("openapi"))
        await restoreServed(tools, name);
    else
        await restoreIntegrations(tools, foundChanges(revision, resources, served));
    const needed = new Set(served.map(({ uri }) => (0,permission/* functionArn */.mE)(uri, stage.variables)));
    const called = resources.methods.map(({ integration }) => (0,permission/* functionArn */.mE)(integration?.uri ?? "", variables));
    for (const arn of new Set(called)) {
        if (arn !== undefined && !needed.has(arn))
            await permissions.forbid(arn, { restApi, stage: name });
    }
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/stage-setup.js

/** How the two stages of a pair are set up, apart from what they serve: the switch changes that for users, too. Pure. */
const NONE = "none";
/** `*\/*` is every method; `~1pets~1{id}/GET` one of them (API Reference, MethodSetting). */
const EVERY_METHOD = "*/*";
function setupOf(stage) {
    const { accessLogSettings, cacheClusterEnabled, cacheClusterSize, methodSettings = {} } = stage;
    return {
        settings: {
            "cache cluster": cacheClusterEnabled === true ? `${cacheClusterSize ?? "?"} GB` : NONE,
            "access log": accessLogSettings?.destinationArn ?? NONE,
            "access log format": accessLogSettings?.format ?? NONE,
            "X-Ray tracing": stage.tracingEnabled === true ? "on" : "off",
            "client certificate": stage.clientCertificateId ?? NONE,
            "WAF ACL": stage.webAclArn ?? NONE,
            ...Object.assign({}, ...Object.entries(methodSettings).map(([key, setting]) => methodRows(key, setting))),
        },
        blocked: Object.entries(methodSettings)
            .filter(([, { throttlingRateLimit, throttlingBurstLimit }]) => throttlingRateLimit === 0 || throttlingBurstLimit === 0)
            .map(([key]) => methodName(key)),
    };
}
function hasCache({ setup }) {
    return (setup?.settings["cache cluster"] ?? NONE) !== NONE;
}
function methodRows(key, setting) {
    const name = methodName(key);
    const { throttlingRateLimit: rate, throttlingBurstLimit: burst } = setting;
    const cached = setting.cachingEnabled === true ? `for ${setting.cacheTtlInSeconds ?? "?"} s` : "off";
    return {
        // Without a limit of its own a method has the account's.
        [`throttling of ${name}`]: (rate ?? -1) < 0 ? "the account's" : `${rate} a second, ${burst ?? "?"} at once`,
        [`cache of ${name}`]: cached,
        [`execution log of ${name}`]: `${setting.loggingLevel ?? "OFF"}${setting.dataTraceEnabled === true ? " with data" : ""}`,
        [`metrics of ${name}`]: setting.metricsEnabled === true ? "on" : "off",
    };
}
function methodName(key) {
    if (key === EVERY_METHOD)
        return "all methods";
    const [path = "", verb = ""] = key.split(/\/(?=[^/]*$)/);
    return `${verb} ${path.replace(/~1/g, "/").replace(/^(?!\/)/, "/")}`;
}
/** Every setting in which green's stage is not like blue's; their variables by name alone, for a value may be a secret. */
function differencesOf({ blue, green, record, position }, plans) {
    const [ofBlue, ofGreen] = [blue, green].map((stage) => settingsOf(stage, plans));
    const names = [...new Set([...Object.keys(ofBlue ?? {}), ...Object.keys(ofGreen ?? {})])];
    const settings = names
        .map((what) => ({ what, blue: ofBlue?.[what] ?? "not set", green: ofGreen?.[what] ?? "not set" }))
        .filter((row) => row.blue !== row.green);
    // Before it is deployed green has the variables of an older version, which the deploy replaces.
    return record === undefined || position === "begun" ? settings : [...settings, ...variablesApart(blue, green)];
}
function variablesApart({ variables: ofBlue }, { variables: ofGreen }) {
    const names = [...new Set([...Object.keys(ofBlue), ...Object.keys(ofGreen)])];
    return names
        .filter((name) => ofBlue[name] !== ofGreen[name])
        .map((name) => {
        const [blue, green] = [ofBlue, ofGreen].map((variables) => (variables[name] === undefined ? "not set" : "set"));
        const other = blue === "set" && green === "set";
        return { what: `stage variable ${name}`, blue: blue ?? "", green: other ? "another value" : (green ?? "") };
    });
}
function settingsOf({ name, setup }, plans) {
    const names = plans?.filter(({ stages }) => stages.includes(name)).map((plan) => plan.name);
    const listed = names === undefined ? {} : { "usage plans": names.length === 0 ? NONE : names.join(", ") };
    return { ...setup?.settings, ...listed };
}
/**
 * Refuses to lead everybody to a stage that answers them 403 or 429.
 *
 * @throws DeliveryError `stage-throttled`, `stage-without-plan` or `stage-other-waf`.
 */
function requireOpen({ allowDifferences: allowed }, seen, { blue, green }) {
    const isRefused = (what) => !allowed.includes(what);
    const stages = { blue: blue.name, green: green.name };
    const blocked = (green.setup?.blocked ?? []).filter((name) => blue.setup?.blocked.includes(name) !== true);
    if (blocked.length > 0 && isRefused("throttling")) {
        throw refuse("stage-throttled", { ...stages, methods: blocked.join(", ") });
    }
    const lacking = (seen.plans ?? []).filter(({ stages: all }) => all.includes(blue.name) && !all.includes(green.name));
    const keyed = seen.keyed ?? [];
    if (lacking.length > 0 && keyed.length > 0 && isRefused("usage-plans")) {
        const plans = lacking.map(({ name }) => name).join(", ");
        throw refuse("stage-without-plan", { ...stages, plans, id: lacking[0]?.id ?? "", methods: keyed.join(", ") });
    }
    const [ours, theirs] = [green, blue].map(({ setup }) => setup?.settings["WAF ACL"] ?? NONE);
    if (ours !== theirs && isRefused("waf")) {
        throw refuse("stage-other-waf", { ...stages, ours: ours ?? NONE, theirs: theirs ?? NONE });
    }
}
/** One sentence for the plan; the table is in the summary. */
function differenceWarnings({ green, blue }, differences) {
    if (differences.length === 0)
        return [];
    const listed = differences.map((row) => `${row.what} (${row.blue} → ${row.green})`).join("; ");
    return [`${green.name} is not set up like ${blue.name}, and users notice that after the switch: ${listed}.`];
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/observe.js







/** Items per page: the most that the service gives (API Reference, `limit`). */
const PAGE = 500;
/** The reading half of the platform. */
class ApiReader {
    #client;
    #restApiId;
    #region;
    #signal;
    constructor(client, { restApi, region }, signal) {
        this.#client = client;
        this.#restApiId = restApi;
        this.#region = region;
        this.#signal = signal;
    }
    /** @throws DeliveryError `not-found` when there is no such REST API. */
    async stages() {
        const { item = [] } = await this.#readApi("GetStages", () => this.#client.send(new dist_cjs/* GetStagesCommand */.pY7({ restApiId: this.#restApiId }), this.#abort));
        return item.map(toStage);
    }
    async stage(name) {
        const stage = await this.#read("GetStage", () => this.#client.send(new dist_cjs/* GetStageCommand */.aOX({ restApiId: this.#restApiId, stageName: name }), this.#abort));
        return toStage(stage);
    }
    /** Newest first. */
    async deployments() {
        const items = await pages((position) => this.#readApi("GetDeployments", () => this.#client.send(new dist_cjs/* GetDeploymentsCommand */._1U({ restApiId: this.#restApiId, limit: PAGE, ...position }), this.#abort)));
        return items.map(toDeployment).sort((a, b) => b.createdAt - a.createdAt);
    }
    async resources() {
        const items = await pages((position) => this.#read("GetResources", () => this.#client.send(new dist_cjs/* GetResourcesCommand */.zR8({ restApiId: this.#restApiId, limit: PAGE, embed: ["methods"], ...position }), this.#abort)));
        return { methods: items.flatMap(toMethods) };
    }
    async api() {
        const { policy, binaryMediaTypes = [], minimumCompressionSize, } = await this.#readApi("GetRestApi", () => this.#client.send(new dist_cjs/* GetRestApiCommand */.Wy4({ restApiId: this.#restApiId }), this.#abort));
        return { policy, binaryMediaTypes, minimumCompressionSize };
    }
    /** By what name the API is known to the region's metrics, and what else is known by it. */
    async naming() {
        try {
            const items = await pages((position) => this.#read("GetRestApis", () => this.#client.send(new dist_cjs/* GetRestApisCommand */.hwD({ limit: PAGE, ...position }), this.#abort)));
            const name = items.find(({ id }) => id === this.#restApiId)?.name ?? "";
            const known = asciiOf(name);
            const alike = items.filter((api) => api.id !== this.#restApiId && asciiOf(api.name) === known);
            return { name, namesakes: known.trim() === "" ? [] : alike.map(({ id = "" }) => id) };
        }
        catch (error) {
            if (error instanceof errors/* DeliveryError */.VE && error.code === "denied")
                return "denied";
            throw error;
        }
    }
    /** The definition of what a stage serves (not its canary, nor the resources as they stand), with all extensions. */
    async export(stageName) {
        const { body } = await this.#read("GetExport", () => this.#client.send(new dist_cjs/* GetExportCommand */.Gz1({
            restApiId: this.#restApiId,
            stageName,
            exportType: "oas30",
            accepts: "application/json",
            parameters: { extensions: "apigateway,authorizers" },
        }), this.#abort));
        return Buffer.from(body ?? []).toString();
    }
    /** The methods of a deployment that ask for authorization or an API key: `GET /pets`. */
    async protectedMethods(deploymentId) {
        return this.#methodsOf(deploymentId, ({ authorizationType = "NONE", apiKeyRequired }) => authorizationType !== "NONE" || apiKeyRequired === true);
    }
    async #methodsOf(deploymentId, wanted) {
        const { apiSummary = {} } = await this.#read("GetDeployment", () => this.#client.send(new dist_cjs/* GetDeploymentCommand */.Tvn({ restApiId: this.#restApiId, deploymentId, embed: ["apisummary"] }), this.#abort));
        return Object.entries(apiSummary).flatMap(([path, methods]) => Object.entries(methods)
            .filter(([, method]) => wanted(method))
            .map(([verb]) => `${verb} ${path}`));
    }
    /** What the deployment that a stage serves calls. */
    async servedBackends(stageName) {
        const document = JSON.parse(await this.export(stageName));
        const backends = (0,openapi/* backendsOf */.dc)(document);
        if (typeof backends !== "string")
            return backends;
        throw new errors/* DeliveryError */.VE("platform", `The export of the stage ${stageName} ${backends}`);
    }
    /** What methods call in what a stage serves, and in the API's resources as they stand. */
    async backends(stageName, deployment) {
        const [backends, { methods }] = await Promise.all([this.servedBackends(stageName), this.resources()]);
        return { served: { deployment, backends }, resources: methods.map(formerOf) };
    }
    /**
     * The usage plans that have stages of the API.
     *
     * @returns undefined when the credentials may not read them.
     */
    async usagePlans() {
        try {
            const items = await pages((position) => this.#read("GetUsagePlans", () => this.#client.send(new dist_cjs/* GetUsagePlansCommand */.Np2({ limit: PAGE, ...position }), this.#abort)));
            return items.map(({ id = "", name = id, apiStages = [] }) => ({
                id,
                name,
                stages: apiStages.filter(({ apiId }) => apiId === this.#restApiId).map(({ stage = "" }) => stage),
            }));
        }
        catch (error) {
            if (error instanceof errors/* DeliveryError */.VE && error.code === "denied")
                return undefined;
            throw error;
        }
    }
    /** The methods of a deployment that ask for an API key: `GET /pets`. */
    async keyedMethods(deploymentId) {
        return this.#methodsOf(deploymentId, ({ apiKeyRequired }) => apiKeyRequired === true);
    }
    async mapping({ domain, basePath }) {
        const mapping = await this.#read("GetBasePathMapping", () => this.#client.send(new dist_cjs/* GetBasePathMappingCommand */.k0K({ domainName: domain, basePath }), this.#abort), { input: "base-path-mapping", given: `base path mapping ${domain}/${basePath}` });
        return toMapping(mapping);
    }
    /** Every base path of a custom domain. */
    async mappings({ domain }) {
        const items = await pages((position) => this.#read("GetBasePathMappings", () => this.#client.send(new dist_cjs/* GetBasePathMappingsCommand */.zMO({ domainName: domain, limit: PAGE, ...position }), this.#abort), { input: "base-path-mapping", given: `custom domain name ${domain}` }));
        return items.map((item) => ({ ...toMapping(item), basePath: item.basePath ?? "(none)" }));
    }
    /** A reading that fails when there is no such API. */
    async #readApi(action, send) {
        try {
            return await this.#read(action, send);
        }
        catch (error) {
            if ((0,aws/* errorName */.Is)(error) !== "NotFoundException")
                throw error;
            throw refuse("rest-api-not-found", { api: this.#restApiId, region: this.#region }, { cause: error, noEffect: true });
        }
    }
    #read(action, send, about) {
        return (0,aws/* call */.T1)(`apigateway:GET (${action})`, this.#signal, send, about);
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
/** All items of a list that comes in pages. */
async function pages(get) {
    const all = [];
    let position = {};
    for (;;) {
        const answer = await get(position);
        all.push(...(answer.items ?? []));
        if (answer.position === undefined || answer.position === "")
            return all;
        position = { position: answer.position };
    }
}
function toStage({ stageName = "", deploymentId = "", variables = {}, canarySettings, tags = {}, ...stage }) {
    return {
        setup: setupOf(stage),
        name: stageName,
        deploymentId,
        variables,
        canary: canarySettings === undefined
            ? undefined
            : {
                deploymentId: canarySettings.deploymentId ?? deploymentId,
                percent: canarySettings.percentTraffic ?? 0,
                overrides: canarySettings.stageVariableOverrides ?? {},
                ...(canarySettings.useStageCache === true ? { usesStageCache: true } : {}),
            },
        tags,
    };
}
/** What metrics have of a name; of one without any ASCII they have the API's id ("Metrics and dimensions", same guide). */
function asciiOf(name = "") {
    return name.replace(/\P{ASCII}/gu, "");
}
function toMapping({ restApiId = "", stage = "" }) {
    return { restApi: restApiId, stage };
}
function toDeployment({ id = "", description = "", createdDate }) {
    return { id, description, createdAt: createdDate?.getTime() ?? 0 };
}
function toMethods({ id = "", path = "", resourceMethods = {} }) {
    return Object.entries(resourceMethods).map(([verb, { methodIntegration, ...rest }]) => {
        // The cache's namespace is the resource's id, and the rest of these are told apart where an integration changes.
        const { cacheNamespace: _, type: _type, httpMethod: _verb, uri: _uri, ...kept } = methodIntegration ?? {};
        const { authorizationType = "NONE", apiKeyRequired } = rest;
        const protection = authorizationType !== "NONE" ? authorizationType : apiKeyRequired === true ? "API key" : undefined;
        const all = canonical({ ...rest, ...kept });
        return { resourceId: id, path, verb, integration: methodIntegration, protection, rest: all };
    });
}
/** JSON with the keys of every map in order. */
function canonical(value) {
    return JSON.stringify(value, (_key, inner) => typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner);
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/sides.js



function stageNamed(seen, name) {
    const stage = seen.stages.find((candidate) => candidate.name === name);
    if (stage === undefined)
        throw new errors/* DeliveryError */.VE("internal", `The stage ${name} was not observed.`);
    return stage;
}
function identify(seen, stageName) {
    const stage = stageNamed(seen, stageName);
    const record = readRecord(stage);
    if (record === undefined) {
        return { stage, record, position: stage.canary === undefined ? "idle" : "foreign-canary", green: undefined };
    }
    const own = ownDeployments(seen, stageName, record);
    const ids = own.map(({ id }) => id);
    const at = (id) => own.find((deployment) => deployment.id === id);
    const { canary, deploymentId } = stage;
    const promoted = ids.includes(deploymentId);
    const green = (promoted ? at(deploymentId) : at(canary?.deploymentId)) ?? own[0];
    return { stage, record, green, position: positionOf(stage, record, promoted, ids) };
}
function positionOf({ canary, deploymentId }, record, promoted, own) {
    if (canary !== undefined && !own.includes(canary.deploymentId))
        return "foreign-canary";
    if (promoted)
        return "promoted";
    // A canary whose weight had moved does not go by itself: it was rolled back, whether that is on record or not. What
    // is deployed afterwards is no business of the rollout that is over.
    if (canary === undefined && record.last !== undefined)
        return "rolled-back";
    if (deploymentId !== record.blue)
        return "foreign-base";
    return canary === undefined ? "begun" : "canary";
}
/** The deployments that a rollout made, newest first: one, or more after a lost answer. */
function ownDeployments(seen, stage, { id, startedAt }) {
    return seen.deployments.filter(({ description }) => {
        const origin = parseOrigin(description);
        return origin?.stage === stage && origin.rollout === id && origin.startedAt === startedAt;
    });
}
/** The deployments of earlier attempts at the same version, which were rolled back and taken up again. */
function earlierAttempts(seen, stage, record) {
    const blue = seen.deployments.find(({ id }) => id === record.blue);
    return seen.deployments.filter(({ description, createdAt }) => {
        const origin = parseOrigin(description);
        if (origin?.stage !== stage || origin.revision !== record.revision)
            return false;
        return origin.startedAt !== record.startedAt && blue !== undefined && createdAt > blue.createdAt;
    });
}
/** What a deployment is, for people: the revision that we gave it, or else its id. */
function revisionOf(seen, deploymentId) {
    const description = seen.deployments.find(({ id }) => id === deploymentId)?.description ?? "";
    return parseOrigin(description)?.revision ?? `deployment ${deploymentId}`;
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/pair.js





/** The stage that is released to: the marked one, or else the one that the mapping does not lead to. */
function greenName(routing, stages, mapping) {
    if (routing.kind === "canary")
        return routing.stage;
    const marked = routing.stages.filter((name) => stages.find((stage) => stage.name === name)?.tags[TAG.rollout]);
    const idle = routing.stages.find((name) => name !== mapping?.stage) ?? routing.stages[1];
    return marked[0] ?? idle;
}
function addressOf({ mapping: { domain, basePath } }) {
    return basePath === "(none)" ? domain : `${domain}/${basePath}`;
}
/** @throws DeliveryError `unsuitable` when the mapping leads elsewhere; `refused` when both stages are marked. */
function identifyPair(settings, routing, seen) {
    const address = addressOf(routing);
    const { mapping } = seen;
    if (mapping === undefined)
        throw new errors/* DeliveryError */.VE("internal", "The base path mapping was not observed.");
    if (mapping.restApi !== settings.restApi || !routing.stages.includes(mapping.stage)) {
        throw refuse("mapping-elsewhere", { address, stage: mapping.stage, api: mapping.restApi });
    }
    const marked = routing.stages.filter((name) => readRecord(stageNamed(seen, name)) !== undefined);
    if (marked.length > 1)
        throw refuse("both-marked", { stages: marked.join(" and "), tag: TAG.rollout });
    const name = greenName(routing, seen.stages, mapping);
    const green = stageNamed(seen, name);
    const blue = stageNamed(seen, routing.stages.find((other) => other !== name) ?? name);
    const record = readRecord(green);
    const own = record === undefined ? [] : ownDeployments(seen, name, record);
    const earlier = record === undefined ? [] : earlierAttempts(seen, name, record);
    const serving = own.find(({ id }) => id === green.deploymentId);
    const known = [record?.blue, ...own.map(({ id }) => id), ...earlier.map(({ id }) => id)];
    return {
        blue,
        green,
        record,
        address,
        deployment: serving ?? own[0],
        explained: record === undefined || known.includes(green.deploymentId),
        position: pair_positionOf(record, mapping.stage === name, serving !== undefined),
    };
}
function pair_positionOf(record, leads, serves) {
    if (record === undefined)
        return "idle";
    if (leads)
        return "promoted";
    const { last } = record;
    // A promotion is on record as verified only when the mapping was seen to lead to green: so it was led back since.
    if (last?.by === "rollback" || last?.verified === true)
        return "rolled-back";
    return serves ? "deployed" : "begun";
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/stage-patch.js
/**
 * The patch from what a stage is to what it is wished to be; empty when it is that already. One UpdateStage takes effect
 * as a whole. Stages know `replace`, `remove` and two `copy`s, no `add` (recorded from AWS).
 */
function stagePatch(stage, { base, variables = {}, canary }) {
    const patch = [];
    for (const [name, value] of Object.entries(variables)) {
        const now = stage.variables[name];
        if (value === null && now !== undefined)
            patch.push({ op: "remove", path: `/variables/${name}` });
        else if (value !== null && value !== now)
            patch.push({ op: "replace", path: `/variables/${name}`, value });
    }
    if (base !== undefined && base !== stage.deploymentId) {
        patch.push({ op: "replace", path: "/deploymentId", value: base });
    }
    if (canary === "none") {
        if (stage.canary !== undefined)
            patch.push({ op: "remove", path: "/canarySettings" });
    }
    else if (canary !== undefined)
        patch.push(...canaryPatch(stage, canary));
    return patch;
}
/** Whatever of these comes first makes the canary, at 0 %: so the share is set last. */
function canaryPatch({ canary: now }, wish) {
    const patch = [];
    const set = (member, value) => patch.push({ op: "replace", path: `/canarySettings/${member}`, value });
    if (now?.deploymentId !== wish.deploymentId)
        set("deploymentId", wish.deploymentId);
    const { overrides = now?.overrides ?? {} } = wish;
    for (const [name, value] of Object.entries(overrides)) {
        if (now?.overrides[name] !== value)
            set(`stageVariableOverrides/${name}`, value);
    }
    for (const name of Object.keys(now?.overrides ?? {})) {
        if (overrides[name] === undefined) {
            patch.push({ op: "remove", path: `/canarySettings/stageVariableOverrides/${name}` });
        }
    }
    if (now?.percent !== wish.percent)
        set("percentTraffic", percentText(wish.percent));
    return patch;
}
/** Promotion by copies, in the one form that the service knows; the canary stays, at 0 %. */
function promotionPatch({ canary }) {
    const copies = [];
    // Merges: variables without an override stay.
    if (Object.keys(canary?.overrides ?? {}).length > 0) {
        copies.push({ op: "copy", path: "/variables", from: "/canarySettings/stageVariableOverrides" });
    }
    copies.push({ op: "copy", path: "/deploymentId", from: "/canarySettings/deploymentId" });
    return [{ op: "replace", path: "/canarySettings/percentTraffic", value: "0.0" }, ...copies];
}
/** `10.0`, `33.3`: as the API writes percents. */
function percentText(percent) {
    return Number.isInteger(percent) ? percent.toFixed(1) : String(percent);
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/apply.js
















/** CreateDeployment is allowed once in five seconds for an account (API Gateway quotas): the pause after a refusal. */
const CREATE_PAUSE_MS = 5_000;
/** Milliseconds for which a change that another one got in the way of is tried again. */
const CONFLICT_PATIENCE_MS = 60_000;
const CONFLICT_PAUSE_MS = 1_000;
/** The writing half of the platform: one method per kind of change, each idempotent. One call at a time. */
class ApiWriter {
    #settings;
    #tools;
    /** The deployment that `create-deployment` made, for the changes after it. */
    #created;
    /** The nonce by which this run claimed a rollout. */
    #claim;
    /** This run has changed the API's resources. */
    #changedResources = false;
    constructor(settings, tools) {
        this.#settings = settings;
        this.#tools = tools;
    }
    async apply(change, seen) {
        switch (change.kind) {
            case "tag":
                return this.#tag(change, seen);
            case "untag-rollout":
                return this.#tag({ stage: change.stage, tags: {}, remove: rolloutKeys(stageNamed(seen, change.stage).tags) }, seen);
            case "record":
                return this.#record(change, seen);
            case "grant":
                await this.#orAbandon(seen, () => this.#grant(change));
                return undefined;
            case "put-openapi":
                await this.#orAbandon(seen, () => putOpenApi(this.#integrationTools, change.body, true));
                this.#changedResources = true;
                return undefined;
            case "set-integrations":
                this.#changedResources = true;
                await this.#orAbandon(seen, () => putIntegrations(this.#integrationTools, change.integrations));
                return undefined;
            case "restore-openapi":
                await restoreServed(this.#integrationTools, change.stage);
                return undefined;
            case "restore-integrations":
                await restoreIntegrations(this.#integrationTools, change.integrations);
                return undefined;
            case "restore-found":
                await restoreFound(this.#integrationTools, await this.#tools.permissions(), change);
                return undefined;
            case "create-deployment":
                return this.#orAbandon(seen, () => this.#createDeployment(change, seen));
            case "set-stage":
                // Only a deploy has made a deployment: no other step may give a rollout up.
                return this.#created === undefined
                    ? this.#setStage(change, seen)
                    : this.#orAbandon(seen, () => this.#setStage(change, seen));
            case "promote-canary":
                return this.#promote(change, seen);
            case "set-mapping":
                return this.#setMapping(change, seen);
            case "revoke":
                return this.#revoke(change.stage, seen);
            case "delete-deployments":
                for (const id of change.ids)
                    await this.#deleteDeployment(id);
                return { ...seen, deployments: seen.deployments.filter(({ id }) => !change.ids.includes(id)) };
        }
    }
    /** New tags first: they are complete in themselves, so that nothing is lost when the second call never comes. */
    async #tag({ stage, tags, remove }, seen) {
        const { client, signal } = this.#tools;
        const resourceArn = this.#stageArn(stage);
        if (tags[TAG.claim] !== undefined)
            this.#claim = tags[TAG.claim];
        if (Object.keys(tags).length > 0) {
            await this.#send("apigateway:PUT (TagResource)", () => client.send(new dist_cjs/* TagResourceCommand */.eqU({ resourceArn, tags: { ...tags } }), { abortSignal: signal }));
        }
        if (remove.length > 0) {
            await this.#send("apigateway:DELETE (UntagResource)", () => client.send(new dist_cjs/* UntagResourceCommand */.RP$({ resourceArn, tagKeys: [...remove] }), { abortSignal: signal }));
        }
        return replaceStage(seen, stage, (state) => ({ ...state, tags: without({ ...state.tags, ...tags }, remove) }));
    }
    /** How the weight moved: before it does, where a cut-off move must be known for what it was. */
    async #record({ stage, record, keeps = false }, seen) {
        if (record === undefined)
            return seen;
        const known = seen.stages.find(({ name }) => name === stage);
        const since = keeps && known !== undefined ? readRecord(known)?.last?.at : undefined;
        return this.#tag({ stage, tags: switchTags(record, since ?? this.#tools.clock.now()), remove: [] }, seen);
    }
    async #grant({ needs, stage, of }) {
        const permissions = await this.#tools.permissions();
        // On record before it is done: also for a resumed deploy, which finds its stage marked already.
        const tags = Object.assign({}, ...needs.map(({ arn }) => grantTag(arn)));
        const live = await this.#tools.reader.stage(stage);
        requireHolder(live, of, false);
        const missing = Object.keys(tags).filter((key) => live.tags[key] !== tags[key]);
        if (missing.length > 0)
            await this.#tag({ stage, tags, remove: [] }, EMPTY);
        for (const need of needs)
            await permissions.allow(need, { ...this.#settings, stage });
    }
    /**
     * Grants of any rollout that what the stage serves now does not call. A canary that is there, or there again, may call
     * them: they stay on record then, for the end of its rollout.
     */
    async #revoke(name, seen) {
        const { reader } = this.#tools;
        const stage = await reader.stage(name);
        const grants = grantsOf(stage);
        if (grants.length === 0 || stage.canary !== undefined)
            return seen;
        const backends = await reader.servedBackends(name);
        const needed = new Set(backends.map(({ uri }) => (0,permission/* functionArn */.mE)(uri, stage.variables)));
        const permissions = await this.#tools.permissions();
        const gone = grants.filter((arn) => !needed.has(arn));
        for (const arn of gone)
            await permissions.forbid(arn, { ...this.#settings, stage: name });
        const keys = gone.flatMap((arn) => Object.keys(grantTag(arn)));
        return this.#tag({ stage: name, tags: {}, remove: keys }, seen);
    }
    /** Not idempotent by itself: before each further try it looks whether the last one took effect after all. */
    async #createDeployment({ origin, of }, seen) {
        const { once, reader, clock, signal } = this.#tools;
        const description = formatOrigin(origin);
        for (;;) {
            requireHolder(await reader.stage(origin.stage), of, false);
            try {
                const { id } = await (0,aws/* call */.T1)("apigateway:POST (CreateDeployment)", signal, () => once.send(new dist_cjs/* CreateDeploymentCommand */.ttP({ restApiId: this.#settings.restApi, description }), {
                    abortSignal: signal,
                }));
                this.#created = id;
            }
            catch (error) {
                if (!isPassing(error) || clock.now() + CREATE_PAUSE_MS > this.#tools.deadline())
                    throw limitReached(error);
                await clock.sleep(CREATE_PAUSE_MS, signal);
                this.#created = (await reader.deployments()).find((existing) => existing.description === description)?.id;
            }
            if (this.#created === undefined)
                continue;
            return {
                ...seen,
                deployments: [{ id: this.#created, description, createdAt: clock.now() }, ...seen.deployments],
            };
        }
    }
    async #setStage({ stage: name, wish, requires, record, of, movesTraffic }, seen) {
        const live = await this.#tools.reader.stage(name);
        // Only a rollback takes the canary away from users, and it outranks a teardown.
        requireHolder(live, of, movesTraffic === true && wish.canary === "none");
        if (requires !== undefined && live.canary?.deploymentId !== requires)
            throw canaryGone(name);
        const settled = this.#settle(wish);
        const patch = stagePatch(live, settled);
        const noted = await this.#record({ stage: name, record }, replaceStage(seen, name, () => live));
        const after = patch.length === 0 ? stageNamed(noted, name) : await this.#updateStage(name, patch);
        if (stagePatch(after, settled).length > 0) {
            if (requires !== undefined)
                await this.#requireCanary(after);
            throw refuse("changed-meanwhile", { what: name });
        }
        return replaceStage(seen, name, () => after);
    }
    async #promote({ stage: name, green, record, of }, seen) {
        const live = await this.#tools.reader.stage(name);
        requireHolder(live, of, record === undefined);
        if (live.deploymentId === green)
            return replaceStage(seen, name, () => live);
        if (live.canary?.deploymentId !== green)
            throw canaryGone(name);
        await this.#record({ stage: name, record }, seen);
        const after = await this.#updateStage(name, promotionPatch(live));
        if (after.deploymentId !== green) {
            await this.#requireCanary(after);
            throw refuse("changed-meanwhile", { what: name });
        }
        return replaceStage(seen, name, () => after);
    }
    /** A canary that was removed between a look and UpdateStage has been made anew by it, of what the stage serves. */
    async #requireCanary({ name, canary, deploymentId }) {
        if (canary?.deploymentId !== deploymentId)
            return;
        await this.#updateStage(name, [{ op: "remove", path: "/canarySettings" }]);
        throw canaryGone(name);
    }
    async #setMapping({ stage, requires, marked, record }, seen) {
        const { routing, restApi } = this.#settings;
        if (routing.kind !== "stages")
            throw new errors/* DeliveryError */.VE("internal", "A mapping was to be set without one.");
        const { client, reader, signal } = this.#tools;
        const noted = marked === undefined ? seen : await this.#record({ stage: marked, record }, seen);
        const live = await reader.mapping(routing.mapping);
        const elsewhere = live.restApi !== restApi || (requires !== undefined && ![requires, stage].includes(live.stage));
        if (elsewhere)
            throw refuse("changed-meanwhile", { what: addressOf(routing) }, { noEffect: true });
        if (live.stage === stage)
            return { ...noted, mapping: live };
        const answer = await this.#send("apigateway:PATCH (UpdateBasePathMapping)", () => client.send(new dist_cjs/* UpdateBasePathMappingCommand */.Jkz({
            domainName: routing.mapping.domain,
            basePath: routing.mapping.basePath,
            patchOperations: [{ op: "replace", path: "/stage", value: stage }],
        }), { abortSignal: signal }));
        return { ...noted, mapping: toMapping(answer) };
    }
    async #updateStage(stageName, patchOperations) {
        const { client, signal } = this.#tools;
        const answer = await this.#send("apigateway:PATCH (UpdateStage)", () => client.send(new dist_cjs/* UpdateStageCommand */.hJS({ restApiId: this.#settings.restApi, stageName, patchOperations }), {
            abortSignal: signal,
        }));
        return toStage(answer);
    }
    async #deleteDeployment(deploymentId) {
        const { client, signal } = this.#tools;
        try {
            await this.#send("apigateway:DELETE (DeleteDeployment)", () => client.send(new dist_cjs/* DeleteDeploymentCommand */.Esf({ restApiId: this.#settings.restApi, deploymentId }), {
                abortSignal: signal,
            }));
        }
        catch (error) {
            // Gone already, or a stage uses it since it was looked at: both are as they should be.
            const inUse = (0,aws/* errorName */.Is)(error) === "BadRequestException" && /Active stages/.test(String(error));
            if ((0,aws/* errorName */.Is)(error) !== "NotFoundException" && !inUse)
                throw error;
        }
    }
    #settle({ base, canary, variables }) {
        const idOf = (deployment) => {
            const id = deployment === "created" ? this.#created : deployment.id;
            if (id === undefined)
                throw new errors/* DeliveryError */.VE("internal", "The deployment that was to be created was not.");
            return id;
        };
        return {
            ...(variables === undefined ? {} : { variables }),
            ...(base === undefined ? {} : { base: idOf(base) }),
            ...(canary === undefined || canary === "none"
                ? canary === "none"
                    ? { canary }
                    : {}
                : { canary: { ...canary, deploymentId: idOf(canary.deployment) } }),
        };
    }
    /** A change that the service refused leaves nothing of this deploy behind: what came before it is put back. */
    async #orAbandon(seen, work) {
        try {
            return await work();
        }
        catch (error) {
            if (error instanceof errors/* DeliveryError */.VE && error.noEffect && !error.transient) {
                // What was refused is what the reader has to know. A mark that stays behind is taken up by the next run.
                await this.#abandon(seen).catch(() => undefined);
            }
            throw error;
        }
    }
    async #abandon({ stages }) {
        for (const seen of stages) {
            const was = this.#isOurs(seen.name) ? readRecord(seen) : undefined;
            if (was === undefined)
                continue;
            const live = await this.#tools.reader.stage(seen.name);
            const record = readRecord(live);
            if (record !== undefined && !isSameRollout(record, was))
                await this.#deleteCreated();
            // A rollout that another run has taken up is that run's, with all that was made for it.
            else if (live.canary === undefined && (record === undefined || record.nonce === this.#claim))
                await this.#takeBack(live, record ?? was);
        }
    }
    /** The rollout is this run's, or nobody's any more. */
    async #takeBack(live, { details }) {
        const { name } = live;
        if (this.#changedResources) {
            if (details?.changes === "openapi")
                await restoreServed(this.#integrationTools, await this.#serving(name));
            else
                await restoreIntegrations(this.#integrationTools, details?.integrations ?? []);
        }
        await this.#deleteCreated();
        if (grantsOf(live).length > 0)
            await this.#revoke(name, EMPTY);
        await this.#tag({ stage: name, tags: {}, remove: rolloutKeys(live.tags) }, EMPTY);
    }
    async #deleteCreated() {
        if (this.#created !== undefined)
            await this.#deleteDeployment(this.#created);
    }
    /** The stage that users get: with two of them not the marked one, as long as nothing was promoted. */
    async #serving(stage) {
        const { routing } = this.#settings;
        return routing.kind === "canary" ? stage : (await this.#tools.reader.mapping(routing.mapping)).stage;
    }
    #isOurs(stage) {
        const { routing } = this.#settings;
        return routing.kind === "canary" ? routing.stage === stage : routing.stages.includes(stage);
    }
    #stageArn(stage) {
        const { region, restApi } = this.#settings;
        return `arn:${(0,partitions/* partitionOf */.i)(region)}:apigateway:${region}::/restapis/${restApi}/stages/${stage}`;
    }
    get #integrationTools() {
        const { client, reader, signal } = this.#tools;
        const { restApi, region } = this.#settings;
        return { client, reader, signal, restApi, region, send: this.#send.bind(this) };
    }
    /** One change, tried again while another change of the same API is under way: the SDK does not retry those. */
    async #send(action, send) {
        const { clock, signal, deadline } = this.#tools;
        const until = Math.min(clock.now() + CONFLICT_PATIENCE_MS, deadline());
        const isConflict = (error) => (0,aws/* errorName */.Is)(error) === "ConflictException";
        return (0,poll/* retry */.L)({ clock, signal, pauseMs: CONFLICT_PAUSE_MS, until }, isConflict, () => (0,aws/* call */.T1)(action, signal, send));
    }
}

// EXTERNAL MODULE: ./build/delivery/waits.js
var waits = __webpack_require__(2799);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/dropped.js


/** What a file that becomes the whole definition of the API takes away from it, because it does not say it. Pure. */
/** The extensions by which a file keeps what it would drop (developer guide, "API Gateway extensions to OpenAPI"). */
const KEYS = {
    policy: "x-amazon-apigateway-policy",
    binary: "x-amazon-apigateway-binary-media-types",
    compression: "x-amazon-apigateway-minimum-compression-size",
};
/** A method is protected by a scheme that says so, or by IAM. */
const PROTECTIONS = ["security", "x-amazon-apigateway-auth"];
/** So many methods are named. */
const SHOWN = 10;
/**
 * What would be gone, as sentences.
 *
 * @param allowed what is meant to go: refused otherwise when it keeps people out, and not warned of when it does not.
 * @throws DeliveryError `policy-dropped` or `authorizers-dropped`: without them everybody may call the API, or methods
 * of it.
 */
function droppedBy({ body }, { api, resources }, allowed) {
    if (api === undefined)
        return [];
    const gone = [];
    if (api.policy !== undefined && !(0,openapi/* mentions */.wy)(body, KEYS.policy)) {
        if (!allowed.includes("policy"))
            throw refuse("policy-dropped", { key: KEYS.policy });
        gone.push(`the resource policy, by which not everybody may call the API (${KEYS.policy})`);
    }
    const { binaryMediaTypes, minimumCompressionSize: size } = api;
    if (binaryMediaTypes.length > 0 && !(0,openapi/* mentions */.wy)(body, KEYS.binary) && !allowed.includes("binary-types")) {
        gone.push(`the binary media types ${binaryMediaTypes.join(", ")} (${KEYS.binary})`);
    }
    if (size !== undefined && !(0,openapi/* mentions */.wy)(body, KEYS.compression) && !allowed.includes("minimum-compression")) {
        gone.push(`the compression of answers from ${size} bytes on (${KEYS.compression})`);
    }
    const closed = (resources?.methods ?? []).filter((method) => method.protection !== undefined);
    if (closed.length > 0 && !PROTECTIONS.some((key) => (0,openapi/* mentions */.wy)(body, key))) {
        const shown = closed.slice(0, SHOWN).map(({ verb, path, protection }) => `${verb} ${path} (${protection})`);
        const methods = `${shown.join(", ")}${closed.length > SHOWN ? " …" : ""}`;
        if (!allowed.includes("authorizers"))
            throw refuse("authorizers-dropped", { methods });
        gone.push(`the authorization of ${methods}`);
    }
    return gone.map((what) => `The OpenAPI file becomes the whole definition of the API and does not have ${what}.`);
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/bring-up.js






/**
 * What green still lacks, the claim first: whoever takes a rollout up in the middle, and whoever looks again in the
 * middle of one, gets the rest. Nothing lacking: no claim either.
 */
function bringUp(context, wanted, target) {
    const { seen, stage, record, intent } = context;
    const takenUp = target.takenUp ? record : undefined;
    const { id, revision, startedAt } = takenUp ?? {
        id: intent.rolloutId,
        revision: wanted.revision,
        startedAt: new Date(intent.now).toISOString(),
    };
    const { blue, serving } = takenUp ?? target;
    const claim = { id, revision, startedAt, blue, serving, nonce: intent.nonce };
    const deployment = takenUp === undefined ? undefined : target.deployment;
    const serve = target.serve(deployment === undefined ? "created" : { id: deployment }, claim);
    const changes = [
        ...detail(context, claim, takenUp?.details, wanted, target),
        ...grant(seen, stage.name, claim),
        ...(deployment === undefined ? build(context, wanted, claim) : []),
        ...(deployment !== undefined && target.again ? pointAt(wanted) : []),
        ...(serve.length > 0 ? target.before : []),
        ...serve,
        ...target.after,
    ];
    if (deployment !== undefined && serve.length === 0)
        return { changes: target.after };
    requireFunctions(context.settings, seen);
    const gone = wanted.source.openapi === undefined ? [] : droppedBy(wanted.source.openapi, seen, context.settings.allowDropping);
    const held = takenUp !== undefined && takenUp.nonce === intent.nonce;
    return {
        changes: [...(held ? [] : [mark(context, claim, takenUp !== undefined)]), (0,waits/* waitForClaim */.Ln)(stage.name), ...changes],
        warnings: [...(takenUp === undefined ? warningsOf(seen) : []), ...(deployment === undefined ? gone : [])],
    };
}
function mark({ stage, seen }, claim, again) {
    const tags = claimTags(claim);
    const grants = missingNeeds(seen).map(({ arn }) => grantTag(arn));
    requireRoom(stage, Object.assign({}, tags, ...grants), rolloutKeys(stage.tags));
    const summary = again
        ? `Take up the rollout ${claim.id} on ${stage.name}`
        : `Mark ${stage.name} with the rollout ${claim.id}, and with what it serves now (deployment ${stage.deploymentId})`;
    return { kind: "tag", claims: true, stage: stage.name, tags, remove: [], summary };
}
/** Once the claim stands: two rollouts that begin at the same moment never mix what they have to remember. */
function detail({ stage }, claim, written, { source, steps }, { variables }) {
    if (written !== undefined)
        return [];
    const tags = detailTags(claim, {
        changes: source.openapi !== undefined ? "openapi" : steps.length > 0 ? "integration" : "nothing",
        variables,
        integrations: steps.filter((step) => !isSet(step)).map(({ former }) => former),
    });
    const remove = staleKeys(stage.tags, tags);
    requireRoom(stage, { ...claimTags(claim), ...tags }, remove);
    const summary = `Record on ${stage.name} what the way back needs`;
    return [{ kind: "tag", stage: stage.name, tags, remove, summary }];
}
function grant(seen, stage, of) {
    const needs = missingNeeds(seen);
    if (needs.length === 0)
        return [];
    const functions = [...new Set(needs.map(({ arn }) => arn.split(":").slice(6).join(":")))].join(", ");
    return [{ kind: "grant", stage, needs, of, summary: `Allow ${stage} to call ${functions}` }];
}
function build({ settings, stage }, wanted, claim) {
    const { id, startedAt } = claim;
    const { source, revision } = wanted;
    const changes = [];
    if (source.openapi !== undefined) {
        const summary = `Make the OpenAPI file the definition of the API ${settings.restApi}`;
        changes.push({ kind: "put-openapi", body: source.openapi.body, summary });
    }
    changes.push(...pointAt(wanted));
    const origin = { stage: stage.name, rollout: id, startedAt, revision };
    const summary = `Create a deployment of ${revision}, which nobody gets yet`;
    return [...changes, { kind: "create-deployment", origin, of: claim, summary }];
}
function pointAt({ steps, revision }) {
    const open = steps.filter((step) => !isSet(step));
    if (open.length === 0)
        return [];
    const integrations = open.map(({ former: { verb, path }, target }) => ({ verb, path, target }));
    const where = integrations.map(({ verb, path }) => `${verb} ${path}`).join(", ");
    return [{ kind: "set-integrations", integrations, summary: `Point ${where} at ${revision}` }];
}
function missingNeeds({ permissions }) {
    return permissions
        .filter(({ need, statements }) => statements !== "missing" && !(0,permission/* isAllowed */.Jr)(need, statements))
        .map(({ need }) => need);
}
/** @throws DeliveryError `not-found` when green would call a function that does not exist. */
function requireFunctions({ source }, { permissions }) {
    const missing = permissions.filter(({ statements }) => statements === "missing").map(({ need }) => need.arn);
    if (missing.length === 0)
        return;
    const functions = [...new Set(missing)].join(", ");
    // The input that brought the function, so that the mistake is looked for there.
    const brought = source?.openapi !== undefined ? "openapi" : source?.integrations.length ? "integration" : undefined;
    const input = brought ?? (Object.keys(source?.variables ?? {}).length > 0 ? "stage-variables" : "rest-api");
    throw refuse(functions.includes("${") ? "function-unresolved" : "function-not-found", { input, functions });
}
function warningsOf(seen) {
    const functions = seen.permissions.filter(({ need }) => need.arn.endsWith(":$LATEST"));
    return functions.length === 0
        ? []
        : [
            "The function is called as $LATEST, which changes with its code: a version or an alias stays what was released.",
        ];
}

// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/delivery/schedule.js
var schedule = __webpack_require__(5648);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/standing.js






/**
 * Where a rollout stands, for the policy. Nobody measures whether an API's backends are healthy: a side that exists is
 * `ready`, and its capacity is unknown.
 */
/** Steps that only read, or that leave users where they are. */
const READS = ["status"];
/** @param wanted what a deploy brings; undefined in every other step. */
function standingOf(settings, seen, wanted) {
    const { routing } = settings;
    return routing.kind === "canary"
        ? standingOfCanary(seen, identify(seen, routing.stage), wanted)
        : standingOfPair(seen, identifyPair(settings, routing, seen), othersOf(settings, routing, seen), wanted);
}
/** The canary's percent, without the noise of binary fractions; 100 once the stage itself serves green. */
function weightOf({ stage, position }) {
    return position === "promoted" ? 100 : rounded(stage.canary?.percent ?? 0);
}
function rounded(percent) {
    return Math.round(percent * 100) / 100;
}
/** `10 % of the requests`. */
function percents(percent) {
    return `${rounded(percent)} % of the requests`;
}
/** The deployment that a stage would serve to everyone without the rollout. */
function blueId({ stage, record, position }) {
    return position === "promoted" ? (record?.blue ?? "") : stage.deploymentId;
}
function greenId({ stage, green, position }) {
    return position === "foreign-canary" ? stage.canary?.deploymentId : green?.id;
}
function standingOfCanary(seen, sides, wanted) {
    const { stage, record, position, green } = sides;
    const weight = weightOf(sides);
    const routed = position === "canary" || position === "promoted";
    const foreign = position === "foreign-canary";
    const id = greenId(sides);
    return {
        now: seen.at,
        ...common(record, position === "rolled-back", weight),
        blue: {
            ...side(named(blueId(sides), stage.name)),
            state: exists(seen, blueId(sides)) ? "ready" : "gone",
            current: wanted === undefined || servesAlready(stage, revisionOf(seen, stage.deploymentId), wanted),
        },
        green: {
            ...side(id === undefined ? `the canary of ${stage.name}` : named(id, stage.name)),
            state: routed ? "ready" : foreign ? "unhealthy" : "pending",
            current: routed && green !== undefined && revisionOf(seen, green.id) === record?.revision,
            reasons: foreign ? ["it is not of a rollout on record"] : [],
        },
        weight,
        conflict: conflictOfCanary(seen, sides),
    };
}
function conflictOfCanary(seen, { stage, record, position }) {
    const allows = [...READS, "rollback"];
    if (position === "foreign-canary")
        return { refusal: foreignCanary(seen, stage), allows };
    if (position !== "foreign-base")
        return undefined;
    const what = `deployment ${stage.deploymentId}`;
    return { refusal: refuse("foreign-base", { stage: stage.name, what, rollout: record?.id ?? "" }), allows };
}
function foreignCanary(seen, { name, canary }) {
    const id = canary?.deploymentId ?? "";
    const origin = parseOrigin(seen.deployments.find((deployment) => deployment.id === id)?.description ?? "");
    const whose = origin === undefined
        ? "set by hand or by an infrastructure tool"
        : `of the rollout ${origin.rollout} on ${origin.stage}, whose tags are gone`;
    const percent = percents(canary?.percent ?? 0);
    return refuse("foreign-canary", { stage: name, what: revisionOf(seen, id), percent, whose });
}
function standingOfPair(seen, pair, others, wanted) {
    const { blue, green, record, position } = pair;
    const weight = position === "promoted" ? 100 : 0;
    const serves = pair.deployment !== undefined && pair.deployment.id === green.deploymentId;
    return {
        now: seen.at,
        ...common(record, position === "rolled-back", weight),
        blue: {
            ...side(`stage ${blue.name}`),
            state: "ready",
            current: wanted === undefined || servesAlready(blue, revisionOf(seen, blue.deploymentId), wanted),
        },
        green: {
            ...side(`stage ${green.name}`),
            state: serves || position === "promoted" ? "ready" : "pending",
            current: serves && revisionOf(seen, green.deploymentId) === record?.revision,
        },
        weight,
        reachable: [0, 100],
        conflict: conflictOfPair(seen, pair) ?? conflictOfOthers(pair, others),
    };
}
/** Other base paths of the domain whose users are on one of the two stages. */
function othersOf({ restApi, allowMappings }, routing, { others = [] }) {
    const { domain } = routing.mapping;
    return others
        .filter(({ basePath }) => !allowMappings.includes(basePath))
        .filter((other) => other.restApi === restApi && routing.stages.includes(other.stage))
        .map(({ basePath, stage }) => `${basePath === "(none)" ? domain : `${domain}/${basePath}`} leads to ${stage}`);
}
function conflictOfOthers({ address }, others) {
    if (others.length === 0)
        return undefined;
    const refusal = refuse("other-mappings", { address, others: others.join(", ") });
    return { refusal, allows: [...READS, "rollback", "teardown"] };
}
/** What both stages serve, compared with what the rollout's record says that they do. */
function conflictOfPair(seen, pair) {
    const { blue, green, record, position } = pair;
    const live = position === "promoted";
    const split = (stage) => stage.canary === undefined ? undefined : refuse("stage-has-canary", { stage: stage.name });
    if (record === undefined || position === "rolled-back") {
        const refusal = split(green) ?? split(blue);
        return refusal && { refusal, allows: [...READS, "rollback", "teardown"] };
    }
    const { serving, revision, blue: former } = record;
    const what = revisionOf(seen, green.deploymentId);
    const expected = pair.deployment?.id ?? former;
    const replaced = live ? pair.deployment?.id !== green.deploymentId : !pair.explained;
    const ofGreen = split(green) ??
        (replaced
            ? live
                ? refuse("green-replaced-live", { stage: green.name, what, revision, expected })
                : refuse("green-replaced", { stage: green.name, what, revision })
            : undefined);
    if (ofGreen !== undefined)
        return { refusal: ofGreen, allows: [...READS, "rollback", ...(live ? [] : ["teardown"])] };
    const other = { stage: blue.name, what: revisionOf(seen, blue.deploymentId), expected: serving ?? "" };
    const ofBlue = split(blue) ??
        (serving !== undefined && serving !== blue.deploymentId
            ? refuse(live ? "way-back-replaced" : "blue-replaced", other)
            : undefined);
    return ofBlue && { refusal: ofBlue, allows: [...READS, "teardown", ...(live ? [] : ["rollback"])] };
}
function common(record, rolledBack, weight) {
    return {
        rollout: record && { id: record.id, revision: record.revision, startedAt: record.startedAt, nonce: record.nonce },
        audience: "everyone",
        last: lastOf(record, rolledBack, weight),
        ending: record?.ending !== undefined,
        whole: undefined,
        units: "deployments",
    };
}
/** The record of the last move; a version that lost its traffic without one was rolled back all the same. */
function lastOf(record, rolledBack, weight) {
    if (record?.last === undefined)
        return undefined;
    const last = (0,memory/* asLive */.xv)(record.last, weight);
    if (!rolledBack || last.by === "rollback")
        return last;
    return { by: "rollback", at: last.at, to: 0, verified: true, ...(last.memory && { memory: last.memory }) };
}
function side(name) {
    return { name, capacity: undefined, reasons: [] };
}
function named(id, stage) {
    return `deployment ${id} of ${stage}`;
}
function exists({ deployments }, wanted) {
    return deployments.some(({ id }) => id === wanted);
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/called-functions.js


/**
 * The one function that green calls in the place of another. Methods that both lead to the same one tell nothing apart and
 * are not counted.
 *
 * @returns otherwise why the functions do not tell the sides apart, as a sentence.
 */
function calledFunctions(sides, backends) {
    const methods = called_functions_methodsOf(sides, backends);
    if (methods.blue === undefined)
        return { because: REPLACED };
    const variables = variablesOf(sides);
    const [blue, green] = [callsOf(methods.blue, variables.blue), callsOf(methods.green, variables.green)];
    const [pair, ...more] = pairsOf(blue, green);
    const because = whyUnpaired(blue, green);
    if (because !== undefined || pair === undefined)
        return { because: because ?? SAME };
    if (more.length > 0)
        return { because: severalSentence([pair, ...more]) };
    const together = whyTogether(pair.blue, namesIn(green), "green") ?? whyTogether(pair.green, namesIn(blue), "blue");
    if (together !== undefined)
        return { because: together };
    return { blue: callOf(pair.blue), green: callOf(pair.green) };
}
const REPLACED = "What blue called is not known any more: the definition that green was promoted with has replaced it.";
const SAME = "Both sides call the same function: give the new one a version or alias of its own.";
/**
 * A stage tells what it serves itself. Of green the API's resources do, as long as nobody changes them; of a blue that was
 * replaced the rollout remembers what it changed.
 */
function called_functions_methodsOf(sides, { served, resources }) {
    const isServed = (id) => id !== undefined && id === served.deployment;
    return {
        blue: isServed(blueId(sides)) ? served.backends : formerly(resources, sides.record?.details),
        green: isServed(greenId(sides)) ? served.backends : resources,
    };
}
function formerly(resources, details) {
    if (details === undefined || details.changes === "openapi")
        return undefined;
    const keyed = new Map(details.integrations.map((former) => [keyOf(former), former]));
    return resources.map((now) => keyed.get(keyOf(now)) ?? now);
}
/** A canary's variables lie over the stage's; once green is promoted, the rollout remembers blue's. */
function variablesOf({ stage, record, position }) {
    const { variables, canary } = stage;
    if (position !== "promoted")
        return { blue: variables, green: { ...variables, ...canary?.overrides } };
    const former = { ...variables, ...record?.details?.variables };
    const blue = Object.entries(former).filter((one) => one[1] !== null);
    return { blue: Object.fromEntries(blue), green: variables };
}
function callsOf(methods, variables) {
    const own = methods.filter(({ path }) => path !== "");
    return new Map(own.map((method) => [keyOf(method), nameIn((0,permission/* functionArn */.mE)(method.uri, variables))]));
}
function keyOf({ verb, path }) {
    return `${verb} ${path}`;
}
/** `math:7`, as metrics name it. A name with a variable that has no value is nobody's. */
function nameIn(arn) {
    if (arn === undefined || arn.includes("${"))
        return undefined;
    return arn
        .split(":")
        .slice(6)
        .join(":")
        .replace(/:\$LATEST$/, "");
}
function pairsOf(blue, green) {
    const pairs = new Map();
    for (const [key, now] of green) {
        const former = blue.get(key);
        if (now === undefined || former === undefined || now === former)
            continue;
        pairs.set(`${former} ${now}`, { blue: former, green: now });
    }
    return [...pairs.values()];
}
/** A method that calls a function on one side alone is counted on that side alone. */
function whyUnpaired(blue, green) {
    if (namesIn(blue).length + namesIn(green).length === 0)
        return "No method of the API calls a Lambda function.";
    const half = [...green].find(([key, now]) => blue.has(key) && (blue.get(key) === undefined) !== (now === undefined));
    return half === undefined ? undefined : `${half[0]} calls a Lambda function on one side alone.`;
}
function severalSentence(pairs) {
    const all = pairs.map(({ blue, green }) => `${blue} and ${green}`).join(", ");
    return `The sides differ in several functions (${all}): deploy one at a time.`;
}
/** Metrics of a function without a version or alias count the calls of all of them. */
function whyTogether(counted, called, by) {
    const other = called.find((name) => name === counted || name.startsWith(`${counted}:`));
    if (other === undefined)
        return undefined;
    return `The metrics of ${counted} also count what ${by} calls of ${other}: give each side a version or alias of its own.`;
}
function namesIn(calls) {
    return [...calls.values()].filter((name) => name !== undefined);
}
/** Lambda API reference: an alias is never a number alone. */
function callOf(name) {
    const [functionName = "", qualifier] = name.split(":");
    if (qualifier === undefined)
        return { functionName };
    return /^\d+$/.test(qualifier) ? { functionName, version: qualifier } : { functionName, alias: qualifier };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/meter.js



/** How the requests of both sides are counted, and what of them never reached the side that they count for. Pure. */
/** CloudWatch counts a canary apart from its stage, under the API's name; and the functions that both call. */
function meterOf(settings, seen) {
    const functions = functionsOf(settings, seen);
    return { ...stageMeterOf(settings, seen), ...(functions === undefined ? {} : { functions }) };
}
function functionsOf({ routing }, seen) {
    if (routing.kind === "stages" || seen.backends === undefined)
        return undefined;
    return calledFunctions(identify(seen, routing.stage), seen.backends);
}
function stageMeterOf({ routing, restApi, region }, { named }) {
    if (routing.kind === "stages") {
        return nothing("A base path mapping leads everybody to one of the two stages: the other has nothing to compare with.");
    }
    if (named === undefined)
        return nothing("The API's name, by which CloudWatch knows it, was not read.");
    if (named === "denied") {
        return nothing("The API's name, by which CloudWatch knows it, could not be read: allow `apigateway:GET` on `/restapis`.");
    }
    const { name, namesakes } = named;
    if (namesakes.length > 0) {
        const others = namesakes.join(", ");
        return nothing(`Other REST APIs in ${region} are called ${name} as well (${others}), and CloudWatch counts them together.`);
    }
    return { by: "stage", apiName: name, apiId: restApi, stage: routing.stage };
}
function nothing(because) {
    return { by: "nothing", because };
}
/** Where the new version is watched although the cache may have answered in its place. */
function cacheWarnings({ routing }, seen) {
    if (routing.kind === "stages" || !isAnsweredByCache(stageNamed(seen, routing.stage)))
        return [];
    return [
        `The cache of ${routing.stage} answers requests of the canary, too (useStageCache): such an answer never reached the new version, and says nothing about it.`,
    ];
}
function isAnsweredByCache(stage) {
    return stage.canary?.usesStageCache === true && hasCache(stage);
}

// EXTERNAL MODULE: ./build/delivery/path-check.js
var path_check = __webpack_require__(8527);
// EXTERNAL MODULE: ./build/platforms/checks/mark.js
var checks_mark = __webpack_require__(7060);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/methods.js
/** Which method of an API answers a path, as API Gateway chooses it. Pure. */
/** Literal before `{variable}` before `{greedy+}`, segment by segment, for `GET` or for any verb. */
function findMethod(methods, pathAndQuery) {
    const asked = segmentsOf(pathAndQuery.split("?", 1)[0] ?? "");
    return methods
        .filter(({ verb, path }) => (verb === "GET" || verb === "ANY") && fits(segmentsOf(path), asked))
        .sort((one, other) => compare(rankOf(one), rankOf(other)))[0];
}
function segmentsOf(path) {
    return path.split("/").filter((segment) => segment !== "");
}
function fits(pattern, asked) {
    const greedy = pattern.at(-1)?.endsWith("+}") === true;
    if (greedy ? asked.length < pattern.length : asked.length !== pattern.length)
        return false;
    return pattern.every((part, index) => part.startsWith("{") || part === asked[index]);
}
/** The verb decides between two methods of one resource. */
function rankOf({ verb, path }) {
    const parts = segmentsOf(path).map((part) => (part.endsWith("+}") ? "2" : part.startsWith("{") ? "1" : "0"));
    return `${parts.join("")} ${verb === "ANY" ? 1 : 0}`;
}
function compare(one, other) {
    return one < other ? -1 : one > other ? 1 : 0;
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/checks.js





/** What is asked of green before users get it, and of the API afterwards. Pure. */
/** The stage that API Gateway names when it test-invokes a method (AWS CDK, `LambdaIntegration.allowTestInvoke`). */
const TEST_STAGE = "test-invoke-stage";
/** A stage has an address of its own, whatever the mapping leads to ("Invoke REST APIs", API Gateway developer guide). */
function stageUrl({ url, restApi, region }, stage) {
    if (url !== undefined)
        return url.replaceAll("{stage}", stage);
    const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    return `https://${restApi}.execute-api.${region}.${domain}/${stage}`;
}
/** The idle stage of a pair is asked as its users will ask it. */
function smokeOfStage(settings, stage) {
    const { smoke: checks } = settings;
    if (checks === undefined)
        return [];
    const url = stageUrl(settings, stage);
    const summary = `Smoke test: ${checks_named(checks)} on ${(0,checks_probe/* addressOf */.ci)(url)}`;
    return [{ kind: "smoke-test", waits: true, once: true, test: { url, checks, sent: undefined }, summary }];
}
/**
 * A canary at 0 % has no address: its deployment was made of the API's resources as they are now, so their methods are
 * invoked, with the variables that the canary will see.
 */
function smokeOfMethods({ smoke: checks }, variables) {
    if (checks === undefined)
        return [];
    const summary = `Smoke test: ${checks_named(checks)} by test invocation of what is deployed, before it becomes the canary`;
    return [{ kind: "test-invoke", waits: true, once: true, checks, variables, summary }];
}
/** What the functions behind the smoke test's paths must allow besides: a test invocation comes from a stage of its own. */
function testNeeds({ smoke, routing, region, restApi }, backends, variables) {
    if (smoke === undefined || routing.kind === "stages")
        return [];
    const tested = smoke.flatMap(({ path }) => findMethod(backends, path) ?? []);
    return (0,permission/* needsOf */.hN)(tested, variables, { region, restApi, stage: TEST_STAGE });
}
/**
 * Requests as users make them, whose answers have to show green's share: each is drawn anew by a canary's stage, and a
 * base path mapping leads all of them one way.
 *
 * @param before green's share before the change, percent; undefined: not known.
 */
function shareCheck({ probe }, share, before) {
    if (probe === undefined)
        return [];
    const requests = (0,checks_probe/* requestsFor */.Uw)(share, before);
    const count = (0,checks_probe/* describeBounds */.nv)((0,checks_probe/* boundsOf */.BO)({ share, requests }));
    const summary = `Look from outside: of ${requests} requests to ${(0,checks_probe/* addressOf */.ci)(probe.url)}, ${count} have to be answered by green (${(0,checks_mark/* describeMark */.h)(probe.mark)})`;
    return [
        { kind: "wait-share", waits: true, once: true, probe: { ...probe, sent: undefined, share, requests }, summary },
    ];
}
/** Green answered in this step as it should: nothing else here measures how it is. */
function isMeasured({ smoke, probe }) {
    return passed(smoke) || (probe !== undefined && probe.probe.share > 0 && isWithin(probe));
}
function passed(smoke) {
    return smoke !== undefined && smoke.failed.length === 0;
}
function isWithin({ probe, last: { green, failed } }) {
    const { low, high } = (0,checks_probe/* boundsOf */.BO)(probe);
    return failed.length === 0 && low <= green && green <= high;
}
function checks_named(checks) {
    return checks.map(path_check/* describePathCheck */.xA).join(", ");
}

// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
// EXTERNAL MODULE: ./build/delivery/standing.js
var standing = __webpack_require__(7337);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/moves.js








function sharedMoves(context) {
    const { settings, intent, seen, standing, stage, record } = context;
    return {
        check: (percent) => (record === undefined ? [] : shareCheck(settings, percent, standing.weight)),
        recordVerified(percent) {
            const { by = "shift", to = percent, run = intent.rolloutId } = record?.last ?? {};
            const summary = `Record on ${stage.name} that ${percents(percent)} is baked`;
            return [note(stage.name, { by, to, run, verified: true }, summary, { keeps: true })];
        },
        // A rollback is recorded when everything else of it is done.
        record: (move) => (move.by === "rollback" ? [] : [note(stage.name, move, tookOver(stage.name))]),
        takeOver() {
            if (record?.ending === undefined)
                return [];
            const summary = `Call off the teardown that has begun on ${stage.name}`;
            return [{ kind: "tag", stage: stage.name, tags: {}, remove: [TAG.ending], summary }, (0,waits/* waitForClaim */.Ln)(stage.name)];
        },
        safeAt: () => goneAt(settings, record, standing),
        markEnding() {
            if (record === undefined)
                return [];
            const nonce = intent.nonce ?? intent.rolloutId;
            if (record.ending === nonce)
                return [(0,waits/* waitForClaim */.Ln)(stage.name)];
            const summary = `Note on ${stage.name} that the rollout is being ended`;
            const tags = endingTag(record, nonce);
            return [{ kind: "tag", claims: true, stage: stage.name, tags, remove: [], summary }, (0,waits/* waitForClaim */.Ln)(stage.name)];
        },
        tidy: () => tidy(context, seen),
    };
}
/** Milliseconds since the epoch from which a deployment that lost its traffic may go. */
function goneAt({ scaleDownDelayMs }, record, { now, weight }) {
    if (weight === 0 && record?.served !== true)
        return now;
    return (0,standing/* safeAt */.J_)({ now, weight, last: record?.last }, scaleDownDelayMs);
}
/** @param keeps the moment that is on record already stays. */
function note(stage, record, summary, { keeps = false } = {}) {
    return { kind: "record", ...(keeps ? { records: true } : {}), stage, record, keeps, summary };
}
function tookOver(stage) {
    return `Record on ${stage} that the new version took over`;
}
/**
 * Whether a version that is deployed again goes on with what its rollout wrote down. A rollback that was cut off has not
 * put the integrations back, or not all: what they were before is told by that record alone.
 */
function keepsRecord(record, again) {
    if (!again)
        return true;
    return record?.last?.by !== "rollback" && record?.details?.changes === "integration";
}
/** The last change of a rollback: whoever finds it on record finds everything else done. */
function noteRollback({ intent, standing, stage, record }, keeps = {}) {
    const move = (0,schedule/* recordOf */.z)(intent, standing, "rollback", 0);
    const unserved = record?.served !== true && standing.weight === 0;
    return note(stage.name, { ...move, unserved }, `Record on ${stage.name} that it was rolled back`, keeps);
}
function removeCanary({ name }, movesTraffic) {
    return {
        kind: "set-stage",
        stage: name,
        wish: { canary: "none" },
        requires: undefined,
        ...(movesTraffic ? { movesTraffic: true } : {}),
        summary: `Remove the canary settings of ${name}`,
    };
}
/**
 * Makes the API's resources what they were before a rollout changed them, so that the next deployment is no surprise.
 *
 * @param serving the stage whose deployment users have.
 */
function restoreResources(serving, { details }) {
    if (details?.changes === "openapi") {
        const summary = `Put the API's resources back to what ${serving.name} serves`;
        return [{ kind: "restore-openapi", stage: serving.name, summary }];
    }
    const integrations = details?.integrations ?? [];
    if (integrations.length === 0)
        return [];
    const where = integrations.map(({ verb, path }) => `${verb} ${path}`).join(", ");
    return [{ kind: "restore-integrations", integrations, summary: `Restore the previous integration of ${where}` }];
}
function revoke(stage) {
    if (grantsOf(stage).length === 0)
        return [];
    const summary = `Take back the Lambda permissions that ${stage.name} does not need any more`;
    return [{ kind: "revoke", destroys: true, stage: stage.name, summary }];
}
/** The rollout's end: what only its way back needed is cleared away after it, by this teardown or a later one. */
function endRollout(context, after, leaving) {
    const { stage } = context;
    const summary = `Remove the rollout's tags from ${stage.name}`;
    const own = deletable(after, routed(context.settings), leaving).filter((id) => leaving.includes(id));
    return [
        ...deleteDeployments(own),
        { kind: "untag-rollout", destroys: true, stage: stage.name, summary },
        ...tidy(context, moves_without(after, own), stage.name),
    ];
}
/** @param ended the stage whose rollout ends in the same plan. */
function tidy({ settings }, seen, ended) {
    const names = routed(settings);
    const unused = deletable(seen, names, []);
    const changes = deleteDeployments(unused.slice(settings.keepDeployments ?? unused.length));
    const left = ({ name, tags }) => name === ended || (tags[TAG.ending] !== undefined && tags[TAG.rollout] === undefined);
    for (const stage of seen.stages.filter((candidate) => names.includes(candidate.name) && left(candidate))) {
        const summary = `Remove the note of the teardown from ${stage.name}`;
        changes.push(...revoke(stage), { kind: "tag", stage: stage.name, tags: {}, remove: [TAG.ending], summary });
    }
    return changes;
}
/**
 * The deployments that nothing needs, newest first: never one that a stage or its canary uses, nor one that is the way
 * back of a rollout on another stage.
 */
function deletable(seen, names, leaving) {
    const used = seen.stages.flatMap(({ name, deploymentId, canary, tags }) => [
        deploymentId,
        canary?.deploymentId,
        names.includes(name) ? undefined : tags[TAG.blue],
    ]);
    const unused = seen.deployments.map(({ id }) => id).filter((id) => !used.includes(id));
    return [...unused.filter((id) => leaving.includes(id)), ...unused.filter((id) => !leaving.includes(id))];
}
function deleteDeployments(ids) {
    if (ids.length === 0)
        return [];
    const named = ids.length > 5 ? `${ids.slice(0, 5).join(", ")} …` : ids.join(", ");
    const summary = `Delete ${(0,counted/* amountOf */.M)(ids.length, "deployment")} that no stage uses: ${named}`;
    return [{ kind: "delete-deployments", destroys: true, ids, summary }];
}
function moves_without(seen, ids) {
    return { ...seen, deployments: seen.deployments.filter(({ id }) => !ids.includes(id)) };
}
function routed({ routing }) {
    return routing.kind === "canary" ? [routing.stage] : routing.stages;
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/moves-canary.js









/**
 * How a canary moves: one stage that serves two deployments. `deploy` alone asks it: a canary without a share has no
 * address, and the API's resources may be newer than it.
 */
function canaryMoves(context, sides, wanted) {
    return {
        ...sharedMoves(context),
        begin: () => bring(context, sides, wanted, { takenUp: false, again: false }),
        resume: (again) => bring(context, sides, wanted, { takenUp: keepsRecord(sides.record, again), again }),
        shift: (to, record) => shift(context, sides, to, record),
        releaseBlue: () => releaseBlue(context, sides),
        remove: (side) => remove(context, sides, side),
    };
}
function bring(context, { stage, position, green }, wanted, { takenUp, again }) {
    if (wanted === undefined)
        return { changes: [] };
    const { source, revision } = wanted;
    const { strategy, weight = 0, rolloutId } = context.intent;
    const atOnce = strategy === "all-at-once";
    if (atOnce && position === "canary")
        throw refuse("canary-already", { revision, stage: stage.name });
    return bringUp(context, wanted, {
        takenUp,
        again,
        blue: stage.deploymentId,
        serving: undefined,
        deployment: green?.id,
        variables: formerValues(stage.variables, source.variables),
        before: smokeOfMethods(context.settings, { ...stage.variables, ...source.variables }),
        after: [],
        serve(deployment, of) {
            if (takenUp && (position === "canary" || position === "promoted"))
                return [];
            const all = { kind: "set-stage", stage: stage.name, requires: undefined, of };
            const moved = { verified: true, run: rolloutId };
            if (atOnce) {
                const wish = { base: deployment, variables: source.variables };
                const record = { by: "promote", to: 100, ...moved };
                const summary = `Make ${stage.name} serve ${revision} to everyone`;
                return [{ ...all, wish, record, movesTraffic: true, summary }];
            }
            const wish = { canary: { deployment, percent: weight, overrides: source.variables } };
            const moves = { movesTraffic: true, record: { by: "shift", to: weight, ...moved } };
            const summary = `Make ${revision} the canary of ${stage.name}: ${percents(weight)}`;
            return [{ ...all, wish, ...(weight > 0 ? moves : {}), summary }];
        },
    });
}
/** By name what each variable that green overrides is on the stage; null: there is none. */
function formerValues(stage, overrides) {
    return Object.fromEntries(Object.keys(overrides).map((name) => [name, stage[name] ?? null]));
}
function shift(context, sides, to, record) {
    const { stage, position, green } = sides;
    if (record.by === "rollback")
        return back(context, sides);
    // The policy gives a share to nothing but a green that is there.
    if (green === undefined)
        throw new errors/* DeliveryError */.VE("internal", `${stage.name} has no green to give a share to.`);
    if (to === 100 && record.by === "promote")
        return promote(sides, green.id, record);
    const canary = { deployment: { id: green.id }, percent: to };
    const variables = sides.record?.details?.variables ?? {};
    const split = position === "canary"
        ? { canary }
        : {
            base: { id: sides.record?.blue ?? "" },
            variables,
            canary: { ...canary, overrides: present(stage.variables, Object.keys(variables)) },
        };
    return [
        {
            kind: "set-stage",
            movesTraffic: true,
            stage: stage.name,
            wish: split,
            requires: position === "canary" ? green.id : undefined,
            record,
            ...held(sides),
            summary: `Give the canary of ${stage.name} ${percents(to)}`,
        },
    ];
}
function present(variables, names) {
    return Object.fromEntries(names.flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])));
}
/** One call makes green the stage's own deployment; the canary settings that are left behind go by a second. */
function promote(sides, green, record) {
    const { stage, position } = sides;
    if (position === "promoted") {
        const noted = sides.record?.last?.by === "promote" || record === undefined;
        return [
            ...(noted ? [] : [note(stage.name, record, tookOver(stage.name))]),
            ...(stage.canary === undefined ? [] : [removeCanary(stage, false)]),
        ];
    }
    return [
        ...keepFormerValues(sides),
        {
            kind: "promote-canary",
            movesTraffic: true,
            stage: stage.name,
            green,
            record,
            ...held(sides),
            summary: `Make ${stage.name} serve ${sides.record?.revision} to everyone, with the canary's variables`,
        },
        removeCanary(stage, false),
    ];
}
/** What the way back needs, where it is not up to date: somebody may have set a variable meanwhile. */
function keepFormerValues({ stage, record }) {
    const former = formerValues(stage.variables, stage.canary?.overrides ?? {});
    const same = Object.entries(former).every(([name, value]) => record?.details?.variables[name] === value);
    if (same)
        return [];
    const summary = `Record what ${stage.name} serves now, which changed since the rollout began`;
    return [{ kind: "tag", stage: stage.name, tags: variableTags(former), remove: [], summary }];
}
/** Everyone is on the former version after one call. */
function back({ seen }, sides) {
    const { stage, record, position } = sides;
    if (position !== "promoted" || record === undefined)
        return [{ ...removeCanary(stage, true), ...held(sides) }];
    return [
        {
            kind: "set-stage",
            movesTraffic: true,
            stage: stage.name,
            wish: { base: { id: record.blue }, variables: record.details?.variables ?? {}, canary: "none" },
            requires: undefined,
            ...held(sides),
            summary: `Make ${stage.name} serve ${revisionOf(seen, record.blue)} again, with its former variables`,
        },
    ];
}
/**
 * The rest of a rollback: the API's resources, and the record that says that all of it is done. The permissions stay until
 * a teardown: what still reaches green a moment later, or is given to it by another run, must not be refused.
 */
function releaseBlue(context, { stage, record }, keeps = false) {
    if (record === undefined)
        return moves_canary_restoreFound(context, stage);
    const left = stage.canary !== undefined && context.standing.weight === 0 ? [removeCanary(stage, false)] : [];
    if (record.last?.by === "rollback")
        return left;
    return [...left, ...restoreResources(stage, record), noteRollback(context, { keeps })];
}
/** A canary of ours whose tags are gone: its deployment still says what it was. */
function moves_canary_restoreFound({ seen }, { name, canary, variables }) {
    const found = seen.deployments.find(({ id }) => id === canary?.deploymentId);
    const origin = parseOrigin(found?.description ?? "");
    if (origin?.stage !== name)
        return [];
    const { revision } = origin;
    const summary = `Put back what the deploy of ${revision} changed of the API, as far as ${name} and its deployments tell`;
    return [
        {
            kind: "restore-found",
            destroys: true,
            stage: name,
            revision,
            variables: { ...variables, ...canary?.overrides },
            summary,
        },
    ];
}
function remove(context, sides, side) {
    const { seen } = context;
    const { stage, record, position, green } = sides;
    if (record === undefined)
        return { changes: [] };
    const earlier = earlierAttempts(seen, stage.name, record).map(({ id }) => id);
    if (side === "blue") {
        const rest = green === undefined ? [] : promote(sides, green.id);
        const after = position === "canary" && green !== undefined ? serving(seen, stage.name, green.id) : seen;
        return { changes: [...rest, ...endRollout(context, after, earlier)] };
    }
    const own = ownDeployments(seen, stage.name, record).map(({ id }) => id);
    const after = serving(seen, stage.name, stage.deploymentId);
    return { changes: [...releaseBlue(context, sides, true), ...endRollout(context, after, [...own, ...earlier])] };
}
/** As it will be once the stage serves this to everyone. */
function serving(seen, name, deploymentId) {
    const stages = seen.stages.map((stage) => stage.name === name ? { ...stage, deploymentId, canary: undefined } : stage);
    return { ...seen, stages };
}
function held({ record }) {
    return record === undefined ? {} : { of: { id: record.id, startedAt: record.startedAt, nonce: undefined } };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/moves-pair.js





/** How a pair moves: two stages, and a base path mapping that is switched by one call. */
function pairMoves(context, pair, wanted) {
    return {
        ...sharedMoves(context),
        smokeTest: () => smokeOfStage(context.settings, pair.green.name),
        begin: () => moves_pair_bring(context, pair, wanted, { takenUp: false, again: false }),
        resume: (again) => moves_pair_bring(context, pair, wanted, { takenUp: keepsRecord(pair.record, again), again }),
        shift: (to, record) => moves_pair_shift(pair, to, record),
        releaseBlue: () => moves_pair_releaseBlue(context, pair),
        remove: (side) => moves_pair_remove(context, pair, side),
    };
}
function moves_pair_bring(context, pair, wanted, { takenUp, again }) {
    if (wanted === undefined)
        return { changes: [] };
    const { blue, green, record, position, deployment } = pair;
    return bringUp(context, wanted, {
        takenUp,
        again,
        // A version that is taken up again has been on the stage before: what it was before that is still the way back.
        blue: record?.blue ?? green.deploymentId,
        serving: blue.deploymentId,
        deployment: deployment?.id,
        variables: {},
        before: [],
        after: position === "promoted" ? [] : smokeOfStage(context.settings, green.name),
        serve(base, of) {
            if (takenUp && again && deployment?.id === green.deploymentId) {
                const summary = `Clear the record of the switch on ${green.name}`;
                return [{ kind: "tag", stage: green.name, tags: {}, remove: switchKeys(green.tags), summary }];
            }
            if (takenUp && position !== "begun")
                return [];
            const summary = `Make ${green.name} serve ${wanted.revision}, with ${blue.name}'s variables; no user gets it yet`;
            const wish = { base, variables: variablesFor(pair, wanted.source.variables) };
            return [{ kind: "set-stage", stage: green.name, wish, requires: undefined, of, summary }];
        },
    });
}
/** Green is blue with nothing but the new version changed: so it gets blue's variables, and those given over them. */
function variablesFor({ blue, green }, given) {
    const gone = Object.keys(green.variables).map((name) => [name, null]);
    return { ...Object.fromEntries(gone), ...blue.variables, ...given };
}
function moves_pair_shift(pair, to, record) {
    const { blue, green, address } = pair;
    const mapping = { kind: "set-mapping", movesTraffic: true, marked: green.name };
    if (to === 0) {
        const summary = `Point ${address} at ${blue.name} again`;
        const noted = record.by === "rollback" ? {} : { record };
        return [{ ...mapping, stage: blue.name, requires: green.name, ...noted, summary }];
    }
    const summary = `Point ${address} at ${green.name}, which serves ${pair.record?.revision}`;
    // Only a switch that was seen is on record as verified: so a cut-off promote and a cut-off rollback tell apart.
    const announced = { ...record, verified: false };
    return [
        { ...mapping, stage: green.name, requires: blue.name, record: announced, summary },
        ...(record.verified ? [note(green.name, record, tookOver(green.name), { keeps: true })] : []),
    ];
}
function moves_pair_releaseBlue(context, { blue, record }, keeps = false) {
    if (record === undefined || record.last?.by === "rollback")
        return [];
    return [...restoreResources(blue, record), noteRollback(context, { keeps })];
}
function moves_pair_remove(context, pair, side) {
    const { seen } = context;
    const { green, record } = pair;
    if (record === undefined)
        return { changes: [] };
    const earlier = earlierAttempts(seen, green.name, record).map(({ id }) => id);
    if (side === "blue")
        return { changes: endRollout(context, seen, earlier) };
    const own = ownDeployments(seen, green.name, record).map(({ id }) => id);
    const leaving = [...own, ...earlier];
    const former = record.blue;
    const resets = leaving.includes(green.deploymentId) && seen.deployments.some(({ id }) => id === former);
    const summary = `Make ${green.name} serve its former deployment ${former}`;
    const wish = { base: { id: former } };
    // The idle stage goes back to what it had, so that nothing of a version that was given up is left.
    const reset = resets
        ? [{ kind: "set-stage", destroys: true, stage: green.name, wish, requires: undefined, summary }]
        : [];
    const stages = seen.stages.map((stage) => resets && stage.name === green.name ? { ...stage, deploymentId: former } : stage);
    const end = endRollout(context, { ...seen, stages }, leaving);
    return { changes: [...moves_pair_releaseBlue(context, pair, true), ...reset, ...end] };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/plan.js












/** The steps in which people look at how the new version does. */
const WATCHING = ["shift", "verify"];
const UNREAD_PLANS = "The usage plans were not compared: allow `apigateway:GET` on `/usageplans` to have it done.";
/** What the policy decides, in the safe order, by API Gateway's means. Pure. */
function planStep(settings, intent, seen) {
    const { source, region, routing } = settings;
    const deploys = intent.step === "deploy" && source !== undefined;
    const wanted = deploys ? wantedOf(source, seen.resources, region) : undefined;
    const standing = standingOf(settings, seen, wanted);
    requireShare(settings, intent);
    const asked = {
        revision: wanted?.revision,
        audience: "everyone",
        checks: settings.probe !== undefined,
        atOnce: intent.strategy === "all-at-once",
        reroutes: intent.step === "promote" && routing.kind === "canary" && isUnpromoted(seen, routing.stage),
    };
    const pair = routing.kind === "stages" ? identifyPair(settings, routing, seen) : undefined;
    const decision = (0,policy/* decide */.L)(intent, asked, standing);
    const leads = decision.do === "begin" || (decision.do === "shift" && decision.to === 100);
    if (pair !== undefined && leads)
        requireOpen(settings, seen, pair);
    const { moves, stage } = movesOf({ settings, intent, seen, standing }, wanted);
    const plan = (0,schedule/* schedule */._)(intent, decision, standing, moves);
    if (decision.do === "shift" && decision.by !== "rollback")
        requireRoomForMoves(stage, plan, standing.now);
    const apart = pair !== undefined && leads ? stagesApart(seen, pair) : [];
    const cached = WATCHING.includes(intent.step) ? cacheWarnings(settings, seen) : [];
    const left = leftBehind(intent, standing, stage, plan);
    return { ...plan, warnings: [...plan.warnings, ...apart, ...cached, ...left] };
}
function requireRoomForMoves(stage, { changes }, now) {
    for (const change of changes) {
        if ("record" in change && change.record !== undefined)
            requireRoomForMove(stage, change.record, now);
    }
}
/** Where the switch changes more for users than the version. */
function stagesApart(seen, pair) {
    const unread = seen.plans === undefined ? [UNREAD_PLANS] : [];
    return [...differenceWarnings(pair, differencesOf(pair, seen.plans)), ...unread];
}
function movesOf(context, wanted) {
    const { settings, seen } = context;
    const { routing } = settings;
    if (routing.kind === "canary") {
        const sides = identify(seen, routing.stage);
        const { stage, record } = sides;
        return { moves: canaryMoves({ ...context, stage, record }, sides, wanted), stage };
    }
    const pair = identifyPair(settings, routing, seen);
    const { green: stage, record } = pair;
    return { moves: pairMoves({ ...context, stage, record }, pair, wanted), stage };
}
/** Everyone gets green, but as a canary, or with canary settings that are left behind. */
function isUnpromoted(seen, stage) {
    const sides = identify(seen, stage);
    return weightOf(sides) === 100 && sides.stage.canary !== undefined;
}
function requireShare({ routing }, { step, weight = 0 }) {
    if (routing.kind === "canary" || step !== "shift" || weight === 0 || weight === 100)
        return;
    throw refuse("no-share", { address: addressOf(routing), percent: String(weight) });
}
/** What a rollback cannot put back, because no rollout on record changed it. */
function leftBehind({ step }, { weight }, stage, { changes }) {
    if (step !== "rollback" || changes.length === 0)
        return [];
    const record = readRecord(stage);
    if (record === undefined)
        return weight === 0
            ? []
            : [
                "The canary that is removed is of no rollout on record: look through the API's resources and the functions' permissions before the next deployment.",
            ];
    if (record.details?.changes !== "nothing")
        return [];
    return [
        "The API's resources were not changed by the rollout, so they stay as they are: the next deployment of this API brings them again.",
    ];
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/diagnosis.js




/** In place of the version that only a deploy knows: the API's resources as they are. */
const NOTHING_NEW = { openapi: undefined, integrations: [], variables: {} };
/** API Gateway and Lambda have no dry run. */
const UNASKED = (0,findings/* unchecked */.VJ)("The rights to change the API, its stages and the policies of functions cannot be asked for without using them (docs/api-gateway.md lists all that a deploy needs).");
/** What a deploy of what the inputs tell would be refused for or warn of. Pure. */
function diagnose(settings, intent, seen) {
    const source = settings.source ?? NOTHING_NEW;
    const { openapi } = source;
    return (0,findings/* rehearse */.Km)(() => planStep({ ...settings, source }, { ...intent, step: "deploy" }, seen), [
        () => requireFunctions({ ...settings, source }, seen),
        () => openapi && droppedBy(openapi, seen, settings.allowDropping),
    ]);
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/needs.js





/** @throws DeliveryError `not-found` when the API has no stage of a name that the inputs give. */
function requireStages({ routing, restApi }, stages) {
    const wanted = routing.kind === "canary" ? [routing.stage] : routing.stages;
    const missing = wanted.filter((name) => !stages.some((stage) => stage.name === name));
    if (missing.length === 0)
        return;
    const known = stages.map(({ name }) => name).join(", ");
    throw refuse("stage-not-found", { api: restApi, stage: missing.join(" nor ") }, [
        known === "" ? "It has no stages at all." : `It has ${known}.`,
    ]);
}
/**
 * What the functions have to allow that a deploy changes the way to: all that an OpenAPI file names, the integrations
 * that the inputs name, and those that a given stage variable leads elsewhere. The others are called as before. On a
 * stage of its own, green may never have called any of them.
 */
function changedNeeds(settings, { stages, resources, mapping }) {
    const { source, region, restApi, routing } = settings;
    const name = greenName(routing, stages, mapping);
    const serving = routing.kind === "canary" ? name : routing.stages.find((other) => other !== name);
    const stage = stages.find((candidate) => candidate.name === serving);
    if (source === undefined || stage === undefined)
        return [];
    const steps = resources === undefined ? [] : resolveIntegrations(source.integrations, resources, region);
    const names = Object.keys(source.variables);
    const backends = greenBackends(source, resources, steps).filter(({ verb, path, uri }) => routing.kind === "stages" ||
        source.openapi !== undefined ||
        names.some((variable) => uri.includes(`\${stageVariables.${variable}}`)) ||
        steps.some(({ former }) => former.verb === verb && former.path === path));
    const variables = { ...stage.variables, ...source.variables };
    return [
        ...(0,permission/* needsOf */.hN)(backends, variables, { region, restApi, stage: name }),
        ...testNeeds(settings, greenBackends(source, resources, steps), variables),
    ];
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/test-invoke.js





/** Lines of an execution log that are told. */
const LOG_LINES = 2;
/**
 * Invokes methods of the API's resources as they stand, without a stage: neither authorizers nor WAF nor throttling are
 * asked (API Gateway developer guide, "Use the API Gateway console to test a REST API method").
 */
class TestInvoker {
    #client;
    #reader;
    #restApiId;
    #signal;
    constructor(client, reader, restApiId, signal) {
        this.#client = client;
        this.#reader = reader;
        this.#restApiId = restApiId;
        this.#signal = signal;
    }
    /** Why paths do not answer as they should, one entry each; one call after another, for the quota is small. */
    async failuresOf({ checks, variables }) {
        const { methods } = await this.#reader.resources();
        const failures = [];
        for (const check of checks) {
            const method = findMethod(methods, check.path);
            const failed = method === undefined
                ? `${check.path} is answered by no method of the API`
                : await this.#failureOf(check, method, variables);
            if (failed !== undefined)
                failures.push(failed);
        }
        return failures;
    }
    async #failureOf(check, method, variables) {
        const { status = 0, log = "" } = await this.#answerOf(check.path, method, variables);
        if ((0,path_check/* isAsWanted */.K1)(check, status))
            return undefined;
        const wanted = check.status === undefined ? "" : ` instead of ${check.status}`;
        if (status === 0)
            return `${check.path} could not be invoked: ${log}`;
        const because = status < 400 ? [] : reasonsIn(log);
        return [`${check.path} answered ${status}${wanted}`, ...because].join(": ");
    }
    /** Whether a method for any verb is invoked by its name or by a verb is in no public source: one of them is answered. */
    async #answerOf(path, method, variables) {
        const answer = await this.#invoke(path, method, variables);
        if (answer.status !== undefined || method.verb !== "ANY")
            return answer;
        return this.#invoke(path, { ...method, verb: "GET" }, variables);
    }
    async #invoke(pathWithQueryString, { resourceId, verb }, variables) {
        const input = {
            restApiId: this.#restApiId,
            resourceId,
            httpMethod: verb,
            pathWithQueryString,
            stageVariables: { ...variables },
        };
        try {
            return await (0,aws/* call */.T1)("apigateway:POST (TestInvokeMethod)", this.#signal, () => this.#client.send(new dist_cjs/* TestInvokeMethodCommand */.bJ0(input), { abortSignal: this.#signal }));
        }
        catch (error) {
            // What refuses the invocation itself (a method that asks for a body, say) is an answer too.
            if (!(error instanceof errors/* DeliveryError */.VE) || error.code !== "platform" || error.transient)
                throw error;
            return { status: undefined, log: error.message };
        }
    }
}
/** What an execution log says of its failure: `Execution failed due to configuration error: …`. */
function reasonsIn(log) {
    const lines = log.split("\n").map((line) => line.replace(/^.*? : /, "").trim());
    return lines.filter((line) => /failed|error/i.test(line)).slice(0, LOG_LINES);
}

// EXTERNAL MODULE: ./build/platforms/api-gateway/settings.js
var settings = __webpack_require__(3674);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/undo.js




/** What leaves no half-done step behind: for a rollback the rest of it, else what users had before the step. */
function undoOf(settings, intent, seen) {
    const { routing } = settings;
    if (routing.kind === "canary")
        return undoOfCanary(routing.stage, intent, seen);
    const { blue, green, position, address } = identifyPair(settings, routing, seen);
    const stage = intent.step === "rollback" || position !== "promoted" ? blue.name : green.name;
    const summary = `Point ${address} at ${stage}`;
    return { kind: "set-mapping", movesTraffic: true, stage, requires: undefined, summary };
}
/** With the variables that the step may have changed. */
function undoOfCanary(stageName, intent, seen) {
    const { stage, record, position } = identify(seen, stageName);
    const { canary, deploymentId } = stage;
    if (intent.step === "rollback" && (record === undefined || position !== "promoted"))
        return removeCanary(stage, true);
    const forward = intent.step === "rollback" && record !== undefined;
    const former = record?.details?.variables ?? {};
    const names = [...Object.keys(former), ...Object.keys(canary?.overrides ?? {})];
    const wish = forward
        ? { base: { id: record.blue }, variables: former, canary: "none" }
        : {
            base: { id: deploymentId },
            variables: Object.fromEntries(names.map((name) => [name, stage.variables[name] ?? null])),
            canary: canary === undefined
                ? "none"
                : {
                    deployment: { id: canary.deploymentId },
                    percent: canary.percent,
                    overrides: canary.overrides,
                },
        };
    return {
        kind: "set-stage",
        movesTraffic: true,
        stage: stageName,
        wish,
        // A canary that somebody took away meanwhile is not brought back.
        requires: forward ? undefined : canary?.deploymentId,
        summary: `Make ${stageName} serve what it served ${forward ? "before the rollout" : "before this step"}`,
    };
}
/**
 * Whether a record that was kept by the runner is one that `undoOf` makes for these inputs: only its own stages, only
 * deployments that the API has, only values that variables can have. A rollback's is known to the letter.
 */
function acceptsUndo(settings, intent, seen, undo) {
    const { routing } = settings;
    const { kind, stage, requires, wish, ...rest } = undo;
    if (requires !== undefined && requires !== canaryOf(wish))
        return false;
    if (Object.keys(rest).some((key) => key !== "movesTraffic" && key !== "summary"))
        return false;
    if (routing.kind === "stages") {
        if (kind !== "set-mapping" || wish !== undefined)
            return false;
        const { blue } = identifyPair(settings, routing, seen);
        return intent.step === "rollback" ? stage === blue.name : routing.stages.some((name) => name === stage);
    }
    return kind === "set-stage" && stage === routing.stage && isWish(wish, seen, intent.step === "rollback");
}
function isWish(value, { deployments }, rollback) {
    if (!isMap(value))
        return false;
    const { base, variables, canary, ...others } = value;
    if (Object.keys(others).length > 0)
        return false;
    const exists = (ref) => isMap(ref) && deployments.some(({ id }) => id === ref.id);
    if (base !== undefined && !exists(base))
        return false;
    if (variables !== undefined && !areVariables(variables, true))
        return false;
    if (canary === "none")
        return true;
    if (rollback || !isMap(canary))
        return false;
    const { deployment, percent, overrides = {}, ...more } = canary;
    const share = typeof percent === "number" && percent >= 0 && percent <= 100;
    return Object.keys(more).length === 0 && exists(deployment) && share && areVariables(overrides, false);
}
function canaryOf(wish) {
    const canary = isMap(wish) ? wish.canary : undefined;
    return isMap(canary) && isMap(canary.deployment) ? canary.deployment.id : undefined;
}
function areVariables(value, nullable) {
    if (!isMap(value))
        return false;
    return Object.entries(value).every(([name, text]) => (text === null ? nullable : (0,settings/* isVariable */.DZ)(name, String(text))));
}
function isMap(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

// EXTERNAL MODULE: ./build/delivery/capacity.js
var capacity = __webpack_require__(4325);
// EXTERNAL MODULE: ./build/delivery/digest.js
var digest = __webpack_require__(4401);
// EXTERNAL MODULE: ./build/delivery/view.js
var view = __webpack_require__(8220);
// EXTERNAL MODULE: ./build/platforms/console.js
var console = __webpack_require__(1214);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/view.js











function viewOf(settings, seen) {
    const { routing } = settings;
    return routing.kind === "canary" ? viewOfCanary(settings, routing.stage, seen) : viewOfPair(settings, routing, seen);
}
function viewOfCanary(settings, stageName, seen) {
    const sides = identify(seen, stageName);
    const { stage, record } = sides;
    const standing = standingOf(settings, seen);
    const weight = weightOf(sides);
    const id = greenId(sides);
    return {
        ...view_common(settings, seen, standing, record),
        blue: sideView(seen, stageName, blueId(sides), (0,capacity/* restOf */.Y6)(weight)),
        green: id === undefined ? undefined : sideView(seen, stageName, id, weight),
        facts: factsOf(stage, record?.id),
    };
}
function viewOfPair(settings, routing, seen) {
    const { blue, green, record, position, deployment, address } = identifyPair(settings, routing, seen);
    const standing = standingOf(settings, seen);
    const weight = standing.weight ?? 0;
    return {
        ...view_common(settings, seen, standing, record),
        blue: sideView(seen, blue.name, blue.deploymentId, (0,capacity/* restOf */.Y6)(weight)),
        green: deployment === undefined ? undefined : sideView(seen, green.name, deployment.id, weight),
        differences: differencesOf({ blue, green, record, position }, seen.plans),
        preview: position === "idle" || position === "begun" ? undefined : previewOf(settings, green.name),
        facts: {
            [`mapping ${address}`]: seen.mapping?.stage ?? "",
            ...factsOf(blue, undefined),
            ...factsOf(green, record?.id),
        },
    };
}
function view_common(settings, seen, standing, record) {
    return {
        // The split is drawn anew for every request: nobody sticks to a side.
        ...(0,view/* viewFrom */.A)(standing, { safeAt: goneAt(settings, record, standing) }),
        links: (0,console/* linkTo */.u)(settings.region, "API", settings.restApi, { restApi: settings.restApi }),
        measured: isMeasured(seen),
        look: seen.probe === undefined ? undefined : (0,checks_probe/* describeLook */.Fd)(seen.probe),
    };
}
function previewOf(settings, stage) {
    return { url: stageUrl(settings, stage), who: `requests to the stage ${stage} itself`, headers: [] };
}
/** Nobody measures whether a deployment's backends are healthy. */
function sideView(seen, target, id, weight) {
    return { name: id, target, revision: revisionOf(seen, id), healthy: undefined, wanted: 1, weight: rounded(weight) };
}
/** What a stage serves to whom. Values of variables may be secrets: that they changed is told, and no more. */
function factsOf({ name, deploymentId, variables, canary }, rollout) {
    return {
        [`stage ${name} deployment`]: deploymentId,
        [(0,digest/* fingerprintName */.Sw)(`stage ${name} variables`)]: fingerprintOf(variables),
        [`stage ${name} canary`]: canary?.deploymentId ?? "none",
        [`stage ${name} canary weight`]: canary === undefined ? "none" : `${rounded(canary.percent)} %`,
        [(0,digest/* fingerprintName */.Sw)(`stage ${name} canary variables`)]: canary === undefined ? "none" : fingerprintOf(canary.overrides),
        [`stage ${name} rollout`]: rollout ?? "none",
    };
}
function fingerprintOf(variables) {
    return (0,digest/* fingerprint */.Rj)(JSON.stringify(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1))));
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/index.js

















/** The account's quota of management calls is small, and a promote must not fail for it (API Gateway quotas). */
const MAX_ATTEMPTS = 10;
/** The steps that lead everybody to the other stage, or prepare that. */
const LEADING = ["deploy", "shift", "promote"];
/** The steps in which green is judged; a way back asks nothing that it could fail for. */
const JUDGED = ["shift", "verify", "promote", "rollout"];
/** REST APIs: a canary on one stage, or two stages behind a custom domain's base path mapping. */
class ApiGatewayPlatform {
    #settings;
    #step;
    #clock;
    #signal;
    #client;
    #once;
    #reader;
    #writer;
    #invoker;
    #permissions;
    #naming;
    #backends;
    /** @param deadline milliseconds since the epoch at which the step has to be over. */
    constructor(settings, step, clock, signal, deadline) {
        this.#settings = settings;
        this.#step = step;
        this.#clock = clock;
        this.#signal = signal;
        const config = (0,aws/* clientConfig */.yO)(settings.region);
        this.#client = new dist_cjs/* APIGatewayClient */.UR2({ ...config, maxAttempts: MAX_ATTEMPTS });
        this.#once = new dist_cjs/* APIGatewayClient */.UR2({ ...config, maxAttempts: 1 });
        this.#reader = new ApiReader(this.#client, settings, signal);
        this.#invoker = new TestInvoker(this.#client, this.#reader, settings.restApi, signal);
        this.#writer = new ApiWriter(settings, {
            client: this.#client,
            once: this.#once,
            reader: this.#reader,
            permissions: () => this.#loadPermissions(),
            clock,
            signal,
            deadline: () => deadline,
        });
    }
    observe() {
        return this.#observeFor(this.#step);
    }
    async #observeFor(step) {
        const { source, routing } = this.#settings;
        const deploys = step === "deploy";
        const [stages, deployments, named] = await Promise.all([
            this.#reader.stages(),
            this.#reader.deployments(),
            this.#named(step),
        ]);
        requireStages(this.#settings, stages);
        const resources = deploys ? await this.#reader.resources() : undefined;
        const api = deploys && source?.openapi !== undefined ? await this.#reader.api() : undefined;
        const mapped = routing.kind === "stages" ? await this.#mappings(routing) : { mapping: undefined };
        const called = await this.#called(step, stages);
        const read = { stages, deployments, resources, api, ...named, ...called, ...mapped };
        const seen = { at: this.#clock.now(), ...read, permissions: [] };
        const whole = deploys ? { ...seen, permissions: await this.#permissionStates(seen) } : seen;
        return routing.kind === "stages" && LEADING.includes(step) ? this.#withPlans(whole, routing) : whole;
    }
    /** The stages tell the weight and the record; of a pair the mapping tells the weight. */
    async confirm(seen) {
        const { routing } = this.#settings;
        if (routing.kind === "canary")
            return this.#withStage(seen, routing.stage);
        const stages = await this.#reader.stages();
        return { ...seen, at: this.#clock.now(), stages, mapping: await this.#reader.mapping(routing.mapping) };
    }
    plan(intent, seen) {
        return planStep(this.#settings, intent, seen);
    }
    apply(change, seen) {
        return this.#writer.apply(change, seen);
    }
    async refresh(wait, seen, { number, since }) {
        switch (wait.kind) {
            case "smoke-test":
                return this.#asked(seen, number, await (0,smoke/* smoke */.Q)(wait.test, this.#signal));
            case "test-invoke":
                return this.#asked(seen, number, await this.#invoker.failuresOf(wait));
            case "wait-share": {
                const last = await (0,checks_probe/* look */.Op)(wait.probe, this.#clock, this.#signal);
                const until = this.#clock.now();
                return { ...seen, at: until, probe: { probe: wait.probe, looks: number, since, until, last } };
            }
        }
    }
    #asked(seen, tries, failed) {
        return { ...seen, at: this.#clock.now(), smoke: { tries, failed } };
    }
    settled(wait, seen) {
        switch (wait.kind) {
            case "smoke-test":
                return (0,smoke/* smokeProgress */.x)(seen.smoke, wait.test.checks.length);
            case "test-invoke":
                return (0,smoke/* smokeProgress */.x)(seen.smoke, wait.checks.length);
            case "wait-share":
                return (0,checks_probe/* probeProgress */.ir)(wait.probe, seen.probe, seen.at);
        }
    }
    async diagnose(intent) {
        const found = await this.#observeFor("deploy").then((whole) => diagnose(this.#settings, intent, whole), findings/* unreadable */.O$);
        return [...found, UNASKED];
    }
    view(seen) {
        return viewOf(this.#settings, seen);
    }
    meter(seen) {
        return meterOf(this.#settings, seen);
    }
    undo(intent, seen) {
        return undoOf(this.#settings, intent, seen);
    }
    accepts(undo, intent, seen) {
        return acceptsUndo(this.#settings, intent, seen, undo);
    }
    close() {
        this.#client.destroy();
        this.#once.destroy();
        void this.#permissions?.then((permissions) => permissions.close());
    }
    /** Once for all looks of a step: what an API is called does not change in the middle of its rollout. */
    async #named(step) {
        const { gated = false, routing } = this.#settings;
        if (!gated || routing.kind !== "canary" || !JUDGED.includes(step))
            return {};
        this.#naming ??= await this.#reader.naming();
        return { named: this.#naming };
    }
    /** Once for all looks of a step, too: as soon as green is promoted, the stage does not tell any more what blue called. */
    async #called(step, stages) {
        const { byFunctions = false, routing } = this.#settings;
        if (!byFunctions || routing.kind !== "canary" || !JUDGED.includes(step))
            return {};
        const deployment = stages.find(({ name }) => name === routing.stage)?.deploymentId ?? "";
        this.#backends ??= await this.#reader.backends(routing.stage, deployment);
        return { backends: this.#backends };
    }
    async #mappings(routing) {
        const all = await this.#reader.mappings(routing.mapping);
        const mapping = all.find(({ basePath }) => basePath === routing.mapping.basePath);
        if (mapping === undefined)
            throw refuse("mapping-not-found", { address: addressOf(routing) });
        return { mapping, others: all.filter((other) => other !== mapping) };
    }
    /** Usage plans, and whether a stage that one of them lacks would be asked for a key. */
    async #withPlans(seen, { stages }) {
        const plans = await this.#reader.usagePlans();
        const apart = plans?.some((plan) => stages.some((name) => plan.stages.includes(name) !== plan.stages.includes(stages[0])));
        if (apart !== true)
            return { ...seen, plans };
        const served = seen.stages.filter(({ name }) => stages.includes(name)).map(({ deploymentId }) => deploymentId);
        const keyed = await Promise.all([...new Set(served)].map((id) => this.#reader.keyedMethods(id)));
        return { ...seen, plans, keyed: [...new Set(keyed.flat())] };
    }
    async #withStage(seen, name) {
        const fresh = await this.#reader.stage(name);
        return {
            ...seen,
            at: this.#clock.now(),
            stages: seen.stages.map((stage) => (stage.name === name ? fresh : stage)),
        };
    }
    /** What the functions allow that green calls and that may not have been called before. */
    async #permissionStates(seen) {
        const needs = changedNeeds(this.#settings, seen);
        if (needs.length === 0)
            return [];
        const permissions = await this.#loadPermissions();
        const at = { ...this.#settings, stage: greenName(this.#settings.routing, seen.stages, seen.mapping) };
        const policies = new Map();
        for (const arn of new Set(needs.map((need) => need.arn))) {
            const statements = await permissions.statements(arn);
            const lasting = statements === "missing" ? statements : statements.filter((one) => !(0,permission/* isForOtherStage */.MD)(one, at));
            policies.set(arn, lasting);
        }
        return needs.map((need) => ({ need, statements: policies.get(need.arn) ?? "missing" }));
    }
    #loadPermissions() {
        this.#permissions ??= Promise.all(/* import() */[__webpack_require__.e(696), __webpack_require__.e(404)]).then(__webpack_require__.bind(__webpack_require__, 7023)).then(({ Permissions }) => new Permissions(this.#settings.region, this.#signal));
        return this.#permissions;
    }
}


/***/ }),

/***/ 1392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GX: () => (/* binding */ statementsOf),
/* harmony export */   Jr: () => (/* binding */ isAllowed),
/* harmony export */   MD: () => (/* binding */ isForOtherStage),
/* harmony export */   h3: () => (/* binding */ statementId),
/* harmony export */   hN: () => (/* binding */ needsOf),
/* harmony export */   mE: () => (/* binding */ functionArn),
/* harmony export */   mZ: () => (/* binding */ statementPrefix)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

/** What the ids of all our statements begin with. */
const OWN = "progressive-delivery-";
const GATEWAY = "apigateway.amazonaws.com";
/** A method each up to so many; beyond, one statement for the stage: a policy holds 20 KB (Lambda quotas). */
const MAX_SOURCES = 5;
/**
 * An integration that calls Lambda: at once (`2015-03-31 … /invocations`), or with its answer streamed (`2021-11-15 …
 * /response-streaming-invocations`, API Gateway developer guide, "response streaming").
 */
const FUNCTION_URI = /:lambda:path\/\d{4}-\d{2}-\d{2}\/functions\/(arn:[^/]+:lambda:[^/]+:function:[^/]+)\/(?:response-streaming-)?invocations$/;
/** The function in an integration's URI, with stage variables filled in; undefined when it is none. */
function functionArn(uri, variables) {
    const filled = uri.replace(/\$\{stageVariables\.(\w+)\}/g, (whole, name) => variables[name] ?? whole);
    return FUNCTION_URI.exec(filled)?.[1];
}
/** What the functions behind these backends must allow, one entry for each function and source. */
function needsOf(backends, variables, at) {
    const sources = new Map();
    const authorizers = new Set();
    for (const { uri, credentials, verb, path, authorizer } of backends) {
        const arn = functionArn(uri, variables);
        // With a role of its own the integration needs no entry in the function's policy.
        if (arn === undefined || credentials !== undefined)
            continue;
        if (authorizer === true) {
            authorizers.add(arn);
            continue;
        }
        const method = `${verb === "ANY" ? "*" : verb}${path.replace(/\{[^}]+\}/g, "*")}`;
        sources.set(arn, (sources.get(arn) ?? new Set()).add(method));
    }
    const api = (arn) => `${arn.split(":", 2).join(":")}:execute-api:${at.region}:${arn.split(":")[4] ?? "*"}:${at.restApi}`;
    const methods = [...sources].flatMap(([arn, called]) => {
        const wanted = called.size > MAX_SOURCES ? ["*"] : [...called].sort();
        return wanted.map((method) => ({ arn, sourceArn: `${api(arn)}/${at.stage}/${method}` }));
    });
    // An authorizer is the API's, not a stage's, and its id is given at import.
    return [...methods, ...[...authorizers].map((arn) => ({ arn, sourceArn: `${api(arn)}/authorizers/*` }))];
}
/**
 * Whether a function's policy lets the stage call it. The account in the source is not compared: a function of another
 * account names the API's, which an API does not tell, and the API's id is enough to know it by.
 */
function isAllowed(need, statements) {
    return statements.some(({ effect, principal, action, sourceArn, otherConditions }) => effect === "Allow" &&
        !otherConditions &&
        [GATEWAY, "*"].includes(principal) &&
        matches(action, "lambda:InvokeFunction") &&
        (sourceArn === undefined || matches(anyAccount(sourceArn), anyAccount(need.sourceArn))));
}
/** The same need has the same id at every run: adding it twice is refused instead of doubled. */
function statementId(need, at) {
    return `${statementPrefix(at)}${hash(need.sourceArn)}`;
}
/** What the ids of all statements for a stage begin with. */
function statementPrefix({ restApi, stage }) {
    return `${OWN}${restApi}-${hash(stage)}-`;
}
/** Whether a statement was made for another stage, and goes when that stage does not need it any more. */
function isForOtherStage({ sid }, at) {
    return sid.startsWith(OWN) && !sid.startsWith(statementPrefix(at));
}
/** A policy as GetPolicy returns it. */
function statementsOf(policy) {
    const { Statement = [] } = JSON.parse(policy);
    return Statement.map(({ Sid = "", Effect = "", Principal, Action, Condition = {} }) => {
        const { ArnLike, ArnEquals, StringLike, StringEquals, ...others } = Condition;
        const tests = [ArnLike, ArnEquals, StringLike, StringEquals].flatMap((test) => Object.entries(test ?? {}));
        const [source, ...more] = tests.filter(([key]) => key.toLowerCase() === "aws:sourcearn");
        const principal = typeof Principal === "string" ? Principal : (Principal?.Service ?? Principal?.AWS ?? "");
        return {
            sid: Sid,
            effect: Effect,
            principal: String(principal),
            action: String(Action ?? ""),
            sourceArn: source?.[1],
            otherConditions: Object.keys(others).length > 0 || more.length > 0,
        };
    });
}
function anyAccount(sourceArn) {
    return sourceArn.replace(/^(arn:[^:]+:execute-api:[^:]*:)\d{12}:/, "$1:");
}
/** `*` and `?` as in policies. */
function matches(pattern, value) {
    const source = pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*/g, ".*")
        .replace(/\?/g, ".");
    return new RegExp(`^${source}$`, "s").test(value);
}
function hash(text) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(text).digest("hex").slice(0, 8);
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
