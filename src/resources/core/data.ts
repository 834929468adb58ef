// What ConfigMaps and Secrets have in common: keyed data, a limit, and a seal.
import { base64Size } from '../../machinery/codec/base64.ts';
import { forbidden, invalid, tooLong, type FieldError } from '../../machinery/validation/field-error.ts';
import { utf8Length } from '../../machinery/validation/go-text.ts';
import { isConfigMapKey } from '../../machinery/validation/name-rules.ts';
import { Path } from '../../machinery/validation/path.ts';
import { equalJson } from '../../machinery/json-value.ts';

type Data = Readonly<Record<string, string>>;

const dataBytesMax = 1024 * 1024;

/** Keys that are no file names. */
export function* validateKeys(data: Data | undefined, at: Path): Iterable<FieldError> {
  for (const key in data) for (const problem of isConfigMapKey(key)) yield invalid(at.key(key), key, problem);
}

/** `at` is where upstream reports it: at a nameless field for ConfigMaps, at data for Secrets. `binary` values are base64. */
export function* validateSize(
  { text, binary }: { readonly text?: Data | undefined; readonly binary?: Data | undefined },
  at: Path,
): Iterable<FieldError> {
  // Most data need not be counted: it is small enough even if each character takes as much as a character can.
  if (sum(text, utf8BytesMost) + sum(binary, utf8BytesMost) <= dataBytesMax) return;
  const bytes = sum(text, utf8Length) + sum(binary, base64Size);
  if (bytes > dataBytesMax) yield tooLong(at, dataBytesMax);
}

/** Once immutable, neither that nor `fields` may change. */
export function* validateImmutable<T extends { readonly immutable?: boolean }>(
  next: T,
  previous: T,
  fields: readonly (keyof T & string)[],
): Iterable<FieldError> {
  if (previous.immutable !== true) return;
  const sealed = 'field is immutable when `immutable` is set';
  if (next.immutable !== true) yield forbidden(Path.of('immutable'), sealed);
  for (const field of fields) if (!equalJson(next[field], previous[field])) yield forbidden(Path.of(field), sealed);
}

const utf8BytesMost = (text: string): number => text.length * 3;

function sum(data: Data = {}, bytesOf: (value: string) => number): number {
  let bytes = 0;
  for (const key in data) bytes += bytesOf(data[key]!);
  return bytes;
}
