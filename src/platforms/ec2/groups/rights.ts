import { DeliveryError } from "../../../delivery/errors.ts";
import type { Finding } from "../../../delivery/findings.ts";
import { refusalOf, unchecked } from "../../../delivery/findings.ts";
import type { TemplateRef } from "../snapshot.ts";
import type { Editors } from "./editors.ts";

/** Auto Scaling and Elastic Load Balancing have no dry run: whether they would let a deploy is known by making it. */
const UNASKED =
  "The rights to change groups, target groups and listeners cannot be asked for without using them (docs/iam.md lists all that a deploy needs).";

/** Whether the credentials may do what a deploy does, as far as it can be asked without an effect. */
export async function rightsFindings(editors: Editors, template: TemplateRef | undefined): Promise<Finding[]> {
  if (template === undefined) return [unchecked(UNASKED)];
  try {
    await (await editors.template()).requireRights(template);
    return [unchecked(UNASKED)];
  } catch (error) {
    if (error instanceof DeliveryError && error.code === "denied") return [refusalOf(error), unchecked(UNASKED)];
    throw error;
  }
}
