import { expect, test } from 'vitest';
import { limits } from '../base/limits.ts';
import type { RequestLabels } from '../endpoints/filters/metrics.ts';
import { RequestCounts } from './request-counts.ts';

const labels: RequestLabels = { verb: 'GET', dryRun: '', group: '', version: 'v1', resource: 'pods', subresource: '', scope: 'resource' };
const shown = 'verb="GET",group="",version="v1",resource="pods",subresource="",scope="resource",component="apiserver",dry_run=""';

const lines = (counts: RequestCounts): readonly string[] => counts.text().trimEnd().split('\n');

test('counts by series and code, and times what takes its time', () => {
  const counts = new RequestCounts();
  counts.record(labels, 200, 0.005);
  counts.record({ ...labels }, 200, 0.03);
  counts.record({ ...labels }, 404, 61);
  counts.record({ ...labels, verb: 'WATCH' }, 200, undefined);
  const text = lines(counts);
  expect(text).toContain(`apiserver_request_total{${shown},code="200"} 2`);
  expect(text).toContain(`apiserver_request_total{${shown},code="404"} 1`);
  expect(text).toContain(`apiserver_request_total{${shown.replace('GET', 'WATCH')},code="200"} 1`);
  const durations = text.filter((line) => line.startsWith('apiserver_request_duration_seconds'));
  const bucket = (le: string, count: number): string => `apiserver_request_duration_seconds_bucket{${shown},le="${le}"} ${count}`;
  expect(durations.slice(0, 3)).toEqual([bucket('0.005', 1), bucket('0.025', 1), bucket('0.05', 2)]);
  expect(durations.slice(-4)).toEqual([
    bucket('60', 2),
    bucket('+Inf', 3),
    `apiserver_request_duration_seconds_sum{${shown}} 61.035`,
    `apiserver_request_duration_seconds_count{${shown}} 3`,
  ]);
});

test('whatever stands in a path stays inside its quotes', () => {
  const counts = new RequestCounts();
  counts.record({ ...labels, resource: 'a"b\\c\nd' }, 200, undefined);
  expect(lines(counts).at(2)).toContain('resource="a\\"b\\\\c\\nd"');
});

test('nobody can make any number of series', () => {
  const counts = new RequestCounts();
  for (let i = 0; i < limits.requestSeries + 10; i++) counts.record({ ...labels, resource: `r${i}` }, 404, undefined);
  const made = lines(counts).filter((line) => line.startsWith('apiserver_request_total'));
  expect(made).toHaveLength(limits.requestSeries + 1);
  expect(made.at(-1)).toBe(
    'apiserver_request_total{verb="other",group="",version="",resource="",subresource="",scope="",component="",dry_run="",code="404"} 10',
  );
});
