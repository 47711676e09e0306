import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The part of a .cpuprofile that shares are counted from. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: { readonly functionName: string; readonly url: string }; readonly children?: readonly number[] }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

export interface RulesShare {
  /** Of the time in which the process did something. */
  readonly share: number;
  readonly us: number;
  readonly workedUs: number;
}

/** What decides a chunk and builds its lines; the rules are called from there. Packs that are read at the start are none of it. */
const OF_THE_RULES = /\/chunk\/chunk\.(calculation|decision)\./;
const NOTHING = new Set(['(idle)', '(root)']);

/** How much of its working time a process spent in the rules and below them. */
export function rulesShareOf({ nodes, samples = [], timeDeltas = [] }: CpuProfile): RulesShare {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const inside = new Set<number>();
  const enter = (id: number): void => {
    inside.add(id);
    for (const child of byId.get(id)?.children ?? []) if (!inside.has(child)) enter(child);
  };
  for (const { id, callFrame } of nodes) if (OF_THE_RULES.test(callFrame.url) && !inside.has(id)) enter(id);
  let [worked, ruled] = [0, 0];
  samples.forEach((id, at) => {
    if (NOTHING.has(byId.get(id)?.callFrame.functionName ?? '')) return;
    worked += timeDeltas[at] ?? 0;
    if (inside.has(id)) ruled += timeDeltas[at] ?? 0;
  });
  return { share: ruled / worked, us: ruled, workedUs: worked };
}

/** The share over all workers whose profiles lie in the folder. */
export async function rulesShareIn(folder: string): Promise<RulesShare | undefined> {
  const files = (await readdir(folder)).filter((name) => /worker.*\.cpuprofile$/.test(name));
  if (files.length === 0) return undefined;
  let [us, workedUs] = [0, 0];
  for (const name of files) {
    const one = rulesShareOf(JSON.parse(await readFile(join(folder, name), 'utf8')) as CpuProfile);
    us += one.us;
    workedUs += one.workedUs;
  }
  if (us === 0) throw new Error(`No profile in ${folder} has anything of the rules: their files are not named as they are expected`);
  return { us, workedUs, share: us / workedUs };
}
