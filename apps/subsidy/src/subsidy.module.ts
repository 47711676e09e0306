import { mongoIdempotencyStore } from '@gongjiang/http';
import { IdempotencyModule, type RateOptions } from '@gongjiang/http/nest';
import { HealthModule, MetricsModule, type Readings } from '@gongjiang/observability/nest';
import { actorOf, AuthModule, knownActorOf } from '@gongjiang/security/nest';
import type { DynamicModule } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SubsidyConfig } from './config.js';
import { booksEdge } from './edges/books.module.js';
import { citizenEdge } from './edges/citizen.module.js';
import { disbursementEdge } from './edges/disbursement.module.js';
import { intakeEdge } from './edges/intake.module.js';
import { monthEdge } from './edges/month.module.js';
import { officeEdge } from './edges/office.module.js';
import { KeptStandIns } from './stand-in/stand-in.service.js';
import type { SubsidyParts } from './subsidy.parts.js';

/** Wires the slices' edges to the parts: no logic here. */
export class SubsidyModule {
  /** `readings` are what this process has to count beside what waits for a relay. */
  static with(parts: SubsidyParts, config: SubsidyConfig, readings: Readings = {}): DynamicModule {
    const edges = [intakeEdge(parts), monthEdge(parts), disbursementEdge(parts), booksEdge(parts), officeEdge(parts), citizenEdge(parts)];
    return {
      module: SubsidyModule,
      imports: [
        AuthModule.forRoot({ issuer: config.GONGJIANG_OIDC_ISSUER, audience: config.GONGJIANG_OIDC_AUDIENCE, jwksUri: config.GONGJIANG_OIDC_JWKS }, new KeptStandIns(parts.standIns, parts.dates)),
        HealthModule.forRoot({ mongo: () => parts.connection.db.command({ ping: 1 }) }),
        MetricsModule.forRoot('subsidy', { ...readings, ...untoldReadings(parts) }),
        IdempotencyModule.forRootAsync({ useFactory: () => ({ store: mongoIdempotencyStore(parts.connection.db), scopeOf: callerOf }) }),
      ],
      controllers: edges.flatMap(({ controllers }) => controllers),
      providers: edges.flatMap(({ providers }) => providers),
    };
  }
}

/** What waits for a relay: where these grow and none of them goes down, no relay runs, or Kafka is away. */
function untoldReadings({ outbox, chunks, claims }: Pick<SubsidyParts, 'outbox' | 'chunks' | 'claims'>): Readings {
  return {
    gongjiang_outbox_events: { help: 'Events that no relay has carried to Kafka yet', read: async () => (await outbox.waiting()).count },
    gongjiang_untold_chunks: { help: 'Chunks of which systems or payees have not been told yet', read: () => chunks.untold() },
    gongjiang_untold_claim_writes: { help: 'Writes of many claims of which systems have not been told yet', read: () => claims.waiting() },
  };
}

/** How often one caller, and one address on public pages, may call. */
export function rateOf(config: SubsidyConfig): RateOptions {
  return { callerOf: (request) => (knownActorOf(request) ? callerOf(request) : undefined), callsAMinute: config.GONGJIANG_CALLS_A_MINUTE, publicCallsAMinute: config.GONGJIANG_PUBLIC_CALLS_A_MINUTE };
}

/** Whose idempotency key it is: two callers never share one. */
function callerOf(request: FastifyRequest): string {
  const { city, id } = actorOf(request);
  return `${city}/${id}`;
}
