import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ROSTER_LIMITS } from './roster.js';

/** Lets files of type text/csv pass as a stream: they are laid down on disk, not held in memory. */
export function takeRosters(app: NestFastifyApplication): void {
  app.getHttpAdapter().getInstance().addContentTypeParser('text/csv', { bodyLimit: ROSTER_LIMITS.maxBytes }, (_request, payload, done) => done(null, payload));
}
