// From the events of a YAML parser to JSON, as sigs.k8s.io/yaml converts it.

import { limits } from '../../base/limits.ts';
import { setOwn } from './assemble.ts';
import { canonicalBase64, decodeBase64 } from './base64.ts';
import { isRawNumber, numberText } from './exact.ts';
import { resolvePlain } from './yaml-scalar.ts';

/** What we use of js-yaml, which is loaded by whoever needs it. */
export interface YamlParser {
  parseEvents(text: string, options: { readonly maxDepth: number }): readonly YamlEvent[];
  getScalarValue(text: string, event: never): string;
}
export interface YamlEvent {
  readonly type: number;
  readonly start?: number;
  readonly valueStart?: number;
  readonly anchorStart?: number;
  readonly anchorEnd?: number;
  readonly tagStart?: number;
  readonly tagEnd?: number;
  readonly style?: number;
}
const eventType = { document: 1, list: 2, map: 3, scalar: 4, alias: 5, end: 6 } as const;
const plainStyle = 1;

/** The text is YAML that cannot be JSON. Caught where reading began, and never seen outside this folder. */
export class UnreadableYaml extends Error {
  override readonly name = 'UnreadableYaml';
}

/** A key that a mapping has already. */
export interface RepeatedKey {
  readonly line: number;
  readonly key: string;
}

/** Reads the first document only, as upstream does. */
export class YamlReader {
  readonly repeated: RepeatedKey[] = [];
  readonly #parser: YamlParser;
  readonly #text: string;
  readonly #events: readonly YamlEvent[];
  /** Undefined while the value is still being read. */
  readonly #anchors = new Map<string, { readonly value: unknown; readonly nodes: number } | undefined>();
  #at = 0;
  #nodes = 0;
  #aliasedNodes = 0;

  constructor(parser: YamlParser, text: string, events: readonly YamlEvent[]) {
    this.#parser = parser;
    this.#text = text;
    this.#events = events;
  }

  /** Null for a text without a document. */
  document(): unknown {
    if (this.#events.length === 0) return null;
    this.#at = 1;
    const { type } = this.#events[1]!;
    return type === eventType.end ? null : this.#value();
  }

  #value(): unknown {
    const event = this.#events[this.#at++]!;
    this.#nodes++;
    if (event.type === eventType.alias) return this.#alias(event);
    const anchor = this.#slice(event.anchorStart, event.anchorEnd);
    if (anchor === '') return this.#content(event);
    const before = this.#nodes;
    this.#anchors.set(anchor, undefined);
    const value = this.#content(event);
    this.#anchors.set(anchor, { value, nodes: this.#nodes - before + 1 });
    return value;
  }

  #content(event: YamlEvent): unknown {
    if (event.type === eventType.list) return this.#list();
    return event.type === eventType.map ? this.#map() : this.#scalar(event);
  }

  #alias(event: YamlEvent): unknown {
    const name = this.#slice(event.anchorStart, event.anchorEnd);
    if (!this.#anchors.has(name)) throw new UnreadableYaml(`unknown anchor '${name}' referenced`);
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) throw new UnreadableYaml(`anchor '${name}' value contains itself`);
    this.#nodes += anchored.nodes;
    this.#aliasedNodes += anchored.nodes;
    if (this.#aliasedNodes > limits.yamlAliasedNodes) throw new UnreadableYaml('document contains excessive aliasing');
    return anchored.value;
  }

  #list(): unknown[] {
    const items: unknown[] = [];
    while (this.#events[this.#at]!.type !== eventType.end) items.push(this.#value());
    this.#at++;
    return items;
  }

  #map(): object {
    const out: Record<string, unknown> = {};
    const merged: unknown[] = [];
    const seen = new Set<string>();
    while (this.#events[this.#at]!.type !== eventType.end) {
      const event = this.#events[this.#at]!;
      const isMerge = this.#isMerge(event);
      const key = this.#value();
      const value = this.#value();
      if (isMerge) merged.push(value);
      else this.#entry(out, { key, value, seen, event });
    }
    this.#at++;
    return merged.length === 0 ? out : withMerged(out, merged);
  }

  #entry(
    out: Record<string, unknown>,
    entry: { readonly key: unknown; readonly value: unknown; readonly seen: Set<string>; readonly event: YamlEvent },
  ): void {
    const { key, value, seen, event } = entry;
    const name = keyText(key, value);
    const identity = `${typeof key}:${name}`;
    if (seen.has(identity)) this.repeated.push({ line: this.#lineOf(event.valueStart ?? event.start ?? 0), key: name });
    seen.add(identity);
    setOwn(out, name, value);
  }

  #isMerge(event: YamlEvent): boolean {
    return event.type === eventType.scalar && event.style === plainStyle && this.#tag(event) === '' && this.#scalarText(event) === '<<';
  }

  #scalar(event: YamlEvent): unknown {
    const text = this.#scalarText(event);
    const tag = this.#tag(event);
    if (tag === '') return event.style === plainStyle ? resolved(text) : text;
    return tagged(tag, text);
  }

  #scalarText(event: YamlEvent): string {
    return this.#parser.getScalarValue(this.#text, event as never);
  }

  #tag(event: YamlEvent): string {
    return this.#slice(event.tagStart, event.tagEnd)
      .replace(/^!<(.*)>$/, '$1')
      .replace('tag:yaml.org,2002:', '!!');
  }

  #slice(start = -1, end = -1): string {
    return start < 0 ? '' : this.#text.slice(start, end);
  }

  #lineOf(offset: number): number {
    return this.#text.slice(0, offset).split('\n').length;
  }
}

/** Keys of the mapping itself win over merged ones, earlier merged ones over later. */
function withMerged(own: object, merged: readonly unknown[]): object {
  const out: Record<string, unknown> = {};
  for (const each of [own, ...merged.flat(1)]) {
    if (typeof each !== 'object' || each === null || Array.isArray(each))
      throw new UnreadableYaml('map merge requires map or sequence of maps as the value');
    for (const [key, value] of Object.entries(each)) if (!Object.hasOwn(out, key)) setOwn(out, key, value);
  }
  return out;
}

function resolved(text: string): unknown {
  const value = resolvePlain(text);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new UnreadableYaml(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
  }
  return value;
}

function tagged(tag: string, text: string): unknown {
  switch (tag) {
    case '!!binary': {
      const bytes = canonicalBase64(text.replace(/\s/g, ''));
      if (bytes === undefined) throw new UnreadableYaml('!!binary value contains invalid base64 data');
      return new TextDecoder().decode(decodeBase64(bytes));
    }
    case '!!bool':
    case '!!int':
    case '!!float':
    case '!!null':
      return ofType(tag, resolved(text), text);
    default:
      return text;
  }
}

function ofType(tag: '!!bool' | '!!int' | '!!float' | '!!null', value: unknown, text: string): unknown {
  const isNumber = typeof value === 'number' || isRawNumber(value);
  const fits = tag === '!!null' ? value === null : tag === '!!bool' ? typeof value === 'boolean' : isNumber;
  if (!fits) throw new UnreadableYaml(`cannot decode !!str \`${text}\` as a ${tag}`);
  return value;
}

function keyText(key: unknown, value: unknown): string {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || isRawNumber(key)) return numberText(key);
  if (typeof key === 'boolean') return String(key);
  if (key === null) throw new UnreadableYaml(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${JSON.stringify(value)}`);
  throw new UnreadableYaml(`invalid map key: ${JSON.stringify(key)}`);
}
