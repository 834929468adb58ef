// Finds out who asks; whoever cannot prove what they claim gets 401 and nothing else [N001]. upstream: WithAuthentication.
import { andThen } from '../../access/and-then.ts';
import { isAnonymous, type Authenticator } from '../../access/authn/authenticator.ts';
import type { User } from '../../access/user.ts';
import type { Logger } from '../../base/log.ts';
import { unauthorized } from '../../machinery/status-error.ts';
import type { Exchange, Filter, Step } from './filter.ts';

export interface AuthenticationOptions {
  readonly authenticator: Authenticator;
  readonly log: Logger;
}

export const authentication =
  ({ authenticator, log }: AuthenticationOptions): Filter =>
  (next) =>
  (exchange) => {
    const answer = exchange.request.trustedUser ?? authenticated(exchange, authenticator, log);
    if (answer instanceof Promise) return answer.then((user) => goOn(exchange, user, next));
    return goOn(exchange, answer, next);
  };

function goOn(exchange: Exchange, user: User | undefined, next: Step): Promise<void> {
  if (exchange.request.protocol === 'HTTP/2' && (user === undefined || isAnonymous(user))) exchange.addHeader('connection', 'close');
  if (user === undefined) throw unauthorized('Unauthorized');
  exchange.user = user;
  return next(exchange);
}

type Found = User | undefined;

function authenticated({ request, path }: Exchange, authenticator: Authenticator, log: Logger): Found | Promise<Found> {
  const { clientCertificate } = request;
  return andThen(authenticator.authenticate({ path, clientCertificate, header: (name) => request.header(name) }), (answer) => {
    if (answer.outcome === 'user') return answer.user;
    if (answer.outcome === 'refused') log.info({ path, remoteAddress: request.remoteAddress, why: answer.why }, 'authentication refused');
    return undefined;
  });
}
