// Leases: who leads, and who is still alive [B034].
import { Lease } from '../../api/coordination/v1.ts';
import { invalid, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, nameColumn } from '../columns.ts';

const spec = Path.of('spec');

export const leases = defineResource<Lease>({
  type: Lease,
  plural: 'leases',
  scope: 'Namespaced',
  allowCreateOnUpdate: true,
  allowUnconditionalUpdate: false,
  prepareForCreate: withoutCoordination,
  prepareForUpdate: withoutCoordination,
  validate,
  validateUpdate: validate,
  table: {
    columns: [nameColumn, column('Holder', 'Who holds the lease.', (lease) => lease.spec.holderIdentity ?? ''), ageColumn],
  },
});

/** Fields of coordinated leader election, which is off by default upstream and not served here. */
function withoutCoordination(lease: Lease): Lease {
  const { strategy: _strategy, preferredHolder: _preferredHolder, ...rest } = lease.spec;
  return { ...lease, spec: rest };
}

function* validate(lease: Lease): Iterable<FieldError> {
  const { leaseDurationSeconds, leaseTransitions } = lease.spec;
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0)
    yield invalid(spec.field('leaseDurationSeconds'), leaseDurationSeconds, 'must be greater than 0');
  if (leaseTransitions !== undefined && leaseTransitions < 0)
    yield invalid(spec.field('leaseTransitions'), leaseTransitions, 'must be greater than or equal to 0');
}
