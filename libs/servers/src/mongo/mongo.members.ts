import { join } from 'node:path';
import { placeOf, type Ground } from '../ground.js';
import { LocalServer } from '../local/local-server.js';
import { install } from '../machine/debian.js';
import type { Machine } from '../machine/machine.js';
import type { RunningServer } from '../server.js';
import { memberRecipe } from './mongo.member.recipe.js';
import { withAdmin } from './mongo.probe.js';
import { REPLICA_SET } from './mongo.recipe.js';

/** A member that hears nothing of the primary for so long asks to be elected: 10 s by default. */
const ELECTION_TIMEOUT_MS = 4_000;
const ELECTED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** What a `mongod` does in the place of answering: the commands, how often, and what (as its failpoint `failCommand` takes it). */
export interface CommandFault {
  readonly failCommands: readonly string[];
  readonly errorCode?: number;
  readonly errorLabels?: readonly string[];
  readonly closeConnection?: boolean;
  readonly blockConnection?: boolean;
  readonly blockTimeMS?: number;
  readonly writeConcernError?: { readonly code: number; readonly errmsg: string; readonly errorLabels?: readonly string[] };
}

/** How often: each time with this likelihood, or so many times. */
export type FaultMode = 'off' | { readonly times: number } | { readonly activationProbability: number };

/** A replica set of several members, each a process of this machine that can be killed, frozen and started again by itself. */
export interface ReplicaSet {
  readonly members: readonly RunningServer[];
  /** The member that takes writes now; waits for an election, and throws where none comes. */
  primary(): Promise<RunningServer>;
  /** Has the primary step down, for so long that another is elected. */
  stepDown(seconds?: number): Promise<void>;
  /** Has every member fail the commands so often from now on; `off` ends it. */
  failCommands(mode: FaultMode, fault?: CommandFault): Promise<void>;
}

/** Starts the members and makes a set of them. Always processes: containers do not reach each other at this machine's address. */
export async function startMembers(count: number, ground: Ground, machine: Machine): Promise<{ readonly set: ReplicaSet; readonly server: RunningServer }> {
  await install(await memberRecipe.needs(machine), machine);
  const program = await memberRecipe.program(machine);
  const members = await Promise.all(Array.from({ length: count }, async (_, at) => {
    const { port, innerPort } = await placeOf('mongo', ground);
    const place = { folder: join(ground.folder, `mongo-${at}`), port, innerPort };
    return LocalServer.start({ recipe: memberRecipe, program, place, pidFile: join(ground.folder, `mongo-${at}.pid`), machine, isKept: false });
  }));
  const set = new LocalReplicaSet(members);
  await set.initiate();
  return { set, server: asOne(members, set) };
}

class LocalReplicaSet implements ReplicaSet {
  constructor(readonly members: readonly RunningServer[]) {}

  async initiate(): Promise<void> {
    const [first] = this.members;
    const members = this.members.map(({ address }, at) => ({ _id: at, host: hostOf(address) }));
    await withAdmin(first?.address ?? '', (admin) => admin.command({ replSetInitiate: { _id: REPLICA_SET, members, settings: { electionTimeoutMillis: ELECTION_TIMEOUT_MS } } }));
    await this.primary();
  }

  async primary(): Promise<RunningServer> {
    const deadline = performance.now() + ELECTED_WITHIN_MS;
    for (;;) {
      const writable = await Promise.all(this.members.map(isWritable));
      const found = this.members.find((_, at) => writable[at]);
      if (found) return found;
      if (performance.now() > deadline) throw new Error('No member of the replica set was elected');
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  async stepDown(seconds = 10): Promise<void> {
    const { address } = await this.primary();
    await withAdmin(address, (admin) => admin.command({ replSetStepDown: seconds, secondaryCatchUpPeriodSecs: 2, force: true }));
  }

  async failCommands(mode: FaultMode, fault: CommandFault = { failCommands: [] }): Promise<void> {
    const failPoint = { configureFailPoint: 'failCommand', mode, ...(mode === 'off' ? {} : { data: fault }) };
    await Promise.all(this.members.filter(({ pid }) => pid !== undefined).map(({ address }) => withAdmin(address, (admin) => admin.command(failPoint))));
  }
}

/** The whole set as one server: its address names all members, and its end is theirs. */
function asOne(members: readonly RunningServer[], set: ReplicaSet): RunningServer {
  const each = async (act: (member: RunningServer) => Promise<void>): Promise<void> => { await Promise.all(members.map(act)); };
  const [first] = members as [RunningServer];
  return {
    name: 'mongo',
    address: `mongodb://${members.map(({ address }) => hostOf(address)).join(',')}/?replicaSet=${REPLICA_SET}`,
    version: first.version,
    origin: first.origin,
    pid: undefined,
    kill: (signal) => each((member) => member.kill(signal)),
    restart: async () => { await each((member) => member.restart()); await set.primary(); },
    stop: () => each((member) => member.stop()),
  };
}

function hostOf(address: string): string {
  return new URL(address).host;
}

/** A member that is down or frozen answers nothing: it takes no writes. */
async function isWritable({ address, pid }: RunningServer): Promise<boolean> {
  if (pid === undefined) return false;
  return withAdmin(address, async (admin) => (await admin.command({ hello: 1 }))['isWritablePrimary'] === true).catch(() => false);
}
