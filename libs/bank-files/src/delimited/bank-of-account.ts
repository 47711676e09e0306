import type { DelimitedProfile } from '../profile/profile.delimited.js';

/** Whether the paying bank holds the account itself (本行) or another does (他行). A profile that names no prefixes tells none apart. */
export function bankOfAccount({ ownBank }: DelimitedProfile, account: string): 'own' | 'other' {
  return !ownBank || ownBank.prefixes.some((prefix) => account.startsWith(prefix)) ? 'own' : 'other';
}
