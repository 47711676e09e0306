import { Documented } from '@gongjiang/http/nest';
import type { CityCode } from '@gongjiang/kernel';
import { balanceOf, balancesByPlace } from '@gongjiang/ledger';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Query } from '@nestjs/common';
import { z } from 'zod';
import { CHECK_CODES, type CheckFinding } from './ledger-check.js';
import { LedgerCheck, type Depth } from './ledger.check.js';

/** Findings of one answer; who has more of them runs `ledger check`. */
const MAX_FINDINGS = 100;
const checkQuery = z.strictObject({ depth: z.enum(['sums', 'lines']).default('sums') });
const checkSchema = z.object({
  balanced: z.boolean(),
  places: z.record(z.string(), z.int()),
  checked: z.object({ batches: z.int(), chunks: z.int(), lines: z.int(), findings: z.int() }),
  findings: z.array(z.object({ code: z.enum(CHECK_CODES), object: z.string(), saidFen: z.int(), bookedFen: z.int() })),
  accounts: z.array(z.object({ account: z.string(), debitFen: z.int(), creditFen: z.int(), balanceFen: z.int() })),
});
type Checked = z.infer<typeof checkSchema>;

/** The books of a city: whether everything agrees with them. */
@Controller()
export class BooksHttp {
  private readonly running = new Map<string, Promise<Checked>>();

  constructor(private readonly ledger: LedgerCheck) {}

  @Get('ledger/check')
  @Roles('finance', 'auditor', 'system')
  @Documented({
    summary: 'Whether the books sum, and funds, batches, messages and statements agree with them', tag: 'ledger',
    description: 'At the depth of lines every line, message and statement is read too: minutes for a large city. While money moves, a step between two of its writes may show; it is gone at the next look.',
    answer: { status: HttpStatus.OK, description: 'The check', schema: checkSchema },
  })
  async check(@CurrentActor() actor: Actor, @Query({ schema: checkQuery }) { depth }: z.infer<typeof checkQuery>): Promise<Checked> {
    // Who asks while a check runs gets the answer of that one: it reads everything.
    const key = `${actor.city}/${depth}`;
    const run = this.running.get(key) ?? this.run(actor.city, depth).finally(() => this.running.delete(key));
    this.running.set(key, run);
    return run;
  }


  private async run(city: CityCode, depth: Depth): Promise<Checked> {
    const first: CheckFinding[] = [];
    const { turnovers, ...checked } = await this.ledger.of(city, depth, (finding) => { if (first.length < MAX_FINDINGS) first.push(finding); });
    return {
      balanced: checked.findings === 0,
      places: balancesByPlace(turnovers),
      checked,
      findings: first,
      accounts: turnovers.map((turnover) => ({ account: turnover.account, debitFen: turnover.debitFen, creditFen: turnover.creditFen, balanceFen: balanceOf(turnover) })),
    };
  }
}
