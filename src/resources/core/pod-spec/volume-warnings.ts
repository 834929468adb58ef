// Volumes that no longer work, or whose files hide each other.
import type { KeyToPath, VolumeProjection } from '../../../api/core/v1/projected-volume.ts';
import type { Volume, VolumeSource } from '../../../api/core/v1/volume.ts';
import { quote } from '../../../machinery/validation/go-text.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { fractionWarnings } from './fraction-warnings.ts';
import { warningAt } from '../../rules.ts';

export function* volumeWarnings(volumes: readonly Volume[], at: Path): Iterable<string> {
  for (const [i, volume] of volumes.entries()) {
    yield* deprecationWarnings(volume, at.index(i));
    const requests = volume.ephemeral?.volumeClaimTemplate?.spec.resources.requests;
    const template = at.index(i).field('ephemeral').field('volumeClaimTemplate');
    yield* fractionWarnings(requests, template.field('spec').field('resources').field('requests'), ['storage']);
  }
  for (const volume of volumes) yield* overlapWarnings(volume);
}

interface Deprecation {
  readonly source: keyof VolumeSource;
  /** Where messages have another name for it. */
  readonly name?: string;
  readonly since: string;
}

const deprecations: readonly Deprecation[] = [
  { source: 'photonPersistentDisk', since: 'deprecated in v1.11, non-functional in v1.16+' },
  { source: 'gitRepo', since: 'deprecated in v1.11, and disabled by default in v1.33+' },
  { source: 'scaleIO', since: 'deprecated in v1.16, non-functional in v1.22+' },
  { source: 'flocker', since: 'deprecated in v1.22, non-functional in v1.25+' },
  { source: 'storageos', name: 'storageOS', since: 'deprecated in v1.22, non-functional in v1.25+' },
  { source: 'quobyte', since: 'deprecated in v1.22, non-functional in v1.25+' },
  { source: 'glusterfs', since: 'deprecated in v1.25, non-functional in v1.26+' },
  { source: 'cephfs', since: 'deprecated in v1.28, non-functional in v1.31+' },
  { source: 'rbd', since: 'deprecated in v1.28, non-functional in v1.31+' },
];

function* deprecationWarnings(volume: Volume, at: Path): Iterable<string> {
  for (const { source, name = source, since } of deprecations) if (volume[source] !== undefined) yield warningAt(at.field(name), since);
}

function* overlapWarnings({ name, configMap, secret, downwardAPI, projected }: Volume): Iterable<string> {
  const warn = (what: string, problem: string): string => `volume ${quote(name)} (${what})${problem}`;
  const files = (items: readonly Pick<KeyToPath, 'path'>[] = []): readonly File[] => items.map(({ path }) => ({ path }));
  for (const overlap of overlaps(files(configMap?.items))) yield warn(`ConfigMap ${quote(configMap?.name ?? '')}`, overlap);
  for (const overlap of overlaps(files(secret?.items))) yield warn(`Secret ${quote(secret?.secretName ?? '')}`, overlap);
  for (const overlap of overlaps(files(downwardAPI?.items))) yield warn('DownwardAPI', overlap);
  if (projected === undefined) return;
  for (const source of projected.sources ?? []) if (Object.keys(source).length === 0) yield warn('Projected', ' has no sources provided');
  for (const overlap of overlaps((projected.sources ?? []).flatMap(filesOf))) yield warn('Projected', overlap);
}

interface File {
  readonly path: string;
  /** In a projected volume. */
  readonly source?: string;
}

function filesOf({ configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection): readonly File[] {
  const from = (source: string, items: readonly Pick<KeyToPath, 'path'>[] = []): readonly File[] =>
    items.map(({ path }) => ({ path, source }));
  return [
    ...from(`ConfigMap ${quote(configMap?.name ?? '')}`, configMap?.items),
    ...from(`Secret ${quote(secret?.name ?? '')}`, secret?.items),
    ...from('DownwardAPI', downwardAPI?.items),
    ...from('ServiceAccountToken', serviceAccountToken === undefined ? [] : [serviceAccountToken]),
  ];
}

/** The same file twice, or a file that would have to be a directory as well. */
function* overlaps(files: readonly File[]): Iterable<string> {
  for (const [i, file] of files.entries())
    for (const other of files.slice(0, i))
      if (lies(file.path, other.path) || lies(other.path, file.path)) yield `: overlapping paths: ${textOf(file)} with ${textOf(other)}`;
}

const lies = (path: string, at: string): boolean => path === at || path.startsWith(`${at}/`);

const textOf = ({ path, source }: File): string => (source === undefined ? quote(path) : `${quote(path)} (${source})`);
