import { parseArgs } from 'node:util';
import { stopOnSignals } from '@gongjiang/http';
import { PackSet } from '@gongjiang/policy';
import { readConfig } from '../../config.js';
import { subsidyParts } from '../../subsidy.parts.js';
import { openWorker } from '../../worker.parts.js';
import { stepsBy, watched } from '../places.js';
import { isUpgradedIn, passingBy } from './appointed.js';

/** A worker as `worker.ts` opens it, with its death appointed at places of the state machines. */
const { values } = parseArgs({ options: { folder: { type: 'string', default: '.' } } });
const config = readConfig(process.env);
const by = passingBy(values.folder);
const parts = watched(by, await subsidyParts(config));
// The next release has other rules, as far as their hash goes.
if (isUpgradedIn(values.folder)) Object.assign(parts, { packs: Object.assign(new PackSet(parts.packs.packs), { hash: 'the next release' }) });
// By its name the lease of a chunk tells whose death it waits for.
const worker = await openWorker(config, parts, { owner: String(process.pid), ...stepsBy(by) });
process.stdout.write('ready\n');
stopOnSignals(worker);
