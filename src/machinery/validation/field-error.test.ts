import { describe, expect, it } from 'vitest';
import * as field from './field-error.ts';
import { goRune, goStrings, goValue, quote, utf8Length } from './go-text.ts';
import { Path } from './path.ts';

const at = Path.of('spec', 'x');

describe('field errors', () => {
  const cases: readonly (readonly [error: field.FieldError, reason: string, message: string])[] = [
    [field.required(at), 'FieldValueRequired', 'Required value'],
    [field.required(at, 'say which'), 'FieldValueRequired', 'Required value: say which'],
    [field.invalid(at, 'a"b', 'no'), 'FieldValueInvalid', 'Invalid value: "a\\"b": no'],
    [field.invalid(at, 7, 'no'), 'FieldValueInvalid', 'Invalid value: 7: no'],
    [field.invalid(at, true, 'no'), 'FieldValueInvalid', 'Invalid value: true: no'],
    [field.invalid(at, null, 'no'), 'FieldValueInvalid', 'Invalid value: null: no'],
    [field.invalid(at, undefined, 'no'), 'FieldValueInvalid', 'Invalid value: null: no'],
    [field.invalid(at, { a: ['<b>'] }, 'no'), 'FieldValueInvalid', 'Invalid value: {"a":["\\u003cb\\u003e"]}: no'],
    [field.typeInvalid(at, 7, 'must be a string'), 'FieldValueTypeInvalid', 'Invalid value: 7: must be a string'],
    [field.notSupported(at, 'x', ['A', 'B']), 'FieldValueNotSupported', 'Unsupported value: "x": supported values: "A", "B"'],
    [field.notSupported(at, ['x'], ['All']), 'FieldValueNotSupported', 'Unsupported value: ["x"]: supported values: "All"'],
    [field.notSupported(at, 'x', []), 'FieldValueNotSupported', 'Unsupported value: "x"'],
    [field.duplicate(at, 'x'), 'FieldValueDuplicate', 'Duplicate value: "x"'],
    [field.notFound(at, 'x'), 'FieldValueNotFound', 'Not found: "x"'],
    [field.forbidden(at, 'not now'), 'FieldValueForbidden', 'Forbidden: not now'],
    [field.tooLong(at, 128), 'FieldValueTooLong', 'Too long: may not be more than 128 bytes'],
    [field.tooLong(at, 1), 'FieldValueTooLong', 'Too long: may not be more than 1 byte'],
    [field.tooLongCharacters(at, 5), 'FieldValueTooLong', 'Too long: may not be more than 5 characters'],
    [field.tooShort(at, 1), 'FieldValueTooShort', 'Too short: must be at least 1 character'],
    [field.tooMany(at, { actual: 4, max: 3 }), 'FieldValueTooMany', 'Too many: 4: must have at most 3 items'],
    [field.tooMany(at, { max: 1 }), 'FieldValueTooMany', 'Too many: must have at most 1 item'],
    [field.tooFew(at, { actual: 0, min: 1 }), 'FieldValueTooFew', 'Too few: 0: must have at least 1 item'],
    [field.internalFieldError(at, 'boom'), 'InternalError', 'Internal error: boom'],
  ];
  it.each(cases)('%o', (error, reason, message) => {
    expect(error).toEqual({ reason, message, field: 'spec.x' });
  });

  it('are put together in one line, each once', () => {
    const [a, b] = [field.required(at), field.duplicate(at, 'x')];
    expect(field.aggregate([])).toBe('');
    expect(field.aggregate([a])).toBe('spec.x: Required value');
    expect(field.aggregate([a, a])).toBe('spec.x: Required value');
    expect(field.aggregate([a, b, a])).toBe('[spec.x: Required value, spec.x: Duplicate value: "x"]');
  });
});

describe('paths', () => {
  it('read as in causes', () => {
    expect(`${Path.of('spec').field('containers').index(0).field('name')}`).toBe('spec.containers[0].name');
    expect(`${Path.of('metadata', 'annotations').key('a/b')}`).toBe('metadata.annotations[a/b]');
    expect(`${Path.root}`).toBe('');
    expect(`${Path.root.index(1).field('a')}`).toBe('[1].a');
  });
});

describe('texts as Go prints them', () => {
  it.each([
    ['plain', '"plain"'],
    ['a"\\', '"a\\"\\\\"'],
    ['\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
    ['\x00\x7f', '"\\x00\\x7f"'],
    ['ü😀', '"ü😀"'],
    ['\u00a0\u2028\u{e0001}', '"\\u00a0\\u2028\\U000e0001"'],
  ])('quotes %j', (text, quoted) => {
    expect(quote(text)).toBe(quoted);
  });

  it('prints lists and runes', () => {
    expect(goStrings(['a', 'b"'])).toBe('[]string{"a", "b\\""}');
    expect(goRune('\t')).toBe('U+0009');
    expect(goRune('é')).toBe("U+00E9 'é'");
  });

  it.each([
    [null, '<nil>'],
    ['a b', 'a b'],
    [[1, 'a', true, null], '[1 a true <nil>]'],
    [{ b: { c: [] }, a: 1 }, 'map[a:1 b:map[c:[]]]'],
    [1.5, '1.5'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
  ])('prints %j', (value, text) => {
    expect(goValue(value)).toBe(text);
  });

  it('counts bytes', () => {
    expect(utf8Length('abc')).toBe(3);
    expect(utf8Length('é€😀')).toBe(9);
  });
});
