import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { table } from "./table.ts";
import type { Callable } from "./workflow-inputs.ts";
import { CALLABLE, workflowInputs } from "./workflow-inputs.ts";

interface Call {
  inputs: ReturnType<typeof workflowInputs>;
  outputs: Record<string, { description: string }>;
}

/** Tables of the inputs and outputs of the workflows for users: what all have alike once, the rest for each. */
export function workflowTables(root: string): string {
  const calls = CALLABLE.map((name) => [name, read(root, name)] as const);
  const [, first] = calls[0] ?? fail();
  const common = Object.keys(first.inputs).filter((input) => {
    const forms = new Set(calls.map(([, { inputs }]) => JSON.stringify(inputs[input])));
    return forms.size === 1;
  });
  const own = calls.map(([name, { inputs, outputs }]) => {
    const rest = Object.keys(inputs).filter((input) => !common.includes(input));
    const said = Object.entries(outputs).map(([output, { description }]) => [`\`${output}\``, description]);
    return `**\`${name}\`**\n\n${inputTable(inputs, rest)}\n\n${table(["output", "what it says"], said)}`;
  });
  return `\n${[`**All of them**\n\n${inputTable(first.inputs, common)}`, ...own].join("\n\n")}\n`;
}

function inputTable(inputs: Call["inputs"], names: readonly string[]): string {
  const rows = names.map((name) => {
    const { description, required, default: fallback } = inputs[name] ?? fail();
    const mark = required === true ? " **(required)**" : "";
    return [`\`${name}\`${mark}`, description, fallback === undefined ? "" : `\`${fallback}\``];
  });
  return table(["input", "what it says", "default"], rows);
}

/** Inputs by the table, which the workflow itself may not have yet; outputs as it says. */
function read(root: string, name: Callable): Call {
  const { on } = parse(readFileSync(join(root, ".github", "workflows", name), "utf8")) as {
    on: { workflow_call: Pick<Call, "outputs"> };
  };
  return { inputs: workflowInputs(name), outputs: on.workflow_call.outputs };
}

function fail(): never {
  throw new Error("There are no workflows to document.");
}
