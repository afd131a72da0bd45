/** All that loads GitHub's client, as one chunk. */
export { OctokitApi } from "./api.ts";
export { subjectOf } from "./rollout-key.ts";
export { runInfo } from "./run-info.ts";
export { DeploymentTimeline } from "./timeline.ts";
