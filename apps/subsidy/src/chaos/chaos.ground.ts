import { createSecretKey } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { loadBankProfiles, openBankFileCodec } from '@gongjiang/bank-files';
import { aesFieldCipher, hmacBlindIndex, keyRingFromConfig } from '@gongjiang/persistence';
import { loadPacks } from '@gongjiang/policy';
import { derivedCityKeys, personTokenizer, sameKindMatcher } from '@gongjiang/security';
import { readWorkingCalendar } from '../calendar/working-day.files.js';
import { MAX_MESSAGE_CHARACTERS } from '../subsidy.parts.js';

export type ChaosGround = Awaited<ReturnType<typeof openGround>>;

/** What all runs of a process share, since it never changes: rules, calendars, keys that are secret to nobody. */
export async function openGround() {
  const key = createSecretKey(Buffer.alloc(32, 7));
  const ring = keyRingFromConfig(`chaos:${Buffer.alloc(32, 9).toString('base64')}`);
  const profile = loadBankProfiles(undefined).get('interface');
  if (!profile) throw new Error('There is no profile of the bank interface');
  return {
    profile,
    codec: await openBankFileCodec(),
    settings: {
      packs: loadPacks(),
      calendar: readWorkingCalendar(fileURLToPath(new URL('../../calendars', import.meta.url))),
      cipher: aesFieldCipher(ring),
      messageCipher: aesFieldCipher(ring, MAX_MESSAGE_CHARACTERS),
      accountIndex: hmacBlindIndex(key),
      tokenizer: personTokenizer(derivedCityKeys(key)),
      matcher: sameKindMatcher(key),
    },
  };
}
