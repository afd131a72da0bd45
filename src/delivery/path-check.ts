/** One path of a smoke test, and how it has to answer. */
export interface PathCheck {
  path: string;
  /** The one status that is right; undefined: any 2xx or 3xx. */
  status: number | undefined;
}

/** The equals sign of `/?page=301` belongs to the path: behind a query, only one with a space before it begins a status. */
const CHECK = /^(\/[^\s?]*|\/\S*(?=\s))\s*=\s*([1-5]\d\d)$/;

/**
 * Reads `/cart`, or `/old = 301` where one status alone is right.
 *
 * @param isPath what the platform takes as a path.
 * @returns undefined when it is neither.
 */
export function parsePathCheck(text: string, isPath: RegExp): PathCheck | undefined {
  const [, path = text, status] = CHECK.exec(text) ?? [];
  return isPath.test(path) ? { path, status: status === undefined ? undefined : Number(status) } : undefined;
}

export function describePathCheck({ path, status }: PathCheck): string {
  return status === undefined ? path : `${path} = ${status}`;
}

export function isAsWanted({ status: wanted }: PathCheck, status: number): boolean {
  return wanted === undefined ? status >= 200 && status < 400 : status === wanted;
}
