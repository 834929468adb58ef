// ServiceAccounts: who pods are [B022].
import { ServiceAccount } from '../../api/core/v1/service-account.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, nameColumn } from '../columns.ts';

export const serviceAccounts = defineResource<ServiceAccount>({
  type: ServiceAccount,
  plural: 'serviceaccounts',
  shortNames: ['sa'],
  scope: 'Namespaced',
  returnDeletedObject: true,
  table: { columns: [nameColumn, ageColumn] },
});
