// The token that goes on with a list where its last page ended: upstream's format, so that a client may get one page from
// a kube-apiserver and the next one from here [S042].
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
  return btoa(latin1(new TextEncoder().encode(json)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
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

const latin1 = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

function jsonOf(token: string): string {
  const stray = token.search(/[^A-Za-z0-9_-]/);
  const at = stray >= 0 ? stray : token.length % 4 === 1 ? token.length : -1;
  if (at >= 0) throw refused(`continue key is not valid: illegal base64 data at input byte ${at}`);
  const binary = atob(token.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

function fieldsOf(json: string): { readonly v: string; readonly rv: number; readonly start: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw refused(`continue key is not valid: ${(error as Error).message}`);
  }
  if (typeof parsed !== 'object' || parsed === null) throw refused('continue key is not valid: it must be an object');
  const { v = '', rv = 0, start = '' } = parsed as Readonly<Record<string, unknown>>;
  if (typeof v !== 'string' || typeof start !== 'string' || !Number.isSafeInteger(rv))
    throw refused('continue key is not valid: a field has the wrong type');
  return { v, rv: rv as number, start };
}

/** Whether the key stays below whatever prefix it is put behind. */
function isClean(start: string): boolean {
  const segments = (start.startsWith('/') ? start.slice(1) : start).split('/');
  return segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}

const refused = (why: string): StorageError => new StorageError({ code: 'InvalidContinue', why: `invalid continue token: ${why}` });
