import type { Filter } from "@aws-sdk/client-ec2";
import { CreateTagsCommand, DeleteTagsCommand, EC2Client, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { call, clientConfig } from "../../aws.ts";
import type { Tags } from "../groups/changes.ts";
import { TAG } from "../snapshot.ts";
import type { MachineMark } from "./machine-mark.ts";
import { formatMark } from "./machine-mark.ts";
import type { Notes } from "./notes.ts";
import { toNotes } from "./notes.ts";
import { portKeys, portTags } from "./ports.ts";
import type { Registration } from "./snapshot.ts";
import { IN_PLACE_TAG } from "./snapshot.ts";

/** What can be noted beside the mark. */
export interface Noting {
  /** Undefined: what is noted of it stays. */
  revision?: string | undefined;
  ports?: readonly Registration[] | undefined;
}

/** DescribeInstances and CreateTags take many ids; the answer of the former has a thousand at most (EC2 API Reference). */
const IDS_PER_CALL = 200;
const ALIVE = ["pending", "running", "stopping", "stopped"];

/** The tags of instances: what is noted on each machine. Their values may be any text (EC2 user guide, tag restrictions). */
export class InstanceNotes {
  readonly #ec2: EC2Client;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#ec2 = new EC2Client(clientConfig(region));
    this.#signal = signal;
  }

  /** Those that EC2 knows, by id. */
  async read(ids: readonly string[]): Promise<Map<string, Notes>> {
    const found = new Map<string, Notes>();
    for (const some of inParts(ids)) await this.#describe([{ Name: "instance-id", Values: some }], found);
    return found;
  }

  /** The machines without a group that are out, by what is noted on them: no target group knows them any more. */
  async out(): Promise<Map<string, Notes>> {
    const found = new Map<string, Notes>();
    const alive = { Name: "instance-state-name", Values: ALIVE };
    await this.#describe([{ Name: "tag-key", Values: [IN_PLACE_TAG.ports] }, alive], found);
    return found;
  }

  async write(ids: readonly string[], mark: MachineMark, { revision, ports = [] }: Noting = {}): Promise<void> {
    const tags: Tags = {
      [IN_PLACE_TAG.mark]: formatMark(mark),
      ...(revision === undefined ? {} : { [TAG.revision]: revision }),
      ...(ports.length === 0 ? {} : portTags(ports)),
    };
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    for (const Resources of inParts(ids)) {
      await call("ec2:CreateTags", this.#signal, () =>
        this.#ec2.send(new CreateTagsCommand({ Resources, Tags }), { abortSignal: this.#signal }),
      );
    }
  }

  async remove(ids: readonly string[], what: readonly ("mark" | "revision")[]): Promise<void> {
    await this.#untag(
      ids,
      what.map((which) => (which === "mark" ? IN_PLACE_TAG.mark : TAG.revision)),
    );
  }

  /** They are back: nobody has to know any more where they were registered. */
  async removePorts(ids: readonly string[], ports: readonly Registration[]): Promise<void> {
    await this.#untag(ids, portKeys(portTags(ports)));
  }

  close(): void {
    this.#ec2.destroy();
  }

  async #describe(Filters: Filter[], found: Map<string, Notes>): Promise<void> {
    await call("ec2:DescribeInstances", this.#signal, async () => {
      const abort = { abortSignal: this.#signal };
      for await (const { Reservations = [] } of paginateDescribeInstances({ client: this.#ec2 }, { Filters }, abort)) {
        for (const instance of Reservations.flatMap(({ Instances = [] }) => Instances)) {
          const { InstanceId = "", Placement, Tags = [] } = instance;
          const tags = Object.fromEntries(Tags.map(({ Key = "", Value = "" }) => [Key, Value]));
          found.set(InstanceId, toNotes(tags, Placement?.AvailabilityZone ?? ""));
        }
      }
    });
  }

  async #untag(ids: readonly string[], keys: readonly string[]): Promise<void> {
    const Tags = keys.map((Key) => ({ Key }));
    for (const Resources of inParts(ids)) {
      await call("ec2:DeleteTags", this.#signal, () =>
        this.#ec2.send(new DeleteTagsCommand({ Resources, Tags }), { abortSignal: this.#signal }),
      );
    }
  }
}

function inParts(ids: readonly string[]): string[][] {
  const parts = Math.ceil(ids.length / IDS_PER_CALL);
  return Array.from({ length: parts }, (_, part) => ids.slice(part * IDS_PER_CALL, (part + 1) * IDS_PER_CALL));
}
