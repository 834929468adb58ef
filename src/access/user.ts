// Who makes a request.

/** upstream: user.Info. */
export interface User {
  readonly name: string;
  readonly uid?: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

export const anonymous: User = { name: 'system:anonymous', groups: ['system:unauthenticated'], extra: {} };

/** In-process clients of the server itself [N039]. */
export const loopback: User = { name: 'system:apiserver', groups: ['system:masters', 'system:authenticated'], extra: {} };
