// core/v1: how much of each resource something asks for, and may have.
import { type Filling, list, map, message, quantity, string } from '../../../machinery/declare.ts';
import { inThousandths, type ResourceList } from './resource-list.ts';

/** What is asked for and what is allowed, by resource name. */
export class ResourceRequirements extends message(
  'ResourceRequirements',
  () => ({
    /** The most it may use. */
    limits: map(1, quantity),
    /** What is set aside for it. Where a pod's container sets only a limit, the same. */
    requests: map(2, quantity),
    /** Which of the pod's resourceClaims the container uses. */
    claims: list(3, ResourceClaim).keyedBy('name'),
  }),
  roundResources,
) {}

export class ResourceClaim extends message('ResourceClaim', () => ({ name: string(1).required(), request: string(2) })) {}

/** How much storage a claim asks for. */
export class VolumeResourceRequirements extends message(
  'VolumeResourceRequirements',
  () => ({
    limits: map(1, quantity),
    requests: map(2, quantity),
  }),
  roundResources,
) {}

interface Resources {
  readonly limits?: ResourceList;
  readonly requests?: ResourceList;
}

function roundResources({ limits, requests }: Resources): Filling<Resources> {
  return { limits: inThousandths(limits), requests: inThousandths(requests) };
}
