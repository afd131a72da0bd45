import { refusing } from "../../delivery/registry.ts";

/** Every refusal that is API Gateway's own, once. docs/troubleshooting.md lists them. */
export const API_GATEWAY_REFUSALS = {
  "rest-api-not-found": {
    code: "not-found",
    sentence: "rest-api: REST API {api} not found in {region}.",
    remedy:
      "Check the id, AWS_REGION, and the account of the credentials. HTTP and WebSocket APIs are not REST APIs and " +
      "have no canary: there, shift by a weighted Lambda alias, or put a REST API in front.",
  },
  "stage-not-found": {
    code: "not-found",
    sentence: "stage: the API {api} has no stage {stage}.",
    remedy: "Create the stage once, with what sets the API up, and deploy to it; a canary needs a stage that serves.",
  },
  "method-not-found": {
    code: "not-found",
    sentence: "integration: the API has no method {method}.",
    remedy: "Name a method as the API has it, or bring it by `openapi`.",
  },
  "several-backends": {
    code: "unsuitable",
    sentence: "integration: the API calls {count} different backends.",
    remedy: "Say which method is meant, e.g. `integration: GET /math = …`.",
  },
  "integration-unfit": {
    code: "unsuitable",
    sentence: "integration: {method} {why}",
    remedy: "Bring the new definition by `openapi`.",
  },
  "function-not-found": {
    code: "not-found",
    sentence: "{input}: Lambda function {functions} not found.",
    remedy: "Check the name, and that the version or alias exists.",
  },
  "function-unresolved": {
    code: "not-found",
    sentence: "{input}: Lambda function {functions} not found: a stage variable in its name has no value.",
    remedy: "Give the variable by `stage-variables`.",
  },
  "openapi-refused": {
    code: "unsuitable",
    sentence: "openapi: API Gateway does not take the file: {said}",
    remedy: "Fix the file; the API and the stage are as they were.",
  },
  "policy-dropped": {
    code: "unsuitable",
    sentence:
      "openapi: the API has a resource policy, which the file does not have: with it, everybody could call the API.",
    remedy: "Put the policy into the file as `{key}`, or accept that it goes by `allow-dropping: policy`.",
  },
  "authorizers-dropped": {
    code: "unsuitable",
    sentence:
      "openapi: the file has no authorization at all, and the API asks for it at {methods}: with it, everybody could call them.",
    remedy:
      "Put the authorization into the file (`security` with a security scheme, or `x-amazon-apigateway-auth`), or accept that it goes by `allow-dropping: authorizers`.",
  },
  "export-incomplete": {
    code: "unsuitable",
    sentence:
      "The export of {stage} lacks the authorization of {methods}, so the API's resources are not set back to it: the next deployment would be open to everybody.",
    remedy: "Put the former definition back by its own file (`aws apigateway put-rest-api`), then run this step again.",
  },
  "no-room-for-tags": {
    code: "unsuitable",
    sentence: "stage: {stage} would need {count} tags for what the way back has to know; AWS allows {limit}.",
    remedy: "Change fewer stage variables or integrations at a time, or use `openapi`.",
  },
  "too-many-deployments": {
    code: "refused",
    sentence: "The API has as many deployments as AWS allows. {said}",
    remedy: "Run `teardown` with `keep-deployments`, e.g. 20, which deletes old ones; the stage is as it was.",
  },
  "foreign-canary": {
    code: "refused",
    sentence: "stage: {stage} has a canary that is not of this rollout: {what} with {percent}, {whose}.",
    remedy: "Promote or remove it with what made it; `rollback` removes it too. A stage has one canary.",
  },
  "foreign-base": {
    code: "refused",
    sentence:
      "Somebody made {stage} serve {what}, which is neither the former version nor the new one of the rollout {rollout}.",
    remedy: "Run `rollback`, which leaves that serving, then `teardown`, and deploy anew.",
  },
  "canary-already": {
    code: "refused",
    sentence: "{revision} is the canary of {stage} already.",
    remedy: "Run `promote` to give it all the traffic.",
  },
  "no-share": {
    code: "refused",
    sentence: "{address} cannot give {percent} % to a stage: a base path mapping leads to one stage or to the other.",
    remedy: "Run `promote` to switch it, or use `strategy: canary` on one stage.",
  },
  "mapping-elsewhere": {
    code: "unsuitable",
    sentence: "base-path-mapping: {address} leads to the stage {stage} of {api}, which is none of the two.",
    remedy: "Give the API and the two stages that it switches between.",
  },
  "mapping-not-found": {
    code: "not-found",
    sentence: "base-path-mapping: {address} not found: the domain has no such base path.",
    remedy: "Give one of the domain's base paths, e.g. `base-path-mapping: api.example.com/v1`.",
  },
  "other-mappings": {
    code: "refused",
    sentence:
      "Other base paths of the domain lead to the two stages as well, and would not be switched with {address}: {others}.",
    remedy:
      "Point them at stages of their own, remove them, or accept them by `allow-mappings`; `rollback` and `teardown` are possible meanwhile.",
  },
  "both-marked": {
    code: "refused",
    sentence: "Both {stages} carry the tag {tag}.",
    remedy: "No step leaves this behind: remove the tag from the stage that is not green, then run `status`.",
  },
  "stage-throttled": {
    code: "unsuitable",
    sentence:
      "stage: {green} throttles {methods} to nothing, and {blue} does not: after the switch everybody would get 429.",
    remedy: "Set {green}'s throttling as {blue} has it, or accept it by `allow-differences: throttling`.",
  },
  "stage-without-plan": {
    code: "unsuitable",
    sentence:
      "stage: {green} is not in the usage plans {plans}, as {blue} is: after the switch their API keys would get 403 for {methods}.",
    remedy:
      "Add it: `aws apigateway update-usage-plan --usage-plan-id {id} --patch-operations op=add,path=/apiStages,value=API:{green}`, or accept it by `allow-differences: usage-plans`.",
  },
  "stage-other-waf": {
    code: "unsuitable",
    sentence:
      "stage: {green} has the WAF ACL {ours}, and {blue} {theirs}: after the switch users would be let in, or shut out, by other rules.",
    remedy: "Associate the same ACL with both stages, or accept it by `allow-differences: waf`.",
  },
  "stage-has-canary": {
    code: "refused",
    sentence: "stage: {stage} has canary settings, so it serves two versions by itself.",
    remedy: "Promote or remove its canary first, or use `strategy: canary` on that stage.",
  },
  "green-replaced": {
    code: "refused",
    sentence: "Somebody made {stage} serve {what} instead of {revision}, which was deployed to it.",
    remedy: "Run `rollback`, which leaves users on the other stage, then `teardown`, and deploy anew.",
  },
  "green-replaced-live": {
    code: "refused",
    sentence: "Somebody made {stage}, which users are on, serve {what} instead of {revision}.",
    remedy: "Run `rollback` to go back to the other stage, or make {stage} serve deployment {expected} again.",
  },
  "blue-replaced": {
    code: "refused",
    sentence: "Somebody made {stage} serve {what}; it served deployment {expected} when the rollout began.",
    remedy: "Run `rollback`, which leaves users where they are, then `teardown`, and deploy anew.",
  },
  "way-back-replaced": {
    code: "refused",
    sentence:
      "Somebody made {stage}, the way back, serve {what}; it served deployment {expected} when the rollout began.",
    remedy: "Make it serve deployment {expected} again to roll back to it, or run `teardown` to keep the new version.",
  },
  "canary-gone": {
    code: "conflict",
    sentence: "The canary of {stage} was removed or replaced by somebody else at this moment.",
    remedy: "Run `status` to see what the stage serves; no traffic was moved.",
  },
  "changed-meanwhile": {
    code: "conflict",
    sentence: "{what} was changed by somebody else at the same moment.",
    remedy: "Run `status` to see what serves now; running the step again does what is left.",
  },
  "rollout-replaced": {
    code: "conflict",
    sentence: "The rollout of this step on {stage} is not what it was: {found}.",
    remedy: "Run `status` to see who holds the stage now.",
  },
} as const;

/** States one of API Gateway's refusals. */
export const refuse = refusing(API_GATEWAY_REFUSALS);
