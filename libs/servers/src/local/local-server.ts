import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../machine/machine.js';
import { endGroup, hasGone, isAlive, signalGroup, startGroup } from '../process/process-group.js';
import type { Place, Program, Recipe } from '../recipe.js';
import type { Origin, RunningServer, ServerName } from '../server.js';
import { untilServing } from '../serving.js';

/** Everything needed to start one server, again and again. */
export interface LocalPlan {
  readonly recipe: Recipe;
  readonly program: Program;
  readonly place: Place;
  readonly pidFile: string;
  readonly machine: Machine;
  readonly isKept: boolean;
}

const GONE_MS = 60_000;
/** Time to close its data before it is killed. */
export const GRACE_MS = 30_000;

/** A server as a process of this machine. */
export class LocalServer implements RunningServer {
  readonly name: ServerName;
  readonly address: string;
  readonly origin: Origin;
  #version: string;

  private constructor(private readonly plan: LocalPlan, private group: number) {
    this.name = plan.recipe.name;
    this.address = plan.recipe.address(plan.place.port);
    this.origin = plan.program.origin;
    this.#version = plan.program.version ?? 'unknown';
  }

  /** Starts the server and waits until it serves; throws with the end of its log when it ends instead. */
  static async start(plan: LocalPlan): Promise<LocalServer> {
    mkdirSync(plan.place.folder, { recursive: true });
    await plan.recipe.prepare(plan.program, plan.place, plan.machine);
    const server = new LocalServer(plan, startProgram(plan));
    await server.serving();
    return server;
  }

  /** Takes up a server that an earlier command started. */
  static async adopt(plan: LocalPlan, pid: number): Promise<LocalServer> {
    const server = new LocalServer(plan, pid);
    await server.serving();
    return server;
  }

  get version(): string {
    return this.#version;
  }

  get pid(): number | undefined {
    return isAlive(this.group) ? this.group : undefined;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    signalGroup(this.group, signal);
    if (signal !== 'SIGKILL' && signal !== 'SIGTERM') return;
    if (!(await hasGone(this.group, GONE_MS))) throw new Error(`${this.name} still runs after ${signal}`);
  }

  async restart(): Promise<void> {
    await endGroup(this.group, GRACE_MS);
    this.group = startProgram(this.plan);
    await this.serving();
  }

  /** Data that are thrown away need no proper end. */
  async stop(): Promise<void> {
    await endGroup(this.group, this.plan.isKept ? GRACE_MS : 0);
  }

  private async serving(): Promise<void> {
    try {
      this.#version = (await untilServing(this.plan.recipe, this.address, () => { this.assertAlive(); })) ?? this.#version;
    } catch (error) {
      await endGroup(this.group, 0);
      throw error;
    }
  }

  private assertAlive(): void {
    if (isAlive(this.group)) return;
    throw new Error(`${this.name} ended while it started; the end of its log:\n${logOf(this.plan).slice(-1_500)}`);
  }
}

function startProgram({ program, recipe, place, machine, pidFile }: LocalPlan): number {
  const args = [...program.leading, ...recipe.arguments(place)];
  return startGroup({ file: program.file, args, environment: machine.environment, logFile: join(place.folder, 'log'), pidFile });
}

function logOf(plan: LocalPlan): string {
  const file = join(plan.place.folder, 'log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
