import type { InputType } from "./types.ts";
import { HIDDEN } from "./types.ts";

/** An http or https URL without an anchor. One with a password is refused, and not repeated. */
export const address: InputType<URL> = {
  list: false,
  schema: { type: "string", pattern: "^https?://" },
  read: (given, fail) => {
    const url = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined;
    if (url !== undefined && (url.username !== "" || url.password !== "")) {
      return fail("must have no user and no password: it is written to the log.", HIDDEN);
    }
    if (url !== undefined && url.hash === "" && !given.includes("\\")) return url;
    return fail("is not an http or https URL, without an anchor.");
  },
};
