import { problemOf, valueOrProblem } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isDay, type Day } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, HttpStatus, Inject, Post } from '@nestjs/common';
import { z } from 'zod';
import { sourceOf } from '../shared/source.js';
import { RestoreService } from './restore.service.js';
import { shownRestore, shownRestoreSchema, type RestoreViewPorts, type ShownRestore } from './restore.view.js';

export const RESTORE_VIEW_PORTS = Symbol('what is shown of a restore');
const declarationSchema = z.strictObject({
  reason: z.string().trim().min(1).max(500),
  since: z.custom<Day>(isDay, 'YYYY-MM-DD').optional().describe('The day of the backup, where somebody knows it; else the day up to which statements were read'),
});
const ANSWER = { description: 'What the bank has to be asked, and how far that is', schema: shownRestoreSchema };

/** Data that were put back to an older state. The lock that follows is the control `restore` of `/disbursement-controls`: two lift it. */
@Controller('restores')
export class RestoreHttp {
  constructor(private readonly service: RestoreService, @Inject(RESTORE_VIEW_PORTS) private readonly ports: RestoreViewPorts) {}

  @Get('last')
  @Roles('finance', 'releaser', 'auditor', 'system', 'security')
  @Documented({ summary: 'The last time that the city\'s data were put back, and what the bank said', tag: 'disbursement', answer: { ...ANSWER, status: HttpStatus.OK } })
  async last(@CurrentActor() actor: Actor): Promise<ShownRestore> {
    const shown = await shownRestore(this.ports, actor.city);
    if (!shown) throw problemOf({ code: 'restore.unknown' });
    return shown;
  }

  @Post()
  @Roles('system', 'security')
  @Documented({ summary: 'Say that the data were put back to an older state: nothing leaves until the bank was asked', tag: 'disbursement', answer: { ...ANSWER, status: HttpStatus.CREATED }, problems: [HttpStatus.CONFLICT] })
  async declare(@CurrentActor() actor: Actor, @Body({ schema: declarationSchema }) { reason, since }: z.infer<typeof declarationSchema>): Promise<ShownRestore> {
    valueOrProblem(await this.service.declare({ city: actor.city, actor: actor.id, source: sourceOf(actor), witness: 'person', reason, ...(since === undefined ? {} : { since }) }));
    return this.last(actor);
  }
}
