import { MAX_PERSONS_A_QUESTION, REGISTRY_CHECK_IDS, type RegistryCheck, type RegistryQuestion } from '@gongjiang/contracts';
import type { CityCode, Month, PersonToken } from '@gongjiang/kernel';
import type { Identity } from '../person/person.js';
import type { PersonStore } from '../person/person.store.js';
import { answersIn, RegistrySilent, type CheckRegistry } from './check-registry.js';
import { answerKey, isOfMonth, type PersonAnswer, type Standing } from './person-answer.js';
import type { PersonAnswerStore } from './person-answer.store.js';
import { mustAsk, type Examination } from './person-check.js';
import type { AskedMonths } from './person-checks.js';

/** What is asked of registries for one city, and what is known already. */
export interface Inquiry extends Omit<Examination, 'vain'> {
  readonly city: CityCode;
  readonly asked: AskedMonths;
}

/** What registries added: what stands now, and what was asked in vain. */
export interface Inquired {
  readonly standing: Standing;
  readonly vain: ReadonlyMap<string, 'unknown' | 'silent'>;
}

export interface InquiryPorts {
  readonly registry: CheckRegistry;
  readonly answers: PersonAnswerStore;
  /** Opens the sealed numbers of those who are asked about. */
  readonly persons: Pick<PersonStore, 'identities'>;
}

interface Asked { readonly check: RegistryCheck; readonly month: Month | null; readonly tokens: readonly PersonToken[] }

/** Asks registries for what no file has brought, a thousand persons at once, and keeps what they say. */
export async function inquire(ports: InquiryPorts, inquiry: Inquiry): Promise<Inquired> {
  const open = questionsOf(inquiry);
  const vain = new Map<string, 'unknown' | 'silent'>();
  if (open.length === 0) return { standing: inquiry.standing, vain };
  const standing = new Map(inquiry.standing);
  const identities = await ports.persons.identities(inquiry.city, [...new Set(open.flatMap(({ tokens }) => tokens))]);
  for (const asked of open) {
    const known = asked.tokens.filter((token) => identities.has(token));
    const told = await askOnce(ports.registry, inquiry, asked, known.map((token) => ({ token, ...identities.get(token) as Identity })));
    if (told === 'silent') for (const token of known) vain.set(answerKey(token, asked.check, asked.month), 'silent');
    else {
      await ports.answers.take(inquiry.city, told.answers);
      for (const answer of told.answers) standing.set(answerKey(answer.token, answer.check, answer.month), answer);
      for (const token of told.unknown) vain.set(answerKey(token, asked.check, asked.month), 'unknown');
    }
  }
  return { standing, vain };
}

/** One question for each check and month, of up to a thousand persons. */
function questionsOf(inquiry: Inquiry): readonly Asked[] {
  const checks = REGISTRY_CHECK_IDS.filter((check) => inquiry.settings[check]?.askRegistry ?? false);
  if (checks.length === 0) return [];
  const persons = [...inquiry.asked];
  const months = [...new Set(persons.flatMap(([, own]) => own))].sort();
  const questions = checks.flatMap((check) => (isOfMonth(check) ? months : [null]).map((month) => ({
    check, month, tokens: persons.filter(([token, own]) => (month === null || own.includes(month)) && mustAsk(inquiry, token, check, month)).map(([token]) => token),
  })));
  return questions.flatMap(({ tokens, ...question }) => partsOf(tokens).map((part) => ({ ...question, tokens: part })));
}

async function askOnce(registry: CheckRegistry, { city, today }: Inquiry, { check, month }: Asked, persons: readonly (Identity & { readonly token: PersonToken })[]): Promise<'silent' | { readonly answers: readonly PersonAnswer[]; readonly unknown: readonly PersonToken[] }> {
  if (persons.length === 0) return { answers: [], unknown: [] };
  const question: RegistryQuestion = { city, check, month, persons: persons.map(({ identityNumber }, at) => ({ mark: String(at), identityNumber })) };
  try {
    const reply = await registry.ask(question);
    const said = answersIn(question, reply, today);
    const answers: PersonAnswer[] = [];
    const unknown: PersonToken[] = [];
    persons.forEach(({ token }, at) => {
      const answer = said.get(String(at)) ?? 'unknown';
      if (answer === 'unknown') unknown.push(token);
      else answers.push({ token, check, month, answer, answeredOn: reply.answeredOn, by: 'registry', source: reply.requestId });
    });
    return { answers, unknown };
  } catch (error) {
    if (error instanceof RegistrySilent) return 'silent';
    throw error;
  }
}

function partsOf(tokens: readonly PersonToken[]): readonly (readonly PersonToken[])[] {
  return Array.from({ length: Math.ceil(tokens.length / MAX_PERSONS_A_QUESTION) }, (_, at) => tokens.slice(at * MAX_PERSONS_A_QUESTION, (at + 1) * MAX_PERSONS_A_QUESTION));
}
