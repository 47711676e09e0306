import { MAX_LINES_A_CHUNK } from '../chunk/chunk.js';

/** What a chunk is filled with: by its id, which names city and person first, and for how many lines. */
interface Counted {
  readonly id: string;
  readonly periods: number;
}

/** Cuts due grants, in the order of their keys, into chunks of whole persons: one person's claims are decided together. */
export async function* cutIntoChunks<Due extends Counted>(pages: AsyncIterable<readonly Due[]>, limit: number = MAX_LINES_A_CHUNK): AsyncIterable<readonly Due[]> {
  const cut = new Cut<Due>(limit);
  for await (const page of pages) {
    for (const due of page) {
      const full = cut.take(due);
      if (full) yield full;
    }
  }
  yield* cut.rest();
}

/** The chunk that is being filled, and the person whose grants are coming in. */
class Cut<Due extends Counted> {
  private chunk: Due[] = [];
  private lines = 0;
  private person: Due[] = [];

  constructor(private readonly limit: number) {}

  /** Takes the next grant; answers a chunk that has become full. */
  take(due: Due): readonly Due[] | undefined {
    const [first] = this.person;
    const full = first !== undefined && ownerOf(first.id) !== ownerOf(due.id) ? this.placePerson() : undefined;
    this.person.push(due);
    return full;
  }

  rest(): readonly (readonly Due[])[] {
    return [this.placePerson() ?? [], this.chunk].filter((chunk) => chunk.length > 0);
  }

  /** Of the person nothing follows any more: whole, it goes into the chunk; or into the next, where it has no room. */
  private placePerson(): readonly Due[] | undefined {
    const more = linesOf(this.person);
    const full = this.chunk.length > 0 && this.lines + more > this.limit ? this.chunk : undefined;
    if (full) [this.chunk, this.lines] = [[], 0];
    this.chunk.push(...this.person);
    this.lines += more;
    this.person = [];
    return full;
  }
}

function linesOf(dues: readonly Counted[]): number {
  return dues.reduce((lines, due) => lines + due.periods, 0);
}

/** The city and person at the front of a grant's key. */
function ownerOf(id: string): string {
  return id.slice(0, id.indexOf('|'));
}
