import { fenFromYuanText, type Fen } from '@gongjiang/kernel';
import type { FileResult, Faults } from '../refusal/faults.js';

export type SchemaName = 'pain.001.001.09' | 'pain.002.001.10' | 'camt.053.001.08';

/** An element of a document that fits its schema. It lives as long as the reading of its document. */
export interface XmlElement {
  readonly name: string;
  /** The line of the file, from 1. */
  readonly line: number;
  readonly text: string;
  attribute(name: string): string | null;
  children(): readonly XmlElement[];
}

/** Reads a document with the parser that checks it against the official schema: what was checked is what is read. */
export interface XmlReader {
  /** Refuses what is no whole, valid document of this schema; else the value that `use` makes of its root. */
  read<Value>(schema: SchemaName, bytes: Uint8Array, use: (root: XmlElement) => FileResult<Value>): FileResult<Value>;
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children().filter((child) => child.name === name) ?? [];
}

/** The first element at the end of a path of names. */
export function elementAt(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce((at, name) => at?.children().find((child) => child.name === name), element);
}

export function textAt(element: XmlElement | undefined, ...path: readonly string[]): string | undefined {
  return elementAt(element, ...path)?.text;
}

/** An amount of CNY to the fen. Adds a fault for another currency, a third decimal or a sign. */
export function amountOf(element: XmlElement | undefined, faults: Faults): Fen | undefined {
  if (element === undefined) return undefined;
  const currency = element.attribute('Ccy');
  if (currency !== 'CNY') return faults.add('bank-file.currency', { line: element.line, found: currency ?? '-' });
  return plainAmountOf(element, faults);
}

/** A sum, which carries no currency of its own. */
export function plainAmountOf(element: XmlElement | undefined, faults: Faults): Fen | undefined {
  if (element === undefined) return undefined;
  const amount = /^\d/.test(element.text) ? fenFromYuanText(element.text) : undefined;
  return amount ?? faults.add('bank-file.amount', { line: element.line, field: element.name });
}

/** A count of up to nine digits. */
export function countOf(element: XmlElement | undefined, faults: Faults): number | undefined {
  if (element === undefined) return undefined;
  return /^\d{1,9}$/.test(element.text) ? Number(element.text) : faults.add('bank-file.amount', { line: element.line, field: element.name });
}
