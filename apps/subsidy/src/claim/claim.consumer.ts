import { certificateIssued, type EventOf } from '@gongjiang/contracts';
import { OnEventBatch } from '@gongjiang/messaging';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ClaimsFromEvents } from './claim.events.js';

/** Where the claims that need no application come in. */
@Controller()
export class ClaimConsumer {
  constructor(private readonly claims: ClaimsFromEvents) {}

  @OnEventBatch('claims-from-certificates', certificateIssued)
  async certificatesIssued(@Payload() events: readonly EventOf<typeof certificateIssued>[]): Promise<void> {
    await this.claims.onCertificatesIssued(events);
  }
}
