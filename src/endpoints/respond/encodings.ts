// Encoders for whole answers.
import { encodeProtobuf } from '../../machinery/codec/protobuf.ts';
import { jsonToYaml } from '../../machinery/codec/yaml.ts';
import type { Message } from '../../machinery/declare.ts';

/** In the envelope. */
export const encodeProtobufObject = <T>(type: Message<T>, object: T): Uint8Array => encodeProtobuf(type, object);

export const yamlOf = (json: Uint8Array): Uint8Array => jsonToYaml(json);
