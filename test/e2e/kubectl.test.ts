// An unmodified kubectl against `npm start`: the whole session of kubectl-session.ts, in order.
import { expect, test } from 'vitest';
import { requireTool } from '../support/kubectl.ts';
import { startServerProcess } from '../support/server-process.ts';
import { playSession } from './play-session.ts';

test('every command exits and prints as it should', async (context) => {
  const kubectl = await requireTool(context, 'kubectl');
  await using server = await startServerProcess();
  expect(await playSession({ kubectl, home: server.dataDir, kubeconfigs: [server.kubeconfig] })).toEqual([]);
});
