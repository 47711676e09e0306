import { cpus } from 'node:os';
import { decide, decideUntraced, decideWithReceipts, loadPacks } from '@gongjiang/policy';

const ROUNDS = 7;
const DECISIONS = 100_000;

/** What the month asks: one person, one claim, a history of some months; the same for each way of deciding. */
function monthlyRequests() {
  const months = Array.from({ length: 24 }, (_, at) => `${2025 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`);
  return Array.from({ length: 2_000 }, (_, at) => {
    const beneficiary = { kind: 'person', id: `p_${String(at).padStart(26, 'a')}` };
    const entry = (period) => ({ entitlement: 'jinhua/7/post-allowance', beneficiary: { ...beneficiary }, subject: `cert-${at}`, period, amountFen: 60000 });
    return {
      pack: 'jinhua',
      claims: [{
        id: `c${at}`, entitlement: 'jinhua/7/post-allowance', beneficiary, subject: `cert-${at}`, period: '2026-11',
        facts: { level: at % 3 === 0 ? 'senior-technician' : 'technician', occupationInShortage: true, employerPaysAllowance: true, employed: at % 50 !== 0, firstMonth: months[at % 24] },
      }],
      history: months.slice(at % 24, 22).map(entry),
    };
  });
}

/** Certificates and titles of all amounts: what does not repeat itself. */
function mixedRequests() {
  return Array.from({ length: 2_000 }, (_, at) => ({
    pack: 'jinhua',
    claims: [
      { id: 'a', entitlement: 'jinhua/7/certificate-training', beneficiary: { kind: 'person', id: `P${at}` }, subject: `tr-${at}`, period: '2026-05', facts: { newlyCertified: true, standardFen: 100_000 + at * 137, occupationInShortage: at % 2 === 0 } },
      { id: 'b', entitlement: 'jinhua/3/talent-introduction', beneficiary: { kind: 'enterprise', id: `E${at}` }, subject: `T${at}`, period: '2026', facts: { sector: 'manufacturing', talentFromOutsideCity: true, talentLevel: 'municipal', introducedOn: '2024-02-29', recognisedOn: '2026-01-31', baseSalaryFen: 10_000_001 + at * 9973, yearIndex: 1 + (at % 3) } },
    ],
    history: [{ entitlement: 'jinhua/3/talent-introduction', beneficiary: { kind: 'enterprise', id: `E${at}` }, subject: `T${at}`, period: '2025', amountFen: 20_000_000 }],
  }));
}

/** CPU µs a decision of this process, the median of the rounds: others on the machine disturb it less than the clock. */
function measure(decideOne, requests) {
  const figures = Array.from({ length: ROUNDS + 1 }, () => {
    const before = process.cpuUsage();
    const started = performance.now();
    let decided = 0;
    for (let at = 0; decided < DECISIONS; at += 1) decided += decideOne(requests[at % requests.length]);
    const used = process.cpuUsage(before);
    return { cpu: (used.user + used.system) / decided, clock: ((performance.now() - started) * 1000) / decided };
  }).slice(1);
  const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return { cpuMicroseconds: median(figures.map(({ cpu }) => cpu)), clockMicroseconds: median(figures.map(({ clock }) => clock)) };
}

/** Prints decisions a second on one core, with the marks, the machine and the versions. */
export async function main({ json = false } = {}) {
  const packs = loadPacks();
  const ways = {
    'with receipts': { mark: 100_000, aim: 200_000, run: (request) => decideWithReceipts(packs, request).receipts.length },
    'with a trace': { run: (request) => decide(packs, request).decisions.length },
    'without a trace': { mark: 500_000, aim: 500_000, run: (request) => decideUntraced(packs, request).decisions.length },
  };
  const results = [];
  for (const [sample, requests] of Object.entries({ month: monthlyRequests(), mixed: mixedRequests() })) {
    for (const [way, { run, mark, aim }] of Object.entries(ways)) {
      const { cpuMicroseconds, clockMicroseconds } = measure(run, requests);
      results.push({ sample, way, perCpuSecond: Math.round(1e6 / cpuMicroseconds), perSecond: Math.round(1e6 / clockMicroseconds), cpuMicroseconds: Number(cpuMicroseconds.toFixed(2)), ...(mark === undefined ? {} : { mark, aim }) });
    }
  }
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version, packs: packs.newestPacks().map(({ identity }) => `${identity.id}@${identity.version}`) };
  process.stdout.write(json ? `${JSON.stringify({ machine, results }, null, 2)}\n` : page(machine, results));
}

function page(machine, results) {
  const line = ({ sample, way, perCpuSecond, perSecond, cpuMicroseconds, mark, aim }) =>
    `${sample.padEnd(7)}${way.padEnd(17)}${String(perCpuSecond).padStart(10)} a CPU second ${String(perSecond).padStart(10)} a second ${String(cpuMicroseconds).padStart(8)} µs${mark === undefined ? '' : `   mark ${mark}, aim ${aim}`}`;
  return `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n${results.map(line).join('\n')}\n`;
}
