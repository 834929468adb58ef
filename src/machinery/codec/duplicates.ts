// JSON.parse keeps the last of two equal keys and says nothing. Counting keys is cheap (see `Survey`); only when there are
// more of them in the text than in the parsed value is the text read again, to tell which.

import { childPlan, type Plan, type Step } from './plan.ts';
import type { Problem } from './problem.ts';

/** What an object, a list or a map in the text is read as; undefined: raw JSON, where anything goes. */
type Target = { readonly plan: Plan } | { readonly of: Step } | undefined;

const targetOf = (step: Step): Target => {
  if (step.type === 'message') return { plan: childPlan(step) };
  return step.of === undefined ? undefined : { of: step.of };
};

/** Unknown and repeated fields in the order of the text, which is known to be JSON and not too deep. */
export function strictProblemsOf(plan: Plan, text: string): readonly Problem[] {
  const reader = new Reader(text);
  reader.value({ plan }, '');
  return reader.problems;
}

class Reader {
  readonly problems: Problem[] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(target: Target, path: string): void {
    const first = this.#next();
    if (first === '{') this.#object(target, path);
    else if (first === '[') this.#list(target, path);
    else if (first === '"') this.#string();
    else this.#scalar();
  }

  #object(target: Target, path: string): void {
    const seen = new Set<string>();
    for (this.#at++; this.#next() !== '}'; this.#skip(',')) {
      const key = this.#string();
      this.#skip(':');
      const at = path === '' ? key : `${path}.${key}`;
      this.value(this.#field(target, seen, key, at), at);
      seen.add(key);
    }
    this.#at++;
  }

  /** What the value of a key is read as; what is wrong with the key is noted. */
  #field(target: Target, seen: ReadonlySet<string>, key: string, path: string): Target {
    if (target === undefined) return undefined;
    const step = 'plan' in target ? target.plan.steps[target.plan.index.get(key) ?? -1] : target.of;
    if (step === undefined) {
      this.#found('unknownField', path);
      return undefined;
    }
    if (seen.has(key)) this.#found('duplicateField', path);
    return targetOf(step);
  }

  #list(target: Target, path: string): void {
    const element = target !== undefined && 'of' in target ? targetOf(target.of) : undefined;
    this.#at++;
    for (let i = 0; this.#next() !== ']'; i++) {
      this.value(element, `${path}[${i}]`);
      this.#skip(',');
    }
    this.#at++;
  }

  #string(): string {
    const start = this.#at;
    let end = start;
    do end = this.#text.indexOf('"', end + 1);
    while (isEscaped(this.#text, end));
    this.#at = end + 1;
    const inside = this.#text.slice(start + 1, end);
    return inside.includes('\\') ? (JSON.parse(`"${inside}"`) as string) : inside;
  }

  #scalar(): void {
    while (this.#at < this.#text.length && !' \t\r\n,]}'.includes(this.#text[this.#at]!)) this.#at++;
  }

  #next(): string {
    while (' \t\r\n'.includes(this.#text[this.#at]!)) this.#at++;
    return this.#text[this.#at]!;
  }

  #skip(mark: string): void {
    if (this.#next() === mark) this.#at++;
    this.#next();
  }

  #found(type: 'unknownField' | 'duplicateField', path: string): void {
    this.problems.push({ type, path, text: `${type === 'unknownField' ? 'unknown' : 'duplicate'} field ${JSON.stringify(path)}` });
  }
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}
