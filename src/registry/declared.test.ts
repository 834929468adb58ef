// Rules of declarations, on create and on update [R009, R027].
import { expect, test } from 'vitest';
import {
  enumOf,
  inline,
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
} from '../machinery/declare.ts';
import { validateDeclared } from './declared.ts';

const Color = values('red', 'green');
const port = rule<number>('port', (number) => (number > 0 ? undefined : 'must be positive'));
const self = (): Message<Node> => Node;

class Painted extends message('Painted', () => ({ paint: enumOf(1, Color) })) {}
class Node extends message('Node', () => ({
  color: enumOf(1, Color),
  mood: enumOf(2, openValues('calm')),
  port: int32(3).check(port),
  colors: list(4, Color),
  byName: map(5, Painted),
  children: list(6, later(self)),
  painted: inline(7, Painted),
  plain: object(8, Plain),
})) {}
class Plain extends message('Plain', () => ({ text: string(1) })) {}
class Root extends message('Root', () => ({ metadata: object(1, Node), spec: object(2, Node), status: object(3, Node) })) {}

const problems = (spec: object, previous?: object): string[] =>
  Array.from(
    validateDeclared(Root as Message<object>, { spec, metadata: { color: 'x' }, status: { color: 'x' } }, previous && { spec: previous }),
    ({ field, message: text }) => `${field}: ${text}`,
  );
const unsupported = 'supported values: "green", "red"';

test.each<[object, string[]]>([
  [{ color: 'red', mood: 'whatever', port: 1, colors: ['green'], plain: { text: 'x' } }, []],
  [{ color: '' }, []],
  [{}, []],
  [{ color: 'blue' }, [`spec.color: Unsupported value: "blue": ${unsupported}`]],
  [{ port: 0 }, ['spec.port: Invalid value: 0: must be positive']],
  [{ colors: ['red', 'blue'] }, [`spec.colors[1]: Unsupported value: "blue": ${unsupported}`]],
  [{ byName: { a: { paint: 'blue' } } }, [`spec.byName[a].paint: Unsupported value: "blue": ${unsupported}`]],
  [{ children: [{ children: [{ color: 'blue' }] }] }, [`spec.children[0].children[0].color: Unsupported value: "blue": ${unsupported}`]],
  [{ paint: 'blue' }, [`spec.paint: Unsupported value: "blue": ${unsupported}`]],
])('%j', (spec, expected) => {
  expect(problems(spec)).toEqual(expected);
});

test('what was wrong before may stay as it is', () => {
  const old = { color: 'blue', port: 0, colors: ['blue'], byName: { a: { paint: 'blue' } } };
  expect(problems(old, old)).toEqual([]);
  expect(problems({ ...old, color: 'pink' }, old)).toEqual([`spec.color: Unsupported value: "pink": ${unsupported}`]);
});
