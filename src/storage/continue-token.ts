// The token that goes on with a list where its last page ended: upstream's format, so that a client may get one page from
// a kube-apiserver and the next one from here [S042].
import { decodeBase64, encodeBase64 } from '../machinery/codec/base64.ts';
import { syntaxError } from '../machinery/codec/syntax.ts';
import { depthMax, jsonType } from '../machinery/codec/walk.ts';
import { StorageError } from './errors.ts';

export interface ListPosition {
  /** The first key that may come next: what follows the range's prefix. */
  readonly start: string;
  /** What revision the list is of; undefined: the newest, since that of the earlier pages is gone [S045]. */
  readonly revision: number | undefined;
}

const version = 'meta.k8s.io/v1';
/** Not 0, which an empty token would have. */
const newest = -1;

export function encodeContinue({ start, revision = newest }: ListPosition): string {
  const json = JSON.stringify({ v: version, rv: revision, start }).replace(/[<>&\u2028\u2029]/g, escaped);
  return encodeBase64(new TextEncoder().encode(json)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Refuses, as InvalidContinue, what `encodeContinue` cannot have made. */
export function decodeContinue(token: string): ListPosition {
  const { v, rv, start } = fieldsOf(jsonOf(token));
  if (v !== version) throw refused(`continue key is not valid: server does not recognize this encoded version ${v}`);
  if (rv === 0) throw refused(`continue key is not valid: incorrect encoded start resourceVersion (version ${version})`);
  if (start === '') throw refused(`continue key is not valid: encoded start key empty (version ${version})`);
  if (!isClean(start)) throw refused(`continue key is not valid: ${start}`);
  return { start: start.startsWith('/') ? start.slice(1) : start, revision: rv < 0 ? undefined : rv };
}

/** As Go's encoder writes them. */
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

function jsonOf(token: string): string {
  const stray = token.search(/[^A-Za-z0-9_-]/);
  const at = stray >= 0 ? stray : token.length % 4 === 1 ? token.length - 1 : -1;
  if (at >= 0) throw refused(`continue key is not valid: illegal base64 data at input byte ${at}`);
  const padded = token + '='.repeat((4 - (token.length % 4)) % 4);
  return new TextDecoder().decode(decodeBase64(padded.replaceAll('-', '+').replaceAll('_', '/')));
}

function fieldsOf(json: string): { readonly v: string; readonly rv: number; readonly start: string } {
  let token: unknown;
  try {
    token = JSON.parse(json) ?? {};
  } catch {
    throw refused(`continue key is not valid: ${syntaxError(new TextEncoder().encode(json), depthMax)}`);
  }
  if (jsonType(token) !== 'object') throw unreadable(token, 'value of type storage.continueToken');
  const { v = '', rv = 0, start = '' } = token as Readonly<Record<string, unknown>>;
  if (typeof v !== 'string') throw unreadable(v, 'struct field continueToken.v of type string');
  if (!Number.isSafeInteger(rv)) throw unreadable(rv, 'struct field continueToken.rv of type int64');
  if (typeof start !== 'string') throw unreadable(start, 'struct field continueToken.start of type string');
  return { v, rv: rv as number, start };
}

/** In the words of Go's decoder. */
function unreadable(value: unknown, wanted: string): StorageError {
  const given = typeof value === 'number' && wanted.endsWith('int64') ? `number ${value}` : jsonType(value);
  return refused(`continue key is not valid: json: cannot unmarshal ${given} into Go ${wanted}`);
}

/** Whether the key stays below whatever prefix it is put behind. */
function isClean(start: string): boolean {
  const segments = (start.startsWith('/') ? start.slice(1) : start).split('/');
  return segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

const refused = (why: string): StorageError => new StorageError({ code: 'InvalidContinue', why: `invalid continue token: ${why}` });
