import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Inject } from '@nestjs/common';
import { z } from 'zod';
import { waitingFor, WORK_KINDS } from './work-list.js';
import { allWaiting, type WorkListPorts } from './work-list.sources.js';

export const WORK_LIST_PORTS = Symbol('where work waits');
const shownSchema = z.object({ items: z.array(z.object({ kind: z.enum(WORK_KINDS), object: z.string(), step: z.string(), since: z.string().nullable(), until: z.string().nullable() })) });

/** What waits for the officer who asks. */
@Controller('work-list')
export class WorkListHttp {
  constructor(@Inject(WORK_LIST_PORTS) private readonly ports: WorkListPorts) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance')
  @Documented({ summary: 'What waits for me, since when and until when; what is due first comes first', tag: 'work list', answer: { status: HttpStatus.OK, description: 'The oldest of each kind', schema: shownSchema } })
  async mine(@CurrentActor() actor: Actor): Promise<z.infer<typeof shownSchema>> {
    const own = waitingFor(actor, await allWaiting(this.ports, actor.city));
    return { items: own.map(({ kind, object, step, since, until }) => ({ kind, object, step, since, until })) };
  }
}
