import { describe, expect, it } from '@jest/globals';
import { ok } from '@gongjiang/kernel';
import fc from 'fast-check';
import { parseJsonBody } from './json-body.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a JSON body', () => {
  it('is read as JSON.parse reads it, whatever its strings hold', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 5, stringUnit: 'binary' }), (text) => {
      if (/__proto__/.test(text)) return;
      expect(parseJsonBody(bytes(text))).toEqual(ok(JSON.parse(new TextDecoder().decode(bytes(text)))));
    }));
  });

  it('with the same key twice is refused, wherever it stands and however it is spaced or escaped', () => {
    const spaces = fc.constantFrom('', ' ', '\n\t ');
    fc.assert(fc.property(fc.string(), spaces, fc.json({ maxDepth: 2 }), (key, space, value) => {
      const literal = JSON.stringify(key);
      const escaped = `"${[...key].map((character) => character.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')).join('')}"`;
      const text = `[{"other":{${literal}${space}:${value},${space}"x${key}":1,${escaped}${space}:2}}]`;
      expect(parseJsonBody(bytes(text)).ok).toBe(false);
    }));
  });

  it('may hold the same key in different objects', () => {
    expect(parseJsonBody(bytes('[{"a":1},{"a":{"a":2}}]'))).toEqual(ok([{ a: 1 }, { a: { a: 2 } }]));
  });

  it('is refused, never thrown at, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (any) => { parseJsonBody(any); }));
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '1'), maxLength: 40 }), (text) => {
      let expected = true;
      try { JSON.parse(text); } catch { expected = text === ''; }
      if (!expected) expect(parseJsonBody(bytes(text)).ok).toBe(false);
    }));
  });

  it('is read in time that grows with its length only', () => {
    const large = bytes(`[${Array.from({ length: 50_000 }, (_, n) => `{"a${n}":"\\"${'x'.repeat(10)}"}`).join(',')}]`);
    const begun = performance.now();
    expect(parseJsonBody(large).ok).toBe(true);
    expect(performance.now() - begun).toBeLessThan(30_000);
  });
});
