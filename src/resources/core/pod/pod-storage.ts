// The endpoints of pods, one REST each over one Store. upstream: PodStorage.
import type { Pod } from '../../../api/core/v1/pod.ts';
import { endpoint } from '../../../registry/resource.ts';
import type { RESTOptionsGetter } from '../../../registry/rest-options.ts';
import type { InstalledResource } from '../../../registry/rest.ts';
import type { Store } from '../../../registry/store.ts';
import { bindings, podBinding } from './binding.ts';
import { pods } from './pod.ts';

export interface PodStorage {
  readonly pods: InstalledResource;
  /** The older way to bind, a resource of its own. */
  readonly bindings: InstalledResource;
  readonly store: Store<Pod>;
}

export function podStorage(restOptions: RESTOptionsGetter): PodStorage {
  const store = pods.store(restOptions, { returnDeletedObject: true });
  return {
    pods: pods.installed(store, { subresources: { binding: endpoint(podBinding(store)) } }),
    bindings: bindings(store),
    store,
  };
}
