// One revision of one object as ObjectStore hands it up: a Buffer that is shared with the backend wherever it can be
// served as it stands, and attributes that are parsed when somebody asks and then kept.
import type { KubeObject } from '../machinery/object.ts';
import type { Revision, StoredObject } from '../machinery/stored-object.ts';
import type { ObjectCodec } from './codec.ts';
import { StorageError } from './errors.ts';
import { nameIn, namespaceIn, type KeySpace } from './keys.ts';
import { carriesRevision, metadataSpan, spliceRevision, versionSpan } from './native-form.ts';

/** What all revisions of a resource have in common. */
export interface RevisionKind<T extends KubeObject> {
  readonly keys: KeySpace;
  readonly codec: ObjectCodec<T>;
}

/**
 * decoded: there are no bytes that could be served before somebody asks for them, only the object. native: this program
 * wrote the bytes, but they may carry another resourceVersion (none, on a store that tells it only afterwards; the last one,
 * when the object was deleted). servable: native, and carrying `revision`.
 */
type Form = 'decoded' | 'native' | 'servable';

type Attributes = Readonly<Record<string, string>>;
const none: Attributes = Object.freeze({});
const noBytes = new Uint8Array(0);
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class StoredRevision<T extends KubeObject> implements StoredObject<T> {
  readonly key: string;
  readonly revision: Revision;
  readonly #kind: RevisionKind<T>;
  #form: Form;
  #bytes: Uint8Array;
  /** Only while decoded; its resourceVersion need not be `revision`. */
  #object: T | undefined;
  #labels: Attributes | undefined;
  #fields: Attributes | undefined;

  private constructor(kind: RevisionKind<T>, { key, revision, bytes }: SealedBytes, form: Form) {
    this.key = key;
    this.revision = revision;
    this.#kind = kind;
    this.#form = form;
    this.#bytes = bytes;
    this.#object = undefined;
    this.#labels = undefined;
    this.#fields = undefined;
  }

  /** Of bytes that this program wrote, or of others: those are decoded at once, and Corrupt when they cannot be. */
  static of<T extends KubeObject>(kind: RevisionKind<T>, source: SealedBytes, native: boolean): StoredRevision<T> {
    if (native) return new StoredRevision(kind, source, 'native');
    const { key, revision } = source;
    const object = readable(key, revision, () => kind.codec.decode(source.bytes));
    const stored = new StoredRevision(kind, { key, revision, bytes: noBytes }, 'decoded').#describedBy(object);
    stored.#object = object;
    return stored;
  }

  /** Of bytes just sealed from `object`. */
  static written<T extends KubeObject>(kind: RevisionKind<T>, source: SealedBytes, object: T): StoredRevision<T> {
    return new StoredRevision(kind, source, 'native').#describedBy(object);
  }

  /** The same content under another revision: that of its deletion, or of leaving a selector [S015, S016]. */
  at(revision: Revision): StoredRevision<T> {
    const form = this.#form === 'decoded' ? 'decoded' : 'native';
    const moved = new StoredRevision(this.#kind, { key: this.key, revision, bytes: this.#bytes }, form);
    moved.#object = this.#object;
    moved.#labels = this.#labels;
    moved.#fields = this.#fields;
    return moved;
  }

  get name(): string {
    return nameIn(this.key);
  }

  get namespace(): string | undefined {
    return namespaceIn(this.#kind.keys, this.key);
  }

  get labels(): Attributes {
    if (this.#labels === undefined) this.#parseAttributes();
    return this.#labels!;
  }

  get fields(): Attributes {
    if (this.#fields === undefined) this.#parseAttributes();
    return this.#fields!;
  }

  get bytes(): Uint8Array {
    if (this.#form !== 'servable') this.#makeServable();
    return this.#bytes;
  }

  object(): T {
    const { bytes } = this;
    return readable(this.key, this.revision, () => this.#kind.codec.parse(bytes));
  }

  #makeServable(): void {
    if (this.#form === 'decoded') {
      this.#bytes = encoder.encode(this.#kind.codec.stringify(this.#object!, String(this.revision)));
      this.#object = undefined;
      this.#form = 'servable';
      return;
    }
    const version = versionSpan(this.#bytes);
    if (version === undefined) throw corrupt(this.key, this.revision, 'not in native form');
    if (!carriesRevision(this.#bytes, version, this.revision)) this.#bytes = spliceRevision(this.#bytes, version, this.revision);
    this.#form = 'servable';
  }

  /** A kind without fields to select by needs no more than its metadata parsed, which matters for large objects. */
  #parseAttributes(): void {
    if (this.#kind.codec.fields !== undefined) this.#describedBy(this.object());
    else this.#describedBy(readable(this.key, this.revision, () => ({ metadata: metadataOf(this.#bytes) }) as T));
  }

  #describedBy(object: T): this {
    this.#labels = object.metadata.labels ?? none;
    this.#fields = this.#kind.codec.fields?.(object) ?? none;
    return this;
  }
}

/** Bytes and where they are; the resourceVersion in them need not be `revision`. */
export interface SealedBytes {
  readonly key: string;
  readonly revision: Revision;
  readonly bytes: Uint8Array;
}

function metadataOf(bytes: Uint8Array): unknown {
  const span = metadataSpan(bytes);
  if (span === undefined) throw new SyntaxError('metadata is missing');
  return JSON.parse(decoder.decode(bytes.subarray(span.from, span.to)));
}

function readable<R>(key: string, revision: Revision, read: () => R): R {
  try {
    return read();
  } catch (error) {
    throw corrupt(key, revision, error instanceof Error ? error.message : String(error), error);
  }
}

const corrupt = (key: string, revision: Revision, why: string, cause?: unknown): StorageError =>
  new StorageError({ code: 'Corrupt', key, revision, why: `object not decodable revision=${revision}: ${why}` }, cause);
