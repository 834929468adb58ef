// Requests, counted and timed for /metrics. Plain numbers that become text when somebody asks: a library of metrics would find
// the series by its labels anew for every request, which costs as much as the rest of the pipeline together.
import { limits } from '../base/limits.ts';
import type { RequestLabels } from '../endpoints/filters/metrics.ts';

/** Seconds, as upstream's. */
const durationBuckets = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];

interface Series {
  readonly labels: RequestLabels;
  readonly answers: Map<number, number>;
  /** How many took up to each bound but longer than the one before; the last: longer than all. */
  readonly durations: number[];
  secondsSum: number;
}

export class RequestCounts {
  readonly #series = new Map<string, Series>();

  /** `seconds` is left out for requests whose time says nothing. */
  record(labels: RequestLabels, code: number, seconds: number | undefined): void {
    const series = this.#seriesOf(labels);
    series.answers.set(code, (series.answers.get(code) ?? 0) + 1);
    if (seconds === undefined) return;
    const bucket = durationBuckets.findIndex((bound) => seconds <= bound);
    series.durations[bucket < 0 ? durationBuckets.length : bucket]!++;
    series.secondsSum += seconds;
  }

  /** In the text format of Prometheus. */
  text(): string {
    const all = [...this.#series.values()];
    const lines = [
      '# HELP apiserver_request_total Answered requests.',
      '# TYPE apiserver_request_total counter',
      ...all.flatMap(answerLines),
      '# HELP apiserver_request_duration_seconds How long requests took, long-running ones aside.',
      '# TYPE apiserver_request_duration_seconds histogram',
      ...all.flatMap(durationLines),
    ];
    return `${lines.join('\n')}\n`;
  }

  #seriesOf(labels: RequestLabels): Series {
    const { verb, dryRun, group, version, resource, subresource, scope } = labels;
    const key = `${verb} ${group}/${version}/${resource}/${subresource} ${scope} ${dryRun}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#series.size >= limits.requestSeries && labels !== anyOther) return this.#seriesOf(anyOther);
    const series = { labels, answers: new Map<number, number>(), durations: Array.from(noDurations), secondsSum: 0 };
    this.#series.set(key, series);
    return series;
  }
}

const noDurations: readonly number[] = Array.from({ length: durationBuckets.length + 1 }, () => 0);
const anyOther: RequestLabels = { verb: 'other', dryRun: '', group: '', version: '', resource: '', subresource: '', scope: '' };

function answerLines({ labels, answers }: Series): string[] {
  return [...answers].map(([code, count]) => `apiserver_request_total{${labelText(labels)},code="${code}"} ${count}`);
}

function durationLines({ labels, durations, secondsSum }: Series): string[] {
  const shown = labelText(labels);
  let count = 0;
  const buckets = durations.map((inBucket, i) => {
    count += inBucket;
    return `apiserver_request_duration_seconds_bucket{${shown},le="${durationBuckets[i] ?? '+Inf'}"} ${count}`;
  });
  if (count === 0) return [];
  const sum = `apiserver_request_duration_seconds_sum{${shown}} ${secondsSum}`;
  return [...buckets, sum, `apiserver_request_duration_seconds_count{${shown}} ${count}`];
}

function labelText({ verb, dryRun, group, version, resource, subresource, scope }: RequestLabels): string {
  const component = componentOf(resource);
  const labels = { verb, group, version, resource, subresource, scope, component, dry_run: dryRun };
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, escaped)}"`)
    .join(',');
}

const escaped = (char: string): string => (char === '\n' ? '\\n' : `\\${char}`);

export const componentOf = (resource: string): string => (resource === '' ? '' : 'apiserver');
