import { profileOf } from './bank.builders.js';
import { behavesAsBank } from './bank.contract.fixture.js';
import { sandboxBench } from './sandbox.fixture.js';

/** S7: the same bank, whichever way it is spoken to. */
behavesAsBank('the interface over HTTP', () => sandboxBench(profileOf('interface')));
behavesAsBank('ISO 20022 files', () => sandboxBench(profileOf('iso20022')));
behavesAsBank('a payroll file in GB18030', () => sandboxBench(profileOf('payroll-gb18030')));
behavesAsBank('the interface, two payments a message', () => sandboxBench(profileOf('interface', { rows: 2 })));
behavesAsBank('ISO 20022, two payments a file', () => sandboxBench(profileOf('iso20022', { rows: 2 })));
behavesAsBank('payroll files, two payments a file', () => sandboxBench(profileOf('payroll-gb18030', { rows: 2 })));
