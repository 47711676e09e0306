import type { ServerName, ServerState } from '@gongjiang/servers';

const titles = { mongo: 'MongoDB', kafka: 'Kafka', redis: 'Redis' } as const satisfies Record<ServerName, string>;

/** One line a server: its name, up or down, its version, where it comes from, its address. */
export function stateText(states: readonly ServerState[]): string {
  return states.map(({ name, isUp, version, origin, address }) => [
    titles[name].padEnd(8),
    (isUp ? 'up' : 'down').padEnd(5),
    version.padEnd(9),
    (origin ?? 'never started').padEnd(14),
    address ?? '',
  ].join(' ').trimEnd()).join('\n');
}

/** How a program started elsewhere is told the addresses. */
export function environmentText(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  return ['', 'For programs and tests that you start yourself:', ...lines].join('\n');
}
