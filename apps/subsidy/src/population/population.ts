import { MAX_LINES_A_CHUNK } from '../chunk/chunk.js';

/** What a chunk is filled with: by its id, which names city and person first, and for how many lines. */
interface Counted {
  readonly id: string;
  readonly periods: number;
}

/** Cuts due grants, in the order of their keys, into chunks of whole persons: one person's claims are decided together. */
export async function* cutIntoChunks<Due extends Counted>(dues: AsyncIterable<Due>, limit: number = MAX_LINES_A_CHUNK): AsyncIterable<readonly Due[]> {
  let chunk: Due[] = [];
  for await (const person of byPerson(dues)) {
    if (chunk.length > 0 && linesOf(chunk) + linesOf(person) > limit) {
      yield chunk;
      chunk = [];
    }
    chunk.push(...person);
  }
  if (chunk.length > 0) yield chunk;
}

async function* byPerson<Due extends Counted>(dues: AsyncIterable<Due>): AsyncIterable<readonly Due[]> {
  let person: Due[] = [];
  for await (const due of dues) {
    if (person[0] && ownerOf(due.id) !== ownerOf(person[0].id)) {
      yield person;
      person = [];
    }
    person.push(due);
  }
  if (person.length > 0) yield person;
}

function linesOf(dues: readonly Counted[]): number {
  return dues.reduce((lines, due) => lines + due.periods, 0);
}

/** The city and person at the front of a grant's key. */
function ownerOf(id: string): string {
  return id.slice(0, id.indexOf('|'));
}
