/** A sealer that dies at a step of its work, as by a power cut. Started by tests only. */
import type { CityCode } from '@gongjiang/kernel';
import { connectMongo } from '@gongjiang/persistence';
import type { AuditBlock } from '../audit/audit-chain.js';
import { MongoChainStore } from '../audit/audit-chain.mongo.js';
import type { RootSource } from '../audit/audit-root-source.js';
import { AuditSealer } from '../audit/audit-sealer.js';
import { auditEntries } from '../audit/audit-trail.mongo.js';

/** Where the sealer dies: before its block, within its write, between it and the marks, with half of them done, after all of them. */
export type Death = 'before-block' | 'in-block' | 'before-marks' | 'half-marked' | 'after-marks';
export interface SealerArgs { readonly mongoUrl: string; readonly database: string; readonly city: CityCode; readonly death: Death }

const { mongoUrl, database, city, death } = JSON.parse(process.argv[2] ?? '') as SealerArgs;
const connection = await connectMongo({ url: mongoUrl, database });
const dieAt = (step: Death): void => { if (step === death) process.kill(process.pid, 'SIGKILL'); };

class DyingStore extends MongoChainStore {
  override async append(block: AuditBlock): Promise<boolean> {
    dieAt('before-block');
    return super.append(block);
  }

  override async mark(block: AuditBlock): Promise<void> {
    dieAt('before-marks');
    if (death === 'half-marked') await auditEntries(connection.db).updateMany({ _id: { $in: block.entryList.slice(0, block.entries / 2).map(({ id }) => id) } }, { $set: { block: block.number } });
    dieAt('half-marked');
    await super.mark(block);
    dieAt('after-marks');
  }
}

const none: RootSource = { citiesWaiting: async () => [], next: async () => [], markSealed: async () => undefined };
process.stdout.write('ready\n');
await new AuditSealer({ chain: new DyingStore(connection, async () => dieAt('in-block')), roots: none, clock: { now: () => new Date() } }).sealNext(city);
await connection.close();
