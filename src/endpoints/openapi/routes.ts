// The OpenAPI endpoints [E016, E017]: what kubectl explains and validates with. Everything follows from the declarations and
// from what is installed, so that nothing is made before somebody asks.
import type { Environment } from '../../base/environment.ts';
import type { ApiGroupVersion } from '../../registry/rest.ts';
import type { Step } from '../filters/filter.ts';
import { documentV2 as formV2 } from './gnostic/v2.ts';
import { documentV3 as formV3 } from './gnostic/v3.ts';
import { LazyDocument } from './lazy-document.ts';
import { contents } from './paths.ts';
import { serveIndex, serveV2, serveV3 } from './serve.ts';
import type { Info } from './spec.ts';
import { documentV2 } from './v2.ts';
import { documentV3 } from './v3.ts';

export interface OpenApiOptions {
  readonly versions: readonly ApiGroupVersion[];
  /** Upstream: Kubernetes and the minor release, `1.36`. */
  readonly info: Info;
  readonly environment: Environment;
}

/** Exact paths, but for `/openapi/v3/`, which stands for everything below it. */
export function openapiRoutes({ versions, info, environment }: OpenApiOptions): ReadonlyMap<string, Step> {
  const all = contents(versions);
  const documents = new Map(
    [...all].map(([name, content]) => [name, new LazyDocument(async () => documentV3(content, await described(info)), formV3)] as const),
  );
  const whole = new LazyDocument(async () => documentV2(all.values(), await described(info)), formV2);
  const serving = { environment, lastModifiedMs: environment.now() };
  return new Map([
    ['/openapi/v2', serveV2(whole, serving)],
    ['/openapi/v3', serveIndex(documents, serving)],
    ['/openapi/v3/', serveV3(documents, serving)],
  ]);
}

/** The descriptions are large, and nobody else needs them. */
const described = async (info: Info) => ({ info, descriptions: (await import('../../api/descriptions.ts')).descriptions });
