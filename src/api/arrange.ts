// For fills: what they add must stand where a decoder would have put it, or an object that was just defaulted and the
// same object read back would differ in their bytes, and a write that changes nothing would not be seen as such.
import { type Filling, type Message, resolveMessage } from '../machinery/declare.ts';

/** The object with its fields in the order they are declared in. */
export function arranged<T extends object>(type: Message<T>, object: Filling<T>): T {
  const given = object as { readonly [field: string]: unknown };
  return Object.fromEntries(
    fieldNames(type)
      .filter((name) => given[name] !== undefined)
      .map((name) => [name, given[name]]),
  ) as T;
}

function fieldNames(type: Message): readonly string[] {
  return Object.entries(type.fields).flatMap(([name, { spec }]) => (spec.inline ? fieldNames(resolveMessage(spec.of as Message)) : [name]));
}

/** All entries of the maps, an earlier map's where several have a key; undefined when there are none. */
export function joined<T>(...maps: readonly (StringMap<T> | undefined)[]): StringMap<T> | undefined {
  const entries = new Map(maps.flatMap((map) => Object.entries(map ?? {})).toReversed());
  if (entries.size === 0) return undefined;
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export type StringMap<T = string> = { readonly [key: string]: T };

/** As `map`, but the very same list when nothing changed. */
export function mapChanged<T>(list: readonly T[], change: (element: T) => T): readonly T[] {
  const changed = list.map(change);
  return changed.every((element, i) => element === list[i]) ? list : changed;
}
