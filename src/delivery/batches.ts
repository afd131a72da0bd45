/** How many machines: a number, or a percentage of all there are. */
export type Amount = { machines: number } | { percent: number };

/** Reads `2` or `20%`; undefined when it is neither, or nothing at all. */
export function parseAmount(text: string): Amount | undefined {
  const [, number = "", sign] = /^(\d{1,4})( ?%)?$/.exec(text) ?? [];
  const value = Number(number);
  if (number === "" || value === 0) return undefined;
  if (sign === undefined) return { machines: value };
  return value <= 100 ? { percent: value } : undefined;
}

/** As somebody would write it. */
export function formatAmount(amount: Amount): string {
  return "machines" in amount ? String(amount.machines) : `${amount.percent}%`;
}
