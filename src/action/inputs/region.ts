import type { InputMistake } from "../../delivery/errors.ts";
import type { InputContext } from "./reader.ts";

/** The region that configure-aws-credentials left in the environment; empty, and a mistake on record, when none is. */
export function requireRegion(mistakes: InputMistake[], { region }: InputContext): string {
  if (region !== undefined && region !== "") return region;
  const problem =
    "is not set in this job: put aws-actions/configure-aws-credentials with `aws-region` before this step.";
  mistakes.push({ input: "AWS_REGION", problem, example: "aws-region: eu-west-1" });
  return "";
}
