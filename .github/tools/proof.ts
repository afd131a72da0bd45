import { dirname, join } from "node:path";
import { DEFAULT_STRATEGIES, STRATEGY_TRAITS } from "../../src/delivery/strategies.ts";
import type { PlatformName, Strategy } from "../../src/delivery/vocabulary.ts";
import { PLATFORMS, STRATEGIES } from "../../src/delivery/vocabulary.ts";
import { table } from "./table.ts";

/** Which test takes which strategy to which platform, on live traffic and by the built action. */

/** A test, by its file below `test/` and the beginning of its title. */
type Proof = readonly [file: string, title: string];

interface Shown {
  proofs: readonly [Proof, ...Proof[]];
  /** A name of `npm run demo`. */
  demo?: string;
}

/** Of each platform a proof, or what to take in its place and why. */
type Row = Readonly<Record<PlatformName, Shown | string>>;

const WALKS = "strategies/walks.test.ts";
const NO_MACHINES = "take `canary` or `all-at-once`: there are no machines to replace";

export const PROOFS: Readonly<Record<Strategy, Row>> = {
  "blue-green": {
    ec2: { proofs: [["e2e/blue-green.test.ts", "a whole blue/green rollout loses no request"]] },
    "api-gateway": { proofs: [["api-gateway/blue-green.test.ts", "deploy to the idle stage, switch by one call"]] },
    nginx: { proofs: [["nginx/delivery.test.ts", "from a bare nginx to a release"]] },
    lambda: { proofs: [[WALKS, "blue-green on lambda"]] },
  },
  "red-black": {
    ec2: { proofs: [["e2e/canary.test.ts", "red-black leaves nobody on the old side"]] },
    "api-gateway": "take `blue-green`: every request is drawn anew, so that the switch leaves nobody behind",
    nginx: { proofs: [["nginx/delivery.test.ts", "red-black: everybody changes side with the switch"]] },
    lambda: "take `blue-green`: every call is drawn anew, so that the switch leaves nobody behind",
  },
  canary: {
    ec2: { proofs: [["e2e/canary.test.ts", "a canary climbs its ramp by itself"]], demo: "ec2" },
    "api-gateway": { proofs: [["api-gateway/canary.test.ts", "the life cycle: deploy, shift"]], demo: "api-gateway" },
    nginx: { proofs: [["nginx/delivery.test.ts", "a canary climbs its ramp"]], demo: "nginx" },
    lambda: { proofs: [["lambda/rollout.test.ts", "deploy, 10 %, 50 %, promote, rollback"]], demo: "lambda" },
  },
  linear: {
    ec2: { proofs: [[WALKS, "linear on ec2"]] },
    "api-gateway": { proofs: [[WALKS, "linear on api-gateway"]] },
    nginx: { proofs: [[WALKS, "linear on nginx"]] },
    lambda: { proofs: [[WALKS, "linear on lambda"]] },
  },
  "ab-test": {
    ec2: { proofs: [["e2e/cohort.test.ts", "an A/B test sends its cohort to green"]] },
    "api-gateway": "let the backend decide by who asks: every request is drawn anew, and nobody can be kept on a side",
    nginx: { proofs: [["nginx/delivery.test.ts", "an A/B test is about its cohort alone"]] },
    lambda: "let the function decide by who asks: every call is drawn anew, and nobody can be kept on a side",
  },
  "all-at-once": {
    ec2: { proofs: [["single/one-and-all.test.ts", "all at once tells of its outage before"]] },
    "api-gateway": { proofs: [["api-gateway/sources.test.ts", "all-at-once replaces blue in one step"]] },
    nginx: { proofs: [["nginx/all-at-once.test.ts", "one process stops before the other starts"]] },
    lambda: { proofs: [["lambda/split.test.ts", "all-at-once takes over by deploy"]] },
  },
  rolling: {
    ec2: {
      proofs: [
        ["single/rolling.test.ts", "rolling replaces ten machines two at a time"],
        ["single/failing.test.ts", "a version that goes bad from the third machine on"],
      ],
    },
    "api-gateway": NO_MACHINES,
    nginx: "take `blue-green`: on one machine the new process runs beside the old one",
    lambda: NO_MACHINES,
  },
  "rolling-with-additional-batch": {
    ec2: {
      proofs: [
        ["single/one-and-all.test.ts", "four machines with an additional one"],
        ["single/failing.test.ts", "with an additional machine"],
      ],
      demo: "rolling",
    },
    "api-gateway": NO_MACHINES,
    nginx: "take `blue-green`: on one machine the new process runs beside the old one",
    lambda: NO_MACHINES,
  },
  "in-place": {
    ec2: {
      proofs: [
        ["in-place/in-place.test.ts", "machines are changed one at a time"],
        ["in-place/in-place.test.ts", "where the commands fail, that machine is rolled back"],
      ],
    },
    "api-gateway": NO_MACHINES,
    nginx: "take `all-at-once`: the process is stopped, and the new one started in its place",
    lambda: NO_MACHINES,
  },
};

/** The strategies by platform, each with the tests that drive it and the demo that shows it. */
export function proofTable(): string {
  const head = ["strategy", ...PLATFORMS.map((platform) => `\`${platform}\``)];
  const rows = STRATEGIES.map((strategy) => [
    `\`${strategy}\``,
    ...PLATFORMS.map((platform) => cell(PROOFS[strategy][platform])),
  ]);
  return table(head, rows);
}

function cell(shown: Shown | string): string {
  if (typeof shown === "string") return `– ${shown}`;
  const files = [...new Set(shown.proofs.map(([file]) => file))];
  const demo = shown.demo === undefined ? [] : [`\`npm run demo -- ${shown.demo}\``];
  return [...files.map((file) => `[${file.replace(/\.test\.ts$/, "")}](../test/${file})`), ...demo].join(", ");
}

/**
 * What of the table is not so: a cell without a proof, a test that is gone, or one that is about something else.
 *
 * @param read the text of a file of the repository by its path; undefined: there is none.
 */
export function unproven(read: (path: string) => string | undefined): string[] {
  return STRATEGIES.flatMap((strategy) =>
    PLATFORMS.flatMap((platform) => {
      const shown = PROOFS[strategy][platform];
      const where = `The proof of ${strategy} on ${platform}`;
      const supported = STRATEGY_TRAITS[strategy].platforms.includes(platform);
      if (typeof shown === "string") return supported ? [`${where} is not there.`] : [];
      if (!supported) return [`${where} is of what the platform cannot do.`];
      const wrong = shown.proofs.map((proof) => whyNot(proof, strategy, platform, read));
      const demo = shown.demo === undefined ? undefined : whyNoDemo(shown.demo, strategy, platform, read);
      return [...wrong, demo].flatMap((why) => (why === undefined ? [] : [`${where}: ${why}`]));
    }),
  );
}

type Read = (path: string) => string | undefined;

function whyNot([name, title]: Proof, strategy: Strategy, platform: PlatformName, read: Read): string | undefined {
  const file = `test/${name}`;
  const text = read(file);
  if (text === undefined) return `${file} is not there.`;
  const at = [`"${title}`, `\`${title}`].map((opening) => text.indexOf(opening)).find((index) => index >= 0);
  if (at === undefined) return `${file} has no test "${title}…".`;
  const world = read(join(dirname(file), "world.ts")) ?? "";
  // A row of a table says both by itself; else the world does, or the steps of the test.
  const row = text.slice(at, text.indexOf("\n", at));
  if (row.includes('strategy: "')) {
    const says = row.includes(`strategy: "${strategy}", platform: "${platform}"`);
    return says ? undefined : `${file}: "${title}" is about something else.`;
  }
  if (!`${text}${world}`.includes(`platform: "${platform}"`)) return `${file} is not about ${platform}.`;
  return names(strategy, platform, text, world) ? undefined : `${file} has no ${strategy}.`;
}

function whyNoDemo(name: string, strategy: Strategy, platform: PlatformName, read: Read): string | undefined {
  const text = read(`test/demo/${name}.ts`);
  const listed = new RegExp(`^ {2}"?${name}"?: \\{`, "m").test(read("test/demo/main.ts") ?? "");
  if (text === undefined || !listed) return `there is no demo ${name}.`;
  return names(strategy, platform, text, "") ? undefined : `the demo ${name} has no ${strategy}.`;
}

/** By its word in the test or in the world around it; a platform's default is what runs where none is named at all. */
function names(strategy: Strategy, platform: PlatformName, text: string, world: string): boolean {
  if (new RegExp(`strategy(?:: | = )"${strategy}"`).test(text + world)) return true;
  return DEFAULT_STRATEGIES[platform] === strategy && !/strategy(?:: | = )"/.test(world);
}
