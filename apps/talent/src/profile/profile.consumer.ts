import { OnEventBatch } from '@gongjiang/messaging/nest';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { BENEFIT_EVENTS, type PaymentEvent } from './benefit.js';
import { ProfileService } from './profile.service.js';

/** Where payments become part of a person's profile. */
@Controller()
export class ProfileConsumer {
  constructor(private readonly profiles: ProfileService) {}

  @OnEventBatch('profile-benefits', ...BENEFIT_EVENTS)
  async payments(@Payload() events: readonly PaymentEvent[]): Promise<void> {
    await this.profiles.takePayments(events);
  }
}
