import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import type { Ports, Recipe } from '../recipe.js';
import type { RunningServer, ServerName } from '../server.js';
import { untilServing } from '../serving.js';

const GRACE_SECONDS = 30;

export interface DockerPlan {
  readonly recipe: Recipe;
  readonly ports: Ports;
  readonly isKept: boolean;
}

type EngineContainer = Awaited<ReturnType<typeof containerById>>;

/** A server as a container on fixed ports of 127.0.0.1, so that it comes back where it was. */
export class DockerServer implements RunningServer {
  readonly name: ServerName;
  readonly address: string;
  readonly origin = 'docker' as const;
  readonly pid = undefined;
  #version: string;

  private constructor(private readonly plan: DockerPlan, private readonly container: EngineContainer) {
    const { recipe, ports } = plan;
    this.name = recipe.name;
    this.address = recipe.address(ports.port);
    this.#version = recipe.container(ports).image.split(':')[1] ?? 'unknown';
  }

  /** Temporary ones are removed by Testcontainers' reaper, however this process ends; kept ones by nobody. */
  static async start(plan: DockerPlan): Promise<DockerServer> {
    const { recipe, ports, isKept } = plan;
    const started = await new LoopbackContainer(recipe.container(ports).image)
      .withCommand([...recipe.container(ports).command])
      .withEnvironment({ ...recipe.container(ports).environment })
      .withExposedPorts({ container: ports.port, host: ports.port })
      .withWaitStrategy(Wait.forAll([])) // whether it serves, its own protocol tells
      .withAutoCleanup(!isKept)
      .start();
    return DockerServer.adopt(plan, started.getId());
  }

  /** Takes up the container of an earlier command, starting it where it is down. */
  static async adopt(plan: DockerPlan, id: string): Promise<DockerServer> {
    const server = new DockerServer(plan, await containerById(id));
    await server.run();
    return server;
  }

  get id(): string {
    return this.container.id;
  }

  get version(): string {
    return this.#version;
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    await this.container.kill({ signal });
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await this.container.wait();
  }

  async restart(): Promise<void> {
    await this.halt();
    await this.run();
  }

  /** Temporary data go with their container. */
  async stop(): Promise<void> {
    await this.halt();
    if (!this.plan.isKept) await this.container.remove({ force: true, v: true });
  }

  private async halt(): Promise<void> {
    await stopContainer(this.container.id);
  }

  private async run(): Promise<void> {
    if (!(await this.isRunning())) await this.container.start();
    this.#version = (await untilServing(this.plan.recipe, this.address, () => undefined)) ?? this.#version;
  }

  private async isRunning(): Promise<boolean> {
    return (await this.container.inspect()).State.Running;
  }
}

/** Without this the engine would open the port to the whole network. */
class LoopbackContainer extends GenericContainer {
  protected override beforeContainerCreated(): Promise<void> {
    const bindings = Object.values((this.hostConfig.PortBindings ?? {}) as Record<string, { HostIp?: string }[]>);
    for (const binding of bindings.flat()) binding.HostIp = '127.0.0.1';
    return Promise.resolve();
  }
}

async function containerById(id: string) {
  const client = await getContainerRuntimeClient();
  return client.container.getById(id);
}

/** False for a kept container that somebody removed, and its data with it. */
export async function containerIsThere(id: string): Promise<boolean> {
  const container = await containerById(id);
  return container.inspect().then(() => true, () => false);
}

/** Ends a kept container and leaves its data; false where it did not run. */
export async function stopContainer(id: string): Promise<boolean> {
  const container = await containerById(id);
  if (!(await container.inspect()).State.Running) return false;
  await container.stop({ t: GRACE_SECONDS });
  return true;
}
