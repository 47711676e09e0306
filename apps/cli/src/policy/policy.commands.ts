import { Command, Option } from 'commander';
import { bench } from './bench.command.js';
import { coverage } from './coverage.command.js';
import { diff } from './diff.command.js';
import { evaluate } from './evaluate.command.js';
import { explain } from './explain.command.js';
import { newPack } from './new.command.js';
import { telling } from './policy.run.js';
import { release } from './release.command.js';
import { test } from './test.command.js';

/** `policy …`: decide, explain and check by the packs. No server is needed for any of it. */
export function policyCommands(): Command {
  return new Command('policy')
    .description('what the policies pay, clause by clause: decide, explain, check the packs')
    .addCommand(overPacks('evaluate').argument('<file>', 'a request or an array of them as JSON; - for standard input').option('--receipts <folder>', 'write the receipt of each decision there').description('decide requests; JSON on stdout').action(telling(evaluate)))
    .addCommand(overPacks('coverage').argument('[pack]').option('--json', 'as JSON').option('--source <file>', 'lay the map beside the text of the source').option('--write', 'fill characters and digests in from a text with one line for each part').description('what becomes of each sentence of a source').action(telling(coverage)))
    .addCommand(overPacks('test').argument('[pack]').description('run the tests that lie beside the packs').action(telling(test)))
    .addCommand(overPacks('explain').argument('<receipt-or-file>', 'a receipt, or a file with a receipt or a request').addOption(new Option('--lang <language>').choices(['zh', 'en']).default('zh')).description('a decision as a page for a citizen').action(telling(explain)))
    .addCommand(overPacks('diff').argument('<pack@a>').argument('<pack@b>').description('what changed between two versions, in words').action(telling(diff)))
    .addCommand(overPacks('new').argument('<city>').description('start a pack for a city').action(telling(newPack)))
    .addCommand(overPacks('release').argument('<pack>').description('write down the hash of each version, which is then never edited').action(telling(release)))
    .addCommand(new Command('bench').option('--json', 'as JSON').description('decisions a second on this machine').action(bench));
}

function overPacks(name: string): Command {
  const many = (file: string, before: readonly string[] | undefined): string[] => [...(before ?? []), file];
  return new Command(name)
    .addOption(new Option('--packs <folder>', 'other packs than those that come with this'))
    .addOption(new Option('--overlay <file>', 'what a city sets where a pack leaves it open; may be given several times').argParser(many));
}
