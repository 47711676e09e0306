import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exampleEventOf, paymentSettled, type CloudEvent } from '@gongjiang/contracts';
import { deadLetterId, ensureTopics, KafkaPublisher, MongoDeadLetters, outgoingEvent, replayTopicOf, type DeadLetter, type KafkaSettings } from '@gongjiang/messaging';
import { serverAddress, startProcess, testDatabase, testNamespace, type TestDatabase } from '@gongjiang/testing';

const settled = exampleEventOf(paymentSettled);
const elsewhere = { ...settled, id: 'elsewhere', city: '330300' } as CloudEvent;
let database: TestDatabase;
let settings: KafkaSettings;
let publisher: KafkaPublisher;

beforeAll(async () => {
  database = await testDatabase();
  settings = { brokers: serverAddress('GONGJIANG_KAFKA_BROKERS').split(','), service: 'talent', topicPrefix: `${testNamespace().prefix}.` };
  publisher = new KafkaPublisher(settings);
  await ensureTopics(settings, [paymentSettled.topic, replayTopicOf('talent')]);
  const poison = { topic: paymentSettled.topic, key: 'k', value: '{"no":' };
  await publisher.publish([outgoingEvent(elsewhere), poison, outgoingEvent(settled)]);
});
afterAll(async () => {
  await publisher.close();
  await database.close();
});

/** Runs a command of the built CLI to its end. */
async function cli(...args: string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const started = await startProcess('apps/cli/dist/main.js', { args: ['events', ...args, '--topic-prefix', settings.topicPrefix ?? ''], readyLine: /./ });
  const { code } = await started.ended;
  return { code, text: started.logs() };
}

describe('the events commands', () => {
  it('show what goes by, of one city, and what nobody can read', async () => {
    const { code, text } = await cli('tail', '--from-beginning', '--city', '330700', '--type', 'subsidy.payment', '--count', '2');
    expect(code).toBe(0);
    expect(text).toContain('unreadable: event.not-json');
    expect(text).toMatch(/330700 {2}subsidy\.payment\.settled\.v1 .*item-5t1w#1/);
    expect(text).not.toContain('330300');
  });

  it('show whole events to programs', async () => {
    const { text } = await cli('tail', '--from-beginning', '--json', '--count', '3');
    const ids = text.trim().split('\n').map((line) => (JSON.parse(line) as Partial<CloudEvent>).id);
    expect(ids).toContain(settled.id);
  });

  it('list dead letters and give one to its service again', async () => {
    await new MongoDeadLetters(database.db).keep(letter);
    const ofTalent = ['--service', 'talent', '--database', database.name];
    expect((await cli('dead', ...ofTalent)).text).toMatch(new RegExp(`${letter.id} {2}waiting .*tried 5x\\n {4}event.handler-failed: Error: no`));
    expect((await cli('replay', letter.id, ...ofTalent)).text).toContain('sent again to talent');
    expect((await cli('dead', ...ofTalent)).text).toContain('No dead letters.');
    expect((await cli('dead', '--all', ...ofTalent)).text).toContain('replayed');
  });

  it('say in one sentence what is wrong with a command', async () => {
    const { code, text } = await cli('replay', '--service', 'talent', '--database', database.name);
    expect({ code, text }).toEqual({ code: 1, text: 'Say which: ids as "events dead" shows them, or --all\n' });
    expect((await cli('tail', '--type', 'nobody.knows')).text).toContain('No event\'s type begins with gongjiang.nobody.knows');
  });
});

const place = { topic: 't', partition: 0, offset: '7' };
const letter: DeadLetter = {
  id: deadLetterId(place), place, key: 'k', value: JSON.stringify(settled), encoding: 'utf8', truncated: false, eventId: settled.id, type: settled.type,
  error: { code: 'event.handler-failed', message: 'Error: no' }, attempts: 5, at: new Date(0), status: 'waiting',
};
