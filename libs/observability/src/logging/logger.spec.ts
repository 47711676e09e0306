import { describe, expect, it } from '@jest/globals';
import { createLogger, type LogLevel } from './logger.js';

function logging(level: LogLevel = 'info'): { logger: ReturnType<typeof createLogger>; lines: () => Record<string, unknown>[]; text: () => string } {
  const written: string[] = [];
  const logger = createLogger({ service: 'subsidy', level, stream: { write: (line) => { written.push(line); } } });
  return { logger, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>), text: () => written.join('') };
}

describe('a log line', () => {
  it('is one JSON object with service, level, moment, message and context', () => {
    const { logger, lines } = logging();
    logger.log('batch submitted', 'BatchService');
    expect(lines()).toEqual([{ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/), service: 'subsidy', message: 'batch submitted', context: 'BatchService' }]);
  });

  it('takes fields beside the message', () => {
    const { logger, lines } = logging();
    logger.warn('chunk late', { chunkId: 'c1', waitedMs: 12 }, 'ChunkJob');
    expect(lines()[0]).toMatchObject({ level: 'warn', message: 'chunk late', chunkId: 'c1', waitedMs: 12, context: 'ChunkJob' });
  });

  it('takes an error with its stack, as Nest hands it over or as it is', () => {
    const { logger, lines } = logging();
    const error = new Error('no answer from the bank');
    logger.error('Incident 7', error.stack, 'Problem');
    logger.error(error);
    logger.error('failed', { error });
    expect(lines()[0]).toMatchObject({ message: 'Incident 7', context: 'Problem', stack: expect.stringContaining('no answer') });
    expect(lines()[1]).toMatchObject({ message: 'no answer from the bank', error: { type: 'Error' } });
    expect(lines()[2]).toMatchObject({ message: 'failed', error: { message: 'no answer from the bank' } });
  });

  it('shows no person and no secret, wherever a careless hand put them', () => {
    const { logger, text } = logging('trace');
    const personal = '11010519491231002X';
    logger.log(`payee ${personal}`);
    logger.debug({ person: { name: '张三', id: personal } });
    logger.error(new Error(`E11000 dup key: { idNumber: "${personal}" }`), personal);
    logger.verbose('x', { list: [{ deep: { accountNumber: '1' } }] }, `context ${personal}`);
    expect(text()).not.toMatch(/11010519491231002X|张三|"1"/);
  });

  it('is left out below the level', () => {
    const { logger, lines } = logging('warn');
    logger.log('quiet');
    logger.error('loud');
    expect(lines()).toHaveLength(1);
  });
});
