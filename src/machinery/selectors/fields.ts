// Field selectors: `status.phase!=Running,spec.nodeName=a`. upstream: apimachinery fields/selector.go.
import { badRequest } from '../status-error.ts';
import { quote } from '../validation/go-text.ts';

export interface FieldRequirement {
  readonly field: string;
  readonly operator: '=' | '!=';
  readonly value: string;
}

/** Fields match when they meet every requirement. A field that is not there counts as empty. */
export interface FieldsSelector {
  readonly requirements: readonly FieldRequirement[];
  /** Everything matches. */
  readonly empty: boolean;
  matches(fields: Readonly<Record<string, string>>): boolean;
  /** The one value that `field` must have. */
  requiresExactMatch(field: string): string | undefined;
  /** In the order of the requirements, values escaped. */
  toString(): string;
}

/** Matches whatever fields there are. The one selector for which `empty` holds. */
export const allFields: FieldsSelector = {
  requirements: [],
  empty: true,
  matches: () => true,
  requiresExactMatch: () => undefined,
  toString: () => '',
};

export function selectFields(requirements: readonly FieldRequirement[]): FieldsSelector {
  if (requirements.length === 0) return allFields;
  return {
    requirements,
    empty: false,
    matches: (fields) => requirements.every((requirement) => meets(requirement, fields[requirement.field])),
    requiresExactMatch: (field) => requirements.find((requirement) => requirement.field === field && requirement.operator === '=')?.value,
    toString: () => requirements.map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`).join(','),
  };
}

/** Whether a field's value (undefined: not there) is as required. */
export const meets = ({ operator, value }: FieldRequirement, actual: string | undefined): boolean =>
  ((actual ?? '') === value) === (operator === '=');

/** Throws BadRequest with upstream's text. Knows nothing of which fields exist: see `resolveFields`. */
export function parseFieldSelector(text: string): FieldsSelector {
  const terms = splitTerms(text).filter((term) => term !== '');
  return selectFields(terms.toSorted().map((term) => parseTerm(term, text)));
}

/** At commas that are not escaped. */
const splitTerms = (text: string): readonly string[] => text.match(/(?:\\.|[^,\\]|\\$)+/gsu) ?? [];

function parseTerm(term: string, selector: string): FieldRequirement {
  const [, field, operator, escaped] = /^(.*?)(!=|==|=)(.*)$/su.exec(term) ?? [];
  if (field === undefined) throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`);
  return { field, operator: operator === '!=' ? '!=' : '=', value: unescapeFieldValue(escaped!) };
}

/** So that a value may stand in a field selector. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&');
}

function unescapeFieldValue(text: string): string {
  return text.replace(/\\([\s\S]?)|[,=]/gu, (found, escaped: string | undefined) => {
    // Upstream prints the character's number.
    if (escaped === undefined) throw badRequest(`invalid field selector: unescaped character in value: ${found.codePointAt(0)}`);
    if (!['\\', ',', '='].includes(escaped)) throw badRequest(`invalid field selector: invalid escape sequence: ${found}`);
    return escaped;
  });
}

/** The fields that a kind can be selected by. */
export interface SelectableFields {
  /** The name in a selector → the name under which objects carry the value. */
  readonly names: ReadonlyMap<string, string>;
  /** What to say about any other field. */
  readonly refusal: (field: string) => string;
}

/** What kinds that declare nothing can be selected by. */
export const metadataFields: SelectableFields = {
  names: namesOf(['metadata.name', 'metadata.namespace']),
  refusal: (field) => `${quote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
};

export interface SelectableOptions {
  /** Names that stand for others: `spec.host` for `spec.nodeName`. */
  readonly aliases?: Readonly<Record<string, string>> | undefined;
  readonly refusal?: ((field: string) => string) | undefined;
}

/** What a kind can be selected by: exactly these, so metadata.name must be among them. */
export function selectable(fields: readonly string[], { aliases = {}, refusal }: SelectableOptions = {}): SelectableFields {
  return {
    names: new Map([...namesOf(fields), ...Object.entries(aliases)]),
    refusal: refusal ?? ((field) => `field label not supported: ${field}`),
  };
}

function namesOf(fields: readonly string[]): ReadonlyMap<string, string> {
  return new Map(fields.map((field) => [field, field]));
}

/** The selector in terms of the names objects carry. Throws BadRequest when the kind cannot be selected by one of its fields. */
export function resolveFields(selector: FieldsSelector, { names, refusal }: SelectableFields): FieldsSelector {
  return selectFields(
    selector.requirements.map((requirement) => {
      const field = names.get(requirement.field);
      if (field === undefined) throw badRequest(refusal(requirement.field));
      return { ...requirement, field };
    }),
  );
}
