// A kind for tests of the registry: with a spec, a status and replicas, and rules that a test can break.
import { Scale } from '../../src/api/autoscaling/v1.ts';
import { groupVersion, int32, message, object, openValues, enumOf, string } from '../../src/machinery/declare.ts';
import { ObjectMeta } from '../../src/machinery/meta/v1.ts';
import { invalid, type FieldError } from '../../src/machinery/validation/field-error.ts';
import { Path } from '../../src/machinery/validation/path.ts';
import type { ResourceDefinition } from '../../src/registry/definition.ts';
import { defineResource, type Resource } from '../../src/registry/resource.ts';

const v1 = groupVersion('test.kapibara.io/v1');

export class Gadget extends v1.kind('Gadget', () => ({
  metadata: object(1, ObjectMeta),
  spec: object(2, GadgetSpec),
  status: object(3, GadgetStatus),
})) {}

export class GadgetSpec extends message('GadgetSpec', () => ({ size: int32(1), owner: string(2), replicas: int32(3) })) {}

export class GadgetStatus extends message('GadgetStatus', () => ({
  phase: enumOf(1, openValues('New', 'Ready')),
  replicas: int32(2).required(),
})) {}

export const gadgetDefinition: ResourceDefinition<Gadget> = {
  type: Gadget,
  plural: 'gadgets',
  shortNames: ['gd'],
  categories: ['all'],
  scope: 'Namespaced',
  status: true,
  fields: { 'spec.owner': ({ spec }) => spec.owner },
  validate: validateGadget,
  validateUpdate: validateGadget,
  warningsOnCreate: ({ spec }) => (spec.size === 13 ? ['spec.size: 13 brings bad luck'] : []),
  warningsOnUpdate: ({ spec }) => (spec.size === 13 ? ['spec.size: 13 brings bad luck'] : []),
  scale: {
    type: Scale,
    replicas: ({ spec }) => spec.replicas ?? 0,
    withReplicas: (gadget, replicas) => ({ ...gadget, spec: { ...gadget.spec, replicas } }),
    currentReplicas: ({ status }) => status.replicas,
    selector: ({ metadata }) => `gadget=${metadata.name}`,
  },
};

function* validateGadget({ spec: { size = 0 } }: Gadget): Iterable<FieldError> {
  if (size < 0) yield invalid(Path.of('spec', 'size'), size, 'must be greater than or equal to 0');
}

/** The gadgets, or gadgets that differ. */
export const gadgets = (differences: Partial<ResourceDefinition<Gadget>> = {}): Resource<Gadget> =>
  defineResource({ ...gadgetDefinition, ...differences });

interface Given {
  readonly metadata?: Gadget['metadata'];
  readonly spec?: Gadget['spec'];
  readonly status?: Gadget['status'];
}

/** A gadget as a client would send it. */
export const gadget = (name: string | undefined, { metadata = {}, spec = {}, status = { replicas: 0 } }: Given = {}): Gadget => ({
  kind: 'Gadget',
  apiVersion: 'test.kapibara.io/v1',
  metadata: { ...(name !== undefined && { name }), ...metadata },
  spec,
  status,
});
