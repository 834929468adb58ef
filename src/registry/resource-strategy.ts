// From a resource's definition to its strategies: what every kind with a status, a spec and a generation does alike
// stands here once, around the parts that the definition gives.
import type { KubeObject } from '../machinery/object.ts';
import type { FieldError } from '../machinery/validation/field-error.ts';
import { nameIsDnsSubdomain } from '../machinery/validation/name-rules.ts';
import { emptyStatus } from './empty-status.ts';
import { equal } from './equal.ts';
import { withMeta } from './object-meta.ts';
import type { ResourceDefinition } from './resource.ts';
import type { RequestContext } from './rest.ts';
import type { Strategy } from './strategy.ts';

/** What differs in a kind's /status from the usual. */
export interface StatusDefinition<T extends KubeObject> {
  /** Labels and annotations sent to /status are 'kept' (the default) or 'restored' to what they were [R062]. */
  readonly metadata?: 'kept' | 'restored' | undefined;
  /** A POST may bring a status: only nodes [R061]. */
  readonly keptOnCreate?: boolean | undefined;
  /** Runs when everything but the status is as it was. */
  prepareForUpdate?(next: T, previous: T, context: RequestContext): T;
  /** Default: nothing is checked. The main endpoint's rules do not apply here. */
  validateUpdate?(next: T, previous: T): Iterable<FieldError>;
  warningsOnUpdate?(next: T, previous: T): Iterable<string>;
}

/** `false`: this kind has no generation. A function: whether these two differ in a way that counts. */
export type GenerationRule<T> = false | ((next: T, previous: T) => boolean);

/** Of the main endpoint: writes everything but the status. */
export function mainStrategy<T extends KubeObject>(definition: ResourceDefinition<T>): Strategy<T> {
  const { status } = definition;
  const ownsStatus = status !== undefined && (status === true || status.keptOnCreate !== true);
  const counts = generationRule(definition);
  return {
    ...definition,
    namespaced: definition.scope === 'Namespaced',
    allowCreateOnUpdate: definition.allowCreateOnUpdate ?? false,
    allowUnconditionalUpdate: definition.allowUnconditionalUpdate ?? true,
    nameRule: definition.nameRule ?? nameIsDnsSubdomain,
    prepareForCreate(object, context) {
      const reset = ownsStatus ? { ...object, status: emptyStatus(definition.type) } : object;
      const counted = counts === undefined ? reset : withMeta(reset, { generation: 1 });
      return definition.prepareForCreate?.(counted, context) ?? counted;
    },
    prepareForUpdate(next, previous, context) {
      const restored = status === undefined ? next : withStatusOf(next, previous);
      const prepared = definition.prepareForUpdate?.(restored, previous, context) ?? restored;
      return counts?.(prepared, previous) === true ? withNextGeneration(prepared, previous) : prepared;
    },
  };
}

/** Of /status: writes nothing but the status, and labels and annotations where the kind allows it. */
export function statusStrategy<T extends KubeObject>(definition: ResourceDefinition<T>, main: Strategy<T>): Strategy<T> | undefined {
  if (definition.status === undefined) return undefined;
  const status: StatusDefinition<T> = definition.status === true ? {} : definition.status;
  return {
    ...status,
    namespaced: main.namespaced,
    allowCreateOnUpdate: false,
    allowUnconditionalUpdate: main.allowUnconditionalUpdate,
    nameRule: main.nameRule,
    prepareForUpdate(next, previous, context) {
      const wiped = withStatusOf(withMetadataFrom(previous, next, status.metadata ?? 'kept'), next);
      return status.prepareForUpdate?.(wiped, previous, context) ?? wiped;
    },
  };
}

function withMetadataFrom<T extends KubeObject>(previous: T, next: T, metadata: 'kept' | 'restored'): T {
  if (metadata === 'kept') return { ...previous, metadata: next.metadata };
  const { resourceVersion, managedFields } = next.metadata;
  return withMeta(previous, { resourceVersion, managedFields });
}

function generationRule<T extends KubeObject>({
  generation,
  status,
}: ResourceDefinition<T>): ((next: T, previous: T) => boolean) | undefined {
  if (generation === false) return undefined;
  return generation ?? (status === undefined ? undefined : specChanged);
}

const specChanged = (next: KubeObject, previous: KubeObject): boolean => !equal(specOf(next), specOf(previous));

const specOf = (object: KubeObject): unknown => (object as { readonly spec?: unknown }).spec;

function withNextGeneration<T extends KubeObject>(next: T, previous: T): T {
  return withMeta(next, { generation: (previous.metadata.generation ?? 0) + 1 });
}

/** `object` with the status of `other`, and without one where `other` has none. */
function withStatusOf<T extends KubeObject>(object: T, other: T): T {
  const { status } = other as { readonly status?: unknown };
  if (status !== undefined) return { ...object, status };
  const { status: _, ...rest } = object as T & { readonly status?: unknown };
  return rest as unknown as T;
}
