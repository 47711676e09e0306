import { stopOnSignals } from '@gongjiang/http';
import { devIssuerConfig } from './config.js';
import { startDevIssuer } from './dev-issuer.js';

const issuer = await startDevIssuer(devIssuerConfig());
stopOnSignals(issuer);
process.stdout.write(`listening ${issuer.issuer}\n`);
