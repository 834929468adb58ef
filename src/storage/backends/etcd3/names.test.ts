// Keys, addresses and versions: what etcd and its clients mean by them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEndpoint } from './endpoint.ts';
import { rangeOfPrefix } from './keys.ts';
import { answersProgress } from './version.ts';

const bytesOf = (text: string): Buffer => Buffer.from(text);

/** As etcd reads a range; an end of one zero byte is no end. */
const holds = ({ key, end }: { readonly key: Uint8Array; readonly end: Uint8Array }, name: string): boolean =>
  Buffer.compare(bytesOf(name), key) >= 0 && ((end.length === 1 && end[0] === 0) || Buffer.compare(bytesOf(name), end) < 0);

const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', '\u00e9', '\uffff', '\u{10ffff}', '\0'), minLength: 1, maxLength: 5 });

test('a range holds the keys that start with the prefix and come after the last one', () => {
  fc.assert(
    fc.property(fc.oneof(fc.constant(''), name), fc.option(name, { nil: undefined }), name, (prefix, after, key) => {
      const expected = key.startsWith(prefix) && (after === undefined || Buffer.compare(bytesOf(key), bytesOf(after)) > 0);
      expect(holds(rangeOfPrefix(prefix, after), key)).toBe(expected);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['http://127.0.0.1:2379', { target: 'dns:///127.0.0.1:2379', host: '127.0.0.1', secure: false }],
  ['https://etcd.example:2379/', { target: 'dns:///etcd.example:2379', host: 'etcd.example', secure: true }],
  ['https://[::1]:2379', { target: 'dns:///[::1]:2379', host: '::1', secure: true }],
  ['https://etcd.example', { target: 'dns:///etcd.example:443', host: 'etcd.example', secure: true }],
  ['unix:///run/etcd.sock', { target: 'unix:/run/etcd.sock', host: 'localhost', secure: false }],
])('%s is an address', (url, expected) => {
  expect(parseEndpoint(url)).toEqual({ url, ...expected });
});

test.each(['', 'localhost:2379', 'ftp://localhost', 'http://', 'http://a:b', 'http://localhost/path', 'https://localhost?a=b'])(
  '%j is none',
  (url) => {
    expect(() => parseEndpoint(url)).toThrow('must be the address of a member');
  },
);

test.each([
  ['3.3.27', false],
  ['3.4.23', false],
  ['3.4.30', false],
  ['3.4.31', true],
  ['3.5.0', false],
  ['3.5.12', false],
  ['3.5.13', true],
  ['3.6.0-rc.1', true],
  ['4.0.0', true],
  ['', false],
])('%s answers requests for progress: %s', (version, expected) => {
  expect(answersProgress(version)).toBe(expected);
});
