import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldError } from './field-error.ts';
import * as ip from './ip.ts';
import { Path } from './path.ts';

const at = Path.of('f');

/** What kube-apiserver 1.36 says: rule, text, and `reason|field: message` of each error. */
type Answer = readonly [rule: string, text: string, errors: readonly string[]];
const answers = JSON.parse(readFileSync(new URL('../../../test/data/machinery/ip.json', import.meta.url), 'utf8')) as readonly Answer[];

const ours: Readonly<Record<string, (text: string) => Iterable<FieldError>>> = {
  validateIp: (text) => ip.validateIp(text, at),
  validateLegacyIp: (text) => ip.validateLegacyIp(text, at, { rules: 'strict' }),
  sloppyIp: (text) => ip.validateLegacyIp(text, at, { rules: 'sloppy' }),
  validateCidr: (text) => ip.validateCidr(text, at),
  validateLegacyCidr: (text) => ip.validateLegacyCidr(text, at, { rules: 'strict' }),
  sloppyCidr: (text) => ip.validateLegacyCidr(text, at, { rules: 'sloppy' }),
};

describe('addresses', () => {
  it.each(answers)('%s of %j', (rule, text, errors) => {
    expect([...ours[rule]!(text)].map((error) => `${error.reason}|${error.field}: ${error.message}`)).toEqual(errors);
  });

  it('keep what an old object had', () => {
    expect([...ip.validateLegacyIp('01.2.3.4', at, { rules: 'strict', kept: ['01.2.3.4'] })]).toEqual([]);
    expect([...ip.validateLegacyCidr('x', at, { rules: 'strict', kept: ['x'] })]).toEqual([]);
  });

  it('survive being written and read', () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const address = ip.parseIp(text)!;
        const again = ip.parseIp(ip.ipText(address))!;
        expect(again.value).toBe(address.mapped ? address.value & 0xffffffffn : address.value);
      }),
    );
  });
});
