// Whether a deletion happens now or later, as a pure function of the object and the options. upstream: rest.BeforeDelete,
// markAsDeleting.
import type { DeleteOptions, ObjectMeta } from '../machinery/meta/v1.ts';
import type { GroupVersionKind, KubeObject } from '../machinery/object.ts';
import { conflict, invalid } from '../machinery/status-error.ts';
import { formatTime, timeMs } from '../machinery/time.ts';
import { validateDeleteOptions } from '../machinery/validation/write-options.ts';
import { withMeta, type MetaChanges } from './object-meta.ts';
import type { Strategy } from './strategy.ts';

/** Throws Invalid for options that make no sense [R037, R038], Conflict when a precondition does not hold [R039]. */
export function checkDelete(kind: GroupVersionKind, options: DeleteOptions, { metadata }: KubeObject): void {
  const errors = [...validateDeleteOptions(options)];
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  const complaint = preconditionComplaint(options, metadata);
  if (complaint !== undefined) throw conflict({ group: kind.group, resource: kind.kind }, metadata.name ?? '', complaint);
}

function preconditionComplaint({ preconditions = {} }: DeleteOptions, { uid = '', resourceVersion = '' }: ObjectMeta): string | undefined {
  if (preconditions.uid !== undefined && preconditions.uid !== uid)
    return mismatch('UID', preconditions.uid, uid, 'deleted and then recreated');
  if (preconditions.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion)
    return mismatch('ResourceVersion', preconditions.resourceVersion, resourceVersion, 'modified');
  return undefined;
}

const mismatch = (what: string, given: string, found: string, meaning: string): string =>
  `the ${what} in the precondition (${given}) does not match the ${what} in record (${found}). The object might have been ${meaning}`;

export type Grace<T> =
  /** This kind, or this object, is deleted without a grace period. */
  | { readonly is: 'none' }
  /** It is being deleted already, and this request does not hasten it. */
  | { readonly is: 'pending' }
  /** `object` says until when it may live; 0 seconds: it goes now, but has been marked first. */
  | { readonly is: 'granted'; readonly object: T; readonly seconds: number };

export interface Deletion<T extends KubeObject> {
  readonly strategy: Strategy<T>;
  readonly options: DeleteOptions;
  /** In milliseconds. */
  readonly now: number;
}

/** [R033] */
export function graceOf<T extends KubeObject>(object: T, { strategy, options, now }: Deletion<T>): Grace<T> {
  if (strategy.gracePeriodSeconds === undefined) return { is: 'none' };
  const asked = options.gracePeriodSeconds;
  const given = asked !== undefined && asked < 0 ? 1 : asked;
  if (object.metadata.deletionTimestamp !== undefined) return shortened(object, given, now);
  const wanted = strategy.gracePeriodSeconds(object, given === undefined ? options : { ...options, gracePeriodSeconds: given });
  const seconds = wanted < 0 ? 1 : wanted;
  const deletionTimestamp = formatTime(now + seconds * 1000);
  const marked = withMeta(object, { deletionTimestamp, deletionGracePeriodSeconds: seconds, ...nextGeneration(object) });
  return { is: 'granted', object: marked, seconds };
}

/** A grace period that has begun may only become shorter. */
function shortened<T extends KubeObject>(object: T, given: number | undefined, now: number): Grace<T> {
  const { deletionTimestamp, deletionGracePeriodSeconds: stored = 0 } = object.metadata;
  // Marked as gone, yet still there: the removal that was to follow did not happen. It is made up for now.
  if (stored === 0) return { is: 'none' };
  const current = stored < 0 ? 1 : stored;
  if (given === undefined || given >= current) return { is: 'pending' };
  const end = timeMs(deletionTimestamp!) + (given - current) * 1000;
  const late = end < now;
  // When the shorter period is over already, whoever ends the object still gets a second to see that it should.
  const seconds = late && given !== 0 ? 1 : given;
  const changes = { deletionTimestamp: formatTime(late ? now : end), deletionGracePeriodSeconds: seconds };
  return { is: 'granted', object: withMeta(object, changes), seconds };
}

/** Of an object whose finalizers keep it: it is being deleted from now on, without grace [R031]. */
export function markedAsDeleting<T extends KubeObject>(object: T, now: number): T {
  const { deletionTimestamp } = object.metadata;
  const since = deletionTimestamp === undefined || timeMs(deletionTimestamp) > now ? formatTime(now) : deletionTimestamp;
  return withMeta(object, {
    deletionTimestamp: since,
    deletionGracePeriodSeconds: 0,
    ...(deletionTimestamp === undefined && nextGeneration(object)),
  });
}

/** Being deleted is a change of what is wanted, for kinds that count such changes [R032]. */
function nextGeneration({ metadata: { generation = 0 } }: KubeObject): MetaChanges {
  return generation > 0 ? { generation: generation + 1 } : {};
}
