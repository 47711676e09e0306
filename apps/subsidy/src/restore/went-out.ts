import type { CityCode } from '@gongjiang/kernel';

/** A head of the record as it went out. */
export interface HeadOut {
  readonly city: CityCode;
  readonly number: number;
  readonly head: string;
  readonly at: Date;
}

/** A chunk whose answer went out. */
export interface ChunkOut {
  readonly city: CityCode;
  readonly chunkId: string;
  readonly at: Date;
}

export interface WentOutFacts {
  readonly heads: readonly HeadOut[];
  readonly chunks: readonly ChunkOut[];
}

/** What others were told: it outlives whatever happens to the database. */
export abstract class WentOutReader {
  /** What went out since a moment (and maybe some before); null for all of it. Throws where it cannot be read. */
  abstract since(moment: Date | null): Promise<WentOutFacts>;
}
