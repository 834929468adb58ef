// Annotations that pods and their templates lose when they are decoded (upstream: dropInitContainerAnnotations).
import { ObjectMeta } from '../../../machinery/meta/v1.ts';
import { arranged } from '../../arrange.ts';

/** Init containers were annotations before they were fields. Nobody is to take the old form for something that works. */
const lost: readonly string[] = ['alpha', 'beta'].flatMap((stage) =>
  ['init-containers', 'init-container-statuses'].map((name) => `pod.${stage}.kubernetes.io/${name}`),
);

/** The same metadata when there were none. */
export function withoutLostAnnotations(metadata: ObjectMeta): ObjectMeta {
  const { annotations } = metadata;
  if (annotations === undefined || !lost.some((key) => annotations[key] !== undefined)) return metadata;
  const kept = Object.entries(annotations).filter(([key]) => !lost.includes(key));
  return arranged(ObjectMeta, { ...metadata, annotations: kept.length > 0 ? Object.fromEntries(kept) : undefined });
}
