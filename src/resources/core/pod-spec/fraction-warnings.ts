// Bytes that are not whole.
import type { ResourceList } from '../../../api/core/v1/resource-list.ts';
import { isInteger, quantityOf } from '../../../machinery/quantity.ts';
import { quote } from '../../../machinery/validation/go-text.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { warningAt } from '../../rules.ts';

/** Resources that are measured in bytes. */
const ofPods = ['memory', 'ephemeral-storage'];

export function* fractionWarnings(amounts: ResourceList = {}, at: Path, resources: readonly string[] = ofPods): Iterable<string> {
  for (const resource of resources) {
    const amount = amounts[resource];
    if (amount !== undefined && !isInteger(quantityOf(amount)))
      yield warningAt(at.key(resource), `fractional byte value ${quote(amount)} is invalid, must be an integer`);
  }
}
