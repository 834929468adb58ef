// IPAddresses: one for each address that is taken, and who has it [B015].
import { IPAddress, type ParentReference } from '../../api/networking/v1.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { groupResourceText } from '../../machinery/object.ts';
import { invalid, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { isCanonicalIp } from '../../machinery/validation/ip.ts';
import { isDns1123Subdomain, isPathSegmentName } from '../../machinery/validation/name-rules.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { column, nameColumn } from '../columns.ts';
import { named, namedIfAny } from '../rules.ts';

const parentRef = Path.of('spec', 'parentRef');

export const ipAddresses = defineResource<IPAddress>({
  type: IPAddress,
  plural: 'ipaddresses',
  shortNames: ['ip'],
  scope: 'Cluster',
  nameRule: isCanonicalIp,
  validate,
  *validateUpdate(next, previous) {
    yield* validate(next);
    if (!equalJson(next.spec.parentRef, previous.spec.parentRef))
      yield invalid(parentRef, shown(next.spec.parentRef), 'field is immutable');
  },
  table: { columns: [nameColumn, column('ParentRef', 'Who has the address.', ({ spec }) => parentText(spec.parentRef))] },
});

function* validate({ spec }: IPAddress): Iterable<FieldError> {
  if (spec.parentRef === undefined) {
    yield required(parentRef);
    return;
  }
  const { group, resource, namespace, name } = spec.parentRef;
  yield* namedIfAny(group, isDns1123Subdomain, parentRef.field('group'));
  yield* named(resource, isPathSegmentName, parentRef.field('resource'));
  yield* named(name, isPathSegmentName, parentRef.field('name'));
  yield* namedIfAny(namespace, isPathSegmentName, parentRef.field('namespace'));
}

/** As upstream's messages have it. */
const shown = (reference: ParentReference | undefined): object | null =>
  reference === undefined
    ? null
    : {
        Group: reference.group ?? '',
        Resource: reference.resource ?? '',
        Namespace: reference.namespace ?? '',
        Name: reference.name ?? '',
      };

function parentText(reference: ParentReference | undefined): string {
  if (reference === undefined) return '<none>';
  const { group = '', resource = '', namespace, name = '' } = reference;
  const resourceText = groupResourceText({ group, resource }).toLowerCase();
  return [resourceText, ...(namespace === undefined ? [] : [namespace]), name].join('/');
}
