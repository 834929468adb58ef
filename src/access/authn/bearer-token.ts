// Bearer tokens [N008]. Reading the header is one thing, knowing tokens another: all who know some share this.
import { andThen } from '../and-then.ts';
import type { User } from '../user.ts';
import type { Authentication, AuthenticationRequest, Authenticator } from './authenticator.ts';

/** Undefined when there is none; '' counts as none. */
export function bearerToken(request: AuthenticationRequest): string | undefined {
  const [scheme, token = ''] = (request.header('authorization') ?? '').trim().split(' ');
  return scheme?.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}

/** Resolves a token to its user; undefined when it is not one of theirs. */
export type TokenLookup = (token: string) => User | undefined | Promise<User | undefined>;

/** Asks in turn. A token that nobody knows is refused, also where the anonymous are welcome. */
export function bearerTokens(lookups: readonly TokenLookup[]): Authenticator {
  const ask = (token: string, from: number): Authentication | Promise<Authentication> => {
    const lookup = lookups[from];
    if (lookup === undefined) return { outcome: 'refused', why: 'invalid bearer token' };
    return andThen(lookup(token), (user) => (user === undefined ? ask(token, from + 1) : { outcome: 'user', user }));
  };
  return {
    authenticate(request) {
      const token = bearerToken(request);
      return token === undefined ? { outcome: 'none' } : ask(token, 0);
    },
  };
}
