// A patch as it was sent: what kind it is, what is wrong with it, and what it makes of an object [E059–E061, E065].
import { parseJson } from '../machinery/codec/json.ts';
import { syntaxError } from '../machinery/codec/syntax.ts';
import { depthMax } from '../machinery/codec/walk.ts';
import type { Json, JsonObject, Message } from '../machinery/declare.ts';
import { isObject } from '../machinery/json-value.ts';
import { goKind } from '../machinery/patch/go-kind.ts';
import { applyJsonPatch, parseJsonPatch, unknownPatchFields } from '../machinery/patch/json-patch.ts';
import { applyMergePatch } from '../machinery/patch/merge-patch.ts';
import { applyStrategicMergePatch } from '../machinery/patch/strategic-merge.ts';
import { badRequest, genericRefusal, unsupportedMediaType } from '../machinery/status-error.ts';
import { goJson, goValue, quote } from '../machinery/validation/go-text.ts';
import { duplicateKeys } from './duplicate-keys.ts';

export type PatchType = 'json' | 'merge' | 'strategic';

const patchTypes: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
};
const applyMediaType = 'application/apply-patch+yaml';

/** Throws UnsupportedMediaType. The router refuses, in its own words, all but server-side apply, which is yet to come. */
export function patchTypeOf(contentType: string | undefined): PatchType {
  const mediaType = (contentType ?? '').split(';', 1)[0]!.trim();
  const type = patchTypes[mediaType];
  if (type !== undefined) return type;
  if (mediaType === applyMediaType) throw unsupportedMediaType(Object.keys(patchTypes));
  throw genericRefusal(415, '415: Unsupported Media Type');
}

export interface Patch {
  /** What strict field validation says of the patch itself. */
  readonly complaints: readonly string[];
  /** Leaves `document` as it is. */
  apply(document: JsonObject): Json;
  /** How the refusal of a result shows it. */
  show(result: Json): string;
}

/** Throws BadRequest and RequestEntityTooLarge. `kind` is that of the objects to be patched. */
export function parsePatch(type: PatchType, bytes: Uint8Array, kind: Message): Patch {
  switch (type) {
    case 'json': {
      const { value, duplicates } = parse(bytes, 'error decoding patch: ');
      const operations = parseJsonPatch(value);
      const complaints = [...duplicates, ...unknownPatchFields(value)].map((text) => `json patch ${text}`);
      return { complaints, apply: (document) => applyJsonPatch(document, operations), show: sortedText };
    }
    case 'merge': {
      const { value, duplicates } = parse(bytes, 'error decoding patch: ');
      return { complaints: duplicates, apply: (document) => applyMergePatch(document, value), show: sortedText };
    }
    case 'strategic': {
      const { value, duplicates } = parse(bytes, '');
      const patch = value ?? {};
      if (!isObject(patch)) throw badRequest(`json: cannot unmarshal ${goKind(patch)} into Go value of type map[string]interface {}`);
      return {
        complaints: duplicates,
        apply: (document) => applyStrategicMergePatch(document, patch, kind),
        show: () => goValue(patch),
      };
    }
  }
}

interface ParsedPatch {
  readonly value: Json;
  readonly duplicates: readonly string[];
}

function parse(bytes: Uint8Array, prefix: string): ParsedPatch {
  const parsed = parseJson(bytes);
  if (!parsed.ok) throw badRequest(prefix + syntaxError(bytes, depthMax));
  return { value: parsed.value as Json, duplicates: duplicateKeys(parsed.text).map((path) => `duplicate field ${quote(path)}`) };
}

/** Upstream's patches leave the fields they pass through sorted. */
function sortedText(result: Json): string {
  if (!isObject(result)) return goJson(result);
  return goJson(Object.fromEntries(Object.entries(result).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}
