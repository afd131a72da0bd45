/** Which method of an API answers a path, as API Gateway chooses it. Pure. */

/** Literal before `{variable}` before `{greedy+}`, segment by segment, for `GET` or for any verb. */
export function findMethod<M extends { verb: string; path: string }>(
  methods: readonly M[],
  pathAndQuery: string,
): M | undefined {
  const asked = segmentsOf(pathAndQuery.split("?", 1)[0] ?? "");
  return methods
    .filter(({ verb, path }) => (verb === "GET" || verb === "ANY") && fits(segmentsOf(path), asked))
    .sort((one, other) => compare(rankOf(one), rankOf(other)))[0];
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function fits(pattern: readonly string[], asked: readonly string[]): boolean {
  const greedy = pattern.at(-1)?.endsWith("+}") === true;
  if (greedy ? asked.length < pattern.length : asked.length !== pattern.length) return false;
  return pattern.every((part, index) => part.startsWith("{") || part === asked[index]);
}

/** The verb decides between two methods of one resource. */
function rankOf({ verb, path }: { verb: string; path: string }): string {
  const parts = segmentsOf(path).map((part) => (part.endsWith("+}") ? "2" : part.startsWith("{") ? "1" : "0"));
  return `${parts.join("")} ${verb === "ANY" ? 1 : 0}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
