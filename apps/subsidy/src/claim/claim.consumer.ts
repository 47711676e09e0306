import type { CloudEvent } from '@gongjiang/contracts';
import { OnEventBatch } from '@gongjiang/messaging/nest';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ClaimsFromEvents } from './claim.events.js';
import { CLAIM_STARTING_EVENTS } from './claim.starts.js';

/** Where the claims that need no application come in. */
@Controller()
export class ClaimConsumer {
  constructor(private readonly claims: ClaimsFromEvents) {}

  @OnEventBatch('claims-without-application', ...CLAIM_STARTING_EVENTS)
  async told(@Payload() events: readonly CloudEvent[]): Promise<void> {
    await this.claims.onEvents(events);
  }
}
