import { CLAIM_PARTS, ClaimCommandHttp } from '../claim/claim.command.http.js';
import { ClaimConsumer } from '../claim/claim.consumer.js';
import { ClaimCorrections } from '../claim/claim.correction.service.js';
import { ClaimsFromEvents } from '../claim/claim.events.js';
import { ClaimHttp } from '../claim/claim.http.js';
import { ClaimService } from '../claim/claim.service.js';
import { ClaimStore } from '../claim/claim.store.js';
import { ImportHttp, ROSTER_PARTS } from '../import/import.http.js';
import { ImportStore } from '../import/import.store.js';
import { CreditBarConsumer } from '../person-check/credit-bar.consumer.js';
import { CreditBarsFromEvents } from '../person-check/credit-bar.events.js';
import { ANSWER_ROSTER, PersonCheckHttp } from '../person-check/person-check.http.js';
import { PersonCheckView } from '../person-check/person-check.view.js';
import { PersonStore } from '../person/person.store.js';
import type { SubsidyParts } from '../subsidy.parts.js';
import { TakeoverDesk } from '../takeover/takeover.desk.service.js';
import { TakeoverHttp } from '../takeover/takeover.http.js';
import { given, type Edge } from './edge.module.js';

/** What comes in: rosters, claims, facts that others tell, and what was paid before the platform. */
export function intakeEdge(parts: SubsidyParts): Edge {
  const { tokenizer, matcher, packs, grants, accountChangeService, dates } = parts;
  return {
    controllers: [ClaimCommandHttp, ClaimConsumer, ClaimHttp, CreditBarConsumer, ImportHttp, PersonCheckHttp, TakeoverHttp],
    providers: [
      { provide: ANSWER_ROSTER, useValue: { ...parts, answers: parts.personAnswers } },
      { provide: CLAIM_PARTS, useValue: { tokenizer, packs } },
      { provide: ROSTER_PARTS, useValue: { tokenizer, matcher, packs, grants, accountChangeService, dates } },
      given(ClaimCorrections, parts.claimCorrections),
      given(ClaimService, parts.claimService),
      given(ClaimStore, parts.claims),
      given(ClaimsFromEvents, new ClaimsFromEvents(parts, parts.claimService)),
      given(CreditBarsFromEvents, new CreditBarsFromEvents({ ...parts, bars: parts.creditBars }, parts.changes)),
      given(ImportStore, parts.imports),
      given(PersonCheckView, new PersonCheckView(parts.heldLines, parts.items, parts.checkRecords)),
      given(PersonStore, parts.persons),
      given(TakeoverDesk, parts.takeoverDesk),
    ],
  };
}
