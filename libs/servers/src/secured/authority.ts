import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { BasicConstraintsExtension, SubjectAlternativeNameExtension, X509CertificateGenerator, type X509Certificate } from '@peculiar/x509';

const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2_048 };
const A_DAY_MS = 86_400_000;

/** A certificate for 127.0.0.1 and its key, as PEM. */
export interface IssuedCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** Vouches for servers on this machine and for who calls them, for a day. */
export class Authority {
  private issued = 1;
  private constructor(private readonly own: X509Certificate, private readonly keys: webcrypto.CryptoKeyPair) {}

  static async make(name = 'authority'): Promise<Authority> {
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const own = await X509CertificateGenerator.createSelfSigned({ serialNumber: '01', name: `CN=${name}`, keys, signingAlgorithm: ALGORITHM, ...aDay(), extensions: [new BasicConstraintsExtension(true, 1, true)] }, webcrypto);
    return new Authority(own, keys);
  }

  /** By which others know who was vouched for. */
  get certificate(): string {
    return this.own.toString('pem');
  }

  async issue(name: string): Promise<IssuedCertificate> {
    this.issued += 1;
    const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
    const certificate = await X509CertificateGenerator.create({
      serialNumber: this.issued.toString(16).padStart(2, '0'), subject: `CN=${name}`, issuer: this.own.subject, publicKey: keys.publicKey, signingKey: this.keys.privateKey,
      signingAlgorithm: ALGORITHM, ...aDay(), extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
    }, webcrypto);
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64').replace(/.{64}/g, '$&\n');
    return { certificate: certificate.toString('pem'), key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n` };
  }
}

function aDay(): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Date.now() - A_DAY_MS), notAfter: new Date(Date.now() + A_DAY_MS) };
}
