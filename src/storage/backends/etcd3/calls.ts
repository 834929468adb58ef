// Calls with one answer: each has a deadline, goes on with another member where that does no harm, and fails as a
// BackendError that says whether anything may have been stored.
import { Metadata, type ServiceError } from '@grpc/grpc-js';
import type { Environment } from '../../../base/environment.ts';
import type { Limits } from '../../../base/limits.ts';
import { BackendError } from '../../backend-error.ts';
import { rest } from './awake.ts';
import type { Connection, Member } from './connection.ts';
import type { Method } from './messages.ts';
import { refusalOf, unavailable, type Refusal } from './refusal.ts';

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Asking twice does no harm: what may have been done is done again. */
  readonly repeatable: boolean;
}

/** A refusal that only whoever asked can put into words. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly kind: 'compacted' | 'future' | 'no-lease' | 'lease-exists';

  constructor(kind: Refused['kind'], cause: unknown) {
    super(`etcd refused: ${kind}`, { cause });
    this.kind = kind;
  }
}

/** A member that lost its leader answers nothing, instead of what it knew then. */
export function requireLeader(): Metadata {
  const metadata = new Metadata();
  metadata.set('hasleader', 'true');
  return metadata;
}

const same = (bytes: Buffer): Buffer => bytes;

export class Calls {
  readonly #connection: Connection;
  readonly #environment: Environment;
  readonly #limits: Limits;
  readonly #metadata = requireLeader();

  constructor(connection: Connection, environment: Environment, limits: Limits) {
    this.#connection = connection;
    this.#environment = environment;
    this.#limits = limits;
  }

  /**
   * The signal is heeded while nothing is under way, and by a repeatable call at any time. A call that is not repeatable
   * is waited for once it is on its way: only its fate tells whether it was stored.
   */
  async ask<Answer>(method: Method<Answer>, request: Buffer, { signal, repeatable }: CallOptions): Promise<Answer> {
    const { etcdPatienceMs } = this.#limits;
    const until = this.#environment.now() + etcdPatienceMs;
    for (let attempt = 0; ; attempt++) {
      const member = await this.#connection.connected({ ms: Math.max(0, until - this.#environment.now()), signal });
      const refusal = await this.#once(member, method, request, repeatable ? signal : undefined);
      if ('answer' in refusal) return refusal.answer;
      this.#connection.avoid(member);
      const again = repeatable || refusal.stored === 'no';
      if (!again || this.#environment.now() >= until) throw unavailable(refusal.why, refusal.stored, refusal.cause);
      await this.#pause(attempt, signal);
    }
  }

  /** One member, whatever it says. */
  async askOne<Answer>(member: Member, method: Method<Answer>, request: Buffer): Promise<Answer> {
    const outcome = await this.#once(member, method, request, undefined);
    if ('answer' in outcome) return outcome.answer;
    throw unavailable(outcome.why, outcome.stored, outcome.cause);
  }

  /** Throws what is final. */
  async #once<Answer>(
    member: Member,
    method: Method<Answer>,
    request: Buffer,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly answer: Answer } | Unanswered> {
    try {
      return { answer: await this.#send(member, method, request, signal) };
    } catch (error) {
      signal?.throwIfAborted();
      const { details } = error as ServiceError;
      const refusal: Refusal = refusalOf(error as ServiceError, request.length);
      if (refusal.kind === 'later') return { stored: refusal.stored, why: `${member.endpoint.url}: ${details}`, cause: error };
      if (refusal.kind !== 'final') throw new Refused(refusal.kind, error);
      throw new BackendError(`etcd refused: ${details}`, refusal.failure, error);
    }
  }

  #send<Answer>({ client }: Member, method: Method<Answer>, request: Buffer, signal: AbortSignal | undefined): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const call = client.makeUnaryRequest(method.path, same, method.read, request, this.#metadata, (error, answer) => {
        late();
        signal?.removeEventListener('abort', cancel);
        if (error === null) resolve(answer!);
        else reject(error);
      });
      const cancel = (): void => call.cancel();
      const late = this.#environment.after(this.#limits.etcdCallMs, cancel);
      signal?.addEventListener('abort', cancel);
    });
  }

  /** Longer each time, and not all at once. */
  async #pause(attempt: number, signal: AbortSignal | undefined): Promise<void> {
    const ms = Math.min(25 * 2 ** attempt, 500);
    await rest(ms + this.#environment.random(ms), this.#environment, signal);
    signal?.throwIfAborted();
  }
}

interface Unanswered {
  readonly stored: 'no' | 'unknown';
  readonly why: string;
  readonly cause: unknown;
}
