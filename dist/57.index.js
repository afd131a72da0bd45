export const id = 57;
export const ids = [57];
export const modules = {

/***/ 2057:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  jobFailed: () => (/* binding */ jobFailed),
  post: () => (/* binding */ post)
});

// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/engine/clock.js
var engine_clock = __webpack_require__(2173);
// EXTERNAL MODULE: ./build/engine/run.js + 5 modules
var run = __webpack_require__(9951);
// EXTERNAL MODULE: ./build/engine/timing.js
var timing = __webpack_require__(6665);
// EXTERNAL MODULE: ./build/engine/wait.js
var wait = __webpack_require__(9814);
;// CONCATENATED MODULE: ./build/engine/undo.js




/**
 * Finishes what a cancelled step left half done: how `post` leaves no half-moved traffic behind. Twice, because a call
 * that was under way when the step was cut off may take effect after the first look.
 *
 * @param record as the runner handed it over: only what this step would have recorded is accepted.
 * @returns the view afterwards; undefined when somebody else has moved the traffic since, and it was left alone.
 * @throws DeliveryError `internal` when the record is not one of this step's.
 */
async function finishUndo(platform, intent, record, tools) {
    const deadline = intent.now + intent.timeoutMs;
    const first = await (0,wait/* patiently */.d_)(deadline, tools, () => (0,run/* look */.Op)(platform, tools));
    const undo = record.change;
    if (record.step !== intent.step || !platform.accepts(undo, intent, first.seen)) {
        throw new errors/* DeliveryError */.VE("internal", "The saved record is not one that this step makes; nothing is undone.", {
            remedy: "Run `status` to see where the rollout stands, and `rollback` if that is not where it should be.",
        });
    }
    if (isSomebodyElses(record, first.view))
        return undefined;
    tools.reporter.report({ type: "change-started", change: undo });
    await (0,wait/* patiently */.d_)(deadline, tools, () => platform.apply(undo, first.seen)).catch((error) => {
        // The step's own call, which took effect only now, looks like somebody else's: the second time sets it right.
        if (!(error instanceof errors/* DeliveryError */.VE) || (error.code !== "drift" && error.code !== "conflict"))
            throw error;
    });
    await tools.clock.sleep(timing/* LATE_EFFECT_MS */.io, tools.signal);
    const second = await (0,wait/* patiently */.d_)(deadline, tools, () => (0,run/* look */.Op)(platform, tools));
    const readBack = await (0,wait/* patiently */.d_)(deadline, tools, () => platform.apply(undo, second.seen));
    const view = readBack === undefined ? (await (0,run/* look */.Op)(platform, tools)).view : platform.view(readBack);
    tools.reporter.report({ type: "settled", view });
    return view;
}
/** A run that came later has the last word. */
function isSomebodyElses({ run, at }, { standing: { last } }) {
    return last?.run !== undefined && last.run !== run && last.at > at;
}
/** Reads what the runner kept for `post`; undefined when it is not a record of ours at all. */
function parseUndo(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        return undefined;
    }
    if (typeof value !== "object" || value === null)
        return undefined;
    const { step, run, at, change } = value;
    const whole = typeof step === "string" &&
        typeof run === "string" &&
        typeof at === "number" &&
        typeof change === "object" &&
        change !== null &&
        typeof change.kind === "string";
    return whole ? value : undefined;
}

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
;// CONCATENATED MODULE: ./build/action/post.js
















/** Minutes that `post` may take: the runner gives all post steps together a little under five. */
const POST_TIMEOUT_MS = 4 * 60_000;
/** Finishes what a cancelled step left half done: see `Platform.undo`. */
async function post(saved) {
    const reporter = new report/* LogReporter */.w();
    const journal = (0,action_journal/* stepJournal */.S)(log/* warn */.R8);
    const cancel = (0,action_cancel/* cancellation */.W)();
    (0,trace/* traceCalls */.d)(process.env);
    try {
        (0,log/* say */.cv)("The step was cut off while it moved traffic. Leaving no half-done step behind:");
        const record = parseUndo(saved);
        if (record === undefined)
            throw new errors/* DeliveryError */.VE("internal", "What was saved is no record of this action.");
        const inputs = await (0,read_inputs/* readInputs */.K)(reporter);
        (0,log/* headAnnotations */.ph)((0,failure/* headingOf */.Wm)(inputs));
        cancel.expireAfter(POST_TIMEOUT_MS);
        const [clock, { signal }] = [engine_clock/* systemClock */.m, cancel];
        const step = recordedStep(record, inputs);
        const told = await (0,deployments/* deploymentsOf */.o)({ ...inputs, step }, log/* warn */.R8);
        const platform = await (0,steps/* platformOf */.tj)({ ...inputs, step }, clock, signal);
        try {
            const intent = { ...(0,steps/* intentOf */.oQ)(inputs, clock.now()), step, timeoutMs: POST_TIMEOUT_MS };
            const tools = { clock, signal, reporter: (0,deployments/* both */.W)(reporter, told), journal };
            const view = await finishUndo(platform, intent, record, tools);
            if (view === undefined)
                (0,log/* say */.cv)("Another run has moved the traffic since: it is left where it is.");
            await told?.end(new errors/* DeliveryError */.VE("cancelled", "The step was cut off."));
        }
        finally {
            platform.close();
        }
        await journal.end();
    }
    catch (error) {
        (0,log/* fail */.fJ)((0,failure/* fullMessage */.P8)((0,failure/* expected */.p6)(error)));
    }
    finally {
        cancel.dispose();
    }
    if (cancel.signal.aborted)
        (0,action_cancel/* leave */.q)();
}
/**
 * The step that a record may be of: this one, the rollback that a deploy with `replace` begins with or that follows a
 * failed gate, or a part of a `rollout`.
 */
function recordedStep({ step }, inputs) {
    const rollsBack = step === "rollback" && (inputs.replace || inputs.gates !== undefined || (0,steps/* isOneFleet */.XR)(inputs));
    const isPart = inputs.step === "rollout" && (step === "shift" || step === "promote");
    return rollsBack || isPart ? step : inputs.step;
}
/**
 * The job failed, or was cancelled, after this step had ended well. What becomes of the rollout is `on-job-failure`'s to
 * say, once: where a later step of this action was about it, that one's outcome stands.
 */
async function jobFailed(saved) {
    const open = (0,job/* parseLeftOpen */.dG)(saved);
    const reporter = new report/* LogReporter */.w();
    if (open === undefined)
        return (0,log/* fail */.fJ)("What was saved is no record of this action; the rollout is left as it is.");
    (0,trace/* traceCalls */.d)(process.env);
    let inputs;
    try {
        inputs = await (0,read_inputs/* readInputs */.K)(reporter);
    }
    catch (error) {
        return (0,log/* fail */.fJ)((0,failure/* fullMessage */.P8)((0,failure/* expected */.p6)(error)));
    }
    if (!(0,job/* isLastOfJob */.Jp)(inputs, open, process.env))
        return;
    if (inputs.github.onJobFailure === "hold") {
        return (0,log/* say */.cv)(`The job did not end well after ${open.step}. The rollout is left as it is (on-job-failure: hold).`);
    }
    await giveUp({ ...inputs, step: "rollback", expectedState: undefined, timeoutMs: POST_TIMEOUT_MS }, open, reporter);
}
/** The rollback of exactly the rollout that the step left open, with a summary of its own. */
async function giveUp(inputs, { rollout, step }, reporter) {
    const result = { inputs, log: reporter.log, changed: false, error: undefined, gates: undefined };
    const cancel = (0,action_cancel/* cancellation */.W)();
    (0,log/* headAnnotations */.ph)((0,failure/* headingOf */.Wm)(inputs));
    const message = `The job did not end well after ${step}: blue gets all the traffic again (on-job-failure).`;
    reporter.report({ type: "warning", message });
    const told = await (0,deployments/* deploymentsOf */.o)(inputs, (text) => reporter.report({ type: "warning", message: text }));
    try {
        cancel.expireAfter(POST_TIMEOUT_MS);
        const [clock, { signal }, journal] = [engine_clock/* systemClock */.m, cancel, (0,action_journal/* stepJournal */.S)(log/* warn */.R8)];
        await (0,steps/* rollBack */.Fu)(inputs, rollout, { clock, signal, journal, reporter: (0,deployments/* both */.W)(reporter, told) });
    }
    catch (error) {
        result.error = (0,failure/* expected */.p6)(error);
        (0,log/* fail */.fJ)((0,failure/* fullMessage */.P8)(result.error, reporter.log.touched));
    }
    finally {
        cancel.dispose();
    }
    result.changed = reporter.log.touched;
    await (0,command_files/* writeSummary */.Sy)((0,summary/* summaryOf */.Y)(result, await (0,place/* placeFor */.vM)(inputs, process.env)));
    await told?.end(result.error);
    if (cancel.signal.aborted)
        (0,action_cancel/* leave */.q)();
}


/***/ })

};
