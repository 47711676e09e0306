/** What can be asked for by itself: the goals, by their names. P13 is the whole month's speed. */
export const PARTS = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9', 'p10', 'p11', 'p12', 'p13', 'p14', 'p15'] as const;
export type Part = (typeof PARTS)[number];

/** What has to be run for it. `observed` is a month of its own, since looking on slows it: it is profiled and asked by users all the while. */
export const TASKS = ['month', 'relay', 'replay', 'trial', 'observed', 'bare', 'many-funds', 'guarded', 'naive'] as const;
export type Task = (typeof TASKS)[number];

const NEEDS: Readonly<Record<Part, readonly Task[]>> = {
  p1: ['month', 'bare'], p2: ['month', 'bare'], p3: ['bare', 'naive'], p4: ['month'], p5: ['month'], p6: ['month'], p7: ['observed'], p8: ['bare', 'many-funds'],
  p9: ['observed'], p10: ['month', 'relay'], p11: ['month', 'replay'], p12: ['month', 'trial'], p13: ['month'], p14: ['observed'], p15: ['bare', 'guarded'],
};

export function tasksOf(parts: readonly Part[]): ReadonlySet<Task> {
  return new Set(parts.flatMap((part) => NEEDS[part]));
}

/** What nobody can measure here, and why: said, and not left out. */
export const NOT_THERE: Readonly<Partial<Record<Part, string>>> = {
  p4: 'Requests to Kafka and to the bank are not counted: a broker tells them by JMX alone, and a chunk has one message to the bank.',
  p15: 'Encrypted, with certificates on both sides, are the connections to MongoDB and Kafka; those to Redis, where nothing of a person lies, and to the bank are not.',
};
