// A pod's volumes. upstream: ValidateVolumes, validateVolumeSource.
import type { PodSpec } from '../../../api/core/v1/pod-spec.ts';
import type { VolumeProjection } from '../../../api/core/v1/projected-volume.ts';
import type { Volume, VolumeSource } from '../../../api/core/v1/volume.ts';
import { quantityOf, quantitySign } from '../../../machinery/quantity.ts';
import { duplicate, forbidden, required, type FieldError } from '../../../machinery/validation/field-error.ts';
import { isDns1123Label, isDns1123Subdomain } from '../../../machinery/validation/name-rules.ts';
import type { Path } from '../../../machinery/validation/path.ts';
import { fileMode, named, oneOf, ownFilePath, present, withoutBacksteps } from '../../rules.ts';
import { validateClaimTemplate } from './claim-template.ts';
import { validateDownwardFile, validateItems } from './volume-files.ts';
import { pluginRules } from './volume-plugins.ts';
import { validateProjected } from './projected-volume.ts';

/** Those that are valid, by name: only they can be mounted. */
export type Volumes = ReadonlyMap<string, Volume>;

export interface CheckedVolumes {
  readonly volumes: Volumes;
  readonly errors: readonly FieldError[];
}

export function checkVolumes(volumes: readonly Volume[], at: Path): CheckedVolumes {
  const byName = new Map<string, Volume>();
  const errors: FieldError[] = [];
  for (const [i, volume] of volumes.entries()) {
    const nameAt = at.index(i).field('name');
    const found = [...validateSource(volume, at.index(i)), ...named(volume.name, isDns1123Label, nameAt)];
    if (byName.has(volume.name)) found.push(duplicate(nameAt, volume.name));
    if (found.length === 0) byName.set(volume.name, volume);
    errors.push(...found);
  }
  return { volumes: byName, errors };
}

type SourceName = keyof VolumeSource;

/** Rules for each type of volume, in the order in which upstream looks for them. */
export type VolumeRules = { readonly [K in SourceName]?: (source: NonNullable<VolumeSource[K]>, at: Path) => Iterable<FieldError> };

const rules: VolumeRules = {
  *emptyDir({ sizeLimit }, at) {
    if (sizeLimit !== undefined && quantitySign(quantityOf(sizeLimit)) < 0)
      yield forbidden(at.field('sizeLimit'), 'SizeLimit field must be a valid resource quantity');
  },
  *hostPath({ path, type }, at) {
    yield* present(path, at.field('path'));
    yield* withoutBacksteps(path, at.field('path'));
    yield* oneOf(type, hostPathTypes, at.field('type'));
  },
  *gitRepo({ repository, directory = '' }, at) {
    yield* present(repository, at.field('repository'));
    yield* ownFilePath(directory, at.field('directory'));
  },
  gcePersistentDisk: pluginRules.gcePersistentDisk,
  awsElasticBlockStore: pluginRules.awsElasticBlockStore,
  *secret({ secretName, defaultMode, items = [] }, at) {
    yield* present(secretName, at.field('secretName'));
    yield* fileMode(defaultMode, at.field('defaultMode'));
    yield* validateItems(items, at.field('items'));
  },
  nfs: pluginRules.nfs,
  iscsi: pluginRules.iscsi,
  glusterfs: pluginRules.glusterfs,
  flocker: pluginRules.flocker,
  persistentVolumeClaim: ({ claimName }, at) => present(claimName, at.field('claimName')),
  rbd: pluginRules.rbd,
  cinder: pluginRules.cinder,
  cephfs: pluginRules.cephfs,
  quobyte: pluginRules.quobyte,
  *downwardAPI({ defaultMode, items = [] }, at) {
    yield* fileMode(defaultMode, at.field('defaultMode'));
    for (const file of items) yield* validateDownwardFile(file, at);
  },
  fc: pluginRules.fc,
  flexVolume: pluginRules.flexVolume,
  *configMap({ name, defaultMode, items = [] }, at) {
    yield* present(name, at.field('name'));
    yield* fileMode(defaultMode, at.field('defaultMode'));
    yield* validateItems(items, at.field('items'));
  },
  azureFile: pluginRules.azureFile,
  vsphereVolume: pluginRules.vsphereVolume,
  photonPersistentDisk: pluginRules.photonPersistentDisk,
  portworxVolume: pluginRules.portworxVolume,
  azureDisk: pluginRules.azureDisk,
  storageos: pluginRules.storageos,
  projected: (source, at) => validateProjected(source, at),
  scaleIO: pluginRules.scaleIO,
  *csi({ driver, nodePublishSecretRef }, at) {
    yield* named(driver, isDns1123Subdomain, at.field('driver'));
    if (nodePublishSecretRef !== undefined)
      yield* named(nodePublishSecretRef.name, isDns1123Subdomain, at.field('nodePublishSecretRef').field('name'));
  },
  *ephemeral({ volumeClaimTemplate }, at) {
    const templateAt = at.field('volumeClaimTemplate');
    if (volumeClaimTemplate === undefined) yield required(templateAt);
    else yield* validateClaimTemplate(volumeClaimTemplate, templateAt);
  },
  image: ({ pullPolicy }, at) => oneOf(pullPolicy, ['Always', 'IfNotPresent', 'Never'], at.field('pullPolicy')),
};

const hostPathTypes = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];

/** In messages, one of them has another name. */
const fieldNames: Partial<Record<SourceName, string>> = { gcePersistentDisk: 'persistentDisk' };

function* validateSource(volume: Volume, at: Path): Iterable<FieldError> {
  const [first, ...more] = (Object.keys(rules) as SourceName[]).filter((name) => volume[name] !== undefined);
  if (first === undefined) {
    yield required(at, 'must specify a volume type');
    return;
  }
  const rule = rules[first] as (source: unknown, at: Path) => Iterable<FieldError>;
  yield* rule(volume[first], at.field(fieldNames[first] ?? first));
  for (const name of more) yield forbidden(at.field(name), 'may not specify more than 1 volume type');
}

/** What only pods must have: templates may still be completed. */
export function* validatePodVolumes({ serviceAccountName, volumes = [] }: PodSpec, at: Path): Iterable<FieldError> {
  for (const [i, { image, projected }] of volumes.entries()) {
    const here = at.index(i);
    if (image !== undefined) yield* present(image.reference, here.field('image').field('reference'));
    if (serviceAccountName === undefined) yield* validateNoToken(projected?.sources ?? [], here.field('projected').field('sources'));
  }
}

/** A token is somebody's: a pod that is nobody gets none. */
function* validateNoToken(sources: readonly VolumeProjection[], at: Path): Iterable<FieldError> {
  for (const [i, { serviceAccountToken }] of sources.entries())
    if (serviceAccountToken !== undefined)
      yield forbidden(at.index(i).field('serviceAccountToken'), 'must not be specified when serviceAccountName is not set');
}
