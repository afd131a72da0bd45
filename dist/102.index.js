export const id = 102;
export const ids = [102];
export const modules = {

/***/ 7102:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AlarmEditor: () => (/* binding */ AlarmEditor)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_cloudwatch__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4085);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9664);


/** The most names that DescribeAlarms and DeleteAlarms take (CloudWatch API Reference). */
const MAX_NAMES = 100;
/** The only place that needs client-cloudwatch: loaded when a cloned group has a policy that a customer's alarm drives. */
class AlarmEditor {
    #cloudWatch;
    #signal;
    constructor(region, signal) {
        this.#cloudWatch = new _aws_sdk_client_cloudwatch__WEBPACK_IMPORTED_MODULE_1__.CloudWatchClient((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .clientConfig */ .yO)(region));
        this.#signal = signal;
    }
    /** The alarms of these names that there are, with their tags, which are read one after the other: many would be throttled. */
    async read(names) {
        const found = [];
        for (const batch of batches(names)) {
            for (const metric of await this.#describe(batch))
                found.push({ name: metric.AlarmName ?? "", metric, tags: await this.#tags(metric.AlarmArn) });
        }
        return found;
    }
    /** Makes the alarm, or overwrites everything of it but its state and its tags. */
    async put(alarm) {
        await this.#send("PutMetricAlarm", () => this.#cloudWatch.send(new _aws_sdk_client_cloudwatch__WEBPACK_IMPORTED_MODULE_1__/* .PutMetricAlarmCommand */ .AZU(alarm), this.#abort));
    }
    async delete(names) {
        for (const AlarmNames of batches(names)) {
            await this.#send("DeleteAlarms", () => this.#cloudWatch.send(new _aws_sdk_client_cloudwatch__WEBPACK_IMPORTED_MODULE_1__/* .DeleteAlarmsCommand */ .nds({ AlarmNames }), this.#abort));
        }
    }
    close() {
        this.#cloudWatch.destroy();
    }
    /** A name that is missing is no error to CloudWatch. Composite alarms would take a right to all that there are. */
    async #describe(AlarmNames) {
        const from = { client: this.#cloudWatch, pageSize: MAX_NAMES };
        const pages = (0,_aws_sdk_client_cloudwatch__WEBPACK_IMPORTED_MODULE_1__/* .paginateDescribeAlarms */ .hNb)(from, { AlarmNames, AlarmTypes: ["MetricAlarm"] }, this.#abort);
        return this.#send("DescribeAlarms", () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .gather */ .kg)(pages, ({ MetricAlarms }) => MetricAlarms));
    }
    async #tags(ResourceARN) {
        const { Tags = [] } = await this.#send("ListTagsForResource", () => this.#cloudWatch.send(new _aws_sdk_client_cloudwatch__WEBPACK_IMPORTED_MODULE_1__/* .ListTagsForResourceCommand */ .a_e({ ResourceARN }), this.#abort));
        return Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
    }
    #send(action, send) {
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)(`cloudwatch:${action}`, this.#signal, send);
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
function batches(names) {
    return Array.from({ length: Math.ceil(names.length / MAX_NAMES) }, (_, index) => names.slice(index * MAX_NAMES, (index + 1) * MAX_NAMES));
}


/***/ })

};
