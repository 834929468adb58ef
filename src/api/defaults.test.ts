// What kube-apiserver 1.36 made of each of these bodies, without what registries and admission do to them: server-set
// metadata, status that strategies write, allocated addresses (testdata/defaults).
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeJson, encodeJson } from '../machinery/codec/json.ts';
import type { TypeMeta } from '../machinery/declare.ts';
import { builtInKinds } from './kinds.ts';

interface Case {
  readonly name: string;
  readonly input: Required<TypeMeta>;
  readonly defaulted: unknown;
}

const folder = new URL('testdata/defaults/', import.meta.url);
const files = readdirSync(folder).map(
  (file) => [file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly Case[]] as const,
);

const kindOf = ({ apiVersion, kind }: Case['input']) =>
  builtInKinds.find((each) => each.apiVersion === apiVersion && each.typeName === kind)!;
const decoded = (input: Case['input'], bytes = encodeJson(input)) => decodeJson(kindOf(input), bytes);

describe.each(files)('%s', (_file, cases) => {
  test.each(cases)('$name', ({ input, defaulted }) => {
    const { object, problems } = decoded(input);
    expect(problems).toEqual([]);
    expect(object).toEqual(defaulted);
    expect(JSON.stringify(object)).toBe(JSON.stringify(defaulted));
    expect(JSON.stringify(decoded(input, encodeJson(object)).object), 'defaulted again').toBe(JSON.stringify(object));
  });
});
