import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as rules from './name-rules.ts';

/** What kube-apiserver 1.36 says to each text, as numbers of messages. */
interface Answers {
  readonly texts: readonly string[];
  readonly messages: readonly string[];
  readonly problems: Readonly<Record<string, readonly (readonly number[])[]>>;
}

const answers = JSON.parse(readFileSync(new URL('../../../test/data/machinery/name-rules.json', import.meta.url), 'utf8')) as Answers;

const ours: Readonly<Record<string, (text: string) => rules.Problems>> = {
  isDns1123Subdomain: rules.isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore: rules.isDns1123SubdomainWithUnderscore,
  isWildcardDns1123Subdomain: rules.isWildcardDns1123Subdomain,
  isDns1123Label: rules.isDns1123Label,
  isDns1035Label: rules.isDns1035Label,
  isLabelKey: rules.isLabelKey,
  isLabelValue: rules.isLabelValue,
  isPathSegmentName: (name) => rules.nameIsPathSegment(name, 'name'),
  isPathSegmentPrefix: (name) => rules.nameIsPathSegment(name, 'prefix'),
  isCIdentifier: rules.isCIdentifier,
  isEnvVarName: rules.isEnvVarName,
  isRelaxedEnvVarName: rules.isRelaxedEnvVarName,
  isConfigMapKey: rules.isConfigMapKey,
  isPortName: rules.isPortName,
  isPercent: rules.isPercent,
  isHttpHeaderName: rules.isHttpHeaderName,
  prefixSubdomain: (name) => rules.nameIsDnsSubdomain(name, 'prefix'),
  prefixLabel: (name) => rules.nameIsDnsLabel(name, 'prefix'),
};

describe('name rules answer like upstream', () => {
  it.each(Object.keys(answers.problems))('%s', (rule) => {
    const said = Object.fromEntries(answers.texts.map((text) => [text, ours[rule]!(text)]));
    const wanted = Object.fromEntries(answers.texts.map((text, i) => [text, answers.problems[rule]![i]!.map((m) => answers.messages[m]!)]));
    expect(said).toEqual(wanted);
  });

  it('covers every rule upstream was asked about', () => {
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(answers.problems).toSorted());
  });

  it('bounds numbers', () => {
    expect(rules.isPortNumber(0)).toEqual(['must be between 1 and 65535, inclusive']);
    expect(rules.isPortNumber(65535)).toEqual([]);
    expect(rules.isUnixId(-1)).toEqual(['must be between 0 and 2147483647, inclusive']);
  });
});
