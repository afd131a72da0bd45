import { expect, test } from "vitest";
import { picture } from "../demo/picture.ts";
import { legend, line } from "../demo/watch.ts";

test("whoever answers at all has a cell of the bar, and a terminal without colours gets none", () => {
  expect(line({ blue: 499, green: 1, failed: 0 }, false)).toBe(
    "███████████████████░  blue  499/s   green    1/s   failed 0",
  );
  expect(line({ blue: 1, green: 499, failed: 2 }, false)).toBe(
    "█░░░░░░░░░░░░░░░░░░░  blue    1/s   green  499/s   failed 2",
  );
  expect(line({ blue: 0, green: 0, failed: 0 }, false)).toContain("█".repeat(20));
  expect(legend(false)).not.toContain("\u001b");
  expect(legend(true)).toContain("\u001b[34m");
});

test("the picture counts every request of the load once, and its titles are text", () => {
  const samples = [
    { at: 1_000, blue: 500, green: 0, failed: 0 },
    { at: 3_000, blue: 250, green: 250, failed: 1 },
  ];
  const svg = picture("A canary", samples, [{ at: 1_500, title: "shift <b>&" }]);
  expect(svg).toContain("A canary: 1,500 requests, 1 failed");
  expect(svg).toContain("shift &lt;b&gt;&amp;");
});
