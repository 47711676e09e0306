import { PLACES } from '../places.js';

/** Says at which places a process may die, for those who plan it and are no part of the service. */
process.stdout.write(`${JSON.stringify(PLACES)}\n`);
