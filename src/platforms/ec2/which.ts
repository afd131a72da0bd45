import { DeliveryError } from "../../delivery/errors.ts";

/**
 * Reads several things in one call. When AWS says that one of them is not there it does not say which: each is asked for
 * on its own then, so that nobody is told to check a name that is right.
 *
 * @throws DeliveryError `not-found` about what is missing, or whatever else the call throws.
 */
export async function readAll<T>(given: readonly string[], read: (some: string[]) => Promise<T>): Promise<T> {
  try {
    return await read([...given]);
  } catch (error) {
    if (given.length < 2 || !isNotFound(error)) throw error;
    const asked = await Promise.allSettled(given.map((one) => read([one])));
    const missing = asked.flatMap((one) => (one.status === "rejected" && isNotFound(one.reason) ? [one.reason] : []));
    throw missing.length === given.length ? error : (missing[0] ?? error);
  }
}

function isNotFound(error: unknown): error is DeliveryError {
  return error instanceof DeliveryError && error.code === "not-found";
}
