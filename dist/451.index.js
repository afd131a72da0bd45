export const id = 451;
export const ids = [451];
export const modules = {

/***/ 3451:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  main: () => (/* binding */ main)
});

// EXTERNAL MODULE: ./build/delivery/digest.js
var digest = __webpack_require__(4401);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/delivery/outlook.js
var outlook = __webpack_require__(8442);
// EXTERNAL MODULE: ./build/engine/clock.js
var engine_clock = __webpack_require__(2173);
// EXTERNAL MODULE: ./build/action/cancel.js
var action_cancel = __webpack_require__(7965);
// EXTERNAL MODULE: ./build/action/command-files.js
var command_files = __webpack_require__(6632);
// EXTERNAL MODULE: ./build/action/deployments.js
var deployments = __webpack_require__(7283);
// EXTERNAL MODULE: ./build/action/failure.js
var failure = __webpack_require__(5541);
// EXTERNAL MODULE: ./build/action/job.js
var job = __webpack_require__(7712);
// EXTERNAL MODULE: ./build/action/journal.js
var action_journal = __webpack_require__(2100);
// EXTERNAL MODULE: ./build/action/log.js
var log = __webpack_require__(4173);
// EXTERNAL MODULE: ./build/delivery/ramp.js
var delivery_ramp = __webpack_require__(581);
;// CONCATENATED MODULE: ./build/action/outputs.js



const HOUR_MS = 3_600_000;
/**
 * Every output of action.yml, whatever happened: a step that failed before it saw anything leaves those empty that it
 * cannot know.
 */
function outputsOf(result, summaryMarkdown) {
    const { log } = result;
    const view = log.now;
    const ramp = result.inputs?.ramp ?? delivery_ramp/* AT_ONCE */.Qd;
    const text = (value) => (value === undefined ? "" : String(value));
    const expiresAfterMs = result.inputs?.alerts.expiresAfterMs ?? Number.POSITIVE_INFINITY;
    const idle = view === undefined ? undefined : (0,outlook/* idleFleet */.DJ)(view);
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
        "ready-to-promote": String(view !== undefined && (0,outlook/* readyToPromote */.ZP)(view)),
        "next-step": view === undefined ? "" : (0,outlook/* nextStep */.sk)(view, ramp),
        "next-weight": view === undefined ? "" : text((0,outlook/* nextWeight */.gJ)(view, ramp)),
        "rollout-id": view?.rollout?.id ?? "",
        "state-digest": view === undefined ? "" : (0,digest/* digest */.br)(view.facts),
        "safe-teardown-at": view?.safeTeardownAt === undefined ? "" : new Date(view.safeTeardownAt).toISOString(),
        expired: view === undefined ? "" : String((0,outlook/* isExpired */._d)(view, expiresAfterMs, view.standing.now)),
        "idle-instances": text(idle?.instances),
        "idle-instance-hours": idle?.ms === undefined ? "" : ((idle.instances * idle.ms) / HOUR_MS).toFixed(1),
        "preview-url": view?.green === undefined ? "" : (view.preview?.url ?? ""),
        plan: JSON.stringify(log.planned),
        "summary-markdown": summaryMarkdown,
    };
    return { ...outputs, result: JSON.stringify(resultOf(result, outputs)) };
}
/** The whole as one JSON object: the outputs, both sides, what was done, the error. */
function resultOf({ inputs, log, error, gates }, outputs) {
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
        findings: log.findings,
        differences: log.now?.differences,
        gates: gates?.numbers(),
        planned: log.planned,
        done: log.done,
        warnings: log.warnings,
        error: error === undefined
            ? undefined
            : { code: error.code, id: error.id, message: error.message, reasons: error.reasons, remedy: error.remedy },
    };
}
/** What ends these badly is green; a rollback or a teardown waits for other things too. */
const JUDGING = ["deploy", "shift", "verify", "promote", "rollout"];
function verdictOf({ inputs, log, error }) {
    // A step that timed out before it saw anything says nothing of green.
    const unfit = error?.code === "unhealthy" || (error?.code === "timeout" && log.now !== undefined);
    if (error?.verdict !== undefined)
        return error.verdict;
    if (unfit && JUDGING.includes(inputs?.step))
        return "fail";
    if (error !== undefined && error.code !== "found")
        return "error";
    if (log.now === undefined)
        return "inconclusive";
    // Of one fleet that had no way to go: its gates were not asked, and health is not what they were given for.
    if (inputs?.step === "deploy" && inputs.gates !== undefined && log.nothing !== undefined)
        return "inconclusive";
    const health = (0,outlook/* healthVerdict */.Af)(log.now);
    // What judges requests knows better than health, but for a green that is ill.
    return log.judged === undefined || health === "fail" ? health : log.judged.verdict;
}

// EXTERNAL MODULE: ./build/action/place.js
var place = __webpack_require__(3672);
// EXTERNAL MODULE: ./build/action/read-inputs.js + 18 modules
var read_inputs = __webpack_require__(1877);
// EXTERNAL MODULE: ./build/action/report.js
var report = __webpack_require__(5773);
// EXTERNAL MODULE: ./build/action/steps.js + 2 modules
var steps = __webpack_require__(3871);
// EXTERNAL MODULE: ./build/action/summary/index.js + 11 modules
var summary = __webpack_require__(781);
// EXTERNAL MODULE: ./build/action/trace.js
var trace = __webpack_require__(626);
;// CONCATENATED MODULE: ./build/action/main.js


















/** Runs the step that the inputs ask for, and always leaves every output and a summary. */
async function main() {
    const reporter = new report/* LogReporter */.w();
    const result = {
        inputs: undefined,
        log: reporter.log,
        changed: false,
        error: undefined,
        gates: undefined,
    };
    const journal = (0,action_journal/* stepJournal */.S)((message) => reporter.report({ type: "warning", message }));
    const cancel = (0,action_cancel/* cancellation */.W)();
    let told;
    (0,trace/* traceCalls */.d)(process.env);
    try {
        result.inputs = await (0,read_inputs/* readInputs */.K)(reporter);
        (0,log/* headAnnotations */.ph)((0,failure/* headingOf */.Wm)(result.inputs));
        const id = (0,job/* enterJob */.uu)(result.inputs, process.env);
        told = await (0,deployments/* deploymentsOf */.o)(result.inputs, (message) => reporter.report({ type: "warning", message }));
        // A rollback that follows by itself has as long again.
        cancel.expireAfter(result.inputs.timeoutMs * ((0,steps/* mayRollBackItself */.dY)(result.inputs) ? 2 : 1));
        const [clock, { signal }] = [engine_clock/* systemClock */.m, cancel];
        const gates = await (0,steps/* gatesOf */.og)(result.inputs, { clock, signal });
        result.gates = gates;
        const tools = { clock, signal, reporter: (0,deployments/* both */.W)(reporter, told), journal, gates };
        const outcome = await (0,steps/* runInputs */.HM)(result.inputs, tools);
        result.changed = outcome.changed;
        if (result.inputs.step === "status")
            raiseAlerts(result.inputs, result);
        const open = (0,job/* leftOpen */.cb)(result.inputs, reporter.log.now, id);
        if (open !== undefined)
            await (0,command_files/* writeState */.Jq)("open", JSON.stringify(open));
    }
    catch (error) {
        result.error = (0,failure/* expected */.p6)(error);
        result.changed = reporter.log.touched;
    }
    finally {
        cancel.dispose();
        result.gates?.close();
    }
    result.approvals = await told?.approvals();
    await publish(result);
    await told?.end(result.error, cancel.signal.aborted);
    if (cancel.signal.aborted)
        (0,action_cancel/* leave */.q)();
}
function raiseAlerts(inputs, { log }) {
    if (log.now === undefined)
        return;
    const drift = inputs.expectedState === undefined ? [] : (0,digest/* differences */.tX)((0,digest/* readDigest */.rP)(inputs.expectedState), log.now.facts);
    const refused = (log.findings ?? []).filter(({ kind }) => kind === "refused").map(({ message }) => message);
    const found = (0,outlook/* alerts */.Cv)(log.now, inputs.alerts, Date.now(), drift, refused);
    if (found.size === 0) {
        if (drift.length > 0)
            log.warnings.push(`The state differs from expected-state: ${drift.join("; ")}`);
        return;
    }
    throw new errors/* DeliveryError */.VE("found", `status found what fail-on names: ${[...found.keys()].join(", ")}.`, {
        reasons: [...found.values()].flat(),
    });
}
/** Tells the result in the log first: whatever else the runner cannot take, it stays as it is, and so does the exit code. */
async function publish(result) {
    if (result.error !== undefined)
        (0,log/* fail */.fJ)((0,failure/* fullMessage */.P8)(result.error, result.changed));
    const markdown = (0,summary/* summaryOf */.Y)(result, await (0,place/* placeFor */.vM)(result.inputs, process.env));
    const outputs = outputsOf(result, markdown);
    const unset = await (0,command_files/* writeOutputs */.Kn)(outputs);
    if (unset !== undefined) {
        (0,log/* warn */.R8)(`The outputs could not be set (${unset}): later steps of the job find none. Those of this step are in its log.`);
        const short = Object.entries(outputs).filter(([name, value]) => value !== "" && name !== "summary-markdown");
        (0,log/* sayGroup */.vE)("Outputs", short.map(([name, value]) => `${name}=${value}`));
    }
    const unwritten = await (0,command_files/* writeSummary */.Sy)(markdown);
    if (unwritten !== undefined)
        (0,log/* warn */.R8)(`The job summary could not be written (${unwritten}).`);
}


/***/ })

};
