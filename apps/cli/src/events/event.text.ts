import type { CloudEvent } from '@gongjiang/contracts';
import type { DeadLetter, SeenMessage } from '@gongjiang/messaging';

/** Longer data are cut: a line is for the eye, `--json` for programs. */
const MAX_DATA_CHARACTERS = 220;

/** One line for a message that went by. */
export function seenText({ place, read }: SeenMessage): string {
  if (read.ok) return eventText(read.value);
  const where = `${place.topic}/${place.partition}@${place.offset}`;
  return `?  unreadable: ${read.refusal.code} ${JSON.stringify(read.refusal.details ?? {})} at ${where}`;
}

function eventText({ time, city, type, subject, sequence, data }: CloudEvent): string {
  const text = JSON.stringify(data);
  const shown = text.length > MAX_DATA_CHARACTERS ? `${text.slice(0, MAX_DATA_CHARACTERS)}…` : text;
  return `${time.slice(0, 19).replace('T', ' ')}  ${city}  ${type.replace(/^gongjiang\./, '').padEnd(36)}  ${subject}#${Number(sequence)}  ${shown}`;
}

/** Two lines for a dead letter: which, and why. */
export function letterText(letter: DeadLetter): string {
  const { topic, partition, offset } = letter.place;
  return [
    `${letter.id}  ${letter.status.padEnd(8)}  ${letter.at.toISOString().slice(0, 19)}  ${letter.type ?? 'unreadable'}  ${topic}/${partition}@${offset}  tried ${letter.attempts}x`,
    `    ${letter.error.code}: ${letter.error.message}`,
  ].join('\n');
}
