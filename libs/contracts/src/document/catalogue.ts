import type { EventContract } from '../event.contract.js';
import { EVENTS, topicsOf } from '../event.registry.js';
import { exampleEventOf } from './example.event.js';

/** The catalogue for people, in Markdown: each topic, its events, their key and an example of the data. */
export function catalogueText(): string {
  return topicsOf().map(topicText).join('\n');
}

function topicText(topic: string): string {
  const contracts = EVENTS.filter((contract) => contract.topic === topic);
  const rows = contracts.map((contract) => `| \`${contract.type}\` | ${contract.about.zh} | ${contract.about.en} |`);
  return [`### \`${topic}\``, '', `Key: ${keyText(contracts)}.`, '', '| type | 含义 | meaning |', '|---|---|---|', ...rows, '', ...contracts.slice(0, 1).flatMap(exampleText)].join('\n');
}

/** Which field of the example the key is. */
function keyText(contracts: readonly EventContract[]): string {
  const names = contracts.map((contract) => {
    const key = contract.keyOf(exampleEventOf(contract));
    const [field] = Object.entries(contract.example as Record<string, unknown>).find(([, value]) => value === key) ?? ['subject'];
    return `\`${field}\``;
  });
  return [...new Set(names)].join(', ');
}

function exampleText(contract: EventContract): string[] {
  return [`Data of \`${contract.type}\`, for example:`, '', '```json', JSON.stringify(contract.example, null, 2), '```', ''];
}
