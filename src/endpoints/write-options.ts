// The options of create, update, patch and delete as they stand in the query, refused where upstream refuses them [E055–E058,
// R037, R038].
import type { CreateOptions, DeleteOptions, PatchOptions, UpdateOptions } from '../machinery/meta/v1.ts';
import { invalid } from '../machinery/status-error.ts';
import type { FieldError } from '../machinery/validation/field-error.ts';
import { validateDeleteOptions, validatePatchOptions, validateWriteOptions } from '../machinery/validation/write-options.ts';
import { flagParameter, integerParameter, parameter } from './query.ts';

/** What becomes of fields that the kind does not have, and of fields that stand there twice [E057]. */
export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

export const fieldValidationOf = ({ fieldValidation }: Pick<CreateOptions, 'fieldValidation'>): FieldValidation =>
  fieldValidation === 'Ignore' || fieldValidation === 'Strict' ? fieldValidation : 'Warn';

export const isDryRun = ({ dryRun }: Pick<CreateOptions, 'dryRun'>): boolean => dryRun !== undefined && dryRun.length > 0;

/** Throws Invalid. */
export function createOptions(query: URLSearchParams): CreateOptions {
  const options = { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1', ...commonOptions(query) } as const;
  refuse('CreateOptions', validateWriteOptions(options));
  return options;
}

/** Throws Invalid. */
export function updateOptions(query: URLSearchParams): UpdateOptions {
  const options = { kind: 'UpdateOptions', apiVersion: 'meta.k8s.io/v1', ...commonOptions(query) } as const;
  refuse('UpdateOptions', validateWriteOptions(options));
  return options;
}

/** Throws Invalid. */
export function patchOptions(query: URLSearchParams, patch: 'apply' | 'other'): PatchOptions {
  const force = flagParameter(query, 'force');
  const given = { ...commonOptions(query), ...(force !== undefined && { force }) };
  const options = { kind: 'PatchOptions', apiVersion: 'meta.k8s.io/v1', ...given } as const;
  refuse('PatchOptions', validatePatchOptions(options, patch));
  return options;
}

/** To admission, a patch is an update, and an update of what is missing a create. */
export function asUpdateOptions({ dryRun, fieldManager, fieldValidation }: PatchOptions): UpdateOptions {
  return {
    kind: 'UpdateOptions',
    apiVersion: 'meta.k8s.io/v1',
    ...(dryRun !== undefined && { dryRun }),
    ...(fieldManager !== undefined && { fieldManager }),
    ...(fieldValidation !== undefined && { fieldValidation }),
  };
}
export function asCreateOptions(options: UpdateOptions): CreateOptions {
  return { ...options, kind: 'CreateOptions' };
}

type CommonOptions = Pick<CreateOptions, 'dryRun' | 'fieldManager' | 'fieldValidation'>;

function commonOptions(query: URLSearchParams): CommonOptions {
  if (query.size === 0) return {};
  const dryRun = query.getAll('dryRun');
  const [fieldManager, fieldValidation] = [parameter(query, 'fieldManager'), parameter(query, 'fieldValidation')];
  return {
    ...(dryRun.length > 0 && { dryRun }),
    ...(fieldManager !== undefined && { fieldManager }),
    ...(fieldValidation !== undefined && { fieldValidation }),
  };
}

/** Without a body, the options of a delete stand in the query. Throws BadRequest. */
export function queryDeleteOptions(query: URLSearchParams): DeleteOptions {
  if (query.size === 0) return {};
  const dryRun = query.getAll('dryRun');
  const gracePeriodSeconds = integerParameter(query, 'gracePeriodSeconds');
  const orphanDependents = flagParameter(query, 'orphanDependents');
  const propagationPolicy = parameter(query, 'propagationPolicy');
  const [uid, resourceVersion] = [parameter(query, 'uid') ?? '', parameter(query, 'resourceVersion') ?? ''];
  const preconditions = { ...(uid !== '' && { uid }), ...(resourceVersion !== '' && { resourceVersion }) };
  return {
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...((uid !== '' || resourceVersion !== '') && { preconditions }),
    ...(orphanDependents !== undefined && { orphanDependents }),
    ...(propagationPolicy !== undefined && { propagationPolicy }),
    ...(dryRun.length > 0 && { dryRun }),
  };
}

/** Throws Invalid. Deleting what cannot be read is a feature that this version of upstream has switched off. */
export function checkedDeleteOptions(given: DeleteOptions): DeleteOptions {
  const { ignoreStoreReadErrorWithClusterBreakingPotential: _, ...options } = given;
  refuse('DeleteOptions', validateDeleteOptions(options));
  return { ...options, kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1' };
}

function refuse(kind: string, found: Iterable<FieldError>): void {
  const errors = [...found];
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors);
}
