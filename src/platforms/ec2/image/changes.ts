import type { Change } from "../../../delivery/plan.ts";
import type { Registration } from "../in-place/snapshot.ts";
import type { ImageSource } from "./source.ts";

/** What a deploy does that makes its image of an instance. */
export type ImageChange = Change &
  (
    | {
        kind: "create-image";
        instanceId: string;
        noReboot: boolean;
        /** Its idempotency key: EC2 gives no name twice. */
        name: string;
        rollout: string;
        tags: Readonly<Record<string, string>>;
      }
    /** Takes an image of ours away that failed, with its snapshots: another of its name can be made then. */
    | { kind: "discard-image"; imageId: string }
    /** Takes images of ours away, with their snapshots, beyond the newest `keep`, that nobody uses. */
    | {
        kind: "prune-images";
        templateId: string;
        templateName: string;
        keep: number;
        /** Versions of the launch template whose images stay, beside those that groups and instances use. */
        versions: readonly string[];
      }
    /** Takes the instance out of service, noted on it first: into Standby, or out of its target groups. */
    | {
        kind: "take-source-out";
        movesTraffic: true;
        instanceId: string;
        rollout: string;
        /** Its Auto Scaling group; undefined: none owns it. */
        owner: string | undefined;
        ports: readonly Registration[];
      }
    /** Puts it back where the notes on it say. */
    | { kind: "return-source"; movesTraffic: true; instanceId: string }
    /** It is back, and healthy: the notes on it are over. */
    | { kind: "forget-source"; instanceId: string }
    /** Until the instance has left service, its image is made, or it is back. */
    | {
        kind: "wait-image";
        waits: true;
        until: "out" | "made" | "back";
        source: ImageSource;
        rollout: string;
        template: string;
      }
  );
