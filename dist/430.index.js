export const id = 430;
export const ids = [430];
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

/***/ 7835:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ counted)
/* harmony export */ });
/** How often each word stands in a list, in the order of their first: `2 × draining`. */
function counted(words) {
    const counts = new Map();
    for (const word of words)
        counts.set(word, (counts.get(word) ?? 0) + 1);
    return [...counts].map(([word, count]) => `${count} × ${word}`);
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


/***/ }),

/***/ 943:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   k: () => (/* binding */ ask)
/* harmony export */ });
/* harmony import */ var node_http__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7067);
/* harmony import */ var node_https__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4708);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2386);
/* harmony import */ var _listeners_conditions_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7564);




/** How long an answer may take, in milliseconds. */
const ANSWER_MS = 10_000;
/** No more of a body is read. */
const MAX_BODY_BYTES = 1_048_576;
/** Every request has a connection of its own: a network load balancer chooses once per connection. */
const AGENT = { keepAlive: false, proxyEnv: process.env };
const [PLAIN, SECURE] = [new node_http__WEBPACK_IMPORTED_MODULE_0__.Agent(AGENT), new node_https__WEBPACK_IMPORTED_MODULE_1__.Agent(AGENT)];
/**
 * One GET through the load balancer, without cookies, so that each is led anew; HTTPS_PROXY and its like are heeded.
 * Redirects are answers, not followed.
 *
 * @param condition what the request has to meet, e.g. that of a preview.
 * @throws Error that says why there was no answer; the signal's reason when it was aborted.
 */
async function ask(url, condition, signal) {
    const limit = AbortSignal.timeout(ANSWER_MS);
    try {
        return await get(url, condition, AbortSignal.any([signal, limit]));
    }
    catch (error) {
        signal.throwIfAborted();
        if (limit.aborted)
            throw new Error(`no answer within ${ANSWER_MS / 1_000} s`);
        const errors = error instanceof AggregateError ? error.errors : [error];
        throw new Error(errors.map(_delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .errorMessage */ .gJ).join(", "), { cause: error });
    }
}
function get(url, condition, signal) {
    const { headers = {}, query = "" } = (condition === undefined ? undefined : (0,_listeners_conditions_js__WEBPACK_IMPORTED_MODULE_3__/* .asRequest */ .St)(condition)) ?? {};
    const target = new URL(url);
    if (query !== "")
        target.search = `${target.search === "" ? "?" : `${target.search}&`}${query}`;
    return new Promise((resolve, reject) => {
        const options = { headers: { "user-agent": "progressive-delivery", ...headers }, signal };
        const begun = target.protocol === "https:"
            ? (0,node_https__WEBPACK_IMPORTED_MODULE_1__.request)(target, { ...options, agent: SECURE })
            : (0,node_http__WEBPACK_IMPORTED_MODULE_0__.request)(target, { ...options, agent: PLAIN });
        begun.on("error", reject);
        begun.once("response", (response) => {
            const { statusCode = 0, headersDistinct } = response;
            bodyOf(response).then((body) => resolve({ status: statusCode, headers: headersDistinct, body }), reject);
        });
        begun.end();
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
    return Buffer.concat(chunks).toString("utf8");
}


/***/ }),

/***/ 1405:
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
// EXTERNAL MODULE: ./build/platforms/ec2/checks/ask.js
var ask = __webpack_require__(943);
// EXTERNAL MODULE: ./build/platforms/ec2/checks/mark.js
var checks_mark = __webpack_require__(4797);
;// CONCATENATED MODULE: ./build/platforms/ec2/checks/probe.js





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
            const answer = await (0,ask/* ask */.k)(new URL(probe.url), probe.condition, signal).catch((error) => {
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

/***/ 0:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rl: () => (/* binding */ customerAlarms),
/* harmony export */   VK: () => (/* binding */ missingAlarms),
/* harmony export */   Z3: () => (/* binding */ alarmWarnings),
/* harmony export */   l3: () => (/* binding */ alarmRequest),
/* harmony export */   pb: () => (/* binding */ isMadeFor)
/* harmony export */ });
/* unused harmony exports ALARM_MEMBERS, ALARM_TAG, cloneAlarmName */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2386);
/* harmony import */ var _repoint_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9849);



const ACTION_LISTS = ["OKActions", "AlarmActions", "InsufficientDataActions"];
/** What is carried of an alarm, and what is not, with the reason. A test walks the SDK's model against these lists. */
const ALARM_MEMBERS = {
    carried: [
        "AlarmDescription",
        "ActionsEnabled",
        "MetricName",
        "Namespace",
        "Statistic",
        "ExtendedStatistic",
        "Dimensions",
        "Period",
        "Unit",
        "EvaluationPeriods",
        "DatapointsToAlarm",
        "Threshold",
        "ComparisonOperator",
        "TreatMissingData",
        "EvaluateLowSampleCountPercentile",
        "Metrics",
        "ThresholdMetricId",
        "EvaluationWindow",
        "WarmUpConfiguration",
        "EvaluationCriteria",
        "EvaluationInterval",
    ],
    left: {
        AlarmName: "green's own, see cloneAlarmName",
        Tags: "carried without AWS's own (aws:*), with the mark of whom it was made for",
        OKActions: "carried, with blue's policies replaced by green's",
        AlarmActions: "carried, with blue's policies replaced by green's",
        InsufficientDataActions: "carried, with blue's policies replaced by green's",
        AlarmArn: "given by AWS",
        AlarmConfigurationUpdatedTimestamp: "given by AWS",
        StateValue: "green's own",
        StateReason: "green's own",
        StateReasonData: "green's own",
        StateUpdatedTimestamp: "green's own",
        StateTransitionedTimestamp: "green's own",
        EvaluationState: "green's own",
    },
};
/** The tag on an alarm that was made for a clone, with the clone's name: such an alarm goes when the clone goes. */
const ALARM_TAG = "progressive-delivery:group";
/** CloudWatch API Reference, PutMetricAlarm. */
const MAX_NAME = 255;
/** Longer names end in so many digits of a hash of what was cut off. */
const HASH_LENGTH = 8;
/** The alarms that are objects of their own: those of target tracking and predictive scaling are made by AWS. */
function customerAlarms(policies) {
    const own = policies.filter(({ PolicyType = "SimpleScaling" }) => /^(Step|Simple)Scaling$/.test(PolicyType));
    const names = own.flatMap(({ Alarms = [] }) => Alarms.map(({ AlarmName = "" }) => AlarmName));
    return [...new Set(names)].sort();
}
/** Whether the alarm was made for this clone, and by nobody else. */
function isMadeFor({ tags }, group) {
    return tags[ALARM_TAG] === group;
}
/**
 * The alarms that green lacks of those that drive blue's policies, about green and for green's policies.
 *
 * @throws DeliveryError `not-found` or `unsuitable` for an alarm that cannot be taken along.
 */
function missingAlarms(blue, green, repoint) {
    const wanted = customerAlarms(blue.policies).map((name) => cloned(requireAlarm(name, blue, repoint), blue, repoint));
    const names = wanted.map(({ input }) => input.AlarmName);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
        throw unsuitable(`two alarms of ${repoint.from.group} would both be ${twice} on ${repoint.to.group}.`, "Rename one of them");
    }
    const has = new Set(green?.alarms.map(({ name }) => name));
    return wanted.filter(({ input }) => input.AlarmName === undefined || !has.has(input.AlarmName));
}
/** Sentences about what of blue's alarms their copies do not do. */
function alarmWarnings(blue, from, to) {
    return customerAlarms(blue.policies).flatMap((name) => {
        const others = otherPolicies(blue.alarms.find((alarm) => alarm.name === name)?.metric, blue.policies);
        return [...new Set(others.map(({ group }) => group))].map((group) => `The alarm ${name} of ${from} scales ${group} too; its copy scales ${to} alone.`);
    });
}
/** The request, once green's policies have ARNs. */
function alarmRequest({ input, actions }, policyArns) {
    const arnOf = (action) => {
        if ("arn" in action)
            return action.arn;
        const arn = policyArns.get(action.policy);
        if (arn !== undefined)
            return arn;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("internal", `The alarm ${input.AlarmName} is put before the policy ${action.policy}.`);
    };
    const lists = ACTION_LISTS.map((list) => [list, actions[list].map(arnOf)]);
    return { ...input, ...Object.fromEntries(lists.filter(([, arns]) => arns.length > 0)) };
}
/**
 * `cpu-high` of `web` → `cpu-high-web-v001`; that of `web-v001` → `cpu-high-web-v002`: the same each time, never
 * blue's, and so that a policy can allow `alarm:*-web-v*` alone.
 */
function cloneAlarmName(alarm, from, to) {
    const [old, suffix] = [`-${from}`, `-${to}`];
    const base = isMadeFor(alarm, from) && alarm.name.endsWith(old) ? alarm.name.slice(0, -old.length) : alarm.name;
    if (base.length + suffix.length <= MAX_NAME)
        return base + suffix;
    const hash = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(base).digest("hex").slice(0, HASH_LENGTH);
    const room = MAX_NAME - suffix.length - hash.length - 1;
    if (room > 0)
        return `${cut(base, room)}-${hash}${suffix}`;
    const whole = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(base + suffix);
    return `${cut(base, HASH_LENGTH)}-${whole.digest("hex")}`;
}
function cloned(alarm, blue, repoint) {
    const carried = ALARM_MEMBERS.carried.map((member) => [member, alarm.metric[member]]);
    const own = Object.entries(alarm.tags).filter(([key]) => !/^(aws|progressive-delivery):/.test(key));
    const others = new Set(otherPolicies(alarm.metric, blue.policies).map(({ arn }) => arn));
    const actions = (list) => (alarm.metric[list] ?? []).filter((arn) => !others.has(arn)).map((arn) => actionOf(arn, blue.policies));
    return {
        call: "PutMetricAlarm",
        input: {
            AlarmName: cloneAlarmName(alarm, repoint.from.group, repoint.to.group),
            // AWS tells some of what was never given as empty, and refuses some of it when it is given so.
            ...(0,_repoint_js__WEBPACK_IMPORTED_MODULE_2__/* .repointed */ .V)(Object.fromEntries(carried.filter(([, value]) => !isEmpty(value))), repoint),
            Tags: [...own, [ALARM_TAG, repoint.to.group]].map(([Key, Value]) => ({ Key, Value })),
        },
        actions: {
            OKActions: actions("OKActions"),
            AlarmActions: actions("AlarmActions"),
            InsufficientDataActions: actions("InsufficientDataActions"),
        },
    };
}
function actionOf(arn, policies) {
    const policy = policies.find(({ PolicyARN }) => PolicyARN === arn)?.PolicyName;
    return policy === undefined ? { arn } : { policy };
}
function requireAlarm(name, blue, { from, to }) {
    const alarm = blue.alarms.find((candidate) => candidate.name === name);
    if (alarm === undefined) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("not-found", `auto-scaling-groups: a policy of ${from.group} is driven by the alarm ${name}, which is no metric alarm that CloudWatch knows.`, { remedy: "Put the alarm back, or delete the policy; nothing was touched." });
    }
    const { metric } = alarm;
    const what = `the alarm ${name}, which drives a policy of ${from.group},`;
    if ((0,_repoint_js__WEBPACK_IMPORTED_MODULE_2__/* .namedInText */ .E)(metric, from)) {
        throw unsuitable(`${what} names ${from.group} or its target group in the text of a query, where it cannot be replaced safely.`, "Use a metric with dimensions");
    }
    for (const { group } of otherPolicies(metric, blue.policies)) {
        if (group === to.group)
            throw unsuitable(`${what} scales ${group} too.`, `Take the policy of ${group} out of it`);
        if (!isAbout(metric, from))
            continue;
        throw unsuitable(`${what} scales ${group} too, by a metric of ${from.group}, which goes at teardown.`, `Give ${group} an alarm of its own`);
    }
    return alarm;
}
/** Whether the alarm watches blue itself, so that its copy watches something else. */
function isAbout(metric, from) {
    const elsewhere = { group: "", targetGroupArn: "" };
    return JSON.stringify((0,_repoint_js__WEBPACK_IMPORTED_MODULE_2__/* .repointed */ .V)(metric, { from, to: elsewhere })) !== JSON.stringify(metric);
}
/** The policies of other groups, or of what else can be scaled, that an alarm calls (Service Authorization Reference). */
function otherPolicies(metric, own) {
    const arns = ACTION_LISTS.flatMap((list) => metric?.[list] ?? []);
    return [...new Set(arns)].flatMap((arn) => {
        const [, group] = /^arn:[^:]*:autoscaling:.*:scalingPolicy:[^:]*:(?:autoScalingGroupName\/)?(.+):policyName\//.exec(arn) ?? [];
        return group === undefined || own.some(({ PolicyARN }) => PolicyARN === arn) ? [] : [{ arn, group }];
    });
}
function unsuitable(sentence, remedy) {
    return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${sentence}`, {
        remedy: `${remedy}, or use a paired fleet, whose groups have alarms of their own; nothing was touched.`,
    });
}
function isEmpty(value) {
    return value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
}
/** At most so many UTF-16 units, without half a character at the end. */
function cut(text, length) {
    return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}


/***/ }),

/***/ 6354:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HJ: () => (/* binding */ hookSpecifications),
/* harmony export */   Rg: () => (/* binding */ attachmentWarnings),
/* harmony export */   be: () => (/* binding */ missingAttachments)
/* harmony export */ });
/* unused harmony export ATTACHMENT_MEMBERS */
/* harmony import */ var _alarms_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(0);
/* harmony import */ var _repoint_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9849);


/** What is carried of each kind, and what is not, with the reason. A test walks the SDK's model against these lists. */
const ATTACHMENT_MEMBERS = {
    ScalingPolicy: {
        carried: [
            "PolicyName",
            "PolicyType",
            "AdjustmentType",
            "MinAdjustmentStep",
            "MinAdjustmentMagnitude",
            "ScalingAdjustment",
            "Cooldown",
            "StepAdjustments",
            "MetricAggregationType",
            "EstimatedInstanceWarmup",
            "TargetTrackingConfiguration",
            "Enabled",
            "PredictiveScalingConfiguration",
        ],
        left: {
            AutoScalingGroupName: "green's own",
            PolicyARN: "given by AWS",
            Alarms: "of target tracking and predictive scaling: made by AWS; of others: put after the policies, see alarms.ts",
        },
    },
    ScheduledUpdateGroupAction: {
        carried: [
            "ScheduledActionName",
            "StartTime",
            "EndTime",
            "Recurrence",
            "MinSize",
            "MaxSize",
            "DesiredCapacity",
            "TimeZone",
        ],
        left: {
            AutoScalingGroupName: "green's own",
            ScheduledActionARN: "given by AWS",
            Time: "the former name of StartTime",
        },
    },
    LifecycleHook: {
        carried: [
            "LifecycleHookName",
            "LifecycleTransition",
            "NotificationTargetARN",
            "RoleARN",
            "NotificationMetadata",
            "HeartbeatTimeout",
            "DefaultResult",
        ],
        left: { AutoScalingGroupName: "green's own", GlobalTimeout: "computed by AWS" },
    },
    NotificationConfiguration: {
        carried: ["TopicARN", "NotificationType"],
        left: { AutoScalingGroupName: "green's own" },
    },
    WarmPoolConfiguration: {
        carried: ["MaxGroupPreparedCapacity", "MinSize", "PoolState", "InstanceReusePolicy"],
        left: { Status: "whether the pool is being deleted" },
    },
    EnabledMetric: { carried: ["Metric", "Granularity"], left: {} },
    SuspendedProcess: { carried: ["ProcessName"], left: { SuspensionReason: "given by AWS" } },
};
/** Suspended on green, these would keep it from ever getting healthy, or from going away. */
const NEEDED_PROCESSES = new Set(["Launch", "Terminate", "HealthCheck", "AddToLoadBalancer"]);
/** Hooks go with the call that creates the group: put later they would miss its first instances. */
function hookSpecifications({ hooks }) {
    return hooks.map((hook) => ({
        LifecycleHookName: hook.LifecycleHookName,
        LifecycleTransition: hook.LifecycleTransition,
        ...pick(hook, ATTACHMENT_MEMBERS.LifecycleHook.carried.slice(2)),
    }));
}
/**
 * The calls that give green what blue has and green lacks, in their order: nothing when it has it all.
 *
 * @param from and `to` name the groups and their target groups: dimensions and resource labels are re-pointed.
 * @param now milliseconds since the epoch: scheduled actions of the past are left behind.
 * @throws DeliveryError `not-found` or `unsuitable` for an alarm that cannot be taken along.
 */
function missingAttachments(blue, green, repoint, now) {
    const has = (list, name) => list.includes(name);
    const policies = blue.policies
        .filter(({ PolicyName }) => !has(green?.policies.map((policy) => policy.PolicyName) ?? [], PolicyName))
        .map((policy) => {
        // Lists that the policy's type does not have are told as empty ones, and would be given as such.
        const input = (0,_repoint_js__WEBPACK_IMPORTED_MODULE_1__/* .repointed */ .V)(withoutEmptyLists(pick(policy, ATTACHMENT_MEMBERS.ScalingPolicy.carried)), repoint);
        return { call: "PutScalingPolicy", input: { PolicyName: policy.PolicyName, ...input } };
    });
    const schedules = blue.schedules
        .filter(({ ScheduledActionName: name }) => !has(green?.schedules.map((own) => own.ScheduledActionName) ?? [], name))
        .flatMap((schedule) => scheduled(schedule, now));
    const metrics = blue.metrics.filter((metric) => !has(green?.metrics ?? [], metric));
    const suspended = carriableProcesses(blue).filter((process) => !has(green?.suspended ?? [], process));
    const pool = green?.warmPool === undefined ? blue.warmPool : undefined;
    return [
        ...(metrics.length === 0
            ? []
            : [{ call: "EnableMetricsCollection", input: { Granularity: "1Minute", Metrics: metrics } }]),
        ...(suspended.length === 0 ? [] : [{ call: "SuspendProcesses", input: { ScalingProcesses: suspended } }]),
        ...notifications(blue, green),
        ...(pool === undefined || pool.Status === "PendingDelete"
            ? []
            : [{ call: "PutWarmPool", input: pick(pool, ATTACHMENT_MEMBERS.WarmPoolConfiguration.carried) }]),
        ...policies,
        ...schedules,
        ...(0,_alarms_js__WEBPACK_IMPORTED_MODULE_0__/* .missingAlarms */ .VK)(blue, green, repoint),
    ];
}
/** Sentences about what is attached to blue that its clone does not take over as it is. */
function attachmentWarnings(blue, from, to) {
    const dropped = droppedProcesses(blue);
    const alarms = (0,_alarms_js__WEBPACK_IMPORTED_MODULE_0__/* .alarmWarnings */ .Z3)(blue, from, to);
    if (dropped.length === 0)
        return alarms;
    const names = dropped.join(", ");
    return [`${from} has suspended processes that ${to} does not take over, because it needs them: ${names}.`, ...alarms];
}
/** Suspended processes that green does not take over, because with them no rollout can work. */
function droppedProcesses({ suspended }) {
    return suspended.filter((process) => NEEDED_PROCESSES.has(process));
}
function carriableProcesses({ suspended }) {
    return suspended.filter((process) => !NEEDED_PROCESSES.has(process));
}
/** A scheduled action that is over is left behind; the start of one that recurs is, too, once it has passed. */
function scheduled(schedule, now) {
    const { StartTime, EndTime, Recurrence, ScheduledActionName } = schedule;
    const past = (time) => time !== undefined && time.getTime() <= now;
    if (past(EndTime) || (Recurrence === undefined && past(StartTime)))
        return [];
    const { StartTime: _start, ...rest } = pick(schedule, ATTACHMENT_MEMBERS.ScheduledUpdateGroupAction.carried);
    const start = StartTime === undefined || past(StartTime) ? {} : { StartTime };
    return [{ call: "PutScheduledUpdateGroupAction", input: { ScheduledActionName, ...rest, ...start } }];
}
/** A topic is put with all its types, blue's and green's own: the call overwrites those that it had. */
function notifications(blue, green) {
    const [wanted, own] = [typesByTopic(blue), typesByTopic(green)];
    return [...wanted].flatMap(([TopicARN, types]) => {
        const has = own.get(TopicARN) ?? new Set();
        if ([...types].every((type) => has.has(type)))
            return [];
        return [
            {
                call: "PutNotificationConfiguration",
                input: { TopicARN, NotificationTypes: [...new Set([...types, ...has])] },
            },
        ];
    });
}
function typesByTopic(attachments) {
    const topics = new Map();
    for (const { TopicARN = "", NotificationType = "" } of attachments?.notifications ?? [])
        topics.set(TopicARN, (topics.get(TopicARN) ?? new Set()).add(NotificationType));
    return topics;
}
function withoutEmptyLists(object) {
    return Object.fromEntries(Object.entries(object).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}
function pick(object, members) {
    const entries = Object.entries(object).filter(([name, value]) => value !== undefined && members.some((member) => member === name));
    return Object.fromEntries(entries);
}


/***/ }),

/***/ 4237:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   N5: () => (/* binding */ cloneRequest),
/* harmony export */   Tc: () => (/* binding */ tag),
/* harmony export */   Yg: () => (/* binding */ requireOneTemplate),
/* harmony export */   oA: () => (/* binding */ templateAt)
/* harmony export */ });
/* unused harmony exports NOT_CARRIED, CLONE_MEMBERS */
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);

/**
 * What DescribeAutoScalingGroups tells and CreateAutoScalingGroup does not take, or what a clone must not inherit, with
 * the reason. A test walks the SDK's model and fails when a member is neither carried nor listed here.
 */
const NOT_CARRIED = {
    AutoScalingGroupARN: "given by AWS",
    CreatedTime: "given by AWS",
    Status: "given by AWS",
    Instances: "green launches its own",
    InstanceId: "only a source for a launch configuration; never returned",
    PredictedCapacity: "computed by AWS",
    WarmPoolSize: "computed by AWS",
    WarmPoolConfiguration: "a separate object, put after the group exists",
    EnabledMetrics: "a separate object, put after the group exists",
    SuspendedProcesses: "a separate object, put after the group exists",
    LaunchConfigurationName: "refused: a launch configuration has no versions",
    LoadBalancerNames: "refused: traffic from a classic load balancer has no weight",
    AvailabilityZoneIds: "the zones are carried by name; giving both is an error",
    TargetGroupARNs: "green gets its own target group",
    TrafficSources: "refused when it holds anything but target groups; those are set by TargetGroupARNs",
    Tags: "carried without AWS's own (aws:*) and the rollout's",
    MinSize: "green starts at size 0",
    MaxSize: "carried; green starts at size 0",
    DesiredCapacity: "green starts at size 0",
    SkipZonalShiftValidation: "a switch for the call itself, not an attribute",
};
/** The attributes that both calls have under the same name, in the same form. */
const CARRIED = [
    "DefaultCooldown",
    "HealthCheckType",
    "HealthCheckGracePeriod",
    "PlacementGroup",
    "VPCZoneIdentifier",
    "TerminationPolicies",
    "NewInstancesProtectedFromScaleIn",
    "CapacityRebalance",
    "DeletionProtection",
    "ServiceLinkedRoleARN",
    "MaxInstanceLifetime",
    "Context",
    "DesiredCapacityType",
    "DefaultInstanceWarmup",
    "InstanceMaintenancePolicy",
    "AvailabilityZoneDistribution",
    "AvailabilityZoneImpairmentPolicy",
    "CapacityReservationSpecification",
    "InstanceLifecyclePolicy",
    "Operator",
];
/** Every member of CreateAutoScalingGroup that a clone sets, carried or of its own. */
const CLONE_MEMBERS = [
    ...CARRIED,
    "AutoScalingGroupName",
    "AvailabilityZones",
    "LaunchTemplate",
    "LifecycleHookSpecificationList",
    "MixedInstancesPolicy",
];
/**
 * The request that makes green from blue: the same in everything but name, size, target group, tags, and launch
 * template version.
 */
function cloneRequest(blue, green) {
    const carried = Object.fromEntries(CARRIED.map((member) => [member, blue[member]]).filter(([, value]) => value !== undefined));
    return {
        ...carried,
        AutoScalingGroupName: green.name,
        MinSize: 0,
        DesiredCapacity: 0,
        MaxSize: blue.MaxSize,
        // Subnets imply their zones; zones alone belong to a group in the default VPC.
        ...(blue.VPCZoneIdentifier ? {} : { AvailabilityZones: blue.AvailabilityZones }),
        ...templateAt(blue, green.templateVersion),
        ...(green.hooks === undefined || green.hooks.length === 0
            ? {}
            : { LifecycleHookSpecificationList: [...green.hooks] }),
        ...(green.targetGroupArn === undefined ? {} : { TargetGroupARNs: [green.targetGroupArn] }),
        Tags: [
            ...ownTags(blue, green.tags),
            ...Object.entries(green.tags).map(([Key, Value]) => tag(green.name, Key, Value)),
        ],
    };
}
/**
 * Refuses a mixed instances policy whose overrides the revision would not reach, or not rightly: their instances would
 * run something else than green is deployed for, and never count as the wanted version.
 *
 * @throws DeliveryError `unsuitable` for an override with another launch template or version, or with an image.
 */
function requireOneTemplate({ name, raw }, revision) {
    const main = raw.MixedInstancesPolicy?.LaunchTemplate;
    const keepsImage = revision.kind === "template" && revision.imageId === undefined;
    for (const { LaunchTemplateSpecification: own, InstanceType, ImageId } of main?.Overrides ?? []) {
        const version = main?.LaunchTemplateSpecification?.Version;
        const which = `an override of ${name}'s mixed instances policy (${InstanceType ?? "by requirements"})`;
        if (own !== undefined && !(isTemplate(own, main?.LaunchTemplateSpecification) && own.Version === version)) {
            const template = own.LaunchTemplateName ?? own.LaunchTemplateId;
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${which} uses version ${own.Version ?? "$Default"} of the launch template ${template}, not what the group uses.`, {
                remedy: "A rollout changes one launch template for all instance types: let the override have none of its own, or make it a group of its own; nothing was touched.",
            });
        }
        if (ImageId === undefined || keepsImage)
            continue;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${which} has the image ${ImageId} of its own.`, {
            remedy: "It would hide the one that is deployed: leave it to the launch template; nothing was touched.",
        });
    }
}
/** The group's launch template, or its mixed instances policy, with another version. */
function templateAt(group, version) {
    const policy = group.MixedInstancesPolicy;
    if (policy === undefined) {
        return { LaunchTemplate: { LaunchTemplateId: group.LaunchTemplate?.LaunchTemplateId, Version: String(version) } };
    }
    const { LaunchTemplateSpecification: main, Overrides } = policy.LaunchTemplate ?? {};
    const specification = { LaunchTemplateId: main?.LaunchTemplateId, Version: String(version) };
    const overrides = Overrides?.map((override) => isTemplate(override.LaunchTemplateSpecification, main)
        ? { ...override, LaunchTemplateSpecification: specification }
        : override);
    return {
        MixedInstancesPolicy: {
            ...policy,
            LaunchTemplate: {
                LaunchTemplateSpecification: specification,
                ...(overrides === undefined ? {} : { Overrides: overrides }),
            },
        },
    };
}
/** Whether both name the same launch template, by id or, where one has no id, by name. */
function isTemplate(one, other) {
    if (one === undefined || other === undefined)
        return false;
    if (one.LaunchTemplateId !== undefined && other.LaunchTemplateId !== undefined)
        return one.LaunchTemplateId === other.LaunchTemplateId;
    return one.LaunchTemplateName !== undefined && one.LaunchTemplateName === other.LaunchTemplateName;
}
/** A tag as CreateOrUpdateTags and CreateAutoScalingGroup take it. The rollout's tags are not for instances. */
function tag(group, Key, Value) {
    return { ResourceId: group, ResourceType: "auto-scaling-group", Key, Value, PropagateAtLaunch: false };
}
function ownTags(blue, replaced) {
    return (blue.Tags ?? [])
        .filter(({ Key = "" }) => !Key.startsWith("aws:") && !Key.startsWith("progressive-delivery:") && !Object.hasOwn(replaced, Key))
        .map(({ Key, Value, PropagateAtLaunch }) => ({ Key, Value, PropagateAtLaunch }));
}


/***/ }),

/***/ 9849:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E: () => (/* binding */ namedInText),
/* harmony export */   V: () => (/* binding */ repointed)
/* harmony export */ });
/**
 * The same configuration about green. What names blue is changed and nothing else: the dimensions
 * `AutoScalingGroupName` and `TargetGroup`, and resource labels (`app/…/targetgroup/…`).
 */
function repointed(value, { from, to }) {
    const [oldLabel, newLabel] = [labelOf(from.targetGroupArn), labelOf(to.targetGroupArn)];
    const dimensions = {
        AutoScalingGroupName: [from.group, to.group],
        TargetGroup: [oldLabel, newLabel],
    };
    const walk = (node, member) => {
        if (Array.isArray(node))
            return node.map((item) => walk(item, ""));
        if (typeof node === "string") {
            return member === "ResourceLabel" && node.endsWith(`/${oldLabel}`)
                ? node.slice(0, -oldLabel.length) + newLabel
                : node;
        }
        if (typeof node !== "object" || node === null || node instanceof Date)
            return node;
        const { Name, Value } = node;
        if (typeof Name === "string" && Object.hasOwn(dimensions, Name)) {
            const [old, own] = dimensions[Name] ?? [];
            return Value === old ? { ...node, Value: own } : node;
        }
        return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, walk(inner, name)]));
    };
    return walk(value, "");
}
/** Whether a query (metric math, Metrics Insights, PromQL) names blue's group or target group in its text. */
function namedInText(value, { group, targetGroupArn }) {
    const marks = [`'${group}'`, `"${group}"`, labelOf(targetGroupArn)];
    const walk = (node, member) => {
        if (typeof node === "string")
            return ["Expression", "Query"].includes(member) && marks.some((mark) => node.includes(mark));
        if (Array.isArray(node))
            return node.some((item) => walk(item, ""));
        return typeof node === "object" && node !== null && Object.entries(node).some(([name, inner]) => walk(inner, name));
    };
    return walk(value, "");
}
/** A target group as resource labels and dimensions name it: `targetgroup/web/73e2d6bc24d8a067`. */
function labelOf(targetGroupArn) {
    return targetGroupArn.slice(targetGroupArn.indexOf("targetgroup/"));
}


/***/ }),

/***/ 5373:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ Editors)
/* harmony export */ });
/** The clients that few steps need. Each is loaded, with its SDK client, when it is first asked for. */
class Editors {
    #region;
    #signal;
    #template;
    #alarms;
    constructor(region, signal) {
        this.#region = region;
        this.#signal = signal;
    }
    template() {
        this.#template ??= Promise.all(/* import() */[__webpack_require__.e(193), __webpack_require__.e(841)]).then(__webpack_require__.bind(__webpack_require__, 3841)).then(({ TemplateEditor }) => new TemplateEditor(this.#region, this.#signal));
        return this.#template;
    }
    alarms() {
        this.#alarms ??= Promise.all(/* import() */[__webpack_require__.e(85), __webpack_require__.e(102)]).then(__webpack_require__.bind(__webpack_require__, 7102)).then(({ AlarmEditor }) => new AlarmEditor(this.#region, this.#signal));
        return this.#alarms;
    }
    /** The state of the image that a revision names; undefined when it names none. */
    async imageState(revision) {
        if (revision?.kind !== "template" || revision.imageId === undefined)
            return undefined;
        return (await this.template()).imageState(revision.imageId);
    }
    close() {
        for (const editor of [this.#template, this.#alarms])
            void editor?.then((loaded) => loaded.close());
    }
}


/***/ }),

/***/ 3776:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Z: () => (/* binding */ GroupWriter),
  S: () => (/* binding */ withTags)
});

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-auto-scaling/dist-cjs/index.js
var dist_cjs = __webpack_require__(8932);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/aws.js
var aws = __webpack_require__(5978);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/platforms/ec2/clone/alarms.js
var clone_alarms = __webpack_require__(0);
;// CONCATENATED MODULE: ./build/platforms/ec2/clone/attach.js





/** Puts on a clone what is attached to its group by calls of its own, and takes away what would outlive the clone. */
class Attacher {
    #autoScaling;
    #reader;
    #editors;
    #signal;
    constructor(tools) {
        this.#autoScaling = tools.autoScaling;
        this.#reader = tools.reader;
        this.#editors = tools.editors;
        this.#signal = tools.signal;
    }
    /** One after the other: each is a put, so that all can be repeated. Alarms last, as they call policies by their ARNs. */
    async attach(group, attachments) {
        const alarms = [];
        const policyArns = new Map();
        for (const attachment of attachments) {
            if (attachment.call === "PutMetricAlarm") {
                alarms.push(attachment);
                continue;
            }
            const { PolicyARN } = await (0,aws/* call */.T1)(`autoscaling:${attachment.call}`, this.#signal, () => this.#put(group, attachment));
            if (attachment.call === "PutScalingPolicy")
                policyArns.set(attachment.input.PolicyName ?? "", PolicyARN ?? "");
        }
        if (alarms.length > 0)
            await this.#putAlarms(group, alarms, policyArns);
    }
    /**
     * Deletes the alarms that were made for this clone: AWS deletes with the group only those that call nothing else. An
     * alarm of somebody else stays. Before the group goes, because its policies tell which alarms they are.
     */
    async deleteAlarms({ name, tags }) {
        if (tags[snapshot/* TAG */.Dk.fleet] === undefined)
            return;
        const alarms = await this.#reader.alarmsOf(await this.#reader.policies(name));
        const ours = alarms.filter((alarm) => (0,clone_alarms/* isMadeFor */.pb)(alarm, name));
        if (ours.length > 0)
            await (await this.#editors.alarms()).delete(ours.map((alarm) => alarm.name));
    }
    async #putAlarms(group, alarms, put) {
        const editor = await this.#editors.alarms();
        const there = await editor.read(alarms.map(({ input }) => input.AlarmName ?? ""));
        const foreign = there.find((alarm) => !(0,clone_alarms/* isMadeFor */.pb)(alarm, group));
        if (foreign !== undefined) {
            throw new errors/* DeliveryError */.VE("refused", `There already is an alarm ${foreign.name}, which was not made for ${group}: it is not overwritten.`, { remedy: `Rename it, then deploy again: ${group} stands without its alarms, and gets them then.` });
        }
        // Policies that an earlier deploy put before it was cut off are only listed, those of a moment ago perhaps not yet.
        const listed = (await this.#reader.policies(group)).map(({ PolicyName = "", PolicyARN = "" }) => [PolicyName, PolicyARN]);
        const arns = new Map([...listed, ...put]);
        for (const alarm of alarms)
            await editor.put((0,clone_alarms/* alarmRequest */.l3)(alarm, arns));
    }
    async #put(group, attachment) {
        const own = { AutoScalingGroupName: group };
        const { call: name, input } = attachment;
        const abort = { abortSignal: this.#signal };
        switch (name) {
            case "PutScalingPolicy":
                return this.#autoScaling.send(new dist_cjs/* PutScalingPolicyCommand */.OJS({ ...input, ...own }), abort);
            case "PutScheduledUpdateGroupAction":
                return this.#autoScaling.send(new dist_cjs/* PutScheduledUpdateGroupActionCommand */.Yg1({ ...input, ...own }), abort);
            case "PutNotificationConfiguration":
                return this.#autoScaling.send(new dist_cjs/* PutNotificationConfigurationCommand */.kSt({ ...input, ...own }), abort);
            case "PutWarmPool":
                return this.#autoScaling.send(new dist_cjs/* PutWarmPoolCommand */.ciP({ ...input, ...own }), abort);
            case "EnableMetricsCollection":
                return this.#autoScaling.send(new dist_cjs/* EnableMetricsCollectionCommand */.yeO({ ...input, ...own }), abort);
            case "SuspendProcesses":
                return this.#autoScaling.send(new dist_cjs/* SuspendProcessesCommand */.JQO({ ...input, ...own }), abort);
        }
    }
}

// EXTERNAL MODULE: ./build/platforms/ec2/clone/clone.js
var clone = __webpack_require__(4237);
;// CONCATENATED MODULE: ./build/platforms/ec2/groups/group-writer.js






/** At most this many instances per SetInstanceProtection (Auto Scaling API Reference). */
const PROTECTION_BATCH = 50;
/** How long a group that is being deleted may still be listed, in milliseconds. */
const DELETE_PATIENCE_MS = 120_000;
const DELETE_PAUSE_MS = 1_500;
/** Writes to Auto Scaling groups and launch templates, however traffic reaches them: one method per kind of change. */
class GroupWriter {
    #autoScaling;
    #reader;
    #attacher;
    #editors;
    #clock;
    #signal;
    /** The number that `create-template-version` made, for the changes after it. */
    #created;
    constructor(tools) {
        this.#autoScaling = tools.autoScaling;
        this.#reader = tools.reader;
        this.#attacher = new Attacher(tools);
        this.#editors = tools.editors;
        this.#clock = tools.clock;
        this.#signal = tools.signal;
    }
    /** @returns what is known of the world afterwards; undefined when it has to be observed anew. */
    async apply(change, seen) {
        switch (change.kind) {
            case "create-template-version":
                await this.#createTemplateVersion(change);
                return seen;
            case "create-green":
                await this.#createGreen(change, seen);
                return undefined;
            case "attach":
                await this.#attacher.attach(change.group, change.attachments);
                return undefined;
            case "set-template":
                await this.#setTemplate(change, seen);
                return undefined;
            case "mark":
                await this.tag(change.group, change.tags);
                return undefined;
            case "unmark":
                await this.#unmark(change);
                return undefined;
            case "set-capacity":
                await this.#setCapacity(change);
                return undefined;
            case "allow-scale-in":
                await this.#allowScaleIn(change);
                return undefined;
            case "delete-group":
                await this.#deleteGroup(change);
                return undefined;
            case "record-baked":
                return this.#recordBaked(change, seen);
        }
    }
    /** Puts tags on a group; those it has stay, but for the values given. */
    async tag(group, tags) {
        const Tags = Object.entries(tags).map(([key, value]) => (0,clone/* tag */.Tc)(group, key, value));
        await this.#send("CreateOrUpdateTags", () => this.#autoScaling.send(new dist_cjs/* CreateOrUpdateTagsCommand */.vLq({ Tags }), this.#abort));
    }
    async #createTemplateVersion(change) {
        const editor = await this.#editors.template();
        const { version, warnings } = await editor.createVersion(change);
        if (warnings.length > 0) {
            throw new errors/* DeliveryError */.VE("unsuitable", `AWS made launch template version ${version}, but warns about it.`, {
                reasons: warnings,
                remedy: "No group uses it yet and no traffic was touched: mend the template or the input, then deploy again.",
            });
        }
        this.#created = version;
    }
    async #createGreen(change, seen) {
        const { raw } = groupNamed(seen, change.from);
        const { name, targetGroupArn, tags, hooks } = change;
        const templateVersion = this.#versionOf(change.version);
        const request = (0,clone/* cloneRequest */.N5)(raw, { name, targetGroupArn, tags, templateVersion, hooks });
        try {
            await this.#send("CreateAutoScalingGroup", () => this.#autoScaling.send(new dist_cjs/* CreateAutoScalingGroupCommand */.VrW(request), this.#abort));
        }
        catch (error) {
            // The name is the idempotency key: a lost answer, or another deploy a moment ago. The tag tells whose it is.
            if ((0,aws/* errorName */.Is)(error) !== "AlreadyExistsFault" && (0,aws/* errorName */.Is)(error) !== "AlreadyExists")
                throw error;
            const [existing] = await this.#reader.groupsNamed([name]);
            if (existing?.tags[snapshot/* TAG */.Dk.rollout] !== tags[snapshot/* TAG */.Dk.rollout])
                throw error;
        }
    }
    async #setTemplate(change, seen) {
        const group = groupNamed(seen, change.group);
        const version = this.#versionOf(change.version);
        try {
            await this.#update(change.group, (0,clone/* templateAt */.oA)(group.raw, version));
        }
        catch (error) {
            if ((0,aws/* errorName */.Is)(error) !== "ValidationError" || "created" === change.version)
                throw error;
            const said = error instanceof Error ? error.message : String(error);
            throw new errors/* DeliveryError */.VE("not-found", `launch-template-version: ${change.group} cannot take version ${version}: ${said}`, {
                cause: error,
                remedy: "Check the number with `aws ec2 describe-launch-template-versions`; nothing was touched.",
            });
        }
    }
    async #unmark(change) {
        const Tags = change.keys.map((Key) => ({ ResourceId: change.group, ResourceType: "auto-scaling-group", Key }));
        await this.#send("DeleteTags", () => this.#autoScaling.send(new dist_cjs/* DeleteTagsCommand */.MVD({ Tags }), this.#abort));
    }
    async #setCapacity({ group, capacity }) {
        const { min, desired, max } = capacity;
        await this.#update(group, {
            ...(min === undefined ? {} : { MinSize: min }),
            ...(desired === undefined ? {} : { DesiredCapacity: desired }),
            ...(max === undefined ? {} : { MaxSize: max }),
        });
    }
    /** The moment of the switch stays: it is what `safe-teardown-at` counts from. */
    async #recordBaked({ group }, seen) {
        const switched = (0,snapshot/* parseSwitch */.SI)(groupNamed(seen, group).tags[snapshot/* TAG */.Dk.switched]);
        const value = (0,snapshot/* formatSwitch */.a9)({ direction: "shift", at: switched?.at ?? this.#clock.now(), baking: false });
        await this.tag(group, { [snapshot/* TAG */.Dk.switched]: value });
        return withTags(seen, group, { [snapshot/* TAG */.Dk.switched]: value });
    }
    async #allowScaleIn({ group, instanceIds }) {
        for (let start = 0; start < instanceIds.length; start += PROTECTION_BATCH) {
            const InstanceIds = instanceIds.slice(start, start + PROTECTION_BATCH);
            const request = { AutoScalingGroupName: group, InstanceIds, ProtectedFromScaleIn: false };
            await this.#send("SetInstanceProtection", () => this.#autoScaling.send(new dist_cjs/* SetInstanceProtectionCommand */.cPG(request), this.#abort));
        }
    }
    async #deleteGroup({ group }) {
        const until = this.#clock.now() + DELETE_PATIENCE_MS;
        for (;;) {
            const [existing] = await this.#reader.groupsNamed([group]);
            if (existing === undefined)
                return;
            const pool = existing.raw.WarmPoolConfiguration;
            if (pool !== undefined) {
                if (pool.Status !== "PendingDelete")
                    await this.#deleteWarmPool(group);
            }
            else if (!existing.deleting) {
                await this.#attacher.deleteAlarms(existing);
                await this.#delete(group, until);
            }
            if (this.#clock.now() > until) {
                throw new errors/* DeliveryError */.VE("timeout", `${group} is still being deleted after ${DELETE_PATIENCE_MS / 1_000} s.`, {
                    remedy: "Run `teardown` again to finish.",
                });
            }
            await this.#clock.sleep(DELETE_PAUSE_MS, this.#signal);
        }
    }
    /** A group with a warm pool cannot be deleted; the pool serves nobody and goes with its instances. */
    async #deleteWarmPool(group) {
        const request = { AutoScalingGroupName: group, ForceDelete: true };
        await this.#send("DeleteWarmPool", () => this.#autoScaling.send(new dist_cjs/* DeleteWarmPoolCommand */.y5h(request), this.#abort));
    }
    async #delete(group, until) {
        try {
            await this.#send("DeleteAutoScalingGroup", () => this.#autoScaling.send(new dist_cjs/* DeleteAutoScalingGroupCommand */.cUH({ AutoScalingGroupName: group }), this.#abort));
        }
        catch (error) {
            // An activity that has just ended may still be listed; the loop tries again.
            const busy = [
                "ScalingActivityInProgress",
                "ScalingActivityInProgressFault",
                "ResourceInUse",
                "ResourceInUseFault",
            ];
            if (!busy.includes((0,aws/* errorName */.Is)(error)) || this.#clock.now() > until)
                throw error;
        }
    }
    async #update(group, members) {
        await this.#send("UpdateAutoScalingGroup", () => this.#autoScaling.send(new dist_cjs/* UpdateAutoScalingGroupCommand */.Idg({ AutoScalingGroupName: group, ...members }), this.#abort));
    }
    #versionOf(version) {
        if (version !== "created")
            return version.number;
        if (this.#created !== undefined)
            return this.#created;
        throw new errors/* DeliveryError */.VE("internal", "A launch template version is used before it was made.");
    }
    #send(action, send) {
        return (0,aws/* call */.T1)(`autoscaling:${action}`, this.#signal, send);
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
/** The world with these tags on a group. */
function withTags(seen, name, tags) {
    const groups = seen.groups.map((group) => group.name === name ? { ...group, tags: { ...group.tags, ...tags } } : group);
    return { ...seen, groups };
}
function groupNamed({ groups }, name) {
    const group = groups.find((candidate) => candidate.name === name);
    if (group === undefined)
        throw new errors/* DeliveryError */.VE("internal", `The plan names ${name}, which was not observed.`);
    return group;
}


/***/ }),

/***/ 7557:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   O0: () => (/* binding */ healthProgress),
/* harmony export */   R$: () => (/* binding */ failedLaunches),
/* harmony export */   Wr: () => (/* binding */ healthOf),
/* harmony export */   i_: () => (/* binding */ isReady),
/* harmony export */   lD: () => (/* binding */ bakeProgress),
/* harmony export */   qr: () => (/* binding */ drainProgress)
/* harmony export */ });
/* harmony import */ var _delivery_countdown_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4702);
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7835);


/**
 * Counts a side's health ourselves: neither the group's `InService` (at least one instance passed) nor the load
 * balancer's view (it fails open) is evidence. A target counts when ELB calls it `healthy` and it belongs to an
 * in-service instance of the side's group.
 */
function healthOf(side, strictness) {
    const { group, targetGroup } = side;
    if (group === undefined)
        return { healthy: 0, wanted: 0, reasons: [] };
    const targets = new Map(targetGroup.targets.map((target) => [target.id, target]));
    const wantedVersion = strictness === "strict" ? group.template?.version : undefined;
    const why = new Map();
    let healthy = 0;
    for (const instance of group.instances) {
        const reason = shortfall(instance, targets.get(instance.id), wantedVersion);
        if (reason === undefined)
            healthy += 1;
        else
            why.set(reason, (why.get(reason) ?? 0) + 1);
    }
    const missing = group.desired - group.instances.length;
    if (missing > 0)
        why.set("not launched yet", missing);
    return { healthy, wanted: group.desired, reasons: [...why].map(([reason, count]) => `${count} × ${reason}`) };
}
/** A side can take the traffic: it has instances, and all that it wants are healthy. */
function isReady(side, strictness) {
    const { healthy, wanted } = healthOf(side, strictness);
    return wanted > 0 && healthy >= wanted;
}
/** Launches that no waiting mends: the permissions, the image or the template are wrong. */
const DENIED = /not authorized|UnauthorizedOperation/i;
const WRONG = /does not exist|InvalidAMIID|invalid (?:value|parameter)|Invalid id/i;
/** Where one of these is wrong, the group goes on to another. */
const PLACE = /Availability Zone|subnet/i;
/** The image does not fit the instance type; of a mixed instances policy another type may. */
const MISFIT = /architecture/i;
/**
 * Whether a failed launch says that no other will go better.
 *
 * @param mixed whether the group has several instance types.
 */
function isHopeless(message, mixed) {
    if (DENIED.test(message))
        return true;
    if (MISFIT.test(message))
        return !mixed;
    return WRONG.test(message) && !PLACE.test(message);
}
/** What the failed launches of a group say, and the end of a wait that none of them lets hope for. */
function failedLaunches(group, failures) {
    const messages = [...new Set(failures.map(({ message }) => message))];
    const mixed = group?.template?.mixed === true;
    const worst = failures.find(({ message }) => isHopeless(message, mixed));
    const hopeless = worst === undefined || group?.instances.length !== 0
        ? undefined
        : {
            state: "impossible",
            because: `${group.name} cannot launch its instances: ${worst.message}`,
            reasons: messages,
        };
    return { hopeless, failed: messages.map((message) => `scaling activity failed: ${message}`) };
}
/** Progress of a wait for a side's health, with the failed scaling activities since it began. */
function healthProgress(side, strictness, failures) {
    const { healthy, wanted, reasons } = healthOf(side, strictness);
    if (wanted > 0 && healthy >= wanted)
        return { state: "done" };
    const { hopeless, failed } = failedLaunches(side.group, failures);
    if (hopeless !== undefined)
        return hopeless;
    return {
        state: "waiting",
        for: `healthy targets in ${side.targetGroup.name}`,
        have: healthy,
        want: wanted,
        reasons: [...reasons, ...failed],
    };
}
/**
 * Progress of a bake: over at `until` (milliseconds since the epoch), impossible as soon as fewer than
 * `least` targets of the side, as many as when it began, are healthy.
 */
function bakeProgress(side, least, until, now) {
    const { healthy, reasons } = healthOf(side, "strict");
    if (healthy < least) {
        const name = side.group?.name ?? side.targetGroup.name;
        return {
            state: "impossible",
            because: `${name} did not stay healthy while it baked: ${healthy} of ${least} targets. It keeps its weight: run \`rollback\`, or \`shift\` again once it is healthy.`,
            reasons,
        };
    }
    return (0,_delivery_countdown_js__WEBPACK_IMPORTED_MODULE_0__/* .countdown */ .q)("seconds of bake time", until - now);
}
/** Progress of a wait until a side has no instance and no draining target left. */
function drainProgress(side) {
    const instances = side.group?.instances ?? [];
    const draining = side.targetGroup.targets.filter(({ state }) => state === "draining").length;
    const left = Math.max(instances.length, draining);
    if (left === 0)
        return { state: "done" };
    return {
        state: "waiting",
        for: `instances of ${side.group?.name ?? side.targetGroup.name} still draining or terminating`,
        have: left,
        want: 0,
        reasons: [
            ...(draining > 0 ? [`${draining} × draining`] : []),
            ...(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_1__/* .counted */ .h)(instances.map(({ lifecycle }) => lifecycle)),
        ],
    };
}
function shortfall(instance, target, version) {
    if (version !== undefined && instance.templateVersion !== version) {
        return `launch template version ${instance.templateVersion ?? "unknown"} instead of ${version}`;
    }
    if (instance.lifecycle !== "InService")
        return `instance ${instance.lifecycle}`;
    if (target === undefined)
        return "not registered in the target group";
    if (target.state === "healthy")
        return undefined;
    const because = [target.reason, target.description].filter((part) => part !== undefined && part !== "").join(": ");
    return `target ${target.state}${because === "" ? "" : ` (${because})`}`;
}


/***/ }),

/***/ 3831:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   y: () => (/* binding */ Ec2Reader),
/* harmony export */   z: () => (/* binding */ toTargetGroupState)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8932);
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(586);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5978);
/* harmony import */ var _clone_alarms_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(0);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1080);






/** The reading half of the platform. One method per thing read; each is one page of one API call where that is enough. */
class Ec2Reader {
    #elb;
    #autoScaling;
    #editors;
    #signal;
    constructor(elb, autoScaling, editors, signal) {
        this.#elb = elb;
        this.#autoScaling = autoScaling;
        this.#editors = editors;
        this.#signal = signal;
    }
    /** The fleet's groups: the two named, or the one named and whatever was cloned from it. */
    async groups(fleet) {
        if (fleet.kind === "paired")
            return this.groupsNamed(fleet.groups);
        const [named, cloned] = await Promise.all([
            this.groupsNamed([fleet.name]),
            this.#groups({ Filters: [{ Name: `tag:${_snapshot_js__WEBPACK_IMPORTED_MODULE_3__/* .TAG */ .Dk.fleet}`, Values: [fleet.name] }] }),
        ]);
        const names = new Set(named.map(({ name }) => name));
        return [...named, ...cloned.filter(({ name }) => !names.has(name))];
    }
    groupsNamed(names) {
        return this.#groups({ AutoScalingGroupNames: [...names] });
    }
    /** The two target groups in the order of the input, without their targets. */
    async targetGroups(inputs) {
        const [arns, names] = [
            inputs.filter((input) => input.startsWith("arn:")),
            inputs.filter((input) => !input.startsWith("arn:")),
        ];
        const found = (await Promise.all([
            arns.length === 0 ? [] : this.#targetGroups({ TargetGroupArns: arns }, arns),
            names.length === 0 ? [] : this.#targetGroups({ Names: names }, names),
        ])).flat();
        const pick = (input) => {
            const group = found.find(({ TargetGroupArn, TargetGroupName }) => TargetGroupArn === input || TargetGroupName === input);
            if (group !== undefined)
                return group;
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("not-found", `target-groups: AWS knows no target group ${input} in this region.`);
        };
        return [pick(inputs[0]), pick(inputs[1])];
    }
    async targetGroup(input) {
        const by = input.startsWith("arn:") ? { TargetGroupArns: [input] } : { Names: [input] };
        const [found] = await this.#targetGroups(by, [input]);
        if (found !== undefined)
            return found;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("not-found", `target-groups: AWS knows no target group ${input} in this region.`);
    }
    async targets(targetGroupArn) {
        const answer = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeTargetHealth", this.#signal, () => this.#elb.send(new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_4__/* .DescribeTargetHealthCommand */ .qyg({ TargetGroupArn: targetGroupArn }), {
            abortSignal: this.#signal,
        }));
        return (answer.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
            id: Target?.Id ?? "",
            state: TargetHealth?.State ?? "unknown",
            reason: TargetHealth?.Reason,
            description: TargetHealth?.Description,
        }));
    }
    /** Whether target stickiness is on. */
    async sticky(targetGroupArn) {
        const answer = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeTargetGroupAttributes", this.#signal, () => this.#elb.send(new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_4__/* .DescribeTargetGroupAttributesCommand */ .cKh({ TargetGroupArn: targetGroupArn }), {
            abortSignal: this.#signal,
        }));
        return (answer.Attributes ?? []).some(({ Key, Value }) => Key === "stickiness.enabled" && Value === "true");
    }
    /** What calls of its own put on a group, which a clone has to take along. */
    async attachments(group) {
        const abort = { abortSignal: this.#signal };
        const input = { AutoScalingGroupName: group.name };
        const [client, names] = [{ client: this.#autoScaling }, { AutoScalingGroupNames: [group.name] }];
        const read = (action, send) => (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)(`autoscaling:${action}`, this.#signal, send);
        const policiesAndAlarms = async () => {
            const policies = await this.policies(group.name);
            return [policies, await this.alarmsOf(policies)];
        };
        const [[policies, alarms], schedules, hooks, notifications] = await Promise.all([
            policiesAndAlarms(),
            read("DescribeScheduledActions", () => gather((0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_5__/* .paginateDescribeScheduledActions */ .Vxw)(client, input, abort), (page) => page.ScheduledUpdateGroupActions)),
            read("DescribeLifecycleHooks", () => this.#autoScaling.send(new _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_5__/* .DescribeLifecycleHooksCommand */ .TnH(input), abort)),
            read("DescribeNotificationConfigurations", () => gather((0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_5__/* .paginateDescribeNotificationConfigurations */ .nNT)(client, names, abort), (page) => page.NotificationConfigurations)),
        ]);
        return {
            policies,
            alarms,
            schedules,
            hooks: hooks.LifecycleHooks ?? [],
            notifications,
            warmPool: group.raw.WarmPoolConfiguration,
            metrics: (group.raw.EnabledMetrics ?? []).map(({ Metric = "" }) => Metric),
            suspended: group.suspended,
        };
    }
    policies(group) {
        const [client, input] = [{ client: this.#autoScaling }, { AutoScalingGroupName: group }];
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("autoscaling:DescribePolicies", this.#signal, () => gather((0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_5__/* .paginateDescribePolicies */ .Rhu)(client, input, { abortSignal: this.#signal }), (page) => page.ScalingPolicies));
    }
    /** The customer's alarms that drive the policies; CloudWatch's client is loaded only if there are any. */
    async alarmsOf(policies) {
        const names = (0,_clone_alarms_js__WEBPACK_IMPORTED_MODULE_2__/* .customerAlarms */ .Rl)(policies);
        return names.length === 0 ? [] : (await this.#editors.alarms()).read(names);
    }
    /** Scaling activities of the group that failed since `since` (milliseconds since the epoch), newest first. */
    async failures(group, since) {
        const answer = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("autoscaling:DescribeScalingActivities", this.#signal, () => this.#autoScaling.send(new _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_5__/* .DescribeScalingActivitiesCommand */ .hM1({ AutoScalingGroupName: group, MaxRecords: 20 }), {
            abortSignal: this.#signal,
        }));
        return (answer.Activities ?? [])
            .filter(failed)
            .map(toFailure)
            .filter(({ at }) => at >= since);
    }
    async #groups(input) {
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("autoscaling:DescribeAutoScalingGroups", this.#signal, async () => {
            const abort = { abortSignal: this.#signal };
            const groups = [];
            for await (const page of (0,_aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_5__/* .paginateDescribeAutoScalingGroups */ .ZJr)({ client: this.#autoScaling, pageSize: 100 }, input, abort)) {
                groups.push(...(page.AutoScalingGroups ?? []).map(toGroupState));
            }
            return groups;
        });
    }
    async #targetGroups(input, given) {
        const about = { input: "target-groups", given: given.join(" or ") };
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeTargetGroups", this.#signal, async () => {
            const abort = { abortSignal: this.#signal };
            const groups = [];
            for await (const page of (0,_aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_4__/* .paginateDescribeTargetGroups */ .u_3)({ client: this.#elb }, input, abort))
                groups.push(...(page.TargetGroups ?? []));
            return groups;
        }, about);
    }
}
async function gather(pages, pick) {
    const found = [];
    for await (const page of pages)
        found.push(...(pick(page) ?? []));
    return found;
}
/** Puts what two calls told about a target group together. */
function toTargetGroupState(group, targets, sticky) {
    return {
        arn: group.TargetGroupArn ?? "",
        name: group.TargetGroupName ?? "",
        loadBalancer: group.LoadBalancerArns?.[0]?.replace(/^.*:loadbalancer\//, ""),
        targets,
        sticky,
    };
}
function toGroupState(raw) {
    const mixed = raw.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
    const template = raw.LaunchTemplate ?? mixed;
    // TrafficSources repeats target groups and classic load balancers; what it alone knows is neither.
    const others = (raw.TrafficSources ?? []).filter(({ Type, Identifier = "" }) => !["elbv2", "elb"].includes(Type ?? typeOf(Identifier)));
    return {
        name: raw.AutoScalingGroupName ?? "",
        min: raw.MinSize ?? 0,
        max: raw.MaxSize ?? 0,
        desired: raw.DesiredCapacity ?? 0,
        template: template === undefined
            ? undefined
            : {
                id: template.LaunchTemplateId ?? "",
                name: template.LaunchTemplateName ?? template.LaunchTemplateId ?? "",
                version: template.Version ?? "$Default",
                mixed: mixed !== undefined,
            },
        instances: (raw.Instances ?? []).map((instance) => ({
            id: instance.InstanceId ?? "",
            lifecycle: instance.LifecycleState ?? "unknown",
            templateVersion: instance.LaunchTemplate?.Version,
            protected: instance.ProtectedFromScaleIn ?? false,
        })),
        targetGroupArns: [
            ...new Set([
                ...(raw.TargetGroupARNs ?? []),
                ...(raw.TrafficSources ?? []).filter(({ Type }) => Type === "elbv2").map(({ Identifier = "" }) => Identifier),
            ]),
        ],
        otherSources: [
            ...(raw.LoadBalancerNames ?? []).map((name) => `classic load balancer ${name}`),
            ...others.map(({ Identifier, Type }) => `${Type} ${Identifier}`),
        ],
        tags: Object.fromEntries((raw.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
        suspended: (raw.SuspendedProcesses ?? []).map(({ ProcessName = "" }) => ProcessName),
        deleting: (raw.Status ?? "").startsWith("Delete in progress"),
        raw,
    };
}
function typeOf(identifier) {
    return identifier.includes(":targetgroup/") ? "elbv2" : "elb";
}
function failed({ StatusCode }) {
    return StatusCode === "Failed";
}
function toFailure(activity) {
    return {
        at: activity.StartTime?.getTime() ?? 0,
        cause: activity.Cause ?? "",
        message: activity.StatusMessage ?? activity.Cause ?? "no reason given",
    };
}


/***/ }),

/***/ 4369:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $C: () => (/* binding */ emptied),
/* harmony export */   AL: () => (/* binding */ giveAttached),
/* harmony export */   Fw: () => (/* binding */ requireTerminable),
/* harmony export */   Gy: () => (/* binding */ requireResumable),
/* harmony export */   Jw: () => (/* binding */ scaleToNothing),
/* harmony export */   TJ: () => (/* binding */ waitUntilSafe),
/* harmony export */   Z0: () => (/* binding */ requireIdleGreen),
/* harmony export */   _Q: () => (/* binding */ restoreSize),
/* harmony export */   b: () => (/* binding */ emptyClone),
/* harmony export */   bL: () => (/* binding */ templateVersion),
/* harmony export */   dX: () => (/* binding */ unmark),
/* harmony export */   fk: () => (/* binding */ rolloutTags),
/* harmony export */   gQ: () => (/* binding */ nextCloneName),
/* harmony export */   iO: () => (/* binding */ pinBlue),
/* harmony export */   jJ: () => (/* binding */ restoreLimits),
/* harmony export */   jt: () => (/* binding */ requireOneMark),
/* harmony export */   l2: () => (/* binding */ runsAlready),
/* harmony export */   oV: () => (/* binding */ requirePinnedTemplate),
/* harmony export */   rt: () => (/* binding */ requireImage),
/* harmony export */   vz: () => (/* binding */ requireRollout)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7835);
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1733);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2386);
/* harmony import */ var _clone_attachments_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6354);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1080);






/** @throws DeliveryError `refused` when both groups carry the mark of a rollout. */
function requireOneMark({ blue, green, markedTwice }) {
    if (!markedTwice)
        return;
    throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("refused", `Both ${blue.group?.name} and ${green.group?.name} carry the tag ${_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout}.`, {
        remedy: "No step leaves this behind: remove the tag from the group that is not green; nothing was touched.",
    });
}
/**
 * Green's group in a rollout.
 *
 * @throws DeliveryError `refused` when there is nothing to do the step on.
 */
function requireRollout({ blue, green, marked }, verb) {
    if (marked && green.group !== undefined)
        return green.group;
    const serving = blue.group?.name ?? blue.targetGroup.name;
    throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("refused", `There is no rollout to ${verb}: ${serving} serves alone.`, {
        remedy: "Run `deploy` first; nothing was touched.",
    });
}
/**
 * The rollout that a deploy takes up again has to be of what it deploys.
 *
 * @throws DeliveryError `locked` when it is another one, `refused` when AWS is deleting its group.
 */
function requireResumable(green, wanted) {
    const tags = green?.tags ?? {};
    if (tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision] !== wanted) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("locked", `A rollout of ${tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision]} is in progress on ${green?.name}, held by ${tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout]}.`, {
            remedy: `To deploy ${wanted}, finish that one first: \`rollback\`, then \`teardown\`, or give \`replace: true\`; nothing was touched.`,
        });
    }
    if (green?.deleting === true)
        throw beingDeleted(green);
}
/** The tags that mark a rollout from its first moment. */
function rolloutTags({ rolloutId, now }, { min, desired, max }, wanted) {
    return {
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout]: rolloutId,
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision]: wanted,
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.startedAt]: new Date(now).toISOString(),
        [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.blueCapacity]: (0,_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .formatCapacity */ .sm)({ min, desired, max }),
    };
}
/**
 * What a clone still lacks of what is attached to blue.
 *
 * @param takes which of it can be put on the clone now.
 */
function giveAttached({ attachments, at }, repoint, takes = () => true) {
    const [from, to] = [repoint.from.group, repoint.to.group];
    const blue = attachments[from];
    const missing = blue === undefined ? [] : (0,_clone_attachments_js__WEBPACK_IMPORTED_MODULE_3__/* .missingAttachments */ .be)(blue, attachments[to], repoint, at).filter(takes);
    if (missing.length === 0)
        return [];
    const what = (0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_5__/* .counted */ .h)(missing.map((attachment) => NOUNS[attachment.call]));
    const summary = `Give ${to} what is attached to ${from}: ${what.join(", ")}`;
    return [{ kind: "attach", group: to, attachments: missing, summary }];
}
const NOUNS = {
    PutScalingPolicy: "scaling policy",
    PutScheduledUpdateGroupAction: "scheduled action",
    PutNotificationConfiguration: "notification topic",
    PutWarmPool: "warm pool",
    EnableMetricsCollection: "metrics collection",
    SuspendProcesses: "suspended processes",
    PutMetricAlarm: "CloudWatch alarm",
};
function requirePinnedTemplate({ name, template }) {
    if (template === undefined) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${name} uses a launch configuration, not a launch template.`, {
            remedy: "Launch configurations cannot be versioned: move the group to a launch template; nothing was touched.",
        });
    }
    if (!/^\d+$/.test(template.version)) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${name} uses ${template.version} of the launch template ${template.name}, not a numbered version.`, {
            remedy: "A blue instance that is replaced during the rollout would silently come up with the new version. Pin it: " +
                `aws autoscaling update-auto-scaling-group --auto-scaling-group-name ${name} ` +
                `--launch-template LaunchTemplateId=${template.id},Version=NUMBER. Nothing was touched.`,
        });
    }
    return template;
}
function runsAlready(blue, template, revision, wanted) {
    return revision.kind === "version"
        ? template.version === String(revision.version)
        : blue.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision] === wanted;
}
function requireImage(revision, seen) {
    if (revision.kind !== "template" || revision.imageId === undefined || seen.imageState === "available")
        return;
    throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("unsuitable", `image-id: ${revision.imageId} is ${seen.imageState ?? "unknown"}, not available.`, {
        remedy: "Wait until the image is available, then deploy; nothing was touched.",
    });
}
function requireIdleGreen({ green }, blueTemplate) {
    const { group, targetGroup } = green;
    if (group === undefined) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: no group is attached to ${targetGroup.name}.`, {
            remedy: "Attach the idle group of the pair to it; nothing was touched.",
        });
    }
    if (group.deleting)
        throw beingDeleted(group);
    if (group.template === undefined || group.template.id !== blueTemplate.id) {
        const uses = group.template === undefined ? "no launch template" : `the launch template ${group.template.id}`;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${group.name} uses ${uses}, but the serving group uses ${blueTemplate.id}.`, {
            remedy: "Green is blue's launch template with only the revision changed: give both groups the same; nothing was touched.",
        });
    }
    const stuck = group.suspended.filter((process) => ["Launch", "AddToLoadBalancer", "HealthCheck"].includes(process));
    if (stuck.length > 0) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${group.name} has suspended processes: ${stuck.join(", ")}.`, {
            remedy: "With these suspended green can never get healthy: resume them; nothing was touched.",
        });
    }
    return group;
}
function beingDeleted({ name }) {
    return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("refused", `auto-scaling-groups: ${name} is being deleted.`, {
        remedy: "Deploy again when it is gone; nothing was touched.",
    });
}
function templateVersion(revision, source, wanted) {
    if (revision.kind === "version")
        return { changes: [], version: { number: revision.version } };
    const { imageId, userData } = revision;
    const token = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update([source.id, source.version, imageId, userData].join("\n")).digest("hex");
    const change = {
        kind: "create-template-version",
        templateId: source.id,
        sourceVersion: source.version,
        imageId,
        userData,
        description: wanted.slice(0, 255),
        clientToken: `pd-${token.slice(0, 48)}`,
        summary: `Create a version of the launch template ${source.name} from version ${source.version} with ${wanted}`,
    };
    return { changes: [change], version: "created" };
}
/** `web` → `web-v001`, `web-v007` → `web-v008`: a name that a repeated deploy finds again and that never comes back. */
function nextCloneName(fleet, groups) {
    const numbers = groups.map(({ name }) => Number(/-v(\d+)$/.exec(name.slice(fleet.length))?.[1] ?? 0));
    return `${fleet}-v${String(Math.max(0, ...numbers) + 1).padStart(3, "0")}`;
}
function emptyClone(blue, name, tags) {
    return { ...blue, name, min: 0, desired: 0, instances: [], tags };
}
/** Instances that an idle group still has from before would never be of the wanted version: they go first. */
function emptied(green, version) {
    const wanted = version === "created" ? undefined : String(version.number);
    if (green.desired === 0 && green.instances.length === 0)
        return [];
    if (wanted !== undefined && green.instances.every(({ templateVersion }) => templateVersion === wanted))
        return [];
    const summary = `Empty ${green.name}: its ${green.instances.length} instances run an older version and have no traffic`;
    return [{ kind: "set-capacity", group: green.name, capacity: { min: 0, desired: 0 }, summary }];
}
/**
 * While two sides serve, a scale-in must not take the way back: blue's minimum is held at its live size. Nothing when
 * it already is, or when the record of what to restore is missing.
 */
function pinBlue(blue, green) {
    const before = (0,_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .parseCapacity */ .KM)(green?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.blueCapacity]);
    if (blue === undefined || before === undefined || blue.min !== before.min || blue.min >= blue.desired)
        return [];
    return [
        {
            kind: "set-capacity",
            group: blue.name,
            capacity: { min: blue.desired },
            summary: `Hold ${blue.name} at its ${blue.desired} instances: set its minimum from ${blue.min} to ${blue.desired}`,
        },
    ];
}
function restoreSize(blue, before) {
    if (before === undefined || blue.desired >= before.desired)
        return [];
    return [
        {
            kind: "set-capacity",
            group: blue.name,
            capacity: { min: before.desired, desired: before.desired, max: Math.max(blue.max, before.max) },
            summary: `Bring ${blue.name} back to ${before.desired} instances (it has ${blue.desired})`,
        },
    ];
}
/** Gives the surviving side the minimum and maximum that blue had before the rollout. */
function restoreLimits(group, before) {
    if (before === undefined)
        return [];
    // A maximum below the live size would scale in what serves; one below what a policy reached meanwhile, too.
    const max = Math.max(before.max, group.desired);
    if (group.min === before.min && group.max === max)
        return [];
    return [
        {
            kind: "set-capacity",
            group: group.name,
            capacity: { min: before.min, max },
            summary: `Give ${group.name} back its limits: minimum ${before.min}, maximum ${max}`,
        },
    ];
}
function requireTerminable(group) {
    if (group === undefined || !group.suspended.includes("Terminate"))
        return;
    throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: the process Terminate of ${group.name} is suspended.`, {
        remedy: "Its instances could never go away: resume the process; nothing was touched.",
    });
}
/**
 * Waits until the side that leaves may go.
 *
 * @param until milliseconds since the epoch.
 * @throws DeliveryError `refused` when that is later than the step may wait.
 */
function waitUntilSafe(until, intent, now) {
    if (until <= now)
        return [];
    const iso = new Date(until).toISOString();
    if (until > intent.now + intent.timeoutMs) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("refused", `It is too early: until ${iso} (safe-teardown-at) clients can still reach the side that would go.`, {
            remedy: `Run \`teardown\` again in ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a)(until - now)}, or give it a longer \`timeout\`; nothing was touched.`,
        });
    }
    const summary = `Wait until ${iso}: no client reaches the old side after that`;
    return [{ kind: "wait-until", waits: true, until, summary }];
}
/** Ends every instance of a group, also those that are protected from scale-in. */
function scaleToNothing(group) {
    const changes = [];
    const shielded = group.instances.filter((instance) => instance.protected).map(({ id }) => id);
    if (shielded.length > 0) {
        changes.push({
            kind: "allow-scale-in",
            group: group.name,
            instanceIds: shielded,
            summary: `Lift the scale-in protection of ${shielded.length} instances of ${group.name}`,
        });
    }
    if (group.min > 0 || group.desired > 0) {
        changes.push({
            kind: "set-capacity",
            group: group.name,
            capacity: { min: 0, desired: 0 },
            summary: `Scale ${group.name} to 0 (it has ${group.desired} instances)`,
        });
    }
    return changes;
}
/** @param leaves the group runs nothing from now on: were its revision left on it, it would look deployed as blue. */
function unmark(group, leaves) {
    const kept = leaves ? [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.fleet] : [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.fleet, _snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision];
    const keys = Object.values(_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk).filter((key) => !kept.includes(key));
    return { kind: "unmark", group, keys, summary: `Remove the rollout's tags from ${group}` };
}


/***/ }),

/***/ 7371:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ RouteReader)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(586);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5978);
/* harmony import */ var _routes_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5964);
/* harmony import */ var _rule_info_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5789);





/** ELBv2 API Reference, DescribeTags: up to 20 resources in a call. */
const TAGS_PER_CALL = 20;
/** Reads listeners and rules. */
class RouteReader {
    #elb;
    #signal;
    constructor(elb, signal) {
        this.#elb = elb;
        this.#signal = signal;
    }
    async routes(refs) {
        const arns = (kind) => refs.filter((ref) => ref.kind === kind).map(({ arn }) => arn);
        const [listeners, rules] = await Promise.all([
            this.#listenerActions(arns("listener")),
            this.#ruleActions(arns("rule")),
        ]);
        return refs.map((ref) => {
            const actions = (ref.kind === "listener" ? listeners : rules).get(ref.arn);
            if (actions !== undefined)
                return { ref, actions };
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("not-found", `listeners: AWS knows no ${ref.kind} ${ref.arn}.`);
        });
    }
    /** Undefined when AWS does not know it (any more). */
    async routeIfThere(ref) {
        try {
            return (await this.routes([ref]))[0];
        }
        catch (error) {
            if (error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE && error.code === "not-found")
                return undefined;
            throw error;
        }
    }
    /**
     * Listeners and rules of the load balancer that the inputs do not name but that use one of the target groups, by
     * target group; rules of ours and a test listener are not among them.
     */
    async otherRoutes(settings, targetGroupArns, own, testListener) {
        const named = new Set([
            ...settings.routes.map(({ arn }) => arn),
            ...(testListener === undefined ? [] : [testListener.arn]),
            ...own.filter(({ purpose }) => purpose !== undefined).map(({ arn }) => arn),
        ]);
        const [sample] = settings.routes;
        if (sample === undefined)
            return {};
        const balancer = sample.arn.replace(/:listener(-rule)?\/.*$/, `:loadbalancer/${sample.loadBalancer}`);
        const users = Object.fromEntries(targetGroupArns.map((arn) => [arn, []]));
        const note = (what, actions) => {
            for (const { TargetGroupArn = "" } of actions.flatMap(_routes_js__WEBPACK_IMPORTED_MODULE_2__/* .tuplesOf */ .tl))
                users[TargetGroupArn]?.push(what);
        };
        const listeners = await this.#listeners({ LoadBalancerArn: balancer });
        const known = new Set(own.map(({ listenerArn }) => listenerArn));
        const unread = listeners.filter(([arn]) => !known.has(arn));
        const rules = [...own, ...(await Promise.all(unread.map(([arn]) => this.#rules({ ListenerArn: arn })))).flat()];
        for (const [arn, actions] of listeners)
            if (!named.has(arn))
                note(`the listener ${arn}`, actions);
        for (const { arn, actions, priority } of rules) {
            if (!named.has(arn) && priority !== undefined)
                note(`the rule ${arn}`, actions);
        }
        return users;
    }
    /** All rules of the routes' listeners, those of ours known by their tag. */
    async listenerRules(routes, targetGroupArns) {
        const listeners = [...new Set(routes.map(_rule_info_js__WEBPACK_IMPORTED_MODULE_3__/* .listenerOf */ .Al))];
        const rules = (await Promise.all(listeners.map((arn) => this.#rules({ ListenerArn: arn })))).flat();
        const uses = ({ actions }) => actions.flatMap(_routes_js__WEBPACK_IMPORTED_MODULE_2__/* .tuplesOf */ .tl).some(({ TargetGroupArn = "" }) => targetGroupArns.includes(TargetGroupArn));
        const candidates = rules.filter((rule) => rule.priority !== undefined && uses(rule) && !routes.some(({ arn }) => arn === rule.arn));
        const purposes = await this.#purposes(candidates.map(({ arn }) => arn));
        return rules.map((rule) => ({ ...rule, purpose: purposes.get(rule.arn) }));
    }
    async #purposes(arns) {
        const found = new Map();
        for (let start = 0; start < arns.length; start += TAGS_PER_CALL) {
            const ResourceArns = arns.slice(start, start + TAGS_PER_CALL);
            const { TagDescriptions = [] } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeTags", this.#signal, () => this.#elb.send(new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_4__/* .DescribeTagsCommand */ .yRM({ ResourceArns }), { abortSignal: this.#signal }));
            for (const { ResourceArn = "", Tags = [] } of TagDescriptions) {
                const purpose = Tags.find(({ Key }) => Key === _rule_info_js__WEBPACK_IMPORTED_MODULE_3__/* .RULE_TAG */ .yQ)?.Value;
                if (purpose === "preview" || purpose === "cohort")
                    found.set(ResourceArn, purpose);
            }
        }
        return found;
    }
    async #listenerActions(arns) {
        return new Map(arns.length === 0 ? [] : await this.#listeners({ ListenerArns: arns }));
    }
    async #ruleActions(arns) {
        const rules = arns.length === 0 ? [] : await this.#rules({ RuleArns: arns });
        const standard = rules.find(({ priority }) => priority === undefined);
        if (standard !== undefined) {
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `listeners: ${standard.arn} is its listener's default rule.`, {
                remedy: `ELB changes it with the listener: name ${(0,_rule_info_js__WEBPACK_IMPORTED_MODULE_3__/* .listenerOf */ .Al)({ ...standard, kind: "rule" })} instead; nothing was touched.`,
            });
        }
        return new Map(rules.map(({ arn, actions }) => [arn, [...actions]]));
    }
    async #listeners(input) {
        const given = "ListenerArns" in input ? input.ListenerArns.join(" or ") : input.LoadBalancerArn;
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeListeners", this.#signal, async () => {
            const abort = { abortSignal: this.#signal };
            const found = [];
            for await (const page of (0,_aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_4__/* .paginateDescribeListeners */ .GZx)({ client: this.#elb }, input, abort)) {
                for (const { ListenerArn = "", DefaultActions = [] } of page.Listeners ?? [])
                    found.push([ListenerArn, DefaultActions]);
            }
            return found;
        }, { input: "listeners", given });
    }
    async #rules(input) {
        const given = "RuleArns" in input ? input.RuleArns.join(" or ") : input.ListenerArn;
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("elasticloadbalancing:DescribeRules", this.#signal, async () => {
            const abort = { abortSignal: this.#signal };
            const found = [];
            for await (const page of (0,_aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_4__/* .paginateDescribeRules */ .u6y)({ client: this.#elb }, input, abort)) {
                found.push(...(page.Rules ?? []).map((rule) => toRuleInfo(rule, "ListenerArn" in input ? input.ListenerArn : "")));
            }
            return found;
        }, { input: "listeners", given });
    }
}
function toRuleInfo({ RuleArn = "", Priority, Conditions = [], Actions = [] }, listenerArn) {
    const priority = Number(Priority);
    return {
        arn: RuleArn,
        listenerArn,
        priority: Number.isNaN(priority) ? undefined : priority,
        conditions: Conditions,
        actions: Actions,
        purpose: undefined,
    };
}


/***/ }),

/***/ 2943:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ createMissing),
/* harmony export */   k: () => (/* binding */ deleteOwn)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1080);
/* harmony import */ var _conditions_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7564);
/* harmony import */ var _rule_info_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5789);




/** Priorities of listener rules (ELBv2 API Reference, CreateRule). */
const MAX_PRIORITY = 50_000;
/**
 * Condition values and wildcards per rule (Elastic Load Balancing user guide, quotas; not adjustable). The guide also
 * speaks of three per condition, but the API has no such limit (API Reference, Limit), and takes five.
 */
const MAX_VALUES = 5;
const MAX_WILDCARDS = 6;
/**
 * Makes the rules of a purpose that are not there yet, one for each route, at a weight.
 *
 * @param green percent of the matching requests that green gets.
 */
function createMissing(seen, { blue, green: side }, purpose, condition, green) {
    const taken = new Map();
    const missing = seen.routes.flatMap(({ ref }) => {
        const listenerArn = (0,_rule_info_js__WEBPACK_IMPORTED_MODULE_3__/* .listenerOf */ .Al)(ref);
        const own = seen.rules.find((rule) => rule.listenerArn === listenerArn && rule.purpose === purpose && besides(rule, ref, seen));
        if (own !== undefined)
            return [];
        const priority = freePriority(seen, ref, purpose, taken.get(listenerArn) ?? []);
        taken.set(listenerArn, [...(taken.get(listenerArn) ?? []), priority]);
        const host = ref.kind === "rule" ? (seen.rules.find(({ arn }) => arn === ref.arn)?.conditions ?? []) : [];
        const conditions = [...host.map(writableCondition), (0,_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .toRuleCondition */ .J$)(condition)];
        requireRoom(conditions, purpose, condition, ref);
        return [
            {
                kind: "create-rule",
                movesTraffic: purpose === "cohort" && green > 0,
                listenerArn,
                purpose,
                priority,
                conditions,
                blueArn: blue.targetGroup.arn,
                greenArn: side.targetGroup.arn,
                green,
                summary: `Create a listener rule (priority ${priority}): requests with ${(0,_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .describeCondition */ .pu)(condition)} reach green by ${green} %`,
            },
        ];
    });
    if (missing.length === 0 || side.group === undefined)
        return missing;
    const tags = { [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.rules]: "own" };
    if (side.group.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.rules] !== undefined)
        return missing;
    // First the note that rules of ours may exist, so that every later step looks for them.
    return [
        {
            kind: "mark",
            group: side.group.name,
            tags,
            summary: `Note on ${side.group.name} that it has listener rules of its own`,
        },
        ...missing,
    ];
}
function deleteOwn(seen, purposes) {
    return seen.rules
        .filter(({ purpose }) => purpose !== undefined && purposes.includes(purpose))
        .map(({ arn, purpose }) => ({
        kind: "delete-rule",
        arn,
        movesTraffic: purpose === "cohort",
        summary: `Delete the ${purpose} rule ${arn.split("/").slice(-2).join("/")}`,
    }));
}
/** A rule of ours for a rule carries that rule's conditions first; one for a listener has ours alone. */
function besides(own, ref, { rules }) {
    const host = ref.kind === "rule" ? (rules.find(({ arn }) => arn === ref.arn)?.conditions.length ?? 0) : 0;
    return own.conditions.length === host + 1;
}
/**
 * For a listener's default action: after all other rules, which keep their requests. For a rule: right before it, with
 * nothing in between; a preview before a cohort.
 */
function freePriority({ rules }, ref, purpose, taken) {
    const used = [
        ...rules.filter(({ listenerArn }) => listenerArn === (0,_rule_info_js__WEBPACK_IMPORTED_MODULE_3__/* .listenerOf */ .Al)(ref)).flatMap(({ priority }) => priority ?? []),
        ...taken,
    ];
    if (ref.kind === "listener") {
        const next = Math.max(0, ...used) + 1;
        if (next <= MAX_PRIORITY)
            return next;
    }
    else {
        const own = rules.find(({ arn }) => arn === ref.arn)?.priority ?? 1;
        const before = Math.max(0, ...used.filter((priority) => priority < own && !isOurs(rules, ref, priority)));
        const gap = Array.from({ length: Math.min(own - before - 1, 10) }, (_, index) => own - 1 - index).filter((priority) => !used.includes(priority));
        const free = purpose === "preview" ? gap.at(-1) : gap[0];
        if (free !== undefined)
            return free;
    }
    throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `${purpose}: there is no free priority for a rule of its own at the ${ref.kind} ${ref.arn}.`, {
        remedy: "Renumber the listener's rules (SetRulePriorities), so that one is free right before it; nothing was touched.",
    });
}
function isOurs(rules, ref, priority) {
    return rules.some((rule) => rule.listenerArn === (0,_rule_info_js__WEBPACK_IMPORTED_MODULE_3__/* .listenerOf */ .Al)(ref) && rule.priority === priority && rule.purpose !== undefined);
}
/** A rule of ours for a rule needs room for that rule's conditions and its own. */
function requireRoom(conditions, purpose, condition, { arn }) {
    const { values, wildcards } = (0,_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .sizeOfConditions */ .xb)(conditions);
    if (values <= MAX_VALUES && wildcards <= MAX_WILDCARDS)
        return;
    const what = values > MAX_VALUES
        ? `${values} condition values together, and ELB takes ${MAX_VALUES}`
        : `${wildcards} wildcards together, and ELB takes ${MAX_WILDCARDS}`;
    throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `${purpose}: the rule ${arn} and ${(0,_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .describeCondition */ .pu)(condition)} have ${what}.`, {
        remedy: "A cookie needs four values, a header or a query one: use one of these, or give the rule fewer; nothing was touched.",
    });
}
/** Describe returns old and new members side by side; a writer gives the one with the field's own configuration. */
function writableCondition(condition) {
    const { Values: _values, ...rest } = condition;
    return Object.keys(rest).length > 1 ? rest : condition;
}


/***/ }),

/***/ 4772:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ES: () => (/* binding */ previewView),
/* harmony export */   HS: () => (/* binding */ openPreview),
/* harmony export */   bp: () => (/* binding */ livePreview),
/* harmony export */   nu: () => (/* binding */ closeTestListener),
/* harmony export */   pf: () => (/* binding */ notedTestListener)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _settings_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(7337);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1080);
/* harmony import */ var _conditions_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7564);
/* harmony import */ var _plan_rules_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2943);
/* harmony import */ var _routes_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5964);






/** Undefined: nobody reaches green but by its weight. */
function livePreview(seen, { blue, green }) {
    const { testListener } = seen;
    if (testListener !== undefined) {
        const share = (0,_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .greenShare */ .fW)((0,_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .weightsOn */ .Zl)(testListener, blue.targetGroup.arn, green.targetGroup.arn));
        if (share === 100)
            return { by: "listener", arn: testListener.ref.arn };
    }
    const rule = seen.rules.find(({ purpose }) => purpose === "preview");
    // Ours is the last; those before it are the conditions of the rule that it stands beside.
    const condition = rule?.conditions.map(_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .fromRuleCondition */ .ch).findLast((read) => read !== undefined);
    return condition === undefined ? undefined : { by: "rule", condition };
}
/** What people are told about the preview. */
function previewView({ url }, seen, sides) {
    const live = sides.marked ? livePreview(seen, sides) : undefined;
    if (live === undefined)
        return undefined;
    if (live.by === "listener")
        return { url, who: `requests to the test listener ${live.arn}`, headers: [] };
    const request = (0,_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .asRequest */ .St)(live.condition);
    return {
        url: url === undefined || request === undefined ? url : withQuery(url, request.query),
        who: `requests with ${(0,_conditions_js__WEBPACK_IMPORTED_MODULE_2__/* .describeCondition */ .pu)(live.condition)}`,
        headers: Object.entries(request?.headers ?? {}).map(([name, value]) => `${name}: ${value}`),
    };
}
function withQuery(url, query) {
    const target = new URL(url);
    target.search = query;
    return target.href;
}
/** The test listener of the rollout, which a deploy noted on green's group; undefined when it has none. */
function notedTestListener(groups) {
    const arn = groups.map(({ tags }) => tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.testListener]).find((tag) => tag !== undefined);
    return arn === undefined ? undefined : (0,_settings_js__WEBPACK_IMPORTED_MODULE_5__/* .parseRoute */ .ZG)(arn);
}
/** Testers reach green once it is healthy, and before any user does; the smoke test is the first of them. */
function openPreview({ preview, testListener }, seen, sides, group) {
    const marked = { ...sides, green: { ...sides.green, group } };
    if (preview !== undefined)
        return (0,_plan_rules_js__WEBPACK_IMPORTED_MODULE_3__/* .createMissing */ .P)(seen, marked, "preview", preview, 100);
    if (testListener === undefined)
        return [];
    if (seen.testListener === undefined) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("not-found", `preview: AWS knows no listener ${testListener.arn}.`, {
            remedy: "Check the ARN, AWS_REGION, and the account of the credentials; nothing was touched.",
        });
    }
    const change = pointed(seen, sides, 100);
    if (group.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.testListener] === testListener.arn)
        return change;
    // A rollout that began without it. First the note that it leads to green, so that every later step knows.
    const summary = `Note on ${group.name} which listener is for testers`;
    return [{ kind: "mark", group: group.name, tags: { [_snapshot_js__WEBPACK_IMPORTED_MODULE_1__/* .TAG */ .Dk.testListener]: testListener.arn }, summary }, ...change];
}
/** The test listener leads to whoever stays. */
function closeTestListener(seen, sides, promoted) {
    return pointed(seen, sides, promoted ? 100 : 0);
}
function pointed(seen, { blue, green }, share) {
    const { testListener } = seen;
    if (testListener === undefined)
        return [];
    const [blueArn, greenArn] = [blue.targetGroup.arn, green.targetGroup.arn];
    const forwards = testListener.actions.filter(({ Type }) => Type === "forward");
    const named = forwards.flatMap(_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .tuplesOf */ .tl).map(({ TargetGroupArn = "" }) => TargetGroupArn);
    const third = named.find((arn) => arn !== blueArn && arn !== greenArn);
    if (forwards.length !== 1 || third !== undefined) {
        const where = third === undefined ? "to no target group" : `to ${(0,_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .nameInArn */ .s1)(third)}`;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `preview: the listener ${testListener.ref.arn} forwards ${where}.`, {
            remedy: "A test listener forwards to one of the two `target-groups`, and to no other; nothing was touched.",
        });
    }
    if ((0,_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .greenShare */ .fW)((0,_routes_js__WEBPACK_IMPORTED_MODULE_4__/* .weightsOn */ .Zl)(testListener, blueArn, greenArn)) === share)
        return [];
    const to = share === 100 ? green : blue;
    return [
        {
            kind: "point-test-listener",
            listener: testListener.ref,
            blueArn,
            greenArn,
            green: share,
            summary: `Point the test listener ${testListener.ref.arn.split("/").slice(-2).join("/")} at ${to.targetGroup.name}`,
        },
    ];
}


/***/ }),

/***/ 5964:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C: () => (/* binding */ canonicalActions),
/* harmony export */   MN: () => (/* binding */ writableActions),
/* harmony export */   Pg: () => (/* binding */ stickySeconds),
/* harmony export */   Zl: () => (/* binding */ weightsOn),
/* harmony export */   cY: () => (/* binding */ withWeights),
/* harmony export */   fW: () => (/* binding */ greenShare),
/* harmony export */   jR: () => (/* binding */ requireForward),
/* harmony export */   nb: () => (/* binding */ isStickyByAddress),
/* harmony export */   s1: () => (/* binding */ nameInArn),
/* harmony export */   tl: () => (/* binding */ tuplesOf),
/* harmony export */   yB: () => (/* binding */ sameActions)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);

const ROUTING = new Set(["forward", "redirect", "fixed-response"]);
/**
 * The one forward action of a route.
 *
 * @throws DeliveryError `unsuitable` when the route redirects or answers by itself, when its forward action names a
 * third target group, or names neither of the two.
 */
function requireForward(route, targetGroupArns, inputs) {
    const where = `${route.ref.kind} ${route.ref.arn}`;
    const routing = route.actions.filter((action) => ROUTING.has(action.Type ?? ""));
    const forward = routing.find((action) => action.Type === "forward");
    if (forward === undefined || routing.length !== 1) {
        const kinds = routing.map((action) => action.Type).join(", ") || "nothing";
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `listeners: the ${where} has ${kinds} as its action, not a forward to target groups.`, {
            remedy: "Name the listener or rule that forwards to the target groups; nothing was touched.",
        });
    }
    const named = tuplesOf(forward).map((tuple) => tuple.TargetGroupArn ?? "");
    const third = named.filter((arn) => !targetGroupArns.includes(arn));
    if (third.length > 0 && third.length === named.length) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `target-groups: the ${where} forwards to ${third.map(nameInArn).join(", ")} and ${inputs.length === 1 ? "not to" : "to neither of"} ${inputs.join(", ")}.`, { remedy: "Name the target group that serves now and the one for green; nothing was touched." });
    }
    if (third.length > 0) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `listeners: the ${where} also forwards to ${inputs.length === 1 ? "another" : "a third"} target group, ${third.map(nameInArn).join(", ")}.`, {
            remedy: "A share of the traffic would be outside of blue and green: take it out of the action, or name another rule.",
        });
    }
    return forward;
}
/** The forward action's target groups with their weights, whichever of the two shapes the API returned. */
function tuplesOf(forward) {
    const tuples = forward.ForwardConfig?.TargetGroups ?? [];
    if (tuples.length > 0)
        return tuples;
    return forward.TargetGroupArn === undefined ? [] : [{ TargetGroupArn: forward.TargetGroupArn, Weight: 1 }];
}
/**
 * Seconds that group stickiness holds a client on its side; 0 when it is off; undefined when it is on without a
 * duration, as network load balancers have it (kubernetes-sigs/aws-load-balancer-controller#4455).
 */
function stickySeconds(route) {
    const config = forwardOf(route)?.ForwardConfig?.TargetGroupStickinessConfig;
    return config?.Enabled === true ? config.DurationSeconds : 0;
}
/** Whether a network load balancer keeps each client on its side: by its address, for as long as it likes. */
function isStickyByAddress(route) {
    const sticky = forwardOf(route)?.ForwardConfig?.TargetGroupStickinessConfig?.Enabled === true;
    return sticky && route.ref.loadBalancerType === "network";
}
function weightsOn(route, blueArn, greenArn) {
    const tuples = route.actions.flatMap(tuplesOf);
    const weightOf = (arn) => {
        const tuple = tuples.find((candidate) => candidate.TargetGroupArn === arn);
        if (tuple === undefined)
            return undefined;
        // A lone target group takes everything, whatever its weight is.
        return tuples.length === 1 ? 1 : (tuple.Weight ?? 1);
    };
    return { blue: weightOf(blueArn), green: weightOf(greenArn) };
}
/** Green's share in percent; undefined when both weights are 0, which answers 503 to everyone. */
function greenShare({ blue = 0, green = 0 }) {
    return blue + green === 0 ? undefined : (green * 100) / (blue + green);
}
/**
 * The actions to write so that green gets `greenWeight` percent of the requests and blue the rest. Everything else stays
 * as it was read: other actions, order, stickiness, login. What differs are the things that the API demands of a
 * writer: a list of several target groups goes without `TargetGroupArn`, and an OIDC action, which is returned without
 * its secret, must say that it keeps it (ELBv2 API Reference, AuthenticateOidcActionConfig).
 *
 * @param greenWeight 0–100, whole percent; weights are written with a sum of 100.
 * @param sticky seconds of group stickiness, 0 for none; undefined leaves it as it is.
 */
function withWeights(actions, blueArn, greenArn, greenWeight, sticky) {
    return actions.map((action) => {
        if (action.Type === "forward") {
            const { TargetGroupArn: _single, ...rest } = action;
            const wanted = new Map([
                [blueArn, 100 - greenWeight],
                [greenArn, greenWeight],
            ]);
            const present = tuplesOf(action).map((tuple) => ({
                ...tuple,
                Weight: wanted.get(tuple.TargetGroupArn ?? "") ?? tuple.Weight,
            }));
            const missing = [...wanted].filter(([arn]) => !present.some((tuple) => tuple.TargetGroupArn === arn));
            const added = missing.map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
            const stickiness = sticky === undefined ? {} : { TargetGroupStickinessConfig: stickinessOf(sticky) };
            const ForwardConfig = { ...action.ForwardConfig, TargetGroups: [...present, ...added], ...stickiness };
            return { ...rest, ForwardConfig };
        }
        return writable(action);
    });
}
function stickinessOf(seconds) {
    return seconds === 0 ? { Enabled: false } : { Enabled: true, DurationSeconds: seconds };
}
/** Actions as they were read, in the form that the API takes back. */
function writableActions(actions) {
    return actions.map((action) => {
        if (action.Type !== "forward" || tuplesOf(action).length < 2)
            return writable(action);
        const { TargetGroupArn: _single, ...rest } = action;
        return rest;
    });
}
/** Whether two lists of actions do the same, however the API chose to write them down. */
function sameActions(a, b) {
    return canonicalActions(a) === canonicalActions(b);
}
/** One string per meaning: defaults filled in, target groups in the order of their ARNs, write-only members left out. */
function canonicalActions(actions) {
    return stableJson(actions.map((action, index) => {
        const { TargetGroupArn: _single, ForwardConfig, AuthenticateOidcConfig, ...rest } = action;
        const { ClientSecret: _secret, UseExistingClientSecret: _keep, ...oidc } = AuthenticateOidcConfig ?? {};
        const sticky = ForwardConfig?.TargetGroupStickinessConfig;
        return {
            ...rest,
            Order: action.Order ?? index + 1,
            ...(AuthenticateOidcConfig === undefined ? {} : { oidc }),
            ...(action.Type === "forward"
                ? {
                    targets: canonicalTuples(action),
                    sticky: sticky?.Enabled === true ? (sticky.DurationSeconds ?? "on") : 0,
                }
                : {}),
        };
    }));
}
/** `web-blue`, the name inside a target group's ARN. */
function nameInArn(arn) {
    return arn.split("/")[1] ?? arn;
}
function canonicalTuples(forward) {
    const tuples = tuplesOf(forward);
    return tuples
        .map((tuple) => [tuple.TargetGroupArn ?? "", tuples.length === 1 ? 1 : (tuple.Weight ?? 1)])
        .sort(([a], [b]) => (a < b ? -1 : 1));
}
function forwardOf(route) {
    return route.actions.find((action) => action.Type === "forward");
}
function writable(action) {
    if (action.AuthenticateOidcConfig === undefined)
        return action;
    const { ClientSecret: _secret, ...oidc } = action.AuthenticateOidcConfig;
    return { ...action, AuthenticateOidcConfig: { ...oidc, UseExistingClientSecret: true } };
}
function stableJson(value) {
    return JSON.stringify(value, (_key, inner) => typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner);
}


/***/ }),

/***/ 5789:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Al: () => (/* binding */ listenerOf),
/* harmony export */   T7: () => (/* binding */ ownRoutes),
/* harmony export */   yQ: () => (/* binding */ RULE_TAG)
/* harmony export */ });
/** The tag on a listener rule that makes it ours; its value is the purpose. */
const RULE_TAG = "progressive-delivery:rule";
/** The listener that a route belongs to. */
function listenerOf({ arn, kind }) {
    return kind === "listener" ? arn : arn.replace(":listener-rule/", ":listener/").replace(/\/[0-9a-f]+$/, "");
}
/** Our rules of one purpose, as routes whose weights can be set. */
function ownRoutes({ rules }, purpose) {
    return rules
        .filter((rule) => rule.purpose === purpose)
        .map(({ arn, actions }) => ({
        ref: {
            arn,
            kind: "rule",
            loadBalancer: /:listener-rule\/((?:app|net)\/[^/]+\/[^/]+)\//.exec(arn)?.[1] ?? "",
            loadBalancerType: "application",
        },
        actions,
    }));
}


/***/ }),

/***/ 1080:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dk: () => (/* binding */ TAG),
/* harmony export */   KM: () => (/* binding */ parseCapacity),
/* harmony export */   SI: () => (/* binding */ parseSwitch),
/* harmony export */   a9: () => (/* binding */ formatSwitch),
/* harmony export */   sm: () => (/* binding */ formatCapacity)
/* harmony export */ });
/* unused harmony export SWITCH_DIRECTIONS */
/** The tags on green's group that mark a rollout. */
const TAG = {
    /** The workflow run that holds the rollout: a lock, and the mark by which green is known. */
    rollout: "progressive-delivery:rollout",
    /** What the group was told to run. Stays when the rollout is over. */
    revision: "progressive-delivery:revision",
    /** ISO 8601. */
    startedAt: "progressive-delivery:started-at",
    /** `min/desired/max` of blue as the rollout found it. */
    blueCapacity: "progressive-delivery:blue-capacity",
    /** How many instances green has at full size. On a shared target group alone, where a share of it is a size. */
    greenSize: "progressive-delivery:green-size",
    /** `shift/<ISO 8601>`, `promote/…`, `rollback/…`: when the weight last moved, and by which step; `shift+bake/…`: while it bakes. */
    switched: "progressive-delivery:switched",
    /** Rules of ours may exist on the listeners. */
    rules: "progressive-delivery:rules",
    /** The ARN of the listener that leads testers to green. */
    testListener: "progressive-delivery:test-listener",
    /** On groups that were cloned: the name that the inputs give. Stays. */
    fleet: "progressive-delivery:fleet",
};
function formatCapacity({ min, desired, max }) {
    return `${min}/${desired}/${max}`;
}
/** Reads a `blue-capacity` tag; undefined when it is missing or was tampered with. */
function parseCapacity(text) {
    const match = /^(\d{1,6})\/(\d{1,6})\/(\d{1,6})$/.exec(text ?? "");
    if (match === null)
        return undefined;
    return { min: Number(match[1]), desired: Number(match[2]), max: Number(match[3]) };
}
const SWITCH_DIRECTIONS = ["shift", "promote", "rollback"];
const BAKING = "+bake";
function formatSwitch({ direction, at, baking }) {
    return `${direction}${baking ? BAKING : ""}/${new Date(at).toISOString()}`;
}
/** Reads a `switched` tag; undefined when it is missing or was tampered with. */
function parseSwitch(text) {
    const [word = "", iso = ""] = (text ?? "").split(/\/(.*)/s);
    const at = Date.parse(iso);
    const baking = word.endsWith(BAKING);
    const direction = SWITCH_DIRECTIONS.find((known) => known === (baking ? word.slice(0, -BAKING.length) : word));
    if (direction === undefined || Number.isNaN(at))
        return undefined;
    return { direction, at, baking };
}


/***/ }),

/***/ 2250:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   MF: () => (/* binding */ describeShares),
/* harmony export */   fC: () => (/* binding */ everywhere),
/* harmony export */   kV: () => (/* binding */ requireGroups),
/* harmony export */   l5: () => (/* binding */ inCohort),
/* harmony export */   ls: () => (/* binding */ identify),
/* harmony export */   oF: () => (/* binding */ agreedShare),
/* harmony export */   pu: () => (/* binding */ requireSuitable)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5964);
/* harmony import */ var _listeners_rule_info_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5789);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1080);




/**
 * Tells blue from green. During a rollout green is the side whose group carries the rollout tag, whatever the weights
 * are, so that both keep their names until teardown. Without a rollout blue is the side with the weight.
 */
function identify(seen) {
    const [first, second] = seen.targetGroups.map((targetGroup) => ({
        targetGroup,
        group: groupsOn(seen, targetGroup)[0],
    }));
    if (first === undefined || second === undefined)
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("internal", "A snapshot lacks a target group.");
    const marks = [first, second].map((side) => side.group?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .TAG */ .Dk.rollout] !== undefined);
    const marked = marks.includes(true);
    const surplus = weightOf(seen, second) - weightOf(seen, first);
    const secondServes = surplus === 0 ? aloneIn(second, first) : surplus > 0;
    const secondIsGreen = marks[0] === marks[1] ? !secondServes : marks[1] === true;
    const [blue, green] = secondIsGreen ? [first, second] : [second, first];
    return {
        blue,
        green,
        marked,
        markedTwice: marks[0] === true && marks[1] === true,
        shares: seen.routes.map((route) => (0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__/* .greenShare */ .fW)((0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__/* .weightsOn */ .Zl)(route, blue.targetGroup.arn, green.targetGroup.arn))),
        cohortShares: cohortShares(seen, blue.targetGroup.arn, green.targetGroup.arn),
        switched: (0,_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .parseSwitch */ .SI)(green.group?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .TAG */ .Dk.switched]),
    };
}
/** The share that all routes agree on, in percent, of the cohort while there is one; undefined when they do not. */
function agreedShare(sides) {
    const shares = inCohort(sides) ? sides.cohortShares : sides.shares;
    const [first] = shares;
    return shares.every((share) => share === first) ? first : undefined;
}
/** The shares in words, for when they are not what a step needs: `10 %, 0 %`. */
function describeShares(sides) {
    const text = (shares) => shares.map((share) => `${share ?? "?"} %`).join(", ");
    return inCohort(sides) ? `${text(sides.cohortShares)} of its cohort` : text(sides.shares);
}
/** Whether green's share is one of a cohort: nobody else reaches it. */
function inCohort({ shares, cohortShares }) {
    return cohortShares.length > 0 && shares.every((share) => share === 0);
}
/** Whether every route gives green exactly `share` percent; 0 means that no cohort reaches it either. */
function everywhere({ shares, cohortShares }, share) {
    return (shares.every((candidate) => candidate === share) &&
        (share > 0 || cohortShares.every((candidate) => candidate === 0)));
}
function cohortShares(seen, blueArn, greenArn) {
    const own = (0,_listeners_rule_info_js__WEBPACK_IMPORTED_MODULE_3__/* .ownRoutes */ .T7)(seen, "cohort").map((route) => (0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__/* .greenShare */ .fW)((0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__/* .weightsOn */ .Zl)(route, blueArn, greenArn)) ?? 0);
    const missing = Math.max(0, seen.routes.length - own.length);
    return own.length === 0 ? [] : [...own, ...Array.from({ length: missing }, () => 0)];
}
/**
 * Refuses a world in which no rollout can work, whatever the step.
 *
 * @throws DeliveryError `not-found` or `unsuitable`, naming the input.
 */
function requireSuitable(settings, seen) {
    requireGroups(settings, seen);
    const arns = seen.targetGroups.map((group) => group.arn);
    for (const route of seen.routes)
        (0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__/* .requireForward */ .jR)(route, arns, settings.targetGroups);
    const balancer = settings.routes[0]?.loadBalancer;
    for (const { name, loadBalancer } of seen.targetGroups) {
        if (loadBalancer === undefined || loadBalancer === balancer)
            continue;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `target-groups: ${name} belongs to the load balancer ${loadBalancer}, but the listeners are those of ${balancer}.`, {
            remedy: "Both target groups must be free or belong to the load balancer of the listeners; nothing was touched.",
        });
    }
    const pinned = settings.stickiness === 0 ? seen.targetGroups.find(({ sticky }) => sticky === true) : undefined;
    if (pinned !== undefined) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `stickiness: ${pinned.name} has target stickiness, which needs group stickiness.`, {
            remedy: "Switch off target stickiness on both target groups first (ELB refuses it otherwise); nothing was touched.",
        });
    }
    for (const group of seen.groups)
        requireOwnTargetGroup(group, seen);
    for (const targetGroup of seen.targetGroups) {
        const names = groupsOn(seen, targetGroup).map((group) => group.name);
        if (names.length < 2)
            continue;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${names.join(" and ")} are attached to the same target group, ${targetGroup.name}.`, { remedy: "Attach each group to a target group of its own: weights cannot tell apart what shares one." });
    }
}
function requireGroups({ fleet }, { groups }) {
    const found = groups.map((group) => group.name);
    const missing = (fleet.kind === "paired" ? fleet.groups : []).filter((name) => !found.includes(name));
    if (missing.length > 0 || groups.length === 0) {
        const names = missing.length > 0 ? missing.join(" and ") : fleet.kind === "cloned" ? fleet.name : "";
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("not-found", `auto-scaling-groups: there is no Auto Scaling group named ${names} in this region.`, {
            remedy: "Check the name, AWS_REGION, and the account of the credentials; nothing was touched.",
        });
    }
    if (groups.length > 2) {
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${found.join(", ")} all belong to this fleet; a rollout has two sides at most.`, { remedy: `Remove the tag ${_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .TAG */ .Dk.fleet} from, or delete, the group that is left over.` });
    }
}
function requireOwnTargetGroup(group, seen) {
    const ours = seen.targetGroups.filter(({ arn }) => group.targetGroupArns.includes(arn));
    const names = seen.targetGroups.map(({ name }) => name).join(" and ");
    if (ours.length !== 1) {
        const what = ours.length === 0 ? `is attached to neither of ${names}` : `is attached to both ${names}`;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${group.name} ${what}.`, {
            remedy: "Attach each group to exactly one of the two target groups; nothing was touched.",
        });
    }
    const foreign = [
        ...group.targetGroupArns.filter((arn) => arn !== ours[0]?.arn).map((arn) => `target group ${(0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__/* .nameInArn */ .s1)(arn)}`),
        ...group.otherSources,
    ];
    if (foreign.length === 0)
        return;
    throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("unsuitable", `auto-scaling-groups: ${group.name} is also attached to ${foreign.join(", ")}.`, {
        remedy: "Traffic from there would reach green without a weight: detach it first; nothing was touched.",
    });
}
function groupsOn(seen, targetGroup) {
    return seen.groups.filter((group) => group.targetGroupArns.includes(targetGroup.arn));
}
/** The sum over all routes of this side's share, in percent. */
function weightOf(seen, side) {
    const other = seen.targetGroups.find(({ arn }) => arn !== side.targetGroup.arn);
    return seen.routes
        .map((route) => (0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__/* .greenShare */ .fW)((0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_1__/* .weightsOn */ .Zl)(route, other?.arn ?? "", side.targetGroup.arn)) ?? 0)
        .reduce((sum, share) => sum + share, 0);
}
function aloneIn(side, other) {
    return side.group !== undefined && other.group === undefined;
}


/***/ }),

/***/ 6017:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DT: () => (/* binding */ revisionOf),
/* harmony export */   Zg: () => (/* binding */ safeTeardownAt),
/* harmony export */   du: () => (/* binding */ viewOf),
/* harmony export */   v9: () => (/* binding */ longestStickiness)
/* harmony export */ });
/* harmony import */ var _checks_probe_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1405);
/* harmony import */ var _groups_health_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(7557);
/* harmony import */ var _listeners_conditions_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7564);
/* harmony import */ var _listeners_preview_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4772);
/* harmony import */ var _listeners_routes_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5964);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1080);
/* harmony import */ var _sides_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2250);







function viewOf(settings, seen) {
    const sides = (0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .identify */ .ls)(seen);
    const share = (0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .agreedShare */ .oF)(sides);
    const problems = findProblems(sides, seen);
    const tags = sides.green.group?.tags ?? {};
    const id = tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout];
    return {
        phase: phaseOf(sides, problems),
        blue: sideView(sides.blue, "any-version", share === undefined ? undefined : 100 - share),
        green: sideView(sides.green, "strict", share),
        weight: share,
        cohort: cohortOf(settings, sides, share),
        baking: sides.switched?.baking === true && (share ?? 0) > 0,
        greenReady: (0,_groups_health_js__WEBPACK_IMPORTED_MODULE_6__/* .isReady */ .i_)(sides.green, "strict"),
        rollout: id === undefined ? undefined : { id, revision: tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision] ?? "", startedAt: tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.startedAt] ?? "" },
        safeTeardownAt: safeTeardownAt(settings, sides, seen),
        stickySeconds: longestStickiness(seen),
        problems,
        preview: (0,_listeners_preview_js__WEBPACK_IMPORTED_MODULE_2__/* .previewView */ .ES)(settings, seen, sides),
        look: seen.probe === undefined ? undefined : (0,_checks_probe_js__WEBPACK_IMPORTED_MODULE_0__/* .describeLook */ .Fd)(seen.probe),
        facts: factsOf(seen),
    };
}
function cohortOf({ cohort }, sides, share) {
    if (!(0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .inCohort */ .l5)(sides) || share === 0)
        return undefined;
    return cohort === undefined ? "the condition of a rule of its own" : (0,_listeners_conditions_js__WEBPACK_IMPORTED_MODULE_1__/* .describeCondition */ .pu)(cohort);
}
/**
 * Milliseconds since the epoch from which the side without weight may go: as long after the switch as a cookie can
 * still lead there, and at least `scale-down-delay`, because a load balancer goes on using old weights for a while
 * after a change (no bound is documented; argoproj/argo-rollouts#4595). When the switch is not on record it is now.
 */
function safeTeardownAt(settings, sides, seen) {
    if (!sides.marked)
        return undefined;
    if (sides.switched === undefined && (0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .everywhere */ .fC)(sides, 0))
        return seen.at;
    if (!(0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .everywhere */ .fC)(sides, 0) && !(0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .everywhere */ .fC)(sides, 100))
        return undefined;
    // A record that does not tell of these weights is an older one: the newer was lost with the run that moved them.
    const told = sides.switched?.direction === ((0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .everywhere */ .fC)(sides, 100) ? "promote" : "rollback");
    const since = told ? (sides.switched?.at ?? seen.at) : seen.at;
    return since + Math.max(longestStickiness(seen) * 1_000, settings.scaleDownDelayMs);
}
function longestStickiness(seen) {
    return Math.max(0, ...seen.routes.map((route) => (0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .stickySeconds */ .Pg)(route) ?? 0));
}
/** What a side runs, as recorded on its group, or else by its launch template version. */
function revisionOf(side) {
    const template = side.group?.template;
    return (side.group?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision] ?? (template === undefined ? "" : `launch-template-version=${template.version}`));
}
function phaseOf(sides, problems) {
    if (problems.length > 0)
        return "degraded";
    if (!sides.marked)
        return "idle";
    if ((0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .everywhere */ .fC)(sides, 100))
        return "promoted";
    if (!(0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .everywhere */ .fC)(sides, 0))
        return "shifting";
    if (sides.switched?.direction === "rollback")
        return "rolled-back";
    return (0,_groups_health_js__WEBPACK_IMPORTED_MODULE_6__/* .isReady */ .i_)(sides.green, "strict") ? "deployed" : "deploying";
}
function findProblems(sides, seen) {
    const problems = [];
    const { blue, green, shares } = sides;
    if (sides.markedTwice)
        problems.push(`Both groups carry the tag ${_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout}: remove it from the one that is not green.`);
    if (shares.includes(undefined))
        problems.push("Both target groups have weight 0 on a listener: every request gets a 503.");
    else if ((0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .agreedShare */ .oF)(sides) === undefined)
        problems.push(`The listeners disagree: green has ${(0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .describeShares */ .MF)(sides)}.`);
    else if (!sides.marked && !(0,_sides_js__WEBPACK_IMPORTED_MODULE_5__/* .everywhere */ .fC)(sides, 0)) {
        problems.push(`Both sides have weight (green ${shares[0]} %) and no rollout is on record: somebody else set it.`);
    }
    for (const side of [blue, green]) {
        const carries = shares.some((share) => (side === green ? (share ?? 0) > 0 : (share ?? 100) < 100));
        if (!carries)
            continue;
        const { name } = side.targetGroup;
        if (side.group === undefined)
            problems.push(`${name} has weight, but no Auto Scaling group is attached to it.`);
        else if (!seen.targetGroups.some(({ arn, targets }) => arn === side.targetGroup.arn && targets.some(isHealthy))) {
            problems.push(`${name} has weight, but none of its targets is healthy: ${(0,_groups_health_js__WEBPACK_IMPORTED_MODULE_6__/* .healthOf */ .Wr)(side, "any-version").reasons.join(", ") || "it is empty"}.`);
        }
    }
    return problems;
}
function isHealthy({ state }) {
    return state === "healthy";
}
function sideView(side, strictness, weight) {
    if (side.group === undefined)
        return undefined;
    const { healthy, wanted } = (0,_groups_health_js__WEBPACK_IMPORTED_MODULE_6__/* .healthOf */ .Wr)(side, strictness);
    return { name: side.group.name, target: side.targetGroup.name, revision: revisionOf(side), healthy, wanted, weight };
}
/** Listener actions and weights, target groups, groups and template versions, rollout: by stable names. */
function factsOf(seen) {
    const facts = {};
    for (const { ref, actions } of seen.routes) {
        const id = ref.arn.slice(ref.arn.indexOf(ref.loadBalancer));
        facts[`${ref.kind} ${id} weights`] = actions
            .flatMap(_listeners_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .tuplesOf */ .tl)
            .map((tuple) => `${(tuple.TargetGroupArn ?? "").split("/")[1]} ${tuple.Weight ?? 1}`)
            .sort()
            .join(", ");
        facts[`${ref.kind} ${id} actions`] = (0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .canonicalActions */ .C)(actions.map(withoutWeights));
    }
    for (const { arn, purpose, actions, conditions } of seen.rules) {
        if (purpose === undefined)
            continue;
        facts[`${purpose} rule ${arn.split("/").slice(-2).join("/")}`] =
            `${JSON.stringify(conditions)} ${(0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .canonicalActions */ .C)(actions)}`;
    }
    if (seen.testListener !== undefined && seen.groups.some(({ tags }) => tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout] !== undefined)) {
        facts[`test listener ${seen.testListener.ref.arn.split("/").at(-1)}`] = (0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .canonicalActions */ .C)(seen.testListener.actions);
    }
    for (const { name, arn } of seen.targetGroups)
        facts[`target group ${name}`] = arn;
    for (const group of seen.groups) {
        const template = group.template === undefined ? "none" : `${group.template.id} version ${group.template.version}`;
        facts[`group ${group.name}`] = `${template}, attached to ${group.targetGroupArns.join(", ")}`;
        facts[`group ${group.name} rollout`] = group.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout] ?? "none";
    }
    return facts;
}
function withoutWeights(action) {
    if (action.Type !== "forward")
        return action;
    const TargetGroups = (0,_listeners_routes_js__WEBPACK_IMPORTED_MODULE_3__/* .tuplesOf */ .tl)(action).map(({ TargetGroupArn }) => ({ TargetGroupArn, Weight: 1 }));
    return { ...action, ForwardConfig: { ...action.ForwardConfig, TargetGroups } };
}


/***/ })

};
