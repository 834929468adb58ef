// Events are kept for a while [S081, R054, B033].
import { expect, it, vi } from 'vitest';
import { serveApi } from '../../../../test/support/api.ts';
import { memoryRegistry } from '../../../../test/support/registry.ts';
import { builtInProviders } from '../../providers.ts';

const core = '/api/v1/namespaces/default/events';
const newer = '/apis/events.k8s.io/v1/namespaces/default/events';
const minuteMs = 60_000;

const event = (name: string) => ({
  metadata: { name },
  involvedObject: { kind: 'Pod', namespace: 'default', name: 'p' },
  reason: 'Started',
  type: 'Normal',
});

const newEvent = (name: string) => ({
  metadata: { name },
  eventTime: '2026-01-01T00:00:00.000000Z',
  reportingController: 'example.com/me',
  reportingInstance: 'one',
  action: 'Start',
  reason: 'Started',
  regarding: { kind: 'Pod', namespace: 'default', name: 'p' },
  type: 'Normal',
});

function api(eventTtlSeconds?: number) {
  const registry = memoryRegistry();
  const groupVersions = builtInProviders([], { eventTtlSeconds }).flatMap((provider) => provider.newRESTStorage(registry));
  return { clock: registry.clock, api: serveApi({ registry, groupVersions }) };
}

async function names(fixture: ReturnType<typeof serveApi>): Promise<string[]> {
  const { body } = await fixture.ask<{ readonly items: readonly { readonly metadata: { readonly name: string } }[] }>(core);
  return body.items.map(({ metadata }) => metadata.name);
}

/** Grows with every event of a watch. */
function follow(watch: Response): readonly string[] {
  const told: string[] = [];
  void (async () => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of watch.body!) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop()!;
      for (const line of lines) {
        const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: { readonly metadata: { name: string } } };
        told.push(`${type} ${object.metadata.name}`);
      }
    }
  })();
  return told;
}

it('of both groups live an hour from their last write on, and their end is told to watches of both', async () => {
  const { clock, api: fixture } = api();
  await using served = fixture;
  await served.ask(core, { method: 'POST', body: event('old') });
  await served.ask(newer, { method: 'POST', body: newEvent('new') });
  const { body: touched } = await served.ask<{ readonly metadata: { readonly resourceVersion: string } }>(core, {
    method: 'POST',
    body: event('touched'),
  });
  clock.advance(30 * minuteMs);
  const patch = { method: 'PATCH', headers: { 'content-type': 'application/merge-patch+json' } };
  const { code } = await served.ask(`${core}/touched`, { ...patch, body: { count: 2 } });
  expect(code).toBe(200);
  const { metadata } = touched;
  const watches = await Promise.all(
    [core, newer].map((path) => served.send(`${path}?watch=1&resourceVersion=${metadata.resourceVersion}&timeoutSeconds=20000`)),
  );
  const told = watches.map(follow);
  clock.advance(29 * minuteMs);
  expect(await names(served)).toEqual(['new', 'old', 'touched']);
  clock.advance(minuteMs + 1_000);
  await vi.waitFor(async () => expect(await names(served)).toEqual(['touched']));
  clock.advance(30 * minuteMs);
  await vi.waitFor(async () => expect(await names(served)).toEqual([]));
  const expected = ['MODIFIED touched', 'DELETED old', 'DELETED new', 'DELETED touched'];
  await vi.waitFor(() => expect(told).toEqual([expected, expected]));
  served.drain();
});

it('live as long as the server was told to keep them, or for ever', async () => {
  const brief = api(60);
  await using first = brief.api;
  await first.ask(core, { method: 'POST', body: event('a') });
  brief.clock.advance(61_000);
  await vi.waitFor(async () => expect(await names(first)).toEqual([]));

  const endless = api(0);
  await using second = endless.api;
  await second.ask(core, { method: 'POST', body: event('a') });
  endless.clock.advance(365 * 24 * 60 * minuteMs);
  expect(await names(second)).toEqual(['a']);
});
