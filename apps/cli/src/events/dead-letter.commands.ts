import { readFile } from 'node:fs/promises';
import { KafkaPublisher, MongoDeadLetters, replayDeadLetter, type DeadLetter } from '@gongjiang/messaging';
import { connectMongo } from '@gongjiang/persistence';
import { MachineLacks } from '@gongjiang/servers';
import { Command } from 'commander';
import { addressOf, kafkaSettings, topicPrefixFrom } from './config.js';
import { letterText } from './event.text.js';

interface LetterFlags {
  readonly service: string;
  readonly database?: string;
  readonly type?: string;
  readonly limit: string;
  readonly topicPrefix: string;
  readonly all?: true;
  readonly json?: true;
  readonly event?: string;
}

/** The most letters that one command takes in hand: a flood of them has one cause, and it is mended first. */
const MAX_LETTERS = 10_000;

/** `events dead`: what a service could not take, and why. */
export function deadCommand(): Command {
  return ofService(new Command('dead').description('list what a service could not take, and why'))
    .option('--all', 'also those that were replayed or taken since')
    .option('--json', 'whole letters, one a line')
    .action((flags: LetterFlags) => withLetters(flags, async (letters) => {
      const found = await letters.list({ ...(flags.all ? {} : { status: 'waiting' as const }), ...typeOf(flags), limit: limitOf(flags) });
      for (const letter of found) print(flags.json ? JSON.stringify(letter) : letterText(letter));
      print(found.length === 0 ? 'No dead letters.' : `${found.length} dead letters. Mend the cause, then: npm run gongjiang -- events replay --service ${flags.service} <id …> or --all`);
    }));
}

/** `events replay`: gives letters to their service again, as they came or mended. */
export function replayCommand(): Command {
  return ofService(new Command('replay').description('give dead letters to their service again'))
    .argument('[ids...]', 'the letters\' ids')
    .option('--all', 'every letter that waits')
    .option('--event <file>', 'the mended event, for one id')
    .action((ids: string[], flags: LetterFlags) => withLetters(flags, async (letters) => replay(letters, ids, flags)));
}

async function replay(letters: MongoDeadLetters, ids: readonly string[], flags: LetterFlags): Promise<void> {
  if (flags.all === undefined && ids.length === 0) throw new MachineLacks('Say which: ids as "events dead" shows them, or --all');
  if (flags.event !== undefined && ids.length !== 1) throw new MachineLacks('A mended event goes in the place of one letter: give one id with --event');
  const mended = flags.event === undefined ? undefined : await readFile(flags.event, 'utf8');
  const chosen = await letters.list(flags.all ? { status: 'waiting', ...typeOf(flags), limit: limitOf(flags) } : { ids, limit: MAX_LETTERS });
  const publisher = new KafkaPublisher(await kafkaSettings(flags.topicPrefix));
  try {
    for (const letter of chosen) print(await replayed({ letters, publisher, service: flags.service }, letter, mended));
  } finally {
    await publisher.close();
  }
  if (!flags.all && chosen.length < ids.length) throw new MachineLacks(`${ids.length - chosen.length} of the ids are not among the letters of ${flags.service}`);
}

async function replayed(parts: Parameters<typeof replayDeadLetter>[0], letter: DeadLetter, mended: string | undefined): Promise<string> {
  const outcome = await replayDeadLetter(parts, letter, mended);
  return outcome.ok ? `${letter.id}  sent again to ${parts.service}` : `${letter.id}  not sent: ${outcome.refusal.code}`;
}

async function withLetters(flags: LetterFlags, work: (letters: MongoDeadLetters) => Promise<void>): Promise<void> {
  const connection = await connectMongo({ url: await addressOf('mongo'), database: flags.database ?? `gongjiang_${flags.service}` });
  try {
    await work(new MongoDeadLetters(connection.db));
  } finally {
    await connection.close();
  }
}

function ofService(command: Command): Command {
  return command
    .requiredOption('--service <name>', 'whose letters: subsidy, talent, …')
    .option('--database <name>', 'its database, where it is not gongjiang_<service>')
    .option('--type <type>', 'only events of this type')
    .option('--limit <n>', 'at most so many, the oldest first', '100')
    .option('--topic-prefix <prefix>', 'of the namespace', topicPrefixFrom());
}

function typeOf({ type }: LetterFlags): { readonly type?: string } {
  return type === undefined ? {} : { type };
}

function limitOf({ limit }: LetterFlags): number {
  const count = Number(limit);
  if (!Number.isSafeInteger(count) || count < 1 || count > MAX_LETTERS) throw new MachineLacks(`--limit is a number from 1 to ${MAX_LETTERS}`);
  return count;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
