import type { Step } from "../../delivery/vocabulary.ts";
import type { ProbeTarget } from "../../platforms/checks/probe.ts";
import type { Condition } from "../../platforms/ec2/listeners/conditions.ts";
import type { Ec2Settings, RouteRef } from "../../platforms/ec2/settings.ts";
import { parseRoute } from "../../platforms/ec2/settings.ts";
import type { probeRows } from "./check-rows.ts";
import { TEST_LISTENER } from "./ec2.ts";
import { mayRollBack } from "./gates.ts";
import type { Ec2Reader } from "./read-ec2.ts";
import type { InputReader } from "./reader.ts";

/** The external checks of `ec2`: what green answers to testers, and which share users see. */
export function readChecks(
  reader: Ec2Reader,
  step: Step,
  { preview, cohort }: Pick<Ec2Settings, "preview" | "cohort">,
): Pick<Ec2Settings, "url" | "smoke" | "probe"> {
  const url = siteOf(reader);
  if (step === "deploy" && reader.has("url") && !reader.has("preview") && !reader.has("smoke-test")) {
    reader.fail("url", "needs `preview`: it is where testers reach green.", {
      example: "preview: header X-Preview = green",
    });
  }
  return { url, smoke: smokeOf(reader, step, url, preview), probe: probeOfAudience(reader, step, cohort) };
}

/** `preview: listener ARN`, of the same load balancer: target groups belong to one. */
export function readTestListener(
  reader: Ec2Reader,
  arn: string,
  routes: readonly RouteRef[],
  region: string,
): RouteRef | undefined {
  const listener = parseRoute(arn);
  if (listener === undefined) return undefined;
  const { region: own, ...ref } = listener;
  const balancer = routes[0]?.loadBalancer ?? ref.loadBalancer;
  const example = `preview: listener ${TEST_LISTENER}`;
  if (routes.some((route) => route.arn === arn)) {
    return reader.fail("preview", "is one of `listeners`: a test listener has no users.", { example });
  }
  if (own === region && balancer === ref.loadBalancer) return ref;
  return reader.fail("preview", `is not a listener of the load balancer ${balancer} in ${region}.`, { example });
}

function siteOf(reader: Ec2Reader): string | undefined {
  const url = reader.get("url");
  if (url === undefined || (url.pathname === "/" && url.search === "")) return url?.href;
  return reader.fail("url", "must be a site without path and query: the paths are those of `smoke-test`.");
}

function smokeOf(
  reader: Ec2Reader,
  step: Step,
  url: string | undefined,
  preview: Condition | undefined,
): Ec2Settings["smoke"] {
  // The other steps give green no weight.
  if (!reader.has("smoke-test") || !["deploy", "shift", "promote", "rollout"].includes(step)) return undefined;
  if (!reader.has("url")) reader.fail("url", "must say where testers reach the load balancer, for `smoke-test`.");
  // Later steps find the preview in the live listeners.
  if (step === "deploy" && (!reader.has("preview") || preview?.by === "source")) {
    reader.fail(
      "smoke-test",
      "needs a `preview` by header, cookie, query or listener: without it, requests reach blue.",
      { example: "preview: header X-Preview = green" },
    );
  }
  const checks = reader.get("smoke-test");
  return url === undefined || checks === undefined ? undefined : { url, checks };
}

function probeOfAudience(reader: Ec2Reader, step: Step, cohort: Condition | undefined): Ec2Settings["probe"] {
  const probe = readProbe(reader, step);
  if (probe === undefined || (step !== "shift" && step !== "rollout") || cohort?.by !== "source") return probe;
  const problem = "cannot be combined with a `cohort` by source: a request cannot choose where it comes from.";
  return reader.fail("probe-url", problem, { example: "none" });
}

/** What is asked from outside after a switch, on any platform in a cloud. */
export function readProbe(reader: InputReader<ReturnType<typeof probeRows>>, step: Step): ProbeTarget | undefined {
  if (!mayRollBack(step)) return undefined;
  const [hasUrl, hasMatch] = [reader.has("probe-url"), reader.has("probe-match")];
  // The way back asks for nothing: a rollback probes when it is told how to, and else does without.
  const back = step === "rollback" || step === "verify";
  if ((!hasUrl && !hasMatch) || (back && !(hasUrl && hasMatch))) return undefined;
  if (!hasUrl) {
    return reader.fail("probe-match", "needs `probe-url`.", { example: "probe-url: https://shop.example/" });
  }
  if (!hasMatch) {
    return reader.fail("probe-match", "is required with `probe-url`: how does an answer show that it is green's?");
  }
  const [url, mark] = [reader.get("probe-url"), reader.get("probe-match")];
  return url === undefined || mark === undefined ? undefined : { url: url.href, mark };
}
