export const id = 404;
export const ids = [404];
export const modules = {

/***/ 7023:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Permissions: () => (/* binding */ Permissions)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_lambda__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1696);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9664);
/* harmony import */ var _permission_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1392);



const NOT_FOUND = "ResourceNotFoundException";
/** The only place that needs client-lambda: loaded when a function's policy is read or changed, and by nothing else. */
class Permissions {
    #lambda;
    #signal;
    constructor(region, signal) {
        this.#lambda = new _aws_sdk_client_lambda__WEBPACK_IMPORTED_MODULE_2__/* .LambdaClient */ .Nox((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .clientConfig */ .yO)(region));
        this.#signal = signal;
    }
    /** The policy of exactly this function, version or alias; `missing` when there is none of that name. */
    async statements(arn) {
        const target = qualified(arn);
        try {
            const { Policy = "{}" } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("lambda:GetPolicy", this.#signal, () => this.#lambda.send(new _aws_sdk_client_lambda__WEBPACK_IMPORTED_MODULE_2__/* .GetPolicyCommand */ .s4W(target), this.#abort));
            return (0,_permission_js__WEBPACK_IMPORTED_MODULE_1__/* .statementsOf */ .GX)(Policy);
        }
        catch (error) {
            if ((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .errorName */ .Is)(error) !== NOT_FOUND)
                throw error;
        }
        // The same answer for a function without a policy and for none at all.
        try {
            await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("lambda:GetFunctionConfiguration", this.#signal, () => this.#lambda.send(new _aws_sdk_client_lambda__WEBPACK_IMPORTED_MODULE_2__/* .GetFunctionConfigurationCommand */ .qA6(target), this.#abort));
            return [];
        }
        catch (error) {
            if ((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .errorName */ .Is)(error) === NOT_FOUND || (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .errorName */ .Is)(error) === "ValidationException")
                return "missing";
            throw error;
        }
    }
    async allow(need, at) {
        const command = new _aws_sdk_client_lambda__WEBPACK_IMPORTED_MODULE_2__/* .AddPermissionCommand */ .AL$({
            ...qualified(need.arn),
            StatementId: (0,_permission_js__WEBPACK_IMPORTED_MODULE_1__/* .statementId */ .h3)(need, at),
            Action: "lambda:InvokeFunction",
            Principal: "apigateway.amazonaws.com",
            SourceArn: need.sourceArn,
        });
        const added = (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("lambda:AddPermission", this.#signal, () => this.#lambda.send(command, this.#abort));
        // The id is made from the need: the statement is there already, e.g. after a lost answer.
        await added.catch((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .unless */ .NJ)("ResourceConflictException"));
    }
    /** Removes every statement of ours for a stage. */
    async forbid(arn, at) {
        const statements = await this.statements(arn);
        if (statements === "missing")
            return;
        for (const { sid } of statements.filter((statement) => statement.sid.startsWith((0,_permission_js__WEBPACK_IMPORTED_MODULE_1__/* .statementPrefix */ .mZ)(at)))) {
            const command = new _aws_sdk_client_lambda__WEBPACK_IMPORTED_MODULE_2__/* .RemovePermissionCommand */ .h$5({ ...qualified(arn), StatementId: sid });
            const removed = (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("lambda:RemovePermission", this.#signal, () => this.#lambda.send(command, this.#abort));
            await removed.catch((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .unless */ .NJ)(NOT_FOUND));
        }
    }
    close() {
        this.#lambda.destroy();
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
/** An ARN with a qualifier, as the Lambda API takes it. */
function qualified(arn) {
    const parts = arn.split(":");
    const qualifier = parts[7];
    const FunctionName = parts.slice(0, 7).join(":");
    return qualifier === undefined ? { FunctionName } : { FunctionName, Qualifier: qualifier };
}


/***/ })

};
