import type { CloudEvent } from '@gongjiang/contracts';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import type { CityStore } from '../city/city.store.js';
import { namesOf, type NamePorts } from './payee-message.names.js';
import type { PayeeMessage } from './payee-message.js';
import type { PayeeFileStore } from './payee-file.store.js';
import { sheetOf, type MessageSheet } from './payee-message.sheet.js';
import type { Words } from './payee-message.text.js';
import { PayeeMessages, type ToldChunk } from './payee-messages.js';

export interface PayeeFilePorts extends NamePorts {
  readonly payeeFiles: PayeeFileStore;
  readonly cities: CityStore;
  readonly packs: PackSet;
}

/** By file, for the city's SMS gateway: the gateway knows the telephone by the token. Sealed where it lies; what was in an earlier file of the chunk is not in the next. */
export class PayeeMessageFiles extends PayeeMessages {
  constructor(private readonly ports: PayeeFilePorts) {
    super();
  }

  async give(chunk: ToldChunk, messages: readonly PayeeMessage[]): Promise<readonly CloudEvent[]> {
    if (messages.length === 0) return [];
    const told = await this.ports.payeeFiles.toldOf(chunk.chunkId);
    const fresh = messages.filter(({ id }) => !told.ids.has(id));
    if (fresh.length > 0) await this.ports.payeeFiles.keep({ ...chunk, part: told.parts + 1, sheet: await this.sheetFor(chunk, fresh) });
    return [];
  }

  private async sheetFor({ city, chunkId }: ToldChunk, messages: readonly PayeeMessage[]): Promise<MessageSheet> {
    const names = await namesOf(this.ports, { city, chunkId }, messages.map(({ person }) => person));
    return sheetOf(messages, {
      howToObject: this.ports.cities.get(city).payeeMessages.howToObject,
      titleOf: (entitlement) => this.titleOf(entitlement),
      nameOf: (person) => names.get(person) ?? '',
    });
  }

  private titleOf(entitlement: string): Words {
    return describeEntitlement(this.ports.packs, entitlement)?.title ?? { zh: entitlement, en: entitlement };
  }
}
