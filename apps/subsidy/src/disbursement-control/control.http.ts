import { decodeCursor, etagOf, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, versionFromMatch, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Body, Controller, Get, Headers, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { sourceOf } from '../shared/source.js';
import type { ControlOutcome, ControlTarget } from './brakes.js';
import { scopeOf, type ControlScope } from './control.js';
import { ControlService } from './control.service.js';
import { ControlStore } from './control.store.js';
import { shownControl, shownControlSchema, type ShownControl } from './control.view.js';

const reasonSchema = z.strictObject({ reason: z.string().trim().min(1).max(500) });
type Reason = z.infer<typeof reasonSchema>;
const idSchema = z.string().max(140).regex(/^(city|restore|(bank|batch)\.[!-~]+)$/, 'city, restore, bank.<id> or batch.<id>');
const listSchema = z.strictObject(pageQuery);
const ANSWER = { status: HttpStatus.OK, description: 'The control as it stands now', schema: shownControlSchema };

/**
 * The brakes of disbursement: `city`, `restore`, `bank.<id>`, `batch.<id>`. A pause and a stop ask for no version, since whoever
 * pulls a brake must not look first; everything that lets money go on, or takes it back, names by If-Match what was seen.
 */
@Controller('disbursement-controls')
export class ControlHttp {
  constructor(private readonly service: ControlService, private readonly controls: ControlStore) {}

  @Get()
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'What rests at present, and why', tag: 'disbursement', answer: { status: HttpStatus.OK, description: 'A page of controls that do not run', schema: pageOf(shownControlSchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listSchema }) { limit, cursor }: z.infer<typeof listSchema>): Promise<Page<ShownControl>> {
    const after = cursor === undefined ? null : decodeCursor(cursor, idSchema);
    const rows = await this.controls.resting(actor.city, { after, limit: limit + 1 });
    return pageFrom(rows.map(shownControl), limit, ({ id }) => id);
  }

  @Get(':id')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'One control', tag: 'disbursement', answer: ANSWER })
  async show(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.find(actor.city, scopeNamed(id)));
  }

  @Post(':id/pause')
  @Roles('releaser', 'finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Pause: no further message leaves for the bank', tag: 'disbursement', answer: ANSWER })
  async pause(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Body({ schema: reasonSchema }) { reason }: Reason, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.act(unseen(actor, id), { kind: 'pause', actor: actor.id, cause: 'officer', reason }));
  }

  @Post(':id/stop')
  @Roles('releaser', 'finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Emergency stop: only two persons together let payments go on', tag: 'disbursement', answer: ANSWER })
  async stop(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Body({ schema: reasonSchema }) { reason }: Reason, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.act(unseen(actor, id), { kind: 'stop', actor: actor.id, reason }));
  }

  @Post(':id/resumption')
  @Roles('releaser', 'finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Go on after a pause', tag: 'disbursement', answer: ANSWER })
  async resume(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.act(seen(actor, id, match), { kind: 'resume', actor: actor.id }));
  }

  @Post(':id/resumption-request')
  @Roles('releaser', 'finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Ask to go on after a stop', tag: 'disbursement', answer: ANSWER })
  async askResumption(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) { reason }: Reason, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.act(seen(actor, id, match), { kind: 'ask-resumption', actor: actor.id, reason }));
  }

  @Post(':id/resumption-confirmation')
  @Roles('releaser', 'finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Confirm, as a second person, that payments go on after a stop', tag: 'disbursement', answer: ANSWER })
  async confirmResumption(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.act(seen(actor, id, match), { kind: 'confirm-resumption', actor: actor.id }));
  }

  @Post(':id/cancellation-request')
  @Roles('releaser', 'finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Ask to cancel what is not yet sent of a resting batch', tag: 'disbursement', answer: ANSWER })
  async askCancellation(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Body({ schema: reasonSchema }) { reason }: Reason, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.act(seen(actor, id, match), { kind: 'ask-cancellation', actor: actor.id, reason }));
  }

  @Post(':id/cancellation-confirmation')
  @Roles('releaser', 'finance')
  @HttpCode(HttpStatus.ACCEPTED)
  @Documented({ summary: 'Confirm, as a second person, that what is not yet sent is cancelled', tag: 'disbursement', answer: { ...ANSWER, status: HttpStatus.ACCEPTED } })
  async confirmCancellation(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.act(seen(actor, id, match), { kind: 'confirm-cancellation', actor: actor.id }));
  }

  @Post(':id/withdrawal')
  @Roles('releaser', 'finance')
  @HttpCode(HttpStatus.OK)
  @Documented({ summary: 'Take back, or decline, what was asked for: payments rest as before', tag: 'disbursement', answer: ANSWER })
  async withdraw(@CurrentActor() actor: Actor, @Param('id', { schema: idSchema }) id: string, @Headers('if-match') match: string | undefined, @Res({ passthrough: true }) reply: FastifyReply): Promise<ShownControl> {
    return answer(reply, await this.service.act(seen(actor, id, match), { kind: 'withdraw-request', actor: actor.id }));
  }
}

function scopeNamed(id: string): ControlScope {
  const scope = scopeOf(id);
  if (!scope) throw problemOf({ code: 'control.unknown' });
  return scope;
}

function unseen(actor: Actor, id: string): ControlTarget {
  return { city: actor.city, scope: scopeNamed(id), version: null, source: sourceOf(actor) };
}

function seen(actor: Actor, id: string, match: string | undefined): ControlTarget {
  return { ...unseen(actor, id), version: versionFromMatch(match) };
}

function answer(reply: FastifyReply, outcome: ControlOutcome): ShownControl {
  const kept = valueOrProblem(outcome);
  void reply.header('etag', etagOf(kept.version));
  return shownControl(kept);
}
