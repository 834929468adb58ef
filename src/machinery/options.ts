// What a read, a list, a watch and a write may ask for: parsed once at the HTTP edge into types that cannot hold an
// illegal pair, then carried down unchanged.
import type { Revision, StoredObject } from './stored-object.ts';

/** An object's place within its resource. */
export interface Key {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** The objects a list or watch is about: all, one namespace's, or the one object with that name. */
export interface Scope {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** resourceVersion and resourceVersionMatch [S001, feature-map §1.1]. */
export type Freshness =
  | { readonly at: 'latest' }
  | { readonly at: 'any' }
  | { readonly at: 'notOlderThan'; readonly revision: Revision }
  | { readonly at: 'exact'; readonly revision: Revision };

/** Where a watch begins: now; after a revision; or with the present state as synthetic ADDED events (WatchList). */
export type WatchStart =
  | { readonly from: 'now' }
  | { readonly from: 'revision'; readonly revision: Revision }
  | { readonly from: 'state'; readonly freshness: Exclude<Freshness, { readonly at: 'exact' }>; readonly endBookmark: boolean };

/** A label and field selector, ready to be asked about a revision without decoding it. */
export interface Predicate {
  /** True when every object matches: remainingItemCount and unfiltered fast paths depend on it. */
  readonly matchesAll: boolean;
  /** Set when only objects of this name, or in this namespace, can match: the Store then asks for less [R059]. */
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
  matches(object: StoredObject<unknown>): boolean;
}

/** Matches every object. */
export const everything: Predicate = { matchesAll: true, matches: () => true };

export interface Preconditions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** One page of a list: always of one revision. */
export interface Page<T> {
  readonly items: readonly StoredObject<T>[];
  readonly revision: Revision;
  /** Set when there is more: hand it back to go on. */
  readonly continue?: string | undefined;
  /** Known only when nothing was filtered [S044]. */
  readonly remainingItemCount?: number | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}
export interface GetOptions extends CallOptions {
  readonly freshness?: Freshness | undefined;
}
export interface ListOptions extends GetOptions {
  readonly predicate?: Predicate | undefined;
  readonly limit?: number | undefined;
  readonly continue?: string | undefined;
}
/** `signal` is required: a watch that nobody can stop does not type-check. */
export interface WatchOptions {
  readonly start: WatchStart;
  readonly signal: AbortSignal;
  readonly predicate?: Predicate | undefined;
  readonly bookmarks?: boolean | undefined;
  /** When the caller will end the watch, in milliseconds since 1970: a bookmark comes shortly before [S047]. */
  readonly deadline?: number | undefined;
}
