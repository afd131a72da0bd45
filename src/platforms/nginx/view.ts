import { fingerprintName } from "../../delivery/digest.ts";
import type { Facts, PreviewView, SideView, View } from "../../delivery/plan.ts";
import { viewFrom } from "../../delivery/view.ts";
import { describeOutage } from "../outage.ts";
import { nameOf, percent } from "./parts.ts";
import type { RoutingState } from "./routing-state.ts";
import { greenPort, isPromoted, sideOf, WHOLE } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import type { Snapshot } from "./snapshot.ts";
import { sideSeen } from "./snapshot.ts";
import { routingProblem, safeAt, standingOf } from "./standing.ts";
import { siteSnippet, structureOf } from "./structure.ts";

export function viewOf(settings: NginxSettings, seen: Snapshot): View {
  const { state } = seen;
  if (state === undefined) return beforeSetup(settings, seen);
  const { rollout, live, share } = state;
  const green = greenPort(state);
  const standing = standingOf(settings, seen);
  const problems = findProblems(settings, seen, state);
  return {
    ...viewFrom(standing, { problems }),
    blue: sideView(seen, state, live, WHOLE - share),
    green: rollout === null ? undefined : sideView(seen, state, green, share),
    cohort: state.cohort === null ? undefined : `${state.cohortSource} = ${state.cohort}`,
    safeTeardownAt: rollout !== null && (share === 0 || isPromoted(state)) ? safeAt(seen.at, state) : undefined,
    preview: previewOf(settings, state),
    look: seen.outage === undefined ? undefined : describeOutage(seen.outage, "process"),
    facts: factsOf(state),
    needsSetup: routingProblem(seen, state) !== undefined && seen.routing.kind !== "unreachable",
  };
}

/** The header's value is a secret: a word that nobody takes for it stands in its place. */
function previewOf({ app, site }: NginxSettings, { preview, rollout }: RoutingState): PreviewView | undefined {
  if (preview === null || rollout === null) return undefined;
  const isDefault = site.port === (site.tls ? 443 : 80);
  return {
    url: `${site.tls ? "https" : "http"}://${site.host}${isDefault ? "" : `:${site.port}`}${site.path}`,
    who: `requests with the secret of \`preview\` in ${routeHeader(app)}`,
    headers: [`${routeHeader(app)}: SECRET`],
  };
}

function beforeSetup(settings: NginxSettings, seen: Snapshot): View {
  const { app, stateDir } = settings;
  const problems = [`${app} is not set up: there is no state in ${stateDir}. Run \`setup\` once, as root.`];
  return {
    ...viewFrom(standingOf(settings, seen), { problems }),
    blue: undefined,
    green: undefined,
    weight: undefined,
    facts: { app, state: "none" },
    needsSetup: true,
  };
}

function findProblems(settings: NginxSettings, seen: Snapshot, state: RoutingState): string[] {
  const problems: string[] = [];
  const why = routingProblem(seen, state);
  if (why !== undefined) problems.push(why);
  if (seen.routing.kind === "plain") {
    const snippet = siteSnippet(structureOf(settings));
    problems.push(`Put this into the site's server block, then run \`setup\` again: ${snippet}`);
  }
  if (seen.drift.length > 0) {
    problems.push(`Somebody changed the markers of w.${state.seq}: ${seen.drift.slice(0, 5).join(", ")}.`);
  }
  const carrying = [...(isPromoted(state) ? [] : [state.live]), ...(state.share > 0 ? [greenPort(state)] : [])];
  for (const port of carrying) {
    const { unhealthyReason } = sideSeen(seen, port);
    // Before the first release nothing is meant to be there.
    if (unhealthyReason !== undefined && sideOf(state, port).up) {
      problems.push(`${nameOf(state, port)} has weight, but ${unhealthyReason}.`);
    }
  }
  for (const port of [state.live, ...(state.rollout === null ? [] : [greenPort(state)])]) {
    const { runs } = sideSeen(seen, port);
    const { revision } = sideOf(state, port);
    const name = nameOf(state, port);
    if (runs !== undefined && revision !== null && runs !== revision) {
      problems.push(`${name} runs ${runs}, but ${revision} is on record: somebody else started it.`);
    }
  }
  return problems;
}

function sideView(seen: Snapshot, state: RoutingState, port: number, share: number): SideView {
  const { unhealthyReason } = sideSeen(seen, port);
  const { revision, up } = sideOf(state, port);
  return {
    name: nameOf(state, port),
    target: `127.0.0.1:${port}`,
    revision: revision ?? (up ? "a process from before the first rollout" : "nothing yet"),
    healthy: unhealthyReason === undefined ? 1 : 0,
    wanted: 1,
    weight: percent(share),
  };
}

/** Identity and routing by stable names; no token is among them. */
function factsOf(state: RoutingState): Facts {
  const { app, ports, live, share, rollout, structure, cohort, switched, fallback, leaving } = state;
  const by = switched?.by ?? "none";
  return {
    app,
    blue: String(live),
    weight: String(percent(share)),
    rollout: rollout === null ? "none" : `${rollout.id} of ${rollout.revision} since ${rollout.startedAt}`,
    switched: leaving ? `${by}, teardown begun` : by,
    [fingerprintName("structure")]: structure ?? "none",
    cohort: cohort ?? "none",
    fallback: String(fallback),
    ...Object.fromEntries(ports.map((port) => [`port ${port}`, sideOf(state, port).revision ?? "unknown"])),
  };
}
