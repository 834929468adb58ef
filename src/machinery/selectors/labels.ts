// Label selectors as they stand in a query: `app=web,tier in (front,back),!old`. upstream: apimachinery labels/selector.go.
import { badRequest } from '../status-error.ts';
import { aggregate, invalid, type FieldError } from '../validation/field-error.ts';
import { isLabelKey, isLabelValue } from '../validation/name-rules.ts';
import { Path } from '../validation/path.ts';

export type Labels = Readonly<Record<string, string>>;

/** Spelled as in messages. `gt` and `lt` are written `>` and `<`; `exists` is written as the key alone. */
export type LabelOperator = 'in' | 'notin' | '=' | '==' | '!=' | 'gt' | 'lt' | 'exists' | '!';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, without repetitions. */
  readonly values: readonly string[];
}

/** Labels match when they meet every requirement. */
export interface LabelsSelector {
  readonly requirements: readonly LabelRequirement[];
  /** Everything matches. */
  readonly empty: boolean;
  matches(labels: Labels): boolean;
  /** The one value that `key` must have, when there is just one. */
  requiresExactMatch(key: string): string | undefined;
  /** Canonical: sorted by key, values sorted. */
  toString(): string;
}

type Test = (labels: Labels) => boolean;

/** Matches whatever labels there are. The one selector for which `empty` holds. */
export const allLabels: LabelsSelector = {
  requirements: [],
  empty: true,
  matches: () => true,
  requiresExactMatch: () => undefined,
  toString: () => '',
};

/** Matches nothing: what a missing LabelSelector object means. */
export const noLabels: LabelsSelector = { ...allLabels, empty: false, matches: () => false };

/** Throws BadRequest with upstream's text. */
export function parseLabelSelector(text: string): LabelsSelector {
  return text === '' ? allLabels : selectLabels(new Parser(text).requirements());
}

/** A selector that wants all of these. */
export function selectLabels(requirements: readonly LabelRequirement[]): LabelsSelector {
  if (requirements.length === 0) return allLabels;
  const sorted = requirements.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const tests = sorted.map(testOf);
  const [first] = tests;
  return {
    requirements: sorted,
    empty: false,
    matches: tests.length === 1 ? first! : (labels) => tests.every((test) => test(labels)),
    requiresExactMatch: (key) => exactMatch(sorted.find((requirement) => requirement.key === key)),
    toString: () => sorted.map(requirementText).join(','),
  };
}

/** A selector for exactly these labels. Does not check that they are valid. */
export function selectExactly(labels: Labels): LabelsSelector {
  return selectLabels(Object.entries(labels).map(([key, value]) => ({ key, operator: '=', values: [value] })));
}

function exactMatch(requirement: LabelRequirement | undefined): string | undefined {
  if (requirement === undefined || requirement.values.length !== 1) return undefined;
  return ['=', '==', 'in'].includes(requirement.operator) ? requirement.values[0] : undefined;
}

/** Label values are strings, so asking for the type also tells labels from what an object inherits, such as `constructor`. */
const has = (labels: Labels, key: string): boolean => typeof labels[key] === 'string';

function testOf({ key, operator, values }: LabelRequirement): Test {
  const [value] = values;
  switch (operator) {
    case '=':
    case '==':
    case 'in':
      return values.length === 1 ? (labels) => labels[key] === value : (labels) => has(labels, key) && values.includes(labels[key]!);
    case '!=':
    case 'notin':
      return values.length === 1 ? (labels) => labels[key] !== value : (labels) => !has(labels, key) || !values.includes(labels[key]!);
    case 'exists':
      return (labels) => has(labels, key);
    case '!':
      return (labels) => !has(labels, key);
    case 'gt':
    case 'lt':
      return numberTest(key, operator, parseInt64(value!)!);
  }
}

function numberTest(key: string, operator: 'gt' | 'lt', bound: bigint): Test {
  return (labels) => {
    const value = has(labels, key) ? parseInt64(labels[key]!) : undefined;
    if (value === undefined) return false;
    return operator === 'gt' ? value > bound : value < bound;
  };
}

/** Go's strconv.ParseInt(text, 10, 64). */
function parseInt64(text: string): bigint | undefined {
  if (!/^[-+]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

export function requirementText({ key, operator, values }: LabelRequirement): string {
  const list = values.join(',');
  switch (operator) {
    case 'in':
    case 'notin':
      return `${key} ${operator} (${list})`;
    case 'gt':
      return `${key}>${list}`;
    case 'lt':
      return `${key}<${list}`;
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case '=':
    case '==':
    case '!=':
      return `${key}${operator}${list}`;
  }
}

/** What is wrong with a requirement. upstream: NewRequirement. */
export function* requirementErrors({ key, operator, values }: LabelRequirement, at: Path): Iterable<FieldError> {
  const keyProblems = isLabelKey(key);
  if (keyProblems.length > 0) yield invalid(at.field('key'), key, keyProblems.join('; '));
  const countProblem = valueCountProblem(operator, values.length);
  if (countProblem !== undefined) yield invalid(at.field('values'), values.length === 0 ? null : values, countProblem);
  for (const [i, value] of values.entries()) {
    if ((operator === 'gt' || operator === 'lt') && parseInt64(value) === undefined)
      yield invalid(at.field('values').index(i), value, "for 'Gt', 'Lt' operators, the value must be an integer");
  }
  for (const [i, value] of values.entries()) {
    const problems = isLabelValue(value);
    if (problems.length > 0) yield invalid(at.field('values').index(i).key(key), value, problems.join('; '));
  }
}

function valueCountProblem(operator: LabelOperator, count: number): string | undefined {
  switch (operator) {
    case 'in':
    case 'notin':
      return count > 0 ? undefined : "for 'in', 'notin' operators, values set can't be empty";
    case '=':
    case '==':
    case '!=':
      return count === 1 ? undefined : 'exact-match compatibility requires one single value';
    case 'exists':
    case '!':
      return count === 0 ? undefined : 'values set must be empty for exists and does not exist';
    case 'gt':
    case 'lt':
      return count === 1 ? undefined : "for 'Gt', 'Lt' operators, exactly one value is required";
  }
}

const token = /[ \t\r\n]*(==|!=|[=!(),<>]|[^ \t\r\n=!(),<>]+|$)/gy;
const operators: Readonly<Record<string, LabelOperator>> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};
/** What upstream prints for a key that no path leads to. */
const nowhere = Path.of('<nil>');

/** Recursive descent over the tokens. The end of the text is the token ''. */
class Parser {
  readonly #tokens: readonly string[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = [...text.matchAll(token)].map((match) => match[1]!);
  }

  requirements(): readonly LabelRequirement[] {
    const found: LabelRequirement[] = [];
    if (this.#next === '') return found;
    if (this.#next !== '!' && !isWord(this.#next)) throw badRequest(`found '${this.#next}', expected: !, identifier, or 'end of string'`);
    for (;;) {
      found.push(this.#requirement());
      const separator = this.#take();
      if (separator === '') return found;
      if (separator !== ',') throw badRequest(`found '${separator}', expected: ',' or 'end of string'`);
      if (this.#next !== '!' && !isWord(this.#next)) throw badRequest(`found '${this.#next}', expected: identifier after ','`);
    }
  }

  #requirement(): LabelRequirement {
    const negated = this.#accept('!');
    const key = this.#take();
    if (!isWord(key)) throw unparsable(`found '${key}', expected: identifier`);
    const problems = isLabelKey(key);
    if (problems.length > 0) throw unparsable(aggregate([invalid(nowhere, key, problems.join('; '))]));
    if (negated) return { key, operator: '!', values: [] };
    if (this.#next === '' || this.#next === ',') return { key, operator: 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#valueList() : [this.#exactValue()];
    const requirement = { key, operator, values: [...new Set(values)].toSorted() };
    const errors = aggregate(requirementErrors(requirement, Path.root));
    if (errors !== '') throw unparsable(errors);
    return requirement;
  }

  #operator(): LabelOperator {
    const found = this.#take();
    const operator = Object.hasOwn(operators, found) ? operators[found] : undefined;
    if (operator === undefined) throw unparsable(`found '${found}', expected: in, notin, =, ==, !=, gt, lt`);
    return operator;
  }

  /** `(a,b)`: between commas, and between a comma and a parenthesis, stands the empty value. */
  #valueList(): readonly string[] {
    if (!this.#accept('(')) throw unparsable(`found '${this.#take()}' expected: '('`);
    if (this.#accept(')')) return [''];
    if (this.#next !== ',' && !isWord(this.#next)) throw unparsable(`found '${this.#next}', expected: ',', ')' or identifier`);
    const values = [this.#listedValue()];
    while (!this.#accept(')')) {
      if (!this.#accept(',')) throw unparsable(`found '${this.#next}', expected: ',' or ')'`);
      values.push(this.#listedValue());
    }
    return values;
  }

  #listedValue(): string {
    if (isWord(this.#next)) return this.#take();
    if (this.#next !== ',' && this.#next !== ')') throw unparsable(`found '${this.#next}', expected: ',', or identifier`);
    return '';
  }

  #exactValue(): string {
    if (this.#next === '' || this.#next === ',') return '';
    const value = this.#take();
    if (!isWord(value)) throw unparsable(`found '${value}', expected: identifier`);
    return value;
  }

  get #next(): string {
    return this.#tokens[this.#position] ?? '';
  }

  #take(): string {
    return this.#tokens[this.#position++] ?? '';
  }

  #accept(wanted: string): boolean {
    if (this.#next !== wanted) return false;
    this.#position++;
    return true;
  }
}

const isWord = (text: string): boolean => text !== '' && !/^[=!(),<>]/.test(text);

const unparsable = (why: string): Error => badRequest(`unable to parse requirement: ${why}`);
