// The last step of every answer: what was made as JSON becomes what the client accepts.
import type { Encoding } from '../negotiate.ts';
import { yamlOf } from './encodings.ts';
import { concat, indent, utf8 } from './json-text.ts';

/** Takes JSON, with or without an end of line; protobuf is left alone. */
export function finished(bytes: Uint8Array, encoding: Encoding, pretty: boolean): Uint8Array {
  switch (encoding) {
    case 'yaml':
      return yamlOf(bytes);
    case 'protobuf':
      return bytes;
    case 'json':
      if (pretty) return indent(bytes);
      return bytes.at(-1) === newline[0] ? bytes : concat([bytes, newline]);
  }
}

const newline = utf8('\n');
