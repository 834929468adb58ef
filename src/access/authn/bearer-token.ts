// Bearer tokens [N008]. Reading the header is one thing, knowing tokens another: all who know some share this.
import type { User } from '../user.ts';
import type { AuthenticationRequest, Authenticator } from './authenticator.ts';

/** Undefined when there is none; '' counts as none. */
export function bearerToken(request: AuthenticationRequest): string | undefined {
  const [scheme, token = ''] = (request.header('authorization') ?? '').trim().split(' ');
  return scheme?.toLowerCase() === 'bearer' && token !== '' ? token : undefined;
}

/** Resolves a token to its user; undefined when it is not one of theirs. */
export type TokenLookup = (token: string) => User | undefined | Promise<User | undefined>;

/** Asks in turn. A token that nobody knows is refused, also where the anonymous are welcome. */
export function bearerTokens(lookups: readonly TokenLookup[]): Authenticator {
  return {
    async authenticate(request) {
      const token = bearerToken(request);
      if (token === undefined) return { outcome: 'none' };
      for (const lookup of lookups) {
        const user = await lookup(token);
        if (user !== undefined) return { outcome: 'user', user };
      }
      return { outcome: 'refused', why: 'invalid bearer token' };
    },
  };
}
