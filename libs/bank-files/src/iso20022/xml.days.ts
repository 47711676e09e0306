import { isDay, type Day } from '@gongjiang/kernel';
import { elementAt, type XmlElement } from './xml.tree.js';

const CHINA_AHEAD_MS = 8 * 3_600_000;

/** The day in China that a date or a moment falls on; a moment without offset is China's own. */
export function dayOf(element: XmlElement | undefined): Day | undefined {
  if (!element) return undefined;
  const dated = elementAt(element, 'Dt') ?? elementAt(element, 'DtTm') ?? element;
  const text = /T.*(Z|[+-]\d\d:\d\d)$/.test(dated.text) ? inChina(dated.text) : dated.text.slice(0, 10);
  return isDay(text) ? text : undefined;
}

function inChina(moment: string): string {
  const time = Date.parse(moment);
  return Number.isNaN(time) ? '' : new Date(time + CHINA_AHEAD_MS).toISOString().slice(0, 10);
}
