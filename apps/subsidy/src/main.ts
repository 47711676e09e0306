import { stopOnSignals } from '@gongjiang/http';
import { openApi } from './api.parts.js';
import { readConfig } from './config.js';
import { subsidyParts } from './subsidy.parts.js';

/** The first entry point of the service: its API, what it hears of others, the relay of its own events, and the sealer of its audit chain. */
const config = readConfig(process.env);
stopOnSignals(await openApi(config, await subsidyParts(config)));
