export const id = 617;
export const ids = [617];
export const modules = {

/***/ 4702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ countdown)
/* harmony export */ });
/** In steps, so that the log counts down without a line per look. */
const STEP_MS = 15_000;
/** Progress of a wait that only time ends, by the milliseconds that are left. */
function countdown(what, leftMs) {
    if (leftMs <= 0)
        return { state: "done" };
    const have = Math.ceil(leftMs / STEP_MS) * (STEP_MS / 1_000);
    return { state: "waiting", for: what, have, want: 0, reasons: [] };
}


/***/ }),

/***/ 7617:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ApiGatewayPlatform: () => (/* binding */ ApiGatewayPlatform)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-api-gateway/dist-cjs/index.js
var dist_cjs = __webpack_require__(818);
// EXTERNAL MODULE: ./build/delivery/countdown.js
var countdown = __webpack_require__(4702);
// EXTERNAL MODULE: ./build/platforms/aws.js
var aws = __webpack_require__(5978);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
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
    return new errors/* DeliveryError */.VE("refused", `The API has as many deployments as AWS allows. ${error.message}`, {
        cause: error.cause,
        noEffect: true,
        remedy: "Run `teardown` with `keep-deployments`, e.g. 20, which deletes old ones; the stage is as it was.",
    });
}
function canaryGone(stage) {
    return new errors/* DeliveryError */.VE("drift", `The canary of ${stage} was removed or replaced by somebody else at this moment.`, {
        // What little it had was taken back: there is nothing for `post` to undo.
        noEffect: true,
        remedy: "Run `status` to see what the stage serves; no traffic was moved.",
    });
}
function changedMeanwhile(name) {
    return new errors/* DeliveryError */.VE("drift", `${name} was changed by somebody else at the same moment.`, {
        remedy: "Run `status` to see what serves now; running the step again does what is left.",
    });
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/snapshot.js
/** The tags on the stage that mark a rollout and hold what the way back needs. */
const TAG = {
    /** The workflow run that holds the rollout: a lock. */
    rollout: "progressive-delivery:rollout",
    revision: "progressive-delivery:revision",
    /** ISO 8601. */
    startedAt: "progressive-delivery:started-at",
    /** The deployment that the stage served before. */
    blue: "progressive-delivery:blue",
    /** `promote/<ISO 8601>`, `rollback/…`, or `rollback/unserved` when green never had a request. */
    switched: "progressive-delivery:switched",
    /** The canary's percent that was to bake, as long as no step has seen the end of it. */
    baking: "progressive-delivery:baking",
    /** What the rollout changes of the API's resources: `openapi`, `integration` or `nothing`. */
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



/**
 * What a rollout writes down on its stage, as tags: the only state there is. A tag's value has at most 256 characters of
 * a small alphabet (API Reference, TagResource), so values are escaped, and long ones go over several tags.
 */
const MAX_VALUE = 256;
/** `=3:` */
const COUNT_LENGTH = 3;
/** Tags per resource (AWS General Reference, tag naming limits). */
const MAX_TAGS = 50;
const ABSENT = "absent";
const PRESENT = "is:";
/** Stands for the moment when green lost its traffic, when it never had any. */
const UNSERVED = 0;
/** The rollout that a stage's tags tell of; undefined when there is none. */
function readRecord({ tags }) {
    const id = tags[TAG.rollout];
    if (id === undefined)
        return undefined;
    const texts = joined(tags);
    const below = (prefix) => [...texts]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, text]) => [key.slice(prefix.length), text]);
    return {
        id,
        revision: texts.get(TAG.revision) ?? "",
        startedAt: tags[TAG.startedAt] ?? "",
        blue: tags[TAG.blue] ?? "",
        switched: parseSwitch(tags[TAG.switched]),
        baking: tags[TAG.baking] === undefined ? undefined : Number(tags[TAG.baking]),
        changes: CHANGES.find((known) => known === tags[TAG.changes]) ?? "nothing",
        variables: Object.fromEntries(below(TAG.variable).map(([name, text]) => [name, text === ABSENT ? null : text.slice(PRESENT.length)])),
        integrations: below(TAG.integration).flatMap(([, text]) => {
            const [verb = "", path = "", type = "", httpMethod = "", uri = ""] = text.split(" ");
            return [{ verb, path, type, httpMethod: httpMethod === "-" ? "" : httpMethod, uri }];
        }),
    };
}
/** The functions that a rollout allowed the stage to call, this rollout or an earlier one. */
function grantsOf({ tags }) {
    return [...joined(tags)].filter(([key]) => key.startsWith(TAG.grant)).map(([, arn]) => arn);
}
/** The tags that mark a rollout, from nothing but data. */
function markTags(record, grants) {
    return Object.assign({
        [TAG.rollout]: record.id,
        [TAG.startedAt]: record.startedAt,
        [TAG.blue]: record.blue,
        [TAG.changes]: record.changes,
    }, spread(TAG.revision, record.revision), variableTags(record.variables), ...record.integrations.map(({ verb, path, type, httpMethod, uri }, index) => spread(`${TAG.integration}${index}`, [verb, path, type, httpMethod === "" ? "-" : httpMethod, uri].join(" "))), ...grants.map(grantTag));
}
function variableTags(variables) {
    return Object.assign({}, ...Object.entries(variables).map(([name, value]) => spread(TAG.variable + name, value === null ? ABSENT : PRESENT + value)));
}
function grantTag(arn) {
    return spread(TAG.grant + (0,external_node_crypto_.createHash)("sha256").update(arn).digest("hex").slice(0, 8), arn);
}
/** The keys of ours that a rollout leaves on its stage but for the grants, which outlive it. */
function rolloutKeys(tags) {
    const own = [TAG.rollout, TAG.revision, TAG.startedAt, TAG.blue, TAG.switched, TAG.baking, TAG.changes].map(String);
    return Object.keys(tags).filter((key) => own.includes(baseOf(key)) || key.startsWith(TAG.variable) || key.startsWith(TAG.integration));
}
/** @throws DeliveryError when the stage has no room for these tags. */
function requireRoom({ name, tags }, added, removed) {
    const kept = Object.keys(tags).filter((key) => !removed.includes(key));
    const count = new Set([...kept, ...Object.keys(added)]).size;
    if (count <= MAX_TAGS)
        return;
    throw new errors/* DeliveryError */.VE("unsuitable", `stage: ${name} would need ${count} tags for what the way back has to know; AWS allows ${MAX_TAGS}.`, { remedy: "Change fewer stage variables or integrations at a time, or use `openapi`; nothing was touched." });
}
function formatSwitch({ direction, at }) {
    return `${direction}/${at === UNSERVED ? "unserved" : new Date(at).toISOString()}`;
}
function parseSwitch(text) {
    const [, word, iso = ""] = /^(promote|rollback)\/(.+)$/.exec(text ?? "") ?? [];
    const at = iso === "unserved" ? UNSERVED : Date.parse(iso);
    if (word === undefined || Number.isNaN(at))
        return undefined;
    return { direction: word === "promote" ? "promote" : "rollback", at };
}
function formerOf({ verb, path, integration }) {
    const { type = "", httpMethod = "", uri = "" } = integration ?? {};
    return { verb, path, type, httpMethod, uri };
}
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

;// CONCATENATED MODULE: ./build/platforms/api-gateway/source.js



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
        throw new errors/* DeliveryError */.VE("not-found", `integration: the API has no method ${verb} ${path}.`, {
            reasons: known.length === 0 ? ["It has no methods at all."] : [`It has ${known.join(", ")}.`],
            remedy: "Name a method as the API has it, or bring it by `openapi`; nothing was touched.",
        });
    }
    const backed = methods.filter(({ integration }) => (integration?.uri ?? "") !== "");
    const uris = new Set(backed.map(({ integration }) => integration?.uri));
    if (uris.size === 1)
        return backed;
    throw new errors/* DeliveryError */.VE("unsuitable", `integration: the API calls ${uris.size} different backends.`, {
        reasons: backed.slice(0, 20).map(({ verb: v, path: p, integration }) => `${v} ${p} calls ${integration?.uri}`),
        remedy: "Say which method is meant, e.g. `integration: GET /math = …`; nothing was touched.",
    });
}
function stepOf(method, target, region) {
    const former = formerOf(method);
    const refuse = (why) => new errors/* DeliveryError */.VE("unsuitable", `integration: ${former.verb} ${former.path} ${why}`, {
        remedy: "Bring the new definition by `openapi`; nothing was touched.",
    });
    if (former.type === "")
        throw refuse("has no integration yet.");
    if (former.type === "MOCK")
        throw refuse("is a mock, which calls nothing.");
    const proxies = former.type.endsWith("_PROXY");
    const lambda = /:lambda:path\//.test(former.uri);
    const ownKind = target.kind === "lambda" ? lambda : former.type.startsWith("HTTP");
    if (!proxies && !ownKind) {
        throw refuse(`has mapping templates for ${former.uri}, which would not fit another kind of backend.`);
    }
    const own = target.kind === "lambda" ? "AWS" : "HTTP";
    const type = proxies ? `${own}_PROXY` : own;
    if (type === former.type)
        return { former, target, type, httpMethod: former.httpMethod, uri: uriOf(target, region) };
    const { connectionType, credentials, tlsConfig } = method.integration ?? {};
    if (connectionType === "VPC_LINK" || credentials !== undefined || tlsConfig !== undefined) {
        throw refuse("has a VPC link, a role or TLS settings, which another kind of backend cannot keep.");
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
function stepFor(steps, verb, path) {
    return steps.find(({ former }) => former.verb === verb && former.path === path);
}
/** `mathFloor:7`, or the URI. */
function shortTarget(target) {
    return target.kind === "http" ? target.uri : target.arn.split(":").slice(6).join(":");
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/integrations.js



/** Leads methods to other backends, one after the other, where they do not lead there yet. */
async function putIntegrations(tools, changes) {
    const resources = await tools.reader.resources();
    for (const { former, type, httpMethod, uri } of resolveIntegrations(changes, resources, tools.region)) {
        const method = resources.methods.find(({ verb, path }) => verb === former.verb && path === former.path);
        if (method !== undefined)
            await lead(tools, method, { ...former, type, httpMethod, uri });
    }
}
/** Leads methods back to where they led before. A method that is gone meanwhile is left alone. */
async function restoreIntegrations(tools, former) {
    const { methods } = await tools.reader.resources();
    for (const one of former) {
        const method = methods.find(({ verb, path }) => verb === one.verb && path === one.path);
        if (method !== undefined)
            await lead(tools, method, one);
    }
}
async function lead(tools, method, wish) {
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
    /** The definition of what a stage serves (not its canary, nor the resources as they stand), with all extensions. */
    async export(stageName) {
        const { body } = await this.#read("GetExport", () => this.#client.send(new dist_cjs/* GetExportCommand */.Gz1({
            restApiId: this.#restApiId,
            stageName,
            exportType: "oas30",
            accepts: "application/json",
            parameters: { extensions: "apigateway" },
        }), this.#abort));
        return Buffer.from(body ?? []).toString();
    }
    /** What the deployment that a stage serves calls. */
    async servedBackends(stageName) {
        const document = JSON.parse(await this.export(stageName));
        const backends = (0,openapi/* backendsOf */.d)(document);
        if (typeof backends !== "string")
            return backends;
        throw new errors/* DeliveryError */.VE("platform", `The export of the stage ${stageName} ${backends}`);
    }
    async mapping({ domain, basePath }) {
        const { restApiId = "", stage = "" } = await this.#read("GetBasePathMapping", () => this.#client.send(new dist_cjs/* GetBasePathMappingCommand */.k0K({ domainName: domain, basePath }), this.#abort), { input: "base-path-mapping", given: `base path mapping ${domain}/${basePath}` });
        return { restApi: restApiId, stage };
    }
    /** A reading that fails when there is no such API. */
    async #readApi(action, send) {
        try {
            return await this.#read(action, send);
        }
        catch (error) {
            if ((0,aws/* errorName */.Is)(error) !== "NotFoundException")
                throw error;
            throw new errors/* DeliveryError */.VE("not-found", `rest-api: there is no REST API ${this.#restApiId} in ${this.#region}.`, {
                cause: error,
                noEffect: true,
                remedy: "Check the id, AWS_REGION, and the account of the credentials. HTTP and WebSocket APIs are not REST APIs and " +
                    "have no canary: there, shift by a weighted Lambda alias, or put a REST API in front; nothing was touched.",
            });
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
function toStage({ stageName = "", deploymentId = "", variables = {}, canarySettings, tags = {}, }) {
    return {
        name: stageName,
        deploymentId,
        variables,
        canary: canarySettings === undefined
            ? undefined
            : {
                deploymentId: canarySettings.deploymentId ?? deploymentId,
                percent: canarySettings.percentTraffic ?? 0,
                overrides: canarySettings.stageVariableOverrides ?? {},
            },
        tags,
    };
}
function toDeployment({ id = "", description = "", createdDate }) {
    return { id, description, createdAt: createdDate?.getTime() ?? 0 };
}
function toMethods({ id = "", path = "", resourceMethods = {} }) {
    return Object.entries(resourceMethods).map(([verb, { methodIntegration, ...rest }]) => {
        // The cache's namespace is the resource's id, and the rest of these are told apart where an integration changes.
        const { cacheNamespace: _, type: _type, httpMethod: _verb, uri: _uri, ...kept } = methodIntegration ?? {};
        return { resourceId: id, path, verb, integration: methodIntegration, rest: canonical({ ...rest, ...kept }) };
    });
}
/** JSON with the keys of every map in order. */
function canonical(value) {
    return JSON.stringify(value, (_key, inner) => typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner);
}

// EXTERNAL MODULE: ./build/platforms/api-gateway/permission.js
var permission = __webpack_require__(1392);
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
            case "mark-switched": {
                const at = change.served ? this.#tools.clock.now() : UNSERVED;
                const tags = { [TAG.switched]: formatSwitch({ direction: change.direction, at }) };
                return this.#tag({ stage: change.stage, tags, remove: [] }, seen);
            }
            case "grant":
                await this.#orAbandon(seen, () => this.#grant(change));
                return undefined;
            case "put-openapi":
                await this.#orAbandon(seen, () => this.#putOpenApi(change.body, true));
                this.#changedResources = true;
                return undefined;
            case "set-integrations":
                this.#changedResources = true;
                await this.#orAbandon(seen, () => putIntegrations(this.#integrationTools, change.integrations));
                return undefined;
            case "restore-openapi":
                await this.#putOpenApi(await this.#tools.reader.export(change.stage), false);
                return undefined;
            case "restore-integrations":
                await restoreIntegrations(this.#integrationTools, change.integrations);
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
            case "wait-until":
            case "wait-bake":
                throw new errors/* DeliveryError */.VE("internal", `A wait (${change.kind}) was applied instead of waited for.`);
        }
    }
    /** New tags first: they are complete in themselves, so that nothing is lost when the second call never comes. */
    async #tag({ stage, tags, remove }, seen) {
        const { client, signal } = this.#tools;
        const resourceArn = this.#stageArn(stage);
        if (Object.keys(tags).length > 0) {
            await this.#send("apigateway:PUT (TagResource)", () => client.send(new dist_cjs/* TagResourceCommand */.eqU({ resourceArn, tags: { ...tags } }), { abortSignal: signal }));
        }
        if (remove.length > 0) {
            await this.#send("apigateway:DELETE (UntagResource)", () => client.send(new dist_cjs/* UntagResourceCommand */.RP$({ resourceArn, tagKeys: [...remove] }), { abortSignal: signal }));
        }
        return replaceStage(seen, stage, (state) => ({ ...state, tags: without({ ...state.tags, ...tags }, remove) }));
    }
    async #grant({ needs, stage }) {
        const permissions = await this.#tools.permissions();
        // On record before it is done: also for a resumed deploy, which finds its stage marked already.
        const tags = Object.assign({}, ...needs.map(({ arn }) => grantTag(arn)));
        const live = await this.#tools.reader.stage(stage);
        const missing = Object.keys(tags).filter((key) => live.tags[key] !== tags[key]);
        if (missing.length > 0)
            await this.#tag({ stage, tags, remove: [] }, EMPTY);
        for (const need of needs)
            await permissions.allow(need, { ...this.#settings, stage });
    }
    /** Grants of any rollout that what the stage serves now does not call. */
    async #revoke(name, seen) {
        const { reader } = this.#tools;
        const stage = await reader.stage(name);
        const grants = grantsOf(stage);
        if (grants.length === 0)
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
    /** @throws DeliveryError `unsuitable` with the service's own words when it does not take the document as it is. */
    async #putOpenApi(body, failOnWarnings) {
        const { client, signal } = this.#tools;
        try {
            await this.#send("apigateway:PUT (PutRestApi)", () => client.send(new dist_cjs/* PutRestApiCommand */.fdq({
                restApiId: this.#settings.restApi,
                mode: "overwrite",
                failOnWarnings,
                body: Buffer.from(body),
            }), { abortSignal: signal }));
        }
        catch (error) {
            if ((0,aws/* errorName */.Is)(error) !== "BadRequestException" || !(error instanceof errors/* DeliveryError */.VE))
                throw error;
            const words = error.cause instanceof Error ? error.cause.message : error.message;
            const [said = "", ...reasons] = words.split("\n").map((line) => line.trim());
            throw new errors/* DeliveryError */.VE("unsuitable", `openapi: API Gateway does not take the file: ${said}`, {
                cause: error.cause,
                noEffect: true,
                reasons: reasons.filter((reason) => reason !== ""),
                remedy: "Mend the file; the API and the stage are as they were.",
            });
        }
    }
    /** Not idempotent by itself: before each further try it looks whether the last one took effect after all. */
    async #createDeployment({ origin }, seen) {
        const { once, reader, clock, signal } = this.#tools;
        const description = formatOrigin(origin);
        for (;;) {
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
    async #setStage({ stage: name, wish, requires }, seen) {
        const live = await this.#tools.reader.stage(name);
        if (requires !== undefined && live.canary?.deploymentId !== requires)
            throw canaryGone(name);
        const settled = this.#settle(wish);
        const patch = stagePatch(live, settled);
        const after = patch.length === 0 ? live : await this.#updateStage(name, patch);
        if (stagePatch(after, settled).length > 0) {
            // A canary that was removed between the two calls has been made anew by the second, from what the stage serves.
            if (requires !== undefined && after.canary?.deploymentId === after.deploymentId) {
                await this.#updateStage(name, [{ op: "remove", path: "/canarySettings" }]);
                throw canaryGone(name);
            }
            throw changedMeanwhile(name);
        }
        return replaceStage(seen, name, () => after);
    }
    async #promote({ stage: name, green }, seen) {
        const live = await this.#tools.reader.stage(name);
        if (live.deploymentId === green)
            return replaceStage(seen, name, () => live);
        if (live.canary?.deploymentId !== green)
            throw canaryGone(name);
        const after = await this.#updateStage(name, promotionPatch(live));
        if (after.deploymentId !== green)
            throw changedMeanwhile(name);
        return replaceStage(seen, name, () => after);
    }
    async #setMapping({ stage, requires }, seen) {
        const { routing } = this.#settings;
        if (routing.kind !== "stages")
            throw new errors/* DeliveryError */.VE("internal", "A mapping was to be set without one.");
        const { client, reader, signal } = this.#tools;
        const live = await reader.mapping(routing.mapping);
        if (requires !== undefined && live.stage !== requires && live.stage !== stage)
            throw changedMeanwhile(live.stage);
        if (live.stage !== stage) {
            await this.#send("apigateway:PATCH (UpdateBasePathMapping)", () => client.send(new dist_cjs/* UpdateBasePathMappingCommand */.Jkz({
                domainName: routing.mapping.domain,
                basePath: routing.mapping.basePath,
                patchOperations: [{ op: "replace", path: "/stage", value: stage }],
            }), { abortSignal: signal }));
        }
        return { ...seen, mapping: await reader.mapping(routing.mapping) };
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
        const marked = stages.filter((stage) => readRecord(stage) !== undefined && this.#isOurs(stage.name));
        for (const { name } of marked) {
            const live = await this.#tools.reader.stage(name);
            const record = readRecord(live);
            if (record === undefined || live.canary !== undefined)
                continue;
            if (this.#changedResources) {
                if (record.changes === "openapi")
                    await this.#putOpenApi(await this.#tools.reader.export(await this.#serving(name)), false);
                else
                    await restoreIntegrations(this.#integrationTools, record.integrations);
            }
            if (this.#created !== undefined)
                await this.#deleteDeployment(this.#created);
            if (grantsOf(live).length > 0)
                await this.#revoke(name, EMPTY);
            await this.#tag({ stage: name, tags: {}, remove: rolloutKeys(live.tags) }, EMPTY);
        }
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
        const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
        return `arn:${partition}:apigateway:${region}::/restapis/${restApi}/stages/${stage}`;
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
        for (;;) {
            try {
                return await (0,aws/* call */.T1)(action, signal, send);
            }
            catch (error) {
                if ((0,aws/* errorName */.Is)(error) !== "ConflictException" || clock.now() + CONFLICT_PAUSE_MS > until)
                    throw error;
                await clock.sleep(CONFLICT_PAUSE_MS, signal);
            }
        }
    }
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
    // What is deployed after a rollback is no business of the rollout that is over.
    if (canary === undefined && record.switched?.direction === "rollback")
        return "rolled-back";
    if (deploymentId !== record.blue)
        return "foreign-base";
    return canary === undefined ? "begun" : "canary";
}
/** Whether the canary has the percent that was to bake, and no step has seen the end of that. */
function isBaking({ stage, record }) {
    const percent = stage.canary?.percent ?? 0;
    return percent > 0 && record?.baking === percent;
}
/** The deployments that a rollout made, newest first: one, or more after a lost answer. */
function ownDeployments(seen, stage, { id, startedAt }) {
    return seen.deployments.filter(({ description }) => {
        const origin = parseOrigin(description);
        return origin?.stage === stage && origin.rollout === id && origin.startedAt === startedAt;
    });
}
/** What a deployment is, for people: the revision that we gave it, or else its id. */
function revisionOf(seen, deploymentId) {
    const description = seen.deployments.find(({ id }) => id === deploymentId)?.description ?? "";
    return parseOrigin(description)?.revision ?? `deployment ${deploymentId}`;
}
/** Where the stage is, for ARNs and ids. */
function placeOf({ region, restApi }, stage) {
    return { region, restApi, stage };
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
/** @throws DeliveryError `unsuitable` when the mapping leads elsewhere; `refused` when both stages are marked. */
function identifyPair(settings, routing, seen) {
    const { domain, basePath } = routing.mapping;
    const address = basePath === "(none)" ? domain : `${domain}/${basePath}`;
    const { mapping } = seen;
    if (mapping === undefined)
        throw new errors/* DeliveryError */.VE("internal", "The base path mapping was not observed.");
    if (mapping.restApi !== settings.restApi || !routing.stages.includes(mapping.stage)) {
        throw new errors/* DeliveryError */.VE("unsuitable", `base-path-mapping: ${address} leads to the stage ${mapping.stage} of ${mapping.restApi}, which is none of the two.`, { remedy: `Give the stages of ${settings.restApi} that it switches between; nothing was touched.` });
    }
    const marked = routing.stages.filter((name) => readRecord(stageNamed(seen, name)) !== undefined);
    if (marked.length > 1) {
        throw new errors/* DeliveryError */.VE("refused", `Both ${marked.join(" and ")} carry the tag ${TAG.rollout}.`, {
            remedy: "No step leaves this behind: remove the tag from the stage that is not green; nothing was touched.",
        });
    }
    const name = greenName(routing, seen.stages, mapping);
    const green = stageNamed(seen, name);
    const blue = stageNamed(seen, routing.stages.find((other) => other !== name) ?? name);
    const record = readRecord(green);
    const own = record === undefined ? [] : ownDeployments(seen, name, record);
    const serving = own.find(({ id }) => id === green.deploymentId);
    return {
        blue,
        green,
        record,
        address,
        deployment: serving ?? own[0],
        position: pair_positionOf(record, mapping.stage === name, serving !== undefined),
    };
}
function pair_positionOf(record, leads, serves) {
    if (record === undefined)
        return "idle";
    if (leads)
        return "promoted";
    if (record.switched?.direction === "rollback")
        return "rolled-back";
    return serves ? "deployed" : "begun";
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/needs.js




/** @throws DeliveryError `not-found` when the API has no stage of a name that the inputs give. */
function requireStages({ routing, restApi }, stages) {
    const wanted = routing.kind === "canary" ? [routing.stage] : routing.stages;
    const missing = wanted.filter((name) => !stages.some((stage) => stage.name === name));
    if (missing.length === 0)
        return;
    const known = stages.map(({ name }) => name).join(", ");
    throw new errors/* DeliveryError */.VE("not-found", `stage: the API ${restApi} has no stage ${missing.join(" nor ")}.`, {
        reasons: [known === "" ? "It has no stages at all." : `It has ${known}.`],
        remedy: "A stage is made once, by what sets the API up; a canary needs one that serves. Nothing was touched.",
    });
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
    return (0,permission/* needsOf */.hN)(backends, { ...stage.variables, ...source.variables }, { region, restApi, stage: name });
}

// EXTERNAL MODULE: ./build/delivery/ramp.js
var ramp = __webpack_require__(581);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
;// CONCATENATED MODULE: ./build/platforms/api-gateway/plan-parts.js





/** The changes and refusals that several steps share. */
/** `10 % of the requests`, without the noise of binary fractions. */
function percents(percent) {
    return `${rounded(percent)} % of the requests`;
}
function rounded(percent) {
    return Math.round(percent * 100) / 100;
}
/** What a promotion still lacks when the stage serves green already. */
function finishPromotion({ stage, record }) {
    const changes = [];
    if (record?.switched?.direction !== "promote") {
        const summary = `Record on ${stage.name} that the new version took over`;
        changes.push({ kind: "mark-switched", stage: stage.name, direction: "promote", served: true, summary });
    }
    if (stage.canary !== undefined)
        changes.push(removeCanary(stage, false));
    return changes;
}
function removeCanary(stage, movesTraffic) {
    return {
        kind: "set-stage",
        stage: stage.name,
        wish: { canary: "none" },
        requires: undefined,
        ...(movesTraffic ? { movesTraffic: true } : {}),
        summary: `Remove the canary settings of ${stage.name}`,
    };
}
/** Makes the API's resources what they were before a rollout changed them, so that the next deployment is no surprise. */
function restoreResources(stage, record) {
    if (record.changes === "openapi") {
        const summary = `Put the API's resources back to what ${stage.name} serves`;
        return [{ kind: "restore-openapi", stage: stage.name, summary }];
    }
    if (record.changes === "integration" && record.integrations.length > 0) {
        const where = record.integrations.map(({ verb, path }) => `${verb} ${path}`).join(", ");
        const summary = `Lead ${where} back to where it led before`;
        return [{ kind: "restore-integrations", integrations: record.integrations, summary }];
    }
    return [];
}
function revoke(stage) {
    if (grantsOf(stage).length === 0)
        return [];
    const summary = `Take back the Lambda permissions that ${stage.name} does not need any more`;
    return [{ kind: "revoke", stage: stage.name, summary }];
}
function bake({ bakeMs }, { name }, green, percent) {
    if (bakeMs === 0 || percent === 0)
        return [];
    const summary = `Bake ${percents(percent)} for ${(0,duration/* formatDuration */.a)(bakeMs)}`;
    const done = `Record on ${name} that ${percents(percent)} is baked`;
    return [
        { kind: "wait-bake", waits: true, stage: name, green, percent, durationMs: bakeMs, summary },
        { kind: "tag", records: true, stage: name, tags: {}, remove: [TAG.baking], summary: done },
    ];
}
/** Before the weight moves, so that whoever finds it knows that its bake is still to come. */
function announceBake(baking, { name }, percent) {
    if (baking.length === 0)
        return [];
    const summary = `Record on ${name} that ${percents(percent)} is to bake`;
    return [{ kind: "tag", stage: name, tags: { [TAG.baking]: String(percent) }, remove: [], summary }];
}
/** Milliseconds since the epoch from which a deployment that lost its traffic may go. */
function safeAt(settings, record, now) {
    const at = record?.switched?.at ?? now;
    return at === UNSERVED ? now : at + settings.scaleDownDelayMs;
}
/** Waits until nothing is served by what is about to go. */
function hold(settings, intent, seen, record) {
    const until = safeAt(settings, record, seen.at);
    if (until <= seen.at)
        return [];
    const iso = new Date(until).toISOString();
    if (until > intent.now + intent.timeoutMs) {
        throw new errors/* DeliveryError */.VE("refused", `It is too early: what would go may still be in use until ${iso}.`, {
            remedy: `Run \`teardown\` again in ${(0,duration/* formatDuration */.a)(until - seen.at)}, or give it a longer \`timeout\`; nothing was touched.`,
        });
    }
    const summary = `Wait until ${iso}: no request is on the old version after that`;
    return [{ kind: "wait-until", waits: true, until, summary }];
}
/**
 * The deployments beyond `keep-deployments`, oldest last: never one that a stage or its canary uses, nor one that is the
 * way back of a rollout on another stage.
 *
 * @param leaving deployments that go in any case, unless they are in use.
 */
function superfluous({ keepDeployments }, seen, stageNames, leaving) {
    const used = seen.stages.flatMap(({ name, deploymentId, canary, tags }) => [
        deploymentId,
        canary?.deploymentId,
        stageNames.includes(name) ? undefined : tags[TAG.blue],
    ]);
    const unused = seen.deployments.map(({ id }) => id).filter((id) => !used.includes(id));
    const rest = unused.filter((id) => !leaving.includes(id));
    return [...unused.filter((id) => leaving.includes(id)), ...rest.slice(keepDeployments ?? rest.length)];
}
function deleteDeployments(ids) {
    if (ids.length === 0)
        return [];
    const named = ids.length > 5 ? `${ids.slice(0, 5).join(", ")} …` : ids.join(", ");
    const summary = `Delete ${ids.length} deployments that no stage uses: ${named}`;
    return [{ kind: "delete-deployments", ids, summary }];
}
function foreignCanary({ name, canary }, seen) {
    const id = canary?.deploymentId ?? "";
    const origin = parseOrigin(seen.deployments.find((deployment) => deployment.id === id)?.description ?? "");
    const whose = origin === undefined
        ? "set by hand or by an infrastructure tool"
        : `of the rollout ${origin.rollout} on ${origin.stage}, whose tags are gone`;
    return new errors/* DeliveryError */.VE("refused", `stage: ${name} has a canary that is not of this rollout: ${revisionOf(seen, id)} with ${percents(canary?.percent ?? 0)}, ${whose}.`, {
        remedy: "Promote or remove it with what made it; `rollback` removes it too. A stage has one canary; nothing was touched.",
    });
}
function lockedBy(record, stage, wanted) {
    return new errors/* DeliveryError */.VE("locked", `A rollout of ${record?.revision} is in progress on ${stage}, held by ${record?.id} since ${record?.startedAt}.`, {
        remedy: `To deploy ${wanted}, finish that one first: \`promote\` or \`rollback\`, then \`teardown\`, or give \`replace: true\`; nothing was touched.`,
    });
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/plan-deploy.js






function wantedOf(settings, seen) {
    const { source, region } = settings;
    if (source === undefined)
        throw new errors/* DeliveryError */.VE("internal", "A deploy without a source reached the planner.");
    const steps = seen.resources === undefined ? [] : resolveIntegrations(source.integrations, seen.resources, region);
    return { source, steps, revision: describeSource(source, seen.resources, steps) };
}
/**
 * Brings green up as the stage's canary, at weight 0 or the one given; with the strategy all-at-once it replaces blue.
 * A rollout of the same revision is taken up where it was left.
 */
function planDeploy(settings, stageName, intent, seen) {
    const sides = identify(seen, stageName);
    const wanted = wantedOf(settings, seen);
    const { record, position, stage, green } = sides;
    const atOnce = intent.strategy === "all-at-once";
    switch (position) {
        case "foreign-canary":
            throw foreignCanary(stage, seen);
        case "foreign-base":
            throw new errors/* DeliveryError */.VE("refused", `Somebody made ${stageName} serve deployment ${stage.deploymentId} while the rollout ${record?.id} was on.`, { remedy: "Run `rollback`, which ends the rollout and leaves that deployment serving; nothing was touched." });
        case "idle":
        case "rolled-back":
            return begin(settings, intent, seen, sides, wanted);
        case "promoted":
            if (record?.revision === wanted.revision) {
                const changes = finishPromotion(sides);
                return changes.length > 0
                    ? { changes, warnings: [] }
                    : nothing(`${stageName} already serves ${wanted.revision}.`);
            }
            // Without two sides there is nothing to give up: the former version becomes the one that serves now.
            if (atOnce)
                return begin(settings, intent, seen, sides, wanted);
            throw lockedBy(record, stageName, wanted.revision);
        case "begun":
        case "canary":
            if (record === undefined || record.revision !== wanted.revision) {
                throw lockedBy(record, stageName, wanted.revision);
            }
            if (position === "begun") {
                const changes = bringUp(settings, seen, stage, green?.id, wanted, record);
                return { changes: [...changes, ...serve(intent, stage, green?.id, wanted)], warnings: [] };
            }
            if (atOnce) {
                const remedy = "Run `promote` to give it all the traffic; nothing was touched.";
                throw new errors/* DeliveryError */.VE("refused", `${wanted.revision} is the canary of ${stageName} already.`, { remedy });
            }
            return nothing(`${wanted.revision} already is the canary of ${stageName}, at ${stage.canary?.percent} %.`);
    }
}
function begin(settings, intent, seen, { stage }, wanted) {
    if (servesAlready(seen, stage, wanted))
        return nothing(`${stage.name} already serves ${wanted.revision}.`);
    const { mark, record } = markRollout(intent, seen, stage, wanted, formerValues(stage, wanted.source.variables));
    const last = serve(intent, stage, undefined, wanted);
    return {
        changes: [mark, ...bringUp(settings, seen, stage, undefined, wanted, record), ...last],
        warnings: warningsOf(seen),
    };
}
/** Marks a stage with a rollout. The first change of it, and the only one that is not repeated when it is taken up. */
function markRollout(intent, seen, stage, { source, steps, revision }, variables) {
    requireFunctions(seen);
    const record = {
        id: intent.rolloutId,
        revision,
        startedAt: new Date(intent.now).toISOString(),
        blue: stage.deploymentId,
        switched: undefined,
        baking: undefined,
        changes: source.openapi !== undefined ? "openapi" : steps.length > 0 ? "integration" : "nothing",
        variables,
        integrations: steps.filter((step) => !isSet(step)).map(({ former }) => former),
    };
    const tags = markTags(record, missingNeeds(seen).map(({ arn }) => arn));
    const remove = rolloutKeys(stage.tags).filter((key) => tags[key] === undefined);
    requireRoom(stage, tags, remove);
    const mark = {
        kind: "tag",
        stage: stage.name,
        tags,
        remove,
        summary: `Mark ${stage.name} with the rollout ${record.id}, and with what it serves now (deployment ${stage.deploymentId})`,
    };
    return { mark, record };
}
/** What a rollout that is marked still lacks until its deployment exists. */
function bringUp(settings, seen, stage, green, { source, steps, revision }, record) {
    const changes = [];
    const needs = missingNeeds(seen);
    if (needs.length > 0) {
        const functions = [...new Set(needs.map(({ arn }) => arn.split(":").slice(6).join(":")))].join(", ");
        const summary = `Allow ${stage.name} to call ${functions}`;
        changes.push({ kind: "grant", stage: stage.name, needs, summary });
    }
    if (green === undefined) {
        if (source.openapi !== undefined) {
            const summary = `Make the OpenAPI file the definition of the API ${settings.restApi}`;
            changes.push({ kind: "put-openapi", body: source.openapi.body, summary });
        }
        const open = steps.filter((step) => !isSet(step));
        if (open.length > 0) {
            const integrations = open.map(({ former: { verb, path }, target }) => ({ verb, path, target }));
            const where = integrations.map(({ verb, path }) => `${verb} ${path}`).join(", ");
            changes.push({ kind: "set-integrations", integrations, summary: `Lead ${where} to ${revision}` });
        }
        const origin = { stage: stage.name, rollout: record.id, startedAt: record.startedAt, revision };
        const summary = `Create a deployment of ${revision}, which nobody gets yet`;
        changes.push({ kind: "create-deployment", origin, summary });
    }
    return changes;
}
function serve(intent, stage, green, { source: { variables }, revision }) {
    const deployment = green === undefined ? "created" : { id: green };
    const all = { kind: "set-stage", stage: stage.name, requires: undefined };
    if (intent.strategy === "all-at-once") {
        const wish = { base: deployment, variables };
        const summary = `Record on ${stage.name} that the new version took over`;
        return [
            { ...all, wish, movesTraffic: true, summary: `Make ${stage.name} serve ${revision} to everyone` },
            { kind: "mark-switched", stage: stage.name, direction: "promote", served: true, summary },
        ];
    }
    const percent = intent.weight ?? 0;
    const wish = { canary: { deployment, percent, overrides: variables } };
    const summary = `Make ${revision} the canary of ${stage.name}: ${percents(percent)}`;
    return [{ ...all, wish, ...(percent > 0 ? { movesTraffic: true } : {}), summary }];
}
/** Only what is known to be in a deployment can be known to serve: the resources as they stand can always be newer. */
function servesAlready(seen, stage, { source, revision }) {
    const same = Object.entries(source.variables).every(([name, value]) => stage.variables[name] === value);
    return source.openapi !== undefined && same && revisionOf(seen, stage.deploymentId) === revision;
}
function formerValues(stage, overrides) {
    return Object.fromEntries(Object.keys(overrides).map((name) => [name, stage.variables[name] ?? null]));
}
function missingNeeds({ permissions }) {
    return permissions
        .filter(({ need, statements }) => statements !== "missing" && !(0,permission/* isAllowed */.Jr)(need, statements))
        .map(({ need }) => need);
}
function requireFunctions({ permissions }) {
    const missing = [
        ...new Set(permissions.filter(({ statements }) => statements === "missing").map(({ need }) => need.arn)),
    ];
    if (missing.length === 0)
        return;
    const unresolved = missing.some((arn) => arn.includes("${"));
    throw new errors/* DeliveryError */.VE("not-found", `integration: AWS knows no function ${missing.join(", ")}.`, {
        remedy: unresolved
            ? "A stage variable in its name has no value: give it by `stage-variables`; nothing was touched."
            : "Check the name, and that the version or alias exists; nothing was touched.",
    });
}
function warningsOf(seen) {
    const functions = seen.permissions.filter(({ need }) => need.arn.endsWith(":$LATEST"));
    return functions.length === 0
        ? []
        : [
            "The function is called as $LATEST, which changes with its code: a version or an alias stays what was released.",
        ];
}
function nothing(sentence) {
    return { changes: [], nothing: sentence, warnings: [] };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/plan.js






/** The ordered changes of a canary's step, from what was seen to what is intended. Pure. */
function planCanary(settings, stage, intent, seen) {
    const sides = identify(seen, stage);
    switch (intent.step) {
        case "deploy":
            return planDeploy(settings, stage, intent, seen);
        case "shift":
            return planShift(intent, seen, sides);
        case "promote":
            return planPromote(seen, sides);
        case "rollback":
            return planRollback(seen, sides);
        case "teardown":
            return planTeardown(settings, intent, seen, sides);
        default:
            return { changes: [], nothing: "status only reads.", warnings: [] };
    }
}
function planShift(intent, seen, sides) {
    const { stage } = sides;
    const green = requireCanary("shift", seen, sides);
    const now = stage.canary?.percent ?? 0;
    const unbaked = isBaking(sides) && intent.bakeMs > 0;
    const percent = intent.weight ?? (unbaked ? now : (0,ramp/* nextRung */.O7)(intent.ramp, now));
    const baking = bake(intent, stage, green, percent);
    if (percent === now) {
        // The weight is there already. What is left to do is its bake, when that was cut off or failed.
        if (unbaked)
            return { changes: baking, warnings: [] };
        return plan_nothing(`The canary of ${stage.name} already has ${percents(percent)}.`);
    }
    const deployment = { id: green };
    const change = {
        kind: "set-stage",
        movesTraffic: true,
        stage: stage.name,
        wish: { canary: { deployment, percent } },
        requires: green,
        summary: `Give the canary of ${stage.name} ${percents(percent)}`,
    };
    return { changes: [...announceBake(baking, stage, percent), change, ...baking], warnings: [] };
}
function planPromote(seen, sides) {
    const { stage, record, position } = sides;
    if (position === "promoted") {
        const changes = finishPromotion(sides);
        return changes.length > 0
            ? { changes, warnings: [] }
            : plan_nothing(`${stage.name} already serves ${revisionOf(seen, stage.deploymentId)} to everyone.`);
    }
    const green = requireCanary("promote", seen, sides);
    const changes = [];
    const tags = formerTags(sides);
    if (Object.keys(tags).length > 0) {
        const summary = `Record what ${stage.name} serves now, which changed since the rollout began`;
        changes.push({ kind: "tag", stage: stage.name, tags, remove: [], summary });
    }
    changes.push({
        kind: "promote-canary",
        movesTraffic: true,
        stage: stage.name,
        green,
        summary: `Make ${stage.name} serve ${record?.revision} to everyone, with the canary's variables`,
    });
    changes.push(...finishPromotion(sides));
    return { changes, warnings: [] };
}
/** Tags for what the way back needs, where they are not up to date: somebody may have set a variable meanwhile. */
function formerTags({ stage, record }) {
    const former = Object.fromEntries(Object.keys(stage.canary?.overrides ?? {}).map((name) => [name, stage.variables[name] ?? null]));
    const tags = variableTags(former);
    const same = Object.entries(former).every(([name, value]) => record?.variables[name] === value);
    return same ? {} : tags;
}
function planRollback(seen, sides) {
    const { stage, record, position } = sides;
    const serving = `${stage.name} serves ${revisionOf(seen, stage.deploymentId)} to everyone`;
    if (record === undefined) {
        if (position !== "foreign-canary") {
            return plan_nothing(`No rollout is in progress; ${serving}. To return to an earlier version, deploy it.`);
        }
        return {
            changes: [removeCanary(stage, true)],
            warnings: ["The canary that is removed was not made by a rollout."],
        };
    }
    if (position === "rolled-back")
        return plan_nothing(`${serving}.`);
    const changes = [];
    if (position === "promoted") {
        requireBlue(seen, record.blue);
        changes.push({
            kind: "set-stage",
            movesTraffic: true,
            stage: stage.name,
            wish: { base: { id: record.blue }, variables: record.variables, canary: "none" },
            requires: undefined,
            summary: `Make ${stage.name} serve ${revisionOf(seen, record.blue)} again, with its former variables`,
        });
    }
    else if (stage.canary !== undefined)
        changes.push(removeCanary(stage, true));
    changes.push(...restoreResources(stage, record), ...revoke(stage));
    changes.push({
        kind: "mark-switched",
        stage: stage.name,
        direction: "rollback",
        served: position !== "begun" && (position !== "canary" || (stage.canary?.percent ?? 0) > 0),
        summary: `Record on ${stage.name} that it was rolled back`,
    });
    return { changes, warnings: leftBehind(sides) };
}
/** Ends the rollout. Before a promote, and without traffic on the canary, it gives the new version up. */
function planTeardown(settings, intent, seen, sides) {
    const { stage, record, position } = sides;
    if (position === "foreign-canary")
        throw foreignCanary(stage, seen);
    if (position === "foreign-base") {
        throw new errors/* DeliveryError */.VE("refused", `${stage.name} serves a deployment that is not of the rollout ${record?.id}.`, {
            remedy: "Somebody else deployed. Run `rollback`, which leaves that serving, then `teardown`; nothing was touched.",
        });
    }
    if (record === undefined) {
        const changes = deleteDeployments(superfluous(settings, seen, [stage.name], []));
        const sentence = `No rollout is in progress; ${stage.name} serves ${revisionOf(seen, stage.deploymentId)}.`;
        return changes.length > 0 ? { changes, warnings: [] } : plan_nothing(sentence);
    }
    const percent = stage.canary?.percent ?? 0;
    if (position === "canary" && percent > 0) {
        throw new errors/* DeliveryError */.VE("refused", `The canary of ${stage.name} has ${percents(percent)}: neither side can go.`, {
            remedy: "Run `promote` or `rollback` first; nothing was touched.",
        });
    }
    const own = ownDeployments(seen, stage.name, record).map(({ id }) => id);
    const changes = [];
    // What a kill left of the canary settings at 0 %, or the canary that is given up.
    if (stage.canary !== undefined)
        changes.push(removeCanary(stage, false));
    if (position === "begun" || position === "canary")
        changes.push(...restoreResources(stage, record));
    const afterwards = stage.canary === undefined ? seen : withoutCanary(seen, stage.name);
    const leaving = own.filter((id) => id !== stage.deploymentId);
    const ids = superfluous(settings, afterwards, [stage.name], leaving);
    const served = position === "promoted" || position === "rolled-back";
    if (served && (ids.length > 0 || revoke(stage).length > 0))
        changes.unshift(...hold(settings, intent, seen, record));
    changes.push(...deleteDeployments(ids), ...revoke(stage));
    const remove = rolloutKeys(stage.tags);
    changes.push({
        kind: "tag",
        stage: stage.name,
        tags: {},
        remove,
        summary: `Remove the rollout's tags from ${stage.name}`,
    });
    return { changes, warnings: [] };
}
function withoutCanary(seen, name) {
    const stages = seen.stages.map((stage) => (stage.name === name ? { ...stage, canary: undefined } : stage));
    return { ...seen, stages };
}
function requireCanary(step, seen, { stage, record, position, green }) {
    if (position === "foreign-canary")
        throw foreignCanary(stage, seen);
    if (position === "canary" && green !== undefined)
        return green.id;
    const serving = revisionOf(seen, stage.deploymentId);
    if (position === "foreign-base") {
        throw new errors/* DeliveryError */.VE("refused", `Somebody made ${stage.name} serve ${serving} while the rollout ${record?.id} was on.`, {
            remedy: "Run `rollback`, which ends the rollout and leaves that serving, then deploy anew; nothing was touched.",
        });
    }
    const why = {
        idle: `There is no rollout to ${step}: ${stage.name} serves ${serving} to everyone.`,
        begun: `There is nothing to ${step} yet: the deploy of ${record?.revision} to ${stage.name} was not finished.`,
        promoted: `There is nothing to ${step}: ${stage.name} serves ${serving} to everyone already.`,
        "rolled-back": `There is nothing to ${step}: ${record?.revision} was rolled back from ${stage.name}.`,
        canary: "",
        "foreign-canary": "",
    };
    const remedy = position === "promoted" ? "`rollback` is the way back" : "Run `deploy` first";
    throw new errors/* DeliveryError */.VE("refused", why[position], { remedy: `${remedy}; nothing was touched.` });
}
function requireBlue(seen, blue) {
    if (seen.deployments.some(({ id }) => id === blue))
        return;
    throw new errors/* DeliveryError */.VE("refused", `There is no way back: the former deployment ${blue} was deleted.`, {
        remedy: "Deploy the former version; nothing was touched.",
    });
}
/** What a rollback cannot put back, because the rollout did not change it. */
function leftBehind({ record }) {
    if (record?.changes !== "nothing")
        return [];
    return [
        "The API's resources were not changed by the rollout, so they stay as they are: the next deployment of this API brings them again.",
    ];
}
function plan_nothing(sentence) {
    return { changes: [], nothing: sentence, warnings: [] };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/plan-pair.js






/** The ordered changes of a step of blue/green: two stages, and a base path mapping that is switched by one call. Pure. */
function planPair(settings, routing, intent, seen) {
    const pair = identifyPair(settings, routing, seen);
    switch (intent.step) {
        case "deploy":
            return plan_pair_planDeploy(settings, intent, seen, pair);
        case "promote":
            return plan_pair_planPromote(seen, pair);
        case "rollback":
            return plan_pair_planRollback(pair);
        case "teardown":
            return plan_pair_planTeardown(settings, routing, intent, seen, pair);
        default:
            return plan_pair_nothing("status only reads.");
    }
}
function plan_pair_planDeploy(settings, intent, seen, pair) {
    const { blue, green, record, position, deployment } = pair;
    const wanted = wantedOf(settings, seen);
    requireNoCanary(pair);
    const last = (id) => ({
        kind: "set-stage",
        stage: green.name,
        wish: { base: id === undefined ? "created" : { id }, variables: variablesFor(pair, wanted.source.variables) },
        requires: undefined,
        summary: `Make ${green.name} serve ${wanted.revision}, with ${blue.name}'s variables; no user gets it yet`,
    });
    if (position === "idle" || position === "rolled-back") {
        if (servesAlready(seen, blue, wanted))
            return plan_pair_nothing(`${blue.name} already serves ${wanted.revision}.`);
        const marked = markRollout(intent, seen, green, wanted, {});
        const changes = bringUp(settings, seen, green, undefined, wanted, marked.record);
        return { changes: [marked.mark, ...changes, last(undefined)], warnings: warningsOf(seen) };
    }
    if (record === undefined || record.revision !== wanted.revision)
        throw lockedBy(record, green.name, wanted.revision);
    if (position === "begun") {
        const changes = bringUp(settings, seen, green, deployment?.id, wanted, record);
        return { changes: [...changes, last(deployment?.id)], warnings: [] };
    }
    return plan_pair_nothing(`${green.name} already serves ${wanted.revision}.`);
}
/** Green is blue with nothing but the new version changed: so it gets blue's variables, and those given over them. */
function variablesFor({ blue, green }, given) {
    const gone = Object.keys(green.variables).map((name) => [name, null]);
    return { ...Object.fromEntries(gone), ...blue.variables, ...given };
}
function plan_pair_planPromote(seen, { blue, green, record, position, address }) {
    if (position === "idle" || position === "begun") {
        const serving = `${blue.name} serves ${revisionOf(seen, blue.deploymentId)}`;
        throw new errors/* DeliveryError */.VE("refused", `There is nothing to promote: ${serving}.`, {
            remedy: "Run `deploy` first; nothing was touched.",
        });
    }
    const changes = [];
    if (position !== "promoted") {
        if (green.deploymentId === record?.blue)
            throw replacedMeanwhile(green.name);
        changes.push({
            kind: "set-mapping",
            movesTraffic: true,
            stage: green.name,
            requires: blue.name,
            summary: `Lead ${address} to ${green.name}, which serves ${record?.revision}`,
        });
    }
    if (record?.switched?.direction !== "promote") {
        const summary = `Record on ${green.name} that it took over`;
        changes.push({ kind: "mark-switched", stage: green.name, direction: "promote", served: true, summary });
    }
    return changes.length > 0 ? { changes, warnings: [] } : plan_pair_nothing(`${address} already leads to ${green.name}.`);
}
function plan_pair_planRollback({ blue, green, record, position, address }) {
    if (record === undefined)
        return plan_pair_nothing(`No rollout is in progress; ${address} leads to ${blue.name}.`);
    if (position === "rolled-back")
        return plan_pair_nothing(`${address} leads to ${blue.name}.`);
    const changes = [];
    if (position === "promoted") {
        changes.push({
            kind: "set-mapping",
            movesTraffic: true,
            stage: blue.name,
            requires: green.name,
            summary: `Lead ${address} to ${blue.name} again`,
        });
    }
    changes.push(...restoreResources(blue, record));
    const served = position === "promoted";
    const summary = `Record on ${green.name} that it was rolled back`;
    changes.push({ kind: "mark-switched", stage: green.name, direction: "rollback", served, summary });
    return { changes, warnings: [] };
}
function plan_pair_planTeardown(settings, routing, intent, seen, pair) {
    const { blue, green, record, position, address } = pair;
    if (record === undefined) {
        const changes = deleteDeployments(superfluous(settings, seen, routing.stages, []));
        return changes.length > 0
            ? { changes, warnings: [] }
            : plan_pair_nothing(`No rollout is in progress; ${address} leads to ${blue.name}.`);
    }
    const promoted = position === "promoted";
    const changes = [];
    const own = ownDeployments(seen, green.name, record).map(({ id }) => id);
    let after = seen;
    if (!promoted) {
        if (position !== "rolled-back")
            changes.push(...restoreResources(blue, record));
        // The idle stage goes back to what it had, so that nothing of a version that was given up is left.
        const former = record.blue;
        if (own.includes(green.deploymentId) && seen.deployments.some(({ id }) => id === former)) {
            const wish = { base: { id: former } };
            const summary = `Make ${green.name} serve its former deployment ${former}`;
            changes.push({ kind: "set-stage", stage: green.name, wish, requires: undefined, summary });
            const stages = seen.stages.map((stage) => stage.name === green.name ? { ...stage, deploymentId: former } : stage);
            after = { ...seen, stages };
        }
        if (position === "rolled-back")
            changes.unshift(...hold(settings, intent, seen, record));
    }
    changes.push(...deleteDeployments(superfluous(settings, after, routing.stages, promoted ? [] : own)));
    changes.push(...revoke(green));
    const remove = rolloutKeys(green.tags);
    const summary = `Remove the rollout's tags from ${green.name}`;
    changes.push({ kind: "tag", stage: green.name, tags: {}, remove, summary });
    return { changes, warnings: [] };
}
function requireNoCanary({ blue, green }) {
    const split = [blue, green].find(({ canary }) => canary !== undefined);
    if (split === undefined)
        return;
    throw new errors/* DeliveryError */.VE("refused", `stage: ${split.name} has canary settings, so it serves two versions by itself.`, {
        remedy: "Promote or remove its canary first, or use `strategy: canary` on that stage; nothing was touched.",
    });
}
function replacedMeanwhile(stage) {
    return new errors/* DeliveryError */.VE("refused", `${stage} does not serve the new version any more: somebody set it back.`, {
        remedy: "Run `teardown`, then deploy anew; nothing was touched.",
    });
}
function plan_pair_nothing(sentence) {
    return { changes: [], nothing: sentence, warnings: [] };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/undo.js



/**
 * What leaves no half-done step behind: for a rollback the rest of it, for every other step what the stage served before,
 * with the variables that the step may have changed.
 */
function undoOfCanary(stageName, intent, seen) {
    const { stage, record, position } = identify(seen, stageName);
    const { canary, deploymentId } = stage;
    if (intent.step === "rollback" && (record === undefined || position !== "promoted"))
        return removeCanary(stage, true);
    const forward = intent.step === "rollback" && record !== undefined;
    const names = [...Object.keys(record?.variables ?? {}), ...Object.keys(canary?.overrides ?? {})];
    const wish = forward
        ? { base: { id: record.blue }, variables: record.variables, canary: "none" }
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
        requires: undefined,
        summary: `Make ${stageName} serve what it served ${forward ? "before the rollout" : "before this step"}`,
    };
}
/** Where the base path led before the step; for a rollback, to blue. */
function undoOfPair(settings, routing, intent, seen) {
    const { blue, green, position, address } = identifyPair(settings, routing, seen);
    const stage = intent.step === "rollback" || position !== "promoted" ? blue.name : green.name;
    return {
        kind: "set-mapping",
        movesTraffic: true,
        stage,
        requires: undefined,
        summary: `Lead ${address} to ${stage}`,
    };
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/view.js





function viewOfCanary(settings, stageName, seen) {
    const sides = identify(seen, stageName);
    const { stage, record, position, green } = sides;
    const problems = findProblems(seen, sides);
    const weight = position === "promoted" ? 100 : rounded(stage.canary?.percent ?? 0);
    const phase = phaseOf(position, weight);
    const blueId = position === "promoted" ? (record?.blue ?? "") : stage.deploymentId;
    const greenId = position === "foreign-canary" ? stage.canary?.deploymentId : green?.id;
    const waits = phase === "promoted" || phase === "rolled-back";
    return {
        phase,
        blue: sideView(seen, stageName, blueId, 100 - weight),
        green: greenId === undefined ? undefined : sideView(seen, stageName, greenId, weight),
        weight,
        cohort: undefined,
        baking: isBaking(sides),
        greenReady: position === "canary" || position === "promoted",
        rollout: record === undefined ? undefined : { id: record.id, revision: record.revision, startedAt: record.startedAt },
        safeTeardownAt: waits ? safeAt(settings, record, seen.at) : undefined,
        // The split is drawn anew for every request: nobody sticks to a side.
        stickySeconds: 0,
        problems,
        facts: factsOf(stage, record?.id),
    };
}
function viewOfPair(settings, routing, seen) {
    const { blue, green, record, position, deployment, address } = identifyPair(settings, routing, seen);
    const weight = position === "promoted" ? 100 : 0;
    const split = [blue, green].filter(({ canary }) => canary !== undefined).map(({ name }) => name);
    const problems = split.map((name) => `${name} has canary settings, so it serves two versions by itself.`);
    const phase = problems.length > 0 ? "degraded" : PAIR_PHASES[position];
    const waits = phase === "promoted" || phase === "rolled-back";
    return {
        phase,
        blue: sideView(seen, blue.name, blue.deploymentId, 100 - weight),
        green: deployment === undefined ? undefined : sideView(seen, green.name, deployment.id, weight),
        weight,
        cohort: undefined,
        greenReady: position === "deployed" || position === "promoted" || position === "rolled-back",
        rollout: record === undefined ? undefined : { id: record.id, revision: record.revision, startedAt: record.startedAt },
        safeTeardownAt: waits ? safeAt(settings, record, seen.at) : undefined,
        stickySeconds: 0,
        problems,
        preview: position === "idle" || position === "begun" ? undefined : previewOf(settings, green.name),
        facts: {
            [`mapping ${address}`]: seen.mapping?.stage ?? "",
            ...factsOf(blue, undefined),
            ...factsOf(green, record?.id),
        },
    };
}
/** A stage has an address of its own, whatever the mapping leads to ("Invoke REST APIs", API Gateway developer guide). */
function previewOf({ restApi, region }, stage) {
    const domain = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    const url = `https://${restApi}.execute-api.${region}.${domain}/${stage}`;
    return { url, who: `requests to the stage ${stage} itself`, headers: [] };
}
const PAIR_PHASES = {
    idle: "idle",
    begun: "deploying",
    deployed: "deployed",
    promoted: "promoted",
    "rolled-back": "rolled-back",
};
function phaseOf(position, weight) {
    switch (position) {
        case "idle":
            return "idle";
        case "begun":
            return "deploying";
        case "canary":
            return weight > 0 ? "shifting" : "deployed";
        case "promoted":
            return "promoted";
        case "rolled-back":
            return "rolled-back";
        case "foreign-canary":
        case "foreign-base":
            return "degraded";
    }
}
function findProblems(seen, { stage, record, position }) {
    const { name, canary, deploymentId } = stage;
    if (position === "foreign-canary") {
        const percent = rounded(canary?.percent ?? 0);
        const origin = parseOrigin(seen.deployments.find(({ id }) => id === canary?.deploymentId)?.description ?? "");
        const whose = origin === undefined ? "no rollout made it" : `the rollout ${origin.rollout} made it, and its tags are gone`;
        return [`${name} has a canary of deployment ${canary?.deploymentId} with ${percent} % of the requests: ${whose}.`];
    }
    if (position === "foreign-base") {
        return [
            `${name} serves deployment ${deploymentId}, neither the former one of the rollout ${record?.id} (${record?.blue}) nor its new one.`,
        ];
    }
    return [];
}
function sideView(seen, target, id, weight) {
    const exists = seen.deployments.some((deployment) => deployment.id === id) ? 1 : 0;
    return { name: id, target, revision: revisionOf(seen, id), healthy: exists, wanted: 1, weight: rounded(weight) };
}
/** What a stage serves to whom. Values of variables are told by their hash alone. */
function factsOf({ name, deploymentId, variables, canary }, rollout) {
    return {
        [`stage ${name} deployment`]: deploymentId,
        [`stage ${name} variables`]: hashOf(variables),
        [`stage ${name} canary`]: canary === undefined
            ? "none"
            : `${canary.deploymentId} with ${rounded(canary.percent)} %, variables ${hashOf(canary.overrides)}`,
        [`stage ${name} rollout`]: rollout ?? "none",
    };
}
function hashOf(variables) {
    const sorted = Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1));
    return (0,external_node_crypto_.createHash)("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 12);
}

;// CONCATENATED MODULE: ./build/platforms/api-gateway/index.js











/** The account's quota of management calls is small, and a promote must not fail for it (API Gateway quotas). */
const MAX_ATTEMPTS = 10;
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
    #permissions;
    /** Milliseconds since the epoch at which a bake was first looked at. */
    #bakesSince;
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
    async observe() {
        const { source, routing } = this.#settings;
        const deploys = this.#step === "deploy";
        const [stages, deployments] = await Promise.all([this.#reader.stages(), this.#reader.deployments()]);
        requireStages(this.#settings, stages);
        const resources = deploys && source?.openapi === undefined ? await this.#reader.resources() : undefined;
        const mapping = routing.kind === "stages" ? await this.#reader.mapping(routing.mapping) : undefined;
        const seen = { at: this.#clock.now(), stages, deployments, resources, mapping, permissions: [] };
        return deploys ? { ...seen, permissions: await this.#permissionStates(seen) } : seen;
    }
    plan(intent, seen) {
        const { routing } = this.#settings;
        return routing.kind === "canary"
            ? planCanary(this.#settings, routing.stage, intent, seen)
            : planPair(this.#settings, routing, intent, seen);
    }
    apply(change, seen) {
        return this.#writer.apply(change, seen);
    }
    async refresh(wait, seen) {
        const at = this.#clock.now();
        if (wait.kind !== "wait-bake")
            return { ...seen, at };
        this.#bakesSince ??= at;
        const fresh = await this.#reader.stage(wait.stage);
        return { ...seen, at, stages: seen.stages.map((stage) => (stage.name === fresh.name ? fresh : stage)) };
    }
    settled(wait, seen) {
        if (wait.kind === "wait-until")
            return (0,countdown/* countdown */.q)("seconds until it is safe", wait.until - seen.at);
        if (wait.kind !== "wait-bake")
            return { state: "done" };
        const { canary } = stageNamed(seen, wait.stage);
        if (canary?.deploymentId !== wait.green || canary.percent !== wait.percent) {
            const because = `The canary of ${wait.stage} was changed by somebody else while it baked.`;
            return { state: "impossible", because, reasons: [] };
        }
        return (0,countdown/* countdown */.q)("seconds of bake time", (this.#bakesSince ?? seen.at) + wait.durationMs - seen.at);
    }
    view(seen) {
        const { routing } = this.#settings;
        return routing.kind === "canary"
            ? viewOfCanary(this.#settings, routing.stage, seen)
            : viewOfPair(this.#settings, routing, seen);
    }
    undo(intent, seen) {
        const { routing } = this.#settings;
        return routing.kind === "canary"
            ? undoOfCanary(routing.stage, intent, seen)
            : undoOfPair(this.#settings, routing, intent, seen);
    }
    close() {
        this.#client.destroy();
        this.#once.destroy();
        void this.#permissions?.then((permissions) => permissions.close());
    }
    /** What the functions allow that green calls and that may not have been called before. */
    async #permissionStates(seen) {
        const needs = changedNeeds(this.#settings, seen);
        if (needs.length === 0)
            return [];
        const permissions = await this.#loadPermissions();
        const policies = new Map();
        for (const arn of new Set(needs.map((need) => need.arn)))
            policies.set(arn, await permissions.statements(arn));
        return needs.map((need) => ({ need, statements: policies.get(need.arn) ?? "missing" }));
    }
    #loadPermissions() {
        this.#permissions ??= Promise.all(/* import() */[__webpack_require__.e(696), __webpack_require__.e(23)]).then(__webpack_require__.bind(__webpack_require__, 7023)).then(({ Permissions }) => new Permissions(this.#settings.region, this.#signal));
        return this.#permissions;
    }
}


/***/ }),

/***/ 1392:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   GX: () => (/* binding */ statementsOf),
/* harmony export */   Jr: () => (/* binding */ isAllowed),
/* harmony export */   h3: () => (/* binding */ statementId),
/* harmony export */   hN: () => (/* binding */ needsOf),
/* harmony export */   mE: () => (/* binding */ functionArn),
/* harmony export */   mZ: () => (/* binding */ statementPrefix)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

const GATEWAY = "apigateway.amazonaws.com";
/** A method each up to so many; beyond, one statement for the stage: a policy holds 20 KB (Lambda quotas). */
const MAX_SOURCES = 5;
/** The function in an integration's URI, with stage variables filled in; undefined when it is none. */
function functionArn(uri, variables) {
    const filled = uri.replace(/\$\{stageVariables\.(\w+)\}/g, (whole, name) => variables[name] ?? whole);
    const [, arn] = /\/functions\/(arn:[^/]+:lambda:[^/]+:function:[^/]+)\/invocations$/.exec(filled) ?? [];
    return arn;
}
/** What the functions behind these backends must allow, one entry for each function and source. */
function needsOf(backends, variables, at) {
    const sources = new Map();
    for (const { uri, credentials, verb, path } of backends) {
        const arn = functionArn(uri, variables);
        // With a role of its own the integration needs no entry in the function's policy.
        if (arn === undefined || credentials !== undefined)
            continue;
        const method = `${verb === "ANY" ? "*" : verb}${path.replace(/\{[^}]+\}/g, "*")}`;
        sources.set(arn, (sources.get(arn) ?? new Set()).add(method));
    }
    return [...sources].flatMap(([arn, methods]) => {
        const account = arn.split(":")[4] ?? "*";
        const base = `${arn.split(":", 2).join(":")}:execute-api:${at.region}:${account}:${at.restApi}/${at.stage}/`;
        const wanted = methods.size > MAX_SOURCES ? ["*"] : [...methods].sort();
        return wanted.map((method) => ({ arn, sourceArn: base + method }));
    });
}
/** Whether a function's policy lets the stage call it. */
function isAllowed(need, statements) {
    return statements.some(({ effect, principal, action, sourceArn, otherConditions }) => effect === "Allow" &&
        !otherConditions &&
        [GATEWAY, "*"].includes(principal) &&
        matches(action, "lambda:InvokeFunction") &&
        (sourceArn === undefined || matches(sourceArn, need.sourceArn)));
}
/** The same need has the same id at every run: adding it twice is refused instead of doubled. */
function statementId(need, at) {
    return `${statementPrefix(at)}${hash(need.sourceArn)}`;
}
/** What the ids of all statements for a stage begin with. */
function statementPrefix({ restApi, stage }) {
    return `progressive-delivery-${restApi}-${hash(stage)}-`;
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

/***/ 5978:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Is: () => (/* binding */ errorName),
/* harmony export */   T1: () => (/* binding */ call),
/* harmony export */   yO: () => (/* binding */ clientConfig)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4708);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2386);



/**
 * What every SDK client here is made with. Region and endpoints come from the environment as
 * `configure-aws-credentials` leaves it (AWS_REGION, AWS_ENDPOINT_URL). The SDK ignores HTTPS_PROXY by itself; Node's
 * own agents read it when told to.
 */
function clientConfig(region) {
    const agent = { keepAlive: true, maxSockets: 16, proxyEnv: process.env };
    return {
        region,
        maxAttempts: 5,
        requestHandler: {
            httpAgent: new node_http__WEBPACK_IMPORTED_MODULE_0__.Agent(agent),
            httpsAgent: new node_https__WEBPACK_IMPORTED_MODULE_1__.Agent(agent),
            connectionTimeout: 5_000,
            requestTimeout: 30_000,
            throwOnRequestTimeout: true,
        },
    };
}
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
    "AuthFailure",
    "IncompleteSignature",
    "MissingAuthenticationToken",
]);
const THROTTLED = new Set([
    "Throttling",
    "ThrottlingException",
    "RequestLimitExceeded",
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
]);
/**
 * Makes one API call and turns whatever goes wrong into a `DeliveryError` that says which call it was.
 *
 * @param action `elasticloadbalancing:ModifyRule`, as a policy names it.
 * @throws DeliveryError `denied`, `credentials`, `not-found` or `platform`; the signal's reason when it was aborted.
 */
async function call(action, signal, send, about) {
    try {
        return await send();
    }
    catch (error) {
        signal.throwIfAborted();
        throw explain(action, error, about);
    }
}
/** The API's error code, e.g. `AlreadyExists`; empty when it is not an API error. */
function errorName(error) {
    const cause = error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE ? error.cause : error;
    return cause instanceof Error ? cause.name : "";
}
function explain(action, error, about) {
    const name = error instanceof Error ? error.name : "";
    const status = statusOf(error);
    const noEffect = status >= 400 && status < 500;
    const said = error instanceof Error ? error.message.trim() : String(error);
    if (DENIED.has(name)) {
        return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("denied", `AWS denied ${action}: ${said}`, {
            cause: error,
            noEffect,
            remedy: `Allow ${action} in the role's policy; the README has the policy that each step needs.`,
        });
    }
    if (EXPIRED.has(name)) {
        return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("credentials", `The AWS credentials have expired (${action}: ${said}).`, {
            cause: error,
            noEffect,
            remedy: "Get fresh ones in the job that runs the step: put aws-actions/configure-aws-credentials before it.",
        });
    }
    if (INVALID_CREDENTIALS.has(name)) {
        return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("credentials", `AWS does not accept the credentials (${action}: ${said}).`, {
            cause: error,
            noEffect,
            remedy: "Check the role or keys that aws-actions/configure-aws-credentials was given.",
        });
    }
    if (name === "CredentialsProviderError" || /could not load credentials/i.test(said)) {
        return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("credentials", `There are no AWS credentials in this job: ${said}`, {
            cause: error,
            noEffect,
            remedy: "Put aws-actions/configure-aws-credentials before this step; nothing was touched.",
        });
    }
    if (/not ?found/i.test(name) && about !== undefined) {
        return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("not-found", `${about.input}: AWS knows no ${about.given} in this region (${said}).`, {
            cause: error,
            noEffect,
            remedy: "Check the name, AWS_REGION, and the account of the credentials; nothing was touched.",
        });
    }
    const transient = THROTTLED.has(name) || NETWORK.has(name) || NETWORK.has(codeOf(error)) || status >= 500;
    return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("platform", `${action} failed: ${name === "" ? "" : `${name}: `}${said}`, {
        cause: error,
        transient,
        noEffect,
    });
}
function codeOf(error) {
    return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
function statusOf(error) {
    if (typeof error !== "object" || error === null || !("$metadata" in error))
        return 0;
    const metadata = error.$metadata;
    return metadata.httpStatusCode ?? 0;
}


/***/ })

};
