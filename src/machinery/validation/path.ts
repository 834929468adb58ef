// Where in an object something is: `spec.containers[0].name`, `metadata.annotations[a/b]`.

/**
 * A field path. Validators make one per step on their way down and most are never read, so a path is a link to its
 * parent and becomes text only when an error needs it.
 */
export class Path {
  /** The object itself. Its fields are paths without a leading dot. */
  static readonly root: Path = new Path(undefined, 'field', '');

  readonly #parent: Path | undefined;
  readonly #kind: 'field' | 'entry';
  readonly #step: string | number;

  private constructor(parent: Path | undefined, kind: 'field' | 'entry', step: string | number) {
    this.#parent = parent;
    this.#kind = kind;
    this.#step = step;
  }

  /** The path of a top-level field and, when more names follow, of fields below it. */
  static of(...names: readonly string[]): Path {
    return names.reduce((path, name) => path.field(name), Path.root);
  }

  field(name: string): Path {
    return new Path(this, 'field', name);
  }

  index(index: number): Path {
    return new Path(this, 'entry', index);
  }

  /** An entry of a map, or an element of a list named by its key. */
  key(key: string): Path {
    return new Path(this, 'entry', key);
  }

  toString(): string {
    const [parent, step] = [this.#parent, this.#step];
    if (parent === undefined) return '';
    if (this.#kind === 'entry') return `${parent.toString()}[${step}]`;
    return parent.#parent === undefined ? `${step}` : `${parent.toString()}.${step}`;
  }
}
