import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { auditSealed, readData } from '@gongjiang/contracts';
import { readTopic, type KafkaSettings } from '@gongjiang/messaging';
import { KnownHeads, parseHead, type KnownHead } from '@gongjiang/security';

/** Heads that others know, by city. */
export class HeadsByCity {
  private readonly heads = new Map<string, KnownHeads>();

  add(head: KnownHead): void {
    this.of(head.city).add(head);
  }

  of(city: string): KnownHeads {
    const known = this.heads.get(city) ?? new KnownHeads();
    this.heads.set(city, known);
    return known;
  }

  cities(): readonly string[] {
    return [...this.heads.keys()];
  }
}

/** A file of heads that is none: a cut tail must not go unseen because of it. */
export class HeadsUnreadable extends Error {
  override readonly name = 'HeadsUnreadable';
}

/** Takes in a file with a head a line, or an event that told one. Throws `HeadsUnreadable` with the line. */
export async function readHeadsFile(file: string, heads: HeadsByCity): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === '') continue;
    const parsed = parseHead(line);
    if (!parsed.ok) throw new HeadsUnreadable(`${file}, line ${number}: no head. A line is {"city":"330300","number":1,"head":"…"} or an event of ${auditSealed.type}`);
    heads.add(parsed.value);
  }
}

/** Takes in what was published on Kafka so far. */
export async function readPublishedHeads(kafka: KafkaSettings, heads: HeadsByCity): Promise<void> {
  await readTopic(kafka, auditSealed.topic, (read) => {
    const event = read.ok && read.value.type === auditSealed.type ? readData(auditSealed, read.value) : undefined;
    if (event?.ok) heads.add(event.value.data);
  });
}
