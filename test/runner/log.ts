/** What the runner makes of an action's standard output. */
export interface Log {
  /** What a person sees: commands taken out, masked values replaced. */
  text: string;
  annotations: { level: "error" | "warning" | "notice"; message: string }[];
}

const COMMAND = /^::([a-z-]+)(?: ([^:]*))?::(.*)$/;

/** Reads workflow commands line by line (GitHub docs, "Workflow commands"; actions/runner, ActionCommandManager.cs). */
export function readLog(output: string, secrets: readonly string[]): Log {
  const masks = new Set(secrets.filter((secret) => secret !== ""));
  const lines: string[] = [];
  const annotations: Log["annotations"] = [];
  for (const line of output.split(/\r?\n/)) {
    const [, command, , data = ""] = COMMAND.exec(line) ?? [];
    const value = decoded(data);
    if (command === undefined) lines.push(line);
    else if (command === "add-mask") masks.add(value);
    else if (command === "error" || command === "warning" || command === "notice") {
      annotations.push({ level: command, message: masked(value, masks) });
      lines.push(`${command === "notice" ? "Notice" : command === "error" ? "Error" : "Warning"}: ${value}`);
    } else if (command === "debug") continue;
    else if (command === "group") lines.push(`▼ ${value}`);
    else if (command !== "endgroup") throw new Error(`The action used the unknown workflow command ${command}`);
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
