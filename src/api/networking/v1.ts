// networking/v1 ServiceCIDR and IPAddress: which addresses services can have, and which are taken.
import { groupVersion, list, message, object, string } from '../../machinery/declare.ts';
import { Condition, ListMeta, ObjectMeta } from '../../machinery/meta/v1.ts';

const v1 = groupVersion('networking.k8s.io/v1');

/** A range that addresses of services are taken from. */
export class ServiceCIDR extends v1.kind('ServiceCIDR', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, ServiceCIDRSpec),
  status: object(3, ServiceCIDRStatus),
})) {}

export class ServiceCIDRList extends v1.kind('ServiceCIDRList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, ServiceCIDR).required(),
})) {}

/** One address that is taken; its name is the address in canonical form. */
export class IPAddress extends v1.kind('IPAddress', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, IPAddressSpec).required(),
})) {}

export class IPAddressList extends v1.kind('IPAddressList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, IPAddress).required(),
})) {}

export class ServiceCIDRSpec extends message('ServiceCIDRSpec', () => ({
  /** At most one range per address family. */
  cidrs: list(1, string).atomic(),
})) {}

export class ServiceCIDRStatus extends message('ServiceCIDRStatus', () => ({
  conditions: list(1, Condition).keyedBy('type').mergeOn('type'),
})) {}

export class IPAddressSpec extends message('IPAddressSpec', () => ({
  /** Who has it. */
  parentRef: object(1, ParentReference).optional().required(),
})) {}

export class ParentReference extends message('ParentReference', () => ({
  group: string(1),
  resource: string(2).optional().required(),
  namespace: string(3),
  name: string(4).optional().required(),
})) {}
