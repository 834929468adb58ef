// ServiceAccounts: who pods are [B022].
import { ServiceAccount } from '../../api/core/v1/service-account.ts';
import { defineResource, type Resource } from '../../registry/resource.ts';
import { ageColumn, nameColumn } from '../columns.ts';

const declared = defineResource<ServiceAccount>({
  type: ServiceAccount,
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  scope: 'Namespaced',
  table: { columns: [nameColumn, ageColumn] },
});

export const serviceAccounts: Resource<ServiceAccount> = {
  ...declared,
  install: (restOptions) => declared.installed(declared.store(restOptions, { returnDeletedObject: true })),
};
