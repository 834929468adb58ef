import { expect, test } from 'vitest';
import type { Backend } from './backend.ts';
import { openMemory } from './backends/memory/memory.ts';
import { Backends, createBackend, defaultStorageConfig, type StorageConfig } from './factory.ts';

const config = (more: Partial<StorageConfig>): StorageConfig => ({ ...defaultStorageConfig, ...more });

/** Remembers what was opened, and what was closed again. */
function recorded(): { readonly openers: Record<string, (config: StorageConfig) => Promise<Backend>>; readonly log: string[] } {
  const log: string[] = [];
  const open = async ({ type, directory }: StorageConfig): Promise<Backend> => {
    const place = `${type}${directory ?? ''}`;
    if (directory === '/broken') throw new Error('the disk is gone');
    log.push(`open ${place}`);
    const backend = openMemory();
    const close = backend[Symbol.asyncDispose].bind(backend);
    backend[Symbol.asyncDispose] = async () => {
      log.push(`close ${place}`);
      await close();
    };
    return backend;
  };
  return { openers: { memory: open, embedded: open }, log };
}

test('a store is opened by its type; none named is the first', async () => {
  const { openers, log } = recorded();
  await createBackend(config({ type: 'embedded' }), openers);
  await createBackend(config({}), openers);
  expect(log).toEqual(['open embedded', 'open memory']);
});

test.each(['etcd4', 'toString', 'Memory'])('an unknown type is an error: %s', async (type) => {
  await expect(createBackend(config({ type }), recorded().openers)).rejects.toThrow(`unknown storage type: ${type}`);
});

test('configs of one place share a store, and all are closed together', async () => {
  const { openers, log } = recorded();
  const here = config({ type: 'embedded', directory: '/a' });
  const same = { ...here, prefix: '/other' };
  const there = config({ type: 'embedded', directory: '/b' });
  const backends = await Backends.open([here, same, there], openers);
  expect(backends.of(here)).toBe(backends.of(same));
  expect(backends.of(here)).not.toBe(backends.of(there));
  expect([...backends]).toHaveLength(2);
  expect(() => backends.of(config({ directory: '/c' }))).toThrow('no store was opened');
  await backends[Symbol.asyncDispose]();
  expect(log).toEqual(['open embedded/a', 'open embedded/b', 'close embedded/a', 'close embedded/b']);
});

test('when one cannot be opened the others are closed again', async () => {
  const { openers, log } = recorded();
  const configs = [config({ type: 'memory' }), config({ type: 'embedded', directory: '/broken' })];
  await expect(Backends.open(configs, openers)).rejects.toThrow('the disk is gone');
  expect(log).toEqual(['open memory', 'close memory']);
});
