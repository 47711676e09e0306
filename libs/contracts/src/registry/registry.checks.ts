/**
 * What registries of other authorities can be asked of a person (人员信息比对, Wenzhou part 3 section 3), with what each
 * answers: first the answer that speaks for paying, then the one against.
 */
export const REGISTRY_CHECKS = {
  /** Civil affairs, public security: is the person alive? True of a person until it is told otherwise. */
  death: ['alive', 'dead'],
  /** Social insurance: was the person in work in the month? */
  employment: ['employed', 'not-employed'],
  /** Cities outside the installation: does one of them pay an entitlement of the same kind for the month? */
  'paid-elsewhere': ['not-paid', 'paid'],
} as const;

export type RegistryCheck = keyof typeof REGISTRY_CHECKS;
export type RegistryAnswer = (typeof REGISTRY_CHECKS)[RegistryCheck][number];

export const REGISTRY_CHECK_IDS = Object.keys(REGISTRY_CHECKS) as unknown as readonly [RegistryCheck, ...RegistryCheck[]];
