import type { RoutingState } from "./routing-state.ts";
import { markersOf, shareOfSecond, WHOLE } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import type { ConfigFile } from "./structure.ts";
import { headLine, routesPath } from "./structure.ts";

/**
 * What the markers say, as configuration, for `mode: reload`: a file that every switch writes anew. Its values are
 * ports, shares and names that `markersOf` takes too.
 */
export function routesOf(place: Pick<NginxSettings, "app" | "configuration">, state: RoutingState): ConfigFile {
  const { app } = place;
  const { ports, cohort } = state;
  const [first, second] = ports;
  const everyone = shareOfSecond(state, cohort === null ? state.share : 0);
  const markers = markersOf(state);
  // `<port>.h.<value>`: as patterns, because keys of a map are matched without regard to case, and 44 characters at most.
  const named = markers.flatMap((marker) => {
    const [port = "", kind, value = ""] = marker.split(".");
    return kind === "h" ? [`"~^h\\.${value}$" ${port};`] : [];
  });
  const upstream = (port: number) => `${port} ${app}_${port}${markers.includes(`fb.${port}`) ? "_fb" : ""};`;
  const lines = [
    headLine(app, "routes"),
    "# Do not edit: every switch writes it anew.",
    draw(app, "d", everyone, ports),
    draw(app, "e", shareOfSecond(state, state.share), ports),
    `map $${app}_ck $${app}_dc { default $${app}_d;${cohort === null ? "" : ` "~^c\\.${cohort}$" $${app}_e;`} }`,
    `map $${app}_hk $${app}_p { default $${app}_dc; ${named.join(" ")} }`,
    `map $${app}_p $${app}_u { default ${app}_${first}; ${upstream(first)} ${upstream(second)} }`,
  ];
  return { path: routesPath(place), content: `${lines.join("\n")}\n`, secret: true };
}

/** `0%` and `100%` are no percentages to nginx. */
function draw(app: string, letter: string, share: number, [first, second]: readonly [number, number]): string {
  const target = `$${app}_${letter}`;
  if (share === 0 || share === WHOLE) return `map "" ${target} { default ${share === 0 ? first : second}; }`;
  return `split_clients "$${app}_id" ${target} { ${(share / 100).toFixed(2)}% ${second}; * ${first}; }`;
}
