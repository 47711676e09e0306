import { problemOf, valueOrProblem } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { BusinessDates } from '../business-date/business-date.js';
import { byOf } from '../shared/by.js';
import { GATE_CHECKS, stopping, type GateReport } from './gate.js';
import { GateExplanations } from './gate.service.js';
import { GateStore } from './gate.store.js';

const idSchema = z.string().min(1).max(100);
const explanationSchema = z.strictObject({ check: z.enum(GATE_CHECKS), text: z.string().trim().min(1).max(1_000) });
const shownSchema = z.object({
  batchId: z.string(), calculation: z.int(), passes: z.boolean(),
  findings: z.array(z.object({ check: z.enum(GATE_CHECKS), colour: z.enum(['green', 'red']), figures: z.record(z.string(), z.number()) })),
  explanations: z.array(z.object({ check: z.enum(GATE_CHECKS), text: z.string(), by: z.string(), on: z.string() })),
});
type Shown = z.infer<typeof shownSchema>;
const ANSWER = { status: HttpStatus.OK, description: 'The report of the last calculation', schema: shownSchema };

/** The gate's report of a batch, and the words for what is red in it. */
@Controller('batches/:id/gate')
export class GateHttp {
  constructor(private readonly gates: GateStore, private readonly explanations: GateExplanations, private readonly dates: BusinessDates) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'What the gate found of a calculation', tag: 'batches', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<Shown> {
    const kept = await this.gates.load(actor.city, id);
    if (!kept) throw problemOf({ code: 'not-found' });
    return shown(kept.report);
  }

  @Post('explanations')
  @Roles('handler')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Explain what is red', tag: 'batches', answer: ANSWER })
  async explain(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Body({ schema: explanationSchema }) { check, text }: z.infer<typeof explanationSchema>): Promise<Shown> {
    const by = await byOf(actor, this.dates);
    return shown(valueOrProblem(await this.explanations.explain(by, id, check, text)).report);
  }
}

function shown(report: GateReport): Shown {
  const { batchId, calculation, findings, explanations } = report;
  return { batchId, calculation, passes: stopping(report).length === 0, findings: findings.map((finding) => ({ ...finding })), explanations: explanations.map((explanation) => ({ ...explanation })) };
}
