// Which taints a pod tolerates. upstream: ValidateTolerations.
import type { Toleration } from '../../../api/core/v1/selection.ts';
import { validateLabelKey } from '../../../machinery/selectors/label-selector.ts';
import { invalid, notSupported, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isLabelValue } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { oneOf, refused } from '../../rules.ts';

export function* validateTolerations(tolerations: readonly Toleration[], at: Path): Iterable<FieldError> {
  for (const [i, toleration] of tolerations.entries()) yield* validateToleration(toleration, at.index(i));
}

function* validateToleration({ key, operator: given, value = '', effect, tolerationSeconds }: Toleration, at: Path): Iterable<FieldError> {
  const operatorAt = at.field('operator');
  const operator: string = given ?? '';
  if (key !== undefined) yield* validateLabelKey(key, at.field('key'));
  else if (operator !== 'Exists')
    yield invalid(operatorAt, operator, 'operator must be Exists when `key` is empty, which means "match all values and all keys"');
  if (tolerationSeconds !== undefined && effect !== 'NoExecute')
    yield invalid(at.field('effect'), effect ?? '', "effect must be 'NoExecute' when `tolerationSeconds` is set");
  switch (operator) {
    case 'Equal':
    case '':
      yield* refused(isLabelValue(value).slice(0, 1), value, operatorAt);
      break;
    case 'Exists':
      if (value !== '') yield invalid(operatorAt, value, "value must be empty when `operator` is 'Exists'");
      break;
    case 'Gt':
    case 'Lt':
      // Known, but not switched on.
      yield notSupported(operatorAt, operator, ['Equal', 'Exists', 'Lt', 'Gt']);
      break;
    default:
      yield notSupported(operatorAt, operator, ['Equal', 'Exists']);
  }
  yield* oneOf(effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], at.field('effect'));
}
