// Ages as people read them, in table cells: upstream's duration.HumanDuration.

const second = 1;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

interface Step {
  /** Durations below this many seconds are written in this step's way. */
  readonly below: number;
  readonly unit: number;
  readonly suffix: string;
  /** Written after it, when it is not zero. */
  readonly rest?: { readonly unit: number; readonly suffix: string };
}

const steps: readonly Step[] = [
  { below: 2 * minute, unit: second, suffix: 's' },
  { below: 10 * minute, unit: minute, suffix: 'm', rest: { unit: second, suffix: 's' } },
  { below: 3 * hour, unit: minute, suffix: 'm' },
  { below: 8 * hour, unit: hour, suffix: 'h', rest: { unit: minute, suffix: 'm' } },
  { below: 2 * day, unit: hour, suffix: 'h' },
  { below: 8 * day, unit: day, suffix: 'd', rest: { unit: hour, suffix: 'h' } },
  { below: 2 * year, unit: day, suffix: 'd' },
  { below: 8 * year, unit: year, suffix: 'y', rest: { unit: day, suffix: 'd' } },
  { below: Infinity, unit: year, suffix: 'y' },
];

/** `5s`, `3m20s`, `47h`, `6d23h`; a clock up to a second ahead is 0s, more than that `<invalid>`. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const { unit, suffix, rest } = steps.find(({ below }) => seconds < below)!;
  const whole = `${Math.floor(seconds / unit)}${suffix}`;
  const left = rest === undefined ? 0 : Math.floor((seconds % unit) / rest.unit);
  return left === 0 ? whole : `${whole}${left}${rest!.suffix}`;
}

/** The time since a timestamp, as a cell: `<unknown>` where there is none. */
export const humanAge = (timestamp: string | null | undefined, now: number): string =>
  timestamp === undefined || timestamp === null ? '<unknown>' : humanDuration(now - Date.parse(timestamp));
