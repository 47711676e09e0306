import { REGISTRY_PATHS, registryReplySchema, type RegistryQuestion, type RegistryReply } from '@gongjiang/contracts';
import { CheckRegistry, RegistrySilent } from './check-registry.js';

export interface RegistryAddress {
  readonly url: string;
  readonly key: string;
  /** How long an answer may take before it is none. */
  readonly timeoutMs: number;
}

/** Registries over HTTP. Everything that is not a whole, well-formed answer is silence. */
export class HttpCheckRegistry extends CheckRegistry {
  constructor(private readonly address: RegistryAddress) {
    super();
  }

  async ask(question: RegistryQuestion): Promise<RegistryReply> {
    const parsed = registryReplySchema.safeParse(await this.exchange(question));
    if (!parsed.success) throw new RegistrySilent('an answer that is none of the interface\'s');
    return parsed.data;
  }

  private async exchange(question: RegistryQuestion): Promise<unknown> {
    try {
      const response = await fetch(`${this.address.url}${REGISTRY_PATHS.answers}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.address.key}`, 'content-type': 'application/json' },
        body: JSON.stringify(question),
        signal: AbortSignal.timeout(this.address.timeoutMs),
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return await response.json();
    } catch (error) {
      throw new RegistrySilent(question.check, error);
    }
  }
}
