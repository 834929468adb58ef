// Who may do what whatever the policy says: system:masters everything [N027], everybody else look at how the server is [N033].
import { noOpinion, type Authorizer, type Decision } from './authorizer.ts';

const allow: Decision = { decision: 'Allow' };

export const privilegedGroup: Authorizer = {
  authorize: ({ user }) => (user.groups.includes('system:masters') ? allow : noOpinion),
};

const publicPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz', '/version', '/version/']);

/** What the ClusterRole system:public-info-viewer grants to everybody, logged in or not. */
export const publicInfo: Authorizer = {
  authorize: ({ isResourceRequest, verb, path }) => (!isResourceRequest && verb === 'get' && publicPaths.has(path) ? allow : noOpinion),
};
