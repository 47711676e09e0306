import type { RegistryQuestion, RegistryReply } from '@gongjiang/contracts';
import { CheckRegistry, RegistrySilent } from './check-registry.js';

export interface Patience {
  /** How often a question is put before it counts as unanswered. */
  readonly tries: number;
  /** The wait before the second try; each further one is twice as long. */
  readonly firstWaitMs: number;
  /** For how long nobody asks a registry that has answered none of the tries: a batch of 1,000 chunks does not wait 1,000 times. */
  readonly restMs: number;
  /** Technical time and waiting, so that tests have theirs. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Some eight seconds with the default time limit: less than a worker's lease is renewed for, and enough for a hiccup. */
export const PATIENCE: Patience = {
  tries: 3, firstWaitMs: 250, restMs: 30_000,
  now: () => performance.now(),
  wait: (ms) => new Promise((resolve) => { setTimeout(resolve, ms); }),
};

/** Asks again where a registry is silent, and leaves it alone for a while where it stays so. */
export class PatientRegistry extends CheckRegistry {
  private restsUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly registry: CheckRegistry, private readonly patience: Patience = PATIENCE) {
    super();
  }

  async ask(question: RegistryQuestion): Promise<RegistryReply> {
    if (this.patience.now() < this.restsUntil) throw new RegistrySilent('it is left alone after failures');
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.registry.ask(question);
      } catch (error) {
        if (!(error instanceof RegistrySilent)) throw error;
        if (tried === this.patience.tries) return this.rest(error);
        await this.patience.wait(this.patience.firstWaitMs * 2 ** (tried - 1));
      }
    }
  }

  private rest(error: RegistrySilent): never {
    this.restsUntil = this.patience.now() + this.patience.restMs;
    throw error;
  }
}
