import { readFile } from 'node:fs/promises';
import { baseAccredited, eventOf, medalWon, personTimesCounted, titleGranted, type CloudEvent } from '@gongjiang/contracts';
import { ensureTopics, KafkaPublisher, outgoingEvent } from '@gongjiang/messaging';
import { secretKeyFromConfig } from '@gongjiang/persistence';
import { derivedCityKeys, personTokenizer, type PersonTokenizer } from '@gongjiang/security';
import { kafkaFor } from '../platform/platform.kafka.js';
import type { Platform } from '../platform/platform.js';
import { claimOfRecognition, type Recognition } from '../sample/recognitions.js';
import { JINHUA } from '../sample/regions.js';

const CONTRACTS = [baseAccredited, medalWon, personTimesCounted, titleGranted];

/**
 * Puts the titles, medals, listings and counts of a file on Kafka, as their services will. Answers how many were told,
 * and how many claims each entitlement has of them.
 */
export async function publishRecognitions(platform: Platform, file: string): Promise<{ readonly told: number; readonly claims: ReadonlyMap<string, number> }> {
  const recognitions = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Recognition);
  const kafka = kafkaFor('accreditation', platform);
  await ensureTopics(kafka, [...new Set(CONTRACTS.map(({ topic }) => topic))]);
  const tokenizer = personTokenizer(derivedCityKeys(secretKeyFromConfig(platform.secrets.personTokenKey)));
  const publisher = new KafkaPublisher(kafka);
  try {
    await publisher.publish(recognitions.map((told) => outgoingEvent(eventOfRecognition(told, tokenizer))));
  } finally {
    await publisher.close();
  }
  const claims = new Map<string, number>();
  for (const told of recognitions) {
    const { entitlement } = claimOfRecognition(told) ?? {};
    if (entitlement) claims.set(entitlement, (claims.get(entitlement) ?? 0) + 1);
  }
  return { told: recognitions.length, claims };
}

function eventOfRecognition(told: Recognition, tokenizer: PersonTokenizer): CloudEvent {
  const facts = (subject: string, day: string) => ({ city: JINHUA, subject, sequence: 1, time: new Date(`${day}T08:00:00Z`) });
  switch (told.kind) {
    case 'title': {
      const { kind: _kind, identityNumber, ...data } = told;
      return eventOf(titleGranted, { ...facts(told.titleId, told.grantedOn), data: { ...data, person: tokenizer.tokenOf(JINHUA, identityNumber) } });
    }
    case 'medal': {
      const { kind: _kind, identityNumber, ...data } = told;
      return eventOf(medalWon, { ...facts(told.medalId, told.awardedOn), data: { ...data, person: tokenizer.tokenOf(JINHUA, identityNumber) } });
    }
    case 'listing': {
      const { kind: _kind, ...data } = told;
      return eventOf(baseAccredited, { ...facts(told.baseId, told.accreditedOn), data: { ...data, kind: 'public-training-base' } });
    }
    case 'count': {
      const { kind: _kind, of, ...data } = told;
      return eventOf(personTimesCounted, { ...facts(told.baseId, `${told.year + 1}-01-15`), data: { ...data, kind: of } });
    }
  }
}
