// How long the codecs take, next to what the engine does on its own: node test/bench/codec.ts
//
// Objects are those of src/api/testdata/wire.json: one pod, one deployment, and all kinds one after another. Compare ratios
// of one run only; medians of several rounds.

import { readFileSync } from 'node:fs';
import { cpuUsage } from 'node:process';
import { builtInKinds, metaKinds } from '../../src/api/kinds.ts';
import { decodeBase64 } from '../../src/machinery/codec/base64.ts';
import { applyDefaults } from '../../src/machinery/codec/defaults.ts';
import { survey } from '../../src/machinery/codec/exact.ts';
import { decodeJson, decodeStored } from '../../src/machinery/codec/json.ts';
import { decodeProtobuf, encodeProtobuf } from '../../src/machinery/codec/protobuf.ts';
import { ProtobufWriter } from '../../src/machinery/codec/protobuf-writer.ts';
import { encodeYaml } from '../../src/machinery/codec/yaml.ts';
import type { Message } from '../../src/machinery/declare.ts';

interface Pair {
  readonly name: string;
  readonly json: { readonly kind: string; readonly apiVersion?: string };
  readonly protobuf: string;
}
interface Sample {
  readonly kind: Message;
  readonly text: string;
  readonly json: Uint8Array;
  readonly protobuf: Uint8Array;
  readonly object: unknown;
}

const pairs = JSON.parse(readFileSync(new URL('../../src/api/testdata/wire.json', import.meta.url), 'utf8')) as readonly Pair[];
const samples: readonly Sample[] = pairs.map(({ json, protobuf }) => {
  const kind = [...builtInKinds, ...metaKinds].find(
    (each) => each.typeName === json.kind && each.apiVersion === (json.apiVersion ?? 'v1'),
  )!;
  const text = JSON.stringify(json);
  const bytes = new TextEncoder().encode(text);
  return { kind, text, json: bytes, protobuf: decodeBase64(protobuf), object: decodeJson(kind, bytes).object };
});
const largest = (kind: string): readonly Sample[] =>
  samples
    .filter((each) => each.kind.typeName === kind)
    .toSorted((a, b) => b.json.length - a.json.length)
    .slice(0, 1);

const decoder = new TextDecoder();
const writer = new ProtobufWriter();
let sink = 0;
const work: { readonly [name: string]: (sample: Sample) => unknown } = {
  'JSON.parse(decode(bytes))': ({ json }) => JSON.parse(decoder.decode(json)),
  'survey of the bytes': ({ json }) => survey(json).keys,
  'decodeJson: strict, defaults, order': ({ kind, json }) => decodeJson(kind, json).object,
  'decodeStored, native': ({ kind, json }) => decodeStored(kind, json, { native: true }).object,
  decodeProtobuf: ({ kind, protobuf }) => decodeProtobuf(kind, protobuf).object,
  'JSON.stringify + encode': ({ object }) => new TextEncoder().encode(JSON.stringify(object)),
  'encodeProtobuf, one writer': ({ kind, object }) => encodeProtobuf(kind, object, writer),
  'encodeProtobuf, new writer': ({ kind, object }) => encodeProtobuf(kind, object),
  'applyDefaults on complete': ({ kind, object }) => applyDefaults(kind, object),
  encodeYaml: ({ object }) => encodeYaml(object),
};

/** Microseconds of processor time for all samples once: other work on the machine counts less than by the clock. */
function measure(run: (sample: Sample) => unknown, of: readonly Sample[]): number {
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    const repeats = Math.ceil(400 / of.length);
    const start = cpuUsage();
    for (let i = 0; i < repeats; i++) for (const sample of of) sink += run(sample) === undefined ? 1 : 0;
    times.push(cpuUsage(start).user / repeats);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

for (const [title, of] of [
  ['pod', largest('Pod')],
  ['deployment', largest('Deployment')],
  [`${samples.length} objects of all kinds`, samples],
] as const) {
  const bytes = of.reduce((sum, { json }) => sum + json.length, 0);
  console.log(`\n${title}: ${bytes} bytes of JSON, ${of.reduce((sum, { protobuf }) => sum + protobuf.length, 0)} of protobuf`);
  const baseline = { parse: 0, stringify: 0 };
  for (const [name, run] of Object.entries(work)) {
    const us = measure(run, of);
    if (name.startsWith('JSON.parse')) baseline.parse = us;
    if (name.startsWith('JSON.stringify')) baseline.stringify = us;
    const ratio = us / (baseline.stringify || baseline.parse);
    console.log(
      `${name.padEnd(40)} ${us.toFixed(1).padStart(9)} us  ${((us / bytes) * 1024).toFixed(2).padStart(7)} us/KiB  x${ratio.toFixed(2)}`,
    );
  }
}
if (sink > 1e9) console.log(sink);
