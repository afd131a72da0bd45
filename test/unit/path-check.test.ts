import fc from "fast-check";
import { expect, test } from "vitest";
import type { PathCheck } from "../../src/delivery/path-check.ts";
import { describePathCheck, isAsWanted, parsePathCheck } from "../../src/delivery/path-check.ts";

const PATH = /^\/[\x21-\x7e]*$/;

test.each<[string, PathCheck | undefined]>([
  ["/", { path: "/", status: undefined }],
  ["/cart", { path: "/cart", status: undefined }],
  ["/old = 301", { path: "/old", status: 301 }],
  ["/old=301", { path: "/old", status: 301 }],
  ["/old  =404", { path: "/old", status: 404 }],
  ["/?page=301", { path: "/?page=301", status: undefined }],
  ["/?page=301 = 200", { path: "/?page=301", status: 200 }],
  ["/a=b", { path: "/a=b", status: undefined }],
  ["/old = 600", undefined],
  ["/old = 30", undefined],
  ["/old 301", undefined],
  ["cart", undefined],
  ["", undefined],
  ["= 301", undefined],
])("%j in a smoke test", (text, expected) => {
  expect(parsePathCheck(text, PATH)).toEqual(expected);
});

test("a check is read as it is described", () => {
  const path = fc.stringMatching(/^\/[A-Za-z0-9._~?&=/-]{0,30}$/);
  const status = fc.integer({ min: 100, max: 599 });
  fc.assert(
    fc.property(path, status, (given, wanted) => {
      const check = { path: given, status: wanted };
      expect(parsePathCheck(describePathCheck(check), PATH)).toEqual(check);
    }),
  );
});

test("a status is as wanted when it is the one, or any 2xx or 3xx when none is named", () => {
  const check = { path: "/", status: undefined };
  expect([199, 200, 302, 399, 400, 404, 503].map((status) => isAsWanted(check, status))).toEqual([
    false,
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
  expect([200, 301, 302].map((status) => isAsWanted({ path: "/", status: 301 }, status))).toEqual([false, true, false]);
});
