import { problemOf } from '@gongjiang/http';
import { Documented } from '@gongjiang/http/nest';
import { isPersonToken, type PersonToken } from '@gongjiang/kernel';
import type { Actor } from '@gongjiang/security';
import { CurrentActor, Roles } from '@gongjiang/security/nest';
import { Controller, Get, HttpStatus, Param } from '@nestjs/common';
import { z } from 'zod';
import { receivedFen, type Benefit } from './benefit.js';
import { ProfileStore } from './profile.store.js';

/** Eighty years of monthly payments: whoever has more is not one person. */
const MAX_BENEFITS = 1_000;

const tokenSchema = z.string().refine(isPersonToken);
const shownBenefit = z.object({
  itemId: z.string(), entitlement: z.string(), subject: z.string().nullable(), period: z.string(), amountFen: z.int(),
  status: z.enum(['settled', 'returned']), bookedOn: z.string().nullable(), batchId: z.string(),
});
const shownProfile = z.object({ person: z.string(), receivedFen: z.int(), benefits: z.array(shownBenefit) });
type ShownProfile = z.infer<typeof shownProfile>;

/** Profiles for a city's staff: by token, of the own city only. */
@Controller('profiles')
export class ProfileHttp {
  constructor(private readonly profiles: ProfileStore) {}

  @Get(':token')
  @Roles('handler', 'reviewer', 'approver', 'releaser', 'finance', 'auditor')
  @Documented({ summary: 'What is known of a person', tag: 'profiles', answer: { status: HttpStatus.OK, description: 'The profile', schema: shownProfile } })
  async profile(@CurrentActor() actor: Actor, @Param('token', { schema: tokenSchema }) token: string): Promise<ShownProfile> {
    const benefits = await this.profiles.benefitsOf(actor.city, token as PersonToken, MAX_BENEFITS);
    if (benefits.length === 0) throw problemOf({ code: 'not-found' });
    return { person: token, receivedFen: receivedFen(benefits), benefits: benefits.map(shown) };
  }
}

function shown({ itemId, entitlement, subject, period, amountFen, status, bookedOn, batchId }: Benefit): z.infer<typeof shownBenefit> {
  return { itemId, entitlement, subject, period, amountFen, status, bookedOn, batchId };
}
