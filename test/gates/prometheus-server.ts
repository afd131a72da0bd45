import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { installPackages } from "../aws/packages.ts";
import { until } from "../aws/until.ts";
import { freePort } from "../nginx/engine.ts";

const missing = prometheusMissing();
if (missing !== undefined && process.env.CI === "true") throw new Error(missing);
if (missing !== undefined) console.warn(missing);

/** A test that needs a real Prometheus: skipped, with the reason, where there is none; in CI that is a failure. */
export const prometheusTest = test.skipIf(missing !== undefined);

/** Installs Debian's package where that is possible. */
function prometheusMissing(): string | undefined {
  if (installed()) return undefined;
  installPackages(["prometheus"]);
  return installed() ? undefined : "Prometheus is not installed, and could not be: apt-get install prometheus";
}

function installed(): boolean {
  try {
    execFileSync("prometheus", ["--version"], { stdio: "ignore" });
    execFileSync("promtool", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export interface PrometheusData {
  /** Samples of the past: `name_total{pod="a"} 7 1777809600`, seconds since 1970. */
  samples?: readonly string[];
  /** Addresses that are scraped every second. */
  targets?: readonly string[];
}

/** A Prometheus of the test's own, on a directory of its own. */
export async function startPrometheus({ samples = [], targets = [] }: PrometheusData) {
  const directory = mkdtempSync(join(tmpdir(), "prometheus-"));
  const [data, config] = [join(directory, "data"), join(directory, "prometheus.yml")];
  const scrape = [{ job_name: "shop", scrape_interval: "1s", scrape_timeout: "1s", static_configs: [{ targets }] }];
  // YAML takes JSON.
  writeFileSync(config, JSON.stringify({ scrape_configs: targets.length > 0 ? scrape : [] }));
  if (samples.length > 0) {
    const text = join(directory, "samples");
    writeFileSync(text, `${samples.join("\n")}\n# EOF\n`);
    execFileSync("promtool", ["tsdb", "create-blocks-from", "openmetrics", text, data], { stdio: "ignore" });
  }
  const port = await freePort();
  const child = spawn(
    "prometheus",
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${data}`,
      "--storage.tsdb.retention.time=36500d",
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: "ignore" },
  );
  const url = `http://127.0.0.1:${port}`;
  await until("Prometheus to be ready", async () => {
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined);
    return answer?.ok === true;
  });
  return {
    url,
    async close() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
      rmSync(directory, { recursive: true });
    },
  };
}
