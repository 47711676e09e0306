import type { LoggerService } from '@nestjs/common';
import { destination, pino, stdTimeFunctions, type DestinationStream, type Logger as Pino } from 'pino';
import { redact, redactText } from './redaction.js';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly service: string;
  readonly level: LogLevel;
  /** Standard error unless told: standard output belongs to the one line that starters wait for. */
  readonly stream?: DestinationStream;
}

/**
 * One JSON object a line, on standard error. Persons' data and secrets are redacted in every field and message, so
 * that a careless line is no leak; take care all the same.
 */
export function createLogger(options: LoggerOptions): JsonLogger {
  return new JsonLogger(pino({
    level: options.level,
    base: { service: options.service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }), log: (fields) => redact(fields) as Record<string, unknown> },
    messageKey: 'message',
  }, options.stream ?? destination({ fd: 2, sync: true })));
}

/** Nest's logger on top of pino: `log('message', { fields }, 'context')`, in any order after the message. */
export class JsonLogger implements LoggerService {
  constructor(private readonly sink: Pino) {}

  log(message: unknown, ...rest: unknown[]): void { this.write('info', message, rest); }
  error(message: unknown, ...rest: unknown[]): void { this.write('error', message, rest); }
  warn(message: unknown, ...rest: unknown[]): void { this.write('warn', message, rest); }
  debug(message: unknown, ...rest: unknown[]): void { this.write('debug', message, rest); }
  verbose(message: unknown, ...rest: unknown[]): void { this.write('trace', message, rest); }
  fatal(message: unknown, ...rest: unknown[]): void { this.write('fatal', message, rest); }

  private write(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', message: unknown, rest: unknown[]): void {
    if (!this.sink.isLevelEnabled(level)) return;
    const { text, fields } = lineOf(message, rest);
    this.sink[level](fields, redactText(text));
  }
}

/** Nest hands over a message, then maybe a stack, then the context, all as they come. */
function lineOf(message: unknown, rest: readonly unknown[]): { readonly text: string; readonly fields: Record<string, unknown> } {
  const fields: Record<string, unknown> = {};
  const texts = rest.filter((one) => typeof one === 'string');
  const context = texts.at(-1);
  const stack = texts.find((text) => text.includes('\n    at '));
  if (stack !== undefined) fields['stack'] = stack;
  if (context !== undefined && context !== stack) fields['context'] = context;
  for (const one of [message, ...rest]) {
    if (one instanceof Error) fields['error'] = one;
    else if (typeof one === 'object' && one !== null) Object.assign(fields, one);
  }
  return { text: textOf(message), fields };
}

function textOf(message: unknown): string {
  if (message instanceof Error) return message.message;
  return typeof message === 'object' && message !== null ? '' : String(message);
}
