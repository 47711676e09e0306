import { stopOnSignals } from '@gongjiang/http';
import { openApi } from './api.parts.js';
import { readConfig } from './config.js';
import { subsidyParts } from './subsidy.parts.js';

/** The first entry point of the service: its API, and what it hears of others. */
const config = readConfig(process.env);
stopOnSignals(await openApi(config, await subsidyParts(config)));
