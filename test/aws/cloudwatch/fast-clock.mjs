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

for (const name of ["setTimeout", "setInterval"]) {
  const start = globalThis[name];
  const scaled = (task, delay = 0, ...given) => start(task, delay / scale, ...given);
  // `util.promisify(setTimeout)` asks for this one.
  globalThis[name] = Object.assign(scaled, start);
}
