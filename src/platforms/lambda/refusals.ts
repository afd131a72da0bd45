import { refusing } from "../../delivery/registry.ts";

/** Every refusal that only this platform knows, once. docs/troubleshooting.md lists them. */
export const LAMBDA_REFUSALS = {
  "alias-of-latest": {
    code: "unsuitable",
    sentence: "The alias {alias} points at $LATEST, which is no version and cannot share its traffic.",
    remedy: "Publish a version and point the alias at it, once, by hand.",
  },
  "alias-elsewhere": {
    code: "conflict",
    sentence: "The alias {alias} serves {found}, but the rollout {rollout} is of versions {sides}.",
    remedy: "Somebody else changed it. `rollback` gives everything to version {blue} again.",
  },
  "alias-changed": {
    code: "conflict",
    sentence: "The alias {alias} was changed by somebody else right before this step's call: it serves {found}.",
    remedy: "Run `status` to see where the rollout stands, then the step again.",
  },
  "code-changed": {
    code: "conflict",
    sentence: "The code of {function} was changed by somebody else: $LATEST is {found}, not {wanted}.",
    remedy: "Let only one run deploy it at a time, for example by a `concurrency` group, then run `deploy` again.",
  },
  "function-busy": {
    code: "refused",
    sentence: "{function} cannot be given new code now: {found}.",
    remedy: "Wait until its last change is over, or fix what it failed for, then run `deploy` again.",
  },
  "other-package": {
    code: "unsuitable",
    sentence: "{function} is deployed as {packaged}, which it stays for good.",
    remedy: "Give `{input}`.",
  },
  "version-not-found": {
    code: "not-found",
    sentence: "function-version: version {version} of {function} not found.",
    remedy: "Publish it first, or give `zip-file` or `image-uri` to have it published.",
  },
  "version-not-ready": {
    code: "unhealthy",
    sentence: "Version {version} of {function} cannot serve: {found}.",
    remedy: "Wait until it is active, or publish another one, then run `deploy` again.",
  },
  "versions-differ": {
    code: "unsuitable",
    sentence: "An alias cannot share its traffic between {one} and {other}: they have different {what}.",
    remedy: "Give both the same, or move all traffic at once by hand.",
  },
  "record-too-long": {
    code: "unsuitable",
    sentence: "The record of the rollout has {length} characters, and an alias's description takes {limit}.",
    remedy: "The names of the repository and of the image make it so long: shorten them.",
  },
} as const;

/** States one of the platform's refusals. */
export const refuse = refusing(LAMBDA_REFUSALS);
