import type { WorldClock } from "./contract.ts";

/** A clock on which one AWS second takes `1 / scale` real seconds. */
export function createClock(scale: number): WorldClock {
  const timers = new Set<NodeJS.Timeout>();
  const scaled = (seconds: number) => (seconds * 1_000) / scale;
  return {
    now: () => Date.now(),
    scaled,
    after(seconds, task) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        task();
      }, scaled(seconds));
      timers.add(timer.unref());
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    every(seconds, task) {
      const timer = setInterval(task, scaled(seconds));
      timers.add(timer.unref());
      return () => {
        clearInterval(timer);
        timers.delete(timer);
      };
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}
