import { parseArgs } from "node:util";
import { startAws } from "./server.ts";

/** `npm run aws`: the local AWS on its own, until it is interrupted. */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "time-scale": { type: "string", default: "1" },
    region: { type: "string", default: "eu-west-1" },
    image: { type: "string", multiple: true, default: ["web=v1", "web=v2"] },
  },
});

const aws = await startAws({
  port: Number(values.port),
  timeScale: Number(values["time-scale"]),
  region: values.region,
});
console.log(`The local AWS answers on ${aws.endpoint}. To use it from another shell:\n`);
for (const [name, value] of Object.entries(aws.env())) console.log(`  export ${name}=${value}`);
console.log("\nImages to launch:");
for (const given of values.image) {
  const [app = "web", version = "v1"] = given.split("=");
  if (!["web", "broken", "crash", "silent"].includes(app))
    throw new Error(`--image ${given}: give web, broken, crash or silent, e.g. web=v3`);
  const image = aws.ec2.registerImage({ app: app as "web", version });
  console.log(`  ${image.id}  ${app}, answers ${version}`);
}
console.log(`\nWhere the listeners listen: curl ${aws.endpoint}/_local/addresses. Ctrl+C ends it.`);
process.once("SIGINT", () => void aws.close().then(() => process.exit(0)));
process.once("SIGTERM", () => void aws.close().then(() => process.exit(0)));
