/** How an answer shows that it is green's. */
export type Mark = { in: "header"; name: string; value: string } | { in: "body"; text: string };

/** Reads `header X-Version = v2`, the whole value, or `body TEXT`, a part of the body; undefined when it is neither. */
export function parseMark(text: string): Mark | undefined {
  const [, name, value] =
    /^header\s+([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100})\s*=\s*([\x21-\x7e][\x20-\x7e]*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return { in: "header", name, value };
  const body = /^body\s+(\S.*)$/s.exec(text)?.[1];
  return body === undefined ? undefined : { in: "body", text: body };
}

export function describeMark(mark: Mark): string {
  return mark.in === "header" ? `header ${mark.name} = ${mark.value}` : `body ${mark.text}`;
}
