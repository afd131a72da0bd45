export const id = 841;
export const ids = [841];
export const modules = {

/***/ 3841:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TemplateEditor: () => (/* binding */ TemplateEditor)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5193);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9664);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7997);




/** EC2 API Reference, DeleteLaunchTemplateVersions: up to 200 in a call. */
const VERSIONS_PER_CALL = 200;
/**
 * The only place that needs client-ec2, which costs as much start-up time as all the rest twice over: loaded by a
 * `deploy` that makes a launch template version, and by nothing else.
 */
class TemplateEditor {
    #ec2;
    #signal;
    constructor(region, signal) {
        this.#ec2 = new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_3__/* .EC2Client */ .gu5((0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .clientConfig */ .yO)(region));
        this.#signal = signal;
    }
    /**
     * The image's state, `available` when it can be launched (EC2 API Reference, DescribeImages).
     *
     * @throws DeliveryError `not-found` when there is no such image or it is not shared with this account.
     */
    async imageState(imageId) {
        const answer = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("ec2:DescribeImages", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_3__/* .DescribeImagesCommand */ .ji5({ ImageIds: [imageId] }), { abortSignal: this.#signal }), { input: "image-id", given: `image ${imageId}` });
        const [image] = answer.Images ?? [];
        if (image?.State !== undefined)
            return image.State;
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("image-not-found", { image: imageId });
    }
    /**
     * Makes a version that inherits everything from `sourceVersion` but what is given. The same token twice gives the
     * same version.
     *
     * @returns its number, and what AWS warns about (the data is not validated before a launch).
     */
    async createVersion(request) {
        if (request.imageOf !== undefined)
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("internal", `A version is made before there is an image of ${request.imageOf}.`);
        const answer = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("ec2:CreateLaunchTemplateVersion", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_3__/* .CreateLaunchTemplateVersionCommand */ .B_$({
            ...referenceTo({ id: request.templateId, name: request.templateName }),
            SourceVersion: request.sourceVersion,
            VersionDescription: request.description,
            ClientToken: request.clientToken,
            LaunchTemplateData: { ImageId: request.imageId, UserData: request.userData },
        }), { abortSignal: this.#signal })).catch((error) => {
            if ((0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .errorName */ .Is)(error) !== "VersionLimitExceeded")
                throw error;
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("template-full", { template: request.templateName }, { cause: error, noEffect: true });
        });
        const version = answer.LaunchTemplateVersion?.VersionNumber;
        if (version === undefined)
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("platform", "CreateLaunchTemplateVersion answered without a version number.");
        return { version, warnings: (answer.Warning?.Errors ?? []).map(({ Code, Message }) => `${Code}: ${Message}`) };
    }
    /** What a version says that a refresh cannot live with; undefined: there is no such version. */
    async versionFacts(template) {
        const request = { ...referenceTo(template), Versions: [template.version] };
        const { LaunchTemplateVersions = [] } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("ec2:DescribeLaunchTemplateVersions", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_3__/* .DescribeLaunchTemplateVersionsCommand */ .Ptd(request), { abortSignal: this.#signal }));
        const data = LaunchTemplateVersions[0]?.LaunchTemplateData;
        return data === undefined
            ? undefined
            : { imageId: data.ImageId, byRequirements: data.InstanceRequirements !== undefined };
    }
    /** Deletes those versions that `pick` chooses. EC2 keeps the default one whatever it is asked; one that is gone is fine. */
    async deleteVersions(template, pick) {
        const which = referenceTo(template);
        const from = { client: this.#ec2, pageSize: VERSIONS_PER_CALL };
        const pages = (0,_aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_3__/* .paginateDescribeLaunchTemplateVersions */ .ZY3)(from, which, { abortSignal: this.#signal });
        const versions = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("ec2:DescribeLaunchTemplateVersions", this.#signal, () => (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .gather */ .kg)(pages, ({ LaunchTemplateVersions }) => LaunchTemplateVersions?.map(toInfo)));
        const numbers = pick(versions).map(String);
        for (let start = 0; start < numbers.length; start += VERSIONS_PER_CALL) {
            const request = { ...which, Versions: numbers.slice(start, start + VERSIONS_PER_CALL) };
            await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("ec2:DeleteLaunchTemplateVersions", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_3__/* .DeleteLaunchTemplateVersionsCommand */ .p7t(request), { abortSignal: this.#signal }));
        }
    }
    /**
     * Asks whether the credentials may make a version of this template; nothing is made.
     *
     * @throws DeliveryError `denied` when they may not.
     */
    async requireRights(template) {
        const input = { ...referenceTo(template), SourceVersion: template.version, LaunchTemplateData: {}, DryRun: true };
        try {
            await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("ec2:CreateLaunchTemplateVersion", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_3__/* .CreateLaunchTemplateVersionCommand */ .B_$(input), { abortSignal: this.#signal }));
        }
        catch (error) {
            // EC2 API Reference, "DryRun": `DryRunOperation` is the answer of a call that would have succeeded. What else EC2
            // finds wrong says nothing of rights.
            if (!(error instanceof _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE) || error.code !== "platform")
                throw error;
        }
    }
    close() {
        this.#ec2.destroy();
    }
}
/** A mixed instances policy may name its template by name alone. */
function referenceTo({ id, name }) {
    return id === "" ? { LaunchTemplateName: name } : { LaunchTemplateId: id };
}
function toInfo({ VersionNumber = 0, VersionDescription, DefaultVersion = false }) {
    return { number: VersionNumber, description: VersionDescription, isDefault: DefaultVersion };
}


/***/ })

};
