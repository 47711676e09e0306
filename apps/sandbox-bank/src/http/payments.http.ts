import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BANK_PATHS, MAX_IDS_AN_INQUIRY, paymentMessageSchema, statusInquirySchema, type PaymentMessage, type StatusInquiry, type StatusInquiryAnswer } from '@gongjiang/contracts';
import type { Bank } from '../bank.js';
import type { Books } from '../books/books.js';
import { statusOf, statusesOfInformation } from '../books/books.answers.js';
import { isShortFor, refusalOf, type BankTerms, type Conduct } from '../books/books.payments.js';
import type { CallFaults, Faults, Misbehaviour } from '../misbehaviour/misbehaviour.js';
import { distortAnswer, distortStatuses } from '../misbehaviour/misbehaviour.distort.js';
import { positionOf } from './cursor.js';
import { hangUp } from './hang-up.js';
import { sendBadCursor, sendMalformed, sendProblem } from './problem.js';

export function paymentRoutes(server: FastifyInstance, bank: Bank, faults: Faults, terms: BankTerms): void {
  server.post(BANK_PATHS.payments, async (request, reply) => {
    const message = paymentMessageSchema.safeParse(request.body);
    if (!message.success) return sendMalformed(reply, message.error);
    return takeMessage({ request, reply, message: message.data, bank, misbehaviour: faults.current, terms });
  });

  server.post(BANK_PATHS.inquiry, async (request, reply) => {
    const inquiry = statusInquirySchema.safeParse(request.body);
    if (!inquiry.success) return sendMalformed(reply, inquiry.error);
    const from = 'cursor' in inquiry.data ? positionOf(inquiry.data.cursor) : 0;
    if (from === undefined) return sendBadCursor(reply);
    const call = faults.current.onCall('inquiry', inquiryName(inquiry.data));
    if (call.has('refuses')) return sendProblem(reply, 'bank.unavailable');
    if (call.has('cuts-before-booking') || call.has('cuts-after-booking')) return hangUp(request, reply);
    const answer = distortStatuses(await bank.read((books) => inquire(books, inquiry.data, from)), call);
    if (call.waitMs('answers-late') > 0) await wait(call.waitMs('answers-late'));
    return reply.send(answer);
  });
}

interface Taking {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly message: PaymentMessage;
  readonly bank: Bank;
  readonly misbehaviour: Misbehaviour;
  readonly terms: BankTerms;
}

async function takeMessage({ request, reply, message, bank, misbehaviour, terms }: Taking): Promise<FastifyReply> {
  const call = misbehaviour.onCall('payments', message.messageId);
  if (call.has('refuses')) return sendProblem(reply, 'bank.unavailable');
  if (call.has('cuts-before-booking')) return hangUp(request, reply);
  if (call.waitMs('books-late') > 0) await wait(call.waitMs('books-late'));
  if (call.has('refuses-whole-when-short') && (await bank.read((books) => isShortFor(books, message)))) return reply.send(refusalOf(message, 'AM04'));
  const answer = await bank.take(message, conductOf(misbehaviour, call, terms));
  if (call.has('cuts-after-booking')) return hangUp(request, reply);
  if (call.waitMs('answers-late') > 0) await wait(call.waitMs('answers-late'));
  return reply.send(distortAnswer(answer, call));
}

export function conductOf(misbehaviour: Misbehaviour, call: CallFaults, terms: BankTerms): Conduct {
  return {
    ...terms,
    idempotency: call.has('ignores-idempotency') ? 'ignored' : 'honoured',
    rejects: ({ endToEndId }) => misbehaviour.onLine('rejects-lines', endToEndId)?.reasonCode ?? null,
    returns: ({ endToEndId }) => misbehaviour.onLine('returns-lines', endToEndId) ?? null,
  };
}

function inquire(books: Books, inquiry: StatusInquiry, from: number): StatusInquiryAnswer {
  if ('endToEndIds' in inquiry) return { statuses: inquiry.endToEndIds.map((id) => statusOf(books, id)), nextCursor: null };
  return statusesOfInformation(books, inquiry.paymentInformationId, { from, limit: MAX_IDS_AN_INQUIRY });
}

function inquiryName(inquiry: StatusInquiry): string {
  return 'endToEndIds' in inquiry ? `${inquiry.endToEndIds.length} ${inquiry.endToEndIds[0]}` : `${inquiry.paymentInformationId} ${inquiry.cursor}`;
}
