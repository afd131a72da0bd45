import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { apiGatewayScene, runApiGatewayDemo } from "./api-gateway.ts";
import { ec2Scene } from "./ec2.ts";
import { lambdaScene } from "./lambda.ts";
import { nginxScene } from "./nginx.ts";
import { picture } from "./picture.ts";
import { rollingScene } from "./rolling.ts";
import type { Scene } from "./scene.ts";
import { play } from "./scene.ts";
import type { DemoOptions, DemoReport } from "./table.ts";
import { table } from "./table.ts";
import { serve } from "./web/server.ts";

interface Demo {
  /** What it shows, for `--help`. */
  about: string;
  scene(): Promise<Scene>;
  /** Where requests are sent after each step instead of all the time, so that shares can be measured. */
  run?(options: DemoOptions): Promise<DemoReport>;
}

/** In the order of the documents; the first is the default. */
const DEMOS: Readonly<Record<string, Demo>> = {
  ec2: { about: "a canary behind a load balancer: two fleets, 500 requests per second", scene: ec2Scene },
  "api-gateway": {
    about: "a canary on a REST API's stage: the shares are measured",
    scene: apiGatewayScene,
    run: runApiGatewayDemo,
  },
  rolling: {
    about: "the machines of one group, two at a time, and back: 400 requests per second",
    scene: rollingScene,
  },
  lambda: { about: "a canary on an alias: two versions of a function, 300 requests per second", scene: lambdaScene },
  nginx: { about: "a canary behind a private nginx: two processes, 500 requests per second", scene: nginxScene },
};

const HELP = `npm run demo -- [NAME] [OPTIONS]

The action on live traffic, with no account: everything runs on this machine. Exit code 1 when one request failed.

${Object.entries(DEMOS)
  .map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`)
  .join("\n")}

  --web          a page with the traffic and the steps as buttons, instead of the script
  --keep         goes on after the last step, to be looked at by hand
  --json FILE    writes the figures
  --svg FILE     writes the traffic as a picture
  --no-colour    no colours; they are left out as well where the output is no terminal
  --help         this
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: "string" },
    web: { type: "boolean", default: false },
    svg: { type: "string" },
    keep: { type: "boolean", default: false },
    "no-colour": { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const name = positionals[0] ?? "ec2";
const demo = DEMOS[name];
if (demo === undefined) {
  console.error(`There is no demo "${name}"; give one of ${Object.keys(DEMOS).join(", ")}, e.g. npm run demo -- ec2`);
  process.exit(2);
}
if (values.web) {
  const scene = await demo.scene();
  const { url } = await serve(scene);
  console.log(`${scene.load}\n\nThe page is at ${url}; Ctrl+C ends it.`);
} else await playDemo(demo);

async function playDemo({ scene, run }: Demo): Promise<void> {
  const colours = !values["no-colour"] && process.stdout.isTTY === true && process.env.NO_COLOR === undefined;
  const options = { keep: values.keep, colours };
  const report = await (run === undefined ? play(await scene(), options) : run(options));
  console.log(`\n${table(report)}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
  const { samples = [], marks = [] } = report.traffic ?? {};
  if (values.svg !== undefined && samples.length > 0) {
    writeFileSync(values.svg, picture(name === "rolling" ? "Rolling" : `A canary on ${name}`, samples, marks));
  } else if (values.svg !== undefined) {
    console.error(`The demo "${name}" sends its requests after each step: there is no picture of them.`);
  }
  const { failed } = report.totals;
  console.log(failed === 0 ? "\nNo request failed." : `\n${failed} requests FAILED.`);
  process.exitCode = failed === 0 && report.steps.every(({ ok }) => ok) ? 0 : 1;
  if (!values.keep) process.exit();
}
