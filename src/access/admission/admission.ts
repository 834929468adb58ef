// Admission: an ordered chain that may change a write, then one that may refuse it.
import type { GroupVersionKind, GroupVersionResource } from '../../machinery/object.ts';
import type { User } from '../user.ts';

export type AdmissionOperation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

/** upstream: admission.Attributes. What a plugin may know about a write. */
export interface Attributes {
  readonly operation: AdmissionOperation;
  readonly resource: GroupVersionResource;
  /** '' for the resource itself. */
  readonly subresource: string;
  readonly kind: GroupVersionKind;
  /** '' for cluster-scoped resources. A namespace's own namespace is its name, as upstream has it. */
  readonly namespace: string;
  /** '' when the name is still to be generated. */
  readonly name: string;
  /** Absent on DELETE. */
  readonly object: object | undefined;
  /** Absent on CREATE; on a collection delete, each object in turn. */
  readonly oldObject: object | undefined;
  readonly dryRun: boolean;
  readonly user: User;
  /** The CreateOptions, UpdateOptions, PatchOptions or DeleteOptions of the request. */
  readonly options: object | undefined;
  /** Adds a Warning header to the response. */
  warn(text: string): void;
}

/** Stateful plugins live in src/plugins. A plugin implements one or both of the two steps. */
export interface AdmissionPlugin {
  readonly name: string;
  handles(operation: AdmissionOperation): boolean;
  /** Returns the object to go on with (the same one when unchanged). Throws a StatusError to refuse. */
  admit?(attributes: Attributes): Promise<object | undefined>;
  /** Throws a StatusError to refuse. */
  validate?(attributes: Attributes): Promise<void>;
}

/** The chain, in upstream's fixed order [M001]; the caller sorts. */
export interface AdmissionChain {
  /** Runs every mutating step in order, each seeing what the one before made; resolves to the final object. */
  admit(attributes: Attributes): Promise<object | undefined>;
  validate(attributes: Attributes): Promise<void>;
}

export function admissionChain(plugins: readonly AdmissionPlugin[]): AdmissionChain {
  return {
    async admit(attributes) {
      let object = attributes.object;
      for (const plugin of plugins)
        if (plugin.admit !== undefined && plugin.handles(attributes.operation)) object = await plugin.admit({ ...attributes, object });
      return object;
    },
    async validate(attributes) {
      for (const plugin of plugins)
        if (plugin.validate !== undefined && plugin.handles(attributes.operation)) await plugin.validate(attributes);
    },
  };
}
