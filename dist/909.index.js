export const id = 909;
export const ids = [909];
export const modules = {

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

/***/ 5909:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   SourceEditor: () => (/* binding */ SourceEditor)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(5193);
/* harmony import */ var _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(586);
/* harmony import */ var _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2386);
/* harmony import */ var _aws_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(9664);
/* harmony import */ var _groups_registrations_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1253);
/* harmony import */ var _in_place_held_js__WEBPACK_IMPORTED_MODULE_9__ = __webpack_require__(5243);
/* harmony import */ var _in_place_ports_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(8118);
/* harmony import */ var _in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(4547);
/* harmony import */ var _in_place_standby_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(8339);
/* harmony import */ var _source_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(9111);










/** Takes the instance of an image out of service and puts it back. What is done to it is noted on it before. */
class SourceEditor {
    #ec2;
    #elb;
    #registrations;
    #signal;
    constructor(region, signal) {
        this.#ec2 = new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_7__/* .EC2Client */ .gu5((0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .clientConfig */ .yO)(region));
        this.#elb = new _aws_sdk_client_elastic_load_balancing_v2__WEBPACK_IMPORTED_MODULE_8__/* .ElasticLoadBalancingV2Client */ .MlD((0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .clientConfig */ .yO)(region));
        this.#registrations = new _groups_registrations_js__WEBPACK_IMPORTED_MODULE_2__/* .Registrations */ .z(this.#elb, signal);
        this.#signal = signal;
    }
    /** @throws DeliveryError `timeout` when it is to return, and is still on its way out: it can turn round only there. */
    async apply(change, tools) {
        if (change.kind === "take-source-out")
            return this.#takeOut(change, tools);
        const { instanceId } = change;
        const found = await (await tools.editors.images()).instance(instanceId);
        return change.kind === "return-source"
            ? this.#putBack(instanceId, found, tools)
            : this.#forget(instanceId, found?.tags ?? {});
    }
    async #takeOut({ instanceId, rollout, owner, ports }, tools) {
        const tags = { [_source_js__WEBPACK_IMPORTED_MODULE_6__/* .ASIDE_TAG */ .oF]: rollout, ...(ports.length === 0 ? {} : (0,_in_place_ports_js__WEBPACK_IMPORTED_MODULE_3__/* .portTags */ .t$)(ports)) };
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("ec2:CreateTags", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_7__/* .CreateTagsCommand */ .RmG({ Resources: [instanceId], Tags }), this.#abort));
        if (owner === undefined) {
            for (const { targetGroup, port } of ports)
                await this.#registrations.deregister(await arnOf(targetGroup, tools), [{ id: instanceId, port }]);
            return;
        }
        const group = await groupNamed(owner, tools);
        if (lifecycleIn(group, instanceId) !== "InService")
            return;
        const standby = new _in_place_standby_js__WEBPACK_IMPORTED_MODULE_5__/* .Standby */ .A(owner, tools);
        const held = (0,_in_place_held_js__WEBPACK_IMPORTED_MODULE_9__/* .hold */ ._2)(group, (0,_in_place_held_js__WEBPACK_IMPORTED_MODULE_9__/* .parseHeld */ .$M)(group.tags[_in_place_snapshot_js__WEBPACK_IMPORTED_MODULE_4__/* .IN_PLACE_TAG */ .TZ.held]), group.desired - 1);
        if (held !== undefined)
            await standby.hold(held, { fleet: { group } });
        await standby.takeOut([instanceId]);
    }
    /** One that was not taken out by us is left as it is. */
    async #putBack(instanceId, found, tools) {
        if (found?.tags[_source_js__WEBPACK_IMPORTED_MODULE_6__/* .ASIDE_TAG */ .oF] === undefined)
            return;
        const { group: owner, tags } = found;
        if (owner === undefined) {
            for (const { targetGroup, port } of (0,_in_place_ports_js__WEBPACK_IMPORTED_MODULE_3__/* .readPorts */ .xH)(tags) ?? [])
                await this.#registrations.register(await arnOf(targetGroup, tools), [{ id: instanceId, port }]);
            return;
        }
        const standby = new _in_place_standby_js__WEBPACK_IMPORTED_MODULE_5__/* .Standby */ .A(owner, tools);
        await standby.untilReturnable([instanceId]);
        await standby.putBack([instanceId]);
        const group = await groupNamed(owner, tools);
        if (lifecycleIn(group, instanceId) === "EnteringStandby") {
            throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("timeout", `${instanceId} still answers requests on its way to Standby in ${owner}.`, {
                remedy: "Run `deploy` again: it goes on with the image, and puts the instance back in service.",
            });
        }
        await standby.release({ fleet: { group } });
    }
    async #forget(instanceId, tags) {
        const Tags = [_source_js__WEBPACK_IMPORTED_MODULE_6__/* .ASIDE_TAG */ .oF, ...(0,_in_place_ports_js__WEBPACK_IMPORTED_MODULE_3__/* .portKeys */ .GL)(tags)].map((Key) => ({ Key }));
        await (0,_aws_js__WEBPACK_IMPORTED_MODULE_1__/* .call */ .T1)("ec2:DeleteTags", this.#signal, () => this.#ec2.send(new _aws_sdk_client_ec2__WEBPACK_IMPORTED_MODULE_7__/* .DeleteTagsCommand */ .MVD({ Resources: [instanceId], Tags }), this.#abort));
    }
    close() {
        for (const client of [this.#ec2, this.#elb])
            client.destroy();
    }
    get #abort() {
        return { abortSignal: this.#signal };
    }
}
function lifecycleIn({ instances }, instanceId) {
    return instances.find(({ id }) => id === instanceId)?.lifecycle;
}
async function groupNamed(name, { reader }) {
    const [group] = await reader.groupsNamed([name]);
    if (group === undefined)
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("not-found", `The Auto Scaling group ${name} was not found.`);
    return group;
}
async function arnOf(name, { reader }) {
    const { TargetGroupArn } = await reader.targetGroup(name);
    if (TargetGroupArn === undefined)
        throw new _delivery_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .DeliveryError */ .VE("not-found", `The target group ${name} was not found.`);
    return TargetGroupArn;
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
