// Everything discovery knows in one answer [E012]: apidiscovery/v2.
import type { APIGroupDiscoveryList, APIResourceDiscovery, APISubresourceDiscovery } from '../../api/apidiscovery/v2.ts';
import type { GroupVersionKind } from '../../machinery/object.ts';
import type { ApiGroupVersion, InstalledResource } from '../../registry/rest.ts';
import type { Group } from './groups.ts';
import { byName, verbsOf } from './resources.ts';

export const aggregated = (groups: readonly Group[]): APIGroupDiscoveryList => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: 'apidiscovery.k8s.io/v2',
  metadata: {},
  items: groups.map(({ name, versions }) => ({
    metadata: name === '' ? {} : { name },
    versions: versions.map((version) => ({
      version: version.version,
      resources: byName(version.resources, ({ name: each }) => each).map((resource) => resourceEntry(version, resource)),
      freshness: 'Current',
    })),
  })),
});

function resourceEntry(version: ApiGroupVersion, resource: InstalledResource): APIResourceDiscovery {
  const { name, singular, shortNames, categories, rest } = resource;
  const subresources = byName([...resource.subresources], ([each]) => each).map(([subresource, subrest]): APISubresourceDiscovery => ({
    subresource,
    responseKind: kindFor(version, subrest.kind),
    verbs: verbsOf(subrest),
  }));
  return {
    resource: name,
    responseKind: kindFor(version, rest.kind),
    scope: rest.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: verbsOf(rest),
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && { subresources }),
  };
}

/** Group and version are left empty where they are those of the list. */
function kindFor(version: ApiGroupVersion, { group, version: of, kind }: GroupVersionKind): GroupVersionKind {
  return group === version.group && of === version.version ? { group: '', version: '', kind } : { group, version: of, kind };
}
