// How admission plugins see namespaces: straight from their storage.
import { assert } from '../base/assert.ts';
import { limits } from '../base/limits.ts';
import { loopback } from '../access/user.ts';
import { isStatusError } from '../machinery/status-error.ts';
import type { StoredObject } from '../machinery/stored-object.ts';
import type { LookUpNamespace } from '../plugins/namespace-lifecycle.ts';
import type { ApiGroupVersion, RequestContext } from '../registry/rest.ts';

/** Linearizable: a namespace created just now is found. */
export function namespaceLookup(groupVersions: readonly ApiGroupVersion[]): LookUpNamespace {
  const core = groupVersions.find(({ group }) => group === '');
  const rest = core?.resources.find(({ name }) => name === 'namespaces')?.rest;
  assert(rest?.get !== undefined, 'namespaces are installed and can be read');
  const get = rest.get.bind(rest);
  const context: RequestContext = { user: loopback, namespace: undefined, signal: new AbortController().signal, warn: () => {} };
  // The latest revision of each, with what was parsed of it: every create asks, and the answer is nearly always the same.
  const known = new Map<string, StoredObject<unknown>>();
  return async (name) => {
    try {
      const found = await get(context, name, {});
      const before = known.get(name);
      if (before?.revision === found.revision) return before;
      if (known.size === limits.namespacesRemembered) known.clear();
      known.set(name, found);
      return found;
    } catch (error) {
      if (!isStatusError(error, 'NotFound')) throw error;
      known.delete(name);
      return undefined;
    }
  };
}
