/** ISO 20022 external status codes, as this platform takes them. A code that is not here is refused, never guessed. */
const OUTCOMES = {
  ACCP: 'accepted', // customer profile checked
  ACWC: 'accepted', // with a change that is not the amount's
  ACSP: 'accepted', // settlement under way
  ACSC: 'accepted', // settled on the paying account
  ACCC: 'accepted', // settled on the payee's account
  RJCT: 'rejected',
  RCVD: 'undecided', // received
  ACTC: 'undecided', // well-formed, no more
  ACFC: 'undecided', // funds checked
  PDNG: 'undecided',
} as const;

export type Outcome = (typeof OUTCOMES)[keyof typeof OUTCOMES];

export function outcomeOf(code: string): Outcome | undefined {
  return Object.hasOwn(OUTCOMES, code) ? OUTCOMES[code as keyof typeof OUTCOMES] : undefined;
}

/** Reasons that say no more than: this id was seen before. */
const SEEN_BEFORE: ReadonlySet<string> = new Set(['DU01', 'DU02', 'DU03', 'DU04', 'DU05']);
const DUPLICATION = 'AM05';

/**
 * What a line's reason codes come to. A rejection for nothing but being a duplicate says nothing of the first payment:
 * it is AM05 on a duplicate, which is no final no, so that the id is asked after and never given up.
 */
export function reasonOf(outcome: 'accepted' | 'rejected', codes: readonly string[]): { readonly reasonCode: string | null; readonly duplicate: boolean } {
  const others = codes.filter((code) => !SEEN_BEFORE.has(code));
  const duplicate = others.length < codes.length || others.includes(DUPLICATION);
  if (outcome === 'accepted') return { reasonCode: null, duplicate };
  if (duplicate && (others.length === 0 || others.includes(DUPLICATION))) return { reasonCode: DUPLICATION, duplicate };
  const [first] = others;
  return { reasonCode: first === undefined ? null : isReasonCode(first) ? first : 'MS03', duplicate };
}

function isReasonCode(code: string): boolean {
  return /^[A-Z0-9]{4}$/.test(code);
}
