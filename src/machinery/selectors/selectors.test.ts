import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LabelSelector } from '../meta/v1.ts';
import { everything } from '../options.ts';
import { isStatusError } from '../status-error.ts';
import { computed, type StoredObject } from '../stored-object.ts';
import { Path } from '../validation/path.ts';
import { allFields, escapeFieldValue, metadataFields, parseFieldSelector, resolveFields, selectable } from './fields.ts';
import { labelSelectorText, labelsSelectorOf, labelSelectorFromText, validateLabelSelector } from './label-selector.ts';
import { allLabels, noLabels, parseLabelSelector, selectExactly } from './labels.ts';
import { predicateOf } from './predicate.ts';

type Parsed = { readonly error: string } | { readonly text: string; readonly matches: boolean; readonly empty: boolean };
interface ObjectAnswer {
  readonly errors: readonly string[];
  readonly format: string;
  readonly error?: string;
  readonly text?: string;
}
/** What kube-apiserver 1.36 makes of each selector; `matches` is about the sample. */
interface Answers {
  readonly sample: Readonly<Record<string, string>>;
  readonly labels: readonly (readonly [text: string, answer: Parsed])[];
  readonly fields: readonly (readonly [text: string, answer: Parsed])[];
  readonly labelSelector: readonly (readonly [selector: LabelSelector, answer: ObjectAnswer])[];
  readonly toLabelSelector: readonly (readonly [text: string, answer: LabelSelector | { readonly error: string }])[];
}
const answers = JSON.parse(readFileSync(new URL('../../../test/data/machinery/selectors.json', import.meta.url), 'utf8')) as Answers;

/** The message of the BadRequest that `run` throws, or what it returns. */
function outcome<T>(run: () => T): T | { readonly error: string } {
  try {
    return run();
  } catch (error) {
    if (!isStatusError(error, 'BadRequest')) throw error;
    return { error: error.message };
  }
}

describe('label selectors', () => {
  it.each(answers.labels)('%j', (text, answer) => {
    const ours = outcome(() => {
      const selector = parseLabelSelector(text);
      return { text: `${selector}`, matches: selector.matches(answers.sample), empty: selector.empty };
    });
    expect(ours).toEqual(answer);
  });

  it('do not see what labels inherit', () => {
    expect(parseLabelSelector('constructor').matches({})).toBe(false);
    expect(parseLabelSelector('!toString').matches({})).toBe(true);
    expect(parseLabelSelector('valueOf in (a,b)').matches({})).toBe(false);
    expect(parseLabelSelector('valueOf notin (a,b)').matches({})).toBe(true);
    expect(parseLabelSelector('constructor=x').matches({ constructor: 'x' })).toBe(true);
  });

  it('know the one value they ask for', () => {
    expect(parseLabelSelector('a=b').requiresExactMatch('a')).toBe('b');
    expect(parseLabelSelector('a in (b)').requiresExactMatch('a')).toBe('b');
    expect(parseLabelSelector('a in (b,c)').requiresExactMatch('a')).toBeUndefined();
    expect(parseLabelSelector('a!=b').requiresExactMatch('a')).toBeUndefined();
    expect(parseLabelSelector('a=b').requiresExactMatch('b')).toBeUndefined();
  });

  it('share one selector for everything', () => {
    expect(parseLabelSelector('')).toBe(allLabels);
    expect(parseLabelSelector('  ')).toBe(allLabels);
    expect(selectExactly({})).toBe(allLabels);
    expect(labelsSelectorOf({})).toBe(allLabels);
    expect(labelsSelectorOf(undefined)).toBe(noLabels);
    expect(noLabels.matches({})).toBe(false);
  });

  const word = fc.stringMatching(/^[a-z0-9]{1,4}$/);
  const words = fc.uniqueArray(word, { minLength: 1, maxLength: 3 });
  const requirement = fc.oneof(
    fc.tuple(word, fc.constantFrom('=', '==', '!='), word).map((parts) => parts.join('')),
    fc.tuple(word, fc.constantFrom('in', 'notin'), words).map(([key, operator, list]) => `${key} ${operator} (${list.join(',')})`),
    word,
    word.map((key) => `!${key}`),
    fc.tuple(word, fc.constantFrom('<', '>'), fc.nat(9)).map((parts) => parts.join('')),
  );
  it('mean the same after being written and read', () => {
    fc.assert(
      fc.property(fc.array(requirement, { maxLength: 4 }), fc.dictionary(word, word), (requirements, labels) => {
        const selector = parseLabelSelector(requirements.join(','));
        const again = parseLabelSelector(`${selector}`);
        expect(`${again}`).toBe(`${selector}`);
        expect(again.matches(labels)).toBe(selector.matches(labels));
      }),
    );
  });
});

describe('LabelSelector objects', () => {
  it.each(answers.labelSelector)('%j', (selector, { errors, format, ...answer }) => {
    const said = [...validateLabelSelector(selector, Path.of('f'))].map((error) => `${error.reason}|${error.field}: ${error.message}`);
    expect(said).toEqual(errors);
    expect(labelSelectorText(selector)).toBe(format);
    expect(outcome(() => ({ text: `${labelsSelectorOf(selector)}` }))).toEqual(answer);
  });

  const made = answers.toLabelSelector.filter((entry): entry is [string, LabelSelector] => !('error' in entry[1]));
  it.each(made)('come from %j', (text, { matchLabels = {}, matchExpressions = [] }) => {
    const ours = labelSelectorFromText(text);
    expect(ours.matchLabels).toEqual(matchLabels);
    expect(ours.matchExpressions?.map(({ values, ...rest }) => (values?.length ? { ...rest, values } : rest))).toEqual(matchExpressions);
  });

  const refused = answers.toLabelSelector.filter((entry): entry is [string, { error: string }] => 'error' in entry[1]);
  it.each(refused)('do not come from %j', (text, { error }) => {
    // Upstream's helper adds the selector's text around the parser's message; a request gets the parser's message alone.
    const ours = outcome(() => labelSelectorFromText(text)) as { readonly error: string };
    expect(error.replace(/^couldn't parse the selector string ".*?": /, '')).toBe(ours.error);
  });

  it('may keep what an old object had', () => {
    const old = { matchExpressions: [{ key: 'a', operator: 'Like', values: ['-'] }] };
    expect([...validateLabelSelector(old, Path.of('f'))]).toHaveLength(2);
    expect([...validateLabelSelector(old, Path.of('f'), { allowInvalidValues: true, allowUnknownOperators: true })]).toEqual([]);
    expect([...validateLabelSelector(undefined, Path.of('f'))]).toEqual([]);
  });
});

describe('field selectors', () => {
  it.each(answers.fields)('%j', (text, answer) => {
    const ours = outcome(() => {
      const selector = parseFieldSelector(text);
      return { text: `${selector}`, matches: selector.matches(answers.sample), empty: selector.empty };
    });
    expect(ours).toEqual(answer);
  });

  it('carry any value, escaped', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        expect(parseFieldSelector(`a=${escapeFieldValue(value)}`).requiresExactMatch('a')).toBe(value);
      }),
    );
  });

  it('are refused for fields their kind does not have', () => {
    const pods = selectable(['metadata.name', 'spec.nodeName'], { aliases: { 'spec.host': 'spec.nodeName' } });
    expect(`${resolveFields(parseFieldSelector('spec.host=a,metadata.name!=b'), pods)}`).toBe('metadata.name!=b,spec.nodeName=a');
    expect(outcome(() => resolveFields(parseFieldSelector('a=b'), pods))).toEqual({ error: 'field label not supported: a' });
    expect(outcome(() => resolveFields(parseFieldSelector('a=b'), metadataFields))).toEqual({
      error: '"a" is not a known field selector: only "metadata.name", "metadata.namespace"',
    });
    const jobs = selectable(['metadata.name'], { refusal: (field) => `field label "${field}" not supported for Job` });
    expect(outcome(() => resolveFields(parseFieldSelector('a=b'), jobs))).toEqual({ error: 'field label "a" not supported for Job' });
    expect(resolveFields(allFields, pods)).toBe(allFields);
  });
});

describe('predicates', () => {
  const pod: StoredObject<unknown> = {
    ...computed({ metadata: { name: 'a', namespace: 'n', labels: { app: 'web' } } }),
    fields: { 'spec.nodeName': 'node-1' },
  };
  const cases: readonly (readonly [labels: string, fields: string, matches: boolean])[] = [
    ['app=web', '', true],
    ['app=db', '', false],
    ['', 'metadata.name=a', true],
    ['', 'metadata.name!=a', false],
    ['', 'metadata.namespace=n,spec.nodeName=node-1', true],
    ['', 'spec.nodeName=', false],
    ['', 'spec.unknown=', true],
    ['', 'spec.unknown!=x', true],
    ['app=web', 'spec.nodeName=node-1', true],
    ['app=web', 'spec.nodeName=node-2', false],
    ['app!=web', 'spec.nodeName=node-1', false],
  ];
  it.each(cases)('labels %j and fields %j', (labels, fields, matches) => {
    const predicate = predicateOf(parseLabelSelector(labels), parseFieldSelector(fields));
    expect(predicate.matchesAll).toBe(false);
    expect(predicate.matches(pod)).toBe(matches);
  });

  it('know when they ask nothing', () => {
    expect(predicateOf(allLabels, allFields)).toBe(everything);
  });

  it('take a cluster-scoped object as one without a namespace', () => {
    const node = computed({ metadata: { name: 'a' } });
    expect(predicateOf(allLabels, parseFieldSelector('metadata.namespace=')).matches(node)).toBe(true);
    expect(predicateOf(noLabels, allFields).matches(node)).toBe(false);
  });
});
