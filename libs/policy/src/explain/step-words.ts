import type { FactValue } from '../answer.js';
import type { EntitlementRule } from '../engine/rule.js';
import type { Language } from '../reason.js';
import type { ReceiptContent } from '../receipt/receipt.schema.js';
import { LEVEL_WORDS, PAGE_WORDS, yesNo, yuan } from './words.js';

export type ReceiptStep = ReceiptContent['trace'][number];

/** The steps that the engine takes, by the part of their name before the slash. */
export const STEP_KINDS = [
  'entitlement', 'in-force', 'beneficiary-kind', 'period', 'fact', 'credit', 'condition', 'term', 'parameter', 'exact', 'amount', 'limit',
  'uplift', 'standard', 'due', 'quota', 'history', 'same-kind', 'top-up', 'total',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

type Tell = (step: ReceiptStep, language: Language, rule: EntitlementRule | undefined) => string;

/** One sentence for each kind of step. */
const SENTENCES = {
  entitlement: (step, l) => say(l, `没有编号为“${step.facts['entitlement']}”的待遇`, `There is no entitlement "${step.facts['entitlement']}"`),
  'in-force': (step, l) => say(l, `所属期 ${step.facts['period']}：政策自 ${step.parameters?.['from']} 起${untilText(step, l)}，${step.result === 'within' ? '在有效期内' : '不在有效期内'}`,
    `Period ${step.facts['period']}: the policy is in force from ${step.parameters?.['from']}${untilText(step, l)}; ${step.result === 'within' ? 'it holds' : 'it does not hold'}`),
  'beneficiary-kind': (step, l) => say(l, `申请对象的类别（${step.facts['kind']}）不在发放范围`, `A beneficiary of kind "${step.facts['kind']}" is not entitled`),
  period: (step, l) => say(l, `所属期“${step.facts['period']}”写法不对${step.result === 'not-a-month' ? '，应写到月' : ''}`, `The period "${step.facts['period']}" cannot be used${step.result === 'not-a-month' ? ': a month is expected' : ''}`),
  fact: (step, l, rule) => factProblem(step, l, rule),
  credit: (step, l) => say(l, `诚信档案限制期：${step.facts['barredFrom']} 至 ${step.facts['barredUntil'] ?? '（未定）'}`, `Barred by the credit file from ${step.facts['barredFrom']} to ${step.facts['barredUntil'] ?? '(open)'}`),
  condition: (step, l, rule) => `${textOf(step, l, rule)}${colon(l)}${step.result === 'true' ? PAGE_WORDS.holds[l] : PAGE_WORDS.fails[l]}${readsText(step, l, rule)}`,
  term: (step, l) => say(l, `期限：第 ${step.result} 期，共 ${Object.values(step.parameters ?? {})[0]} 期`, `Term: number ${step.result} of ${Object.values(step.parameters ?? {})[0]}`),
  parameter: (step, l) => say(l, `参数“${step.facts['parameter']}”没有定出`, `The parameter "${step.facts['parameter']}" is not set`),
  exact: (_, l) => say(l, '金额太大，无法准确计算', 'The amount is too large to be exact'),
  amount: (step, l, rule) => `${textOf(step, l, rule)}${readsText(step, l, rule)} → ${money(step.result, l)}`,
  limit: (step, l, rule) => `${textOf(step, l, rule)}${colon(l)}${money(step.facts['amount'], l)} → ${money(step.result, l)}`,
  uplift: (step, l, rule) => `${textOf(step, l, rule)}${readsText(step, l, rule)}${colon(l)}${money(step.facts['amount'], l)} → ${money(step.result, l)}`,
  standard: (step, l, rule) => `${PAGE_WORDS.standard[l]}${readsText(step, l, rule)} → ${step.result}`,
  due: (_, l) => say(l, '核算金额为零', 'The amount comes to zero'),
  quota: (step, l) => say(l, `计划名额 ${Object.values(step.parameters ?? {})[0]}，已用 ${step.facts['used']}`, `Planned for ${Object.values(step.parameters ?? {})[0]}, used ${step.facts['used']}`),
  history: (step, l) => (step.result === 'none' ? say(l, '此前没有享受过同类待遇', 'Nothing of the same kind was given before') : say(l, `此前已享受 ${step.facts['entries']} 次，共 ${money(step.facts['paid'], l)}`, `Given before: ${step.facts['entries']} of the same kind, ${money(step.facts['paid'], l)} in all`)),
  'same-kind': (step, l) => say(l, `同类申请 ${step.facts['higherClaim']} 为 ${money(step.facts['higherAmount'], l)}，从高享受`, `The claim ${step.facts['higherClaim']} of the same kind, ${money(step.facts['higherAmount'], l)}, takes its place`),
  'top-up': (step, l) => say(l, `补差额：${money(step.facts['amount'], l)} 减已享受 ${money(step.facts['paid'], l)} → ${money(step.result, l)}`, `Difference: ${money(step.facts['amount'], l)} less ${money(step.facts['paid'], l)} given before → ${money(step.result, l)}`),
  total: (step, l) => say(l, `累计上限 ${money(Object.values(step.parameters ?? {})[0], l)}，此前 ${money(step.facts['paid'], l)} → ${money(step.result, l)}`, `At most ${money(Object.values(step.parameters ?? {})[0], l)} over all years, ${money(step.facts['paid'], l)} before → ${money(step.result, l)}`),
} as const satisfies Record<StepKind, Tell>;

/** A step in one sentence. */
export function stepWords(step: ReceiptStep, language: Language, rule: EntitlementRule | undefined): string {
  const kind = STEP_KINDS.find((each) => each === step.step.split('/', 1)[0]);
  return kind === undefined ? `${step.step} → ${step.result}` : SENTENCES[kind](step, language, rule);
}

function say(language: Language, zh: string, en: string): string {
  return language === 'zh' ? zh : en;
}

function colon(language: Language): string {
  return say(language, '：', ': ');
}

function untilText(step: ReceiptStep, language: Language): string {
  const until = step.parameters?.['until'];
  return until === undefined ? '' : say(language, `至 ${until}`, ` to ${until}`);
}

function money(value: FactValue | undefined, language: Language): string {
  const amount = Number(value);
  return Number.isSafeInteger(amount) ? yuan(amount, language) : String(value);
}

/** The wording that the pack gives to a condition or a step of the amount. */
function textOf(step: ReceiptStep, language: Language, rule: EntitlementRule | undefined): string {
  return rule?.words.get(step.step)?.[language] ?? step.formula ?? step.step;
}

function factProblem(step: ReceiptStep, language: Language, rule: EntitlementRule | undefined): string {
  const [name, value] = Object.entries(step.facts)[0] ?? ['', null];
  const title = rule?.facts.find((fact) => fact.name === name)?.title[language] ?? name;
  if (step.result === 'missing') return say(language, `缺少：${title}`, `Missing: ${title}`);
  return say(language, `“${title}”的值“${String(value)}”不能用`, `${title}: "${String(value)}" cannot be used`);
}

/** The facts that a step read, with their titles, in brackets. */
function readsText(step: ReceiptStep, language: Language, rule: EntitlementRule | undefined): string {
  const reads = Object.entries(step.facts).filter(([name]) => name !== 'amount').map(([name, value]) => factText(name, value, language, rule));
  return reads.length === 0 ? '' : say(language, `（${reads.join('；')}）`, ` (${reads.join('; ')})`);
}

/** A fact with its title and its value in words. */
export function factText(name: string, value: unknown, language: Language, rule: EntitlementRule | undefined): string {
  const fact = rule?.facts.find((each) => each.name === name);
  return `${fact?.title[language] ?? name}${colon(language)}${valueText(value, fact, language)}`;
}

function valueText(value: unknown, fact: EntitlementRule['facts'][number] | undefined, language: Language): string {
  if (typeof value === 'boolean') return yesNo(value, language);
  if (fact?.type === 'amount' && Number.isSafeInteger(value)) return yuan(Number(value), language);
  if (fact?.type === 'level' && typeof value === 'string' && value in LEVEL_WORDS) return LEVEL_WORDS[value as keyof typeof LEVEL_WORDS][language];
  const named = typeof value === 'string' && fact?.values !== undefined && Object.hasOwn(fact.values, value) ? fact.values[value] : undefined;
  return named?.[language] ?? (typeof value === 'string' ? value : JSON.stringify(value));
}
