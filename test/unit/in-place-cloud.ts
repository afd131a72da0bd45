import type { TargetGroup } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeliveryError } from "../../src/delivery/errors.ts";
import type { Clock } from "../../src/engine/clock.ts";
import type { Port } from "../../src/platforms/ec2/groups/registrations.ts";
import type { InPlaceTools } from "../../src/platforms/ec2/in-place/index.ts";
import { formatMark } from "../../src/platforms/ec2/in-place/machine-mark.ts";
import { type Notes, toNotes } from "../../src/platforms/ec2/in-place/notes.ts";
import type { Invocation } from "../../src/platforms/ec2/in-place/outcome.ts";
import { portKeys, portTags } from "../../src/platforms/ec2/in-place/ports.ts";
import type { Found } from "../../src/platforms/ec2/in-place/run-command.ts";
import type { GroupState, TargetState } from "../../src/platforms/ec2/snapshot.ts";

/** A fleet in memory whose every call of AWS may be the last one of a run, with the seconds that things take there. */

export const GROUP = "web";
export const TARGET_GROUP = arnOf("web");
/** In it, too, are machines without a group; the record stands in the other one. */
export const SECOND_GROUP = arnOf("web-admin");
/** Whether an Auto Scaling group owns the machines. */
export type Kind = "group" | "targets";
const PORTS: Readonly<Record<string, number>> = { [TARGET_GROUP]: 80, [SECOND_GROUP]: 81 };
const INTERVAL_S = 5;
const MS = { drain: 5_000, pending: 2_000, checks: 4_000, command: 3_000 };

/** A run is cut off at a call: no code of its own runs after it. */
export class Killed extends Error {}

export interface FakeMachine {
  id: string;
  zone: string;
  /** Auto Scaling's word; without a group, `InService` or `Standby` for registered everywhere and nowhere. */
  lifecycle: string;
  /** Since when it is in this state. */
  since: number;
  /** Without a group: where it is registered, `80` of each target group by ARN. */
  registered: Map<string, { port: number; draining: boolean; since: number }>;
  tags: Map<string, string>;
  /** What was run on it, in order: `deploy v2`. */
  ran: string[];
  agent: "online" | "offline";
}

interface FakeCommand {
  id: string;
  comment: string;
  at: number;
  ids: readonly string[];
  /** By machine: undefined while it runs, or never begins. */
  ends: Map<string, { at: number; status: string; output: string; code: number }>;
}

export class FakeCloud {
  readonly machines: FakeMachine[];
  readonly commands: FakeCommand[] = [];
  readonly suspended = new Set<string>();
  tags: Record<string, string> = {};
  min: number;
  desired: number;
  /** Names of the calls that changed something. */
  readonly writes: string[] = [];
  /** The fewest machines that were healthy at once, as far as anybody called. */
  lowest = Number.POSITIVE_INFINITY;
  /** Cuts a run off right after the effect of the call with this number, among those that change something. */
  killAt: number | undefined;
  calls = 0;
  /** Which commands fail, by machine: `i-2 deploy`. */
  readonly failing = new Set<string>();
  /** Other target groups of the load balancer, with who is registered there. */
  readonly elsewhere = new Map<string, string[]>();
  /** The states of alarms. */
  readonly alarms = new Map<string, string>();
  /** Happens before the call with this number. */
  readonly hands = new Map<number, () => void>();
  /** Milliseconds after which a command that reaches no agent counts as lost; undefined: later than anybody waits. */
  lostAfterMs: number | undefined;
  readonly clock: Clock;
  readonly kind: Kind;
  #launched: number;

  constructor(clock: Clock, size = 4, kind: Kind = "group") {
    this.clock = clock;
    this.kind = kind;
    this.min = size;
    this.desired = size;
    this.#launched = size;
    this.machines = Array.from({ length: size }, (_, index) => this.#machine(index + 1, "InService", 0));
    for (const machine of this.machines) machine.tags.set("progressive-delivery:revision", "v1");
  }

  /** Somebody scales out, or registers another one. */
  launch(): void {
    this.desired += 1;
    this.#launched += 1;
    const lifecycle = this.kind === "group" ? "Pending" : "InService";
    this.machines.push(this.#machine(this.#launched, lifecycle, this.clock.now()));
  }

  /** Its checks fail for a moment. */
  fallIll(id: string): void {
    const machine = this.machine(id);
    machine.since = this.clock.now();
    for (const registered of machine.registered.values()) registered.since = this.clock.now();
  }

  /** Somebody else's hand, on machines without a group. */
  register(id: string, arn = TARGET_GROUP, port = PORTS[arn] ?? 0): void {
    this.machine(id).registered.set(arn, { port, draining: false, since: this.clock.now() });
    this.#pass();
  }

  deregister(id: string, arn = TARGET_GROUP): void {
    const found = this.machine(id).registered.get(arn);
    if (found !== undefined && !found.draining) Object.assign(found, { draining: true, since: this.clock.now() });
    this.#pass();
  }

  machine(id: string): FakeMachine {
    const found = this.machines.find((machine) => machine.id === id);
    if (found === undefined) throw new Error(`There is no ${id}`);
    return found;
  }

  runs(): string[] {
    return this.machines.map(({ tags }) => tags.get("progressive-delivery:revision") ?? "?");
  }

  healthy(): number {
    return this.machines.filter((machine) => this.#isHealthy(machine)).length;
  }

  tools(signal: AbortSignal): InPlaceTools {
    const { clock } = this;
    const autoScaling = {
      send: (command: { constructor: { name: string }; input: Record<string, unknown> }) => this.#scaling(command),
    };
    return {
      clock,
      signal,
      autoScaling: autoScaling as unknown as InPlaceTools["autoScaling"],
      editors: {} as InPlaceTools["editors"],
      reader: this.#reader() as unknown as InPlaceTools["reader"],
      notes: {
        read: (ids) => this.#call("DescribeInstances", () => this.#notes(ids)),
        out: () => this.#call("DescribeInstances", () => this.#out()),
        write: (ids, mark, { revision, ports = [] } = {}) =>
          this.#write("CreateTags", () => {
            const tags = {
              "progressive-delivery:in-place": formatMark(mark),
              ...(revision === undefined ? {} : { "progressive-delivery:revision": revision }),
              ...(ports.length === 0 ? {} : portTags(ports)),
            };
            for (const id of ids)
              for (const [key, value] of Object.entries(tags)) this.machine(id).tags.set(key, value);
          }),
        removePorts: (ids, ports) =>
          this.#write("DeleteTags", () => {
            for (const id of ids) for (const key of portKeys(portTags(ports))) this.machine(id).tags.delete(key);
          }),
        remove: (ids, what) =>
          this.#write("DeleteTags", () => {
            for (const id of ids)
              for (const one of what)
                this.machine(id).tags.delete(`progressive-delivery:${one === "mark" ? "in-place" : one}`);
          }),
      },
      targetGroups: {
        tags: (arns) =>
          this.#call("DescribeTags", () => new Map(arns.map((arn) => [arn, arn === TARGET_GROUP ? this.tags : {}]))),
        elsewhere: () => this.#call("DescribeTargetHealth", () => this.elsewhere),
        tag: (_arn, tags) =>
          this.#write("AddTags", () => {
            this.tags = { ...this.tags, ...tags };
          }),
        untag: (_arn, keys) =>
          this.#write("RemoveTags", () => {
            this.tags = Object.fromEntries(Object.entries(this.tags).filter(([key]) => !keys.includes(key)));
          }),
      },
      registrations: {
        register: (arn, ports) =>
          this.#write("RegisterTargets", () => this.#each(arn, ports, (id, port) => this.register(id, arn, port))),
        deregister: (arn, ports) =>
          this.#write("DeregisterTargets", () => this.#each(arn, ports, (id) => this.deregister(id, arn))),
      },
      alarms: (names) =>
        this.#call("DescribeAlarms", () => Object.fromEntries(names.map((name) => [name, this.alarms.get(name)]))),
      commands: {
        agents: (ids) =>
          this.#call("DescribeInstanceInformation", () =>
            Object.fromEntries(
              ids.map((id) => [
                id,
                { ping: this.machine(id).agent === "online" ? "Online" : "ConnectionLost", platform: "Linux" },
              ]),
            ),
          ),
        send: (ids, script) => this.#write("SendCommand", () => this.#run(ids, script.comment)),
        find: (comment, since) => this.#call("ListCommands", () => this.#found(comment, since)),
        invocations: (id) => this.#call("ListCommandInvocations", () => this.#invocations(id)),
        cancel: (id) => this.#write("CancelCommand", () => void this.commands.filter((command) => command.id === id)),
      },
      close() {},
    };
  }

  #reader() {
    return {
      groupsNamed: () => this.#call("DescribeAutoScalingGroups", () => [this.#group()]),
      targetGroup: (given: string) =>
        this.#call(
          "DescribeTargetGroups",
          (): TargetGroup => ({
            TargetGroupArn: given,
            TargetGroupName: given === SECOND_GROUP ? "web-admin" : "web",
            HealthCheckIntervalSeconds: INTERVAL_S,
          }),
        ),
      attributes: () => this.#call("DescribeTargetGroupAttributes", () => ({ sticky: false, drainSeconds: 5 })),
      targets: (arn: string) => this.#call("DescribeTargetHealth", () => this.#targets(arn)),
    };
  }

  #scaling({ constructor: { name }, input }: { constructor: { name: string }; input: Record<string, unknown> }) {
    const action = name.replace(/Command$/, "");
    return this.#write(action, () => {
      const ids = (input.InstanceIds ?? []) as string[];
      const tags = (input.Tags ?? []) as { Key: string; Value: string }[];
      switch (action) {
        case "CreateOrUpdateTags":
          for (const { Key, Value } of tags) this.tags = { ...this.tags, [Key]: Value };
          return {};
        case "DeleteTags":
          this.tags = Object.fromEntries(
            Object.entries(this.tags).filter(([key]) => tags.every(({ Key }) => Key !== key)),
          );
          return {};
        case "UpdateAutoScalingGroup":
          this.min = Number(input.MinSize);
          if (this.min > this.desired) throw new Error(`The minimum ${this.min} would launch machines`);
          return {};
        case "SuspendProcesses":
          for (const process of input.ScalingProcesses as string[]) this.suspended.add(process);
          return {};
        case "ResumeProcesses":
          for (const process of input.ScalingProcesses as string[]) this.suspended.delete(process);
          return {};
        case "EnterStandby":
          if (this.desired - ids.length < this.min) throw new Error("Below the minimum");
          this.desired -= ids.length;
          for (const id of ids) this.#move(id, "EnteringStandby");
          return {};
        case "ExitStandby":
          this.desired += ids.length;
          for (const id of ids) this.#move(id, "Pending");
          return {};
        default:
          throw new Error(`Nobody expects ${action}`);
      }
    });
  }

  #move(id: string, lifecycle: string): void {
    const machine = this.machine(id);
    machine.lifecycle = lifecycle;
    machine.since = this.clock.now();
  }

  /** Where nothing is registered on that port, that is nobody's business. */
  #each(arn: string, ports: readonly Port[], effect: (id: string, port: number) => void): void {
    for (const { id, port } of ports) {
      if (port !== PORTS[arn]) throw new Error(`${id} was never registered with port ${port}`);
      effect(id, port);
    }
  }

  /** What time has done since the last call. */
  #pass(): void {
    const now = this.clock.now();
    for (const machine of this.kind === "targets" ? this.machines : []) {
      for (const [arn, { draining, since }] of machine.registered)
        if (draining && now - since >= MS.drain) machine.registered.delete(arn);
      const active = [...machine.registered.values()].filter(({ draining }) => !draining).length;
      if (machine.registered.size === 0) machine.lifecycle = "Standby";
      else machine.lifecycle = active === 2 ? "InService" : "Partly";
    }
    for (const machine of this.machines) {
      const ms = now - machine.since;
      if (machine.lifecycle === "EnteringStandby" && ms >= MS.drain) this.#move(machine.id, "Standby");
      if (machine.lifecycle === "Pending" && ms >= MS.pending) this.#move(machine.id, "InService");
    }
    this.lowest = Math.min(this.lowest, this.healthy());
  }

  #isHealthy({ lifecycle, since, registered }: FakeMachine): boolean {
    if (this.kind === "targets") {
      const late = [...registered.values()].some((one) => one.since !== 0 && this.clock.now() - one.since < MS.checks);
      return lifecycle === "InService" && !late;
    }
    return lifecycle === "InService" && (since === 0 || this.clock.now() - since >= MS.checks);
  }

  #run(ids: readonly string[], comment: string): Record<string, string> {
    const [, kind = "", key = ""] = comment.split(":");
    const id = `00000000-0000-4000-8000-${String(this.commands.length + 1).padStart(12, "0")}`;
    const ends: FakeCommand["ends"] = new Map();
    for (const one of ids) {
      const machine = this.machine(one);
      if (machine.agent === "offline") continue;
      // As the script on the machine does it: a second delivery of an attempt is answered with the first result.
      const [attempt = ""] = key.split(".");
      const line = `${kind} ${attempt}`;
      if (!machine.ran.includes(line)) machine.ran.push(line);
      const fails = this.failing.has(`${one} ${kind}`);
      const output = fails ? "exit=7 bytes=12\nthe last one" : "exit=0 bytes=0\n";
      ends.set(one, {
        at: this.clock.now() + MS.command,
        status: fails ? "Failed" : "Success",
        output,
        code: fails ? 1 : 0,
      });
      if (machine.lifecycle !== "Standby") throw new Error(`${one} gets requests while its commands run`);
    }
    this.commands.push({ id, comment, at: this.clock.now(), ids, ends });
    return Object.fromEntries(ids.map((one) => [one, id]));
  }

  #found(comment: string, since: number): Found[] {
    return this.commands
      .filter((command) => command.comment === comment && command.at >= since - 60_000)
      .map(({ id, ids: instanceIds }) => ({ id, instanceIds }));
  }

  #invocations(id: string): Map<string, Invocation> {
    const command = this.commands.find((one) => one.id === id);
    const now = this.clock.now();
    return new Map(
      command?.ids.map((one) => {
        const end = command.ends.get(one);
        const isOver = end !== undefined && now >= end.at;
        const lost = this.lostAfterMs !== undefined && now - command.at >= this.lostAfterMs;
        const status = isOver ? end.status : end !== undefined ? "InProgress" : lost ? "DeliveryTimedOut" : "Delayed";
        return [
          one,
          { status, output: isOver ? end.output : "", responseCode: isOver ? end.code : -1, requestedAt: command.at },
        ];
      }),
    );
  }

  #notes(ids: readonly string[]): Map<string, Notes> {
    return new Map(
      ids.map((id) => {
        const { tags, zone } = this.machine(id);
        return [id, toNotes(Object.fromEntries(tags), zone)];
      }),
    );
  }

  #out(): Map<string, Notes> {
    const out = this.machines.filter(({ tags }) => tags.has("progressive-delivery:in-place-targets"));
    return this.#notes(out.map(({ id }) => id));
  }

  #targets(arn: string): TargetState[] {
    if (this.kind === "targets") {
      return this.machines.flatMap(({ id, registered }) => {
        const found = registered.get(arn);
        if (found === undefined) return [];
        const { port, draining, since } = found;
        const isNew = since !== 0 && this.clock.now() - since < MS.checks;
        const state = draining ? "draining" : isNew ? "initial" : "healthy";
        return [{ id, port, state, reason: undefined, description: undefined }];
      });
    }
    const registered = this.machines.filter(({ lifecycle }) => lifecycle !== "Standby" && lifecycle !== "Pending");
    return registered.map((machine) => ({
      id: machine.id,
      state: machine.lifecycle === "EnteringStandby" ? "draining" : this.#isHealthy(machine) ? "healthy" : "initial",
      reason: undefined,
      description: undefined,
    }));
  }

  #group(): GroupState {
    return {
      name: GROUP,
      min: this.min,
      max: 10,
      desired: this.desired,
      template: { id: "lt-0", name: "web", version: "1", mixed: false },
      instances: this.machines.map(({ id, lifecycle }) => ({ id, lifecycle, templateVersion: "1", protected: false })),
      targetGroupArns: [TARGET_GROUP],
      otherSources: [],
      tags: { ...this.tags },
      suspended: [...this.suspended],
      deleting: false,
      raw: {
        Instances: this.machines.map(({ id, zone }) => ({ InstanceId: id, AvailabilityZone: zone })),
      } as GroupState["raw"],
    };
  }

  #machine(number: number, lifecycle: string, since: number): FakeMachine {
    const zone = ["a", "b"][number % 2] ?? "a";
    const ports = this.kind === "group" ? [] : Object.entries(PORTS);
    const registered = new Map(ports.map(([arn, port]) => [arn, { port, draining: false, since }]));
    return { id: `i-${number}`, zone, lifecycle, since, registered, tags: new Map(), ran: [], agent: "online" };
  }

  async #write<T>(action: string, effect: () => T): Promise<T> {
    this.writes.push(action);
    const number = this.writes.length;
    const answer = await this.#call(action, effect);
    if (this.killAt === number) throw new Killed(action);
    return answer;
  }

  async #call<T>(_action: string, effect: () => T): Promise<T> {
    this.calls += 1;
    this.hands.get(this.calls)?.();
    this.#pass();
    try {
      return effect();
    } catch (error) {
      throw new DeliveryError("platform", error instanceof Error ? error.message : String(error), { noEffect: true });
    } finally {
      this.#pass();
    }
  }
}

function arnOf(name: string): string {
  return `arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/${name}/0123456789abcdef`;
}
