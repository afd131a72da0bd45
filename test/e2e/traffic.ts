import autocannon from "autocannon";

export interface TrafficResult {
  answered: number;
  /** Connection errors, time-outs and answers other than 2xx. */
  failed: number;
}

export interface TrafficOptions {
  connections?: number;
  /** Requests per second, all connections together; undefined: as fast as answers come. */
  rate?: number;
  path?: string;
  method?: "GET" | "POST";
  headers?: Record<string, string>;
}

/** Steady keep-alive load on a URL until it is stopped. */
export function startTraffic(url: string, options: TrafficOptions = {}) {
  let answered = 0;
  let failed = 0;
  let ended = () => {};
  const done = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const load: autocannon.Options = {
    url: url + (options.path ?? "/"),
    connections: options.connections ?? 10,
    duration: 3_600,
    timeout: 20,
    method: options.method ?? "GET",
    ...(options.headers === undefined ? {} : { headers: options.headers }),
    ...(options.rate === undefined ? {} : { overallRate: options.rate }),
  };
  const instance = autocannon(load, () => ended());
  instance.on("response", (_client, status) => {
    if (status >= 200 && status < 300) answered += 1;
    else failed += 1;
  });
  instance.on("reqError", () => {
    failed += 1;
  });
  return {
    soFar: (): TrafficResult => ({ answered, failed }),
    async stop(): Promise<TrafficResult> {
      instance.stop();
      await done;
      return { answered, failed };
    },
  };
}
