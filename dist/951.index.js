export const id = 951;
export const ids = [951];
export const modules = {

/***/ 1172:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Cd: () => (/* binding */ returnSource),
/* harmony export */   NE: () => (/* binding */ outOfService),
/* harmony export */   S3: () => (/* binding */ isBack),
/* harmony export */   T9: () => (/* binding */ forgetSource),
/* harmony export */   Zl: () => (/* binding */ isAside),
/* harmony export */   bF: () => (/* binding */ isOutOfService),
/* harmony export */   nv: () => (/* binding */ undoAside),
/* harmony export */   q8: () => (/* binding */ asideProgress),
/* harmony export */   u2: () => (/* binding */ isUndoAside),
/* harmony export */   w6: () => (/* binding */ asideFacts)
/* harmony export */ });
/* harmony import */ var _in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4547);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7997);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9111);



/** Where it serves, or did. One that does not run serves nobody. */
function servingOf(instance) {
    return instance?.state === "running" ? instance.serving : undefined;
}
/**
 * What is left to do before the image is made.
 *
 * @throws DeliveryError where nobody would serve in its place, or it is out for another rollout.
 */
function outOfService(source, instance, rollout) {
    const serving = servingOf(instance);
    if (source.noReboot || serving === undefined || instance === undefined)
        return [];
    const { instanceId } = source;
    const { aside, service, ports, others } = serving;
    if (aside !== undefined && aside !== rollout && service !== "in")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_1__/* .refuse */ .T)("source-aside", { instance: instanceId, rollout: aside });
    if (service === "in" || (service === "partly" && aside === rollout)) {
        if (service === "in" && others === 0)
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_1__/* .refuse */ .T)("source-last", { instance: instanceId });
        const { group } = instance;
        const how = group === undefined ? "deregistered from its target groups" : `Standby in ${group}`;
        const summary = `Take ${instanceId} out of service for its image (${how})`;
        return [{ kind: "take-source-out", movesTraffic: true, instanceId, rollout, owner: group, ports, summary }];
    }
    return [];
}
/** Whether it is, or is about to be, out of service for this rollout, and has to be seen back in it. */
function isAside(instance, rollout) {
    return servingOf(instance)?.aside === rollout;
}
/** It is out, and no request reaches it any more. */
function isOutOfService(instance) {
    const serving = instance?.serving;
    return serving === undefined || (0,_in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .isDrained */ .wx)(serving);
}
/** It serves again as it did. */
function isBack(instance) {
    const serving = instance?.serving;
    return serving === undefined || (0,_in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_0__/* .isHealthy */ .Wr)(serving);
}
function returnSource(instanceId) {
    return { kind: "return-source", movesTraffic: true, instanceId, summary: `Put ${instanceId} back in service` };
}
function forgetSource(instanceId) {
    return { kind: "forget-source", instanceId, summary: `Note on ${instanceId} that it is back` };
}
function asideProgress(until, { instanceId }, seen) {
    const instance = seen?.instance;
    const isOver = until === "out" ? isOutOfService(instance) : isBack(instance);
    if (isOver)
        return { state: "done" };
    const { service = "out", reasons = [], registered = false } = instance?.serving ?? {};
    const draining = registered ? "it still answers requests" : "it is on its way";
    const told = until === "out" ? [draining] : service === "in" ? reasons : [`it is ${instance?.lifecycle ?? service}`];
    const what = until === "out" ? `${instanceId} out of service` : `${instanceId} back in service`;
    return { state: "waiting", for: what, have: 0, want: 1, reasons: told };
}
/** That it is out is no state to leave by itself: see `Platform.view`. */
function asideFacts(seen) {
    const serving = seen?.instance?.serving;
    if (serving?.aside === undefined || serving.service === "in")
        return {};
    return { "source instance": `out of service for the image of ${serving.aside}` };
}
/**
 * What a deploy undoes that was cut off before anything of green moved: whoever was taken out for an image serves again.
 *
 * @returns undefined where the step is none that takes anybody out.
 */
function undoAside({ step }, revision, seen) {
    const source = (0,_source_js__WEBPACK_IMPORTED_MODULE_2__/* .sourceOf */ .vz)(revision);
    if (step !== "deploy" || source === undefined)
        return undefined;
    return servingOf(seen?.instance) === undefined ? undefined : returnSource(source.instanceId);
}
function isUndoAside(undo, { step }, revision) {
    const { kind, instanceId } = undo;
    return kind === "return-source" && step === "deploy" && instanceId === (0,_source_js__WEBPACK_IMPORTED_MODULE_2__/* .sourceOf */ .vz)(revision)?.instanceId;
}


/***/ }),

/***/ 5189:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   ImageEditor: () => (/* binding */ ImageEditor)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5193);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9664);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7997);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1080);
/* harmony import */ var _plan_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(7725);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(9111);






/** EC2 API Reference, DescribeInstances: up to 200 values in a filter. */
const FILTER_VALUES = 200;
const GROUP_TAG = "aws:autoscaling:groupName";
const ALIVE = ["pending", "running", "stopping", "stopped"];
/** Reads and writes images. Loaded, like all that needs EC2's client, by a deploy that makes one. */
class ImageEditor {
    #ec2;
    #signal;
    constructor(region, signal) {
        this.#ec2 = new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__/* .EC2Client */ .gu5((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .clientConfig */ .yO)(region));
        this.#signal = signal;
    }
    /** The instance's state, its Auto Scaling group and its tags; undefined: there is none of this id. */
    async instance(instanceId) {
        try {
            const { Reservations = [] } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("ec2:DescribeInstances", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__/* .DescribeInstancesCommand */ .bNs({ InstanceIds: [instanceId] }), this.#abort));
            const [instance] = Reservations.flatMap(({ Instances = [] }) => Instances);
            if (instance === undefined)
                return undefined;
            const tags = Object.fromEntries((instance.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
            return { state: instance.State?.Name ?? "unknown", group: tags[GROUP_TAG], tags };
        }
        catch (error) {
            if ((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .errorName */ .Is)(error) === "InvalidInstanceID.NotFound")
                return undefined;
            throw error;
        }
    }
    /** Images of ours that were made of the instance, newest first, with the progress of those that are pending. */
    async imagesOf(instanceId) {
        const images = await this.#images([{ Name: `tag:${_source_js__WEBPACK_IMPORTED_MODULE_4__/* .IMAGE_TAG */ .Ne.source}`, Values: [instanceId] }]);
        const newest = images.sort((one, other) => createdAt(other) - createdAt(one));
        const progress = await this.#progress(newest.filter(({ State }) => State === "pending"));
        return newest.map((image) => toMade(image, progress));
    }
    /** The devices whose disk a launch template version sets by itself, whatever the image has there. */
    async overrides(template) {
        const versions = await this.#versions(template, [template.version]);
        const mappings = versions.flatMap(({ LaunchTemplateData }) => LaunchTemplateData?.BlockDeviceMappings ?? []);
        return mappings
            .filter(({ Ebs }) => Ebs?.SnapshotId !== undefined || Ebs?.Encrypted !== undefined)
            .map(({ DeviceName = "" }) => DeviceName);
    }
    /** EC2 gives no name twice: an answer that was lost, or another run of the same rollout, is told by its tag. */
    async create({ instanceId, noReboot, name, rollout, tags }) {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        const request = {
            ...{ InstanceId: instanceId, Name: name, NoReboot: noReboot, Description: tags[_snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .TAG */ .Dk.revision] },
            TagSpecifications: ["image", "snapshot"].map((ResourceType) => ({ ResourceType, Tags })),
        };
        try {
            await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("ec2:CreateImage", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__/* .CreateImageCommand */ .T6T(request), this.#abort));
        }
        catch (error) {
            if ((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .errorName */ .Is)(error) !== "InvalidAMIName.Duplicate")
                throw error;
            const [existing] = await this.#images([{ Name: "name", Values: [name] }]);
            if (existing !== undefined && tagOf(existing, _snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .TAG */ .Dk.rollout) === rollout)
                return;
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_1__/* .refuse */ .T)("image-name-taken", { name, image: existing?.ImageId ?? "another image" }, { cause: error });
        }
    }
    /** With its snapshots. One that is gone already, or that is protected, is left as it is. */
    async delete(imageId) {
        const request = { ImageId: imageId, DeleteAssociatedSnapshots: true };
        try {
            const { DeleteSnapshotResults = [] } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("ec2:DeregisterImage", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__/* .DeregisterImageCommand */ .x2c(request), this.#abort));
            const left = DeleteSnapshotResults.filter(({ ReturnCode }) => !GONE.includes(ReturnCode ?? ""));
            if (left.length === 0)
                return;
            const [snapshots, said] = [left.map(({ SnapshotId }) => SnapshotId), left.map(({ ReturnCode }) => ReturnCode)];
            throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_1__/* .refuse */ .T)("snapshots-left", { image: imageId, snapshots: snapshots.join(", "), said: said.join(", ") });
        }
        catch (error) {
            if (!KEPT.includes((0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .errorName */ .Is)(error)))
                throw error;
        }
    }
    /** @param used versions of the launch template that groups and their instances use. */
    async prune(change, used) {
        const template = { id: change.templateId, name: change.templateName };
        const [ours, versions] = await Promise.all([
            this.#images([{ Name: `tag:${_source_js__WEBPACK_IMPORTED_MODULE_4__/* .IMAGE_TAG */ .Ne.template}`, Values: [(0,_source_js__WEBPACK_IMPORTED_MODULE_4__/* .templateKey */ .AY)(template)] }]),
            this.#versions(template),
        ]);
        const images = ours.map((image) => ({
            id: image.ImageId ?? "",
            state: image.State ?? "unknown",
            createdAt: createdAt(image),
        }));
        const named = imagesNamed(versions, new Set([...used, ...change.versions]));
        const rest = (0,_plan_js__WEBPACK_IMPORTED_MODULE_3__/* .prunableImages */ .sQ)(images, named, change.keep);
        const running = await this.#running(rest);
        for (const id of rest.filter((each) => !running.has(each)))
            await this.delete(id);
    }
    close() {
        this.#ec2.destroy();
    }
    async #images(Filters) {
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("ec2:DescribeImages", this.#signal, async () => {
            const found = [];
            const pages = (0,_aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__/* .paginateDescribeImages */ .XiR)({ client: this.#ec2 }, { Owners: ["self"], Filters }, this.#abort);
            for await (const { Images = [] } of pages)
                found.push(...Images);
            return found;
        });
    }
    /** The percentage of each snapshot, by its id. */
    async #progress(images) {
        const SnapshotIds = images.flatMap(snapshotsOf);
        if (SnapshotIds.length === 0)
            return new Map();
        const { Snapshots = [] } = await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("ec2:DescribeSnapshots", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__/* .DescribeSnapshotsCommand */ .MmI({ SnapshotIds }), this.#abort));
        return new Map(Snapshots.map(({ SnapshotId = "", Progress }) => [SnapshotId, Number.parseInt(Progress ?? "0", 10)]));
    }
    async #versions(template, Versions) {
        const { id, name } = template;
        const which = id === "" ? { LaunchTemplateName: name } : { LaunchTemplateId: id };
        return (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("ec2:DescribeLaunchTemplateVersions", this.#signal, async () => {
            const found = [];
            const input = Versions === undefined ? which : { ...which, Versions };
            const pages = (0,_aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__/* .paginateDescribeLaunchTemplateVersions */ .ZY3)({ client: this.#ec2 }, input, this.#abort);
            for await (const { LaunchTemplateVersions = [] } of pages)
                found.push(...LaunchTemplateVersions);
            return found;
        });
    }
    /** Those of the images that an instance runs, or will run when it is started. */
    async #running(imageIds) {
        const found = new Set();
        for (let start = 0; start < imageIds.length; start += FILTER_VALUES) {
            const Filters = [
                { Name: "image-id", Values: imageIds.slice(start, start + FILTER_VALUES) },
                { Name: "instance-state-name", Values: ALIVE },
            ];
            await (0,_aws_js__WEBPACK_IMPORTED_MODULE_0__/* .call */ .T1)("ec2:DescribeInstances", this.#signal, async () => {
                for await (const { Reservations = [] } of (0,_aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_5__/* .paginateDescribeInstances */ .H0T)({ client: this.#ec2 }, { Filters }, this.#abort))
                    for (const { ImageId = "" } of Reservations.flatMap(({ Instances = [] }) => Instances))
                        found.add(ImageId);
            });
        }
        return found;
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
/** Of a snapshot: `skipped` is one that another image has too (EC2 API Reference, DeleteSnapshotReturnCode). */
const GONE = ["success", "skipped"];
/** Gone already; or under deregistration protection, which says so itself (EC2 API Reference, error codes). */
const KEPT = ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "OperationNotPermitted"];
/** The images of versions in use; `$Default` and `$Latest` may be used by whoever launches. */
function imagesNamed(versions, used) {
    const latest = Math.max(...versions.map(({ VersionNumber = 0 }) => VersionNumber));
    const named = versions.filter(({ VersionNumber = 0, DefaultVersion }) => DefaultVersion === true || VersionNumber === latest || used.has(String(VersionNumber)));
    return new Set(named.map(({ LaunchTemplateData }) => LaunchTemplateData?.ImageId ?? ""));
}
function toMade(image, progress) {
    const parts = snapshotsOf(image).map((id) => progress.get(id) ?? 0);
    return {
        id: image.ImageId ?? "",
        state: image.State ?? "unknown",
        reason: image.StateReason?.Message,
        rollout: tagOf(image, _snapshot_js__WEBPACK_IMPORTED_MODULE_2__/* .TAG */ .Dk.rollout) ?? "",
        template: tagOf(image, _source_js__WEBPACK_IMPORTED_MODULE_4__/* .IMAGE_TAG */ .Ne.template) ?? "",
        progress: parts.length === 0 ? undefined : Math.min(...parts),
    };
}
function snapshotsOf({ BlockDeviceMappings = [] }) {
    return BlockDeviceMappings.flatMap(({ Ebs }) => (Ebs?.SnapshotId === undefined ? [] : [Ebs.SnapshotId]));
}
function tagOf({ Tags = [] }, key) {
    return Tags.find(({ Key }) => Key === key)?.Value;
}
function createdAt({ CreationDate }) {
    return Date.parse(CreationDate ?? "") || 0;
}


/***/ }),

/***/ 7725:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Ur: () => (/* binding */ overrideWarnings),
/* harmony export */   Wq: () => (/* binding */ bake),
/* harmony export */   dI: () => (/* binding */ imageProgress),
/* harmony export */   sQ: () => (/* binding */ prunableImages)
/* harmony export */ });
/* harmony import */ var _delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1733);
/* harmony import */ var _groups_marks_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9781);
/* harmony import */ var _refusals_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(7997);
/* harmony import */ var _settings_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9718);
/* harmony import */ var _snapshot_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1080);
/* harmony import */ var _aside_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(1172);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9111);







/** EC2 API Reference, CreateImage. */
const MAX_NAME = 128;
const ILLEGAL = /[^A-Za-z0-9()[\] ./\-'@_]/g;
/** From these no image becomes available any more. */
const ENDED = ["failed", "error", "invalid", "deregistered", "disabled"];
/** A state that is seen once may be a slip; an image did turn up after it. */
const LOOKS_TO_BELIEVE = 2;
/**
 * Makes the image of a revision that names an instance. Its changes come before the launch template version; after the
 * wait that they end with the plan is made anew, and then the revision has its image.
 *
 * @param seen undefined where the revision names no instance.
 * @throws DeliveryError when the image cannot be made without harm.
 */
function bake(revision, about, seen) {
    const source = (0,_source_js__WEBPACK_IMPORTED_MODULE_6__/* .sourceOf */ .vz)(revision);
    if (source === undefined || revision.kind === "version")
        return { changes: [], revision };
    const image = imageOf(seen, about.rollout, (0,_source_js__WEBPACK_IMPORTED_MODULE_6__/* .templateKey */ .AY)(about.template));
    const instance = seen?.instance;
    const aside = (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .isAside */ .Zl)(instance, about.rollout);
    const back = aside ? returned(source, instance, about) : [];
    if (image?.state === "available")
        return { changes: back, revision: { ...revision, imageId: image.id } };
    if (image !== undefined && !ENDED.includes(image.state))
        return { changes: [waitImage(source, about), ...back], revision };
    requireSource(source, instance, about);
    const out = about.standsAside ? (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .outOfService */ .NE)(source, instance, about.rollout) : [];
    const isLeaving = out.length > 0 || (aside && !(0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .isOutOfService */ .bF)(instance));
    const changes = [
        ...out,
        ...(isLeaving ? [waitFor("out", source, about)] : []),
        ...(image === undefined ? [] : [discard(image)]),
        ...(source.keep === undefined ? [] : [prune(source.keep, about)]),
        create(source, (0,_settings_js__WEBPACK_IMPORTED_MODULE_3__/* .describeRevision */ .hi)(revision), about),
        waitImage(source, about),
        ...(out.length > 0 || aside ? returned(source, undefined, about) : []),
    ];
    return { changes, revision };
}
/**
 * What is left of the way back into service.
 *
 * @param instance undefined: it is out by then.
 */
function returned(source, instance, about) {
    const { instanceId } = source;
    const isIn = instance?.serving?.service === "in" && !instance.serving.held;
    return [
        ...(isIn ? [] : [(0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .returnSource */ .Cd)(instanceId)]),
        ...(isIn && (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .isBack */ .S3)(instance) ? [] : [waitFor("back", source, about)]),
        (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .forgetSource */ .T9)(instanceId),
    ];
}
/** What of the image a launch template does not let through. */
function overrideWarnings(template, seen) {
    const devices = seen?.overrides[(0,_groups_marks_js__WEBPACK_IMPORTED_MODULE_1__/* .templateTag */ .D1)(template, template.version)] ?? [];
    if (devices.length === 0)
        return [];
    return [
        `source-instance: the launch template ${template.name} has a block device mapping of its own for ${devices.join(" and ")}, with a snapshot or an encryption: it takes the place of what the image has there. ` +
            "If new instances are to start with the source instance's disk, take it out of the launch template.",
    ];
}
/** @param now milliseconds since the epoch, as `since`, at which this wait began. */
function imageProgress({ until, source, rollout, template }, seen, since, now) {
    if (until !== "made")
        return (0,_aside_js__WEBPACK_IMPORTED_MODULE_5__/* .asideProgress */ .q8)(until, source, seen);
    const image = imageOf(seen, rollout, template);
    if (image?.state === "available")
        return { state: "done" };
    const failed = image !== undefined && ENDED.includes(image.state);
    if (failed && (seen?.failedLooks ?? 0) >= LOOKS_TO_BELIEVE) {
        return {
            state: "impossible",
            because: `The image ${image.id} of ${source.instanceId} is ${image.state}.`,
            reasons: [image.reason ?? "EC2 gives no reason"],
            remedy: "Fix the cause, then run `deploy` again: it deletes this image and makes another.",
        };
    }
    if (now - since >= source.timeoutMs) {
        return {
            state: "impossible",
            because: `The image of ${source.instanceId} is not available after ${(0,_delivery_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a)(source.timeoutMs)} (image-timeout).`,
            reasons: [image === undefined ? "EC2 does not list it yet" : `${image.id} is ${image.state}`],
            remedy: "EC2 goes on with it. Run `deploy` again: it waits for the same image and makes no other.",
        };
    }
    return {
        state: "waiting",
        for: `percent of the image ${image?.id ?? ""} of ${source.instanceId} copied`.replace("  ", " "),
        have: image?.progress ?? 0,
        want: 100,
        reasons: [image === undefined ? "EC2 does not list it yet" : `it is ${image.state}`],
    };
}
/** Images that may go: beyond the newest `keep`, used by nobody, and not at work. */
function prunableImages(
/** Ours for one launch template. */
images, used, keep) {
    return [...images]
        .sort((one, other) => other.createdAt - one.createdAt)
        .slice(keep)
        .filter(({ id, state }) => !used.has(id) && state !== "pending")
        .map(({ id }) => id);
}
/** Of several, an available one: a rollout has two only after a failed one that could not be deleted. */
function imageOf(seen, rollout, template) {
    const own = (seen?.images ?? []).filter((image) => image.rollout === rollout && image.template === template);
    return own.find(({ state }) => state === "available") ?? own[0];
}
/**
 * A machine that is restarted serves nobody meanwhile, and its group may take it for broken: that is not done unasked.
 *
 * @throws DeliveryError `source-not-found`, `source-state`, `source-in-group` or `source-is-target`.
 */
function requireSource({ instanceId, noReboot }, instance, { targets, standsAside }) {
    if (instance === undefined)
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("source-not-found", { instance: instanceId });
    const { state, group, lifecycle } = instance;
    if (state !== "running" && state !== "stopped")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("source-state", { instance: instanceId, state });
    if (noReboot || state === "stopped")
        return;
    const { service, aside } = instance.serving ?? {};
    // It is taken out first, or was already.
    if (standsAside && (service === "in" || aside !== undefined))
        return;
    if (group !== undefined && lifecycle !== undefined && lifecycle !== "Standby")
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("source-in-group", { instance: instanceId, group, lifecycle });
    if (targets.includes(instanceId))
        throw (0,_refusals_js__WEBPACK_IMPORTED_MODULE_2__/* .refuse */ .T)("source-is-target", { instance: instanceId });
}
function create(source, revision, { rollout, template }) {
    const { instanceId, noReboot } = source;
    return {
        kind: "create-image",
        instanceId,
        noReboot,
        name: nameFor(template.name, instanceId, rollout),
        rollout,
        tags: {
            [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.rollout]: rollout,
            [_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .TAG */ .Dk.revision]: revision,
            [_source_js__WEBPACK_IMPORTED_MODULE_6__/* .IMAGE_TAG */ .Ne.source]: instanceId,
            [_source_js__WEBPACK_IMPORTED_MODULE_6__/* .IMAGE_TAG */ .Ne.template]: (0,_source_js__WEBPACK_IMPORTED_MODULE_6__/* .templateKey */ .AY)(template),
        },
        summary: `Create an image of ${instanceId}${noReboot ? " without a reboot" : ", which reboots it"}`,
    };
}
/** What tells rollouts apart stands last, and is what stays of a name that is too long. */
function nameFor(template, instanceId, rollout) {
    return `${template} ${instanceId} ${rollout}`.replace(ILLEGAL, "-").slice(-MAX_NAME).trim();
}
function discard({ id }) {
    return { kind: "discard-image", imageId: id, summary: `Delete the image ${id}, which failed, with its snapshots` };
}
function prune(keep, { template, versions = [] }) {
    const summary = `Delete images that deploys made for the launch template ${template.name} and nobody uses, but for the newest ${keep}`;
    return { kind: "prune-images", templateId: template.id, templateName: template.name, keep, versions, summary };
}
function waitImage(source, about) {
    return waitFor("made", source, about);
}
const WAITS = {
    out: (instance) => `Wait for the last request to ${instance}`,
    made: (instance) => `Wait until the image of ${instance} is available`,
    back: (instance) => `Wait until ${instance} is healthy in service again`,
};
function waitFor(until, source, { rollout, template }) {
    const summary = WAITS[until](source.instanceId);
    return { kind: "wait-image", waits: true, until, source, rollout, template: (0,_source_js__WEBPACK_IMPORTED_MODULE_6__/* .templateKey */ .AY)(template), summary };
}


/***/ })

};
