// Requests in a row and what kube-apiserver answers them, as test/compat/*.json holds them.
import type { Json, JsonObject } from '../../../src/machinery/declare.ts';

export interface Sequence {
  /** What it is about. */
  readonly name: string;
  /** The server's options that matter for the answers. */
  readonly steps: readonly Step[];
}

export interface Step {
  /** Unique in its sequence; `{{id.metadata.uid}}` in a later step is that field of this one's answer; `{{x*9}}` is nine x. */
  readonly id: string;
  /** `GET /api/v1/namespaces/$ns/pods`. $ns is a namespace of the sequence's own, which exists. */
  readonly request: string;
  /** Names in lower case; null takes a header away that is otherwise sent. */
  readonly headers?: Readonly<Record<string, string | null>>;
  /** Text is sent as it is. */
  readonly body?: Json;
  /** How `body` is encoded. Default: JSON, or text as it is. */
  readonly encode?: 'protobuf' | 'yaml' | 'base64';
  readonly over?: 'http1' | 'http2';
  /** Read as a stream until so many frames came, or the server ended it; 'end' waits for that. */
  readonly frames?: number | 'end';
  /** Sent in order once the stream has begun. */
  readonly meanwhile?: readonly Step[];
  /** Of the answer only code and headers count: the rest depends on what else is served or stored. */
  readonly headOnly?: true;
  /** Asked again until the code is this one: what happens in the background may take a moment. */
  readonly until?: number;
  /** What kube-apiserver says, normalised. */
  readonly answer?: Answer;
  /** Where Kapibara's answer is another, on purpose or until it is mended. */
  readonly ours?: { readonly why: string; readonly answer: Answer };
}

export interface Answer {
  readonly code: number;
  /** Only those that are not as usual. */
  readonly headers?: JsonObject;
  /** Decoded, whatever the encoding. Text that is none is a string. */
  readonly body?: Json;
  /** How the bytes are laid out, where not as usual. */
  readonly layout?: string;
  readonly frames?: readonly Json[];
}
