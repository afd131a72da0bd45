/** Which group and target group a copy is to be about instead of which. */
export interface ReferenceRewrite {
  from: { group: string; targetGroupArn: string };
  to: { group: string; targetGroupArn: string };
}

/**
 * The same configuration about green. What names blue is changed and nothing else: the dimensions
 * `AutoScalingGroupName` and `TargetGroup`, and resource labels (`app/…/targetgroup/…`).
 */
export function rewriteReferences<T>(value: T, { from, to }: ReferenceRewrite): T {
  const [oldLabel, newLabel] = [labelOf(from.targetGroupArn), labelOf(to.targetGroupArn)];
  const dimensions: Record<string, readonly [string, string]> = {
    AutoScalingGroupName: [from.group, to.group],
    TargetGroup: [oldLabel, newLabel],
  };
  const walk = (node: unknown, member: string): unknown => {
    if (Array.isArray(node)) return node.map((item) => walk(item, ""));
    if (typeof node === "string") {
      return member === "ResourceLabel" && node.endsWith(`/${oldLabel}`)
        ? node.slice(0, -oldLabel.length) + newLabel
        : node;
    }
    if (typeof node !== "object" || node === null || node instanceof Date) return node;
    const { Name, Value } = node as { Name?: unknown; Value?: unknown };
    if (typeof Name === "string" && Object.hasOwn(dimensions, Name)) {
      const [old, own] = dimensions[Name] ?? [];
      return Value === old ? { ...node, Value: own } : node;
    }
    return Object.fromEntries(Object.entries(node).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return walk(value, "") as T;
}

/** Whether a query (metric math, Metrics Insights, PromQL) names blue's group or target group in its text. */
export function namedInText(value: unknown, { group, targetGroupArn }: ReferenceRewrite["from"]): boolean {
  const marks = [`'${group}'`, `"${group}"`, labelOf(targetGroupArn)];
  const walk = (node: unknown, member: string): boolean => {
    if (typeof node === "string")
      return ["Expression", "Query"].includes(member) && marks.some((mark) => node.includes(mark));
    if (Array.isArray(node)) return node.some((item) => walk(item, ""));
    return typeof node === "object" && node !== null && Object.entries(node).some(([name, inner]) => walk(inner, name));
  };
  return walk(value, "");
}

/** A target group as resource labels and dimensions name it: `targetgroup/web/73e2d6bc24d8a067`. */
function labelOf(targetGroupArn: string): string {
  return targetGroupArn.slice(targetGroupArn.indexOf("targetgroup/"));
}
