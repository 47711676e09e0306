import { describe, expect, it } from '@jest/globals';
import { giveWay } from './priority.parts.js';

describe('a process that gives way', () => {
  it.each([[0, 7], [-5, 7], [7, 7], [15, 15]])('goes from a niceness of %i to %i, and never takes more than it was given', (given, left) => {
    let niceness = given;
    const setPriority = (to: number): void => {
      if (to < niceness) throw new Error('not allowed');
      niceness = to;
    };
    giveWay({ getPriority: () => niceness, setPriority });
    expect(niceness).toBe(left);
  });
});
