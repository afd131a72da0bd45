export const id = 857;
export const ids = [857,672];
export const modules = {

/***/ 7857:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   findRollback: () => (/* binding */ findRollback)
/* harmony export */ });
/* harmony import */ var _yaml_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1672);

/** The workflows of this action's repository that roll back: `rollback.yml`, and `step.yml` when it is told to. */
const OURS = /\/\.github\/workflows\/(rollback|step)\.ya?ml(?:@|$)/;
const OF_INPUT = /^\$\{\{\s*(?:github\.event\.)?inputs\.([\w-]+)\s*\}\}$/;
const OF_ENV = /^\$\{\{\s*env\.(\w+)\s*\}\}$/;
/**
 * The workflow by which a person rolls back what this step is about: one that can be started by hand, has a job that
 * rolls back the same service or target, and needs no input that is not known here. The running one first, then those
 * that do nothing else.
 *
 * @param current file name of the running workflow.
 */
function findRollback(files, inputs, current) {
    const found = files.flatMap((file) => candidateIn(file, identityOf(inputs)));
    const rank = ({ file, fields }) => file === current ? 0 : fields.some(([, value]) => value === "rollback") ? 2 : 1;
    return found.sort((one, other) => rank(one) - rank(other))[0];
}
/** What two steps have in common that are about the same thing. */
function identityOf({ values, target }) {
    const names = {
        ec2: ["auto-scaling-groups"],
        "api-gateway": ["rest-api", "stage"],
        lambda: ["function", "alias"],
        nginx: ["app"],
    };
    const wanted = values.has("service") ? ["service"] : names[target.platform];
    return wanted.map((name) => [name, values.get(name) ?? ""]);
}
function candidateIn({ file, text }, identity) {
    const workflow = keysOf(parsed(text));
    const trigger = dispatchOf(workflow.on);
    if (trigger === undefined)
        return [];
    const dispatch = keysOf(keysOf(trigger).inputs);
    for (const [job, given] of Object.values(keysOf(workflow.jobs)).flatMap(callsOf)) {
        const env = { ...keysOf(workflow.env), ...keysOf(job.env) };
        const pairs = [["step", "rollback"], ...identity].map(([name, value]) => fieldFor(given[name], value, env, dispatch));
        if (!pairs.every((pair) => pair !== undefined))
            continue;
        const fields = pairs.flat();
        if (needsMore(dispatch, fields))
            continue;
        const name = typeof workflow.name === "string" ? workflow.name : file;
        return [{ file, name, fields }];
    }
    return [];
}
/** What a job gives to steps that may roll back; none of a job that follows others or has a condition. */
function callsOf(value) {
    const job = keysOf(value);
    if (job.needs !== undefined || job.if !== undefined)
        return [];
    const called = OURS.exec(String(job.uses ?? ""))?.[1];
    if (called === "rollback")
        return [[job, { ...keysOf(job.with), step: "rollback" }]];
    if (called === "step")
        return [[job, keysOf(job.with)]];
    const steps = Array.isArray(job.steps) ? job.steps : [];
    return steps.map((step) => [job, keysOf(keysOf(step).with)]);
}
/**
 * What the workflow has to be given so that an input gets a value: nothing where it has it anyway.
 *
 * @returns undefined where it cannot be given, or nobody can tell.
 */
function fieldFor(given, wanted, env, dispatch) {
    if (given === undefined)
        return undefined;
    const variable = OF_ENV.exec(String(given))?.[1];
    const text = String(variable === undefined ? given : env[variable]);
    const name = OF_INPUT.exec(text)?.[1];
    if (name === undefined)
        return sameList(text, wanted) ? [] : undefined;
    const { options } = keysOf(dispatch[name]);
    if (dispatch[name] === undefined || (Array.isArray(options) && !options.includes(wanted)))
        return undefined;
    return [[name, wanted]];
}
function sameList(one, other) {
    const [first, second] = [one, other].map((text) => text
        .trim()
        .split(/\s*[\n,]\s*/)
        .sort()
        .join());
    return first === second;
}
function needsMore(dispatch, fields) {
    return Object.entries(dispatch).some(([name, value]) => {
        const { required, default: preset } = keysOf(value);
        return required === true && preset === undefined && !fields.some(([field]) => field === name);
    });
}
/** `on: workflow_dispatch`, a list with it, or a map. */
function dispatchOf(on) {
    if (on === "workflow_dispatch" || (Array.isArray(on) && on.includes("workflow_dispatch")))
        return {};
    const keys = keysOf(on);
    return "workflow_dispatch" in keys ? (keys.workflow_dispatch ?? {}) : undefined;
}
function parsed(text) {
    try {
        return (0,_yaml_js__WEBPACK_IMPORTED_MODULE_0__.parseYaml)(text);
    }
    catch {
        // What GitHub would not run either.
        return undefined;
    }
}
function keysOf(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}


/***/ }),

/***/ 1672:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   YamlFile: () => (/* binding */ YamlFile),
/* harmony export */   YamlProblem: () => (/* binding */ YamlProblem),
/* harmony export */   parseYaml: () => (/* binding */ parseYaml)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8905);

/**
 * YAML as text: every scalar is what was written, so that `0123456789` and `1.10` stay what they are. Maps are looked
 * into key by key, and nothing is built from anchors before somebody asks: a few of them can stand for any number of
 * values.
 */
/** More than any config file needs; the parser's work grows faster than the file. */
const MAX_TOKENS = 120_000;
const MAX_DEPTH = 20;
/** A file that cannot be used, as the end of a sentence about it. */
class YamlProblem extends Error {
}
class YamlFile {
    #document;
    #targets = new Map();
    /** @throws YamlProblem when it is no YAML, is too large to be read at once, or has more than one document. */
    constructor(text) {
        requireFewTokens(text);
        // Keys that stand twice are found by `keysOf`: the parser compares each with all others.
        this.#document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, { schema: "failsafe", uniqueKeys: false, logLevel: "error" });
        const [error] = this.#document.errors;
        if (error !== undefined)
            throw new YamlProblem(problemOf(error));
        const strange = this.#document.warnings.find(({ message }) => !message.includes("tag:yaml.org,2002:"));
        if (strange !== undefined)
            throw new YamlProblem(problemOf(strange));
        this.#resolveAliases();
    }
    get root() {
        return this.#document.contents;
    }
    /**
     * The keys of a map, with those that it merges by `<<` (YAML merge key): its own win, then the first of several.
     *
     * @returns undefined when it is no map.
     * @throws YamlProblem when a key is no text, or stands twice.
     */
    keysOf(value, depth = 0) {
        const node = this.#at(value);
        if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(node))
            return undefined;
        if (depth > MAX_DEPTH)
            throw new YamlProblem("merges more maps into each other than can be followed.");
        const own = new Map();
        const merged = [];
        for (const { key, value: content } of node.items) {
            const name = this.#at(key);
            if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(name) || typeof name.value !== "string")
                throw new YamlProblem("has a key that is not a text.");
            if (name.value === "<<" && name.type === yaml__WEBPACK_IMPORTED_MODULE_0__/* .Scalar */ .X5.PLAIN)
                merged.push(content);
            else if (own.has(name.value))
                throw new YamlProblem(`has the key ${name.value} twice.`);
            else
                own.set(name.value, content);
        }
        for (const more of merged) {
            for (const [key, content] of this.#merge(more, depth + 1))
                if (!own.has(key))
                    own.set(key, content);
        }
        return own;
    }
    /** The text of a scalar; empty for null, as in `key:` and `key: ~`; undefined when it is no scalar. */
    textOf(value) {
        const node = this.#at(value);
        if (node === null || node === undefined)
            return "";
        if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(node))
            return undefined;
        const text = String(node.value ?? "").trim();
        return node.type === yaml__WEBPACK_IMPORTED_MODULE_0__/* .Scalar */ .X5.PLAIN && /^(?:~|null|Null|NULL)$/.test(text) ? "" : text;
    }
    /** The items of a list; undefined when it is none. */
    itemsOf(value) {
        const node = this.#at(value);
        return (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isSeq */ .oP)(node) ? node.items : undefined;
    }
    #merge(value, depth) {
        const sources = this.itemsOf(value) ?? [value];
        const merged = new Map();
        for (const source of sources) {
            const keys = this.keysOf(source, depth);
            if (keys === undefined)
                throw new YamlProblem("merges with `<<` what is not a map.");
            for (const [key, content] of keys)
                if (!merged.has(key))
                    merged.set(key, content);
        }
        return merged;
    }
    #at(value) {
        return this.#targets.get(value) ?? value;
    }
    /** An alias stands for the last node before it that has the anchor. */
    #resolveAliases() {
        const anchors = new Map();
        const remember = (_key, node) => {
            if (node.anchor !== undefined)
                anchors.set(node.anchor, node);
        };
        (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .visit */ .YR)(this.#document, {
            Alias: (_key, node) => {
                const target = anchors.get(node.source);
                if (target === undefined)
                    throw new YamlProblem(`has the alias *${node.source}, but no such anchor before it.`);
                this.#targets.set(node, target);
            },
            Map: remember,
            Seq: remember,
            Scalar: remember,
        });
    }
}
/** Reads a document of any kind, without a word to the process about what is odd in it. */
function parseYaml(text) {
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(text, { logLevel: "error" });
    const [error] = document.errors;
    if (error !== undefined)
        throw new YamlProblem(problemOf(error));
    return document.toJS();
}
function requireFewTokens(text) {
    let count = 0;
    for (const _token of new yaml__WEBPACK_IMPORTED_MODULE_0__/* .Lexer */ .JG().lex(text)) {
        count += 1;
        if (count > MAX_TOKENS)
            throw new YamlProblem("has more keys and values than the 10,000 or so that are read.");
    }
}
/** The parser's first line, without the excerpt that follows and without advice for who programs with it. */
function problemOf({ code, message }) {
    if (code === "MULTIPLE_DOCS")
        return "has several documents (`---`), of which only one can be meant.";
    if (code === "RESOURCE_EXHAUSTION" || message.includes("call stack"))
        return "is nested too deeply.";
    return `is not valid YAML: ${message.split("\n")[0]?.replace(/:$/, "")}.`;
}


/***/ })

};
