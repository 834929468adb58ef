// `kapibara backup` of a server that is being written to, `kapibara restore`, and a server on what was restored.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { startServerProcess, type ServerProcess } from '../support/server-process.ts';
import { tempFolder } from '../support/temp-folder.ts';

const path = '/api/v1/namespaces/default/configmaps';
const writers = 16;

interface ConfigMap {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly data?: { readonly count: string };
}

async function kapibara(...args: readonly string[]): Promise<string> {
  const root = resolve(import.meta.dirname, '../..');
  const { stdout } = await promisify(execFile)(process.execPath, ['bin/kapibara.js', ...args], { cwd: root });
  return stdout;
}

/** What the writers were told. */
interface Ledger {
  readonly acknowledged: Map<string, number>;
  highest: number;
  writing: boolean;
}

/** Counts up one object, and then another: in every state there ever was the first is as far as the second, or one ahead. */
async function write(server: ServerProcess, ledger: Ledger, writer: number): Promise<void> {
  for (let count = 1; ledger.writing; count++) {
    for (const name of [`ahead-${writer}`, `behind-${writer}`]) {
      const body = JSON.stringify({ metadata: { name }, data: { count: `${count}` } });
      const { code, text } = await (count === 1 ? server.call('POST', path, { body }) : server.call('PUT', `${path}/${name}`, { body }));
      expect([200, 201], text).toContain(code);
      ledger.acknowledged.set(name, count);
      ledger.highest = Math.max(ledger.highest, Number((JSON.parse(text) as ConfigMap).metadata.resourceVersion));
    }
  }
}

test('backups of a busy server are each of one moment; what is restored goes on from there, and old clients list anew', async () => {
  await using folder = await tempFolder();
  await using server = await startServerProcess({ direct: true });
  const ledger: Ledger = { acknowledged: new Map(), highest: 0, writing: true };
  const writing = Array.from({ length: writers }, (_, i) => write(server, ledger, i));
  const taken: { readonly file: string; readonly atLeast: ReadonlyMap<string, number>; readonly revision: number }[] = [];
  for (let i = 0; i < 3; i++) {
    const before = ledger.highest;
    await eventually(() => ledger.highest > before + 300);
    const [file, atLeast, least] = [`${folder.path}/backup-${i}`, new Map(ledger.acknowledged), ledger.highest];
    const said = /^Backed up (\d+) objects at revision (\d+) to/.exec(await kapibara('backup', '--data-dir', server.dataDir, file));
    expect(Number(said?.[1])).toBeGreaterThan(2 * writers);
    taken.push({ file, atLeast, revision: Number(said?.[2]) });
    expect(taken.at(-1)!.revision).toBeGreaterThanOrEqual(least);
  }
  ledger.writing = false;
  await Promise.all(writing);
  for (const { file, atLeast, revision } of taken) {
    const dataDir = `${file}-data`;
    await kapibara('restore', '--data-dir', dataDir, file);
    await using restored = await startServerProcess({ dataDir, direct: true });
    const list = JSON.parse((await restored.call('GET', path)).text) as {
      readonly metadata: { readonly resourceVersion: string };
      readonly items: readonly ConfigMap[];
    };
    const counts = new Map(list.items.map(({ metadata, data }) => [metadata.name, Number(data?.count)]));
    for (let writer = 0; writer < writers; writer++) {
      const [ahead = 0, behind = 0] = [counts.get(`ahead-${writer}`), counts.get(`behind-${writer}`)];
      expect([behind, behind + 1], `writer ${writer}`).toContain(ahead);
    }
    for (const [name, count] of atLeast) expect(counts.get(name), name).toBeGreaterThanOrEqual(count);
    expect(Number(list.metadata.resourceVersion)).toBeGreaterThan(ledger.highest);
    for (const seen of [revision, ledger.highest]) {
      const { text } = await restored.call('GET', `${path}?watch=1&timeoutSeconds=5&resourceVersion=${seen}`);
      expect(JSON.parse(text.split('\n')[0]!)).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    }
  }
});
