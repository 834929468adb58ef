// From a resource's definition to its strategies: what every kind with a status, a spec and a generation does alike
// stands here once, around the parts that the definition gives.
import type { ObjectMeta } from '../machinery/meta/v1.ts';
import { equalJson } from '../machinery/json-value.ts';
import type { KubeObject } from '../machinery/object.ts';
import { invalid, type FieldError } from '../machinery/validation/field-error.ts';
import { nameIsDnsSubdomain } from '../machinery/validation/name-rules.ts';
import { Path } from '../machinery/validation/path.ts';
import type { ResourceDefinition, StatusDefinition } from './definition.ts';
import { validateDeclared } from './declared.ts';
import { emptyStatus } from './empty-status.ts';
import { withMeta } from './object-meta.ts';
import type { Strategy } from './strategy.ts';

/** Of the main endpoint: writes everything but the status. */
export function mainStrategy<T extends KubeObject>(definition: ResourceDefinition<T>): Strategy<T> {
  const { status } = definition;
  const resetsStatus = status !== undefined && (status === true || status.givenOnCreate !== true);
  const counts = generationRule(definition);
  // Once, when the first object comes: nobody writes into it.
  let empty: object | undefined;
  return {
    ...definition,
    namespaced: definition.scope === 'Namespaced',
    allowCreateOnUpdate: definition.allowCreateOnUpdate ?? false,
    allowUnconditionalUpdate: definition.allowUnconditionalUpdate ?? true,
    nameRule: definition.nameRule ?? nameIsDnsSubdomain,
    validateMeta: definition.validateMeta ?? validateFinalizerNames,
    prepareForCreate(object, context) {
      const reset = resetsStatus ? { ...object, status: (empty ??= emptyStatus(definition.type)) } : object;
      const counted = counts === undefined ? reset : withMeta(reset, { generation: 1 });
      return definition.prepareForCreate?.(counted, context) ?? counted;
    },
    prepareForUpdate(next, previous, context) {
      const restored = status === undefined ? next : withStatusOf(next, previous);
      const prepared = definition.prepareForUpdate?.(restored, previous, context) ?? restored;
      return counts?.(prepared, previous) === true ? withNextGeneration(prepared, previous) : prepared;
    },
    validate: (object) => together(definition.validate?.(object), declaredErrors(definition, object)),
    validateUpdate: (next, previous) => together(definition.validateUpdate?.(next, previous), declaredErrors(definition, next, previous)),
  };
}

const declaredErrors = <T extends KubeObject>({ type, declaredRules = true }: ResourceDefinition<T>, object: T, previous?: T) =>
  declaredRules ? validateDeclared(type, object, previous) : [];

/** Of /status: writes the status, and the metadata that the kind lets through. */
export function statusStrategy<T extends KubeObject>(definition: ResourceDefinition<T>, main: Strategy<T>): Strategy<T> | undefined {
  if (definition.status === undefined) return undefined;
  const status: StatusDefinition<T> = definition.status === true ? {} : definition.status;
  return {
    namespaced: main.namespaced,
    allowCreateOnUpdate: false,
    allowUnconditionalUpdate: main.allowUnconditionalUpdate,
    nameRule: main.nameRule,
    resetFields: [['spec'], ...(status.keeps ?? []).map((field) => ['metadata', field])],
    validateMeta: (meta) => main.validateMeta?.(meta) ?? [],
    prepareForUpdate(next, previous, context) {
      const kept = Object.fromEntries((status.keeps ?? []).map((field) => [field, previous.metadata[field]]));
      const wiped = withMeta({ ...withStatusOf(previous, next), metadata: next.metadata }, kept);
      return status.prepareForUpdate?.(wiped, previous, context) ?? wiped;
    },
    validateUpdate: (next, previous) => status.validateUpdate?.(next, previous) ?? [],
    warningsOnUpdate: (next, previous) => status.warningsOnUpdate?.(next, previous) ?? [],
  };
}

/** What the kind finds, and what its declaration does at fields that the kind has found nothing to say about. */
function* together(own: Iterable<FieldError> = [], declared: Iterable<FieldError>): Iterable<FieldError> {
  let fields: Set<string> | undefined;
  for (const error of own) {
    (fields ??= new Set()).add(error.field);
    yield error;
  }
  for (const error of declared) if (fields?.has(error.field) !== true) yield error;
}

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Finalizers of the kinds declared here are qualified, or known; those of custom resources need not be. */
export function* validateFinalizerNames({ finalizers }: ObjectMeta): Iterable<FieldError> {
  if (finalizers === undefined) return;
  for (const [i, finalizer] of finalizers.entries()) {
    if (finalizer.includes('/') || standardFinalizers.includes(finalizer)) continue;
    yield invalid(
      Path.of('metadata', 'finalizers').index(i),
      finalizer,
      'name is neither a standard finalizer name nor is it fully qualified',
    );
  }
}

function generationRule<T extends KubeObject>({
  generation,
  status,
}: ResourceDefinition<T>): ((next: T, previous: T) => boolean) | undefined {
  if (generation === false) return undefined;
  return generation ?? (status === undefined ? undefined : specChanged);
}

const specChanged = (next: KubeObject, previous: KubeObject): boolean => !equalJson(specOf(next), specOf(previous));

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
