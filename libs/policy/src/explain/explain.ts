import { ok, sha256Hex, type Refusal, type Result } from '@gongjiang/kernel';
import type { EntitlementRule } from '../engine/rule.js';
import type { PackSet } from '../pack/pack-set.js';
import type { Language } from '../reason.js';
import { reasonText } from '../reason.text.js';
import type { ReceiptContent } from '../receipt/receipt.schema.js';
import { parseReceipt, replay } from '../receipt/replay.js';
import { factText, stepWords } from './step-words.js';
import { KIND_WORDS, OUTCOME_WORDS, PAGE_WORDS, yuan } from './words.js';

/** Writes a receipt out as a page that a citizen understands. Refused where the text is no receipt. */
export function explain(packs: PackSet, receiptJson: string, language: Language): Result<string, Refusal<'policy.malformed-receipt'>> {
  const parsed = parseReceipt(receiptJson);
  if (!parsed.ok) return parsed;
  const receipt = parsed.value;
  const rule = packs.pack(receipt.pack.id, receipt.pack.version)?.entitlements.get(receipt.claim.entitlement);
  const fund = receipt.decision.fund === null ? undefined : packs.pack(receipt.pack.id, receipt.pack.version)?.draft.funds.get(receipt.decision.fund)?.[language];
  const page = [
    `# ${PAGE_WORDS.title[language]}`, '',
    ...outcomeLines(receipt, rule, fund, language), '',
    ...reasonLines(receipt, language),
    `## ${PAGE_WORDS.steps[language]}`, '',
    ...receipt.trace.map((step, at) => `${at + 1}. ${stepWords(step, language, rule)}`), '',
    ...givenLines(receipt, language),
    `## ${PAGE_WORDS.facts[language]}`, '',
    ...factLines(receipt, rule, language), '',
    `## ${PAGE_WORDS.receipt[language]}`, '',
    ...receiptLines(packs, receipt, receiptJson, language),
  ];
  return ok(`${page.join('\n')}\n`);
}

function outcomeLines({ claim, decision, pack }: ReceiptContent, rule: EntitlementRule | undefined, fund: string | undefined, language: Language): string[] {
  const line = (label: keyof typeof PAGE_WORDS, value: string | undefined): string[] => (value === undefined ? [] : [`- ${PAGE_WORDS[label][language]}: ${value}`]);
  const kind = Object.hasOwn(KIND_WORDS, claim.beneficiary.kind) ? KIND_WORDS[claim.beneficiary.kind as keyof typeof KIND_WORDS][language] : claim.beneficiary.kind;
  return [
    ...line('outcome', `**${OUTCOME_WORDS[decision.outcome][language]}**`),
    ...line('amount', decision.outcome === 'granted' ? `**${yuan(decision.amountFen, language)}**` : undefined),
    ...line('standard', decision.standard),
    ...line('entitlement', `${rule?.title[language] ?? ''} \`${claim.entitlement}\``.trim()),
    ...line('clause', decision.clause === null ? undefined : `${decision.clause}${rule === undefined ? '' : ` ${rule.clauseTitle}`}`),
    ...line('beneficiary', `${kind} ${claim.beneficiary.id}`),
    ...line('subject', claim.subject),
    ...line('period', claim.period),
    ...line('fund', decision.fund === null ? undefined : (fund ?? decision.fund)),
    ...line('rules', pack.version === undefined ? undefined : `${pack.id} ${pack.version}`),
    ...line('overlay', pack.overlay?.name),
  ];
}

function reasonLines({ decision }: ReceiptContent, language: Language): string[] {
  if (decision.codes.length === 0) return [];
  return [`## ${PAGE_WORDS.reasons[language]}`, '', ...decision.codes.map((code) => `- ${reasonText(code, language)} \`${code}\``), ''];
}

/** What was given before and bore on the decision, so that it can be contested. */
function givenLines({ surroundings }: ReceiptContent, language: Language): string[] {
  const given = surroundings.history ?? [];
  if (given.length === 0) return [];
  const lines = given.map(({ entitlement, period, amountFen }) => `- ${period} \`${entitlement}\`${amountFen === undefined || amountFen === 0 ? '' : ` ${yuan(amountFen, language)}`}`);
  return [`## ${PAGE_WORDS.given[language]}`, '', ...lines, ''];
}

function factLines({ claim }: ReceiptContent, rule: EntitlementRule | undefined, language: Language): string[] {
  const lines = Object.entries(claim.facts).map(([name, value]) => `- ${factText(name, value, language, rule)}`);
  return lines.length === 0 ? [`- ${PAGE_WORDS.none[language]}`] : lines;
}

function receiptLines(packs: PackSet, { engine, pack }: ReceiptContent, receiptJson: string, language: Language): string[] {
  const again = replay(packs, receiptJson);
  const id = sha256Hex(receiptJson);
  const verdict = !again.ok ? PAGE_WORDS.notReplayed : again.value.id === id ? PAGE_WORDS.replayed : PAGE_WORDS.differs;
  return [
    `- SHA-256: \`${id}\``,
    ...(pack.hash === undefined ? [] : [`- ${PAGE_WORDS.rules[language]}: \`${pack.id}@${pack.version} ${pack.hash}\`, engine ${engine}`]),
    `- ${verdict[language]}`,
    `- ${PAGE_WORDS.objection[language]}`,
  ];
}
