import type { RegistryAnswer, RegistryCheck } from '@gongjiang/contracts';
import { startProcess, type StartedProcess } from '@gongjiang/servers';

/** For practice only: every run of the tests has its own registry. */
const KEY = 'a key of the registry for tests';

/** The registries of other authorities as a process of their own, and the staff that keeps them. */
export class RegistryOffice {
  private constructor(private readonly process: StartedProcess) {}

  static async open(openingDay: string): Promise<RegistryOffice> {
    return new RegistryOffice(await startProcess('apps/sandbox-registry/dist/main.js', { environment: { GONGJIANG_REGISTRY_KEY: KEY, GONGJIANG_REGISTRY_OPENING_DAY: openingDay } }));
  }

  /** What a service reads to find it. */
  get environment(): Readonly<Record<string, string>> {
    return { GONGJIANG_REGISTRY_URL: this.process.url, GONGJIANG_REGISTRY_KEY: KEY };
  }

  async tell(identityNumber: string, check: RegistryCheck, month: string | null, answer: RegistryAnswer): Promise<void> {
    await this.call('/entries', [{ identityNumber, check, month, answer }]);
  }

  async moveDate(to: string): Promise<void> {
    await this.call('/business-date', { to });
  }

  async misbehave(...rules: readonly object[]): Promise<void> {
    await this.call('/misbehaviour', { rules });
  }

  close(): Promise<unknown> {
    return this.process.stop();
  }

  private async call(path: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.process.url}${path}`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`The registry answered ${response.status} to ${path}: ${await response.text()}`);
  }
}
