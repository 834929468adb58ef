import { describe, expect, it } from 'vitest';
import {
  either,
  enumOf,
  groupVersion,
  int32,
  later,
  list,
  map,
  message,
  object,
  openValues,
  rule,
  string,
  values,
  type Message,
} from '../declare.ts';
import { ObjectMeta } from '../meta/v1.ts';
import { validateDeclared } from './declared.ts';
import { Path } from './path.ts';

const Protocol = values('TCP', 'UDP', 'SCTP');
const Phase = openValues('Running');
const even = rule('even', (value: number) => (value % 2 === 0 ? undefined : 'must be even'));
const short = rule('short', (value: readonly string[]) => (value.length < 3 ? undefined : 'must be short'));

class Port extends message('Port', () => ({
  name: string(1).required(),
  protocol: enumOf(2, Protocol),
  port: int32(3).required().check(even),
})) {}
class Tree extends message('Tree', () => ({
  port: object(1, Port).optional(),
  either: either(
    2,
    object(1, Port),
    list(
      2,
      later((): Message<Tree> => Tree),
    ),
  ),
})) {}
class Spec extends message('Spec', () => ({
  ports: list(1, Port).required(),
  byName: map(2, Port),
  protocols: list(3, Protocol).check(short),
  phase: enumOf(4, Phase),
  tree: object(5, Tree).optional(),
  asked: string(6).optional().required(),
  note: string(7).required(),
})) {}
class Thing extends groupVersion('v1').kind('Thing', () => ({ metadata: object(1, ObjectMeta), spec: object(2, Spec) })) {}

const port = (more: object = {}) => ({ name: 'a', port: 2, ...more });
const spec = (more: object = {}) => ({ metadata: {}, spec: { ports: [port()], asked: 'x', note: 'x', ...more } });
const errors = (thing: object, mayBeEmpty: readonly string[] = []): readonly string[] =>
  [...validateDeclared(thing, { type: Thing, mayBeEmpty })].map(({ reason, field, message: text }) => `${reason}|${field}: ${text}`);

describe('declared rules', () => {
  it.each([
    ['nothing wrong', spec(), []],
    ['a missing list', spec({ ports: [] }), ['FieldValueRequired|spec.ports: Required value']],
    ['a missing text', spec({ ports: [port({ name: '' })] }), ['FieldValueRequired|spec.ports[0].name: Required value']],
    ['an absent field that must be sent', spec({ asked: undefined }), ['FieldValueRequired|spec.asked: Required value']],
    ['zero, which may have been meant', spec({ ports: [port({ port: 0 })] }), []],
    [
      'a value that is not among the closed ones',
      spec({ ports: [port({ protocol: 'x' })] }),
      ['FieldValueNotSupported|spec.ports[0].protocol: Unsupported value: "x": supported values: "SCTP", "TCP", "UDP"'],
    ],
    ['a value that is not among the open ones', spec({ phase: 'x' }), []],
    ['an empty value', spec({ ports: [port({ protocol: '' })] }), []],
    ['a broken rule', spec({ ports: [port({ port: 3 })] }), ['FieldValueInvalid|spec.ports[0].port: Invalid value: 3: must be even']],
    [
      'a broken rule of a list',
      spec({ protocols: ['TCP', 'TCP', 'TCP'] }),
      ['FieldValueInvalid|spec.protocols: Invalid value: ["TCP","TCP","TCP"]: must be short'],
    ],
    [
      'an element of a list of values',
      spec({ protocols: ['TCP', 'x'] }),
      ['FieldValueNotSupported|spec.protocols[1]: Unsupported value: "x": supported values: "SCTP", "TCP", "UDP"'],
    ],
    ['an entry of a map', spec({ byName: { a: port({ name: '' }) } }), ['FieldValueRequired|spec.byName[a].name: Required value']],
    [
      'a nested object',
      spec({ tree: { port: port({ port: 1 }) } }),
      ['FieldValueInvalid|spec.tree.port.port: Invalid value: 1: must be even'],
    ],
    ['either an object', spec({ tree: { either: port({ name: '' }) } }), ['FieldValueRequired|spec.tree.either.name: Required value']],
    [
      'or a list of what contains itself',
      spec({ tree: { either: [{ either: port({ port: 1 }) }] } }),
      ['FieldValueInvalid|spec.tree.either[0].either.port: Invalid value: 1: must be even'],
    ],
    ['metadata, which has rules of its own', { ...spec(), metadata: { ownerReferences: [{ name: '' }] } }, []],
  ])('%s', (_, thing, wanted) => {
    expect(errors(thing)).toEqual(wanted);
  });

  it('let fields be empty where a kind says so', () => {
    expect(errors(spec({ note: '' }))).toEqual(['FieldValueRequired|spec.note: Required value']);
    expect(errors(spec({ note: '' }), ['Spec.note'])).toEqual([]);
  });

  it('can start anywhere', () => {
    const [error] = validateDeclared({ name: '', port: 2 }, { type: Port, at: Path.of('template', 'port') });
    expect(error?.field).toBe('template.port.name');
  });
});
