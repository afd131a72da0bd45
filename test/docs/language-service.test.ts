import { describe, expect, test } from "vitest";
import { faultsIn } from "./language-service.ts";
import { allWorkflows, read } from "./workflows.ts";

test.each(allWorkflows().map(({ file, text }) => [file, text] as const))(
  "%s has no fault that GitHub's language service knows",
  async (_file, text) => {
    expect(await faultsIn(text)).toEqual([]);
  },
);

describe("it would find", () => {
  const example = read("examples/paired.yml");
  const calling = read("examples/blue-green.yml");
  const own = read(".github/workflows/step.yml");

  test.each<[string, string, RegExp | string, string, string]>([
    [
      "an input that this action does not have",
      example,
      "step: deploy",
      "step: deploy\n          stepp: x",
      "Invalid action input 'stepp'",
    ],
    [
      "one in a workflow that others call",
      own,
      /(\n +)service: \$/,
      "$1servant: x$1service: $",
      "Invalid action input 'servant'",
    ],
    [
      "an output of a job that it does not wait for",
      example,
      /needs\.deploy\.outputs\.\w+/,
      "needs.deplyo.outputs.state",
      "Context access might be invalid: deplyo",
    ],
    [
      "an input that a called workflow does not have",
      calling,
      /(\n +)with:/,
      "$1with:$1  servant: x",
      "Invalid input, servant is not defined in the referenced workflow.",
    ],
    [
      "one that it needs and is not given",
      read("examples/services.yml"),
      "      step: ",
      "      service: ",
      "Input step is required",
    ],
    [
      "a called workflow that is not there",
      calling,
      /workflows\/[\w-]+\.yml@/,
      "workflows/none.yml@",
      "Unable to find reusable workflow",
    ],
    ["a key that workflows do not have", example, "runs-on:", "run-on:", "Unexpected value 'run-on'"],
    ["an expression that is none", example, "${{", "${{ (", "Unexpected"],
  ])("%s", async (_what, text, search, by, finds) => {
    const changed = text.replace(search, by);
    expect(changed).not.toBe(text);
    expect((await faultsIn(changed)).join("\n")).toContain(finds);
  });
});
