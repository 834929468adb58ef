// What etcd, or gRPC on its behalf, says when a call fails: what it means, and whether it is worth asking again.
import { status, type ServiceError } from '@grpc/grpc-js';
import { BackendError, type BackendFailure } from '../../backend-error.ts';

/** Why a call was not answered. `stored`: whether a write may have happened all the same. */
export type Refusal =
  /** Another member, or this one a moment later, may answer. */
  | { readonly kind: 'later'; readonly stored: 'no' | 'unknown' }
  /** The revision was compacted, or is yet to come. */
  | { readonly kind: 'compacted' }
  | { readonly kind: 'future' }
  | { readonly kind: 'no-lease' }
  | { readonly kind: 'lease-exists' }
  /** For the caller as it is. */
  | { readonly kind: 'final'; readonly failure: BackendFailure };

/** etcd's default, where it does not say which limit was exceeded. */
const requestBytesMax = 1.5 * 1024 * 1024;

/** etcd's errors have no code of their own besides gRPC's: clients tell them apart by text (upstream: rpctypes). */
const byText: readonly (readonly [text: string, refusal: Refusal])[] = [
  ['etcdserver: mvcc: required revision has been compacted', { kind: 'compacted' }],
  ['etcdserver: mvcc: required revision is a future revision', { kind: 'future' }],
  ['etcdserver: requested lease not found', { kind: 'no-lease' }],
  ['etcdserver: lease already exists', { kind: 'lease-exists' }],
  // Asked for with every call: without a leader nothing is proposed.
  ['etcdserver: no leader', { kind: 'later', stored: 'no' }],
  ['etcdserver: too many requests', { kind: 'final', failure: { code: 'overloaded' } }],
  ['etcdserver: mvcc: database space exceeded', { kind: 'final', failure: { code: 'unavailable', stored: 'no' } }],
];

/** What means nothing in particular may have been stored. */
const unanswered: readonly number[] = [
  status.UNAVAILABLE,
  status.DEADLINE_EXCEEDED,
  status.CANCELLED,
  status.UNKNOWN,
  status.INTERNAL,
  status.ABORTED,
];

/** `bytes`: of the request. */
export function refusalOf({ code, details }: ServiceError, bytes: number): Refusal {
  const known = byText.find(([text]) => details === text);
  if (known !== undefined) return known[1];
  const tooLarge = requestLimit(details);
  if (tooLarge !== undefined) return { kind: 'final', failure: { code: 'too-large', bytes, limit: tooLarge } };
  if (unanswered.includes(code)) return { kind: 'later', stored: 'unknown' };
  return { kind: 'final', failure: { code: code === status.RESOURCE_EXHAUSTED ? 'overloaded' : 'unusable' } };
}

/** etcd measures a request itself, and gRPC, more generously, before it. */
function requestLimit(details: string): number | undefined {
  if (details === 'etcdserver: request is too large') return requestBytesMax;
  const limit = /^grpc: received message larger than max \(\d+ vs\. (\d+)\)$/.exec(details)?.[1];
  return limit === undefined ? undefined : Number(limit);
}

export function unavailable(why: string, stored: 'no' | 'unknown', cause?: unknown): BackendError {
  return new BackendError(`etcd did not answer: ${why}`, { code: 'unavailable', stored }, cause);
}
