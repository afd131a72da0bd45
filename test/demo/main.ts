import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runApiGatewayDemo } from "./api-gateway.ts";
import { runEc2Demo } from "./ec2.ts";
import { runLambdaDemo } from "./lambda.ts";
import { runNginxDemo } from "./nginx.ts";
import type { DemoReport } from "./table.ts";
import { table } from "./table.ts";

/** `npm run demo`: the main job on live traffic, with no account. Exit code 1 when one request failed. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "string" }, keep: { type: "boolean", default: false } },
});
const demos: Record<string, (keep: boolean) => Promise<DemoReport>> = {
  ec2: runEc2Demo,
  "api-gateway": runApiGatewayDemo,
  lambda: runLambdaDemo,
  nginx: runNginxDemo,
};
const name = positionals[0] ?? "ec2";
const demo = demos[name];
if (demo === undefined) {
  console.error(`There is no demo "${name}"; give one of ${Object.keys(demos).join(", ")}, e.g. npm run demo -- ec2`);
  process.exit(2);
}
const report = await demo(values.keep);
console.log(`\n${table(report)}`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
const { failed } = report.totals;
console.log(failed === 0 ? "\nNo request failed." : `\n${failed} requests FAILED.`);
process.exitCode = failed === 0 && report.steps.every(({ ok }) => ok) ? 0 : 1;
if (!values.keep) process.exit();
