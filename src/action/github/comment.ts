import { createHash } from "node:crypto";
import { visible } from "../log.ts";
import type { DeploymentState } from "./statuses.ts";

/** A line of the timeline as GitHub has it. */
export interface TimelineEntry {
  state: string;
  description: string;
  /** ISO 8601. */
  createdAt: string;
  /** The run that wrote it. */
  logUrl: string;
  /** Who wrote it: whom the token belongs to. */
  author: string;
}

/** Of a comment, what tells whether it is ours. */
export interface Comment {
  id: number;
  body: string;
  author: string;
}

const MARKS: Record<DeploymentState, string> = {
  in_progress: "🔄 in progress",
  success: "✅ serving",
  failure: "❌ failed",
  error: "⏹️ cut off",
  inactive: "⚪ inactive",
};
/** So many lines, the newest, are shown. */
const MAX_ENTRIES = 30;

/** What a comment of ours begins with; nobody sees it. It holds a digest: a name could end the HTML comment. */
export function markerOf(environment: string, subject: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([environment, subject]))
    .digest("hex");
  return `<!-- progressive-delivery ${digest} -->`;
}

/**
 * The comment to update. Anybody can write a comment with the marker in it and change it later: only one of the same
 * author is ours.
 *
 * @param author who the token is.
 */
export function ownComment(comments: readonly Comment[], marker: string, author: string): Comment | undefined {
  return comments.find((comment) => comment.author === author && comment.body.startsWith(marker));
}

/** The comment: where the rollout stands, and how it came there. */
export function commentBody(
  environment: string,
  subject: string,
  /** The newest first, as GitHub lists them. */
  entries: readonly TimelineEntry[],
): string {
  const [latest] = entries;
  const now = latest === undefined ? "" : `${markOf(latest.state)}: ${code(latest.description)}`;
  const rows = entries
    .slice(0, MAX_ENTRIES)
    .map(({ state, description, createdAt, logUrl }) => {
      const at = createdAt.slice(0, 16).replace("T", " ");
      return `| ${code(at)} | ${markOf(state)} | ${linked(code(description), logUrl)} |`;
    })
    .reverse();
  const table = ["| UTC | state | what |", "|---|---|---|", ...rows].join("\n");
  return [markerOf(environment, subject), `**Rollout of ${code(subject)} to ${code(environment)}**`, now, table].join(
    "\n\n",
  );
}

function markOf(state: string): string {
  return Object.hasOwn(MARKS, state) ? MARKS[state as DeploymentState] : code(state);
}

/** In code nobody is mentioned, no issue is linked, and nothing is markup. */
function code(text: string): string {
  const inside = visible(text)
    .replace(/[`|\s]+/g, " ")
    .trim();
  return inside === "" ? "–" : `\`${inside}\``;
}

function linked(text: string, url: string): string {
  return /^https?:\/\/[\w.:/-]+$/.test(url) ? `[${text}](${url})` : text;
}

/** Of a commit's pull request, what tells which of several brought it. */
export interface PullRequest {
  number: number;
  mergedAt: string | null;
  mergeCommit: string | null;
}

/** The pull request that brought a commit: by its merge commit, else one that is merged, else one that is open. */
export function broughtBy(pulls: readonly PullRequest[], sha: string): number | undefined {
  const merged = pulls.filter(({ mergedAt }) => mergedAt !== null);
  const [found] = [...merged.filter(({ mergeCommit }) => mergeCommit === sha), ...merged, ...pulls];
  return found?.number;
}
