import { parseDuration } from "../../delivery/duration.ts";
import { MINUTE_MS } from "../../delivery/shifts.ts";
import { labelFault, selectorFault } from "../../gates/sources/prometheus-queries.ts";
import type { InputType, Schema } from "./types.ts";
import { grammar, HIDDEN, mapped } from "./types.ts";

/** How the inputs of the gates are read. Ranges are those that the `gates` mark of a rollout allows. */

/** AWS takes so many names in one DescribeAlarms, and so many characters in each (CloudWatch API Reference). */
const MAX_ALARMS = 100;
const MAX_ALARM_NAME = 255;
const MAX_THRESHOLD_MS = 600_000;
const MAX_COUNTED_MINUTES = 60;
const MAX_COMMAND = 2_000;
/** Headers that the request has of itself, or that `prometheus-token` and `prometheus-password` are for. */
const OWN_HEADERS = /^(?:authorization|connection|content-length|content-type|host|transfer-encoding|upgrade)$/i;

/** A share, of what is written in percent: above 0 to 0.5. */
export const percentage = grammar(
  (given) => {
    const percent = Number(/^(\d{1,2}(?:\.\d{1,6})?) ?%$/.exec(given)?.[1]);
    return percent > 0 && percent <= 50 ? percent / 100 : undefined;
  },
  (given) =>
    /^[\d.]+$/.test(given)
      ? "has no `%`: is it a share or percent? Give a percentage above 0% and up to 50%."
      : "is not a percentage above 0% and up to 50%.",
  { type: "string", pattern: "^\\d{1,2}(\\.\\d{1,6})? ?%$" },
);

/** Milliseconds. */
export const threshold = grammar(
  (given) => {
    const [, number, unit] = /^(\d{1,6}(?:\.\d{1,3})?)(ms|s)$/.exec(given) ?? [];
    const ms = Number(number) * (unit === "s" ? 1_000 : 1);
    return ms >= 1 && ms <= MAX_THRESHOLD_MS ? ms : undefined;
  },
  (given) =>
    /^[\d.]+$/.test(given)
      ? "has no unit: seconds read as milliseconds would let every slow green through. Give e.g. 500ms or 1.5s."
      : "is not a time from 1ms to 600s, as 500ms or 1.5s.",
  { type: "string", pattern: "^\\d{1,6}(\\.\\d{1,3})?(ms|s)$" },
);

/** The name of an alarm, not its ARN: alarms are asked for by name, in the job's account and region. */
export const alarmName = grammar(
  (given) => (given.length <= MAX_ALARM_NAME && !given.startsWith("arn:") ? given : undefined),
  (given) =>
    given.startsWith("arn:")
      ? "is an ARN: give the alarm's name; it has to be in the job's account and region."
      : `is longer than the ${MAX_ALARM_NAME} characters that the name of an alarm may have.`,
);

/** Each name once. */
export function alarmNames(names: InputType<string[]>): InputType<string[]> {
  const each = (given: string[]) => {
    const once = [...new Set(given)];
    return once.length > 0 && once.length <= MAX_ALARMS ? once : undefined;
  };
  return mapped(names, each, `must be 1 to ${MAX_ALARMS} names of alarms.`);
}

/** A number between two bounds; `low` itself is allowed only where `inclusive`. */
export function decimal(low: number, high: number, inclusive: boolean): InputType<number> {
  const read = (given: string) => {
    const number = /^\d{1,4}(?:\.\d{1,6})?$/.test(given) ? Number(given) : Number.NaN;
    return (inclusive ? number >= low : number > low) && number <= high ? number : undefined;
  };
  const schema: Schema = {
    anyOf: [
      { type: "number", [inclusive ? "minimum" : "exclusiveMinimum"]: low, maximum: high },
      { type: "string", pattern: "^\\d{1,4}(\\.\\d{1,6})?$" },
    ],
  };
  return grammar(
    read,
    `is not a number ${inclusive ? "from" : "above"} ${low} ${inclusive ? "" : "and up "}to ${high}.`,
    schema,
  );
}

/** Whole minutes, written as a duration. */
export function minutes(least: number): InputType<number> {
  return grammar(
    (given) => {
      const count = (parseDuration(given) ?? Number.NaN) / MINUTE_MS;
      return Number.isInteger(count) && count >= least && count <= MAX_COUNTED_MINUTES ? count : undefined;
    },
    `is not a duration of whole minutes from ${least}m to ${MAX_COUNTED_MINUTES}m: requests are counted by the minute.`,
    { type: "string", pattern: "^(\\d{1,5}h)?(\\d{1,5}m)?(\\d{1,7}s)?$", minLength: 1 },
  );
}

/** Which answers are errors; whether those of the client are compared as well. */
export function clientErrors(words: InputType<("5xx" | "4xx")[]>): InputType<boolean> {
  const isCompared = (given: ("5xx" | "4xx")[]) => (given.includes("5xx") ? given.includes("4xx") : undefined);
  return mapped(words, isCompared, "must have 5xx: 4xx are compared beside it, and never judged alone.");
}

/** An http or https URL to which a path can be added. It is not repeated: it may hold a key. */
export const server: InputType<string> = {
  list: false,
  schema: { type: "string", pattern: "^https?://" },
  read: (given, fail) => {
    const url = /^https?:\/\/[^\\]+$/i.test(given) && URL.canParse(given) ? new URL(given) : undefined;
    if (url === undefined || url.search !== "" || url.hash !== "" || given.includes("?"))
      return fail("is not an http or https URL, without query and anchor.", HIDDEN);
    if (url.username === "" && url.password === "") return url.href;
    return fail("must have no user and no password: they go into `prometheus-user` and `prometheus-password`.", HIDDEN);
  },
};

/** The selector of counters on one side. */
export function selector(histogram: boolean): InputType<string> {
  const faultOf = (given: string) => selectorFault(given, histogram);
  return grammar(
    (given) => (faultOf(given) === undefined ? given : undefined),
    (given) => faultOf(given) ?? "",
  );
}

/** What `{{side}}` is of one side. */
export const label = grammar(
  (given) => (labelFault(given) === undefined ? given : undefined),
  (given) => labelFault(given) ?? "",
);

/** A header as `Name: value`. */
export const header = grammar((given): readonly [string, string] | undefined => {
  const [, name = "", value = ""] =
    /^([\w!#$%&'*+.^`|~-]+): *([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)$/.exec(given) ?? [];
  return name === "" || OWN_HEADERS.test(name) ? undefined : [name, value];
}, "has a line that is not `Name: value`, or a header that the request has of itself; credentials go into `prometheus-token` or `prometheus-password`.");

/** A line or two of bash; a script belongs into a file. */
export const command = grammar(
  (given) => (given.length <= MAX_COMMAND && !given.includes("\0") ? given : undefined),
  (given) =>
    given.includes("\0") ? "has a NUL character." : `is longer than ${MAX_COMMAND} characters: use a script.`,
);
