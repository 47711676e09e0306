import type { PackDraft, Placed } from './pack.draft.js';
import { NO_FUND } from './era.compile.js';
import type { ParameterSource } from './parameter.schema.js';

/** Every fund that a parameter names is one of the pack's funds. Throws PackError at the value. */
export function checkFunds(draft: PackDraft): void {
  for (const { value: parameter, place } of parametersOf(draft)) {
    if (parameter.unit !== 'fund') continue;
    for (const [at, { value }] of parameter.values.entries()) {
      if (value === NO_FUND || draft.funds.has(String(value))) continue;
      throw place.at('values', at, 'value').fault(`a fund of this pack is expected (${[...draft.funds.keys()].join(', ') || 'there is none'}), or ${NO_FUND}`);
    }
  }
}

/** All parameters of a pack, those of its entitlements included. */
export function parametersOf(draft: PackDraft): Placed<ParameterSource>[] {
  const own = draft.entitlements.flatMap(({ value, place }) => Object.entries(value.parameters ?? {}).map(([name, parameter]) => ({ value: parameter, place: place.at('parameters', name) })));
  return [...draft.parameters.values(), ...own];
}
