/**
 * Preloaded into a client of the local AWS, to make its clock go as fast as the world's: `Date` shows AWS time, and timers
 * take AWS seconds. Sockets keep their own time.
 */
const { real, aws, scale } = JSON.parse(process.env.LOCAL_AWS_CLOCK);
const RealDate = Date;
const now = () => Math.round(aws + (RealDate.now() - real) * scale);

class FastDate extends RealDate {
  constructor(...given) {
    super(...(given.length === 0 ? [now()] : given));
  }

  static now() {
    return now();
  }

  /** Dates that Node itself makes are of the other class. */
  static [Symbol.hasInstance](value) {
    return value instanceof RealDate;
  }
}
globalThis.Date = FastDate;

const { setTimeout, setInterval, clearTimeout } = globalThis;
const cleared = new WeakSet();
/** What has arrived is read before a timer runs that may wait for it: a busy machine must not make time limits pass. */
const afterArrivals = (task, delay, given) => {
  const timer = setTimeout(() => setImmediate(() => void (cleared.has(timer) || task(...given))), delay);
  return timer;
};
globalThis.setTimeout = Object.assign(
  (task, delay = 0, ...given) => afterArrivals(task, delay / scale, given),
  // `util.promisify(setTimeout)` asks for this one.
  setTimeout,
);
globalThis.clearTimeout = (timer) => {
  if (typeof timer === "object" && timer !== null) cleared.add(timer);
  clearTimeout(timer);
};
globalThis.setInterval = (task, delay = 0, ...given) => setInterval(task, delay / scale, ...given);
