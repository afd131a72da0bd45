import { randomBytes } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { choiceOf, get } from "./probe.ts";
import type { RoutingState } from "./routing-state.ts";
import { greenPort, isPromoted } from "./routing-state.ts";
import type { NginxSettings } from "./settings.ts";
import { routeHeader } from "./settings.ts";
import { unwritable } from "./store.ts";

/** So many fresh connections reach each of a few workers, but for a rare chance. */
const LOOKS = 40;

/** Everyone is led to one side: a request that comes to the other one was led there by a marker. */
export function isUndivided({ share, cohort }: Pick<RoutingState, "share" | "cohort">): boolean {
  return cohort === null && (share === 0 || isPromoted({ share, cohort }));
}

/**
 * Whether nginx goes by marker files that are gone (`open_file_cache`): a secret name that leads to the side without
 * traffic is made, asked for, taken away, and asked for again. Nobody else is led anywhere by it.
 *
 * @throws DeliveryError when the state directory may not be written.
 */
export async function remembersMarkers(
  { site, app, stateDir }: NginxSettings,
  state: RoutingState,
  signal: AbortSignal,
): Promise<boolean> {
  const port = isPromoted(state) ? state.live : greenPort(state);
  const token = randomBytes(16).toString("hex");
  const marker = join(stateDir, "w", `${port}.h.${token}`);
  const isLed = async () => {
    const answer = await get(site, site.path, { [routeHeader(app)]: token }, signal).catch(() => undefined);
    return answer !== undefined && choiceOf(answer)?.port === port;
  };
  try {
    writeFileSync(marker, "", { mode: 0o644 });
    for (let look = 0; look < LOOKS; look += 1) await isLed();
  } catch (error) {
    signal.throwIfAborted();
    throw unwritable(marker, error);
  } finally {
    rmSync(marker, { force: true });
  }
  for (let look = 0; look < LOOKS; look += 1) if (await isLed()) return true;
  return false;
}
