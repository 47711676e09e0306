/** What can be wrong with a city's audit chain. */
export const AUDIT_FINDINGS = [
  'block-missing', 'block-altered', 'block-unlinked', 'list-altered', 'list-reordered', 'chunks-altered',
  'entry-altered', 'entry-removed', 'entry-added', 'entry-moved',
  'receipts-removed', 'receipts-altered', 'receipt-altered', 'chunk-added',
  'head-differs', 'tail-cut',
] as const;
export type AuditFindingCode = (typeof AUDIT_FINDINGS)[number];

/** One thing that is wrong, and exactly where. */
export interface AuditFinding {
  readonly code: AuditFindingCode;
  readonly city: string;
  /** The block that breaks; null where an entry is in none. */
  readonly block: number | null;
  /** The entry, chunk or receipt that is concerned; null where it is the block itself. */
  readonly object: string | null;
  /** More of it, in English: fields, positions, what it says now. */
  readonly detail: string | null;
}

type Say = (finding: AuditFinding) => string;
interface FindingWording { readonly zh: Say; readonly en: Say }

const inBlock: FindingWording = {
  zh: ({ block }) => (block === null ? '（未封存）' : `（第 ${block} 块）`),
  en: ({ block }) => (block === null ? ' (not sealed yet)' : ` (block ${block})`),
};

/** What people read for each finding, complete by type. */
const WORDING = {
  'block-missing': { zh: (f) => `缺少第 ${f.block} 块`, en: (f) => `Block ${f.block} is missing` },
  'block-altered': { zh: (f) => `第 ${f.block ?? '?'} 块被改动`, en: (f) => `Block ${f.block ?? '?'} was altered` },
  'block-unlinked': { zh: (f) => `第 ${f.block} 块与前一块不衔接：其中一块被重写`, en: (f) => `Block ${f.block} does not follow on the block before: one of the two was rewritten` },
  'list-altered': { zh: (f) => `第 ${f.block} 块的条目清单被改动`, en: (f) => `The list of entries in block ${f.block} was altered` },
  'list-reordered': { zh: (f) => `第 ${f.block} 块的条目顺序被改动`, en: (f) => `The entries of block ${f.block} were reordered` },
  'chunks-altered': { zh: (f) => `第 ${f.block} 块的分块清单被改动`, en: (f) => `The list of chunks in block ${f.block} was altered` },
  'entry-altered': { zh: (f) => `条目 ${f.object} 被改动${inBlock.zh(f)}`, en: (f) => `Entry ${f.object} was altered${inBlock.en(f)}` },
  'entry-removed': { zh: (f) => `条目 ${f.object} 被删除${inBlock.zh(f)}`, en: (f) => `Entry ${f.object} was removed${inBlock.en(f)}` },
  'entry-added': { zh: (f) => `条目 ${f.object} 是事后加入的${inBlock.zh(f)}`, en: (f) => `Entry ${f.object} was added afterwards${inBlock.en(f)}` },
  'entry-moved': { zh: (f) => `条目 ${f.object} 的块号被改动${inBlock.zh(f)}`, en: (f) => `Entry ${f.object} is marked for another block than its own${inBlock.en(f)}` },
  'receipts-removed': { zh: (f) => `分块 ${f.object} 的决定凭据已不存在${inBlock.zh(f)}`, en: (f) => `The receipts of chunk ${f.object} are gone${inBlock.en(f)}` },
  'receipts-altered': { zh: (f) => `分块 ${f.object} 的决定凭据被改动、增删或重排${inBlock.zh(f)}`, en: (f) => `The receipts of chunk ${f.object} were altered, added to, taken from or reordered${inBlock.en(f)}` },
  'receipt-altered': { zh: (f) => `决定凭据 ${f.object} 被改动${inBlock.zh(f)}`, en: (f) => `Receipt ${f.object} was altered${inBlock.en(f)}` },
  'chunk-added': { zh: (f) => `分块 ${f.object} 标记为已封存，但不在该块中${inBlock.zh(f)}`, en: (f) => `Chunk ${f.object} is marked as sealed in a block that does not hold it${inBlock.en(f)}` },
  'head-differs': { zh: (f) => `第 ${f.block} 块的链头与已公布的不同：自此块或更早起被重写`, en: (f) => `The head of block ${f.block} is another than was published: the chain was rewritten from here or before` },
  'tail-cut': { zh: (f) => `第 ${f.block} 块曾经公布，现已不存在：链尾被截断`, en: (f) => `Block ${f.block} was published and is gone: the tail was cut` },
} as const satisfies Record<AuditFindingCode, FindingWording>;

/** One sentence for a finding in each language. */
export function findingText(finding: AuditFinding): { readonly zh: string; readonly en: string } {
  const { zh, en } = WORDING[finding.code];
  const detail = finding.detail === null ? '' : finding.detail;
  return { zh: zh(finding), en: `${en(finding)}${detail === '' ? '' : `: ${detail}`}` };
}
