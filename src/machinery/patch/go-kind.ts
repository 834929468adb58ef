// What Go's encoding/json calls a value that it did not expect.
import type { Json } from '../declare.ts';
import { isList, isObject } from '../json-value.ts';

export function goKind(value: Json): string {
  if (isList(value)) return 'array';
  if (isObject(value)) return 'object';
  return typeof value === 'boolean' ? 'bool' : value === null ? 'null' : typeof value === 'string' ? 'string' : 'number';
}
