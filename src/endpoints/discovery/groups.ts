// The groups of an API, in the order that decides which one an unqualified name means [E013].
import type { APIGroup, APIGroupList, APIVersions } from '../../machinery/meta/v1.ts';
import { apiVersionOf } from '../../machinery/object.ts';
import type { ApiGroupVersion } from '../../registry/rest.ts';

/** Versions of one group, the preferred one first. */
export interface Group {
  readonly name: string;
  readonly versions: readonly ApiGroupVersion[];
}

/** By priority, highest first; the core group, '', among them. */
export function groupsOf(versions: readonly ApiGroupVersion[]): readonly Group[] {
  const groups = new Map<string, ApiGroupVersion[]>();
  for (const version of versions) groups.set(version.group, [...(groups.get(version.group) ?? []), version]);
  return [...groups]
    .map(([name, members]) => ({ name, versions: members }))
    .toSorted((a, b) => priority(b) - priority(a) || (a.name < b.name ? -1 : 1));
}

const priority = ({ versions }: Group): number => Math.max(...versions.map(({ groupPriority }) => groupPriority));

/** GET /api. `serverAddress` is `host:port`. */
export const coreVersions = ({ versions }: Group, serverAddress: string): APIVersions => ({
  kind: 'APIVersions',
  versions: versions.map(({ version }) => version),
  serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
});

/** GET /apis: every group but the core one. */
export const groupList = (groups: readonly Group[]): APIGroupList => ({
  kind: 'APIGroupList',
  apiVersion: 'v1',
  groups: groups.filter(({ name }) => name !== '').map(groupEntry),
});

/** GET /apis/GROUP. */
export const groupAnswer = (group: Group): APIGroup => ({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry(group) });

function groupEntry({ name, versions }: Group): APIGroup {
  const entries = versions.map((version) => ({ groupVersion: apiVersionOf(version), version: version.version }));
  return { name, versions: entries, preferredVersion: entries[0]! };
}
