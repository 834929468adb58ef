// Names of resources that are counted: cpu, hugepages-2Mi, example.com/gpu. upstream: apis/core/helper.
import { isLabelKey } from '../../../machinery/validation/name-rules.ts';

export const isHugePages = (name: string): boolean => name.startsWith('hugepages-');

/** Not somebody's own. */
export const isNative = (name: string): boolean => !name.includes('/') || name.includes('kubernetes.io/');

/** A resource of which nodes are told by devices and operators. */
export const isExtended = (name: string): boolean =>
  !isNative(name) && !name.startsWith('requests.') && isLabelKey(`requests.${name}`).length === 0;

/** Of which more may be promised than there is. */
export const isOvercommittable = (name: string): boolean => isNative(name) && !isHugePages(name);

const containerResources: ReadonlySet<string> = new Set(['cpu', 'ephemeral-storage', 'memory']);

export const isContainerResource = (name: string): boolean => containerResources.has(name) || isHugePages(name);

const countable = [
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
  'services.loadbalancers',
  'services.nodeports',
];

/** Resources of which there is a whole number. */
export const isCounted = (name: string): boolean => countable.includes(name) || isExtended(name);

const measurable = ['cpu', 'ephemeral-storage', 'memory'];
const asked = [...measurable, 'storage'].map((name) => `requests.${name}`);
const limited = measurable.map((name) => `limits.${name}`);

const quotaResources: ReadonlySet<string> = new Set([...measurable, ...asked, ...limited, ...countable]);

export const isQuotaResource = (name: string): boolean =>
  quotaResources.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-');

/** Every name that needs no prefix. */
export const isStandard = (name: string): boolean => isQuotaResource(name) || name === 'storage';
