// Whether two decoded values have the same content. upstream: apimachinery equality.Semantic.DeepEqual; where Go must
// equate nil with empty, our decoders have dropped what is empty.

/** Plain data compared by content, whatever the order of fields. A field that is undefined is one that is absent. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && sameItems(a, b);
  return sameFields(a as Plain, b as Plain);
}

type Plain = Readonly<Record<string, unknown>>;

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, index) => equal(item, b[index]));

const fieldOf = (object: Plain, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);

function sameFields(a: Plain, b: Plain): boolean {
  for (const key of Object.keys(a)) if (!equal(a[key], fieldOf(b, key))) return false;
  for (const key of Object.keys(b)) if (b[key] !== undefined && !Object.hasOwn(a, key)) return false;
  return true;
}
