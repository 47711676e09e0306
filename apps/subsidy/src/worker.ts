import { constants, setPriority } from 'node:os';
import { stopOnSignals } from '@gongjiang/http';
import { readConfig } from './config.js';
import { subsidyParts } from './subsidy.parts.js';
import { openWorker } from './worker.parts.js';

/** The second entry point of the service: does the work on chunks and statements, and drives batches on. */
const config = readConfig(process.env);
// People ask the API on the same processors: a batch waits for them, and not they for it.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
const worker = await openWorker(config, await subsidyParts(config));
process.stdout.write('ready\n');
stopOnSignals(worker);
