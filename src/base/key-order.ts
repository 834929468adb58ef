// The order of keys: by their UTF-8 bytes, as etcd and SQLite have it. That is code point order, and differs from
// JavaScript's own only where one of two keys holds a character beyond U+FFFF.

/** Negative when `a` comes first. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** The same for keys without surrogates, at the speed of the engine. */
export function comparePlainKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorts in place. The engine's own sort needs more memory for a short list than all else that is done with it. */
export function sortPlainKeys(keys: string[]): string[] {
  if (keys.length > shortList) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let place = i;
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!;
    keys[place] = key;
  }
  return keys;
}
const shortList = 16;

/** Whether `key` may have to be compared by `compareKeys`. Next to nothing for a key of Latin-1 characters. */
export function needsWideOrder(key: string): boolean {
  return surrogate.test(key);
}

const surrogate = /[\ud800-\udfff]/;

/** Moves the surrogates, which stand for the highest characters, above the private use area and what follows it. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** The first key after all that start with `prefix`; `undefined` when there is none. */
export function prefixEnd(prefix: string): string | undefined {
  const points = [...prefix];
  while (points.length > 0) {
    const last = points.pop()!.codePointAt(0)!;
    if (last === 0x10ffff) continue;
    const next = last === 0xd7ff ? 0xe000 : last + 1;
    return points.join('') + String.fromCodePoint(next);
  }
  return undefined;
}
