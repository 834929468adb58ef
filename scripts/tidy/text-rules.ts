// The rules about what a file says: banned names, the length of functions, the sentence at the top, reasons for exceptions.

import type { Module, Use } from './module.ts';
import { eachItem, isSource, isTest, liesIn, type Rule } from './rule.ts';

interface Ban {
  readonly name: string;
  readonly instead: string;
  /** Where it is what the place is for. */
  readonly but?: readonly string[] | undefined;
}

const environment = ['src/base/environment.ts'];
/** The suites wait for real backends, in real time. */
const realTime = [...environment, 'src/storage/conformance/'];

/** Names that must not stand in src. */
const bans: readonly Ban[] = [
  { name: 'Date.now', instead: 'environment.now()', but: environment },
  { name: 'new Date()', instead: 'new Date(environment.now())', but: environment },
  { name: 'Math.random', instead: 'environment.random()', but: environment },
  { name: 'crypto.randomUUID', instead: 'environment.uuid()', but: realTime },
  { name: 'setTimeout', instead: 'environment.after()', but: realTime },
  { name: 'setInterval', instead: 'environment.after(), again each time', but: environment },
  { name: 'console', instead: "the log that was handed in; the command writes to process's streams" },
  { name: 'process.env', instead: 'an option, read from the environment in server or cli', but: ['src/server/', 'src/cli/'] },
  { name: 'structuredClone', instead: 'a copy of what changes: { ...pod, status }' },
];

const banned = eachItem('banned names', usesAndImports, ({ name }, { path }) => {
  const ban = bans.find((each) => each.name === name);
  return ban === undefined || liesIn(path, ban.but ?? []) ? undefined : `${name} is banned here; use ${ban.instead}`;
});

/** A timer imported from node:timers is still a timer. */
function usesAndImports(module: Module): readonly Use[] {
  if (!isSource(module.path)) return [];
  const timers = module.imports.filter(({ specifier }) => specifier.startsWith('node:timers'));
  const imported = timers.flatMap(({ names, line }) => names.map((name) => ({ name: name === '*' ? 'setTimeout' : name, line })));
  const once = new Map([...module.uses, ...imported].map((use) => [`${use.line} ${use.name}`, use]));
  return [...once.values()];
}

const functionLinesMax = 70;

/** `path#name` of each longer function that reads better whole, and why. */
const longFunctions: Readonly<Record<string, string>> = {};

const functionLength = eachItem(
  'function length',
  // The function handed to describe() holds tests, not steps.
  (module) => (isTest(module.path) ? [] : module.functions),
  ({ name, lines }, { path }) =>
    lines <= functionLinesMax || Object.hasOwn(longFunctions, `${path}#${name}`)
      ? undefined
      : `${name} has ${lines} lines, more than the ${functionLinesMax} of one screen: divide it`,
);

const exception = /^(?:oxlint-disable|eslint-disable|prettier-ignore|@ts-)/;
const hasReason = /^@ts-[a-z-]+:? \S| -- \S/;

const header = eachItem(
  'header',
  (module) => (module.path.endsWith('.test.ts') ? [] : [{ line: 1 }]),
  (_, { text, comments }) => {
    const opening = /^(?:#!.*\n)?\s*\/[/*]/.test(text) ? comments.find((comment) => !exception.test(comment.text)) : undefined;
    return opening !== undefined && opening.text.split(/\s+/).length > 2 ? undefined : 'open the file with a sentence: what is it for?';
  },
);

const leftovers = eachItem(
  'comments',
  (module) => module.comments,
  ({ text }) => {
    if (/\b(?:TODO|FIXME)\b/.test(text)) return 'finish it, or say in an issue what is missing; a comment is forgotten';
    if (exception.test(text) && !hasReason.test(text)) return 'an exception gives its reason: `… -- why`';
    return undefined;
  },
);

export const textRules: readonly Rule[] = [banned, functionLength, header, leftovers];
