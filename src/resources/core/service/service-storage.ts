// The endpoints of services over one Store: what is given out to a service is taken before it is written, and given back
// when it is gone. upstream: service storage REST.
import type { Endpoints } from '../../../api/core/v1/endpoints.ts';
import type { Service } from '../../../api/core/v1/service.ts';
import { isStatusError } from '../../../machinery/status-error.ts';
import { withMeta } from '../../../registry/object-meta.ts';
import { endpoint } from '../../../registry/resource.ts';
import type { RESTOptionsGetter } from '../../../registry/rest-options.ts';
import type { InstalledResource, RequestContext } from '../../../registry/rest.ts';
import { StatusStore } from '../../../registry/status-store.ts';
import type { StoreHooks } from '../../../registry/store-hooks.ts';
import { Store } from '../../../registry/store.ts';
import { internally } from './address-allocator.ts';
import type { Allocation } from './allocation.ts';
import { services } from './service.ts';

export interface ServiceStorageParts {
  readonly allocation: Allocation;
  readonly endpoints: Store<Endpoints>;
  report(message: string, error: unknown): void;
}

export interface ServiceStorage {
  readonly installed: InstalledResource;
  readonly store: Store<Service>;
}

export function serviceStorage(restOptions: RESTOptionsGetter, parts: ServiceStorageParts): ServiceStorage {
  const { allocation } = parts;
  const whenGone: StoreHooks<Service> = {
    returnDeletedObject: true,
    async afterDelete(object, { dryRun }) {
      if (dryRun) return;
      const service = object.object();
      await deleteEndpoints(parts, service);
      await allocation.release(service);
    },
  };
  const store = services.store(restOptions, {
    ...whenGone,
    beginCreate: (service, context, options) => allocation.beginCreate(placed(service, context), options),
    beginUpdate: (next, previous, context, options) => allocation.beginUpdate(placed(next, context), previous, options),
  });
  // Whoever writes the status asks for nothing, but may remove the last finalizer.
  const statusStore = new Store({ ...store.parts, strategy: services.statusStrategy!, hooks: whenGone });
  return { store, installed: services.installed(store, { subresources: { status: endpoint(new StatusStore(statusStore)) } }) };
}

/** Who owns what is taken is known by name and namespace, which the client may have left to the URL. */
const placed = (service: Service, { namespace }: RequestContext): Service =>
  service.metadata.namespace === undefined ? withMeta(service, { namespace }) : service;

/** A service that is made anew under the same name must not find the old one's. */
async function deleteEndpoints({ endpoints, report }: ServiceStorageParts, { metadata }: Service): Promise<void> {
  const { namespace = '', name = '' } = metadata;
  try {
    await endpoints.delete({ ...internally, namespace }, name, { options: {}, validate: () => Promise.resolve(), dryRun: false });
  } catch (error) {
    if (!isStatusError(error, 'NotFound')) report(`the endpoints of service ${namespace}/${name} stay`, error);
  }
}
