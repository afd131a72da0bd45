import type { WorldClock } from "../contract.ts";
import { tooManyRequests } from "./errors.ts";

/** Requests per second and burst, per account. Source: Developer Guide, "Quotas for creating, deploying and managing an API". */
const TOTAL = { perSecond: 10, burst: 40 };
const OWN: Record<string, { perSecond: number; burst: number }> = {
  CreateDeployment: { perSecond: 1 / 5, burst: 1 },
  CreateResource: { perSecond: 5, burst: 5 },
  CreateRestApi: { perSecond: 1 / 3, burst: 1 },
  DeleteResource: { perSecond: 5, burst: 5 },
  DeleteRestApi: { perSecond: 1 / 30, burst: 1 },
  GetResources: { perSecond: 5 / 2, burst: 5 },
  ImportRestApi: { perSecond: 1 / 3, burst: 1 },
  PutRestApi: { perSecond: 1, burst: 1 },
};

/** The control plane's throttle, on a clock that may run faster than real time. */
export class Quotas {
  readonly #clock: WorldClock;
  readonly #total: Bucket;
  readonly #own = new Map<string, Bucket>();

  constructor(clock: WorldClock) {
    this.#clock = clock;
    this.#total = new Bucket(clock, TOTAL);
  }

  /** Throws when there are too many calls. What is refused does not count. */
  admit(action: string): void {
    const own = OWN[action];
    const buckets = [this.#total];
    if (own !== undefined) {
      const bucket = this.#own.get(action) ?? new Bucket(this.#clock, own);
      this.#own.set(action, bucket);
      buckets.push(bucket);
    }
    if (!buckets.every((bucket) => bucket.level() >= 1)) throw tooManyRequests();
    for (const bucket of buckets) bucket.take();
  }
}

class Bucket {
  readonly #clock: WorldClock;
  readonly #rate: { perSecond: number; burst: number };
  #level: number;
  #at: number;

  constructor(clock: WorldClock, rate: { perSecond: number; burst: number }) {
    this.#clock = clock;
    this.#rate = rate;
    this.#level = rate.burst;
    this.#at = clock.now();
  }

  level(): number {
    const now = this.#clock.now();
    const gained = ((now - this.#at) / this.#clock.scaled(1)) * this.#rate.perSecond;
    this.#level = Math.min(this.#rate.burst, this.#level + gained);
    this.#at = now;
    return this.#level;
  }

  take(): void {
    this.#level -= 1;
  }
}
