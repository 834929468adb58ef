// Who makes a request: the question each way of logging in answers, and how the answers are put together [N003, N005, N006].
// upstream: authentication/request/union and authentication/group.
import { anonymous, type User } from '../user.ts';
import type { ClientCertificate } from './client-certificate.ts';

/** What authenticators may look at. */
export interface AuthenticationRequest {
  /** Decoded. */
  readonly path: string;
  readonly clientCertificate: ClientCertificate | undefined;
  /** `name` in lower case. */
  header(name: string): string | undefined;
}

export type Authentication =
  | { readonly outcome: 'user'; readonly user: User }
  /** The request carries nothing this authenticator understands. */
  | { readonly outcome: 'none' }
  /** It carries something that is wrong. `why` is for the log: the client is told nothing. */
  | { readonly outcome: 'refused'; readonly why: string };

export interface Authenticator {
  authenticate(request: AuthenticationRequest): Authentication | Promise<Authentication>;
}

/** The first user found counts; refusals count only when nobody found one. */
export function anyOf(authenticators: readonly Authenticator[]): Authenticator {
  return {
    async authenticate(request) {
      const refusals: string[] = [];
      for (const authenticator of authenticators) {
        const answer = await authenticator.authenticate(request);
        if (answer.outcome === 'user') return answer;
        if (answer.outcome === 'refused') refusals.push(answer.why);
      }
      return refusals.length === 0 ? { outcome: 'none' } : { outcome: 'refused', why: refusals.join('; ') };
    },
  };
}

/** Who shows nothing is anonymous; who shows something wrong is still refused. */
export function orAnonymous(authenticator: Authenticator): Authenticator {
  return {
    async authenticate(request) {
      const answer = await authenticator.authenticate(request);
      return answer.outcome === 'none' ? { outcome: 'user', user: anonymous } : answer;
    },
  };
}

const authenticatedGroup = 'system:authenticated';
const unauthenticatedGroup = 'system:unauthenticated';

/** Everybody but the anonymous is also in system:authenticated. */
export function withAuthenticatedGroup(authenticator: Authenticator): Authenticator {
  return {
    async authenticate(request) {
      const answer = await authenticator.authenticate(request);
      return answer.outcome === 'user' ? { outcome: 'user', user: asAuthenticated(answer.user) } : answer;
    },
  };
}

function asAuthenticated(user: User): User {
  if (isAnonymous(user) || user.groups.includes(authenticatedGroup)) return user;
  return { ...user, groups: [...user.groups, authenticatedGroup] };
}

export const isAnonymous = ({ name, groups }: User): boolean => name === anonymous.name || groups.includes(unauthenticatedGroup);
