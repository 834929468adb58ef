// Requests to the endpoints of services and their neighbours as clients make them, and what of the answers is worth
// comparing.
import { dryRun, forReal, noAdmission, put, requestIn, type RegistryFixture } from '../../../../test/support/registry.ts';
import { decodeValue } from '../../../machinery/codec/json.ts';
import type { JsonObject } from '../../../machinery/declare.ts';
import type { KubeObject } from '../../../machinery/object.ts';
import { applyMergePatch } from '../../../machinery/patch/merge-patch.ts';
import { notFound, toStatus } from '../../../machinery/status-error.ts';
import type { StoredObject } from '../../../machinery/stored-object.ts';
import type { RestStorage } from '../../../registry/rest.ts';
import { builtInProviders } from '../../providers.ts';
import { serviceResources } from './service-resources.ts';

export type Endpoint = Required<RestStorage<KubeObject>>;

/** What is needed to reach any endpoint of a server. */
export type Endpoints = (plural: string, subresource?: string) => Endpoint;

export interface Step {
  readonly method: string;
  /** Where there is none, and none in the body, the conversation's. */
  readonly name?: string;
  readonly namespace?: string;
  readonly sub?: string;
  readonly query?: string;
  readonly body?: object;
}

export interface Answer {
  readonly code: number;
  /** Null: a failure that has none. */
  readonly reason?: string | null;
  readonly message?: string;
  readonly causes?: readonly object[];
  readonly warnings?: readonly string[];
  readonly spec?: {
    readonly clusterIP?: string;
    readonly clusterIPs?: readonly string[];
    readonly ports?: readonly object[];
  };
}

export interface ServerOptions {
  readonly ranges?: readonly string[];
  readonly ports?: { readonly first: number; readonly last: number };
  readonly report?: (message: string) => void;
}

const defaultRanges = ['10.0.0.0/24'];

export function installed(registry: RegistryFixture, options: ServerOptions = {}): Endpoints {
  const { ranges = defaultRanges, ports = { first: 30_000, last: 32_767 }, report = unexpected } = options;
  const more = serviceResources({
    serviceClusterIPRange: ranges.join(','),
    serviceNodePortRange: ports,
    environment: registry.clock,
    report,
  });
  const all = builtInProviders(more).flatMap((provider) => provider.newRESTStorage(registry).flatMap(({ resources }) => resources));
  return (plural, subresource) => {
    const resource = all.find(({ name }) => name === plural);
    const endpoint = subresource === undefined ? resource?.rest : resource?.subresources.get(subresource);
    if (endpoint === undefined) throw new Error(`nothing is installed as ${plural}/${subresource ?? ''}`);
    return endpoint as unknown as Endpoint;
  };
}

function unexpected(message: string): never {
  throw new Error(message);
}

/** What a server makes before it serves. */
export async function firstRange(endpoint: Endpoints, cidrs: readonly string[] = defaultRanges): Promise<void> {
  const body = { metadata: { name: 'kubernetes' }, spec: { cidrs } };
  await ask(() => endpoint('servicecidrs'), { method: 'POST', name: 'kubernetes', body });
}

export async function ask(endpoint: (subresource?: string) => Endpoint, step: Step & { readonly name: string }): Promise<Answer> {
  const { namespaced } = endpoint();
  const context = requestIn(namespaced ? (step.namespace ?? 'a') : undefined);
  try {
    const { code, object } = await send(endpoint(step.sub), step, context);
    return { code, ...contentOf(object), ...(context.warnings.length > 0 && { warnings: context.warnings }) };
  } catch (error) {
    const { code, reason, message, details } = toStatus(error);
    const causes = details?.causes ?? [];
    return {
      code,
      reason: reason || null,
      ...((code !== 422 || causes.length === 0) && { message }),
      ...(causes.length > 0 && { causes }),
    };
  }
}

async function send(
  endpoint: Endpoint,
  { method, name, query, body = {} }: Step & { readonly name: string },
  context: ReturnType<typeof requestIn>,
): Promise<{ readonly code: number; readonly object: object }> {
  const options = query === 'dryRun=All' ? dryRun : forReal;
  const decoded = (json: object): KubeObject => decodeValue(endpoint.type, json).object;
  const named = (body as Partial<KubeObject>).metadata?.name ?? name;
  if (method === 'POST') {
    const created = await endpoint.create(context, decoded(body), noAdmission, options);
    return { code: 201, object: (created as StoredObject<KubeObject>).object() };
  }
  if (method === 'DELETE') {
    const { object } = await endpoint.delete(context, name, { ...options, options: {}, validate: noAdmission });
    return { code: 200, object: 'object' in object ? object.object() : object };
  }
  const updated = {
    next(current: KubeObject | undefined): KubeObject {
      // As the handler of PATCH has it: only a PUT creates.
      if (current === undefined) throw notFound({ group: '', resource: 'services' }, name);
      return decoded(applyMergePatch(JSON.parse(JSON.stringify(current)) as JsonObject, body as JsonObject));
    },
  };
  const request = method === 'PUT' ? put(decoded(body), options) : { ...put(decoded({}), options), updated };
  const { created, object } = await endpoint.update(context, method === 'PUT' ? named : name, request);
  return { code: created ? 201 : 200, object: object.object() };
}

const shownFields = ['spec', 'status', 'subsets', 'addressType', 'endpoints', 'ports'];
const shownMeta = ['name', 'labels', 'annotations', 'finalizers', 'generation'];

function contentOf(object: object): object {
  const { metadata = {} } = object as Partial<KubeObject>;
  return { ...picked(object, shownFields), metadata: picked(metadata, shownMeta) };
}

const picked = (object: object, names: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([name]) => names.includes(name)));
