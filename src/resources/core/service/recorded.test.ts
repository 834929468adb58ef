// Services and what belongs with them, asked what a kube-apiserver 1.36 was asked, must answer what it answered
// (testdata/*.json, recorded against 10.0.0.0/24 and 30000-32767, where default/kubernetes has 10.0.0.1).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { memoryRegistry, type RegistryFixture } from '../../../../test/support/registry.ts';
import { ask, firstRange, installed, type Answer, type Endpoint, type Step } from './conversation.testing.ts';
import { services } from './service.ts';

interface Conversation {
  readonly name: string;
  readonly steps: readonly (Step & { readonly answer: Answer })[];
}

const read = (file: string): readonly Conversation[] =>
  JSON.parse(readFileSync(new URL(`testdata/${file}.json`, import.meta.url), 'utf8')) as readonly Conversation[];

const files = ['services', 'endpoints', 'endpoint-slices', 'ip-addresses', 'service-cidrs'].map((file) => ({
  file,
  plural: file.replace('-', ''),
  conversations: read(file),
}));

describe.each(files)('$file', ({ plural, conversations }) => {
  test('something was recorded', () => expect(conversations.length).toBeGreaterThan(10));

  test.each(conversations.map((each) => [each.name, each] as const))('%s', async (_, { steps }) => {
    await using registry = memoryRegistry();
    const endpoint = await start(registry, plural);
    const given = new Set([...steps.flatMap(({ body }) => textsIn(body)), 'None']);
    const [first] = steps;
    const name = (first!.body as { readonly metadata: { readonly name?: string } }).metadata.name ?? '';
    for (const { answer, ...step } of steps) {
      const own = await ask(endpoint, { name, ...step });
      expect(step.query === undefined ? withoutChoices(own, given) : own).toEqual(answer);
    }
  });
});

async function start(registry: RegistryFixture, plural: string): Promise<(subresource?: string) => Endpoint> {
  const endpoint = installed(registry);
  await firstRange(endpoint('servicecidrs'));
  const spec = { ports: [{ port: 443 }], clusterIP: '10.0.0.1' };
  const kubernetes = { metadata: { name: 'kubernetes', namespace: 'default' }, spec };
  const { code } = await ask((subresource) => endpoint(services.definition.plural, subresource), {
    method: 'POST',
    name: 'kubernetes',
    namespace: 'default',
    body: kubernetes,
  });
  expect(code).toBe(201);
  return (subresource) => endpoint(plural, subresource);
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return [String(value)];
}

/** What a server chose: checked to be a choice it may make, and shown as `<any>`. */
function withoutChoices(answer: Answer, given: ReadonlySet<string>): Answer {
  const { spec } = answer;
  if (spec?.clusterIP === undefined && spec?.ports === undefined) return answer;
  return {
    ...answer,
    spec: {
      ...spec,
      ...(spec.clusterIP !== undefined && { clusterIP: address(spec.clusterIP, given) }),
      ...(spec.clusterIPs !== undefined && { clusterIPs: spec.clusterIPs.map((ip) => address(ip, given)) }),
      ...(spec.ports !== undefined && { ports: spec.ports.map((each) => ({ ...each, ...nodePort(each, 'nodePort', given) })) }),
      ...nodePort(spec, 'healthCheckNodePort', given),
    },
  };
}

function address(ip: string, given: ReadonlySet<string>): string {
  if (given.has(ip)) return ip;
  // A sixteenth of the range, but at least 16 addresses, are for those who ask.
  expect(ip).toMatch(/^10\.0\.0\.\d+$/);
  expect(Number(ip.split('.')[3])).toBeGreaterThan(16);
  expect(Number(ip.split('.')[3])).toBeLessThan(255);
  return '<any>';
}

function nodePort(holder: object, field: string, given: ReadonlySet<string>): object {
  const port = (holder as Readonly<Record<string, number | undefined>>)[field];
  if (port === undefined || given.has(String(port))) return {};
  expect(port).toBeGreaterThanOrEqual(30_000 + 86);
  expect(port).toBeLessThanOrEqual(32_767);
  return { [field]: '<any>' };
}
