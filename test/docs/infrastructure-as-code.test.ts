import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findPeers, run } from "../aws/peers.ts";
import { ROOT } from "../runner/runner.ts";
import { read } from "./workflows.ts";

const PAGE = read("docs/infrastructure-as-code.md");
const peers = await findPeers();

/** Every call that the code can make and that does more than read, by what it imports of the SDK. */
function writingCalls(): string[] {
  const files = ["src/platforms", "src/gates"].flatMap((directory) =>
    readdirSync(join(ROOT, directory), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => read(`${directory}/${name}`)),
  );
  const imports = files.flatMap((text) => [...text.matchAll(/import \{([^}]+)\} from "@aws-sdk\/client-[\w-]+"/g)]);
  const names = imports.flatMap(([, list = ""]) =>
    [...list.matchAll(/\b(\w+)Command\b/g)].map(([, name = ""]) => name),
  );
  return [...new Set(names)].filter((name) => !/^(?:Describe|Get|List)/.test(name)).sort();
}

describe("the page about infrastructure tools", () => {
  test("has every call that changes something, and none that there is not", () => {
    const told = [...(PAGE.split("## Terraform")[0]?.matchAll(/`((?:[A-Z][a-z]+){2,}|Invoke)`/g) ?? [])].map(
      ([, name = ""]) => name,
    );
    expect(writingCalls().length).toBeGreaterThan(40);
    expect([...new Set(told)].sort()).toEqual(writingCalls());
  });

  test.skipIf("missing" in peers)("has a listener that cfn-lint calls right", async () => {
    const { python } = peers as { python: string };
    const [, template = ""] = /```yaml\n# listener\.yml.*?\n(.*?)```/s.exec(PAGE) ?? [];
    const directory = mkdtempSync(join(tmpdir(), "listener-"));
    writeFileSync(join(directory, "listener.yml"), template);
    const said = await run(
      python,
      ["-c", "from cfnlint.runner import main; main()", join(directory, "listener.yml")],
      {},
    );
    rmSync(directory, { recursive: true });
    expect(said).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
