import { groupBy } from '@gongjiang/kernel';
import { Officer, succeeded, type Platform, type SeenItem } from '@gongjiang/rehearsal';

/** A benefit as the talent service shows it. */
export interface SeenBenefit {
  readonly itemId: string;
  readonly amountFen: number;
  readonly status: 'settled' | 'returned';
}

export interface SeenProfile {
  readonly person: string;
  readonly receivedFen: number;
  readonly benefits: readonly SeenBenefit[];
}

/** The profile of everyone who was paid something; without benefits for whom the talent service does not know. */
export async function profilesOf(platform: Platform, items: readonly SeenItem[]): Promise<readonly SeenProfile[]> {
  const byCity = groupBy(items, ({ city }) => city);
  const lists = await Promise.all([...byCity].map(([city, own]) => {
    const clerk = new Officer(platform.issuer.url, platform.talent.url, city, `${city}-clerk`, ['handler']);
    return profilesBy(clerk, new Set(own.map(({ person }) => person)));
  }));
  return lists.flat();
}

async function profilesBy(clerk: Officer, persons: Iterable<string>): Promise<readonly SeenProfile[]> {
  const profiles: SeenProfile[] = [];
  for (const person of persons) {
    const answer = await clerk.get(`/profiles/${person}`);
    profiles.push(answer.status === 404 ? { person, receivedFen: 0, benefits: [] } : succeeded('reading a profile', answer));
  }
  return profiles;
}
