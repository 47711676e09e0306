import { BankKnowledge } from './bank.knowledge.js';
import { RestoreProcedure, type ProcedurePorts } from './restore.procedure.js';
import { RestoreService, type RestoreServicePorts } from './restore.service.js';

type Needs = Omit<ProcedurePorts, 'knowledge'> & RestoreServicePorts;

/** What locks a restored city, and asks its bank. */
export function restoreParts(needs: Needs) {
  const knowledge = new BankKnowledge(needs.bankOf, needs.restores);
  return { knowledge, restoreProcedure: new RestoreProcedure({ ...needs, knowledge }), restoreService: new RestoreService(needs) };
}
