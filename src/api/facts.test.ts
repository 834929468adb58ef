// Every declared type against the facts of the wire format (testdata/facts.tsv, enums.tsv): no field is missing, misnamed,
// misnumbered or merged in another way than clients and other servers expect.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isMessage, resolveMessage, type FieldSpec, type FieldType, type Message } from '../machinery/declare.ts';

const here = new URL('.', import.meta.url);

interface Row {
  readonly api: string;
  readonly type: string;
  readonly field: string;
  readonly proto: string;
  /** As in `string*`, `list<Pod>`, `string enum:core/v1.Protocol`; the star means a pointer. */
  readonly value: string;
  readonly presence: string;
  readonly omit: string;
  readonly listType: string;
  readonly listMapKeys: string;
  readonly patchStrategy: string;
  readonly patchMergeKey: string;
}

function table<T>(file: string): readonly T[] {
  const [header = '', ...lines] = readFileSync(new URL(`testdata/${file}`, here), 'utf8')
    .slice(0, -1)
    .split('\n');
  const names = header.split('\t');
  return lines.map((line) => Object.fromEntries(line.split('\t').map((cell, i) => [names[i], cell]))) as readonly T[];
}

const facts = Map.groupBy(table<Row>('facts.tsv'), ({ api, type }) => `${api}.${type}`);
const enums = new Map(table<{ type: string; closed: string; values: string }>('enums.tsv').map((row) => [row.type, row]));
const declared = await declaredMessages();

/** By group version and name, as the facts name them: `core/v1.Pod`. */
async function declaredMessages(): Promise<ReadonlyMap<string, Message>> {
  const files = globSync(['./**/*.ts', '../machinery/meta/*.ts'], { cwd: here.pathname });
  const found = new Map<string, Message>();
  for (const file of files.filter((name) => !name.endsWith('.test.ts'))) {
    const exports = (await import(new URL(file, here).href)) as { readonly [name: string]: unknown };
    const api = file.includes('machinery') ? 'meta/v1' : /([a-z]+)\/(v\d)/.exec(file)?.slice(1).join('/');
    for (const value of Object.values(exports)) if (isDeclaration(value)) found.set(`${api}.${value.typeName}`, value);
  }
  return found;
}

function isDeclaration(value: unknown): value is Message {
  return typeof value === 'function' && 'typeName' in value;
}

test('declared are exactly the types that there are facts about', () => {
  expect([...declared.keys()].sort()).toEqual([...facts.keys()].sort());
  expect(declared.size).toBeGreaterThan(300);
});

describe.each([...facts])('%s', (name, rows) => {
  const fields = Object.entries(declared.get(name)?.fields ?? {});

  test('has the fields, in their order', () => {
    expect(fields.map(([field, { spec }]) => (spec.inline ? '(inline)' : field))).toEqual(rows.map((row) => row.field));
  });

  test('encodes and merges them as the facts say', () => {
    for (const [i, [field, { spec }]] of fields.entries()) expect({ field, ...fromSpec(spec) }).toEqual({ field, ...fromFacts(rows[i]!) });
  });
});

test('strings with known values have exactly these', () => {
  const rows = [...facts.values()].flat().filter(({ value }) => value.includes('enum:') && !value.includes('ResourceName'));
  expect(rows.length).toBeGreaterThan(90);
  for (const { api, type, field, value } of rows) {
    const spec = declared.get(`${api}.${type}`)!.fields[field]!.spec;
    const { values = [], open = false } = spec.type === 'list' || spec.type === 'map' ? (spec.of as FieldSpec) : spec;
    const fact = enums.get(/enum:([\w/.]+?)>?\*?$/.exec(value.split(',').at(-1)!)![1]!)!;
    expect([type, field, open ? 'open' : 'closed', values.join('|')]).toEqual([type, field, fact.closed, fact.values]);
  }
});

interface Described {
  readonly number: number;
  readonly value: string;
  readonly required: boolean;
  readonly zero: FieldSpec['zero'];
  readonly listType: string;
  readonly keys: string;
  readonly patch: string;
  readonly mergeKey: string;
}

function fromSpec(spec: FieldSpec): Described {
  const value = valueOf(spec);
  return {
    number: spec.number,
    value,
    required: spec.required ?? false,
    zero: isStruct(value) && spec.zero === 'written' ? 'dropped' : spec.zero,
    listType: spec.listType ?? spec.mapType ?? '',
    keys: spec.keys?.join(',') ?? '',
    patch: spec.patchStrategies?.join(',') ?? '',
    mergeKey: spec.mergeKey ?? '',
  };
}

const goNames: { readonly [type in FieldType]?: string } = {
  enum: 'string',
  time: 'Time',
  microTime: 'MicroTime',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  rawExtension: 'RawExtension',
  fieldsV1: 'FieldsV1',
  json: 'interface{}',
};

function valueOf(spec: FieldSpec | Message): string {
  if (isMessage(spec)) return resolveMessage(spec).typeName;
  if (spec.type === 'message') return valueOf(spec.of!);
  if (spec.wrapped) return 'Verbs';
  if (spec.type === 'list' || spec.type === 'map') return `${spec.type}<${valueOf(spec.of!)}>`;
  return goNames[spec.type] ?? spec.type;
}

/** Always there in JSON, as Go writes struct values. */
const isStruct = (value: string): boolean => /^[A-Z]/.test(value) && value !== 'Verbs';

/** Go strings with a name of their own, which the table of enums does not have. */
const namedStrings =
  /^(ConditionStatus|LabelSelectorOperator|FieldSelectorOperator|DeletionPropagation|ResourceVersionMatch|ManagedFieldsOperationType|IncludeObjectPolicy|RowConditionType|StatusReason|CauseType)$/;

/** Where a declaration says more, or something else, than its row: and why. */
const deviations: { readonly [field: string]: Partial<Described> } = {
  // A LimitRange without limits is valid, and says so with null.
  'LimitRangeSpec.limits': { zero: 'null' },
  // Never null: the empty name is its default.
  'GRPCAction.service': { zero: 'kept' },
};

function fromFacts(row: Row): Described {
  const value = row.value
    .replaceAll('*', '')
    .replace(/ enum:[\w/.]+/g, '')
    .replace(/[a-z]+\/v\d\./g, '')
    .replace('ResourceList', 'map<string,Quantity>')
    .replace(/map<\w+,/, 'map<')
    .replace(namedStrings, 'string');
  return {
    number: Number(row.proto),
    value,
    required: row.presence === 'required',
    zero: zeroOf(row, value),
    listType: row.listType,
    keys: row.listMapKeys,
    patch: row.patchStrategy,
    mergeKey: row.patchMergeKey,
    ...deviations[`${row.type}.${row.field}`],
  };
}

function zeroOf(row: Row, value: string): FieldSpec['zero'] {
  const { presence, omit } = row;
  const isList = /^(list<|map<|Verbs)/.test(value);
  if (row.value.includes('*')) return omit === '' && presence !== 'required' ? 'null' : 'kept';
  if (isStruct(value)) return omit.includes('omitzero') ? 'omitted' : 'dropped';
  if (omit !== '') return presence === 'required' ? 'kept' : 'dropped';
  return isList && presence !== 'required' ? 'null' : 'written';
}
