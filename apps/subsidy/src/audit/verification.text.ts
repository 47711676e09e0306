import type { ChainSummary } from '@gongjiang/security';

/** What an auditor reads of a city's chain: what was verified, and the verdict. */
export function summaryText({ city, blocks, entries, chunks, receipts, unsealed, oldestUnsealedAt, last, headsCompared, findings }: ChainSummary): string {
  const verdict = findings === 0 ? '完好 sound' : `发现 ${findings} 处问题 ${findings} findings`;
  const head = last === null ? '无 none' : `#${last.number} ${last.head}`;
  const waiting = unsealed === 0 ? '' : `\n  待封存 waiting to be sealed: ${unsealed}（最早 since ${oldestUnsealedAt}）`;
  return [
    `${city}  ${verdict}`,
    `  区块 blocks ${blocks} · 条目 entries ${entries} · 分块 chunks ${chunks} · 决定凭据 receipts ${receipts} · 对照链头 heads compared ${headsCompared}`,
    `  链头 head ${head}${waiting}`,
  ].join('\n');
}
