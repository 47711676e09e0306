import { afterAll, beforeAll } from '@jest/globals';
import { profileOf } from './bank.builders.js';
import { behavesAsBank } from './bank.contract.fixture.js';
import { sandboxBenches } from './sandbox.fixture.js';

let benches: Awaited<ReturnType<typeof sandboxBenches>>;
beforeAll(async () => { benches = await sandboxBenches(); });
afterAll(() => benches.stop());

/** S7: the same bank, whichever way it is spoken to. */
behavesAsBank('the interface over HTTP', () => benches.open(profileOf('interface')));
behavesAsBank('ISO 20022 files', () => benches.open(profileOf('iso20022')));
behavesAsBank('a payroll file in GB18030', () => benches.open(profileOf('payroll-gb18030')));
behavesAsBank('the interface, two payments a message', () => benches.open(profileOf('interface', { rows: 2 })));
behavesAsBank('ISO 20022, two payments a file', () => benches.open(profileOf('iso20022', { rows: 2 })));
behavesAsBank('payroll files, two payments a file', () => benches.open(profileOf('payroll-gb18030', { rows: 2 })));
