// Who makes a request: the question each way of logging in answers, and how the answers are put together [N003, N005, N006].
// upstream: authentication/request/union and authentication/group.
import { andThen } from '../and-then.ts';
import { anonymous, type User } from '../user.ts';
import type { ClientCertificate } from './peer.ts';

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
  const ask = (request: AuthenticationRequest, from: number, refusals: readonly string[]): Authentication | Promise<Authentication> => {
    const authenticator = authenticators[from];
    if (authenticator === undefined) return refusals.length === 0 ? nothing : { outcome: 'refused', why: refusals.join('; ') };
    return andThen(authenticator.authenticate(request), (answer) => {
      if (answer.outcome === 'user') return answer;
      return ask(request, from + 1, answer.outcome === 'refused' ? [...refusals, answer.why] : refusals);
    });
  };
  return { authenticate: (request) => ask(request, 0, []) };
}

const nothing: Authentication = { outcome: 'none' };
const nobody: Authentication = { outcome: 'user', user: anonymous };

/** Who shows nothing is anonymous; who shows something wrong is still refused. */
export function orAnonymous(authenticator: Authenticator): Authenticator {
  return {
    authenticate: (request) => andThen(authenticator.authenticate(request), (answer) => (answer.outcome === 'none' ? nobody : answer)),
  };
}

const authenticatedGroup = 'system:authenticated';
const unauthenticatedGroup = 'system:unauthenticated';

/** Everybody but the anonymous is also in system:authenticated. */
export function withAuthenticatedGroup(authenticator: Authenticator): Authenticator {
  return {
    authenticate: (request) =>
      andThen(authenticator.authenticate(request), (answer) =>
        answer.outcome === 'user' ? { outcome: 'user', user: asAuthenticated(answer.user) } : answer,
      ),
  };
}

function asAuthenticated(user: User): User {
  if (isAnonymous(user) || user.groups.includes(authenticatedGroup)) return user;
  return { ...user, groups: [...user.groups, authenticatedGroup] };
}

export const isAnonymous = ({ name, groups }: User): boolean => name === anonymous.name || groups.includes(unauthenticatedGroup);
