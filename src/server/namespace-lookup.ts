// How admission plugins see namespaces: straight from their storage.
import { assert } from '../base/assert.ts';
import { loopback } from '../access/user.ts';
import { isStatusError } from '../machinery/status-error.ts';
import type { LookUpNamespace } from '../plugins/namespace-lifecycle.ts';
import type { ApiGroupVersion, RequestContext } from '../registry/rest.ts';

/** Linearizable: a namespace created just now is found. */
export function namespaceLookup(groupVersions: readonly ApiGroupVersion[]): LookUpNamespace {
  const core = groupVersions.find(({ group }) => group === '');
  const rest = core?.resources.find(({ name }) => name === 'namespaces')?.rest;
  assert(rest?.get !== undefined, 'namespaces are installed and can be read');
  const get = rest.get.bind(rest);
  const context: RequestContext = { user: loopback, namespace: undefined, signal: new AbortController().signal, warn: () => {} };
  return async (name) => {
    try {
      return await get(context, name, {});
    } catch (error) {
      if (isStatusError(error, 'NotFound')) return undefined;
      throw error;
    }
  };
}
