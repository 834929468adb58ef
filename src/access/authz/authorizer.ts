// May this user do that [N026]. upstream: authorization/authorizer and authorization/union.
import { andThen } from '../and-then.ts';
import type { FieldRequirement } from '../../machinery/selectors/fields.ts';
import type { LabelRequirement } from '../../machinery/selectors/labels.ts';
import type { User } from '../user.ts';

/** upstream: authorizer.Attributes. */
export interface AuthorizationAttributes {
  readonly user: User;
  readonly verb: string;
  /** Otherwise only `user`, `verb` and `path` mean something. */
  readonly isResourceRequest: boolean;
  readonly path: string;
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** What a list, watch or collection delete is narrowed to. Empty also when it could not be understood. */
  readonly fieldRequirements: readonly FieldRequirement[];
  readonly labelRequirements: readonly LabelRequirement[];
}

export interface Decision {
  readonly decision: 'Allow' | 'Deny' | 'NoOpinion';
  /** Shown to the client when the answer is no. */
  readonly reason?: string | undefined;
  /** What went wrong on the way; an Allow stands all the same. */
  readonly error?: Error | undefined;
}

export interface Authorizer {
  authorize(attributes: AuthorizationAttributes): Decision | Promise<Decision>;
}

export const noOpinion: Decision = { decision: 'NoOpinion' };

/** In order: the first with an opinion decides. Reasons and errors of those before are kept. */
export function inOrder(authorizers: readonly Authorizer[]): Authorizer {
  const ask = (attributes: AuthorizationAttributes, from: number, before: readonly Decision[]): Decision | Promise<Decision> => {
    const authorizer = authorizers[from];
    if (authorizer === undefined) return combined(before);
    return andThen(authorizer.authorize(attributes), (decision) => {
      if (decision.decision === 'NoOpinion') return ask(attributes, from + 1, [...before, decision]);
      return before.length === 0 ? decision : combined([...before, decision]);
    });
  };
  return { authorize: (attributes) => ask(attributes, 0, []) };
}

function combined(decisions: readonly Decision[]): Decision {
  const reasons = decisions.flatMap(({ reason }) => reason || []);
  const errors = decisions.flatMap(({ error }) => error ?? []);
  return { decision: decisions.at(-1)?.decision ?? 'NoOpinion', reason: reasons.join('\n'), error: combinedError(errors) };
}

function combinedError(errors: readonly Error[]): Error | undefined {
  return errors.length < 2 ? errors[0] : new AggregateError(errors, `[${errors.map(({ message }) => message).join(', ')}]`);
}
