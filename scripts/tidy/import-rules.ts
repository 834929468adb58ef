// The rules about imports: import-table.ts holds, nothing goes round in a circle, what is inside stays inside.

import { isBuiltin } from 'node:module';
import { importTable, narrowFolders, nodePlaces, packagePlaces, reserved } from '../import-table.ts';
import type { Import, Module } from './module.ts';
import { eachItem, isSource, isTest, liesIn, type Finding, type Rule, type Violation } from './rule.ts';

const importsOfSource = (module: Module): readonly Import[] => (isSource(module.path) ? module.imports : []);

/** What the folders of src may import. */
const table = eachItem('import table', importsOfSource, ({ path: to }, { path: from }) => {
  if (to === undefined) return undefined;
  if (!to.startsWith('src/')) return `src must not import ${to}: what ships stands on src alone`;
  const [fromFolder, toFolder] = [folderOf(from), folderOf(to)];
  const allowed = importTable[fromFolder];
  if (allowed === undefined) return `the folder src/${fromFolder} has no row in scripts/import-table.ts`;
  if (fromFolder !== toFolder && !allowed.includes(toFolder)) {
    return `${fromFolder} must not import ${toFolder} (${to}); it may import ${allowed.join(', ') || 'nothing'}`;
  }
  const narrow = narrowFolders.find(({ each }) => each.test(from));
  if (narrow !== undefined && !liesIn(to, [narrow.each.exec(from)![0], ...narrow.may])) {
    return `this folder must not import ${to}; it may import ${narrow.may.join(', ')}`;
  }
  const closed = reserved.find(({ what }) => what.test(to));
  if (closed !== undefined && !liesIn(from, closed.by)) return `${to} may only be imported from ${closed.by.join(', ')}`;
  return undefined;
});

function folderOf(path: string): string {
  return path.split('/')[1]!;
}

const node = eachItem('node', importsOfSource, ({ specifier, path: to }, { path: from }) => {
  if (isBuiltin(specifier) && !specifier.startsWith('node:')) return `spell it node:${specifier}`;
  if (liesIn(from, nodePlaces)) return undefined;
  if (isBuiltin(specifier)) return `${specifier} is Node's; only ${nodePlaces.join(', ')} may know Node`;
  if (to !== undefined && liesIn(to, nodePlaces)) return `${to} knows Node, so only ${nodePlaces.join(', ')} may import it`;
  return undefined;
});

const packages = eachItem('packages', importsOfSource, ({ specifier, path: to }, { path: from }) => {
  if (to !== undefined || isBuiltin(specifier)) return undefined;
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const places = packagePlaces[name];
  if (places === undefined) return `the package ${name} has no row in scripts/import-table.ts: using one is a decision`;
  return liesIn(from, places) ? undefined : `the package ${name} may only be imported from ${places.join(', ')}`;
});

const inside = eachItem(
  'inside',
  (module) => module.imports,
  ({ path: to, reexportsAll }, { path: from }) => {
    if (reexportsAll) return 'no `export *`: list the names';
    if (to === undefined) return undefined;
    if (to.endsWith('.test.ts')) return `${to} is a test: move what is shared to a file of its own`;
    if (to.startsWith('src/') && to.endsWith('/index.ts') && !isTest(from)) {
      return `${to} is for callers outside the package: import the file that defines the thing`;
    }
    return undefined;
  },
);

/** Imports of types count too: a circle of types still means that neither file can be understood alone. */
const circles: Rule = {
  name: 'circles',
  check(modules): Finding {
    const graph = new Map<string, Module>();
    for (const module of modules) if (!isTest(module.path)) graph.set(module.path, module);
    const violations: Violation[] = [];
    const finished = new Set<string>();
    const walk = (module: Module, before: readonly string[]): void => {
      if (finished.has(module.path)) return;
      const trail = [...before, module.path];
      for (const [to, line] of new Map(module.imports.map((each) => [each.path, each.line]))) {
        const target = graph.get(to ?? '');
        if (target === undefined) continue;
        const start = trail.indexOf(target.path);
        if (start < 0) walk(target, trail);
        else violations.push({ path: module.path, line, message: [...trail.slice(start), target.path].join(' → ') });
      }
      finished.add(module.path);
    };
    for (const module of graph.values()) walk(module, []);
    return { checked: graph.size, violations };
  },
};

export const importRules: readonly Rule[] = [table, node, packages, inside, circles];
