import { crc32 } from 'node:zlib';
import type { Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { WORKBOOK_LIMITS, WorkbookFault } from './workbook.limits.js';

const ENCRYPTED = 0x1;
const [STORED, DEFLATED] = [0, 8];

/** The parts of a workbook, each of which can be read as a stream. */
export interface WorkbookZip {
  has(name: string): boolean;
  /** The part's bytes, no more than the zip has declared, with their checksum. Throws `WorkbookFault`. */
  read(name: string, maxBytes?: number): AsyncIterable<Buffer>;
  close(): void;
}

/** Opens a zip and looks through its list of parts: sizes, ratio and number are within the limits before anything is inflated. */
export async function openWorkbook(path: string): Promise<WorkbookZip> {
  const zip = await opened(path);
  try {
    const entries = await listed(zip);
    return {
      has: (name) => entries.has(name),
      read: (name, maxBytes = WORKBOOK_LIMITS.maxInflatedBytes) => partOf(zip, entries.get(name), maxBytes),
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

function opened(path: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true }, (error, zip) => (error ? reject(new WorkbookFault('no-zip')) : resolve(zip)));
  });
}

async function listed(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  if (zip.entryCount > WORKBOOK_LIMITS.maxEntries) throw new WorkbookFault('too-many-parts');
  const entries = new Map<string, Entry>();
  const sum = { packed: 0, inflated: 0 };
  for (let entry = await next(zip); entry; entry = await next(zip)) {
    // Names of parts do not differ in their letters' size alone: two readers would take different ones.
    if ([...entries.keys()].some((name) => name.toLowerCase() === entry?.fileName.toLowerCase())) throw new WorkbookFault('part-twice');
    entries.set(entry.fileName, fit(entry));
    sum.packed += entry.compressedSize;
    sum.inflated += entry.uncompressedSize;
  }
  if (sum.packed > zip.fileSize) throw new WorkbookFault('parts-overlap');
  if (sum.inflated > WORKBOOK_LIMITS.maxInflatedBytes) throw new WorkbookFault('too-large');
  return entries;
}

function next(zip: ZipFile): Promise<Entry | undefined> {
  return new Promise((resolve, reject) => {
    const done = (): void => { zip.removeAllListeners(); };
    zip.once('entry', (entry: Entry) => { done(); resolve(entry); });
    zip.once('end', () => { done(); resolve(undefined); });
    zip.once('error', () => { done(); reject(new WorkbookFault('no-zip')); });
    zip.readEntry();
  });
}

function fit(entry: Entry): Entry {
  const { compressedSize, uncompressedSize, compressionMethod, generalPurposeBitFlag } = entry;
  if ((generalPurposeBitFlag & ENCRYPTED) !== 0) throw new WorkbookFault('encrypted');
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) throw new WorkbookFault('compression');
  if (uncompressedSize > WORKBOOK_LIMITS.ratioFromBytes && uncompressedSize > compressedSize * WORKBOOK_LIMITS.maxRatio) throw new WorkbookFault('shrinks-too-much');
  return entry;
}

async function* partOf(zip: ZipFile, entry: Entry | undefined, maxBytes: number): AsyncIterable<Buffer> {
  if (!entry) throw new WorkbookFault('part-missing');
  if (entry.uncompressedSize > maxBytes) throw new WorkbookFault('too-large');
  const stream = await streamOf(zip, entry);
  let checksum = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      checksum = crc32(chunk, checksum);
      yield chunk;
    }
  } catch (error) {
    // What does not inflate, or to more or less than was declared.
    throw error instanceof WorkbookFault ? error : new WorkbookFault('no-zip');
  } finally {
    stream.destroy();
  }
  if (checksum !== entry.crc32) throw new WorkbookFault('checksum');
}

function streamOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(new WorkbookFault('no-zip')) : resolve(stream)));
  });
}
