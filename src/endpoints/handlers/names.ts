// The name in the path, and that in the body [E068].
import type { KubeObject } from '../../machinery/object.ts';
import { badRequest } from '../../machinery/status-error.ts';
import type { Exchange } from '../filters/filter.ts';

/** Throws BadRequest where there is none. */
export function nameOf({ info }: Exchange): string {
  if (info.name === '') throw badRequest('name must be provided');
  return info.name;
}

/** Throws BadRequest unless the object has the name in the path. */
export function checkName({ metadata }: KubeObject, name: string): void {
  if (!metadata.name) throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (metadata.name !== name) throw badRequest(`the name of the object (${metadata.name}) does not match the name on the URL (${name})`);
}
