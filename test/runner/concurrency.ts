/** `concurrency:` of a workflow or a job, with its expressions evaluated. */
export interface Group {
  group: string;
  "cancel-in-progress"?: boolean;
  queue?: "single" | "max";
}

interface Waiting {
  begin: (goes: boolean) => void;
}

interface Line {
  holder: AbortController;
  waiting: Waiting[];
}

/** The concurrency groups of one repository (GitHub docs, "Control the concurrency of workflows and jobs"). */
export class Concurrency {
  readonly #lines = new Map<string, Line>();

  /**
   * Waits until the group is free. A later one takes the place of one that waits, unless the group has `queue: max`.
   *
   * @param held the groups that the same run holds already: one of them again would wait for itself.
   * @returns how to leave the group, and what is aborted when a later one cancels it; undefined when cancelled while
   * it waited.
   */
  async enter(wanted: Group, held: readonly string[]): Promise<{ leave(): void; cancel: AbortSignal } | undefined> {
    const name = wanted.group.toLowerCase();
    if (held.includes(name)) throw new Error(`A deadlock was detected for concurrency group: '${wanted.group}'`);
    const line = this.#lines.get(name);
    if (line !== undefined) {
      if (wanted["cancel-in-progress"] === true) line.holder.abort();
      if (wanted.queue !== "max") for (const { begin } of line.waiting.splice(0)) begin(false);
      const goes = await new Promise<boolean>((begin) => line.waiting.push({ begin }));
      if (!goes) return undefined;
    }
    const holder = new AbortController();
    this.#lines.set(name, { holder, waiting: line?.waiting ?? [] });
    return { cancel: holder.signal, leave: () => this.#next(name) };
  }

  /** How many wait for a group. */
  waiting(group: string): number {
    return this.#lines.get(group.toLowerCase())?.waiting.length ?? 0;
  }

  #next(name: string): void {
    const next = this.#lines.get(name)?.waiting.shift();
    if (next === undefined) this.#lines.delete(name);
    else next.begin(true);
  }
}
