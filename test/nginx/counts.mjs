// A metric-command that counts in nginx's log: GREEN and BLUE are the sides' ports.
import { readFileSync } from "node:fs";

const { FROM, TO, GREEN, BLUE } = process.env;
const minutes = new Map();
for (const line of readFileSync(process.argv[2], "utf8").split("\n").filter(Boolean)) {
  const { t, p, us, r } = JSON.parse(line);
  const minute = Math.floor(Number(t) / 60) * 60;
  const side = { [GREEN]: "green", [BLUE]: "blue" }[p];
  if (r !== "" || side === undefined || minute < Number(FROM) || minute >= Number(TO)) continue;
  const counts = minutes.get(minute) ?? { t: minute };
  counts[side] ??= { requests: 0, errors: 0 };
  counts[side].requests += 1;
  if (Number.parseInt(us, 10) >= 500) counts[side].errors += 1;
  minutes.set(minute, counts);
}
console.log(JSON.stringify({ minutes: [...minutes.values()] }));
