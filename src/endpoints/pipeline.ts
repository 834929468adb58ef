// The way of every request, from the connection to its handler: the filters in order, then the router [E080]. upstream:
// DefaultBuildHandlerChain.
import type { AdmissionChain } from '../access/admission/admission.ts';
import type { Authenticator } from '../access/authn/authenticator.ts';
import type { Authorizer } from '../access/authz/authorizer.ts';
import type { Environment } from '../base/environment.ts';
import type { Logger } from '../base/log.ts';
import type { ApiGroupVersion } from '../registry/rest.ts';
import type { Handler } from './exchange.ts';
import { auditId } from './filters/audit-id.ts';
import { authentication } from './filters/authentication.ts';
import { authorization } from './filters/authorization.ts';
import { cacheControl } from './filters/cache-control.ts';
import { deadline } from './filters/deadline.ts';
import { Exchange, type Filter } from './filters/filter.ts';
import { measure, type RequestMetrics } from './filters/metrics.ts';
import { recoverPanics } from './filters/panic.ts';
import { resolveRequestInfo } from './filters/request-info.ts';
import { recordWarnings } from './filters/warnings.ts';
import { ChunkPool } from './respond/chunked-body.ts';
import { sendText } from './respond/text.ts';
import { createRouter, type PathHandlers } from './router.ts';

export interface PipelineOptions {
  readonly groupVersions: readonly ApiGroupVersion[];
  /** What is no resource: discovery, OpenAPI, health, metrics, version. */
  readonly paths: PathHandlers;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  readonly admission: AdmissionChain;
  readonly environment: Environment;
  readonly log: Logger;
  readonly metrics: RequestMetrics;
  /** How long a request that is not long-running may take. */
  readonly requestTimeoutMs: number;
  /** A watch without timeoutSeconds ends after this or up to twice as long. */
  readonly minRequestTimeoutMs: number;
  /** Freezes every decoded body: for tests. */
  readonly verify: boolean;
  /** Aborted when the server is about to stop: watches end then, cleanly. */
  readonly draining: AbortSignal;
}

export function createPipeline(options: PipelineOptions): Handler {
  const { environment, log, authenticator, authorizer } = options;
  const filters: readonly Filter[] = [
    auditId(environment),
    recoverPanics(log),
    resolveRequestInfo,
    measure(options),
    // Once more, so that what is measured has become an answer.
    recoverPanics(log),
    cacheControl,
    deadline(options),
    recordWarnings,
    authentication({ authenticator, log }),
    authorization(authorizer),
  ];
  const services = { ...options, chunks: new ChunkPool() };
  const router = createRouter({ groupVersions: options.groupVersions, paths: options.paths, services });
  const first = filters.reduceRight((next, filter) => filter(next), router);
  return (request, response) => {
    const path = decodedPath(request.path);
    if (path === undefined) return Promise.resolve(sendText(response, 400, '400 Bad Request'));
    return first(new Exchange(request, response, path));
  };
}

/** Undefined when it is not properly encoded. */
function decodedPath(path: string): string | undefined {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
