import { MongoServerError, type Db } from 'mongodb';
import { withAdmin } from './mongo.probe.js';

const NOT_YET_INITIALIZED = 94;

/**
 * Makes a server that we started the only member of its replica set, under the address at which clients reach it.
 * Kept data may come up on another port than before: the member's address is then set anew.
 */
export async function beOnlyMember(address: string): Promise<void> {
  const url = new URL(address);
  const { host } = url;
  const setName = url.searchParams.get('replicaSet');
  url.searchParams.delete('replicaSet');
  url.searchParams.set('directConnection', 'true');
  await withAdmin(url.href, async (admin) => {
    const config = await currentConfig(admin);
    if (config === undefined) {
      await admin.command({ replSetInitiate: { _id: setName, members: [{ _id: 0, host }] } });
      return;
    }
    const [member] = config.members;
    if (member === undefined || member.host === host) return;
    await admin.command({ replSetReconfig: { ...config, version: config.version + 1, members: [{ ...member, host }] }, force: true });
  });
}

interface ReplicaSetConfig {
  readonly version: number;
  readonly members: readonly { readonly host: string }[];
}

async function currentConfig(admin: Db): Promise<ReplicaSetConfig | undefined> {
  try {
    return (await admin.command({ replSetGetConfig: 1 }))['config'] as ReplicaSetConfig;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NOT_YET_INITIALIZED) return undefined;
    throw error;
  }
}
