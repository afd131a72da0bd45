export const id = 330;
export const ids = [330];
export const modules = {

/***/ 7965:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ cancellation),
/* harmony export */   q: () => (/* binding */ leave)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2386);


/** Milliseconds beyond `timeout` for the last look of a wait, which knows better than the clock what is missing. */
const LAST_LOOK_MS = 2_000;
/**
 * Cancellation as the runner does it: SIGINT, SIGTERM 7.5 s later, and 2.5 s after that the process tree is killed
 * (actions/runner, ProcessInvoker.cs). Without a handler the first signal would end Node on the spot, in the middle of
 * a change; with this one every wait and call is aborted and the step reports where it stopped.
 */
function cancellation() {
    const controller = new AbortController();
    let timer;
    const cancel = () => {
        controller.abort(new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("cancelled", "The run was cancelled.", {
            remedy: "Run `status` to see where the rollout stands; every step can be run again.",
        }));
    };
    const signals = ["SIGINT", "SIGTERM"];
    for (const name of signals)
        process.on(name, cancel);
    return {
        signal: controller.signal,
        expireAfter(timeoutMs) {
            clearTimeout(timer);
            timer = setTimeout(() => controller.abort(overtime(timeoutMs)), timeoutMs + LAST_LOOK_MS);
        },
        dispose() {
            clearTimeout(timer);
            for (const name of signals)
                process.off(name, cancel);
        },
    };
}
function overtime(timeoutMs) {
    return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("timeout", `The step did not end within ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(timeoutMs)} (timeout).`, {
        remedy: "Run `status` to see where the rollout stands; the step can be run again, with a longer `timeout`.",
    });
}
/**
 * Ends the process once all is said. A call that nobody waits for any more may hold a connection open for as long as
 * the other side likes.
 */
function leave() {
    process.stdout.write("", () => process.exit());
}


/***/ }),

/***/ 6632:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $d: () => (/* binding */ sizeOf),
/* harmony export */   Eb: () => (/* binding */ cutBack),
/* harmony export */   Jq: () => (/* binding */ writeState),
/* harmony export */   Kn: () => (/* binding */ writeOutputs),
/* harmony export */   Sy: () => (/* binding */ writeSummary)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2386);
/* harmony import */ var _toolkit_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1201);



/** Sets all outputs, or none. Returns why it could not be done. */
function writeOutputs(outputs) {
    return append("GITHUB_OUTPUT", async () => {
        const { setOutput } = await (0,_toolkit_js__WEBPACK_IMPORTED_MODULE_2__/* .toolkit */ .V)();
        for (const [name, value] of Object.entries(outputs))
            setOutput(name, value);
    });
}
/** Saves what `post` finds in its environment as `STATE_<name>`. Returns why it could not be done. */
function writeState(name, value) {
    return append("GITHUB_STATE", async () => (await (0,_toolkit_js__WEBPACK_IMPORTED_MODULE_2__/* .toolkit */ .V)()).saveState(name, value));
}
/** Adds to the job summary. Returns why it could not be done. */
function writeSummary(markdown) {
    return append("GITHUB_STEP_SUMMARY", async () => {
        await (await (0,_toolkit_js__WEBPACK_IMPORTED_MODULE_2__/* .toolkit */ .V)()).summary.addRaw(markdown, true).write();
    });
}
/** How long a command file is now, in bytes; undefined when there is none. */
function sizeOf(file) {
    try {
        const stat = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(process.env[file] ?? "");
        return stat.isFile() ? stat.size : undefined;
    }
    catch {
        return undefined;
    }
}
/** Cuts a command file back to a former length, which a full disk does not hinder. Returns whether it could. */
function cutBack(file, size) {
    try {
        if (size !== undefined)
            (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.truncateSync)(process.env[file] ?? "", size);
        return size !== undefined;
    }
    catch {
        return false;
    }
}
/**
 * Whatever is wrong with the file is no reason for a step to end otherwise than it did. What was written of a block
 * when the disk ran full is cut off: the runner fails a step over half a block.
 */
async function append(file, write) {
    // The toolkit would print commands instead, which a runner of today refuses.
    if ((process.env[file] ?? "") === "")
        return `${file} is not set`;
    const size = sizeOf(file);
    try {
        await write();
        return undefined;
    }
    catch (error) {
        cutBack(file, size);
        return `${file}: ${(0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorMessage */ .gJ)(error)}`;
    }
}


/***/ }),

/***/ 7283:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ both),
/* harmony export */   o: () => (/* binding */ deploymentsOf)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _engine_clock_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2173);
/* harmony import */ var _log_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4173);



/** Milliseconds that a step waits at its end for GitHub; after a cancellation the runner ends it soon. */
const END_MS = 10_000;
const HURRIED_END_MS = 1_500;
/** Milliseconds that one answer of GitHub may take. */
const ANSWER_MS = 4_000;
/** Milliseconds that the summary waits for GitHub to say who approved. */
const APPROVALS_MS = 2_000;
/**
 * What tells GitHub of this step; undefined: nobody asked for it, or it cannot be. Its code, and its client, are loaded
 * now. Whatever is wrong here is warned of and is no reason for a step to end otherwise than it does.
 */
async function deploymentsOf(inputs, warn) {
    const { github, dryRun, step } = inputs;
    const { deployments } = github;
    if (deployments === undefined || dryRun)
        return undefined;
    const { environment, comment, token } = deployments;
    const untold = (why) => warn(`GitHub is not told of this rollout (deployment-environment): ${why}.`);
    if (token === undefined) {
        untold("`github-token` is empty");
        return undefined;
    }
    (0,_log_js__WEBPACK_IMPORTED_MODULE_2__/* .mask */ .dK)(token);
    const stop = new AbortController();
    try {
        const { DeploymentTimeline, OctokitApi, runInfo, subjectOf } = await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(413), __webpack_require__.e(206)]).then(__webpack_require__.bind(__webpack_require__, 1206));
        const run = runInfo(process.env);
        if (run === undefined) {
            untold("GITHUB_REPOSITORY, GITHUB_RUN_ID or GITHUB_SHA is not set");
            return undefined;
        }
        const [clock, { signal }] = [_engine_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .systemClock */ .m, stop];
        const { apiUrl: baseUrl, owner, repo } = run;
        const api = new OctokitApi({ token, baseUrl, owner, repo, clock, signal, answerMs: ANSWER_MS });
        const about = { environment, comment, subject: subjectOf(inputs), url: urlOf(inputs), warn };
        const timeline = new DeploymentTimeline(about, { api, run, clock, signal });
        return {
            report: (event) => timeline.report(event),
            approvals: () => within(APPROVALS_MS, timeline.approvals(), () => []),
            async end(error, hurried = false) {
                const limit = hurried ? HURRIED_END_MS : END_MS;
                await within(limit, timeline.end(step, error), () => stop.abort(new Error("the step has ended")));
            },
        };
    }
    catch (error) {
        untold((0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .errorMessage */ .gJ)(error));
        return undefined;
    }
}
/** Both hear of everything. */
function both(first, second) {
    if (second === undefined)
        return first;
    return {
        report(event) {
            first.report(event);
            second.report(event);
        },
    };
}
function urlOf({ target }) {
    return target.platform === "ec2" && "url" in target.settings ? target.settings.url : undefined;
}
async function within(ms, awaited, late) {
    let timer;
    const limit = new Promise((resolve) => {
        timer = setTimeout(() => resolve(late()), ms);
    });
    try {
        return await Promise.race([awaited, limit]);
    }
    finally {
        clearTimeout(timer);
    }
}


/***/ }),

/***/ 5541:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P8: () => (/* binding */ fullMessage),
/* harmony export */   Wm: () => (/* binding */ headingOf),
/* harmony export */   p6: () => (/* binding */ expected)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _github_rollout_key_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4468);


/** What a run's list of annotations names this step: `shift of shop`. */
function headingOf(inputs) {
    return `${inputs.step} of ${(0,_github_rollout_key_js__WEBPACK_IMPORTED_MODULE_1__/* .subjectOf */ .et)(inputs)}`;
}
/**
 * A failure as the log tells it, with what the reader does next.
 *
 * @param touched undefined: whether anything was changed is not known here.
 */
function fullMessage({ code, message, reasons, remedy }, touched) {
    const untouched = touched === false && code !== "found" ? ["No changes were made."] : [];
    const lines = [message, ...reasons.map((reason) => `  - ${reason}`), ...(remedy === undefined ? [] : [remedy])];
    return [...lines, ...untouched].join("\n");
}
/** Whatever was thrown: what nobody expected is a mistake of ours, and is told with its stack. */
function expected(error) {
    if (error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE)
        return error;
    const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("internal", `This is a mistake in the action itself, please report it: ${said}`, {
        cause: error,
    });
}


/***/ }),

/***/ 2303:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   cI: () => (/* binding */ approvalsSection),
/* harmony export */   mh: () => (/* binding */ approvalsOf),
/* harmony export */   r_: () => (/* binding */ untold),
/* harmony export */   vU: () => (/* binding */ approvedBy)
/* harmony export */ });
/** What was approved in this run, one entry for each environment. What was rejected or waits let nothing begin. */
function approvalsOf(reviews) {
    return reviews
        .filter(({ state }) => state === "approved")
        .flatMap(({ user: { login }, comment, environments }) => environments.map(({ name = "" }) => ({ login, environment: name, comment })));
}
/** As a line of the timeline names it. */
function approvedBy({ login, environment }) {
    return `${login} (${environment})`;
}
/**
 * The approvals that no earlier line tells of: GitHub does not say when somebody approved, nor which job. An environment
 * that two jobs have is approved twice.
 *
 * @param told the descriptions of the earlier lines of this run.
 */
function untold(approvals, told) {
    const left = new Map();
    for (const approval of approvals) {
        const name = approvedBy(approval);
        if (!left.has(name))
            left.set(name, told.filter((line) => line.includes(name)).length);
    }
    return approvals.filter((approval) => {
        const name = approvedBy(approval);
        const seen = left.get(name) ?? 0;
        left.set(name, seen - 1);
        return seen <= 0;
    });
}
/** A section of the job summary; empty when nobody had to approve anything. */
function approvalsSection(approvals, { plain, code }) {
    if (approvals.length === 0)
        return "";
    const lines = approvals.map(({ login, environment, comment }) => {
        const said = comment === "" ? "" : `: ${plain(comment)}`;
        return `- ${code(environment)} by ${code(login)}${said}`;
    });
    return `**Approved in this run**\n\n${lines.join("\n")}`;
}


/***/ }),

/***/ 4468:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   UJ: () => (/* binding */ isOfSubject),
/* harmony export */   et: () => (/* binding */ subjectOf),
/* harmony export */   wn: () => (/* binding */ TASK),
/* harmony export */   yW: () => (/* binding */ isOf)
/* harmony export */ });
/** Our deployments among all others of a repository (`task` of GitHub's API). */
const TASK = "progressive-delivery";
/**
 * What a step is about, in one word: the service of the config file, else what routes its traffic. Steps of one service
 * have to come to the same, however their inputs are written.
 */
function subjectOf({ values, target }) {
    return values.get("service") ?? routed(target);
}
function routed(target) {
    switch (target.platform) {
        case "ec2": {
            const { settings } = target;
            if ("group" in settings && settings.group !== undefined)
                return settings.group;
            const groups = "targetGroup" in settings ? [settings.targetGroup] : settings.targetGroups;
            return groups.map(nameOf).sort().join(" and ");
        }
        case "api-gateway": {
            const { restApi, routing } = target.settings;
            return `${restApi}/${routing.kind === "canary" ? routing.stage : [...routing.stages].sort().join(" and ")}`;
        }
        case "lambda":
            return `${target.settings.functionName}:${target.settings.alias}`;
        case "nginx":
            return target.settings.app;
    }
}
/** A target group by its ARN, `…:targetgroup/web/0123…`, has the same name. */
function nameOf(group) {
    return group.split("/")[1] ?? group;
}
/** Whether a deployment's payload is that of a rollout of this service. GitHub gives payloads as objects or as text. */
function isOf(payload, key) {
    return isOfSubject(payload, key) && read(payload)?.rollout === key.rollout;
}
/** The same, whichever rollout. */
function isOfSubject(payload, { subject }) {
    return read(payload)?.subject === subject;
}
function read(payload) {
    const value = typeof payload === "string" ? parsed(payload) : payload;
    return typeof value === "object" && value !== null ? value : undefined;
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}


/***/ }),

/***/ 5954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ API_GATEWAY)
/* harmony export */ });
/* harmony import */ var _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(401);
/* harmony import */ var _platforms_api_gateway_settings_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3674);
/* harmony import */ var _check_rows_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2963);
/* harmony import */ var _common_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2332);
/* harmony import */ var _course_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7552);
/* harmony import */ var _gates_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(459);
/* harmony import */ var _types_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(636);







/** Deployments that an API can have in any case; AWS does not publish its quota in one place. */
const MAX_KEPT = 1_000;
/** An address with `{stage}` in it, as it was given. */
const stageAddress = (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .grammar */ .qN)((given) => {
    const sample = given.replaceAll("{stage}", "prod");
    const url = /^https?:\/\/[^@\\#?]+$/i.test(sample) && URL.canParse(sample) ? sample : undefined;
    return url !== undefined && given.includes("{stage}") ? given : undefined;
}, "is not an http or https URL with `{stage}` in the place of the stage's name, without query, anchor and password.", { type: "string", pattern: "^https?://.*\\{stage\\}" });
/** The inputs of the platform `api-gateway`. */
const API_GATEWAY = {
    ..._common_js__WEBPACK_IMPORTED_MODULE_2__/* .COMMON */ .Sq,
    ...(0,_gates_js__WEBPACK_IMPORTED_MODULE_4__/* .gateRows */ .Zl)("api-gateway"),
    ...(0,_course_js__WEBPACK_IMPORTED_MODULE_3__/* .courseRows */ .B)("api-gateway", {
        grain: "hundredths",
        weight: {
            steps: ["deploy", "shift"],
            description: "Percent of the requests that `shift` gives green, 0 to 100 with up to two decimals. Without it, the next rung of `ramp`. `deploy` brings green up with it, or at 0.",
        },
        why: "API Gateway draws every request anew, so that nobody can be kept on a side",
    }),
    "rest-api": {
        kind: "setting",
        type: _types_js__WEBPACK_IMPORTED_MODULE_5__/* .text */ .Qq,
        steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_6__/* .STEPS */ .UT,
        required: true,
        description: "The id of the REST API, e.g. `a1b2c3d4e5`.",
        example: "a1b2c3d4e5",
    },
    stage: {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .list */ .p_)(_types_js__WEBPACK_IMPORTED_MODULE_5__/* .text */ .Qq),
        steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_6__/* .STEPS */ .UT,
        required: true,
        description: "The stage that is released to. It has to exist. With the strategy `blue-green`, two stages, of which the base path mapping points at one.",
        example: "prod",
    },
    "base-path-mapping": {
        kind: "setting",
        type: _types_js__WEBPACK_IMPORTED_MODULE_5__/* .text */ .Qq,
        steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_6__/* .STEPS */ .UT,
        description: "For the strategy `blue-green`, the custom domain and base path that `promote` switches from one stage to the other, e.g. `api.example.com/v1`.",
        example: "api.example.com/v1",
    },
    openapi: {
        kind: "setting",
        type: _types_js__WEBPACK_IMPORTED_MODULE_5__/* .text */ .Qq,
        steps: ["deploy", "status"],
        description: "An OpenAPI 3.0 or Swagger 2.0 file in the repository, which becomes the definition of the API. Every method has its `x-amazon-apigateway-integration`. Without it the API's resources are deployed as they are.",
        example: "api/openapi.yml",
    },
    integration: {
        kind: "argument",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .lines */ .Mn)(_types_js__WEBPACK_IMPORTED_MODULE_5__/* .text */ .Qq),
        steps: ["deploy", "status"],
        config: true,
        description: "What methods call in the new version, one a line, e.g. `GET /math = arn:aws:lambda:…:function:math:7` or `ANY /{proxy+} = https://…`. Without verb and path it is about the API's only backend.",
        example: "GET /math = arn:aws:lambda:eu-west-1:111122223333:function:math:7",
    },
    "stage-variables": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .lines */ .Mn)(_types_js__WEBPACK_IMPORTED_MODULE_5__/* .text */ .Qq),
        steps: ["deploy", "status"],
        description: "Stage variables of the new version, `NAME=value`, one a line. The canary sees them over the stage's own, and `promote` makes them the stage's.",
        example: "alias=green",
    },
    "allow-mappings": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .list */ .p_)((0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .grammar */ .qN)((given) => ((0,_platforms_api_gateway_settings_js__WEBPACK_IMPORTED_MODULE_0__/* .isBasePath */ .D)(given) ? given : undefined), "is not a base path of one level, nor `(none)` for the empty one.")),
        steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_6__/* .STEPS */ .UT,
        description: "Further base paths of the domain, `(none)` for the empty one, whose users are on one of the two stages of `blue-green` and are not switched. Any other one is a reason not to roll out.",
        example: "v2, beta",
    },
    "allow-dropping": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .list */ .p_)((0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .word */ .Vm)(_platforms_api_gateway_settings_js__WEBPACK_IMPORTED_MODULE_0__/* .DROPPABLE */ .OI)),
        steps: ["deploy", "status"],
        description: "What the `openapi` file may take away from the API because it does not have it: `policy` (the resource policy) and `authorizers` (the authorization of methods), without which it is refused; `binary-types` and `minimum-compression`, of which it is warned otherwise.",
        example: "policy",
    },
    "allow-differences": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .list */ .p_)((0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .word */ .Vm)(_platforms_api_gateway_settings_js__WEBPACK_IMPORTED_MODULE_0__/* .SHUTTING_OUT */ .cV)),
        steps: ["deploy", "shift", "promote", "rollout", "status"],
        description: "Differences between the two stages of `blue-green` that are meant, though they may shut users out after the switch: `throttling` (to nothing), `usage-plans`, `waf`. Any other difference is a warning.",
        example: "waf",
    },
    "keep-deployments": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .wholeNumber */ .rD)(0, MAX_KEPT),
        steps: ["teardown"],
        description: "How many deployments of the API that no stage uses `teardown` leaves, the newest ones. By default it deletes only those of a rollout that was given up.",
        example: "20",
    },
    "scale-down-delay": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_5__/* .duration */ .p0)(),
        steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status"],
        fallback: "60s",
        description: "How long a deployment must have been without traffic before `teardown` deletes it.",
        example: "5m",
    },
    url: {
        kind: "setting",
        type: stageAddress,
        steps: ["deploy", "promote", "rollout", "status"],
        description: "For the strategy `blue-green`, where testers reach a stage, with `{stage}` for its name. By default the API's own address, `https://API.execute-api.REGION.amazonaws.com/{stage}`.",
        example: "https://a1b2c3d4e5-vpce-0abc.execute-api.eu-west-1.amazonaws.com/{stage}",
    },
    "smoke-test": {
        kind: "setting",
        type: _check_rows_js__WEBPACK_IMPORTED_MODULE_1__/* .pathChecks */ .j,
        steps: ["deploy", "promote", "rollout"],
        description: "Paths that must answer 2xx or 3xx on green, or with the one status given, e.g. `/, /cart, /old = 301`. With `blue-green`, `deploy` requests them from green's stage at its end, and `promote` once more before the switch. A canary at 0 % has no address: `deploy` has API Gateway invoke the methods of what it has just deployed, before a request can reach them; authorizers, WAF and throttling are not asked then.",
        example: "/, /cart, /old = 301",
    },
    ...(0,_check_rows_js__WEBPACK_IMPORTED_MODULE_1__/* .probeRows */ .W)("the API"),
};


/***/ }),

/***/ 2963:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ probeRows),
/* harmony export */   j: () => (/* binding */ pathChecks)
/* harmony export */ });
/* harmony import */ var _delivery_path_check_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8527);
/* harmony import */ var _platforms_checks_mark_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7060);
/* harmony import */ var _types_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(636);
/* harmony import */ var _url_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4164);




/** The checks from outside that platforms in a cloud have: what green answers to testers, and which share users see. */
const PATH = /^\/[\x21-\x7e]*$/;
/** The paths of a smoke test. */
const pathChecks = (0,_types_js__WEBPACK_IMPORTED_MODULE_0__/* .list */ .p_)((0,_types_js__WEBPACK_IMPORTED_MODULE_0__/* .grammar */ .qN)((given) => (0,_delivery_path_check_js__WEBPACK_IMPORTED_MODULE_2__/* .parsePathCheck */ .Hr)(given, PATH), "is not a path that begins with a slash, nor such a path and the status that is right."));
/** @param where what users reach, e.g. `the load balancer`. */
function probeRows(where) {
    return {
        "probe-url": {
            kind: "setting",
            type: _url_js__WEBPACK_IMPORTED_MODULE_1__/* .address */ .h,
            steps: ["shift", "verify", "promote", "rollback", "rollout"],
            description: `Where users reach ${where}, with a path. Once a switch is read back, some hundred requests without cookies go there, and green has to answer its share of them. \`rollback\`, and who rolls back by itself, does so when \`probe-match\` is given too.`,
            example: "https://shop.example/",
        },
        "probe-match": {
            kind: "setting",
            type: (0,_types_js__WEBPACK_IMPORTED_MODULE_0__/* .grammar */ .qN)(_platforms_checks_mark_js__WEBPACK_IMPORTED_MODULE_3__/* .parseMark */ .l, "is neither `header NAME = VALUE`, with the whole value, nor `body TEXT`, with a part of the body."),
            steps: ["shift", "verify", "promote", "rollback", "rollout"],
            description: "How an answer to `probe-url` shows that it is green's, `header NAME = VALUE` (the whole value) or `body TEXT` (a part of the body).",
            example: "header X-Version = v2.4.1",
        },
    };
}


/***/ }),

/***/ 2332:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  mM: () => (/* binding */ BAKE),
  Sq: () => (/* binding */ COMMON),
  pQ: () => (/* binding */ MAX_STEP_MS)
});

// EXTERNAL MODULE: ./build/delivery/digest.js
var digest = __webpack_require__(4401);
// EXTERNAL MODULE: ./build/delivery/vocabulary.js
var vocabulary = __webpack_require__(401);
// EXTERNAL MODULE: ./build/action/inputs/types.js
var types = __webpack_require__(636);
;// CONCATENATED MODULE: ./build/action/inputs/credentials.js

/**
 * As AWS writes moments; in quotes too, for configure-aws-credentials sets its output to a Date, which GitHub's toolkit
 * writes as JSON (aws-actions/configure-aws-credentials, helpers.ts; @actions/core, toCommandValue).
 */
const MOMENT = /^("?)(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d))\1$/;
/** What there is to know of the credentials with which AWS is asked: by nginx too, for alarms. */
const CREDENTIAL_ROWS = {
    "credentials-expire-at": {
        kind: "argument",
        type: (0,types/* grammar */.qN)((given) => {
            // Date.parse alone takes `5` for a month.
            const at = Date.parse(MOMENT.exec(given)?.[2] ?? "");
            return Number.isNaN(at) ? undefined : at;
        }, "is not a moment such as `2026-01-02T15:04:05Z`."),
        steps: ["rollout"],
        description: "When the job's credentials end, so that a `rollout` that takes longer is refused before the first move: the output `aws-expiration` of configure-aws-credentials (`output-credentials: true`, v4.2 or newer). By default what `AWS_CREDENTIAL_EXPIRATION` says.",
        example: "2026-01-02T15:04:05Z",
    },
};

;// CONCATENATED MODULE: ./build/action/inputs/github.js


/** How a job ends, as GitHub writes it (GitHub docs, "Contexts", job.status). */
const JOB_STATUSES = ["success", "failure", "cancelled"];
/** What becomes of a rollout whose job fails after a step of it has ended well. */
const ON_JOB_FAILURE = ["hold", "rollback"];
/** GitHub keeps names of environments up to so many characters. */
const ENVIRONMENT = /^[^\p{Cc}\p{Zl}\p{Zp}]{1,255}$/u;
/** What a header cannot hold is no token. */
const TOKEN = /^[\x21-\x7e]{1,4096}$/;
/** The inputs about what GitHub is told of a rollout, and what GitHub tells of the job. */
const GITHUB_ROWS = {
    "deployment-environment": {
        kind: "setting",
        type: (0,types/* pattern */.T1)(ENVIRONMENT, "must be the name of an environment, one line of at most 255 characters."),
        steps: ["deploy", "shift", "verify", "promote", "rollout", "rollback", "teardown"],
        description: "The environment under which GitHub shows the rollout: one deployment, with a status for each step. The job needs `deployments: write`, and a job with an `environment` needs `deployment: false` in it. Without it, GitHub is told nothing.",
        example: "production",
    },
    "pull-request-comment": {
        kind: "setting",
        type: types/* flag */.Jt,
        steps: ["deploy", "shift", "verify", "promote", "rollout", "rollback", "teardown"],
        fallback: "false",
        description: "With `true`, one comment on the pull request that brought the commit shows how its rollout goes. It needs `deployment-environment`, and the job `pull-requests: write`.",
        example: "true",
    },
    "on-job-failure": {
        kind: "setting",
        type: (0,types/* word */.Vm)(ON_JOB_FAILURE),
        steps: ["deploy", "shift", "verify", "promote", "rollout"],
        fallback: "hold",
        description: "What becomes of the rollout when the job fails or is cancelled after this step ended well, in a later step that is not of this action. `hold` leaves it as it is; `rollback` gives blue all the traffic again at the end of the job.",
        example: "rollback",
    },
    "github-token": {
        kind: "argument",
        type: (0,types/* pattern */.T1)(TOKEN, "is no token: it has white space or characters that no header can hold."),
        steps: vocabulary/* STEPS */.UT,
        secret: true,
        expression: "github.token",
        description: "The token with which GitHub is told of the rollout. It is used only with `deployment-environment`. By default the job's own.",
        example: "ghs_0123456789abcdef",
    },
    "job-status": {
        kind: "argument",
        type: (0,types/* word */.Vm)(JOB_STATUSES),
        steps: vocabulary/* STEPS */.UT,
        expression: "job.status",
        description: "How the job stands. GitHub fills it in, and no workflow has to; `on-job-failure` follows it.",
        example: "failure",
    },
};

;// CONCATENATED MODULE: ./build/action/inputs/common.js





/** A job on a hosted runner ends after six hours (GitHub docs, usage limits). */
const MAX_STEP_MS = 6 * 3_600_000;
/** How long a weight may stay in one job. */
const BAKE = (0,types/* duration */.p0)({
    from: 0,
    to: MAX_STEP_MS - 1_000,
    problem: "must be shorter than 6h, which is as long as a job may take.",
});
/** Letters, digits and hyphens; an underscore before the short name of an enterprise; the suffix of an app. */
const LOGIN = /^(?:\*|[a-z\d][a-z\d_-]*(?:\[bot\])?)$/i;
/** The inputs that are the same on every platform. */
const COMMON = {
    step: {
        kind: "argument",
        type: (0,types/* word */.Vm)(vocabulary/* STEPS */.UT),
        steps: vocabulary/* STEPS */.UT,
        required: true,
        description: "What to do, one step per run. One of `deploy`, `shift` (one rung of the ramp), `verify` (judges green by its gates and moves nothing), `promote`, `rollback`, `teardown`, `rollout` (all rungs and `promote` in one run, judged at each), `status`, and `setup` on `nginx`.",
        example: "deploy",
    },
    platform: {
        kind: "setting",
        type: (0,types/* word */.Vm)(vocabulary/* PLATFORMS */.P4),
        steps: vocabulary/* STEPS */.UT,
        required: true,
        description: "What routes the traffic. `ec2` is Auto Scaling groups behind target groups of an application or network load balancer; `api-gateway` is a stage of a REST API; `lambda` is an alias of a function; `nginx` is two processes on one machine behind its nginx.",
        example: "ec2",
    },
    config: {
        kind: "argument",
        type: types/* text */.Qq,
        steps: vocabulary/* STEPS */.UT,
        description: "A YAML file in the repository with the settings of all steps. What the workflow gives wins.",
        example: ".github/delivery.yml",
    },
    service: {
        kind: "argument",
        type: types/* text */.Qq,
        steps: vocabulary/* STEPS */.UT,
        description: "Which entry of `services` in the config file this run is about. Required when the file has `services`.",
        example: "shop",
    },
    "allowed-actors": {
        kind: "argument",
        type: (0,types/* list */.p_)((0,types/* pattern */.T1)(LOGIN, "must be logins of users, separated by commas or lines, or * for anybody.")),
        steps: vocabulary/* STEPS */.UT,
        description: "Who may run the step, as logins, e.g. `octocat, hubot`. Both who began the run and who runs it again have to be on the list. `*` is anybody.",
        example: "octocat, hubot",
    },
    "dry-run": {
        kind: "argument",
        type: types/* flag */.Jt,
        steps: vocabulary/* STEPS */.UT,
        fallback: "false",
        description: "With `true`, the step shows what it would do and changes nothing.",
        example: "true",
    },
    "expected-state": {
        kind: "argument",
        type: types/* text */.Qq,
        steps: vocabulary/* STEPS */.UT,
        description: "The output `state-digest` that was approved. When the live state differs, the step refuses and shows what changed.",
        example: (0,digest/* digest */.br)({}),
    },
    timeout: {
        kind: "setting",
        type: (0,types/* duration */.p0)({ from: 1_000, to: MAX_STEP_MS, problem: "must lie between 1s and 6h." }),
        steps: vocabulary/* STEPS */.UT,
        description: "How long the step may take, e.g. `90s`, `15m`, `1h30m`, at most `6h`. By default 15 minutes (an hour where a group's machines are replaced or changed batch by batch), and on top as long as a weight may stay: `bake-time`, `max-bake-time`, and what a comparison needs. `rollout` has 6 hours.",
        example: "30m",
    },
    "bake-time": {
        kind: "setting",
        type: BAKE,
        steps: ["deploy", "shift", "verify", "rollout"],
        description: "How long a weight stays and green is watched there, by its health and its gates: of `shift` and of each rung of `rollout` after the move, of `verify` from now on. By default what a CodeDeploy name in `ramp` says, otherwise `0s`, and `10m` in `rollout`; `verify` looks once. Of a `deploy` without a second fleet, how long all new or changed machines are watched, and `alarms`, before it is over.",
        example: "5m",
    },
    replace: {
        kind: "argument",
        type: types/* flag */.Jt,
        steps: ["deploy"],
        fallback: "false",
        description: "With `true`, `deploy` first rolls back and tears down another rollout that is in progress.",
        example: "true",
    },
    "fail-on": {
        kind: "setting",
        type: (0,types/* list */.p_)((0,types/* word */.Vm)(vocabulary/* FAIL_ON */.d$)),
        steps: ["status"],
        description: "What makes `status` fail, one or more of `stale`, `degraded`, `drift` (which needs `expected-state`), and `blocked`: no rollout is on, and a `deploy` would be refused.",
        example: "stale, degraded",
    },
    "expires-after": {
        kind: "setting",
        type: (0,types/* duration */.p0)(),
        steps: ["status"],
        fallback: "1d",
        description: "After how long a rollout that is not over counts as stale.",
        example: "2d",
    },
    ...CREDENTIAL_ROWS,
    ...GITHUB_ROWS,
};


/***/ }),

/***/ 7552:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B: () => (/* binding */ courseRows)
/* harmony export */ });
/* harmony import */ var _delivery_ramp_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(581);
/* harmony import */ var _delivery_strategies_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3868);
/* harmony import */ var _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(401);
/* harmony import */ var _types_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(636);




const HOW = {
    "blue-green": "`blue-green` moves all traffic at once, by `promote`",
    "red-black": "`red-black` does the same and ends stickiness with it",
    canary: "`canary` moves it in the rungs of `ramp`",
    linear: "`linear` moves it in even rungs",
    "ab-test": "`ab-test` moves a `cohort`",
    "all-at-once": "`all-at-once` replaces blue by `deploy`",
    rolling: "`rolling` replaces the machines of one group by `deploy`, batch by batch",
    "rolling-with-additional-batch": "`rolling-with-additional-batch` does the same and never has fewer than before",
    "in-place": "`in-place` changes them by `commands` instead, batch by batch",
};
function courseRows(platform, { grain, weight, why }) {
    return {
        strategy: {
            kind: "setting",
            type: strategyOf(platform, why),
            steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_3__/* .STEPS */ .UT,
            fallback: _delivery_strategies_js__WEBPACK_IMPORTED_MODULE_1__/* .DEFAULT_STRATEGIES */ .Kj[platform],
            description: `How green takes over. ${(0,_delivery_strategies_js__WEBPACK_IMPORTED_MODULE_1__/* .strategiesOf */ .p2)(platform)
                .map((strategy) => HOW[strategy])
                .join("; ")}.`,
            example: _delivery_strategies_js__WEBPACK_IMPORTED_MODULE_1__/* .DEFAULT_STRATEGIES */ .Kj[platform] === "canary" ? "linear" : "canary",
        },
        weight: { kind: "argument", type: percentOf(grain), ...weight, example: "10" },
        ramp: {
            kind: "setting",
            type: rampOf(grain),
            steps: _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_3__/* .STEPS */ .UT,
            description: "The ladder of weights, e.g. `10,50,100`, or a CodeDeploy name such as `Canary10Percent5Minutes`. Default of `canary` is `10,50,100`, of `linear` every 10 percent.",
            example: "5,25,100",
        },
    };
}
function strategyOf(platform, why) {
    const words = (0,_delivery_strategies_js__WEBPACK_IMPORTED_MODULE_1__/* .strategiesOf */ .p2)(platform);
    const parse = (given) => words.find((strategy) => strategy === given);
    const supported = `it supports ${words.join(", ")}`;
    const problem = (given) => {
        // Why it is not, is known of a strategy with two sides alone: of anything else it would be untrue.
        const known = why !== undefined && _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_3__/* .STRATEGIES */ .YL.some((one) => one === given && _delivery_strategies_js__WEBPACK_IMPORTED_MODULE_1__/* .STRATEGY_TRAITS */ .g5[one].twoSides);
        return `is not supported on the platform ${platform}: ${known ? `${why}; ` : ""}${supported}.`;
    };
    return { ...(0,_types_js__WEBPACK_IMPORTED_MODULE_2__/* .grammar */ .qN)(parse, problem, { enum: words }), words };
}
function percentOf(grain) {
    return (0,_types_js__WEBPACK_IMPORTED_MODULE_2__/* .grammar */ .qN)((given) => {
        const weight = /^\d{1,3}(?:\.\d{1,2})?$/.test(given) ? Number(given) : Number.NaN;
        return weight >= 0 && weight <= 100 ? weight : undefined;
    }, `is not a percentage from 0 to 100, ${GRAINS[grain]}.`);
}
const GRAINS = {
    "whole but for a shared target group": "in whole percent (with two decimals on a shared target group)",
    hundredths: "with at most two decimals",
};
function rampOf(grain) {
    const ladder = `a ladder of rising weights that ends with 100, ${GRAINS[grain]}`;
    return (0,_types_js__WEBPACK_IMPORTED_MODULE_2__/* .grammar */ .qN)(_delivery_ramp_js__WEBPACK_IMPORTED_MODULE_0__/* .parseRamp */ .QN, `is neither ${ladder}, nor a CodeDeploy name.`);
}


/***/ }),

/***/ 9876:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  T: () => (/* binding */ EC2),
  c: () => (/* binding */ TEST_LISTENER)
});

// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/delivery/vocabulary.js
var vocabulary = __webpack_require__(401);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/conditions.js
var conditions = __webpack_require__(7564);
// EXTERNAL MODULE: ./build/platforms/ec2/settings.js
var settings = __webpack_require__(9718);
// EXTERNAL MODULE: ./build/action/inputs/check-rows.js
var check_rows = __webpack_require__(2963);
// EXTERNAL MODULE: ./build/action/inputs/common.js + 2 modules
var common = __webpack_require__(2332);
// EXTERNAL MODULE: ./build/action/inputs/course.js
var course = __webpack_require__(7552);
// EXTERNAL MODULE: ./build/action/inputs/gates.js + 1 modules
var gates = __webpack_require__(459);
// EXTERNAL MODULE: ./build/action/inputs/types.js
var types = __webpack_require__(636);
;// CONCATENATED MODULE: ./build/action/inputs/images.js


/** How many images a region holds at most by default (EC2 User Guide, "AMI quotas"). */
const MAX_IMAGES = 50_000;
/** The inputs of a deploy that makes its image of an instance. */
const IMAGES = {
    "source-instance": {
        kind: "argument",
        type: (0,types/* pattern */.T1)(/^i-[0-9a-f]{8}(?:[0-9a-f]{9})?$/, "is not the id of an instance: `i-` and 8 or 17 hexadecimal digits."),
        steps: ["deploy"],
        config: true,
        description: "The instance of which `deploy` makes the image that green runs, instead of `image-id`. Making it reboots the instance, see `no-reboot`.",
        example: "i-0abcdef1234567890",
    },
    "no-reboot": {
        kind: "setting",
        type: types/* flag */.Jt,
        steps: ["deploy"],
        fallback: "false",
        description: "With `true`, the `source-instance` runs on while its image is made. Its disks are then as after a power failure: what it has not written yet is missing.",
        example: "true",
    },
    "image-timeout": {
        kind: "setting",
        type: (0,types/* duration */.p0)({ from: 60_000, to: common/* MAX_STEP_MS */.pQ, problem: "must lie between 1m and 6h." }),
        steps: ["deploy"],
        fallback: "60m",
        description: "How long `deploy` waits for the image of a `source-instance`, beside its `timeout` unless that is given. Run again, it waits for the same image.",
        example: "2h",
    },
    "keep-images": {
        kind: "setting",
        type: (0,types/* wholeNumber */.rD)(1, MAX_IMAGES),
        steps: ["deploy"],
        description: "How many images that this action made of instances for the same launch template `deploy` leaves: before it makes another, it deletes the oldest beyond these, with their snapshots, that no instance runs, no Auto Scaling group's version names, and neither the default nor the newest version. By default none is deleted.",
        example: "5",
    },
};

// EXTERNAL MODULE: ./build/action/inputs/single.js
var single = __webpack_require__(4449);
// EXTERNAL MODULE: ./build/action/inputs/url.js
var url = __webpack_require__(4164);
;// CONCATENATED MODULE: ./build/action/inputs/ec2.js












/** Group stickiness lasts from a second to a week (ELBv2 API Reference, TargetGroupStickinessConfig). */
const MAX_STICKINESS_MS = 604_800_000;
const CONDITION = "is not a condition: `header NAME = VALUE`, `cookie NAME = VALUE`, `query NAME = VALUE`, without wildcards, or `source CIDR`, a network with no bit set behind its prefix.";
const LISTENER = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2";
/** For examples of a listener that has no users. */
const TEST_LISTENER = LISTENER.replace(/[^/]*$/, "73e2d6bc24d8a067");
/** Seconds; 0 for none. */
function parseStickiness(given) {
    const ms = (0,duration/* parseDuration */.E)(given) ?? 0;
    if (given === "off")
        return 0;
    return ms >= 1_000 && ms <= MAX_STICKINESS_MS ? ms / 1_000 : undefined;
}
function parsePreview(given) {
    const arn = /^listener\s+(\S+)$/.exec(given)?.[1];
    if (arn !== undefined)
        return (0,settings/* parseRoute */.ZG)(arn)?.kind === "listener" ? { by: "listener", arn } : undefined;
    const condition = (0,conditions/* parseCondition */.zB)(given);
    return condition === undefined ? undefined : { by: "rule", condition };
}
/** The inputs of the platform `ec2`. */
const EC2 = {
    ...common/* COMMON */.Sq,
    ...(0,gates/* gateRows */.Zl)("ec2"),
    ...(0,course/* courseRows */.B)("ec2", {
        grain: "whole but for a shared target group",
        weight: {
            steps: ["shift"],
            description: "Percent of the requests that `shift` gives green, 0 to 100. Without it, the next rung of `ramp`.",
        },
    }),
    listeners: {
        kind: "setting",
        type: (0,types/* list */.p_)(types/* text */.Qq),
        steps: vocabulary/* STEPS */.UT,
        description: "ARNs of the listeners or listener rules that forward to the target groups. Several are switched together. Required for the strategies with two fleets; without a second fleet nothing is switched.",
        example: LISTENER,
    },
    "target-groups": {
        kind: "setting",
        type: (0,types/* list */.p_)(types/* text */.Qq),
        steps: vocabulary/* STEPS */.UT,
        required: true,
        description: "The two target groups, by name or ARN, in any order. Which is blue follows from the live state. One is a target group that both sides share; green's weight is then its share of the healthy instances. Without a second fleet, all target groups of the one group, or of the machines.",
        example: "web-a, web-b",
    },
    "auto-scaling-groups": {
        kind: "setting",
        type: (0,types/* list */.p_)(types/* text */.Qq),
        steps: vocabulary/* STEPS */.UT,
        description: "Two names are a permanent pair, one for each target group (of a shared one, the serving group alone is attached). One name is a group from which green is cloned, or, without a second fleet, the one whose machines are replaced or changed. `in-place` does without, where no group owns the machines in `target-groups`; every other strategy requires it.",
        example: "web-a, web-b",
    },
    "image-id": {
        kind: "argument",
        type: (0,types/* pattern */.T1)(/^ami-[0-9a-f]{8,17}$/, "is not the id of an image.", {
            type: "string",
            pattern: "^ami-[0-9a-f]{8,17}$",
        }),
        steps: ["deploy"],
        config: true,
        description: "The image that green runs. Everything else is blue's launch template.",
        example: "ami-0abcdef1234567890",
    },
    "launch-template-version": {
        kind: "argument",
        type: (0,types/* grammar */.qN)((given) => (/^[1-9]\d{0,8}$/.test(given) ? Number(given) : undefined), (given) => given === "$Latest" || given === "$Default"
            ? "moves: an instance that is replaced later would silently run something else. Give the version's number."
            : "is not the number of a launch template version.", (0,types/* wholeNumber */.rD)(1, 999_999_999).schema),
        steps: ["deploy"],
        config: true,
        description: "The number of the launch template version that green runs, instead of `image-id` and `user-data-file`.",
        example: "7",
    },
    "user-data-file": {
        kind: "setting",
        type: types/* text */.Qq,
        steps: ["deploy"],
        description: "A file in the repository with the user data that green boots with, at most 16 KB. May go with `image-id`.",
        example: "deploy/user-data.sh",
    },
    ...IMAGES,
    "desired-capacity": {
        kind: "setting",
        type: (0,types/* wholeNumber */.rD)(1, 9_999),
        steps: ["deploy"],
        description: "How many instances green gets. By default as many as blue has at that moment.",
        example: "4",
    },
    preview: {
        kind: "setting",
        type: (0,types/* grammar */.qN)(parsePreview, (given) => /^listener\b/.test(given) ? "names a listener, but not by `listener ARN`." : CONDITION),
        steps: ["deploy"],
        description: "Which requests reach green before any user's do, e.g. `header X-Preview = green`. `deploy` makes a listener rule for it, `teardown` removes it. Or `listener ARN`, a test listener of the load balancer, which `deploy` points at green and `teardown` at the side that stays.",
        example: "header X-Preview = green",
    },
    cohort: {
        kind: "setting",
        type: (0,types/* grammar */.qN)(conditions/* parseCondition */.zB, CONDITION),
        steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status"],
        description: "Which requests an `ab-test` is about, `header NAME = VALUE`, `cookie NAME = VALUE`, `query NAME = VALUE` or `source CIDR`.",
        example: "header X-Beta = 1",
    },
    stickiness: {
        kind: "setting",
        type: (0,types/* grammar */.qN)(parseStickiness, "must be off, or lie between 1s and 7d."),
        steps: ["shift", "verify", "promote", "rollback", "rollout"],
        description: "Group stickiness that the switch sets on the listeners, `off` or a duration from `1s` to `7d`. By default it stays as it is.",
        example: "1h",
    },
    "max-capacity-deficit": {
        kind: "setting",
        type: (0,types/* wholeNumber */.rD)(0, 100),
        steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout"],
        fallback: "0",
        description: "How many percent fewer healthy targets than its share needs a side may have.",
        example: "20",
    },
    "allow-foreign-targets": {
        kind: "setting",
        type: types/* flag */.Jt,
        steps: ["deploy", "shift", "verify", "promote", "rollback", "rollout", "status"],
        fallback: "false",
        description: "With `true`, targets that belong to no Auto Scaling group of the side may get their share of its requests. By default every step warns of them, and those that would lead users to them are refused.",
        example: "true",
    },
    "end-connections": {
        kind: "setting",
        type: types/* flag */.Jt,
        steps: ["shift", "verify", "promote", "rollback", "rollout"],
        fallback: "false",
        description: "With `true`, `rollback`, and a step that rolls back by itself, scales green to 0 once blue has all the traffic: connections that are open to green, which a weight does not move, end with it, after its target group's deregistration delay. To go on with that version, `deploy` starts it again.",
        example: "true",
    },
    "on-teardown": {
        kind: "setting",
        type: (0,types/* word */.Vm)(["delete", "scale-to-zero"]),
        steps: ["deploy", "teardown"],
        fallback: "delete",
        description: "What `teardown` does in a fleet of one name with the group that leaves. `scale-to-zero` keeps it, as green of the next rollout. A permanent pair keeps both groups always.",
        example: "scale-to-zero",
    },
    "keep-versions": {
        kind: "setting",
        type: (0,types/* wholeNumber */.rD)(1, 9_000),
        steps: ["deploy"],
        description: "How many launch template versions of this action's own `deploy` leaves: before it makes another, it deletes the oldest beyond these that no Auto Scaling group and no instance of one uses, and that are not the default. By default none is deleted.",
        example: "50",
    },
    to: {
        kind: "argument",
        type: types/* text */.Qq,
        steps: ["rollback"],
        description: "The target group, by name or ARN, that gets all the traffic when `rollback` finds weights that no rollout explains and both sides healthy.",
        example: "web-a",
    },
    "scale-down-delay": {
        kind: "setting",
        type: (0,types/* duration */.p0)(),
        steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status"],
        fallback: "60s",
        description: "How long a side must have been without weight before `teardown` touches it. Stickiness can make it longer.",
        example: "5m",
    },
    url: {
        kind: "setting",
        type: url/* address */.h,
        steps: ["deploy", "shift", "promote", "rollout"],
        description: "Where testers reach the load balancer, for `smoke-test` and the output `preview-url`.",
        example: "https://shop.example/",
    },
    "smoke-test": {
        kind: "setting",
        type: check_rows/* pathChecks */.j,
        steps: ["deploy", "shift", "promote", "rollout"],
        description: "Paths that must answer 2xx or 3xx on green, or with the one status given, as the `preview` sees them through the load balancer, e.g. `/, /cart, /old = 301`. `deploy` requests them at its end, `shift` and `promote` once more before green's first weight.",
        example: "/, /cart, /old = 301",
    },
    ...(0,check_rows/* probeRows */.W)("the load balancer"),
    ...single/* SINGLE */.zt,
};


/***/ }),

/***/ 459:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  CN: () => (/* binding */ GATED),
  rn: () => (/* binding */ GATE_NAMES),
  Zl: () => (/* binding */ gateRows),
  AC: () => (/* binding */ mayRollBack)
});

// EXTERNAL MODULE: ./build/gates/settings.js
var settings = __webpack_require__(5722);
// EXTERNAL MODULE: ./build/action/inputs/common.js + 2 modules
var common = __webpack_require__(2332);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/delivery/shifts.js
var shifts = __webpack_require__(4300);
// EXTERNAL MODULE: ./build/gates/sources/prometheus-queries.js
var prometheus_queries = __webpack_require__(2665);
// EXTERNAL MODULE: ./build/action/inputs/types.js
var types = __webpack_require__(636);
;// CONCATENATED MODULE: ./build/action/inputs/gate-types.js




/** How the inputs of the gates are read. Ranges are those that the `gates` mark of a rollout allows. */
/** AWS takes so many names in one DescribeAlarms, and so many characters in each (CloudWatch API Reference). */
const MAX_ALARMS = 100;
const MAX_ALARM_NAME = 255;
const MAX_THRESHOLD_MS = 600_000;
const MAX_COUNTED_MINUTES = 60;
const MAX_COMMAND = 2_000;
/** Headers that the request has of itself, or that `prometheus-token` and `prometheus-password` are for. */
const OWN_HEADERS = /^(?:authorization|connection|content-length|content-type|host|transfer-encoding|upgrade)$/i;
/** A share, of what is written in percent: above 0 to 0.5. */
const percentage = (0,types/* grammar */.qN)((given) => {
    const percent = Number(/^(\d{1,2}(?:\.\d{1,6})?) ?%$/.exec(given)?.[1]);
    return percent > 0 && percent <= 50 ? percent / 100 : undefined;
}, (given) => /^[\d.]+$/.test(given)
    ? "has no `%`: is it a share or percent? Give a percentage above 0% and up to 50%."
    : "is not a percentage above 0% and up to 50%.", { type: "string", pattern: "^\\d{1,2}(\\.\\d{1,6})? ?%$" });
/** Milliseconds. */
const threshold = (0,types/* grammar */.qN)((given) => {
    const [, number, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s)$/.exec(given) ?? [];
    const ms = Number(number) * (unit === "s" ? 1_000 : 1);
    return ms >= 1 && ms <= MAX_THRESHOLD_MS ? ms : undefined;
}, (given) => /^[\d.]+$/.test(given)
    ? "has no unit: seconds read as milliseconds would let every slow green through. Give e.g. 500ms or 1.5s."
    : "is not a time from 1ms to 600s, as 500ms or 1.5s.", { type: "string", pattern: "^\\d{1,6}(\\.\\d{1,3})?(ms|s)$" });
/** The name of an alarm, not its ARN: alarms are asked for by name, in the job's account and region. */
const alarmName = (0,types/* grammar */.qN)((given) => (given.length <= MAX_ALARM_NAME && !given.startsWith("arn:") ? given : undefined), (given) => given.startsWith("arn:")
    ? "is an ARN: give the alarm's name; it has to be in the job's account and region."
    : `is longer than the ${MAX_ALARM_NAME} characters that the name of an alarm may have.`);
/** Each name once. */
function alarmNames(names) {
    const each = (given) => {
        const once = [...new Set(given)];
        return once.length > 0 && once.length <= MAX_ALARMS ? once : undefined;
    };
    return (0,types/* mapped */.CV)(names, each, `must be 1 to ${MAX_ALARMS} names of alarms.`);
}
/** A number between two bounds; `low` itself is allowed only where `inclusive`. */
function decimal(low, high, inclusive) {
    const read = (given) => {
        const number = /^\d{1,4}(?:\.\d{1,6})?$/.test(given) ? Number(given) : Number.NaN;
        return (inclusive ? number >= low : number > low) && number <= high ? number : undefined;
    };
    const schema = {
        anyOf: [
            { type: "number", [inclusive ? "minimum" : "exclusiveMinimum"]: low, maximum: high },
            { type: "string", pattern: "^\\d{1,4}(\\.\\d{1,6})?$" },
        ],
    };
    return (0,types/* grammar */.qN)(read, `is not a number ${inclusive ? "from" : "above"} ${low} ${inclusive ? "" : "and up "}to ${high}.`, schema);
}
/** Whole minutes, written as a duration. */
function minutes(least) {
    return (0,types/* grammar */.qN)((given) => {
        const count = ((0,duration/* parseDuration */.E)(given) ?? Number.NaN) / shifts/* MINUTE_MS */.kg;
        return Number.isInteger(count) && count >= least && count <= MAX_COUNTED_MINUTES ? count : undefined;
    }, `is not a duration of whole minutes from ${least}m to ${MAX_COUNTED_MINUTES}m: requests are counted by the minute.`, { type: "string", pattern: "^(\\d{1,5}h)?(\\d{1,5}m)?(\\d{1,7}s)?$", minLength: 1 });
}
/** Which answers are errors; whether those of the client are compared as well. */
function clientErrors(words) {
    const isCompared = (given) => (given.includes("5xx") ? given.includes("4xx") : undefined);
    return (0,types/* mapped */.CV)(words, isCompared, "must have 5xx: 4xx are compared beside it, and never judged alone.");
}
/** An http or https URL to which a path can be added. It is not repeated: it may hold a key. */
const server = {
    list: false,
    schema: { type: "string", pattern: "^https?://" },
    read: (given, fail) => {
        const url = /^https?:\/\/[^\\]+$/i.test(given) && URL.canParse(given) ? new URL(given) : undefined;
        if (url === undefined || url.search !== "" || url.hash !== "" || given.includes("?"))
            return fail("is not an http or https URL, without query and anchor.", types/* HIDDEN */.RG);
        if (url.username === "" && url.password === "")
            return url.href;
        return fail("must have no user and no password: they go into `prometheus-user` and `prometheus-password`.", types/* HIDDEN */.RG);
    },
};
/** The selector of counters on one side. */
function selector(histogram) {
    const faultOf = (given) => (0,prometheus_queries/* selectorFault */.G0)(given, histogram);
    return (0,types/* grammar */.qN)((given) => (faultOf(given) === undefined ? given : undefined), (given) => faultOf(given) ?? "");
}
/** What `{{side}}` is of one side. */
const label = (0,types/* grammar */.qN)((given) => ((0,prometheus_queries/* labelFault */.D8)(given) === undefined ? given : undefined), (given) => (0,prometheus_queries/* labelFault */.D8)(given) ?? "");
/** A header as `Name: value`. */
const header = (0,types/* grammar */.qN)((given) => {
    const [, name = "", value = ""] = /^([\w!#$%&'*+.^`|~-]+): *([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/.exec(given) ?? [];
    return name === "" || OWN_HEADERS.test(name) ? undefined : [name, value];
}, "has a line that is not `Name: value`, or a header that the request has of itself; credentials go into `prometheus-token` or `prometheus-password`.");
/** A line or two of bash; a script belongs into a file. */
const command = (0,types/* grammar */.qN)((given) => (given.length <= MAX_COMMAND && !given.includes("\0") ? given : undefined), (given) => given.includes("\0") ? "has a NUL character." : `is longer than ${MAX_COMMAND} characters: use a script.`);

;// CONCATENATED MODULE: ./build/action/inputs/gates.js




/** The steps that gates can judge. */
const GATED = ["shift", "verify", "promote", "rollout"];
/** Whether the way back may be a part of the step: who fails the gates is rolled back by it. */
function mayRollBack(step) {
    return step === "rollback" || GATED.includes(step);
}
/** What each platform can be asked to count by, its own way first. */
const METRICS = {
    ec2: ["cloudwatch", "prometheus", "command"],
    "api-gateway": ["cloudwatch", "lambda", "prometheus", "command"],
    nginx: ["access-log", "prometheus", "command"],
    lambda: ["lambda", "prometheus", "command"],
};
const HOW = {
    cloudwatch: "`cloudwatch`",
    lambda: "`lambda` (the functions that the sides of a canary call)",
    "access-log": "`access-log`, the one that `setup` gives nginx",
    prometheus: "`prometheus`",
    command: "`command` (`metric-command`)",
};
/** What most rollouts set, if anything. */
const GATES = {
    compare: {
        kind: "setting",
        type: (0,types/* word */.Vm)(["auto", "on", "off"]),
        steps: GATED,
        fallback: "auto",
        description: "Whether green's errors are compared with blue's in the same minutes. `auto` does where both sides have traffic and are counted apart, `on` makes it an error where they are not. `verify` and `rollout` judge by themselves; `shift` and `promote` do once this, `alarms`, `max-error-rate`, `latency-threshold` or `metrics` is given.",
        example: "on",
    },
    alarms: {
        kind: "setting",
        type: alarmNames((0,types/* list */.p_)(alarmName)),
        steps: GATED,
        description: "Names of CloudWatch alarms, metric or composite, in the job's region. One that is red stops the step before it moves anything; one that turns red while green bakes fails green. On `nginx` the job needs a region and credentials for them.",
        example: "shop-5xx, shop-latency",
    },
    "max-error-rate": {
        kind: "setting",
        type: percentage,
        steps: GATED,
        description: "Green's share of errors that is too much, above 0% to 50%. Above it green fails, below it green passes, each once there is evidence enough.",
        example: "0.5%",
    },
    "latency-threshold": {
        kind: "setting",
        type: threshold,
        steps: GATED,
        description: "How long an answer takes that counts as slow, e.g. `500ms` or `1.5s`. Green's share of slow answers is then compared with blue's.",
        example: "500ms",
    },
    "max-slow-rate": {
        kind: "setting",
        type: percentage,
        steps: GATED,
        description: "Green's share of slow answers that is too much, above 0% to 50%. Needs `latency-threshold`.",
        example: "5%",
    },
    "max-bake-time": {
        kind: "setting",
        type: common/* BAKE */.mM,
        steps: ["shift", "verify", "rollout"],
        description: "How long a bake may become while too little is known to judge green. By default as long as `bake-time`.",
        example: "30m",
    },
    "on-failure": {
        kind: "setting",
        type: (0,types/* word */.Vm)(["rollback", "hold"]),
        steps: GATED,
        fallback: "rollback",
        description: "What becomes of a green that fails its gates. `rollback` gives blue all the traffic again, `hold` leaves the weights as they are; the step fails either way.",
        example: "hold",
    },
    "on-inconclusive": {
        kind: "setting",
        type: (0,types/* word */.Vm)(["fail", "pass"]),
        steps: GATED,
        fallback: "fail",
        description: "What becomes of a green that too few requests reached to tell. With `pass` it goes on, and the summary says so. What could not be judged for another reason never passes.",
        example: "pass",
    },
};
/** Other counts than the platform's own. */
const SOURCES = {
    "prometheus-url": {
        kind: "setting",
        type: server,
        steps: GATED,
        secret: true,
        description: "Where the HTTP API of Prometheus, or of what speaks it, is, without `/api/v1`. Required for `metrics: prometheus`.",
        example: "https://prometheus.example/",
    },
    "prometheus-requests": {
        kind: "setting",
        type: selector(false),
        steps: GATED,
        description: "The counter of requests, as a selector with `{{side}}` where `green-label` or `blue-label` belongs. The counter itself, without `rate()`. Required for `metrics: prometheus`.",
        example: 'http_requests_total{app="shop",version="{{side}}"}',
    },
    "prometheus-errors": {
        kind: "setting",
        type: selector(false),
        steps: GATED,
        description: "The same of requests that ended with an error. Required for `metrics: prometheus`.",
        example: 'http_requests_total{app="shop",version="{{side}}",code=~"5.."}',
    },
    "prometheus-client-errors": {
        kind: "setting",
        type: selector(false),
        steps: GATED,
        description: "The same of requests that were answered with 4xx, for `errors: 5xx, 4xx`.",
        example: 'http_requests_total{app="shop",version="{{side}}",code=~"4.."}',
    },
    "prometheus-latency-histogram": {
        kind: "setting",
        type: selector(true),
        steps: GATED,
        description: "The plain selector of the buckets of a histogram in seconds, one of which ends at `latency-threshold`.",
        example: 'http_request_duration_seconds_bucket{version="{{side}}"}',
    },
    "prometheus-token": {
        kind: "setting",
        type: (0,types/* pattern */.T1)(/^[\x21-\x7e]{1,4096}$/, "is not a token: it has blanks or characters other than ASCII."),
        steps: GATED,
        secret: true,
        description: "A bearer token for `prometheus-url`.",
        example: "a-bearer-token",
    },
    "prometheus-user": {
        kind: "setting",
        type: (0,types/* pattern */.T1)(/^[^:\p{Cc}]{1,256}$/u, "is not a user's name: it has a colon or control characters."),
        steps: GATED,
        description: "The user for `prometheus-url`, with `prometheus-password`.",
        example: "delivery",
    },
    "prometheus-password": {
        kind: "setting",
        type: (0,types/* pattern */.T1)(/^\P{Cc}{1,4096}$/u, "is not a password: it has control characters."),
        steps: GATED,
        secret: true,
        description: "The password of `prometheus-user`.",
        example: "a-password",
    },
    "prometheus-headers": {
        kind: "setting",
        type: (0,types/* lines */.Mn)(header),
        steps: GATED,
        secret: true,
        description: "Further headers for `prometheus-url`, `Name: value`, one a line, e.g. `X-Scope-OrgID: shop`.",
        example: "X-Scope-OrgID: shop",
    },
    "metric-command": {
        kind: "setting",
        type: command,
        steps: GATED,
        secret: true,
        description: "A line of bash for `metrics: command`. It gets `FROM`, `TO`, `STEP`, `GREEN`, `BLUE` and `WEIGHT`, and prints the requests and errors of both sides in each minute as JSON, within 30 seconds.",
        example: "./deploy/counts.sh",
    },
    "green-label": {
        kind: "argument",
        type: label,
        steps: GATED,
        config: true,
        description: "What tells green's counts apart, e.g. its version: `{{side}}` in the selectors, `GREEN` of `metric-command`. Required for `metrics: prometheus` and `metrics: command`.",
        example: "v2.4.1",
    },
    "blue-label": {
        kind: "argument",
        type: label,
        steps: GATED,
        config: true,
        description: "The same of blue, which has to be another.",
        example: "v2.4.0",
    },
};
/** How evidence is weighed: to be settled once for a service, not from one run to the next. */
const RULES = {
    errors: {
        kind: "setting",
        configOnly: true,
        type: clientErrors((0,types/* list */.p_)((0,types/* word */.Vm)(["5xx", "4xx"]))),
        steps: GATED,
        fallback: "5xx",
        description: "Which answers are errors. `5xx, 4xx` compares the client's errors too, beside the server's; no limit is ever about 4xx.",
        example: "5xx, 4xx",
    },
    alpha: {
        kind: "setting",
        configOnly: true,
        type: decimal(0, 0.5, false),
        steps: GATED,
        fallback: String(settings/* DEFAULTS */.zY.alpha),
        description: "How likely a green may fail that is no worse than tolerated, in a whole rollout and over all comparisons and limits together.",
        example: "0.01",
    },
    beta: {
        kind: "setting",
        configOnly: true,
        type: decimal(0, 0.5, false),
        steps: GATED,
        fallback: String(settings/* DEFAULTS */.zY.beta),
        description: "How likely a green may pass that is as bad as what a pass rules out.",
        example: "0.01",
    },
    tolerance: {
        kind: "setting",
        configOnly: true,
        type: decimal(1, 100, true),
        steps: GATED,
        fallback: String(settings/* DEFAULTS */.zY.tolerance),
        description: "How many times blue's rate is tolerated on green, 1 to 100.",
        example: "1.5",
    },
    "max-ratio": {
        kind: "setting",
        configOnly: true,
        type: decimal(1, 1_000, false),
        steps: GATED,
        fallback: String(settings/* DEFAULTS */.zY.maxRatio),
        description: "How many times blue's rate a pass by comparison rules out. More than `tolerance`, at most 1000.",
        example: "3",
    },
    "min-errors": {
        kind: "setting",
        configOnly: true,
        type: (0,types/* wholeNumber */.rD)(1, 1_000),
        steps: GATED,
        fallback: String(settings/* DEFAULTS */.zY.minErrors),
        description: "How many errors green must have before it may fail.",
        example: "10",
    },
    confirm: {
        kind: "setting",
        configOnly: true,
        type: minutes(1),
        steps: GATED,
        fallback: `${settings/* DEFAULTS */.zY.confirmMinutes}m`,
        description: "How many minutes it takes at least for green to fail, so that no single one decides.",
        example: "3m",
    },
    settle: {
        kind: "setting",
        configOnly: true,
        type: minutes(0),
        steps: GATED,
        fallback: `${settings/* DEFAULTS */.zY.settleMinutes}m`,
        description: "How many minutes after the one of a change are not judged: caches, pools and compilers of green are cold.",
        example: "5m",
    },
};
/** What a comparison alone needs. */
const OF_TWO_SIDES = ["compare", "tolerance", "max-ratio"];
/** Without a second fleet it is `deploy` that is judged, while it replaces machines. */
function alsoOfDeploy(rows) {
    const judging = Object.entries(rows).filter(([name]) => !OF_TWO_SIDES.includes(name));
    return {
        ...rows,
        ...Object.fromEntries(judging.map(([name, row]) => [name, { ...row, steps: ["deploy", ...row.steps] }])),
    };
}
/** Where a group's machines are replaced, EC2 Auto Scaling watches alarms by itself; where they are changed, the step does. */
const WATCHED = {
    ...GATES.alarms,
    description: `${GATES.alarms.description} Without a second fleet, EC2 Auto Scaling watches them, ten at most, while \`deploy\` replaces machines, and one that turns red has all replaced machines put back; \`in-place\` watches them itself, after each batch and for \`bake-time\`.`,
};
/** Their names, those that most rollouts set first. */
const GATE_NAMES = [
    ...Object.keys(GATES),
    "metrics",
    ...Object.keys(SOURCES),
    ...Object.keys(RULES),
];
/** The inputs about how green is judged: every platform has them, but not the same own counts. */
function gateRows(platform) {
    const names = METRICS[platform];
    const ways = names.map((name) => HOW[name]);
    const metrics = {
        kind: "setting",
        type: (0,types/* word */.Vm)(names),
        steps: GATED,
        description: `What counts requests and errors: ${ways.slice(0, -1).join(", ")} or ${ways.at(-1)}. By default the first.`,
        example: "prometheus",
    };
    const rows = { ...GATES, metrics, ...SOURCES, ...RULES };
    return platform === "ec2" ? alsoOfDeploy({ ...rows, alarms: WATCHED }) : rows;
}


/***/ }),

/***/ 4449:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T3: () => (/* binding */ IN_PLACE_NAMES),
/* harmony export */   hx: () => (/* binding */ REPLACING_NAMES),
/* harmony export */   ys: () => (/* binding */ BATCH_NAMES),
/* harmony export */   zt: () => (/* binding */ SINGLE)
/* harmony export */ });
/* harmony import */ var _delivery_batches_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3085);
/* harmony import */ var _types_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(636);


/** The inputs of the strategies without a second fleet: one Auto Scaling group, whose machines are replaced or changed. */
const DEPLOY = ["deploy"];
const BOTH = ["deploy", "rollback"];
/** A command takes two days at most (Systems Manager user guide, AWS-RunShellScript `executionTimeout`). */
const MAX_COMMAND_MS = 172_800_000;
/** A script and what it is told have to fit into one document of 64 KB (Systems Manager quotas), in base64. */
const MAX_SCRIPT = 30_000;
const amount = (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .grammar */ .qN)(_delivery_batches_js__WEBPACK_IMPORTED_MODULE_0__/* .parseAmount */ .C_, "is neither a number of machines, as `2`, nor a percentage from 1% to 100%.", {
    anyOf: [
        { type: "integer", minimum: 1, maximum: 9_999 },
        { type: "string", pattern: "^\\d{1,4}( ?%)?$" },
    ],
});
const percent = (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .grammar */ .qN)((given) => {
    const value = Number(/^(\d{1,3}) ?%?$/.exec(given)?.[1] ?? Number.NaN);
    return value >= 1 && value <= 100 ? value : undefined;
}, "is not a whole percentage from 1 to 100.", { anyOf: [{ type: "integer", minimum: 1, maximum: 100 }, { type: "string" }] });
/** Each once, rising (EC2 Auto Scaling API Reference, RefreshPreferences). */
const rising = (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .mapped */ .CV)((0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .list */ .p_)(percent), (given) => (given.every((each, index) => each > (given[index - 1] ?? 0)) ? given : undefined), "must rise, each percentage once.");
const script = (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .grammar */ .qN)((given) => (given.length <= MAX_SCRIPT && !given.includes("\0") ? given : undefined), (given) => (given.includes("\0") ? "has a NUL character." : `is longer than ${MAX_SCRIPT} characters.`));
const LEFT_ALONE = ["wait", "ignore", "replace"];
const SINGLE = {
    "batch-size": {
        kind: "setting",
        type: amount,
        steps: BOTH,
        description: "Of `rolling`, `rolling-with-additional-batch` and `in-place`, how many machines at a time: a number, or a percentage of the group's desired capacity, rounded down. By default as many as `min-healthy` allows, otherwise `1`.",
        example: "20%",
    },
    "min-healthy": {
        kind: "setting",
        type: amount,
        steps: BOTH,
        description: "Of `rolling` and `in-place`, how many machines have to stay healthy meanwhile: a percentage of the desired capacity, rounded up, or a number. What the group cannot keep is refused before anything is changed.",
        example: "90%",
    },
    "warm-up": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)({ from: 0, to: 3_600_000, problem: "must be 1h at most." }),
        steps: BOTH,
        description: "Without a second fleet, how long a new machine has to be in service before the next batch begins. By default the group's own instance warm-up, or its health check grace period.",
        example: "2m",
    },
    "batch-timeout": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)({ from: 5_000, to: 3_600_000, problem: "must lie between 5s and 1h." }),
        steps: BOTH,
        description: "Without a second fleet, how long no machine may get healthy before all are put back. By default twice what one takes, five minutes at least; of `in-place`, how long a machine may take to be healthy again, five minutes. EC2 Auto Scaling itself gives up after an hour.",
        example: "10m",
    },
    checkpoints: {
        kind: "setting",
        type: rising,
        steps: DEPLOY,
        description: "Of `rolling` and `rolling-with-additional-batch`, the percentages of new machines at which the replacing pauses for `checkpoint-delay`, rising, e.g. `10, 50`.",
        example: "10, 50",
    },
    "checkpoint-delay": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)({ from: 1_000, to: 172_800_000, problem: "must lie between 1s and 2d." }),
        steps: DEPLOY,
        description: "How long each of the `checkpoints` lasts. By default an hour, which is AWS's default.",
        example: "15m",
    },
    "standby-instances": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .word */ .Vm)(LEFT_ALONE),
        steps: BOTH,
        description: "What becomes of machines in Standby when the others are replaced: `replace` ends them, `ignore` leaves them as they are, `wait` (the default) refuses to begin while there are any.",
        example: "ignore",
    },
    "protected-instances": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .word */ .Vm)(LEFT_ALONE),
        steps: BOTH,
        description: "The same for machines that are protected from scale-in. `wait`, the default, refuses to begin while there are any.",
        example: "replace",
    },
    commands: {
        kind: "setting",
        type: script,
        steps: BOTH,
        description: "Of `in-place`, the lines that bring the new version onto a machine, run there as root while it gets no requests; `bash` with `-eo pipefail` where there is one. `REVISION` and `FORMER_REVISION` are variables. No secrets: whoever may list commands can read it.",
        example: "systemctl stop shop && /opt/shop/install && systemctl start shop",
    },
    "rollback-commands": {
        kind: "setting",
        type: script,
        steps: BOTH,
        description: "Of `in-place`, the lines that bring the former version back, in `REVISION`. By default `commands` with the former revision.",
        example: "/opt/shop/restore && systemctl restart shop",
    },
    "command-timeout": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .duration */ .p0)({ from: 5_000, to: MAX_COMMAND_MS, problem: "must lie between 5s and 2d." }),
        steps: BOTH,
        description: "Of `in-place`, how long the commands may take on one machine. By default `10m`.",
        example: "20m",
    },
    "health-command": {
        kind: "setting",
        type: script,
        steps: BOTH,
        description: "Of `in-place`, a command that succeeds on a machine once the app is up there, run before the machine gets requests again.",
        example: "curl -fsS http://127.0.0.1:8080/health",
    },
    "max-errors": {
        kind: "setting",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .wholeNumber */ .rD)(0, 999),
        steps: DEPLOY,
        description: "Of `in-place`, on how many machines the commands may fail before all is rolled back. By default on none.",
        example: "1",
    },
    revision: {
        kind: "argument",
        type: (0,_types_js__WEBPACK_IMPORTED_MODULE_1__/* .pattern */ .T1)(/^[^\0\r\n]{1,128}$/, "is longer than 128 characters, or has more than one line."),
        steps: DEPLOY,
        config: true,
        description: "Of `in-place`, what the new version is called. By default the commit.",
        example: "v2.4.1",
    },
};
/** Those that only `in-place` has. */
const IN_PLACE_NAMES = [
    "commands",
    "rollback-commands",
    "command-timeout",
    "health-command",
    "max-errors",
    "revision",
];
/** Those of the strategies that replace machines. */
const REPLACING_NAMES = [
    "warm-up",
    "batch-timeout",
    "checkpoints",
    "checkpoint-delay",
    "standby-instances",
    "protected-instances",
];
/** Those of both. */
const BATCH_NAMES = ["batch-size", "min-healthy"];


/***/ }),

/***/ 603:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ suggestionFor)
/* harmony export */ });
/**
 * The word that was most likely meant: the same in another spelling (`image_id`, `imageId`), or one that is a slip or
 * two away.
 *
 * @returns undefined when nothing is near enough to be a help.
 */
function suggestionFor(given, words) {
    // A long text is no misspelt word, and the comparison would be slow.
    if (given.length > 60)
        return undefined;
    const spelled = kebab(given);
    const [best] = words
        .map((word) => ({ word, slips: slipsBetween(spelled, word) }))
        .filter(({ word, slips }) => slips <= Math.max(1, Math.floor(word.length / 4)))
        .sort((a, b) => a.slips - b.slips);
    return best?.word ?? words.find((word) => spelled.length > 3 && word.split("-").includes(spelled));
}
function kebab(text) {
    return text
        .replace(/([a-z\d])([A-Z])/g, "$1-$2")
        .replace(/[\s_]+/g, "-")
        .toLowerCase();
}
/** How many letters are left out, put in, replaced or swapped with the next (optimal string alignment). */
function slipsBetween(one, other) {
    let [before, last] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
    for (let i = 1; i <= one.length; i += 1) {
        const row = [i];
        for (let j = 1; j <= other.length; j += 1) {
            const same = one[i - 1] === other[j - 1];
            const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
            const ways = [Number(last[j]) + 1, Number(row[j - 1]) + 1, Number(last[j - 1]) + (same ? 0 : 1)];
            row.push(Math.min(...ways, swapped ? Number(before[j - 2]) + 1 : Number.POSITIVE_INFINITY));
        }
        [before, last] = [last, row];
    }
    return Number(last[other.length]);
}


/***/ }),

/***/ 3062:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Qh: () => (/* binding */ INPUT_NAMES),
  Bt: () => (/* binding */ TABLE),
  G3: () => (/* binding */ accepts),
  CG: () => (/* binding */ isConfigurable),
  wp: () => (/* binding */ isInputName),
  $f: () => (/* binding */ isSecret),
  lR: () => (/* binding */ isSeveral),
  OB: () => (/* binding */ rowOf),
  RO: () => (/* binding */ rowsOf)
});

// UNUSED EXPORTS: isFilledIn, isForWorkflows, isUsedBy

// EXTERNAL MODULE: ./build/delivery/vocabulary.js
var vocabulary = __webpack_require__(401);
// EXTERNAL MODULE: ./build/action/inputs/api-gateway.js
var api_gateway = __webpack_require__(5954);
// EXTERNAL MODULE: ./build/action/inputs/common.js + 2 modules
var common = __webpack_require__(2332);
// EXTERNAL MODULE: ./build/action/inputs/ec2.js + 1 modules
var ec2 = __webpack_require__(9876);
// EXTERNAL MODULE: ./build/action/inputs/course.js
var course = __webpack_require__(7552);
// EXTERNAL MODULE: ./build/action/inputs/gates.js + 1 modules
var gates = __webpack_require__(459);
// EXTERNAL MODULE: ./build/action/inputs/types.js
var types = __webpack_require__(636);
;// CONCATENATED MODULE: ./build/action/inputs/lambda.js





/** Versions that `teardown` may be told to keep. */
const MAX_KEPT = 1_000;
/** The inputs of the platform `lambda`. Grammars: Lambda API reference; a tag's key has to have room for an alias. */
const LAMBDA = {
    ...common/* COMMON */.Sq,
    ...(0,gates/* gateRows */.Zl)("lambda"),
    ...(0,course/* courseRows */.B)("lambda", {
        grain: "hundredths",
        weight: {
            steps: ["shift"],
            description: "Percent of the calls that `shift` gives green, 0 to 100 with up to two decimals. Without it, the next rung of `ramp`.",
        },
        why: "Lambda draws every call anew, so that nobody can be kept on a side",
    }),
    function: {
        kind: "setting",
        type: (0,types/* pattern */.T1)(/^[\w-]{1,64}$/, "is not the name of a function: letters, digits, `-` and `_`, 64 at most; no ARN."),
        steps: vocabulary/* STEPS */.UT,
        required: true,
        description: "The name of the function.",
        example: "shop",
    },
    alias: {
        kind: "setting",
        type: (0,types/* pattern */.T1)(/^(?!\d+$)[\w-]{1,90}$/, "is not the name of an alias: letters, digits, `-` and `_`, not digits alone, and 90 at most here."),
        steps: vocabulary/* STEPS */.UT,
        required: true,
        description: "The alias that is called. It has to exist and to point at a published version.",
        example: "live",
    },
    "zip-file": {
        kind: "setting",
        type: types/* text */.Qq,
        steps: ["deploy", "status"],
        description: "The new code, a .zip file in the repository of at most 50 MB. `deploy` gives it to `$LATEST` and publishes a version of it, with the configuration that `$LATEST` has.",
        example: "build/shop.zip",
    },
    "image-uri": {
        kind: "argument",
        type: (0,types/* pattern */.T1)(/^[^\s/]+\/[^\s@]+(?::[\w.-]+|@sha256:[\da-f]{64})$/, "is not the URI of an image in ECR with its tag or digest."),
        steps: ["deploy", "status"],
        config: true,
        description: "The new code as an image in ECR, with a digest or with a tag that is never moved. `deploy` gives it to `$LATEST` and publishes a version of it.",
        example: "111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop:v2.4.1",
    },
    "function-version": {
        kind: "argument",
        type: (0,types/* pattern */.T1)(/^[1-9]\d{0,8}$/, "is not the number of a published version; `$LATEST` is none."),
        steps: ["deploy", "status"],
        config: true,
        description: "The new version, where something else has published it.",
        example: "7",
    },
    "smoke-payload": {
        kind: "setting",
        type: types/* text */.Qq,
        steps: ["deploy", "shift", "promote", "rollout"],
        description: "A JSON file in the repository with the event of the smoke test: the new version alone is invoked with it before it gets its first weight, by `deploy` and by what moves the weight.",
        example: "test/smoke.json",
    },
    "smoke-answer": {
        kind: "setting",
        type: types/* text */.Qq,
        steps: ["deploy", "shift", "promote", "rollout"],
        description: "What the answer to `smoke-payload` has to be, as JSON. Of an object the members that are named here count. By default, anything but an error.",
        example: '{"statusCode": 200}',
    },
    "keep-versions": {
        kind: "setting",
        type: (0,types/* wholeNumber */.rD)(0, MAX_KEPT),
        steps: ["teardown"],
        description: "How many versions that are older than the one that serves `teardown` leaves, the newest ones; those that another alias names stay in any case. By default all.",
        example: "5",
    },
    "scale-down-delay": {
        kind: "setting",
        type: (0,types/* duration */.p0)(),
        steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status"],
        fallback: "60s",
        description: "How long a version must have been without traffic before `teardown` takes its provisioned concurrency away or deletes it.",
        example: "5m",
    },
};

// EXTERNAL MODULE: ./build/delivery/path-check.js
var path_check = __webpack_require__(8527);
// EXTERNAL MODULE: ./build/platforms/nginx/settings.js
var settings = __webpack_require__(3191);
;// CONCATENATED MODULE: ./build/action/inputs/nginx.js







/** A command is a line or two; a script belongs into a file. */
const MAX_COMMAND = 2_000;
/**
 * Names whose variables, such as `$request_id`, would be nginx's own, or hide a header, cookie or argument of that name
 * (nginx.org, "Alphabetical index of variables").
 */
const RESERVED = /^(?:request|ssl_session|(?:arg|cookie|http|sent_http|sent_trailer|upstream_cookie|upstream_http|upstream_trailer)(?:_.*)?)$/;
const PORT = { ...types/* text */.Qq, schema: { type: ["string", "integer"] } };
function parseApp(given) {
    return settings/* APP */.uq.test(given) && !RESERVED.test(given) ? given : undefined;
}
const command = (0,types/* grammar */.qN)((given) => (given.length <= MAX_COMMAND && !given.includes("\0") ? given : undefined), (given) => given.includes("\0") ? "has a NUL character." : `is longer than ${MAX_COMMAND} characters: use a script.`);
const path = (0,types/* grammar */.qN)(settings/* parsePath */.Rr, "is not an absolute path of letters, digits, `_`, `-` and `.`, without `..`.");
/** The inputs of the platform `nginx`. */
const NGINX = {
    ...common/* COMMON */.Sq,
    ...(0,gates/* gateRows */.Zl)("nginx"),
    ...(0,course/* courseRows */.B)("nginx", {
        grain: "hundredths",
        weight: {
            steps: ["shift"],
            description: "Percent of the requests that `shift` gives green, 0 to 100 with up to two decimals. Without it, the next rung of `ramp`.",
        },
    }),
    app: {
        kind: "setting",
        type: (0,types/* grammar */.qN)(parseApp, (given) => settings/* APP */.uq.test(given)
            ? `is not possible: nginx has variables of its own that begin with \`$${given}_\`. Give another name.`
            : "is not a name of lower-case letters, digits and underscores that begins with a letter, 28 at most."),
        steps: vocabulary/* STEPS */.UT,
        required: true,
        description: "Name of the app. It names the routes, the header `X-<App>-Route` and the state. Lower-case letters, digits and `_`.",
        example: "shop",
    },
    ports: {
        kind: "setting",
        type: (0,types/* mapped */.CV)((0,types/* list */.p_)(PORT), settings/* parsePorts */.Kq, "must be two different ports from 1 to 65535, one for each side."),
        steps: vocabulary/* STEPS */.UT,
        fallback: "7001, 7002",
        description: "The two ports on 127.0.0.1 that take turns. Which is blue follows from the live state.",
        example: "8001, 8002",
    },
    url: {
        kind: "setting",
        type: (0,types/* grammar */.qN)(settings/* parseSite */.X_, "is not an http or https URL of the site, with a host name or an address, and no user, query or anchor."),
        steps: vocabulary/* STEPS */.UT,
        fallback: "http://127.0.0.1/",
        description: "The site as nginx on this machine serves it, e.g. `https://shop.example/`; a name is not looked up. Every change is proven by a request to it.",
        example: "https://shop.example/",
    },
    "state-dir": {
        kind: "setting",
        type: path,
        steps: vocabulary/* STEPS */.UT,
        description: "Where the state and nginx's markers are, on a local disk that nginx's user may enter. Default `/var/lib/delivery/<app>`.",
        example: "/srv/delivery/shop",
    },
    "health-check": {
        kind: "setting",
        type: (0,types/* pattern */.T1)(settings/* URL_PATH */.mq, "is not a path that begins with a slash."),
        steps: vocabulary/* STEPS */.UT,
        fallback: "/",
        description: "The path that a process answers with 2xx when it is healthy.",
        example: "/healthz",
    },
    revision: {
        kind: "argument",
        type: (0,types/* pattern */.T1)(settings/* REVISION */.sP, "is not a name of letters, digits and `._:/@+-` that begins with a letter or digit, 128 at most."),
        steps: ["deploy"],
        description: "What the new version is called; the process gets it as `REVISION`. By default the commit.",
        example: "v2.4.1",
    },
    start: {
        kind: "setting",
        type: command,
        steps: ["deploy", "shift", "verify", "promote", "rollback", "teardown", "rollout"],
        description: "Command that starts the process, with `PORT`, `COLOR` and `REVISION` in its environment. It outlives the job.",
        example: "exec node server.js",
    },
    stop: {
        kind: "setting",
        type: command,
        steps: ["deploy", "shift", "verify", "promote", "rollback", "teardown", "rollout"],
        description: "Command that stops the process, with the same variables. By default what `start` left running gets a SIGTERM, and a SIGKILL 10 seconds later.",
        example: "./stop.sh",
    },
    unit: {
        kind: "setting",
        type: (0,types/* pattern */.T1)(settings/* UNIT */.p5, "is not a systemd template unit, whose instances are the ports."),
        steps: ["deploy", "shift", "verify", "promote", "rollback", "teardown", "rollout"],
        description: "A systemd template unit instead of `start`, e.g. `shop@`. Its instances are the ports; `<state-dir>/<port>.env` holds the variables.",
        example: "shop@",
    },
    "compose-file": {
        kind: "setting",
        type: types/* text */.Qq,
        steps: ["deploy", "shift", "verify", "promote", "rollback", "teardown", "rollout"],
        description: "A compose file instead of `start`. Each port is a project of its own, `<app>-<port>`, with the same variables.",
        example: "deploy/compose.yaml",
    },
    preview: {
        kind: "setting",
        type: types/* text */.Qq,
        steps: ["deploy"],
        secret: true,
        description: "Which requests reach green before any user's do, `header X-<App>-Route = <secret>`, with a secret of 16 to 64 letters, digits, `_` and `-`.",
        example: "header X-Shop-Route = a-secret-of-16-to-64-characters",
    },
    "smoke-test": {
        kind: "setting",
        type: (0,types/* list */.p_)((0,types/* grammar */.qN)((given) => (0,path_check/* parsePathCheck */.Hr)(given, settings/* URL_PATH */.mq), "is not a path that begins with a slash, nor such a path and the status that is right.")),
        steps: ["deploy", "shift", "promote", "rollout"],
        description: "Paths that must answer 2xx or 3xx on green through nginx, or with the one status given, e.g. `/, /cart, /old = 301`. `deploy` requests them at its end, `shift` and `promote` once more before green's first weight.",
        example: "/, /cart, /old = 301",
    },
    cohort: {
        kind: "setting",
        type: (0,types/* grammar */.qN)(settings/* parseCohort */.pY, "is not `header NAME = VALUE`, `cookie NAME = VALUE` or `query NAME = VALUE` with letters, digits, `_` and `-`."),
        steps: ["shift", "verify", "promote", "rollback", "teardown", "rollout", "status", "setup"],
        description: "Which requests an `ab-test` is about, `header NAME = VALUE`, `cookie NAME = VALUE` or `query NAME = VALUE`. `setup` lays down the name, the value may change.",
        example: "cookie plan = pro",
    },
    stickiness: {
        kind: "setting",
        type: (0,types/* grammar */.qN)(settings/* parseStickiness */.kj, "must be id, ip, none, or cookie:NAME with a cookie of your own, on the platform nginx."),
        steps: ["setup"],
        fallback: "id",
        description: "By what a user stays on a side, `id` (a cookie of ours), `ip`, `cookie:NAME` or `none`. `setup` lays it down.",
        example: "cookie:session",
    },
    fallback: {
        kind: "setting",
        type: types/* flag */.Jt,
        steps: ["deploy", "shift", "promote", "rollout"],
        description: "Whether requests that a crashed green does not take go to blue. Default `true`.",
        example: "false",
    },
    "drain-timeout": {
        kind: "setting",
        type: (0,types/* duration */.p0)(),
        steps: ["teardown"],
        fallback: "30s",
        description: "How long `teardown` waits for open connections before it stops a process.",
        example: "2m",
    },
    mode: {
        kind: "setting",
        type: (0,types/* word */.Vm)(settings/* MODES */.FN),
        steps: vocabulary/* STEPS */.UT,
        fallback: "markers",
        description: "How a switch reaches nginx. `markers` is a rename that it sees at once; `reload` writes its configuration and reloads, for where it cannot see `state-dir`, and may lose requests.",
        example: "reload",
    },
    "nginx-conf": {
        kind: "setting",
        type: path,
        steps: vocabulary/* STEPS */.UT,
        fallback: "/etc/nginx/nginx.conf",
        description: "The main configuration file of nginx; its directory gets the structure.",
        example: "/opt/nginx/nginx.conf",
    },
};

;// CONCATENATED MODULE: ./build/action/inputs/table.js






/**
 * Every input, by platform. An input that several platforms have may have another row on each. The parser, action.yml,
 * the schema of the config file, the tables in the documents and the inputs of the workflows for users follow from it.
 */
const TABLE = { ec2: ec2/* EC2 */.T, "api-gateway": api_gateway/* API_GATEWAY */.Q, nginx: NGINX, lambda: LAMBDA };
/** Every name once, those that all platforms have alike first. */
const INPUT_NAMES = [
    ...new Set([common/* COMMON */.Sq, ...vocabulary/* PLATFORMS */.P4.map((platform) => TABLE[platform])].flatMap((rows) => Object.keys(rows))),
];
function isInputName(name) {
    return INPUT_NAMES.some((known) => known === name);
}
/** The row of an input on a platform; undefined: the platform does not have it. */
function rowOf(name, platform) {
    const rows = TABLE[platform];
    return Object.hasOwn(rows, name) ? rows[name] : undefined;
}
/** The platforms that have an input, with its row on each. */
function rowsOf(name) {
    return vocabulary/* PLATFORMS */.P4.flatMap((platform) => {
        const row = rowOf(name, platform);
        return row === undefined ? [] : [[platform, row]];
    });
}
/** Whether a platform's config file may hold an input. */
function isConfigurable({ kind, config }) {
    return kind === "setting" || config === true;
}
/** Whether a workflow may give an input: action.yml has it. */
function isForWorkflows(name) {
    return rowsOf(name).some(([, { configOnly }]) => configOnly !== true);
}
/** Whether a step of a platform accepts an input of the workflow: settings by every step, arguments where they are used. */
function accepts({ kind, steps }, step) {
    return kind === "setting" || steps.includes(step);
}
/** Whether a step looks at an input, on any platform. */
function isUsedBy(name, step) {
    return rowsOf(name).some(([, { steps }]) => steps.includes(step));
}
/** Whether an input is several values. */
function isSeveral(name) {
    return rowsOf(name).some(([, { type }]) => type.list);
}
/** Whether the value of an input must not be repeated: on one platform is reason enough. */
function isSecret(name) {
    return rowsOf(name).some(([, { secret }]) => secret === true);
}
/** Whether GitHub fills an input in: no reader of a workflow has to know of it. */
function isFilledIn(name) {
    return rowsOf(name).some(([, { expression }]) => expression !== undefined);
}


/***/ }),

/***/ 636:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   CV: () => (/* binding */ mapped),
/* harmony export */   Jt: () => (/* binding */ flag),
/* harmony export */   Mn: () => (/* binding */ lines),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   RG: () => (/* binding */ HIDDEN),
/* harmony export */   T1: () => (/* binding */ pattern),
/* harmony export */   Vm: () => (/* binding */ word),
/* harmony export */   p0: () => (/* binding */ duration),
/* harmony export */   p_: () => (/* binding */ list),
/* harmony export */   qN: () => (/* binding */ grammar),
/* harmony export */   rD: () => (/* binding */ wholeNumber)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);
/* harmony import */ var _suggest_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(603);


/** In place of what was given, where that must not be repeated: it may hold a password. */
const HIDDEN = Symbol("hidden");
/** Scalars of a config file are read as they are written, so that numbers and booleans need no quotes. */
const SCALAR = { type: ["string", "number", "boolean"] };
const DURATION = "^(\\d{1,5}d)?(\\d{1,5}h)?(\\d{1,5}m)?(\\d{1,7}s)?$";
/** Any text. */
const text = { list: false, schema: SCALAR, read: (given) => given };
/** A text with a grammar of its own; `problem` ends a sentence that begins with the name and what was given. */
function grammar(parse, problem, schema = SCALAR) {
    const read = (given, fail) => parse(given) ?? fail(typeof problem === "string" ? problem : problem(given));
    return { list: false, schema, read };
}
/** The same by a regular expression. */
function pattern(expression, problem, schema = SCALAR) {
    return grammar((given) => (expression.test(given) ? given : undefined), problem, schema);
}
/** One of a few words. */
function word(words) {
    const read = (given, fail) => {
        const meant = (0,_suggest_js__WEBPACK_IMPORTED_MODULE_1__/* .suggestionFor */ .o)(given, words);
        return (words.find((candidate) => candidate === given) ??
            fail(`must be one of ${words.join(", ")}${meant === undefined ? "." : `: did you mean \`${meant}\`?`}`));
    };
    return { list: false, words, schema: { enum: words }, read };
}
/** As YAML 1.2 writes it, in any of its cases, like `getBooleanInput` of GitHub's toolkit. */
const flag = {
    list: false,
    schema: { anyOf: [{ type: "boolean" }, { enum: ["true", "false"] }] },
    read: (given, fail) => {
        if (/^(?:true|True|TRUE)$/.test(given))
            return true;
        return /^(?:false|False|FALSE)$/.test(given) ? false : fail("must be true or false.");
    },
};
/** Milliseconds. */
function duration(range) {
    const read = (given, fail) => {
        const ms = (0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E)(given);
        if (ms === undefined)
            return fail("is not a duration: whole numbers with units d, h, m, s.");
        return range !== undefined && (ms < range.from || ms > range.to) ? fail(range.problem) : ms;
    };
    return { list: false, schema: { type: "string", minLength: 1, pattern: DURATION }, read };
}
/** A whole number in a range, both ends allowed. */
function wholeNumber(low, high, problem) {
    const read = (given, fail) => {
        const number = /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
        if (low <= number && number <= high)
            return number;
        return fail(problem ?? `is not a whole number from ${low} to ${high}.`);
    };
    const schema = {
        anyOf: [
            { type: "integer", minimum: low, maximum: high },
            { type: "string", pattern: "^\\d{1,9}$" },
        ],
    };
    return { list: false, schema, read };
}
/** A value of another type, made of its value. */
function mapped(type, make, problem) {
    const read = (given, fail) => {
        const value = type.read(given, fail);
        return value === undefined ? undefined : (make(value) ?? fail(problem));
    };
    return { ...type, read };
}
/** Several values, separated by commas or lines. */
function list(item) {
    return severalOf(item, /[\n,]/);
}
/** Several values, one a line: commas may stand in them. */
function lines(item) {
    return severalOf(item, /\n/);
}
function severalOf(item, separator) {
    const read = (given, fail) => {
        const items = given
            .split(separator)
            .map((part) => part.trim())
            .filter((part) => part !== "");
        const values = items.map((part) => item.read(part, (problem, what = part) => fail(problem, what)));
        const known = values.filter((value) => value !== undefined);
        return known.length === values.length ? known : undefined;
    };
    const items = item.schema;
    return { list: true, schema: { anyOf: [SCALAR, { type: "array", items }] }, read };
}


/***/ }),

/***/ 4164:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   h: () => (/* binding */ address)
/* harmony export */ });
/* harmony import */ var _types_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(636);

/** An http or https URL without an anchor. One with a password is refused, and not repeated. */
const address = {
    list: false,
    schema: { type: "string", pattern: "^https?://" },
    read: (given, fail) => {
        const url = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined;
        if (url !== undefined && (url.username !== "" || url.password !== "")) {
            return fail("must have no user and no password: it is written to the log.", _types_js__WEBPACK_IMPORTED_MODULE_0__/* .HIDDEN */ .RG);
        }
        if (url !== undefined && url.hash === "" && !given.includes("\\"))
            return url;
        return fail("is not an http or https URL, without an anchor.");
    },
};


/***/ }),

/***/ 7712:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jp: () => (/* binding */ isLastOfJob),
/* harmony export */   cb: () => (/* binding */ leftOpen),
/* harmony export */   dG: () => (/* binding */ parseLeftOpen),
/* harmony export */   uu: () => (/* binding */ enterJob)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var _github_rollout_key_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4468);




/** The steps that leave a rollout behind which is not over. */
const LEAVING = ["deploy", "shift", "verify", "promote", "rollout"];
/** The steps that are about no rollout. */
const ASIDE = ["status", "setup"];
/** This step is now the last of the job that is about its service. Returns how it is told from the others. */
function enterJob(inputs, env) {
    const id = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.randomUUID)();
    if (ASIDE.includes(inputs.step) || inputs.dryRun)
        return id;
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.writeFileSync)(fileOf(inputs, env), id);
    }
    catch {
        // Without its file no step knows itself to be the last, and none gives a rollout up.
    }
    return id;
}
/** What `post` has to know, should the job fail; undefined: nothing is left open. */
function leftOpen({ step, dryRun }, view, id) {
    if (!LEAVING.includes(step) || dryRun || view?.rollout === undefined || view.phase === "rolled-back")
        return undefined;
    return { rollout: view.rollout.id, step, id };
}
/** Whether no later step of the job was about the same service. */
function isLastOfJob(inputs, { id }, env) {
    try {
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.readFileSync)(fileOf(inputs, env), "utf8") === id;
    }
    catch {
        return false;
    }
}
/** Reads what the runner kept; undefined when it is not ours. */
function parseLeftOpen(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        return undefined;
    }
    if (typeof value !== "object" || value === null)
        return undefined;
    const { rollout, step, id } = value;
    const isStep = LEAVING.some((name) => name === step);
    return isStep && typeof rollout === "string" && typeof id === "string" ? value : undefined;
}
/** The runner empties RUNNER_TEMP before each job. */
function fileOf(inputs, { RUNNER_TEMP: directory }) {
    if (directory === undefined || directory === "")
        throw new Error("RUNNER_TEMP is not set");
    const about = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256")
        .update(`${inputs.target.platform} ${(0,_github_rollout_key_js__WEBPACK_IMPORTED_MODULE_3__/* .subjectOf */ .et)(inputs)}`)
        .digest("hex")
        .slice(0, 16);
    return (0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(directory, `progressive-delivery-${about}`);
}


/***/ }),

/***/ 2100:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   S: () => (/* binding */ stepJournal)
/* harmony export */ });
/* harmony import */ var _command_files_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6632);

/**
 * The undo record as state of the step, which `post` finds. A runner that cannot keep it is no reason to leave users on
 * a bad version: the step goes on, and says what is missing.
 */
function stepJournal(warn) {
    let warned = false;
    let kept = false;
    let before;
    return {
        async begin(undo) {
            before = (0,_command_files_js__WEBPACK_IMPORTED_MODULE_0__/* .sizeOf */ .$d)("GITHUB_STATE");
            const problem = await (0,_command_files_js__WEBPACK_IMPORTED_MODULE_0__/* .writeState */ .Jq)("undo", JSON.stringify(undo));
            kept = problem === undefined;
            if (problem === undefined || warned)
                return;
            warned = true;
            warn(`The runner cannot keep the state of this step (${problem}). ` +
                "If the run is cancelled while traffic moves, that cannot be undone automatically: run `status`, then `rollback`.");
        },
        async end() {
            if (!kept)
                return;
            const problem = await (0,_command_files_js__WEBPACK_IMPORTED_MODULE_0__/* .writeState */ .Jq)("undo", "");
            if (problem === undefined || (0,_command_files_js__WEBPACK_IMPORTED_MODULE_0__/* .cutBack */ .Eb)("GITHUB_STATE", before))
                return;
            warn(`The undo record of this step cannot be taken back (${problem}): the end of the job may set the traffic as it ` +
                "was before the step. Run `status` after it.");
        },
    };
}


/***/ }),

/***/ 4173:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   B3: () => (/* binding */ sayDebug),
/* harmony export */   R8: () => (/* binding */ warn),
/* harmony export */   RK: () => (/* binding */ visible),
/* harmony export */   cv: () => (/* binding */ say),
/* harmony export */   dK: () => (/* binding */ mask),
/* harmony export */   fJ: () => (/* binding */ fail),
/* harmony export */   g$: () => (/* binding */ printable),
/* harmony export */   ph: () => (/* binding */ headAnnotations),
/* harmony export */   vE: () => (/* binding */ sayGroup)
/* harmony export */ });
/**
 * All that this action prints. The runner reads commands out of every line: `::name::` at its beginning, after any white
 * space, and `##[name]` anywhere in it (actions/runner, ActionCommand.cs). Text from the cloud and from inputs must never
 * become one, nor move the cursor or turn the direction of what a person reads.
 */
/** Control characters, and those that show nothing but change how others show: bidi, zero width; halves of a pair. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** In front of a colon of an ARN: `arn:aws:iam:`. Bounded, as the next is, so that no text takes long to read. */
const IN_ARN = /(?<=\barn:aws[\w-]{0,12}:[\w:-]{0,60}):(?=:)/.source;
/** In an IPv6 address in brackets, as in `listen [::]:80`. */
const IN_ADDRESS = /(?<=\[[\da-f:]{0,40}):(?=:[\da-f:.]{0,40}\])/.source;
const DOUBLE_COLON = new RegExp(`${IN_ARN}|${IN_ADDRESS}|(?<other>:)(?=:)`, "gi");
/** Makes what cannot be seen visible, as `\u001b`. Line breaks and tabs stay. */
function visible(text) {
    return text.replace(UNSEEN, (char) => {
        if (char === "\n" || char === "\t")
            return char;
        const code = (char.codePointAt(0) ?? 0).toString(16);
        return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
    });
}
/**
 * Text of any origin as it may be printed: nothing unseen in it, and no command. `::` stays together only where it is
 * part of an ARN or an address and something stands before it, for a reader copies those. Lines stay lines.
 */
function printable(text) {
    return visible(text.replace(/\r\n?/g, "\n"))
        .replace(/##(?=\[)/g, "## ")
        .replace(DOUBLE_COLON, (colon, other) => (other === undefined ? colon : ": "));
}
/** One line of the log. */
function say(line) {
    process.stdout.write(`${printable(line).replace(/\n+/g, " ")}\n`);
}
/** A warning: a line of the log, and an annotation of the run. */
function warn(message) {
    annotate("warning", message);
}
/** Says why the step failed, and has the process end with exit code 1. */
function fail(message) {
    process.exitCode = 1;
    annotate("error", message);
}
/** Shows lines that a reader opens when they want to see them. */
function sayGroup(title, lines) {
    process.stdout.write(`::group::${data(title)}\n`);
    for (const line of lines)
        say(line);
    process.stdout.write("::endgroup::\n");
}
/** From now on annotations are headed with this: a run shows those of all its steps in one list. */
function headAnnotations(title) {
    heading = title;
}
let heading = "";
/** A line that the runner shows while step debug logging is on. */
function sayDebug(line) {
    process.stdout.write(`::debug::${data(line).replace(/%0A/g, " ")}\n`);
}
/** Has the runner show `***` in place of a secret, whoever prints it. */
function mask(secret) {
    process.stdout.write(`::add-mask::${secret.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A")}\n`);
}
function annotate(level, message) {
    const title = heading === "" ? "" : ` title=${property(heading)}`;
    process.stdout.write(`::${level}${title}::${data(message)}\n`);
}
/** A property of a command: a colon or a comma would end it. */
function property(text) {
    return data(text).replace(/%0A/g, " ").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
/** The data of a command (GitHub docs, "Workflow commands for GitHub Actions"). */
function data(text) {
    return printable(text).replace(/%/g, "%25").replace(/\n/g, "%0A");
}


/***/ }),

/***/ 3672:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bg: () => (/* binding */ commitUrl),
/* harmony export */   Vp: () => (/* binding */ runUrl),
/* harmony export */   vM: () => (/* binding */ placeFor)
/* harmony export */ });
/* unused harmony export placeOf */
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _workspace_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(5286);



const REPOSITORY = /^[\w.-]{1,100}\/[\w.-]{1,100}$/;
const RUN = /^\d{1,20}$/;
const COMMIT = /^[0-9a-f]{40}$/;
/** `octo/shop/.github/workflows/deliver.yml@refs/heads/main` */
const WORKFLOW_REF = /^([^/]+\/[^/]+)\/\.github\/workflows\/([\w.-]+\.ya?ml)@/;
/** Undefined outside of a workflow, or where the runner's words are none that a link can be made of. */
function placeOf(env) {
    const { GITHUB_SERVER_URL: server = "", GITHUB_REPOSITORY: repository = "", GITHUB_RUN_ID: run = "" } = env;
    const { GITHUB_WORKFLOW_REF: workflowRef = "" } = env;
    if (!REPOSITORY.test(repository) || !RUN.test(run) || !/^https?:\/\/[\w.:-]+\/?$/.test(server))
        return undefined;
    const base = server.replace(/\/$/, "");
    const [, owner, file] = WORKFLOW_REF.exec(workflowRef) ?? [];
    return {
        server: base,
        repository,
        runUrl: `${base}/${repository}/actions/runs/${run}`,
        workflow: owner === repository ? file : undefined,
    };
}
/** More is no workflow that a person wrote. */
const MAX_BYTES = 262_144;
const MAX_FILES = 100;
const FOLDER = ".github/workflows";
/** The same with the workflow by which a person rolls back, where the repository is checked out and has one. */
async function placeFor(inputs, env) {
    const place = placeOf(env);
    if (place === undefined || inputs === undefined)
        return place;
    const files = workflowsIn(env.GITHUB_WORKSPACE ?? "");
    if (files.length === 0)
        return place;
    const { findRollback } = await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(357)]).then(__webpack_require__.bind(__webpack_require__, 6357));
    return { ...place, rollback: findRollback(files, inputs, place.workflow) };
}
/** Those that may be what is looked for. */
function workflowsIn(workspace) {
    const names = namesIn((0,node_path__WEBPACK_IMPORTED_MODULE_1__.join)(workspace, FOLDER)).filter((name) => /^[\w.-]+\.ya?ml$/.test(name));
    return names.slice(0, MAX_FILES).flatMap((file) => {
        const content = (0,_workspace_js__WEBPACK_IMPORTED_MODULE_2__/* .readFromWorkspace */ .c)(workspace, `${FOLDER}/${file}`, (bytes) => bytes > MAX_BYTES ? "is too large." : undefined);
        const text = typeof content === "string" ? "" : content.toString("utf8");
        return text.includes("workflow_dispatch") && text.includes("rollback") ? [{ file, text }] : [];
    });
}
function namesIn(folder) {
    try {
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readdirSync)(folder).sort();
    }
    catch {
        // Not checked out.
        return [];
    }
}
/** Where a revision can be read that is a commit; undefined: it is none. */
function commitUrl(place, revision) {
    if (place === undefined || !COMMIT.test(revision))
        return undefined;
    return `${place.server}/${place.repository}/commit/${revision}`;
}
/** Where a run can be read that a rollout's record names as `owner/name/runs/123`; undefined: it names none. */
function runUrl(place, id) {
    const [, repository = "", run = ""] = /^([^/]+\/[^/]+)\/runs\/(\d+)$/.exec(id) ?? [];
    if (place === undefined || !REPOSITORY.test(repository) || !RUN.test(run))
        return undefined;
    return `${place.server}/${repository}/actions/runs/${run}`;
}


/***/ }),

/***/ 1877:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  K: () => (/* binding */ readInputs)
});

// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/action/inputs/common.js + 2 modules
var inputs_common = __webpack_require__(2332);
// EXTERNAL MODULE: ./build/action/inputs/types.js
var types = __webpack_require__(636);
;// CONCATENATED MODULE: ./build/action/inputs/reader.js

/** Reads inputs by the rows of a table and gathers every mistake on the way, so that all are told at once. */
class InputReader {
    values;
    mistakes;
    #rows;
    #read = new Map();
    constructor(rows, values, mistakes = []) {
        this.#rows = rows;
        this.values = values;
        this.mistakes = mistakes;
    }
    has(name) {
        return this.values.has(name);
    }
    /** The value by the row's parser; its default when it was not given, or was wrong. Mistakes are recorded once. */
    get(name) {
        if (!this.#read.has(name))
            this.#read.set(name, this.#parse(name));
        return this.#read.get(name);
    }
    /** The value of an input that cannot be left out, or undefined and a mistake on record. */
    require(name, why = "is required") {
        const value = this.get(name);
        const nothing = !this.has(name) || (Array.isArray(value) && value.length === 0);
        if (!nothing)
            return value;
        const words = this.#rows[name]?.type.words;
        return this.fail(name, words === undefined ? `${why}.` : `${why}; it must be one of ${words.join(", ")}.`);
    }
    /** Reads what nobody asked for: a mistake in a setting is told by the first step, not by the first that needs it. */
    readRest() {
        for (const name of Object.keys(this.#rows))
            this.get(name);
    }
    /** Whether this input was judged wrong already. */
    isWrong(name) {
        return this.mistakes.some(({ input }) => input === name);
    }
    /** Puts a mistake on record, with what was given. */
    fail(name, problem, { given = this.#shown(name), example } = {}) {
        const shown = example ?? `${name}: ${this.#rows[name]?.example}`;
        this.mistakes.push({
            input: name,
            problem,
            ...(given === undefined || given === types/* HIDDEN */.RG ? {} : { given }),
            ...(shown === "none" ? {} : { example: shown }),
        });
        return undefined;
    }
    #parse(name) {
        const row = this.#rows[name];
        const given = this.values.get(name);
        if (row === undefined)
            return undefined;
        const value = given === undefined
            ? undefined
            : row.type.read(given, (problem, what = given) => this.fail(name, problem, { given: row.secret ? types/* HIDDEN */.RG : what }));
        return value ?? (row.fallback === undefined ? undefined : row.type.read(row.fallback, () => undefined));
    }
    #shown(name) {
        return this.#rows[name]?.secret === true ? undefined : this.values.get(name);
    }
}

;// CONCATENATED MODULE: ./build/action/actors.js



/** In place of the list: whoever may run the workflow. */
const ANYBODY = "*";
/**
 * Refuses a run that `allowed-actors` does not allow: both who began it and who runs it again have to be on the list.
 * Logins are compared whole and without regard to case, as GitHub does.
 *
 * @throws DeliveryError `input` when the list has something else than logins, `refused` when somebody is not on it.
 */
function requireAllowedActors(given, { actor, triggeringActor }) {
    if (!given.has("allowed-actors"))
        return;
    const reader = new InputReader(inputs_common/* COMMON */.Sq, given);
    const allowed = reader.get("allowed-actors") ?? [];
    if (allowed.length === 1 && allowed[0] === ANYBODY)
        return;
    if (!reader.isWrong("allowed-actors") && (allowed.length === 0 || allowed.includes(ANYBODY))) {
        reader.fail("allowed-actors", "must be logins of users, separated by commas or lines, or * alone for anybody.");
    }
    if (reader.mistakes.length > 0)
        throw (0,errors/* inputError */.Xu)(reader.mistakes);
    const known = new Set(allowed.map((login) => login.toLowerCase()));
    const askers = new Set([actor ?? "", triggeringActor ?? actor ?? ""]);
    const unauthorised = [...askers].filter((login) => !known.has(login.toLowerCase()));
    if (unauthorised.length === 0)
        return;
    const who = unauthorised.map((login) => (login === "" ? "an unknown user" : login)).join(" and ");
    throw new errors/* DeliveryError */.VE("refused", `allowed-actors: ${who} may not run this step.`, {
        reasons: [`allowed are ${allowed.join(", ")}`],
        remedy: "Let somebody who is on the list start the workflow; a run of somebody else that they run again is refused.",
    });
}

;// CONCATENATED MODULE: ./build/action/aws-environment.js

const KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
const ENDPOINT = /^AWS_ENDPOINT_URL(?:_|$)/;
/** Of all partitions: `eu-west-1`, `us-gov-east-1`, `us-isob-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;
/** What no key and no token has. It would end as a header that Node refuses to send, or as a signature that is wrong. */
const FOREIGN = /[\s"']|[^\x20-\x7e]/;
/** The region of the job; an empty variable is none, as GitHub makes one of every expression without a value. */
function regionOf(env) {
    return nonEmpty(env.AWS_REGION) ?? nonEmpty(env.AWS_DEFAULT_REGION);
}
/**
 * Mends in the environment what has one meaning only, and refuses what the SDK would stumble over later: with an error
 * that names another cause, or after half a minute of tries.
 *
 * @returns warnings.
 * @throws DeliveryError `credentials` or `input`, before any call is made. Values that may be secret are not repeated.
 */
function prepareAwsEnvironment(env) {
    const warnings = trimKeys(env);
    requirePairs(env);
    if (nonEmpty(env.AWS_PROFILE) !== undefined && nonEmpty(env.AWS_ACCESS_KEY_ID) !== undefined) {
        warnings.push(`AWS_PROFILE (${env.AWS_PROFILE}) and AWS_ACCESS_KEY_ID are both set: the profile is used, not the keys. ` +
            'To use the keys, give the step `env: {AWS_PROFILE: ""}`.');
    }
    const mistakes = [...badRegion(env), ...badProxies(env), ...badEndpoints(env)];
    if (mistakes.length > 0)
        throw (0,errors/* inputError */.Xu)(mistakes);
    return warnings;
}
function trimKeys(env) {
    const warnings = [];
    for (const name of KEYS) {
        const given = env[name] ?? "";
        const value = given.trim();
        if (FOREIGN.test(value)) {
            throw new errors/* DeliveryError */.VE("credentials", `${name} has white space, quotes or other characters that no key has.`, {
                remedy: "Store the secret again, without quotes and line breaks; better, put aws-actions/configure-aws-credentials " +
                    "with a role before this step. No changes were made.",
            });
        }
        if (value === given)
            continue;
        env[name] = value;
        warnings.push(`${name} began or ended with white space, which was left out. Store the secret again without it.`);
    }
    return warnings;
}
/** Half of a pair is no credentials for the SDK, which then looks elsewhere, for a role that may be another. */
function requirePairs(env) {
    if (nonEmpty(env.AWS_PROFILE) !== undefined)
        return;
    const [id, secret, token] = KEYS.map((name) => nonEmpty(env[name]));
    const missing = id === undefined
        ? secret !== undefined && "AWS_ACCESS_KEY_ID"
        : secret === undefined
            ? "AWS_SECRET_ACCESS_KEY"
            : id.startsWith("ASIA") && token === undefined && "AWS_SESSION_TOKEN";
    if (missing === false)
        return;
    const rest = missing === "AWS_ACCESS_KEY_ID" ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID";
    throw new errors/* DeliveryError */.VE("credentials", `${missing} is empty or not set in this job, but ${rest} is.`, {
        remedy: "Does the secret exist, and may this workflow read it? Better, put aws-actions/configure-aws-credentials with a " +
            "role before this step. No changes were made.",
    });
}
function badRegion(env) {
    const region = regionOf(env);
    if (region === undefined || REGION.test(region))
        return [];
    const input = nonEmpty(env.AWS_REGION) === undefined ? "AWS_DEFAULT_REGION" : "AWS_REGION";
    return [{ input, given: region, problem: "is not the name of a region.", example: "aws-region: eu-west-1" }];
}
/** Node ignores a proxy without a scheme, while curl and others take it for http; so does this action. */
function badProxies(env) {
    return PROXIES.flatMap((input) => {
        const given = nonEmpty(env[input]);
        if (given === undefined)
            return [];
        const url = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `http://${given}`;
        if (/^https?:/i.test(url) && URL.canParse(url)) {
            env[input] = url;
            return [];
        }
        const problem = "is not the URL of an http or https proxy.";
        return [{ input, problem, example: `${input}: http://proxy.example.com:3128` }];
    });
}
function badEndpoints(env) {
    return Object.keys(env)
        .filter((name) => ENDPOINT.test(name))
        .flatMap((input) => {
        const given = nonEmpty(env[input]);
        if (given === undefined || (/^https?:\/\//i.test(given) && URL.canParse(given)))
            return [];
        return [{ input, given, problem: "is not a URL.", example: `${input}: https://vpce-1a2b3c.example.com` }];
    });
}
function nonEmpty(text) {
    const trimmed = text?.trim();
    return trimmed === "" ? undefined : trimmed;
}

// EXTERNAL MODULE: ./build/delivery/digest.js
var digest = __webpack_require__(4401);
// EXTERNAL MODULE: ./build/delivery/ramp.js
var ramp = __webpack_require__(581);
// EXTERNAL MODULE: ./build/delivery/strategies.js
var strategies = __webpack_require__(3868);
// EXTERNAL MODULE: ./build/platforms/ec2/image/source.js
var image_source = __webpack_require__(9111);
// EXTERNAL MODULE: ./build/action/inputs/gates.js + 1 modules
var gates = __webpack_require__(459);
// EXTERNAL MODULE: ./build/action/inputs/table.js + 2 modules
var table = __webpack_require__(3062);
;// CONCATENATED MODULE: ./build/action/inputs/misplaced.js



/** What to do instead, on a platform that cannot have an input. */
const INSTEAD = {
    "api-gateway": {
        cohort: noStickiness(),
        stickiness: noStickiness(),
    },
    lambda: {
        cohort: noStickiness("function"),
        stickiness: noStickiness("function"),
    },
};
/**
 * Inputs that the platform does not have, and arguments of the workflow that the step has no use for. What a config
 * file holds for another step is no mistake.
 */
function misplaced(given, config, step, platform) {
    const values = new Map([...config, ...given]);
    const strategy = values.get("strategy") ?? strategies/* DEFAULT_STRATEGIES */.Kj[platform];
    const oneFleet = (0,strategies/* strategiesOf */.p2)(platform).some((name) => name === strategy && (0,strategies/* hasOneFleet */.PK)(platform, name));
    return [...values].flatMap(([input, value]) => {
        const row = (0,table/* rowOf */.OB)(input, platform);
        const shown = (0,table/* isSecret */.$f)(input) ? {} : { given: value };
        if (row === undefined) {
            const others = (0,table/* rowsOf */.RO)(input).map(([name]) => name);
            const why = INSTEAD[platform]?.[input] ?? `it is for ${others.join(" and ")}`;
            return [{ input, ...shown, problem: `is not supported on the platform ${platform}: ${why}.` }];
        }
        if (!given.has(input))
            return [];
        if (row.configOnly === true) {
            const problem = "is for the config file alone, which `config` names: it is settled once for a service.";
            return [{ input, ...shown, problem }];
        }
        const used = stepsOf(input, row.steps, oneFleet);
        if ((0,table/* accepts */.G3)({ ...row, steps: used }, step))
            return [];
        const steps = used.map((name) => `\`${name}\``).join(" and ");
        return [{ input, ...shown, problem: `is not supported by step \`${step}\`, only by ${steps}.` }];
    });
}
/** With two fleets `deploy` gives green nothing that it could be judged by. */
function stepsOf(input, steps, oneFleet) {
    return !oneFleet && gates/* GATE_NAMES */.rn.some((name) => name === input) ? gates/* GATED */.CN : steps;
}
function noStickiness(decides = "backend") {
    return `its split is drawn anew for every request, without stickiness. Let the ${decides} decide by who asks, or use strategy blue-green`;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/platforms/api-gateway/openapi.js
var openapi = __webpack_require__(8691);
// EXTERNAL MODULE: ./build/platforms/api-gateway/settings.js
var settings = __webpack_require__(3674);
// EXTERNAL MODULE: ./build/action/workspace.js
var action_workspace = __webpack_require__(5286);
// EXTERNAL MODULE: ./build/action/inputs/api-gateway.js
var api_gateway = __webpack_require__(5954);
// EXTERNAL MODULE: ./build/platforms/ec2/settings.js
var ec2_settings = __webpack_require__(9718);
// EXTERNAL MODULE: ./build/action/inputs/ec2.js + 1 modules
var ec2 = __webpack_require__(9876);
;// CONCATENATED MODULE: ./build/action/inputs/read-checks.js



/** The external checks of `ec2`: what green answers to testers, and which share users see. */
function readChecks(reader, step, { preview, cohort }) {
    const url = siteOf(reader);
    if (step === "deploy" && reader.has("url") && !reader.has("preview") && !reader.has("smoke-test")) {
        reader.fail("url", "needs `preview`: it is where testers reach green.", {
            example: "preview: header X-Preview = green",
        });
    }
    return { url, smoke: smokeOf(reader, step, url, preview), probe: probeOfAudience(reader, step, cohort) };
}
/** `preview: listener ARN`, of the same load balancer: target groups belong to one. */
function readTestListener(reader, arn, routes, region) {
    const listener = (0,ec2_settings/* parseRoute */.ZG)(arn);
    if (listener === undefined)
        return undefined;
    const { region: own, ...ref } = listener;
    const balancer = routes[0]?.loadBalancer ?? ref.loadBalancer;
    const example = `preview: listener ${ec2/* TEST_LISTENER */.c}`;
    if (routes.some((route) => route.arn === arn)) {
        return reader.fail("preview", "is one of `listeners`: a test listener has no users.", { example });
    }
    if (own === region && balancer === ref.loadBalancer)
        return ref;
    return reader.fail("preview", `is not a listener of the load balancer ${balancer} in ${region}.`, { example });
}
function siteOf(reader) {
    const url = reader.get("url");
    if (url === undefined || (url.pathname === "/" && url.search === ""))
        return url?.href;
    return reader.fail("url", "must be a site without path and query: the paths are those of `smoke-test`.");
}
function smokeOf(reader, step, url, preview) {
    // The other steps give green no weight.
    if (!reader.has("smoke-test") || !["deploy", "shift", "promote", "rollout"].includes(step))
        return undefined;
    if (!reader.has("url"))
        reader.fail("url", "must say where testers reach the load balancer, for `smoke-test`.");
    // Later steps find the preview in the live listeners.
    if (step === "deploy" && (!reader.has("preview") || preview?.by === "source")) {
        reader.fail("smoke-test", "needs a `preview` by header, cookie, query or listener: without it, requests reach blue.", { example: "preview: header X-Preview = green" });
    }
    const checks = reader.get("smoke-test");
    return url === undefined || checks === undefined ? undefined : { url, checks };
}
function probeOfAudience(reader, step, cohort) {
    const probe = readProbe(reader, step);
    if (probe === undefined || (step !== "shift" && step !== "rollout") || cohort?.by !== "source")
        return probe;
    const problem = "cannot be combined with a `cohort` by source: a request cannot choose where it comes from.";
    return reader.fail("probe-url", problem, { example: "none" });
}
/** What is asked from outside after a switch, on any platform in a cloud. */
function readProbe(reader, step) {
    if (!(0,gates/* mayRollBack */.AC)(step))
        return undefined;
    const [hasUrl, hasMatch] = [reader.has("probe-url"), reader.has("probe-match")];
    // The way back asks for nothing: a rollback probes when it is told how to, and else does without.
    const back = step === "rollback" || step === "verify";
    if ((!hasUrl && !hasMatch) || (back && !(hasUrl && hasMatch)))
        return undefined;
    if (!hasUrl) {
        return reader.fail("probe-match", "needs `probe-url`.", { example: "probe-url: https://shop.example/" });
    }
    if (!hasMatch) {
        return reader.fail("probe-match", "is required with `probe-url`: how does an answer show that it is green's?");
    }
    const [url, mark] = [reader.get("probe-url"), reader.get("probe-match")];
    return url === undefined || mark === undefined ? undefined : { url: url.href, mark };
}

;// CONCATENATED MODULE: ./build/action/inputs/region.js
/** The region that configure-aws-credentials left in the environment; empty, and a mistake on record, when none is. */
function requireRegion(mistakes, { region }) {
    if (region !== undefined && region !== "")
        return region;
    const problem = "is not set in this job: put aws-actions/configure-aws-credentials with `aws-region` before this step.";
    mistakes.push({ input: "AWS_REGION", problem, example: "aws-region: eu-west-1" });
    return "";
}

;// CONCATENATED MODULE: ./build/action/inputs/read-api-gateway.js








const REQUIRED = "is required on the platform api-gateway";
/** The settings of the platform `api-gateway`; mistakes go to the reader. */
function readApiGateway(reader, step, strategy, context) {
    const region = requireRegion(reader.mistakes, context);
    const restApi = reader.require("rest-api", REQUIRED);
    if (restApi !== undefined)
        reader.mistakes.push(...(0,settings/* judgeRestApi */.yV)(restApi));
    if (step === "deploy" && strategy !== "canary" && strategy !== "linear" && reader.has("weight")) {
        const problem = `is not supported by the strategy ${strategy}, which has no weights.`;
        reader.fail("weight", problem, { example: "strategy: canary" });
    }
    const source = sourceOf(reader, step, region, context);
    return {
        region,
        restApi: restApi ?? "",
        routing: routingOf(reader, strategy),
        source: step === "deploy" || step === "status" ? source : undefined,
        keepDeployments: step === "teardown" ? reader.get("keep-deployments") : undefined,
        scaleDownDelayMs: reader.get("scale-down-delay"),
        url: addressOf(reader, strategy),
        smoke: step === "deploy" || step === "promote" || step === "rollout" ? reader.get("smoke-test") : undefined,
        probe: readProbe(reader, step),
        allowDropping: reader.get("allow-dropping") ?? [],
        allowMappings: mappingsOf(reader, strategy),
        allowDifferences: reader.get("allow-differences") ?? [],
    };
}
/** How CloudWatch counts the requests of both sides, as far as the inputs tell. */
function ownCountsOfApi(reader) {
    if (reader.get("strategy") !== "blue-green")
        return { sides: "apart" };
    const because = "a base path mapping leads everybody to one of the two stages, and the other counts nothing; `metrics: prometheus` or `metrics: command` may tell the sides apart";
    return { sides: "none", because };
}
function mappingsOf(reader, strategy) {
    const paths = reader.get("allow-mappings") ?? [];
    if (paths.length > 0 && strategy !== "blue-green") {
        const problem = `is not supported by the strategy ${strategy}, which switches no base path mapping.`;
        reader.fail("allow-mappings", problem, { example: "strategy: blue-green" });
    }
    return paths;
}
function addressOf(reader, strategy) {
    if (!reader.has("url") || strategy === "blue-green")
        return reader.get("url");
    const problem = `is not supported by the strategy ${strategy}: a canary has no address of its own. \`smoke-test\` needs none there.`;
    return reader.fail("url", problem, { example: "none" });
}
function routingOf(reader, strategy) {
    const names = reader.require("stage", REQUIRED) ?? [];
    if (names.length > 0)
        reader.mistakes.push(...(0,settings/* judgeStages */.be)(names, strategy === "blue-green" ? 2 : 1));
    const mapping = reader.get("base-path-mapping");
    if (strategy !== "blue-green") {
        if (mapping !== undefined) {
            const problem = `is not supported by the strategy ${strategy}: it switches between the two stages of blue-green.`;
            reader.fail("base-path-mapping", problem, { example: "strategy: blue-green" });
        }
        return { kind: "canary", stage: names[0] ?? "" };
    }
    if (mapping === undefined) {
        const problem = "is required for `strategy: blue-green`, which switches by it. On one stage, use `strategy: canary`.";
        reader.fail("base-path-mapping", problem);
    }
    const { value, mistakes } = (0,settings/* judgeMapping */.K7)(mapping ?? "example.com");
    reader.mistakes.push(...mistakes);
    return { kind: "stages", stages: [names[0] ?? "", names[1] ?? ""], mapping: value };
}
/** Judged at every step, so that a mistake is told by the first; read from the file by `deploy` alone. */
function sourceOf(reader, step, region, context) {
    const file = reader.get("openapi");
    const integrations = (0,settings/* judgeIntegrations */.n)(reader.get("integration") ?? [], region);
    const variables = (0,settings/* judgeVariables */.Bk)(reader.get("stage-variables") ?? []);
    reader.mistakes.push(...integrations.mistakes, ...variables.mistakes);
    if (file !== undefined && reader.has("integration")) {
        const problem = "contradicts `openapi`: the file says already what each method calls. Give one of them.";
        reader.fail("integration", problem, { example: "none" });
    }
    return {
        openapi: file === undefined ? undefined : openApiFor(reader, step, file, context),
        integrations: integrations.value,
        variables: variables.value,
    };
}
/** A status may run in a job without the file: it judges what the next deploy would drop where it has it. */
function openApiFor(reader, step, file, context) {
    if (step === "deploy")
        return readOpenApi(reader, file, context);
    return step === "status" ? readOpenApi(new InputReader(api_gateway/* API_GATEWAY */.Q, reader.values), file, context) : undefined;
}
function readOpenApi(reader, file, context) {
    const content = (0,action_workspace/* readFromWorkspace */.c)(context.workspace, file, (bytes) => bytes > openapi/* MAX_OPENAPI_BYTES */.GJ ? `has ${bytes} bytes; API Gateway takes at most 6 MB.` : undefined);
    if (typeof content === "string")
        return reader.fail("openapi", content);
    const body = (0,action_workspace/* decodeText */.g)(content);
    if (body === undefined)
        return reader.fail("openapi", "is not text in UTF-8 or UTF-16.", { example: "none" });
    let document;
    try {
        document = (context.parseYaml ?? JSON.parse)(body);
    }
    catch (error) {
        const why = error instanceof Error ? error.message.split("\n")[0]?.replace(/:$/, "") : String(error);
        return reader.fail("openapi", `is neither JSON nor YAML: ${why}`, { example: "none" });
    }
    const backends = (0,openapi/* backendsOf */.dc)(document);
    if (typeof backends === "string")
        return reader.fail("openapi", backends, { example: "none" });
    return { body, sha256: (0,external_node_crypto_.createHash)("sha256").update(body).digest("hex"), backends };
}

// EXTERNAL MODULE: ./build/platforms/partitions.js
var partitions = __webpack_require__(6312);
;// CONCATENATED MODULE: ./build/action/inputs/arns.js

/**
 * ARNs of another partition than the region's, and ARNs of several accounts: a load balancer and its target groups are
 * of one. Text that is no ARN is none of this matter.
 */
function accountMistakes(given, region) {
    const arns = Object.entries(given).flatMap(([input, texts]) => texts.flatMap((text) => {
        const [, partition, account] = /^arn:([a-z-]+):[a-z]+:[a-z\d-]+:(\d{12}):/.exec(text) ?? [];
        return partition === undefined || account === undefined ? [] : [{ input, given: text, partition, account }];
    }));
    const wanted = (0,partitions/* partitionOf */.i)(region);
    const [first] = arns;
    return arns.flatMap(({ partition, account, ...about }) => {
        if (partition !== wanted) {
            const problem = `is in the partition ${partition}, but the region ${region} belongs to ${wanted}.`;
            return [{ ...about, problem }];
        }
        if (account === first?.account)
            return [];
        const problem = `is in the account ${account}, but ${first?.input} begins with one in ${first?.account}: a load balancer and its target groups belong to one account.`;
        return [{ ...about, problem }];
    });
}

;// CONCATENATED MODULE: ./build/platforms/ec2/single/settings.js
/** The strategies that replace the machines of one group. */
const REPLACING = ["rolling", "rolling-with-additional-batch", "all-at-once"];

// EXTERNAL MODULE: ./build/action/inputs/single.js
var single = __webpack_require__(4449);
;// CONCATENATED MODULE: ./build/action/inputs/read-single.js




/** EC2 Auto Scaling watches ten alarms at most (API Reference, AlarmSpecification). */
const MAX_ALARMS = 10;
const read_single_REQUIRED = "is required on the platform ec2";
/** What two fleets have, or the weights between them. */
const NEEDS_TWO_FLEETS = [
    "listeners",
    "weight",
    "preview",
    "cohort",
    "stickiness",
    "desired-capacity",
    "max-capacity-deficit",
    "allow-foreign-targets",
    "end-connections",
    "on-teardown",
    "to",
    "scale-down-delay",
    "url",
    "smoke-test",
    "probe-url",
    "probe-match",
];
function isReplacing(strategy) {
    return REPLACING.some((known) => known === strategy);
}
/** Refuses the inputs that only a single fleet has, where there are two. */
function refuseSingle(reader, strategy) {
    for (const name of [...single/* BATCH_NAMES */.ys, ...single/* REPLACING_NAMES */.hx, ...single/* IN_PLACE_NAMES */.T3]) {
        if (!reader.has(name))
            continue;
        const problem = `is not supported by the strategy ${strategy}, which has two fleets.`;
        reader.fail(name, problem, { example: "strategy: rolling" });
    }
}
/** The settings of the strategies that replace the machines of one group; mistakes go to the reader. */
function readSingle(reader, strategy, { region, revision, deploys }) {
    for (const name of NEEDS_TWO_FLEETS)
        refuseHere(reader, name, strategy, "it has one fleet, and no weights");
    for (const name of single/* IN_PLACE_NAMES */.T3)
        refuseHere(reader, name, strategy, "it replaces the machines");
    if (strategy === "all-at-once") {
        for (const name of [...single/* BATCH_NAMES */.ys, "checkpoints", "checkpoint-delay"])
            refuseHere(reader, name, strategy, "it replaces all machines in one batch");
    }
    if (strategy === "rolling-with-additional-batch")
        refuseHere(reader, "min-healthy", strategy, "it keeps as many machines as the group has");
    if (deploys && reader.get("on-failure") === "hold")
        refuseHere(reader, "on-failure", strategy, "EC2 Auto Scaling goes on by itself unless it rolls back");
    if (reader.has("checkpoint-delay") && !reader.has("checkpoints"))
        reader.fail("checkpoint-delay", "needs `checkpoints`.", { example: "checkpoints: 10, 50" });
    return {
        region,
        strategy,
        ...placesOf(reader, region),
        revision,
        keepVersions: deploys ? reader.get("keep-versions") : undefined,
        batch: reader.get("batch-size"),
        minHealthy: reader.get("min-healthy"),
        warmUpSeconds: seconds(reader.get("warm-up")),
        batchTimeoutMs: reader.get("batch-timeout"),
        checkpoints: deploys ? (reader.get("checkpoints") ?? []) : [],
        checkpointSeconds: deploys ? seconds(reader.get("checkpoint-delay")) : undefined,
        bakeSeconds: deploys ? (seconds(reader.get("bake-time")) ?? 0) : 0,
        alarms: deploys ? alarmsOf(reader) : [],
        standby: reader.get("standby-instances") ?? "wait",
        protected: reader.get("protected-instances") ?? "wait",
    };
}
/** The one group, and its target groups. */
function placesOf(reader, region) {
    reader.require("auto-scaling-groups", read_single_REQUIRED);
    const { group = "", targetGroups } = machinesAt(reader, region);
    return { group, targetGroups };
}
/** The target groups of machines, and the one group that owns them, if one does. */
function machinesAt(reader, region) {
    const targetGroups = reader.require("target-groups", read_single_REQUIRED) ?? [];
    const groups = reader.get("auto-scaling-groups") ?? [];
    if (region !== "" && targetGroups.length > 0) {
        reader.mistakes.push(...(0,ec2_settings/* judgeTargetGroupNames */.Ef)(targetGroups, region));
        reader.mistakes.push(...accountMistakes({ "target-groups": targetGroups }, region));
    }
    if (groups.length > 0)
        reader.mistakes.push(...(0,ec2_settings/* judgeGroups */.y6)(groups));
    if (groups.length > 1) {
        const problem = `must be one group for the strategy ${reader.get("strategy")}, which has no second fleet.`;
        reader.fail("auto-scaling-groups", problem, { example: "auto-scaling-groups: web" });
    }
    const repeated = targetGroups.find((name, index) => targetGroups.indexOf(name) !== index);
    if (repeated !== undefined)
        reader.fail("target-groups", "is given twice.", { given: repeated, example: "none" });
    return { group: groups[0], targetGroups };
}
function refuseHere(reader, name, strategy, why) {
    if (!reader.has(name))
        return;
    reader.fail(name, `is not supported by the strategy ${strategy}: ${why}.`, { example: "none" });
}
function alarmsOf(reader) {
    const alarms = reader.get("alarms") ?? [];
    if (alarms.length > MAX_ALARMS) {
        const problem = `are ${alarms.length}; EC2 Auto Scaling watches ${MAX_ALARMS} at most while it replaces machines.`;
        reader.fail("alarms", problem, { example: "alarms: shop-5xx" });
    }
    return alarms;
}
function seconds(ms) {
    return ms === undefined ? undefined : Math.ceil(ms / 1_000);
}

;// CONCATENATED MODULE: ./build/action/inputs/read-in-place.js


const DEFAULT_TIMEOUT_MS = 600_000;
const DEFAULT_BATCH_MS = 300_000;
/** What a machine gets by its launch, and what EC2 Auto Scaling does while it replaces some. */
const OF_NEW_MACHINES = [
    ...single/* REPLACING_NAMES */.hx.filter((name) => name !== "batch-timeout"),
    "image-id",
    "launch-template-version",
    "user-data-file",
    "keep-versions",
];
/** The settings of `strategy: in-place`; mistakes go to the reader. */
function readInPlace(reader, step, region, context) {
    for (const name of NEEDS_TWO_FLEETS)
        refuseHere(reader, name, "in-place", "it has one fleet, and no weights");
    for (const name of OF_NEW_MACHINES)
        refuseHere(reader, name, "in-place", "it launches no machines");
    if (step === "deploy")
        reader.require("commands", "is required for the strategy in-place");
    if (step === "rollback" && !reader.has("commands") && !reader.has("rollback-commands")) {
        const problem = "is required to roll back the strategy in-place: without it, give `rollback-commands`.";
        reader.fail("commands", problem);
    }
    return {
        region,
        strategy: "in-place",
        ...machinesAt(reader, region),
        revision: step === "deploy" ? revisionOf(reader, context) : undefined,
        commands: reader.get("commands"),
        rollbackCommands: reader.get("rollback-commands"),
        healthCommand: reader.get("health-command"),
        commandTimeoutMs: reader.get("command-timeout") ?? DEFAULT_TIMEOUT_MS,
        batch: reader.get("batch-size"),
        minHealthy: reader.get("min-healthy"),
        batchTimeoutMs: reader.get("batch-timeout") ?? DEFAULT_BATCH_MS,
        bakeMs: step === "deploy" ? (reader.get("bake-time") ?? 0) : 0,
        alarms: step === "deploy" ? (reader.get("alarms") ?? []) : [],
        maxErrors: reader.get("max-errors") ?? 0,
    };
}
function revisionOf(reader, { revision }) {
    const given = reader.get("revision");
    if (given !== undefined || reader.has("revision"))
        return given;
    if (revision !== undefined && revision !== "")
        return revision;
    return reader.fail("revision", "is not given, and the job has no commit: set `revision`.");
}

;// CONCATENATED MODULE: ./build/action/inputs/read-ec2.js










const read_ec2_REQUIRED = "is required on the platform ec2";
/** User data before base64 (EC2 user guide, instance user data). */
const MAX_USER_DATA_BYTES = 16_384;
/** The settings of the platform `ec2`; mistakes go to the reader. */
function readEc2(reader, step, strategy, context) {
    const region = requireRegion(reader.mistakes, context);
    if (isReplacing(strategy)) {
        const deploys = step === "deploy";
        return readSingle(reader, strategy, {
            region,
            deploys,
            revision: deploys ? read_ec2_revisionOf(reader, context) : undefined,
        });
    }
    if (strategy === "in-place")
        return readInPlace(reader, step, region, context);
    refuseSingle(reader, strategy);
    const [listeners, targetGroups, groups] = [
        reader.require("listeners", read_ec2_REQUIRED) ?? [],
        reader.require("target-groups", read_ec2_REQUIRED) ?? [],
        reader.require("auto-scaling-groups", read_ec2_REQUIRED) ?? [],
    ];
    const { routes, mistakes } = (0,ec2_settings/* judgeRoutes */.Us)(listeners, region);
    if (region !== "")
        reader.mistakes.push(...mistakes);
    if (region !== "" && targetGroups.length > 0)
        reader.mistakes.push(...(0,ec2_settings/* judgeTargetGroups */.Td)(targetGroups, region));
    if (groups.length > 0)
        reader.mistakes.push(...(0,ec2_settings/* judgeGroups */.y6)(groups));
    if (region !== "")
        reader.mistakes.push(...accountMistakes({ listeners, "target-groups": targetGroups }, region));
    const [first = "", second] = groups;
    const common = {
        region,
        routes,
        fleet: second === undefined ? { kind: "cloned", name: first } : { kind: "paired", groups: [first, second] },
        maxCapacityDeficit: reader.get("max-capacity-deficit"),
        scaleDownDelayMs: reader.get("scale-down-delay"),
        allowForeignTargets: reader.get("allow-foreign-targets"),
        keepsGroups: keepsGroups(reader, second !== undefined),
        keepVersions: step === "deploy" ? reader.get("keep-versions") : undefined,
        revision: step === "deploy" ? read_ec2_revisionOf(reader, context) : undefined,
        desiredCapacity: step === "deploy" ? reader.get("desired-capacity") : undefined,
    };
    const [one = "", other] = targetGroups;
    // On a shared target group instances make the weight: the nearest is taken.
    if (targetGroups.length !== 1)
        requireWholeWeights(reader);
    if (targetGroups.length === 1)
        return sharedOf(reader, strategy, { ...common, targetGroup: one });
    const shown = reader.get("preview");
    const testListener = shown?.by === "listener" ? readTestListener(reader, shown.arn, routes, region) : undefined;
    const preview = shown?.by === "rule" ? layer7(reader, "preview", shown.condition, routes) : undefined;
    const cohort = cohortOf(reader, step, strategy, routes);
    return {
        ...common,
        targetGroups: [one, other ?? ""],
        preview,
        testListener,
        ...readChecks(reader, step, { preview, cohort }),
        cohort,
        stickiness: stickinessOf(reader, strategy, routes),
        to: step === "rollback" ? reader.get("to") : undefined,
        endConnections: (0,gates/* mayRollBack */.AC)(step) && reader.get("end-connections"),
    };
}
/** What CloudWatch counts of the two sides. */
function ownCountsOfEc2(reader) {
    const elsewhere = "`metrics: prometheus` or `metrics: command` may tell the sides apart";
    if (reader.get("listeners")?.some((arn) => (0,ec2_settings/* parseRoute */.ZG)(arn)?.loadBalancerType === "network")) {
        const because = `CloudWatch counts no requests of a network load balancer's target groups; ${elsewhere}`;
        return { sides: "none", because };
    }
    const together = reader.get("target-groups")?.length === 1;
    if (!together && !strategies/* STRATEGY_TRAITS */.g5[reader.get("strategy")].twoSides) {
        const because = `the machines are in several target groups, whose requests CloudWatch counts apart; ${elsewhere}`;
        return { sides: "none", because };
    }
    if (!together)
        return { sides: "apart" };
    const because = `both sides share one target group, whose requests CloudWatch counts together; ${elsewhere}`;
    return { sides: "together", because };
}
/** A permanent pair has no group to delete. */
function keepsGroups(reader, paired) {
    if (paired && reader.has("on-teardown")) {
        const problem = "is for a fleet of one name: `auto-scaling-groups` names a permanent pair, whose groups both stay.";
        reader.fail("on-teardown", problem, { example: "none" });
    }
    return paired || reader.get("on-teardown") === "scale-to-zero";
}
function requireWholeWeights(reader) {
    const problem = "has decimals: between two target groups, a load balancer's weights are whole percent.";
    const weights = { weight: [reader.get("weight") ?? 0], ramp: reader.get("ramp")?.rungs ?? [] };
    for (const input of ["weight", "ramp"]) {
        if (!weights[input].every(Number.isInteger))
            reader.fail(input, problem);
    }
}
/** What tells requests apart before they reach a target group; on a shared one that decides nothing. */
const NEEDS_TWO = {
    preview: "routes some requests to green's target group",
    "smoke-test": "reaches green through its preview",
    url: "is where testers reach green through its preview",
    "probe-url": "judges a share that weights set",
    "probe-match": "tells by whom a probe was answered",
    cohort: "routes some requests to green's target group",
    stickiness: "keeps clients on a side's target group",
    to: "names the one of two target groups that gets everything",
    "end-connections": "ends what is open to green's own target group",
};
/** Refuses what only two target groups can have. */
function sharedOf(reader, strategy, settings) {
    const why = (what) => `${what}, but \`target-groups\` names one that both sides share.`;
    const example = "target-groups: web-a, web-b";
    for (const [input, what] of Object.entries(NEEDS_TWO)) {
        if (reader.has(input))
            reader.fail(input, why(what), { example });
    }
    if (strategy === "ab-test") {
        reader.fail("strategy", why("routes a cohort to green's target group"), { example: "strategy: canary" });
    }
    return settings;
}
function cohortOf(reader, step, strategy, routes) {
    if (!reader.has("cohort")) {
        if (strategy === "ab-test" && (step === "shift" || step === "rollout")) {
            reader.fail("cohort", "is required for the strategy ab-test: which requests are routed to green?");
        }
        return undefined;
    }
    if (strategy !== "ab-test") {
        const problem = `is for the strategy ab-test; under ${strategy} the weight is everyone's.`;
        return reader.fail("cohort", problem, { example: "strategy: ab-test" });
    }
    return layer7(reader, "cohort", reader.get("cohort"), routes);
}
/** A condition, where the load balancer looks into requests at all. */
function layer7(reader, input, condition, routes) {
    if (condition === undefined || routes.every(({ loadBalancerType }) => loadBalancerType === "application")) {
        return condition;
    }
    const problem = "needs an application load balancer: a network load balancer does not look into requests.";
    return reader.fail(input, problem, { example: "none" });
}
function stickinessOf(reader, strategy, routes) {
    const seconds = reader.get("stickiness");
    if (strategy === "red-black") {
        if (reader.has("stickiness") && seconds !== 0 && !reader.isWrong("stickiness")) {
            const problem = "contradicts `strategy: red-black`, under which nobody stays on the old side.";
            reader.fail("stickiness", problem, { example: "stickiness: off" });
        }
        return 0;
    }
    if (seconds !== undefined && seconds > 0 && routes.some(({ loadBalancerType }) => loadBalancerType === "network")) {
        const problem = "has a duration, but a network load balancer's stickiness has none: give off, or leave it out.";
        reader.fail("stickiness", problem, { example: "stickiness: off" });
    }
    return seconds;
}
function read_ec2_revisionOf(reader, context) {
    const [version, imageId] = [reader.get("launch-template-version"), reader.get("image-id")];
    const source = imageSourceOf(reader);
    const file = reader.get("user-data-file");
    if (reader.has("launch-template-version")) {
        const other = ["image-id", "source-instance", "user-data-file"].find((input) => reader.has(input));
        if (other === undefined)
            return version === undefined ? undefined : { kind: "version", version };
        const problem = `contradicts \`${other}\`: a version that exists already has its image and user data. Give one or the other.`;
        return reader.fail("launch-template-version", problem, { example: "none" });
    }
    if (reader.has("source-instance") && reader.has("image-id")) {
        const problem = "contradicts `image-id`: the image is made of the instance. Give one or the other.";
        return reader.fail("source-instance", problem, { example: "none" });
    }
    if (!reader.has("image-id") && !reader.has("source-instance") && file === undefined) {
        return reader.fail("image-id", "is not given, and nothing else that says what is new: set `image-id`, `source-instance`, `user-data-file` or `launch-template-version`.");
    }
    const userData = file === undefined ? undefined : readUserData(reader, file, context.workspace);
    const userDataHash = userData === undefined ? undefined : (0,external_node_crypto_.createHash)("sha256").update(userData).digest("hex");
    return { kind: "template", imageId, userData: userData?.toString("base64"), userDataHash, source };
}
function imageSourceOf(reader) {
    const instanceId = reader.get("source-instance");
    if (instanceId === undefined)
        return undefined;
    const [noReboot, keep, timeoutMs] = [reader.get("no-reboot"), reader.get("keep-images"), reader.get("image-timeout")];
    return { instanceId, noReboot, keep, timeoutMs };
}
function readUserData(reader, file, workspace) {
    const content = (0,action_workspace/* readFromWorkspace */.c)(workspace, file, (bytes) => {
        if (bytes > MAX_USER_DATA_BYTES)
            return `has ${bytes} bytes; EC2 takes ${MAX_USER_DATA_BYTES} at most.`;
        return bytes === 0 ? "is empty." : undefined;
    });
    if (typeof content !== "string")
        return content;
    return reader.fail("user-data-file", content);
}

// EXTERNAL MODULE: ./build/gates/asked.js
var gates_asked = __webpack_require__(2659);
// EXTERNAL MODULE: ./build/gates/settings.js
var gates_settings = __webpack_require__(5722);
// EXTERNAL MODULE: ./build/gates/sources/prometheus-queries.js
var prometheus_queries = __webpack_require__(2665);
;// CONCATENATED MODULE: ./build/action/inputs/read-gates.js





/** Inputs that say what is judged: any of them makes `shift` and `promote` gated. */
const JUDGES = ["compare", "alarms", "max-error-rate", "latency-threshold", "metrics"];
const PROMETHEUS = [
    "prometheus-url",
    "prometheus-requests",
    "prometheus-errors",
    "prometheus-client-errors",
    "prometheus-latency-histogram",
    "prometheus-token",
    "prometheus-user",
    "prometheus-password",
    "prometheus-headers",
];
/**
 * What the inputs ask of the gates; mistakes go to the reader.
 *
 * @returns undefined when this step is not judged by gates.
 */
function readGates(reader, about) {
    // The way back asks for nothing: settings that contradict each other must not stand in its way.
    if (about.step !== "rollback")
        judgeSettings(reader, about);
    if (!isGated(reader, about))
        return undefined;
    // Those of one fleet are watched while it is replaced, by EC2 Auto Scaling, or while it is changed, by the strategy.
    const alarms = isOfOneFleet(about) ? [] : (reader.get("alarms") ?? []);
    const asked = {
        compare: reader.get("compare"),
        settings: settingsOf(reader),
        alarms,
        region: regionFor(reader, alarms, about),
        metrics: metricsOf(reader),
        onFailure: reader.get("on-failure"),
        onInconclusive: reader.get("on-inconclusive"),
        maxBakeMs: Math.max(about.bakeMs, reader.get("max-bake-time") ?? 0),
    };
    requireSomething(reader, asked, about);
    if (!isOfOneFleet(about) || reader.has("max-bake-time"))
        return asked;
    // A fleet of few machines is replaced before a minute of it can be judged.
    return { ...asked, maxBakeMs: (0,gates_asked/* leastBakeMs */.J)({ ...asked, compare: "on" }, about.platform) };
}
/** A `deploy` that leads the machines of one fleet to the new version, batch by batch. */
function isOfOneFleet({ step, platform, strategy }) {
    return step === "deploy" && (0,strategies/* hasOneFleet */.PK)(platform, strategy);
}
/** What of a fleet is judged as a whole: nothing is compared there. */
const OF_ONE_FLEET = ["max-error-rate", "latency-threshold", "metrics"];
function isGated(reader, about) {
    const { step } = about;
    if (step === "verify" || step === "rollout")
        return true;
    if (isOfOneFleet(about))
        return OF_ONE_FLEET.some((name) => reader.has(name));
    // Without a comparison, it is the others that say what is judged.
    return gates/* GATED */.CN.includes(step) && JUDGES.some((name) => reader.has(name) && reader.get(name) !== "off");
}
function settingsOf(reader) {
    const [maxErrorRate, maxSlowRate] = [reader.get("max-error-rate"), reader.get("max-slow-rate")];
    const latencyThresholdMs = reader.get("latency-threshold");
    return {
        clientErrors: reader.get("errors"),
        ...(maxErrorRate === undefined ? {} : { maxErrorRate }),
        ...(latencyThresholdMs === undefined ? {} : { latencyThresholdMs }),
        ...(maxSlowRate === undefined ? {} : { maxSlowRate }),
        alpha: reader.get("alpha"),
        beta: reader.get("beta"),
        tolerance: reader.get("tolerance"),
        maxRatio: reader.get("max-ratio"),
        minErrors: reader.get("min-errors"),
        confirmMinutes: reader.get("confirm"),
        settleMinutes: reader.get("settle"),
    };
}
/** On a machine of one's own CloudWatch is asked for alarms alone. */
function regionFor(reader, alarms, { platform, region }) {
    if (platform !== "nginx")
        return region;
    if (alarms.length === 0)
        return undefined;
    if (region !== undefined && region !== "")
        return region;
    const problem = "needs a region, and this job has none: put aws-actions/configure-aws-credentials with `aws-region` before this step.";
    return reader.fail("alarms", problem, { example: "none" });
}
function metricsOf(reader) {
    switch (reader.get("metrics")) {
        case "prometheus":
            return prometheusOf(reader);
        case "command": {
            const why = "is required for `metrics: command`";
            const command = reader.require("metric-command", why);
            const labels = labelsOf(reader, why);
            return command === undefined || labels === undefined ? undefined : { by: "command", command, labels };
        }
        case "lambda":
            return { by: "lambda" };
        case "cloudwatch":
        case "access-log":
        case undefined:
            return undefined;
    }
}
function prometheusOf(reader) {
    const why = "is required for `metrics: prometheus`";
    const url = reader.require("prometheus-url", why);
    const [requests, errors] = [reader.require("prometheus-requests", why), reader.require("prometheus-errors", why)];
    const clientErrors = reader.get("prometheus-client-errors");
    const latencyHistogram = reader.get("prometheus-latency-histogram");
    const headers = reader.get("prometheus-headers");
    const authentication = authenticationOf(reader);
    if (reader.get("errors") && !reader.has("prometheus-client-errors"))
        reader.fail("prometheus-client-errors", "is required for `errors: 5xx, 4xx`.");
    if (reader.has("latency-threshold") && !reader.has("prometheus-latency-histogram"))
        reader.fail("prometheus-latency-histogram", "is required for `latency-threshold`.");
    const labels = labelsOf(reader, why);
    if (url === undefined || requests === undefined || errors === undefined || labels === undefined)
        return undefined;
    return {
        ...{ by: "prometheus", url, requests, errors, labels },
        ...(clientErrors === undefined ? {} : { clientErrors }),
        ...(latencyHistogram === undefined ? {} : { latencyHistogram }),
        ...(authentication === undefined ? {} : { authentication }),
        ...(headers === undefined ? {} : { headers: Object.fromEntries(headers) }),
    };
}
function authenticationOf(reader) {
    const bearer = reader.get("prometheus-token");
    if (bearer !== undefined)
        return { bearer };
    if (!reader.has("prometheus-user") && !reader.has("prometheus-password"))
        return undefined;
    const [user, password] = [
        reader.require("prometheus-user", "is required with `prometheus-password`"),
        reader.require("prometheus-password", "is required with `prometheus-user`"),
    ];
    return user === undefined || password === undefined ? undefined : { user, password };
}
function labelsOf(reader, why) {
    const [green, blue] = [reader.require("green-label", why), reader.require("blue-label", why)];
    if (green !== undefined && green === blue)
        reader.fail("green-label", prometheus_queries/* SAME_LABELS */.VB, { example: "none" });
    return green === undefined || blue === undefined ? undefined : { green, blue };
}
/** Settings that contradict each other. */
function judgeSettings(reader, about) {
    judgeSources(reader, about.step);
    if (reader.has("max-slow-rate") && !reader.has("latency-threshold"))
        reader.fail("max-slow-rate", "needs `latency-threshold`: from when on is an answer slow?", {
            example: "latency-threshold: 500ms",
        });
    const [tolerance, maxRatio] = [reader.get("tolerance"), reader.get("max-ratio")];
    if (maxRatio <= tolerance && !reader.isWrong("max-ratio") && !reader.isWrong("tolerance"))
        reader.fail(reader.has("max-ratio") ? "max-ratio" : "tolerance", "leaves nothing between `tolerance` and `max-ratio`: a pass has to rule out more than is tolerated.", {
            example: "max-ratio: 3",
        });
    const [most, bake] = [reader.get("max-bake-time"), Math.max(about.bakeMs, reader.get("bake-time") ?? 0)];
    if (most !== undefined && most < bake)
        reader.fail("max-bake-time", "is shorter than the bake itself, which it may only make longer.", {
            example: "max-bake-time: 30m",
        });
    judgeCounts(reader, about);
}
/** What belongs to another source than the one that is asked. */
function judgeSources(reader, step) {
    if (reader.isWrong("metrics"))
        return;
    const metrics = reader.get("metrics");
    for (const name of PROMETHEUS) {
        if (metrics !== "prometheus" && reader.has(name))
            reader.fail(name, "is for `metrics: prometheus`.", { example: "metrics: prometheus" });
    }
    if (metrics !== "command" && reader.has("metric-command"))
        reader.fail("metric-command", "is for `metrics: command`.", { example: "metrics: command" });
    for (const name of ["green-label", "blue-label"]) {
        // An argument: where it has no place at all, that is what is told.
        if (gates/* GATED */.CN.includes(step) && metrics !== "prometheus" && metrics !== "command" && reader.has(name))
            reader.fail(name, "is for `metrics: prometheus` and `metrics: command`: the platform tells the sides apart.", {
                example: "metrics: prometheus",
            });
    }
    if (metrics === "lambda" && reader.get("errors"))
        reader.fail("metrics", "contradicts `errors: 5xx, 4xx`: a function knows no 4xx.", { example: "none" });
    if (reader.has("prometheus-token") && (reader.has("prometheus-user") || reader.has("prometheus-password")))
        reader.fail("prometheus-token", "contradicts `prometheus-user` and `prometheus-password`: give one of the two.", {
            example: "none",
        });
    if (reader.has("prometheus-client-errors") && !reader.get("errors"))
        reader.fail("prometheus-client-errors", "needs `errors: 5xx, 4xx` in the config file.", { example: "none" });
    if (reader.has("prometheus-latency-histogram") && !reader.has("latency-threshold"))
        reader.fail("prometheus-latency-histogram", "needs `latency-threshold`.", {
            example: "latency-threshold: 500ms",
        });
}
/** Gates that nothing could ever count for. */
function judgeCounts(reader, about) {
    const why = whyNotCompared(reader, about);
    if (reader.get("compare") === "on" && why !== undefined)
        reader.fail("compare", `is not possible: ${why}.`, { example: "compare: auto" });
    const { own } = about;
    if (own.sides !== "none" || hasOwnSource(reader))
        return;
    if (reader.get("metrics") === "lambda") {
        reader.fail("metrics", `is not possible: ${own.because}.`, { example: "metrics: prometheus" });
        return;
    }
    for (const name of ["max-error-rate", "latency-threshold"]) {
        if (reader.has(name))
            reader.fail(name, `is not possible: ${own.because}.`, { example: "metrics: prometheus" });
    }
}
/** Why green is never compared with blue here, whatever the rollout is like; as a clause. */
function whyNotCompared(reader, { strategy, platform, own }) {
    const { cohort, climbs } = strategies/* STRATEGY_TRAITS */.g5[strategy];
    if ((0,strategies/* hasOneFleet */.PK)(platform, strategy))
        return `under the strategy ${strategy} the machines of one fleet serve together`;
    if (cohort)
        return `under the strategy ${strategy} green's users are picked, and their errors differ by nature`;
    if (!climbs)
        return `the strategy ${strategy} moves all traffic at once, and the sides never share a minute`;
    return own.sides === "apart" || hasOwnSource(reader) ? undefined : own.because;
}
/** Whether the sides are told apart by labels, not by the platform. */
function hasOwnSource(reader) {
    return ["prometheus", "command"].some((name) => reader.get("metrics") === name);
}
/** Gates that judge nothing would hold every green up, or let every one through. */
function requireSomething(reader, asked, about) {
    const { step, strategy } = about;
    const why = asked.compare === "off" ? "`compare` is off" : whyNotCompared(reader, about);
    const tests = (0,gates_settings/* testsOf */.Vh)({ ...asked.settings, compare: why === undefined });
    const wrong = [...JUDGES, "strategy", "max-slow-rate"].some((name) => reader.isWrong(name));
    if (tests.length > 0 || asked.alarms.length > 0 || wrong)
        return;
    // One `promote`, before which green has no traffic to be judged by.
    if (step !== "verify" && step !== "deploy" && !strategies/* STRATEGY_TRAITS */.g5[strategy].climbs)
        return;
    if (step === "deploy") {
        const given = OF_ONE_FLEET.find((name) => reader.has(name)) ?? "metrics";
        const problem = `judges nothing by itself: ${why}. Give \`max-error-rate\`, or \`max-slow-rate\`.`;
        reader.fail(given, problem, { example: "max-error-rate: 1%" });
        return;
    }
    const problem = `judges nothing: ${why}. Give \`alarms\` or \`max-error-rate\`.`;
    if (asked.compare === "off")
        reader.fail("compare", problem, { example: "alarms: shop-5xx" });
    else
        reader.fail("step", problem, { example: "alarms: shop-5xx" });
}
/** Whether the gates compare green with blue where both have traffic. */
function compares(reader, about) {
    return reader.get("compare") !== "off" && whyNotCompared(reader, about) === undefined;
}

;// CONCATENATED MODULE: ./build/action/inputs/read-github.js
/** Reads what the inputs say of GitHub. */
function readGitHub(reader, step) {
    const [environment, comment] = [reader.get("deployment-environment"), reader.get("pull-request-comment")];
    if (comment && environment === undefined && !reader.isWrong("deployment-environment")) {
        const problem = "needs `deployment-environment`: the comment shows the statuses of that deployment.";
        reader.fail("pull-request-comment", problem, { example: "deployment-environment: production" });
    }
    const [token, status] = [reader.get("github-token"), reader.get("job-status")];
    const reads = step === "status" || step === "setup";
    return {
        deployments: environment === undefined || reads ? undefined : { environment, comment, token },
        onJobFailure: reader.get("on-job-failure"),
        jobFailed: status === "failure" || status === "cancelled",
    };
}

;// CONCATENATED MODULE: ./build/action/inputs/read-lambda.js


const read_lambda_REQUIRED = "is required on the platform lambda";
/** What Lambda takes with a call itself, without S3 ("Lambda quotas"), and what it takes as an event. */
const MAX_ZIP_BYTES = 50 * 2 ** 20;
const MAX_EVENT_BYTES = 6 * 2 ** 20;
/** Inputs that say what is new. */
const SOURCES = ["zip-file", "image-uri", "function-version"];
/** The settings of the platform `lambda`; mistakes go to the reader. */
function readLambda(reader, step, context) {
    return {
        region: requireRegion(reader.mistakes, context),
        functionName: reader.require("function", read_lambda_REQUIRED) ?? "",
        alias: reader.require("alias", read_lambda_REQUIRED) ?? "",
        source: read_lambda_sourceOf(reader, step, context),
        keepVersions: reader.get("keep-versions"),
        scaleDownDelayMs: reader.get("scale-down-delay"),
        smoke: read_lambda_smokeOf(reader, step, context),
    };
}
/** A status may run in a job without the file. */
function read_lambda_sourceOf(reader, step, context) {
    const [first, second] = SOURCES.filter((name) => reader.has(name));
    if (first !== undefined && second !== undefined) {
        reader.fail(second, `contradicts \`${first}\`: give one of them.`, { example: "none" });
    }
    if (step !== "deploy" && step !== "status")
        return undefined;
    const [uri, version, file] = [reader.get("image-uri"), reader.get("function-version"), reader.get("zip-file")];
    if (uri !== undefined)
        return { kind: "image", uri };
    if (version !== undefined)
        return { kind: "version", version };
    if (file === undefined) {
        if (step === "deploy" && first === undefined)
            reader.require("zip-file", "is required for `deploy`, or `image-uri` or `function-version`");
        return undefined;
    }
    const bytes = (0,action_workspace/* readFromWorkspace */.c)(context.workspace, file, (size) => size > MAX_ZIP_BYTES
        ? `has ${size} bytes; Lambda takes at most 50 MB in a call: give \`function-version\`.`
        : undefined);
    if (typeof bytes !== "string")
        return { kind: "zip", bytes };
    return step === "deploy" ? reader.fail("zip-file", bytes) : undefined;
}
/** Judged at every step; the file is read by those that make the test. */
function read_lambda_smokeOf(reader, step, context) {
    const [file, wanted] = [reader.get("smoke-payload"), reader.get("smoke-answer")];
    const answer = wanted === undefined ? undefined : parsed(wanted);
    if (wanted !== undefined && answer === undefined)
        reader.fail("smoke-answer", "is not JSON.");
    if (wanted !== undefined && file === undefined)
        reader.fail("smoke-answer", "needs `smoke-payload`.", { example: "smoke-payload: test/smoke.json" });
    const tests = step === "deploy" || step === "shift" || step === "promote" || step === "rollout";
    if (file === undefined || !tests)
        return undefined;
    const content = (0,action_workspace/* readFromWorkspace */.c)(context.workspace, file, (size) => size > MAX_EVENT_BYTES ? `has ${size} bytes; Lambda takes events of at most 6 MB.` : undefined);
    if (typeof content === "string")
        return reader.fail("smoke-payload", content);
    const payload = (0,action_workspace/* decodeText */.g)(content);
    if (payload !== undefined && parsed(payload) !== undefined)
        return { payload, answer };
    return reader.fail("smoke-payload", "is not a file with JSON.", { example: "none" });
}
function parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./build/platforms/nginx/settings.js
var nginx_settings = __webpack_require__(3191);
;// CONCATENATED MODULE: ./build/action/inputs/read-nginx.js


const read_nginx_REQUIRED = "is required on the platform nginx";
/** The settings of the platform `nginx`; mistakes go to the reader. */
function readNginx(reader, step, strategy, context) {
    const app = reader.require("app", read_nginx_REQUIRED) ?? "";
    return {
        app,
        ports: reader.get("ports"),
        site: read_nginx_siteOf(reader),
        stateDir: reader.get("state-dir") ?? `/var/lib/delivery/${app === "" ? "app" : app}`,
        mode: reader.get("mode"),
        configuration: reader.get("nginx-conf"),
        stickiness: reader.get("stickiness"),
        supervisor: supervisorOf(reader, step, context),
        healthPath: reader.get("health-check"),
        drainMs: reader.get("drain-timeout"),
        fallback: reader.get("fallback"),
        cohort: read_nginx_cohortOf(reader, step, strategy),
        preview: previewOf(reader, app),
        smoke: reader.get("smoke-test") ?? [],
        revision: step === "deploy" ? read_nginx_revisionOf(reader, context) : undefined,
        workspace: context.workspace,
    };
}
function read_nginx_siteOf(reader) {
    const site = reader.get("url");
    if (reader.get("ports").includes(site.port) && !reader.isWrong("ports")) {
        reader.fail("url", "points at one of the two `ports`: nginx has to listen somewhere else.", {
            example: "url: http://127.0.0.1/",
        });
    }
    return site;
}
/** One of the three ways; needed where a process is started or stopped. */
function supervisorOf(reader, step, context) {
    const [way, other] = ["start", "unit", "compose-file"].filter((input) => reader.has(input));
    if (other !== undefined) {
        const problem = `contradicts \`${way}\`: a process is started in one way. Give one of the two.`;
        return reader.fail(other, problem, { example: "none" });
    }
    if (reader.has("stop") && way !== "start") {
        const problem = "goes with `start`: a unit and a compose file know how to stop.";
        return reader.fail("stop", problem, { example: "start: ./start.sh" });
    }
    if (way === undefined) {
        if (step !== "deploy" && step !== "teardown")
            return undefined;
        const problem = `is not given, and ${step} starts or stops a process: set \`start\`, \`unit\` or \`compose-file\`.`;
        return reader.fail("start", problem);
    }
    if (way === "compose-file")
        return composeOf(reader, context);
    if (way === "start")
        return { kind: "commands", start: reader.get("start") ?? "", stop: reader.get("stop") };
    const template = reader.get("unit");
    return template === undefined ? undefined : { kind: "unit", template };
}
function composeOf(reader, { workspace }) {
    const given = reader.get("compose-file") ?? "";
    const file = (0,external_node_path_.resolve)(workspace, given);
    const inside = (0,external_node_path_.relative)(workspace, file);
    const leaves = !(0,external_node_path_.isAbsolute)(given) && (inside.startsWith("..") || (0,external_node_path_.isAbsolute)(inside));
    if (!leaves && /^[A-Za-z0-9_./-]+\.ya?ml$/.test(given) && !given.startsWith("-"))
        return { kind: "compose", file };
    return reader.fail("compose-file", "is not a YAML file in the workspace, nor an absolute path to one.");
}
function read_nginx_cohortOf(reader, step, strategy) {
    if (!reader.has("cohort")) {
        if (strategy !== "ab-test" || (step !== "shift" && step !== "rollout"))
            return undefined;
        return reader.fail("cohort", "is required for the strategy ab-test: which requests are routed to green?");
    }
    // `setup` lays the name down for the A/B tests to come.
    if (strategy !== "ab-test" && step !== "setup") {
        const problem = `is for the strategy ab-test; under ${strategy} the weight is everyone's.`;
        return reader.fail("cohort", problem, { example: "strategy: ab-test" });
    }
    return reader.get("cohort");
}
/** The preview is a secret header's value, because the header itself is part of the structure. */
function previewOf(reader, app) {
    const given = reader.get("preview");
    if (given === undefined)
        return undefined;
    const header = app === "" ? "X-Shop-Route" : (0,nginx_settings/* routeHeader */.Hc)(app);
    const [, name = "", value = ""] = /^header +([A-Za-z0-9-]+) *= *(.*)$/s.exec(given) ?? [];
    if (name.toLowerCase() === header.toLowerCase() && nginx_settings/* SECRET */.bB.test(value))
        return value;
    return reader.fail("preview", `must be \`header ${header} = SECRET\` on the platform nginx, with a secret of 16 to 64 letters, digits, \`_\` and \`-\`.`, { example: `preview: header ${header} = \${{ secrets.PREVIEW }}` });
}
function read_nginx_revisionOf(reader, { revision }) {
    const given = reader.get("revision");
    if (given !== undefined || reader.has("revision"))
        return given;
    if (revision !== undefined && nginx_settings/* REVISION */.sP.test(revision))
        return revision;
    return reader.fail("revision", "is not given, and the job has no commit: set `revision`.");
}

// EXTERNAL MODULE: ./build/action/inputs/suggest.js
var suggest = __webpack_require__(603);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
;// CONCATENATED MODULE: ./build/action/inputs/times.js



const times_DEFAULT_TIMEOUT_MS = (0,duration/* parseDuration */.E)("15m") ?? 0;
/** Batch after batch of machines drains, boots and warms up. As long as credentials usually last. */
const BATCHES_TIMEOUT_MS = (0,duration/* parseDuration */.E)("1h") ?? 0;
/** Each rung of a `rollout`, when nothing says how long. */
const ROLLOUT_BAKE_MS = (0,duration/* parseDuration */.E)("10m") ?? 0;
/** How long a step bakes. */
function bakeOf(reader, step, ramp) {
    const given = reader.get("bake-time");
    if (step === "shift")
        return given ?? ramp.bakeMs ?? 0;
    if (step === "rollout")
        return given ?? ramp.bakeMs ?? ROLLOUT_BAKE_MS;
    return step === "verify" ? (given ?? 0) : 0;
}
/** How long the step may take, with room for the longest stay at a weight. */
function timeoutOf(reader, stay) {
    const ms = reader.get("timeout");
    const longest = longestStay(stay);
    if (ms === undefined) {
        const usual = stay.batches ? BATCHES_TIMEOUT_MS : times_DEFAULT_TIMEOUT_MS;
        return stay.step === "rollout" ? inputs_common/* MAX_STEP_MS */.pQ : Math.min(usual + longest, inputs_common/* MAX_STEP_MS */.pQ);
    }
    if (longest >= ms) {
        const what = longest > stay.bakeMs ? "the time that a verdict may take, " : "the bake time of ";
        reader.fail("timeout", `leaves no room for ${what}${(0,duration/* formatDuration */.a)(longest)}.`, { example: "timeout: 1h" });
    }
    return ms;
}
/** The same with room for the image that a deploy makes, unless it is said how long the step may take. */
function withImage(timeoutMs, imageMs, reader) {
    return reader.has("timeout") ? timeoutMs : Math.min(timeoutMs + imageMs, inputs_common/* MAX_STEP_MS */.pQ);
}
function longestStay({ step, platform, bakeMs, gates, compared }) {
    if (gates === undefined || step === "promote")
        return bakeMs;
    const waits = compared && step !== "verify";
    return Math.max(gates.maxBakeMs, waits ? (0,gates_asked/* leastBakeMs */.J)(gates, platform) : 0);
}

;// CONCATENATED MODULE: ./build/action/inputs.js

















/** The steps that climb a ramp. The others do not fail on one: a rollback least of all. */
const CLIMBING = ["deploy", "shift", "promote", "rollout"];
/**
 * Reads the workflow's inputs as the runner hands them over.
 *
 * @param variables the names of the environment's variables: the runner makes one of every key of `with`, and of those
 * that the action does not have it only warns.
 * @throws DeliveryError `input` when a key is a misspelt input. What resembles none is not ours to judge: it may be of
 * an environment that somebody else made.
 */
function readWorkflowInputs(getInput, variables = Object.keys(process.env)) {
    const mistakes = variables.flatMap((variable) => {
        const name = /^INPUT_(.+)$/.exec(variable)?.[1]?.toLowerCase() ?? "";
        const meant = (0,table/* isInputName */.wp)(name) ? undefined : (0,suggest/* suggestionFor */.o)(name, table/* INPUT_NAMES */.Qh);
        return meant === undefined ? [] : [{ input: name, problem: `is unknown: did you mean \`${meant}\`?` }];
    });
    if (mistakes.length > 0)
        throw (0,errors/* inputError */.Xu)(mistakes);
    return new Map(table/* INPUT_NAMES */.Qh.map((name) => [name, getInput(name).trim()]).filter(([, value]) => value !== ""));
}
/**
 * Judges all inputs and returns them typed.
 *
 * @param given the workflow's inputs.
 * @param config what the config file adds; the workflow's own win.
 * @throws DeliveryError `input` with every mistake, each naming the input, what was given, what is allowed, an example.
 */
function parseInputs(given, config, context) {
    const values = new Map([...config, ...given]);
    const head = new InputReader(inputs_common/* COMMON */.Sq, values);
    const { mistakes } = head;
    const step = new InputReader(inputs_common/* COMMON */.Sq, given, mistakes).require("step");
    const platform = head.require("platform");
    if (step === undefined || platform === undefined)
        throw (0,errors/* inputError */.Xu)(mistakes);
    mistakes.push(...misplaced(given, config, step, platform));
    const common = readFor(platform, step, values, mistakes, context);
    if (mistakes.length > 0)
        throw (0,errors/* inputError */.Xu)(mistakes);
    // Whether it is a digest at all is known before anything is called; what it says is compared later.
    if (common.expectedState !== undefined)
        (0,digest/* readDigest */.rP)(common.expectedState);
    return { ...common, values, given };
}
function readFor(platform, step, values, mistakes, context) {
    switch (platform) {
        case "ec2": {
            const reader = new InputReader(table/* TABLE */.Bt.ec2, values, mistakes);
            const common = readCommon(reader, { step, platform, own: ownCountsOfEc2(reader) }, context);
            const settings = readEc2(reader, step, common.strategy, context);
            reader.readRest();
            const source = "commandTimeoutMs" in settings ? undefined : (0,image_source/* sourceOf */.vz)(settings.revision);
            const imageMs = source?.timeoutMs ?? 0;
            return { ...common, timeoutMs: withImage(common.timeoutMs, imageMs, reader), target: { platform, settings } };
        }
        case "api-gateway": {
            const reader = new InputReader(table/* TABLE */.Bt["api-gateway"], values, mistakes);
            const common = readCommon(reader, { step, platform, own: ownCountsOfApi(reader) }, context);
            const settings = { ...readApiGateway(reader, step, common.strategy, context), ...countedBy(common.gates) };
            reader.readRest();
            return { ...common, target: { platform, settings } };
        }
        case "lambda": {
            const reader = new InputReader(table/* TABLE */.Bt.lambda, values, mistakes);
            const common = readCommon(reader, { step, platform, own: { sides: "apart" } }, context);
            const settings = readLambda(reader, step, context);
            reader.readRest();
            return { ...common, target: { platform, settings } };
        }
        case "nginx": {
            const reader = new InputReader(table/* TABLE */.Bt.nginx, values, mistakes);
            const common = readCommon(reader, { step, platform, own: { sides: "apart" } }, context);
            const settings = readNginx(reader, step, common.strategy, context);
            reader.readRest();
            return { ...common, target: { platform, settings } };
        }
    }
}
/** What of the API the gates need to know, for what they count by. */
function countedBy(gates) {
    if (gates === undefined)
        return {};
    switch (gates.metrics?.by) {
        case undefined:
            return { gated: true };
        case "lambda":
            // A rollout that was begun with the stage's own metrics goes on with them.
            return { gated: true, byFunctions: true };
        case "prometheus":
        case "command":
            return {};
    }
}
function readCommon(reader, about, { region, credentialsEnd }) {
    const { step, platform } = about;
    if (step === "setup" && platform !== "nginx") {
        const problem = `is not supported on the platform ${platform}: only nginx has it.`;
        reader.fail("step", problem, { example: "step: deploy" });
    }
    const strategy = reader.get("strategy");
    requireStep(reader, step, platform, strategy);
    const ramp = rampOf(reader, strategy, CLIMBING.includes(step));
    const bakeMs = bakeOf(reader, step, ramp);
    const judged = { ...about, strategy, bakeMs, region };
    const batches = (0,strategies/* hasOneFleet */.PK)(platform, strategy) && (step === "deploy" || step === "rollback");
    // What is baked there is no weight: the deploy itself is over only with it.
    const staysMs = batches && step === "deploy" ? (reader.get("bake-time") ?? 0) : bakeMs;
    const gates = readGates(reader, judged);
    const expectedState = reader.get("expected-state");
    const replace = reader.get("replace");
    if (replace && expectedState !== undefined) {
        const problem = "contradicts `expected-state`: the state that was approved is gone once the other rollout is given up.";
        reader.fail("replace", problem, { example: "none" });
    }
    return {
        step,
        strategy,
        weight: reader.get("weight"),
        ramp,
        bakeMs,
        dryRun: reader.get("dry-run"),
        replace,
        expectedState,
        gates,
        // Of a machine of one's own AWS is asked for nothing but alarms.
        credentialsEnd: gates?.region === undefined ? undefined : (reader.get("credentials-expire-at") ?? credentialsEnd),
        timeoutMs: timeoutOf(reader, {
            ...{ step, platform, bakeMs: staysMs, gates, compared: compares(reader, judged), batches },
        }),
        alerts: alertsOf(reader, step),
        github: readGitHub(reader, step),
    };
}
/** The steps that lead from one fleet to the other; without a second one they have nothing to do. */
const BETWEEN_FLEETS = ["shift", "verify", "promote", "rollout"];
function requireStep(reader, step, platform, strategy) {
    if (reader.isWrong("strategy"))
        return;
    const { climbs } = strategies/* STRATEGY_TRAITS */.g5[strategy];
    if ((0,strategies/* hasOneFleet */.PK)(platform, strategy) && BETWEEN_FLEETS.includes(step)) {
        const problem = `is not supported by the strategy ${strategy}, under which \`deploy\` replaces the version by itself: use \`deploy\`, \`rollback\`, \`teardown\` or \`status\`.`;
        reader.fail("step", problem, { example: "step: deploy" });
    }
    else if (step === "shift" && !climbs) {
        const problem = `is not supported by the strategy ${strategy}, which moves all traffic at once: use \`promote\`, or \`strategy: canary\`.`;
        reader.fail("step", problem, { example: "none" });
    }
}
function rampOf(reader, strategy, climbing) {
    const standard = (0,ramp/* parseRamp */.QN)(ramp/* DEFAULT_RAMPS */.MN[strategy]) ?? ramp/* AT_ONCE */.Qd;
    const given = reader.get("ramp");
    if (given === undefined)
        return standard;
    if (climbing && given.rungs.length > 1 && !strategies/* STRATEGY_TRAITS */.g5[strategy].climbs && !reader.isWrong("strategy")) {
        const problem = `has rungs, but the strategy ${strategy} moves all traffic at once: use canary or linear.`;
        return reader.fail("ramp", problem, { example: "strategy: canary" }) ?? standard;
    }
    return given;
}
function alertsOf(reader, step) {
    const [failOn, expiresAfterMs] = [reader.get("fail-on") ?? [], reader.get("expires-after")];
    if (step !== "status")
        return { failOn: [], expiresAfterMs };
    if (failOn.includes("drift") && !reader.has("expected-state")) {
        const problem = "needs `expected-state`: drift is the difference to a state digest.";
        reader.fail("fail-on", problem, { given: "drift", example: "none" });
    }
    return { failOn, expiresAfterMs };
}

// EXTERNAL MODULE: ./build/action/toolkit.js
var toolkit = __webpack_require__(1201);
;// CONCATENATED MODULE: ./build/action/read-inputs.js





/**
 * The inputs of this step, from the workflow and its config file.
 *
 * @throws DeliveryError when they are not right, or who asks may not run the step.
 */
async function readInputs(reporter) {
    const given = readWorkflowInputs(toolkit/* inputOf */.w);
    const { GITHUB_ACTOR: actor, GITHUB_TRIGGERING_ACTOR: triggeringActor } = process.env;
    requireAllowedActors(given, { actor, triggeringActor });
    const workspace = process.env.GITHUB_WORKSPACE ?? process.cwd();
    const config = given.has("config") ? (await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(673)]).then(__webpack_require__.bind(__webpack_require__, 8673))).readConfig(given, workspace) : new Map();
    if (!given.has("config") && given.has("service")) {
        throw new errors/* DeliveryError */.VE("input", "service: names a service of a config file, but `config` is not given.");
    }
    const region = regionOf(process.env);
    const { GITHUB_SHA: revision, AWS_CREDENTIAL_EXPIRATION: expiration = "" } = process.env;
    const ends = Date.parse(expiration);
    const credentialsEnd = Number.isNaN(ends) ? undefined : ends;
    const parseYaml = given.has("openapi") || config.has("openapi") ? (await Promise.all(/* import() */[__webpack_require__.e(815), __webpack_require__.e(996)]).then(__webpack_require__.bind(__webpack_require__, 2996))).parseYaml : undefined;
    const inputs = parseInputs(given, config, { region, workspace, revision, credentialsEnd, parseYaml });
    if (inputs.target.platform !== "nginx" || inputs.gates?.region !== undefined) {
        for (const message of prepareAwsEnvironment(process.env))
            reporter.report({ type: "warning", message });
    }
    return inputs;
}


/***/ }),

/***/ 5773:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   w: () => (/* binding */ LogReporter)
/* harmony export */ });
/* unused harmony export emptyLog */
/* harmony import */ var _delivery_counted_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7835);
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);
/* harmony import */ var _log_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4173);



/** Nothing has happened yet. */
function emptyLog() {
    return {
        before: undefined,
        now: undefined,
        done: [],
        current: undefined,
        planned: [],
        decided: undefined,
        nothing: undefined,
        warnings: [],
        notes: [],
        findings: undefined,
        judged: undefined,
        ahead: undefined,
        touched: false,
    };
}
/** A later look at the platform does not unsay what was seen from outside, or measured. */
function seenSoFar(before, view) {
    const { look = before?.look, measured } = view;
    const passed = measured === true || before?.measured === true;
    return { ...view, ...(look === undefined ? {} : { look }), ...(passed ? { measured: true } : {}) };
}
/** Writes one log line per thing done and remembers the log. */
class LogReporter {
    log = emptyLog();
    /** The state that was printed last. */
    #printed = "";
    /** A change was made to its end. */
    #changed = false;
    report(event) {
        const { log } = this;
        // What was planned ahead was of an earlier state.
        if ("view" in event)
            log.ahead = undefined;
        switch (event.type) {
            case "observed":
                // A deploy with `replace` looks three times; what was before it is the first.
                log.before ??= event.view;
                log.now = event.view;
                this.#print(event.view);
                return;
            case "refreshed":
                log.now = seenSoFar(log.now, event.view);
                return;
            case "settled":
                log.now = seenSoFar(log.now, event.view);
                this.#print(event.view);
                return;
            case "planned":
                log.planned.push(...event.plan.changes.map(({ summary }) => summary));
                log.decided = event.plan.decision;
                log.notes = event.plan.notes ?? [];
                log.nothing = event.plan.changes.length === 0 ? event.plan.nothing : undefined;
                // Who asks for the state alone knows that nothing is done.
                if (event.step === "status")
                    return;
                for (const line of planLines(event.plan, event.dryRun))
                    (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(line);
                return;
            case "change-started":
                log.current = event.change.summary;
                if (event.change.waits !== true)
                    log.touched = true;
                (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(`→ ${event.change.summary}`);
                return;
            case "change-refused":
                log.touched = this.#changed;
                return;
            case "change-done":
                log.current = undefined;
                if (event.change.waits !== true)
                    this.#changed = true;
                log.done.push({ summary: event.change.summary, durationMs: event.durationMs });
                (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(`✓ ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(event.durationMs)}`);
                return;
            case "waiting": {
                const { progress, sinceMs } = event;
                const why = progress.reasons.length === 0 ? "" : ` — ${progress.reasons.join("; ")}`;
                const count = progress.want === 0 ? `${progress.have} left` : `${progress.have} of ${progress.want}`;
                (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(`… ${progress.for}: ${count}, for ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(sinceMs)}${why}`);
                return;
            }
            case "diagnosed":
                log.findings = event.findings;
                for (const line of findingLines(event.findings))
                    (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(line);
                return;
            case "ahead":
                log.ahead = event.ahead;
                return;
            case "judged":
                log.judged = event.look;
                (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(event.look.line);
                return;
            case "note":
                (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(event.message);
                return;
            case "warning":
                // GitHub keeps ten warnings of a step: one that comes again would push others out.
                if (log.warnings.includes(event.message))
                    return;
                log.warnings.push(event.message);
                (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .warn */ .R8)(event.message);
                return;
        }
    }
    /** A state that is still the one above is not told again. */
    #print(view) {
        const lines = stateLines(view);
        const text = lines.join("\n");
        if (text !== this.#printed)
            for (const line of lines)
                (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .say */ .cv)(line);
        this.#printed = text;
    }
}
/** What is carried out is told when it begins; what a dry run plans is told nowhere else. */
function planLines({ changes, notes = [], nothing }, dryRun) {
    if (changes.length === 0)
        return [`Nothing to do: ${nothing ?? "the plan is empty."}`];
    if (!dryRun)
        return [`Plan: ${(0,_delivery_counted_js__WEBPACK_IMPORTED_MODULE_2__/* .amountOf */ .M)(changes.length, "change")}`, ...notes];
    return [...changes.map(({ summary }, index) => `Plan ${index + 1}/${changes.length}: ${summary}`), ...notes];
}
const FOUND = {
    refused: "A deploy would be refused",
    warning: "A deploy would warn",
    unchecked: "Not checked",
};
function findingLines(findings) {
    const refused = findings.some(({ kind }) => kind === "refused");
    const lines = findings.flatMap(({ kind, message, reasons, remedy }) => [
        `  ${kind === "unchecked" ? "·" : "!"} ${FOUND[kind]}: ${message}`,
        ...reasons.map((reason) => `    - ${reason}`),
        ...(remedy === undefined ? [] : [`    ${remedy}`]),
    ]);
    return refused ? lines : ["A deploy would be carried out, as far as can be told.", ...lines];
}
function stateLines(view) {
    const health = ({ healthy, wanted }) => healthy === undefined ? "health not measured" : `${healthy}/${wanted} healthy`;
    // The weights of an A/B test are about its cohort: everyone else is on blue whatever they say.
    const whose = (color) => view.cohort === undefined ? "" : ` of the cohort${color.trim() === "blue" ? ", and everyone else" : ""}`;
    const side = (color, data) => data === undefined
        ? `  ${color}: none`
        : `  ${color}: ${data.name} on ${data.target}, ${data.revision}, ${health(data)}, weight ${data.weight ?? "?"}${whose(color)}`;
    return [
        `Phase ${view.phase}${view.rollout === undefined ? "" : `, rollout ${view.rollout.id} since ${view.rollout.startedAt}`}`,
        side("blue", view.blue),
        side("green", view.green),
        ...(view.look === undefined ? [] : [`  seen from outside: ${view.look}`]),
        ...view.problems.map((problem) => `  ! ${problem}`),
    ];
}


/***/ }),

/***/ 3871:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  og: () => (/* binding */ gatesOf),
  oQ: () => (/* binding */ intentOf),
  XR: () => (/* binding */ isOneFleet),
  dY: () => (/* binding */ mayRollBackItself),
  tj: () => (/* binding */ platformOf),
  Fu: () => (/* binding */ rollBack),
  HM: () => (/* binding */ runInputs)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/delivery/digest.js
var digest = __webpack_require__(4401);
// EXTERNAL MODULE: ./build/delivery/strategies.js
var strategies = __webpack_require__(3868);
// EXTERNAL MODULE: ./build/engine/gating.js
var gating = __webpack_require__(2651);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
;// CONCATENATED MODULE: ./build/engine/replace.js

/**
 * A deploy with `replace`: when another rollout is in the way, it is ended first by the steps that the policy names, by
 * the same rules and within the same time as if somebody had run them. Only that rollout is given up, and only as long as
 * nobody has made it everyone's.
 *
 * @param run runs one step by itself.
 */
async function deployReplacing(intent, { dryRun }, reporter, run) {
    try {
        return await run(intent);
    }
    catch (error) {
        if (!(error instanceof errors/* DeliveryError */.VE) || error.lock === undefined)
            throw error;
        const { rollout, way, hasWon } = error.lock;
        const [first, ...others] = [...way, intent.step];
        const then = dryRun ? ` \`${others.join("`, `")}\` would follow; what they change is known then.` : "";
        const message = `${error.message} It is given up by \`${way.join("`, then `")}\` (replace).${then}`;
        reporter.report({ type: "warning", message });
        const giving = { ...intent, rollout, givesUp: !hasWon };
        const outcome = await run({ ...giving, step: first ?? intent.step });
        if (dryRun)
            return outcome;
        for (const step of others)
            await run(step === intent.step ? intent : { ...giving, step });
        return { changed: true };
    }
}

// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/delivery/outlook.js
var outlook = __webpack_require__(8442);
// EXTERNAL MODULE: ./build/delivery/ramp.js
var delivery_ramp = __webpack_require__(581);
// EXTERNAL MODULE: ./build/delivery/standing.js
var standing = __webpack_require__(7337);
// EXTERNAL MODULE: ./build/engine/gates.js
var engine_gates = __webpack_require__(3359);
;// CONCATENATED MODULE: ./build/engine/rollout.js






/** Milliseconds that a rung takes beside its bake: look, move, read back, settle. */
const RUNG_MS = 3 * 60_000;
/** Milliseconds of valid credentials that the way back needs. */
const WAY_BACK_MS = 10 * 60_000;
/** What a role's session lasts unless it is asked for longer (IAM user guide, "Using IAM roles"). */
const USUAL_CREDENTIALS_MS = 3_600_000;
const UNKNOWN_END = "Nobody tells when the credentials end, usually after an hour: give `credentials-expire-at`, and ask for longer with `role-duration-seconds` of configure-aws-credentials.";
/**
 * The whole ramp in one job: `shift` after `shift` as the policy finds the rollout, each judged, at last `promote`. Cut
 * off, it goes on where the rollout stands.
 *
 * @param look the rollout as it stands, before anything is moved.
 * @param run runs one step by itself.
 * @throws DeliveryError `refused` before the first move when it cannot end in time, `gates` when a rung's verdict is
 * inconclusive: the weight is held.
 */
async function rollOut(intent, bounds, { clock, reporter, gates }, look, run) {
    let view = await look();
    const rungs = rungsLeft(intent, view.standing);
    const totalMs = requireTime(intent, bounds, rungs, clock.now());
    const ladder = [...rungs.map((rung) => `${rung} %`), "100 %"].join(", ");
    const message = `The ramp (${ladder}) takes about ${(0,duration/* formatDuration */.a)(totalMs)}; a rollback may come at any time.`;
    reporter.report({ type: "note", message });
    if (bounds.credentials && bounds.credentialsEnd === undefined && totalMs + WAY_BACK_MS > USUAL_CREDENTIALS_MS) {
        reporter.report({ type: "warning", message: UNKNOWN_END });
    }
    let changed = false;
    for (;;) {
        const step = (0,outlook/* nextStep */.sk)(view, intent.ramp);
        if (step !== "shift" && step !== "promote")
            throw cannotGoOn(step, view);
        const outcome = await run({ ...intent, step });
        changed ||= outcome.changed;
        if (bounds.dryRun)
            return outcome;
        const { verdict } = outcome;
        if (step === "promote")
            return { ...outcome, changed };
        if (verdict?.verdict === "inconclusive" && !(verdict.short && gates?.onInconclusive === "pass")) {
            const then = "The weight is held. Run `rollout` again to go on judging, `promote` to accept it, or `rollback`.";
            throw (0,engine_gates/* gateError */.em)(verdict, then);
        }
        view = outcome.after;
        if ((0,standing/* hasEverything */.UE)(view.standing) && !(0,standing/* isUnfinished */.ui)(view.standing))
            return { ...outcome, changed };
    }
}
/** The weights below 100 at which the rollout still has to bake; the one that it has, when its bake was cut off. */
function rungsLeft({ ramp }, seen) {
    const rungs = (0,standing/* isUnfinished */.ui)(seen) && (seen.weight ?? 0) < 100 ? [seen.weight ?? 0] : [];
    for (let weight = seen.weight ?? 0;;) {
        const next = (0,delivery_ramp/* nearestWeight */.vR)((0,delivery_ramp/* nextRung */.O7)(ramp, weight, seen.reachable), seen.reachable);
        if (next >= 100 || next <= weight)
            return rungs;
        rungs.push(next);
        weight = next;
    }
}
function requireTime({ timeoutMs }, { bakeMs, credentialsEnd }, rungs, now) {
    const totalMs = rungs.length * (bakeMs + RUNG_MS) + RUNG_MS;
    const takes = `The ramp takes ${(0,duration/* formatDuration */.a)(totalMs)} (${rungs.length} rungs of ${(0,duration/* formatDuration */.a)(bakeMs)})`;
    if (totalMs > timeoutMs) {
        throw new errors/* DeliveryError */.VE("refused", `${takes}, and \`timeout\` is ${(0,duration/* formatDuration */.a)(timeoutMs)}.`, {
            remedy: "Give a longer `timeout` (6h at most, and a job's `timeout-minutes`), fewer rungs or a shorter `bake-time`.",
        });
    }
    if (credentialsEnd !== undefined && credentialsEnd < now + totalMs + WAY_BACK_MS) {
        const left = (0,duration/* formatDuration */.a)(Math.max(0, credentialsEnd - now));
        const problem = `${takes}, and the credentials end in ${left}: it could neither go on nor roll back.`;
        throw new errors/* DeliveryError */.VE("refused", problem, {
            remedy: `Ask for ${(0,duration/* formatDuration */.a)(totalMs + WAY_BACK_MS)} with \`role-duration-seconds\` of configure-aws-credentials.`,
        });
    }
    return totalMs;
}
function cannotGoOn(step, { phase }) {
    return new errors/* DeliveryError */.VE("refused", `There is nothing to roll out: the rollout is ${phase}.`, {
        remedy: step === "status" ? "Run `status` to see where it stands." : `Run \`${step}\` first.`,
    });
}

// EXTERNAL MODULE: ./build/engine/run.js + 5 modules
var run = __webpack_require__(9951);
// EXTERNAL MODULE: ./build/gates/asked.js
var asked = __webpack_require__(2659);
;// CONCATENATED MODULE: ./build/action/steps.js








/** From inputs to a step of a platform: which platform, and which intent. */
/** The platform that the inputs name; its code, and its clients, are loaded now. */
async function platformOf(inputs, clock, signal) {
    const { step, target } = inputs;
    switch (target.platform) {
        case "ec2": {
            if ("targetGroup" in target.settings) {
                const { sharedPlatform } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(839), __webpack_require__.e(141), __webpack_require__.e(361), __webpack_require__.e(159), __webpack_require__.e(222), __webpack_require__.e(23)]).then(__webpack_require__.bind(__webpack_require__, 6023));
                return sharedPlatform(target.settings, step, clock, signal);
            }
            if ("commandTimeoutMs" in target.settings) {
                const { InPlacePlatform, inPlaceTools } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(193), __webpack_require__.e(839), __webpack_require__.e(736), __webpack_require__.e(141), __webpack_require__.e(361), __webpack_require__.e(132)]).then(__webpack_require__.bind(__webpack_require__, 8132));
                return new InPlacePlatform(target.settings, step, inPlaceTools(target.settings.region, clock, signal));
            }
            if ("group" in target.settings) {
                const { singlePlatform } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(839), __webpack_require__.e(141), __webpack_require__.e(361), __webpack_require__.e(159), __webpack_require__.e(722)]).then(__webpack_require__.bind(__webpack_require__, 7722));
                return singlePlatform(target.settings, step, clock, signal);
            }
            const { ec2Platform } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(839), __webpack_require__.e(141), __webpack_require__.e(361), __webpack_require__.e(159), __webpack_require__.e(222), __webpack_require__.e(917)]).then(__webpack_require__.bind(__webpack_require__, 9917));
            return ec2Platform(target.settings, step, clock, signal);
        }
        case "api-gateway": {
            const { ApiGatewayPlatform } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(818), __webpack_require__.e(141), __webpack_require__.e(881)]).then(__webpack_require__.bind(__webpack_require__, 7881));
            return new ApiGatewayPlatform(target.settings, step, clock, signal, clock.now() + inputs.timeoutMs);
        }
        case "lambda": {
            const { lambdaPlatform } = await Promise.all(/* import() */[__webpack_require__.e(861), __webpack_require__.e(696), __webpack_require__.e(141), __webpack_require__.e(281)]).then(__webpack_require__.bind(__webpack_require__, 6281));
            return lambdaPlatform(target.settings, step, clock, signal);
        }
        case "nginx": {
            const { NginxPlatform } = await __webpack_require__.e(/* import() */ 731).then(__webpack_require__.bind(__webpack_require__, 3731));
            return new NginxPlatform(target.settings, step, clock, signal);
        }
    }
}
/** @param now milliseconds since the epoch at which the step began. */
function intentOf(inputs, now) {
    const { step, strategy, weight, ramp, bakeMs, timeoutMs, target } = inputs;
    return {
        step,
        strategy,
        weight,
        ramp,
        bakeMs,
        timeoutMs,
        now,
        rolloutId: rolloutId(),
        nonce: (0,external_node_crypto_.randomUUID)(),
        maxCapacityDeficit: "maxCapacityDeficit" in target.settings ? target.settings.maxCapacityDeficit : 0,
    };
}
/** Whether a step of these inputs may be followed by a rollback that nobody asked for. */
function mayRollBackItself(inputs) {
    return inputs.gates?.onFailure === "rollback" || (inputs.step === "deploy" && isOneFleet(inputs));
}
/** A deploy without two sides that fails half-way brings the former version back by itself. */
function isOneFleet({ strategy }) {
    return !strategies/* STRATEGY_TRAITS */.g5[strategy].twoSides;
}
/** What judges green; undefined: its health alone. Its code, and its clients, are loaded now. */
async function gatesOf({ gates }, { clock, signal }) {
    if (gates === undefined)
        return undefined;
    const { GateKeeper } = await __webpack_require__.e(/* import() */ 270).then(__webpack_require__.bind(__webpack_require__, 8270));
    return new GateKeeper(gates, { clock, signal });
}
/** Runs what the inputs ask for. */
async function runInputs(inputs, tools) {
    const intent = intentOf(inputs, tools.clock.now());
    const run = (one) => runOne(inputs, one, tools);
    const judged = (one) => (0,gating/* rollingBack */.rZ)(one, inputs, tools, run);
    if (inputs.replace)
        return deployReplacing(intent, inputs, tools.reporter, run);
    if (inputs.step !== "rollout")
        return judged(intent);
    return rollOut(intent, boundsOf(inputs), tools, () => lookOnce(inputs, tools), judged);
}
/**
 * Gives blue all the traffic again, whatever step the inputs were read for.
 *
 * @param rollout the only one that may be rolled back.
 */
async function rollBack(inputs, rollout, tools) {
    const intent = { ...intentOf(inputs, tools.clock.now()), rollout, weight: undefined, bakeMs: 0 };
    await runOne(inputs, { ...intent, step: "rollback" }, tools);
}
function boundsOf({ bakeMs, gates, dryRun, credentialsEnd, target }) {
    const least = gates === undefined ? 0 : (0,asked/* leastBakeMs */.J)(gates, target.platform);
    return { bakeMs: Math.max(bakeMs, least), credentialsEnd, credentials: gates?.region !== undefined, dryRun };
}
/**
 * The rollout as it stands, before a step that depends on it is chosen.
 *
 * @throws DeliveryError `drift` when it is not the one that was approved.
 */
async function lookOnce(inputs, { clock, signal, reporter }) {
    const platform = await platformOf({ ...inputs, step: "verify" }, clock, signal);
    try {
        const { view } = await (0,run/* look */.Op)(platform, { clock });
        reporter.report({ type: "observed", view });
        const drift = inputs.expectedState === undefined ? undefined : (0,digest/* driftFrom */.mm)(inputs.expectedState, view.facts);
        if (drift !== undefined)
            throw drift;
        return view;
    }
    finally {
        platform.close();
    }
}
async function runOne(inputs, intent, tools) {
    const platform = await platformOf({ ...inputs, step: intent.step }, tools.clock, tools.signal);
    try {
        // status shows a drift instead of refusing to look; a step that follows another finds what that one changed.
        const isOwn = intent.step === inputs.step && intent.step !== "status";
        const expectedState = isOwn ? inputs.expectedState : undefined;
        return await (0,run/* runStep */.eg)(platform, intent, { dryRun: inputs.dryRun, expectedState }, tools);
    }
    finally {
        platform.close();
    }
}
/** `owner/repo/runs/123`: finds the run on GitHub, and only uses characters that tags allow. */
function rolloutId() {
    const { GITHUB_REPOSITORY: repository = "local", GITHUB_RUN_ID: run = String(Date.now()) } = process.env;
    return `${repository}/runs/${run}`;
}


/***/ }),

/***/ 781:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Y: () => (/* binding */ summaryOf)
});

// EXTERNAL MODULE: ./build/action/github/approvals.js
var approvals = __webpack_require__(2303);
// EXTERNAL MODULE: ./build/action/log.js
var action_log = __webpack_require__(4173);
// EXTERNAL MODULE: ./build/delivery/capacity.js
var capacity = __webpack_require__(4325);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/delivery/outlook.js
var outlook = __webpack_require__(8442);
// EXTERNAL MODULE: ./build/delivery/ramp.js
var delivery_ramp = __webpack_require__(581);
// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
;// CONCATENATED MODULE: ./build/action/summary/cost.js

const HOUR_MS = 3_600_000;
/** Less is not worth a line. */
const SMALLEST = 0.05;
/**
 * What the second fleet has come to until a view, at the size that it has there. Empty where no second fleet is paid for.
 */
function costUntil(view, { inputs }) {
    if (inputs?.target.platform !== "ec2" || view?.rollout === undefined)
        return "";
    const { blue, green, standing } = view;
    const ms = standing.now - Date.parse(view.rollout.startedAt);
    // Units are what the groups themselves count by: only where each is an instance is the product instance-hours.
    const size = Math.min(blue?.wanted ?? 0, green?.wanted ?? 0);
    if (!(ms > 0) || size === 0 || standing.units !== "targets")
        return "";
    const hours = (size * ms) / HOUR_MS;
    if (hours < SMALLEST)
        return "";
    const told = hours < 10 ? hours.toFixed(1) : String(Math.round(hours));
    return `Both fleets ran for ${(0,duration/* formatDuration */.a)(ms)}: about ${told} instance-hours more than one would`;
}

;// CONCATENATED MODULE: ./build/action/summary/markup.js
/**
 * Markdown as GitHub renders it, made of text of any origin. What comes from the cloud or from inputs is shown and never
 * obeyed: no markup, no HTML, no link of its own, no mention.
 */
/** Characters of one text that are shown: a stack trace or a page of HTML as an answer has no end. */
const MAX_TEXT = 2_000;
const MAX_REASON = 500;
const MAX_CODE = 300;
/** Items of one list, and about as many bytes, that are shown. */
const MAX_ITEMS = 20;
const MAX_LIST = 10_000;
/** A list that is longer is folded: on a phone it would hide what comes after it. */
const OPEN_ITEMS = 3;
/** What Markdown shows as code, and what GitHub would make a link of by itself: URLs and mail addresses. */
const LITERAL = /`([^`]+)`|((?:https?|ftp|mailto|xmpp):\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+)/gi;
/** A moment as machines write it. */
const MOMENT = /\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g;
/** What means something to Markdown or to HTML. */
const MARKUP = /[<>&|[\]@*_~#$\\`]|^[-+=]|(?<=^\d{1,9})[.)]/g;
/** Text of any origin on one line, as text. Our own sentences have `names` in them, which become code. */
function plain(text) {
    return escaped(text, MAX_TEXT);
}
/** One of several reasons: the last words of a program may be a line without an end. */
function reason(text) {
    return escaped(text, MAX_REASON);
}
function escaped(text, most) {
    const parts = [];
    let from = 0;
    const readable = text.replace(/[\r\n]+/g, " ").replace(MOMENT, "$1 $2 UTC");
    const line = shortened(readable.trim(), most);
    for (const { 0: whole, 1: name, 2: link, index } of line.matchAll(LITERAL)) {
        parts.push(entities(line.slice(from, index)), code(name ?? link ?? ""));
        from = index + whole.length;
    }
    return [...parts, entities(line.slice(from))].join("");
}
function entities(text) {
    return text.replace(MARKUP, (char) => `&#${char.charCodeAt(0)};`);
}
/** A name of any origin as code, also within a table. */
function code(text) {
    const inside = shortened(text.replace(/[`|\r\n]/g, " ").trim(), MAX_CODE);
    return inside === "" ? "–" : `\`${inside}\``;
}
/** No line breaks between a number and its `%`, where letters are large and lines short. */
function unbroken(markdown) {
    return markdown.replace(/(?<=\d) (?=%)/g, "\u00a0");
}
function shortened(text, most) {
    return text.length <= most ? text : `${text.slice(0, most)}…`;
}
/** @param shown Markdown. @param url ours, with parts of any origin percent-encoded. */
function markup_link(shown, url) {
    const safe = url.replace(/[()<>|\\`"'\s]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
    return `[${shown}](${safe})`;
}
/** As one word of a shell, on one line. */
function quoted(text) {
    if (/^[\w./:=@-]+$/.test(text))
        return text;
    return `'${text.replace(/[\r\n]+/g, " ").replace(/'/g, "'\\''")}'`;
}
function fence(language, lines) {
    return [`\`\`\`${language}`, ...lines, "```"].join("\n");
}
/** Parts of the summary with an empty line between them; empty ones are left out. */
function paragraphs(parts) {
    return parts.filter((part) => part !== "").join("\n\n");
}
/** @param items Markdown. @param mark `-` or `1.` */
function items(all, mark = "-") {
    let bytes = 0;
    const shown = all.slice(0, MAX_ITEMS).filter((item, index) => {
        bytes += Buffer.byteLength(item);
        return index === 0 || bytes <= MAX_LIST;
    });
    const more = all.length - shown.length;
    return [
        ...shown.map((item) => `${mark} ${item}`),
        ...(more === 0 ? [] : [`${mark} … ${more} more, in the log`]),
    ].join("\n");
}
function list(title, all, mark = "-") {
    return all.length === 0 ? "" : `**${title}**\n\n${items(all, mark)}`;
}
/** The same, to be opened by whoever wants to see it, where it is long. */
function folded(title, all, mark = "1.") {
    if (all.length <= OPEN_ITEMS)
        return list(title, all, mark);
    return `<details><summary>${title}</summary>\n\n${items(all, mark)}\n\n</details>`;
}
/**
 * The sections that fit, in order: whole ones, so that no markup is left open. What is short still fits behind what does
 * not.
 *
 * @param most bytes.
 */
function fitting(sections, most) {
    let bytes = 0;
    const shown = sections.filter((section) => {
        const size = Buffer.byteLength(section) + 2;
        if (section === "" || bytes + size > most)
            return false;
        bytes += size;
        return true;
    });
    const cut = shown.length < sections.filter((section) => section !== "").length;
    return paragraphs([...shown, cut ? "… (cut: the log has all of it)" : ""]);
}
/** `2026-01-02 03:05 UTC`. @param at milliseconds since the epoch. */
function moment(at) {
    const time = new Date(at);
    return Number.isNaN(time.getTime()) ? "an unknown time" : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

// EXTERNAL MODULE: ./build/action/summary/words.js
var summary_words = __webpack_require__(3269);
;// CONCATENATED MODULE: ./build/action/summary/meanings.js


const MEANS = {
    deploy: "brings a new version up beside blue, with 0 % of the traffic",
    shift: "moves a share of the traffic to green",
    verify: "judges green by its gates, without touching traffic",
    rollout: "moves green up the whole ramp by itself, judged at each rung",
    promote: "gives green all the traffic; blue stays at full size",
    rollback: "gives blue all the traffic again, at its old capacity",
    teardown: "removes the side without traffic, once no client can reach it any more",
    status: "reads only",
    setup: "prepares the machine, once",
};
/** What a step is where there is no second fleet. */
const ONE_FLEET = {
    deploy: "brings a new version to all machines, batch by batch",
    rollback: "brings the former version back to all machines, batch by batch",
    teardown: "forgets the rollout; no machine changes. The next `deploy` does not need it",
};
const AT_ONCE_ONLY = {
    ...ONE_FLEET,
    deploy: "replaces all that serves by a new version at once: **nobody answers meanwhile**",
    rollback: "replaces all that serves by the former version at once: **nobody answers meanwhile**",
};
/** Whether there is no second fleet beside what serves, or would be none. */
function hasOneFleet({ standing }, inputs) {
    return standing.oneFleet === true || inputs?.strategy === "all-at-once";
}
/** What a step is for. */
function meaningOf(step, view, inputs) {
    if (!hasOneFleet(view, inputs))
        return MEANS[step];
    return (inputs?.strategy === "all-at-once" ? AT_ONCE_ONLY : ONE_FLEET)[step] ?? MEANS[step];
}
/** What a decision does: in numbers, but where there is no second fleet, for then it is not a matter of shares. */
function effectIn(step, decision, view, inputs) {
    if (decision === undefined || hasOneFleet(view, inputs))
        return meaningOf(step, view, inputs);
    return `**${unbroken(plain((0,summary_words/* effectOf */.$x)(decision, view)))}**`;
}

;// CONCATENATED MODULE: ./build/action/summary/approval.js








/** What happens if a person lets the workflow go on: computed by the policy on the state seen last. */
const NEXT_TITLE = "#### What comes next";
/** The state is not what anybody meant it to be: before anything is approved somebody has to look at it. */
const UNFORESEEN = ["drift", "conflict", "unsettled"];
const LOOK_FIRST = "Nothing that was approved before holds for this state. Run `step: status`, and approve what it shows.";
function approval(result) {
    const { inputs, log, error } = result;
    const { now: view, ahead } = log;
    if (view === undefined)
        return "";
    if (error !== undefined && UNFORESEEN.includes(error.code))
        return paragraphs([NEXT_TITLE, LOOK_FIRST]);
    if (inputs?.dryRun === true && error === undefined)
        return rehearsed(result, view);
    const usual = ahead?.step ?? (0,outlook/* nextStep */.sk)(view, inputs?.ramp ?? delivery_ramp/* AT_ONCE */.Qd);
    const step = error?.code === "timeout" ? (inputs?.step ?? usual) : usual;
    const outcome = ahead?.step === step ? ahead.outcome : undefined;
    const title = view.rollout === undefined || error !== undefined ? NEXT_TITLE : "#### If you approve";
    if (outcome === undefined) {
        const what = `${meaningOf(step, view, inputs)}${moveOf(step, view, inputs)}`;
        return paragraphs([title, `**Next:** \`step: ${step}\` ${what}.`, when(step, view)]);
    }
    if (outcome instanceof errors/* DeliveryError */.VE)
        return paragraphs([title, refused(meaningOf(step, view, inputs), step, outcome, error)]);
    const { decision, changes, warnings, notes = [], nothing } = outcome;
    const effect = effectIn(step, decision, view, inputs);
    return paragraphs([
        title,
        `**Next:** \`step: ${step}\` — ${effect}.`,
        items([
            ...(decision === undefined ? [] : conditions(decision, view, result)),
            ...notes.map(plain),
            ...(nothing === undefined ? [] : [plain(nothing)]),
            ...warnings.map((warning) => `⚠️ ${plain(warning)}`),
        ].filter((line) => line !== "")),
        when(step, view),
        folded("The plan", changes.map(({ summary }) => plain(summary))),
    ]);
}
/** What the policy alone tells of a step that nobody has planned. */
function moveOf(step, view, inputs) {
    const ramp = inputs?.ramp ?? delivery_ramp/* AT_ONCE */.Qd;
    const weight = step === (0,outlook/* nextStep */.sk)(view, ramp) ? (0,outlook/* nextWeight */.gJ)(view, ramp) : undefined;
    if (weight === undefined || view.cohort !== undefined || view.standing.oneFleet === true)
        return "";
    return unbroken(`: **green ${view.weight ?? "?"} % → ${weight} %**`);
}
/** A dry run is what a person approves who runs it for real. */
function rehearsed(result, view) {
    const { inputs, log } = result;
    const { decided, planned, notes, nothing } = log;
    if (nothing !== undefined)
        return "";
    const step = inputs?.step ?? "status";
    const effect = effectIn(step, decided, view, inputs);
    return paragraphs([
        "#### If you approve",
        `\`step: ${step}\` without \`dry-run\` — ${effect}.`,
        items([...notes.map(plain), ...(decided === undefined ? [] : conditions(decided, view, result))]),
        when(step, view),
        folded("The plan", planned.map(plain)),
    ]);
}
function refused(means, step, refusal, error) {
    const told = error?.message === refusal.message;
    const why = told ? "for the reason above" : `: ${plain(refusal.message)}`;
    const remedy = told || refusal.remedy === undefined ? "" : ` ${plain(refusal.remedy)}`;
    return `**Next:** \`step: ${step}\` ${means}. As things are it would be refused ${why}${remedy}`;
}
/** What it needs, what it costs, whether it can be undone. */
function conditions(decision, view, result) {
    return [
        needs(decision, view),
        judges(decision, view, result),
        undoable(decision, view, result.inputs),
        costUntil(view, result),
    ].filter((line) => line !== "");
}
function needs(decision, { standing }) {
    if (decision.do !== "shift" || decision.to === 0 || decision.by === "rollback")
        return "";
    const { green, whole, units } = standing;
    if (green.capacity === undefined || whole === undefined)
        return "";
    const needed = (0,capacity/* unitsFor */.P4)(whole, decision.to);
    const { have } = green.capacity;
    const mark = have >= needed ? "✅ enough" : "❌ too few";
    return `${mark}: ${decision.to} % needs ${needed} of green's ${units} healthy, and ${have} ${have === 1 ? "is" : "are"}`;
}
function judges(decision, { weight = 0 }, { inputs }) {
    if (inputs?.gates === undefined || decision.do !== "shift" || decision.by === "rollback")
        return "";
    const parts = [
        ...(weight > 0 ? ["has to pass its gates first"] : []),
        ...(decision.bakeMs > 0 ? [`is judged at ${decision.to} %`] : []),
    ];
    const then = inputs.gates.onFailure === "rollback" ? "; one that fails is rolled back by itself" : "";
    return parts.length === 0 ? "" : `Green ${parts.join(" and ")}${then}`;
}
/** Whether blue could take everything again, and until when. */
function undoable(decision, view, inputs) {
    const oneFleet = hasOneFleet(view, inputs);
    switch (decision.do) {
        case "shift":
            if (decision.by === "rollback" && oneFleet)
                return "Can be undone: `deploy` brings the new version again";
            if (decision.by === "rollback")
                return "Can be undone: green stays, and `deploy` takes it up again";
            return `Can be undone with \`rollback\` until \`teardown\`: ${wayBackOf(view)}`;
        case "remove": {
            if (decision.side === "green")
                return oneFleet ? "" : "Blue keeps all the traffic; green can be deployed anew";
            const version = view.blue === undefined ? "it" : code((0,summary_words/* versionOf */.E4)(view.blue.revision));
            const until = oneFleet ? "" : ` Until then ${wayBackOf(view)}`;
            return `**Cannot be undone:** from then on the way back is a new deploy of ${version}.${until}`;
        }
        case "begin":
        case "resume":
            return oneFleet ? `Can be undone: \`rollback\` ${meaningOf("rollback", view, inputs)}` : "";
        case "nothing":
        case "verify":
        case "judge":
        case "record":
        case "restore":
            return "";
    }
}
/** What blue could carry now. */
function wayBackOf({ blue, standing }) {
    const share = (0,capacity/* shareFor */.Ly)(standing, 0);
    if (standing.blue.state === "gone")
        return "there is no blue to go back to";
    if (share >= 100)
        return `blue${healthOf(blue)} can take all the traffic at once`;
    return `blue${healthOf(blue)} can take ${share} % at once, and the rest as it grows`;
}
/** How the way back is where there is no second fleet; undefined: there is one, or two sides of another kind. */
function wayBackOfOne(view, inputs) {
    return hasOneFleet(view, inputs) ? `\`rollback\` ${meaningOf("rollback", view, inputs)}.` : undefined;
}
/** ` (2 of 2 healthy)` */
function healthOf(side) {
    return side?.healthy === undefined ? "" : ` (${side.healthy} of ${side.wanted} healthy)`;
}
function when(step, { safeTeardownAt, standing }) {
    if (step !== "teardown" || safeTeardownAt === undefined)
        return "";
    if (safeTeardownAt <= standing.now)
        return "No client reaches the side without traffic any more: it is safe now.";
    return `It is safe from ${moment(safeTeardownAt)} on; earlier, the step waits.`;
}

;// CONCATENATED MODULE: ./build/action/summary/done.js



/** Why the step had nothing to do. */
function nothing({ inputs, log }) {
    return log.nothing === undefined || inputs?.step === "status" ? "" : `Nothing to do: ${plain(log.nothing)}`;
}
/** What the step has done, in the past tense; of a `status` nothing. */
function done(result) {
    const { inputs, log } = result;
    if (inputs?.step === "status" || inputs?.dryRun === true || log.nothing !== undefined)
        return "";
    const told = log.done.map(({ summary, durationMs }) => `${plain(past(summary))} _(${(0,duration/* formatDuration */.a)(durationMs)})_`);
    const isOver = inputs?.step === "teardown" && log.now?.rollout === undefined;
    return paragraphs([folded("What was done", told), isOver ? costUntil(log.before, result) : ""]);
}
/** The verbs that plans begin with and that are not formed by adding `ed`. */
const IRREGULAR = {
    Bring: "Brought",
    Forget: "Forgot",
    Give: "Gave",
    Have: "Had",
    Hold: "Held",
    Leave: "Left",
    Make: "Made",
    Put: "Put",
    Run: "Ran",
    Set: "Set",
    Stop: "Stopped",
    Take: "Took",
    Write: "Wrote",
};
/** Words that plans begin with and that are no verbs. */
const NOUNS = new Set(["Smoke"]);
/** `Set the weights …`, `Waited until …`: the sentence of a change that is done. */
function past(summary) {
    return summary.replace(/^[A-Z][a-z]+/, (verb) => {
        if (NOUNS.has(verb))
            return verb;
        return IRREGULAR[verb] ?? `${verb}ed`.replace(/(?<=e)ed$/, "d").replace(/([^aeiou])yed$/, "$1ied");
    });
}

;// CONCATENATED MODULE: ./build/action/summary/failure.js

/** Reasons of one finding that are told. */
const MAX_REASONS = 20;
/**
 * What failed, where, why, and what to do.
 *
 * @param why what the gates say.
 */
function failure(result, why) {
    const { error, log } = result;
    if (error === undefined)
        return "";
    return paragraphs([
        failedByVerdict(result) && why !== "" ? why : whatFailed(error),
        log.current !== undefined && log.touched ? `It happened during: ${plain(log.current)}.` : "",
        items(error.reasons.map(reason)),
        error.remedy === undefined ? "" : `**What to do:** ${plain(error.remedy)}`,
        !log.touched && error.code !== "found" ? "No changes were made." : "",
    ]);
}
/** The failure says no more than the verdict does. */
function failedByVerdict({ error, log: { judged } }) {
    return error !== undefined && judged !== undefined && error.message.endsWith(judged.because);
}
/** Of drift, the headline says all but the differences. */
function whatFailed({ code, message, reasons }) {
    return code === "drift" && reasons.length > 0 ? "**As approved → as it is now:**" : `**${plain(message)}**`;
}
function problems({ problems }) {
    return list("Problems", problems.map(plain));
}
/**
 * That green failed and is rolled back was news while the step went on.
 *
 * @param isJudged the verdict stands above.
 */
function warnings({ error, log }, isJudged) {
    const told = [
        ...(error === undefined ? [] : [error.message]),
        ...(isJudged && log.judged !== undefined ? [`The verdict is inconclusive: ${log.judged.because}`] : []),
    ];
    const news = log.warnings.filter((warning) => !told.some((text) => warning.startsWith(text)));
    return list("Warnings", news.map(plain));
}
/** What `status` says of the next deploy: what it would be refused for, what it would warn of, what nobody can tell. */
function nextDeploy({ log: { findings = [] } }) {
    const told = (wanted) => findings.filter(({ kind }) => kind === wanted).map(findingText);
    return paragraphs([
        list("A deploy would be refused", told("refused")),
        list("A deploy would warn", told("warning")),
        list("Not checked", told("unchecked")),
    ]);
}
function findingText({ message, reasons, remedy }) {
    const what = `${plain(message)}${remedy === undefined ? "" : ` **What to do:** ${plain(remedy)}`}`;
    return [what, ...reasons.slice(0, MAX_REASONS).map((each) => `  - ${reason(each)}`)].join("\n");
}

// EXTERNAL MODULE: ./build/delivery/standing.js
var standing = __webpack_require__(7337);
;// CONCATENATED MODULE: ./build/action/summary/headline.js




/** The first line: which service, what came of the step, in numbers. */
function headline(result) {
    const { inputs } = result;
    const name = inputs === undefined ? "" : `${plain(nameOf(inputs))}: `;
    const [mark, text] = outcomeOf(result);
    return unbroken(`### ${mark} ${name}${text}`);
}
function outcomeOf(result) {
    const { inputs, log, error } = result;
    const { before, now } = log;
    if (inputs === undefined)
        return ["❌", "progressive delivery failed"];
    const { step } = inputs;
    if (error !== undefined)
        return failed(step, error, result);
    if (inputs.dryRun) {
        const isKnown = log.decided !== undefined && now !== undefined;
        const effect = isKnown ? `: ${effectIn(step, log.decided, now, inputs).replaceAll("**", "")}` : "";
        return ["📝", `${step}, dry run${effect} — nothing was changed`];
    }
    if (step === "status") {
        const refused = log.findings?.some(({ kind }) => kind === "refused") === true;
        return ["🔎", `${stateOf(now)}${refused ? " — a deploy would be refused" : ""}`];
    }
    if (!result.changed)
        return ["✅", `${step}, nothing to do — ${stateOf(now)}`];
    const judged = log.judged?.verdict ?? "pass";
    const doubt = judged === "pass" ? "" : ` — the verdict is ${judged}`;
    return [judged === "pass" ? "✅" : "⚖️", `${headline_done(step, before, now)}${doubt}`];
}
function headline_done(step, before, now) {
    const moved = movedOf(before, now);
    switch (step) {
        case "deploy":
            if (now !== undefined && (0,summary_words/* countsMachines */.Bh)(now))
                return `deployed, ${stateOf(now)}`;
            if (now?.rollout !== undefined && now.weight === 0)
                return "deployed, green is up with 0 % of the traffic";
            return `deployed, ${moved}`;
        case "shift":
            return moved;
        case "verify":
            return `verified, ${moved}`;
        case "promote":
        case "rollout":
            return `promoted, ${moved}`;
        case "rollback":
            // Where nothing moved, the state says that it is rolled back.
            return now?.phase === "rolled-back" && moved === stateOf(now) ? moved : `rolled back, ${moved}`;
        case "teardown": {
            if (before?.rollout === undefined)
                return `teardown, ${stateOf(now)}`;
            const version = code((0,summary_words/* versionOf */.E4)(before.rollout.revision));
            return (0,standing/* hasEverything */.UE)(before.standing) ? `teardown, ${version} won` : `teardown, ${version} was given up`;
        }
        case "setup":
            return `set up, ${stateOf(now)}`;
        case "status":
            return stateOf(now);
    }
}
const ENDS = {
    drift: ["⛔", "the state is not the one that was approved"],
    conflict: ["⛔", "somebody else changed the rollout"],
    unsettled: ["❌", "its goal is not reached"],
    timeout: ["⏱️", "it ran out of time"],
};
function failed(step, error, { log: { before, now, touched } }) {
    if (error.code === "cancelled")
        return ["⏹️", `${step} cancelled${now === undefined ? "" : `, ${stateOf(now)}`}`];
    if (error.code === "found")
        return ["🔎", `${stateOf(now)} — status found what fail-on names`];
    if (error.verdict !== undefined)
        return judged(step, error.verdict, now);
    const [mark, why] = ENDS[error.code] ?? ["❌", ""];
    const moved = touched ? movedOf(before, now) : stateOf(now);
    const state = now === undefined ? "" : ` — ${moved}`;
    return [mark, `${step} failed${why === "" ? "" : `, ${why}`}${state}`];
}
/** What traffic does now, the verdict, who acted. */
function judged(step, verdict, view) {
    const now = view?.weight === undefined ? "" : ` (green has ${view.weight} %)`;
    switch (verdict) {
        case "fail": {
            const back = view?.phase === "rolled-back" ? " and was rolled back: blue has 100 % again" : now;
            return ["❌", `${step} — green failed its gates${back}`];
        }
        case "inconclusive":
            return ["⚖️", `${step} — inconclusive${now}`];
        case "error":
            return ["⚠️", `${step} — green could not be judged${now}`];
        case "pass":
            return ["✅", `${step} — green passed its gates${now}`];
    }
}
/** `green 10 % → 50 %`, or what it has where it did not move. */
function movedOf(before, now) {
    const [from, to] = [before?.weight, now?.weight];
    if (before === undefined || now?.rollout === undefined || from === to || (0,summary_words/* countsMachines */.Bh)(now))
        return stateOf(now);
    const whose = now.cohort === undefined ? "" : " of the cohort";
    return `green ${from ?? "?"} % → ${to ?? "?"} %${whose}`;
}
/** Where the rollout stands, in a few words with the weight. */
function stateOf(view) {
    if (view === undefined)
        return "the state is not known";
    if (view.rollout !== undefined && (0,summary_words/* countsMachines */.Bh)(view))
        return (0,summary_words/* machinesRun */.Mp)(view, code);
    const green = `green has ${view.weight ?? "?"} %${view.cohort === undefined ? "" : " of the cohort"}`;
    const blue = view.blue === undefined ? "" : `, ${code((0,summary_words/* versionOf */.E4)(view.blue.revision))} has all the traffic`;
    const words = {
        idle: `idle${blue}`,
        deploying: "green is coming up with 0 %",
        deployed: "green is up with 0 %",
        shifting: green,
        promoted: green,
        "rolled-back": "rolled back, blue has 100 %",
        degraded: view.green === undefined || view.weight === undefined ? "degraded" : `degraded, ${green}`,
    };
    return words[view.phase];
}
/** What is delivered, as the reader calls it. */
function nameOf({ values, target }) {
    return values.get("service") ?? targetName(target);
}
function targetName(target) {
    switch (target.platform) {
        case "ec2": {
            if ("group" in target.settings)
                return target.settings.group ?? target.settings.targetGroups.join(" / ");
            const { fleet } = target.settings;
            return fleet.kind === "paired" ? fleet.groups.join(" / ") : fleet.name;
        }
        case "api-gateway": {
            const { restApi, routing } = target.settings;
            return `${restApi}, ${routing.kind === "canary" ? routing.stage : routing.stages.join(" / ")}`;
        }
        case "lambda":
            return `${target.settings.functionName}:${target.settings.alias}`;
        case "nginx":
            return target.settings.app;
    }
}

// EXTERNAL MODULE: ./build/platforms/console.js
var console = __webpack_require__(1214);
// EXTERNAL MODULE: ./build/action/place.js
var action_place = __webpack_require__(3672);
;// CONCATENATED MODULE: ./build/action/summary/links.js




/** Links that are told of one kind. */
const MAX_LINKS = 12;
/** Where to look further: the run, what carries the traffic and the alarms in AWS's console. */
function links({ inputs, log }, place) {
    const run = place === undefined ? [] : [markup_link("this run", place.runUrl)];
    const { links: all = [], blue, green } = log.now ?? {};
    // What carries two sides is linked beside them.
    const sides = log.now !== undefined && (0,summary_words/* countsMachines */.Bh)(log.now) ? [] : [blue, green];
    const beside = sides.flatMap((side) => (side === undefined ? [] : [side.name, side.target]));
    const others = all.filter(({ name }) => !beside.includes(name));
    const found = others.map(({ what, name, url }) => markup_link(`${plain(what)} ${code(name)}`, url));
    const { alarms = [], region } = inputs?.gates ?? {};
    const watched = region === undefined ? [] : alarms.flatMap((name) => alarmLink(name, region));
    const shown = [...run, ...found, ...watched].slice(0, MAX_LINKS);
    return shown.length === 0 ? "" : `**Look further:** ${shown.join(" · ")}`;
}
function alarmLink(name, region) {
    const url = (0,console/* consoleLink */.i)(region, { alarm: name });
    return url === undefined ? [] : [markup_link(`alarm ${code(name)}`, url)];
}
/** The small print: which rollout, since when, of what. */
function facts({ log }, place) {
    const rollout = log.now?.rollout;
    if (rollout === undefined)
        return "";
    const url = (0,action_place/* runUrl */.Vp)(place, rollout.id);
    const id = url === undefined ? plain(rollout.id) : markup_link(plain(rollout.id), url);
    return `<sub>rollout ${id}, since ${moment(Date.parse(rollout.startedAt))}, of ${plain(rollout.revision)}</sub>`;
}

// EXTERNAL MODULE: ./build/delivery/shifts.js
var delivery_shifts = __webpack_require__(4300);
;// CONCATENATED MODULE: ./build/action/summary/ramp-chart.js


/** Changes that a chart has room for, the latest. */
const MAX_BARS = 12;
/**
 * How green got its share so far, as far as it is on record: in words, and the same as a chart. Empty below two changes.
 */
function rampChart({ standing: { last } }) {
    const all = (0,delivery_shifts/* parseShifts */.Hd)(last?.memory?.shifts)?.changes ?? [];
    // Of a minute only the last: it is what the chart tells the time by.
    const shifts = all.filter(({ at }, index) => all[index + 1]?.at !== at);
    if (shifts.length < 2)
        return "";
    const shown = shifts.slice(-MAX_BARS);
    const words = shown.map(({ at, weight }) => `${clock(at)} ${weight} %`).join(" → ");
    return paragraphs([`**Green's share so far** (UTC): ${words}`, chart(shown)]);
}
function chart(changes) {
    return fence("mermaid", [
        "---",
        "config:",
        "  xyChart: { width: 700, height: 220, titleFontSize: 16, showDataLabel: true }",
        '  themeVariables: { xyChart: { plotColorPalette: "#2da44e" } }',
        "---",
        "xychart-beta",
        '  title "green\'s share of the requests in %, since when (UTC)"',
        `  x-axis [${changes.map(({ at }) => `"${clock(at)}"`).join(", ")}]`,
        "  y-axis 0 --> 100",
        `  bar [${changes.map(({ weight }) => weight).join(", ")}]`,
    ]);
}
function clock(at) {
    return new Date(at).toISOString().slice(11, 16);
}

;// CONCATENATED MODULE: ./build/action/summary/state.js





/** What serves now: the share of each side, what it is, whether it is well. */
/** As many as a phone has room for on one line. */
const BAR_CELLS = 10;
/** Empty where the routes disagree: then the problems say how. */
function traffic(view) {
    const { weight } = view;
    if (weight === undefined)
        return "";
    const whose = view.cohort === undefined ? "" : ` with ${plain(view.cohort)}; everyone else is on blue`;
    const unfinished = ". Bake or traffic check incomplete; `shift` will repeat it.";
    const bake = (0,standing/* isUnfinished */.ui)(view.standing) ? unfinished : "";
    const what = (0,summary_words/* countsMachines */.Bh)(view) ? "healthy machines" : "requests";
    const share = `**blue ${(0,capacity/* restOf */.Y6)(weight)} %**, **green ${weight} %** of the ${what}${whose}${bake}`;
    // A bar of a cohort would look like everyone's.
    const bar = view.cohort === undefined ? `${barOf(weight)}\\\n` : "";
    return paragraphs([`${bar}${share}`, lookedAt(view)]);
}
/** With one fleet nobody looks from outside: what was seen is when nobody answered. */
function lookedAt({ look, standing }) {
    if (look === undefined)
        return "";
    return standing.oneFleet === true ? `⚠️ **There was ${plain(look)}.**` : `Seen from outside: ${plain(look)}.`;
}
/** A share that is not 0 can be seen, however small. */
function barOf(weight) {
    const between = Math.min(BAR_CELLS - 1, Math.max(1, Math.round((weight / 100) * BAR_CELLS)));
    const green = weight === 0 ? 0 : weight === 100 ? BAR_CELLS : between;
    return "🟦".repeat(BAR_CELLS - green) + "🟩".repeat(green);
}
/** What carries a side, and what routes to it, where that is not the same; as the links of a view call it. */
const PARTS = {
    ec2: { carrier: "Auto Scaling group", router: "target group" },
    "api-gateway": { carrier: "deployment", router: "stage" },
    lambda: { carrier: "Lambda version", router: "alias" },
    nginx: { carrier: "process" },
};
/** Both sides beside each other, a line for each fact: three columns have room on a phone. */
function sides(view, { platform = "ec2", measured, place }) {
    const { blue, green } = view;
    const row = (what, cell) => `| ${what} | ${blue === undefined ? "–" : cell(blue, "blue")} | ${green === undefined ? "–" : cell(green, "green")} |`;
    const { carrier, router } = PARTS[platform];
    const head = ["| | 🟦 blue | 🟩 green |", "|---|---|---|", row("version", (side) => versionCell(view, side, place))];
    if ((0,summary_words/* countsMachines */.Bh)(view)) {
        // Both are the same group; its links are at the end.
        const all = Math.max(blue?.wanted ?? 0, green?.wanted ?? 0, view.standing.green.capacity?.want ?? 0);
        return [...head, row("healthy", ({ healthy = 0 }) => `${healthy} of ${all}`)].join("\n");
    }
    return [
        ...head,
        row("healthy", healthCell),
        ...(measured === undefined
            ? []
            : [
                row("judged requests", (_side, name) => measured[name].requests),
                row("errors (95 % interval)", (_side, name) => measured[name].errors),
            ]),
        row(carrier, ({ name }) => partCell(view, carrier, name)),
        ...(router === undefined ? [] : [row(router, ({ target }) => partCell(view, router, target))]),
    ].join("\n");
}
function partCell({ links = [] }, what, name) {
    const found = links.find((each) => each.what === what && each.name === name);
    return found === undefined ? code(name) : markup_link(code(name), found.url);
}
/** What an empty side would start with, once no rollout is about it, is not what it runs. */
function versionCell({ rollout }, side, place) {
    const { revision } = side;
    if (isEmpty(side) && rollout === undefined)
        return "–";
    const url = (0,action_place/* commitUrl */.Bg)(place, revision);
    // As short as commits are: on a phone two digests are wider than the page.
    const short = (0,summary_words/* versionOf */.E4)(revision).replace(/\bsha256:([\da-f]{8})[\da-f]+/g, "$1…");
    return url === undefined ? code(short) : markup_link(code(revision.slice(0, 7)), url);
}
function isEmpty({ healthy, wanted, weight }) {
    return wanted === 0 && healthy === 0 && weight === 0;
}
function healthCell(side) {
    const { healthy, wanted } = side;
    if (healthy === undefined)
        return "not measured";
    if (isEmpty(side))
        return "empty";
    return `${healthy >= wanted ? "✅" : "⚠️"} ${healthy} of ${wanted}`;
}
/** What the switch changes for users beside the version. */
function differences({ differences: rows = [] }) {
    if (rows.length === 0)
        return "";
    const lines = rows.map(({ what, blue, green }) => `| ${plain(what)} | ${code(blue)} | ${code(green)} |`);
    return ["**The sides are not set up alike**", "", "| | 🟦 blue | 🟩 green |", "|---|---|---|", ...lines].join("\n");
}
function preview({ preview: shown, green }) {
    if (shown === undefined || green === undefined)
        return "";
    const who = `**Preview:** ${plain(shown.who)} reach green at any weight.`;
    if (shown.url === undefined)
        return who;
    const headers = shown.headers.map((header) => ` -H ${asWord(header)}`).join("");
    return paragraphs([who, fence("sh", [`curl${headers} ${asWord(shown.url)}`])]);
}
/** In quotes always: a URL has characters that only some shells take as they are. */
function asWord(text) {
    const word = quoted(text);
    return word.startsWith("'") ? word : `'${word}'`;
}

// EXTERNAL MODULE: ./build/action/inputs/table.js + 2 modules
var table = __webpack_require__(3062);
;// CONCATENATED MODULE: ./build/action/summary/way-back.js





/** How long a run may take and until when it has credentials is its own affair: the way back has another. */
const OF_THIS_RUN = ["timeout", "credentials-expire-at"];
/** How a person goes back from here: the exact command, or the exact inputs. */
function wayBack({ inputs, log }, place) {
    const { before, now: view } = log;
    if (view === undefined || inputs === undefined)
        return "";
    const title = "#### To go back";
    if (view.rollout === undefined) {
        const former = before?.rollout === undefined ? undefined : before.blue;
        const isGone = former !== undefined && former.name !== view.blue?.name;
        if (former === undefined)
            return "";
        const version = code((0,summary_words/* versionOf */.E4)(former.revision));
        const way = isGone ? "is removed: deploy it again." : "has all the traffic: there is nothing to go back from.";
        return paragraphs([title, `${version} ${way}`]);
    }
    if (view.phase === "rolled-back") {
        const version = view.blue === undefined ? "Blue" : code((0,summary_words/* versionOf */.E4)(view.blue.revision));
        return paragraphs([title, `${version} has all the traffic again: there is nothing to go back from.`]);
    }
    const ofOne = wayBackOfOne(view, inputs);
    if (view.weight === 0 && ofOne === undefined) {
        return paragraphs([
            title,
            "Blue has all the traffic: there is nothing to go back from. `teardown` gives green up.",
        ]);
    }
    if (ofOne !== undefined)
        return paragraphs([title, ofOne, how(inputs, place)]);
    const share = (0,capacity/* shareFor */.Ly)(view.standing, 0);
    const soon = share >= 100 ? " at once" : `: ${share} % at once, and the rest as it grows`;
    const what = `\`rollback\` gives blue${healthOf(view.blue)} all the traffic${soon}.`;
    return paragraphs([title, what, how(inputs, place)]);
}
function how(inputs, place) {
    const found = place?.rollback;
    if (place === undefined || found === undefined)
        return paragraphs(["Run a step with:", fence("yaml", withOf(inputs))]);
    const host = new URL(place.server).host;
    const repository = host === "github.com" ? place.repository : `${host}/${place.repository}`;
    const fields = found.fields.map(([name, value]) => `-f ${quoted(`${name}=${value}`)}`).join(" ");
    const parts = [`gh workflow run ${quoted(found.file)}`, `  --repo ${quoted(repository)}`, `  ${fields}`];
    const lines = parts.filter((part) => part.trim() !== "");
    const url = `${place.server}/${place.repository}/actions/workflows/${encodeURIComponent(found.file)}`;
    return paragraphs([
        // A line for each part: a phone has no room for more.
        fence("sh", [lines.join(" \\\n")]),
        `or **Run workflow** at ${markup_link(plain(found.name), url)}.`,
    ]);
}
/** The settings that a rollback looks at; a config file holds what it holds. */
function withOf({ values, given, target: { platform } }) {
    const fromFile = given.has("config");
    const source = fromFile ? ["config", "service"] : [];
    const all = [...(fromFile ? given : values)];
    const asked = [...all.filter(([name]) => source.includes(name)), ...all.filter(([name]) => isWanted(name, platform))];
    return [
        "with:",
        "  step: rollback",
        ...asked.map(([name, value]) => `  ${name}: ${JSON.stringify((0,table/* isSeveral */.lR)(name) ? value.split(/\s*[\n,]\s*/).join(", ") : value)}`),
    ];
}
function isWanted(name, platform) {
    const row = (0,table/* rowOf */.OB)(name, platform);
    if (row === undefined || row.kind !== "setting" || (0,table/* isSecret */.$f)(name) || OF_THIS_RUN.includes(name))
        return false;
    return row.steps.includes("rollback");
}

;// CONCATENATED MODULE: ./build/action/summary/index.js











/** GitHub drops a summary of more than 1 MiB; a reader gives up far earlier. */
const MAX_BYTES = 60_000;
/**
 * The job summary, by which a person decides: what serves now, whether it is well, what happens if they approve, how to
 * go back; then what was done, and what the verdict rests on.
 *
 * @param place where on GitHub the run is; undefined: outside of a workflow, and nothing is linked.
 */
function summaryOf(result, place) {
    const { inputs, log, gates } = result;
    const view = log.now;
    const seen = (part) => (view === undefined ? "" : part(view));
    const judged = gates?.told({ plain: plain, code: code }, rolledBack(view)) ?? { why: "", details: "" };
    const beside = { platform: inputs?.target.platform, measured: gates?.measured(), place };
    const sections = [
        headline(result),
        failure(result, judged.why),
        nothing(result),
        seen(traffic),
        failedByVerdict(result) ? "" : judged.why,
        seen((now) => sides(now, beside)),
        seen(differences),
        seen(problems),
        nextDeploy(result),
        warnings(result, judged.why !== ""),
        approval(result),
        wayBack(result, place),
        seen(preview),
        (0,approvals/* approvalsSection */.cI)(result.approvals ?? [], { plain: plain, code: code }),
        done(result),
        seen(rampChart),
        judged.details === "" ? "" : `#### What the verdict rests on\n\n${judged.details}`,
        links(result, place),
        facts(result, place),
    ];
    return fitting(sections.map(action_log/* printable */.g$), MAX_BYTES);
}
/** What followed from the verdict. */
function rolledBack(view) {
    const last = view?.phase === "rolled-back" ? view.standing.last : undefined;
    return last === undefined ? [] : [`${new Date(last.at).toISOString().slice(11, 16)} weight 0 %, by this step`];
}


/***/ }),

/***/ 3269:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $x: () => (/* binding */ effectOf),
/* harmony export */   Bh: () => (/* binding */ countsMachines),
/* harmony export */   E4: () => (/* binding */ versionOf),
/* harmony export */   Mp: () => (/* binding */ machinesRun)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);

/** A revision as people say it: an image by its id alone, whatever else by what it is. */
function versionOf(revision) {
    return /^image-id=(\S+(?: \(version \d+\))?)$/.exec(revision)?.[1] ?? revision;
}
/** Whether a view counts the machines of one fleet, rather than what two sides are. */
function countsMachines({ standing }) {
    return standing.oneFleet === true && standing.units === "machines";
}
/**
 * Without a second fleet: how many machines run the version that the rollout is of, or the former one again.
 *
 * @param name how a version is written.
 */
function machinesRun({ phase, standing, blue, green, rollout }, name = (version) => version) {
    const isBack = phase === "rolled-back";
    const { have = 0, want = green?.wanted ?? 0 } = standing.green.capacity ?? {};
    const [version, healthy] = isBack ? [blue?.revision ?? "", blue?.healthy ?? 0] : [rollout?.revision ?? "", have];
    const all = want === 1 ? "its only machine runs" : `all ${want} machines run`;
    const runs = `${healthy >= want ? all : `${healthy} of ${want} machines run`} ${name(versionOf(version))}`;
    return isBack ? `rolled back, ${runs} again` : runs;
}
/** What a decision does to the traffic, in numbers. */
function effectOf(decision, view) {
    const now = `${view?.weight ?? "?"} %`;
    switch (decision.do) {
        case "nothing":
            return "nothing to do";
        case "begin":
            return "green comes up beside blue with 0 % of the traffic";
        case "resume":
            return "green gets what it still lacks, with 0 % of the traffic";
        case "shift": {
            const from = view?.cohort === undefined ? now : `${now} of the cohort`;
            const whose = decision.audience === "cohort" ? " of the cohort" : view?.cohort === undefined ? "" : " of everyone";
            const bake = decision.bakeMs > 0 ? `, watched for ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(decision.bakeMs)}` : "";
            return `green ${from} → ${decision.to} %${whose}${bake}`;
        }
        case "verify": {
            const bake = decision.bakeMs > 0 ? ` is watched for ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(decision.bakeMs)}` : " is checked";
            return `green keeps ${decision.at} % and${bake}`;
        }
        case "judge":
            return `green is judged at ${decision.at} %, and no traffic moves`;
        case "record":
            return `it is written down that green has ${decision.at} %, and no traffic moves`;
        case "restore":
            return "blue, which has all the traffic, gets its size and limits back";
        case "remove": {
            const revision = decision.side === "green" ? view?.rollout?.revision : view?.blue?.revision;
            const what = revision === undefined ? "" : ` (${versionOf(revision)})`;
            return `${decision.side}${what}, which has no traffic, is removed`;
        }
    }
}


/***/ }),

/***/ 1201:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ toolkit),
/* harmony export */   w: () => (/* binding */ inputOf)
/* harmony export */ });
/**
 * GitHub's toolkit, loaded when it is first needed. It brings an HTTP client along, which costs as much as the rest of
 * a start: the way to the first API call does without it (`npm run bench`).
 */
function toolkit() {
    loading ??= Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(421)]).then(__webpack_require__.bind(__webpack_require__, 6421));
    return loading;
}
let loading;
/** An input as the runner hands it over (GitHub docs, "Metadata syntax", inputs). */
function inputOf(name) {
    return process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] ?? "";
}


/***/ }),

/***/ 626:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ traceCalls)
/* harmony export */ });
/* harmony import */ var _engine_api_calls_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6655);
/* harmony import */ var _log_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4173);


/**
 * With step debug logging on (RUNNER_DEBUG, GitHub docs, "Enabling debug logging"), every call of an API is a line of
 * the log: what it was, how long it took, and by which id the other side finds it. Nothing of what was sent.
 */
function traceCalls(env) {
    if (env.RUNNER_DEBUG !== "1")
        return;
    (0,_engine_api_calls_js__WEBPACK_IMPORTED_MODULE_0__/* .onCall */ .Y)(({ action, durationMs, outcome, requestId, attempts = 1 }) => {
        const often = attempts > 1 ? `, ${attempts} attempts` : "";
        (0,_log_js__WEBPACK_IMPORTED_MODULE_1__/* .sayDebug */ .B3)(`${action}: ${outcome}, ${durationMs} ms${often}${requestId === undefined ? "" : `, request ${requestId}`}`);
    });
}


/***/ }),

/***/ 5286:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ readFromWorkspace),
/* harmony export */   g: () => (/* binding */ decodeText)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6760);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2386);
/* harmony import */ var _inputs_suggest_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(603);




/**
 * Reads a file of the workspace, wherever links inside the workspace lead. One that leads out of it is refused: a
 * repository must not be able to have other files of the machine read.
 *
 * @param sizeProblem says what is wrong with so many bytes, before they are read; undefined: nothing.
 * @returns its content, or as the end of a sentence what is wrong with it.
 */
function readFromWorkspace(workspace, file, sizeProblem = () => undefined) {
    const path = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)(workspace, file);
    if (!isInside(workspace, path))
        return "lies outside of the workspace.";
    try {
        const real = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.realpathSync)(path);
        if (!isInside((0,node_fs__WEBPACK_IMPORTED_MODULE_0__.realpathSync)(workspace), real))
            return "is a link to a file outside of the workspace.";
        const stat = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.statSync)(real);
        return stat.isFile() ? (sizeProblem(stat.size) ?? (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readFileSync)(real)) : "is not a file.";
    }
    catch (error) {
        return isMissing(error) ? missing(workspace, path) : `cannot be read: ${(0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_2__/* .errorMessage */ .gJ)(error)}.`;
    }
}
/**
 * The text of a file in UTF-8 or UTF-16, without its byte order mark. Without a mark, the zero byte of the first
 * character tells which it is (YAML 1.2.2, section 5.2).
 *
 * @returns undefined when it is neither.
 */
function decodeText(content) {
    const [first, second] = content;
    const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
    const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0);
    const encoding = little ? "utf-16le" : big ? "utf-16be" : "utf-8";
    try {
        return new TextDecoder(encoding, { fatal: true }).decode(content);
    }
    catch {
        return undefined;
    }
}
function isInside(directory, path) {
    const inside = (0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(directory, path);
    return inside !== ".." && !inside.startsWith(`..${node_path__WEBPACK_IMPORTED_MODULE_1__.sep}`) && !(0,node_path__WEBPACK_IMPORTED_MODULE_1__.isAbsolute)(inside);
}
/** Not there, or a name that no file can have: too long, with a NUL in it, or below something that is no directory. */
function isMissing(error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"].some((known) => known === code);
}
function missing(workspace, path) {
    const looked = `was not found: there is no ${path.length > 300 ? `${path.slice(0, 300)}…` : path}.`;
    if (filesIn(workspace).length === 0)
        return `${looked} The workspace is empty: is actions/checkout missing?`;
    const near = (0,_inputs_suggest_js__WEBPACK_IMPORTED_MODULE_3__/* .suggestionFor */ .o)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.basename)(path), filesIn((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path)));
    if (near !== undefined)
        return `${looked} Did you mean ${(0,node_path__WEBPACK_IMPORTED_MODULE_1__.relative)(workspace, (0,node_path__WEBPACK_IMPORTED_MODULE_1__.resolve)((0,node_path__WEBPACK_IMPORTED_MODULE_1__.dirname)(path), near))}?`;
    return `${looked} Is the path right, and does actions/checkout come before this step?`;
}
function filesIn(directory) {
    try {
        return (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.readdirSync)(directory);
    }
    catch {
        return [];
    }
}


/***/ }),

/***/ 3085:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   C_: () => (/* binding */ parseAmount),
/* harmony export */   H1: () => (/* binding */ addingPercentages),
/* harmony export */   JA: () => (/* binding */ largestBatch),
/* harmony export */   Kb: () => (/* binding */ batchOf),
/* harmony export */   UJ: () => (/* binding */ keepable),
/* harmony export */   cf: () => (/* binding */ durationOf),
/* harmony export */   ej: () => (/* binding */ formatAmount),
/* harmony export */   ln: () => (/* binding */ rollingPercentages),
/* harmony export */   uf: () => (/* binding */ ALL_PERCENTAGES),
/* harmony export */   x3: () => (/* binding */ paceOf),
/* harmony export */   zk: () => (/* binding */ leastOf)
/* harmony export */ });
/** How many machines change at a time, how few are left meanwhile, and how long it takes: the arithmetic of batches. */
/** Reads `2` or `20%`; undefined when it is neither, or nothing at all. */
function parseAmount(text) {
    const [, number = "", sign] = /^(\d{1,4})( ?%)?$/.exec(text) ?? [];
    const value = Number(number);
    if (number === "" || value === 0)
        return undefined;
    if (sign === undefined)
        return { machines: value };
    return value <= 100 ? { percent: value } : undefined;
}
/** As somebody would write it. */
function formatAmount(amount) {
    return "machines" in amount ? String(amount.machines) : `${amount.percent}%`;
}
/** Machines of a batch: never more than there are, one at least. @param size machines in all, 1 at least. */
function batchOf(amount, size) {
    const asked = "machines" in amount ? amount.machines : Math.floor((size * amount.percent) / 100);
    return Math.min(size, Math.max(1, asked));
}
/** Machines that have to stay healthy: rounded up, as EC2 Auto Scaling does. */
function leastOf(amount, size) {
    return "machines" in amount ? amount.machines : Math.ceil((size * amount.percent) / 100);
}
/**
 * What a pair of percentages comes to for a group of this size: the minimum is rounded up, the maximum down. A pair that
 * leaves no room has one machine launched before another is ended; without a maximum, at the same time (EC2 Auto Scaling
 * API Reference, RefreshPreferences).
 *
 * @param size the group's desired capacity, 1 at least.
 */
function paceOf(size, { min, max }) {
    const low = Math.ceil((size * min) / 100);
    const high = max === undefined ? size : Math.floor((size * max) / 100);
    const batch = size - low + (high - size);
    if (batch > 0)
        return { batch, lowest: low, most: high };
    return max === undefined ? { batch: 1, lowest: size - 1, most: size } : { batch: 1, lowest: size, most: size + 1 };
}
/**
 * The percentages that take `batch` machines out at a time, and never more. Up to a hundred machines they are exact; of
 * more, a percent is several machines, and the greatest batch below is taken.
 */
function rollingPercentages(size, batch) {
    let min = Math.floor((100 * (size - batch)) / size);
    while (size - Math.ceil((size * min) / 100) > batch)
        min += 1;
    return { min, max: 100 };
}
/** The percentages that add `batch` machines, and take none away before. */
function addingPercentages(size, batch) {
    let max = Math.min(200, Math.ceil((100 * (size + batch)) / size));
    while (Math.floor((size * max) / 100) - size > batch)
        max -= 1;
    return { min: 100, max };
}
/** Everything at once. */
const ALL_PERCENTAGES = { min: 0, max: 100 };
/**
 * The greatest batch that leaves so many healthy; 0: there is none.
 *
 * @param size machines in all.
 * @param least machines that have to stay healthy.
 */
function largestBatch(size, least) {
    return Math.max(0, size - least);
}
/** The percentage of machines that stays at most while one is out, rounded down: what a group can keep at all. */
function keepable(size) {
    return size === 0 ? 0 : Math.floor((100 * (size - 1)) / size);
}
/**
 * How long replacing all machines takes, at least and at most, in seconds. Whether a machine is launched while the one
 * before it still drains is not written anywhere: the sum is what to expect.
 *
 * @param pauses seconds of checkpoints and of the bake.
 */
function durationOf(size, { batch }, { drain, boot, warmUp }, pauses) {
    const batches = Math.ceil(size / batch);
    return {
        least: batches * (Math.max(drain, boot) + warmUp) + pauses,
        most: batches * (drain + boot + warmUp) + pauses,
    };
}


/***/ }),

/***/ 4325:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ly: () => (/* binding */ shareFor),
/* harmony export */   P4: () => (/* binding */ unitsFor),
/* harmony export */   V: () => (/* binding */ unitsAccepted),
/* harmony export */   Y6: () => (/* binding */ restOf),
/* harmony export */   iS: () => (/* binding */ requireCapacity)
/* harmony export */ });
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1880);

/** The rule by which a side may be given a share of the traffic; the same for shift, promote and teardown. */
/**
 * How many healthy units a share of the traffic needs: that share of what all of it is carried by, one at least.
 *
 * @param whole what carries all the traffic.
 * @param percent 0–100.
 */
function unitsFor(whole, percent) {
    return Math.max(1, Math.ceil((whole * percent) / 100));
}
/** The share of the other side, in percent to two decimals, as shares are: 100 − 14.29 is not 85.71000000000001. */
function restOf(percent) {
    return Math.round(10_000 - percent * 100) / 100;
}
/**
 * Refuses a share that the side could not carry.
 *
 * @param deficit percent of what is needed that may be missing (`max-capacity-deficit`), 0–100.
 * @returns warnings about a deficit that is accepted.
 * @throws DeliveryError `not-enough-capacity`.
 */
function requireCapacity(standing, side, percent, deficit) {
    const { name, capacity, reasons } = standing[side];
    if (percent <= 0)
        return [];
    if (capacity === undefined || standing.whole === undefined)
        return [];
    const { have } = capacity;
    const needed = unitsFor(standing.whole, percent);
    if (have >= needed)
        return [];
    const values = {
        side: name,
        have: String(have),
        units: standing.units,
        percent: String(percent),
        needed: String(needed),
        whole: String(standing.whole),
    };
    if (have >= unitsAccepted(needed, deficit)) {
        return [
            `${name} has ${have} healthy ${standing.units}; ${percent} % of the traffic needs ${needed}: ` +
                `accepted, because max-capacity-deficit is ${deficit} %.`,
        ];
    }
    throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_0__/* .refuse */ .T)("not-enough-capacity", values, reasons);
}
/**
 * The greatest share, in whole percent, that blue can carry now: what a rollback moves at once. 100 where nobody
 * measures it.
 */
function shareFor({ whole, blue: { capacity } }, deficit) {
    if (capacity === undefined || whole === undefined || whole === 0)
        return 100;
    const { have } = capacity;
    if (have >= unitsAccepted(whole, deficit))
        return 100;
    return have === 0 ? 0 : Math.floor((100 * have) / whole);
}
/**
 * How many of the units that are needed are enough.
 *
 * @param deficit percent of them that may be missing, 0–100.
 */
function unitsAccepted(needed, deficit) {
    return Math.max(1, Math.ceil(needed * (1 - deficit / 100)));
}


/***/ }),

/***/ 4702:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ countdown)
/* harmony export */ });
/** In steps, so that the log counts down without a line per look. */
const STEP_MS = 15_000;
/**
 * Progress of a wait that only time ends, by the milliseconds that are left.
 *
 * @param wholeMs how long it is in all, where that is known: it is never said to be longer.
 */
function countdown(what, leftMs, wholeMs = Number.POSITIVE_INFINITY) {
    if (leftMs <= 0)
        return { state: "done" };
    const step = Math.ceil(leftMs / STEP_MS) * (STEP_MS / 1_000);
    const have = Math.min(step, Math.ceil(wholeMs / 1_000));
    return { state: "waiting", for: what, have, want: 0, reasons: [] };
}


/***/ }),

/***/ 7835:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   M: () => (/* binding */ amountOf),
/* harmony export */   h: () => (/* binding */ counted)
/* harmony export */ });
/** How often each word stands in a list, in the order of their first: `2 × draining`. */
function counted(words) {
    const counts = new Map();
    for (const word of words)
        counts.set(word, (counts.get(word) ?? 0) + 1);
    return [...counts].map(([word, count]) => `${count} × ${word}`);
}
/** A count with its noun: `1 instance`, `2 instances`. */
function amountOf(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
}


/***/ }),

/***/ 4401:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Rj: () => (/* binding */ fingerprint),
/* harmony export */   Sw: () => (/* binding */ fingerprintName),
/* harmony export */   br: () => (/* binding */ digest),
/* harmony export */   mm: () => (/* binding */ driftFrom),
/* harmony export */   rP: () => (/* binding */ readDigest),
/* harmony export */   tX: () => (/* binding */ differences)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var node_zlib__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8522);
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2386);



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
    const payload = (0,node_zlib__WEBPACK_IMPORTED_MODULE_1__.deflateRawSync)(Buffer.from(canonical), { level: 9 }).toString("base64url");
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
            const canonical = (0,node_zlib__WEBPACK_IMPORTED_MODULE_1__.inflateRawSync)(Buffer.from(payload, "base64url"), {
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
    throw new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("input", `expected-state: this is not a state digest, or it was cut short.`, {
        remedy: "Pass the output `state-digest` of an earlier step on unchanged, or leave `expected-state` out.",
    });
}
/** Marks the fact that stands for what the others of the same thing do not say in words. */
const FINGERPRINT = " fingerprint";
/** The name of the fact by which a change is noticed that no other fact about `what` tells. */
function fingerprintName(what) {
    return `${what}${FINGERPRINT}`;
}
/** The same for the same text; what it says stays untold. */
function fingerprint(text) {
    return hash(text).slice(0, 12);
}
/**
 * `name: before → now`, one line per fact that differs, in the order of the names, for people. A fingerprint is told only
 * where nothing else of the same thing differs, and then by the thing alone.
 */
function differences(before, now) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
    const changed = names.filter((name) => before[name] !== now[name]);
    return changed.flatMap((name) => {
        if (!name.endsWith(FINGERPRINT))
            return [`${name}: ${before[name] ?? "(absent)"} → ${now[name] ?? "(absent)"}`];
        const what = name.slice(0, -FINGERPRINT.length);
        const isTold = changed.some((other) => other !== name && other.startsWith(`${what} `));
        return isTold ? [] : [`${what}: changed in what is not shown here`];
    });
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
    return new _errors_js__WEBPACK_IMPORTED_MODULE_2__/* .DeliveryError */ .VE("drift", "The live state is not the one that was approved.", {
        reasons: changed,
        remedy: "Run `status` to see what is there now. To accept it, approve that: pass the `state-digest` of the `status` on as `expected-state`.",
    });
}
function hash(canonical) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(canonical).digest("hex").slice(0, 32);
}
function canonicalJson(facts) {
    return JSON.stringify(Object.fromEntries(Object.entries(facts).sort(([a], [b]) => (a < b ? -1 : 1))));
}
function isFacts(value) {
    return typeof value === "object" && value !== null && Object.values(value).every((fact) => typeof fact === "string");
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
    id;
    reasons;
    remedy;
    transient;
    noEffect;
    lock;
    verdict;
    rollout;
    rollsBack;
    constructor(code, message, details = {}) {
        super(message, details.cause === undefined ? undefined : { cause: details.cause });
        this.code = code;
        this.id = details.id;
        this.reasons = details.reasons ?? [];
        this.remedy = details.remedy;
        this.transient = details.transient ?? false;
        this.noEffect = details.noEffect ?? false;
        this.lock = details.lock;
        this.verdict = details.verdict;
        this.rollout = details.rollout;
        this.rollsBack = details.rollsBack ?? false;
    }
}
/** `timeout: "10 minutes" is not a duration: … Example: timeout: 15m` */
function describeMistake({ input, given, problem, example }) {
    const what = given === undefined ? problem : `"${shorten(given)}" ${problem}`;
    return `${input}: ${what}${example === undefined ? "" : ` Example: \`${example}\`.`}`;
}
/** All mistakes in the inputs as one error, so that a user fixes them in one go. */
function inputError(mistakes) {
    const sentences = mistakes.map(describeMistake);
    const message = sentences.length === 1 ? String(sentences[0]) : `${sentences.length} inputs are invalid.`;
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

/***/ 8442:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Af: () => (/* binding */ healthVerdict),
/* harmony export */   Cv: () => (/* binding */ alerts),
/* harmony export */   DJ: () => (/* binding */ idleFleet),
/* harmony export */   ZP: () => (/* binding */ readyToPromote),
/* harmony export */   _d: () => (/* binding */ isExpired),
/* harmony export */   gJ: () => (/* binding */ nextWeight),
/* harmony export */   sk: () => (/* binding */ nextStep)
/* harmony export */ });
/* harmony import */ var _capacity_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4325);
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1733);
/* harmony import */ var _policy_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1719);
/* harmony import */ var _ramp_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(581);
/* harmony import */ var _standing_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(7337);





/** What a workflow would normally run next. */
function nextStep(view, ramp) {
    if (view.needsSetup === true)
        return "setup";
    const usual = preferred(view.standing, ramp);
    return usual.find((step) => isOpen(step, view.standing, ramp)) ?? "status";
}
/** The steps that lead on from here, the best first. */
function preferred(seen, ramp) {
    const { rollout, blue, green, weight, last, ending } = seen;
    if (rollout === undefined)
        return weight === 0 && (0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .canServe */ .KS)(blue) ? ["deploy", "rollback"] : ["rollback", "deploy"];
    if (ending)
        return ["teardown", "rollback"];
    if (weight === undefined)
        return (0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .canServe */ .KS)(blue) ? ["rollback", "promote"] : ["promote", "rollback"];
    if (seen.oneFleet === true)
        return (0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .hasEverything */ .UE)(seen) || isBack(seen) ? ["teardown"] : ["deploy", "rollback"];
    // Whoever cannot serve decides before whatever is unfinished.
    if (weight !== 0 && !(0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .canServe */ .KS)(green))
        return (0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .hasEverything */ .UE)(seen) ? ["rollback", "deploy"] : ["rollback", "promote"];
    if (!(0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .canServe */ .KS)(blue) && (0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .canServe */ .KS)(green) && !(0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .hasEverything */ .UE)(seen) && last?.by !== "rollback") {
        return ["promote", "deploy", "rollback"];
    }
    if ((0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .isUnfinished */ .ui)(seen))
        return ["shift", "promote", "rollback"];
    if ((0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .hasEverything */ .UE)(seen))
        return ["teardown"];
    if (weight === 0) {
        if (isBack(seen))
            return ["teardown"];
        if (green.state !== "ready" || !green.current)
            return ["deploy", "rollback"];
    }
    const rung = (0,_ramp_js__WEBPACK_IMPORTED_MODULE_3__/* .nearestWeight */ .vR)((0,_ramp_js__WEBPACK_IMPORTED_MODULE_3__/* .nextRung */ .O7)(ramp, weight ?? 0, seen.reachable), seen.reachable);
    return rung < 100 ? ["shift", "promote", "rollback"] : ["promote", "rollback"];
}
function isBack({ weight, last }) {
    return weight === 0 && last?.by === "rollback";
}
/** A step that the policy would carry out, and that would do something. */
function isOpen(step, seen, ramp) {
    const decision = decisionOf(step, seen, ramp);
    if (decision === undefined)
        return false;
    // A deploy brings what is not known here: another version than the one that serves, surely.
    if (step === "deploy")
        return true;
    return decision.do !== "nothing";
}
function decisionOf(step, seen, ramp) {
    const intent = {
        step,
        strategy: "canary",
        weight: undefined,
        ramp,
        bakeMs: 0,
        rolloutId: seen.rollout?.id ?? "",
        now: seen.now,
        timeoutMs: Number.MAX_SAFE_INTEGER,
    };
    const asked = { audience: seen.audience, revision: seen.rollout?.revision ?? "another version" };
    const other = step === "deploy" && seen.rollout === undefined;
    try {
        return (0,_policy_js__WEBPACK_IMPORTED_MODULE_2__/* .decide */ .L)(intent, asked, other ? { ...seen, blue: { ...seen.blue, current: false } } : seen);
    }
    catch {
        return undefined;
    }
}
/** The weight that the next step would set, in percent; undefined when it sets none. */
function nextWeight(view, ramp) {
    const step = nextStep(view, ramp);
    if (step !== "shift" && step !== "promote" && step !== "rollback")
        return undefined;
    const decision = decisionOf(step, view.standing, ramp);
    if (decision?.do === "shift")
        return decision.to;
    return decision?.do === "verify" ? decision.at : undefined;
}
/** Whether `promote` would be carried out, and green could carry everything. */
function readyToPromote({ standing }) {
    if (standing.rollout === undefined || (0,_standing_js__WEBPACK_IMPORTED_MODULE_4__/* .hasEverything */ .UE)(standing))
        return false;
    const { green } = standing;
    if (green.state !== "ready" || !green.current)
        return false;
    const decision = decisionOf("promote", standing, { rungs: [100], bakeMs: undefined });
    if (decision?.do !== "shift")
        return false;
    try {
        (0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .requireCapacity */ .iS)(standing, "green", 100, 0);
        return true;
    }
    catch {
        return false;
    }
}
/** The verdict on green by its health alone, as far as one can be given: what nobody measured is inconclusive. */
function healthVerdict({ standing: { rollout, green }, measured, }) {
    if (rollout === undefined)
        return "inconclusive";
    if (green.capacity === undefined)
        return measured === true ? "pass" : "inconclusive";
    if (green.state === "ready")
        return "pass";
    return green.state === "pending" ? "inconclusive" : "fail";
}
/** Whether a rollout is on that began more than so many milliseconds ago. */
function isExpired({ rollout }, expiresAfterMs, now) {
    // A moment that cannot be read must not hide a rollout for ever.
    return rollout !== undefined && !(now - Date.parse(rollout.startedAt) <= expiresAfterMs);
}
/** The side without traffic, where it has instances that are paid for. */
function idleFleet(view) {
    const { weight, audience, last, now, units, oneFleet } = view.standing;
    // Only where each unit is an instance does it cost by the hour.
    if (units !== "targets" || oneFleet === true)
        return undefined;
    const side = weight === 0 ? view.green : weight === 100 && audience === "everyone" ? view.blue : undefined;
    if (side === undefined || side.wanted === 0)
        return undefined;
    const began = Date.parse(view.rollout?.startedAt ?? "");
    const ms = now - (view.rollout === undefined ? Number.NaN : (last?.at ?? began));
    return { instances: side.wanted, ms: ms >= 0 ? ms : undefined };
}
/**
 * What `status` was told to fail on and found, as sentences by kind.
 *
 * @param drift the differences to `expected-state`; empty when none was given.
 * @param blocked what a deploy would be refused for.
 */
function alerts(view, asked, now, drift, blocked = []) {
    const found = new Map();
    if (asked.failOn.includes("stale") && view.rollout !== undefined && isExpired(view, asked.expiresAfterMs, now)) {
        const age = now - Date.parse(view.rollout.startedAt);
        const when = Number.isNaN(age) ? "at an unknown time" : `${(0,_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a)(age)} ago`;
        found.set("stale", [
            `Rollout ${view.rollout.id} began ${when} and is still ${view.phase}; ` +
                `it should be over within ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a)(asked.expiresAfterMs)} (expires-after).`,
        ]);
    }
    if (asked.failOn.includes("degraded") && view.phase === "degraded")
        found.set("degraded", [...view.problems]);
    if (asked.failOn.includes("drift") && drift.length > 0)
        found.set("drift", [...drift]);
    if (asked.failOn.includes("blocked") && blocked.length > 0)
        found.set("blocked", [...blocked]);
    return found;
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

/***/ 1719:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ decide),
/* harmony export */   f: () => (/* binding */ continues)
/* harmony export */ });
/* harmony import */ var _capacity_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4325);
/* harmony import */ var _ramp_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(581);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1880);
/* harmony import */ var _standing_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7337);




/** The steps that give one fleet what the other has. */
const BETWEEN_FLEETS = ["shift", "verify", "promote"];
/** @throws DeliveryError: a refusal of the registry, before anything is changed. */
function decide(intent, asked, seen) {
    requireSameRollout(intent, seen);
    if (seen.conflict !== undefined && !seen.conflict.allows.includes(intent.step))
        throw seen.conflict.refusal;
    if (seen.oneFleet === true && BETWEEN_FLEETS.includes(intent.step))
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("one-fleet", { step: intent.step });
    switch (intent.step) {
        case "deploy":
            return decideDeploy(intent, asked, seen);
        case "shift":
            return decideShift(intent, asked, seen);
        case "verify":
            return decideVerify(intent, seen);
        case "promote":
            return decidePromote(asked, seen);
        case "rollback":
            return decideRollback(asked, seen);
        case "teardown":
            return decideTeardown(intent, seen);
        case "rollout":
            return nothing("rollout is a sequence of `shift` and `promote`.");
        case "status":
        case "setup":
            return nothing("status only reads.");
    }
}
function decideDeploy(intent, asked, seen) {
    const { rollout, blue, green, weight, last } = seen;
    const wanted = asked.revision ?? "";
    if (rollout === undefined) {
        if (weight !== 0)
            throw unexplained(seen);
        // Something that serves but is not healthy is deployed anew, whatever it is called.
        const there = blue.current && blue.state === "ready";
        if (there)
            return nothing(`${blue.name} already runs ${wanted} and has all the traffic.`);
        if (intent.holds === true)
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("rollout-removed", { revision: wanted });
        return { do: "begin", revision: wanted };
    }
    if (rollout.revision !== wanted || seen.ending) {
        // Without two sides there is nothing to give up: what serves now is the former version from here on.
        if (asked.atOnce === true && isOver(seen))
            return { do: "begin", revision: wanted };
        const way = wayOut(intent, seen);
        const steps = way.map((step) => `\`${step}\``).join(", then ");
        const values = { revision: rollout.revision, green: green.name, holder: rollout.id, wanted, way: steps };
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("other-rollout", values, { lock: { rollout: rollout.id, way, hasWon: (0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .hasEverything */ .UE)(seen) } });
    }
    requireClaim(intent, rollout, green.name);
    // What has traffic is not replaced in place.
    if (weight !== 0)
        requireCurrent(seen);
    if ((0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .hasEverything */ .UE)(seen) && asked.outdated !== true)
        return nothing(`${green.name} already runs ${wanted} and has all the traffic.`);
    return { do: "resume", again: weight === 0 && last?.by === "rollback" };
}
/** Nothing of the rollout is under way, nor left over: the next one may begin without its teardown. */
function isOver(seen) {
    if (seen.ending)
        return false;
    const isBack = seen.oneFleet === true && seen.weight === 0 && seen.last?.by === "rollback";
    return (0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .hasEverything */ .UE)(seen) || (isBack && seen.blue.state === "ready");
}
function decideShift(intent, asked, seen) {
    const { blue, weight: now, reachable } = seen;
    requireRollout("shift", seen);
    requireAudience(asked, seen);
    if (now === undefined && intent.weight === undefined)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("weights-disagree", {});
    const unfinished = (0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .isUnfinished */ .ui)(seen);
    const asks = intent.weight ?? (unfinished ? (now ?? 0) : (0,_ramp_js__WEBPACK_IMPORTED_MODULE_1__/* .nextRung */ .O7)(intent.ramp, now ?? 0, reachable));
    const to = (0,_ramp_js__WEBPACK_IMPORTED_MODULE_1__/* .nearestWeight */ .vR)(asks, reachable);
    if (to < 100 && blue.state === "gone") {
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("blue-gone", { percent: percent((0,_capacity_js__WEBPACK_IMPORTED_MODULE_0__/* .restOf */ .Y6)(to)), blue: blue.name });
    }
    if (to > 0)
        requireCurrent(seen);
    const there = to === now && (seen.audience === asked.audience || to === 0);
    if (there && !(asked.reroutes ?? false))
        return stayAt(to, unfinished, intent, asked, seen);
    const bakeMs = to === 0 ? 0 : intent.bakeMs;
    return { do: "shift", to, by: "shift", audience: asked.audience, first: (now ?? 0) === 0 && to > 0, bakeMs };
}
/** The weight is there already. What may be left is to see it to its end, or to write down how it came about. */
function stayAt(to, unfinished, intent, asked, seen) {
    const { green, last } = seen;
    const bakeMs = intent.bakeMs > 0 ? intent.bakeMs : (last?.bakeMs ?? 0);
    if (unfinished)
        return { do: "verify", at: to, bakeMs };
    const untouched = to === 0 && last === undefined;
    if (untouched || isRecorded(seen))
        return nothing(`${green.name} already has ${to} % of the traffic.`);
    // The run that moved it was cut off before it could say so.
    const seesToIt = to > 0 && (intent.bakeMs > 0 || asked.checks === true);
    return seesToIt ? { do: "verify", at: to, bakeMs: intent.bakeMs } : { do: "record", by: "shift", at: to };
}
function decideVerify({ bakeMs }, seen) {
    const { green, weight } = seen;
    requireRollout("verify", seen);
    if (weight === undefined)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("weights-disagree", {});
    if (weight === 0)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("nothing-to-judge", { green: green.name });
    requireCurrent(seen);
    return { do: "judge", at: weight, bakeMs };
}
function decidePromote(asked, seen) {
    requireRollout("promote", seen);
    const { green, last, weight } = seen;
    requireCurrent(seen);
    if ((0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .hasEverything */ .UE)(seen) && !(asked.reroutes ?? false)) {
        const over = isRecorded(seen) && last?.verified === true;
        return over ? nothing(`${green.name} already has 100 % of the traffic.`) : { do: "record", by: "promote", at: 100 };
    }
    return { do: "shift", to: 100, by: "promote", audience: "everyone", first: weight === 0, bakeMs: 0 };
}
function decideRollback(asked, seen) {
    const { rollout, blue, green, weight } = seen;
    if (rollout === undefined)
        return decideWithoutRecord(asked, seen);
    if (blue.state === "gone")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("no-way-back", { blue: blue.name });
    if (weight === 0 && !(asked.reroutes ?? false))
        return { do: "restore" };
    // Nothing is coming up on blue, and green serves: waiting for blue would be an outage of its own.
    if (!(0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .canServe */ .KS)(blue) && blue.state === "unhealthy" && (0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .canServe */ .KS)(green)) {
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("blue-unhealthy", { blue: blue.name, green: green.name }, blue.reasons);
    }
    return { do: "shift", to: 0, by: "rollback", audience: "everyone", first: false, bakeMs: 0 };
}
/** Somebody else set the weights, or took the record away: the side that can serve gets everything. */
function decideWithoutRecord({ to }, { blue, green, weight }) {
    const goes = (side) => {
        const share = side === "green" ? 100 : 0;
        if (weight === share) {
            const [{ name }] = side === "green" ? [green] : [blue];
            return nothing(`No rollout is in progress; ${name} has 100 % of the traffic. To return to an earlier version, deploy it.`);
        }
        return { do: "shift", to: share, by: "rollback", audience: "everyone", first: false, bakeMs: 0 };
    };
    if (to !== undefined)
        return goes(to);
    if (!(0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .canServe */ .KS)(blue) && (0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .canServe */ .KS)(green))
        return goes("green");
    if (weight === 0)
        return goes("blue");
    if ((0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .canServe */ .KS)(blue) && !(0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .canServe */ .KS)(green))
        return goes("blue");
    const names = { blue: blue.name, green: green.name };
    if (!(0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .canServe */ .KS)(blue))
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("nothing-healthy", names, [...blue.reasons, ...green.reasons]);
    throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("both-weighted", { ...names, weight: percent(weight) });
}
function decideTeardown(intent, seen) {
    const { rollout, blue, green, weight, last } = seen;
    if (rollout === undefined)
        return nothing(`No rollout is in progress; ${blue.name} stands alone.`);
    // The note that a teardown has begun is its claim: only a rollback takes it away.
    if (intent.holds === true && !seen.ending)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("teardown-taken-over", { blue: blue.name });
    const promoted = (0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .hasEverything */ .UE)(seen);
    if (!promoted && weight !== 0)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("both-receive-traffic", { weight: percent(weight) });
    if (promoted && intent.givesUp === true) {
        const by = last === undefined ? "by somebody else" : `${last.by}${last.run === undefined ? "" : ` by ${last.run}`}`;
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("promoted-meanwhile", { green: green.name, blue: blue.name, by });
    }
    if (promoted)
        requireCurrent(seen);
    if (promoted && (0,_standing_js__WEBPACK_IMPORTED_MODULE_3__/* .isUnfinished */ .ui)(seen))
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("unfinished", { green: green.name });
    return { do: "remove", side: promoted ? "blue" : "green", neverServed: !promoted && last === undefined };
}
function requireRollout(step, seen) {
    const { rollout, blue, green, weight, last, ending } = seen;
    if (rollout === undefined && weight !== 0)
        throw unexplained(seen);
    if (rollout === undefined)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("no-rollout", { step, serving: blue.name });
    // Where green has traffic it is not what is being removed: giving it everything is a way out of foreign weights.
    if (ending && (step === "shift" || weight === 0))
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("teardown-begun", { step });
    if (weight === 0 && last?.by === "rollback")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("rolled-back", { green: green.name, step });
}
/** The record tells of the weight that is there. */
function isRecorded({ weight, last }) {
    return last !== undefined && (last.to ?? weight) === weight && (last.by !== "rollback" || weight === 0);
}
/** What runs is what counts, not what the record calls it. */
function requireCurrent({ green, rollout, weight }) {
    if (green.current || green.state === "gone")
        return;
    const values = { green: green.name, revision: rollout?.revision ?? "", weight: percent(weight) };
    throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)(weight === 0 ? "green-outdated" : "green-changed", values);
}
function unexplained({ green, weight }) {
    return (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("unexplained-weights", { green: green.name, weight: percent(weight) });
}
function requireAudience({ audience }, seen) {
    if (seen.weight === 0 || seen.audience === audience)
        return;
    if (seen.audience === "cohort")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("cohort-test-on", {});
    throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("everyone-has-share", { green: seen.green.name, weight: percent(seen.weight) });
}
/** A step that was begun on one rollout never goes on with another. */
function requireSameRollout({ rollout: expected }, { rollout }) {
    if (expected === undefined || rollout === undefined || rollout.id === expected)
        return;
    throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("another-rollout-now", { expected, found: rollout.id });
}
/** Once this run holds the rollout, whoever takes it over ends this run. */
function requireClaim({ holds, nonce }, rollout, green) {
    if (holds !== true || rollout.nonce === undefined || rollout.nonce === nonce)
        return;
    throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("claim-lost", { green, holder: rollout.id, revision: rollout.revision });
}
/** How a rollout is ended from here, by the steps that would be carried out. What has won is kept, never rolled back. */
function wayOut(intent, seen) {
    const isOpen = (step) => {
        try {
            return decide({ ...intent, step }, { audience: seen.audience }, seen).do !== "nothing";
        }
        catch {
            return false;
        }
    };
    if (isOpen("teardown"))
        return ["teardown"];
    return isOpen("rollback") ? ["rollback", "teardown"] : ["promote", "teardown"];
}
function percent(weight) {
    return weight === undefined ? "?" : String(weight);
}
function nothing(because) {
    return { do: "nothing", because };
}
/**
 * Whether a decision made on a later look only finishes what was decided before. The same, or less: what is done
 * already is not done again. Anything else means that somebody else's hand was in it.
 */
function continues(before, now) {
    switch (now.do) {
        case "nothing":
            return true;
        case "begin":
            return before.do === "begin";
        case "resume":
            return before.do === "begin" || (before.do === "resume" && (before.again || !now.again));
        case "shift":
            return before.do === "shift" && before.to === now.to && before.by === now.by && before.audience === now.audience;
        case "verify":
            return (before.do === "shift" && before.to === now.at) || (before.do === "verify" && before.at === now.at);
        case "judge":
            return before.do === "judge";
        case "record":
            return (before.do === "shift" && before.to === now.at && before.by === now.by) || before.do === "record";
        case "restore":
            return before.do === "restore" || (before.do === "shift" && before.by === "rollback");
        case "remove":
            return before.do === "remove" && before.side === now.side;
    }
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
    rolling: "100",
    "rolling-with-additional-batch": "100",
    "in-place": "100",
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

/***/ 1880:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ refuse)
/* harmony export */ });
/* unused harmony export POLICY_REFUSALS */
/* harmony import */ var _registry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3582);

/** Every refusal of the policy, once. docs/troubleshooting.md lists them. */
const POLICY_REFUSALS = {
    "no-rollout": {
        code: "refused",
        sentence: "There is no rollout to {step}: {serving} serves alone.",
        remedy: "Run `deploy` first.",
    },
    "one-fleet": {
        code: "refused",
        sentence: "There is no second fleet to {step}: `deploy` replaces the version by itself.",
        remedy: "Run `deploy` to bring a version to all machines, or `rollback`.",
    },
    "teardown-begun": {
        code: "refused",
        sentence: "A teardown of this rollout has begun: {step} is not possible any more.",
        remedy: "Run `teardown` again to finish it, `rollback` while blue still exists, or `promote` where green has traffic.",
    },
    "rolled-back": {
        code: "refused",
        sentence: "{green} was rolled back: {step} is not possible until it is deployed again.",
        remedy: "Run `deploy` with the same revision to take it up again, or `teardown` to remove it.",
    },
    "weights-disagree": {
        code: "refused",
        sentence: "The routes disagree about green's weight, so there is no rung to go on from.",
        remedy: "Run `promote` or `rollback`, which set all of them, or give `weight`.",
    },
    "nothing-to-judge": {
        code: "refused",
        sentence: "{green} has no traffic: there is nothing to judge.",
        remedy: "Run `shift` first, which gives it some.",
    },
    "cohort-test-on": {
        code: "refused",
        sentence: "An A/B test is on: its cohort's share is not everyone's.",
        remedy: "Give `strategy: ab-test` and its `cohort`, or run `promote` or `rollback` first.",
    },
    "everyone-has-share": {
        code: "refused",
        sentence: "{green} has {weight} % of everyone's traffic: there is no cohort to shift.",
        remedy: "Run `rollback` first, deploy again, and then begin the A/B test.",
    },
    "blue-gone": {
        code: "refused",
        sentence: "Cannot give blue {percent} % of the traffic: {blue} has been torn down.",
        remedy: "Deploy the former version as a new rollout.",
    },
    "no-way-back": {
        code: "refused",
        sentence: "Cannot roll back: {blue} has been torn down.",
        remedy: "Deploy the former version as a new rollout.",
    },
    "blue-unhealthy": {
        code: "unhealthy",
        sentence: "Cannot roll back: {blue} is unhealthy and nothing is on its way that could change that, but {green} is healthy.",
        remedy: "Run `promote` to give {green} everything, or fix {blue}; then run `rollback` again.",
    },
    "nothing-healthy": {
        code: "unhealthy",
        sentence: "Neither {blue} nor {green} has a healthy target: no weight would help.",
        remedy: "Fix one of them; `status` shows why its targets are unhealthy.",
    },
    "both-weighted": {
        code: "refused",
        sentence: "Both {blue} and {green} have weight (green {weight} %) and are healthy, but no rollout is on record.",
        remedy: "Somebody else set the weights. Run `rollback` with `to`, naming the target group that shall get everything.",
    },
    "not-enough-capacity": {
        code: "unhealthy",
        sentence: "{side} has {have} healthy {units}; {percent} % of the traffic needs {needed} (all of it is on {whole}).",
        remedy: "Run `deploy` again, which grows green and waits for it; wait; or accept less with `max-capacity-deficit`.",
    },
    "green-outdated": {
        code: "refused",
        sentence: "{green} does not run {revision}, which the rollout is of.",
        remedy: "Run `deploy` again, which brings it to {revision}.",
    },
    "green-changed": {
        code: "refused",
        sentence: "{green} has {weight} % of the traffic, but does not run {revision} any more: somebody changed it.",
        remedy: "Give it back what the rollout is of, or run `rollback`, then `deploy` again.",
    },
    "both-receive-traffic": {
        code: "refused",
        sentence: "Cannot tear down: both sides receive traffic (green {weight} %).",
        remedy: "Run `promote` or `rollback` first.",
    },
    unfinished: {
        code: "refused",
        sentence: "Cannot tear down: {green} has 100 % of the traffic, but its bake or traffic check was not seen to its end.",
        remedy: "Run `shift` to repeat it, `promote` to accept the version as it is, or `rollback`.",
    },
    "blue-needed": {
        code: "unhealthy",
        sentence: "Cannot tear down {blue}: it is still needed, because {green} serves with {have} of {needed} {units} healthy.",
        remedy: "Wait until {green} is healthy, or run `rollback`.",
    },
    "too-early": {
        code: "refused",
        sentence: "Teardown is not safe before {at} (safe-teardown-at): clients may still be pinned to the side that would go.",
        remedy: "Run `teardown` again in {wait}, or give it a longer `timeout`.",
    },
    "unexplained-weights": {
        code: "refused",
        sentence: "{green} has {weight} % of the traffic, but no rollout is on record.",
        remedy: "Somebody else set the weights. Run `rollback` to give one side everything (`to` says which, when both are healthy), then deploy.",
    },
    "other-rollout": {
        code: "locked",
        sentence: "A rollout of {revision} is in progress on {green}, held by {holder}.",
        remedy: "To deploy {wanted}, finish that one first: {way}, or give `replace: true`.",
    },
    "claim-lost": {
        code: "locked",
        sentence: "The rollout on {green} is now held by {holder}: another run deploys {revision} at the same time.",
        remedy: "Let that run finish, and see `status`; one rollout at a time, for example by a `concurrency` group.",
    },
    "rollout-removed": {
        code: "conflict",
        sentence: "The rollout of {revision} that this step brings up was removed meanwhile.",
        remedy: "Run `status` to see what serves, then `deploy` again.",
    },
    "another-rollout-now": {
        code: "conflict",
        sentence: "This step was for the rollout {expected}, but {found} is in its place.",
        remedy: "Run `status` to see who holds the rollout now.",
    },
    "teardown-taken-over": {
        code: "conflict",
        sentence: "A rollback to {blue} has taken the rollout over from this teardown.",
        remedy: "Run `status` to see where the rollout stands; run `teardown` again when the rollback is over.",
    },
    "promoted-meanwhile": {
        code: "conflict",
        sentence: "{green} was to be given up, but it received all the traffic meanwhile ({by}).",
        remedy: "Decide anew: `teardown` keeps it and removes {blue}; `rollback` goes back to {blue}.",
    },
};
/** States one of the policy's refusals. */
const refuse = (0,_registry_js__WEBPACK_IMPORTED_MODULE_0__/* .refusing */ .c)(POLICY_REFUSALS);


/***/ }),

/***/ 3582:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   c: () => (/* binding */ refusing)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);

/**
 * Makes refusals from a registry. docs/troubleshooting.md is generated from the same registry, and tests assert on ids,
 * so that a sentence may be improved in one place.
 */
function refusing(registry) {
    return (id, values, more = {}) => {
        const { code, sentence, remedy } = registry[id];
        const details = isList(more) ? { reasons: more } : more;
        return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE(code, fill(sentence, values), { ...details, id, remedy: fill(remedy, values) });
    };
}
function isList(more) {
    return Array.isArray(more);
}
function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}


/***/ }),

/***/ 4300:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hd: () => (/* binding */ parseShifts),
/* harmony export */   hd: () => (/* binding */ withShift),
/* harmony export */   iA: () => (/* binding */ minuteOf),
/* harmony export */   kg: () => (/* binding */ MINUTE_MS),
/* harmony export */   nx: () => (/* binding */ MARK_LENGTH)
/* harmony export */ });
/* unused harmony export formatShifts */
/**
 * The changes of a rollout's weight as one text, for platforms whose only memory are tags: at most 256 characters out of
 * those that every AWS service takes in a tag. `29800000:10 15:25 10:50`: the first in minutes since the epoch, each later
 * one in minutes since the one before it, with the weight from then on.
 */
const MINUTE_MS = 60_000;
/** The most that a tag's value may have (EC2 Auto Scaling, API Gateway). */
const MARK_LENGTH = 256;
/** The start of the minute that a moment is in. */
function minuteOf(at) {
    return Math.floor(at / MINUTE_MS) * MINUTE_MS;
}
/** Older changes were dropped for want of room: the judge begins at the first one that is left. */
const FORGOTTEN = "+";
const FIRST = /^(\+?)(\d{8}):(100|\d{1,2}(?:\.\d{1,2})?)$/;
const LATER = /^(\d{1,6}):(100|\d{1,2}(?:\.\d{1,2})?)$/;
/** Writes the `shifts` mark. When the changes do not fit, the oldest are dropped, and that is marked. */
function formatShifts({ changes, forgotten }) {
    const texts = changes.map(({ at, weight }, index) => {
        const minute = minuteOf(at) / MINUTE_MS;
        const before = changes[index - 1];
        return {
            weight: weightText(weight),
            minute,
            since: before === undefined ? 0 : minute - minuteOf(before.at) / MINUTE_MS,
        };
    });
    for (let from = 0; from < texts.length; from++) {
        const words = texts
            .slice(from)
            .map(({ weight, minute, since }, index) => `${index === 0 ? minute : since}:${weight}`)
            .join(" ");
        const text = `${forgotten || from > 0 ? FORGOTTEN : ""}${words}`;
        if (text.length <= MARK_LENGTH)
            return text;
    }
    return "";
}
/** Reads the `shifts` mark; undefined when it is missing or was tampered with. */
function parseShifts(text) {
    const [first = "", ...later] = (text ?? "").split(" ");
    const [, forgotten, minute, weight] = FIRST.exec(first) ?? [];
    if (minute === undefined || (text ?? "").length > MARK_LENGTH)
        return undefined;
    let at = Number(minute) * MINUTE_MS;
    const changes = [{ at, weight: Number(weight) }];
    for (const word of later) {
        const [, since, next] = LATER.exec(word) ?? [];
        if (since === undefined)
            return undefined;
        at += Number(since) * MINUTE_MS;
        changes.push({ at, weight: Number(next) });
    }
    return { changes, forgotten: forgotten === FORGOTTEN };
}
/** The mark after one more change. A change of nothing is none. */
function withShift(mark, change) {
    const known = parseShifts(mark) ?? { changes: [], forgotten: false };
    const last = known.changes.at(-1);
    if (last !== undefined && weightText(last.weight) === weightText(change.weight))
        return formatShifts(known);
    return formatShifts({ ...known, changes: [...known.changes, change] });
}
function weightText(weight) {
    return String(Math.round(weight * 100) / 100);
}


/***/ }),

/***/ 7337:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J_: () => (/* binding */ safeAt),
/* harmony export */   KS: () => (/* binding */ canServe),
/* harmony export */   UE: () => (/* binding */ hasEverything),
/* harmony export */   hU: () => (/* binding */ phaseOf),
/* harmony export */   ui: () => (/* binding */ isUnfinished)
/* harmony export */ });
/** Everyone's requests go to green. */
function hasEverything({ weight, audience }) {
    return weight === 100 && audience === "everyone";
}
/** A weight above 0 whose bake or check was not seen to its end. */
function isUnfinished({ weight, last }) {
    return (weight ?? 0) > 0 && last?.verified === false && (last.to ?? weight) === weight;
}
/** Something of the side answers; where nobody measures it, the side exists. */
function canServe({ state, capacity }) {
    if (state === "gone")
        return false;
    return capacity === undefined ? state === "ready" : capacity.have > 0;
}
/**
 * Milliseconds since the epoch from which the side without weight may go: so long after the switch to the weight that is
 * live. It stands still from the switch on; where that is not on record, it counts from now. Green that never had traffic
 * may go at once.
 */
function safeAt({ now, last, weight }, delayMs) {
    if (last === undefined && weight === 0)
        return now;
    const isRecorded = last !== undefined && (last.to ?? weight) === weight;
    return (isRecorded ? last.at : now) + delayMs;
}
/**
 * The phase follows from the standing alone.
 *
 * @param problems what a platform found wrong beside it, as sentences.
 */
function phaseOf(standing, problems) {
    const { rollout, weight, green, last } = standing;
    if (problems.length > 0)
        return "degraded";
    if (rollout === undefined)
        return "idle";
    if (hasEverything(standing))
        return isUnfinished(standing) ? "shifting" : "promoted";
    if (weight !== 0)
        return "shifting";
    if (last?.by === "rollback")
        return "rolled-back";
    return green.state === "ready" && green.current ? "deployed" : "deploying";
}


/***/ }),

/***/ 3868:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kj: () => (/* binding */ DEFAULT_STRATEGIES),
/* harmony export */   PK: () => (/* binding */ hasOneFleet),
/* harmony export */   g5: () => (/* binding */ STRATEGY_TRAITS),
/* harmony export */   p2: () => (/* binding */ strategiesOf)
/* harmony export */ });
const STRATEGY_TRAITS = {
    "blue-green": { platforms: ["ec2", "api-gateway", "nginx", "lambda"], climbs: false, cohort: false, twoSides: true },
    "red-black": { platforms: ["ec2", "nginx"], climbs: false, cohort: false, twoSides: true },
    canary: { platforms: ["ec2", "api-gateway", "nginx", "lambda"], climbs: true, cohort: false, twoSides: true },
    linear: { platforms: ["ec2", "api-gateway", "nginx", "lambda"], climbs: true, cohort: false, twoSides: true },
    "ab-test": { platforms: ["ec2", "nginx"], climbs: true, cohort: true, twoSides: true },
    "all-at-once": {
        platforms: ["ec2", "api-gateway", "nginx", "lambda"],
        climbs: false,
        cohort: false,
        twoSides: false,
    },
    rolling: { platforms: ["ec2"], climbs: false, cohort: false, twoSides: false },
    "rolling-with-additional-batch": { platforms: ["ec2"], climbs: false, cohort: false, twoSides: false },
    "in-place": { platforms: ["ec2"], climbs: false, cohort: false, twoSides: false },
};
/** Whether both versions serve from the machines of one fleet, which `deploy` brings to the new one by itself. */
function hasOneFleet(platform, strategy) {
    return platform === "ec2" && !STRATEGY_TRAITS[strategy].twoSides;
}
/** The strategy when none is given. */
const DEFAULT_STRATEGIES = {
    ec2: "blue-green",
    "api-gateway": "canary",
    nginx: "blue-green",
    lambda: "canary",
};
/** The strategies that a platform can do, in the order of the table. */
function strategiesOf(platform) {
    const all = Object.entries(STRATEGY_TRAITS);
    return all.filter(([, { platforms }]) => platforms.includes(platform)).map(([strategy]) => strategy);
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
const STEPS = [
    "deploy",
    "shift",
    "verify",
    "promote",
    "rollback",
    "teardown",
    "rollout",
    "status",
    "setup",
];
const PLATFORMS = ["ec2", "api-gateway", "nginx", "lambda"];
/**
 * How green takes over.
 *
 * - `all-at-once`: without two sides, by `deploy` itself.
 * - `rolling`: without a second fleet, by `deploy` itself: batch after batch of the machines is replaced.
 * - `rolling-with-additional-batch`: the same, with a batch more while it lasts: never fewer machines than before.
 * - `in-place`: the same machines, changed batch after batch by commands of one's own.
 * - `blue-green`: all at once, by `promote`.
 * - `red-black`: the same, and nobody stays on the old side: the switch takes stickiness away with it.
 * - `canary`: a small share first, then in the rungs of `ramp`, by `shift` and at last `promote`.
 * - `linear`: the same in even rungs.
 * - `ab-test`: a cohort reaches green, by `shift`; everyone else follows with `promote`.
 */
const STRATEGIES = [
    "blue-green",
    "red-black",
    "canary",
    "linear",
    "ab-test",
    "all-at-once",
    "rolling",
    "rolling-with-additional-batch",
    "in-place",
];
const FAIL_ON = ["stale", "degraded", "drift", "blocked"];


/***/ }),

/***/ 2799:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ln: () => (/* binding */ waitForClaim),
/* harmony export */   PL: () => (/* binding */ waitBake),
/* harmony export */   _Y: () => (/* binding */ isTimed),
/* harmony export */   a0: () => (/* binding */ waitUntil),
/* harmony export */   jW: () => (/* binding */ timedProgress)
/* harmony export */ });
/* harmony import */ var _countdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4702);
/* harmony import */ var _duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);


/**
 * Until no client can reach the side that goes.
 *
 * @param until milliseconds since the epoch.
 */
function waitUntil(until) {
    const summary = `Wait until ${new Date(until).toISOString()}: no client reaches the old side after that`;
    return { kind: "wait-until", waits: true, timed: true, once: true, until, summary };
}
/**
 * Only after this wait is a claim that still stands one's own.
 *
 * @param on what carries the claim.
 */
function waitForClaim(on) {
    const summary = `Wait until no other run can claim ${on} without having seen this one`;
    return { kind: "wait-claim", waits: true, timed: true, once: true, summary };
}
function waitBake(percent, durationMs) {
    const summary = `Bake ${percent} % for ${(0,_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(durationMs)}`;
    return { kind: "bake", waits: true, timed: true, once: true, bakes: true, percent, durationMs, summary };
}
function isTimed(change) {
    return change.waits === true && "timed" in change && change.timed === true;
}
/**
 * Progress of such a wait.
 *
 * @param since when it began, and `now`: milliseconds since the epoch.
 * @param claimMs how long a claim takes to be one's own.
 * @param standing as it was last seen.
 */
function timedProgress(wait, { since, now, claimMs }, { weight, rollout, conflict }) {
    switch (wait.kind) {
        case "wait-until":
            return (0,_countdown_js__WEBPACK_IMPORTED_MODULE_1__/* .countdown */ .q)("seconds until it is safe", wait.until - now, wait.until - since);
        case "wait-claim":
            return (0,_countdown_js__WEBPACK_IMPORTED_MODULE_1__/* .countdown */ .q)("seconds until the claim holds", since + claimMs - now, claimMs);
        case "bake":
            // What somebody else changed does not bake: the look that follows says whose hand it was.
            if (weight !== wait.percent || rollout === undefined || conflict !== undefined)
                return { state: "done" };
            return (0,_countdown_js__WEBPACK_IMPORTED_MODULE_1__/* .countdown */ .q)("seconds of bake time", since + wait.durationMs - now, wait.durationMs);
    }
}


/***/ }),

/***/ 6655:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ tellCall),
/* harmony export */   Y: () => (/* binding */ onCall)
/* harmony export */ });
/* harmony import */ var node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3053);

const calls = (0,node_diagnostics_channel__WEBPACK_IMPORTED_MODULE_0__.channel)("progressive-delivery:api-call");
/** Tells whoever listens of a call; costs nothing while nobody does. */
function tellCall(call) {
    if (calls.hasSubscribers)
        calls.publish(call());
}
/** Hears of every call from now on. */
function onCall(hear) {
    calls.subscribe((message) => hear(message));
}


/***/ }),

/***/ 2173:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ systemClock)
/* harmony export */ });
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


/***/ }),

/***/ 3359:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   _V: () => (/* binding */ FRESH_VERDICT_MS),
/* harmony export */   em: () => (/* binding */ gateError),
/* harmony export */   jL: () => (/* binding */ GATE_LOOK_MS)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);

/** Milliseconds between two looks at the gates: alarms may flap within a minute. */
const GATE_LOOK_MS = 30_000;
/** A verdict that is older is asked for again right before traffic moves. */
const FRESH_VERDICT_MS = 60_000;
/**
 * What a step whose gates did not pass ends with.
 *
 * @param then what the reader does next, beside what the verdict itself asks for.
 * @param rollout what was judged.
 */
function gateError({ verdict, because, remedy }, then, rollout) {
    return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("gates", `${HEADS[verdict]}: ${because}`.replace(/([^.])$/, "$1."), {
        verdict,
        rollout,
        remedy: remedy === undefined ? then : `${remedy} ${then}`,
    });
}
const HEADS = {
    pass: "Green passed its gates",
    fail: "Green failed its gates",
    inconclusive: "The verdict on green is inconclusive",
    error: "Green could not be judged",
};


/***/ }),

/***/ 2651:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Wl: () => (/* binding */ unasked),
/* harmony export */   oV: () => (/* binding */ gatingOf),
/* harmony export */   rZ: () => (/* binding */ rollingBack)
/* harmony export */ });
/* unused harmony export Gating */
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2386);
/* harmony import */ var _gates_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3359);



/** The gates of one step: asked before it begins, right before traffic moves, and while green bakes. */
class Gating {
    #platform;
    #gates;
    #tools;
    #intent;
    #last;
    /** The look that is under way while green bakes. */
    #asking;
    /** The bake was over when a look was made: from then on it is only extended. */
    #decided = false;
    /** When all machines of one fleet had been replaced, in milliseconds since the epoch: its bake begins then. */
    #replacedAt;
    constructor(platform, gates, intent, tools) {
        this.#platform = platform;
        this.#gates = gates;
        this.#intent = intent;
        this.#tools = tools;
    }
    /** The last look of this step; undefined: there was none. */
    get seen() {
        return this.#last?.look;
    }
    /**
     * Before anything is touched.
     *
     * @returns what the step's moves have to write down, and what a careful reader should know.
     */
    async begin(first, plan) {
        const opening = await this.#gates.begin(this.#about(first), moveOf(first, plan));
        for (const message of opening.notes ?? [])
            this.#tools.reporter.report({ type: "note", message });
        if (risesFrom(first, plan))
            await this.mayMove(first);
        return opening;
    }
    /**
     * Whether green may get more, by what it did with what it has. It is asked again where the last answer is old.
     *
     * @throws DeliveryError `gates`.
     */
    async mayMove(sight) {
        const { weight = 0, oneFleet = false } = sight.view.standing;
        if (weight === 0)
            return;
        const { clock } = this.#tools;
        const fresh = this.#last !== undefined && clock.now() - this.#last.at < _gates_js__WEBPACK_IMPORTED_MODULE_2__/* .FRESH_VERDICT_MS */ ._V;
        const look = fresh ? this.#last?.look : await this.#look(sight);
        if (look === undefined)
            return;
        // Nobody waits between two batches: what is not known yet is told while the next ones are replaced.
        if (oneFleet && look.verdict !== "fail")
            return;
        if (look.verdict === "pass")
            return this.#requireRipe(look, sight.view);
        if (look.verdict === "inconclusive" && look.short && this.#takesRisk(look))
            return;
        throw this.#error(look, sight.view);
    }
    /** What speaks for green may be of an earlier weight alone. */
    #requireRipe({ ripeAt }, { standing: { weight, green, rollout } }) {
        const left = ripeAt - this.#tools.clock.now();
        if (left <= 0)
            return;
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("gates", `${green.name} has ${weight} % for too short a time to be judged there.`, {
            verdict: "inconclusive",
            rollout: rollout?.id,
            remedy: `The weights are as they were. Run \`${this.#intent.step}\` again in ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(left)}.`,
        });
    }
    /**
     * Health is looked at as often as ever while the gates are asked: what counts requests may take half a minute to answer.
     */
    async progress(own, seen, { since, last }) {
        if (own.state === "impossible") {
            // What ends the replacing of one fleet, and what follows, the platform knows.
            if (this.#isOneFleet(seen))
                return own;
            throw this.#fellIll(own, seen);
        }
        const baked = own.state === "done";
        if (baked)
            this.#replacedAt ??= this.#tools.clock.now();
        const waiting = baked ? this.#extended() : own;
        if (this.#asking === undefined && (last || this.#isDue(baked)))
            this.#ask(seen, baked);
        const asking = this.#asking;
        const look = last ? await asking?.answer : asking?.answered;
        if (asking === undefined || look === undefined)
            return waiting;
        this.#asking = undefined;
        if (look.verdict === "fail")
            throw this.#error(look, this.#platform.view(seen));
        // What decides was asked when the bake was over.
        if (!asking.decides)
            return last && baked ? this.#atTheEnd(own, look, seen) : waiting;
        this.#decided = true;
        const from = this.#isOneFleet(seen) ? (this.#replacedAt ?? since) : since;
        return !last && this.#goesOn(look, from) ? waiting : this.#atTheEnd(own, look, seen);
    }
    #isOneFleet(seen) {
        return this.#platform.view(seen).standing.oneFleet === true;
    }
    #isDue(baked) {
        if (baked && !this.#decided)
            return true;
        return this.#last === undefined || this.#tools.clock.now() - this.#last.at >= _gates_js__WEBPACK_IMPORTED_MODULE_2__/* .GATE_LOOK_MS */ .jL;
    }
    #ask(seen, decides) {
        const answer = this.#look({ seen, view: this.#platform.view(seen), at: this.#tools.clock.now() });
        const asking = { decides, answer, answered: undefined };
        this.#asking = asking;
        // A look fails with the run alone, which the wait ends by.
        answer.then((look) => {
            asking.answered = look;
        }, () => undefined);
    }
    #atTheEnd(own, look, seen) {
        const view = this.#platform.view(seen);
        if (look.verdict === "error")
            throw this.#error(look, view);
        const accepted = look.verdict === "pass" || (look.short && this.#gates.onInconclusive === "pass");
        // No step follows that would refuse to go on.
        if (!accepted && (this.#intent.step === "verify" || this.#isOneFleet(seen)))
            throw this.#error(look, view);
        return look.verdict === "pass" ? own : { state: "done", warning: `The verdict is inconclusive: ${look.because}` };
    }
    /** A green that falls ill while it is judged has failed; a blue that does is no reason to go back to it. */
    #fellIll({ because, reasons, remedy }, seen) {
        const { green, rollout } = this.#platform.view(seen).standing;
        const failed = green.state === "ready" ? {} : { verdict: "fail", rollout: rollout?.id };
        const then = remedy ?? "Run `status` to see how healthy both sides are, then `shift` again or `rollback`.";
        return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("unhealthy", because, { ...failed, reasons, remedy: then });
    }
    /** While the verdict is open the bake lasts as long as it may, and a weight is not left before it can be judged. */
    #goesOn({ verdict, ripeAt }, since) {
        const now = this.#tools.clock.now();
        const isOpen = verdict !== "pass" && now < since + this.#gates.maxBakeMs;
        return isOpen || (now < ripeAt && this.#intent.step !== "verify");
    }
    #extended() {
        const because = this.#last?.look.because ?? "";
        return { state: "waiting", for: "a verdict", have: 0, want: 1, reasons: because === "" ? [] : [because] };
    }
    /** A person who asks for more weight takes it on himself that too little is known; nobody does who gives everything. */
    #takesRisk({ because, ripeAt }) {
        const { reporter, clock } = this.#tools;
        const { step } = this.#intent;
        if (this.#gates.onInconclusive === "pass") {
            reporter.report({ type: "warning", message: `It goes on without a verdict (on-inconclusive): ${because}` });
            return true;
        }
        if (step !== "shift" || clock.now() < ripeAt)
            return false;
        reporter.report({ type: "warning", message: `The verdict is inconclusive so far: ${because}` });
        return true;
    }
    #error(look, { standing }) {
        return (0,_gates_js__WEBPACK_IMPORTED_MODULE_2__/* .gateError */ .em)(look, standing.oneFleet === true ? ONE_FLEET[look.verdict] : this.#remedy(look), standing.rollout?.id);
    }
    #remedy({ verdict, ripeAt, short }) {
        const { step } = this.#intent;
        const left = ripeAt - this.#tools.clock.now();
        if (verdict === "fail")
            return "Run `rollback` to give blue everything again, unless this step did.";
        if (verdict === "error")
            return `The weights are as they were. Run \`${step}\` again once it can be judged.`;
        if (left > 0)
            return `The weights are as they were. Run \`${step}\` again in ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(left)}.`;
        return short
            ? "The weights are as they were. Wait, `shift` to a higher weight, or accept it with `on-inconclusive: pass`."
            : "The weights are as they were. Run `verify` once that is over, or `rollback`.";
    }
    async #look(sight) {
        const look = await this.#gates.look(this.#about(sight));
        this.#last = { look, at: this.#tools.clock.now() };
        this.#tools.reporter.report({ type: "judged", look });
        for (const message of look.warnings ?? [])
            this.#tools.reporter.report({ type: "warning", message });
        return look;
    }
    #about({ seen, view }) {
        return { standing: judgedAs(view.standing), meter: this.#platform.meter(seen), bakeMs: this.#intent.bakeMs };
    }
}
const NOT_ASKED = "The gates were not asked: all machines run this version already. Where the `deploy` that brought it ended without a verdict, there is none.";
/** What to do with machines of one fleet; all run the new version by the time at which a verdict has to be there. */
const ONE_FLEET = {
    fail: "Run `rollback` to bring the former version back, unless this step did.",
    error: "All machines run the new version, and nothing could judge it. Run `rollback`, or keep it.",
    inconclusive: "All machines run the new version. Run `rollback`, or accept it with `on-inconclusive: pass`.",
    pass: "",
};
/**
 * Machines of one fleet share its requests, and the share of new ones grows without anybody's decision: it is judged as a
 * whole from the first of them on.
 */
function judgedAs(standing) {
    const { oneFleet, weight = 0 } = standing;
    return oneFleet === true && weight > 0 ? { ...standing, weight: 100 } : standing;
}
/** The gates of a step that gives green more, or judges it; none where it gets less. Of one fleet that is `deploy`. */
function gatingOf(platform, intent, { view }, { decision }, tools) {
    if (tools.gates === undefined || decision === undefined)
        return undefined;
    const { weight = 0, oneFleet = false } = view.standing;
    const judges = decision.do === "judge" || decision.do === "verify";
    const rises = decision.do === "shift" && decision.by !== "rollback" && decision.to >= weight && decision.to > 0;
    const replaces = oneFleet && (decision.do === "begin" || decision.do === "resume");
    return judges || rises || replaces ? new Gating(platform, tools.gates, intent, tools) : undefined;
}
/** A `deploy` that brings no machine anywhere judges none: without a verdict then, there is none now. */
function unasked({ step }, { standing }, { changes }, { gates }) {
    const isIdle = step === "deploy" && standing.oneFleet === true && changes.length === 0;
    return isIdle && gates !== undefined ? [NOT_ASKED] : [];
}
function moveOf({ view: { standing } }, { decision }) {
    if (decision?.do === "shift")
        return { to: decision.to, audience: decision.audience };
    if (standing.oneFleet === true)
        return { to: 100, audience: standing.audience };
    return { to: standing.weight ?? 0, audience: standing.audience };
}
function risesFrom({ view }, { decision }) {
    return decision?.do === "shift" && decision.to > (view.standing.weight ?? 0);
}
/**
 * Runs a step; where green fails its gates, or a fleet is left half-changed, the policy's own rollback follows, once, of
 * this rollout alone.
 *
 * @param run runs one step by itself.
 * @throws DeliveryError of the step that failed, with what became of the rollback.
 */
async function rollingBack(intent, { dryRun }, { gates, clock, reporter }, run) {
    try {
        return await run(intent);
    }
    catch (error) {
        if (!(error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE) || dryRun)
            throw error;
        const failed = error.verdict === "fail" && gates?.onFailure === "rollback";
        if (!failed && !error.rollsBack)
            throw error;
        const why = failed ? " (on-failure)" : "";
        reporter.report({ type: "warning", message: `${error.message} It is rolled back${why}.` });
        const { code, message, reasons, verdict, rollout } = error;
        const back = { ...intent, step: "rollback", rollout, weight: undefined, bakeMs: 0, now: clock.now() };
        try {
            await run(back);
        }
        catch (cause) {
            if (!(cause instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE))
                throw cause;
            const why = `${message} The rollback that followed failed: ${cause.message}`;
            const remedy = cause.remedy ?? "Run `rollback` again.";
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE(code, why, { reasons: [...reasons, ...cause.reasons], verdict, remedy, cause });
        }
        const remedy = failed
            ? "Blue has all the traffic again. Fix the version and `deploy` it, or `teardown` green."
            : "The former version serves again. Fix the version and `deploy` it.";
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE(code, message, { reasons, verdict, remedy, cause: error });
    }
}


/***/ }),

/***/ 6202:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ retry),
/* harmony export */   w: () => (/* binding */ poll)
/* harmony export */ });
/**
 * Asks until the answer is the awaited one, or the time is over; at least once.
 *
 * @returns the last answer, whichever it is.
 */
async function poll({ clock, signal, pauseMs, until }, ask, isAwaited) {
    for (;;) {
        const answer = await ask();
        if (isAwaited(answer) || clock.now() > until)
            return answer;
        await clock.sleep(pauseMs, signal);
    }
}
/**
 * Tries again what failed for a reason that passes.
 *
 * @param failed hears of each failure after which it is tried again.
 * @throws what the last try threw.
 */
async function retry({ clock, signal, pauseMs, until }, isPassing, attempt, failed) {
    for (;;) {
        try {
            return await attempt();
        }
        catch (error) {
            if (!isPassing(error) || clock.now() + pauseMs > until)
                throw error;
            failed?.(error);
        }
        await clock.sleep(pauseMs, signal);
    }
}


/***/ }),

/***/ 9951:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Op: () => (/* binding */ look),
  eg: () => (/* binding */ runStep)
});

// UNUSED EXPORTS: pinned

// EXTERNAL MODULE: ./build/delivery/digest.js
var digest = __webpack_require__(4401);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
;// CONCATENATED MODULE: ./build/delivery/plan.js
function isApplied(change) {
    return change.waits !== true;
}

// EXTERNAL MODULE: ./build/delivery/outlook.js
var outlook = __webpack_require__(8442);
;// CONCATENATED MODULE: ./build/engine/ahead.js


/** What they do depends on what they are given, or on readings that no other step makes. */
const UNKNOWN = ["deploy", "setup", "status"];
/**
 * Plans the step that comes next on the last look of this one, with the same settings.
 *
 * @param asked as the inputs have it: what this step decided on is not the next one's.
 * @returns undefined where nobody can tell before it is run.
 */
function aheadOf(platform, asked, { seen, view }) {
    const step = (0,outlook/* nextStep */.sk)(view, asked.ramp);
    if (UNKNOWN.includes(step))
        return undefined;
    try {
        return { step, outcome: platform.plan({ ...asked, step, weight: undefined, now: view.standing.now }, seen) };
    }
    catch (error) {
        // It is told beside the result of this step, which it must not change.
        return error instanceof errors/* DeliveryError */.VE ? { step, outcome: error } : undefined;
    }
}

// EXTERNAL MODULE: ./build/engine/gating.js
var engine_gating = __webpack_require__(2651);
// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/engine/wait.js
var engine_wait = __webpack_require__(9814);
;// CONCATENATED MODULE: ./build/engine/look-again.js





/** A reading may lag behind: what looks like somebody else's hand is looked at so often before it is believed. */
const LOOKS_BEFORE_CONFLICT = 3;
/** The looks in the middle of a step: each plans anew, and either finds the rest of the plan or somebody else's hand. */
class LookingAgain {
    #platform;
    #tools;
    #begun;
    #decision;
    /** Waits that leave no trace and were seen to their end. */
    #once = new Set();
    /** Waits that were over a moment ago: with nothing changed since, they are not begun again. */
    #over = new Set();
    #moved = "not yet";
    constructor(platform, begun, { decision }, tools) {
        this.#platform = platform;
        this.#tools = tools;
        this.#begun = begun;
        this.#decision = decision;
    }
    get decision() {
        return this.#decision;
    }
    get begun() {
        return this.#begun;
    }
    /** A wait in which traffic moves has to hold at every look: what it saw is not taken for granted. */
    waited(wait) {
        if (wait.movesTraffic === true)
            return;
        (wait.once === true ? this.#once : this.#over).add(keyOf(wait));
    }
    changed() {
        this.#over.clear();
    }
    moved(wholly) {
        this.#moved = wholly ? "wholly" : "in part";
    }
    /** @throws DeliveryError `conflict`, or what else the policy says to the state that is found. */
    async look(intent, known) {
        const { clock, signal } = this.#tools;
        for (let number = 1;; number += 1) {
            const deadline = intent.now + intent.timeoutMs;
            const sight = await (0,engine_wait/* patiently */.d_)(deadline, this.#tools, () => look(this.#platform, this.#tools));
            const found = this.judge(intent, sight, known);
            if (!(found instanceof errors/* DeliveryError */.VE))
                return { sight, left: found };
            if (number === LOOKS_BEFORE_CONFLICT)
                throw found;
            await clock.sleep(engine_wait/* POLL_MS */.JO, signal);
        }
    }
    /** A move of the traffic that is somebody else's; undefined: there is none. */
    foreign(intent, known, now, cause) {
        const what = this.#foreignMove(intent, now);
        return what === undefined ? undefined : conflict(intent, known, now, what, cause);
    }
    /** What is left to do in the state seen, or why the step must not go on in it. */
    judge(intent, { seen, view }, known) {
        const foreign = this.foreign(intent, known, view);
        if (foreign !== undefined)
            return foreign;
        let plan;
        try {
            plan = this.#platform.plan(intent, seen);
        }
        catch (error) {
            if (!(error instanceof errors/* DeliveryError */.VE))
                throw error;
            const wrapped = error.code === "refused" || error.code === "unsuitable" || error.code === "not-found";
            return wrapped ? conflict(intent, known, view, error.message, error) : error;
        }
        const [before, now] = [this.#decision, plan.decision];
        const same = before === undefined || now === undefined || intent.step === "rollback" || (0,policy/* continues */.f)(before, now);
        if (!same)
            return conflict(intent, known, view, "the rollout is not where this step left it");
        return plan.changes.filter((change) => !this.#isOver(change));
    }
    #isOver(change) {
        return change.waits === true && (change.once === true ? this.#once : this.#over).has(keyOf(change));
    }
    /** A weight that neither this step nor the world before it has set; a rollback goes on whatever it is. */
    #foreignMove({ step, rolloutId }, { standing }) {
        if (step !== "shift" && step !== "promote")
            return undefined;
        if (this.#moved === "in part")
            return undefined;
        const { weight, last } = standing;
        const { standing: begun } = this.#begun;
        const target = targetOf(this.#decision) ?? begun.weight;
        const expected = this.#moved === "wholly" ? target : begun.weight;
        const later = last !== undefined && last.run !== rolloutId && last.at > (begun.last?.at ?? 0);
        const same = weight === expected || (!later && followSizes(standing, expected));
        if (same && !(later && this.#moved === "not yet"))
            return undefined;
        return `green has ${weight ?? "?"} % instead of ${expected ?? "?"} %${by(last, later)}`;
    }
}
/** A weight between none and all that follows from sizes and health changes by itself: that is nobody's hand. */
function followSizes({ weight, reachable }, expected) {
    const isBetween = (share) => share !== undefined && share > 0 && share < 100;
    return reachable !== undefined && isBetween(weight) && isBetween(expected);
}
function targetOf(decision) {
    if (decision?.do === "shift")
        return decision.to;
    return decision?.do === "verify" || decision?.do === "record" ? decision.at : undefined;
}
function by(last, later) {
    if (last === undefined || !later)
        return "";
    return `: ${last.by}${last.run === undefined ? "" : ` by ${last.run}`} at ${new Date(last.at).toISOString()}`;
}
/** Says who did what, as far as the platform tells. */
function conflict({ step }, before, now, what, cause) {
    const failed = cause === undefined || cause.message === what ? [] : [cause.message];
    const reasons = [...(0,digest/* differences */.tX)(before.facts, now.facts), ...failed, ...(cause?.reasons ?? [])];
    return new errors/* DeliveryError */.VE("conflict", `Somebody else changed the rollout while ${step} was at work: ${what}`.replace(/([^.])$/, "$1."), {
        ...(cause?.id === undefined ? {} : { id: cause.id }),
        reasons,
        remedy: "This step stopped and left that as it is. Run `status` to see where the rollout stands now.",
        cause,
    });
}
function keyOf(wait) {
    return wait.once === true ? wait.kind : `${wait.kind} ${wait.summary}`;
}

// EXTERNAL MODULE: ./build/delivery/capacity.js
var delivery_capacity = __webpack_require__(4325);
// EXTERNAL MODULE: ./build/delivery/standing.js
var standing = __webpack_require__(7337);
;// CONCATENATED MODULE: ./build/delivery/goal.js


/**
 * What a finished step still lacks. Every call may have succeeded and the goal be missed all the same: somebody else was
 * at work, or the platform did not do what it said.
 *
 * @param begun where the rollout stood when the step was decided.
 * @returns what is missing, as sentences; empty when the step has reached its goal.
 */
function missing(intent, decision, begun, now) {
    if (decision.do === "nothing")
        return [];
    // What somebody else left behind meanwhile is not where a step may say that it is done. What does not suit in the
    // set-up itself is told of, and in the way of the steps that would build upon it.
    const { conflict } = now;
    const isTheirs = conflict !== undefined && begun.conflict === undefined && conflict.refusal.code !== "unsuitable";
    return isTheirs ? [conflict.refusal.message] : missingOf(intent, decision, begun, now);
}
function missingOf(intent, decision, begun, now) {
    switch (decision.do) {
        case "begin":
            return missingOfDeploy(decision.revision, now);
        case "resume":
            return missingOfDeploy(begun.rollout?.revision ?? "", now);
        case "shift":
            return decision.by === "rollback"
                ? missingOfRollback(intent, decision.to, begun, now)
                : missingOfMove(intent, decision.to, decision.by, now);
        case "verify":
            return missingOfMove(intent, decision.at, "shift", now);
        case "judge":
            return missingOfJudgement(decision.at, now);
        case "record":
            return missingOfMove(intent, decision.at, decision.by, now);
        case "restore":
            return keepsBlue(begun, now) ? missingOfRecord(now) : missingOfRollback(intent, 0, begun, now);
        case "remove":
            return missingOfTeardown(decision.side, begun, now);
    }
}
function missingOfDeploy(revision, now) {
    const { rollout, blue, green } = now;
    // A strategy without two sides ends with the new version in blue's place.
    if (rollout === undefined)
        return blue.current ? [] : [`${blue.name} does not run ${revision}.`];
    if (rollout.revision !== revision)
        return [`The rollout on record is of ${rollout.revision}, not of ${revision}.`];
    if (!green.current)
        return [`${green.name} does not run ${revision}.`];
    return green.state === "ready" ? [] : [`${green.name} is not healthy: ${green.reasons.join(", ") || green.state}.`];
}
/** Where instances make the weight it follows their health, which is watched by itself. */
function missingOfJudgement(at, { weight, reachable, green }) {
    const isShared = reachable !== undefined && weight !== undefined && weight > 0 && weight < 100;
    return weight === at || isShared ? [] : [`${green.name} has ${weight ?? "?"} % of the traffic, not ${at} %.`];
}
function missingOfMove({ rolloutId }, to, by, now) {
    const { weight, last, green } = now;
    if (weight !== to)
        return [`${green.name} has ${weight ?? "?"} % of the traffic, not ${to} %.`];
    if (by === "promote" && !(0,standing/* hasEverything */.UE)(now))
        return [`Only the cohort reaches ${green.name}.`];
    if (last === undefined)
        return ["The record of the switch is missing."];
    if (last.by !== by)
        return [`The last switch on record is a ${last.by}${last.run === undefined ? "" : ` of ${last.run}`}.`];
    if (last.run !== undefined && last.run !== rolloutId && last.verified === false) {
        return [`The weight was set again by ${last.run}.`];
    }
    return last.verified ? [] : ["The bake or traffic check is not on record as seen to its end."];
}
function missingOfRollback({ maxCapacityDeficit = 0 }, to, begun, now) {
    const [survivor, before] = to === 0 ? [now.blue, begun.blue] : [now.green, begun.green];
    // Who is blue may change when nothing is marked: it is who has the traffic.
    const serving = now.weight === 100 ? now.green : now.weight === 0 ? now.blue : undefined;
    if (serving?.name !== before.name)
        return [`${before.name} does not have 100 % of the traffic.`];
    if (to !== 0 || begun.rollout === undefined)
        return [];
    const { capacity, state, name, reasons } = survivor;
    if (state === "gone")
        return [`${name} is gone.`];
    if (capacity === undefined)
        return missingOfRecord(now);
    const needed = Math.min(capacity.want, begun.whole ?? capacity.want);
    if (capacity.have >= (needed === 0 ? 0 : (0,delivery_capacity/* unitsAccepted */.V)(needed, maxCapacityDeficit)))
        return missingOfRecord(now);
    return [`${name} has ${capacity.have} of ${capacity.want} healthy ${now.units}: ${reasons.join(", ")}`];
}
/** Without it the next `shift` would give green traffic again: a run that was cut off may have written over it. */
function missingOfRecord({ rollout, last, green }) {
    const needsNone = rollout === undefined || green.state === "gone";
    return needsNone || last?.by === "rollback" ? [] : ["The record of the rollback is missing."];
}
/**
 * Blue had the traffic already, and has it: one that was unhealthy before is not this step's to heal, and one that a
 * scaling policy makes larger meanwhile is not waited for.
 */
function keepsBlue({ blue: before }, { blue, weight }) {
    if (weight !== 0 || blue.name !== before.name)
        return false;
    const [had, has] = [before.capacity?.have ?? 0, blue.capacity?.have ?? 0];
    return before.state === "unhealthy" || (blue.state === "pending" && has >= Math.max(1, had));
}
function missingOfTeardown(side, begun, now) {
    const survivor = side === "blue" ? begun.green : begun.blue;
    if (now.rollout !== undefined && now.rollout.id === begun.rollout?.id)
        return ["The rollout is still on record."];
    if (now.rollout !== undefined)
        return [];
    return now.blue.name === survivor.name ? [] : [`${now.blue.name} serves, not ${survivor.name}.`];
}

// EXTERNAL MODULE: ./build/engine/timing.js
var timing = __webpack_require__(6665);
;// CONCATENATED MODULE: ./build/engine/settle.js






/**
 * The last look, on which the step's goal is judged. A reading that lags behind is given time; a rollback that finds
 * its goal missed gets a plan to repair it.
 *
 * @throws DeliveryError `conflict` when somebody else is seen to have moved the traffic, else `unsettled`.
 */
async function settle(platform, intent, again, last, tools) {
    const { clock, signal } = tools;
    const deadline = intent.now + intent.timeoutMs;
    const until = clock.now() + timing/* SETTLE_MS */.lR;
    let sight = await (0,engine_wait/* patiently */.d_)(deadline, tools, () => lastLook(platform, last, tools));
    for (;;) {
        const { decision, begun } = again;
        const lacks = decision === undefined ? [] : missing(intent, decision, begun.standing, sight.view.standing);
        if (lacks.length === 0)
            return { sight, repair: [] };
        if (intent.step === "rollback" && clock.now() < deadline) {
            const repair = again.judge(intent, sight, last.view);
            if (repair instanceof errors/* DeliveryError */.VE)
                throw repair;
            if (repair.length > 0)
                return { sight, repair };
        }
        const { last: moved, rollout } = sight.view.standing;
        const others = (moved !== undefined && moved.run !== intent.rolloutId && moved.at > (begun.standing.last?.at ?? 0)) ||
            (rollout !== undefined && intent.rollout !== undefined && rollout.id !== intent.rollout);
        if (others)
            throw conflict(intent, last.view, sight.view, lacks.join(" "));
        if (clock.now() > until) {
            throw new errors/* DeliveryError */.VE("unsettled", `${intent.step} made its changes, but did not reach its goal.`, {
                reasons: lacks,
                remedy: `Run \`status\` to see where the rollout stands, then \`${intent.step}\` again.`,
            });
        }
        await clock.sleep(engine_wait/* POLL_MS */.JO, signal);
        sight = await (0,engine_wait/* patiently */.d_)(deadline, tools, () => look(platform, tools));
    }
}
/** After a single switch only what it is judged by is read again; after anything else everything is. */
async function lastLook(platform, { seen, outdated }, tools) {
    if (outdated || platform.confirm === undefined)
        return look(platform, tools);
    const confirmed = await platform.confirm(seen);
    return { seen: confirmed, view: platform.view(confirmed), at: tools.clock.now() };
}

;// CONCATENATED MODULE: ./build/engine/run.js









/**
 * Runs one step: look → guard → plan, then change by change, looking and planning again after every wait and before
 * everything that moves traffic or destroys; at the end the goal is judged on a last look. A step trusts no look but
 * the last.
 *
 * @throws DeliveryError when a guard refuses (nothing was changed), a change fails, a wait times out, somebody else's
 * hand is seen (`conflict`), the goal is missed (`unsettled`), or the run is cancelled. The reporter has the last state
 * seen by then.
 */
async function runStep(platform, asked, options, tools) {
    const first = await look(platform, tools);
    const before = first.view;
    tools.reporter.report({ type: "observed", view: before });
    const tellAhead = (sight) => tools.reporter.report({ type: "ahead", ahead: aheadOf(platform, asked, sight) });
    const begun = begin(platform, asked, first, options, tools);
    const { intent, plan, gating, warnings } = await begun.catch((error) => {
        tellAhead(first);
        throw error;
    });
    tools.reporter.report({ type: "planned", step: intent.step, dryRun: options.dryRun, plan });
    for (const message of [...plan.warnings, ...warnings])
        tools.reporter.report({ type: "warning", message });
    const examines = intent.step === "status" && before.standing.rollout === undefined;
    const findings = examines ? await platform.diagnose?.(intent, first.seen) : undefined;
    if (findings !== undefined)
        tools.reporter.report({ type: "diagnosed", findings });
    if (options.dryRun || plan.changes.length === 0) {
        if (!options.dryRun)
            tellAhead(first);
        return { before, after: before, plan, changed: false };
    }
    const run = new StepRun(platform, intent, first, plan, tools, gating);
    try {
        const last = await run.toItsGoal();
        tools.reporter.report({ type: "settled", view: last.view });
        tellAhead(last);
        return { before, after: last.view, plan, changed: run.changed, verdict: gating?.seen };
    }
    catch (error) {
        const last = await run.tellWhatIs();
        if (last !== undefined)
            tellAhead(last);
        throw error;
    }
}
/** The plan as it was approved, and the gates asked before anything is touched. */
async function begin(platform, intent, first, { expectedState }, tools) {
    const plan = planAsApproved(platform, intent, first, expectedState);
    const gating = (0,engine_gating/* gatingOf */.oV)(platform, intent, first, plan, tools);
    if (gating === undefined)
        return { intent, plan, gating, warnings: (0,engine_gating/* unasked */.Wl)(intent, first.view, plan, tools) };
    const { mark, warnings } = await gating.begin(first, plan);
    const judged = { ...intent, gated: { mark } };
    return { intent: judged, plan: platform.plan(judged, first.seen), gating, warnings };
}
/** One full look. */
async function look(platform, { clock }) {
    const at = clock.now();
    const seen = await platform.observe();
    return { seen, view: platform.view(seen), at };
}
/**
 * The plan, if the state is the one that was approved. A step that has nothing left to do, or only to look, is let
 * through all the same: it is the approved one itself that changed the state, run again.
 *
 * @throws DeliveryError `drift`, before any other reason not to act.
 */
function planAsApproved(platform, intent, { seen, view }, expectedState) {
    const drift = expectedState === undefined ? undefined : (0,digest/* driftFrom */.mm)(expectedState, view.facts);
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
/** A step at work: its plan, what of it is done, and the last look. */
class StepRun {
    /** Whether anything was changed, as far as anybody can know. */
    changed = false;
    #platform;
    #tools;
    #again;
    #gating;
    #intent;
    #sight;
    #left;
    /** The last look is of before the last change. */
    #outdated = false;
    /** What was seen before the first change that moves traffic, and whether that was begun. */
    #before;
    #moving = false;
    #refused;
    constructor(platform, intent, first, plan, tools, gating) {
        this.#gating = gating;
        this.#platform = platform;
        this.#tools = tools;
        this.#intent = pinned(intent, first.view, plan);
        this.#sight = first;
        this.#before = first.view;
        this.#left = plan.changes;
        this.#again = new LookingAgain(platform, first.view, plan, tools);
    }
    /** @returns the last look, on which the goal was judged. */
    async toItsGoal() {
        for (;;) {
            for (let change = this.#left[0]; change !== undefined; change = this.#left[0])
                await this.#advance(change);
            const { sight, repair } = await settle(this.#platform, this.#intent, this.#again, this.#last(), this.#tools);
            this.#sight = sight;
            this.#outdated = false;
            if (repair.length === 0)
                return sight;
            this.#left = repair;
        }
    }
    /**
     * After a failure: outputs and summary tell what is, and `post` undoes unless the traffic is seen to be as before.
     *
     * @returns the look that holds; undefined: nobody knows.
     */
    async tellWhatIs() {
        const { signal, reporter, journal } = this.#tools;
        if (signal.aborted)
            return undefined;
        if (!this.changed && this.#refused === undefined)
            return this.#sight;
        try {
            const sight = await look(this.#platform, this.#tools);
            const { view } = sight;
            const same = isAsBefore(this.#before, view);
            // What is several calls is not without effect because its last one was refused: only a look can tell.
            if (this.#refused !== undefined && same)
                reporter.report({ type: "change-refused", change: this.#refused });
            if (this.#moving && same)
                await journal.end();
            reporter.report({ type: "settled", view });
            return sight;
        }
        catch {
            // The failure that led here is what the reader needs; the state is told as it was last seen.
            return undefined;
        }
    }
    async #advance(change) {
        const { clock, signal, reporter } = this.#tools;
        signal.throwIfAborted();
        // An answer of the gates takes its time: what it rests on is looked at again below.
        if (change.movesTraffic === true && change.waits !== true && !this.#moving) {
            await this.#gating?.mayMove(this.#sight);
        }
        const endangers = change.movesTraffic === true || change.destroys === true || change.claims === true;
        const isOld = endangers && change.waits !== true && clock.now() - this.#sight.at > timing/* FRESH_MS */.k3;
        // Gates judge by the weight and by what its move wrote down; machines of one fleet get theirs one by one.
        const isSwitched = this.#sight.view.standing.oneFleet !== true;
        const isJudged = change.bakes === true && this.#gating !== undefined && this.#outdated && isSwitched;
        if (isOld || isJudged) {
            await this.#lookAgain();
            if (this.#left[0] === undefined || !sameChange(this.#left[0], change))
                return;
        }
        const current = this.#left[0] ?? change;
        const began = clock.now();
        reporter.report({ type: "change-started", change: current });
        const doing = isApplied(current) ? this.#apply(current) : this.#wait(current);
        await doing.catch((error) => {
            throw current.rollsBack === true ? this.#halfDone(error) : error;
        });
        reporter.report({ type: "change-done", change: current, durationMs: clock.now() - began });
    }
    /** Neither side serves as it should: whatever the reason, the way back is the policy's. */
    #halfDone(error) {
        if (!(error instanceof errors/* DeliveryError */.VE) || error.code === "conflict" || this.#tools.signal.aborted)
            return error;
        const { id, reasons, remedy, verdict } = error;
        const rollout = this.#sight.view.standing.rollout?.id;
        return new errors/* DeliveryError */.VE(error.code, error.message, {
            reasons,
            verdict,
            rollout,
            rollsBack: true,
            cause: error,
            ...(id === undefined ? {} : { id }),
            ...(remedy === undefined ? {} : { remedy }),
        });
    }
    async #wait(wait) {
        const watch = wait.bakes === true ? this.#gating : undefined;
        const waiting = (0,engine_wait/* waitFor */.fm)(this.#platform, this.#intent, wait, this.#sight.seen, this.#tools, watch);
        const seen = await waiting.catch(async (error) => {
            throw await this.#causeOf(error);
        });
        this.#again.waited(wait);
        if (wait.movesTraffic === true)
            await this.#moved();
        this.#sight = { seen, view: this.#platform.view(seen), at: this.#sight.at };
        this.#tools.reporter.report({ type: "refreshed", view: this.#sight.view });
        this.#left = this.#left.slice(1);
        // The last look of all judges the goal: right before it another would tell nothing new.
        if (this.#left.length > 0)
            await this.#lookAgain();
        else
            this.#outdated = true;
    }
    /** What ended a wait: who took green's traffic away is the cause of what then looks unhealthy. */
    async #causeOf(error) {
        const ended = error instanceof errors/* DeliveryError */.VE && (error.code === "unhealthy" || error.code === "timeout");
        if (!ended || this.#tools.signal.aborted)
            return error;
        try {
            const { view } = await look(this.#platform, this.#tools);
            return this.#again.foreign(this.#intent, this.#sight.view, view, error) ?? error;
        }
        catch {
            return error;
        }
    }
    async #apply(change) {
        const { journal, clock } = this.#tools;
        if (change.movesTraffic === true && !this.#moving) {
            this.#moving = true;
            this.#before = this.#sight.view;
            await journal.begin({
                step: this.#intent.step,
                run: this.#intent.rolloutId,
                at: clock.now(),
                change: this.#platform.undo(this.#intent, this.#sight.seen),
            });
        }
        const readBack = await this.#platform.apply(change, this.#sight.seen).catch((error) => {
            if (error instanceof errors/* DeliveryError */.VE && error.noEffect)
                this.#refused = change;
            else
                this.changed = true;
            throw error;
        });
        this.changed = true;
        if (change.movesTraffic === true)
            await this.#moved();
        this.#left = this.#left.slice(1);
        if (change.claims === true)
            this.#intent = { ...this.#intent, holds: true };
        this.#again.changed();
        this.#outdated = readBack === undefined;
        if (readBack !== undefined)
            this.#sight = { ...this.#sight, seen: readBack, view: this.#platform.view(readBack) };
    }
    /** What follows the last move, a bake above all, may fail without the traffic going back by itself. */
    async #moved() {
        const wholly = this.#left.filter(({ movesTraffic }) => movesTraffic === true).length === 1;
        this.#again.moved(wholly);
        if (wholly)
            await this.#tools.journal.end();
    }
    async #lookAgain() {
        const { sight, left } = await this.#again.look(this.#intent, this.#sight.view);
        this.#sight = sight;
        this.#outdated = false;
        this.#left = left;
    }
    #last() {
        return { ...this.#sight, outdated: this.#outdated };
    }
}
/** The step goes on with the weight that it decided on and with the rollout that it saw, whatever comes. */
function pinned(intent, { standing }, { decision }) {
    const rollout = intent.rollout ?? (intent.step === "deploy" ? undefined : standing.rollout?.id);
    const weight = decision?.do === "shift" && intent.step === "shift" ? decision.to : intent.weight;
    const at = decision?.do === "verify" ? decision.at : weight;
    const bakeMs = decision?.do === "verify" ? decision.bakeMs : intent.bakeMs;
    return { ...intent, weight: at, bakeMs, ...(rollout === undefined ? {} : { rollout }) };
}
function isAsBefore(before, now) {
    const [one, other] = [before, now].map(({ standing: { weight, audience } }) => `${weight} ${audience}`);
    return one === other && JSON.stringify(before.facts) === JSON.stringify(now.facts);
}
function sameChange(one, other) {
    return one.kind === other.kind && one.summary === other.summary;
}


/***/ }),

/***/ 6665:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   YM: () => (/* binding */ CLAIM_WAIT_MS),
/* harmony export */   io: () => (/* binding */ LATE_EFFECT_MS),
/* harmony export */   k3: () => (/* binding */ FRESH_MS),
/* harmony export */   lR: () => (/* binding */ SETTLE_MS)
/* harmony export */ });
/**
 * The bounds on which claims rest. AWS's tags have no compare-and-swap, so a claim on them is Fischer's timed mutual
 * exclusion: read that nobody holds it, write your own mark, wait longer than any write based on an older reading may
 * have been under way, read again; only whose mark still stands goes on.
 *
 * For that every change that moves traffic, destroys, or claims begins at most `FRESH_MS` after the look that it rests
 * on was begun, or a new look is made right before it; and a claim is read again only `CLAIM_WAIT_MS` after it was written. The
 * difference is what a write may take. A write that takes longer, or a reading that lags behind (AWS gives no bound for
 * either), can still let two runs pass: so no claim is proof. It narrows the window; looks right before destruction and
 * goals judged at the end bound the damage.
 */
/** Milliseconds for which a look may be acted on. */
const FRESH_MS = 2_000;
/** Milliseconds after which a claim that still stands is one's own. */
const CLAIM_WAIT_MS = 3_000;
/** Milliseconds in which a call whose answer nobody waited for may still take effect. */
const LATE_EFFECT_MS = 3_000;
/** Milliseconds for which a finished step waits for a reading that lags behind, before its goal counts as missed. */
const SETTLE_MS = 15_000;


/***/ }),

/***/ 9814:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   JO: () => (/* binding */ POLL_MS),
/* harmony export */   d_: () => (/* binding */ patiently),
/* harmony export */   fm: () => (/* binding */ waitFor)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2386);
/* harmony import */ var _delivery_waits_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2799);
/* harmony import */ var _poll_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6202);
/* harmony import */ var _timing_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6665);





/** Milliseconds between two looks during a wait: sees a target turn healthy within a second, at a call a second. */
const POLL_MS = 1_500;
/** Milliseconds between two lines of log during a wait in which only counts change, and in which nothing does. */
const COUNTS_MS = 10_000;
const QUIET_MS = 30_000;
/** At most so many reasons of earlier looks are told again. */
const EARLIER_REASONS = 5;
/**
 * Looks until a wait is over.
 *
 * @param watch what else has a say in whether it is: the gates of a bake.
 * @returns what the last look saw.
 * @throws DeliveryError `unhealthy` when it can never be over, `timeout` when the step's time is.
 */
async function waitFor(platform, intent, wait, start, tools, watch) {
    const { clock, signal, reporter } = tools;
    const began = clock.now();
    const deadline = intent.now + intent.timeoutMs;
    let seen = start;
    const progressLog = new ProgressLog();
    const reported = new Set();
    for (let number = 1;; number += 1) {
        const last = clock.now() + POLL_MS > deadline;
        const looked = await patiently(deadline, tools, () => lookFor(platform, wait, seen, { number, since: began, thorough: last }, clock));
        seen = looked.seen;
        const own = looked.progress;
        const progress = watch === undefined ? own : await watch.progress(own, seen, { since: began, last });
        if (progress.state === "done") {
            if (progress.warning !== undefined)
                reporter.report({ type: "warning", message: progress.warning });
            return seen;
        }
        reporter.report({ type: "refreshed", view: platform.view(seen) });
        if (progress.state === "impossible") {
            const { because, reasons, remedy = REMEDIES[intent.step], code = "unhealthy", rollsBack = false } = progress;
            const rollout = rollsBack ? platform.view(seen).standing.rollout?.id : undefined;
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE(code, because, { reasons, remedy, rollsBack, rollout });
        }
        const now = clock.now();
        if (progressLog.isDue(progress, now)) {
            reporter.report({ type: "waiting", change: wait, progress, sinceMs: now - began });
        }
        if (last)
            throw timedOut(progress, reported, intent);
        for (const reason of progress.reasons)
            reported.add(uncounted(reason));
        await clock.sleep(POLL_MS, signal);
    }
}
/** Of a wait for time alone nothing is read but what a bake is about: the weight. */
async function lookFor(platform, wait, before, look, clock) {
    if ((0,_delivery_waits_js__WEBPACK_IMPORTED_MODULE_2__/* .isTimed */ ._Y)(wait)) {
        const read = () => (platform.confirm === undefined ? platform.observe() : platform.confirm(before));
        const seen = wait.kind === "bake" ? await read() : before;
        const times = { since: look.since, now: clock.now(), claimMs: _timing_js__WEBPACK_IMPORTED_MODULE_3__/* .CLAIM_WAIT_MS */ .YM };
        return { seen, progress: (0,_delivery_waits_js__WEBPACK_IMPORTED_MODULE_2__/* .timedProgress */ .jW)(wait, times, platform.view(seen).standing) };
    }
    const asked = wait;
    const seen = await platform.refresh(asked, before, look);
    return { seen, progress: platform.settled(asked, seen) };
}
/** What of a wait is worth a line: a new reason at once, new counts every ten seconds, the same ones now and then. */
class ProgressLog {
    #told = new Set();
    #last = "";
    #at = 0;
    isDue({ for: what, have, want, reasons }, now) {
        const line = `${what} ${have}/${want} ${reasons.join()}`;
        // Numbers in a reason are counts too, and one machine is as good an example as another: only words make it a new one.
        const words = [what, ...reasons].map((text) => text.replace(/\bi-[\da-f]+\b|\d+/g, "0"));
        const isNews = words.some((text) => !this.#told.has(text));
        if (!isNews && now - this.#at < (line === this.#last ? QUIET_MS : COUNTS_MS))
            return false;
        for (const text of words)
            this.#told.add(text);
        this.#last = line;
        this.#at = now;
        return true;
    }
}
/** One look. A passing fault of the platform is a reason to look again, not to fail; a refusal is not. */
async function patiently(deadline, { clock, signal, reporter }, look) {
    return (0,_poll_js__WEBPACK_IMPORTED_MODULE_4__/* .retry */ .L)({ clock, signal, pauseMs: POLL_MS, until: deadline }, (error) => error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE && error.transient, look, (error) => reporter.report({ type: "warning", message: `${(0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .errorMessage */ .gJ)(error)} It is tried again.` }));
}
/** What helps when a wait ends without its goal and the platform knows nothing better. */
const REMEDIES = {
    deploy: "Run `deploy` again to go on waiting, perhaps with a longer `timeout`; or `rollback`, then `teardown`, to give green up.",
    verify: "Run `verify` again once green is healthy, or `rollback`.",
    rollout: "Run `rollout` again once green is healthy, or `rollback`.",
    shift: "Run `shift` again once green is healthy, or `rollback`.",
    promote: "Run `promote` again once green is healthy, or `rollback`.",
    rollback: "Run `rollback` again to go on waiting for blue, perhaps with a longer `timeout`; `promote` gives green everything.",
    teardown: "Run `teardown` again to go on from here, perhaps with a longer `timeout`.",
    status: "Run `status` again.",
    setup: "Run `setup` again.",
};
/** With the reasons of this look, and those of earlier ones: what was unhealthy may have been replaced a moment ago. */
function timedOut(progress, reported, { step, timeoutMs }) {
    const message = `After ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(timeoutMs)} (timeout): ${progress.for}: ${progress.have} of ${progress.want}.`;
    const now = new Set(progress.reasons.map(uncounted));
    const earlier = [...reported].filter((reason) => !now.has(reason)).slice(-EARLIER_REASONS);
    return new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .DeliveryError */ .VE("timeout", message, {
        reasons: [...progress.reasons, ...earlier.map((reason) => `earlier: ${reason}`)],
        remedy: progress.remedy ?? REMEDIES[step],
    });
}
/** `2 × target unhealthy` and `1 × target unhealthy` are one reason. */
function uncounted(reason) {
    return reason.replace(/^\d+ × /, "");
}


/***/ }),

/***/ 2659:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J: () => (/* binding */ leastBakeMs),
/* harmony export */   k: () => (/* binding */ INTEGRATION_TIMEOUT_MS)
/* harmony export */ });
/* harmony import */ var _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4300);
/* harmony import */ var _window_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7599);


/**
 * Milliseconds after which API Gateway ends an integration unless its quota was raised ("Amazon API Gateway quotas", REST
 * APIs). A function counts a call in the minute in which it began, once it has ended.
 */
const INTEGRATION_TIMEOUT_MS = 29_000;
/** Milliseconds after a minute's end until the counts of a platform's own source can be relied on. */
const OWN_DELAYS = {
    ec2: 120_000,
    "api-gateway": 120_000,
    nginx: 10_000,
    // And the timeout of the function, which only a look at it tells.
    lambda: 120_000,
};
/** Milliseconds for which a weight has to stay at least until a comparison can judge it; 0 where nothing is compared. */
function leastBakeMs({ compare, settings, metrics }, platform) {
    return compare === "off" ? 0 : (0,_window_js__WEBPACK_IMPORTED_MODULE_0__/* .bakeFor */ .XA)(_window_js__WEBPACK_IMPORTED_MODULE_0__/* .MIN_JUDGED_MINUTES */ .L, settings.settleMinutes, delayOf(metrics, platform));
}
function delayOf(metrics, platform) {
    switch (metrics?.by) {
        case undefined:
            return OWN_DELAYS[platform];
        case "lambda":
            return OWN_DELAYS[platform] + INTEGRATION_TIMEOUT_MS;
        case "prometheus":
        case "command":
            return _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_1__/* .MINUTE_MS */ .kg;
    }
}


/***/ }),

/***/ 5722:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kh: () => (/* binding */ alphaPerTest),
/* harmony export */   Vh: () => (/* binding */ testsOf),
/* harmony export */   zY: () => (/* binding */ DEFAULTS)
/* harmony export */ });
const DEFAULTS = {
    compare: true,
    clientErrors: false,
    alpha: 0.05,
    beta: 0.05,
    tolerance: 1.25,
    maxRatio: 2,
    minErrors: 4,
    confirmMinutes: 2,
    settleMinutes: 2,
};
/** The tests that the settings ask for, counted once, before the start. Alarms are no statistics and take no share. */
function testsOf(settings) {
    const { compare, clientErrors, maxErrorRate, latencyThresholdMs, maxSlowRate } = settings;
    const tests = [];
    if (compare)
        tests.push({ metric: "errors", by: "comparison" });
    if (maxErrorRate !== undefined)
        tests.push({ metric: "errors", by: "limit", limit: maxErrorRate });
    if (compare && clientErrors)
        tests.push({ metric: "client-errors", by: "comparison" });
    if (latencyThresholdMs !== undefined) {
        if (compare)
            tests.push({ metric: "slow", by: "comparison" });
        if (maxSlowRate !== undefined)
            tests.push({ metric: "slow", by: "limit", limit: maxSlowRate });
    }
    return tests;
}
/** Each test's share of α. */
function alphaPerTest(settings) {
    return settings.alpha / Math.max(1, testsOf(settings).length);
}


/***/ }),

/***/ 2665:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   D8: () => (/* binding */ labelFault),
/* harmony export */   G0: () => (/* binding */ selectorFault),
/* harmony export */   Iz: () => (/* binding */ bucketsQuery),
/* harmony export */   Lq: () => (/* binding */ boundsFor),
/* harmony export */   VB: () => (/* binding */ SAME_LABELS),
/* harmony export */   cT: () => (/* binding */ withBuckets),
/* harmony export */   resolveQueries: () => (/* binding */ resolveQueries)
/* harmony export */ });
const INPUTS = {
    requests: "prometheus-requests",
    errors: "prometheus-errors",
    clientErrors: "prometheus-client-errors",
    latencyHistogram: "prometheus-latency-histogram",
};
const SIDE = /\{\{\s*side\s*\}\}/g;
const EXAMPLE = `${INPUTS.requests}: http_requests_total{version="{{side}}"}`;
/** Fills the sides' label values in, or says which inputs are invalid: an empty value would select everything, or nothing. */
function resolveQueries(selectors, labels) {
    const names = Object.keys(INPUTS);
    const mistakes = [...labelMistakes(labels), ...names.flatMap((name) => selectorMistakes(name, selectors[name]))];
    if (mistakes.length > 0)
        return { mistakes };
    const fill = (label) => {
        const filled = names.flatMap((name) => {
            const selector = selectors[name];
            return selector === undefined ? [] : [[name, selector.trim().replaceAll(SIDE, () => label)]];
        });
        return { requests: "", errors: "", ...Object.fromEntries(filled) };
    };
    return { queries: { green: fill(labels.green), blue: fill(labels.blue) } };
}
function labelMistakes({ green, blue }) {
    const mistakes = Object.entries({ "green-label": green, "blue-label": blue }).flatMap(([input, given]) => {
        const problem = labelFault(given);
        return problem === undefined ? [] : [{ input, given, problem }];
    });
    if (mistakes.length > 0 || green !== blue)
        return mistakes;
    return [{ input: "green-label", given: green, problem: SAME_LABELS }];
}
/** Said of green's label when blue has the same. */
const SAME_LABELS = "is the label of blue too: both sides would be the same.";
/** Why a text cannot be a side's label value, as the end of a sentence; undefined: it can. */
function labelFault(given) {
    if (given.trim() === "")
        return "is empty: `{{side}}` would not tell the sides apart.";
    // Nothing that ends a string or means something in a pattern but the dot, which version numbers have.
    return /^[\w.:/@-]+$/.test(given) ? undefined : "has characters other than letters, digits and `_ . : / @ -`.";
}
function selectorMistakes(name, given) {
    const problem = given === undefined ? undefined : selectorFault(given, name === "latencyHistogram");
    if (given === undefined || problem === undefined)
        return [];
    return [{ input: INPUTS[name], given, problem, example: EXAMPLE }];
}
/** Why a text cannot be a selector for either side, as the end of a sentence; undefined: it can. */
function selectorFault(given, histogram) {
    const rest = given.replaceAll(SIDE, "");
    if (rest === given)
        return "has no `{{side}}`: both sides would count the same series.";
    const left = /\{\{.*?\}\}/.exec(rest)?.[0];
    if (left !== undefined)
        return `has ${left}, which is not known: only \`{{side}}\` is.`;
    const call = /\b(rate|irate|increase|delta|idelta)\s*\(/.exec(given)?.[1];
    if (call !== undefined)
        return `has ${call}(): give the counter itself, it is subtracted exactly here.`;
    const plain = /^[A-Za-z_:][\w:]*\{[^}]*(?:\{\{[^}]*\}\}[^}]*)*\}$/.test(given.trim());
    return histogram && !plain ? "is not the plain selector of a histogram's buckets: `name_bucket{…}`." : undefined;
}
/** The selector with one more condition: some of the buckets. */
function withBuckets(selector, bounds) {
    // A dot and a plus mean something in a pattern; in brackets they need no escape in a string.
    const pattern = bounds.map((bound) => bound.replaceAll(/[.+]/g, (sign) => `[${sign}]`)).join("|");
    return `${selector.slice(0, -1).replace(/,\s*$/, "")},le=~"${pattern}"}`;
}
/** Which buckets a histogram had within the last hour, as a query. */
function bucketsQuery(selector) {
    return `count by (le) (last_over_time(${selector}[1h]))`;
}
/**
 * Finds the bucket whose upper bound is the threshold, however it is written: `0.5`, `5e-01`.
 *
 * @param bounds the values of `le`, in seconds.
 */
function boundsFor(thresholdMs, bounds) {
    const all = bounds.filter((bound) => Number(bound.replace("Inf", "Infinity")) === Number.POSITIVE_INFINITY);
    const quick = bounds.filter((bound) => Math.abs(Number(bound) * 1_000 - thresholdMs) < 1e-6);
    if (all.length === 0)
        return { fault: "`prometheus-latency-histogram` has no bucket `+Inf`: is it a histogram?" };
    if (quick.length > 0)
        return { quick, all };
    const known = bounds
        .filter((bound) => !all.includes(bound))
        .sort((one, other) => Number(one) - Number(other))
        .map((bound) => `${Number(bound) * 1_000}ms`);
    return { fault: `\`latency-threshold\` ${thresholdMs}ms is no bucket of the histogram; it has ${known.join(", ")}` };
}


/***/ }),

/***/ 7599:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ MIN_JUDGED_MINUTES),
/* harmony export */   Ou: () => (/* binding */ windowOf),
/* harmony export */   PK: () => (/* binding */ historySpan),
/* harmony export */   XA: () => (/* binding */ bakeFor),
/* harmony export */   c$: () => (/* binding */ spanToRead),
/* harmony export */   i_: () => (/* binding */ minutesJudgedIn)
/* harmony export */ });
/* harmony import */ var _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4300);

/** How far back a rollout is looked at: CloudWatch keeps minutes for 15 days. */
const KEPT_MINUTES = 15 * 24 * 60;
const DAY_MINUTES = 24 * 60;
/** Judged minutes that a weight must have before it is left, where green is compared: whatever its bake time. */
const MIN_JUDGED_MINUTES = 2;
/** What a source is asked for at a look: all minutes since the first change of the weight, with the running one. */
function spanToRead({ changes, now }) {
    const first = changes[0];
    if (first === undefined)
        return undefined;
    return { from: firstMinute(first.at, now), to: (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .minuteOf */ .iA)(now) + _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg };
}
/** The day before the rollout: what is usual for the service. */
function historySpan(start) {
    return { from: (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .minuteOf */ .iA)(start) - DAY_MINUTES * _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg, to: (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .minuteOf */ .iA)(start) };
}
function firstMinute(start, now) {
    return Math.max((0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .minuteOf */ .iA)(start), (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .minuteOf */ .iA)(now) - KEPT_MINUTES * _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg);
}
/** Tells which minutes since the first change of the weight are judged, and why the others are not. */
function windowOf(minutes, rule) {
    const first = rule.changes[0];
    if (first === undefined)
        return { judged: [], leftOut: [] };
    const byStart = new Map(minutes.map((minute) => [minute.at, minute]));
    const judged = [];
    const leftOut = [];
    for (let at = firstMinute(first.at, rule.now); at <= (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .minuteOf */ .iA)(rule.now); at += _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg) {
        const minute = byStart.get(at);
        const weight = rule.changes.findLast((change) => change.at <= at)?.weight ?? 0;
        const reason = reasonToLeaveOut(at, weight, minute, rule);
        if (reason === undefined && minute !== undefined)
            judged.push({ ...minute, weight });
        else if (reason !== undefined)
            note(leftOut, at, reason);
    }
    return { judged, leftOut };
}
function reasonToLeaveOut(at, weight, minute, { changes, settleMinutes, delayMs, now }) {
    const shifted = changes.some((change) => {
        const since = at - (0,_delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .minuteOf */ .iA)(change.at);
        return since >= 0 && since <= settleMinutes * _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg;
    });
    if (shifted)
        return "just-shifted";
    if (weight === 0)
        return "off";
    if (at + _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg + delayMs > now)
        return "not-complete";
    if (minute === undefined)
        return "no-data";
    return minute.complete ? undefined : "not-complete";
}
function note(leftOut, at, reason) {
    const last = leftOut.at(-1);
    if (last?.reason === reason && last.to === at - _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg)
        last.to = at;
    else
        leftOut.push({ reason, from: at, to: at });
}
/**
 * How many minutes a bake is sure to have judged at its end.
 *
 * @param bakeMs how long the weight stays.
 */
function minutesJudgedIn(bakeMs, settleMinutes, delayMs) {
    return Math.max(0, Math.floor((bakeMs - delayMs) / _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg) - settleMinutes - 1);
}
/** How long a weight has to stay until so many of its minutes can be judged, in milliseconds. The inverse. */
function bakeFor(judgedMinutes, settleMinutes, delayMs) {
    return (judgedMinutes + settleMinutes + 1) * _delivery_shifts_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE_MS */ .kg + delayMs;
}


/***/ }),

/***/ 8691:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dx: () => (/* binding */ openMethods),
/* harmony export */   GJ: () => (/* binding */ MAX_OPENAPI_BYTES),
/* harmony export */   RH: () => (/* binding */ integrationsOf),
/* harmony export */   dc: () => (/* binding */ backendsOf),
/* harmony export */   wy: () => (/* binding */ mentions)
/* harmony export */ });
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
    if (backends.length === 0)
        return "has no method: API Gateway deploys no API without one.";
    return [...backends, ...authorizersOf(document)];
}
/** The functions of Lambda authorizers, which security schemes name ("x-amazon-apigateway-authorizer object"). */
function authorizersOf(document) {
    const components = isMap(document.components) ? document.components.securitySchemes : undefined;
    const schemes = components ?? document.securityDefinitions;
    return Object.values(isMap(schemes) ? schemes : {}).flatMap((scheme) => {
        const given = isMap(scheme) ? scheme["x-amazon-apigateway-authorizer"] : undefined;
        if (!isMap(given) || typeof given.authorizerUri !== "string")
            return [];
        const credentials = typeof given.authorizerCredentials === "string" ? given.authorizerCredentials : undefined;
        return [{ verb: "", path: "", uri: given.authorizerUri, credentials, authorizer: true }];
    });
}
/** Every integration of an exported document, as it is put. */
function integrationsOf(document) {
    const paths = isMap(document) && isMap(document.paths) ? document.paths : {};
    return Object.entries(paths).flatMap(([path, item]) => Object.entries(isMap(item) ? item : {}).flatMap(([key, operation]) => {
        const verb = VERBS.get(key);
        const integration = isMap(operation) ? operation["x-amazon-apigateway-integration"] : undefined;
        if (verb === undefined || !isMap(integration))
            return [];
        const { type = "", httpMethod = "", uri = "" } = integration;
        return [{ verb, path, type: String(type).toUpperCase(), httpMethod: String(httpMethod), uri: String(uri) }];
    }));
}
/** The methods of an exported document that everybody may call: `GET /pets`. */
function openMethods(document) {
    const paths = isMap(document) && isMap(document.paths) ? document.paths : {};
    return Object.entries(paths).flatMap(([path, item]) => Object.entries(isMap(item) ? item : {}).flatMap(([key, operation]) => {
        const verb = VERBS.get(key);
        if (verb === undefined || !isMap(operation))
            return [];
        const { security, "x-amazon-apigateway-auth": auth } = operation;
        return (Array.isArray(security) && security.length > 0) || auth !== undefined ? [] : [`${verb} ${path}`];
    }));
}
/**
 * Whether a file in JSON or YAML has a key of API Gateway's own. The names are unlike anything else that stands in such a
 * document; lines that YAML takes for comments do not count.
 */
function mentions(body, key) {
    const lines = body.split("\n").filter((line) => !line.trimStart().startsWith("#"));
    return new RegExp(`(?:^|[{,\\s])["']?${key}["']?\\s*:`, "m").test(lines.join("\n"));
}
function isMap(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}


/***/ }),

/***/ 3674:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bk: () => (/* binding */ judgeVariables),
/* harmony export */   D: () => (/* binding */ isBasePath),
/* harmony export */   DZ: () => (/* binding */ isVariable),
/* harmony export */   K7: () => (/* binding */ judgeMapping),
/* harmony export */   OI: () => (/* binding */ DROPPABLE),
/* harmony export */   be: () => (/* binding */ judgeStages),
/* harmony export */   cV: () => (/* binding */ SHUTTING_OUT),
/* harmony export */   n: () => (/* binding */ judgeIntegrations),
/* harmony export */   yV: () => (/* binding */ judgeRestApi)
/* harmony export */ });
/* harmony import */ var _partitions_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6312);

/** What a file may take away from the API, by the words of `allow-dropping`. */
const DROPPABLE = ["policy", "authorizers", "binary-types", "minimum-compression"];
/** Differences between two stages that may shut users out, by the words of `allow-differences`. */
const SHUTTING_OUT = ["throttling", "usage-plans", "waf"];
/** The id of a REST API (observed; the service documents no form). */
const REST_API = /^[a-z0-9]{6,20}$/;
/** "Stage names can only contain alphanumeric characters, hyphens, and underscores. Maximum length is 128 characters." */
const STAGE = /^[\w-]{1,128}$/;
const DOMAIN = /^(?=.{1,253}$)(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/;
/** API Gateway developer guide, "API mappings": letters, digits and `$-_.+!*'()/`; one level for REST mappings. */
const BASE_PATH = /^[A-Za-z0-9$\-_.+!*'()]{1,300}$/;
/** Lambda API reference: a function's ARN, with a version or an alias; stage variables may stand in it. */
const LAMBDA_ARN = /^arn:(aws[a-z-]*):lambda:([a-z0-9-]+):\d{12}:function:(?:[\w-]|\$\{stageVariables\.\w{1,64}\}){1,256}(?::(?:[\w$-]|\$\{stageVariables\.\w{1,64}\}){1,256})?$/;
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
/** Base paths as `allow-mappings` names them. */
function isBasePath(given) {
    return given === "(none)" || BASE_PATH.test(given);
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
        const [, verb, path, given = line] = /^([A-Za-z]+)\s+(\/\S*)\s*=\s*(\S+)$/.exec(line) ?? [];
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
        const [, partition, elsewhere] = LAMBDA_ARN.exec(given) ?? [];
        const own = (0,_partitions_js__WEBPACK_IMPORTED_MODULE_0__/* .partitionOf */ .i)(region);
        if (partition !== undefined && region !== "" && partition !== own) {
            const problem = `is in the partition ${partition}, but the region ${region} belongs to ${own}.`;
            mistakes.push(mistake("integration", problem, line));
        }
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
/** Whether API Gateway takes a stage variable of this name and value. */
function isVariable(name, value) {
    return VARIABLE_NAME.test(name) && VARIABLE_VALUE.test(value);
}
function mistake(input, problem, given) {
    return { input, given, problem, example: EXAMPLES[input] };
}


/***/ }),

/***/ 7060:
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

/***/ 1214:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ consoleLink),
/* harmony export */   u: () => (/* binding */ linkTo)
/* harmony export */ });
/* harmony import */ var _partitions_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6312);

/** Where AWS's console shows a resource. Pure; parts of any origin are percent-encoded. */
/** The partitions whose console can be reached from the internet (AWS General Reference, "AWS service endpoints"). */
const HOSTS = {
    aws: "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-eusc": "console.amazonaws-eusc.eu",
};
/** Undefined in a partition whose console has no address that everybody has. */
function consoleLink(region, page) {
    const host = HOSTS[(0,_partitions_js__WEBPACK_IMPORTED_MODULE_0__/* .partitionOf */ .i)(region)];
    return host === undefined ? undefined : `https://${region}.${host}/${pathOf(region, page)}`;
}
function pathOf(region, page) {
    const ec2 = `ec2/home?region=${region}#`;
    if ("listener" in page)
        return `${ec2}ELBListenerV2:listenerArn=${arnText(page.listener)}`;
    if ("targetGroup" in page)
        return `${ec2}TargetGroup:targetGroupArn=${arnText(page.targetGroup)}`;
    if ("autoScalingGroup" in page)
        return `${ec2}AutoScalingGroupDetails:id=${encoded(page.autoScalingGroup)}`;
    if ("restApi" in page) {
        const id = encoded(page.restApi);
        return `apigateway/main/apis/${id}/stages?api=${id}&region=${region}`;
    }
    if ("lambdaFunction" in page)
        return `lambda/home?region=${region}#/functions/${encoded(page.lambdaFunction)}`;
    return `cloudwatch/home?region=${region}#alarmsV2:alarm/${encoded(page.alarm)}`;
}
function encoded(name) {
    return encodeURIComponent(wellFormed(name));
}
/** Half of a pair of UTF-16 cannot be encoded. */
function wellFormed(text) {
    return text.replace(/\p{Cs}/gu, "\ufffd");
}
/** With its colons, as the console writes it; two of them in a row are in no ARN that has a page. */
function arnText(arn) {
    return encodeURI(wellFormed(arn)).replace(/::/g, "%3A%3A");
}
/** A link as a view has it; none where the console has no address. */
function linkTo(region, what, name, page) {
    const url = consoleLink(region, page);
    return url === undefined ? [] : [{ what, name, url }];
}


/***/ }),

/***/ 9111:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AY: () => (/* binding */ templateKey),
/* harmony export */   Ne: () => (/* binding */ IMAGE_TAG),
/* harmony export */   oF: () => (/* binding */ ASIDE_TAG),
/* harmony export */   vz: () => (/* binding */ sourceOf)
/* harmony export */ });
/** The tags of an image and its snapshots, beside `TAG.rollout` and `TAG.revision`. */
const IMAGE_TAG = {
    /** The instance that it was made of. */
    source: "progressive-delivery:source-instance",
    /** The launch template that it was made for: whose images `keep-images` counts. */
    template: "progressive-delivery:launch-template",
};
/** On the instance, while it is out of service for its image: the rollout. Where it was registered is noted beside it. */
const ASIDE_TAG = "progressive-delivery:image-for";
/** What a launch template is known by for as long as it is there; a mixed instances policy may tell its name alone. */
function templateKey({ id, name }) {
    return id === "" ? name : id;
}
/** Of what instance a deploy makes its image; undefined: it makes none. */
function sourceOf(revision) {
    return revision?.kind === "template" ? revision.source : undefined;
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

/***/ 9718:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ef: () => (/* binding */ judgeTargetGroupNames),
/* harmony export */   Td: () => (/* binding */ judgeTargetGroups),
/* harmony export */   Us: () => (/* binding */ judgeRoutes),
/* harmony export */   ZG: () => (/* binding */ parseRoute),
/* harmony export */   fS: () => (/* binding */ ANY_REVISION),
/* harmony export */   hi: () => (/* binding */ describeRevision),
/* harmony export */   y6: () => (/* binding */ judgeGroups)
/* harmony export */ });
/** In place of the version that only a deploy knows: it inherits everything and is no image that could be asked for. */
const ANY_REVISION = {
    kind: "template",
    imageId: undefined,
    userData: undefined,
    userDataHash: undefined,
};
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
    return [...mistakes, ...judgeTargetGroupNames(names, region)];
}
/** Whether each is the name or the ARN of a target group in this region. */
function judgeTargetGroupNames(names, region) {
    const mistakes = [];
    const example = "target-groups: web-blue, web-green";
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
/**
 * `image-id=ami-0abc user-data=sha256:0123456789ab`: what the revision tag holds and people read. Of an image that is
 * yet to be made, `source-instance=i-0abc`.
 */
function describeRevision(revision) {
    if (revision.kind === "version")
        return `launch-template-version=${revision.version}`;
    const parts = [];
    if (revision.imageId !== undefined)
        parts.push(`image-id=${revision.imageId}`);
    else if (revision.source !== undefined)
        parts.push(`source-instance=${revision.source.instanceId}`);
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
/* harmony export */   Nl: () => (/* binding */ commandOf),
/* harmony export */   PL: () => (/* binding */ cohortSource),
/* harmony export */   Rr: () => (/* binding */ parsePath),
/* harmony export */   X_: () => (/* binding */ parseSite),
/* harmony export */   bB: () => (/* binding */ SECRET),
/* harmony export */   gI: () => (/* binding */ PATH),
/* harmony export */   kj: () => (/* binding */ parseStickiness),
/* harmony export */   mq: () => (/* binding */ URL_PATH),
/* harmony export */   p5: () => (/* binding */ UNIT),
/* harmony export */   pY: () => (/* binding */ parseCohort),
/* harmony export */   sP: () => (/* binding */ REVISION),
/* harmony export */   uq: () => (/* binding */ APP)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

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
/** How a process is started and stopped, as a fingerprint: the words themselves may hold secrets. */
function commandOf({ supervisor }) {
    if (supervisor === undefined)
        return null;
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)("sha256").update(JSON.stringify(supervisor)).digest("hex").slice(0, 12);
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


/***/ }),

/***/ 6312:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ partitionOf)
/* harmony export */ });
/** The partitions that are not `aws`, by how the names of their regions begin (AWS SDKs, partitions.json). */
const PARTITIONS = [
    ["cn-", "aws-cn"],
    ["us-gov-", "aws-us-gov"],
    ["us-iso-", "aws-iso"],
    ["us-isob-", "aws-iso-b"],
    ["eu-isoe-", "aws-iso-e"],
    ["us-isof-", "aws-iso-f"],
    ["eusc-", "aws-eusc"],
];
/** The partition that a region belongs to: `aws` in most. */
function partitionOf(region) {
    return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
}


/***/ })

};
