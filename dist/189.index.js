export const id = 189;
export const ids = [189,672];
export const modules = {

/***/ 9189:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readConfig: () => (/* binding */ readConfig)
/* harmony export */ });
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3958);
/* harmony import */ var _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5717);
/* harmony import */ var _inputs_suggest_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6407);
/* harmony import */ var _inputs_table_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7672);
/* harmony import */ var _workspace_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1402);
/* harmony import */ var _yaml_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1672);






const MAX_BYTES = 1_048_576;
const EXAMPLE = "config: .github/delivery.yml";
/**
 * Reads the config file: the settings of all steps, or a `services:` map with settings for each service. What stands
 * beside `services` holds for every service that does not say otherwise. Keys that begin with `x-` are the file's own,
 * a place for anchors.
 *
 * @throws DeliveryError `input` when the file is missing, is not YAML, or holds an unknown key, service or value.
 */
function readConfig(given, workspace) {
    const file = given.get("config") ?? "";
    try {
        return new ConfigFile(file, workspace).inputsFor(given);
    }
    catch (error) {
        if (error instanceof _yaml_js__WEBPACK_IMPORTED_MODULE_3__.YamlProblem)
            throw (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .inputError */ .Xu)([{ input: "config", given: file, problem: error.message }]);
        throw error;
    }
}
class ConfigFile {
    #file;
    #yaml;
    constructor(file, workspace) {
        const content = (0,_workspace_js__WEBPACK_IMPORTED_MODULE_2__/* .readFromWorkspace */ .c)(workspace, file, (bytes) => bytes > MAX_BYTES ? `has ${bytes} bytes; a config file has at most 1 MiB.` : undefined);
        if (typeof content === "string") {
            throw (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .inputError */ .Xu)([{ input: "config", given: file, problem: content, example: EXAMPLE }]);
        }
        const text = (0,_workspace_js__WEBPACK_IMPORTED_MODULE_2__/* .decodeText */ .g)(content);
        if (text === undefined)
            throw new _yaml_js__WEBPACK_IMPORTED_MODULE_3__.YamlProblem("is not text in UTF-8 or UTF-16.");
        this.#file = file;
        this.#yaml = new _yaml_js__WEBPACK_IMPORTED_MODULE_3__.YamlFile(text);
    }
    inputsFor(given) {
        const root = this.#yaml.keysOf(this.#yaml.root);
        if (root === undefined)
            throw new _yaml_js__WEBPACK_IMPORTED_MODULE_3__.YamlProblem("is not a map of keys.");
        const services = root.get("services");
        const hasServices = root.delete("services");
        const own = hasServices ? this.#serviceOf(services, given.get("service")) : this.#noService(given);
        const platform = this.#platformOf(given, own, root);
        return new Map([...this.#toInputs(root, platform), ...this.#toInputs(own, platform)]);
    }
    #noService(given) {
        const service = given.get("service");
        if (service === undefined)
            return new Map();
        const problem = `names a service, but ${this.#file} has no \`services\`.`;
        throw (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .inputError */ .Xu)([{ input: "service", given: service, problem }]);
    }
    #serviceOf(services, service) {
        const known = this.#yaml.keysOf(services);
        if (known === undefined || known.size === 0) {
            throw new _yaml_js__WEBPACK_IMPORTED_MODULE_3__.YamlProblem("has `services`, but it is not a map from names to keys.");
        }
        const names = [...known.keys()];
        if (service === undefined) {
            const problem = `is required: ${this.#file} has the services ${names.join(", ")}.`;
            throw (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .inputError */ .Xu)([{ input: "service", problem, example: `service: ${names[0]}` }]);
        }
        if (!known.has(service)) {
            const meant = (0,_inputs_suggest_js__WEBPACK_IMPORTED_MODULE_4__/* .suggestionFor */ .o)(service, names);
            const which = meant === undefined ? "" : ` Did you mean \`${meant}\`?`;
            const problem = `is not in ${this.#file}, which has ${names.join(", ")}.${which}`;
            throw (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .inputError */ .Xu)([{ input: "service", given: service, problem }]);
        }
        const value = known.get(service);
        const keys = this.#yaml.textOf(value) === "" ? new Map() : this.#yaml.keysOf(value);
        if (keys === undefined)
            throw new _yaml_js__WEBPACK_IMPORTED_MODULE_3__.YamlProblem(`has no map of keys for the service ${service}.`);
        return keys;
    }
    /** Undefined when nobody says, or says something that is none: that is judged with the other inputs. */
    #platformOf(given, ...keys) {
        const name = given.get("platform") ?? keys.map((map) => this.#yaml.textOf(map.get("platform") ?? null)).find(Boolean);
        return _delivery_vocabulary_js__WEBPACK_IMPORTED_MODULE_5__/* .PLATFORMS */ .P4.find((platform) => platform === name);
    }
    #toInputs(keys, platform) {
        const mistakes = [];
        const inputs = new Map();
        for (const [key, value] of keys) {
            if (key.startsWith("x-"))
                continue;
            const problem = problemOfKey(key, platform);
            if (problem !== undefined)
                mistakes.push(this.#mistake(key, problem));
            else if ((0,_inputs_table_js__WEBPACK_IMPORTED_MODULE_1__/* .isInputName */ .wp)(key)) {
                const text = this.#toText(value, (0,_inputs_table_js__WEBPACK_IMPORTED_MODULE_1__/* .isSeveral */ .lR)(key));
                const form = (0,_inputs_table_js__WEBPACK_IMPORTED_MODULE_1__/* .isSeveral */ .lR)(key) ? "a text or a list of texts" : "a text, a number, or true or false";
                if (text === undefined)
                    mistakes.push(this.#mistake(key, `must be ${form}.`));
                else if (text !== "")
                    inputs.set(key, text);
            }
        }
        if (mistakes.length > 0)
            throw (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .inputError */ .Xu)(mistakes);
        return inputs;
    }
    #toText(value, list) {
        const items = list ? this.#yaml.itemsOf(value) : undefined;
        if (items === undefined)
            return this.#yaml.textOf(value);
        const texts = items.map((item) => this.#yaml.textOf(item));
        return texts.every((text) => text !== undefined) ? texts.join("\n") : undefined;
    }
    #mistake(key, problem) {
        return { input: "config", given: `${this.#file}: ${key}`, problem };
    }
}
/** Undefined when a config file of the platform may hold the key. An input of another platform is judged with the rest. */
function problemOfKey(key, platform) {
    const allowed = _inputs_table_js__WEBPACK_IMPORTED_MODULE_1__/* .INPUT_NAMES */ .Qh.filter((name) => (0,_inputs_table_js__WEBPACK_IMPORTED_MODULE_1__/* .rowsOf */ .RO)(name).some(([, row]) => (0,_inputs_table_js__WEBPACK_IMPORTED_MODULE_1__/* .isConfigurable */ .CG)(row)));
    if (allowed.some((name) => name === key))
        return undefined;
    if ((0,_inputs_table_js__WEBPACK_IMPORTED_MODULE_1__/* .isInputName */ .wp)(key))
        return "must be set in the workflow: it is about one run, and a config file is for all.";
    const here = allowed.filter((name) => (0,_inputs_table_js__WEBPACK_IMPORTED_MODULE_1__/* .rowsOf */ .RO)(name).some(([on]) => platform === undefined || on === platform));
    const meant = (0,_inputs_suggest_js__WEBPACK_IMPORTED_MODULE_4__/* .suggestionFor */ .o)(key, [...here, "services"]);
    const which = meant === undefined ? "is unknown." : `is unknown: did you mean \`${meant}\`?`;
    return `${which} Keys${platform === undefined ? "" : ` of the platform ${platform}`} are ${here.join(", ")}, and services.`;
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
