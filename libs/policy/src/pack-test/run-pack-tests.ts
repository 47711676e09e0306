import { fen, yuanText } from '@gongjiang/kernel';
import type { Decision } from '../answer.js';
import { decide } from '../engine/decide.js';
import type { PackSet } from '../pack/pack-set.js';
import { readSource, type PackSource } from '../pack/pack.source.js';
import { reasonText } from '../reason.text.js';
import type { PolicyRequest } from '../request.js';
import { requestOf } from './pack-test.request.js';
import { packTestFileSchema } from './pack-test.schema.js';

/** One test of a pack with what came out of it. */
export interface PackTestOutcome {
  readonly file: string;
  readonly line: number;
  readonly entitlement: string;
  readonly name: string;
  readonly request: PolicyRequest;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
  readonly passed: boolean;
  /** Where it fails: what was expected and what came, in words. */
  readonly difference: string;
}

/** Runs the tests of files that lie beside a pack version, under that version (else the newest). Throws PackError where a file cannot be read. */
export function runPackTests(packs: PackSet, sources: readonly PackSource[], version?: string): PackTestOutcome[] {
  return sources.flatMap((source) => {
    const read = readSource(source, packTestFileSchema);
    return read.value.tests.map((test, at) => {
      const asked = requestOf(read.value, test);
      const request = version === undefined || asked.version !== undefined ? asked : { ...asked, version };
      const expected = typeof test.expect === 'string' ? [test.expect] : test.expect;
      const { decisions } = decide(packs, request);
      const actual = decisions.map(inShort);
      const passed = actual.join('|') === expected.join('|');
      const difference = passed ? '' : differenceOf(expected, decisions);
      return { file: read.file, line: read.lineOf(['tests', at]), entitlement: read.value.entitlement, name: test.name, request, expected, actual, passed, difference };
    });
  });
}

/** A decision in one line, as tests write it: `granted 600.00 capped`. */
export function inShort(decision: Decision): string {
  const { outcome, amountFen, codes, standard } = decision;
  if (outcome === 'granted') return ['granted', yuanText(fen(amountFen)), ...codes].join(' ');
  return `${outcome} ${outcome === 'referred' ? (standard ?? '') : (codes[0] ?? '')}`;
}

function differenceOf(expected: readonly string[], decisions: readonly Decision[]): string {
  if (expected.length !== decisions.length) return `应有 ${expected.length} 个决定，实得 ${decisions.length} 个 · ${expected.length} decisions are expected, ${decisions.length} came`;
  const lines = decisions.flatMap((decision, at) => (inShort(decision) === expected[at] ? [] : [`${decision.id}: 应为 expected "${expected[at]}", 实得 got "${inShort(decision)}"${whyText(decision)}`]));
  return lines.join('\n');
}

/** The reason of what came, and the steps that led to it. */
function whyText(decision: Decision): string {
  const reasons = decision.codes.map((code) => `${reasonText(code, 'zh')} · ${reasonText(code, 'en')}`);
  const last = decision.trace.at(-1);
  const step = last === undefined ? [] : [`${last.step} ${JSON.stringify(last.facts)} → ${last.result}`];
  return [...reasons, ...step].map((line) => `\n     ${line}`).join('');
}
