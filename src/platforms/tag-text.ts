/**
 * Texts as tags. A tag's value has at most 256 characters of a small alphabet (API Reference, TagResource), so values
 * are escaped, and long ones go over several tags.
 */

const MAX_VALUE = 256;
/** `=3:` */
const COUNT_LENGTH = 3;

/** A text as tags: under the key itself, and what does not fit there under `KEY=1`, `KEY=2` …; `=3:` tells of 3 parts. */
export function spread(key: string, text: string): Record<string, string> {
  const flat = escaped(text);
  if (flat.length <= MAX_VALUE) return { [key]: flat };
  const count = Math.ceil((flat.length + COUNT_LENGTH) / MAX_VALUE);
  const whole = `=${count}:${flat}`;
  return Object.fromEntries(
    Array.from({ length: count }, (_, part) => [
      part === 0 ? key : `${key}=${part}`,
      whole.slice(part * MAX_VALUE, (part + 1) * MAX_VALUE),
    ]),
  );
}

/** Several, by their keys; those that are undefined are left out. */
export function spreadAll(texts: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const tags = Object.entries(texts).map(([key, text]) => (text === undefined ? {} : spread(key, text)));
  return Object.assign({}, ...tags);
}

/** All texts by their base keys. Parts that an earlier, longer text left behind are not counted in. */
export function joined(tags: Readonly<Record<string, string>>): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(tags)) {
    if (key !== baseOf(key)) continue;
    const [, count] = /^=(\d):/.exec(value) ?? [];
    const parts = Array.from({ length: Number(count ?? 1) }, (_, part) => tags[part === 0 ? key : `${key}=${part}`]);
    texts.set(key, unescaped(parts.join("").slice(count === undefined ? 0 : COUNT_LENGTH)));
  }
  return texts;
}

/** The key without the number of its part. */
export function baseOf(key: string): string {
  return key.replace(/=\d+$/, "");
}

function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9._:/-]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

function unescaped(text: string): string {
  return Buffer.from(
    text.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString();
}
