import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { differences, digest, driftFrom, fingerprint, fingerprintName, readDigest } from "../../src/delivery/digest.ts";
import { failureOf } from "./fixtures.ts";

const FACTS = {
  "listener app/web/1/2 weights": "web-a 100, web-b 0",
  "group web-a": "lt-1 version 1, attached to web-a",
  "group web-a rollout": "none",
};

const factName = fc.string({ minLength: 1 }).map((name) => `group ${name}`);
const facts = fc.dictionary(factName, fc.string(), { maxKeys: 12, noNullPrototype: true });

/** A digest with a matching hash around any text: what somebody makes who knows the format. */
function forged(content: string): string {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 32);
  return `pd1.${hash}.${deflateRawSync(Buffer.from(content)).toString("base64url")}`;
}

test("a digest holds the facts that it was made of", () => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(readDigest(digest(given))).toEqual(given);
    }),
  );
});

test("a digest does not depend on the order in which the facts were seen", () => {
  const shuffled = facts.chain((given) =>
    fc.tuple(fc.constant(given), fc.shuffledSubarray(Object.entries(given), { minLength: Object.keys(given).length })),
  );
  fc.assert(
    fc.property(shuffled, ([given, entries]) => {
      expect(digest(Object.fromEntries(entries))).toBe(digest(given));
    }),
  );
});

test("other facts make another digest", () => {
  const hashOf = (given: Record<string, string>) => digest(given).split(".")[1];
  fc.assert(
    fc.property(facts, facts, (one, other) => {
      expect(hashOf(one) === hashOf(other)).toBe(differences(one, other).length === 0);
    }),
  );
});

test("a digest is one word that survives a workflow output and a command line", () => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(digest(given)).toMatch(/^pd1\.[0-9a-f]{32}\.[A-Za-z0-9_-]+$/);
    }),
  );
});

test("a digest that was changed in one place is refused, or still says the same", () => {
  const text = digest(FACTS);
  fc.assert(
    fc.property(fc.nat({ max: text.length - 1 }), fc.stringMatching(/^[A-Za-z0-9_.-]$/), (index, letter) => {
      const tampered = text.slice(0, index) + letter + text.slice(index + 1);
      let read: unknown;
      try {
        read = readDigest(tampered);
      } catch (error) {
        expect(error).toMatchObject({ code: "input" });
        return;
      }
      expect(read).toEqual(FACTS);
    }),
    { numRuns: 1_000 },
  );
});

test("a digest that was cut short is refused, wherever it was cut", () => {
  const text = digest(FACTS);
  for (let length = 0; length < text.length; length += 1) {
    expect(failureOf(() => readDigest(text.slice(0, length))).code).toBe("input");
  }
});

test("text that is no digest is refused with what to pass instead", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `pd1.${text}`),
      ),
      (text) => {
        const refusal = failureOf(() => readDigest(text));
        expect(refusal.code).toBe("input");
        expect(refusal.message).toContain("expected-state");
        expect(refusal.remedy).toContain("state-digest");
      },
    ),
  );
});

test.each([
  ["a number as a fact", '{"a":1}'],
  ["a map as a fact", '{"a":{"b":"c"}}'],
  ["null", "null"],
  ["a text", '"a"'],
  ["no JSON", "{"],
  ["more facts than any state has", JSON.stringify({ a: "x".repeat(300_000) })],
])("a digest with the right hash around %s is refused", (_what, content) => {
  expect(failureOf(() => readDigest(forged(content))).code).toBe("input");
});

test("a digest with anything behind it, or of another version, is refused", () => {
  for (const text of [`${digest(FACTS)}.x`, digest(FACTS).replace("pd1.", "pd2."), digest(FACTS).slice(4)]) {
    expect(failureOf(() => readDigest(text)).code).toBe("input");
  }
});

test("a digest may have white space around it, as a shell leaves it", () => {
  expect(readDigest(` ${digest(FACTS)}\n`)).toEqual(FACTS);
});

test("every fact that differs is shown with both values, in the order of the names, and no other", () => {
  const now = { "group web-a": "lt-1 version 2, attached to web-a", "group web-b rollout": "x/runs/1" };
  expect(differences({ ...FACTS }, { ...FACTS, ...now })).toEqual([
    "group web-a: lt-1 version 1, attached to web-a → lt-1 version 2, attached to web-a",
    "group web-b rollout: (absent) → x/runs/1",
  ]);
  const { "group web-a rollout": _gone, ...less } = FACTS;
  expect(differences(FACTS, less)).toEqual(["group web-a rollout: none → (absent)"]);
});

test("a fingerprint is told by the thing alone, and only where nothing says in words what differs of it", () => {
  const name = fingerprintName("listener web/1");
  const before = { "listener web/1 stickiness": "off", [name]: fingerprint("a") };
  const now = { ...before, [name]: fingerprint("b") };
  expect(differences(before, now)).toEqual(["listener web/1: changed in what is not shown here"]);
  expect(differences(before, { ...now, "listener web/1 stickiness": "for 1h" })).toEqual([
    "listener web/1 stickiness: off → for 1h",
  ]);
});

test("there is one line for each fact that differs, and none between equal states", () => {
  fc.assert(
    fc.property(facts, facts, (before, now) => {
      const names = new Set([...Object.keys(before), ...Object.keys(now)]);
      const changed = [...names].filter((name) => before[name] !== now[name]).sort();
      const lines = differences(before, now);
      expect(lines).toHaveLength(changed.length);
      for (const [index, name] of changed.entries())
        expect(lines[index]).toMatch(new RegExp(`^${escaped(name)}: `, "s"));
      expect(differences(before, before)).toEqual([]);
    }),
  );
});

test("an approval holds while the state is the one that was approved", () => {
  fc.assert(
    fc.property(facts, (given) => {
      expect(driftFrom(digest(given), given)).toBeUndefined();
    }),
  );
});

test("an approval does not hold for any other state, and the refusal shows what changed", () => {
  fc.assert(
    fc.property(facts, facts, (approved, live) => {
      fc.pre(differences(approved, live).length > 0);
      const refusal = driftFrom(digest(approved), live);
      expect(refusal).toMatchObject({ code: "drift", reasons: differences(approved, live) });
      expect(refusal?.code).toBe("drift");
    }),
  );
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
}
