import { expect, test } from 'vitest';
import { NativeDraft, Scratch } from './draft.ts';
import { nativeText } from './native-text.ts';

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const text = (note: string, resourceVersion = ''): string =>
  nativeText({ kind: 'Thing', apiVersion: 'v1', fields: [] }, { metadata: { name: 'a' }, note } as never, resourceVersion);

test('a draft seals exact-size bytes that own their buffer and carry the revision', () => {
  const sealed = new NativeDraft(new Scratch(), text('x')).seal(1234);
  expect(decode(sealed)).toBe(text('x', '1234'));
  expect(sealed.buffer.byteLength).toBe(sealed.length);
});

test('a store that learns the revision afterwards gets none', () => {
  expect(decode(new NativeDraft(new Scratch(), text('x', '7')).seal(undefined))).toBe(text('x'));
});

test('a draft is the same as bytes that its text would make, and as no others', () => {
  const scratch = new Scratch();
  const stored = new NativeDraft(scratch, text('x')).seal(7);
  expect(new NativeDraft(scratch, text('x', '7')).same(stored)).toBe(true);
  expect(new NativeDraft(scratch, text('y', '7')).same(stored)).toBe(false);
  expect(new NativeDraft(scratch, text('xy', '7')).same(stored)).toBe(false);
  expect(new NativeDraft(scratch, text('x', '8')).same(stored)).toBe(false);
});

test('drafts that wait for each other do not mix', () => {
  const scratch = new Scratch();
  const notes = ['short', 'ünïcödé', 'x'.repeat(100_000), '🦫'.repeat(30_000), 'x'.repeat(3_000_000), 'short again'];
  const drafts = notes.map((note) => new NativeDraft(scratch, text(note, '9')));
  expect(drafts.map((draft, i) => decode(draft.seal(10 + i)) === text(notes[i]!, String(10 + i)))).toEqual(notes.map(() => true));
  const stored = drafts.map((draft) => draft.seal(9));
  expect(drafts.map((draft, i) => draft.same(stored[i]!))).toEqual(notes.map(() => true));
});

test('room taken by a large object is given back', () => {
  const scratch = new Scratch();
  new NativeDraft(scratch, text('x'.repeat(3_000_000)));
  const draft = new NativeDraft(scratch, text('small'));
  expect(scratch.bytes.length).toBeLessThan(100_000);
  expect(decode(draft.seal(1))).toBe(text('small', '1'));
});
