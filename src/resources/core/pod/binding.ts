// Putting a pod on a node [B009]: what a scheduler does, through pods/<name>/binding or the older `bindings`. upstream:
// BindingREST, LegacyBindingREST.
import { arranged, joined } from '../../../api/arrange.ts';
import { Binding } from '../../../api/core/v1/binding.ts';
import type { Pod } from '../../../api/core/v1/pod.ts';
import { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import { PodStatus, type PodCondition } from '../../../api/core/v1/pod-status.ts';
import type { Status } from '../../../machinery/meta/v1.ts';
import { badRequest, conflict, StatusError, toStatus } from '../../../machinery/status-error.ts';
import { computed, type StoredObject } from '../../../machinery/stored-object.ts';
import { formatTime } from '../../../machinery/time.ts';
import { aggregate, notSupported, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { Path } from '../../../machinery/validation/path.ts';
import { keyOf } from '../../../registry/keys.ts';
import { kindOf } from '../../../registry/kind.ts';
import { withMeta } from '../../../registry/object-meta.ts';
import type {
  Creater,
  InstalledResource,
  NamedCreater,
  RequestContext,
  RestBase,
  ValidateObject,
  WriteOptions,
} from '../../../registry/rest.ts';
import { endpoint } from '../../../registry/resource.ts';
import type { Store } from '../../../registry/store.ts';

const base: RestBase<Binding> = { kind: kindOf(Binding), type: Binding, namespaced: true };

interface BindRequest extends WriteOptions {
  readonly binding: Binding;
  readonly validate: ValidateObject<Binding>;
}

/** pods/<name>/binding */
export function podBinding(store: Store<Pod>): RestBase<Binding> & NamedCreater<Binding> {
  return {
    ...base,
    // oxlint-disable-next-line max-params -- as NamedCreater has it
    createNamed(context, name, binding, validate, options) {
      if (binding.metadata.name !== name) throw badRequest('name in URL does not match name in Binding object');
      return bind(store, context, { ...options, binding, validate });
    },
  };
}

/** The `bindings` resource, in which nothing is kept. */
export function bindings(store: Store<Pod>): InstalledResource {
  const rest: RestBase<Binding> & Creater<Binding> = {
    ...base,
    create: (context, binding, validate, options) => bind(store, context, { ...options, binding, validate }),
  };
  return {
    name: 'bindings',
    singular: 'binding',
    shortNames: [],
    categories: [],
    storageKind: undefined,
    rest: endpoint(rest),
    subresources: new Map(),
  };
}

async function bind(store: Store<Pod>, context: RequestContext, { binding, validate, dryRun }: BindRequest): Promise<StoredObject<Status>> {
  const problem = aggregate(validateTarget(binding));
  // A 500 without a reason, as upstream has it.
  if (problem !== '') throw new StatusError(toStatus(new Error(problem)));
  await validate(binding);
  const { name = '', uid, resourceVersion } = binding.metadata;
  const key = keyOf(store.parts.strategy, context, name);
  const mutate = (pod: Pod | undefined): Pod => bound(pod!, binding, formatTime(store.parts.environment.now()));
  const options = { preconditions: { uid, resourceVersion }, signal: context.signal };
  await store.interpreted('update', name, () => store.writer({ dryRun }).guaranteedUpdate(key, mutate, options));
  return computed<Status>({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' });
}

function* validateTarget({ target }: Binding): Iterable<FieldError> {
  const at = Path.of('target');
  if (target.kind !== undefined && target.kind !== 'Node') yield notSupported(at.field('kind'), target.kind, ['Node', '<empty>']);
  if (target.name === undefined) yield required(at.field('name'));
}

/** The pod on its node. Throws Conflict when it cannot be put there. */
function bound(pod: Pod, { target, metadata }: Binding, now: string): Pod {
  const { name = '' } = pod.metadata;
  const problem = obstacle(pod);
  if (problem !== undefined) throw conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} ${problem}`);
  return {
    ...withMeta(pod, {
      annotations: joined(metadata.annotations, pod.metadata.annotations),
      labels: joined(metadata.labels, pod.metadata.labels),
    }),
    spec: arranged(PodSpec, { ...pod.spec, nodeName: target.name }),
    status: arranged(PodStatus, { ...pod.status, nominatedNodeName: undefined, conditions: scheduled(pod.status.conditions ?? [], now) }),
  };
}

function obstacle({ metadata, spec }: Pod): string | undefined {
  if (metadata.deletionTimestamp !== undefined) return 'is being deleted, cannot be assigned to a host';
  if (spec.nodeName !== undefined) return `is already assigned to node ${JSON.stringify(spec.nodeName)}`;
  return (spec.schedulingGates ?? []).length > 0 ? 'has non-empty .spec.schedulingGates' : undefined;
}

function scheduled(conditions: readonly PodCondition[], now: string): readonly PodCondition[] {
  const condition: PodCondition = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now };
  const had = conditions.find(({ type }) => type === condition.type);
  if (had === undefined) return [...conditions, condition];
  const since = had.status === 'True' ? had.lastTransitionTime : now;
  return conditions.map((each) => (each === had ? { ...condition, lastTransitionTime: since } : each));
}
