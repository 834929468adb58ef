// What discovery says about the resources of a group version: derived from what is installed, so that it lists what works.
import type { APIResource, APIResourceList } from '../../machinery/meta/v1.ts';
import { apiVersionOf, type GroupVersion, type GroupVersionKind } from '../../machinery/object.ts';
import type { ApiGroupVersion, InstalledResource, RestStorage } from '../../registry/rest.ts';

/** The verbs an endpoint serves, sorted as clients expect them. */
export function verbsOf(rest: RestStorage<never>): readonly string[] {
  const verbs: string[] = [];
  if (rest.create !== undefined || rest.createNamed !== undefined) verbs.push('create');
  if (rest.delete !== undefined) verbs.push('delete');
  if (rest.deleteCollection !== undefined) verbs.push('deletecollection');
  if (rest.get !== undefined) verbs.push('get');
  if (rest.list !== undefined) verbs.push('list');
  if (rest.get !== undefined && rest.update !== undefined) verbs.push('patch');
  if (rest.update !== undefined) verbs.push('update');
  if (rest.watch !== undefined) verbs.push('watch');
  return verbs;
}

/** Sorted by name; each resource is followed by its subresources. */
export async function resourceList(version: ApiGroupVersion): Promise<APIResourceList> {
  const resources: APIResource[] = [];
  for (const resource of byName(version.resources, ({ name }) => name)) {
    resources.push(await mainEntry(version, resource));
    for (const [name, rest] of byName([...resource.subresources], ([each]) => each))
      resources.push({ name: `${resource.name}/${name}`, singularName: '', ...entry(version, rest) });
  }
  // Upstream leaves it out for the core group.
  const apiVersion = version.group === '' ? {} : { apiVersion: 'v1' as const };
  return { kind: 'APIResourceList', ...apiVersion, groupVersion: apiVersionOf(version), resources };
}

async function mainEntry(version: GroupVersion, resource: InstalledResource): Promise<APIResource> {
  const { name, singular, shortNames, categories, storageKind } = resource;
  return {
    name,
    singularName: singular,
    ...entry(version, resource.rest),
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(storageKind !== undefined && { storageVersionHash: await storageVersionHash(storageKind) }),
  };
}

function entry(version: GroupVersion, rest: RestStorage<never>): Pick<APIResource, 'namespaced' | 'group' | 'version' | 'kind' | 'verbs'> {
  const { kind, namespaced } = rest;
  const foreign = kind.group !== version.group || kind.version !== version.version;
  return { namespaced, ...(foreign && { group: kind.group, version: kind.version }), kind: kind.kind, verbs: verbsOf(rest) };
}

/** Changes when objects come to be stored in another version: base64 of the first 8 bytes of a SHA-256 [S088]. */
export async function storageVersionHash({ group, version, kind }: GroupVersionKind): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${group}/${version}/${kind}`));
  return btoa(String.fromCharCode(...new Uint8Array(digest, 0, 8)));
}

export const byName = <T>(items: readonly T[], name: (item: T) => string): readonly T[] =>
  items.toSorted((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
