import { CreateTagsCommand, DeleteTagsCommand, EC2Client, paginateDescribeInstances } from "@aws-sdk/client-ec2";
import { call, clientConfig } from "../../aws.ts";
import { TAG } from "../snapshot.ts";
import type { MachineMark } from "./machine-mark.ts";
import { formatMark, parseMark } from "./machine-mark.ts";
import { IN_PLACE_TAG } from "./snapshot.ts";

/** What the tags of a machine say. */
export interface Notes {
  revision: string | undefined;
  mark: MachineMark | undefined;
}

/** DescribeInstances and CreateTags take many ids; the answer of the former has a thousand at most (EC2 API Reference). */
const IDS_PER_CALL = 200;

/** The tags of instances: what is noted on each machine. Their values may be any text (EC2 user guide, tag restrictions). */
export class InstanceNotes {
  readonly #ec2: EC2Client;
  readonly #signal: AbortSignal;

  constructor(region: string, signal: AbortSignal) {
    this.#ec2 = new EC2Client(clientConfig(region));
    this.#signal = signal;
  }

  /** Those that have any, by id. */
  async read(ids: readonly string[]): Promise<Map<string, Notes>> {
    const found = new Map<string, Notes>();
    for (const some of inParts(ids)) {
      const input = { Filters: [{ Name: "instance-id", Values: some }] };
      await call("ec2:DescribeInstances", this.#signal, async () => {
        const abort = { abortSignal: this.#signal };
        for await (const { Reservations = [] } of paginateDescribeInstances({ client: this.#ec2 }, input, abort)) {
          for (const { InstanceId = "", Tags = [] } of Reservations.flatMap(({ Instances = [] }) => Instances)) {
            const tags = new Map(Tags.map(({ Key, Value }) => [Key, Value]));
            found.set(InstanceId, { revision: tags.get(TAG.revision), mark: parseMark(tags.get(IN_PLACE_TAG.mark)) });
          }
        }
      });
    }
    return found;
  }

  /** @param revision undefined: what is noted of it stays. */
  async write(ids: readonly string[], mark: MachineMark, revision?: string): Promise<void> {
    const Tags = [
      { Key: IN_PLACE_TAG.mark, Value: formatMark(mark) },
      ...(revision === undefined ? [] : [{ Key: TAG.revision, Value: revision }]),
    ];
    for (const Resources of inParts(ids)) {
      await call("ec2:CreateTags", this.#signal, () =>
        this.#ec2.send(new CreateTagsCommand({ Resources, Tags }), { abortSignal: this.#signal }),
      );
    }
  }

  async remove(ids: readonly string[], what: readonly ("mark" | "revision")[]): Promise<void> {
    const Tags = what.map((which) => ({ Key: which === "mark" ? IN_PLACE_TAG.mark : TAG.revision }));
    for (const Resources of inParts(ids)) {
      await call("ec2:DeleteTags", this.#signal, () =>
        this.#ec2.send(new DeleteTagsCommand({ Resources, Tags }), { abortSignal: this.#signal }),
      );
    }
  }

  close(): void {
    this.#ec2.destroy();
  }
}

function inParts(ids: readonly string[]): string[][] {
  const parts = Math.ceil(ids.length / IDS_PER_CALL);
  return Array.from({ length: parts }, (_, part) => ids.slice(part * IDS_PER_CALL, (part + 1) * IDS_PER_CALL));
}
