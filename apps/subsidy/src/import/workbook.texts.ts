import { WORKBOOK_LIMITS, WorkbookFault } from './workbook.limits.js';
import { plainText, type PartListener } from './workbook.xml.js';

const FIRST_BYTES = 1 << 16;
const FIRST_TEXTS = 1 << 12;

/** The texts that a workbook's cells share, end to end in one buffer outside the heap. */
export class SharedTexts implements PartListener {
  private bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private ends = new Uint32Array(FIRST_TEXTS);
  private count = 0;
  private readonly current = new TextOf('si');

  open(name: string): void {
    this.current.open(name);
  }

  text(text: string): void {
    this.current.text(text);
  }

  close(name: string): void {
    const text = this.current.close(name);
    if (text !== undefined) this.add(text);
  }

  /** The nth text. Throws `WorkbookFault` where there is none. */
  at(index: number): string {
    if (!(Number.isInteger(index) && index >= 0 && index < this.count)) throw new WorkbookFault('text-missing');
    return this.bytes.toString('utf8', index === 0 ? 0 : this.ends[index - 1], this.ends[index]);
  }

  private add(text: string): void {
    const begin = this.count === 0 ? 0 : (this.ends[this.count - 1] as number);
    const end = begin + Buffer.byteLength(text, 'utf8');
    if (end > WORKBOOK_LIMITS.maxSharedBytes || this.count === WORKBOOK_LIMITS.maxSharedTexts) throw new WorkbookFault('too-many-texts');
    if (end > this.bytes.length) this.bytes = grown(this.bytes, end);
    if (this.count === this.ends.length) {
      const ends = new Uint32Array(this.ends.length * 2);
      ends.set(this.ends);
      this.ends = ends;
    }
    this.bytes.write(text, begin, 'utf8');
    this.ends[this.count] = end;
    this.count += 1;
  }
}

/** Puts the text of a rich text's runs together; what says how to pronounce it is left out. */
export class TextOf {
  private parts = '';
  private within: 'none' | 'item' | 'text' | 'phonetic' = 'none';

  constructor(private readonly element: 'si' | 'is') {}

  open(name: string): void {
    if (name === this.element) {
      this.parts = '';
      this.within = 'item';
    } else if (name === 'rPh' && this.within === 'item') this.within = 'phonetic';
    else if (name === 't' && this.within === 'item') this.within = 'text';
  }

  text(text: string): void {
    if (this.within !== 'text') return;
    this.parts += text;
    if (this.parts.length > WORKBOOK_LIMITS.maxTokenCharacters) throw new WorkbookFault('token-too-large');
  }

  /** The whole text when its element ends. */
  close(name: string): string | undefined {
    if (name === 'rPh' && this.within === 'phonetic') this.within = 'item';
    if (name === 't' && this.within === 'text') this.within = 'item';
    if (name !== this.element) return undefined;
    this.within = 'none';
    return plainText(this.parts);
  }
}

function grown(bytes: Buffer, needed: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(needed, bytes.length * 2));
  bytes.copy(larger);
  return larger;
}
