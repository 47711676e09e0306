import { decideWithReceipts, explain as explainReceipt, parsePolicyRequest, type Language, type PackSet } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { readText } from './policy.files.js';
import { packsOf, print, type PackOptions } from './policy.run.js';

export interface ExplainOptions extends PackOptions {
  readonly lang: Language;
}

/** `policy explain RECEIPT-OR-FILE`: a receipt, or every decision of a request, as a page that a citizen understands. */
export function explain(given: string, options: ExplainOptions): void {
  const packs = packsOf(options);
  const text = given.trimStart().startsWith('{') ? given : readText(given);
  const pages = receiptsIn(packs, text, given).map((receipt) => pageOf(packs, receipt, given, options.lang));
  print(pages.join('\n---\n\n'));
}

/** The text of a receipt itself, of `{ id, json }`, of a request, or of a list of those. */
function receiptsIn(packs: PackSet, text: string, name: string): string[] {
  const json = jsonOf(text, name);
  if (Array.isArray(json)) return json.flatMap((each: unknown) => receiptsIn(packs, JSON.stringify(each), name));
  if (isObject(json) && typeof json['json'] === 'string') return [json['json']];
  if (!isObject(json) || !('claims' in json)) return [text.trim()];
  const parsed = parsePolicyRequest(json);
  if (!parsed.ok) throw new BadInput(`${name}: ${parsed.refusal.details?.['place']}: ${parsed.refusal.details?.['reason']}`);
  return decideWithReceipts(packs, parsed.value).receipts.map((receipt) => receipt.json);
}

function pageOf(packs: PackSet, receipt: string, name: string, language: Language): string {
  const page = explainReceipt(packs, receipt, language);
  if (!page.ok) throw new BadInput(`${name}: ${page.refusal.details?.['place']}: ${page.refusal.details?.['reason']}`);
  return page.value;
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new BadInput(`${name}: not JSON: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}

function isObject(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
