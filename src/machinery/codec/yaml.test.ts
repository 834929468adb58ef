import { readFileSync } from 'node:fs';
import { array, assert, asyncProperty, constantFrom, dictionary, jsonValue, oneof, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeProblems, refusalOf, strictProblems } from './problem.ts';
import { ConfigMap, ControllerRevision, PodTemplate } from './sample.testing.ts';
import { naturally } from './yaml-emitter.ts';
import { decodeYaml, encodeYaml, jsonToYaml, parseYaml } from './yaml.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
/** The JSON that YAML stands for. */
const json = async (yaml: string): Promise<string> => {
  const parsed = await parseYaml(bytesOf(yaml));
  return parsed.ok ? JSON.stringify(parsed.value) : parsed.problem.text;
};

// The right-hand sides of these tables are what kube-apiserver 1.36 made of them.
describe('scalars', () => {
  const rows: readonly (readonly [string, string])[] = [
    ...['yes', 'on', 'y', 'Y', 'Yes', 'True', 'TRUE', 'true', '!!bool yes', '!!bool "yes"'].map((text) => [text, 'true'] as const),
    ...['no', 'off', 'n', 'NO', 'False'].map((text) => [text, 'false'] as const),
    ...['~', 'null', 'Null', 'NULL', ''].map((text) => [text, 'null'] as const),
    ...['1e400', '0xFFFFFFFFFFFFFFFFF', '2020-01-01', '2020-01-01T00:00:00Z', '1:30', '=', '<<', '0o8', '1e', '.e1', 'NaN', '0b', '0x'].map(
      (text) => [text, JSON.stringify(text)] as const,
    ),
    ...['Infinity', 'tRUE', 'yES', '-1e400', '0x1.8p1', '+.NaN', '.Nan', '+', '.', '_1', "it's"].map(
      (text) => [text, JSON.stringify(text)] as const,
    ),
    ['""', '""'],
    ['1', '1'],
    ['01', '1'],
    ['0o7', '7'],
    ['0O7', '7'],
    ['0x1F', '31'],
    ['0X1f', '31'],
    ['-0x1F', '-31'],
    ['0b11', '3'],
    ['-0b11', '-3'],
    ['0B1', '1'],
    ['1_000', '1000'],
    ['1__0', '10'],
    ['1_', '1'],
    ['0x_1', '1'],
    ['0_7', '7'],
    ['+1', '1'],
    ['+0x10', '16'],
    ['-1', '-1'],
    ['-07', '-7'],
    ['00', '0'],
    ['0777', '511'],
    ['08', '8'],
    ['08.5', '8.5'],
    ['-0', '0'],
    ['1e3', '1000'],
    ['1E3', '1000'],
    ['12e03', '12000'],
    ['1e+06', '1000000'],
    ['1.0', '1'],
    ['1.10', '1.1'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['+.5', '0.5'],
    ['5.', '5'],
    ['5.e3', '5000'],
    ['.1e3', '100'],
    ['1_0.5', '10.5'],
    ['685.230_15e+03', '685230.15'],
    ['1e21', '1e+21'],
    ['1e20', '100000000000000000000'],
    ['0.0000001', '1e-7'],
    ['5e-324', '5e-324'],
    ['1e-400', '0'],
    ['12345678901234567890', '12345678901234567890'],
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551616', '18446744073709552000'],
    ['-9223372036854775808', '-9223372036854775808'],
    ['-9223372036854775809', '-9223372036854776000'],
    ['0xFFFFFFFFFFFFFFFF', '18446744073709551615'],
    ['123456789012345678901234567890', '1.2345678901234568e+29'],
    ['!!binary YQ==', '"a"'],
    ['!!binary /w==', '"\uFFFD"'],
    ['!!str 1', '"1"'],
    ['!!str', '""'],
    ['! 12', '"12"'],
    ['!!int "1"', '1'],
    ['!<tag:yaml.org,2002:int> 3', '3'],
    ['!!float 1', '1'],
    ['!foo x', '"x"'],
    ['!!set {a, b}', '{"a":null,"b":null}'],
    ['!!timestamp 2020-01-01', '"2020-01-01"'],
    ['!!map []', '[]'],
    ['!!omap [a: 1]', '[{"a":1}]'],
    ['"\\x41\\u00e9\\U0001F600"', '"Aé😀"'],
    ['"a\\\n  b"', '"ab"'],
    ['>-\n    x', '"x"'],
    ['"a" #c', '"a"'],
    ["'it''s'", '"it\'s"'],
    ['{1: a, true: b, 1.5: c, 2020-01-01: e, 0x10: g, 1e3: x}', '{"1":"a","16":"g","1000":"x","true":"b","1.5":"c","2020-01-01":"e"}'],
  ];
  test.each(rows)('%s is %s', async (yaml, value) => {
    expect(await json(`v: ${yaml}`)).toBe(`{"v":${value}}`);
  });
  test.each([
    ['.inf', 'json: unsupported value: +Inf'],
    ['-.inf', 'json: unsupported value: -Inf'],
    ['.NaN', 'json: unsupported value: NaN'],
    ['!!null x', 'yaml: cannot decode !!str `x` as a !!null'],
    ['!!int x', 'yaml: cannot decode !!str `x` as a !!int'],
    ['!!float x', 'yaml: cannot decode !!str `x` as a !!float'],
    ['*x', "yaml: unknown anchor 'x' referenced"],
    ['&a [*a]', "yaml: anchor 'a' value contains itself"],
    ['{~: d}', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: "d"'],
    ['{[a]: b}', 'yaml: invalid map key: ["a"]'],
    ['[', 'yaml: line 1: unexpected end of the stream within a flow collection'],
  ])('%s: %s', async (yaml, problem) => {
    expect(await json(`v: ${yaml}`)).toBe(problem);
  });
});

describe('documents', () => {
  test.each([
    ['', 'null'],
    ['# nothing', 'null'],
    ['--- \nnull', 'null'],
    ['---\na: 1', '{"a":1}'],
    ['a: 1\n---\nb: 2', '{"a":1}'],
    ['a: 1\n...\nx', '{"a":1}'],
    ['\uFEFFa: 1', '{"a":1}'],
    ['hello', '"hello"'],
    ['{"a":"\\n","b":[1,{}]}', '{"a":"\\n","b":[1,{}]}'],
    ['a: &x {k: 1}\nb: *x', '{"a":{"k":1},"b":{"k":1}}'],
    ['<<: {a: 1}\nb: 2', '{"b":2,"a":1}'],
    ['a: 0\n<<: [{a: 1, b: 1}, {b: 2, c: 2}]', '{"a":0,"b":1,"c":2}'],
    ['__proto__: 1\nconstructor: 2', '{"__proto__":1,"constructor":2}'],
    ['? |\n  block\n: x', '{"block\\n":"x"}'],
  ])('%j', async (yaml, value) => {
    expect(await json(yaml)).toBe(value);
  });

  test('bytes that are no UTF-8', async () => {
    const parsed = await parseYaml(Uint8Array.of(0x61, 0xff));
    expect(parsed).toMatchObject({ ok: false, problem: { type: 'syntax', text: 'yaml: invalid UTF-8' } });
  });

  test('a few lines that mean billions', async () => {
    const lines = Array.from(
      { length: 10 },
      (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`,
    );
    expect(await json(lines.join('\n'))).toBe('yaml: document contains excessive aliasing');
  });

  test('too deep', async () => {
    expect(await json('['.repeat(10_001))).toContain('yaml: line 1: nesting exceeded');
  });
});

describe('bodies', () => {
  const refusal = async (body: string): Promise<string> => {
    const bytes = bytesOf(body);
    const { problems } = await decodeYaml(ConfigMap, bytes);
    return refusalOf(problems, { bytes, expectedKind: 'ConfigMap', kind: 'ConfigMap', version: 'v1' });
  };

  test('are decoded as their JSON', async () => {
    const body =
      'metadata: {name: a}\ntemplate:\n  spec:\n    containers:\n    - name: c\n      image: a:1\n      ports: [{containerPort: 80.0}]\n      resources: {limits: {cpu: 0.5, memory: 1e3}}\n';
    const { object, problems } = await decodeYaml(PodTemplate, bytesOf(body));
    expect(problems).toEqual([]);
    expect(object.template.spec.containers[0]).toMatchObject({
      ports: [{ containerPort: 80, protocol: 'TCP' }],
      resources: { limits: { cpu: '500m', memory: '1k' } },
    });
    expect((await decodeYaml(ControllerRevision, bytesOf('revision: 9007199254740993'))).object.revision).toEqual({
      rawJSON: '9007199254740993',
    });
  });

  test('repeated keys: a warning each, one refusal for all', async () => {
    const body =
      'metadata:\n  name: a\n  labels: {a: x, a: z}\nfoo: 1\ndata:\n  a: "yes"\n  a: b\n  "a": c\n  1: x\n  "1": z\nfoo: 2\nmetadata:\n  name: b';
    const { object, problems } = await decodeYaml(ConfigMap, bytesOf(body));
    expect(strictProblems(problems)).toEqual([
      'line 3: key "a" already set in map',
      'line 7: key "a" already set in map',
      'line 8: key "a" already set in map',
      'line 11: key "foo" already set in map',
      'line 12: key "metadata" already set in map',
      'unknown field "foo"',
    ]);
    expect(describeProblems(problems)).toBe(
      'strict decoding error: yaml: unmarshal errors:\n  line 3: key "a" already set in map\n  line 7: key "a" already set in map\n  line 8: key "a" already set in map\n' +
        '  line 11: key "foo" already set in map\n  line 12: key "metadata" already set in map, unknown field "foo"',
    );
    expect(object).toMatchObject({ metadata: { name: 'b' }, data: { a: 'c' } });
  });

  test.each([
    ['hello', "couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct"],
    ['.inf', 'the object provided is unrecognized (must be of type ConfigMap): json: unsupported value: +Inf (2e696e66)'],
    ['data: {a: yes}', 'json: cannot unmarshal bool into Go struct field ConfigMap.data of type string'],
    [
      'metadata: *x',
      "the object provided is unrecognized (must be of type ConfigMap): yaml: unknown anchor 'x' referenced (6d657461646174613a202a78)",
    ],
  ])('%s', async (body, text) => {
    expect(await refusal(body)).toContain(text);
  });
});

describe('writing', () => {
  const pairs = JSON.parse(readFileSync(new URL('./testdata/yaml.json', import.meta.url), 'utf8')) as readonly {
    json: string;
    yaml: string;
  }[];
  test.each(pairs.map((each, i) => [i, each] as const))('is the same text as the oracle’s: %i', (_, pair) => {
    expect(textOf(jsonToYaml(bytesOf(pair.json)))).toBe(pair.yaml);
  });

  test('keys in natural order', () => {
    const keys = ['', ' ', '-', '_', 'A', 'Zz', 'a-b', 'a_b', 'a1', 'a1b', 'a9', 'a09', 'a10', 'ab', 'f100', 'f101'];
    expect(keys.toReversed().sort(naturally)).toEqual(keys);
  });

  test('line separators, and what is no object', () => {
    expect(textOf(encodeYaml({ a: '\u2028', b: 'x\u2029y\n' }))).toBe('a: "\\L"\nb: "x\\Py\\n"\n');
    expect([null, true, 1, 'x', [], {}].map((each) => textOf(encodeYaml(each)))).toEqual([
      'null\n',
      'true\n',
      '1\n',
      'x\n',
      '[]\n',
      '{}\n',
    ]);
  });

  test('and reading gives the same JSON', async () => {
    const unit = constantFrom(
      ...' \n\t-:#?\'"\\|>{}[],&*!%@`~=<._0123456789aeioxyzNY',
      'é',
      '\u{1F600}',
      '\u0001',
      '\u0085',
      '\u2028',
      '\uFEFF',
    );
    const word = constantFrom('yes', '1e3', '2020-01-01', '- a', 'a: b', 'a\n b', 'x'.repeat(90), 'word '.repeat(40), '<<', '', '...');
    const text = oneof(string({ unit }), word);
    await assert(
      asyncProperty(jsonValue({ maxDepth: 3 }), dictionary(text, oneof(text, array(text))), async (any, strings) => {
        const value = { any, strings };
        expect(await json(textOf(encodeYaml(value)))).toBe(await json(JSON.stringify(value, sorted)));
      }),
    );
  });
});

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => naturally(a, b)))
    : value;
