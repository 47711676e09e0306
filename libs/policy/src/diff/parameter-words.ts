import { fen, yuanText } from '@gongjiang/kernel';
import { NO_LIMIT, type DatedValue, type ParameterSource, type ParameterValue, type Unit } from '../pack/parameter.schema.js';
import { differencesOf } from './difference.js';

type Parameters = Readonly<Record<string, ParameterSource>>;

const UNIT_WORDS = {
  fen: '元 yuan', percent: '%', persons: '人 persons', 'person-times': '人次 person-times', months: '个月 months', years: '年 years', days: '天 days', count: '', fund: '', text: '',
} as const satisfies Record<Unit, string>;

/** How the parameters of two versions differ, in words: the title, the days, the amounts in yuan. */
export function parameterSentences(before: Parameters, after: Parameters): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name) => sentencesOf(name, before[name], after[name]));
}

function sentencesOf(name: string, before: ParameterSource | undefined, after: ParameterSource | undefined): string[] {
  const label = `${name} ${(after ?? before)?.title.zh ?? ''} · ${(after ?? before)?.title.en ?? ''}`;
  if (before === undefined) return [`${label}: 新增 · new: ${valuesText(after)}`];
  if (after === undefined) return [`${label}: 删去 · gone: ${valuesText(before)}`];
  const values = valuesText(before) === valuesText(after) ? [] : [`${label}: ${valuesText(before)} → ${valuesText(after)}`];
  const { values: _, ...oldRest } = before;
  const { values: __, ...newRest } = after;
  return [...values, ...differencesOf(oldRest, newRest).map((difference) => `${label}: ${difference.path}: ${difference.before ?? '（无 · none）'} → ${difference.after ?? '（无 · none）'}`)];
}

function valuesText(parameter: ParameterSource | undefined): string {
  const texts = (parameter?.values ?? []).map((dated) => `${daysText(dated)} ${valueText(dated.value, parameter?.unit ?? 'text')}`);
  return texts.length === 0 ? '（未定 · not set）' : texts.join('，');
}

function daysText({ from, until }: DatedValue): string {
  return until === undefined ? `自 from ${from}` : `${from} 至 to ${until}`;
}

function valueText(value: ParameterValue, unit: Unit): string {
  if (value === NO_LIMIT) return '不限 no limit';
  if (unit === 'fen' && typeof value === 'number') return `${yuanText(fen(value))} ${UNIT_WORDS.fen}`;
  return `${value}${UNIT_WORDS[unit] === '' ? '' : ` ${UNIT_WORDS[unit]}`}`;
}
