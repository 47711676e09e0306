#!/usr/bin/env node
import { Command } from 'commander';

/** Each group's commands live in a folder of its own and are loaded only when asked for: `policy evaluate` needs no server. */
const groups: Readonly<Record<string, { readonly purpose: string; readonly load: () => Promise<Command> }>> = {
  month: { purpose: 'two months of a sample city, from their files to their close', load: async () => (await import('./month/month.commands.js')).monthCommands() },
  events: { purpose: 'what goes by on Kafka, and what could not be taken', load: async () => (await import('./events/events.commands.js')).eventsCommands() },
  audit: { purpose: 'whether the record of who did what was altered', load: async () => (await import('./audit/audit.commands.js')).auditCommands() },
  ledger: { purpose: 'whether funds, batches, messages and statements agree with the books', load: async () => (await import('./ledger/ledger.commands.js')).ledgerCommands() },
  trial: { purpose: 'what a month would come to, and nothing written', load: async () => (await import('./trial/trial.commands.js')).trialCommands() },
  restore: { purpose: 'lock payments after the data were put back to an older state', load: async () => (await import('./restore/restore.commands.js')).restoreCommands() },
  policy: { purpose: 'what the policies pay: decide, explain, check the packs', load: async () => (await import('./policy/policy.commands.js')).policyCommands() },
  bench: { purpose: 'what a month takes, step by step, beside raw writes in the same run', load: async () => (await import('./bench/bench.commands.js')).benchCommands() },
  chaos: { purpose: 'faulty months, thousands in a row, judged by an oracle', load: async () => (await import('./chaos/chaos.commands.js')).chaosCommands() },
  stack: { purpose: 'MongoDB, Kafka and Redis on this machine', load: async () => (await import('./stack/stack.commands.js')).stackCommands() },
};

const asked = process.argv[2] ?? '';
// Options belong to the command that they stand behind: `bench` and `bench imports` both have a `--json`.
const program = new Command('gongjiang').enablePositionalOptions().description('Training to payment: the platform of a city\'s skilled-talent programmes');
for (const [name, { purpose, load }] of Object.entries(groups)) {
  program.addCommand(name === asked ? await load() : new Command(name).description(purpose));
}

try {
  await program.parseAsync();
} catch (error) {
  // What the machine lacks is told in one sentence; anything else is a bug, and its trace says where.
  const isExpected = error instanceof Error && error.name === 'MachineLacks';
  process.stderr.write(`${isExpected ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
