import { assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { survey } from './exact.ts';
import { syntaxError } from './syntax.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

// What kube-apiserver 1.36 said of each.
test.each([
  ['-', "invalid character ' ' in numeric literal"],
  ['-x', "invalid character 'x' in numeric literal"],
  ['01', "invalid character '1' after top-level value"],
  ['1.', "invalid character ' ' after decimal point in numeric literal"],
  ['1.x', "invalid character 'x' after decimal point in numeric literal"],
  ['1e', "invalid character ' ' in exponent of numeric literal"],
  ['1e+x', "invalid character 'x' in exponent of numeric literal"],
  ['tru', "invalid character ' ' in literal true (expecting 'e')"],
  ['nulx', "invalid character 'x' in literal null (expecting 'l')"],
  ['falsy', "invalid character 'y' in literal false (expecting 'e')"],
  ['"\\x"', "invalid character 'x' in string escape code"],
  ['"\\u12g4"', "invalid character 'g' in \\u hexadecimal character escape"],
  ['"\\u12', "invalid character ' ' in \\u hexadecimal character escape"],
  ['[1 2]', "invalid character '2' after array element"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{1:2}', "invalid character '1' looking for beginning of object key string"],
  ['[,]', "invalid character ',' looking for beginning of value"],
  ["'", "invalid character '\\'' looking for beginning of value"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ['[1,]', "invalid character ']' looking for beginning of value"],
  ['{,}', "invalid character ',' looking for beginning of object key string"],
  ['[1}', "invalid character '}' after array element"],
  ['{"a":1]', "invalid character ']' after object key:value pair"],
  ['"abc', 'unexpected end of JSON input'],
  ['"a\\', "invalid character ' ' in string escape code"],
  ['{"a"', 'unexpected end of JSON input'],
  ['[1,', 'unexpected end of JSON input'],
  ['1 2', "invalid character '2' after top-level value"],
  ['}', "invalid character '}' looking for beginning of value"],
  ['\u00e9', "invalid character '\u00c3' looking for beginning of value"],
  ['\\', "invalid character '\\\\' looking for beginning of value"],
  ['{"a":0x1}', "invalid character 'x' after object key:value pair"],
  ['{"a":"\t"}', "invalid character '\\t' in string literal"],
  ['\u007f', "invalid character '\\x7f' looking for beginning of value"],
])('%j: %s', (text, problem) => {
  expect(syntaxError(bytesOf(text), 1000)).toBe(problem);
});

const almostJson = string({
  unit: constantFrom(...'{}[]:,"\\ \n01-.eEtrufalsn', '"a"', 'null', 'true', '{"a":', '\\u00e9'),
  maxLength: 12,
});

test('whatever JSON.parse refuses has a reason, and whatever it takes runs to the end', () => {
  assert(
    property(almostJson, (text) => {
      const reason = syntaxError(bytesOf(text), 1000);
      expect(reason).toMatch(/^invalid character '.+' |^unexpected end of JSON input$/s);
      expect(reason === 'unexpected end of JSON input' || !isJson(text)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('a survey ends for any bytes, and counts what JSON.parse sees', () => {
  assert(
    property(almostJson, (text) => {
      const { keys, depth } = survey(bytesOf(text));
      expect(isJson(text) ? keys >= keysIn(JSON.parse(text)) && depth >= 0 : true).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const keysIn = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  return (Array.isArray(value) ? 0 : inner.length) + inner.reduce<number>((sum, each) => sum + keysIn(each), 0);
};
