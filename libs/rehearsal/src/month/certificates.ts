import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { certificateIssued, eventOf, type CloudEvent } from '@gongjiang/contracts';
import { ensureTopics, KafkaPublisher, outgoingEvent } from '@gongjiang/messaging';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import { derivedCityKeys, personTokenizer, type PersonTokenizer } from '@gongjiang/security';
import type { IssuedCertificate } from '../sample/certificate.rows.js';
import { JINHUA } from '../sample/regions.js';
import { kafkaFor } from '../platform/platform.kafka.js';
import type { Platform } from '../platform/platform.js';

const EVENTS_AT_ONCE = 1_000;

/** Puts the certificates of a file on Kafka, as the evaluation service will: with tokens, and no personal data. */
export async function publishCertificates(platform: Platform, file: string): Promise<{ readonly certificates: number; readonly claims: number }> {
  const kafka = kafkaFor('evaluation', platform);
  await ensureTopics(kafka, [certificateIssued.topic]);
  const publisher = new KafkaPublisher(kafka);
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(platform.secrets.personTokenKey)));
  let certificates = 0;
  let waiting: CloudEvent[] = [];
  const flush = async (): Promise<void> => {
    await publisher.publish(waiting.map(outgoingEvent));
    waiting = [];
  };
  try {
    for await (const line of createInterface({ input: createReadStream(file, 'utf8') })) {
      if (line === '') continue;
      waiting.push(eventOfCertificate(JSON.parse(line) as IssuedCertificate, tokenizer));
      certificates += 1;
      if (waiting.length === EVENTS_AT_ONCE) await flush();
    }
    await flush();
  } finally {
    await publisher.close();
  }
  return { certificates, claims: certificates };
}

function eventOfCertificate(certificate: IssuedCertificate, tokenizer: PersonTokenizer): CloudEvent {
  const { certificateNumber, identityNumber, occupationCode, level, issuedOn, newlyCertified, trainingId, standardFen, occupationInShortage } = certificate;
  return eventOf(certificateIssued, {
    city: JINHUA,
    subject: certificateNumber,
    sequence: 1,
    time: new Date(`${issuedOn}T08:00:00Z`),
    data: {
      certificateNumber, person: tokenizer.tokenOf(JINHUA, identityNumber), occupationCode, level, issuedOn, newlyCertified,
      training: { trainingId, standardFen, occupationInShortage },
    },
  });
}
