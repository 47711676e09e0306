import { parseArgs } from 'node:util';
import { stopOnSignals } from '@gongjiang/http';
import { openApi } from '../../api.parts.js';
import { readConfig } from '../../config.js';
import { subsidyParts } from '../../subsidy.parts.js';
import { watched } from '../places.js';
import { passingBy } from './appointed.js';

/** The service's API as `main.ts` opens it, with its death appointed at places of the state machines. */
const { values } = parseArgs({ options: { folder: { type: 'string', default: '.' } } });
const config = readConfig(process.env);
stopOnSignals(await openApi(config, watched(passingBy(values.folder), await subsidyParts(config))));
