import { Command } from 'commander';
import { deadCommand, replayCommand } from './dead-letter.commands.js';
import { documentCommand, releaseCommand } from './documents.commands.js';
import { tailCommand } from './tail.commands.js';

/** `events tail|dead|replay|document|release`. */
export function eventsCommands(): Command {
  const events = new Command('events').description('what goes by on Kafka, what could not be taken, and what others are told of it');
  for (const command of [tailCommand(), deadCommand(), replayCommand(), documentCommand(), releaseCommand()]) events.addCommand(command);
  return events;
}
