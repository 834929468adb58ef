// Where one resource's objects are among all keys: `/registry/<resource>/[<namespace>/]<name>` [§1.4].
import type { Key, Scope } from '../machinery/options.ts';
import { StorageError } from './errors.ts';

export interface KeySpace {
  /** All keys of the resource start with it, and nothing else does: `/registry/pods/`. */
  readonly root: string;
  readonly namespaced: boolean;
}

/** What a scope covers: one key, or everything below a prefix that ends in a slash. */
export interface KeyRange {
  readonly prefix: string;
  readonly single: boolean;
}

export function keySpace({ prefix, resourcePrefix, namespaced }: KeySpaceParts): KeySpace {
  const segments = [...segmentsOf(prefix), ...segmentsOf(resourcePrefix)];
  if (segmentsOf(resourcePrefix).length === 0 || !segments.every(isSegment)) throw invalid(`${prefix}/${resourcePrefix}`);
  return { root: `/${segments.join('/')}/`, namespaced };
}

interface KeySpaceParts {
  /** Of the store: `/registry`. */
  readonly prefix: string;
  /** `pods`, `services/specs`. */
  readonly resourcePrefix: string;
  readonly namespaced: boolean;
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((segment) => segment !== '');

/** Refuses what would land elsewhere than below the resource's root, or inside another object's namespace [S027]. */
export function keyOf({ root, namespaced }: KeySpace, { namespace, name }: Key): string {
  const key = namespaced ? `${root}${namespace ?? ''}/${name}` : root + name;
  if (!isSegment(name) || (namespaced ? !isSegment(namespace ?? '') : namespace !== undefined && namespace !== '')) throw invalid(key);
  return key;
}

export function rangeOf(space: KeySpace, { namespace, name }: Scope): KeyRange {
  if (name !== undefined) return { prefix: keyOf(space, { namespace, name }), single: true };
  if (namespace === undefined || namespace === '') return { prefix: space.root, single: false };
  if (!space.namespaced || !isSegment(namespace)) throw invalid(`${space.root}${namespace}/`);
  return { prefix: `${space.root}${namespace}/`, single: false };
}

export const nameIn = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

export const namespaceIn = ({ root, namespaced }: KeySpace, key: string): string | undefined =>
  namespaced ? key.slice(root.length, key.lastIndexOf('/')) : undefined;

const isSegment = (text: string): boolean => text !== '' && text !== '.' && text !== '..' && !text.includes('/');

const invalid = (key: string): StorageError => new StorageError({ code: 'InvalidKey', key });
