import { expect, test } from "vitest";
import { DeliveryError } from "../../src/delivery/errors.ts";
import { rehearse, unchecked, unreadable } from "../../src/delivery/findings.ts";

const refusing = (id: string) => () => {
  throw new DeliveryError("unsuitable", `It is ${id}.`, { id, reasons: ["why"], remedy: "Mend it." });
};

test("a rehearsal tells each refusal once, whoever finds it, and what the plan warns of", () => {
  const found = rehearse(refusing("first"), [refusing("second"), () => true, refusing("first")]);
  expect(found.map(({ kind, id }) => [kind, id])).toEqual([
    ["refused", "second"],
    ["refused", "first"],
  ]);
  expect(found[0]).toMatchObject({ message: "It is second.", reasons: ["why"], remedy: "Mend it." });
  const warned = rehearse(() => ({ changes: [], warnings: ["Mind the gap."] }));
  expect(warned).toEqual([{ kind: "warning", message: "Mind the gap.", reasons: [] }]);
  expect(unchecked("rights").kind).toBe("unchecked");
});

test("a mistake of the action itself is not taken for a refusal", () => {
  expect(() => rehearse(() => JSON.parse("{"))).toThrow(SyntaxError);
  const internal = () => {
    throw new DeliveryError("internal", "A mistake.");
  };
  expect(() => rehearse(internal)).toThrow("A mistake.");
});

test("a reading that is denied is denied to a deploy, too; one that failed tells nothing of it; an end is an end", () => {
  const error = (code: ConstructorParameters<typeof DeliveryError>[0]) => new DeliveryError(code, "Said.");
  expect(unreadable(error("denied"))).toMatchObject([{ kind: "refused" }]);
  expect(unreadable(error("unsuitable"))).toMatchObject([{ kind: "refused" }]);
  expect(unreadable(error("platform"))).toMatchObject([{ kind: "unchecked" }]);
  for (const code of ["cancelled", "timeout"] as const) expect(() => unreadable(error(code))).toThrow("Said.");
});
