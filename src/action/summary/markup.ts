/**
 * Markdown as GitHub renders it, made of text of any origin. What comes from the cloud or from inputs is shown and never
 * obeyed: no markup, no HTML, no link of its own, no mention.
 */

/** Characters of one text that are shown: a stack trace or a page of HTML as an answer has no end. */
const MAX_TEXT = 2_000;
const MAX_REASON = 500;
const MAX_CODE = 300;
/** Items of one list, and about as many bytes, that are shown. */
const MAX_ITEMS = 20;
const MAX_LIST = 10_000;
/** A list that is longer is folded: on a phone it would hide what comes after it. */
const OPEN_ITEMS = 3;

/** What Markdown shows as code, and what GitHub would make a link of by itself: URLs and mail addresses. */
const LITERAL = /`([^`]+)`|((?:https?|ftp|mailto|xmpp):\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]+)/gi;
/** A moment as machines write it. */
const MOMENT = /\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g;
/** What means something to Markdown or to HTML. */
const MARKUP = /[<>&|[\]@*_~#$\\`]|^[-+=]|(?<=^\d{1,9})[.)]/g;

/** Text of any origin on one line, as text. Our own sentences have `names` in them, which become code. */
export function plain(text: string): string {
  return escaped(text, MAX_TEXT);
}

/** One of several reasons: the last words of a program may be a line without an end. */
export function reason(text: string): string {
  return escaped(text, MAX_REASON);
}

function escaped(text: string, most: number): string {
  const parts: string[] = [];
  let from = 0;
  const readable = text.replace(/[\r\n]+/g, " ").replace(MOMENT, "$1 $2 UTC");
  const line = shortened(readable.trim(), most);
  for (const { 0: whole, 1: name, 2: link, index } of line.matchAll(LITERAL)) {
    parts.push(entities(line.slice(from, index)), code(name ?? link ?? ""));
    from = index + whole.length;
  }
  return [...parts, entities(line.slice(from))].join("");
}

function entities(text: string): string {
  return text.replace(MARKUP, (char) => `&#${char.charCodeAt(0)};`);
}

/** A name of any origin as code, also within a table. */
export function code(text: string): string {
  const inside = shortened(text.replace(/[`|\r\n]/g, " ").trim(), MAX_CODE);
  return inside === "" ? "–" : `\`${inside}\``;
}

/** No line breaks between a number and its `%`, where letters are large and lines short. */
export function unbroken(markdown: string): string {
  return markdown.replace(/(?<=\d) (?=%)/g, "\u00a0");
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** @param shown Markdown. @param url ours, with parts of any origin percent-encoded. */
export function link(shown: string, url: string): string {
  const safe = url.replace(/[()<>|\\`"'\s]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `[${shown}](${safe})`;
}

/** As one word of a shell, on one line. */
export function quoted(text: string): string {
  if (/^[\w./:=@-]+$/.test(text)) return text;
  return `'${text.replace(/[\r\n]+/g, " ").replace(/'/g, "'\\''")}'`;
}

export function fence(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, "```"].join("\n");
}

/** Parts of the summary with an empty line between them; empty ones are left out. */
export function paragraphs(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** @param items Markdown. @param mark `-` or `1.` */
export function items(all: readonly string[], mark = "-"): string {
  let bytes = 0;
  const shown = all.slice(0, MAX_ITEMS).filter((item, index) => {
    bytes += Buffer.byteLength(item);
    return index === 0 || bytes <= MAX_LIST;
  });
  const more = all.length - shown.length;
  return [
    ...shown.map((item) => `${mark} ${item}`),
    ...(more === 0 ? [] : [`${mark} … ${more} more, in the log`]),
  ].join("\n");
}

export function list(title: string, all: readonly string[], mark = "-"): string {
  return all.length === 0 ? "" : `**${title}**\n\n${items(all, mark)}`;
}

/** The same, to be opened by whoever wants to see it, where it is long. */
export function folded(title: string, all: readonly string[], mark = "1."): string {
  if (all.length <= OPEN_ITEMS) return list(title, all, mark);
  return `<details><summary>${title}</summary>\n\n${items(all, mark)}\n\n</details>`;
}

/**
 * The sections that fit, in order: whole ones, so that no markup is left open. What is short still fits behind what does
 * not.
 *
 * @param most bytes.
 */
export function fitting(sections: readonly string[], most: number): string {
  let bytes = 0;
  const shown = sections.filter((section) => {
    const size = Buffer.byteLength(section) + 2;
    if (section === "" || bytes + size > most) return false;
    bytes += size;
    return true;
  });
  const cut = shown.length < sections.filter((section) => section !== "").length;
  return paragraphs([...shown, cut ? "… (cut: the log has all of it)" : ""]);
}

/** `2026-01-02 03:05 UTC`. @param at milliseconds since the epoch. */
export function moment(at: number): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? "an unknown time" : `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
