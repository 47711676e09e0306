import { expect, test } from '@jest/globals';
import { withoutRepeats } from './repeat.filter.js';

test('the same line is written once in ten seconds, others at once', () => {
  const written: string[] = [];
  let nowMs = 0;
  const write = withoutRepeats((line) => written.push(line), () => nowMs);
  for (nowMs = 0; nowMs < 20_000; nowMs += 100) write('refused');
  write('another');
  expect(written).toEqual(['refused', 'refused', 'another']);
});
