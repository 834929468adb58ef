import { expect, test } from 'vitest';
import { duplicateKeys } from './duplicate-keys.ts';

test.each([
  ['{}', []],
  ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}', []],
  ['{"a":1,"a":2}', ['a']],
  ['{"a":1,"a":2,"a":3}', ['a']],
  ['{"data":{"m":"2","m":"3"},"bogus":1}', ['data.m']],
  ['[{"op":"add","path":"/a","path":"/b"}]', ['[0].path']],
  ['[{"op":"x"},{"op":"y","op":"z"}]', ['[1].op']],
  ['{"a":[[1],{"k":1,"k":2}]}', ['a[1].k']],
  ['{"a\\"}":1,"b":"{\\"c\\":1,\\"c\\":2}","a\\"}":2}', ['a"}']],
  ['{"a" : {"x":1} , "b":{"x":2}, "a":{"y":1,"y":2}}', ['a', 'a.y']],
])('%s', (text, expected) => {
  expect(duplicateKeys(text)).toEqual(expected);
});
