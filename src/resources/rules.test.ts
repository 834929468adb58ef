// What each kind refuses, and how: the same requests that were sent to a kube-apiserver 1.36 (testdata/rules), and its
// causes, in its order. A case names what it sets in `base`; `update` and `status` are set in an update of what was created.
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installedAs } from '../../test/support/built-ins.ts';
import { dryRun, forReal, memoryRegistry, noAdmission, put, requestIn, type RegistryFixture } from '../../test/support/registry.ts';
import { decodeValue } from '../machinery/codec/json.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { RestStorage } from '../registry/rest.ts';

type Sets = Readonly<Record<string, unknown>>;

interface Case {
  readonly set?: Sets;
  /** Through /status, for real, before the update. */
  readonly first?: Sets;
  readonly update?: Sets;
  readonly status?: Sets;
  /** `reason field: message`; none when the request is fine. */
  readonly causes: readonly string[];
  readonly warnings?: readonly string[];
}

interface RuleFile {
  /** `apps/deployments`, or `pods` for the core group. */
  readonly resource: string;
  readonly base: object;
  readonly cases: readonly Case[];
}

const folder = new URL('testdata/rules/', import.meta.url).pathname;
const files = globSync(`${folder}*.json`).map((path) => ({
  name: basename(path, '.json'),
  ...(JSON.parse(readFileSync(path, 'utf8')) as RuleFile),
}));

type Endpoint = Required<RestStorage<KubeObject>>;

function endpointsOf(registry: RegistryFixture, resource: string): (subresource?: string) => Endpoint {
  const installed = installedAs(resource, registry);
  return (subresource) => (subresource === undefined ? installed.rest : installed.subresources.get(subresource)) as unknown as Endpoint;
}

/** A deep copy with values set; null takes a field away. */
function applied(base: object, sets: Sets = {}): object {
  const copy = JSON.parse(JSON.stringify(base)) as object;
  for (const [path, value] of Object.entries(sets)) assign(copy, path, value);
  return copy;
}

function assign(object: object, path: string, value: unknown): void {
  const steps = (path.match(/[^.[\]"]+|\["[^"]*"\]/g) ?? []).map((step) => (step.startsWith('["') ? step.slice(2, -2) : step));
  let at = object as Record<string, unknown>;
  for (const [i, step] of steps.slice(0, -1).entries())
    at = (at[step] ??= /^\d+$/.test(steps[i + 1]!) ? [] : {}) as Record<string, unknown>;
  const last = steps.at(-1)!;
  if (value === null) delete at[last];
  else at[last] = value;
}

async function answer(file: RuleFile, { set, first, update, status }: Case) {
  await using registry = memoryRegistry();
  const endpoint = endpointsOf(registry, file.resource);
  const { type, namespaced } = endpoint();
  const context = requestIn(namespaced ? 'default' : undefined);
  const later = requestIn(context.namespace);
  const decoded = (json: object): KubeObject => decodeValue(type, json).object;
  const create = (options: { readonly dryRun: boolean }) =>
    endpoint().create(context, decoded(applied(file.base, set)), noAdmission, options);
  const send = async (subresource: string | undefined, sets: Sets, options = dryRun): Promise<void> => {
    const { name = '' } = created.object().metadata;
    const current = (await endpoint().get(context, name, {})).object();
    await endpoint(subresource).update(later, name, put(decoded(applied(current, sets)), options));
  };
  const changes = update !== undefined || status !== undefined;
  if (!changes) return await causesOf(create(dryRun), context);
  const created = (await create(forReal)) as { object(): KubeObject };
  if (first !== undefined) await send('status', first, forReal);
  return await causesOf(status === undefined ? send(undefined, update!) : send('status', status), later);
}

async function causesOf(call: Promise<unknown>, { warnings }: { readonly warnings: readonly string[] }) {
  try {
    await call;
    return { causes: [], warnings };
  } catch (error) {
    const { status } = error as { readonly status?: { readonly code: number; readonly details?: { readonly causes?: readonly Cause[] } } };
    if (status?.code !== 422) throw error;
    const causes = (status.details?.causes ?? []).map(written);
    return { causes, warnings };
  }
}

function written(cause: Cause): string {
  expect(Object.keys(cause)).toEqual(['reason', 'message', 'field']);
  return `${cause.reason} ${cause.field}: ${firstLine(cause.message)}`;
}

/** Some messages go on with a comparison of both objects, as their language prints it. */
const firstLine = (message: string): string => message.split('\n')[0]!;

interface Cause {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

test('there are rules to hold', () => {
  expect(files.length).toBeGreaterThan(5);
});

describe.each(files)('$name', (file) => {
  test.each(file.cases.map((each, i) => [i, titleOf(each), each] as const))('%i %s', async (_, _title, each) => {
    const { causes, warnings } = await answer(file, each);
    expect(causes).toEqual(each.causes);
    expect(warnings).toEqual(each.warnings ?? []);
  });
});

function titleOf({ set, update, status }: Case): string {
  const text = JSON.stringify({ ...set, ...(update && { update }), ...(status && { status }) });
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
