import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { installPackages } from "../aws/packages.ts";
import { until } from "../aws/until.ts";

/** Why there is no nginx to test with; undefined: there is one. Installs Debian's package where that is possible. */
export function nginxMissing(): string | undefined {
  if (installed()) return undefined;
  installPackages(["nginx-light"]);
  return installed() ? undefined : "nginx is not installed, and could not be: apt-get install nginx-light";
}

function installed(): boolean {
  try {
    execFileSync("nginx", ["-v"], { stdio: "ignore", env: withSbin() });
    return true;
  } catch {
    return false;
  }
}

export function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin:/usr/local/sbin` };
}

export interface NginxOptions {
  /** Lines for the http block. */
  http?: string;
  /** Replaces the site's server block. */
  server?: (port: number) => string;
}

/** A private nginx below a directory of its own, as whoever runs the tests. */
export type PrivateNginx = Awaited<ReturnType<typeof startNginx>>;

export async function startNginx(directory: string, app: string, options: NginxOptions = {}) {
  const port = await freePort();
  const configuration = join(directory, "nginx.conf");
  for (const name of ["temp", "conf.d", "www"]) mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, "www", "file.txt"), "static\n");
  const inc = (part: string) => join(directory, "delivery", `${app}.${part}.inc`);
  const site = (lines: string) => `server { listen 127.0.0.1:${port}; root ${directory}/www; ${lines} }`;
  /** Before anybody has edited the site: it serves files. */
  const plain = site("location / { try_files $uri =404; }");
  const delivered = site(`
    open_file_cache off;
    add_header Strict-Transport-Security max-age=60 always;
    include ${inc("server")};
    location / { include ${inc("location")}; }
    location /files/ { try_files /nothing$uri @app; }
    location @app { include ${inc("location")}; }`);
  const write = (server: string, more = "") =>
    writeFileSync(
      configuration,
      `worker_processes 2; daemon off; pid ${directory}/nginx.pid; error_log ${directory}/error.log notice;
events { worker_connections 1024; }
http {
  access_log ${directory}/access.log; ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${directory}/temp/${kind};`).join(" ")}
  keepalive_requests 1000000; ${options.http ?? "include conf.d/*.conf;"} ${more}
  ${server}
}
`,
    );
  write(options.server?.(port) ?? plain);
  const start = async () => {
    const child = spawn("nginx", ["-c", configuration], { stdio: "ignore", env: withSbin() });
    await until("nginx to listen", () => {
      if (child.exitCode !== null) throw new Error(readFileSync(join(directory, "error.log"), "utf8"));
      return answers(port);
    });
    return child;
  };
  let child = await start();
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  };
  return {
    port,
    configuration,
    url: `http://127.0.0.1:${port}/`,
    /** The user's one edit of the site. */
    deliver: (more?: string) => write(delivered, more),
    write,
    delivered,
    plain,
    stop,
    /** Ends it as a machine does that loses power. */
    async restart() {
      await stop();
      child = await start();
    },
    reload: () => execFileSync("nginx", ["-s", "reload", "-c", configuration], { env: withSbin(), stdio: "ignore" }),
    reopen: () => execFileSync("nginx", ["-s", "reopen", "-c", configuration], { env: withSbin(), stdio: "ignore" }),
    test: () => execFileSync("nginx", ["-t", "-q", "-c", configuration], { env: withSbin(), stdio: "ignore" }),
    /** Stops or continues the workers, whose parent is the master. */
    signalWorkers(signal: "SIGSTOP" | "SIGCONT"): void {
      const list = execFileSync("ps", ["-o", "pid=", "--ppid", String(child.pid)], { encoding: "utf8" });
      for (const pid of list.trim().split(/\s+/)) process.kill(Number(pid), signal);
    },
    errors: () => readFileSync(join(directory, "error.log"), "utf8"),
  };
}

const FIRST_PORT = 10_000;
const PORTS_EACH = 2_000;
const PORT_RANGES = 10;
/** Test files run side by side: each has ports of its own, so that none is taken before its server has started. */
const range = Number(process.env.VITEST_POOL_ID ?? 0) % PORT_RANGES;

/** A port that nobody uses. Never one of the range from which the kernel takes ports for outgoing connections. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + range * PORTS_EACH + Math.floor(Math.random() * PORTS_EACH);
    if (taken.has(port)) continue;
    taken.add(port);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
    if (free) return port;
  }
}
const taken = new Set<number>();

export async function answers(port: number, path = "/"): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}${path}`);
    return true;
  } catch {
    return false;
  }
}
