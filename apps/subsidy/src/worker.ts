import { stopOnSignals } from '@gongjiang/http';
import { readConfig } from './config.js';
import { giveWay } from './priority.parts.js';
import { subsidyParts } from './subsidy.parts.js';
import { openWorker } from './worker.parts.js';

/** The second entry point of the service: does the work on chunks and statements, and drives batches on. */
const config = readConfig(process.env);
giveWay();
const worker = await openWorker(config, await subsidyParts(config));
process.stdout.write('ready\n');
stopOnSignals(worker);
