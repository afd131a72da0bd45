import type { InputMistake } from "../delivery/errors.ts";
import { DeliveryError, inputError } from "../delivery/errors.ts";

type Environment = Record<string, string | undefined>;

const KEYS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;
const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
const ENDPOINT = /^AWS_ENDPOINT_URL(?:_|$)/;
/** Of all partitions: `eu-west-1`, `us-gov-east-1`, `us-isob-east-1`, `eusc-de-east-1`. */
const REGION = /^[a-z]{2,}(?:-[a-z]+)+-\d+$/;
/** What no key and no token has. It would end as a header that Node refuses to send, or as a signature that is wrong. */
const FOREIGN = /[\s"']|[^\x20-\x7e]/;

/** The region of the job; an empty variable is none, as GitHub makes one of every expression without a value. */
export function regionOf(env: Environment): string | undefined {
  return nonEmpty(env.AWS_REGION) ?? nonEmpty(env.AWS_DEFAULT_REGION);
}

/**
 * Mends in the environment what has one meaning only, and refuses what the SDK would stumble over later: with an error
 * that names another cause, or after half a minute of tries.
 *
 * @returns warnings.
 * @throws DeliveryError `credentials` or `input`, before any call is made. Values that may be secret are not repeated.
 */
export function prepareAwsEnvironment(env: Environment): string[] {
  const warnings = trimKeys(env);
  requirePairs(env);
  if (nonEmpty(env.AWS_PROFILE) !== undefined && nonEmpty(env.AWS_ACCESS_KEY_ID) !== undefined) {
    warnings.push(
      `AWS_PROFILE (${env.AWS_PROFILE}) and AWS_ACCESS_KEY_ID are both set: the profile is used, not the keys. ` +
        'To use the keys, give the step `env: {AWS_PROFILE: ""}`.',
    );
  }
  const mistakes = [...badRegion(env), ...badProxies(env), ...badEndpoints(env)];
  if (mistakes.length > 0) throw inputError(mistakes);
  return warnings;
}

function trimKeys(env: Environment): string[] {
  const warnings: string[] = [];
  for (const name of KEYS) {
    const given = env[name] ?? "";
    const value = given.trim();
    if (FOREIGN.test(value)) {
      throw new DeliveryError("credentials", `${name} has white space, quotes or other characters that no key has.`, {
        remedy:
          "Store the secret again, without quotes and line breaks; better, put aws-actions/configure-aws-credentials " +
          "with a role before this step. No changes were made.",
      });
    }
    if (value === given) continue;
    env[name] = value;
    warnings.push(`${name} began or ended with white space, which was left out. Store the secret again without it.`);
  }
  return warnings;
}

/** Half of a pair is no credentials for the SDK, which then looks elsewhere, for a role that may be another. */
function requirePairs(env: Environment): void {
  if (nonEmpty(env.AWS_PROFILE) !== undefined) return;
  const [id, secret, token] = KEYS.map((name) => nonEmpty(env[name]));
  const missing =
    id === undefined
      ? secret !== undefined && "AWS_ACCESS_KEY_ID"
      : secret === undefined
        ? "AWS_SECRET_ACCESS_KEY"
        : id.startsWith("ASIA") && token === undefined && "AWS_SESSION_TOKEN";
  if (missing === false) return;
  const rest = missing === "AWS_ACCESS_KEY_ID" ? "AWS_SECRET_ACCESS_KEY" : "AWS_ACCESS_KEY_ID";
  throw new DeliveryError("credentials", `${missing} is empty or not set in this job, but ${rest} is.`, {
    remedy:
      "Does the secret exist, and may this workflow read it? Better, put aws-actions/configure-aws-credentials with a " +
      "role before this step. No changes were made.",
  });
}

function badRegion(env: Environment): InputMistake[] {
  const region = regionOf(env);
  if (region === undefined || REGION.test(region)) return [];
  const input = nonEmpty(env.AWS_REGION) === undefined ? "AWS_DEFAULT_REGION" : "AWS_REGION";
  return [{ input, given: region, problem: "is not the name of a region.", example: "aws-region: eu-west-1" }];
}

/** Node ignores a proxy without a scheme, while curl and others take it for http; so does this action. */
function badProxies(env: Environment): InputMistake[] {
  return PROXIES.flatMap((input) => {
    const given = nonEmpty(env[input]);
    if (given === undefined) return [];
    const url = /^[a-z][a-z\d+.-]*:\/\//i.test(given) ? given : `http://${given}`;
    if (/^https?:/i.test(url) && URL.canParse(url)) {
      env[input] = url;
      return [];
    }
    const problem = "is not the URL of an http or https proxy.";
    return [{ input, problem, example: `${input}: http://proxy.example.com:3128` }];
  });
}

function badEndpoints(env: Environment): InputMistake[] {
  return Object.keys(env)
    .filter((name) => ENDPOINT.test(name))
    .flatMap((input) => {
      const given = nonEmpty(env[input]);
      if (given === undefined || (/^https?:\/\//i.test(given) && URL.canParse(given))) return [];
      return [{ input, given, problem: "is not a URL.", example: `${input}: https://vpce-1a2b3c.example.com` }];
    });
}

function nonEmpty(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === "" ? undefined : trimmed;
}
