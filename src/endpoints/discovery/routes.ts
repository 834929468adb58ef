// The discovery endpoints [E010, E012]: nothing in them changes while the server runs, so each answer is made once, when first asked for.
import { APIGroupDiscoveryList } from '../../api/apidiscovery/v2.ts';
import type { Message } from '../../machinery/declare.ts';
import { APIGroup, APIGroupList, APIResourceList, APIVersions } from '../../machinery/meta/v1.ts';
import { apiVersionOf } from '../../machinery/object.ts';
import type { ApiGroupVersion } from '../../registry/rest.ts';
import { contentHash } from '../etag.ts';
import type { Step } from '../filters/filter.ts';
import { parseAccept, type Encoding } from '../negotiate.ts';
import { aggregated } from './aggregated.ts';
import { answerObject } from './answer.ts';
import { getOnly } from './get-only.ts';
import { coreVersions, groupAnswer, groupList, groupsOf, type Group } from './groups.ts';
import { resourceList } from './resources.ts';

export interface DiscoveryOptions {
  readonly versions: readonly ApiGroupVersion[];
  /** `host:port`, as clients reach the server. Asked for when needed: the port is known only after listening. */
  serverAddress(): string;
}

const aggregatedForm = ';g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Paths without a trailing slash. */
export function discoveryRoutes({ versions, serverAddress }: DiscoveryOptions): ReadonlyMap<string, Step> {
  const groups = groupsOf(versions);
  const core: Group = groups.find(({ name }) => name === '') ?? { name: '', versions: [] };
  const named = groups.filter(({ name }) => name !== '');
  const routes = new Map<string, Step>([
    [
      '/api',
      getOnly(
        eitherForm(
          once(() => aggregated([core])),
          fixed(APIVersions, () => coreVersions(core, serverAddress())),
        ),
      ),
    ],
    [
      '/apis',
      eitherForm(
        once(() => aggregated(named)),
        fixed(APIGroupList, () => groupList(groups)),
      ),
    ],
  ]);
  for (const group of named)
    routes.set(
      `/apis/${group.name}`,
      fixed(APIGroup, () => groupAnswer(group)),
    );
  for (const version of versions) {
    const path = version.group === '' ? `/api/${version.version}` : `/apis/${apiVersionOf(version)}`;
    routes.set(path, getOnly(fixed(APIResourceList, () => resourceList(version))));
  }
  return routes;
}

function fixed<T extends object>(type: Message<T>, make: () => T | Promise<T>): Step {
  const answer = once(make);
  return async (exchange) => answerObject(exchange, type, await answer());
}

/** Aggregated for who asks for that version of it, the list otherwise. */
function eitherForm(all: () => APIGroupDiscoveryList | Promise<APIGroupDiscoveryList>, plain: Step): Step {
  const tagged = once(async () => {
    const list = await all();
    return { list, etag: await etagOf(list) };
  });
  return async (exchange) => {
    const encoding = aggregatedEncoding(exchange.request.header('accept'));
    if (encoding === undefined) return plain(exchange);
    const { list, etag } = await tagged();
    const headers = [
      ['etag', etag],
      ['vary', 'Accept'],
      ['cache-control', 'public'],
    ] as const;
    if (exchange.request.header('if-none-match') === etag) exchange.send(304, headers, new Uint8Array(0));
    else answerObject(exchange, APIGroupDiscoveryList, list, { encoding, parameters: aggregatedForm, headers });
  };
}

const subtypes: Readonly<Record<string, Encoding>> = { json: 'json', yaml: 'yaml', 'vnd.kubernetes.protobuf': 'protobuf', '*': 'json' };

/** How to encode the aggregated form; undefined: the client would rather have the plain list. The first clause that can be met decides. */
function aggregatedEncoding(accept = ''): Encoding | undefined {
  for (const { subtype, parameters } of parseAccept(accept)) {
    const encoding = subtypes[subtype];
    if (encoding === undefined) continue;
    if (!parameters.has('as')) return undefined;
    if (parameters.get('as') === 'APIGroupDiscoveryList' && parameters.get('g') === 'apidiscovery.k8s.io' && parameters.get('v') === 'v2')
      return encoding;
  }
  return undefined;
}

const etagOf = async (value: unknown): Promise<string> => `"${await contentHash(new TextEncoder().encode(JSON.stringify(value)))}"`;

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
