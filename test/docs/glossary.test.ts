import { describe, expect, test } from "vitest";
import { outputNames } from "../../.github/tools/docs.ts";
import { isInputName } from "../../src/action/inputs/table.ts";
import { PLATFORMS, STEPS, STRATEGIES } from "../../src/delivery/vocabulary.ts";
import { read } from "./workflows.ts";

const PAGE = read("docs/glossary.md");

/** What stands under a heading of the second level. */
const chapter = (title: string) => new RegExp(`^## ${title}\n(.*?)(?=^## |(?![^]))`, "ms").exec(PAGE)?.[1] ?? "";
const headings = (text: string) => [...text.matchAll(/^### `?([^`\n]+)`?$/gm)].map(([, term = ""]) => term);

/** The words of a union in the vocabulary, which is a type and not a list. */
function unionOf(name: string): string[] {
  const [, union = ""] = new RegExp(`export type ${name} =([^;]+);`).exec(read("src/delivery/vocabulary.ts")) ?? [];
  return [...union.matchAll(/"([a-z-]+)"/g)].map(([, word = ""]) => word);
}

describe("the glossary", () => {
  test("has each step, phase and verdict that there is, in the code's order, and no other", () => {
    expect(headings(chapter("Steps"))).toEqual([...STEPS]);
    expect(headings(chapter("Phases"))).toEqual(unionOf("Phase"));
    expect(headings(chapter("Verdicts"))).toEqual(unionOf("Verdict"));
  });

  test("has each strategy with its page", () => {
    const linked = [...chapter("Strategies").matchAll(/^\| \[`([a-z-]+)`\]/gm)].map(([, name = ""]) => name);
    expect(linked).toEqual([...STRATEGIES]);
  });

  test("has each other word once, and in order", () => {
    const chapters = ["Sides and traffic", "A rollout and its record", "Judging"].map((title) =>
      headings(chapter(title)),
    );
    for (const words of chapters) expect(words).toEqual([...words].sort());
    expect(new Set(chapters.flat()).size).toBe(chapters.flat().length);
    expect(chapters.flat().length).toBeGreaterThan(30);
  });

  test("calls what is an input, an output or a value by the name that it has in the code", () => {
    const known = new Set<string>([
      ...STEPS,
      ...PLATFORMS,
      ...STRATEGIES,
      ...unionOf("Phase"),
      ...outputNames(),
      "post",
    ]);
    // What others call it stands small, and is theirs.
    const ours = PAGE.split("## Strategies")[0]?.replace(/<sub>.*?<\/sub>/g, "") ?? "";
    const names = [...ours.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text.split(":")[0] ?? "");
    const words = names.filter((name) => /^[a-z-]+$/.test(name));
    expect(words.length).toBeGreaterThan(30);
    expect(
      words.filter((word) => !known.has(word) && !isInputName(word) && !unionOf("Verdict").includes(word)),
    ).toEqual([]);
  });
});
