// GET /version [E015].
import type { Step } from '../filters/filter.ts';
import { getOnly } from './get-only.ts';
import { indent, jsonLine } from '../respond/json-text.ts';

/** upstream: version.Info. */
export interface VersionInfo {
  /** Digits only, as `minor`: clients parse them. */
  readonly major: string;
  readonly minor: string;
  readonly emulationMajor?: string;
  readonly emulationMinor?: string;
  readonly minCompatibilityMajor?: string;
  readonly minCompatibilityMinor?: string;
  /** `v1.36.1`, perhaps with a suffix. */
  readonly gitVersion: string;
  readonly gitCommit: string;
  readonly gitTreeState: string;
  readonly buildDate: string;
  readonly goVersion: string;
  readonly compiler: string;
  /** `linux/amd64` */
  readonly platform: string;
}

export function versionRoute(info: VersionInfo): Step {
  const body = indent(jsonLine(info));
  return getOnly((exchange) => {
    exchange.send(200, [['content-type', 'application/json']], body);
    return Promise.resolve();
  });
}
