/**
 * The seams between the parts of the local AWS. Each part owns its own state; what one needs of another goes through
 * these interfaces, so that a load balancer never knows how an instance is started.
 */

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
}

/** Who signed a request, found by its access key. */
export interface Principal {
  arn: string;
  accountId: string;
  accessKeyId: string;
}

export type Json = string | number | boolean | null | undefined | Date | Json[] | { [member: string]: Json };
export type Params = { [member: string]: Json };

export interface RequestContext {
  region: string;
  principal: Principal;
  requestId: string;
}

/** One API operation: parsed parameters in (query strings stay strings), the members of its result out. */
export type Operation = (params: Params, context: RequestContext) => Params | Promise<Params>;

/** A control plane: its operations by API action name. */
export interface Service {
  /** The name in a SigV4 credential scope: `elasticloadbalancing`, `autoscaling`, `ec2`, `sts`. */
  signingName: string;
  protocol: "query" | "ec2-query";
  version: string;
  xmlNamespace: string;
  operations: Record<string, Operation>;
  /** The resource ARNs that a policy must allow for this call; `["*"]` where AWS knows no resource-level permission. */
  resources?(action: string, params: Params): string[];
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

/** What the load balancer needs to know of an instance: implemented by EC2. */
export interface InstanceDirectory {
  /** `undefined` when no such instance was ever known. */
  find(instanceId: string): InstanceView | undefined;
}

export interface InstanceView {
  instanceId: string;
  state: "pending" | "running" | "shutting-down" | "terminated" | "stopping" | "stopped";
  availabilityZone: string;
  /** The loopback address that answers for the instance's virtual `port`; undefined: nothing listens there (refused). */
  endpoint(port: number): { host: string; port: number } | undefined;
}

export interface TargetHealth {
  instanceId: string;
  port: number;
  state: "initial" | "healthy" | "unhealthy" | "unused" | "draining" | "unavailable";
  reason?: string;
  description?: string;
}

/** What Auto Scaling needs of the load balancer: implemented by ELBv2. */
export interface TargetRegistry {
  exists(targetGroupArn: string): boolean;
  /** Idempotent. `port` defaults to the target group's own. */
  register(targetGroupArn: string, instanceId: string, port?: number): void;
  /** Starts draining; the promise ends when the deregistration delay is over and in-flight requests were let finish. */
  deregister(targetGroupArn: string, instanceId: string): Promise<void>;
  health(targetGroupArn: string): TargetHealth[];
}
