// What each document is about: its paths, by the name it has in the index (`apis/apps/v1`).
import { APIGroup, APIGroupList, APIResourceList, APIVersions } from '../../machinery/meta/v1.ts';
import type { ApiGroupVersion } from '../../registry/rest.ts';
import { groupId, groupTag, groupVersionId, groupVersionTag, objectTypes, pathItem, type Operation, type PathItem } from './operation.ts';
import { basePath, resourcePaths, type PathsOptions } from './resource-paths.ts';
import { versionInfoSchema } from './well-known.ts';

/** The operations of a document. Naming a type adds it to the schemas. */
export type Paths = Iterable<readonly [path: string, item: PathItem]>;
export type PathsOf = (options: Omit<PathsOptions, 'version'>) => Paths;

export interface DocumentContent {
  /** What the document is about, for the kinds that exist in each; none where it is about no resources. */
  readonly versions: readonly ApiGroupVersion[];
  readonly paths: PathsOf;
}

/** Of everything installed: the documents of version 3. */
export function contents(versions: readonly ApiGroupVersion[]): ReadonlyMap<string, DocumentContent> {
  const found = new Map<string, DocumentContent>([['version', { versions: [], paths: versionPaths }]]);
  for (const version of versions) {
    const { group } = version;
    if (group === '') found.set('api', { versions: [], paths: coreGroupPaths });
    else found.set('apis', { versions: [], paths: groupsPaths }).set(`apis/${group}`, { versions: [], paths: groupPaths(group) });
    found.set(basePath(version).slice(1), { versions: [version], paths: versionedPaths(version) });
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const versionedPaths = (version: ApiGroupVersion): PathsOf =>
  function* (options) {
    yield discovery(`${basePath(version)}/`, {
      id: `get${groupVersionId(version)}APIResources`,
      tag: groupVersionTag(version),
      description: 'Lists the resources.',
      answers: { 200: options.schemas.ref(APIResourceList) },
    });
    for (const resource of version.resources) yield* resourcePaths({ ...options, version }, resource);
  };

const coreGroupPaths: PathsOf = ({ schemas }) => [
  discovery('/api/', {
    id: 'getCoreAPIVersions',
    tag: 'core',
    description: 'Lists the versions of the core group.',
    answers: { 200: schemas.ref(APIVersions) },
  }),
];

const groupsPaths: PathsOf = ({ schemas }) => [
  discovery('/apis/', {
    id: 'getAPIVersions',
    tag: 'apis',
    description: 'Lists the API groups.',
    answers: { 200: schemas.ref(APIGroupList) },
  }),
];

const groupPaths =
  (group: string): PathsOf =>
  ({ schemas }) => [
    discovery(`/apis/${group}/`, {
      id: `get${groupId(group)}APIGroup`,
      tag: groupTag(group),
      description: 'Lists the versions of the group.',
      answers: { 200: schemas.ref(APIGroup) },
    }),
  ];

const versionPaths: PathsOf = ({ schemas }) => [
  discovery('/version/', {
    id: 'getCodeVersion',
    tag: 'version',
    description: 'Says which release this is.',
    consumes: ['application/json'],
    produces: ['application/json'],
    answers: { 200: schemas.known(versionInfoSchema) },
  }),
];

/** Something to read that is no resource. */
const discovery = (
  path: string,
  parts: Pick<Operation, 'id' | 'tag' | 'description' | 'answers'> & Partial<Operation>,
): readonly [string, PathItem] => [path, pathItem({ get: { parameters: [], consumes: objectTypes, produces: objectTypes, ...parts } })];
