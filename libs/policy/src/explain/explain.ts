import { ok, sha256Hex, type Refusal, type Result } from '@gongjiang/kernel';
import type { EntitlementRule } from '../engine/rule.js';
import type { Pack } from '../pack/pack.compile.js';
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
  const pack = packs.pack(receipt.pack.id, receipt.pack.version);
  const rule = pack?.entitlements.get(receipt.claim.entitlement);
  const page = [
    `# ${PAGE_WORDS.title[language]}`, '',
    ...outcomeLines(receipt, pack, language), '',
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

function outcomeLines({ claim, decision, pack }: ReceiptContent, rules: Pack | undefined, language: Language): string[] {
  const line = (label: keyof typeof PAGE_WORDS, value: string | undefined): string[] => (value === undefined ? [] : [`- ${PAGE_WORDS[label][language]}: ${value}`]);
  const kind = Object.hasOwn(KIND_WORDS, claim.beneficiary.kind) ? KIND_WORDS[claim.beneficiary.kind as keyof typeof KIND_WORDS][language] : claim.beneficiary.kind;
  const clause = clauseOf(rules, claim.entitlement, decision.clause, language);
  return [
    ...line('outcome', `**${OUTCOME_WORDS[decision.outcome][language]}**`),
    ...line('amount', decision.outcome === 'granted' ? `**${yuan(decision.amountFen, language)}**` : undefined),
    ...line('standard', decision.standard),
    ...line('entitlement', `${rules?.entitlements.get(claim.entitlement)?.title[language] ?? ''} \`${claim.entitlement}\``.trim()),
    ...line('clause', decision.clause === null ? undefined : `${decision.clause} ${clause?.title ?? ''}`.trim()),
    ...line('says', clause?.says),
    ...line('beneficiary', `${kind} ${claim.beneficiary.id}`),
    ...line('subject', claim.subject),
    ...line('period', claim.period),
    ...line('fund', decision.fund === null ? undefined : (rules?.draft.funds.get(decision.fund)?.[language] ?? decision.fund)),
    ...line('rules', pack.version === undefined ? undefined : `${pack.id} ${pack.version}`),
    ...line('overlay', pack.overlay?.name),
  ];
}

/** The clause of a decision, and what those of its sentences say, in our words, that the entitlement was coded from. */
function clauseOf(rules: Pack | undefined, entitlement: string, id: string | null, language: Language): { title: string; says: string | undefined } | undefined {
  const clause = rules?.draft.clauses.find(({ value }) => value.id === id)?.value;
  if (clause === undefined) return undefined;
  const says = clause.parts.filter(({ is }) => 'coded' in is && is.coded.includes(entitlement)).map(({ about }) => about[language]);
  return { title: clause.title[language], says: says.length === 0 ? undefined : says.join(language === 'zh' ? '；' : '; ') };
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
