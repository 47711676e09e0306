import { describe, expect, it } from '@jest/globals';
import { constants } from 'node:os';
import { giveWay } from './priority.parts.js';

const LEAST = constants.priority.PRIORITY_BELOW_NORMAL;

describe('a process that gives way', () => {
  it.each([[0, LEAST], [-5, LEAST], [LEAST, LEAST], [LEAST + 5, LEAST + 5]])('goes from a niceness of %i to %i, and never takes more than it was given', (given, left) => {
    let niceness = given;
    const setPriority = (to: number): void => {
      if (to < niceness) throw new Error('not allowed');
      niceness = to;
    };
    giveWay({ getPriority: () => niceness, setPriority });
    expect(niceness).toBe(left);
  });
});
