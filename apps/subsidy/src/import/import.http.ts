import { Documented, problemOf, valueOrProblem } from '@gongjiang/http';
import { describeEntitlement, PackSet } from '@gongjiang/policy';
import { CurrentActor, Roles, type Actor, type PersonTokenizer, type SameKindMatcher } from '@gongjiang/security';
import { Controller, HttpCode, HttpStatus, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { claimRoster } from '../claim/claim.roster.js';
import { ClaimService } from '../claim/claim.service.js';
import type { GrantStore } from '../grant/grant.store.js';
import { organisationRoster } from '../person/organisation.roster.js';
import { personRoster } from '../person/person.roster.js';
import { PersonStore } from '../person/person.store.js';
import { sourceOf } from '../shared/source.js';
import { ImportStore } from './import.store.js';
import { importRoster, type Imported } from './roster.import.js';
import { ROSTER_LIMITS } from './roster.js';

export const ROSTER_PARTS = Symbol('what rosters are read with');
export interface RosterParts {
  readonly tokenizer: PersonTokenizer;
  readonly matcher: SameKindMatcher;
  readonly packs: PackSet;
  readonly grants: GrantStore;
}

const entitlementQuery = z.strictObject({ entitlement: z.string().regex(/^[a-z]+\/\d+\/[a-z-]+$/) });
const problemSchema = z.object({ line: z.int(), column: z.string(), code: z.string() });
export const reportSchema = z.object({ id: z.string(), rows: z.int(), taken: z.int(), unchanged: z.int(), refused: z.int(), problems: z.array(problemSchema) });
const ANSWER = { status: HttpStatus.OK, description: 'What became of the file, row by row', schema: reportSchema };

/** Files from the city: the registry of persons, and rosters of claims. */
@Controller('imports')
export class ImportHttp {
  constructor(private readonly imports: ImportStore, private readonly persons: PersonStore, private readonly claims: ClaimService, @Inject(ROSTER_PARTS) private readonly parts: RosterParts) {}

  @Post('persons')
  @Roles('handler', 'integrator')
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('text/csv')
  @Documented({ summary: 'Take in a roster of persons (CSV)', tag: 'imports', answer: ANSWER })
  async takePersons(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<z.infer<typeof reportSchema>> {
    const kind = personRoster({ city: actor.city, persons: this.persons, ...this.parts });
    return this.shown(await importRoster(this.imports, actor.city, kind, fileOf(request)));
  }

  @Post('organisations')
  @Roles('handler', 'integrator')
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('text/csv')
  @Documented({ summary: 'Take in a roster of enterprises, institutions and bases (CSV)', tag: 'imports', answer: ANSWER })
  async takeOrganisations(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<z.infer<typeof reportSchema>> {
    const kind = organisationRoster({ city: actor.city, persons: this.persons, ...this.parts });
    return this.shown(await importRoster(this.imports, actor.city, kind, fileOf(request)));
  }

  @Post('claims')
  @Roles('handler', 'integrator')
  @HttpCode(HttpStatus.OK)
  @ApiConsumes('text/csv')
  @Documented({ summary: 'Take in a roster of claims for one entitlement (CSV)', tag: 'imports', answer: ANSWER })
  async takeClaims(@CurrentActor() actor: Actor, @Query({ schema: entitlementQuery }) query: z.infer<typeof entitlementQuery>, @Req() request: FastifyRequest): Promise<z.infer<typeof reportSchema>> {
    const entitlement = describeEntitlement(this.parts.packs, query.entitlement);
    if (!entitlement) throw problemOf({ code: 'claim.entitlement-unknown', details: { entitlement: query.entitlement } });
    const kind = claimRoster({ city: actor.city, entitlement, claims: this.claims, tokenizer: this.parts.tokenizer, by: { actor: actor.id, source: sourceOf(actor) } });
    return this.shown(await importRoster(this.imports, actor.city, kind, fileOf(request)));
  }

  private shown(imported: Awaited<ReturnType<typeof importRoster>>): z.infer<typeof reportSchema> {
    return shownReport(valueOrProblem(imported));
  }
}

/** A report as it is answered. */
export function shownReport({ id, report }: Imported): z.infer<typeof reportSchema> {
  return { id, ...report, problems: report.problems.map(({ line, column, code }) => ({ line, column, code })) };
}

/** The file as a stream: the parser of text/csv hands it on unread. */
export function fileOf(request: FastifyRequest): Readable {
  const body = request.body as Readable | undefined;
  if (body === undefined || typeof body.pipe !== 'function') throw problemOf({ code: 'roster.file-empty' });
  return body;
}

/** Lets files of type text/csv pass as a stream: they are laid down on disk, not held in memory. */
export function takeRosters(app: NestFastifyApplication): void {
  app.getHttpAdapter().getInstance().addContentTypeParser('text/csv', { bodyLimit: ROSTER_LIMITS.maxBytes }, (_request, payload, done) => done(null, payload));
}
