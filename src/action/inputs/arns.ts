import type { InputMistake } from "../../delivery/errors.ts";
import { partitionOf } from "../../platforms/partitions.ts";

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
  const wanted = partitionOf(region);
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
