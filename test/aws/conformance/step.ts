import type { Clients } from "../clients.ts";

/** One of the calls for two AWSs. Its answer, or its error's name, is what gets compared. */
export interface Step {
  name: string;
  run(context: Context): Promise<unknown>;
}

export interface Context extends Clients {
  imageId: string;
  /** ARNs and ids that earlier steps got, by the name they are known by. */
  ids: Map<string, string>;
}

export function id({ ids }: Context, name: string): string {
  const found = ids.get(name);
  if (found === undefined) throw new Error(`No earlier step has noted ${name}`);
  return found;
}
