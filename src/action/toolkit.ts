/**
 * GitHub's toolkit, loaded when it is first needed. It brings an HTTP client along, which costs as much as the rest of
 * a start: the way to the first API call does without it (`npm run bench`).
 */
export function toolkit(): Promise<typeof import("@actions/core")> {
  loading ??= import("@actions/core");
  return loading;
}

let loading: Promise<typeof import("@actions/core")> | undefined;

/** An input as the runner hands it over (GitHub docs, "Metadata syntax", inputs). */
export function inputOf(name: string): string {
  return process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] ?? "";
}
