import { EVENTS, topicsOf } from '@gongjiang/contracts';
import { NothingToTail, tailEvents, type SeenMessage } from '@gongjiang/messaging';
import { MachineLacks } from '@gongjiang/servers';
import { Command } from 'commander';
import { kafkaSettings, topicPrefixFrom } from './config.js';
import { seenText } from './event.text.js';

interface TailFlags {
  readonly city?: string;
  readonly type?: string;
  readonly fromBeginning?: true;
  readonly json?: true;
  readonly count?: string;
  readonly topicPrefix: string;
}

/** `events tail`: what goes by on Kafka, as it comes, until Ctrl-C. */
export function tailCommand(): Command {
  return new Command('tail').description('show events as they go by; takes nothing from those who consume them')
    .option('--city <code>', 'only this city, by its division code (330300)')
    .option('--type <type>', 'only types that begin with this, with or without "gongjiang."')
    .option('--from-beginning', 'from the first event that is kept')
    .option('--json', 'whole events, one a line')
    .option('--count <n>', 'end after so many')
    .option('--topic-prefix <prefix>', 'of the namespace', topicPrefixFrom())
    .action(tail);
}

async function tail(flags: TailFlags): Promise<void> {
  const end = new AbortController();
  const stop = (): void => end.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  let left = countOf(flags);
  const show = (message: SeenMessage): void => {
    if (left <= 0 || !isWanted(message, flags)) return;
    process.stdout.write(`${flags.json ? JSON.stringify(message.read.ok ? message.read.value : message) : seenText(message)}\n`);
    left -= 1;
    if (left <= 0) stop();
  };
  const options = { topics: wantedTopics(flags.type), fromBeginning: flags.fromBeginning === true, signal: end.signal };
  await tailEvents(await kafkaSettings(flags.topicPrefix), options, show).catch(sayWhatIsLacking);
}

function sayWhatIsLacking(error: unknown): never {
  if (error instanceof NothingToTail) throw new MachineLacks('There are no events here yet: run a month with "npm start", or give its --topic-prefix');
  throw error;
}

/** Endless where it is not given. */
function countOf({ count }: TailFlags): number {
  if (count !== undefined && !/^[1-9]\d{0,8}$/.test(count)) throw new MachineLacks('--count is a number from 1 on');
  return count === undefined ? Infinity : Number(count);
}

/** Only the topics that can hold the type: a city's payments are many. */
function wantedTopics(type: string | undefined): readonly string[] {
  if (type === undefined) return topicsOf();
  const topics = EVENTS.filter((contract) => contract.type.startsWith(fullType(type))).map((contract) => contract.topic);
  if (topics.length === 0) throw new MachineLacks(`No event's type begins with ${fullType(type)}: the catalogue is in docs/events/README.md`);
  return [...new Set(topics)];
}

function isWanted({ read }: SeenMessage, { city, type }: TailFlags): boolean {
  if (!read.ok) return true;
  return (city === undefined || read.value.city === city) && (type === undefined || read.value.type.startsWith(fullType(type)));
}

function fullType(type: string): string {
  return type.startsWith('gongjiang.') ? type : `gongjiang.${type}`;
}
