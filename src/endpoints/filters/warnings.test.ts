import { expect, test } from 'vitest';
import { warningHeaders } from './warnings.ts';

const values = (...texts: string[]): readonly string[] => warningHeaders(new Set(texts)).map(([, value]) => value);

test('one header for each text', () => {
  expect(values('a', 'say "b"\\', 'a')).toEqual(['299 - "a"', '299 - "say \\"b\\"\\\\"']);
  expect(values('', 'two\nlines', 'fine')).toEqual(['299 - "fine"']);
});

test('when together they are too long, each is cut, and those past the limit are left out', () => {
  const long = 'é'.repeat(3000);
  expect(values(long)).toEqual([`299 - "${long}"`]);
  const cut = values(long, `x${long}`, 'short');
  expect(cut).toEqual([`299 - "${'é'.repeat(256)}"`, `299 - "x${'é'.repeat(255)}"`, '299 - "short"']);
  const many = values(...Array.from({ length: 30 }, (_, i) => `${String.fromCharCode(65 + i)}${'y'.repeat(299)}`));
  expect(many).toHaveLength(16);
});
