// What names and other short texts may look like. A rule returns what is wrong with a text, in upstream's words
// (apimachinery util/validation and api/validate/content), and an empty list when nothing is.
import { utf8Length } from './go-text.ts';

/** What is wrong with a text; empty when nothing is. */
export type Problems = readonly string[];

/** What a kind's names must look like. As a prefix, the text is a generateName to which a suffix will be added. */
export type NameRule = (name: string, use: 'name' | 'prefix') => Problems;

const fine: Problems = Object.freeze([]);

const dns1123Label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dns1123Subdomain = `${dns1123Label}(\\.${dns1123Label})*`;
const underscoredLabel = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const labelKeyName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';

interface Shape {
  readonly pattern: string;
  readonly bytesMax?: number;
  /** What one byte is called when there are too many: some texts say bytes, older ones characters. */
  readonly unit?: 'bytes' | 'characters';
  readonly says: string;
  readonly examples: readonly string[];
}

function rule({ pattern, bytesMax = Infinity, unit = 'characters', says, examples }: Shape): (text: string) => Problems {
  const regex = new RegExp(`^${pattern}$`);
  const mismatch = regexProblem(says, pattern, examples);
  return (text) => {
    const tooLong = text.length * 3 > bytesMax && utf8Length(text) > bytesMax;
    const matches = regex.test(text);
    return all(tooLong ? [lengthProblem(bytesMax, unit)] : fine, matches ? fine : [mismatch]);
  };
}

/** Nearly always there are none, and then none are put together. */
function all(first: Problems, second: Problems): Problems {
  if (second.length === 0) return first;
  return first.length === 0 ? second : [...first, ...second];
}

const saidOf = (subject: string, problems: Problems): Problems =>
  problems.length === 0 ? fine : problems.map((problem) => `${subject} ${problem}`);

function regexProblem(says: string, pattern: string, examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return examples.length === 0
    ? `${says} (regex used for validation is '${pattern}')`
    : `${says} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

const lengthProblem = (max: number, unit: string): string => `must be no more than ${max} ${unit}`;

const subdomainShape = {
  pattern: dns1123Subdomain,
  bytesMax: 253,
  says: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  examples: ['example.com'],
} as const;

/** Dot-separated DNS labels, up to 253 characters: what most names must be. */
export const isDns1123Subdomain = rule(subdomainShape);

export const isDns1123SubdomainWithUnderscore = rule({
  pattern: `${underscoredLabel}(\\.${underscoredLabel})*`,
  bytesMax: 253,
  says: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  examples: ['example.com'],
});

export const isWildcardDns1123Subdomain = rule({
  pattern: `\\*\\.${dns1123Subdomain}`,
  bytesMax: 253,
  says: "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  examples: ['*.example.com'],
});

const label1123 = rule({
  pattern: dns1123Label,
  bytesMax: 63,
  says: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  examples: ['my-name', '123-abc'],
});

const subdomainRegex = new RegExp(`^${dns1123Subdomain}$`);

/** One DNS label, up to 63 characters. A text that would do as a subdomain is told about its dots, not about the pattern. */
export function isDns1123Label(text: string): Problems {
  const problems = label1123(text);
  if (problems.length === 0 || !text.includes('.') || !subdomainRegex.test(text)) return problems;
  return [...problems.slice(0, -1), 'must not contain dots'];
}

/** A DNS label that starts with a letter. */
export const isDns1035Label = rule({
  pattern: '[a-z]([-a-z0-9]*[a-z0-9])?',
  bytesMax: 63,
  says: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  examples: ['my-name', 'abc-123'],
});

const keyName = {
  pattern: labelKeyName,
  says: "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  examples: ['MyName', 'my.name', '123-abc'],
} as const;

const keyNameShape = rule(keyName);
const keyPrefixShape = rule({ ...subdomainShape, unit: 'bytes' });

/** A qualified name, as label keys are: `name` or `example.com/name`. */
export function isLabelKey(key: string): Problems {
  const slash = key.indexOf('/');
  if (slash !== key.lastIndexOf('/')) {
    const says = regexProblem(keyName.says, keyName.pattern, keyName.examples);
    return [`a valid label key ${says} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  const prefixProblems = slash < 0 ? fine : keyPrefixProblems(key.slice(0, slash));
  return all(prefixProblems, keyNameProblems(key.slice(slash + 1)));
}

function keyPrefixProblems(prefix: string): Problems {
  if (prefix === '') return ['prefix part must be non-empty'];
  return saidOf('prefix part', keyPrefixShape(prefix));
}

function keyNameProblems(name: string): Problems {
  const problems = saidOf('name part', keyNameShape(name));
  if (name === '') return ['name part must be non-empty', ...problems];
  return utf8Length(name) > 63 ? [`name part ${lengthProblem(63, 'bytes')}`, ...problems] : problems;
}

export const isLabelValue = rule({
  pattern: `(${labelKeyName})?`,
  bytesMax: 63,
  unit: 'bytes',
  says: "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
  examples: ['MyValue', 'my_value', '12345'],
});

/** Whether a name can stand in a URL and in a storage key. Says nothing about an empty name. */
export function isPathSegmentName(name: string): Problems {
  return name === '.' || name === '..' ? [`may not be '${name}'`] : isPathSegmentPrefix(name);
}

export function isPathSegmentPrefix(prefix: string): Problems {
  const slash = prefix.includes('/') ? ["may not contain '/'"] : fine;
  return all(slash, prefix.includes('%') ? ["may not contain '%'"] : fine);
}

export const isCIdentifier = rule({
  pattern: '[A-Za-z_][A-Za-z0-9_]*',
  says: "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
  examples: ['my_name', 'MY_NAME', 'MyName'],
});

const strictEnvVarName = rule({
  pattern: '[-._a-zA-Z][-._a-zA-Z0-9]*',
  says: "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit",
  examples: ['my.env-name', 'MY_ENV.NAME', 'MyEnvName1'],
});

/** The rule for what environment variables are made from elsewhere: keys of a ConfigMap that becomes an environment. */
export function isEnvVarName(name: string): Problems {
  return all(strictEnvVarName(name), parentDirectoryProblems(name));
}

/** The rule for environment variables of containers: any printable ASCII but `=`. */
export function isRelaxedEnvVarName(name: string): Problems {
  if (name === '') return ['environment variable name must be non-empty'];
  if (/^[ -<>-~]*$/.test(name)) return fine;
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

const configMapKeyShape = rule({
  pattern: '[-._a-zA-Z0-9]+',
  bytesMax: 253,
  says: "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  examples: ['key.name', 'KEY_NAME', 'key-name'],
});

/** A key of a ConfigMap or Secret: it becomes a file name, so it must not lead out of its directory. */
export function isConfigMapKey(key: string): Problems {
  return all(configMapKeyShape(key), parentDirectoryProblems(key));
}

function parentDirectoryProblems(text: string): Problems {
  if (text === '.') return ["must not be '.'"];
  if (text === '..') return ["must not be '..'"];
  return text.startsWith('..') ? ["must not start with '..'"] : fine;
}

/** The name of a port: an IANA service name in lower case. */
export function isPortName(name: string): Problems {
  const problems: string[] = [];
  if (utf8Length(name) > 15) problems.push(lengthProblem(15, 'characters'));
  if (!/^[-a-z0-9]+$/.test(name)) problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

export function isPortNumber(port: number): Problems {
  return isInRange(port, { min: 1, max: 65535 });
}

/** A user or group id. */
export function isUnixId(id: number): Problems {
  return isInRange(id, { min: 0, max: 0x7fffffff });
}

export function isInRange(value: number, { min, max }: { readonly min: number; readonly max: number }): Problems {
  return value >= min && value <= max ? fine : [`must be between ${min} and ${max}, inclusive`];
}

export const isPercent = rule({
  pattern: '[0-9]+%',
  says: "a valid percent string must be a numeric string followed by an ending '%'",
  examples: ['1%', '93%'],
});

export const isHttpHeaderName = rule({
  pattern: '[-A-Za-z0-9]+',
  says: "a valid HTTP header must consist of alphanumeric characters or '-'",
  examples: ['X-Header-Name'],
});

export const isConditionReason = rule({
  pattern: '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?',
  says: "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  examples: ['my_name', 'MY_NAME', 'MyName', 'ReasonA,ReasonB', 'ReasonA:ReasonB'],
});

/** The rule for kinds that have no rule of their own. */
export const nameIsDnsSubdomain: NameRule = (name, use) => isDns1123Subdomain(use === 'prefix' ? withSuffix(name) : name);

export const nameIsDnsLabel: NameRule = (name, use) => isDns1123Label(use === 'prefix' ? withSuffix(name) : name);

/** The rule for RBAC kinds: whatever fits into a URL, colons too. */
export const nameIsPathSegment: NameRule = (name, use) => (use === 'prefix' ? isPathSegmentPrefix(name) : isPathSegmentName(name));

/** A prefix may end in a dash because something follows it. It is judged two characters short, as upstream's maskTrailingDash does. */
const withSuffix = (prefix: string): string => (prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix);
