import { expect, test } from 'vitest';
import { metadataFields } from '../machinery/selectors/fields.ts';
import type { StatusError } from '../machinery/status-error.ts';
import { getFreshness, listFreshness, parseListParameters, selectedFields, watchStart } from './list-options.ts';

/** What the outcome is, or how it is refused: learned from kube-apiserver 1.36. */
function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    const { code, reason, message } = (error as StatusError).status;
    return `${code} ${reason ?? ''} ${message}`;
  }
}
const list = (query: string): unknown => outcome(() => listFreshness(parseListParameters(new URLSearchParams(query), { watch: false })));
const watch = (query: string): unknown => outcome(() => watchStart(parseListParameters(new URLSearchParams(query), { watch: true })));

const invalid = (text: string): string => `422 Invalid ListOptions.meta.k8s.io "" is invalid: ${text}`;
const match = 'resourceVersionMatch: Forbidden: ';
const notANumber = (prefix: string): string =>
  `${prefix}resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax`;

test.each([
  ['', { at: 'latest' }],
  ['resourceVersion=0', { at: 'any' }],
  ['resourceVersion=0&limit=5', { at: 'any' }],
  ['resourceVersion=7', { at: 'notOlderThan', revision: 7 }],
  ['resourceVersion=07', { at: 'notOlderThan', revision: 7 }],
  ['resourceVersion=7&limit=5', { at: 'exact', revision: 7 }],
  ['resourceVersion=7&limit=-1', { at: 'notOlderThan', revision: 7 }],
  ['resourceVersion=7&limit=5&resourceVersionMatch=NotOlderThan', { at: 'notOlderThan', revision: 7 }],
  ['resourceVersion=7&resourceVersionMatch=Exact', { at: 'exact', revision: 7 }],
  ['resourceVersion=0&resourceVersionMatch=NotOlderThan', { at: 'any' }],
  ['continue=t', { at: 'latest' }],
  ['continue=t&resourceVersion=0', { at: 'latest' }],
  ['continue=t&resourceVersion=7&limit=5', { at: 'notOlderThan', revision: 7 }],
  ['resourceVersion=5&resourceVersion=6', { at: 'notOlderThan', revision: 5 }],
  ['allowWatchBookmarks=x&bogus=1', { at: 'latest' }],
  ['resourceVersion=abc', notANumber('400 BadRequest invalid resource version: ')],
  ['resourceVersion=18446744073709551616', expect.stringContaining('value out of range')],
  ['limit=x', '400 BadRequest strconv.ParseInt: parsing "x": invalid syntax'],
  ['limit=', '400 BadRequest strconv.ParseInt: parsing "": invalid syntax'],
  ['timeoutSeconds=x&limit=y', '400 BadRequest strconv.ParseInt: parsing "x": invalid syntax'],
  ['labelSelector=a,,b', "400 BadRequest found ',', expected: identifier after ','"],
  ['fieldSelector=foo', "400 BadRequest invalid selector: 'foo'; can't understand 'foo'"],
  ['resourceVersionMatch=Exact', invalid(`${match}resourceVersionMatch is forbidden unless resourceVersion is provided`)],
  [
    'resourceVersion=5&resourceVersionMatch=Foo',
    invalid('resourceVersionMatch: Unsupported value: "Foo": supported values: "Exact", "NotOlderThan", ""'),
  ],
  ['resourceVersion=0&resourceVersionMatch=Exact', invalid(`${match}resourceVersionMatch "exact" is forbidden for resourceVersion "0"`)],
  [
    'resourceVersion=5&resourceVersionMatch=Exact&continue=t',
    invalid(`${match}resourceVersionMatch is forbidden when continue is provided`),
  ],
  ['sendInitialEvents=true', invalid('sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list')],
])('list ?%s', (query, expected) => {
  expect(list(query)).toEqual(expected);
});

const initial = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan';
const latest = { from: 'state', freshness: { at: 'latest' }, endBookmark: false };

test.each([
  ['', latest],
  ['allowWatchBookmarks=1', { ...latest, endBookmark: true }],
  ['resourceVersion=0', { ...latest, freshness: { at: 'any' } }],
  ['resourceVersion=7', { from: 'revision', revision: 7 }],
  [initial, latest],
  [`${initial}&resourceVersion=7`, { ...latest, freshness: { at: 'notOlderThan', revision: 7 } }],
  [`${initial}&allowWatchBookmarks=true`, { ...latest, endBookmark: true }],
  ['sendInitialEvents=false&resourceVersionMatch=NotOlderThan', { from: 'now' }],
  ['sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion=7', { from: 'revision', revision: 7 }],
  ['limit=4&resourceVersion=7', { from: 'revision', revision: 7 }],
  ['resourceVersion=abc', notANumber('500  ')],
  ['sendInitialEvents=true', invalid(`${match}sendInitialEvents requires setting resourceVersionMatch to NotOlderThan`)],
  [
    'resourceVersionMatch=NotOlderThan',
    invalid(`${match}resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided`),
  ],
  [
    'resourceVersionMatch=Exact',
    invalid(
      `[${match}resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]`,
    ),
  ],
  ['continue=t', invalid(`${match}resourceVersionMatch is forbidden when continue is provided`)],
])('watch ?%s', (query, expected) => {
  expect(watch(query)).toEqual(expected);
});

test.each([
  ['', { at: 'latest' }],
  ['resourceVersion=0', { at: 'any' }],
  ['resourceVersion=7', { at: 'notOlderThan', revision: 7 }],
  ['resourceVersion=abc', notANumber('500  ')],
])('get ?%s', (query, expected) => {
  expect(outcome(() => getFreshness(new URLSearchParams(query)))).toEqual(expected);
});

test('a name in the path is a field selector, and must not contradict one', () => {
  const fields = (selector: string, name: string): unknown => {
    const { fields: parsed } = parseListParameters(new URLSearchParams({ fieldSelector: selector }), { watch: true });
    return outcome(() => selectedFields(parsed, metadataFields, name).toString());
  };
  expect(fields('', 'a')).toBe('metadata.name=a');
  expect(fields('metadata.name=a', 'a')).toBe('metadata.name=a');
  expect(fields('metadata.name=b', 'a')).toBe("400 BadRequest fieldSelector metadata.name doesn't match requested name");
  expect(fields('foo=bar', '')).toBe('400 BadRequest "foo" is not a known field selector: only "metadata.name", "metadata.namespace"');
});
