// References to fields of the pod itself, from its environment and from downward API volumes.
import type { ObjectFieldSelector, ResourceFieldSelector } from '../../../api/core/v1/environment.ts';
import { canonicalQuantity } from '../../../machinery/quantity.ts';
import { invalid, notSupported, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isLabelKey } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { refused } from '../../rules.ts';

export const environmentFields: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

export const volumeFields: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
];

/** What a field path can name at all; where it stands, only some of it is offered. */
const knownFields: ReadonlySet<string> = new Set([
  ...environmentFields,
  ...volumeFields,
  'spec.host',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

const subscripted = ['metadata.annotations', 'metadata.labels'];

export function* validateFieldReference(
  { apiVersion, fieldPath }: ObjectFieldSelector,
  offered: readonly string[],
  at: Path,
): Iterable<FieldError> {
  const pathAt = at.field('fieldPath');
  if (fieldPath === '') {
    yield required(pathAt);
    return;
  }
  const { path, key } = splitSubscript(fieldPath);
  const problem = conversionProblem(apiVersion, { fieldPath, path, key });
  if (problem !== undefined) yield invalid(pathAt, fieldPath, `error converting fieldPath: ${problem}`);
  else if (key !== undefined) yield* refused(isLabelKey(path === 'metadata.annotations' ? key.toLowerCase() : key), key, at);
  else if (!offered.includes(path)) yield notSupported(pathAt, path, offered);
}

interface Subscripted {
  readonly path: string;
  /** In `metadata.labels['key']`. */
  readonly key: string | undefined;
}

function splitSubscript(fieldPath: string): Subscripted {
  const [, path, key] = /^(.*?)\['(.*)'\]$/su.exec(fieldPath) ?? [];
  return path === undefined ? { path: fieldPath, key: undefined } : { path, key };
}

function conversionProblem(apiVersion: string, { fieldPath, path, key }: Subscripted & { readonly fieldPath: string }): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`;
  if (key !== undefined) return subscripted.includes(path) ? undefined : `field label does not support subscript: ${fieldPath}`;
  return knownFields.has(path) ? undefined : `field label not supported: ${fieldPath}`;
}

const resourceFields: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

const bytes = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];
const bytesText = `only divisor's values ${bytes.join(', ')} are supported with the`;

/** The units a resource can be expressed in, by the end of its name. */
const divisors: readonly { readonly of: RegExp; readonly values: readonly string[]; readonly otherwise: string }[] = [
  { of: /\.cpu$/, values: ['1m', '1'], otherwise: "only divisor's values 1m and 1 are supported with the cpu resource" },
  { of: /\.memory$/, values: bytes, otherwise: `${bytesText} memory resource` },
  { of: /\.ephemeral-storage$/, values: bytes, otherwise: `${bytesText} local ephemeral storage resource` },
  { of: /\.hugepages-/, values: bytes, otherwise: `${bytesText} hugepages resource` },
];

/** `container`: whether it must say whose resource is meant. */
export function* validateResourceReference(
  { resource, containerName, divisor }: ResourceFieldSelector,
  { container }: { readonly container: 'own' | 'named' },
  at: Path,
): Iterable<FieldError> {
  if (container === 'named' && containerName === undefined) yield required(at.field('containerName'));
  else if (resource === '') yield required(at.field('resource'));
  else if (!resourceFields.includes(resource) && !/^(requests|limits)\.hugepages-/.test(resource))
    yield notSupported(at.field('resource'), resource, resourceFields);
  const unit = canonicalQuantity(divisor);
  const known = divisors.find(({ of }) => of.test(resource));
  if (known !== undefined && unit !== undefined && unit !== '0' && !known.values.includes(unit))
    yield invalid(at.field('divisor'), resource, known.otherwise);
}
