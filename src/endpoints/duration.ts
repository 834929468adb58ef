// Go's durations: `1h30m`, `1.5s`, `-2ms`. upstream: time.ParseDuration, whose messages clients see.
import { quote } from '../machinery/validation/go-text.ts';

const unitMs: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

export type ParsedDuration = { readonly ms: number } | { readonly complaint: string };

export function parseDuration(text: string): ParsedDuration {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return { ms: 0 };
  let ms = 0;
  let rest = unsigned;
  while (rest !== '') {
    const [all, number, unit] = /^(\d+\.?\d*|\.\d+)([^\d.]*)/u.exec(rest) ?? [];
    if (all === undefined) return { complaint: `time: invalid duration ${quote(text)}` };
    if (unit === '') return { complaint: `time: missing unit in duration ${quote(text)}` };
    const factor = unitMs[unit!];
    if (factor === undefined) return { complaint: `time: unknown unit ${quote(unit!)} in duration ${quote(text)}` };
    ms += Number(number) * factor;
    rest = rest.slice(all.length);
  }
  if (unsigned === '') return { complaint: `time: invalid duration ${quote(text)}` };
  return { ms: text.startsWith('-') ? -ms : ms };
}
