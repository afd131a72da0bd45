import type { Ready } from "./ready.ts";

/** Ignored by git, and in the workspace, where a config file has to be. */
const CONFIG = ".cache/delivery.yml";

export interface Printed {
  endpoint: string;
  timeScale: number;
  env: Readonly<Record<string, string>>;
  images: readonly { id: string; app: string; version: string }[];
  /** Empty without `--world`. */
  ready: readonly Ready[];
}

/** What `npm run aws` prints: all that another shell needs, to be pasted as it stands. */
export function printed({ endpoint, timeScale, env, images, ready }: Printed): string {
  const speed = timeScale === 1 ? "as fast as AWS" : `${timeScale} times as fast as AWS`;
  const variables = Object.entries(env).map(([name, value]) => `  export ${name}=${value}`);
  const known = images.map(({ id, app, version }) => `  ${id}  ${app}, answers ${version}`);
  return [
    `The local AWS answers on ${endpoint}, ${speed}. To use it from another shell in this directory:`,
    variables.join("\n"),
    `Images to launch (aws ec2 describe-images):\n\n${known.join("\n")}`,
    ...(ready.length === 0 ? [] : tour(ready)),
    `Where listeners and instances answer: curl ${endpoint}/_local/addresses. More: docs/local-aws.md. Ctrl+C ends it.`,
  ].join("\n\n");
}

function tour(ready: readonly Ready[]): string[] {
  const [first] = ready;
  if (first === undefined) return [];
  const there = ready.map(({ name, about, url }) => `  ${name.padEnd(9)} ${about}\n            curl ${url}`);
  return [
    `What there is to deliver to:\n\n${there.join("\n")}`,
    `The config file for all of them:\n\n${configFile(ready)}`,
    `A step by the built action, in bash or zsh; GitHub's runner hands inputs over in the same way:\n\n${STEP}`,
    `What a deploy brings to each, and a release of ${first.name} with its way back. The others go on in the same way; .cache/summary.md is what a reviewer would see:\n\n${releases(ready)}`,
    `One step in a workflow:\n\n${workflowStep(first)}`,
  ];
}

function configFile(ready: readonly Ready[]): string {
  const services = ready.map(({ name, settings }) => {
    const lines = Object.entries(settings).map(([key, value]) => `    ${key}: ${value}`);
    return `  ${name}:\n${lines.join("\n")}`;
  });
  return `mkdir -p .cache && cat > ${CONFIG} <<'END'\nservices:\n${services.join("\n")}\nEND`;
}

/** The runner's files are emptied before each step; the summary is the one to look at. */
const STEP = `step() {
  : > .cache/output; : > .cache/state; : > .cache/summary.md
  env GITHUB_OUTPUT=.cache/output GITHUB_STATE=.cache/state GITHUB_STEP_SUMMARY=.cache/summary.md \\
    INPUT_CONFIG=${CONFIG} INPUT_SERVICE="$1" INPUT_STEP="$2" "\${@:3}" node_modules/.bin/node dist/index.js
}`;

function releases(ready: readonly Ready[]): string {
  const deploys = ready.map(({ name, deploy }) => {
    const given = Object.entries(deploy).map(([key, value]) => `"INPUT_${key.toUpperCase()}=${value}"`);
    return `step ${name} deploy ${given.join(" ")}`;
  });
  const [first] = ready;
  const rest = ["shift INPUT_WEIGHT=10", "promote", "rollback", "teardown", "status"];
  return [...deploys, ...rest.map((step) => `step ${first?.name} ${step}`)].join("\n");
}

function workflowStep({ settings, deploy }: Ready): string {
  const given = Object.entries({ step: "deploy", ...settings, ...deploy }).map(
    ([key, value]) => `    ${key}: ${value}`,
  );
  return `- uses: OWNER/REPOSITORY@COMMIT-SHA\n  with:\n${given.join("\n")}`;
}
