// A document that is made when first asked for, and kept as bytes, in the forms that were asked for.
import { ProtobufWriter } from '../../machinery/codec/protobuf-writer.ts';
import { contentHash } from '../etag.ts';
import type { Form } from './gnostic/form.ts';

export type DocumentEncoding = 'json' | 'protobuf';

type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();

export class LazyDocument {
  readonly #make: () => Promise<object>;
  readonly #form: Form;
  readonly #kept = new Map<DocumentEncoding, Promise<Bytes>>();
  #hash: Promise<string> | undefined;

  /** `make` is called anew for each form; it must make the same each time. `form` is how it becomes protobuf. */
  constructor(make: () => Promise<object>, form: Form) {
    this.#make = make;
    this.#form = form;
  }

  bytes(encoding: DocumentEncoding): Promise<Bytes> {
    let bytes = this.#kept.get(encoding);
    if (bytes === undefined) this.#kept.set(encoding, (bytes = this.#encode(encoding)));
    return bytes;
  }

  /** Of the JSON, whatever form is sent. Nothing else is kept: who asks for all hashes wants few of the documents. */
  hash(): Promise<string> {
    return (this.#hash ??= (this.#kept.get('json') ?? this.#encode('json')).then(contentHash));
  }

  async #encode(encoding: DocumentEncoding): Promise<Bytes> {
    const document = await this.#make();
    if (encoding === 'json') return encoder.encode(JSON.stringify(document));
    const writer = new ProtobufWriter(1 << 16);
    this.#form(writer, document);
    return writer.take() as Bytes;
  }
}
