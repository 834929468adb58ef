// What differs between kinds on the way to the store. upstream: RESTCreateStrategy, RESTUpdateStrategy, RESTDeleteStrategy
// and RESTGracefulDeleteStrategy in one.
import type { FieldError } from '../machinery/validation/field-error.ts';
import type { NameRule } from '../machinery/validation/name-rules.ts';
import type { DeleteOptions, ObjectMeta } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { FieldPath, RequestContext } from './rest.ts';

/** Every method gets and returns immutable objects: a change is a copy. Absent methods change and refuse nothing. */
export interface Strategy<T extends KubeObject> {
  readonly namespaced: boolean;
  /** PUT to a name that does not exist creates it [R064]. */
  readonly allowCreateOnUpdate: boolean;
  /** PUT without resourceVersion overwrites whatever is there [R065]. */
  readonly allowUnconditionalUpdate: boolean;
  /** What names of this kind must look like [B048]. */
  readonly nameRule: NameRule;
  /** Resets what clients may not set on create: status, generation 1, … */
  prepareForCreate?(object: T, context: RequestContext): T;
  /** Resets what clients may not change here (status through the main endpoint, spec through /status), bumps generation. */
  prepareForUpdate?(next: T, previous: T, context: RequestContext): T;
  /** Rules for metadata beyond those that all objects have; they hold on create and on update. */
  validateMeta?(meta: ObjectMeta): Iterable<FieldError>;
  /** Object meta is validated by the Store; this is about the rest. */
  validate?(object: T): Iterable<FieldError>;
  validateUpdate?(next: T, previous: T): Iterable<FieldError>;
  warningsOnCreate?(object: T): Iterable<string>;
  warningsOnUpdate?(next: T, previous: T): Iterable<string>;
  /** Normalises after validation, before the store. */
  canonicalize?(object: T): T;
  /** Fields that are put back whatever the client sends: nobody comes to own them, nor what is below them [R057]. */
  readonly resetFields?: readonly FieldPath[] | undefined;
  /** The grace period in seconds for this deletion; undefined: this kind is deleted at once. Only pods have one [R033]. */
  gracePeriodSeconds?(object: T, options: DeleteOptions): number;
  /** [R036]; 'Unsupported' ignores propagation policies altogether. Absent: Background. */
  readonly garbageCollection?: 'Background' | 'Orphan' | 'Unsupported';
}
