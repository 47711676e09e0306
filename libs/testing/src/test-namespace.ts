import { randomBytes } from 'node:crypto';

/** Names that no other test uses, on servers that all tests share. */
export interface TestNamespace {
  /** Begins with `t-`: lower-case letters, digits and hyphens, fit for a database, topic, consumer group and key. */
  readonly prefix: string;
  /** `name` under the prefix. */
  name(name: string): string;
}

export function testNamespace(): TestNamespace {
  const prefix = `t-${randomBytes(5).toString('hex')}`;
  return { prefix, name: (name) => `${prefix}.${name}` };
}
