import { MAX_IDS_AN_INQUIRY, type PaymentLineAnswer } from '@gongjiang/contracts';
import type { CityCode } from '@gongjiang/kernel';
import type { BankOf } from '../bank/bank.js';
import { answerOf } from './parting.js';
import type { RestoreStore } from './restore.store.js';

/** What the bank knows of ids, whatever messages they went in: by its statements as they were listed, and by asking it now. */
export class BankKnowledge {
  constructor(private readonly bankOf: BankOf, private readonly restores: RestoreStore) {}

  /** The bank's answers to those of these ids that it knows. Throws `BankSilent` where it gives no answer: then nothing is known. */
  async of(city: CityCode, endToEndIds: readonly string[]): Promise<ReadonlyMap<string, PaymentLineAnswer>> {
    const known = new Map<string, PaymentLineAnswer>();
    for (const { endToEndId, bankReference } of await this.restores.booked(city, endToEndIds)) known.set(endToEndId, { endToEndId, status: 'accepted', bankReference, reasonCode: null, duplicate: true });
    const left = endToEndIds.filter((id) => !known.has(id));
    for (let at = 0; at < left.length; at += MAX_IDS_AN_INQUIRY) {
      const ids = left.slice(at, at + MAX_IDS_AN_INQUIRY);
      for (const status of await this.bankOf(city).inquire(ids, null)) {
        const answer = ids.includes(status.endToEndId) ? answerOf(status) : undefined;
        if (answer) known.set(status.endToEndId, answer);
      }
    }
    return known;
  }
}
