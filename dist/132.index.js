export const id = 132;
export const ids = [132];
export const modules = {

/***/ 1273:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ readAlarmStates)
/* harmony export */ });
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9664);

/** The states of alarms by their names. CloudWatch's client is loaded by a deploy that gives any. */
async function readAlarmStates(region, names, signal) {
    if (names.length === 0)
        return {};
    const { CloudWatchClient, DescribeAlarmsCommand } = await __webpack_require__.e(/* import() */ 85).then(__webpack_require__.t.bind(__webpack_require__, 4085, 19));
    const client = new CloudWatchClient((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .clientConfig */ .yO)(region));
    try {
        const request = new DescribeAlarmsCommand({
            AlarmNames: [...names],
            AlarmTypes: ["MetricAlarm", "CompositeAlarm"],
        });
        const { MetricAlarms = [], CompositeAlarms = [] } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("cloudwatch:DescribeAlarms", signal, () => client.send(request, { abortSignal: signal }));
        const found = [...MetricAlarms, ...CompositeAlarms];
        return Object.fromEntries(found.map(({ AlarmName = "", StateValue }) => [AlarmName, StateValue]));
    }
    finally {
        client.destroy();
    }
}


/***/ }),

/***/ 1253:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ Registrations)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(586);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9664);


/** Takes machines out of target groups, and puts them in again. */
class Registrations {
    #elb;
    #signal;
    constructor(elb, signal) {
        this.#elb = elb;
        this.#signal = signal;
    }
    /** Requests may still be answered for the deregistration delay. Who is not registered is no error (API Reference). */
    async deregister(arn, ports) {
        await this.#call("DeregisterTargets", () => this.#elb.send(new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__/* .DeregisterTargetsCommand */ .Atx({ TargetGroupArn: arn, Targets: toTargets(ports) }), this.#abort));
    }
    /** One that is draining serves again. */
    async register(arn, ports) {
        await this.#call("RegisterTargets", () => this.#elb.send(new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_1__/* .RegisterTargetsCommand */ .PE6({ TargetGroupArn: arn, Targets: toTargets(ports) }), this.#abort));
    }
    #call(action, send) {
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)(`elasticloadbalancing:${action}`, this.#signal, send);
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
function toTargets(ports) {
    return ports.map(({ id, port }) => ({ Id: id, Port: port }));
}


/***/ }),

/***/ 5243:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $M: () => (/* binding */ parseHeld),
/* harmony export */   Bi: () => (/* binding */ formatHeld),
/* harmony export */   _2: () => (/* binding */ hold),
/* harmony export */   _r: () => (/* binding */ release)
/* harmony export */ });
/* unused harmony export SUSPENDED */
/** With a machine in Standby the zones are uneven: AZRebalance would launch machines, and end others (user guide, Standby). */
const SUSPENDED = ["AZRebalance"];
const FORM = /^(\d{1,6})\/(\d{1,6})\/(-|[A-Za-z]+(?:\+[A-Za-z]+)*)$/;
function formatHeld({ min, suspended }) {
    return `${min.before}/${min.ours}/${suspended.length === 0 ? "-" : suspended.join("+")}`;
}
/** Reads such a tag; undefined when it is missing or was tampered with. */
function parseHeld(text) {
    const [, before, ours, suspended] = FORM.exec(text ?? "") ?? [];
    if (before === undefined || ours === undefined || suspended === undefined)
        return undefined;
    return {
        min: { before: Number(before), ours: Number(ours) },
        suspended: suspended === "-" ? [] : suspended.split("+"),
    };
}
/**
 * What has to be held so that machines can go out; undefined when all of it is so already.
 *
 * @param before what is held already.
 * @param lowest the desired capacity while most are out.
 */
function hold(group, before, lowest) {
    const fits = group.min <= lowest;
    const open = SUSPENDED.filter((process) => !group.suspended.includes(process));
    if (fits && open.length === 0)
        return undefined;
    const min = before?.min ?? { before: group.min, ours: group.min };
    return {
        min: fits ? min : { ...min, ours: lowest },
        suspended: [...new Set([...(before?.suspended ?? []), ...open])],
    };
}
/**
 * @param desired the capacity that the group wants now: a minimum above it would launch machines.
 */
function release(group, held) {
    const { before, ours } = held.min;
    const resume = held.suspended.filter((process) => group.suspended.includes(process));
    if (group.min !== ours || before === ours)
        return { min: undefined, resume, left: undefined };
    const min = Math.min(before, group.desired);
    const left = min < before ? { min: { before, ours: min }, suspended: [] } : undefined;
    return { min: min === group.min ? undefined : min, resume, left };
}


/***/ }),

/***/ 8132:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  InPlacePlatform: () => (/* binding */ InPlacePlatform),
  inPlaceTools: () => (/* binding */ inPlaceTools)
});

// EXTERNAL MODULE: ./build/platforms/ec2/groups/alarm-states.js
var alarm_states = __webpack_require__(1273);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/clients.js + 1 modules
var clients = __webpack_require__(789);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/registrations.js
var groups_registrations = __webpack_require__(1253);
// EXTERNAL MODULE: ./build/platforms/ec2/listeners/meter.js
var meter = __webpack_require__(757);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/switch-tags.js
var switch_tags = __webpack_require__(2837);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/comment.js
/** The comment of a command, by which it is found when its answer was lost: at most 100 characters (API Reference, SendCommand). */
function commentOf({ kind, attempt, tries, rollout, }) {
    return `pd:${kind}:${attempt}.${tries}:${rollout}`.slice(0, 100);
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/wrapper.js

/** How much of the output comes back: its last characters, because an error is at the end, and the API keeps the head. */
const TAIL_CHARACTERS = 2_000;
/** A document with its parameters has at most 64 KB (Systems Manager User Guide, quotas); the document itself needs some. */
const MAX_SCRIPT_BYTES = 60_000;
/** How often the health command is tried, and the seconds between two tries. */
const HEALTH_TRIES = 30;
const HEALTH_PAUSE_S = 2;
/** So many attempts are kept on a machine. */
const KEPT = 10;
/** What a machine keeps an attempt under: a name that is safe as a directory, whatever the rollout is called. */
function keyOf({ kind, rollout, attempt }) {
    return (0,external_node_crypto_.createHash)("sha256").update(`${kind}\n${rollout}\n${attempt}`).digest("hex").slice(0, 32);
}
/** The wrapper's lines. Only base64, hexadecimal and decimal text of ours is ever filled in. */
function wrap(wrapped) {
    const { notAfter, commands, healthCommand, variables } = wrapped;
    const values = Object.entries(variables).flatMap(([name, value]) => [
        `${name}=$(printf %s '${base64(value)}' | base64 -d && printf .) && ${name}=\${${name}%.} && export ${name}`,
    ]);
    return [
        "umask 077",
        // A delivery that comes late finds a machine that may be back in service.
        `if [ "$(date +%s)" -gt ${Math.floor(notAfter / 1_000)} ]; then echo 'exit=late bytes=0'; exit 1; fi`,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's.
        "all=${PROGRESSIVE_DELIVERY_DIR:-/var/lib/progressive-delivery}",
        `home=$all/${keyOf(wrapped)}`,
        `mkdir -p "$home" && cd "$home" || { echo 'exit=nowhere bytes=0'; exit 1; }`,
        ...LOCKED,
        `printf %s '${base64(commands)}' | base64 -d >script`,
        `printf %s '${base64(healthCommand ?? "")}' | base64 -d >health`,
        ...values,
        ...RUN,
        ...(healthCommand === undefined ? [] : HEALTH),
        ...REPORT,
    ];
}
/** Undefined when the script fits, else how many bytes it has. */
function tooLong(wrapped) {
    const bytes = Buffer.byteLength(wrap(wrapped).join("\n"));
    return bytes > MAX_SCRIPT_BYTES ? bytes : undefined;
}
/**
 * Whoever makes the link runs; who finds it waits for the result, and prints that. A link whose process is gone, or that is of
 * before a reboot, is of an attempt that was cut off: it is run again.
 */
const LOCKED = [
    "boot=$(cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo none)",
    'until ln -s "$$.$boot" lock 2>/dev/null; do',
    '  if [ -e result ]; then cat result; exit "$(cat code)"; fi',
    "  holder=$(readlink lock || echo 0.)",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's.
    '  if [ "${holder#*.}" = "$boot" ] && kill -0 "${holder%%.*}" 2>/dev/null; then sleep 1; else rm -f lock; fi',
    "done",
];
/** As GitHub runs `shell: bash`; a shebang of the user's would be ignored by the agent as well. */
const RUN = [
    "run() {",
    '  if command -v bash >/dev/null 2>&1; then (cd / && exec bash --noprofile --norc -eo pipefail "$home/$1")',
    '  else (cd / && exec sh -e "$home/$1"); fi',
    "}",
    "run script </dev/null >output 2>&1",
    "code=$?",
];
const HEALTH = [
    "tries=0",
    'while [ "$code" -eq 0 ]; do',
    "  run health </dev/null >>output 2>&1 && break",
    "  failed=$?",
    "  tries=$((tries + 1))",
    `  if [ "$tries" -lt ${HEALTH_TRIES} ]; then sleep ${HEALTH_PAUSE_S}; continue; fi`,
    "  code=$failed",
    `  echo "health-command failed ${HEALTH_TRIES} times" >>output`,
    "done",
];
/** Exit codes of 194 and 3010 would have the agent reboot the machine and run the script again: there are only 0 and 1. */
const REPORT = [
    "bytes=$(($(wc -c <output)))",
    `{ echo "exit=$code bytes=$bytes"; tail -c ${TAIL_CHARACTERS} output; } >result.new`,
    'if [ "$code" -eq 0 ]; then echo 0 >code; else echo 1 >code; fi',
    "mv result.new result",
    "rm -f script health",
    `ls -1t "$all" | tail -n +${KEPT + 1} | while read -r old; do rm -rf "$all/$old"; done`,
    "cat result",
    'exit "$(cat code)"',
];
function base64(text) {
    return Buffer.from(text).toString("base64");
}
function readReport(output) {
    const [line, exit, bytes] = /^exit=(\d{1,3}|late|nowhere) bytes=(\d{1,15})(?:\n|$)/.exec(output) ?? [];
    if (line === undefined || exit === undefined)
        return undefined;
    const told = exit === "late" || exit === "nowhere" ? exit : Number(exit);
    // What follows is the agent's: another stream, or its word on the exit code.
    const rest = Buffer.from(output.slice(line.length)).subarray(0, Math.min(Number(bytes), TAIL_CHARACTERS));
    return { exit: told, bytes: Number(bytes), tail: rest.toString() };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/outcome.js

/** Milliseconds within which an agent has to take a command up; the machine refuses a delivery that comes later. */
const START_MS = 60_000;
/** Milliseconds by which the machine's clock may differ from the runner's. */
const SKEW_MS = 5_000;
/**
 * Judges one invocation (Systems Manager API Reference, CommandInvocation; User Guide, "Understanding command statuses").
 * `Success` is believed only with the wrapper's own word: without it, it was another script's, or was cut off.
 *
 * @param now milliseconds since the epoch.
 */
function judge(invocation, now) {
    if (invocation === undefined)
        return { state: "sent" };
    const { status, output, responseCode, requestedAt } = invocation;
    switch (status.replaceAll(" ", "")) {
        case "Pending":
        case "Delayed":
            return now > requestedAt + START_MS + SKEW_MS
                ? { state: "never-ran", because: `the agent has not answered for ${START_MS / 1_000} s (${status})` }
                : { state: "sent" };
        case "Success":
        case "Failed":
            return judgeReport(status, output);
        case "ExecutionTimedOut":
            return { state: "failed", because: "the command took longer than command-timeout and was ended", tail: output };
        case "DeliveryTimedOut":
            return { state: "unknown", because: "the agent did not report in time (DeliveryTimedOut)" };
        case "Undeliverable":
        case "InvalidPlatform":
        case "AccessDenied":
        case "Terminated":
            return { state: "never-ran", because: `it was not delivered (${status})` };
        case "Cancelled":
        case "Canceled":
            return responseCode === -1
                ? { state: "never-ran", because: "the agent did not answer, and the command was cancelled" }
                : { state: "unknown", because: "the command was cancelled" };
        default:
            // InProgress, Cancelling, and whatever is new: only a final status ends a wait.
            return { state: "running" };
    }
}
function judgeReport(status, output) {
    const report = readReport(output);
    if (report === undefined) {
        return { state: "failed", because: `no result came back with ${status}`, tail: output };
    }
    if (report.exit === "late")
        return { state: "never-ran", because: "the command reached the machine too late" };
    if (report.exit === "nowhere") {
        return { state: "never-ran", because: "the machine has no place for our notes (/var/lib/progressive-delivery)" };
    }
    if (report.exit === 0 && status === "Success")
        return { state: "succeeded" };
    const because = report.exit === 0 ? `exit code 0, but the status is ${status}` : `the commands ended with exit code ${report.exit}`;
    return { state: "failed", because, tail: report.tail };
}
/** The end of an output as reasons: the last lines, the last one last. */
function lastLines(tail, most = 5) {
    const lines = tail.split("\n").map((line) => line.trimEnd());
    return lines.filter((line) => line !== "").slice(-most);
}

// EXTERNAL MODULE: ./build/delivery/switch-record.js
var switch_record = __webpack_require__(908);
// EXTERNAL MODULE: ./build/platforms/tag-text.js
var tag_text = __webpack_require__(9627);
// EXTERNAL MODULE: ./build/platforms/ec2/snapshot.js
var snapshot = __webpack_require__(1080);
// EXTERNAL MODULE: ./build/platforms/ec2/in-place/snapshot.js
var in_place_snapshot = __webpack_require__(4547);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/record.js




function readRecord(tags) {
    const texts = (0,tag_text/* joined */.oR)(tags);
    const [id, revision] = [tags[snapshot/* TAG */.Dk.rollout], texts.get(snapshot/* TAG */.Dk.revision)];
    return {
        rollout: id === undefined
            ? undefined
            : { id, revision: revision ?? "", startedAt: tags[snapshot/* TAG */.Dk.startedAt] ?? "", nonce: tags[snapshot/* TAG */.Dk.claim] },
        revision,
        former: texts.get(in_place_snapshot/* IN_PLACE_TAG */.TZ.former),
    };
}
/**
 * The tags with which a rollout begins, or is taken up again after its rollback: in one call, so that what is on record of
 * another one never seems to be of this one.
 */
function beginTags(intent, { rollout, revision, former }) {
    const { nonce, now, rolloutId } = intent;
    return {
        [snapshot/* TAG */.Dk.rollout]: rollout,
        ...(nonce === undefined ? {} : { [snapshot/* TAG */.Dk.claim]: nonce }),
        [snapshot/* TAG */.Dk.startedAt]: new Date(now).toISOString(),
        [snapshot/* TAG */.Dk.switched]: (0,switch_record/* formatSwitch */.a)({ by: "shift", at: now, to: 0, verified: true, run: rolloutId }),
        ...(0,tag_text/* spread */.il)(snapshot/* TAG */.Dk.revision, revision),
        ...(former === undefined ? {} : (0,tag_text/* spread */.il)(in_place_snapshot/* IN_PLACE_TAG */.TZ.former, former)),
    };
}
/** All that a rollout writes on the group, but for what it runs. */
function recordKeys(tags) {
    const own = [snapshot/* TAG */.Dk.rollout, snapshot/* TAG */.Dk.claim, snapshot/* TAG */.Dk.startedAt, snapshot/* TAG */.Dk.switched, in_place_snapshot/* IN_PLACE_TAG */.TZ.former];
    return Object.keys(tags).filter((key) => own.includes(key.replace(/=\d+$/, "")));
}
/** The tags that say what the group runs. */
function revisionTags(tags, revision) {
    if (revision !== undefined)
        return { set: (0,tag_text/* spread */.il)(snapshot/* TAG */.Dk.revision, revision), remove: [] };
    return { set: {}, remove: Object.keys(tags).filter((key) => key.replace(/=\d+$/, "") === snapshot/* TAG */.Dk.revision) };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/script.js
/** What is run on a machine, for a rollout: the user's own commands, and what they are told. */
function wrappedFor({ commands, rollbackCommands, healthCommand }, { rollout, startedAt, revision, former = "" }, { kind, attempt, notAfter }) {
    const [to, from] = kind === "deploy" ? [revision, former] : [former, revision];
    return {
        kind,
        rollout: `${rollout} ${startedAt}`,
        attempt,
        notAfter,
        commands: (kind === "rollback" ? (rollbackCommands ?? commands) : commands) ?? "",
        healthCommand,
        variables: { REVISION: to, FORMER_REVISION: from },
    };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/stages.js

/** How often a command is sent whose end nobody knows: the machine answers each with what came of the first. */
const MAX_TRIES = 3;
/** The machines that count: somebody else's Standby is left alone. */
function membersOf({ machines }) {
    return machines.filter((machine) => !(0,in_place_snapshot/* isForeign */.jq)(machine));
}
function stageOf(kind, machine, course) {
    return kind === "deploy" ? deployStage(machine, course) : rollbackStage(machine, course);
}
function deployStage(machine, course) {
    const mark = markOf(machine, course);
    if (mark === undefined || mark.done || mark.kind === "rollback") {
        if ((0,in_place_snapshot/* isOut */.th)(machine))
            return goingOut(machine);
        if (mark?.kind === "rollback" && mark.done && course.maxErrors > 0)
            return "done";
        return machine.revision === course.revision && mark?.kind !== "rollback" ? "done" : waiting(machine);
    }
    const stage = commandStage(machine, mark, course);
    return stage === "failed" ? "sent" : stage;
}
function rollbackStage(machine, course) {
    const mark = markOf(machine, course);
    if (mark?.kind === "rollback") {
        if (mark.done)
            return "done";
        const stage = commandStage(machine, mark, course);
        return stage === "failed" ? "left-out" : stage;
    }
    if (mark !== undefined && !mark.done) {
        const { outcome } = machine;
        if (outcome === undefined)
            return (0,in_place_snapshot/* isOut */.th)(machine) ? "as-it-was" : "done";
        // Back in service it is waited for until it is healthy, and then its mark is taken off.
        if (outcome.state === "never-ran")
            return "as-it-was";
        if (outcome.state === "sent" || outcome.state === "running")
            return "running";
        return (0,in_place_snapshot/* isOut */.th)(machine) ? goingOut(machine) : waiting(machine);
    }
    // Left out by an earlier rollout: nobody knows what it runs.
    if ((0,in_place_snapshot/* isOut */.th)(machine))
        return goingOut(machine);
    return machine.revision === course.revision ? waiting(machine) : "done";
}
/** By a mark of this rollout and kind that is open; `failed`: in this run of the step. */
function commandStage(machine, mark, { attempt }) {
    const { outcome } = machine;
    const open = () => ((0,in_place_snapshot/* isOut */.th)(machine) ? goingOut(machine) : waiting(machine));
    switch (outcome?.state) {
        case undefined:
            return open();
        case "succeeded":
            return (0,in_place_snapshot/* isOut */.th)(machine) ? "over" : "coming";
        case "sent":
        case "running":
            return "sent";
        case "unknown":
            if (mark.tries < MAX_TRIES)
                return open();
            return mark.attempt === attempt ? "failed" : open();
        case "failed":
        case "never-ran":
            return mark.attempt === attempt ? "failed" : open();
    }
}
function waiting({ service }) {
    return service === "in" ? "in" : "joining";
}
function goingOut(machine) {
    return (0,in_place_snapshot/* isDrained */.wx)(machine) ? "out" : "leaving";
}
/** The machine's mark, if it is of this rollout. */
function markOf({ mark }, { rollout, startedAt }) {
    if (mark === undefined)
        return undefined;
    return mark.rollout === rollout.slice(0, 150) && mark.at >= startedAt ? mark : undefined;
}
/** The machines on which the commands failed in this rollout, those that were rolled back by themselves among them. */
function failedOn(machines, course) {
    return machines.filter((machine) => {
        const mark = markOf(machine, course);
        if (mark === undefined)
            return false;
        if (mark.kind === "rollback")
            return true;
        return !mark.done && isFailed(machine);
    });
}
/** It ended, and not well; one whose end nobody knows is asked again first. */
function isFailed({ outcome, mark }) {
    if (outcome?.state === "unknown")
        return (mark?.tries ?? 0) >= MAX_TRIES;
    return outcome?.state === "failed" || outcome?.state === "never-ran";
}
/** Why, in a sentence for people. */
function whyFailed({ id, outcome }) {
    const because = outcome !== undefined && "because" in outcome ? outcome.because : "nothing is known of its command";
    return `${id}: ${because}`;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/standing.js




/** Where a rollout stands: blue are the machines that are not on its revision yet, green those that are. */
function standingOf(settings, seen) {
    const { fleet } = seen;
    const { rollout, revision, former } = readRecord(fleet.tags);
    const members = membersOf(seen);
    const last = (0,switch_tags/* readSwitch */.hc)(fleet.tags);
    const base = {
        now: seen.at,
        rollout,
        audience: "everyone",
        ending: false,
        whole: undefined,
        units: "machines",
        oneFleet: true,
    };
    if (rollout === undefined) {
        const blue = { ...sideOf(members, nameOf(fleet.name, revision)), current: runAll(members, settings.revision) };
        return { ...base, blue, green: gone(nameOf(fleet.name, settings.revision)), weight: 0, last };
    }
    const course = { ...courseOf(seen), maxErrors: settings.maxErrors };
    const there = members.filter((machine) => stageOf("deploy", machine, course) === "done" && runs(machine, course));
    const green = sideOf(members, nameOf(fleet.name, rollout.revision));
    const isWhole = there.length === members.length;
    return {
        ...base,
        // The way back is the same machines: it is there as long as they are.
        blue: { ...gone(nameOf(fleet.name, former)), state: "ready" },
        green: {
            ...green,
            current: true,
            state: isWhole ? green.state : "pending",
            capacity: { have: there.filter(in_place_snapshot/* isHealthy */.Wr).length, want: members.length },
            reasons: isWhole
                ? green.reasons
                : [`${members.length - there.length} of ${members.length} not on ${rollout.revision}`],
        },
        weight: shareOf(members, there, course, last?.by === "promote" && last.to === 100),
        last,
    };
}
/**
 * The share of the machines that run the revision, in percent. All only once the rollout has said so: until then, something
 * of it is left to be done; what was launched since does not take that back.
 */
function shareOf(members, there, course, isOver) {
    const touched = members.some((machine) => isTouched(machine, course));
    if (isOver && !members.some((machine) => isOpen(machine, course)))
        return 100;
    if (!touched && there.length === 0)
        return 0;
    return Math.min(99, Math.max(1, Math.round((100 * there.length) / Math.max(1, members.length))));
}
/** Commands of the rollout were begun on it, and it is not back to what it was: a rollback has something to do on it. */
function isTouched(machine, course) {
    const stage = stageOf("rollback", machine, course);
    return stage !== "done" && stage !== "as-it-was" && stage !== "joining";
}
function isOpen(machine, course) {
    const mark = markOf(machine, course);
    return mark !== undefined && !mark.done;
}
function runs(machine, { revision }) {
    return machine.revision === revision;
}
/** Every machine is noted to run it. */
function runAll(members, revision) {
    return revision !== undefined && members.length > 0 && members.every((machine) => machine.revision === revision);
}
/** The rollout on record, as far as what machines lack follows from it. */
function courseOf(seen, intent) {
    const { rollout, former } = readRecord(seen.fleet.tags);
    return {
        rollout: rollout?.id ?? "",
        startedAt: Date.parse(rollout?.startedAt ?? "") || 0,
        revision: rollout?.revision ?? "",
        former,
        attempt: attemptOf(intent),
        maxErrors: 0,
    };
}
/** Tells this run of a step from every other, in few characters. */
function attemptOf(intent) {
    return (intent?.nonce ?? "").replaceAll("-", "").slice(0, 8) || "0";
}
/** One fleet carries both sides: they are told apart by what its machines run. */
function nameOf(fleet, revision) {
    return revision === undefined ? fleet : `${fleet} on ${revision}`;
}
function sideOf(members, name) {
    const healthy = members.filter(in_place_snapshot/* isHealthy */.Wr).length;
    const isComing = members.some(({ service }) => service !== "in");
    const state = healthy === members.length && healthy > 0 ? "ready" : isComing ? "pending" : "unhealthy";
    const reasons = members.flatMap(({ id, service, lifecycle, reasons }) => service === "in" ? reasons.map((reason) => `${id}: ${reason}`) : [`${id}: ${lifecycle}`]);
    return { name, state, current: false, capacity: { have: healthy, want: members.length }, reasons };
}
function gone(name) {
    return { name, state: "gone", current: false, capacity: undefined, reasons: [] };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/undo.js

/**
 * What leaves no half-done step behind: whoever is out and has nothing begun, or has it behind him, goes back in service. One
 * whose commands run, or failed, stays out: what it would answer is not known.
 */
function undoOf({ rolloutId, rollout }, seen) {
    const group = seen.fleet.name;
    const summary = `Put the machines of ${group} back whose commands have not begun`;
    return { kind: "put-back", movesTraffic: true, group, rollout: rollout ?? rolloutId, summary };
}
function isUndoOf(undo, seen) {
    const { kind, group, rollout, movesTraffic, summary, ...rest } = undo;
    const own = kind === "put-back" && group === seen.fleet.name && typeof rollout === "string";
    return own && movesTraffic === true && typeof summary === "string" && Object.keys(rest).length === 0;
}
/** Those that may go back. */
function returnable({ machines }) {
    const out = machines.filter((machine) => (0,in_place_snapshot/* isOut */.th)(machine) && !(0,in_place_snapshot/* isForeign */.jq)(machine));
    return {
        untouched: out.filter(({ outcome }) => outcome === undefined || outcome.state === "never-ran"),
        changed: out.filter(({ outcome }) => outcome?.state === "succeeded"),
    };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/apply.js









/** The writing half: machines go out, are changed, and come back. Every change can be made again after it was cut off. */
class InPlaceWriter {
    #settings;
    #tools;
    #rotation;
    #clock;
    constructor(settings, rotation, tools, clock) {
        this.#settings = settings;
        this.#rotation = rotation;
        this.#tools = tools;
        this.#clock = clock;
    }
    async apply(change, seen) {
        switch (change.kind) {
            case "mark":
                await this.#rotation.tag(change.tags, seen);
                return { ...seen, fleet: { ...seen.fleet, tags: { ...seen.fleet.tags, ...change.tags } } };
            case "hold":
                await this.#rotation.hold(change.held, seen);
                return undefined;
            case "stand-by":
                return this.#standBy(change, seen);
            case "send-command":
                return this.#send(change, seen);
            case "return":
                return this.#back(change.ids, seen);
            case "record-machines":
                return this.#record(change, seen);
            case "release":
                await this.#rotation.release(seen);
                return undefined;
            case "record-move":
                await this.#rotation.tag((0,switch_tags/* switchTags */.Mn)({ ...change.record, at: this.#clock.now() }, seen.fleet.tags), seen);
                return undefined;
            case "forget":
                return this.#forget(change, seen);
            case "put-back":
                return this.#putBack(seen);
        }
    }
    /** The mark first, with where each is registered: one that is out without it is somebody else's, or lost. */
    async #standBy({ of, attempt, ids }, seen) {
        const { rollout } = courseOf(seen);
        const now = this.#clock.now();
        const mark = { kind: of, done: false, at: now, attempt, tries: 1, command: undefined, rollout };
        const machines = seen.machines.filter(({ id }) => ids.includes(id));
        for (const same of alike(machines, ({ ports }) => JSON.stringify(ports)))
            await this.#tools.notes.write(idsOf(same), mark, { ports: same[0]?.ports });
        await this.#rotation.takeOut(ids, seen);
        return undefined;
    }
    /** The attempt is noted before it is sent, its id after: a run that is cut off in between finds it by its comment. */
    async #send({ of, sendings }, seen) {
        const course = courseOf(seen);
        const { rollout } = course;
        for (const some of alike(sendings, ({ attempt, tries }) => `${attempt}.${tries}`)) {
            const [first] = some;
            if (first === undefined)
                continue;
            const { attempt, tries } = first;
            const ids = some.map(({ id }) => id);
            const now = this.#clock.now();
            const mark = { kind: of, done: false, at: now, attempt, tries, command: undefined, rollout };
            await this.#write(ids, seen, mark);
            const lines = wrap(wrappedFor(this.#settings, course, { kind: of, attempt, notAfter: now + START_MS }));
            const script = { comment: commentOf(mark), lines, timeoutMs: this.#settings.commandTimeoutMs };
            const sent = await this.#tools.commands.send(ids, script);
            for (const same of alike(ids, (id) => sent[id] ?? ""))
                await this.#write(same, seen, { ...mark, command: sent[same[0] ?? ""] });
        }
        return undefined;
    }
    /** With the moment at which each machine was first marked for this: a rollback goes by it. */
    async #write(ids, seen, mark) {
        const course = courseOf(seen);
        const machines = seen.machines.filter(({ id }) => ids.includes(id));
        const at = (machine) => {
            const before = markOf(machine, course);
            return before?.kind === mark.kind ? before.at : mark.at;
        };
        for (const same of alike(machines, (machine) => String(at(machine)))) {
            const [first] = same;
            const since = first === undefined ? mark.at : at(first);
            await this.#tools.notes.write(idsOf(same), { ...mark, at: since });
        }
    }
    /** A command that has not begun is cancelled: the machine itself refuses it from now on, and AWS need not keep it. */
    async #back(ids, seen) {
        const never = seen.machines.filter(({ id, outcome }) => ids.includes(id) && outcome?.state === "never-ran");
        for (const same of alike(never, ({ mark }) => mark?.command ?? "")) {
            const command = same[0]?.mark?.command;
            if (command !== undefined)
                await this.#tools.commands.cancel(command, idsOf(same));
        }
        await this.#rotation.putBack(ids, seen);
        return undefined;
    }
    /** That it is done comes last: until then whoever goes on looks after the machine. */
    async #record({ of, ids, revision }, seen) {
        const { notes } = this.#tools;
        const all = seen.machines.filter(({ id }) => ids.includes(id));
        await this.#forgetPorts(all);
        if (of === "as-it-was") {
            await notes.remove(ids, ["mark"]);
            return undefined;
        }
        const machines = all.filter(({ mark }) => mark?.kind === of);
        for (const same of alike(machines, ({ mark }) => JSON.stringify(mark))) {
            const mark = same[0]?.mark;
            if (revision === undefined)
                await notes.remove(idsOf(same), ["revision"]);
            if (mark !== undefined)
                await notes.write(idsOf(same), { ...mark, done: true }, { revision });
        }
        return undefined;
    }
    async #forgetPorts(machines) {
        const noted = machines.filter(({ ports }) => ports.length > 0);
        for (const same of alike(noted, ({ ports }) => JSON.stringify(ports)))
            await this.#tools.notes.removePorts(idsOf(same), same[0]?.ports ?? []);
    }
    async #forget({ ids, revision }, seen) {
        const { tags } = seen.fleet;
        if (ids.length > 0)
            await this.#tools.notes.remove(ids, ["mark"]);
        const { set, remove } = revisionTags(tags, revision);
        if (Object.keys(set).length > 0)
            await this.#rotation.tag(set, seen);
        await this.#rotation.untag([...recordKeys(tags), ...remove], seen);
        return undefined;
    }
    async #putBack(seen) {
        const { untouched, changed } = returnable(seen);
        const ids = idsOf([...untouched, ...changed]);
        if (ids.length > 0) {
            await this.#rotation.untilReturnable(ids);
            await this.#back(ids, seen);
            await this.#forgetPorts(untouched);
        }
        if (untouched.length > 0)
            await this.#tools.notes.remove(idsOf(untouched), ["mark"]);
        await this.#rotation.release(seen);
        return undefined;
    }
}
function idsOf(machines) {
    return machines.map(({ id }) => id);
}
/** Those that are alike, together. */
function alike(all, keyOf) {
    const groups = new Map();
    for (const one of all)
        groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
    return [...groups.values()];
}

// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
// EXTERNAL MODULE: ./build/platforms/ec2/in-place/members.js
var members = __webpack_require__(9833);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/deregistering.js


/** Machines without a group: deregistered wherever they are registered, and registered there again with the same ports. */
class Deregistering {
    #tools;
    constructor(tools) {
        this.#tools = tools;
    }
    /** Only what is registered now: a target that drains already would begin to drain anew. */
    async takeOut(ids, seen) {
        const now = await this.#now(seen);
        for (const { targetGroup, ports } of byTargetGroup(ids, (id) => (0,members/* activePorts */.n5)(id, now)))
            await this.#tools.registrations.deregister(await this.#arnOf(targetGroup, seen), ports);
    }
    /** A target that drains may be registered again at once. */
    async untilReturnable() { }
    async putBack(ids, seen) {
        const now = await this.#now(seen);
        const missing = (id) => {
            const active = (0,members/* activePorts */.n5)(id, now);
            const { ports = [] } = seen.machines.find((machine) => machine.id === id) ?? {};
            return ports.filter((port) => !active.some((one) => isSame(one, port)));
        };
        for (const { targetGroup, ports } of byTargetGroup(ids, missing))
            await this.#tools.registrations.register(await this.#arnOf(targetGroup, seen), ports);
    }
    /** No minimum and no process stands in the way. */
    async hold() { }
    async release() { }
    async tag(tags, seen) {
        await this.#tools.targetGroups.tag(await this.#arnOf(seen.fleet.name, seen), tags);
    }
    async untag(keys, seen) {
        await this.#tools.targetGroups.untag(await this.#arnOf(seen.fleet.name, seen), keys);
    }
    #now({ targetGroups }) {
        const { reader } = this.#tools;
        return Promise.all(targetGroups.map(async (group) => ({ ...group, targets: await reader.targets(group.arn) })));
    }
    /** One that is not given any more may still be what a machine was registered in. */
    async #arnOf(name, { targetGroups }) {
        const known = targetGroups.find((group) => group.name === name)?.arn;
        const arn = known ?? (await this.#tools.reader.targetGroup(name)).TargetGroupArn;
        if (arn === undefined)
            throw new errors/* DeliveryError */.VE("not-found", `The target group ${name} was not found.`);
        return arn;
    }
}
function byTargetGroup(ids, portsOf) {
    const found = new Map();
    for (const id of ids)
        for (const { targetGroup, port } of portsOf(id))
            found.set(targetGroup, [...(found.get(targetGroup) ?? []), { id, port }]);
    return [...found].map(([targetGroup, ports]) => ({ targetGroup, ports }));
}
function isSame(one, other) {
    return one.targetGroup === other.targetGroup && one.port === other.port;
}

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-ec2/dist-cjs/index.js
var dist_cjs = __webpack_require__(5193);
// EXTERNAL MODULE: ./build/platforms/aws.js + 2 modules
var aws = __webpack_require__(9664);
// EXTERNAL MODULE: ./build/platforms/ec2/in-place/machine-mark.js
var machine_mark = __webpack_require__(4349);
// EXTERNAL MODULE: ./build/platforms/ec2/in-place/notes.js
var notes = __webpack_require__(6279);
// EXTERNAL MODULE: ./build/platforms/ec2/in-place/ports.js
var in_place_ports = __webpack_require__(8118);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/instances.js







/** DescribeInstances and CreateTags take many ids; the answer of the former has a thousand at most (EC2 API Reference). */
const IDS_PER_CALL = 200;
const ALIVE = ["pending", "running", "stopping", "stopped"];
/** The tags of instances: what is noted on each machine. Their values may be any text (EC2 user guide, tag restrictions). */
class InstanceNotes {
    #ec2;
    #signal;
    constructor(region, signal) {
        this.#ec2 = new dist_cjs/* EC2Client */.gu5((0,aws/* clientConfig */.yO)(region));
        this.#signal = signal;
    }
    /** Those that EC2 knows, by id. */
    async read(ids) {
        const found = new Map();
        for (const some of inParts(ids))
            await this.#describe([{ Name: "instance-id", Values: some }], found);
        return found;
    }
    /** The machines without a group that are out, by what is noted on them: no target group knows them any more. */
    async out() {
        const found = new Map();
        const alive = { Name: "instance-state-name", Values: ALIVE };
        await this.#describe([{ Name: "tag-key", Values: [in_place_snapshot/* IN_PLACE_TAG */.TZ.ports] }, alive], found);
        return found;
    }
    async write(ids, mark, { revision, ports = [] } = {}) {
        const tags = {
            [in_place_snapshot/* IN_PLACE_TAG */.TZ.mark]: (0,machine_mark/* formatMark */.r)(mark),
            ...(revision === undefined ? {} : { [snapshot/* TAG */.Dk.revision]: revision }),
            ...(ports.length === 0 ? {} : (0,in_place_ports/* portTags */.t$)(ports)),
        };
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        for (const Resources of inParts(ids)) {
            await (0,aws/* call */.T1)("ec2:CreateTags", this.#signal, () => this.#ec2.send(new dist_cjs/* CreateTagsCommand */.RmG({ Resources, Tags }), { abortSignal: this.#signal }));
        }
    }
    async remove(ids, what) {
        await this.#untag(ids, what.map((which) => (which === "mark" ? in_place_snapshot/* IN_PLACE_TAG */.TZ.mark : snapshot/* TAG */.Dk.revision)));
    }
    /** They are back: nobody has to know any more where they were registered. */
    async removePorts(ids, ports) {
        await this.#untag(ids, (0,in_place_ports/* portKeys */.GL)((0,in_place_ports/* portTags */.t$)(ports)));
    }
    close() {
        this.#ec2.destroy();
    }
    async #describe(Filters, found) {
        await (0,aws/* call */.T1)("ec2:DescribeInstances", this.#signal, async () => {
            const abort = { abortSignal: this.#signal };
            for await (const { Reservations = [] } of (0,dist_cjs/* paginateDescribeInstances */.H0T)({ client: this.#ec2 }, { Filters }, abort)) {
                for (const instance of Reservations.flatMap(({ Instances = [] }) => Instances)) {
                    const { InstanceId = "", Placement, Tags = [] } = instance;
                    const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
                    found.set(InstanceId, (0,notes/* toNotes */.t)(tags, Placement?.AvailabilityZone ?? ""));
                }
            }
        });
    }
    async #untag(ids, keys) {
        const Tags = keys.map((Key) => ({ Key }));
        for (const Resources of inParts(ids)) {
            await (0,aws/* call */.T1)("ec2:DeleteTags", this.#signal, () => this.#ec2.send(new dist_cjs/* DeleteTagsCommand */.MVD({ Resources, Tags }), { abortSignal: this.#signal }));
        }
    }
}
function inParts(ids) {
    const parts = Math.ceil(ids.length / IDS_PER_CALL);
    return Array.from({ length: parts }, (_, part) => ids.slice(part * IDS_PER_CALL, (part + 1) * IDS_PER_CALL));
}

// EXTERNAL MODULE: ./build/platforms/ec2/groups/observe.js
var observe = __webpack_require__(3831);
// EXTERNAL MODULE: ./build/platforms/ec2/refusals.js
var refusals = __webpack_require__(7997);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/observe.js






/** Milliseconds for which the states of alarms are believed. */
const ALARM_LOOK_MS = 10_000;
/** Reads the fleet: its machines, its target groups, what is noted on them, and what became of the commands. */
class FleetReader {
    #settings;
    #tools;
    /** Names, protocols and delays do not change during a step. */
    #described;
    #agents;
    #elsewhere;
    #alarms;
    constructor(settings, tools) {
        this.#settings = settings;
        this.#tools = tools;
    }
    /**
     * @param asksAgents whether it is to be known that Run Command reaches the machines: once in a step.
     * @param before what the last look of a wait saw: health is counted from it on.
     */
    async read(now, asksAgents, before) {
        const { group: name } = this.#settings;
        const [group, targetGroups] = await Promise.all([
            name === undefined ? undefined : this.#group(name),
            this.#targetGroups(),
        ]);
        const { fleet, machines, strangers } = group === undefined ? await this.#ofTargets(targetGroups) : await this.#ofGroup(group, targetGroups);
        if (asksAgents && group === undefined)
            this.#elsewhere ??= this.#alsoIn(machines);
        if (asksAgents)
            this.#agents ??= this.#tools.commands.agents(machines.map(({ id }) => id));
        const agents = await this.#agents;
        const alarms = await this.#alarmStates(now());
        const elsewhere = (await this.#elsewhere) ?? [];
        const at = now();
        return {
            at,
            fleet,
            targetGroups,
            machines: (await this.#withOutcomes(machines, at)).map((machine) => steady(machine, before, at)),
            strangers,
            elsewhere,
            agents,
            alarms,
            waitingSince: undefined,
        };
    }
    /** CloudWatch evaluates them every ten seconds at most; machines are looked at more often. */
    async #alarmStates(now) {
        const { alarms } = this.#settings;
        if (alarms.length === 0)
            return {};
        if (this.#alarms === undefined || now - this.#alarms.at >= ALARM_LOOK_MS) {
            const found = await this.#tools.alarms(alarms);
            this.#alarms = { at: now, states: Object.fromEntries(alarms.map((name) => [name, found[name]])) };
        }
        return this.#alarms.states;
    }
    async #group(name) {
        const [group] = await this.#tools.reader.groupsNamed([name]);
        if (group === undefined)
            throw (0,refusals/* refuse */.T)("group-not-found", { names: name });
        return group;
    }
    async #ofGroup(group, targetGroups) {
        const ids = [...group.instances.map(({ id }) => id), ...(0,members/* targetsBeside */.p1)(group, targetGroups)];
        const known = await this.#tools.notes.read(ids);
        const fleet = { name: group.name, tags: group.tags, group };
        return { fleet, ...(0,members/* membersOfGroup */.MJ)(group, targetGroups, known) };
    }
    async #ofTargets(targetGroups) {
        const { notes, targetGroups: own } = this.#tools;
        const ids = new Set(targetGroups.flatMap(({ targets }) => targets.map(({ id }) => id)));
        const [registered, out, tags] = await Promise.all([
            notes.read([...ids]),
            notes.out(),
            own.tags(targetGroups.map(({ arn }) => arn)),
        ]);
        const fleet = recordIn(targetGroups, tags);
        return { fleet, ...(0,members/* membersOfTargets */.fh)(targetGroups, new Map([...out, ...registered])) };
    }
    /** The target groups beside those given that some of the machines are registered in, by name. */
    async #alsoIn(machines) {
        const described = (await this.#described) ?? [];
        const balancers = new Set(described.flatMap(({ group: { LoadBalancerArns = [] } }) => LoadBalancerArns));
        const arns = described.map(({ group: { TargetGroupArn = "" } }) => TargetGroupArn);
        const others = await this.#tools.targetGroups.elsewhere([...balancers], arns);
        return [...others].flatMap(([name, ids]) => (machines.some(({ id }) => ids.includes(id)) ? [name] : []));
    }
    async #targetGroups() {
        const { reader } = this.#tools;
        this.#described ??= Promise.all(this.#settings.targetGroups.map(async (input) => {
            const group = await reader.targetGroup(input);
            const { drainSeconds } = await reader.attributes(group.TargetGroupArn ?? "");
            return { group, drainSeconds };
        }));
        return Promise.all((await this.#described).map(async ({ group, drainSeconds }) => ({
            ...(0,observe/* toTargetGroupState */.z)(group, await reader.targets(group.TargetGroupArn ?? ""), {
                sticky: undefined,
                drainSeconds,
            }),
            intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
            targetType: group.TargetType ?? "instance",
        })));
    }
    /** Of the commands that are not over: those of machines that are out, and of those that have come back a moment ago. */
    async #withOutcomes(machines, now) {
        const { commands } = this.#tools;
        const open = await Promise.all(machines.filter(({ mark }) => mark?.done === false).map((machine) => this.#found(machine)));
        const ids = [...new Set(open.flatMap(({ mark }) => mark?.command ?? []))];
        const read = await Promise.all(ids.map(async (id) => [id, await commands.invocations(id)]));
        const byCommand = new Map(read);
        return machines.map((machine) => {
            const { id, mark } = open.find((other) => other.id === machine.id) ?? machine;
            if (mark === undefined || mark.done || mark.command === undefined)
                return machine;
            const invocation = byCommand.get(mark.command)?.get(id);
            return { ...machine, mark, outcome: judge(invocation, now), commandAt: invocation?.requestedAt };
        });
    }
    /** A run that was cut off may have sent a command and not noted its id: the comment tells. */
    async #found(machine) {
        const { id, mark } = machine;
        if (mark === undefined || mark.command !== undefined)
            return machine;
        const all = await this.#tools.commands.find(commentOf(mark), mark.at);
        const command = all.find(({ instanceIds }) => instanceIds.includes(id))?.id;
        return command === undefined ? machine : { ...machine, mark: { ...mark, command } };
    }
}
/** The target group that has the record; where none has one, the first by its name, in whatever order they are given. */
function recordIn(targetGroups, tags) {
    const all = targetGroups
        .map(({ arn, name }) => ({ name, tags: tags.get(arn) ?? {}, group: undefined }))
        .toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const [first = { name: "", tags: {}, group: undefined }] = all;
    const has = (key) => all.find((each) => each.tags[key] !== undefined);
    return has(snapshot/* TAG */.Dk.rollout) ?? has(snapshot/* TAG */.Dk.revision) ?? first;
}
/** Since when it has been healthy at every look of the wait. */
function steady(machine, before, at) {
    if (before === undefined || machine.service !== "in" || machine.reasons.length > 0)
        return machine;
    return { ...machine, healthySince: before.machines.find(({ id }) => id === machine.id)?.healthySince ?? at };
}

// EXTERNAL MODULE: ./build/delivery/policy.js
var policy = __webpack_require__(1719);
// EXTERNAL MODULE: ./build/delivery/schedule.js
var schedule = __webpack_require__(5648);
// EXTERNAL MODULE: ./build/delivery/countdown.js
var countdown = __webpack_require__(4702);
// EXTERNAL MODULE: ./build/delivery/registry.js
var registry = __webpack_require__(3582);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/refusals.js

/** The refusals that only `strategy: in-place` knows. docs/troubleshooting.md lists them. */
const IN_PLACE_REFUSALS = {
    "in-place-not-attached": {
        code: "unsuitable",
        sentence: "target-groups: {given} must be the target groups of {group}, which are {attached}.",
        remedy: "Name all of them: a machine gets requests from each.",
    },
    "in-place-other-sources": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} also gets requests by {sources}.",
        remedy: "Only the health in target groups can be watched: detach it first.",
    },
    "in-place-suspended": {
        code: "unsuitable",
        sentence: "auto-scaling-groups: {group} has suspended processes: {processes}. A machine that comes back would get no requests.",
        remedy: "Resume them, then run the step again.",
    },
    "in-place-empty": {
        code: "unsuitable",
        sentence: "target-groups: no machine is registered in {names}.",
        remedy: "Register the machines that are to be changed, or name their group in `auto-scaling-groups`.",
    },
    "in-place-targets": {
        code: "unsuitable",
        sentence: "target-groups: the targets of {name} are of the type {type}: Run Command knows machines by their instance ids.",
        remedy: "Register the instances in a target group of the type instance.",
    },
    "in-place-owned": {
        code: "unsuitable",
        sentence: "target-groups: {targets} in {names} belong to the Auto Scaling group {groups}, which would replace a machine whose app is stopped.",
        remedy: "Name the group in `auto-scaling-groups`: its machines go through Standby.",
    },
    "in-place-mixed": {
        code: "unsuitable",
        sentence: "target-groups: {targets} in {names} belong to the Auto Scaling group {groups}, and {others} to none: one rollout cannot change both.",
        remedy: "Give the machines of the group target groups of their own, or deregister one kind.",
    },
    "in-place-elsewhere": {
        code: "unsuitable",
        sentence: "target-groups: machines of {names} are registered in {others} too, and would get requests from there while they are changed.",
        remedy: "Name all target groups of the machines.",
    },
    "in-place-strangers": {
        code: "unsuitable",
        sentence: "target-groups: {targets} in {names} do not belong to {group}: they would keep the version that they have.",
        remedy: "Deregister them, or attach them to the group.",
    },
    "in-place-alarm": {
        code: "refused",
        sentence: "alarms: {alarm} is {state}, not OK: it could not tell whether the version is bad.",
        remedy: "Wait until it is OK, or leave it out of `alarms`.",
    },
    "in-place-no-batch": {
        code: "refused",
        sentence: "{total} machines of {group} can keep {possible} % at most while {batch} is out; `min-healthy` and the traffic ask for {least} machines.",
        remedy: "Give a smaller `batch-size` or `min-healthy`, add a machine, or use `strategy: rolling-with-additional-batch`.",
    },
    "in-place-unhealthy": {
        code: "unhealthy",
        sentence: "{group} has {healthy} healthy machines of {total}, and {least} have to stay healthy while others are out.",
        remedy: "Wait until they are healthy, fix them, or give a lower `min-healthy`.",
    },
    "in-place-no-agent": {
        code: "unsuitable",
        sentence: "Run Command does not reach {machines}.",
        remedy: "Check that the SSM agent runs there, that it reaches Systems Manager, and that the instance profile has AmazonSSMManagedInstanceCore. No changes were made.",
    },
    "in-place-not-linux": {
        code: "unsuitable",
        sentence: "{machines}: `commands` are run by a POSIX shell, and the agent says {platform}.",
        remedy: "Use `strategy: rolling` with an image for this fleet.",
    },
    "in-place-no-former": {
        code: "refused",
        sentence: "There would be no way back: nobody has noted what {group} runs now.",
        remedy: "Give `rollback-commands`, or tag the machines that run it with `progressive-delivery:revision`, in the launch template best.",
    },
    "in-place-too-long": {
        code: "input",
        sentence: "`commands`, `health-command` and `rollback-commands` make a script of {bytes} bytes; Run Command takes {most}.",
        remedy: "Put the script on the machines, or where they fetch it from, and call it.",
    },
};
const refuse = (0,registry/* refusing */.c)(IN_PLACE_REFUSALS);

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/bake.js




/**
 * Before anything is changed.
 *
 * @throws DeliveryError `in-place-alarm` where an alarm could not tell a bad version, or would condemn every one.
 */
function requireAlarms({ alarms }) {
    for (const [alarm, state = "not found"] of Object.entries(alarms))
        if (state !== "OK")
            throw refuse("in-place-alarm", { alarm, state });
}
/** What ends a deploy as soon as it is seen; undefined: no alarm is red. */
function redAlarm({ alarms }) {
    const red = Object.keys(alarms).filter((alarm) => alarms[alarm] === "ALARM");
    if (red.length === 0)
        return undefined;
    const because = `The alarm ${red.join(", ")} turned red while machines were changed.`;
    const remedy = "Fix the version, and `deploy` again.";
    return { state: "impossible", because, reasons: red.map((alarm) => `${alarm} is ALARM`), remedy, rollsBack: true };
}
/** Every machine that runs the version has to stay healthy meanwhile, and every alarm to be OK at the end. */
function bakeProgress({ revision, durationMs }, seen) {
    const red = redAlarm(seen);
    if (red !== undefined)
        return red;
    // One that was launched or registered a moment ago does not run it yet, and tells nothing of it.
    const ill = membersOf(seen).filter((machine) => machine.revision === revision && !(0,in_place_snapshot/* isHealthy */.Wr)(machine));
    if (ill.length > 0) {
        const because = `${ill.map(({ id }) => id).join(", ")} became unhealthy during the bake.`;
        const reasons = ill.flatMap(({ id, service, lifecycle, reasons }) => service === "in" ? reasons.map((reason) => `${id}: ${reason}`) : [`${id}: ${lifecycle}`]);
        return { state: "impossible", because, reasons, remedy: "Fix the version, and `deploy` again.", rollsBack: true };
    }
    const left = (0,countdown/* countdown */.q)("seconds of bake time", (seen.waitingSince ?? seen.at) + durationMs - seen.at, durationMs);
    const silent = Object.entries(seen.alarms).filter(([, state]) => state !== "OK");
    if (left.state !== "done" || silent.length === 0)
        return left;
    const reasons = silent.map(([alarm, state = "not found"]) => `${alarm} is ${state}`);
    return { state: "waiting", for: "alarms that are OK", have: 0, want: silent.length, reasons };
}

// EXTERNAL MODULE: ./build/delivery/duration.js
var duration = __webpack_require__(1733);
// EXTERNAL MODULE: ./build/delivery/waits.js
var waits = __webpack_require__(2799);
// EXTERNAL MODULE: ./build/platforms/ec2/groups/marks.js
var marks = __webpack_require__(9781);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/batch.js
/** Which machines go out next, so that those that stay can carry the traffic. Pure. */
/**
 * The next batch of those that still have to go out: the unhealthy ones first, since taking them out costs nothing; of
 * the others no more than leaves `least` healthy ones, from the zones that have most machines in service.
 *
 * @param serving the machines in service, those to choose from among them.
 * @param chosen ids of those that still have to go out, in the order in which they are to where nothing else decides.
 * @returns ids; empty when none can go out now.
 */
function pickBatch(serving, chosen, { size, least }) {
    const left = new Map(serving.map((machine) => [machine.id, machine]));
    const batch = [];
    while (batch.length < size) {
        const open = chosen.flatMap((id) => left.get(id) ?? []);
        const healthy = [...left.values()].filter((machine) => machine.healthy);
        const next = open.find((machine) => !machine.healthy) ?? (healthy.length > least ? fullest(open, healthy) : undefined);
        if (next === undefined)
            break;
        left.delete(next.id);
        batch.push(next.id);
    }
    return batch;
}
/** Of the zone that would keep most; the first of those where several would. */
function fullest(open, healthy) {
    const count = (zone) => healthy.filter((machine) => machine.zone === zone).length;
    let best;
    for (const machine of open)
        if (best === undefined || count(machine.zone) > count(best.zone))
            best = machine;
    return best;
}

// EXTERNAL MODULE: ./build/platforms/ec2/in-place/held.js
var in_place_held = __webpack_require__(5243);
// EXTERNAL MODULE: ./build/delivery/batches.js
var batches = __webpack_require__(3085);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/limits.js


/** How many machines go out at a time, and how many healthy ones stay. */
/**
 * @param name what is told of the fleet.
 * @param total how many machines it has when none is out.
 * @param whole how many of them can come back: without a minimum of the user's, all of these but a batch stay.
 * @throws DeliveryError `in-place-no-batch` when not one can go out.
 */
function limitsOf(settings, name, total, whole = total) {
    const { batch, minHealthy } = settings;
    // Somebody has to answer meanwhile, whatever is asked.
    const least = minHealthy === undefined ? 1 : Math.max(1, (0,batches/* leastOf */.zk)(minHealthy, total));
    const size = batch === undefined ? (minHealthy === undefined ? 1 : total - least) : (0,batches/* batchOf */.Kb)(batch, total);
    if (size < 1 || total - size < least) {
        const out = Math.max(1, size);
        const possible = String(Math.floor((100 * Math.max(0, total - out)) / Math.max(1, total)));
        const values = { group: name, total: String(total), batch: String(out), least: String(least), possible };
        throw refuse("in-place-no-batch", values);
    }
    return { size, least: minHealthy === undefined ? Math.max(1, whole - size) : least };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/steps.js

/** What follows for them. */
function round(context, kind, { leaving, out, sent, over, coming }) {
    const toSend = [...leaving, ...out];
    const toWait = [...toSend, ...sent];
    const toReturn = ids([...toWait, ...over]);
    const all = ids([...toWait, ...over, ...coming]);
    if (all.length === 0)
        return [];
    // Cut off between two of its target groups, one still gets requests from the others.
    const half = leaving.filter(({ service }) => service === "partly");
    return [
        ...(half.length > 0 ? [standBy(context, kind, ids(half))] : []),
        ...(leaving.length > 0 ? [waitOut(ids(leaving))] : []),
        ...(toSend.length > 0 ? [send(context, kind, toSend)] : []),
        ...(toWait.length > 0 ? [waitCommand(kind, ids(toWait), triesOf(toSend, context))] : []),
        ...back(context, kind, toReturn, all),
    ];
}
/** Back in service, healthy, and noted as such. */
function back(context, of, toReturn, all) {
    const { seen, course } = context;
    const group = seen.fleet.name;
    const revision = of === "deploy" ? course.revision : of === "rollback" ? course.former : undefined;
    const one = all.length === 1;
    const runs = `${one ? "runs" : "run"} ${revision ?? `what ${one ? "it" : "they"} ran before`}`;
    const what = of === "as-it-was" ? (one ? "is as it was" : "are as they were") : runs;
    return [
        ...(toReturn.length > 0
            ? [
                {
                    kind: "return",
                    movesTraffic: true,
                    group,
                    ids: toReturn,
                    summary: `Put ${list(toReturn)} back in service`,
                },
            ]
            : []),
        {
            kind: "wait-back",
            waits: true,
            of,
            ids: all,
            summary: `Wait for ${list(all)} to be healthy three times in a row`,
        },
        { kind: "record-machines", of, ids: all, revision, summary: `Note that ${list(all)} ${what}` },
    ];
}
function standBy({ seen, course: { attempt } }, of, batch) {
    const { name, group } = seen.fleet;
    const how = group === undefined ? "deregistered wherever they are registered" : "Standby";
    const summary = `Take ${list(batch)} out of service (${how})`;
    return { kind: "stand-by", movesTraffic: true, group: name, of, attempt, ids: batch, summary };
}
function waitOut(out) {
    return { kind: "wait-out", waits: true, ids: out, summary: `Wait for the last request to ${list(out)}` };
}
function waitEnded(running) {
    return {
        kind: "wait-ended",
        waits: true,
        ids: running,
        summary: `Wait until the command on ${list(running)} has ended`,
    };
}
/** A wait of its own for every try: one that was over is not begun again. */
function waitCommand(of, sent, tries) {
    const again = tries > 1 ? `, try ${tries}` : "";
    return {
        kind: "wait-command",
        waits: true,
        of,
        ids: sent,
        summary: `Wait for the commands on ${list(sent)}${again}`,
    };
}
function triesOf(machines, { course }) {
    const tries = machines.map((machine) => {
        const mark = markOf(machine, course);
        return mark?.command === undefined ? 1 : mark.tries + 1;
    });
    return Math.max(1, ...tries);
}
function send({ course }, of, machines) {
    const sendings = machines.map((machine) => {
        const mark = markOf(machine, course);
        // The same attempt once more where none was sent, or nobody knows how it ended: the machine tells.
        const same = mark?.kind === of && !mark.done && !isFailed(machine);
        return same
            ? { id: machine.id, attempt: mark.attempt, tries: mark.command === undefined ? mark.tries : mark.tries + 1 }
            : { id: machine.id, attempt: course.attempt, tries: 1 };
    });
    const what = of === "deploy" ? `\`commands\` for ${course.revision}` : "the commands of the way back";
    return { kind: "send-command", of, sendings, summary: `Run ${what} on ${list(ids(machines))}` };
}
function ids(machines) {
    return machines.map(({ id }) => id);
}
function list(names) {
    return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/moves.js












/** How the machines of one fleet are changed where they are. */
function inPlaceMoves(context) {
    const { intent, seen, standing } = context;
    const { fleet } = seen;
    return {
        begin: () => bring(context, claimNew(context)),
        resume: (again) => bring(context, again ? claimNew(context) : (0,marks/* takeUp */.bG)(intent, fleet)),
        takeOver: () => (fleet.tags[snapshot/* TAG */.Dk.claim] === intent.nonce ? [] : (0,marks/* takeUp */.bG)(intent, fleet)),
        shift: (_to, record) => [...undone(context), noteMove(context, record)],
        record: (record) => [noteMove(context, record)],
        growBlue: () => (standing.weight === 0 ? undone(context) : []),
        releaseBlue: () => wholeAgain(context),
        remove: (side) => forget(context, side),
    };
}
/** Marks the fleet before anything else: who writes last holds the rollout. */
function claimNew(context) {
    const { intent, seen, course } = context;
    const { name, tags } = seen.fleet;
    if (tags[snapshot/* TAG */.Dk.claim] === intent.nonce && tags[snapshot/* TAG */.Dk.rollout] === course.rollout)
        return [(0,waits/* waitForClaim */.Ln)(name)];
    const summary = `Mark ${name} as being changed to ${course.revision} by ${course.rollout}`;
    const mark = { kind: "mark", group: name, tags: beginTags(intent, course), claims: true, summary };
    return [mark, (0,waits/* waitForClaim */.Ln)(name)];
}
/** All machines on the new revision, batch after batch; those that are out already first. */
function bring(context, claim) {
    const { seen, course, standing } = context;
    const members = membersOf(seen);
    const failed = failedOn(members, course);
    // Those on which it may fail get their former version back by themselves.
    const isBack = (machine) => failed.length <= course.maxErrors && failed.includes(machine);
    const others = members.filter((machine) => !isBack(machine));
    const open = [...through(context, "deploy", others), ...through(context, "rollback", members.filter(isBack))];
    const left = [...open, ...moves_batches(context, "deploy", others, open.length > 0), ...joining(context, others)];
    const held = holding(context, left);
    const changes = [
        ...held,
        ...left,
        ...released(context, held.length > 0),
        ...(left.length > 0 || !isPromoted(standing) ? [...baked(context), promoted(context)] : []),
    ];
    if (changes.length === 0)
        return { changes };
    return { changes: [...claim, ...changes], ...(left.length > 0 ? forecast(context) : {}) };
}
/** The group is as it was by then: a bake may be long. Gates need one, however short. */
function baked({ settings: { bakeMs, alarms }, intent, seen, course: { revision } }) {
    if (bakeMs === 0 && intent.gated === undefined)
        return [];
    const by = alarms.length === 0 ? "" : ` and ${alarms.join(", ")}`;
    const summary = `Watch the machines of ${seen.fleet.name}${by} for ${(0,duration/* formatDuration */.a)(bakeMs)}`;
    return [{ kind: "wait-bake", waits: true, once: true, bakes: true, revision, durationMs: bakeMs, summary }];
}
function isPromoted({ last }) {
    return last?.by === "promote" && last.to === 100;
}
function promoted(context) {
    return noteMove(context, { by: "promote", to: 100, verified: true, run: context.intent.rolloutId });
}
function noteMove({ seen, course }, record) {
    const group = seen.fleet.name;
    const what = record.by === "rollback" ? `rolled back from ${course.revision}` : `on ${course.revision}`;
    const summary = `Record on ${group} that it is ${what}`;
    return { kind: "record-move", records: true, record: { ...record, group }, summary };
}
/** Those of them that are out, through their command and back; only what each still lacks. */
function through(context, kind, members) {
    const { seen } = context;
    const at = (...stages) => members.filter((machine) => isUnderWay(machine, context.course) && stages.includes(stageOf(kind, machine, context.course)));
    const unchanged = at("as-it-was");
    const entering = seen.fleet.group === undefined ? [] : ids(unchanged.filter((one) => one.service === "leaving"));
    const running = ids(at("running"));
    return [
        ...(running.length > 0 ? [waitEnded(running)] : []),
        // Who is on its way to Standby cannot turn round before it is there.
        ...(entering.length > 0 ? [waitOut(entering)] : []),
        ...(unchanged.length > 0 ? back(context, "as-it-was", ids(unchanged.filter(in_place_snapshot/* isOut */.th)), ids(unchanged)) : []),
        ...round(context, kind, {
            leaving: at("leaving"),
            out: at("out", ...(running.length > 0 ? ["running"] : [])),
            sent: at("sent"),
            over: at("over"),
            coming: at("coming"),
        }),
    ];
}
/** It is out, or on its way back with a mark that is not done. */
function isUnderWay(machine, course) {
    const mark = markOf(machine, course);
    return (0,in_place_snapshot/* isOut */.th)(machine) || (mark !== undefined && !mark.done && machine.outcome !== undefined);
}
/** The rest, as it would go if nothing fails; each look plans it anew. */
function moves_batches(context, kind, members, isOn) {
    const { settings, seen, course } = context;
    const stages = new Map(members.map((machine) => [machine.id, stageOf(kind, machine, course)]));
    const all = membersOf(seen);
    const waiting = inOrder(kind, members.filter(({ id }) => stages.get(id) === "in"));
    if (waiting.length === 0)
        return [];
    const isLost = all.some(({ id }) => stages.get(id) === "left-out");
    const limits = limitsOf(settings, seen.fleet.name, all.length, all.filter(({ id }) => stages.get(id) !== "left-out").length);
    // Who is under way comes back before the next goes out.
    const serving = all
        .filter((machine) => machine.service === "in" || ((0,in_place_snapshot/* isOut */.th)(machine) && stages.get(machine.id) !== "left-out"))
        .map((machine) => ({
        id: machine.id,
        // The last one changed is the first to go back: zones have no say in it.
        zone: kind === "deploy" ? machine.zone : "",
        healthy: (0,in_place_snapshot/* isHealthy */.Wr)(machine) || isUnderWay(machine, course),
    }));
    const healthy = new Set(serving.filter((machine) => machine.healthy).map(({ id }) => id));
    let left = waiting.map(({ id }) => id);
    const changes = [];
    while (left.length > 0) {
        const now = serving.map((machine) => ({ ...machine, healthy: healthy.has(machine.id) }));
        const batch = pickBatch(now, left, limits);
        if (batch.length === 0) {
            if (changes.length === 0 && !isOn)
                requireHealthy(context, healthy.size, all.length, limits.least);
            // Who stays out for good is not waited for: what can be restored is, and the rest is told.
            return isLost ? changes : [...changes, waitServing(context, limits.least + 1)];
        }
        for (const id of batch)
            healthy.add(id);
        left = left.filter((id) => !batch.includes(id));
        changes.push(standBy(context, kind, batch));
        const leaving = waiting.filter(({ id }) => batch.includes(id));
        changes.push(...round(context, kind, { leaving, out: [], sent: [], over: [], coming: [] }));
    }
    return changes;
}
/** A rollback begins with the machine that was changed last. */
function inOrder(kind, machines) {
    if (kind === "deploy")
        return [...machines];
    return machines.toSorted((one, other) => (other.mark?.at ?? 0) - (one.mark?.at ?? 0));
}
/** Only before anything was done: later, who is missing may be on its way. */
function requireHealthy({ seen, standing }, healthy, total, least) {
    const { name, tags } = seen.fleet;
    if (standing.weight !== 0 || tags[in_place_snapshot/* IN_PLACE_TAG */.TZ.held] !== undefined)
        return;
    const reasons = seen.machines.flatMap(({ id, reasons }) => reasons.map((reason) => `${id}: ${reason}`));
    const values = { group: name, healthy: String(healthy), total: String(total), least: String(least) };
    throw refuse("in-place-unhealthy", values, reasons);
}
/** Those that are being launched run what the launch template says: they are changed as soon as they are in service. */
function joining(context, members) {
    const { course } = context;
    const some = members.filter((machine) => stageOf("deploy", machine, course) === "joining");
    if (some.length === 0)
        return [];
    return [waitServing(context, membersOf(context.seen).length)];
}
function waitServing({ seen }, least) {
    const group = seen.fleet.name;
    return {
        kind: "wait-serving",
        waits: true,
        group,
        least,
        summary: `Wait until ${least} machines of ${group} are healthy`,
    };
}
/** What of the group has to be so before machines go out. */
function holding({ seen }, left) {
    const { group } = seen.fleet;
    if (group === undefined)
        return [];
    const most = Math.max(0, ...left.map((change) => (change.kind === "stand-by" ? change.ids.length : 0)));
    const out = ids(membersOf(seen).filter(in_place_snapshot/* isOut */.th));
    if (most === 0 && out.length === 0)
        return [];
    const back = left.flatMap((change) => (change.kind === "return" ? change.ids : []));
    const coming = out.filter((id) => back.includes(id)).length;
    // Those that stay out are missing beside every batch.
    const lowest = group.desired + coming - Math.max(most, coming);
    const held = (0,in_place_held/* hold */._2)(group, (0,in_place_held/* parseHeld */.$M)(group.tags[in_place_snapshot/* IN_PLACE_TAG */.TZ.held]), lowest);
    if (held === undefined)
        return [];
    const parts = [
        ...(held.min.ours === group.min ? [] : [`set its minimum from ${group.min} to ${held.min.ours}`]),
        ...(held.suspended.length === 0 ? [] : [`suspend ${held.suspended.join(", ")}`]),
    ];
    const summary = `Hold ${group.name} while machines are out: ${parts.join(" and ")}`;
    return [{ kind: "hold", movesTraffic: true, group: group.name, held, summary }];
}
function released({ seen }, holds) {
    const { name, tags } = seen.fleet;
    if (!holds && tags[in_place_snapshot/* IN_PLACE_TAG */.TZ.held] === undefined)
        return [];
    const summary = `Restore the minimum and the processes of ${name} as they were`;
    return [{ kind: "release", movesTraffic: true, group: name, summary }];
}
/** All machines on the former revision again: those that are out first, then those that were changed, the last one first. */
function undone(context) {
    const members = membersOf(context.seen);
    const open = through(context, "rollback", members);
    const left = [...open, ...moves_batches(context, "rollback", members, open.length > 0)];
    const held = holding(context, left);
    return [...held, ...left, ...released(context, held.length > 0)];
}
/** After everything that can be put back was: whoever is still out, or not healthy, is named. */
function wholeAgain({ seen }) {
    const { name } = seen.fleet;
    if (membersOf(seen).every((machine) => (0,in_place_snapshot/* isHealthy */.Wr)(machine)))
        return [];
    return [{ kind: "wait-whole", waits: true, group: name, summary: `Wait until all machines of ${name} are healthy` }];
}
/** Takes the record off; what the machines run stays noted on them. */
function forget({ seen, course }, side) {
    const { name } = seen.fleet;
    const marked = seen.machines.filter(({ mark }) => mark?.done === true).map(({ id }) => id);
    const revision = side === "blue" ? course.revision : course.former;
    const summary = `Remove the rollout's record from ${name}; its machines stay as they are`;
    return { changes: [{ kind: "forget", group: name, ids: marked, revision, summary }] };
}
/** What is known before machines go out, and what is a worry. */
function forecast({ settings, seen, course }) {
    const { name, group } = seen.fleet;
    const total = membersOf(seen).length;
    const { size } = limitsOf(settings, name, total);
    const rounds = Math.ceil(total / size);
    const drain = Math.max(0, ...seen.targetGroups.map(({ drainSeconds = 0 }) => drainSeconds));
    const foreign = seen.machines.filter(in_place_snapshot/* isForeign */.jq).map(({ id }) => id);
    const load = Math.round((100 * total) / (total - size)) / 100;
    const later = group === undefined
        ? `A machine that is registered in ${name} later`
        : `The launch template of ${name} stays as it is: a machine that is launched later`;
    const notes = [
        `${total} machines in ${rounds} batches of ${size}: ${total - size} stay in service meanwhile, each with ×${load} of its load. ` +
            `Draining alone takes up to ${(0,duration/* formatDuration */.a)(rounds * drain * 1_000)} (deregistration delay ${(0,duration/* formatDuration */.a)(drain * 1_000)}).`,
    ];
    const warnings = [
        `${later} does not run ${course.revision} until \`deploy\` is run again.`,
        ...(foreign.length > 0 ? [`${list(foreign)} in Standby by somebody else: left alone, and not changed.`] : []),
    ];
    return { notes, warnings };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/suitable.js

/** Suspended, a machine that comes back from Standby gets no requests (user guide, suspend processes). */
const NEEDED = ["AddToLoadBalancer"];
/** @throws DeliveryError when the machines cannot be changed where they are. */
function requireSuitable(seen, step) {
    const { group } = seen.fleet;
    if (group === undefined)
        requireInstances(seen);
    else
        requireAttached(group, seen);
    if (group !== undefined && (step === "deploy" || step === "rollback"))
        requireReturn(group);
}
function requireAttached(group, { targetGroups }) {
    const given = targetGroups.map(({ arn }) => arn);
    const isSame = given.length === group.targetGroupArns.length && given.every((arn) => group.targetGroupArns.includes(arn));
    if (isSame)
        return;
    const attached = group.targetGroupArns.map(nameIn).join(", ") || "none";
    throw refuse("in-place-not-attached", { given: namesOf(targetGroups), group: group.name, attached });
}
function requireReturn({ name, otherSources, suspended }) {
    if (otherSources.length > 0) {
        throw refuse("in-place-other-sources", { group: name, sources: otherSources.join(", ") });
    }
    const stuck = suspended.filter((process) => NEEDED.includes(process));
    if (stuck.length > 0)
        throw refuse("in-place-suspended", { group: name, processes: stuck.join(", ") });
}
/** Run Command knows machines by their ids, and not by an address. */
function requireInstances({ targetGroups }) {
    const other = targetGroups.find(({ targetType }) => targetType !== "instance");
    if (other !== undefined)
        throw refuse("in-place-targets", { name: other.name, type: other.targetType });
}
/**
 * Of a rollout that begins: with others beside the machines the version would stay mixed, or a group would replace who is
 * out. Whoever comes later is no reason to stop half-way.
 *
 * @throws DeliveryError
 */
function requireOwn({ fleet, targetGroups, machines, strangers, elsewhere }) {
    const targets = strangers.map(({ id }) => id).join(", ");
    const names = namesOf(targetGroups);
    if (fleet.group !== undefined) {
        if (strangers.length > 0)
            throw refuse("in-place-strangers", { targets, names, group: fleet.name });
        return;
    }
    if (strangers.length > 0) {
        const groups = [...new Set(strangers.map(({ group = "" }) => group))].join(", ");
        if (machines.length === 0)
            throw refuse("in-place-owned", { targets, names, groups });
        const others = machines.map(({ id }) => id).join(", ");
        throw refuse("in-place-mixed", { targets, names, groups, others });
    }
    if (machines.length === 0)
        throw refuse("in-place-empty", { names });
    if (elsewhere.length > 0)
        throw refuse("in-place-elsewhere", { names, others: elsewhere.join(", ") });
}
function namesOf(targetGroups) {
    return targetGroups.map(({ name }) => name).join(", ");
}
function nameIn(arn) {
    return /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/plan.js











/** What the policy decides, in the safe order, by commands on the machines. Pure. */
function planStep(settings, intent, seen) {
    const standing = standingOf(settings, seen);
    const asked = {
        revision: settings.revision,
        audience: "everyone",
        atOnce: true,
        outdated: standing.green.state === "pending",
    };
    const decision = (0,policy/* decide */.L)(intent, asked, standing);
    if (decision.do === "begin") {
        requireOwn(seen);
        requireAlarms(seen);
    }
    const course = courseFor(settings, intent, seen, standing, decision.do === "begin");
    const plan = (0,schedule/* schedule */._)(intent, decision, standing, inPlaceMoves({ settings, intent, seen, standing, course }));
    if (plan.changes.some(({ kind }) => kind === "send-command"))
        requireReach(settings, seen, plan.changes, course);
    return plan;
}
/** The rollout that the step is about: the one on record, or the one that it begins. */
function courseFor(settings, intent, seen, { last, weight }, begins) {
    const own = { attempt: attemptOf(intent), maxErrors: settings.maxErrors };
    if (begins)
        return {
            ...own,
            ...formerOf(seen),
            rollout: intent.rolloutId,
            startedAt: intent.now,
            revision: settings.revision ?? "",
        };
    const course = { ...courseOf(seen, intent), ...own };
    // Taken up after its rollback it begins anew: what is noted of the first time is over.
    const again = intent.step === "deploy" && weight === 0 && last?.by === "rollback";
    return again ? { ...course, startedAt: intent.now } : course;
}
/** What the fleet runs now: what the last rollout noted, or what all its machines say. */
function formerOf(seen) {
    const noted = readRecord(seen.fleet.tags).revision;
    const [first, ...others] = new Set(membersOf(seen).map(({ revision }) => revision));
    return { former: noted ?? (others.length === 0 ? first : undefined) };
}
/** Whatever would keep the commands, or the way back, from being run is found before anything is touched. */
function requireReach(settings, { agents, ...seen }, changes, course) {
    const { commands, rollbackCommands } = settings;
    if (rollbackCommands === undefined && (course.former === undefined || commands === undefined)) {
        throw refuse("in-place-no-former", { group: seen.fleet.name });
    }
    for (const kind of ["deploy", "rollback"]) {
        const bytes = tooLong(wrappedFor(settings, course, { kind, attempt: course.attempt, notAfter: 0 }));
        if (bytes !== undefined)
            throw refuse("in-place-too-long", { bytes: String(bytes), most: String(MAX_SCRIPT_BYTES) });
    }
    // Once machines are out, who does not answer is a failure of that machine, and no reason to leave the others there.
    const begun = seen.machines.some((machine) => machine.mark !== undefined && stageOf("rollback", machine, course) !== "done");
    if (agents === undefined || begun)
        return;
    const sent = new Set(changes.flatMap((change) => (change.kind === "send-command" ? change.sendings.map(({ id }) => id) : [])));
    const silent = [...sent].filter((id) => agents[id]?.ping !== "Online");
    if (silent.length > 0) {
        const machines = silent.map((id) => `${id} (${agents[id]?.ping ?? "no agent"})`).join(", ");
        throw refuse("in-place-no-agent", { machines });
    }
    const other = [...sent].filter((id) => agents[id]?.platform !== "Linux");
    if (other.length === 0)
        return;
    throw refuse("in-place-not-linux", {
        machines: other.join(", "),
        platform: agents[other[0] ?? ""]?.platform ?? "nothing",
    });
}

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-ssm/dist-cjs/index.js
var client_ssm_dist_cjs = __webpack_require__(4736);
// EXTERNAL MODULE: ./build/engine/poll.js
var poll = __webpack_require__(6202);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/run-command.js





const DOCUMENT = "AWS-RunShellScript";
/** SendCommand takes so many ids, DescribeInstanceInformation so many values (Systems Manager API Reference). */
const IDS_PER_COMMAND = 50;
const IDS_PER_FILTER = 100;
/** A command may not be listed for so long after it was sent, in milliseconds. */
const LISTED_MS = 30_000;
const LIST_PAUSE_MS = 1_500;
/** API Reference, SendCommand: `Comment`. */
const MAX_COMMENT = 100;
/** Systems Manager, as far as it runs scripts. The only place that loads its client. */
class RunCommand {
    #reading;
    /** SendCommand has no client token: the SDK may not send it twice by itself. */
    #sending;
    #clock;
    #signal;
    constructor(region, clock, signal) {
        this.#reading = new client_ssm_dist_cjs/* SSMClient */.jBj((0,aws/* clientConfig */.yO)(region));
        this.#sending = new client_ssm_dist_cjs/* SSMClient */.jBj({ ...(0,aws/* clientConfig */.yO)(region), maxAttempts: 1 });
        this.#clock = clock;
        this.#signal = signal;
    }
    /** The agents by their machines' ids; whoever is missing has none, or is not running. */
    async agents(ids) {
        const found = {};
        for (let start = 0; start < ids.length; start += IDS_PER_FILTER) {
            const Filters = [{ Key: "InstanceIds", Values: ids.slice(start, start + IDS_PER_FILTER) }];
            await this.#call("DescribeInstanceInformation", async () => {
                const pages = (0,client_ssm_dist_cjs/* paginateDescribeInstanceInformation */.KKC)({ client: this.#reading, pageSize: 50 }, { Filters }, this.#abort);
                for await (const { InstanceInformationList = [] } of pages) {
                    for (const { InstanceId = "", PingStatus = "unknown", PlatformType = "unknown" } of InstanceInformationList)
                        found[InstanceId] = { ping: PingStatus, platform: PlatformType };
                }
            });
        }
        return found;
    }
    /**
     * Sends a script to machines.
     *
     * @returns the id of the command by machine.
     * @throws DeliveryError when none was sent to some of them, as far as anybody can know.
     */
    async send(ids, script) {
        const sent = {};
        for (let start = 0; start < ids.length; start += IDS_PER_COMMAND) {
            const some = ids.slice(start, start + IDS_PER_COMMAND);
            const command = await this.#sendOne(some, script);
            for (const id of some)
                sent[id] = command;
        }
        return sent;
    }
    /** When the answer was lost it is looked for before it is sent again: a second command would run beside the first. */
    async #sendOne(ids, { comment, lines, timeoutMs }) {
        const began = this.#clock.now();
        const request = new client_ssm_dist_cjs/* SendCommandCommand */.VWR({
            DocumentName: DOCUMENT,
            InstanceIds: [...ids],
            Parameters: { commands: [...lines], executionTimeout: [String(Math.ceil(timeoutMs / 1_000))] },
            TimeoutSeconds: START_MS / 1_000,
            Comment: comment.slice(0, MAX_COMMENT),
            MaxConcurrency: "100%",
            MaxErrors: "100%",
        });
        try {
            const { Command } = await this.#call("SendCommand", () => this.#sending.send(request, this.#abort));
            return Command?.CommandId ?? "";
        }
        catch (error) {
            if (!(error instanceof errors/* DeliveryError */.VE) || error.noEffect || !error.transient)
                throw error;
            const pace = { clock: this.#clock, signal: this.#signal, pauseMs: LIST_PAUSE_MS, until: began + LISTED_MS };
            const find = async () => (await this.find(comment, began)).find(({ instanceIds }) => instanceIds.includes(ids[0] ?? ""));
            const found = await (0,poll/* poll */.w)(pace, find, (command) => command !== undefined);
            if (found === undefined)
                throw error;
            return found.id;
        }
    }
    /**
     * The commands with a comment, newest first.
     *
     * @param since milliseconds since the epoch.
     */
    async find(comment, since) {
        const found = [];
        const wanted = comment.slice(0, MAX_COMMENT);
        // The moment is in whole seconds, and the clocks of two machines are not one.
        const InvokedAfter = new Date(since - 60_000).toISOString().replace(/\.\d+Z$/, "Z");
        const input = { Filters: [{ key: "InvokedAfter", value: InvokedAfter }] };
        await this.#call("ListCommands", async () => {
            for await (const { Commands = [] } of (0,client_ssm_dist_cjs/* paginateListCommands */.sgX)({ client: this.#reading, pageSize: 50 }, input, this.#abort)) {
                for (const { CommandId: id = "", Comment, InstanceIds: instanceIds = [] } of Commands)
                    if (Comment === wanted)
                        found.push({ id, instanceIds });
            }
        });
        return found;
    }
    /** What became of a command, by machine; one that AWS does not list yet is missing. */
    async invocations(commandId) {
        const found = new Map();
        const input = { CommandId: commandId, Details: true };
        await this.#call("ListCommandInvocations", async () => {
            const pages = (0,client_ssm_dist_cjs/* paginateListCommandInvocations */.ayw)({ client: this.#reading, pageSize: 50 }, input, this.#abort);
            for await (const { CommandInvocations = [] } of pages)
                for (const one of CommandInvocations)
                    found.set(one.InstanceId ?? "", toInvocation(one));
        });
        return found;
    }
    /** What has not begun will not; what has may be ended or not (API Reference, CancelCommand). */
    async cancel(commandId, ids) {
        const request = new client_ssm_dist_cjs/* CancelCommandCommand */.tal({ CommandId: commandId, InstanceIds: [...ids] });
        await this.#call("CancelCommand", () => this.#reading.send(request, this.#abort));
    }
    close() {
        this.#reading.destroy();
        this.#sending.destroy();
    }
    #call(action, send) {
        return (0,aws/* call */.T1)(`ssm:${action}`, this.#signal, send);
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
function toInvocation({ StatusDetails = "", CommandPlugins = [], RequestedDateTime }) {
    const [plugin] = CommandPlugins;
    return {
        status: StatusDetails,
        output: plugin?.Output ?? "",
        responseCode: plugin?.ResponseCode,
        requestedAt: RequestedDateTime?.getTime() ?? 0,
    };
}

// EXTERNAL MODULE: ./build/platforms/ec2/in-place/standby.js
var standby = __webpack_require__(8339);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-elastic-load-balancing-v2/dist-cjs/index.js
var client_elastic_load_balancing_v2_dist_cjs = __webpack_require__(586);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/target-groups.js


/** ELBv2 API Reference, DescribeTags: up to 20 resources in a call. */
const TAGS_PER_CALL = 20;
/** What of target groups only a fleet without a group needs: their tags, and who is registered elsewhere. */
class TargetGroups {
    #elb;
    #signal;
    constructor(elb, signal) {
        this.#elb = elb;
        this.#signal = signal;
    }
    /** The tags of target groups, by ARN. */
    async tags(arns) {
        const found = new Map();
        for (let start = 0; start < arns.length; start += TAGS_PER_CALL) {
            const ResourceArns = arns.slice(start, start + TAGS_PER_CALL);
            const { TagDescriptions = [] } = await this.#call("DescribeTags", () => this.#elb.send(new client_elastic_load_balancing_v2_dist_cjs/* DescribeTagsCommand */.yRM({ ResourceArns }), this.#abort));
            for (const { ResourceArn = "", Tags = [] } of TagDescriptions)
                found.set(ResourceArn, Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value])));
        }
        return found;
    }
    /**
     * Who is registered in other target groups of the same load balancers, by the name of the target group.
     *
     * @param given ARNs of the target groups that are not asked.
     */
    async elsewhere(loadBalancers, given) {
        const groups = new Map();
        for (const LoadBalancerArn of loadBalancers) {
            await this.#call("DescribeTargetGroups", async () => {
                const pages = (0,client_elastic_load_balancing_v2_dist_cjs/* paginateDescribeTargetGroups */.u_3)({ client: this.#elb }, { LoadBalancerArn }, this.#abort);
                for await (const { TargetGroups = [] } of pages)
                    for (const { TargetGroupArn = "", TargetGroupName = "" } of TargetGroups)
                        if (!given.includes(TargetGroupArn))
                            groups.set(TargetGroupArn, TargetGroupName);
            });
        }
        const found = await Promise.all([...groups].map(async ([TargetGroupArn, name]) => {
            const { TargetHealthDescriptions = [] } = await this.#call("DescribeTargetHealth", () => this.#elb.send(new client_elastic_load_balancing_v2_dist_cjs/* DescribeTargetHealthCommand */.qyg({ TargetGroupArn }), this.#abort));
            return [name, TargetHealthDescriptions.map(({ Target }) => Target?.Id ?? "")];
        }));
        return new Map(found);
    }
    async tag(arn, tags) {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        if (Tags.length === 0)
            return;
        await this.#call("AddTags", () => this.#elb.send(new client_elastic_load_balancing_v2_dist_cjs/* AddTagsCommand */.yjM({ ResourceArns: [arn], Tags }), this.#abort));
    }
    async untag(arn, keys) {
        if (keys.length === 0)
            return;
        const request = { ResourceArns: [arn], TagKeys: [...keys] };
        await this.#call("RemoveTags", () => this.#elb.send(new client_elastic_load_balancing_v2_dist_cjs/* RemoveTagsCommand */.L1A(request), this.#abort));
    }
    #call(action, send) {
        return (0,aws/* call */.T1)(`elasticloadbalancing:${action}`, this.#signal, send);
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}

// EXTERNAL MODULE: ./build/delivery/view.js
var view = __webpack_require__(8220);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/view.js






function viewOf(settings, seen) {
    const standing = standingOf(settings, seen);
    const { rollout, weight } = standing;
    const { fleet } = seen;
    const { revision, former } = readRecord(fleet.tags);
    const problems = problemsOf(settings, seen);
    const members = membersOf(seen);
    const runs = ({ revision: own }) => rollout !== undefined && own === rollout.revision;
    const side = (some, what, share) => ({
        name: nameOf(fleet.name, what),
        target: seen.targetGroups.map(({ name }) => name).join(", "),
        revision: what ?? "not noted",
        healthy: some.filter(in_place_snapshot/* isHealthy */.Wr).length,
        wanted: some.length,
        weight: share,
    });
    return {
        ...(0,view/* viewFrom */.A)(standing, { problems }),
        blue: side(members.filter((machine) => !runs(machine)), rollout === undefined ? revision : former, weight === undefined ? undefined : 100 - weight),
        green: rollout === undefined ? undefined : side(members.filter(runs), rollout.revision, weight),
        facts: factsOf(seen),
    };
}
function problemsOf(settings, seen) {
    const { fleet } = seen;
    const { group } = fleet;
    const { revision, rollout } = readRecord(fleet.tags);
    const { last, weight } = standingOf(settings, seen);
    const members = membersOf(seen);
    const problems = [];
    const isOver = rollout === undefined || weight === 100;
    const others = isOver && revision !== undefined ? members.filter((machine) => machine.revision !== revision) : [];
    if (others.length > 0) {
        const since = group === undefined ? "registered since" : "launched since, they run what the launch template says";
        problems.push(`${others.length} of ${members.length} machines of ${fleet.name} not on ${revision} (${view_idsOf(others)}): ` +
            `${since}. Run \`deploy\` with ${revision} again.`);
    }
    const isIdle = isOver || last?.by === "rollback";
    const out = seen.machines.filter((machine) => (0,in_place_snapshot/* isOut */.th)(machine) && !(0,in_place_snapshot/* isForeign */.jq)(machine));
    if (isIdle && out.length > 0) {
        const where = group === undefined ? "deregistered" : "in Standby";
        problems.push(`${view_idsOf(out)} left ${where} by a step that failed or was cut off: run \`deploy\` or \`rollback\`.`);
    }
    const held = (0,in_place_held/* parseHeld */.$M)(fleet.tags[in_place_snapshot/* IN_PLACE_TAG */.TZ.held]);
    if (isIdle && held !== undefined && group !== undefined) {
        const was = held.min.before === group.min ? [] : [`its minimum is ${group.min} instead of ${held.min.before}`];
        const stuck = held.suspended.filter((process) => group.suspended.includes(process));
        const suspended = stuck.length === 0 ? [] : [`${stuck.join(", ")} suspended`];
        const what = [...was, ...suspended].join(" and ");
        if (what !== "")
            problems.push(`${fleet.name} is not as it was before the rollout: ${what}. Run \`rollback\` or \`deploy\` to restore it.`);
    }
    if (members.length > 0 && !members.some(in_place_snapshot/* isHealthy */.Wr))
        problems.push(`No machine of ${fleet.name} is healthy.`);
    return problems;
}
const TOLD = 10;
function view_idsOf(machines) {
    const ids = machines.slice(0, TOLD).map(({ id }) => id);
    return machines.length > TOLD ? `${ids.join(", ")} and ${machines.length - TOLD} more` : ids.join(", ");
}
/** What runs, and who is out: who is out by a step that failed is no state to leave by itself. */
function factsOf(seen) {
    const { fleet } = seen;
    const { rollout, revision } = readRecord(fleet.tags);
    const out = seen.machines.filter((machine) => (0,in_place_snapshot/* isOut */.th)(machine) && !(0,in_place_snapshot/* isForeign */.jq)(machine)).map(({ id }) => id);
    return {
        ...Object.fromEntries(seen.targetGroups.map(({ name, arn }) => [`target group ${name}`, arn])),
        [`group ${fleet.name} revision`]: revision ?? "not noted",
        [`group ${fleet.name} rollout`]: rollout?.id ?? "none",
        [`group ${fleet.name} out`]: out.toSorted().join(", ") || "none",
        [`group ${fleet.name} held`]: fleet.tags[in_place_snapshot/* IN_PLACE_TAG */.TZ.held] ?? "nothing",
    };
}

// EXTERNAL MODULE: ./build/delivery/counted.js
var counted = __webpack_require__(7835);
;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/waits.js






/** How many looks at a healthy machine, and the time between them in health checks: one that has just come may fail again. */
const LOOKS = 3;
/** Milliseconds for which what is read of a target may be of before it was taken out. */
const LAG_MS = 10_000;
/** Milliseconds beyond its own time limit after which a command counts as lost. */
const GRACE_MS = 30_000;
/** Whether a wait is over. Pure. */
function progressOf(settings, wait, seen) {
    switch (wait.kind) {
        case "wait-out":
            return outProgress(wait, seen);
        case "wait-command":
            return commandProgress(settings, wait, seen);
        case "wait-ended":
            return endProgress(settings, wait, seen);
        case "wait-back":
            return backProgress(settings, wait, seen);
        case "wait-bake":
            return bakeProgress(wait, seen);
        case "wait-serving":
            return servingProgress(wait, seen);
        case "wait-whole":
            return wholeProgress(seen);
    }
}
/** Those that are gone for good are nobody's to wait for. */
function named(ids, { machines }) {
    return machines.filter(({ id }) => ids.includes(id));
}
function outProgress({ ids }, seen) {
    const machines = named(ids, seen);
    const out = machines.filter(in_place_snapshot/* isDrained */.wx);
    if (out.length === machines.length)
        return { state: "done" };
    // Whoever somebody else put back meanwhile does not leave by being waited for: what is planned next takes it out again.
    const isBack = machines.some(({ service }) => service === "in" || service === "partly");
    if (isBack && seen.at - (seen.waitingSince ?? seen.at) > LAG_MS)
        return { state: "done" };
    const reasons = machines
        .filter((machine) => !out.includes(machine))
        .map(({ id, lifecycle, registered }) => `${id}: ${lifecycle}${registered ? ", still draining" : ""}`);
    return { state: "waiting", for: "machines out of service", have: out.length, want: machines.length, reasons };
}
/** Every machine's end is waited for: how those that succeed are put back follows from all of them. */
function commandProgress(settings, wait, seen) {
    const machines = named(wait.ids, seen);
    const open = machines.filter((machine) => !isOver(settings, machine, seen.at));
    if (open.length > 0)
        return stillOpen(machines, open);
    const lost = machines.filter((machine) => !isEnded(machine));
    const failed = failedOn(membersOf(seen), courseOf(seen)).filter(isFailed);
    const all = [...new Set([...failed, ...lost])].filter(({ id }) => wait.ids.includes(id));
    const tolerated = wait.of === "rollback" || failedOn(membersOf(seen), courseOf(seen)).length <= settings.maxErrors;
    if (all.length === 0 || (tolerated && lost.length === 0)) {
        const warning = all.length === 0 ? undefined : `The commands failed on ${all.map(whyFailed).join("; ")}`;
        return { state: "done", ...(warning === undefined ? {} : { warning }) };
    }
    const because = `The commands failed on ${all.map(({ id }) => id).join(", ")}.`;
    const remedy = "Fix the version or the machine, and `deploy` again.";
    return { state: "impossible", because, reasons: all.flatMap(reasonsOf), remedy, rollsBack: wait.of === "deploy" };
}
/** What came of it, with the end of the output: the last line is the last one told. */
function reasonsOf(machine) {
    const { id, outcome } = machine;
    const tail = outcome?.state === "failed" ? lastLines(outcome.tail) : [];
    return [whyFailed(machine), ...tail.map((line) => `${id}: ${line}`)];
}
function endProgress(settings, { ids }, seen) {
    const machines = named(ids, seen);
    const open = machines.filter((machine) => !isOver(settings, machine, seen.at));
    return open.length === 0 ? { state: "done" } : stillOpen(machines, open);
}
function stillOpen(machines, open) {
    const have = machines.length - open.length;
    const reasons = (0,counted/* counted */.h)(open.map(({ outcome }) => (outcome?.state === "running" ? "running" : "not started")));
    return { state: "waiting", for: "machines whose commands have ended", have, want: machines.length, reasons };
}
function isEnded({ outcome }) {
    return outcome !== undefined && outcome.state !== "sent" && outcome.state !== "running";
}
/** It ended, or AWS should have said so long ago. */
function isOver({ commandTimeoutMs }, machine, now) {
    if (isEnded(machine))
        return true;
    const since = machine.commandAt ?? machine.mark?.at ?? now;
    const most = machine.outcome?.state === "running" ? START_MS + commandTimeoutMs : START_MS;
    return now > since + most + GRACE_MS;
}
function backProgress(settings, { ids, of }, seen) {
    const red = of === "deploy" ? redAlarm(seen) : undefined;
    if (red !== undefined)
        return red;
    const since = seen.waitingSince ?? seen.at;
    const machines = named(ids, seen);
    const pauseMs = (LOOKS - 1) * 1_000 * Math.max(0, ...seen.targetGroups.map(({ intervalSeconds }) => intervalSeconds));
    const isSteady = ({ healthySince }) => healthySince !== undefined && seen.at - healthySince >= pauseMs;
    const steady = machines.filter(isSteady);
    if (steady.length === machines.length)
        return { state: "done" };
    const others = machines.filter((machine) => !steady.includes(machine));
    const reasons = others.flatMap((machine) => ((0,in_place_snapshot/* isHealthy */.Wr)(machine) ? [] : healthReasons(machine)));
    if (seen.at - since > Math.max(settings.batchTimeoutMs, 2 * pauseMs) && reasons.length > 0) {
        const because = `${others.map(({ id }) => id).join(", ")} did not become healthy after the commands.`;
        return { state: "impossible", because, reasons, rollsBack: of === "deploy" };
    }
    return {
        state: "waiting",
        for: "machines back in service",
        have: steady.length,
        want: machines.length,
        reasons: reasons.length > 0 ? reasons : ["healthy, and watched for a moment"],
    };
}
function healthReasons({ id, service, lifecycle, reasons }) {
    return service === "in" ? reasons.map((reason) => `${id}: ${reason}`) : [`${id}: ${lifecycle}`];
}
function servingProgress({ least }, seen) {
    const members = membersOf(seen);
    const healthy = members.filter(in_place_snapshot/* isHealthy */.Wr);
    const want = Math.min(least, members.length);
    if (healthy.length >= want)
        return { state: "done" };
    const reasons = members.filter((machine) => !(0,in_place_snapshot/* isHealthy */.Wr)(machine)).flatMap(healthReasons);
    return { state: "waiting", for: "healthy machines", have: healthy.length, want, reasons };
}
/** Of a rollback: a machine that is still out after it stays there, and is named. */
function wholeProgress(seen) {
    const group = seen.fleet.name;
    const members = membersOf(seen);
    const out = seen.machines.filter((machine) => (0,in_place_snapshot/* isOut */.th)(machine) && !(0,in_place_snapshot/* isForeign */.jq)(machine));
    if (out.length > 0) {
        return {
            state: "impossible",
            because: `${out.map(({ id }) => id).join(", ")} could not be rolled back, and stays ${seen.fleet.group === undefined ? "deregistered" : "in Standby"}.`,
            reasons: out.flatMap(reasonsOf),
            remedy: `Fix or terminate it; \`rollback\` tries again. The others of ${group} run the former version.`,
        };
    }
    const healthy = members.filter(in_place_snapshot/* isHealthy */.Wr);
    if (healthy.length === members.length)
        return { state: "done" };
    const reasons = members.filter((machine) => !(0,in_place_snapshot/* isHealthy */.Wr)(machine)).flatMap(healthReasons);
    return { state: "waiting", for: "healthy machines", have: healthy.length, want: members.length, reasons };
}

;// CONCATENATED MODULE: ./build/platforms/ec2/in-place/index.js
















/** The clients of AWS. */
function inPlaceTools(region, clock, signal) {
    const { elb, reader, autoScaling, editors, close: closeGroups } = (0,clients/* groupClients */.w)(region, signal);
    const notes = new InstanceNotes(region, signal);
    const registrations = new groups_registrations/* Registrations */.z(elb, signal);
    const targetGroups = new TargetGroups(elb, signal);
    const commands = new RunCommand(region, clock, signal);
    const close = () => {
        closeGroups();
        for (const each of [notes, commands])
            each.close();
    };
    const alarms = (names) => (0,alarm_states/* readAlarmStates */.A)(region, names, signal);
    return { reader, notes, registrations, targetGroups, commands, alarms, autoScaling, editors, clock, signal, close };
}
/** The steps that send commands to machines. */
const CHANGING = ["deploy", "rollback"];
/**
 * The machines of one Auto Scaling group, or of target groups without one, changed where they are: in batches they leave
 * service, get the commands by Systems Manager, and come back.
 */
class InPlacePlatform {
    #settings;
    #step;
    #clock;
    #close;
    #fleet;
    #writer;
    constructor(settings, step, { close, ...tools }) {
        this.#settings = settings;
        this.#step = step;
        this.#clock = tools.clock;
        this.#close = close;
        this.#fleet = new FleetReader(settings, tools);
        const { group } = settings;
        const rotation = group === undefined ? new Deregistering(tools) : new standby/* Standby */.A(group, tools);
        this.#writer = new InPlaceWriter(settings, rotation, tools, tools.clock);
    }
    async observe() {
        const changes = CHANGING.includes(this.#step);
        const seen = await this.#fleet.read(() => this.#clock.now(), changes);
        requireSuitable(seen, this.#step);
        return seen;
    }
    plan(intent, seen) {
        return planStep(this.#settings, intent, seen);
    }
    apply(change, seen) {
        return this.#writer.apply(change, seen);
    }
    /** All of it: who is launched, ended or taken out by somebody else meanwhile is part of what is waited for. */
    async refresh(_wait, seen, { since, number }) {
        // What a wait saw of health is its own: the first look of one begins anew.
        const before = number === 1 ? { ...seen, machines: seen.machines.map(forgetful) } : seen;
        const now = await this.#fleet.read(() => this.#clock.now(), false, before);
        return { ...now, waitingSince: since };
    }
    settled(wait, seen) {
        return progressOf(this.#settings, wait, seen);
    }
    view(seen) {
        return viewOf(this.#settings, seen);
    }
    meter({ targetGroups }) {
        return (0,meter/* meterOfOne */.V)(targetGroups);
    }
    undo(intent, seen) {
        return undoOf(intent, seen);
    }
    accepts(undo, _intent, seen) {
        return isUndoOf(undo, seen);
    }
    close() {
        this.#close();
    }
}
function forgetful(machine) {
    return { ...machine, healthySince: undefined };
}


/***/ }),

/***/ 8339:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A: () => (/* binding */ Standby)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8932);
/* harmony import */ var _engine_poll_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6202);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9664);
/* harmony import */ var _groups_group_writer_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6803);
/* harmony import */ var _held_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5243);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4547);






/** At most so many ids in a call of EnterStandby or ExitStandby: the API reference says 20, its array's bound 19. */
const STANDBY_BATCH = 19;
/** How long is waited for who is on its way out, in milliseconds: `post` has less than five minutes. */
const OUT_PATIENCE_MS = 180_000;
const OUT_PAUSE_MS = 1_000;
/** The machines of an Auto Scaling group, by its Standby: the group wants as many fewer, and leaves them alone. */
class Standby {
    #name;
    #tools;
    #groups;
    #clock;
    /** @param name the group's. */
    constructor(name, tools) {
        this.#name = name;
        this.#tools = tools;
        this.#groups = new _groups_group_writer_js__WEBPACK_IMPORTED_MODULE_1__/* .GroupWriter */ .Z(tools);
        this.#clock = tools.clock;
    }
    async takeOut(ids) {
        for (const InstanceIds of inParts(await this.#inState(ids, "InService"))) {
            const request = { AutoScalingGroupName: this.#name, InstanceIds, ShouldDecrementDesiredCapacity: true };
            await this.#call("EnterStandby", (client) => client.send(new _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_3__/* .EnterStandbyCommand */ .h9H(request), this.#abort));
        }
    }
    /** Who is on its way out cannot turn round before it is there. */
    async untilReturnable(ids) {
        const pace = { pauseMs: OUT_PAUSE_MS, until: this.#clock.now() + OUT_PATIENCE_MS };
        await (0,_engine_poll_js__WEBPACK_IMPORTED_MODULE_4__/* .poll */ .w)({ clock: this.#clock, signal: this.#tools.signal, ...pace }, () => this.#inState(ids, "EnteringStandby"), (entering) => entering.length === 0);
    }
    async putBack(ids) {
        for (const InstanceIds of inParts(await this.#inState(ids, "Standby"))) {
            const request = { AutoScalingGroupName: this.#name, InstanceIds };
            await this.#call("ExitStandby", (client) => client.send(new _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_3__/* .ExitStandbyCommand */ .X6g(request), this.#abort));
        }
    }
    /** In this order: what was changed and is not on record would never be restored. */
    async hold(held, seen) {
        const { min = 0, suspended = [] } = seen.fleet.group ?? {};
        await this.tag({ [_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .IN_PLACE_TAG */ .TZ.held]: (0,_held_js__WEBPACK_IMPORTED_MODULE_5__/* .formatHeld */ .Bi)(held) });
        const ScalingProcesses = held.suspended.filter((process) => !suspended.includes(process));
        if (ScalingProcesses.length > 0) {
            const request = { AutoScalingGroupName: this.#name, ScalingProcesses };
            await this.#call("SuspendProcesses", (client) => client.send(new _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_3__/* .SuspendProcessesCommand */ .JQO(request), this.#abort));
        }
        if (held.min.ours !== min && held.min.ours !== held.min.before)
            await this.#setMin(held.min.ours, seen);
    }
    /** By what is now, and not by what was planned: who is out at the end decides which minimum is possible. */
    async release(seen) {
        const group = await this.#now();
        const held = (0,_held_js__WEBPACK_IMPORTED_MODULE_5__/* .parseHeld */ .$M)(group?.tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .IN_PLACE_TAG */ .TZ.held]);
        if (group === undefined || held === undefined)
            return;
        const { min, resume, left } = (0,_held_js__WEBPACK_IMPORTED_MODULE_5__/* .release */ ._r)(group, held);
        if (resume.length > 0) {
            const request = { AutoScalingGroupName: this.#name, ScalingProcesses: [...resume] };
            await this.#call("ResumeProcesses", (client) => client.send(new _aws_sdk_client_auto_scaling__WEBPACK_IMPORTED_MODULE_3__/* .ResumeProcessesCommand */ .iAb(request), this.#abort));
        }
        if (left !== undefined)
            await this.tag({ [_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .IN_PLACE_TAG */ .TZ.held]: (0,_held_js__WEBPACK_IMPORTED_MODULE_5__/* .formatHeld */ .Bi)(left) });
        if (min !== undefined)
            await this.#setMin(min, seen);
        if (left === undefined)
            await this.untag([_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .IN_PLACE_TAG */ .TZ.held], seen);
    }
    async tag(tags) {
        await this.#groups.tag(this.#name, tags);
    }
    async untag(keys, seen) {
        if (keys.length === 0)
            return;
        await this.#groups.apply({ kind: "unmark", group: this.#name, keys, summary: "" }, groupsOf(seen));
    }
    /** Which of them are in this state now: what was done already is not done again. */
    async #inState(ids, state) {
        const { instances = [] } = (await this.#now()) ?? {};
        return instances.filter(({ id, lifecycle }) => ids.includes(id) && lifecycle === state).map(({ id }) => id);
    }
    async #now() {
        const [group] = await this.#tools.reader.groupsNamed([this.#name]);
        return group;
    }
    async #setMin(min, seen) {
        const summary = `Set the minimum of ${this.#name} to ${min}`;
        await this.#groups.apply({ kind: "set-capacity", group: this.#name, capacity: { min }, summary }, groupsOf(seen));
    }
    #call(action, send) {
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)(`autoscaling:${action}`, this.#tools.signal, () => send(this.#tools.autoScaling));
    }
    get #abort() {
        return { abortSignal: this.#tools.signal };
    }
}
function groupsOf({ fleet: { group } }) {
    return { groups: group === undefined ? [] : [group] };
}
function inParts(ids) {
    const parts = Math.ceil(ids.length / STANDBY_BATCH);
    return Array.from({ length: parts }, (_, part) => ids.slice(part * STANDBY_BATCH, (part + 1) * STANDBY_BATCH));
}


/***/ })

};
