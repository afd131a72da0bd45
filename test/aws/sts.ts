import { randomBytes } from "node:crypto";
import type { Params, Principal, Service, WorldConfig } from "./contract.ts";
import { required, text } from "./params.ts";

/** STS: who am I, and roles to assume. Every role can be assumed by everybody; its policy is that of the caller. */
export function createSts({ accountId, clock }: WorldConfig, principals: Map<string, Principal>): Service {
  const assume = (params: Params, policy: Principal["policy"]): Params => {
    const role = required(params, "RoleArn");
    const session = required(params, "RoleSessionName");
    const expiresAt = clock.now() + Number(text(params, "DurationSeconds") ?? 3_600) * 1_000;
    const arn = `arn:aws:sts::${accountId}:assumed-role/${role.split("/").pop()}/${session}`;
    const principal: Principal = {
      arn,
      accessKeyId: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      secretAccessKey: randomBytes(20).toString("hex"),
      sessionToken: randomBytes(32).toString("base64"),
      expiresAt,
      ...(policy === undefined ? {} : { policy }),
    };
    principals.set(principal.accessKeyId, principal);
    return {
      Credentials: {
        AccessKeyId: principal.accessKeyId,
        SecretAccessKey: principal.secretAccessKey,
        SessionToken: principal.sessionToken,
        Expiration: new Date(expiresAt),
      },
      AssumedRoleUser: { Arn: arn, AssumedRoleId: `AROALOCAL:${session}` },
    };
  };
  return {
    name: "sts",
    protocol: "query",
    xmlNamespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    resource: (_action, params) => text(params, "RoleArn") ?? "*",
    operations: {
      GetCallerIdentity: (_params, { principal }) => ({
        Arn: principal.arn,
        UserId: principal.accessKeyId,
        Account: accountId,
      }),
      AssumeRole: (params, { principal }) => assume(params, principal.policy),
      AssumeRoleWithWebIdentity: (params) => {
        required(params, "WebIdentityToken");
        return assume(params, undefined);
      },
    },
  };
}
