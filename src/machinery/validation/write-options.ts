// The options of a write [E055–E058, R038]. upstream: apimachinery apis/meta/v1/validation.
import type { CreateOptions, DeleteOptions, PatchOptions } from '../meta/v1.ts';
import { forbidden, invalid, notSupported, required, tooLong, type FieldError } from './field-error.ts';
import { goRune, isPrintable, utf8Length } from './go-text.ts';
import { Path } from './path.ts';

const fieldManagerBytesMax = 128;
const fieldValidations = ['', 'Ignore', 'Strict', 'Warn'];
const propagationPolicies = ['Foreground', 'Background', 'Orphan'];

type WriteOptions = Pick<CreateOptions, 'fieldManager' | 'dryRun' | 'fieldValidation'>;

/** Of a create or an update. */
export function* validateWriteOptions({ fieldManager = '', dryRun = [], fieldValidation = '' }: WriteOptions): Iterable<FieldError> {
  yield* validateFieldManager(fieldManager, Path.of('fieldManager'));
  yield* validateDryRun(dryRun);
  if (!fieldValidations.includes(fieldValidation)) yield notSupported(Path.of('fieldValidation'), fieldValidation, fieldValidations);
}

export function* validatePatchOptions(options: PatchOptions, patch: 'apply' | 'other'): Iterable<FieldError> {
  if (patch === 'apply' && !options.fieldManager) yield required(Path.of('fieldManager'), 'is required for apply patch');
  if (patch !== 'apply' && options.force !== undefined) yield forbidden(Path.of('force'), 'may not be specified for non-apply patch');
  yield* validateWriteOptions(options);
}

export function* validateDeleteOptions(options: DeleteOptions): Iterable<FieldError> {
  const { propagationPolicy: policy, orphanDependents, dryRun = [] } = options;
  const at = Path.of('propagationPolicy');
  if (policy !== undefined && orphanDependents !== undefined)
    yield invalid(at, policy, 'orphanDependents and deletionPropagation cannot be both set');
  if (policy !== undefined && !propagationPolicies.includes(policy)) yield notSupported(at, policy, [...propagationPolicies, 'nil']);
  yield* validateDryRun(dryRun);
  yield* validateUnreadableDeletion(options);
}

/** Deleting what cannot be read takes none of the other options. */
function* validateUnreadableDeletion(options: DeleteOptions): Iterable<FieldError> {
  const name = 'ignoreStoreReadErrorWithClusterBreakingPotential';
  if (options[name] !== true) return;
  const given: readonly (readonly [option: string, present: boolean])[] = [
    ['dryRun', (options.dryRun ?? []).length > 0],
    ['propagationPolicy', options.propagationPolicy !== undefined],
    ['orphanDependents', options.orphanDependents !== undefined],
    ['gracePeriodSeconds', options.gracePeriodSeconds !== undefined],
    ['preconditions', options.preconditions !== undefined],
  ];
  for (const [option, present] of given) if (present) yield invalid(Path.of(name), true, `cannot be set together with .${option}`);
}

/** An empty manager is one that was not given. */
export function* validateFieldManager(manager: string, at: Path): Iterable<FieldError> {
  if (usualManager.test(manager)) return;
  if (utf8Length(manager) > fieldManagerBytesMax) yield tooLong(at, fieldManagerBytesMax);
  let position = 0;
  for (const char of manager) {
    if (!isPrintable(char)) yield invalid(at, manager, `invalid character ${goRune(char)} (at position ${position})`);
    position += utf8Length(char);
  }
}

const usualManager = /^[ -~]{0,128}$/;

function* validateDryRun(dryRun: readonly string[]): Iterable<FieldError> {
  if (dryRun.some((value) => value !== 'All')) yield notSupported(Path.of('dryRun'), dryRun, ['All']);
}
