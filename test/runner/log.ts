/** What the runner makes of an action's standard output. */
export interface Log {
  /** What a person sees: commands taken out, masked values replaced. */
  text: string;
  annotations: { level: "error" | "warning" | "notice"; message: string }[];
}

export interface Command {
  name: string;
  value: string;
}

/** What the runner knows as a command; a line that names something else is shown as it is. */
const KNOWN = new Set(
  (
    "add-mask add-matcher add-path debug echo endgroup error group internal-set-repo-path notice remove-matcher " +
    "save-state set-env set-output stop-commands warning"
  ).split(" "),
);
/** Both forms: `::name key=value::data` at the beginning of a line, `##[name key=value;]data` anywhere in it. */
const FORMS = [/^\s*::([^\s:]*)(?: .*?)?::(.*)$/, /##\[([^\s\]]*)(?: [^\]]*)?\](.*)$/];

/** The command that the runner takes a line for, if any (actions/runner, ActionCommand.cs). */
export function commandOf(line: string): Command | undefined {
  for (const form of FORMS) {
    const [, name = "", value = ""] = form.exec(line) ?? [];
    if (KNOWN.has(name.toLowerCase())) return { name: name.toLowerCase(), value: decoded(value) };
  }
  return undefined;
}

/** Reads workflow commands line by line (GitHub docs, "Workflow commands"; actions/runner, ActionCommandManager.cs). */
export function readLog(output: string, secrets: readonly string[]): Log {
  const masks = new Set(secrets.filter((secret) => secret !== ""));
  const lines: string[] = [];
  const annotations: Log["annotations"] = [];
  for (const line of output.split(/\r?\n/)) {
    const { name, value = "" } = commandOf(line) ?? {};
    if (name === undefined) lines.push(line);
    else if (name === "add-mask") masks.add(value);
    else if (name === "error" || name === "warning" || name === "notice") {
      annotations.push({ level: name, message: masked(value, masks) });
      lines.push(`${name === "notice" ? "Notice" : name === "error" ? "Error" : "Warning"}: ${value}`);
    } else if (name === "debug") continue;
    else if (name === "group") lines.push(`▼ ${value}`);
    else if (name !== "endgroup") throw new Error(`The action used the workflow command ${name}: ${line}`);
  }
  return { text: masked(lines.join("\n"), masks), annotations };
}

export function masked(text: string, masks: Iterable<string>): string {
  let result = text;
  for (const mask of masks) result = result.replaceAll(mask, "***");
  return result;
}

function decoded(data: string): string {
  return data.replace(/%0D/g, "\r").replace(/%0A/g, "\n").replace(/%25/g, "%");
}
