// How the objects of an endpoint look in JSON to one client: whole, as metadata only, or as a table.
import type { ListMeta } from '../../machinery/meta/v1.ts';
import type { Page } from '../../machinery/options.ts';
import type { StoredObject } from '../../machinery/stored-object.ts';
import type { KubeObject } from '../../machinery/object.ts';

export interface JsonForm {
  /** One object, as the answer to a request about it and in a watch event. */
  object(object: StoredObject<KubeObject>): Uint8Array;
  /** What stands before the items of a list, `first` before the first and `next` before each other, and after all of them. */
  listHead(page: Page<KubeObject>): Uint8Array;
  readonly first: Uint8Array;
  readonly next: Uint8Array;
  item(object: StoredObject<KubeObject>): Uint8Array;
  listTail(page: Page<KubeObject>): Uint8Array;
}

/** metadata of a list. */
export function listMeta({ revision, continue: token, remainingItemCount }: Page<unknown>): ListMeta {
  return {
    resourceVersion: String(revision),
    ...(token !== undefined && { continue: token }),
    ...(remainingItemCount !== undefined && { remainingItemCount }),
  };
}

export const listMetaText = (page: Page<unknown>): string => JSON.stringify(listMeta(page));
