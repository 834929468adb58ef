// Who may use a load balancer: a field of the spec or, from before there was one, an annotation.
import type { Service } from '../../../api/core/v1/service.ts';
import { forbidden, type FieldError } from '../../../machinery/validation/field-error.ts';
import { validateLegacyCidr } from '../../../machinery/validation/ip.ts';
import { Path } from '../../../machinery/validation/path.ts';

const annotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const onlyLoadBalancers = "may only be used when `type` is 'LoadBalancer'";

/** Spaces around the ranges are allowed, and stay. */
export function* validateSourceRanges(service: Service, previous: Service | undefined): Iterable<FieldError> {
  const ranges = service.spec.loadBalancerSourceRanges ?? [];
  if (ranges.length === 0) {
    yield* validateAnnotation(service, previous);
    return;
  }
  // Upstream writes the field this way.
  const at = Path.of('spec', 'LoadBalancerSourceRanges');
  if (service.spec.type !== 'LoadBalancer') yield forbidden(at, onlyLoadBalancers);
  const kept = previous?.spec.loadBalancerSourceRanges?.map((range) => range.trim());
  for (const [i, range] of ranges.entries()) yield* validateLegacyCidr(range.trim(), at.index(i), { rules: 'strict', kept });
}

function* validateAnnotation({ metadata, spec }: Service, previous: Service | undefined): Iterable<FieldError> {
  const text = metadata.annotations?.[annotation];
  if (text === undefined) return;
  const at = Path.of('metadata', 'annotations').key(annotation);
  if (spec.type !== 'LoadBalancer') yield forbidden(at, onlyLoadBalancers);
  if (text.trim() === '' || text === previous?.metadata.annotations?.[annotation]) return;
  for (const range of text.split(',')) yield* validateLegacyCidr(range.trim(), at, { rules: 'strict' });
}
