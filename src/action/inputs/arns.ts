import type { InputMistake } from "../../delivery/errors.ts";

/** The partitions that are not `aws`, by how the names of their regions begin (AWS SDKs, partitions.json). */
const PARTITIONS: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
];

/**
 * ARNs of another partition than the region's, and ARNs of several accounts: a load balancer and its target groups are
 * of one. Text that is no ARN is none of this matter.
 */
export function accountMistakes(given: Readonly<Record<string, readonly string[]>>, region: string): InputMistake[] {
  const arns = Object.entries(given).flatMap(([input, texts]) =>
    texts.flatMap((text) => {
      const [, partition, account] = /^arn:([a-z-]+):[a-z]+:[a-z\d-]+:(\d{12}):/.exec(text) ?? [];
      return partition === undefined || account === undefined ? [] : [{ input, given: text, partition, account }];
    }),
  );
  const wanted = PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? "aws";
  const [first] = arns;
  return arns.flatMap(({ partition, account, ...about }) => {
    if (partition !== wanted) {
      const problem = `is in the partition ${partition}, but the region ${region} belongs to ${wanted}.`;
      return [{ ...about, problem }];
    }
    if (account === first?.account) return [];
    const problem = `is in the account ${account}, but ${first?.input} begins with one in ${first?.account}: a load balancer and its target groups belong to one account.`;
    return [{ ...about, problem }];
  });
}
