import type { Tags } from "../groups/changes.ts";
import { TAG } from "../snapshot.ts";
import type { MachineMark } from "./machine-mark.ts";
import { parseMark } from "./machine-mark.ts";
import { readPorts } from "./ports.ts";
import type { Registration } from "./snapshot.ts";
import { IN_PLACE_TAG } from "./snapshot.ts";

/** What EC2 and the tags of a machine say. */
export interface Notes {
  revision: string | undefined;
  mark: MachineMark | undefined;
  /** Where it was registered when it was taken out; undefined: it was not, or it is back. */
  ports: readonly Registration[] | undefined;
  /** The Auto Scaling group that owns it; undefined: none. */
  group: string | undefined;
  zone: string;
}

const GROUP_TAG = "aws:autoscaling:groupName";

export function toNotes(tags: Tags, zone: string): Notes {
  return {
    revision: tags[TAG.revision],
    mark: parseMark(tags[IN_PLACE_TAG.mark]),
    ports: readPorts(tags),
    group: tags[GROUP_TAG],
    zone,
  };
}
