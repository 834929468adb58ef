// The numbers in a status: none is negative, and of the pods that there are, no more can be ready.
import { invalid, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { nonNegative } from '../rules.ts';

const at = Path.of('status');

type Counts = Readonly<Record<string, unknown>>;

const countOf = (status: object, field: string): number | undefined => (status as Counts)[field] as number | undefined;

export function* validateCounts(status: object, fields: readonly string[]): Iterable<FieldError> {
  for (const field of fields) yield* nonNegative(countOf(status, field), at.field(field));
}

interface Bounds {
  /** Each at most `replicas`. */
  readonly fields: readonly string[];
  /** Upstream's name of readyReplicas, which bounds availableReplicas. */
  readonly readyReplicas: 'readyReplicas' | 'status.readyReplicas';
}

export function* validateBounds(status: object, { fields, readyReplicas }: Bounds): Iterable<FieldError> {
  for (const field of fields) yield* atMost(status, field, { bound: 'replicas', name: 'status.replicas' });
  yield* atMost(status, 'availableReplicas', { bound: 'readyReplicas', name: readyReplicas });
}

function* atMost(status: object, field: string, { bound, name }: { readonly bound: string; readonly name: string }): Iterable<FieldError> {
  const count = countOf(status, field) ?? 0;
  if (count > (countOf(status, bound) ?? 0)) yield invalid(at.field(field), count, `cannot be greater than ${name}`);
}

interface Colliding {
  readonly status: { readonly collisionCount?: number };
}

/** How many names were taken already: names of new children are made from it, so it never goes back. */
export function* validateCollisions(next: Colliding, previous: Colliding): Iterable<FieldError> {
  const before = previous.status.collisionCount;
  const { collisionCount = 0 } = next.status;
  if (before !== undefined && collisionCount < before) yield invalid(at.field('collisionCount'), collisionCount, 'cannot be decremented');
}
