import { fen, type Fen } from '@gongjiang/kernel';
import { fundYearOfAccount, placeOf, type Account } from '@gongjiang/ledger';
import type { Fund } from '../fund/fund.js';
import { ANY_ENTITLEMENT } from '../fund/fund.share.js';
import { accountCodeOf, type VoucherSettings } from './voucher.settings.js';
import type { VoucherLine } from './voucher.js';

/** Balances by account: what the books say of a subject. */
export type Balances = ReadonlyMap<Account, Fen>;

/** What the lines rest on besides the books: the city's account codes, the clauses, and which source's money batches use. */
export interface LineFacts {
  readonly settings: VoucherSettings;
  readonly clauseOf: (entitlement: string) => string;
  readonly funds: readonly Fund[];
  /** The batch whose money it is; null where it is of none. */
  readonly batchId: string | null;
}

/** What the books say by now and no voucher has told yet, as lines; none where all is told. Debit and credit are equal, since the books balance. */
export function linesOf(balances: Balances, told: Balances, facts: LineFacts): readonly VoucherLine[] {
  const accounts = [...new Set([...balances.keys(), ...told.keys()])].sort();
  return accounts.flatMap((account) => linesOfAccount(account, fen((balances.get(account) ?? 0) - (told.get(account) ?? 0)), facts));
}

function linesOfAccount(account: Account, amountFen: Fen, facts: LineFacts): readonly VoucherLine[] {
  if (amountFen === 0) return [];
  const { fund, year } = fundYearOfAccount(account);
  const place = placeOf(account);
  const detail = account.split('/').slice(4).join('/');
  const entitlement = place === 'paid' ? detail : '';
  const common = {
    account, ...accountCodeOf(facts.settings, place), side: amountFen > 0 ? 'debit' as const : 'credit' as const,
    fund, year, entitlement, clause: entitlement === '' ? '' : facts.clauseOf(entitlement),
  };
  const magnitude = fen(Math.abs(amountFen));
  if (place !== 'paid') return [{ ...common, amountFen: magnitude, source: place === 'appropriated' ? detail : '' }];
  return bySource(magnitude, entitlement, facts, account).map(([source, part]) => ({ ...common, amountFen: part, source }));
}

/** Out of which source's money an entitlement was paid, as the batch's reservation says; without a name for what goes beyond it. */
function bySource(amountFen: Fen, entitlement: string, { funds, batchId }: LineFacts, account: Account): readonly (readonly [string, Fen])[] {
  const { city, fund, year } = fundYearOfAccount(account);
  const uses = funds.find((own) => own.city === city && own.fund === fund && own.year === year)?.reservations.find((own) => own.batchId === batchId)?.uses ?? [];
  let left: number = amountFen;
  const parts = new Map<string, number>();
  for (const use of uses.filter((own) => own.entitlement === entitlement || own.entitlement === ANY_ENTITLEMENT)) {
    const part = Math.min(left, use.amountFen);
    if (part <= 0) continue;
    const source = use.share.split('(')[0] ?? '';
    parts.set(source, (parts.get(source) ?? 0) + part);
    left -= part;
  }
  if (left > 0) parts.set('', (parts.get('') ?? 0) + left);
  return [...parts].map(([source, part]) => [source, fen(part)] as const);
}

/** What a voucher has told of each account. */
export function toldBy(lines: Iterable<Pick<VoucherLine, 'account' | 'side' | 'amountFen'>>): Balances {
  const told = new Map<Account, Fen>();
  for (const { account, side, amountFen } of lines) told.set(account as Account, fen((told.get(account as Account) ?? 0) + (side === 'debit' ? amountFen : -amountFen)));
  return told;
}
