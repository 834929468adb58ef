// The scale subresource: an autoscaling/v1 Scale computed from a scalable object, whose update changes one number in it
// [B026]. upstream: the ScaleREST of each kind.
import { parentManagedFields, scaleManagedFields, type ReplicasPaths } from '../machinery/apply/scale.ts';
import type { Message } from '../machinery/declare.ts';
import { humanAge } from '../machinery/human-duration.ts';
import type { GroupVersionKind, KubeObject } from '../machinery/object.ts';
import { apiVersionOf } from '../machinery/object.ts';
import type { GetOptions } from '../machinery/options.ts';
import { invalid, notFound } from '../machinery/status-error.ts';
import { computed, type StoredObject } from '../machinery/stored-object.ts';
import { invalid as invalidField, type FieldError } from '../machinery/validation/field-error.ts';
import { nameIsDnsSubdomain } from '../machinery/validation/name-rules.ts';
import { validateObjectMeta } from '../machinery/validation/object-meta.ts';
import { Path } from '../machinery/validation/path.ts';
import type { ScaleDefinition, ScaleObject } from './definition.ts';
import { kindOf } from './kind.ts';
import { withMeta } from './object-meta.ts';
import { validateFinalizerNames } from './resource-strategy.ts';
import type { Getter, RequestContext, RestBase, Updated, UpdatedObject, Updater, UpdateRequest } from './rest.ts';
import type { Store } from './store.ts';
import type { TableDefinition } from './table.ts';

export class ScaleStore<T extends KubeObject> implements RestBase<ScaleObject>, Getter<ScaleObject>, Updater<ScaleObject> {
  readonly kind: GroupVersionKind;
  readonly type: Message<ScaleObject>;
  readonly namespaced: boolean;
  readonly table: TableDefinition<ScaleObject> = scaleTable;
  readonly #store: Store<T>;
  readonly #definition: ScaleDefinition<T>;

  constructor(store: Store<T>, definition: ScaleDefinition<T>) {
    this.kind = kindOf(definition.type);
    this.type = definition.type;
    this.namespaced = store.namespaced;
    this.#store = store;
    this.#definition = definition;
  }

  async get(context: RequestContext, name: string, options: GetOptions): Promise<StoredObject<ScaleObject>> {
    const found = await this.#store.get(context, name, options);
    return computed(this.#scaleOf(found.object()));
  }

  async update(context: RequestContext, name: string, request: UpdateRequest<ScaleObject>): Promise<Updated<ScaleObject>> {
    const { object } = await this.#store.update(context, name, {
      dryRun: request.dryRun,
      updated: this.#throughScale(name, request.updated),
      validateCreate: (parent) => request.validateCreate(this.#scaleOf(parent)),
      validateUpdate: (next, previous) => request.validateUpdate(this.#scaleOf(next), this.#scaleOf(previous)),
    });
    return { object: computed(this.#scaleOf(object.object())), created: false };
  }

  #scaleOf(parent: T): ScaleObject {
    const { name, namespace, uid, resourceVersion, creationTimestamp } = parent.metadata;
    const { replicas, currentReplicas, selector } = this.#definition;
    return {
      kind: this.kind.kind,
      apiVersion: apiVersionOf(this.kind),
      metadata: withMeta({ metadata: {} }, { name, namespace, uid, resourceVersion, creationTimestamp }).metadata,
      spec: nonZero('replicas', replicas(parent)),
      status: { replicas: currentReplicas(parent), ...nonZero('selector', selector(parent)) },
    };
  }

  /** The object with its number of replicas as the request wants it, given the Scale that it shows now. */
  #throughScale(name: string, updated: UpdatedObject<ScaleObject>): UpdatedObject<T> {
    return {
      preconditions: updated.preconditions,
      next: async (parent) => {
        const { resource } = this.#store.parts;
        if (parent === undefined) throw notFound({ ...resource, resource: `${resource.resource}/scale` }, name);
        const { managedFields: before = [] } = parent.metadata;
        const apiVersion = apiVersionOf(this.#store.kind);
        const replicas: ReplicasPaths = new Map([[apiVersion, ['f:spec', 'f:replicas']]]);
        const shown = withMeta(this.#scaleOf(parent), { managedFields: scaleManagedFields(before, replicas) });
        const scale = await updated.next(shown);
        const errors = [...validateScale(scale, this.namespaced)];
        if (errors.length > 0) throw invalid(this.kind, name, errors);
        return withMeta(this.#definition.withReplicas(parent, scale.spec.replicas ?? 0), {
          resourceVersion: scale.metadata.resourceVersion,
          managedFields: parentManagedFields({ parent: before, scale: scale.metadata.managedFields ?? [], replicas, apiVersion }),
        });
      },
    };
  }
}

function* validateScale({ metadata, spec }: ScaleObject, namespaced: boolean): Iterable<FieldError> {
  yield* validateObjectMeta(metadata, { namespaced, nameRule: nameIsDnsSubdomain });
  yield* validateFinalizerNames(metadata);
  const { replicas = 0 } = spec;
  if (replicas < 0) yield invalidField(Path.of('spec', 'replicas'), replicas, 'must be greater than or equal to 0');
}

const nonZero = <K extends string, V extends string | number>(name: K, value: V): { readonly [key in K]?: V } =>
  (value === 0 || value === '' ? {} : { [name]: value }) as { readonly [key in K]?: V };

const scaleTable: TableDefinition<ScaleObject> = {
  columns: [
    {
      name: 'Name',
      type: 'string',
      description: 'The name of the scaled object.',
      priority: 0,
      cell: ({ metadata }) => metadata.name ?? '',
    },
    { name: 'Desired', type: 'integer', description: 'How many replicas are wanted.', priority: 0, cell: ({ spec }) => spec.replicas ?? 0 },
    { name: 'Available', type: 'integer', description: 'How many replicas there are.', priority: 0, cell: ({ status }) => status.replicas },
    {
      name: 'Age',
      type: 'string',
      description: 'The time since the scaled object was created.',
      priority: 0,
      cell: ({ metadata }, now) => humanAge(metadata.creationTimestamp, now),
    },
  ],
};
