// ServiceAccounts: who pods are [B022].
import { ServiceAccount } from '../../api/core/v1/service-account.ts';
import { nameIsDnsSubdomain } from '../../machinery/validation/name-rules.ts';
import { validateObjectMeta } from '../../machinery/validation/object-meta.ts';
import { validateFinalizerNames } from '../../registry/resource-strategy.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, nameColumn } from '../columns.ts';

export const serviceAccounts = defineResource<ServiceAccount>({
  type: ServiceAccount,
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  scope: 'Namespaced',
  returnDeletedObject: true,
  // Upstream looks at the metadata once more on update.
  *validateUpdate({ metadata }) {
    yield* validateObjectMeta(metadata, { namespaced: true, nameRule: nameIsDnsSubdomain });
    yield* validateFinalizerNames(metadata);
  },
  *warningsOnCreate({ metadata }) {
    if (metadata.annotations?.[mountableSecrets] !== undefined)
      yield `metadata.annotations[${mountableSecrets}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`;
  },
  table: { columns: [nameColumn, ageColumn] },
});

const mountableSecrets = 'kubernetes.io/enforce-mountable-secrets';
