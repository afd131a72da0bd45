export const id = 206;
export const ids = [206];
export const modules = {

/***/ 1206:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  DeploymentTimeline: () => (/* reexport */ DeploymentTimeline),
  OctokitApi: () => (/* reexport */ OctokitApi),
  runInfo: () => (/* reexport */ runInfo),
  subjectOf: () => (/* reexport */ rollout_key/* subjectOf */.et)
});

// EXTERNAL MODULE: ./node_modules/@actions/github/lib/github.js + 22 modules
var github = __webpack_require__(2413);
// EXTERNAL MODULE: ./build/engine/api-calls.js
var api_calls = __webpack_require__(6655);
// EXTERNAL MODULE: ./build/action/github/approvals.js
var github_approvals = __webpack_require__(2303);
// EXTERNAL MODULE: ./build/delivery/errors.js
var errors = __webpack_require__(2386);
;// CONCATENATED MODULE: ./build/action/github/failures.js

/** Milliseconds before the second try; twice as long before the third. */
const PAUSE_MS = 500;
/** A step does not wait longer than this for GitHub's rate limit. */
const MAX_PAUSE_MS = 5_000;
const MAX_TEXT = 200;
/** What a failed call of the library comes to. Its errors have status 500 when there was no answer at all. */
function failureOf(error) {
    const { status, response } = (typeof error === "object" && error !== null ? error : {});
    const headers = response?.headers ?? {};
    const seconds = Number.parseInt(String(headers["retry-after"]), 10);
    const id = headers["x-github-request-id"];
    return {
        status: response === undefined || typeof status !== "number" ? undefined : status,
        requestId: typeof id === "string" ? id : undefined,
        retryAfter: Number.isNaN(seconds) ? undefined : seconds,
        message: (0,errors/* errorMessage */.gJ)(error).slice(0, MAX_TEXT),
    };
}
/** Milliseconds after which a call is worth another try; undefined: it is not. */
function pauseAfter(error, attempt) {
    const { status, retryAfter } = failureOf(error);
    const limited = status === 429 || (status === 403 && retryAfter !== undefined);
    if (status !== undefined && status < 500 && !limited)
        return undefined;
    const pause = retryAfter === undefined ? PAUSE_MS * 2 ** (attempt - 1) : retryAfter * 1_000;
    return pause > MAX_PAUSE_MS ? undefined : pause;
}
/**
 * Why GitHub could not be told or asked, as a sentence with what helps.
 *
 * @param permission what the job's `permissions` have to grant, e.g. `deployments: write`.
 */
function explained(error, permission) {
    const { status, message, retryAfter } = failureOf(error);
    if (status === undefined)
        return `GitHub did not answer (${message}).`;
    if (status === 401)
        return "The token is not valid (401): check `github-token`.";
    if (status === 429 || retryAfter !== undefined)
        return `GitHub's rate limit is reached (${status}).`;
    if (status === 403 || status === 404) {
        return `The token may not do this (${status}): give the job \`permissions: { ${permission} }\`.`;
    }
    return `GitHub answered ${status}: ${message}.`;
}

;// CONCATENATED MODULE: ./build/action/github/api.js




/** How often is asked. */
const ATTEMPTS = 3;
/** Entries of a page, the most that GitHub gives, and how many pages of comments are looked through. */
const PAGE = 100;
const MAX_PAGES = 10;
/** GitHub's REST API for one repository, by the job's proxy and with the time that a step has for it. */
class OctokitApi {
    #rest;
    #options;
    #repository;
    constructor(options) {
        this.#options = options;
        this.#repository = { owner: options.owner, repo: options.repo };
        // What the library has to say holds text of the server, which the runner would read for commands.
        const silent = () => undefined;
        const log = { debug: silent, info: silent, warn: silent, error: silent };
        const octokit = (0,github/* getOctokit */.Q)(options.token, { baseUrl: options.baseUrl, userAgent: "progressive-delivery", log });
        octokit.hook.wrap("request", async (request, asked) => {
            const began = Date.now();
            const signal = AbortSignal.any([options.signal, AbortSignal.timeout(options.answerMs)]);
            const tell = (outcome, requestId) => (0,api_calls/* tellCall */.A)(() => ({
                action: `${asked.method} ${asked.url}`,
                durationMs: Date.now() - began,
                outcome,
                requestId: typeof requestId === "string" ? requestId : undefined,
            }));
            try {
                // In place: the library's own hook, which adds the token, passes on what it was given at first.
                asked.request.signal = signal;
                const answer = await request(asked);
                tell(String(answer.status), answer.headers["x-github-request-id"]);
                return answer;
            }
            catch (error) {
                const { status, requestId } = failureOf(error);
                tell(status === undefined ? "no answer" : String(status), requestId);
                throw error;
            }
        });
        this.#rest = octokit.rest;
    }
    async deployments(environment, filter) {
        const { data } = await this.#ask(() => this.#rest.repos.listDeployments({ ...this.#repository, environment, ...filter, per_page: PAGE }));
        return data.map(({ id, sha, task, payload }) => ({ id, sha, task, payload }));
    }
    async createDeployment({ ref, task, environment, description, payload }) {
        // Without these two GitHub would merge the default branch into the ref, and wait for every check of the commit.
        const plainly = { auto_merge: false, required_contexts: [] };
        const { data } = await this.#rest.repos.createDeployment({
            ...this.#repository,
            ...plainly,
            ...{ ref, task, environment, description, payload: { ...payload } },
        });
        if (!("id" in data))
            throw new Error("GitHub made no deployment");
        return { id: data.id, sha: data.sha, task: data.task, payload: data.payload };
    }
    async statuses(deployment) {
        const { data } = await this.#ask(() => this.#rest.repos.listDeploymentStatuses({ ...this.#repository, deployment_id: deployment, per_page: PAGE }));
        return data.map(entryOf);
    }
    async createStatus(deployment, status) {
        const { state, description, environmentUrl, logUrl } = status;
        const { data } = await this.#rest.repos.createDeploymentStatus({
            ...this.#repository,
            deployment_id: deployment,
            ...{ state, description, log_url: logUrl },
            ...(environmentUrl === "" ? {} : { environment_url: environmentUrl }),
            // Other services may have deployments in the same environment.
            auto_inactive: false,
        });
        return entryOf(data);
    }
    async approvals(run) {
        const { data } = await this.#ask(() => this.#rest.actions.getReviewsForRun({ ...this.#repository, run_id: run }));
        return (0,github_approvals/* approvalsOf */.mh)(data);
    }
    async pullRequestsOf(sha) {
        const { data } = await this.#ask(() => this.#rest.repos.listPullRequestsAssociatedWithCommit({ ...this.#repository, commit_sha: sha, per_page: PAGE }));
        return data.map(({ number, merged_at, merge_commit_sha }) => ({
            ...{ number, mergedAt: merged_at, mergeCommit: merge_commit_sha },
        }));
    }
    async comments(pullRequest) {
        const all = [];
        for (let page = 1; page <= MAX_PAGES; page += 1) {
            const { data } = await this.#ask(() => this.#rest.issues.listComments({ ...this.#repository, issue_number: pullRequest, per_page: PAGE, page }));
            all.push(...data.map(({ id, body = "", user }) => ({ id, body, author: user?.login ?? "" })));
            if (data.length < PAGE)
                break;
        }
        return all;
    }
    async createComment(pullRequest, body) {
        const { data } = await this.#rest.issues.createComment({ ...this.#repository, issue_number: pullRequest, body });
        return { id: data.id, body, author: data.user?.login ?? "" };
    }
    async updateComment(id, body) {
        await this.#ask(() => this.#rest.issues.updateComment({ ...this.#repository, comment_id: id, body }));
    }
    /** For what may be sent twice: reads, and writes that come to the same. */
    async #ask(send) {
        const { clock, signal } = this.#options;
        for (let attempt = 1;; attempt += 1) {
            try {
                return await send();
            }
            catch (error) {
                const pause = pauseAfter(error, attempt);
                if (attempt >= ATTEMPTS || pause === undefined || signal.aborted)
                    throw error;
                await clock.sleep(pause, signal);
            }
        }
    }
}
function entryOf({ state, description, created_at, log_url = "", creator }) {
    return { state, description, createdAt: created_at, logUrl: log_url, author: creator?.login ?? "" };
}

// EXTERNAL MODULE: ./build/action/github/rollout-key.js
var rollout_key = __webpack_require__(4468);
;// CONCATENATED MODULE: ./build/action/github/run-info.js
/** @returns undefined outside of a run of GitHub's. */
function runInfo(env) {
    const [owner = "", repo = "", ...more] = (env.GITHUB_REPOSITORY ?? "").split("/");
    const runId = Number(env.GITHUB_RUN_ID);
    const sha = env.GITHUB_SHA ?? "";
    if (owner === "" || repo === "" || more.length > 0 || !Number.isSafeInteger(runId) || sha === "")
        return undefined;
    const attempt = env.GITHUB_RUN_ATTEMPT ?? "1";
    const [, pull] = /^refs\/pull\/(\d{1,15})\//.exec(env.GITHUB_REF ?? "") ?? [];
    return {
        ...{ owner, repo, runId, sha },
        apiUrl: env.GITHUB_API_URL || "https://api.github.com",
        rollout: `${owner}/${repo}/runs/${runId}`,
        logUrl: `${env.GITHUB_SERVER_URL ?? "https://github.com"}/${owner}/${repo}/actions/runs/${runId}/attempts/${attempt}`,
        pullRequest: pull === undefined ? undefined : Number(pull),
    };
}
/** Whether an address is of the same run, whichever attempt or job. */
function isOfRun(url, { owner, repo, runId }) {
    const path = `/${owner}/${repo}/actions/runs/${runId}`;
    const at = url.indexOf(path);
    return at >= 0 && /^(?:\/|$)/.test(url.slice(at + path.length));
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./build/action/log.js
var log = __webpack_require__(4173);
;// CONCATENATED MODULE: ./build/action/github/comment.js


const MARKS = {
    in_progress: "🔄 in progress",
    success: "✅ serving",
    failure: "❌ failed",
    error: "⏹️ cut off",
    inactive: "⚪ inactive",
};
/** So many lines, the newest, are shown. */
const MAX_ENTRIES = 30;
/** What a comment of ours begins with; nobody sees it. It holds a digest: a name could end the HTML comment. */
function markerOf(environment, subject) {
    const digest = (0,external_node_crypto_.createHash)("sha256")
        .update(JSON.stringify([environment, subject]))
        .digest("hex");
    return `<!-- progressive-delivery ${digest} -->`;
}
/**
 * The comment to update. Anybody can write a comment with the marker in it and change it later: only one of the same
 * author is ours.
 *
 * @param author who the token is.
 */
function ownComment(comments, marker, author) {
    return comments.find((comment) => comment.author === author && comment.body.startsWith(marker));
}
/** The comment: where the rollout stands, and how it came there. */
function commentBody(environment, subject, 
/** The newest first, as GitHub lists them. */
entries) {
    const [latest] = entries;
    const now = latest === undefined ? "" : `${markOf(latest.state)}: ${code(latest.description)}`;
    const rows = entries
        .slice(0, MAX_ENTRIES)
        .map(({ state, description, createdAt, logUrl }) => {
        const at = createdAt.slice(0, 16).replace("T", " ");
        return `| ${code(at)} | ${markOf(state)} | ${linked(code(description), logUrl)} |`;
    })
        .reverse();
    const table = ["| UTC | state | what |", "|---|---|---|", ...rows].join("\n");
    return [markerOf(environment, subject), `**Rollout of ${code(subject)} to ${code(environment)}**`, now, table].join("\n\n");
}
function markOf(state) {
    return Object.hasOwn(MARKS, state) ? MARKS[state] : code(state);
}
/** In code nobody is mentioned, no issue is linked, and nothing is markup. */
function code(text) {
    const inside = (0,log/* visible */.RK)(text)
        .replace(/[`|\s]+/g, " ")
        .trim();
    return inside === "" ? "–" : `\`${inside}\``;
}
function linked(text, url) {
    return /^https?:\/\/[\w.:/-]+$/.test(url) ? `[${text}](${url})` : text;
}
/** The pull request that brought a commit: by its merge commit, else one that is merged, else one that is open. */
function broughtBy(pulls, sha) {
    const merged = pulls.filter(({ mergedAt }) => mergedAt !== null);
    const [found] = [...merged.filter(({ mergeCommit }) => mergeCommit === sha), ...merged, ...pulls];
    return found?.number;
}

// EXTERNAL MODULE: ./build/action/summary/words.js
var words = __webpack_require__(3269);
;// CONCATENATED MODULE: ./build/action/github/statuses.js



/** GitHub takes so many characters of a description; its OpenAPI description does not say so. */
const MAX_DESCRIPTION = 140;
/**
 * The line with which a step begins.
 *
 * @param before the state that the step found.
 * @param approvals those that no earlier line tells of.
 * @returns undefined when the step changes nothing.
 */
function beginStatus(step, decision, before, approvals, url) {
    const what = decision === undefined ? undefined : meaning(decision, before);
    if (what === undefined)
        return undefined;
    const who = approvals.map(github_approvals/* approvedBy */.vU).join(", ");
    const text = `${step}: ${what}${who === "" ? "" : `, approved by ${who}`}`;
    return { state: "in_progress", description: described(text), environmentUrl: urlOf(before, url) };
}
function meaning(decision, before) {
    const { weight, cohort } = before;
    if ((0,words/* countsMachines */.Bh)(before))
        return meaningOfOne(decision);
    const whose = cohort === undefined ? "" : " of the cohort";
    switch (decision.do) {
        case "nothing":
            return undefined;
        case "begin":
            return `${decision.revision} comes up as green`;
        case "resume":
            return decision.again ? "green is taken up again" : "green comes up further";
        case "shift":
            return `green ${weight ?? "?"} % → ${decision.to} %${whose}`;
        case "verify":
            return `green is watched at ${decision.at} %${whose}`;
        case "judge":
            return `green is judged at ${decision.at} %${whose}`;
        case "record":
            return `green is recorded at ${decision.at} %${whose}`;
        case "restore":
            return "blue gets its size and limits back";
        case "remove":
            return `${decision.side} is removed`;
    }
}
/** Without a second fleet nothing comes up beside what serves, and nothing of it is removed. */
function meaningOfOne(decision) {
    switch (decision.do) {
        case "nothing":
            return undefined;
        case "begin":
            return `${decision.revision} comes to the machines`;
        case "resume":
            return "the new version comes to further machines";
        case "shift":
        case "restore":
            return "the former version comes back to the machines";
        case "verify":
        case "judge":
        case "record":
            return "how many machines run it is recorded";
        case "remove":
            return "the rollout is forgotten, no machine changes";
    }
}
/**
 * The line with which a step ends. Only a version that has all the traffic is a success: at 10 % it is under way, and a
 * version that was rolled back or removed is inactive.
 *
 * @param url the service's own address; undefined: not known.
 */
function endStatus(ended, url) {
    const { step, view, error, verdict } = ended;
    const where = whereabouts(ended);
    const environmentUrl = urlOf(view, url);
    if (error !== undefined) {
        const cancelled = error.code === "cancelled";
        const text = cancelled ? `${step} was cancelled, ${where}` : `${step} failed, ${where}: ${error.message}`;
        return { state: cancelled ? "error" : "failure", description: described(text), environmentUrl };
    }
    const judged = verdict === undefined ? "" : `, verdict ${verdict}`;
    return { state: stateOf(ended), description: described(`${step}: ${where}${judged}`), environmentUrl };
}
function stateOf({ step, view, before }) {
    switch (view.phase) {
        case "idle":
            return step === "teardown" && before?.phase !== "promoted" ? "inactive" : "success";
        case "promoted":
            return "success";
        case "rolled-back":
            return "inactive";
        case "degraded":
            return "failure";
        case "deploying":
        case "deployed":
        case "shifting":
            return "in_progress";
    }
}
/** Whether the version that served before this rollout is gone for good: with one fleet, once it is on no machine. */
function hasReplaced({ step, view, before, error }) {
    if (error !== undefined)
        return false;
    if (view.standing.oneFleet === true && step === "deploy")
        return view.phase === "promoted";
    return step === "teardown" && view.phase === "idle" && before?.phase === "promoted";
}
function whereabouts({ step, view, before }) {
    const { phase, weight, cohort } = view;
    if (phase === "idle" && step === "teardown") {
        if ((0,words/* countsMachines */.Bh)(view))
            return "the rollout is over, what runs goes on";
        return before?.phase === "promoted"
            ? "blue is gone, green serves everything"
            : "green is gone, blue serves everything";
    }
    if (phase === "idle")
        return "the new version serves everything";
    if ((0,words/* countsMachines */.Bh)(view))
        return `${(0,words/* machinesRun */.Mp)(view)}${phase === "degraded" ? " (degraded)" : ""}`;
    if (phase === "rolled-back")
        return "blue has 100 % again";
    if (weight === undefined)
        return "the weights disagree";
    return `green has ${weight} %${cohort === undefined ? "" : " of the cohort"}${phase === "degraded" ? " (degraded)" : ""}`;
}
/** The preview's address while green has not everything, without what may be a password in it. */
function urlOf({ preview, weight, phase }, url) {
    const testers = phase === "idle" || weight === 100 ? undefined : preview?.url;
    const address = testers ?? url;
    if (address === undefined || !URL.canParse(address))
        return "";
    const { protocol, origin, pathname } = new URL(address);
    return protocol === "https:" || protocol === "http:" ? `${origin}${pathname}` : "";
}
/** One line of as many characters as GitHub takes, with nothing unseen in it. */
function described(text) {
    const line = (0,log/* visible */.RK)(text.replace(/\s+/g, " ").trim());
    if (line.length <= MAX_DESCRIPTION)
        return line;
    return `${line.slice(0, MAX_DESCRIPTION - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

;// CONCATENATED MODULE: ./build/action/github/ledger.js





/** What there is of a service in an environment: the deployment of a rollout, if a step has made one, and earlier ones. */
async function lookUp(key, { api }) {
    const all = await api.deployments(key.environment, { task: rollout_key/* TASK */.wn });
    const known = newestFirst(all.filter(({ task, payload }) => task === rollout_key/* TASK */.wn && (0,rollout_key/* isOfSubject */.UJ)(payload, key)));
    // Two runs may have made one each: the older one is everybody's.
    const deployment = known.findLast(({ payload }) => (0,rollout_key/* isOf */.yW)(payload, key));
    const earlier = known.filter(({ id, payload }) => id < (deployment?.id ?? Infinity) && !(0,rollout_key/* isOf */.yW)(payload, key));
    return { deployment, earlier };
}
/** @param revision what the version is called: a commit is what GitHub shows the deployment of. */
async function createDeployment(key, revision, tools) {
    const { environment, subject, rollout } = key;
    const { api, run } = tools;
    const create = (ref) => {
        const description = described(`${subject}: ${revision}`);
        const deployment = { ref, task: rollout_key/* TASK */.wn, environment, description, payload: { subject, rollout } };
        const find = async () => (await lookUp(key, tools)).deployment;
        return once(() => api.createDeployment(deployment), find, tools);
    };
    if (!/^[0-9a-f]{40}$/.test(revision) || revision === run.sha)
        return create(run.sha);
    return create(revision).catch((error) => {
        // A commit of another repository: the workflow's own is the next best.
        if (failureOf(error).status !== 422)
            throw error;
        return create(run.sha);
    });
}
/** Whether GitHub itself made a deployment in this environment for a job of this run. */
async function isDoubled({ environment }, { api, run }) {
    const [newest] = newestFirst((await api.deployments(environment, { sha: run.sha })).filter(({ task }) => task !== rollout_key/* TASK */.wn));
    return newest !== undefined && (await api.statuses(newest.id)).some(({ logUrl }) => isOfRun(logUrl, run));
}
/** Adds a line to the timeline. */
async function addStatus(entry, status, tools) {
    const { api, run } = tools;
    const { deployment } = entry;
    const wanted = { ...status, logUrl: run.logUrl };
    const find = async () => {
        const [newest] = await api.statuses(deployment.id);
        const same = newest?.state === wanted.state && newest.description === wanted.description;
        return same && newest.logUrl === wanted.logUrl ? newest : undefined;
    };
    entry.told.unshift(await once(() => api.createStatus(deployment.id, wanted), find, tools));
}
/** The version before this one is gone: nobody can go back to it. */
async function endEarlier({ earlier: [before] }, key, tools) {
    if (before === undefined)
        return;
    const told = await tools.api.statuses(before.id);
    if (told[0]?.state === "inactive")
        return;
    const description = described(`replaced by rollout ${key.rollout}`);
    await addStatus({ deployment: before, told, earlier: [] }, { state: "inactive", description, environmentUrl: "" }, tools);
}
/**
 * Brings the comment on the pull request up to date.
 *
 * @returns false when no pull request brought the commit.
 */
async function comment(entry, key, tools) {
    const { api, run } = tools;
    const { environment, subject } = key;
    const { sha } = entry.deployment;
    const pull = run.pullRequest ?? broughtBy(await api.pullRequestsOf(sha), sha);
    const author = entry.told[0]?.author ?? "";
    if (pull === undefined || author === "")
        return false;
    const [marker, body] = [markerOf(environment, subject), commentBody(environment, subject, entry.told)];
    const own = async () => ownComment(await api.comments(pull), marker, author);
    const existing = await own();
    if (existing === undefined)
        await once(() => api.createComment(pull, body), own, tools);
    else if (existing.body !== body)
        await api.updateComment(existing.id, body);
    return true;
}
/**
 * Makes something that must not be there twice. Where nobody knows whether it was made, it is looked for first.
 *
 * @throws what the last try threw.
 */
async function once(create, find, { clock, signal }) {
    try {
        return await create();
    }
    catch (error) {
        const pause = pauseAfter(error, 1);
        if (pause === undefined || signal.aborted)
            throw error;
        await clock.sleep(pause, signal);
        return (await find()) ?? (await create());
    }
}
function newestFirst(deployments) {
    return [...deployments].sort((one, other) => other.id - one.id);
}

;// CONCATENATED MODULE: ./build/action/github/timeline.js





const DOUBLED = "GitHub makes a deployment of its own in the environment of `deployment-environment` for this job: " +
    "give the job `environment: { name: …, deployment: false }`, and the rollout has one timeline.";
/**
 * Tells GitHub how a rollout goes, in order, while the step goes on: the step never waits for it before its end, and
 * never fails by it. What cannot be told is warned of once.
 */
class DeploymentTimeline {
    #options;
    #tools;
    #entries = new Map();
    #warned = new Set();
    #approvals;
    #seen;
    #part;
    #queue = Promise.resolve();
    /** Deployments cannot be told of: nothing more is tried. */
    #broken = false;
    constructor(options, tools) {
        this.#options = options;
        this.#tools = tools;
        this.#approvals = tools.api.approvals(tools.run.runId).catch((error) => {
            this.#warn("approvals", `Who approved what is not told. ${explained(error, "actions: read")}`);
            return [];
        });
    }
    /** Who approved what in this run so far; what GitHub did not say in time is missing. */
    approvals() {
        return this.#approvals;
    }
    report(event) {
        switch (event.type) {
            case "observed":
                this.#endPart(undefined);
                this.#seen = event.view;
                return;
            case "planned":
                if (event.plan.changes.length > 0)
                    this.#begin(event.step, event.plan.decision);
                return;
            case "refreshed":
            case "settled":
                this.#seen = event.view;
                return;
            case "judged":
                if (this.#part !== undefined)
                    this.#part.verdict = event.look.verdict;
                return;
            case "change-started":
            case "change-done":
            case "change-refused":
            case "waiting":
            case "note":
            case "warning":
            case "diagnosed":
            case "ahead":
                return;
        }
    }
    /**
     * Says how the step ended, and waits until all is told.
     *
     * @param step of the inputs: named where no part of it was planned.
     */
    async end(step, error) {
        const view = this.#seen;
        // Gates that keep a step from beginning have judged the rollout all the same; what was cut off is told by `post` too.
        const isWorthIt = error?.verdict !== undefined || error?.code === "cancelled";
        if (this.#part === undefined && isWorthIt && view?.rollout !== undefined) {
            this.#part = { step, rollout: view.rollout.id, before: view, verdict: error?.verdict };
        }
        const rollout = this.#part?.rollout;
        // What failed is the step that somebody asked for; its last part may be the rollback that followed.
        if (this.#part !== undefined && error !== undefined)
            this.#part.step = step;
        this.#endPart(error);
        if (rollout !== undefined && this.#options.comment)
            this.#enqueue(() => this.#comment(rollout));
        await this.#queue;
    }
    #begin(step, decision) {
        const before = this.#seen;
        if (before === undefined)
            return;
        // Without a second fleet a rollout may begin on one that is over.
        const begins = decision?.do === "begin";
        const rollout = (begins ? undefined : before.rollout?.id) ?? this.#tools.run.rollout;
        const revision = begins ? decision.revision : (before.rollout?.revision ?? "");
        this.#part = { step, rollout, before, verdict: undefined };
        this.#enqueue(async () => {
            const entry = await this.#entry(rollout, revision);
            if (entry === undefined)
                return;
            const { run } = this.#tools;
            const lines = entry.told.filter(({ logUrl }) => isOfRun(logUrl, run)).map(({ description }) => description);
            const approvals = (0,github_approvals/* untold */.r_)(await this.#approvals, lines);
            const status = beginStatus(step, decision, before, approvals, this.#options.url);
            if (status !== undefined)
                await addStatus(entry, status, this.#tools);
        });
    }
    #endPart(error) {
        const [part, view] = [this.#part, this.#seen];
        this.#part = undefined;
        if (part === undefined || view === undefined)
            return;
        const { step, before, rollout } = part;
        const ended = { step, view, before, error, verdict: part.verdict };
        const status = endStatus(ended, this.#options.url);
        this.#enqueue(async () => {
            const entry = await this.#entry(rollout, view.rollout?.revision ?? "");
            if (entry === undefined)
                return;
            await addStatus(entry, status, this.#tools);
            if (hasReplaced(ended))
                await endEarlier(entry, this.#key(rollout), this.#tools);
        });
    }
    /** The rollout's deployment; undefined where GitHub itself has made one for the job. */
    #entry(rollout, revision) {
        const known = this.#entries.get(rollout);
        if (known !== undefined)
            return known;
        const entry = this.#found(this.#key(rollout), revision);
        this.#entries.set(rollout, entry);
        return entry;
    }
    async #found(key, revision) {
        const [{ deployment, earlier }, doubled] = await Promise.all([
            lookUp(key, this.#tools),
            isDoubled(key, this.#tools),
        ]);
        if (doubled)
            this.#warn("doubled", DOUBLED);
        if (deployment !== undefined)
            return { deployment, earlier, told: await this.#tools.api.statuses(deployment.id) };
        if (doubled)
            return undefined;
        return { deployment: await createDeployment(key, revision, this.#tools), earlier, told: [] };
    }
    async #comment(rollout) {
        const entry = await this.#entries.get(rollout);
        if (entry === undefined)
            return;
        try {
            await comment(entry, this.#key(rollout), this.#tools);
        }
        catch (error) {
            const permission = "pull-requests: write";
            this.#warn("comment", `The comment on the pull request could not be written. ${explained(error, permission)}`);
        }
    }
    #key(rollout) {
        const { environment, subject } = this.#options;
        return { environment, subject, rollout };
    }
    #enqueue(tell) {
        this.#queue = this.#queue.then(async () => {
            if (this.#broken)
                return;
            try {
                await tell();
            }
            catch (error) {
                this.#broken = true;
                const why = explained(error, "deployments: write");
                this.#warn("deployments", `GitHub is not told of this rollout any more (deployment-environment). ${why}`);
            }
        });
    }
    #warn(about, message) {
        if (this.#warned.has(about))
            return;
        this.#warned.add(about);
        this.#options.warn(message);
    }
}

;// CONCATENATED MODULE: ./build/action/github/index.js
/** All that loads GitHub's client, as one chunk. */






/***/ })

};
