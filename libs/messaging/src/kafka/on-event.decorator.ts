import type { EventContract } from '@gongjiang/contracts';
import { applyDecorators, Catch, UseFilters, type RpcExceptionFilter } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { throwError, type Observable } from 'rxjs';

/** What a handler says about itself to the strategy. */
export interface HandlerExtras {
  readonly delivery?: 'each' | 'batch';
  readonly name?: string;
}

/** Nest would turn every error into "Internal server error"; the dead letter is to say what happened. */
@Catch()
class PassOnError implements RpcExceptionFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** Handles one kind of event, one at a time: `handle(@Payload() event: EventOf<typeof certificateIssued>)`. */
export function OnEvent(contract: EventContract): MethodDecorator {
  return applyDecorators(EventPattern<string>(contract.type, { delivery: 'each' } satisfies HandlerExtras), UseFilters(PassOnError));
}

/** Handles events of one or several kinds in bulk: the method takes up to 1,000 of them in their order, `name` tells it apart. */
export function OnEventBatch(name: string, ...contracts: readonly EventContract[]): MethodDecorator {
  const types = contracts.map(({ type }) => type);
  return applyDecorators(EventPattern<string[]>(types, { delivery: 'batch', name } satisfies HandlerExtras), UseFilters(PassOnError));
}
