// What is wrong with a body, told in the words of kube-apiserver, which clients show and some match.

/**
 * syntax: not JSON (or YAML, protobuf) at all, or not an object. wrongType: a value that cannot be read into its field.
 * unknownField and duplicateField: what strict field validation refuses, and else is only warned about; so is duplicateKey,
 * which only YAML has.
 */
export type ProblemType = 'syntax' | 'wrongType' | 'unknownField' | 'duplicateField' | 'duplicateKey';

export interface Problem {
  readonly type: ProblemType;
  /** `spec.template.spec.containers[0].imagee`; empty for the body as a whole. */
  readonly path: string;
  /** Complete: `unknown field "spec.x"`, `json: cannot unmarshal string into Go struct field …`. */
  readonly text: string;
}

/** Go reports no more of them for one body. */
const strictProblemsMax = 100;

export const syntaxProblem = (text: string): Problem => ({ type: 'syntax', path: '', text });

/** What makes the body unusable, whatever the field validation; undefined: nothing. Upstream reports the first one only. */
export const fatalProblem = (problems: readonly Problem[]): Problem | undefined =>
  problems.find(({ type }) => type === 'syntax') ?? problems.find(({ type }) => type === 'wrongType');

/** What field validation cares about: each text once, in the order of the body. Texts of warnings, as they are. */
export function strictProblems(problems: readonly Problem[]): readonly string[] {
  if (problems.length === 0) return [];
  return [...textsOf(problems, 'duplicateKey'), ...textsOf(problems, 'unknownField', 'duplicateField').slice(0, strictProblemsMax)];
}

/** The first thing that makes the body unusable or, failing that, all that strict field validation refuses. */
export function describeProblems(problems: readonly Problem[]): string {
  const fatal = fatalProblem(problems);
  if (fatal !== undefined) return fatal.text;
  const lines = textsOf(problems, 'duplicateKey').map((text) => `\n  ${text}`);
  const fields = textsOf(problems, 'unknownField', 'duplicateField').slice(0, strictProblemsMax);
  const all = lines.length === 0 ? fields : [`yaml: unmarshal errors:${lines.join('')}`, ...fields];
  return `strict decoding error: ${all.join(', ')}`;
}

const textsOf = (problems: readonly Problem[], ...types: readonly ProblemType[]): readonly string[] => [
  ...new Set(problems.filter(({ type }) => types.includes(type)).map(({ text }) => text)),
];

export interface Body {
  readonly bytes: Uint8Array;
  /** What the body should have been. */
  readonly expectedKind: string;
  /** What it says it is or, where it says nothing, what was expected. */
  readonly kind: string;
  readonly version: string;
}

/** The message of the 400 that refuses a body for `describeProblems`. */
export function refusalOf(problems: readonly Problem[], body: Body): string {
  const text = describeProblems(problems);
  return fatalProblem(problems)?.type === 'syntax'
    ? `the object provided is unrecognized (must be of type ${body.expectedKind}): ${text} (${summaryOf(body.bytes)})`
    : `${body.kind} in version ${JSON.stringify(body.version)} cannot be handled as a ${body.expectedKind}: ${text}`;
}

/** The head of a body: as text where it may be JSON, else in hexadecimal. */
function summaryOf(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<empty>';
  const head = bytes.subarray(0, 30);
  const more = bytes.length > head.length ? ' ...' : '';
  if (bytes[0] === 0x7b) return new TextDecoder().decode(head) + more;
  return Array.from(head, (byte) => byte.toString(16).padStart(2, '0')).join('') + more;
}
