// core/v1 Endpoints: the addresses behind a service, in one object. EndpointSlice has replaced it.
import { atomicMessage, enumOf, int32, list, message, object, string } from '../../../machinery/declare.ts';
import { ListMeta, ObjectMeta } from '../../../machinery/meta/v1.ts';
import { ObjectReference } from './references.ts';
import { Protocol } from './service.ts';
import { v1 } from './group-version.ts';

/** Deprecated in favour of EndpointSlice. The addresses behind the service of the same name. */
export class Endpoints extends v1.kind('Endpoints', () => ({
  metadata: object(1, ObjectMeta),
  subsets: list(2, EndpointSubset).atomic(),
})) {}

export class EndpointsList extends v1.kind('EndpointsList', () => ({
  metadata: object(1, ListMeta),
  items: list(2, Endpoints).required(),
})) {}

/** Every address here with every port here. */
export class EndpointSubset extends message('EndpointSubset', () => ({
  /** Ready for traffic. */
  addresses: list(1, EndpointAddress).atomic(),
  /** Not ready yet, or no longer. */
  notReadyAddresses: list(2, EndpointAddress).atomic(),
  ports: list(3, EndpointPort).atomic(),
})) {}

/** One address. */
export class EndpointAddress extends atomicMessage('EndpointAddress', () => ({
  ip: string(1).required(),
  hostname: string(3),
  nodeName: string(4).optional(),
  /** What stands behind it, most often a pod. */
  targetRef: object(2, ObjectReference).optional(),
})) {}

/** One port. */
export class EndpointPort extends atomicMessage('EndpointPort', () => ({
  /** The service port's name; may be empty when there is only one. */
  name: string(1),
  port: int32(2).required(),
  protocol: enumOf(3, Protocol).default('TCP'),
  appProtocol: string(4).optional(),
})) {}
