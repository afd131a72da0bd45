import type { PathCheck } from "../delivery/path-check.ts";
import { parsePathCheck } from "../delivery/path-check.ts";
import type { Step } from "../delivery/vocabulary.ts";
import { parseMark } from "../platforms/ec2/checks/mark.ts";
import type { Condition } from "../platforms/ec2/listeners/conditions.ts";
import type { Ec2Settings, RouteRef } from "../platforms/ec2/settings.ts";
import { parseRoute } from "../platforms/ec2/settings.ts";
import type { InputName } from "./input-rules.ts";
import type { InputReader } from "./reading.ts";

/** The inputs about looks from outside: what green answers to testers, and which share users see. */

const PATH = /^\/[\x21-\x7e]*$/;
const LISTENER =
  "preview: listener arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/50dc6c495c0c9188/73e2d6bc24d8a067";
const SITE = "url: https://shop.example/";

/** What the steps look at, with the inputs that the looks depend on. */
export function readLooks(
  reader: InputReader,
  step: Step,
  { preview, cohort }: Pick<Ec2Settings, "preview" | "cohort">,
): Pick<Ec2Settings, "url" | "smoke" | "probe"> {
  const url = reader.has("url") ? siteOf(reader) : undefined;
  if (step === "deploy" && reader.has("url") && !reader.has("preview") && !reader.has("smoke-test")) {
    reader.wrong("url", "is of no use to the platform ec2 without `preview`: it is where testers reach green.");
  }
  return { url, smoke: smokeOf(reader, step, url, preview), probe: probeOf(reader, step, cohort) };
}

/** Whether `preview` is a listener for testers, rather than a condition. */
export function namesListener(reader: InputReader): boolean {
  return /^listener\b/.test(reader.text("preview") ?? "");
}

/** `preview: listener ARN`, of the same load balancer: target groups belong to one. */
export function readTestListener(
  reader: InputReader,
  routes: readonly RouteRef[],
  region: string,
): RouteRef | undefined {
  const arn = /^listener\s+(\S+)$/.exec(reader.text("preview") ?? "")?.[1] ?? "";
  const listener = parseRoute(arn);
  if (listener?.kind !== "listener") {
    return reader.wrong("preview", "names a listener, but not by `listener ARN`.", LISTENER);
  }
  const { region: own, ...ref } = listener;
  const balancer = routes[0]?.loadBalancer ?? ref.loadBalancer;
  if (routes.some((route) => route.arn === arn)) {
    return reader.wrong("preview", "is one of `listeners`: a test listener has no users.", LISTENER);
  }
  if (own === region && balancer === ref.loadBalancer) return ref;
  return reader.wrong("preview", `is not a listener of the load balancer ${balancer} in ${region}.`, LISTENER);
}

function siteOf(reader: InputReader): string | undefined {
  const url = addressOf(reader, "url", SITE);
  if (url === undefined || (url.pathname === "/" && url.search === "")) return url?.href;
  return reader.wrong("url", "must be a site without path and query: the paths are those of `smoke-test`.", SITE);
}

function smokeOf(
  reader: InputReader,
  step: Step,
  url: string | undefined,
  preview: Condition | undefined,
): Ec2Settings["smoke"] {
  // The other steps give green no weight; a config file may hold it for these.
  if (!reader.has("smoke-test") || !["deploy", "shift", "promote"].includes(step)) return undefined;
  const checks = pathChecksOf(reader, PATH);
  if (!reader.has("url")) {
    reader.wrong("url", "must say where testers reach the load balancer, for `smoke-test`.", SITE);
  }
  // Later steps find the preview in the live listeners.
  if (step === "deploy" && (!reader.has("preview") || preview?.by === "source")) {
    reader.wrong(
      "smoke-test",
      "needs a `preview` by header, cookie, query or listener: without it, requests reach blue.",
      "preview: header X-Preview = green",
    );
  }
  return url === undefined ? undefined : { url, checks };
}

/** The paths of `smoke-test`, on every platform in the one grammar. */
export function pathChecksOf(reader: InputReader, isPath: RegExp): PathCheck[] {
  return reader.list("smoke-test").flatMap((text) => {
    const check = parsePathCheck(text, isPath);
    if (check !== undefined) return [check];
    const problem = "is not a path that begins with a slash, nor such a path and the status that is right.";
    reader.wrong("smoke-test", problem, "smoke-test: /, /cart, /old = 301", text);
    return [];
  });
}

function probeOf(reader: InputReader, step: Step, cohort: Condition | undefined): Ec2Settings["probe"] {
  if (step !== "shift" && step !== "promote" && step !== "rollback") return undefined;
  const [hasUrl, hasMatch] = [reader.has("probe-url"), reader.has("probe-match")];
  // The way back asks for nothing: a rollback looks when it is told how to, and else does without.
  if ((!hasUrl && !hasMatch) || (step === "rollback" && !(hasUrl && hasMatch))) return undefined;
  const example = "probe-match: header X-Version = v2.4.1";
  if (!hasUrl)
    return reader.wrong("probe-match", "is of no use without `probe-url`.", "probe-url: https://shop.example/");
  if (!hasMatch) {
    return reader.wrong(
      "probe-match",
      "is required with `probe-url`: how does an answer show that it is green's?",
      example,
    );
  }
  const url = addressOf(reader, "probe-url", "probe-url: https://shop.example/");
  const mark = parseMark(reader.text("probe-match") ?? "");
  if (mark === undefined) {
    const problem = "is neither `header NAME = VALUE`, with the whole value, nor `body TEXT`, with a part of the body.";
    return reader.wrong("probe-match", problem, example);
  }
  if (step === "shift" && cohort?.by === "source") {
    return reader.wrong("probe-url", "goes with no `cohort` by source: a request cannot choose where it comes from.");
  }
  return url === undefined ? undefined : { url: url.href, mark };
}

function addressOf(
  reader: InputReader,
  input: Extract<InputName, "url" | "probe-url">,
  example: string,
): URL | undefined {
  const given = reader.text(input) ?? "";
  const url = /^https?:\/\//i.test(given) && URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && (url.username !== "" || url.password !== "")) {
    // Not what was given: it holds a password.
    reader.mistakes.push({ input, problem: "must have no user and no password: it is written to the log.", example });
    return undefined;
  }
  if (url !== undefined && url.hash === "" && !given.includes("\\")) return url;
  return reader.wrong(input, "is not an http or https URL, without an anchor.", example);
}
