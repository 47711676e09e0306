import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type * as Libxml2 from 'libxml2-wasm';
import { Faults, refuseFile, type FileResult } from '../refusal/faults.js';
import type { SchemaName, XmlElement, XmlReader } from './xml.tree.js';

/** The official schema files (see NOTICE there), beside `src` and `dist` alike. */
const SCHEMAS_FOLDER = fileURLToPath(new URL('../../schemas', import.meta.url));
const SCHEMAS = ['pain.001.001.09', 'pain.002.001.10', 'camt.053.001.08'] as const satisfies readonly SchemaName[];

/** Loads libxml2 (WebAssembly) and the three schemas: once a process. Each schema is compiled when the first file of its kind comes, 0.1 s. */
export async function loadXmlReader(): Promise<XmlReader> {
  const library = await import('libxml2-wasm');
  const sources = await Promise.all(SCHEMAS.map(async (name) => [name, await readFile(join(SCHEMAS_FOLDER, `${name}.xsd`))] as const));
  return new LibxmlReader(library, new Map(sources));
}

function compiled({ XmlDocument, XsdValidator }: typeof Libxml2, source: Uint8Array): Libxml2.XsdValidator {
  const schema = XmlDocument.fromBuffer(source);
  try {
    return XsdValidator.fromDoc(schema);
  } finally {
    schema.dispose();
  }
}

class LibxmlReader implements XmlReader {
  readonly #library: typeof Libxml2;
  readonly #sources: ReadonlyMap<SchemaName, Uint8Array>;
  readonly #schemas = new Map<SchemaName, Libxml2.XsdValidator>();

  constructor(library: typeof Libxml2, sources: ReadonlyMap<SchemaName, Uint8Array>) {
    this.#library = library;
    this.#sources = sources;
  }

  read<Value>(schema: SchemaName, bytes: Uint8Array, use: (root: XmlElement) => FileResult<Value>): FileResult<Value> {
    const text = utf8(bytes);
    if (text === undefined) return refuseFile('bank-file.encoding', { expected: 'UTF-8' });
    if (text.trim() === '') return refuseFile('bank-file.empty');
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) return refuseFile('bank-file.doctype');
    const document = this.#parsed(bytes);
    if (!document.ok) return document;
    try {
      const faults = this.#schemaFaults(schema, document.value);
      return faults.count > 0 ? faults.result<Value>(undefined) : use(new LibxmlElement(this.#library, document.value.root));
    } finally {
      document.value.dispose(); // its memory is WebAssembly's: nobody else frees it
    }
  }

  #parsed(bytes: Uint8Array): FileResult<Libxml2.XmlDocument> {
    const { XmlDocument, XmlParseError, ParseOption } = this.#library;
    const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_BIG_LINES;
    try {
      return { ok: true, value: XmlDocument.fromBuffer(bytes, { encoding: 'UTF-8', option }) };
    } catch (error) {
      if (error instanceof XmlParseError) return refuseFile('bank-file.not-xml', { line: error.details[0]?.line ?? 1 });
      throw error;
    }
  }

  #schemaOf(name: SchemaName): Libxml2.XsdValidator {
    const known = this.#schemas.get(name) ?? compiled(this.#library, this.#sources.get(name) ?? new Uint8Array());
    this.#schemas.set(name, known);
    return known;
  }

  #schemaFaults(schema: SchemaName, document: Libxml2.XmlDocument): Faults {
    const faults = new Faults();
    const { root } = document;
    const expected = `urn:iso:std:iso:20022:tech:xsd:${schema}`;
    if (root.namespaceUri !== expected || root.name !== 'Document') {
      faults.add('bank-file.wrong-kind', { expected: schema, found: root.namespaceUri.slice(0, 100) || root.name.slice(0, 100) });
      return faults;
    }
    try {
      this.#schemaOf(schema).validate(document);
    } catch (error) {
      if (!(error instanceof this.#library.XmlValidateError)) throw error;
      for (const { message, line } of error.details) faults.add('bank-file.schema', { line, element: elementIn(message), schema });
    }
    return faults;
  }
}

/** The element's name alone: the message of libxml2 quotes values, and those are people's. */
function elementIn(message: string): string {
  return /^Element '(?:\{[^}]*\})?([A-Za-z0-9]{1,40})'/.exec(message)?.[1] ?? 'Document';
}

/**
 * The text when the bytes are UTF-8 and the document does not claim to be anything else. UTF-16 of plain letters is
 * valid UTF-8 with zeros in it: the parser would find out and read it, past every look at the text.
 */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const declared = /^<\?xml[^>]*\bencoding\s*=\s*["']([^"']*)["']/.exec(text)?.[1] ?? 'UTF-8';
    return declared.toUpperCase() === 'UTF-8' && !text.includes('\0') ? text : undefined;
  } catch {
    return undefined;
  }
}

/** An element over libxml2's own tree; name and children are asked of it once, text when it is wanted. */
class LibxmlElement implements XmlElement {
  readonly name: string;
  readonly #library: typeof Libxml2;
  readonly #node: Libxml2.XmlElement;
  #children: XmlElement[] | undefined;

  constructor(library: typeof Libxml2, node: Libxml2.XmlElement) {
    this.#library = library;
    this.#node = node;
    this.name = node.name;
  }

  get line(): number {
    return this.#node.line;
  }

  get text(): string {
    return this.#node.content;
  }

  attribute(name: string): string | null {
    return this.#node.attr(name)?.value ?? null;
  }

  children(): readonly XmlElement[] {
    return (this.#children ??= this.#read());
  }

  #read(): XmlElement[] {
    const children: XmlElement[] = [];
    for (let child = this.#node.firstChild; child !== null; child = child.next) {
      if (child instanceof this.#library.XmlElement) children.push(new LibxmlElement(this.#library, child));
    }
    return children;
  }
}
