export const id = 673;
export const ids = [673];
export const modules = {

/***/ 8673:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   readConfig: () => (/* binding */ readConfig)
/* harmony export */ });
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2386);
/* harmony import */ var _input_rules_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(557);
/* harmony import */ var _workspace_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5286);




/**
 * Reads the config file: the keys of all steps, or a `services:` map with such keys for each service. What stands
 * beside `services` holds for every service that does not say otherwise.
 *
 * @throws DeliveryError `input` when the file is missing, is not YAML, or holds an unknown key, service or value.
 */
function readConfig(given, workspace) {
    const file = given.get("config") ?? "";
    const service = given.get("service");
    const { services, ...common } = readFile(file, workspace);
    if (services === undefined) {
        if (service !== undefined)
            throw wrong("service", service, `names a service, but ${file} has no \`services\`.`);
        return toInputs(common, file);
    }
    if (!isMap(services) || Object.keys(services).length === 0)
        throw wrong("config", file, "has `services`, but it is not a map from names to keys.");
    const names = Object.keys(services).join(", ");
    if (service === undefined) {
        throw (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .inputError */ .Xu)([
            {
                input: "service",
                problem: `is required: ${file} has the services ${names}.`,
                example: `service: ${Object.keys(services)[0]}`,
            },
        ]);
    }
    const own = Object.hasOwn(services, service) ? services[service] : undefined;
    if (own === undefined)
        throw wrong("service", service, `is not in ${file}, which has ${names}.`);
    if (!isMap(own))
        throw wrong("config", file, `has no map of keys for the service ${service}.`);
    return new Map([...toInputs(common, file), ...toInputs(own, file)]);
}
function readFile(file, workspace) {
    const text = (0,_workspace_js__WEBPACK_IMPORTED_MODULE_3__/* .readFromWorkspace */ .c)(workspace, file);
    if (typeof text === "string")
        throw wrong("config", file, text);
    let content;
    try {
        content = (0,yaml__WEBPACK_IMPORTED_MODULE_0__.parse)(text.toString("utf8"));
    }
    catch (error) {
        const said = error instanceof Error ? error.message.split("\n")[0] : String(error);
        throw wrong("config", file, `is not valid YAML: ${said}`);
    }
    if (!isMap(content))
        throw wrong("config", file, "is not a map of keys.");
    return content;
}
function toInputs(keys, file) {
    const mistakes = [];
    const inputs = new Map();
    for (const [key, value] of Object.entries(keys)) {
        if (!(0,_input_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .isInputName */ .wp)(key) || !(0,_input_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .ruleOf */ .Y)(key).config) {
            const allowed = _input_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .INPUT_NAMES */ .Qh.filter((name) => (0,_input_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .ruleOf */ .Y)(name).config).join(", ");
            const why = (0,_input_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .isInputName */ .wp)(key) ? "belongs into the workflow, not into a config file" : "is unknown";
            mistakes.push({
                input: "config",
                given: `${file}: ${key}`,
                problem: `${why}. Keys are ${allowed}, and services.`,
            });
            continue;
        }
        const text = toText(value, (0,_input_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .ruleOf */ .Y)(key).list === true);
        if (text === undefined) {
            const form = (0,_input_rules_js__WEBPACK_IMPORTED_MODULE_2__/* .ruleOf */ .Y)(key).list === true ? "a text or a list of texts" : "a text, a number, or true or false";
            mistakes.push({ input: "config", given: `${file}: ${key}`, problem: `must be ${form}.` });
        }
        else if (text !== "")
            inputs.set(key, text);
    }
    if (mistakes.length > 0)
        throw (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .inputError */ .Xu)(mistakes);
    return inputs;
}
function toText(value, list) {
    if (value === null)
        return "";
    if (typeof value === "string")
        return value.trim();
    if (typeof value === "number" || typeof value === "boolean")
        return String(value);
    if (list && Array.isArray(value) && value.every((item) => typeof item === "string"))
        return value.join("\n");
    return undefined;
}
function isMap(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
function wrong(input, given, problem) {
    const example = input === "config" ? "config: .github/delivery.yml" : "service: shop";
    return (0,_delivery_errors_js__WEBPACK_IMPORTED_MODULE_1__/* .inputError */ .Xu)([{ input, given, problem, example }]);
}


/***/ })

};
