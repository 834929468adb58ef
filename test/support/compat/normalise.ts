// Makes answers comparable: what differs from run to run (identities, times, revisions, generated names) is named by its
// place or its order.
import { isObject } from '../../../src/machinery/json-value.ts';
import type { Json, JsonObject } from '../../../src/machinery/declare.ts';
import type { Played } from './play.ts';
import type { Answer, Step } from './sequence.ts';

interface Names {
  readonly namespace: string;
  /** All that the requests say: what they set is no accident. */
  readonly requests: string;
  readonly revisions: readonly number[];
  readonly uids: Map<string, string>;
  /** Names that begin as a request asked, by what they begin with. */
  readonly generated: readonly RegExp[];
  /** Of the answer that is being normalised. */
  readonly at: number;
}

/** One answer for each played one. */
export function normalise(played: readonly Played[], namespace: string): readonly Answer[] {
  const requests = JSON.stringify(played.map(({ step }) => withoutAnswers(step)));
  const revisions = new Set<number>();
  for (const { step, body, frames } of played)
    if (step.headOnly !== true) for (const value of [body?.value, ...(frames ?? [])]) if (value !== undefined) collect(value, revisions);
  const generated = [...requests.matchAll(/"generateName":"([^"]+)"/g)].map(([, prefix = '']) => generatedFrom(prefix));
  const uids = new Map<string, string>();
  const sorted = [...revisions].toSorted((a, b) => a - b);
  return played.map((answer) => normaliseAnswer(answer, { namespace, requests, revisions: sorted, uids, generated, at: answer.at }));
}

const withoutAnswers = (step: Step): unknown => ({ ...step, answer: undefined, ours: undefined });

/** upstream: names.SimpleNameGenerator. */
const generatedFrom = (prefix: string): RegExp =>
  new RegExp(`(${prefix.slice(0, 58).replaceAll(/[.*+?]/g, '\\$&')})[bcdfghjklmnpqrstvwxz2456789]{5}\\b`, 'g');

/** The revisions of objects: those of lists and bookmarks say only how far a server is. */
function collect(value: Json, revisions: Set<number>): void {
  if (typeof value === 'string') collectText(value, revisions);
  if (Array.isArray(value)) for (const element of value as readonly Json[]) collect(element, revisions);
  if (!isObject(value)) return;
  const { metadata } = value;
  if (isObject(metadata) && !isCollection(value)) {
    const { resourceVersion } = metadata;
    if (typeof resourceVersion === 'string' && /^\d+$/.test(resourceVersion)) revisions.add(Number(resourceVersion));
  }
  for (const [key, inner] of Object.entries(value)) {
    if (value['type'] === 'BOOKMARK' && key === 'object') continue;
    collect(inner, revisions);
  }
}

function collectText(text: string, revisions: Set<number>): void {
  if (!/^(?:apiVersion|kind|metadata): ?/m.test(text) || /^kind: \w*List$/m.test(text)) return;
  for (const [, revision] of text.matchAll(/^ +resourceVersion: "(\d+)"$/gm)) revisions.add(Number(revision));
}

/** An empty list of protobuf has no items. */
const isCollection = (value: JsonObject): boolean =>
  'items' in value ||
  (typeof value['kind'] === 'string' && value['kind'].endsWith('List')) ||
  Array.isArray(value['rows']) ||
  Array.isArray(value['columnDefinitions']);

/** `rv3` is the third revision of the sequence; `rv3+` is one not before it. */
function revisionName(text: string, { revisions }: Names, { exact }: { readonly exact: boolean }): string {
  const revision = Number(text);
  const place = revisions.findLastIndex((other) => other <= revision);
  if (exact) return revisions[place] === revision ? `rv${place + 1}` : text;
  return `rv${place + 1}+`;
}

function normaliseAnswer({ step, code, headers, body, frames }: Played, names: Names): Answer {
  const kept = code === 0 ? {} : keptHeaders(headers, names);
  return {
    code,
    ...(Object.keys(kept).length > 0 && { headers: kept }),
    ...(step.headOnly !== true && contentOf(body, frames, names)),
  };
}

function contentOf(body: Played['body'], frames: Played['frames'], names: Names): Partial<Answer> {
  return {
    ...(body !== undefined && { body: normaliseValue(body.value, names) }),
    ...(body?.layout !== undefined && { layout: body.layout }),
    ...(frames !== undefined && { frames: frames.map((frame) => normaliseValue(frame, names)) }),
  };
}

const usual: Readonly<Record<string, string>> = {
  'content-type': 'application/json',
  'cache-control': 'no-cache, private',
  'audit-id': '<any>',
};
const looked = [
  ...[
    'allow',
    'audit-id',
    'cache-control',
    'connection',
    'content-encoding',
    'content-type',
    'etag',
    'expires',
    'last-modified',
    'location',
  ],
  ...[
    'retry-after',
    'strict-transport-security',
    'vary',
    'warning',
    'www-authenticate',
    'x-content-type-options',
    'x-accepted-content-type',
  ],
];

/** Those that are not as usual; null for a usual one that is missing. */
function keptHeaders(headers: Played['headers'], names: Names): JsonObject {
  const kept = looked.flatMap((name): [string, Json][] => {
    const value = headers[name];
    const text = name === 'audit-id' && value !== undefined ? '<any>' : (value ?? null);
    if (text === (usual[name] ?? null) || (name === 'connection' && text === 'keep-alive')) return [];
    if (name === 'etag' || name === 'expires' || name === 'last-modified') return [[name, '<any>']];
    return [[name, normaliseValue(text, names)]];
  });
  return Object.fromEntries(kept);
}

interface Place {
  readonly key: string;
  /** Revisions here only say how far the server is. */
  readonly point: boolean;
}

function normaliseValue(value: Json, names: Names, place: Place = { key: '', point: false }): Json {
  if (typeof value === 'string') return normaliseText(value, names, place);
  if (typeof value === 'number') return isAllocatedPort(value, place) && !says(names, value) ? '<port>' : value;
  if (Array.isArray(value)) {
    const elements = (value as readonly Json[]).map((element) => normaliseValue(element, names, place));
    return place.key === 'managedFields' ? elements.toSorted(byManager) : elements;
  }
  if (!isObject(value)) return value;
  const inside = (key: string): Place => ({
    key,
    point: place.point || (key === 'object' && value['type'] === 'BOOKMARK') || (key === 'metadata' && isCollection(value)),
  });
  return Object.fromEntries<Json>(
    Object.entries(value).map(([key, inner]) => [
      normaliseText(key, names, { key: '', point: false }),
      place.key === 'columnDefinitions' && key === 'description' ? '<our own words>' : normaliseValue(inner, names, inside(key)),
    ]),
  );
}

/** Within a second they are sorted by name, but a sequence may take longer. Those without a time come first. */
function byManager(a: Json, b: Json): number {
  const key = (entry: Json): string => {
    const { operation, time, manager, subresource } = entry as { readonly [field: string]: string | undefined };
    return JSON.stringify([operation, time === undefined ? 0 : 1, manager, subresource]);
  };
  return key(a) < key(b) ? -1 : 1;
}

const isAllocatedPort = (value: number, { key }: Place): boolean => key.endsWith('odePort') && value >= 30_000 && value < 32_768;

const says = ({ requests }: Names, value: unknown): boolean => requests.includes(String(value));
const uidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const timePattern = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

function normaliseText(text: string, names: Names, { key, point }: Place): string {
  if (key === 'resourceVersion' && /^\d+$/.test(text)) return revisionName(text, names, { exact: !point });
  if (key === 'continue') return continueName(text, names);
  if (key === 'cells' && /^(?:\d+[smhd])+$|^<unknown>$/.test(text)) return '<age>';
  let result = text.replaceAll(names.namespace, '$ns');
  for (const name of names.generated) result = result.replaceAll(name, '$1<generated>');
  result = result.replaceAll(uidPattern, (uid) => (says(names, uid) ? uid : uidName(uid, names)));
  result = result.replaceAll(timePattern, (time) => timeName(time, names));
  result = result.replaceAll(/\b10\.0\.0\.\d+/g, (ip) => (says(names, ip) || ip === '10.0.0.0' ? ip : '<cluster IP>'));
  result = result.replaceAll(/:3\d{4}\//g, (port) => (says(names, port.slice(1, -1)) ? port : ':<port>/'));
  result = result.replaceAll(/current: \d+/g, 'current: <now>').replaceAll(/(too old resource version: \d+) \(\d+\)/g, '$1 (<oldest>)');
  if (/resource ?version/i.test(result)) result = revisionsIn(result, names);
  return result;
}

function revisionsIn(text: string, names: Names): string {
  const list = /^kind: \w*List$/m.test(text);
  return text
    .replaceAll(/^( +)resourceVersion: "(\d+)"$/gm, (_, indent: string, revision: string) => {
      const name = revisionName(revision, names, { exact: !(list && indent === '  ') });
      return `${indent}resourceVersion: "${name}"`;
    })
    .replaceAll(/(?<=[ "(:])\d+(?=[ \\",):.]|$)/g, (number) => revisionName(number, names, { exact: true }));
}

function uidName(uid: string, { uids }: Names): string {
  const known = uids.get(uid) ?? `<uid ${uids.size + 1}>`;
  uids.set(uid, known);
  return known;
}

/** Not long ago, or so many seconds from now, in steps of ten. */
function timeName(time: string, names: Names): string {
  if (says(names, time)) return time;
  const offset = Math.round((Date.parse(time) - names.at) / 10_000) * 10;
  if (Math.abs(offset) > 7_200) return time;
  const unit = time.includes('.') ? 'microtime' : 'time';
  return offset <= 0 ? `<${unit}>` : `<${unit}+${offset}s>`;
}

function continueName(text: string, names: Names): string {
  if (text === '') return text;
  try {
    const { v, rv, start } = JSON.parse(Buffer.from(text, 'base64url').toString()) as { v: string; rv: number; start: string };
    const revision = rv < 0 ? String(rv) : revisionName(String(rv), names, { exact: false });
    // From its cache, kube-apiserver's start with a slash.
    return `<${v} ${revision} ${start.replace(/^\//, '')}>`.replaceAll(names.namespace, '$ns');
  } catch {
    return text;
  }
}
