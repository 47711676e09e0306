import { REGISTRY_CHECK_IDS } from '@gongjiang/contracts';
import { decodeCursor, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reportSchema, shownReport } from '../import/import.shown.js';
import { fileOf, handedIn, TakesRoster } from '../import/roster.upload.http.js';
import { ImportStore } from '../import/import.store.js';
import { importRoster } from '../import/roster.import.js';
import { answerRoster, type AnswerRosterPorts } from './person-answer.roster.js';
import { checkedSchema, findingSchema, PersonCheckView, type Finding } from './person-check.view.js';

export const ANSWER_ROSTER = Symbol('what files of answers are read with');

const idSchema = z.string().min(1).max(200);
const importQuery = z.strictObject({ check: z.enum(REGISTRY_CHECK_IDS) });
const findingsQuery = z.strictObject({ ...pageQuery, batch: idSchema });
const checksAnswer = z.object({ id: z.string(), checks: z.array(checkedSchema) });

/** The check of persons (人员信息比对): files in which authorities answer, what was found, and what a line rests on. */
@Controller()
export class PersonCheckHttp {
  constructor(private readonly imports: ImportStore, private readonly view: PersonCheckView, @Inject(ANSWER_ROSTER) private readonly ports: AnswerRosterPorts) {}

  @Post('imports/person-checks')
  @Roles('handler', 'integrator')
  @HttpCode(HttpStatus.OK)
  @TakesRoster()
  @Documented({ summary: 'Take in a file in which an authority answers about persons', tag: 'imports', answer: { status: HttpStatus.OK, description: 'What became of the file, row by row', schema: reportSchema } })
  async take(@CurrentActor() actor: Actor, @Query({ schema: importQuery }) { check }: z.infer<typeof importQuery>, @Req() request: FastifyRequest): Promise<z.infer<typeof reportSchema>> {
    if (!this.ports.cities.find(actor.city)?.personChecks[check]) throw problemOf({ code: 'person-check.not-set', details: { check } });
    const kind = answerRoster({ ...this.ports, city: actor.city, check, today: await this.ports.dates.today(actor.city) });
    return shownReport(valueOrProblem(await importRoster(this.imports, actor.city, kind, fileOf(request), handedIn(actor, request))));
  }

  @Get('person-checks/findings')
  @Roles('handler', 'reviewer', 'approver', 'auditor')
  @Documented({ summary: 'The lines of a batch that are held for what was found of a person, with every check of the month', tag: 'person-checks', answer: { status: HttpStatus.OK, description: 'A page of findings', schema: pageOf(findingSchema) } })
  async findings(@CurrentActor() actor: Actor, @Query({ schema: findingsQuery }) { batch, limit, cursor }: z.infer<typeof findingsQuery>): Promise<Page<Finding>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    return pageFrom(await this.view.findings(actor.city, batch, { after, limit: limit + 1 }), limit, (finding) => finding.id);
  }

  @Get('items/:id/checks')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'What was checked of the person before an item was decided', tag: 'person-checks', answer: { status: HttpStatus.OK, description: 'Every check with its answer and where that came from', schema: checksAnswer } })
  async checks(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string): Promise<z.infer<typeof checksAnswer>> {
    const checks = await this.view.ofItem(actor.city, id);
    if (!checks) throw problemOf({ code: 'not-found' });
    return { id, checks: [...checks] };
  }
}
