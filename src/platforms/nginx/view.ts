import type { Facts, PreviewView, SideView, View } from "../../delivery/plan.ts";
import type { Phase } from "../../delivery/vocabulary.ts";
import type { Generation } from "./generation.ts";
import { greenPort, isPromoted, sideOf, WHOLE } from "./generation.ts";
import { nameOf, percent } from "./parts.ts";
import { routingProblem } from "./plan.ts";
import type { NginxSettings } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { stateOf } from "./snapshot.ts";
import { siteSnippet, structureOf } from "./structure.ts";

export function viewOf(settings: NginxSettings, seen: Snapshot): View {
  const { generation } = seen;
  if (generation === undefined) return beforeSetup(settings);
  const { rollout, live, share } = generation;
  const green = greenPort(generation);
  const problems = findProblems(settings, seen, generation);
  return {
    phase: phaseOf(seen, generation, problems),
    blue: sideView(seen, generation, live, WHOLE - share),
    green: rollout === null ? undefined : sideView(seen, generation, green, share),
    weight: percent(share),
    cohort: generation.cohort === null ? undefined : `${generation.cohortSource} = ${generation.cohort}`,
    baking: share > 0 && generation.switched?.baking === true,
    greenReady: rollout !== null && stateOf(seen, green).unhealthyReason === undefined,
    rollout: rollout === null ? undefined : { ...rollout },
    // Each request is decided anew, so nobody can reach a side without weight: open connections are drained.
    safeTeardownAt: rollout !== null && (share === 0 || isPromoted(generation)) ? seen.at : undefined,
    stickySeconds: 0,
    problems,
    preview: previewOf(settings, generation),
    facts: factsOf(generation),
    needsSetup: routingProblem(seen, generation) !== undefined && seen.routing.kind !== "unreachable",
  };
}

/** The header's value is a secret: only where it goes is told. */
function previewOf({ app, site }: NginxSettings, { preview, rollout }: Generation): PreviewView | undefined {
  if (preview === null || rollout === null) return undefined;
  const isDefault = site.port === (site.tls ? 443 : 80);
  return {
    url: `${site.tls ? "https" : "http"}://${site.host}${isDefault ? "" : `:${site.port}`}${site.path}`,
    who: `requests with the secret of \`preview\` in ${routeHeader(app)}`,
    headers: [],
  };
}

function beforeSetup({ app, stateDir }: NginxSettings): View {
  return {
    phase: "degraded",
    blue: undefined,
    green: undefined,
    weight: undefined,
    cohort: undefined,
    greenReady: false,
    rollout: undefined,
    safeTeardownAt: undefined,
    stickySeconds: 0,
    problems: [`${app} is not set up: there is no state in ${stateDir}. Run \`setup\` once, as root.`],
    facts: { app, state: "none" },
    needsSetup: true,
  };
}

function phaseOf(seen: Snapshot, generation: Generation, problems: readonly string[]): Phase {
  const { rollout, share, switched } = generation;
  if (problems.length > 0) return "degraded";
  if (rollout === null) return "idle";
  if (isPromoted(generation)) return "promoted";
  if (share > 0) return "shifting";
  if (switched?.direction === "rollback") return "rolled-back";
  return stateOf(seen, greenPort(generation)).unhealthyReason === undefined ? "deployed" : "deploying";
}

function findProblems(settings: NginxSettings, seen: Snapshot, generation: Generation): string[] {
  const problems: string[] = [];
  const why = routingProblem(seen, generation);
  if (why !== undefined) problems.push(why);
  if (seen.routing.kind === "plain") {
    const snippet = siteSnippet(structureOf(settings));
    problems.push(`Put this into the site's server block, then run \`setup\` again: ${snippet}`);
  }
  if (seen.drift.length > 0) {
    problems.push(`Somebody changed the markers of w.${generation.seq}: ${seen.drift.slice(0, 5).join(", ")}.`);
  }
  const carrying = [
    ...(isPromoted(generation) ? [] : [generation.live]),
    ...(generation.share > 0 ? [greenPort(generation)] : []),
  ];
  for (const port of carrying) {
    const { unhealthyReason } = stateOf(seen, port);
    // Before the first release nothing is meant to be there.
    if (unhealthyReason !== undefined && sideOf(generation, port).up)
      problems.push(`${nameOf(generation, port)} has weight, but ${unhealthyReason}.`);
  }
  return problems;
}

function sideView(seen: Snapshot, generation: Generation, port: number, share: number): SideView {
  const { unhealthyReason } = stateOf(seen, port);
  const { revision, up } = sideOf(generation, port);
  return {
    name: nameOf(generation, port),
    target: `127.0.0.1:${port}`,
    revision: revision ?? (up ? "a process from before the first rollout" : "nothing yet"),
    healthy: unhealthyReason === undefined ? 1 : 0,
    wanted: 1,
    weight: percent(share),
  };
}

/** Identity and routing by stable names; no token is among them. */
function factsOf(generation: Generation): Facts {
  const { app, ports, live, share, rollout, structure, cohort, switched, fallback, leaving } = generation;
  const direction = switched?.direction ?? "none";
  return {
    app,
    blue: String(live),
    weight: String(percent(share)),
    rollout: rollout === null ? "none" : `${rollout.id} of ${rollout.revision} since ${rollout.startedAt}`,
    switched: leaving ? `${direction}, teardown begun` : direction,
    structure: structure ?? "none",
    cohort: cohort ?? "none",
    fallback: String(fallback),
    ...Object.fromEntries(ports.map((port) => [`port ${port}`, sideOf(generation, port).revision ?? "unknown"])),
  };
}
