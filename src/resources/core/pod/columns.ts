// What `kubectl get pods` prints. The status is one word for all containers, gathered from theirs. upstream: printPod.
import type { Container } from '../../../api/core/v1/container.ts';
import type { ContainerStatus } from '../../../api/core/v1/container-status.ts';
import type { Pod } from '../../../api/core/v1/pod.ts';
import { humanAge } from '../../../machinery/human-duration.ts';
import type { TableRowCondition } from '../../../machinery/meta/v1.ts';
import type { TableDefinition } from '../../../registry/table.ts';
import { ageColumn, column, nameColumn, wide } from '../../columns.ts';

/** A column of which kubectl shows nothing as `<none>`. */
const orNone = (text: string | undefined): string => text || '<none>';

export const podTable: TableDefinition<Pod> = {
  columns: [
    nameColumn,
    column('Ready', 'How many containers are ready, of how many.', (pod) => {
      const { ready, total } = summaryOf(pod);
      return `${ready}/${total}`;
    }),
    column('Status', 'How the containers are doing, in one word.', (pod) => summaryOf(pod).text),
    column('Restarts', 'How often containers were restarted, and how long ago the last time was.', restartsText),
    ageColumn,
    wide('IP', 'The address of the pod.', ({ status }) => orNone(status.podIPs?.[0]?.ip)),
    wide('Node', 'The node it runs on.', ({ spec }) => orNone(spec.nodeName)),
    wide('Nominated Node', 'Where it will probably run, once the pods it preempted are gone.', ({ status }) =>
      orNone(status.nominatedNodeName),
    ),
    wide('Readiness Gates', 'How many of the conditions it waits for are true.', readinessGatesText),
  ],
  conditions: ({ status }) => finished[status.phase ?? ''] ?? [],
};

const completed = (reason: string, message: string): readonly TableRowCondition[] => [
  { type: 'Completed', status: 'True', reason, message },
];

const finished: Readonly<Record<string, readonly TableRowCondition[]>> = {
  Succeeded: completed('Succeeded', 'The pod has completed successfully.'),
  Failed: completed('Failed', 'The pod failed.'),
};

interface Summary {
  readonly text: string;
  readonly ready: number;
  readonly total: number;
  /** Those whose restarts are counted. */
  readonly restarted: readonly ContainerStatus[];
}

function summaryOf(pod: Pod): Summary {
  const containers = summaryOfContainers(pod);
  return { ...containers, text: deletionText(pod) ?? containers.text };
}

function summaryOfContainers(pod: Pod): Summary {
  const { spec, status } = pod;
  const { containerStatuses = [] } = status;
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const init = initialization(pod, sidecars);
  const total = spec.containers.length + sidecars.size;
  const base = init.text ?? (isGated(pod) ? 'SchedulingGated' : status.reason || (status.phase ?? ''));
  if (init.text !== undefined && !hasCondition(pod, 'Initialized')) return { text: base, ready: init.ready, total, restarted: init.seen };

  const running = containerStatuses.filter((each) => problemOf(each) === undefined && each.ready && each.state.running !== undefined);
  const text = containerStatuses.map(problemOf).find((problem) => problem !== undefined) ?? base;
  return {
    text: text === 'Completed' && running.length > 0 ? (hasCondition(pod, 'Ready') ? 'Running' : 'NotReady') : text,
    ready: init.ready + running.length,
    total,
    restarted: [...init.seen.filter(({ name }) => sidecars.has(name)), ...containerStatuses],
  };
}

const isSidecar = ({ restartPolicy }: Container): boolean => restartPolicy === 'Always';

const isGated = ({ status }: Pod): boolean =>
  (status.conditions ?? []).some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated');

const hasCondition = ({ status }: Pod, wanted: string): boolean =>
  (status.conditions ?? []).some(({ type, status: value }) => type === wanted && value === 'True');

interface Initialization {
  /** Undefined when all init containers are done or, as sidecars, running. */
  readonly text: string | undefined;
  /** Sidecars. */
  readonly ready: number;
  /** Up to the one that holds the others up. */
  readonly seen: readonly ContainerStatus[];
}

function initialization({ spec, status }: Pod, sidecars: ReadonlySet<string>): Initialization {
  const statuses = status.initContainerStatuses ?? [];
  const succeeded = ({ state }: ContainerStatus): boolean => state.terminated?.exitCode === 0;
  const started = ({ name, started = false }: ContainerStatus): boolean => sidecars.has(name) && started;
  const at = statuses.findIndex((each) => !succeeded(each) && !started(each));
  const seen = at < 0 ? statuses : statuses.slice(0, at + 1);
  return {
    text: at < 0 ? undefined : `Init:${initProblemOf(statuses[at]!) ?? `${at}/${(spec.initContainers ?? []).length}`}`,
    ready: seen.filter((each) => !succeeded(each) && started(each) && each.ready).length,
    seen,
  };
}

function initProblemOf({ state: { terminated, waiting } }: ContainerStatus): string | undefined {
  if (terminated !== undefined) return terminatedText(terminated);
  return waiting?.reason === 'PodInitializing' ? undefined : waiting?.reason;
}

/** Why a container is not running. */
function problemOf({ state: { terminated, waiting } }: ContainerStatus): string | undefined {
  return waiting?.reason ?? (terminated === undefined ? undefined : terminatedText(terminated));
}

function terminatedText({ reason, signal = 0, exitCode }: NonNullable<ContainerStatus['state']['terminated']>): string {
  return reason ?? (signal === 0 ? `ExitCode:${exitCode}` : `Signal:${signal}`);
}

function deletionText({ metadata, status }: Pod): string | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined;
  if (status.reason === 'NodeLost') return 'Unknown';
  return status.phase === 'Succeeded' || status.phase === 'Failed' ? undefined : 'Terminating';
}

function restartsText(pod: Pod, now: number): string {
  const { restarted } = summaryOf(pod);
  const restarts = restarted.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const last =
    restarted
      .map(({ lastState }) => lastState.terminated?.finishedAt ?? '')
      .toSorted()
      .at(-1) ?? '';
  return restarts === 0 || last === '' ? String(restarts) : `${restarts} (${humanAge(last, now)} ago)`;
}

function readinessGatesText(pod: Pod): string {
  const { readinessGates = [] } = pod.spec;
  if (readinessGates.length === 0) return '<none>';
  return `${readinessGates.filter(({ conditionType }) => hasCondition(pod, conditionType)).length}/${readinessGates.length}`;
}
