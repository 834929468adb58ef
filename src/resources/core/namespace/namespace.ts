// Namespaces: scopes for names, deleted in two steps [B011–B014].
import { Namespace } from '../../../api/core/v1/namespace.ts';
import { invalid, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isLabelKey, nameIsDnsLabel } from '../../../machinery/validation/name-rules.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { defineResource, endpoint, type Resource } from '../../../registry/resource.ts';
import type { RestStorage } from '../../../registry/rest.ts';
import { verbsOf, type Store } from '../../../registry/store.ts';
import type { Strategy } from '../../../registry/strategy.ts';
import { ageColumn, column, nameColumn } from '../../columns.ts';
import { deleteNamespace, isFinalized } from './deletion.ts';

/** Whoever empties deleted namespaces. Every namespace waits for it. */
const standardFinalizer = 'kubernetes';
const specFinalizers = Path.of('spec', 'finalizers');

const declared = defineResource<Namespace>({
  type: Namespace,
  plural: 'namespaces',
  shortNames: ['ns'],
  scope: 'Cluster',
  nameRule: nameIsDnsLabel,
  fields: { 'status.phase': ({ status }) => status.phase },
  status: { validateUpdate: validateStatus },
  generation: false,
  prepareForCreate: (namespace) => withStandardFinalizer({ ...namespace, status: { phase: 'Active' } }),
  prepareForUpdate: (next, { spec }) => ({ ...next, spec }),
  *validate({ spec: { finalizers = [] } }) {
    for (const finalizer of finalizers) yield* validateFinalizer(finalizer, specFinalizers);
  },
  table: { columns: [nameColumn, column('Status', 'Active, or Terminating once deleted.', ({ status }) => status.phase), ageColumn] },
});

export const namespaces: Resource<Namespace> = {
  ...declared,
  install(restOptions) {
    const store = declared.store(restOptions, { returnDeletedObject: true, deleteDuringUpdate: isFinalized });
    // Namespaces are deleted one by one only.
    const { deleteCollection: _, ...verbs } = verbsOf(store);
    const rest: RestStorage<Namespace> = { ...verbs, delete: deleteNamespace(store) };
    return declared.installed(store, { rest: endpoint(rest), subresources: { finalize: endpoint(finalize(store)) } });
  },
};

/** Those who have emptied the namespace take themselves off the list here, and only here. */
function finalize(store: Store<Namespace>): RestStorage<Namespace> {
  const { kind, type, namespaced, table, update } = verbsOf(store.withStrategy(finalizeStrategy));
  return { kind, type, namespaced, table, update };
}

const finalizeStrategy: Strategy<Namespace> = {
  ...declared.strategy,
  prepareForUpdate: (next, { status }) => ({ ...next, status }),
  *validateUpdate({ spec: { finalizers = [] } }) {
    for (const [i, finalizer] of finalizers.entries()) yield* validateFinalizer(finalizer, specFinalizers.index(i));
  },
};

function withStandardFinalizer(namespace: Namespace): Namespace {
  const { finalizers = [] } = namespace.spec;
  if (finalizers.includes(standardFinalizer)) return namespace;
  return { ...namespace, spec: { ...namespace.spec, finalizers: [...finalizers, standardFinalizer] } };
}

function* validateFinalizer(finalizer: string, at: Path): Iterable<FieldError> {
  for (const problem of isLabelKey(finalizer)) yield invalid(at, finalizer, problem);
  if (!finalizer.includes('/') && finalizer !== standardFinalizer)
    yield invalid(at, finalizer, 'name is neither a standard finalizer name nor is it fully qualified');
}

function* validateStatus({ metadata, status: { phase } }: Namespace): Iterable<FieldError> {
  // Upstream writes the field this way.
  const at = Path.of('status', 'Phase');
  if (metadata.deletionTimestamp === undefined) {
    if (phase !== 'Active') yield invalid(at, phase, "may only be 'Active' if `deletionTimestamp` is empty");
  } else if (phase !== 'Terminating') {
    yield invalid(at, phase, "may only be 'Terminating' if `deletionTimestamp` is not empty");
  }
}
