// From the bytes of a body to an object, by their encoding.
import { decodeJson, type Decoded } from '../machinery/codec/json.ts';
import { decodeProtobuf } from '../machinery/codec/protobuf.ts';
import { decodeYaml } from '../machinery/codec/yaml.ts';
import type { Message } from '../machinery/declare.ts';
import type { Encoding } from './negotiate.ts';

/** A promise only for YAML, whose parser is loaded when it is needed. */
export function decodeBody<T>(encoding: Encoding, type: Message<T>, bytes: Uint8Array): Decoded<T> | Promise<Decoded<T>> {
  switch (encoding) {
    case 'json':
      return decodeJson(type, bytes);
    case 'yaml':
      return decodeYaml(type, bytes);
    case 'protobuf':
      return decodeProtobuf(type, bytes);
  }
}
