// What every object goes through on its way to the store, around what its strategy adds. upstream: rest.BeforeCreate,
// rest.BeforeUpdate.
import type { Environment } from '../base/environment.ts';
import { generateName } from '../machinery/names.ts';
import type { GroupVersionKind, KubeObject } from '../machinery/object.ts';
import { invalid } from '../machinery/status-error.ts';
import { formatTime } from '../machinery/time.ts';
import type { FieldError } from '../machinery/validation/field-error.ts';
import { nameIsPathSegment } from '../machinery/validation/name-rules.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../machinery/validation/object-meta.ts';
import { inNamespace } from './keys.ts';
import { withMeta } from './object-meta.ts';
import type { RequestContext } from './rest.ts';
import type { Strategy } from './strategy.ts';

/** The rules of one endpoint of one kind. */
export interface Rules<T extends KubeObject> {
  readonly kind: GroupVersionKind;
  /** Of the stored objects, where that is another kind: it is the one that Invalid names. */
  readonly storedKind?: GroupVersionKind | undefined;
  readonly strategy: Strategy<T>;
}

/** A new object's identity: what only the server says, whatever the client sent [R003], and its name [R005]. */
export function withIdentity<T extends KubeObject>(object: T, environment: Environment): T {
  return withMeta(object, {
    name: needsName(object) ? generateName(object.metadata.generateName!, environment) : object.metadata.name,
    uid: environment.uuid(),
    creationTimestamp: formatTime(environment.now()),
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
  });
}

export const needsName = ({ metadata }: KubeObject): boolean => !metadata.name && Boolean(metadata.generateName);

/** Throws Invalid with everything that is wrong. */
export function beforeCreate<T extends KubeObject>({ kind, storedKind = kind, strategy }: Rules<T>, object: T, context: RequestContext): T {
  const placed = inNamespace(strategy, context, object);
  const prepared = strategy.prepareForCreate?.(placed, context) ?? placed;
  refuseInvalid(storedKind, prepared, createErrors(strategy, prepared));
  for (const warning of strategy.warningsOnCreate?.(prepared) ?? []) context.warn(warning);
  return strategy.canonicalize?.(prepared) ?? prepared;
}

function* createErrors<T extends KubeObject>(strategy: Strategy<T>, object: T): Iterable<FieldError> {
  yield* validateObjectMeta(object.metadata, strategy);
  yield* strategy.validateMeta?.(object.metadata) ?? [];
  yield* strategy.validate?.(object) ?? [];
}

/** `next` with what an update cannot change as it is in `previous`. Throws Invalid with everything that is wrong. */
export function beforeUpdate<T extends KubeObject>(
  { kind, storedKind = kind, strategy }: Rules<T>,
  update: Update<T>,
  context: RequestContext,
): T {
  const { previous } = update;
  const placed = withMeta(inNamespace(strategy, context, update.next), { generation: previous.metadata.generation });
  const prepared = withFixedMeta(strategy.prepareForUpdate?.(placed, previous, context) ?? placed, previous);
  refuseInvalid(storedKind, prepared, updateErrors(strategy, prepared, previous));
  for (const warning of strategy.warningsOnUpdate?.(prepared, previous) ?? []) context.warn(warning);
  return strategy.canonicalize?.(prepared) ?? prepared;
}

export interface Update<T> {
  readonly next: T;
  readonly previous: T;
}

/** What a client leaves out it does not mean to change; creation and deletion it cannot change [R024]. */
function withFixedMeta<T extends KubeObject>(next: T, { metadata: previous }: T): T {
  const { metadata } = next;
  return withMeta(next, {
    uid: metadata.uid || previous.uid,
    creationTimestamp: previous.creationTimestamp ?? metadata.creationTimestamp,
    deletionTimestamp: previous.deletionTimestamp ?? metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds ?? previous.deletionGracePeriodSeconds,
    selfLink: undefined,
  });
}

/** Upstream checks the metadata of an update for every kind and once more for each, and lists what it finds each time. */
function* updateErrors<T extends KubeObject>(strategy: Strategy<T>, next: T, previous: T): Iterable<FieldError> {
  yield* validateObjectMeta(next.metadata, { namespaced: strategy.namespaced, nameRule: nameIsPathSegment });
  yield* validateObjectMetaUpdate(next.metadata, previous.metadata);
  yield* validateObjectMetaUpdate(next.metadata, previous.metadata);
  yield* strategy.validateMeta?.(next.metadata) ?? [];
  yield* strategy.validateUpdate?.(next, previous) ?? [];
}

function refuseInvalid(kind: GroupVersionKind, { metadata }: KubeObject, found: Iterable<FieldError>): void {
  const errors = [...found];
  if (errors.length > 0) throw invalid(kind, metadata.name ?? '', errors);
}
