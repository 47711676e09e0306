import { describe, expect, it } from '@jest/globals';
import { ok, refuse } from '@gongjiang/kernel';
import { actorFromClaims } from './actor.claims.js';
import { rolesThatExclude } from './role.js';

const claims = { sub: 'zhang', city: '330300', roles: ['handler'] };

describe('the actor of a token', () => {
  it('is a person of one city with its roles', () => {
    expect(actorFromClaims({ ...claims, iss: 'x', email: 'y' })).toEqual(ok({ id: 'zhang', city: '330300', roles: ['handler'] }));
  });

  it('has none of the roles that are not ours', () => {
    expect(actorFromClaims({ ...claims, roles: ['offline_access', 'auditor', 'admin', 'auditor'] })).toMatchObject({ value: { roles: ['auditor'] } });
  });

  it('is, where the token says so, somebody of the city\'s registry', () => {
    expect(actorFromClaims({ ...claims, person: `p_${'a'.repeat(26)}` })).toMatchObject({ value: { person: `p_${'a'.repeat(26)}` } });
    expect(actorFromClaims(claims)).not.toHaveProperty('value.person');
  });

  it.each<[string, object, string]>([
    ['a person that is none', { person: 'p_x' }, 'person'],
    ['an identity number for person', { person: '11010519491231002X' }, 'person'],
    ['two persons', { person: [`p_${'a'.repeat(26)}`, `p_${'b'.repeat(26)}`] }, 'person'],
    ['no city', { city: undefined }, 'city'],
    ['every city', { city: '*' }, 'city'],
    ['two cities', { city: ['330300', '330700'] }, 'city'],
    ['no code of a city', { city: 'Wenzhou' }, 'city'],
    ['no roles', { roles: undefined }, 'roles'],
    ['roles in one text', { roles: 'handler approver' }, 'roles'],
    ['no subject', { sub: '' }, 'sub'],
    ['an identity number for subject', { sub: '11010519491231002X' }, 'sub'],
  ])('is refused with %s', (_what, change, claim) => {
    expect(actorFromClaims({ ...claims, ...change })).toEqual(refuse('auth.claims', { claim }));
  });

  it.each([null, undefined, 'x', [], 7])('is refused for what is no claims: %s', (nothing) => {
    expect(actorFromClaims(nothing).ok).toBe(false);
  });
});

describe('the three administrators', () => {
  it.each([[['system', 'security']], [['auditor', 'system']], [['security', 'handler', 'auditor']], [['system', 'security', 'auditor']]] as const)('%s are never one person', (roles) => {
    expect(actorFromClaims({ ...claims, roles })).toMatchObject({ ok: false, refusal: { code: 'auth.roles-exclude' } });
  });

  it('may each have other duties', () => {
    expect(rolesThatExclude(['auditor', 'finance'])).toEqual([]);
    expect(rolesThatExclude([])).toEqual([]);
  });
});
