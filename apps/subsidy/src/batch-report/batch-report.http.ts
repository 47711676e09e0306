import { problemOf } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param } from '@nestjs/common';
import { z } from 'zod';
import { shownBatch, shownBatchSchema } from '../batch/batch.view.js';
import { GATE_CHECKS } from '../gate/gate.js';
import { BatchReportView } from './batch-report.view.js';

const idSchema = z.string().min(1).max(100);
const reportSchema = z.object({
  batch: shownBatchSchema,
  heldByCode: z.record(z.string(), z.int()),
  receipts: z.object({ chunks: z.int(), root: z.string() }),
  gate: z.object({
    passes: z.boolean(),
    red: z.array(z.object({ check: z.enum(GATE_CHECKS), colour: z.enum(['green', 'red']), figures: z.record(z.string(), z.number()) })),
    explanations: z.array(z.object({ check: z.enum(GATE_CHECKS), text: z.string(), by: z.string(), on: z.string() })),
  }).nullable(),
  sealed: z.object({ block: z.int(), head: z.string() }).nullable().describe('The block of the record in which the close stands; null until it is sealed'),
});
type Report = z.infer<typeof reportSchema>;

/** The report of a batch: what finance closes, and where an auditor begins. */
@Controller('batches/:id/report')
export class BatchReportHttp {
  constructor(private readonly reports: BatchReportView) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'What the batch came to: sums by clause, outcome, held lines, duties, gate, receipts; final once it is closed', tag: 'batches', answer: { status: HttpStatus.OK, description: 'The report as it stands', schema: reportSchema } })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<Report> {
    const found = await this.reports.of(actor.city, id);
    if (!found) throw problemOf({ code: 'batch.unknown', details: { batch: id } });
    const { heldByCode, receipts, gate, sealed } = found.parts;
    return {
      batch: shownBatch(found), heldByCode: { ...heldByCode }, receipts, sealed,
      gate: gate ? { passes: gate.passes, red: gate.red.map((finding) => ({ ...finding })), explanations: gate.explanations.map((explanation) => ({ ...explanation })) } : null,
    };
  }
}
