// The house rules that no other tool checks, over every source file.
//
// usage: node scripts/tidy.ts [folder]     exits 1 when a rule is broken, or when one found nothing to look at

import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { argv, exit } from 'node:process';
import { importRules } from './tidy/import-rules.ts';
import { parseModule, type Module, type Source } from './tidy/module.ts';
import type { Rule, Violation } from './tidy/rule.ts';
import { textRules } from './tidy/text-rules.ts';

const parsing: Rule = {
  name: 'parsing',
  check: (modules) => ({
    checked: modules.length,
    violations: modules.flatMap(({ path, errors }) => errors.map((message) => ({ path, line: 1, message }))),
  }),
};

const rules: readonly Rule[] = [parsing, ...importRules, ...textRules];

export interface Broken extends Violation {
  readonly rule: string;
}

/** What is broken in `sources`, in the order of the rules; empty when all is well. */
export function tidy(sources: readonly Source[]): Broken[] {
  const modules: Module[] = sources.map(parseModule);
  return rules.flatMap((rule) => {
    const { checked, violations } = rule.check(modules);
    const all = checked > 0 ? violations : [{ path: '.', line: 0, message: 'the rule found nothing to look at' }];
    return all.map((violation) => ({ rule: rule.name, ...violation }));
  });
}

async function readSources(root: string): Promise<Source[]> {
  const sources: Promise<Source>[] = [];
  for await (const found of glob(['*.ts', '{src,test,scripts}/**/*.ts'], { cwd: root, exclude: ['**/node_modules'] })) {
    const path = found.replaceAll('\\', '/');
    sources.push(readFile(join(root, path), 'utf8').then((text) => ({ path, text })));
  }
  return Promise.all(sources);
}

if (import.meta.main) {
  const sources = await readSources(resolve(argv[2] ?? join(import.meta.dirname, '..')));
  const broken = tidy(sources);
  for (const { path, line, rule, message } of broken) console.log(`${path}:${line}  ${rule}: ${message}`);
  console.log(`tidy: ${sources.length} files, ${rules.length} rules, ${broken.length} broken`);
  if (broken.length > 0) exit(1);
}
