import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Bank } from '../bank.js';
import { summaryOf } from '../books/books.summary.js';
import { fileViews } from '../books/books.files.js';
import { nextCursor, paymentsUnder, paymentView } from '../books/books.answers.js';
import { positionOf } from './cursor.js';
import { contentOf } from './file.content.js';
import { sendBadCursor, sendMalformed, sendProblem } from './problem.js';

const pageQuery = z.strictObject({
  cursor: z.string().max(100).optional(),
  limit: z.coerce.number().int().positive().max(10_000).default(5_000),
});

/** The bank's own books, for the operator and for tests: what was really paid, never distorted by a plan. */
export function booksRoutes(server: FastifyInstance, bank: Bank): void {
  server.get('/books/summary', async () => bank.read(summaryOf));

  server.get('/books/payments', async (request, reply) => {
    const query = pageQuery.safeParse(request.query);
    if (!query.success) return sendMalformed(reply, query.error);
    const from = positionOf(query.data.cursor);
    if (from === undefined) return sendBadCursor(reply);
    const slice = { from, limit: query.data.limit };
    return bank.read(({ payments }) => ({
      payments: payments.slice(slice.from, slice.from + slice.limit).map(paymentView),
      nextCursor: nextCursor(slice, payments.length),
    }));
  });

  server.get('/books/files', async (request, reply) => {
    const query = pageQuery.safeParse(request.query);
    if (!query.success) return sendMalformed(reply, query.error);
    const from = positionOf(query.data.cursor);
    if (from === undefined) return sendBadCursor(reply);
    const slice = { from, limit: query.data.limit };
    return bank.read((books) => ({ files: fileViews(books).slice(from, from + slice.limit), nextCursor: nextCursor(slice, books.files.size) }));
  });

  server.get<{ Params: { messageId: string } }>('/books/files/:messageId', async (request, reply) => {
    const file = await bank.read(({ files }) => files.get(request.params.messageId));
    return file ? reply.type('application/octet-stream').send(contentOf(file)) : sendProblem(reply, 'bank.unknown-file');
  });

  server.get<{ Params: { endToEndId: string } }>('/books/payments/:endToEndId', async (request, reply) => {
    const payments = await bank.read((books) => paymentsUnder(books, request.params.endToEndId));
    if (payments.length === 0) return sendProblem(reply, 'bank.unknown-payment');
    return { payments };
  });
}
