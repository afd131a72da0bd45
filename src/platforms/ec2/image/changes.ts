import type { Change } from "../../../delivery/plan.ts";
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
    | { kind: "wait-image"; waits: true; source: ImageSource; rollout: string; template: string }
  );
