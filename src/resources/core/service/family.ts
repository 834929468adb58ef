// IPv4 or IPv6.
import { parseIp } from '../../../machinery/validation/ip.ts';

export type Family = 'IPv4' | 'IPv6';

/** The kinds of addresses that the cluster has; the first is the one that services get when they do not say. */
export type ClusterFamilies = readonly [Family, ...Family[]];

/** Of an address that is known to be one. */
export const familyOf = (ip: string): Family => parseIp(ip)?.family ?? 'IPv4';

export const otherFamily = (family: Family): Family => (family === 'IPv4' ? 'IPv6' : 'IPv4');
