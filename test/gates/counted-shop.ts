import type { WorldOptions } from "../e2e/world.ts";
import { createWorld } from "../e2e/world.ts";
import type { StepOptions, StepResult } from "../runner/runner.ts";

/** A minute of AWS takes two seconds. */
const TIME_SCALE = 30;
/** Real milliseconds between two looks at who gets the requests. */
const TICK_MS = 100;
const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Shares of a side's requests. */
export interface SideBehaviour {
  errors?: number;
  slow?: number;
}

export interface Behaviour {
  /** Requests per AWS minute, both sides together. */
  perMinute: number;
  green: SideBehaviour;
  blue: SideBehaviour;
  /** The share of the requests that reaches green, 0 to 1, where it is not what its weight says. */
  greenShare?: number;
}

/** A service as it should be: 0.1 % errors, 0.5 % slow answers. */
export const WELL: SideBehaviour = { errors: 0.001, slow: 0.005 };

export type CountedShop = Awaited<ReturnType<typeof createCountedShop>>;

/**
 * The shop in a fast world, with steps that live in its time, and with requests that exist in CloudWatch alone, divided by
 * the live weights: far more of them than this machine could send, and the same in every run.
 */
export async function createCountedShop(options: WorldOptions = {}) {
  const world = await createWorld({ timeScale: TIME_SCALE, ...options });
  const { cloudWatch } = world.aws;
  const requests = new Requests(world);
  return {
    ...world,
    requests,
    /** Runs one step whose clock goes as fast as the world's. */
    step: (
      name: string,
      more: Record<string, string> = {},
      given: Omit<StepOptions, "with"> = {},
    ): Promise<StepResult> => world.step(name, more, { ...given, env: { ...cloudWatch.clockEnv(), ...given.env } }),
    /** What green's group remembers. */
    remembered: () => {
      const tags = world.group("shop-b")?.tags;
      const tagged = (key: string) => tags?.get(`progressive-delivery:${key}`)?.value;
      return { gates: tagged("gates"), shifts: tagged("shifts") };
    },
    async close() {
      requests.stop();
      await world.close();
    },
  };
}

type Shop = Awaited<ReturnType<typeof createWorld>>;

/** Requests without end, until they are stopped. */
class Requests {
  readonly #shop: Shop;
  readonly #carried = new Map<string, number>();
  #behaviour: Behaviour | undefined;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking = false;

  constructor(shop: Shop) {
    this.#shop = shop;
  }

  /** From now on; of the day before blue alone has served them likewise. */
  begin(behaviour: Behaviour): void {
    const { time } = this.#shop.aws.cloudWatch;
    this.#behaviour = behaviour;
    this.#since = time.now();
    for (let minute = -DAY_MINUTES; minute < 0; minute += 1) this.#put(time.minute(minute), MINUTE_MS, 0);
    this.#timer ??= setInterval(() => void this.#tick(), TICK_MS).unref();
  }

  /** The same requests, answered otherwise. */
  become(behaviour: Partial<Behaviour>): void {
    if (this.#behaviour !== undefined) this.#behaviour = { ...this.#behaviour, ...behaviour };
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#behaviour = undefined;
  }

  async #tick(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const weight = Number(/b=(\d+)/.exec(await this.#shop.weights())?.[1] ?? 0) / 100;
    this.#looking = false;
    const share = this.#behaviour?.greenShare ?? weight;
    const until = this.#shop.aws.cloudWatch.time.now();
    while (this.#since < until) {
      const end = Math.min(until, (Math.floor(this.#since / MINUTE_MS) + 1) * MINUTE_MS);
      this.#put(this.#since, end - this.#since, share);
      this.#since = end;
    }
  }

  #put(at: number, durationMs: number, greenShare: number): void {
    const { blueTg, greenTg, aws } = this.#shop;
    if (this.#behaviour === undefined) return;
    const { perMinute, green, blue } = this.#behaviour;
    for (const [arn, share, { errors = 0, slow = 0 }] of [
      [blueTg, 1 - greenShare, blue],
      [greenTg, greenShare, green],
    ] as const) {
      const count = this.#whole(`${arn} requests`, (perMinute * share * durationMs) / MINUTE_MS);
      if (count === 0) continue;
      const bad = this.#whole(`${arn} errors`, count * errors);
      const late = this.#whole(`${arn} slow`, count * slow);
      aws.cloudWatch.sides.targetGroup(arn, { minute: at, requests: count, errors: bad, slow: late });
    }
  }

  /** What is left over of a whole number is counted the next time. */
  #whole(key: string, amount: number): number {
    const total = (this.#carried.get(key) ?? 0) + amount;
    this.#carried.set(key, total - Math.floor(total));
    return Math.floor(total);
  }
}
