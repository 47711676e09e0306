import { MAX_LINES_A_CHUNK } from '../chunk/chunk.js';

/** Cuts due grants, in the order of their keys, into chunks of whole persons: one person's claims are decided together. */
export async function* cutIntoChunks(ids: AsyncIterable<string>, limit: number = MAX_LINES_A_CHUNK): AsyncIterable<readonly string[]> {
  let chunk: string[] = [];
  let person: string[] = [];
  for await (const id of ids) {
    if (person.length > 0 && ownerOf(id) !== ownerOf(person[0] as string)) {
      if (chunk.length > 0 && chunk.length + person.length > limit) {
        yield chunk;
        chunk = [];
      }
      chunk.push(...person);
      person = [];
    }
    person.push(id);
  }
  if (chunk.length > 0 && chunk.length + person.length > limit) {
    yield chunk;
    chunk = [];
  }
  chunk.push(...person);
  if (chunk.length > 0) yield chunk;
}

/** The city and person at the front of a grant's key. */
function ownerOf(id: string): string {
  return id.slice(0, id.indexOf('|'));
}
