import { describe, expect, test } from 'vitest';
import { keyOf, keySpace, nameIn, namespaceIn, rangeOf } from './keys.ts';

const pods = keySpace({ prefix: '/registry', resourcePrefix: 'pods', namespaced: true });
const nodes = keySpace({ prefix: 'registry/', resourcePrefix: '/minions/', namespaced: false });
const crds = keySpace({ prefix: '/', resourcePrefix: 'apiextensions.k8s.io/customresourcedefinitions', namespaced: false });

test('keys are laid out as upstream has them', () => {
  expect(keyOf(pods, { namespace: 'default', name: 'web-0' })).toBe('/registry/pods/default/web-0');
  expect(keyOf(nodes, { name: 'node-1' })).toBe('/registry/minions/node-1');
  expect(keyOf(nodes, { namespace: '', name: 'node-1' })).toBe('/registry/minions/node-1');
  expect(keyOf(crds, { name: 'a.b.c' })).toBe('/apiextensions.k8s.io/customresourcedefinitions/a.b.c');
});

test('a key says what it is the key of', () => {
  expect([namespaceIn(pods, '/registry/pods/default/web-0'), nameIn('/registry/pods/default/web-0')]).toEqual(['default', 'web-0']);
  expect([namespaceIn(nodes, '/registry/minions/node-1'), nameIn('/registry/minions/node-1')]).toEqual([undefined, 'node-1']);
});

test('a range covers everything, a namespace or one key', () => {
  expect(rangeOf(pods, {})).toEqual({ prefix: '/registry/pods/', single: false });
  expect(rangeOf(pods, { namespace: '' })).toEqual({ prefix: '/registry/pods/', single: false });
  expect(rangeOf(pods, { namespace: 'ns' })).toEqual({ prefix: '/registry/pods/ns/', single: false });
  expect(rangeOf(pods, { namespace: 'ns', name: 'a' })).toEqual({ prefix: '/registry/pods/ns/a', single: true });
  expect(rangeOf(nodes, { name: 'a' })).toEqual({ prefix: '/registry/minions/a', single: true });
});

describe('refused', () => {
  test.each([
    [pods, {}],
    [pods, { name: 'a' }],
    [pods, { namespace: 'ns', name: '..' }],
    [pods, { namespace: 'ns', name: 'a/b' }],
    [pods, { namespace: '..', name: 'a' }],
    [nodes, { namespace: 'ns', name: 'a' }],
    [nodes, { name: '' }],
  ])('key %#', (space, key) => {
    expect(() => keyOf(space, { name: '', ...key })).toThrow('invalid key');
  });

  test.each([
    [pods, { namespace: '..' }],
    [pods, { namespace: 'a/b' }],
    [nodes, { namespace: 'ns' }],
  ])('range %#', (space, scope) => {
    expect(() => rangeOf(space, scope)).toThrow('invalid key');
  });

  test.each([
    ['/registry', ''],
    ['/registry', '/'],
    ['/registry', '../pods'],
    ['/..', 'pods'],
  ])('a space of %j and %j', (prefix, resourcePrefix) => {
    expect(() => keySpace({ prefix, resourcePrefix, namespaced: true })).toThrow('invalid key');
  });
});
