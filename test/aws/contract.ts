/** The types that the parts of the local AWS share. Each part owns its own state; see `server.ts` for how they meet. */

/** A world's clock. Delays are given in AWS seconds and divided by the time scale; `now()` is real time. */
export interface WorldClock {
  /** Real milliseconds since the epoch; what API answers print as timestamps. */
  now(): number;
  /** Real milliseconds that `seconds` AWS seconds take in this world. */
  scaled(seconds: number): number;
  /** Runs `task` once after `seconds` AWS seconds; the returned function cancels it. Never keeps the process alive. */
  after(seconds: number, task: () => void): () => void;
  /** Runs `task` every `seconds` AWS seconds; the returned function stops it. */
  every(seconds: number, task: () => void): () => void;
  stop(): void;
}

/** Who signed a request, found by its access key. */
export interface Principal {
  arn: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  /** Milliseconds since the epoch; undefined: never expires. */
  expiresAt?: number;
  /** Undefined: everything is allowed. */
  policy?: Policy;
}

export interface Policy {
  Version?: string;
  Statement: PolicyStatement | PolicyStatement[];
}

export interface PolicyStatement {
  Effect: "Allow" | "Deny";
  Action: string | string[];
  Resource: string | string[];
}

export type Wire = string | number | boolean | null | undefined | Date | Wire[] | { [member: string]: Wire };
export type Params = { [member: string]: Wire };

export interface RequestContext {
  principal: Principal;
  requestId: string;
}

/** One API operation: parsed parameters in (leaves are strings), the members of its result out. */
export type Operation = (params: Params, context: RequestContext) => Params | Promise<Params>;

/** A control plane: its operations by API action name. */
export interface Service {
  /** The name in policies and, unless it has another there, in a SigV4 credential scope: `autoscaling`, `ec2` … */
  name: string;
  /** The name in a SigV4 credential scope: CloudWatch is `cloudwatch` in policies, but signed for as `monitoring`. */
  signingName?: string;
  protocol: "query" | "ec2" | "json";
  xmlNamespace: string;
  operations: Record<string, Operation>;
  /** The resource ARNs that a policy must allow for this call; `*` where AWS knows no resource-level permission. */
  resource(action: string, params: Params): string | readonly string[];
}

/** An error that goes to the wire in the service's own shape. */
export class AwsError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export interface WorldConfig {
  clock: WorldClock;
  region: string;
  accountId: string;
  zones: readonly string[];
}

/** The one network of a world. */
export const VPC = "vpc-0123456789abcdef0";
