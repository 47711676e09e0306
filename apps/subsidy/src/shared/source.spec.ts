import { describe, expect, it } from '@jest/globals';
import { JINHUA } from '../city/city.builders.js';
import { sourceOf, sourceOfEvents } from './source.js';

describe('where a command came from', () => {
  it('is the address of the caller', () => {
    const actor = { id: 'zhang', city: JINHUA, roles: [] };
    expect([sourceOf({ ...actor, address: '10.0.0.7' }), sourceOf(actor)]).toEqual(['10.0.0.7', 'unknown address']);
  });

  it('is the event, which stands for those that came with it', () => {
    expect([sourceOfEvents([{ id: 'e1' }]), sourceOfEvents([{ id: 'e1' }, { id: 'e2' }, { id: 'e3' }])]).toEqual(['event e1', 'event e1 and 2 more']);
  });
});
