import { expect, test } from "vitest";
import type { Answer } from "../../src/engine/http.ts";
import type { Got } from "../../src/platforms/nginx/answer-change.ts";
import { changeOf } from "../../src/platforms/nginx/answer-change.ts";

const PAGE: Answer = { status: 200, headers: { "content-type": ["text/html"], server: ["nginx"] }, body: "shop" };
const got = (answer: Partial<Answer> | undefined, own: string | undefined = "shop"): Got => ({
  answer: answer === undefined ? undefined : { ...PAGE, ...answer },
  own,
});
const twice = (answer: Partial<Answer> | undefined): [Got, Got] => [got(answer), got(answer)];
const headers = (more: Record<string, string[]>) => ({ headers: { ...PAGE.headers, ...more } });

test("the same answer is no change", () => {
  expect(changeOf("/", twice({}), got({}))).toBe(undefined);
});

test.each<[string, Partial<Answer>, Partial<Answer> | undefined, string]>([
  ["an error for a page", {}, { status: 502 }, "/ answered 200 before, and answers 502 now"],
  ["a redirect for a page", {}, { status: 301 }, "/ answered 200 before, and answers 301 now"],
  ["no answer for a page", {}, undefined, "/ answered 200 before, and does not answer now"],
  ["a page for who was kept out", { status: 401 }, { status: 200 }, "/ answered 401 before, and answers 200 now"],
  [
    "a redirect to elsewhere",
    { status: 302, ...headers({ location: ["http://a:8080/in"] }) },
    { status: 302, ...headers({ location: ["http://a/in"] }) },
    "/ had the location http://a:8080/in before, and has http://a/in now",
  ],
  [
    "another type",
    {},
    headers({ "content-type": ["text/plain\n::error::"] }),
    "/ had the content-type text/html before, and has text/plain?::error:: now",
  ],
  [
    "a header that is gone",
    headers({ "x-frame-options": ["DENY"] }),
    {},
    "/ had the header x-frame-options before, and does not have it now",
  ],
  ["another page", {}, { body: "a welcome" }, "/ is another page than before (it had 4 bytes, and has 9 bytes now)"],
])("%s is a change", (_, before, after, words) => {
  expect(changeOf("/", twice(before), got(after))).toBe(words);
});

test.each<[string, Partial<Answer> | undefined, Partial<Answer>]>([
  ["where nothing answered", undefined, {}],
  ["where an error was", { status: 502 }, {}],
  ["where another error was", { status: 502 }, { status: 404 }],
  ["where nothing was", { status: 404 }, {}],
  ["how the answer is framed", headers({ "transfer-encoding": ["chunked"] }), headers({ "content-length": ["4"] })],
  ["another status of its class", { status: 200, body: "" }, { status: 204, body: "" }],
])("%s, anything is welcome", (_, before, after) => {
  expect(changeOf("/", twice(before), got(after))).toBe(undefined);
});

test("what differs between two requests before is not compared afterwards", () => {
  const before = (one: Partial<Answer>, other: Partial<Answer>) => [got(one), got(other)] as const;
  expect(changeOf("/", before({ body: "1" }, { body: "2" }), got({ body: "3" }))).toBe(undefined);
  expect(changeOf("/", before({ status: 200 }, { status: 429 }), got({ status: 502 }))).toBe(undefined);
  const state = (value: string) => ({ status: 302, ...headers({ location: [`/in?state=${value}`] }) });
  expect(changeOf("/", before(state("1"), state("2")), got(state("3")))).toBe(undefined);
  const id = (value: string) => headers({ "x-request-id": [value] });
  expect(changeOf("/", before(id("1"), id("2")), got({}))).toBe(undefined);
  // Its status is.
  expect(changeOf("/", before({ body: "1" }, { body: "2" }), got({ status: 500 }))).toBeDefined();
});

test("a page that its side made anew in the meantime tells nothing about nginx", () => {
  const minute = (time: string) => got({ body: time }, time);
  expect(changeOf("/", [minute("12:00"), minute("12:00")], minute("12:01"))).toBe(undefined);
});
