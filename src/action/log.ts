/**
 * All that this action prints. The runner reads commands out of every line: `::name::` at its beginning, after any white
 * space, and `##[name]` anywhere in it (actions/runner, ActionCommand.cs). Text from the cloud and from inputs must never
 * become one, nor move the cursor or turn the direction of what a person reads.
 */

/** Control characters, and those that show nothing but change how others show: bidi, zero width; halves of a pair. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** In front of a colon of an ARN: `arn:aws:iam:`. Bounded, as the next is, so that no text takes long to read. */
const IN_ARN = /(?<=\barn:aws[\w-]{0,12}:[\w:-]{0,60}):(?=:)/.source;
/** In an IPv6 address in brackets, as in `listen [::]:80`. */
const IN_ADDRESS = /(?<=\[[\da-f:]{0,40}):(?=:[\da-f:.]{0,40}\])/.source;
const DOUBLE_COLON = new RegExp(`${IN_ARN}|${IN_ADDRESS}|(?<other>:)(?=:)`, "gi");

/** Makes what cannot be seen visible, as `\u001b`. Line breaks and tabs stay. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (char) => {
    if (char === "\n" || char === "\t") return char;
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/**
 * Text of any origin as it may be printed: nothing unseen in it, and no command. `::` stays together only where it is
 * part of an ARN or an address and something stands before it, for a reader copies those. Lines stay lines.
 */
export function printable(text: string): string {
  return visible(text.replace(/\r\n?/g, "\n"))
    .replace(/##(?=\[)/g, "## ")
    .replace(DOUBLE_COLON, (colon, other: string | undefined) => (other === undefined ? colon : ": "));
}

/** One line of the log. */
export function say(line: string): void {
  process.stdout.write(`${printable(line).replace(/\n+/g, " ")}\n`);
}

/** A warning: a line of the log, and an annotation of the run. */
export function warn(message: string): void {
  annotate("warning", message);
}

/** Says why the step failed, and has the process end with exit code 1. */
export function fail(message: string): void {
  process.exitCode = 1;
  annotate("error", message);
}

/** Shows lines that a reader opens when they want to see them. */
export function sayGroup(title: string, lines: readonly string[]): void {
  process.stdout.write(`::group::${data(title)}\n`);
  for (const line of lines) say(line);
  process.stdout.write("::endgroup::\n");
}

/** From now on annotations are headed with this: a run shows those of all its steps in one list. */
export function headAnnotations(title: string): void {
  heading = title;
}

let heading = "";

/** A line that the runner shows while step debug logging is on. */
export function sayDebug(line: string): void {
  process.stdout.write(`::debug::${data(line).replace(/%0A/g, " ")}\n`);
}

/** Has the runner show `***` in place of a secret, whoever prints it. */
export function mask(secret: string): void {
  process.stdout.write(`::add-mask::${secret.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A")}\n`);
}

function annotate(level: "warning" | "error", message: string): void {
  const title = heading === "" ? "" : ` title=${property(heading)}`;
  process.stdout.write(`::${level}${title}::${data(message)}\n`);
}

/** A property of a command: a colon or a comma would end it. */
function property(text: string): string {
  return data(text).replace(/%0A/g, " ").replace(/:/g, "%3A").replace(/,/g, "%2C");
}

/** The data of a command (GitHub docs, "Workflow commands for GitHub Actions"). */
function data(text: string): string {
  return printable(text).replace(/%/g, "%25").replace(/\n/g, "%0A");
}
