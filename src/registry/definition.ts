// What there is to say about a resource: the argument of `defineResource`, and nothing that acts on it.
import type { Message } from '../machinery/declare.ts';
import type { KubeObject } from '../machinery/object.ts';
import type { ObjectMeta } from '../machinery/meta/v1.ts';
import type { SelectableOptions } from '../machinery/selectors/fields.ts';
import type { FieldError } from '../machinery/validation/field-error.ts';
import type { FieldReaders } from '../storage/declared-codec.ts';
import type { RequestContext } from './rest.ts';
import type { Strategy } from './strategy.ts';
import type { TableDefinition } from './table.ts';

/** The parts of a Strategy that a definition may give. Each has a default: see resource-strategy.ts. */
export type StrategyParts<T extends KubeObject> = Partial<Omit<Strategy<T>, 'namespaced'>>;

export interface ResourceDefinition<T extends KubeObject> extends StrategyParts<T> {
  /** The kind, and with it group and version. */
  readonly type: Message<T>;
  /** The name in URLs: `configmaps`. */
  readonly plural: string;
  /** Default: the kind in lower case. */
  readonly singular?: string | undefined;
  readonly shortNames?: readonly string[] | undefined;
  /** `all`, for what `kubectl get all` shows. */
  readonly categories?: readonly string[] | undefined;
  readonly scope: 'Namespaced' | 'Cluster';
  /** Default: Name and Created At. */
  readonly table?: TableDefinition<T> | undefined;
  /** What field selectors may name besides metadata.name and metadata.namespace, and where the value is [§5.5]. */
  readonly fields?: FieldReaders<T> | undefined;
  /** Other names for `fields`, and what to say about the rest. */
  readonly fieldOptions?: SelectableOptions | undefined;
  /** `true`, or what differs from the usual: there is a /status, and only it writes the status [R060]. */
  readonly status?: true | StatusDefinition<T> | undefined;
  /** What metadata.generation counts. Default: changes of the spec, where there is a status; else nothing [R063]. */
  readonly generation?: GenerationRule<T> | undefined;
  /** There is a /scale [B026]. */
  readonly scale?: ScaleDefinition<T> | undefined;
  /** False for kinds whose own rules say all that the declaration says, in upstream's order and places. Default: true. */
  readonly declaredRules?: boolean | undefined;
  /** A DELETE that removes the object answers with it instead of with a Status [R030]. */
  readonly returnDeletedObject?: boolean | undefined;
  /** What to use instead of the resource, in upstream's words: every answer warns of it [B020]. */
  readonly deprecation?: string | undefined;
  /** The objects are stored as another kind, which may be served elsewhere: events, as those of the core group [F004]. */
  readonly storedAs?: StoredAs<T> | undefined;
}

/** Both ways between the kind that is served and the one that is stored. Metadata stays what it is. */
export interface Conversion<T, S> {
  fromStored(stored: S): T;
  toStored(object: T): S;
}

export interface StoredAs<T extends KubeObject, S extends KubeObject = KubeObject> extends Conversion<T, S> {
  readonly type: Message<S>;
}

/** What differs in a kind's /status from the usual. */
export interface StatusDefinition<T extends KubeObject> {
  /** What of the metadata cannot be changed through /status either [R062]: labels, of deployments. Default: nothing. */
  readonly keeps?: readonly (keyof ObjectMeta)[] | undefined;
  /** A POST may bring a status: only nodes [R061]. */
  readonly givenOnCreate?: boolean | undefined;
  /** Runs when everything but status and metadata is as it was. */
  prepareForUpdate?(next: T, previous: T, context: RequestContext): T;
  /** The main endpoint's rules do not apply here. */
  validateUpdate?(next: T, previous: T): Iterable<FieldError>;
  warningsOnUpdate?(next: T, previous: T): Iterable<string>;
}

/** All the metadata that a client can set: what `keeps` names for kinds whose /status writes the status and nothing else. */
export const clientMetadata: readonly (keyof ObjectMeta)[] = ['labels', 'annotations', 'finalizers', 'ownerReferences'];

/** `false`: the kind has no generation. A function: whether these two differ in a way that counts. */
export type GenerationRule<T> = false | ((next: T, previous: T) => boolean);

/** autoscaling/v1 Scale. Its declaration belongs to src/api, which the registry does not know: `type` brings it. */
export interface ScaleObject extends KubeObject {
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

/** Where an object keeps what a Scale shows. */
export interface ScaleDefinition<T extends KubeObject> {
  readonly type: Message<ScaleObject>;
  /** How many are wanted. */
  replicas(object: T): number;
  withReplicas(object: T, replicas: number): T;
  /** How many there are. */
  currentReplicas(object: T): number;
  /** The label selector of the pods that count, as a query parameter has it. */
  selector(object: T): string;
}
