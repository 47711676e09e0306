import { decodeCursor, pageFrom, pageOf, pageQuery, problemOf, valueOrProblem, type Page } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { describeEntitlement, PackSet } from '@gongjiang/policy';
import type { Actor, PersonTokenizer, SameKindMatcher } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Query, Req, StreamableFile } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AccountChangeService } from '../account-change/account-change.service.js';
import type { BusinessDates } from '../business-date/business-date.js';
import { claimRoster } from '../claim/claim.roster.js';
import { ClaimService } from '../claim/claim.service.js';
import type { GrantStore } from '../grant/grant.store.js';
import { organisationRoster } from '../person/organisation.roster.js';
import { personRoster } from '../person/person.roster.js';
import { PersonStore, type OtherAccount } from '../person/person.store.js';
import { byOf } from '../shared/by.js';
import { sourceOf } from '../shared/source.js';
import { ImportStore } from './import.store.js';
import { importId, reportSchema, shownReport, shownSummary, summarySchema } from './import.shown.js';
import { mendDownload } from './mend.file.js';
import { importRoster, type RosterKind } from './roster.import.js';
import { CSV_TYPE, fileOf, handedIn, TakesRoster, XLSX_TYPE } from './roster.upload.http.js';

export { takeRosters } from './roster.upload.http.js';

export const ROSTER_PARTS = Symbol('what rosters are read with');
export interface RosterParts {
  readonly tokenizer: PersonTokenizer;
  readonly matcher: SameKindMatcher;
  readonly packs: PackSet;
  readonly grants: GrantStore;
  readonly accountChangeService: AccountChangeService;
  readonly dates: BusinessDates;
}

const entitlementQuery = z.strictObject({ entitlement: z.string().regex(/^[a-z]+\/\d+\/[a-z-]+$/) });
const listQuery = z.strictObject(pageQuery);
const ANSWER = { status: HttpStatus.OK, description: 'What became of the file, row by row', schema: reportSchema };
const MEND_DESCRIPTION = 'The rows that were refused, exactly as they came, with line, column and reason behind them: mend them and hand the file in as it is. CSV in the encoding of the roster (UTF-8 with a byte order mark), a workbook for a workbook. A cell that a spreadsheet would take for a formula stands behind a single quote, which is taken away again. Kept for 30 days.';

/** Files from the city: the registry of persons, and rosters of claims; what became of each, and what is to be mended. */
@Controller('imports')
export class ImportHttp {
  constructor(private readonly imports: ImportStore, private readonly persons: PersonStore, private readonly claims: ClaimService, @Inject(ROSTER_PARTS) private readonly parts: RosterParts) {}

  @Post('persons')
  @Roles('handler', 'integrator')
  @HttpCode(HttpStatus.OK)
  @TakesRoster()
  @Documented({ summary: 'Take in a roster of persons (CSV or XLSX)', tag: 'imports', answer: ANSWER })
  async takePersons(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<z.infer<typeof reportSchema>> {
    const kind = personRoster({ city: actor.city, persons: this.persons, ...this.parts, otherAccount: await this.otherAccount(actor) });
    return this.take(actor, kind, request);
  }

  @Post('organisations')
  @Roles('handler', 'integrator')
  @HttpCode(HttpStatus.OK)
  @TakesRoster()
  @Documented({ summary: 'Take in a roster of enterprises, institutions and bases (CSV or XLSX)', tag: 'imports', answer: ANSWER })
  async takeOrganisations(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<z.infer<typeof reportSchema>> {
    const kind = organisationRoster({ city: actor.city, persons: this.persons, ...this.parts, otherAccount: await this.otherAccount(actor) });
    return this.take(actor, kind, request);
  }

  @Post('claims')
  @Roles('handler', 'integrator')
  @HttpCode(HttpStatus.OK)
  @TakesRoster()
  @Documented({ summary: 'Take in a roster of claims for one entitlement (CSV or XLSX)', tag: 'imports', answer: ANSWER })
  async takeClaims(@CurrentActor() actor: Actor, @Query({ schema: entitlementQuery }) query: z.infer<typeof entitlementQuery>, @Req() request: FastifyRequest): Promise<z.infer<typeof reportSchema>> {
    const entitlement = describeEntitlement(this.parts.packs, query.entitlement);
    if (!entitlement) throw problemOf({ code: 'claim.entitlement-unknown', details: { entitlement: query.entitlement } });
    const kind = claimRoster({ city: actor.city, entitlement, claims: this.claims, tokenizer: this.parts.tokenizer, by: { actor: actor.id, source: sourceOf(actor) } });
    return this.take(actor, kind, request);
  }

  @Get()
  @Roles('handler', 'integrator', 'auditor')
  @Documented({ summary: 'The files that were taken in, by kind and digest', tag: 'imports', answer: { status: HttpStatus.OK, description: 'A page of imports', schema: pageOf(summarySchema) } })
  async list(@CurrentActor() actor: Actor, @Query({ schema: listQuery }) query: z.infer<typeof listQuery>): Promise<Page<z.infer<typeof summarySchema>>> {
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, importId);
    const imports = await this.imports.page(actor.city, { after, limit: query.limit + 1 });
    return pageFrom(imports.map(shownSummary), query.limit, ({ id }) => id);
  }

  @Get(':id')
  @Roles('handler', 'integrator', 'auditor')
  @Documented({ summary: 'What became of a file, row by row', tag: 'imports', answer: ANSWER })
  async report(@CurrentActor() actor: Actor, @Param('id', { schema: importId }) id: string): Promise<z.infer<typeof reportSchema>> {
    const report = await this.imports.find(actor.city, id);
    if (!report) throw problemOf({ code: 'import.unknown' });
    return shownReport({ id, report });
  }

  @Get(':id/mend-file')
  @Roles('handler', 'integrator')
  @ApiProduces(CSV_TYPE, XLSX_TYPE)
  @Documented({ summary: 'The refused rows of a file, to be mended and handed in again', description: MEND_DESCRIPTION, tag: 'imports', answer: { status: HttpStatus.OK, description: 'The rows as a file' } })
  async mendFile(@CurrentActor() actor: Actor, @Param('id', { schema: importId }) id: string): Promise<StreamableFile> {
    const file = await this.imports.mendFile(actor.city, id, { actor: actor.id, source: sourceOf(actor) });
    if (!file) throw problemOf({ code: 'import.no-mend-file' });
    const { stream, type, name } = mendDownload(file);
    return new StreamableFile(stream, { type, disposition: `attachment; filename="${name}"` });
  }

  /** An account that differs from the one on record is proposed: a second person confirms it. */
  private async otherAccount(actor: Actor): Promise<OtherAccount> {
    return this.parts.accountChangeService.proposalsOf(await byOf(actor, this.parts.dates));
  }

  private async take(actor: Actor, kind: RosterKind, request: FastifyRequest): Promise<z.infer<typeof reportSchema>> {
    return shownReport(valueOrProblem(await importRoster(this.imports, actor.city, kind, fileOf(request), handedIn(actor, request))));
  }
}
