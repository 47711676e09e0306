import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerName } from '../server.js';

/** What secured servers ask of who comes: files (PEM) of their authority and of a certificate from it with its key, and a login. */
export interface Credentials {
  readonly ca: string;
  /** Who calls. */
  readonly certificate: string;
  readonly key: string;
  /** Both in one file, as MongoDB wants them. */
  readonly certificateAndKey: string;
  /** The servers' own. */
  readonly server: { readonly certificate: string; readonly key: string; readonly certificateAndKey: string };
  readonly user: string;
  readonly password: string;
}

/** An authority of their own vouches for the servers and for who calls, for a day. */
export async function makeCredentials(ground: string): Promise<Credentials> {
  // Taken in where it is wanted: nobody else pays for it.
  const { Authority } = await import('./authority.js');
  const folder = join(ground, 'credentials');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const authority = await Authority.make();
  const issued = async (name: string): Promise<Credentials['server']> => {
    const { certificate, key } = await authority.issue(name);
    return { certificate: await kept(`${name}.crt`, certificate), key: await kept(`${name}.key`, key), certificateAndKey: await kept(`${name}.pem`, `${certificate}\n${key}`) };
  };
  const [server, caller] = await Promise.all([issued('server'), issued('caller')]);
  return { ca: await kept('ca.crt', authority.certificate), server, ...caller, user: 'gongjiang', password: randomBytes(12).toString('hex') };
}

/** What services read, besides the addresses, to be let in: MongoDB's part, and Redis's login, are in their URLs. */
export function credentialsEnvironment({ ca, certificate, key, user, password }: Credentials): Readonly<Record<ServerName, Readonly<Record<string, string>>>> {
  const kafka = { GONGJIANG_KAFKA_TLS: 'on', GONGJIANG_KAFKA_CA: ca, GONGJIANG_KAFKA_CERT: certificate, GONGJIANG_KAFKA_KEY: key, GONGJIANG_KAFKA_USER: user, GONGJIANG_KAFKA_PASSWORD: password };
  return { mongo: {}, kafka, redis: { NODE_EXTRA_CA_CERTS: ca } };
}
