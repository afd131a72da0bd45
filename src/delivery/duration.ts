const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a duration such as `90s`, `5m`, `1h30m` or `2d`.
 *
 * @returns milliseconds, or undefined when the text is not a duration: units s, m, h, d in falling order, whole
 * numbers, `0s` allowed. A bare number is refused: whether it means seconds or minutes differs between tools.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?$/.exec(text.trim());
  if (match === null || match[0] === "") return undefined;
  const [, days, hours, minutes, seconds] = match;
  return (
    Number(days ?? 0) * 86_400_000 +
    Number(hours ?? 0) * 3_600_000 +
    Number(minutes ?? 0) * 60_000 +
    Number(seconds ?? 0) * 1_000
  );
}

/** Writes milliseconds as people say them: `1h 5m`, `42s` (rounded up), `0.3s` below ten seconds. */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 9_950 && ms % 1_000 !== 0) return `${Math.max(0.1, ms / 1_000).toFixed(1)}s`;
  let rest = Math.ceil(Math.max(0, ms) / 1_000) * 1_000;
  const parts: string[] = [];
  for (const unit of ["d", "h", "m", "s"]) {
    const size = UNIT_MS[unit] ?? 1;
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.length === 0 ? "0s" : parts.slice(0, 2).join(" ");
}
