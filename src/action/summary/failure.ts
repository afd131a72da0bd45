import type { DeliveryError } from "../../delivery/errors.ts";
import type { Finding } from "../../delivery/findings.ts";
import type { View } from "../../delivery/plan.ts";
import type { StepResult } from "../outputs.ts";
import { items, list, paragraphs, plain, reason } from "./markup.ts";

/** Reasons of one finding that are told. */
const MAX_REASONS = 20;

/**
 * What failed, where, why, and what to do.
 *
 * @param why what the gates say.
 */
export function failure(result: StepResult, why: string): string {
  const { error, log } = result;
  if (error === undefined) return "";
  return paragraphs([
    failedByVerdict(result) && why !== "" ? why : whatFailed(error),
    log.current !== undefined && log.touched ? `It happened during: ${plain(log.current)}.` : "",
    items(error.reasons.map(reason)),
    error.remedy === undefined ? "" : `**What to do:** ${plain(error.remedy)}`,
    !log.touched && error.code !== "found" ? "No changes were made." : "",
  ]);
}

/** The failure says no more than the verdict does. */
export function failedByVerdict({ error, log: { judged } }: StepResult): boolean {
  return error !== undefined && judged !== undefined && error.message.endsWith(judged.because);
}

/** Of drift, the headline says all but the differences. */
function whatFailed({ code, message, reasons }: DeliveryError): string {
  return code === "drift" && reasons.length > 0 ? "**As approved → as it is now:**" : `**${plain(message)}**`;
}

export function problems({ problems }: View): string {
  return list("Problems", problems.map(plain));
}

/**
 * That green failed and is rolled back was news while the step went on.
 *
 * @param isJudged the verdict stands above.
 */
export function warnings({ error, log }: StepResult, isJudged: boolean): string {
  const told = [
    ...(error === undefined ? [] : [error.message]),
    ...(isJudged && log.judged !== undefined ? [`The verdict is inconclusive: ${log.judged.because}`] : []),
  ];
  const news = log.warnings.filter((warning) => !told.some((text) => warning.startsWith(text)));
  return list("Warnings", news.map(plain));
}

/** What `status` says of the next deploy: what it would be refused for, what it would warn of, what nobody can tell. */
export function nextDeploy({ log: { findings = [] } }: StepResult): string {
  const told = (wanted: Finding["kind"]) => findings.filter(({ kind }) => kind === wanted).map(findingText);
  return paragraphs([
    list("A deploy would be refused", told("refused")),
    list("A deploy would warn", told("warning")),
    list("Not checked", told("unchecked")),
  ]);
}

function findingText({ message, reasons, remedy }: Finding): string {
  const what = `${plain(message)}${remedy === undefined ? "" : ` **What to do:** ${plain(remedy)}`}`;
  return [what, ...reasons.slice(0, MAX_REASONS).map((each) => `  - ${reason(each)}`)].join("\n");
}
