// ServiceCIDRs: the ranges that addresses of services are taken from [B015].
import { ServiceCIDR } from '../../api/networking/v1.ts';
import { invalid, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { parseCidr, validateCidr } from '../../machinery/validation/ip.ts';
import { Path } from '../../machinery/validation/path.ts';
import { clientMetadata } from '../../registry/definition.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, nameColumn } from '../columns.ts';

const at = Path.of('spec', 'cidrs');
const immutable = 'field is immutable';

export const serviceCIDRs = defineResource<ServiceCIDR>({
  type: ServiceCIDR,
  plural: 'servicecidrs',
  scope: 'Cluster',
  generation: false,
  status: { keeps: clientMetadata },
  validate: ({ spec }) => validateCidrs(spec.cidrs ?? []),
  validateUpdate: (next, previous) => validateChange(next.spec.cidrs ?? [], previous.spec.cidrs ?? []),
  table: {
    columns: [nameColumn, column('CIDRs', 'The ranges, one for each family.', ({ spec }) => (spec.cidrs ?? []).join(',')), ageColumn],
  },
});

function* validateCidrs(cidrs: readonly string[]): Iterable<FieldError> {
  if (cidrs.length === 0) yield required(at, 'at least one CIDR required');
  // Upstream shows the whole spec, in a form that is no JSON of the API.
  else if (cidrs.length > 2) yield invalid(at, { CIDRs: cidrs }, 'may only hold up to 2 values');
  else yield* validateEach(cidrs);
}

function* validateEach(cidrs: readonly string[]): Iterable<FieldError> {
  for (const [i, cidr] of cidrs.entries()) yield* validateCidr(cidr, at.index(i));
  const [first, second] = cidrs.map((cidr) => parseCidr(cidr)?.address.family);
  if (cidrs.length === 2 && first !== undefined && first === second)
    yield invalid(at, cidrs, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64');
}

/** A range stays what it is, but a second one may be added. */
function* validateChange(next: readonly string[], previous: readonly string[]): Iterable<FieldError> {
  const added = previous.length === 1 && next.length === 2;
  if (!added && next.length !== previous.length) {
    yield invalid(at, next.length === 0 ? null : next, immutable);
    return;
  }
  for (const [i, cidr] of previous.entries()) if (next[i] !== cidr) yield invalid(at.index(i), next[i], immutable);
  if (added) yield* validateCidrs(next);
}
