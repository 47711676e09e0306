import { parseArgs } from 'node:util';
import { stopOnSignals } from '@gongjiang/http';
import { readConfig } from '../../config.js';
import { openRelay } from '../../relay.parts.js';
import { subsidyParts } from '../../subsidy.parts.js';
import { watched } from '../places.js';
import { passingBy } from './appointed.js';

/** The relay as `relay.ts` opens it, with its death appointed at places of the state machines. */
const { values } = parseArgs({ options: { folder: { type: 'string', default: '.' } } });
const config = readConfig(process.env);
const relay = await openRelay(config, watched(passingBy(values.folder), await subsidyParts(config)));
process.stdout.write('ready\n');
stopOnSignals(relay);
