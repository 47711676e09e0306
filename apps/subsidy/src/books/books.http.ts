import { decodeCursor, Documented, pageFrom, pageOf, pageQuery, type Page } from '@gongjiang/http';
import { balanceOf, balancesByPlace, findingsOf, type LedgerStore } from '@gongjiang/ledger';
import { CurrentActor, Roles, type Actor } from '@gongjiang/security';
import { Controller, Get, HttpStatus, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import { StatementStore } from '../statement/statement.store.js';

export const LEDGER = Symbol('the journal');

const checkSchema = z.object({
  balanced: z.boolean(),
  places: z.record(z.string(), z.int()),
  findings: z.array(z.object({ code: z.string(), account: z.string().nullable(), amountFen: z.int() })),
  accounts: z.array(z.object({ account: z.string(), debitFen: z.int(), creditFen: z.int(), balanceFen: z.int() })),
});
const caseSchema = z.object({ id: z.string(), day: z.string(), kind: z.string(), endToEndId: z.string(), bookedFen: z.int(), expectedFen: z.int().nullable(), status: z.string() });
const caseQuery = z.strictObject(pageQuery);

/** The books of a city: the ledger's own check, and what the bank's statements did not agree with. */
@Controller()
export class BooksHttp {
  constructor(@Inject(LEDGER) private readonly ledger: LedgerStore, private readonly statements: StatementStore) {}

  @Get('ledger/check')
  @Roles('finance', 'auditor', 'system')
  @Documented({ summary: 'Whether the books balance, and what every account holds', tag: 'ledger', answer: { status: HttpStatus.OK, description: 'The check', schema: checkSchema } })
  async check(@CurrentActor() actor: Actor): Promise<z.infer<typeof checkSchema>> {
    const turnovers = await this.ledger.turnovers(actor.city);
    const findings = findingsOf(turnovers);
    return {
      balanced: findings.length === 0,
      places: balancesByPlace(turnovers),
      findings: findings.map(({ code, account, amountFen }) => ({ code, account, amountFen })),
      accounts: turnovers.map((turnover) => ({ account: turnover.account, debitFen: turnover.debitFen, creditFen: turnover.creditFen, balanceFen: balanceOf(turnover) })),
    };
  }

  @Get('reconciliation-cases')
  @Roles('finance', 'auditor', 'handler')
  @Documented({ summary: 'Statement lines that did not match', tag: 'reconciliation', answer: { status: HttpStatus.OK, description: 'A page of cases', schema: pageOf(caseSchema) } })
  async cases(@CurrentActor() actor: Actor, @Query({ schema: caseQuery }) { limit, cursor }: z.infer<typeof caseQuery>): Promise<Page<z.infer<typeof caseSchema>>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, z.string().max(200));
    const rows = await this.statements.cases(actor.city, { after, limit: limit + 1 });
    return pageFrom(rows.map(({ id, day, mismatch, status }) => ({ id, day, kind: mismatch.kind, endToEndId: mismatch.endToEndId, bookedFen: mismatch.bookedFen, expectedFen: mismatch.expectedFen, status })), limit, (row) => row.id);
  }
}
