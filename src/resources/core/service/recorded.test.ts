// Services and what belongs with them, asked what a kube-apiserver 1.36 was asked, must answer what it answered
// (testdata/*.json, recorded against 10.0.0.0/24 and 30000-32767, where default/kubernetes has 10.0.0.1).
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { memoryRegistry, type RegistryFixture } from '../../../../test/support/registry.ts';
import { parseIp } from '../../../machinery/validation/ip.ts';
import { addressRange, contains } from './address-range.ts';
import { ask, firstRange, installed, type Answer, type Endpoints, type ServerOptions, type Step } from './conversation.testing.ts';

interface Conversation {
  readonly name: string;
  readonly steps: readonly (Step & { readonly answer: Answer })[];
}

const read = (file: string): readonly Conversation[] =>
  JSON.parse(readFileSync(new URL(`testdata/${file}.json`, import.meta.url), 'utf8')) as readonly Conversation[];

const files = [
  ...['services', 'endpoints', 'endpoint-slices', 'ip-addresses', 'service-cidrs'].map((file) => ({ file, server: {} })),
  { file: 'services-dual-stack', server: { ranges: ['10.0.0.0/29', 'fd00:10::/112'], ports: { first: 30_000, last: 30_003 } } },
].map((each) => ({ ...each, plural: each.file.replace('-dual-stack', '').replace('-', ''), conversations: read(each.file) }));

describe.each(files)('$file', ({ plural, conversations, server }) => {
  test('something was recorded', () => expect(conversations.length).toBeGreaterThan(10));

  test.each(conversations.map((each) => [each.name, each] as const))('%s', async (_, { steps }) => {
    await using registry = memoryRegistry();
    const endpoint = await start(registry, server);
    const given = new Set([...steps.flatMap(({ body }) => textsIn(body)), 'None']);
    const name = nameOf(steps[0]!.body);
    for (const { answer, ...step } of steps) {
      const own = await ask((subresource) => endpoint(plural, subresource), { name, ...step });
      expect(step.query === undefined ? withoutChoices(own, { given, ...server }) : own).toEqual(answer);
    }
  });
});

const nameOf = (body: object | undefined): string => (body as { readonly metadata: { readonly name: string } }).metadata.name;

async function start(registry: RegistryFixture, server: ServerOptions): Promise<Endpoints> {
  const endpoint = installed(registry, server);
  await firstRange(endpoint, server.ranges);
  const body = { metadata: { name: 'kubernetes' }, spec: { ports: [{ port: 443 }], clusterIP: '10.0.0.1' } };
  const { code } = await ask(() => endpoint('services'), { method: 'POST', name: 'kubernetes', namespace: 'default', body });
  expect(code).toBe(201);
  return endpoint;
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(textsIn);
  return [String(value)];
}

interface Choices extends ServerOptions {
  readonly given: ReadonlySet<string>;
}

/** What a server chose: checked to be a choice it may make, and shown as `<any>`. */
function withoutChoices(answer: Answer, choices: Choices): Answer {
  const { spec } = answer;
  if (spec?.clusterIP === undefined && spec?.ports === undefined) return answer;
  return {
    ...answer,
    spec: {
      ...spec,
      ...(spec.clusterIP !== undefined && { clusterIP: address(spec.clusterIP, choices) }),
      ...(spec.clusterIPs !== undefined && { clusterIPs: spec.clusterIPs.map((ip) => address(ip, choices)) }),
      ...(spec.ports !== undefined && { ports: spec.ports.map((each) => ({ ...each, ...nodePort(each, 'nodePort', choices) })) }),
      ...nodePort(spec, 'healthCheckNodePort', choices),
    },
  };
}

/** As long as there are others, the low ones are left for those who ask; a very small range has none of these. */
function address(ip: string, { given, ranges = ['10.0.0.0/24'] }: Choices): string {
  if (given.has(ip)) return ip;
  const chosen = parseIp(ip)!;
  const range = ranges.map((cidr) => addressRange(cidr)!).find((each) => contains(each, chosen))!;
  expect(chosen.value).toBeGreaterThanOrEqual(range.first + range.reserved);
  return '<any>';
}

function nodePort(holder: object, field: string, { given, ports = { first: 30_000 + 86, last: 32_767 } }: Choices): object {
  const port = (holder as Readonly<Record<string, number | undefined>>)[field];
  if (port === undefined || given.has(String(port))) return {};
  expect(port).toBeGreaterThanOrEqual(ports.first);
  expect(port).toBeLessThanOrEqual(ports.last);
  return { [field]: '<any>' };
}
