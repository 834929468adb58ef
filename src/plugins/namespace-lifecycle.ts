// NamespaceLifecycle [M010]: nothing is created in a namespace that is missing or being deleted, and the namespaces that
// every cluster needs stay.
import type { AdmissionPlugin, Attributes } from '../access/admission/admission.ts';
import type { KubeObject } from '../machinery/object.ts';
import { forbidden, notFound, StatusError } from '../machinery/status-error.ts';
import type { StoredObject } from '../machinery/stored-object.ts';

/** What the plugin needs to know of a namespace: its `status.phase` among the selectable fields, so nothing is decoded. */
export type LookUpNamespace = (name: string) => Promise<StoredObject<unknown> | undefined>;

const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);
const namespaces = { group: '', resource: 'namespaces' };

const isNamespace = ({ resource, subresource }: Attributes): boolean =>
  resource.group === '' && resource.resource === 'namespaces' && subresource === '';

/** `lookUp` must see every committed write, so that a namespace created just now counts. */
export function namespaceLifecycle(lookUp: LookUpNamespace): AdmissionPlugin {
  const check = async (attributes: Attributes): Promise<void> => {
    if (isNamespace(attributes)) {
      if (attributes.operation === 'DELETE' && immortal.has(attributes.name))
        throw forbidden(namespaces, attributes.name, 'this namespace may not be deleted');
      return;
    }
    if (attributes.operation !== 'CREATE' || attributes.namespace === '') return;
    const namespace = await lookUp(attributes.namespace);
    if (namespace === undefined) throw notFound(namespaces, attributes.namespace);
    if (namespace.fields['status.phase'] === 'Terminating') throw terminating(attributes);
  };
  return {
    name: 'NamespaceLifecycle',
    handles: (operation) => operation === 'CREATE' || operation === 'DELETE',
    admit: (attributes) => check(attributes).then(() => attributes.object),
  };
}

function terminating({ resource, name, namespace, object }: Attributes): StatusError {
  const named: Partial<KubeObject> | undefined = object;
  const generateName = named?.metadata?.generateName ?? '';
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const { status } = forbidden(resource, name === '' ? generateName : name, why);
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' };
  return new StatusError({ ...status, details: { ...status.details, causes: [cause] } });
}
