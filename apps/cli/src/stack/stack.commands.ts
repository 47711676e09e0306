import { keptFolder, serverStates, startServers, stopKeptServers } from '@gongjiang/servers';
import { Command } from 'commander';
import { environmentText, stateText } from './stack.text.js';

const print = (text: string): void => { process.stdout.write(`${text}\n`); };
const report = (sentence: string): void => { process.stderr.write(`${sentence}\n`); };

/** `stack up|down|status`: the three servers alone, with data that survive a restart. */
export function stackCommands(): Command {
  const stack = new Command('stack').description('MongoDB, Kafka and Redis on this machine');
  stack.command('up').description('start them; they stay up, and their data survive a restart').action(up);
  stack.command('down').description('end those that were started here; their data stay').action(down);
  stack.command('status').description('which are up, from where, at which address').action(status);
  return stack;
}

async function up(): Promise<void> {
  const running = await startServers({ data: { kind: 'kept', folder: keptFolder }, report });
  const states = Object.values(running.servers).map(({ name, version, origin, address }) => ({ name, version, origin, address, isUp: true }));
  print(stateText(states));
  print(environmentText(running.environment));
}

async function down(): Promise<void> {
  const ended = await stopKeptServers(keptFolder);
  print(ended.length === 0 ? 'Nothing was up that was started here.' : `Ended ${ended.join(', ')}. Their data stay in ${keptFolder}`);
}

async function status(): Promise<void> {
  const states = await serverStates(keptFolder);
  print(stateText(states));
  if (!states.every((state) => state.isUp)) process.exitCode = 1;
}
