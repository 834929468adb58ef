// YAML as sigs.k8s.io/yaml writes it: keys sorted the natural way, lists not indented, plain text wherever that is safe,
// lines folded at 80 columns.

import { isRawNumber, numberText } from './exact.ts';
import { needsQuotes, yamlNumber } from './yaml-scalar.ts';

const lineWidth = 80;
/** In bytes. A longer key stands on a line of its own, after a question mark. */
const keyBytesMax = 128;

/** One document, ending in a line break. The value is plain JSON. */
export function emitYaml(value: unknown): string {
  const emitter = new Emitter();
  emitter.document(value);
  return emitter.text;
}

type Style = 'plain' | 'single' | 'double' | 'literal';

class Emitter {
  text = '';
  /** Where the current line began. */
  #line = 0;

  document(value: unknown): void {
    this.#node(value, 0, true);
    this.text += '\n';
  }

  /** `inline`: the first line goes on where we stand. */
  #node(value: unknown, indent: number, inline: boolean): void {
    if (Array.isArray(value)) this.#list(value, indent, inline);
    else if (typeof value === 'object' && value !== null && !isRawNumber(value))
      this.#map(value as Readonly<Record<string, unknown>>, indent, inline);
    else this.#scalar(value, indent);
  }

  #list(items: readonly unknown[], indent: number, inline: boolean): void {
    if (items.length === 0) this.text += '[]';
    for (const [i, item] of items.entries()) {
      if (i > 0 || !inline) this.#newLine(indent);
      this.text += '- ';
      this.#node(item, indent + 2, true);
    }
  }

  #map(map: Readonly<Record<string, unknown>>, indent: number, inline: boolean): void {
    const keys = Object.keys(map).sort(naturally);
    if (keys.length === 0) this.text += '{}';
    for (const [i, key] of keys.entries()) {
      if (i > 0 || !inline) this.#newLine(indent);
      if (isSimpleKey(key)) this.#simpleEntry(key, map[key], indent);
      else this.#complexEntry(key, map[key], indent);
    }
  }

  #simpleEntry(key: string, value: unknown, indent: number): void {
    this.#string(key, { style: styleOf(key, true), indent, folds: false });
    this.text += ':';
    if (isFilled(value)) {
      this.#node(value, Array.isArray(value) ? indent : indent + 2, false);
    } else {
      this.text += ' ';
      this.#node(value, indent + 2, true);
    }
  }

  #complexEntry(key: string, value: unknown, indent: number): void {
    this.text += '? ';
    this.#string(key, { style: styleOf(key, false), indent: indent + 2, folds: true });
    this.#newLine(indent);
    this.text += ': ';
    this.#node(value, indent + 2, true);
  }

  #scalar(value: unknown, indent: number): void {
    if (typeof value === 'string') this.#string(value, { style: styleOf(value, false), indent, folds: true });
    else if (typeof value === 'number' || isRawNumber(value)) this.text += yamlNumber(numberText(value));
    else this.text += typeof value === 'boolean' ? String(value) : 'null';
  }

  #string(text: string, { style, indent, folds }: { readonly style: Style; readonly indent: number; readonly folds: boolean }): void {
    if (style === 'literal') this.#literal(text, indent);
    else if (style === 'double') this.#doubleQuoted(text, folds ? indent : undefined);
    else if (style === 'single') this.#folded(`'${text.replaceAll("'", "''")}'`, text, folds ? indent : undefined);
    else this.#folded(text, text, folds ? indent : undefined);
  }

  /** A line may end at a single space once it is full; the space goes. `text` is what stands between the quotes, if any. */
  #folded(written: string, text: string, indent: number | undefined): void {
    if (indent === undefined || written.length + this.text.length - this.#line <= lineWidth) {
      this.text += written;
      return;
    }
    const last = written.length - (written === text ? 1 : 2);
    let from = 0;
    for (let i = 1; i < last; i++) {
      const single = written[i] === ' ' && written[i - 1] !== ' ' && written[i + 1] !== ' ';
      if (!single || this.#column + columns(written.slice(from, i)) <= lineWidth) continue;
      this.text += written.slice(from, i);
      this.#newLine(indent);
      from = i + 1;
    }
    this.text += written.slice(from);
  }

  #doubleQuoted(text: string, indent: number | undefined): void {
    this.text += '"';
    const characters = [...text];
    for (const [i, character] of characters.entries()) {
      const canFold = character === ' ' && characters[i - 1] !== ' ' && i > 0 && i < characters.length - 1;
      if (indent !== undefined && canFold && this.#column > lineWidth) {
        this.#newLine(indent);
        if (characters[i + 1] === ' ') this.text += '\\';
      } else {
        this.text += escaped(character);
      }
    }
    this.text += '"';
  }

  #literal(text: string, indent: number): void {
    this.text += `|${/^[ \n]/.test(text) ? '2' : ''}${text.endsWith('\n') ? (text === '\n' || text.endsWith('\n\n') ? '+' : '') : '-'}`;
    const lines = text.endsWith('\n') ? text.slice(0, -1).split('\n') : text.split('\n');
    for (const line of lines) {
      if (line === '') this.text += '\n';
      else {
        this.#newLine(indent);
        this.text += line;
      }
    }
  }

  get #column(): number {
    return columns(this.text.slice(this.#line));
  }

  #newLine(indent: number): void {
    this.text += '\n';
    this.#line = this.text.length;
    this.text += ' '.repeat(indent);
  }
}

/** Characters, not code units. */
const columns = (text: string): number => (/[\ud800-\udfff]/.test(text) ? [...text].length : text.length);

const isFilled = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !isRawNumber(value) &&
  (Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0);

const isSimpleKey = (key: string): boolean =>
  !key.includes('\n') && (key.length <= 40 || new TextEncoder().encode(key).length <= keyBytesMax);

/** Control characters, the byte order mark, and what needs more than 16 bits; not the line separators, which follow. */
const unprintable = /[^\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const lineBreaks = /[\n\u2028\u2029]/;

/** Nearly all keys and most values: nothing in them can mean anything but themselves, or a word such as yes. */
const wordLike = /^[A-Za-z][A-Za-z0-9_./-]*$/;

/** The plainest style that reads back as this very string. `isKey`: it must fit on one line. */
function styleOf(text: string, isKey: boolean): Style {
  if (wordLike.test(text)) return needsQuotes(text) ? 'double' : 'plain';
  const special = unprintable.test(text) || / [\n\u2028\u2029]/.test(text) || /[\u2028\u2029]/.test(text);
  if (text.includes('\n')) return special || isKey || text.endsWith(' ') ? 'double' : 'literal';
  // Upstream writes a key << without quotes, and reads a merge.
  if (special || needsQuotes(text) || (isKey && text === '<<')) return 'double';
  const edges = /^[ ]| $/.test(text) || lineBreaks.test(text);
  return edges || hasIndicators(text) ? 'single' : 'plain';
}

/** Whether something in the text means something in YAML. */
const hasIndicators = (text: string): boolean =>
  /^(?:---|\.\.\.)/.test(text) ||
  /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
  /^[-?:](?: |$)/.test(text) ||
  /:(?: |$)/.test(text) ||
  / #/.test(text);

const escapes: ReadonlyMap<string, string> = new Map([
  ['\0', '\\0'],
  ['\x07', '\\a'],
  ['\b', '\\b'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\v', '\\v'],
  ['\f', '\\f'],
  ['\r', '\\r'],
  ['\x1b', '\\e'],
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\x85', '\\N'],
  ['\u2028', '\\L'],
  ['\u2029', '\\P'],
]);

function escaped(character: string): string {
  const named = escapes.get(character);
  if (named !== undefined || !unprintable.test(character)) return named ?? character;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : code < 0x1_0000 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

const isDigit = (character: string | undefined): boolean => character !== undefined && /\p{Nd}/u.test(character);
const isLetter = (character: string): boolean => /\p{L}/u.test(character);

/** a2 before a10, letters after everything else except where a number goes on: the order of Go's yaml. */
export function naturally(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at++;
  if (at === length) return left.length - right.length;
  const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
  return isAsciiLetter(a) && isAsciiLetter(b) ? a - b : byParts(left, right);
}

const isAsciiLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;

function byParts(left: string, right: string): number {
  const a = [...left];
  const b = [...right];
  let afterDigit = false;
  for (let i = 0; i < a.length && i < b.length; i++) {
    if (a[i] === b[i]) {
      afterDigit = isDigit(a[i]);
      continue;
    }
    const [aLetter, bLetter] = [isLetter(a[i]!), isLetter(b[i]!)];
    if (aLetter !== bLetter) return (afterDigit ? aLetter : bLetter) ? -1 : 1;
    return aLetter ? byCode(a[i]!, b[i]!) : byNumber(a, b, i);
  }
  return a.length - b.length;
}

const byCode = (a: string, b: string): number => a.codePointAt(0)! - b.codePointAt(0)!;

/** Where two keys part at something that is no letter: by the numbers that begin there. */
function byNumber(a: readonly string[], b: readonly string[], at: number): number {
  const [aDigits, bDigits] = [digitsFrom(a, at), digitsFrom(b, at)];
  // A zero further inside a number counts: 100 is no 10.
  const inside = (a[at] === '0' || b[at] === '0') && /[1-9]\d*$/.test(a.slice(0, at).join('')) ? '1' : '';
  const difference = Number(inside + aDigits) - Number(inside + bDigits);
  return difference || aDigits.length - bDigits.length || byCode(a[at]!, b[at]!);
}

function digitsFrom(characters: readonly string[], from: number): string {
  let end = from;
  while (isDigit(characters[end])) end++;
  return characters.slice(from, end).join('');
}
