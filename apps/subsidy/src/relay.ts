import { stopOnSignals } from '@gongjiang/http';
import { readConfig } from './config.js';
import { giveWay } from './priority.parts.js';
import { openRelay } from './relay.parts.js';
import { subsidyParts } from './subsidy.parts.js';

/** The third entry point of the service: tells systems and payees what was done, and seals the record of it. */
const config = readConfig(process.env);
giveWay();
const relay = await openRelay(config, await subsidyParts(config));
process.stdout.write('ready\n');
stopOnSignals(relay);
