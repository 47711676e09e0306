import { creditBarLifted, creditBarred, type EventOf } from '@gongjiang/contracts';
import { OnEventBatch } from '@gongjiang/messaging/nest';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { CreditBarsFromEvents } from './credit-bar.events.js';

/** Where the city hears of bars of the credit file. */
@Controller()
export class CreditBarConsumer {
  constructor(private readonly bars: CreditBarsFromEvents) {}

  @OnEventBatch('credit-barred', creditBarred)
  async barred(@Payload() events: readonly EventOf<typeof creditBarred>[]): Promise<void> {
    await this.bars.onBarred(events);
  }

  @OnEventBatch('credit-bar-lifted', creditBarLifted)
  async lifted(@Payload() events: readonly EventOf<typeof creditBarLifted>[]): Promise<void> {
    await this.bars.onLifted(events);
  }
}
