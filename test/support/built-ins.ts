// Built-in resources as a server installs them, looked up by name.
import type { RESTOptionsGetter } from '../../src/registry/rest-options.ts';
import type { InstalledResource } from '../../src/registry/rest.ts';
import { builtInProviders } from '../../src/resources/providers.ts';

/** `apps/deployments`, or `pods` for the core group. */
export function installedAs(resource: string, restOptions: RESTOptionsGetter): InstalledResource {
  const [plural, group = ''] = resource.split('/').toReversed();
  const versions = builtInProviders().flatMap((provider) => provider.newRESTStorage(restOptions));
  const installed = versions.find((each) => each.group === group)?.resources.find(({ name }) => name === plural);
  if (installed === undefined) throw new Error(`nothing is installed as ${resource}`);
  return installed;
}
