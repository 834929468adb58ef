// What types are called in OpenAPI: after the Go package and type that upstream declares them in, because clients look types up
// by these names. `Place` is where a type belongs: the folder it is declared in (`core/v1`), or the API group and version of a
// kind that is not built in (`example.com/v1`).
import type { Message } from '../../machinery/declare.ts';
import { parseApiVersion } from '../../machinery/object.ts';

export type Place = string;

/** What the declared types say about themselves, by place, type and field; '' is the type. upstream: the Go doc comments. */
export type Descriptions = {
  readonly [place: Place]: { readonly [type: string]: { readonly [field: string]: string } };
};

const meta: Place = 'meta/v1';
/** Unversioned kinds (Status, APIGroup …) say they are of v1. */
const metaVersions: ReadonlySet<string> = new Set(['v1', 'meta.k8s.io/v1']);

/** Where a type belongs that is the field of one in `around`, or, without that, stands for itself. */
export function placeOf({ typeName, apiVersion }: Message, around: Place | undefined, descriptions: Descriptions): Place {
  const declaredIn = (place: Place): boolean => Object.hasOwn(descriptions[place] ?? {}, typeName);
  if (apiVersion !== undefined) {
    const own = placeOfKind(apiVersion, descriptions);
    return metaVersions.has(apiVersion) && !declaredIn(own) && declaredIn(meta) ? meta : own;
  }
  if (around !== undefined && declaredIn(around)) return around;
  if (declaredIn(meta)) return meta;
  if (around !== undefined && !isBuiltIn(around, descriptions)) return around;
  return Object.keys(descriptions).find(declaredIn) ?? around ?? meta;
}

/** `rbac.authorization.k8s.io/v1` is declared in `rbac/v1`. */
function placeOfKind(apiVersion: string, descriptions: Descriptions): Place {
  const { group, version } = parseApiVersion(apiVersion) ?? { group: apiVersion, version: '' };
  const folder = `${group === '' ? 'core' : group.split('.')[0]!}/${version}`;
  const builtIn = (!group.includes('.') || group.endsWith('.k8s.io')) && isBuiltIn(folder, descriptions);
  return builtIn ? folder : apiVersion;
}

const isBuiltIn = (place: Place, descriptions: Descriptions): boolean => Object.hasOwn(descriptions, place);

/** Packages that do not stand below k8s.io/api. */
const packages: { readonly [place: Place]: string } = {
  'meta/v1': 'io.k8s.apimachinery.pkg.apis.meta.v1',
  'apiextensions/v1': 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  'apiregistration/v1': 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1',
};

/** `io.k8s.api.apps.v1.Deployment`; for kinds that are not built in `com.example.v1.Kind`. upstream: OpenAPIDefinitionNamer. */
export function schemaName(place: Place, typeName: string, descriptions: Descriptions): string {
  return `${packageOf(place, descriptions)}.${typeName}`;
}

function packageOf(place: Place, descriptions: Descriptions): string {
  const [group = '', version] = place.split('/');
  if (isBuiltIn(place, descriptions)) return packages[place] ?? `io.k8s.api.${group}.${version}`;
  return [...group.split('.').toReversed(), version].join('.');
}
