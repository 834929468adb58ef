// The next state of an object, on its way into a store: encoded once per attempt, compared with what is there, and, where
// its bytes carry a revision, copied once when the store has decided it.
import { assert } from '../base/assert.ts';
import { limits } from '../base/limits.ts';
import type { Revision } from './backend.ts';
import { sameBytes, spliceRevision, versionSpan, type Span } from './native-form.ts';

export interface Draft {
  /** Whether storing this would change nothing [S012]. */
  same(current: Uint8Array): boolean;
  /** The bytes to store, as a Backend's Seal may return them. */
  seal(revision: Revision | undefined): Uint8Array;
}

/** Room that the drafts of one store take turns in. What a draft wrote stays there until another one writes. */
export class Scratch {
  #bytes = new Uint8Array(0);
  #owner: NativeDraft | undefined;

  isOf(draft: NativeDraft): boolean {
    return this.#owner === draft;
  }

  /** The bytes of the draft that wrote last; what is behind them is left over from others. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Returns how many bytes were written. */
  write(text: string, owner: NativeDraft): number {
    this.#owner = owner;
    if (this.#bytes.length < text.length || this.#bytes.length > keptBytes) this.#bytes = new Uint8Array(roomFor(text.length));
    let { read, written } = encoder.encodeInto(text, this.#bytes);
    if (read < text.length) {
      this.#bytes = new Uint8Array(utf8BytesMax * text.length);
      ({ read, written } = encoder.encodeInto(text, this.#bytes));
    }
    assert(read === text.length, 'UTF-8 takes at most three bytes per UTF-16 unit');
    return written;
  }
}

const encoder = new TextEncoder();
const utf8BytesMax = 3;
const keptBytes = limits.draftBytes;
const roomFor = (length: number): number => Math.max(16 * 1024, length + (length >> 2));

/** JSON that is stored as it is served. */
export class NativeDraft implements Draft {
  readonly #scratch: Scratch;
  readonly #text: string;
  #length: number;
  readonly #version: Span;

  /** `text` is in native form. */
  constructor(scratch: Scratch, text: string) {
    this.#scratch = scratch;
    this.#text = text;
    this.#length = scratch.write(text, this);
    const version = versionSpan(this.#bytes());
    assert(version !== undefined, 'a stored object has a resourceVersion');
    this.#version = version;
  }

  /** `current` must carry the resourceVersion that the text does. */
  same(current: Uint8Array): boolean {
    return current.length === this.#length && sameBytes(this.#bytes(), current, this.#length);
  }

  seal(revision: Revision | undefined): Uint8Array {
    return spliceRevision(this.#bytes(), this.#version, revision, this.#length);
  }

  /** A store that makes a write wait for the fate of another one seals in a later turn: others wrote in between. */
  #bytes(): Uint8Array {
    if (!this.#scratch.isOf(this)) this.#length = this.#scratch.write(this.#text, this);
    return this.#scratch.bytes;
  }
}

/** Bytes that carry no revision: what others read too, who set it from the store's own. */
export class EncodedDraft implements Draft {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  same(current: Uint8Array): boolean {
    return current.length === this.#bytes.length && sameBytes(this.#bytes, current, current.length);
  }

  seal(): Uint8Array {
    return this.#bytes;
  }
}
