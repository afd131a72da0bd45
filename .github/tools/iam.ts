/** The policy of docs/iam.md, in its parts and as a whole. */

export interface Statement {
  Sid: string;
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
  Condition?: object;
}

export interface Policy {
  Version: string;
  Statement: Statement[];
}

/** The statements of each part, by its name: `<!-- iam: name -->`. */
export function partsOf(markdown: string): Map<string, Statement[]> {
  const fences = markdown.matchAll(/<!-- iam: ([\w-]+) -->\n```json\n(.*?)```/gs);
  return new Map([...fences].map(([, name = "", json = ""]) => [name, (JSON.parse(json) as Policy).Statement]));
}

/** Statements about the same resources become one, which keeps the name of the first. */
export function policyOf(statements: readonly Statement[]): Policy {
  const merged = new Map<string, Statement>();
  for (const statement of statements) {
    const about = JSON.stringify([statement.Effect, statement.Resource, statement.Condition]);
    const known = merged.get(about);
    const actions = [...new Set([known?.Action ?? [], statement.Action].flat())].sort();
    merged.set(about, { ...(known ?? statement), Action: actions.length === 1 ? statement.Action : actions });
  }
  return { Version: "2012-10-17", Statement: [...merged.values()] };
}

/** Whether a statement lets nobody change anything. */
export function isReading({ Action }: Statement): boolean {
  return [Action].flat().every((action) => /:(Describe|Get|List)\w+$/.test(action));
}
