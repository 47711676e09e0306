import Sequencer from '@jest/test-sequencer';

/** What takes long comes first, so that no process waits at the end for another's last long one: across services, on servers, pure. */
const ORDER = ['across services', 'integration', 'unit'];

export default class LongestFirst extends Sequencer {
  sort(tests) {
    const placeOf = ({ context }) => ORDER.indexOf(context.config.displayName?.name);
    return super.sort(tests).toSorted((left, right) => placeOf(left) - placeOf(right));
  }
}
