// Lists that may be long, in one cell.

const shown = 3;

/** The first three, and how many more there are. */
export function firstFew(texts: readonly string[]): string {
  const first = texts.slice(0, shown).join(',');
  return texts.length > shown ? `${first} + ${texts.length - shown} more...` : first;
}
