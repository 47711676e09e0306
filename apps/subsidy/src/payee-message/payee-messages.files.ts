import type { CloudEvent } from '@gongjiang/contracts';
import { describeEntitlement, type PackSet } from '@gongjiang/policy';
import type { CityStore } from '../city/city.store.js';
import { reasonsOf } from '../held-line/held-line.wording.js';
import { csvRow } from '../shared/csv.row.js';
import { namesOf, type NamePorts } from './payee-message.names.js';
import type { PayeeMessage } from './payee-message.js';
import type { PayeeFileStore } from './payee-file.store.js';
import { payeeTextOf, type Words } from './payee-message.text.js';
import { PayeeMessages, type ToldChunk } from './payee-messages.js';

export interface PayeeFilePorts extends NamePorts {
  readonly payeeFiles: PayeeFileStore;
  readonly cities: CityStore;
  readonly packs: PackSet;
}

const COLUMNS = ['message', 'person', 'kind', 'zh', 'en'] as const;

/** By file, for the city's SMS gateway: the gateway knows the telephone by the token. Sealed where it lies; what was in an earlier file of the chunk is not in the next. */
export class PayeeMessageFiles extends PayeeMessages {
  constructor(private readonly ports: PayeeFilePorts) {
    super();
  }

  async give(chunk: ToldChunk, messages: readonly PayeeMessage[]): Promise<readonly CloudEvent[]> {
    if (messages.length === 0) return [];
    const told = await this.ports.payeeFiles.toldOf(chunk.chunkId);
    const fresh = messages.filter(({ id }) => !told.ids.has(id));
    if (fresh.length > 0) await this.ports.payeeFiles.keep({ ...chunk, part: told.parts + 1, ids: fresh.map(({ id }) => id), text: await this.fileOf(chunk, fresh) });
    return [];
  }

  private async fileOf({ city, chunkId }: ToldChunk, messages: readonly PayeeMessage[]): Promise<string> {
    const names = await namesOf(this.ports, { city, chunkId }, messages.map(({ person }) => person));
    const settings = this.ports.cities.get(city).payeeMessages;
    const titles = new Map([...new Set(messages.map(({ entitlement }) => entitlement))].map((id) => [id, this.titleOf(id)]));
    const rows = messages.map((message) => {
      const title = titles.get(message.entitlement) ?? this.titleOf(message.entitlement);
      const { zh, en } = payeeTextOf(message, { name: names.get(message.person) ?? '', title, reasons: reasonsOf(message.codes), settings });
      return csvRow([message.id, message.person, message.kind, zh, en]);
    });
    return [csvRow(COLUMNS), ...rows].join('');
  }

  private titleOf(entitlement: string): Words {
    return describeEntitlement(this.ports.packs, entitlement)?.title ?? { zh: entitlement, en: entitlement };
  }
}
