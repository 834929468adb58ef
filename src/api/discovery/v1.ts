// discovery/v1 EndpointSlice: some of the addresses behind a service.
import {
  atomicMessage,
  bool,
  enumOf,
  groupVersion,
  int32,
  list,
  map,
  message,
  object,
  string,
  type ValueOf,
  values,
} from '../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../machinery/meta/v1.ts';
import { ObjectReference } from '../core/v1/references.ts';
import { Protocol } from '../core/v1/service.ts';

const v1 = groupVersion('discovery.k8s.io/v1');

/** Some of the addresses behind a service; the label kubernetes.io/service-name says of which. */
export class EndpointSlice extends v1.kind('EndpointSlice', () => ({
  metadata: object(1, ObjectMeta),
  /** IPv4, IPv6 or FQDN. Cannot be changed. */
  addressType: enumOf(4, AddressType).required(),
  endpoints: list(2, Endpoint).atomic().nullable(),
  /** Hold for every endpoint of the slice. */
  ports: list(3, EndpointPort).atomic().nullable(),
})) {}

export class EndpointSliceList extends v1.kind('EndpointSliceList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, EndpointSlice).required(),
})) {}

/** Something that can be reached at any of its addresses. */
export class Endpoint extends message('Endpoint', () => ({
  addresses: list(1, string).set().required(),
  conditions: object(2, EndpointConditions),
  hostname: string(3).optional(),
  targetRef: object(4, ObjectReference).optional(),
  /** Deprecated: what is here was a label of older slices. */
  deprecatedTopology: map(5, string),
  nodeName: string(6).optional(),
  zone: string(7).optional(),
  hints: object(8, EndpointHints).optional(),
})) {}

export class EndpointConditions extends message('EndpointConditions', () => ({
  /** Takes new traffic. Absent means unknown, to be taken for true. */
  ready: bool(1).optional(),
  /** As ready, but also while it is terminating. */
  serving: bool(2).optional(),
  terminating: bool(3).optional(),
})) {}

/** Who should use the endpoint. */
export class EndpointHints extends message('EndpointHints', () => ({
  forZones: list(1, ForZone).atomic(),
  forNodes: list(2, ForNode).atomic(),
})) {}

export class ForZone extends message('ForZone', () => ({ name: string(1).required() })) {}

export class ForNode extends message('ForNode', () => ({ name: string(1).required() })) {}

/** One port. */
export class EndpointPort extends atomicMessage('EndpointPort', () => ({
  /** The service port's name; may be empty when there is only one. */
  name: string(1).optional().default(''),
  protocol: enumOf(2, Protocol).optional().default('TCP'),
  port: int32(3).optional(),
  appProtocol: string(4).optional(),
})) {}

export const AddressType = values('IPv4', 'IPv6', 'FQDN');
export type AddressType = ValueOf<typeof AddressType>;
