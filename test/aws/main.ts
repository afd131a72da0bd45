import { parseArgs } from "node:util";
import { buildReady } from "./ready.ts";
import { startAws } from "./server.ts";
import { printed } from "./tour.ts";

/** How fast the world to try is by default: instances boot and drain in a second or two instead of a minute. */
const WORLD_TIME_SCALE = "20";
const APPS = ["web", "broken", "crash", "silent"] as const;

const HELP = `npm run aws -- [OPTIONS]

The local AWS on its own, until it is interrupted: for the AWS CLI, a script, or the action from a shell.

  --world             builds what a release needs (a load balancer with a pair of groups, another with one group, a
                      stage of a REST API, an alias of a function), and prints the inputs and the commands to paste
  --time-scale N      how many AWS seconds pass in one real second: 1, and ${WORLD_TIME_SCALE} with --world
  --region NAME       eu-west-1
  --port N            of the endpoint; by default one that is free
  --image APP=NAME    an image to launch, as often as you like: ${APPS.join(", ")} (web=v1, web=v2)
  --help              this
`;

const { values } = parseArgs({
  options: {
    world: { type: "boolean", default: false },
    port: { type: "string", default: "0" },
    "time-scale": { type: "string" },
    region: { type: "string", default: "eu-west-1" },
    image: { type: "string", multiple: true },
    help: { type: "boolean", short: "h", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}

const timeScale = Number(values["time-scale"] ?? (values.world ? WORLD_TIME_SCALE : "1"));
if (!(timeScale > 0 && Number.isFinite(timeScale)))
  fail(`--time-scale ${values["time-scale"]}: give a number, e.g. 20`);
const images = (values.image ?? (values.world ? [] : ["web=v1", "web=v2"])).map(readImage);

const aws = await startAws({ port: Number(values.port), timeScale, region: values.region });
const close = () => void aws.close().then(() => process.exit(0));
process.once("SIGINT", close);
process.once("SIGTERM", close);
if (values.world) console.log("Building a world, whose first versions are healthy in a moment …\n");
const ready = values.world ? await buildReady(aws) : [];
for (const image of images) aws.ec2.registerImage(image);
const known = [...aws.ec2.images.values()];
console.log(printed({ endpoint: aws.endpoint, timeScale, env: aws.env(), images: known, ready }));

function readImage(given: string) {
  const [name = "", version = "v1"] = given.split("=");
  const app = APPS.find((each) => each === name);
  return app === undefined ? fail(`--image ${given}: give ${APPS.join(", ")}, e.g. web=v3`) : { app, version };
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
