// What PUT and PATCH have in common: inside the storage's compare-and-swap the next object is computed from the current one, its
// managers are noted, admission has its say, and owners named twice are named once [R020].
import type { ManagedFieldsEntry, UpdateOptions } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { Preconditions } from '../machinery/options.ts';
import { withMeta } from '../registry/object-meta.ts';
import type { RequestContext, Updated } from '../registry/rest.ts';
import { admit, authorizedCreate, validatingUpdate, type Write } from './admission.ts';
import type { Endpoint } from './endpoint.ts';
import { fieldManager } from './field-manager.ts';
import type { Exchange } from './filters/filter.ts';
import { withoutDuplicateOwners } from './owner-references.ts';
import { isTooLarge } from './too-large.ts';
import { asCreateOptions, isDryRun } from './write-options.ts';

/** What the client wants there to be. */
export interface Wanted {
  readonly object: KubeObject;
  /** managedFields as they were sent, when decoding does not keep them: an empty list is not the same as none. */
  readonly sentManagedFields?: readonly ManagedFieldsEntry[] | undefined;
}

export interface UpdateStep {
  readonly exchange: Exchange;
  readonly endpoint: Endpoint;
  readonly context: RequestContext;
  readonly name: string;
  readonly options: UpdateOptions;
  readonly preconditions?: Preconditions | undefined;
  /** Called again after a lost race. `current` is undefined when the object does not exist and may be created. */
  wanted(current: KubeObject | undefined): Wanted;
}

export async function runUpdate(step: UpdateStep): Promise<Updated<KubeObject>> {
  try {
    return await attempt(step, { keepManagedFields: true });
  } catch (error) {
    // The object may fit without managedFields, which are worth less than the write [S089].
    if (!isTooLarge(error)) throw error;
    return attempt(step, { keepManagedFields: false });
  }
}

function attempt(step: UpdateStep, { keepManagedFields }: { readonly keepManagedFields: boolean }): Promise<Updated<KubeObject>> {
  const { exchange, endpoint, context, name, options, preconditions } = step;
  const dryRun = isDryRun(options);
  const updating: Write = { exchange, endpoint, operation: 'UPDATE', name, options, dryRun };
  const creating: Write = { exchange, endpoint, operation: 'CREATE', name, options: asCreateOptions(options), dryRun };
  const manager = fieldManager(exchange, endpoint, options);
  const warn = (text: string): void => exchange.warn(text);
  const next = async (current: KubeObject | undefined): Promise<KubeObject> => {
    const { object, sentManagedFields } = step.wanted(current);
    const managed = keepManagedFields ? manager.update(current, object, sentManagedFields) : object;
    const admitted = await admit(current === undefined ? creating : updating, managed, current);
    const result = withoutDuplicateOwners(admitted, 'after mutating admission', warn);
    return keepManagedFields ? result : withMeta(result, { managedFields: undefined });
  };
  return endpoint.rest.update!(context, name, {
    updated: { preconditions, next },
    validateCreate: authorizedCreate(creating),
    validateUpdate: validatingUpdate(updating),
    dryRun,
  });
}
