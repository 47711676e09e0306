import { routesOf } from '@gongjiang/http/nest';
import { knownActorOf } from '@gongjiang/security/nest';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ChangeLog, RefusedAttempt } from '../shared/change-log.js';
import { sourceOf } from '../shared/source.js';

interface MoneyCommand {
  /** As in the entry of one that succeeds. */
  readonly kind: string;
  readonly objectOf: (params: Readonly<Record<string, string>>) => string;
}

const ofBatch = (kind: string): MoneyCommand => ({ kind, objectOf: ({ id = '' }) => id });

/** The commands about money, by their route: who tries one and may not is on record, with the code of the refusal. */
export const MONEY_COMMANDS: Readonly<Record<string, MoneyCommand>> = {
  'POST /batches': { kind: 'batch.opened', objectOf: () => 'batches' },
  'POST /batches/:id/calculation': ofBatch('batch.calculation-started'),
  'POST /batches/:id/gate/explanations': ofBatch('gate.explained'),
  'POST /batches/:id/submission': ofBatch('batch.submitted'),
  'POST /batches/:id/review': ofBatch('batch.reviewed'),
  'POST /batches/:id/approval': ofBatch('batch.approved'),
  'POST /batches/:id/release': ofBatch('batch.released'),
  'POST /batches/:id/closing': ofBatch('batch.closed'),
  'POST /batches/:id/return': ofBatch('batch.returned'),
  'POST /batches/:id/cancellation': ofBatch('batch.cancelled'),
  'POST /notices/:id/taking-down': { kind: 'notice.suspended', objectOf: ({ id = '' }) => id },
  'POST /notices/:id/putting-up': { kind: 'notice.resumed', objectOf: ({ id = '' }) => id },
  'POST /notices/:id/objections': { kind: 'objection.filed', objectOf: ({ id = '' }) => id },
  'POST /objections/:id/decision': { kind: 'objection.decided', objectOf: ({ id = '' }) => id },
  'POST /disbursement-controls/:id/pause': ofBatch('disbursement.paused'),
  'POST /disbursement-controls/:id/stop': ofBatch('disbursement.stopped'),
  'POST /disbursement-controls/:id/resumption': ofBatch('disbursement.resumed'),
  'POST /disbursement-controls/:id/resumption-request': ofBatch('disbursement.resumption-asked'),
  'POST /disbursement-controls/:id/resumption-confirmation': ofBatch('disbursement.resumed'),
  'POST /disbursement-controls/:id/cancellation-request': ofBatch('disbursement.cancellation-asked'),
  'POST /disbursement-controls/:id/cancellation-confirmation': ofBatch('disbursement.cancellation-confirmed'),
  'POST /disbursement-controls/:id/withdrawal': ofBatch('disbursement.request-withdrawn'),
  'POST /restores': { kind: 'disbursement.stopped', objectOf: () => 'restore' },
  'POST /persons/:token/account-changes': { kind: 'account-change.proposed', objectOf: () => 'account-changes' },
  'POST /account-changes/:id/confirmation': ofBatch('account-change.cooling'),
  'POST /account-changes/:id/refusal': ofBatch('account-change.refused'),
  'POST /account-changes/:id/withdrawal': ofBatch('account-change.withdrawn'),
  'POST /reconciliation-cases/:id/owner': ofBatch('case.in-hand'),
  'POST /reconciliation-cases/:id/resolution': ofBatch('case.resolved'),
  'POST /stand-ins': { kind: 'stand-in.named', objectOf: () => 'stand-ins' },
  'POST /stand-ins/:id/end': ofBatch('stand-in.ended'),
  'POST /claims': { kind: 'claims.decided', objectOf: () => 'claims' },
  'POST /clawbacks': { kind: 'clawback.opened', objectOf: () => 'clawbacks' },
  'POST /clawbacks/:id/notification': ofBatch('clawback.notified'),
  'POST /clawbacks/:id/statement': ofBatch('clawback.statement-recorded'),
  'POST /clawbacks/:id/decision': ofBatch('clawback.decided'),
  'POST /clawbacks/:id/dismissal': ofBatch('clawback.dropped'),
  'POST /clawbacks/:id/withdrawal': ofBatch('clawback.withdrawn'),
  'POST /clawbacks/:id/appeal': ofBatch('clawback.appealed'),
  'POST /clawbacks/:id/appeal-decision': ofBatch('clawback.appeal-decided'),
  'PUT /clawbacks/:id/instalments': ofBatch('clawback.arranged'),
  'POST /clawbacks/:id/repayments': ofBatch('clawback.repaid'),
  'POST /clawbacks/:id/waiver': ofBatch('clawback.waiver-asked'),
  'POST /clawbacks/:id/waiver-decision': ofBatch('clawback.waived'),
  'POST /clawbacks/:id/lifting': ofBatch('clawback.lifted'),
  'POST /takeovers': { kind: 'takeover.handed-in', objectOf: () => 'takeovers' },
  'POST /takeovers/:id/acceptance': ofBatch('takeover.accepted'),
  'POST /takeovers/:id/rejection': ofBatch('takeover.rejected'),
  'POST /claims/:id/corrections': { kind: 'claim.corrected', objectOf: ({ id = '' }) => id },
  'POST /vouchers': { kind: 'voucher.made', objectOf: () => 'vouchers' },
  'POST /fund-changes': { kind: 'fund-change.proposed', objectOf: () => 'fund-changes' },
  'POST /fund-changes/:id/confirmation': ofBatch('fund-change.confirmed'),
  'POST /fund-changes/:id/rejection': ofBatch('fund-change.rejected'),
};

/** Who asks with a person's number in the path leaves a record without it. */
const UNSPEAKABLE = 'not recorded';

/**
 * Records refused attempts before they are answered. At the edge, so that also those are seen that never reach a
 * service: the wrong role, no version, a body that does not fit. Call it before the routes are made. Throws where a
 * command has no route.
 */
export function recordRefusedAttempts(app: NestFastifyApplication, changes: ChangeLog, onError: (error: unknown) => void): void {
  const routes = new Set(routesOf(app).map(({ name }) => name.split(' ').slice(1).join(' ')));
  const missing = Object.keys(MONEY_COMMANDS).filter((route) => !routes.has(route));
  if (missing.length > 0) throw new Error(`Refused attempts cannot be recorded: no route ${missing.join(', ')}. Name it in MONEY_COMMANDS as its controller does`);
  app.getHttpAdapter().getInstance().addHook('onSend', async (request, reply, payload) => {
    const attempt = refusedAttemptOf(request, reply, payload);
    if (attempt) await record(changes, attempt).catch(onError);
    return payload;
  });
}

/** An entry that the trail does not take, for what its object holds, is written without it. */
async function record(changes: ChangeLog, attempt: RefusedAttempt): Promise<void> {
  try {
    await changes.recordRefusal(attempt);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    await changes.recordRefusal({ ...attempt, object: UNSPEAKABLE });
  }
}

const TOO_MANY = 429;

/** A failure of ours is no refusal: what came of it is not known here. Nor is a call too many: nobody fills the record so. */
function refusedAttemptOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): RefusedAttempt | undefined {
  const command = MONEY_COMMANDS[`${request.method} ${request.routeOptions.url ?? ''}`];
  const actor = knownActorOf(request);
  if (!command || !actor || reply.statusCode < 400 || reply.statusCode >= 500 || reply.statusCode === TOO_MANY || typeof payload !== 'string') return undefined;
  const { code } = JSON.parse(payload) as { readonly code: string };
  return { city: actor.city, actor: actor.id, kind: command.kind, object: command.objectOf(request.params as Record<string, string>), source: sourceOf(actor), code };
}
