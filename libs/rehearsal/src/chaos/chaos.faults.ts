import { setMaxListeners } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Appointment, Mortal, RealPlan, TimedFault } from './chaos.plan.js';
import type { ChaosPlatform } from './chaos.platform.js';

/** Marks of who kept an appointment are looked for so often. */
const LOOK_MS = 20;

/** A death or a sleep that came about. */
export interface Blow {
  readonly what: 'death' | 'sleep' | 'server';
  readonly place: string;
  readonly pid: number;
  readonly atMs: number;
}

/** Brings about what the plan has, until the run is over; tells of each blow as it falls. */
export class ChaosFaults {
  private readonly over = new AbortController();
  private running: Promise<unknown> = Promise.resolve();
  private readonly kept = new Set<number>();
  private readonly away = new Set<string>();
  readonly blows: Blow[] = [];

  constructor(private readonly platform: ChaosPlatform, private readonly plan: RealPlan, private readonly run: string, private readonly tell: (blow: Blow) => void) {}

  async begin(): Promise<void> {
    // As many wait for the end as there are faults.
    setMaxListeners(0, this.over.signal);
    await this.platform.appoint(this.run, this.plan.appointments.map(({ place, nth, forMs }) => ({ place, nth, isSleep: forMs !== undefined })), this.plan.isUpgraded);
    this.running = Promise.all([this.watchMarks(), ...this.plan.timed.map((fault) => this.bring(fault))]);
  }

  /** What was begun is put right: sleepers wake, servers are there. */
  async end(): Promise<void> {
    this.over.abort();
    await this.running;
    await this.platform.appoint('none', []);
    if (this.plan.isUpgraded) await this.platform.renewWorkers();
  }

  private async bring(fault: TimedFault): Promise<void> {
    if (!(await this.wait(fault.atMs))) return;
    switch (fault.kind) {
      case 'kill': return this.killNow(fault.who);
      case 'freeze': return this.freezeNow(fault.who, fault.forMs);
      case 'flush-redis': return this.platform.flushRedis();
      case 'server-away': return this.serverAway(fault.server, fault.forMs);
    }
  }

  private async killNow(who: Mortal): Promise<void> {
    const process = this.platform.mortal(who);
    if (!process.isUp) return;
    this.blow({ what: 'death', place: `any moment of ${who}`, pid: process.pid, atMs: Date.now() });
    await process.kill('SIGKILL');
  }

  private async freezeNow(who: Mortal, forMs: number): Promise<void> {
    const { pid } = this.platform.mortal(who);
    if (pid < 0) return;
    this.blow({ what: 'sleep', place: `any moment of ${who}`, pid, atMs: Date.now() });
    signal(pid, 'SIGSTOP');
    await this.wait(forMs);
    signal(pid, 'SIGCONT');
  }

  private async serverAway(name: 'redis' | 'kafka' | 'mongo', forMs: number): Promise<void> {
    if (this.away.has(name)) return; // It cannot be killed twice at once.
    this.away.add(name);
    const server = this.platform.servers.servers[name];
    this.blow({ what: 'server', place: `${name} away`, pid: server.pid ?? -1, atMs: Date.now() });
    await server.kill('SIGKILL');
    await this.wait(forMs);
    await server.restart();
    this.away.delete(name);
  }

  private async watchMarks(): Promise<void> {
    do {
      for (const file of await readdir(this.platform.folder)) await this.see(file);
    } while (await this.wait(LOOK_MS));
  }

  private async see(file: string): Promise<void> {
    const [run, number = ''] = file.split('.');
    const appointment = this.plan.appointments[Number(number)];
    if (run !== this.run || !appointment || this.kept.has(Number(number))) return;
    const mark = await readFile(join(this.platform.folder, file), 'utf8');
    if (mark === '') return;
    this.kept.add(Number(number));
    this.keep(appointment, JSON.parse(mark) as { readonly pid: number; readonly atMs: number });
  }

  private keep({ place, forMs }: Appointment, { pid, atMs }: { readonly pid: number; readonly atMs: number }): void {
    this.blow({ what: forMs === undefined ? 'death' : 'sleep', place, pid, atMs });
    if (forMs === undefined) return;
    this.running = Promise.all([this.running, this.wait(forMs).then(() => signal(pid, 'SIGCONT'))]);
  }

  private blow(blow: Blow): void {
    this.blows.push(blow);
    this.tell(blow);
  }

  /** False when the run was over first. */
  private wait(ms: number): Promise<boolean> {
    return pause(ms, true, { signal: this.over.signal }).catch(() => false);
  }
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  try {
    process.kill(-pid, name);
  } catch {
    // It has died meanwhile.
  }
}
