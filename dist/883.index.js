export const id = 883;
export const ids = [883];
export const modules = {

/***/ 6121:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  AlarmReader: () => (/* binding */ AlarmReader)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-cloudwatch/dist-cjs/index.js
var dist_cjs = __webpack_require__(4085);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
;// CONCATENATED MODULE: ./build/gates/sources/alarm-answer.js
const STATES = ["OK", "ALARM", "INSUFFICIENT_DATA"];
/** Metrics that count requests: what a shift of traffic changes by itself. */
const REQUESTS = /^(RequestCount(PerTarget)?|Count|Invocations|GrpcRequestCount|NewFlowCount|ActiveFlowCount)$/;
function readAlarms({ MetricAlarms = [], CompositeAlarms = [], LogAlarms = [] }) {
    return [
        ...MetricAlarms.map(readMetricAlarm),
        ...CompositeAlarms.map(readCompositeAlarm),
        ...LogAlarms.map((alarm) => ({ seen: readEvaluated(alarm), setup: undefined, dimensions: undefined })),
    ];
}
function readMetricAlarm(alarm) {
    const metric = metricOf(alarm);
    const seen = {
        ...readEvaluated(alarm),
        ...(alarm.EvaluationCriteria?.PromQLCriteria === undefined ? {} : { bornOk: true }),
        ...(metric === undefined ? {} : { metric: { namespace: metric.namespace, name: metric.name } }),
    };
    return { seen, setup: setupOf(alarm), dimensions: metric?.dimensions };
}
function readCompositeAlarm(alarm) {
    const { triggeringAlarms } = parsed(alarm.StateReasonData);
    const red = (Array.isArray(triggeringAlarms) ? triggeringAlarms : []).flatMap(nameOfRed);
    const seen = { ...readState(alarm), ...(red.length === 0 ? {} : { children: red }) };
    return { seen, setup: undefined, dimensions: undefined };
}
/** What alarms have in common that are evaluated on data. */
function readEvaluated(alarm) {
    const { EvaluationState: evaluation, TreatMissingData: treatMissing } = alarm;
    const hasData = restsOnData(alarm);
    return {
        ...readState(alarm),
        ...(evaluation === undefined ? {} : { evaluation }),
        ...(treatMissing === undefined ? {} : { treatMissing }),
        ...(hasData === undefined ? {} : { hasData }),
    };
}
function readState(alarm) {
    const { AlarmName = "", StateReason, AlarmConfigurationUpdatedTimestamp: configured } = alarm;
    const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
    return {
        name: AlarmName,
        // A state that is not known yet is none that a green could pass by.
        state: STATES.find((state) => state === alarm.StateValue) ?? "INSUFFICIENT_DATA",
        since: since?.getTime() ?? 0,
        ...(StateReason === undefined || StateReason === "" ? {} : { words: StateReason }),
        ...(configured === undefined ? {} : { configuredAt: configured.getTime() }),
    };
}
/** By the points that its last evaluation names; undefined: it names none. */
function restsOnData({ StateReasonData, StateReason = "" }) {
    if (/no datapoints were received/i.test(StateReason))
        return false;
    const { evaluatedDatapoints, recentDatapoints } = parsed(StateReasonData);
    if (Array.isArray(evaluatedDatapoints))
        return evaluatedDatapoints.some((point) => isRecord(point) && typeof point.value === "number");
    return Array.isArray(recentDatapoints) ? recentDatapoints.length > 0 : undefined;
}
/** A single metric, whether it is given by itself or as the only query. */
function metricOf({ Namespace, MetricName, Dimensions, Metrics = [] }) {
    const [only, ...others] = Metrics;
    const metric = only === undefined ? { Namespace, MetricName, Dimensions } : only.MetricStat?.Metric;
    if (metric?.MetricName === undefined || metric.Namespace === undefined || others.length > 0)
        return undefined;
    const pairs = (metric.Dimensions ?? []).map(({ Name = "", Value = "" }) => [Name, Value]);
    const dimensions = Object.fromEntries(pairs);
    return { namespace: metric.Namespace, name: metric.MetricName, dimensions };
}
function setupOf(alarm) {
    const { AlarmName: name = "", Metrics = [], ExtendedStatistic = "", EvaluateLowSampleCountPercentile: few } = alarm;
    const prometheus = alarm.EvaluationCriteria?.PromQLCriteria;
    const statistics = [ExtendedStatistic, ...Metrics.map(({ MetricStat }) => MetricStat?.Stat ?? "")];
    const band = alarm.ThresholdMetricId !== undefined;
    return {
        name,
        periodSeconds: prometheus === undefined ? periodOf(alarm) : (alarm.EvaluationInterval ?? 60) + (prometheus.PendingPeriod ?? 0),
        datapoints: prometheus === undefined ? (alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? 1) : 1,
        bandOnRequests: band && [alarm.MetricName, ...Metrics.map(nameIn)].some((metric) => REQUESTS.test(metric ?? "")),
        percentileOfFew: few !== "ignore" && statistics.some((statistic) => /^p\d/i.test(statistic)),
    };
}
function periodOf({ Period, Metrics = [] }) {
    const periods = Metrics.map(({ MetricStat, Period: own }) => MetricStat?.Period ?? own ?? 0);
    return Math.max(Period ?? 0, ...periods) || 60;
}
function nameIn({ MetricStat }) {
    return MetricStat?.Metric?.MetricName;
}
/** The name of an alarm that a composite alarm is red because of: what follows `:alarm:` in its ARN. */
function nameOfRed(child) {
    if (!isRecord(child) || typeof child.arn !== "string")
        return [];
    const state = isRecord(child.state) ? child.state.value : undefined;
    if (state !== undefined && state !== "ALARM")
        return [];
    return [/:alarm:(.+)$/.exec(child.arn)?.[1] ?? child.arn];
}
/** Changes of state out of DescribeAlarmHistory, as far as they can be read; in order. */
function readTransitions(items) {
    const found = items.flatMap(({ Timestamp, HistoryData, HistorySummary = "" }) => {
        const { newState } = parsed(HistoryData);
        const told = isRecord(newState) ? newState.stateValue : / to (\w+)$/.exec(HistorySummary)?.[1];
        const to = STATES.find((state) => state === told);
        return Timestamp === undefined || to === undefined ? [] : [{ at: Timestamp.getTime(), to }];
    });
    return found.sort((one, other) => one.at - other.at);
}
function parsed(json) {
    try {
        const value = JSON.parse(json ?? "{}");
        return isRecord(value) ? value : {};
    }
    catch {
        return {};
    }
}
function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

// EXTERNAL MODULE: ./build/gates/sources/cloudwatch-problem.js
var cloudwatch_problem = __webpack_require__(6034);
;// CONCATENATED MODULE: ./build/gates/sources/alarm-reader.js





/** The most names that DescribeAlarms takes (CloudWatch API Reference). */
const MAX_NAMES = 100;
/** Without them only metric alarms are told (the same). */
const ALARM_TYPES = ["MetricAlarm", "CompositeAlarm", "LogAlarm"];
/** Reads alarms; throttling and outages are repeated by the SDK inside a look. Loaded when a step has alarms. */
class AlarmReader {
    #cloudWatch;
    #signal;
    constructor(region, signal) {
        this.#cloudWatch = new dist_cjs.CloudWatchClient((0,aws/* clientConfig */.yO)(region));
        this.#signal = signal;
    }
    /**
     * The alarms of these names that there are, in one call for each hundred of them.
     *
     * @throws the signal's reason when it aborts.
     */
    read(names) {
        return this.#orProblem("cloudwatch:DescribeAlarms", async () => {
            const alarms = [];
            for (let from = 0; from < names.length; from += MAX_NAMES) {
                const pages = this.#describe(names.slice(from, from + MAX_NAMES));
                for await (const page of pages)
                    alarms.push(...readAlarms(page));
            }
            return { alarms };
        });
    }
    /**
     * How an alarm's state changed.
     *
     * @param since milliseconds since the epoch; CloudWatch keeps two weeks.
     * @throws the signal's reason when it aborts.
     */
    history(name, since) {
        return this.#orProblem("cloudwatch:DescribeAlarmHistory", async () => {
            const input = {
                AlarmName: name,
                AlarmTypes: [...ALARM_TYPES],
                HistoryItemType: "StateUpdate",
                StartDate: new Date(since),
            };
            const history = [];
            const pages = (0,dist_cjs/* paginateDescribeAlarmHistory */.gC2)({ client: this.#cloudWatch }, input, { abortSignal: this.#signal });
            for await (const { AlarmHistoryItems = [] } of pages)
                history.push(...readTransitions(AlarmHistoryItems));
            return { history };
        });
    }
    close() {
        this.#cloudWatch.destroy();
    }
    #describe(AlarmNames) {
        const config = { client: this.#cloudWatch, pageSize: MAX_NAMES };
        const input = { AlarmNames, AlarmTypes: [...ALARM_TYPES] };
        return (0,dist_cjs/* paginateDescribeAlarms */.hNb)(config, input, { abortSignal: this.#signal });
    }
    async #orProblem(action, read) {
        try {
            return await (0,aws/* call */.T1)(action, this.#signal, read);
        }
        catch (error) {
            this.#signal.throwIfAborted();
            if (error instanceof errors/* DeliveryError */.VE)
                return { problem: (0,cloudwatch_problem/* problemOf */.Z)(error, action) };
            throw error;
        }
    }
}


/***/ }),

/***/ 6034:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ problemOf)
/* harmony export */ });
/**
 * Why CloudWatch could not be asked.
 *
 * @param action what the call needs to be allowed: `cloudwatch:GetMetricData`.
 */
function problemOf({ code, message, reasons, transient }, action) {
    const words = [message, ...reasons];
    if (code === "denied")
        return { kind: "denied", reasons: words, action };
    if (code === "credentials")
        return { kind: "denied", reasons: words };
    return { kind: transient ? "unavailable" : "invalid", reasons: words };
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


/***/ })

};
