import { describe, expect, test } from "vitest";
import { LogTally, logFormatLine, readLine } from "../../src/gates/sources/access-log-lines.ts";

const MINUTE = Date.parse("2026-05-03T12:00:00Z");
const PORTS = { green: 8002, blue: 8001 };

const line = (fields: object = {}) =>
  JSON.stringify({
    ...{ t: `${MINUTE / 1_000 + 59}.999`, p: "8002", s: "200", us: "200", ut: "0.010", rt: "0.011", r: "" },
    ...fields,
  });

function count(fields: object, thresholdMs?: number) {
  const tally = new LogTally(PORTS, thresholdMs);
  tally.add(line(fields));
  return tally.minutes({ from: MINUTE, to: MINUTE + 60_000 })[0]?.green;
}

test("the format is one line, all of it quoted", () => {
  expect(logFormatLine("shop")).toBe(
    `log_format shop_delivery escape=json '{"t":"$msec","p":"$shop_p","s":"$status","us":"$upstream_status",` +
      `"ut":"$upstream_response_time","rt":"$request_time","r":"$shop_say"}';`,
  );
});

describe("a request", () => {
  test.each([
    ["is counted in the minute in which it ended", {}, { requests: 1, errors: 0, clientErrors: 0 }],
    ["is an error from 500 on", { s: "500", us: "500" }, { requests: 1, errors: 1, clientErrors: 0 }],
    ["is judged by its first attempt", { s: "200", us: "502, 200" }, { requests: 1, errors: 1, clientErrors: 0 }],
    ["so too after an internal redirect", { s: "404", us: "503 : 404" }, { requests: 1, errors: 1, clientErrors: 0 }],
    ["that no server got is judged by the answer", { s: "502", us: "" }, { requests: 1, errors: 1, clientErrors: 0 }],
    ["with 4xx is the client's error", { s: "404", us: "404" }, { requests: 1, errors: 0, clientErrors: 1 }],
    ["whose client left is no error", { s: "499", us: "-" }, { requests: 1, errors: 0, clientErrors: 0 }],
    ["without a status is no error", { s: "000", us: "" }, { requests: 1, errors: 0, clientErrors: 0 }],
  ])("%s", (_, fields, counts) => {
    expect(count(fields)).toEqual(counts);
  });

  test.each([
    ["by the time of its first attempt", { ut: "0.600, 0.010", rt: "0.610" }, { requests: 1, slow: 1 }],
    ["not by what its client took to read", { ut: "0.100", rt: "9.000" }, { requests: 1, slow: 0 }],
    ["at the threshold not yet", { ut: "0.500" }, { requests: 1, slow: 0 }],
    [
      "by all of its time when the client left",
      { s: "499", us: "", ut: "0.001", rt: "0.700" },
      { requests: 1, slow: 1 },
    ],
    ["not at all when it became a WebSocket", { s: "101", us: "101", ut: "3600.0" }, { requests: 0, slow: 0 }],
  ])("is slow %s", (_, fields, timing) => {
    expect(count(fields, 500)?.timing).toEqual(timing);
  });

  test("of a test route or of another port is nobody's", () => {
    expect(count({ r: "8002 abc" })).toBeUndefined();
    expect(count({ p: "9999" })).toBeUndefined();
  });
});

test("other lines are told apart", () => {
  expect(readLine("127.0.0.1 - - [03/May/2026] GET /")).toBeUndefined();
  expect(readLine(`{"t":"1","p":"8001"}`)).toBeUndefined();
  expect(readLine("null")).toBeUndefined();
  const tally = new LogTally(PORTS, undefined);
  for (const each of [line(), "nonsense", line({ p: "8001" })]) tally.add(each);
  expect(tally.lines).toEqual({ read: 2, unreadable: 1 });
});

test("minutes of which lines are gone are not complete", () => {
  const tally = new LogTally(PORTS, undefined);
  tally.add(line());
  tally.lose(MINUTE + 30_000, MINUTE + 61_000);
  const span = { from: MINUTE, to: MINUTE + 600_000 };
  expect(tally.minutes(span).map(({ at, complete }) => [at - MINUTE, complete])).toEqual([
    [0, false],
    [60_000, false],
  ]);
});
