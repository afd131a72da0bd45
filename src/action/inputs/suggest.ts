/**
 * The word that was most likely meant: the same in another spelling (`image_id`, `imageId`), or one that is a slip or
 * two away.
 *
 * @returns undefined when nothing is near enough to be a help.
 */
export function suggestionFor(given: string, words: readonly string[]): string | undefined {
  // A long text is no misspelt word, and the comparison would be slow.
  if (given.length > 60) return undefined;
  const spelled = kebab(given);
  const [best] = words
    .map((word) => ({ word, slips: slipsBetween(spelled, word) }))
    .filter(({ word, slips }) => slips <= Math.max(1, Math.floor(word.length / 4)))
    .sort((a, b) => a.slips - b.slips);
  return best?.word ?? words.find((word) => spelled.length > 3 && word.split("-").includes(spelled));
}

function kebab(text: string): string {
  return text
    .replace(/([a-z\d])([A-Z])/g, "$1-$2")
    .replace(/[\s_]+/g, "-")
    .toLowerCase();
}

/** How many letters are left out, put in, replaced or swapped with the next (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const ways = [Number(last[j]) + 1, Number(row[j - 1]) + 1, Number(last[j - 1]) + (same ? 0 : 1)];
      row.push(Math.min(...ways, swapped ? Number(before[j - 2]) + 1 : Number.POSITIVE_INFINITY));
    }
    [before, last] = [last, row];
  }
  return Number(last[other.length]);
}
