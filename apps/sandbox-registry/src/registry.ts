import { REGISTRY_CHECKS, type RegistryAnswer, type RegistryCheck, type RegistryQuestion, type RegistryReply } from '@gongjiang/contracts';
import type { Day, Month } from '@gongjiang/kernel';

/** What the registry is told of a person by its own staff. */
export interface Entry {
  readonly identityNumber: string;
  readonly check: RegistryCheck;
  /** Null for what is of the person and no month. */
  readonly month: Month | null;
  readonly answer: RegistryAnswer | 'unknown';
}

/** What was asked, without the numbers. */
export interface Exchange {
  readonly requestId: string;
  readonly check: RegistryCheck;
  readonly month: Month | null;
  readonly persons: number;
}

/** The most entries and exchanges that it remembers: it is for practice, and its memory does not grow without end. */
const MAX_ENTRIES = 2_000_000;
const MAX_EXCHANGES = 10_000;

/** The registries of all authorities in one. Of whom it was told nothing it says what speaks for paying: most people live and work. */
export class Registry {
  readonly #entries = new Map<string, Entry>();
  readonly #exchanges: Exchange[] = [];
  #asked = 0;

  constructor(private today: Day) {}

  /** What is told later takes the place of what was told before. Answers how many it knows now; undefined where they are too many. */
  tell(entries: readonly Entry[]): number | undefined {
    if (this.#entries.size + entries.length > MAX_ENTRIES) return undefined;
    for (const entry of entries) this.#entries.set(keyOf(entry), entry);
    return this.#entries.size;
  }

  moveDate(to: Day): void {
    this.today = to;
  }

  answer({ check, month, persons }: RegistryQuestion): RegistryReply {
    this.#asked += 1;
    const requestId = `REQ-${this.today}-${this.#asked}`;
    if (this.#exchanges.length < MAX_EXCHANGES) this.#exchanges.push({ requestId, check, month, persons: persons.length });
    const answers = persons.map(({ mark, identityNumber }) => ({ mark, answer: this.#entries.get(keyOf({ check, month, identityNumber }))?.answer ?? REGISTRY_CHECKS[check][0] }));
    return { requestId, answeredOn: this.today, answers };
  }

  exchanges(): readonly Exchange[] {
    return this.#exchanges;
  }
}

function keyOf({ check, month, identityNumber }: Pick<Entry, 'check' | 'month' | 'identityNumber'>): string {
  return `${check}|${month ?? ''}|${identityNumber}`;
}
