// apidiscovery/v2: all groups, versions and resources in one answer.
import { enumOf, groupVersion, list, message, object, openValues, string, type ValueOf } from '../../machinery/declare.ts';
import { GroupVersionKind, ListMeta, ObjectMeta } from '../../machinery/meta/v1.ts';

const v2 = groupVersion('apidiscovery.k8s.io/v2');

/** Answers GET /apis and /api for clients that ask for it: every resource at once. */
export class APIGroupDiscoveryList extends v2.kind('APIGroupDiscoveryList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, APIGroupDiscovery).required(),
})) {}

/** One group: its versions, the preferred one first. */
export class APIGroupDiscovery extends v2.kind('APIGroupDiscovery', () => ({
  metadata: object(1, ObjectMeta),
  versions: list(2, APIVersionDiscovery).keyedBy('version'),
})) {}

export class APIVersionDiscovery extends message('APIVersionDiscovery', () => ({
  version: string(1).required(),
  resources: list(2, APIResourceDiscovery).keyedBy('resource'),
  /** Stale: an aggregated server did not answer lately. */
  freshness: enumOf(3, DiscoveryFreshness),
})) {}

export const DiscoveryFreshness = openValues('Current', 'Stale');
export type DiscoveryFreshness = ValueOf<typeof DiscoveryFreshness>;

export class APIResourceDiscovery extends message('APIResourceDiscovery', () => ({
  resource: string(1).required(),
  /** The kind of its objects. */
  responseKind: object(2, GroupVersionKind).optional(),
  scope: enumOf(3, ResourceScope).required(),
  /** What a person may type for one of them. */
  singularResource: string(4).required(),
  verbs: list(5, string).set().required(),
  shortNames: list(6, string).set(),
  categories: list(7, string).set(),
  subresources: list(8, APISubresourceDiscovery).keyedBy('subresource'),
})) {}

export const ResourceScope = openValues('Cluster', 'Namespaced');
export type ResourceScope = ValueOf<typeof ResourceScope>;

export class APISubresourceDiscovery extends message('APISubresourceDiscovery', () => ({
  subresource: string(1).required(),
  responseKind: object(2, GroupVersionKind).optional(),
  acceptedTypes: list(3, GroupVersionKind).keyedBy('group', 'version', 'kind'),
  verbs: list(4, string).set().required(),
})) {}
