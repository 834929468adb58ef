// YAML bodies. Upstream converts them to JSON and back, and so do we: what JSON cannot say, YAML cannot either. The parser is
// loaded with the first body; writing needs none.

import type { Message } from '../declare.ts';
import { decodeValue, parseJson, type DecodeOptions, type Decoded } from './json.ts';
import { syntaxProblem, type Problem } from './problem.ts';
import { depthMax } from './walk.ts';
import { emitYaml } from './yaml-emitter.ts';
import { UnreadableYaml, YamlReader, type YamlParser } from './yaml-reader.ts';

/** Of several documents the first counts. Repeated keys are problems of their own type, with their line. */
export async function decodeYaml<T>(message: Message<T>, bytes: Uint8Array, options?: DecodeOptions): Promise<Decoded<T>> {
  const parsed = await parseYaml(bytes);
  if (!parsed.ok) return { object: {} as T, problems: [parsed.problem] };
  const { object, problems } = decodeValue(message, parsed.value, options);
  return { object, problems: [...parsed.repeated, ...problems] };
}

/** YAML as plain values, numbers that plain ones cannot hold as raw ones. */
export type ParsedYaml =
  { readonly ok: true; readonly value: unknown; readonly repeated: readonly Problem[] } | { readonly ok: false; readonly problem: Problem };

export async function parseYaml(bytes: Uint8Array): Promise<ParsedYaml> {
  const parser: YamlParser = await import('js-yaml');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const reader = new YamlReader(parser, text, parser.parseEvents(text, { maxDepth: depthMax }));
    const value = reader.document();
    return { ok: true, value, repeated: reader.repeated.map(({ line, key }) => repeatedKey(line, key)) };
  } catch (error) {
    return { ok: false, problem: syntaxProblem(refusalText(error)) };
  }
}

const repeatedKey = (line: number, key: string): Problem => ({
  type: 'duplicateKey',
  path: key,
  text: `line ${line}: key ${JSON.stringify(key)} already set in map`,
});

function refusalText(error: unknown): string {
  if (error instanceof UnreadableYaml)
    return error.message.startsWith('json:') || error.message.startsWith('unsupported') ? error.message : `yaml: ${error.message}`;
  if (error instanceof TypeError) return 'yaml: invalid UTF-8';
  if (!isParserError(error)) throw error;
  const { mark, reason } = error;
  return mark === undefined ? `yaml: ${reason}` : `yaml: line ${mark.line + 1}: ${reason}`;
}

interface ParserError {
  readonly reason: string;
  readonly mark?: { readonly line: number };
}
const isParserError = (error: unknown): error is ParserError => error instanceof Error && error.name === 'YAMLException';

/** As upstream writes it: keys sorted, whatever the object's order. */
export const encodeYaml = (object: unknown): Uint8Array => new TextEncoder().encode(emitYaml(object));

/** Of JSON that this program wrote. */
export function jsonToYaml(json: Uint8Array): Uint8Array {
  const parsed = parseJson(json);
  if (!parsed.ok) throw new SyntaxError(parsed.problem.text);
  return encodeYaml(parsed.value);
}
