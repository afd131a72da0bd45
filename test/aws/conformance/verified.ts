import { randomBytes } from "node:crypto";
import type { Clients } from "../clients.ts";

/** A behaviour that one of moto's tests has seen at AWS itself. What AWS answered stands in `holds`, as expectations. */
export interface Verified {
  name: string;
  /** moto's test of 5.2.5, which its authors ran against AWS (their mark `aws_verified`); which file, the list says. */
  source: string;
  holds(it: Aws): Promise<void>;
}

/** An AWS that can be asked: the local one, and moto, which shows that a behaviour is copied rightly from its source. */
export interface Aws extends Clients {
  imageId: string;
  /** Starts an instance that answers on port 80; resolves when it runs. */
  launch(): Promise<string>;
  /** Resolves when the instance is stopped. */
  stop(instanceId: string): Promise<void>;
  /** Resolves when the instance is terminated. */
  terminate(instanceId: string): Promise<void>;
}

export const ZONE = "eu-west-1a";

/** A name that nothing else has. */
export const unused = (what: string): string => `${what}-${randomBytes(4).toString("hex")}`;
