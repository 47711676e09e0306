/** A claim that every adapter of a port must meet, and a check that throws where it does not. */
export interface ContractClaim<Subject> {
  readonly claim: string;
  readonly holds: (subject: Subject) => Promise<void>;
}

export function expectSame(actual: unknown, expected: unknown): void {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (found !== wanted) throw new Error(`expected ${wanted}, found ${found}`);
}
