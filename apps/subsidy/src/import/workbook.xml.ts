import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { WORKBOOK_LIMITS, WorkbookFault } from './workbook.limits.js';

export type Attributes = Readonly<Record<string, string>>;

/** What a reader of a part hears, by the names of elements without their prefix. */
export interface PartListener {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text(text: string): void;
}

const NO_DECODING = new Set(['utf-8', 'utf8']);

/** Reads a part's XML as it comes. No document type, so no entity but the five of XML itself; depth and length are bounded. Throws `WorkbookFault`. */
export async function readPart(bytes: AsyncIterable<Buffer>, listener: PartListener, isDone: () => boolean = () => false): Promise<void> {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const guard = guarded(parser, listener);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of bytes) {
    const text = utf8(() => decoder.decode(chunk, { stream: true }));
    guard.before(text.length);
    parser.write(text);
    if (isDone()) return;
  }
  parser.write(utf8(() => decoder.decode()));
  parser.close();
}

function guarded(parser: SaxesParser, listener: PartListener): { before(characters: number): void } {
  let depth = 0;
  let sinceEvent = 0;
  const heard = (): void => { sinceEvent = 0; };
  parser.on('error', () => { throw new WorkbookFault('xml'); });
  parser.on('doctype', () => { throw new WorkbookFault('doctype'); });
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !NO_DECODING.has(encoding.toLowerCase())) throw new WorkbookFault('xml');
  });
  parser.on('opentag', (tag: SaxesTagPlain) => {
    heard();
    depth += 1;
    if (depth > WORKBOOK_LIMITS.maxDepth) throw new WorkbookFault('too-deep');
    listener.open(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag: SaxesTagPlain) => {
    heard();
    depth -= 1;
    listener.close(localName(tag.name));
  });
  parser.on('text', (text) => {
    heard();
    listener.text(text);
  });
  parser.on('cdata', (text) => listener.text(text));
  return {
    before(characters) {
      if (sinceEvent > WORKBOOK_LIMITS.maxTokenCharacters) throw new WorkbookFault('token-too-large');
      sinceEvent += characters;
    },
  };
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

function utf8(decode: () => string): string {
  try {
    return decode();
  } catch {
    throw new WorkbookFault('xml');
  }
}

/** Characters that XML cannot hold are written `_xHHHH_` in a workbook's texts. Half a character is none, and stays as it is written. */
export function plainText(text: string): string {
  return text.includes('_x') ? text.replace(/_x(?![Dd][89A-Fa-f])([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text;
}

/** A text as it stands between tags: what XML cannot hold, or would change, is written `_xHHHH_`, and what looks so already too. */
export function xmlText(text: string): string {
  return text
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/(?![\t\n])[\p{Cc}\uFFFE\uFFFF]/gu, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
