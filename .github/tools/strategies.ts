import { DEFAULT_STRATEGIES, STRATEGY_TRAITS } from "../../src/delivery/strategies.ts";
import { PLATFORMS, STRATEGIES } from "../../src/delivery/vocabulary.ts";
import { table } from "./table.ts";

/** Which platform does which strategy. */
export function strategyTable(): string {
  const head = ["strategy", ...PLATFORMS.map((platform) => `\`${platform}\``)];
  const rows = STRATEGIES.map((strategy) => {
    const cells = PLATFORMS.map((platform) => {
      if (!STRATEGY_TRAITS[strategy].platforms.includes(platform)) return "–";
      return DEFAULT_STRATEGIES[platform] === strategy ? "yes, the default" : "yes";
    });
    return [`[\`${strategy}\`](strategies/${strategy}.md)`, ...cells];
  });
  return table(head, rows);
}
