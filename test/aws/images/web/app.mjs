import { createSocket } from "node:dgram";
import { createServer } from "node:http";

/**
 * A small web service that says which version and instance answered. `?delay=MS` makes a slow request, `?status=N` another
 * answer; else it behaves as it was told to, except to health checks. With UDP it answers
 * datagrams on the same port, and repeats them.
 */
export async function start({ VERSION, INSTANCE_ID, USER_DATA, UDP }) {
  const version = /^version=(\S+)/m.exec(USER_DATA ?? "")?.[1] ?? VERSION;
  const shares = { error: share(0), slow: share(0) };
  let latency = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const checked = request.headers["user-agent"]?.startsWith("ELB-HealthChecker") === true;
    const [failed, slow] = checked ? [false, false] : [shares.error(), shares.slow()];
    const answer = () => {
      response.setHeader("x-version", version);
      response.setHeader("x-instance", INSTANCE_ID);
      response.setHeader("x-host", request.headers.host ?? "");
      response.statusCode = Number(url.searchParams.get("status") ?? (failed ? 500 : 200));
      response.end(request.method === "POST" ? undefined : `${version}\n`);
    };
    if (request.method === "POST") request.pipe(response.setHeader("x-version", version));
    else if (url.searchParams.has("delay")) setTimeout(answer, Number(url.searchParams.get("delay")));
    else if (slow) setTimeout(answer, latency);
    else answer();
  });
  // Longer than any load balancer keeps an idle connection, so that none ever meets a closing socket.
  server.keepAliveTimeout = 120_000;
  const datagrams = UDP ? createSocket("udp4") : undefined;
  datagrams?.on("message", (datagram, { port, address }) => datagrams.send(`${version} ${datagram}`, port, address));
  await listen(server, datagrams);
  return {
    port: server.address().port,
    behave({ errorRate, latencyMs, slowRate }) {
      latency = latencyMs;
      Object.assign(shares, { error: share(errorRate), slow: share(latencyMs === 0 ? 0 : slowRate) });
    },
    stop: () => {
      datagrams?.close();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Takes a port that can be had for datagrams too, where there are any. */
async function listen(server, datagrams) {
  for (;;) {
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    if (datagrams === undefined || (await bound(datagrams, server))) return;
  }
}

/** Whether the server's port could be had for datagrams too; if not, the server is closed, to try another. */
function bound(datagrams, server) {
  return new Promise((resolve) => {
    const onError = () => server.close(() => resolve(false));
    datagrams.once("error", onError);
    datagrams.bind(server.address().port, "127.0.0.1", () => {
      datagrams.off("error", onError);
      resolve(true);
    });
  });
}

/** True for exactly this share of the calls, spread evenly. */
function share(rate) {
  let calls = 0;
  return () => {
    calls += 1;
    return Math.floor(calls * rate + 1e-9) > Math.floor((calls - 1) * rate + 1e-9);
  };
}
