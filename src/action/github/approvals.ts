/** Who let a job of this run begin, or did not (REST API, "Get the review history for a workflow run"). */
export interface Approval {
  login: string;
  environment: string;
  comment: string;
}

/** As the API answers. */
interface Review {
  state: string;
  comment: string;
  user: { login: string };
  environments: readonly { name?: string }[];
}

/** What was approved in this run, one entry for each environment. What was rejected or waits let nothing begin. */
export function approvalsOf(reviews: readonly Review[]): Approval[] {
  return reviews
    .filter(({ state }) => state === "approved")
    .flatMap(({ user: { login }, comment, environments }) =>
      environments.map(({ name = "" }) => ({ login, environment: name, comment })),
    );
}

/** As a line of the timeline names it. */
export function approvedBy({ login, environment }: Approval): string {
  return `${login} (${environment})`;
}

/**
 * The approvals that no earlier line tells of: GitHub does not say when somebody approved, nor which job. An environment
 * that two jobs have is approved twice.
 *
 * @param told the descriptions of the earlier lines of this run.
 */
export function untold(approvals: readonly Approval[], told: readonly string[]): Approval[] {
  const left = new Map<string, number>();
  for (const approval of approvals) {
    const name = approvedBy(approval);
    if (!left.has(name)) left.set(name, told.filter((line) => line.includes(name)).length);
  }
  return approvals.filter((approval) => {
    const name = approvedBy(approval);
    const seen = left.get(name) ?? 0;
    left.set(name, seen - 1);
    return seen <= 0;
  });
}

interface Text {
  /** Makes text of any origin harmless in Markdown. */
  plain(text: string): string;
  code(text: string): string;
}

/** A section of the job summary; empty when nobody had to approve anything. */
export function approvalsSection(approvals: readonly Approval[], { plain, code }: Text): string {
  if (approvals.length === 0) return "";
  const lines = approvals.map(({ login, environment, comment }) => {
    const said = comment === "" ? "" : `: ${plain(comment)}`;
    return `- ${code(environment)} by ${code(login)}${said}`;
  });
  return `**Approved in this run**\n\n${lines.join("\n")}`;
}
