// Keys that stand twice in one object of a JSON text: JSON.parse keeps the last and says nothing. For texts of no declared
// type, which patches are.

/** Where they stand, as in `data.m` and `[0].path`, in the order of the text, which is known to be JSON. */
export function duplicateKeys(text: string): readonly string[] {
  const found = new Set<string>();
  const open: Container[] = [];
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g) ?? [];
  for (const [i, token] of tokens.entries()) {
    const inside = open.at(-1);
    if (token === '{' || token === '[')
      open.push({
        path: inside?.at ?? '',
        at: token === '[' ? `${inside?.at ?? ''}[0]` : '',
        index: token === '[' ? 0 : undefined,
        keys: new Set(),
      });
    else if (token === '}' || token === ']') open.pop();
    else if (token === ',' && inside?.index !== undefined) inside.at = `${inside.path}[${++inside.index}]`;
    else if (token[0] === '"' && tokens[i + 1] === ':' && inside !== undefined) enter(inside, JSON.parse(token) as string, found);
  }
  return [...found];
}

interface Container {
  readonly path: string;
  /** The path of the value that stands here next. */
  at: string;
  /** Of a list. */
  index: number | undefined;
  readonly keys: Set<string>;
}

function enter(object: Container, key: string, found: Set<string>): void {
  object.at = object.path === '' ? key : `${object.path}.${key}`;
  if (object.keys.has(key)) found.add(object.at);
  object.keys.add(key);
}
