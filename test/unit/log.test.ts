import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  fail,
  headAnnotations,
  mask,
  printable,
  say,
  sayDebug,
  sayGroup,
  visible,
  warn,
} from "../../src/action/log.ts";
import { commandOf } from "../runner/log.ts";

let written = "";
beforeEach(() => {
  written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    written += String(chunk);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = 0;
});

/** Pieces of which commands are made, in any order, with what could hide them. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("::", ":", "##[", "##", "#", "[", "]", "\r", "\n", "\u001b", "\u200b", "\u202e", "\u3000", " "),
      fc.constantFrom(
        "save-state",
        "set-output",
        "error",
        "warning",
        " name=undo;",
        "arn:aws:iam",
        "%0A",
        "%3A",
        "[::",
      ),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(""));

/** All that the runner takes for a command, but the one that was meant. */
function commandsBut(meant: string | undefined): string[] {
  return written
    .split(/\r?\n/)
    .map(commandOf)
    .flatMap((command) => (command === undefined || command.name === meant ? [] : [command.name]));
}

describe("what is printed, whatever the text", () => {
  test.each<[string, (text: string) => void, string | undefined]>([
    ["a line", say, undefined],
    ["a warning", warn, "warning"],
    ["an error", fail, "error"],
    ["a line of the debug log", sayDebug, "debug"],
    ["a secret", mask, "add-mask"],
  ])("%s is never another command, and is one line", (_name, print, meant) => {
    fc.assert(
      fc.property(hostile, (text) => {
        written = "";
        print(text);
        expect(commandsBut(meant)).toEqual([]);
        expect(written.indexOf("\n")).toBe(written.length - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a group has its title and its lines, and no other command", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        written = "";
        sayGroup(text, [text, text]);
        expect(commandsBut("group")).toEqual(["endgroup"]);
        expect(written.split("\n")).toHaveLength(5);
      }),
    );
  });

  test("the heading of an annotation, whatever it is, ends nothing and begins nothing", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        written = "";
        headAnnotations(text);
        warn("It is slow.");
        expect(commandsBut("warning")).toEqual([]);
        expect(written).toMatch(/^::warning( title=[^:,\r\n]*)?::It is slow\.\n$/);
      }),
    );
    headAnnotations("");
  });

  test("the lines of an error are shown as no command of the log's either", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const line of printable(text).split("\n")) expect(commandOf(line)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });

  test("nothing is left that a terminal or a reader's eye would be misled by", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visible(text)).not.toMatch(/[^\P{C}\n\t\p{Co}\p{Cn}]|[\u2028\u2029]/u);
      }),
    );
    expect(printable("a\u001b[2Kb\u202ec\u{e0061}\u0007")).toBe("a\\u001b[2Kb\\u202ec\\u{e0061}\\u0007");
  });
});

test.each([
  ["arn:aws:iam::111122223333:role/deployer"],
  ["arn:aws-us-gov:s3:::bucket"],
  ["not authorized on arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod"],
  ["nginx listens on [::]:80 and [fe80::1]:80"],
  ["5 % of #42, ## and [x]"],
])("what a reader may copy stays whole: %s", (text) => {
  expect(printable(text)).toBe(text);
});

test.each([
  ["::set-output name=phase::idle", ": :set-output name=phase: :idle"],
  ["tag ##[save-state name=undo;]{}", "tag ## [save-state name=undo;]{}"],
  [":::: ###[x]", ": : : : ### [x]"],
])("what could be a command is broken: %s", (text, shown) => {
  expect(printable(text)).toBe(shown);
});
