/** How often each word stands in a list, in the order of their first: `2 × draining`. */
export function counted(words: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} × ${word}`);
}

/** A count with its noun: `1 instance`, `2 instances`. */
export function amountOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
