/** What `setup` has to know of the user's own configuration, read from what `nginx -T` prints; nothing is rewritten. */

/**
 * A rewrite at server level that ends the rewriting there before our include has its turn: those requests would get no
 * side.
 *
 * @param dump the whole configuration, as `nginx -T` prints it.
 * @param include the path of our file for the server block.
 * @returns the directive; undefined when there is none.
 */
export function rewriteBefore(dump: string, include: string): string | undefined {
  const name = include.slice(include.lastIndexOf("/") + 1);
  const blocks: { kind: string; rewrite: string | undefined }[] = [];
  let words: string[] = [];
  for (const token of tokensOf(dump)) {
    if (token === "{") {
      blocks.push({ kind: words[0] ?? "", rewrite: undefined });
    } else if (token === "}") {
      blocks.pop();
    } else if (token !== ";") {
      words.push(token);
      continue;
    }
    const server = token === ";" ? serverOf(blocks) : undefined;
    if (server !== undefined && endsRewriting(words)) server.rewrite ??= `${words.join(" ")};`;
    const isOurs = words[0] === "include" && (words[1] === name || words[1]?.endsWith(`/${name}`) === true);
    if (server?.rewrite !== undefined && isOurs) return server.rewrite;
    words = [];
  }
  return undefined;
}

/**
 * Whether the http level has an `access_log` of its own. Without any, nginx writes the one that it was built with, and
 * ours would end that.
 *
 * @param dump the whole configuration, as `nginx -T` prints it.
 * @param ours the path of our log.
 */
export function hasOwnLog(dump: string, ours: string): boolean {
  let depth = 0;
  let words: string[] = [];
  for (const token of tokensOf(dump)) {
    if (token === "{") depth += 1;
    else if (token === "}") depth -= 1;
    else if (token !== ";") {
      words.push(token);
      continue;
    }
    // A file that the http block includes is printed by itself, outside of it.
    if (token === ";" && depth <= 1 && words[0] === "access_log" && words[1] !== ours) return true;
    words = [];
  }
  return false;
}

/** The server block that a directive is in directly, or by an `if`; none when a location is between. */
function serverOf<Block extends { kind: string }>(blocks: readonly Block[]): Block | undefined {
  const at = blocks.findLastIndex(({ kind }) => kind !== "if");
  return blocks[at]?.kind === "server" ? blocks[at] : undefined;
}

function endsRewriting(words: readonly string[]): boolean {
  return (
    (words[0] === "rewrite" && words.length === 4 && /^(?:last|break)$/.test(words[3] ?? "")) || words[0] === "break"
  );
}

/** Words, `{`, `}` and `;`, without comments; a quoted text is one word. */
function tokensOf(text: string): string[] {
  return (text.match(/#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|(?:\\.|\$\{|[^\s{};"'#\\])+/g) ?? []).filter(
    (token) => !token.startsWith("#"),
  );
}
