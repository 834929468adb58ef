// A source file as the rules see it: what it imports, uses and says, each with its line.

import { parseSync, Visitor, type Comment, type EcmaScriptModule, type Program } from 'oxc-parser';
import { posix } from 'node:path';

/** A file of the tree. `path` is relative to the root, with slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly specifier: string;
  /** The imported file's path for a relative specifier. */
  readonly path: string | undefined;
  readonly line: number;
  /** What is imported by name; `*` for the whole. */
  readonly names: readonly string[];
  /** `export * from`. */
  readonly reexportsAll: boolean;
}

export interface Use {
  /** `name` or `object.name` of what is not declared by a member or a key, or `new Date()`. */
  readonly name: string;
  readonly line: number;
}

export interface FunctionSpan {
  readonly name: string;
  readonly line: number;
  readonly lines: number;
}

export interface SourceComment {
  readonly text: string;
  readonly line: number;
}

export interface Module extends Source {
  readonly imports: readonly Import[];
  readonly uses: readonly Use[];
  readonly functions: readonly FunctionSpan[];
  readonly comments: readonly SourceComment[];
  /** Why it could not be parsed. */
  readonly errors: readonly string[];
}

export function parseModule({ path, text }: Source): Module {
  const parsed = parseSync(path, text, { preserveParens: false });
  const lineAt = lineFinder(text);
  return {
    path,
    text,
    imports: [...importsOf(parsed.module, path, text, lineAt), ...typeImportsOf(parsed.program, path, lineAt)],
    uses: usesOf(parsed.program, lineAt),
    functions: functionsOf(parsed.program, lineAt),
    comments: parsed.comments.map((comment) => sourceComment(comment, lineAt)),
    errors: parsed.errors.map((error) => error.message),
  };
}

type LineAt = (offset: number) => number;

function lineFinder(text: string): LineAt {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

function sourceComment({ type, value, start }: Comment, lineAt: LineAt): SourceComment {
  return { text: type === 'Block' ? value.replaceAll(/^\s*\*/gm, '').trim() : value.trim(), line: lineAt(start) };
}

function importsOf(module: EcmaScriptModule, from: string, text: string, lineAt: LineAt): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, start: number, names: readonly string[], reexportsAll = false): void => {
    found.push({ specifier, path: resolveSpecifier(from, specifier), line: lineAt(start), names, reexportsAll });
  };
  for (const { moduleRequest, start, entries } of module.staticImports) {
    add(
      moduleRequest.value,
      start,
      entries.map(({ importName }) => importName.name ?? '*'),
    );
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, start, importName } of entries) {
      if (moduleRequest !== null) {
        add(moduleRequest.value, start, [importName.name ?? '*'], (importName.kind as string) === 'AllButDefault');
      }
    }
  }
  for (const { moduleRequest, start } of module.dynamicImports) {
    // A computed specifier says nothing that could be checked.
    const literal = /^(['"`])([^$]*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end));
    if (literal !== null) add(literal[2]!, start, ['*']);
  }
  return found;
}

/** `import('./file.ts').Name` in a type. */
function typeImportsOf(program: Program, from: string, lineAt: LineAt): Import[] {
  const found: Import[] = [];
  new Visitor({
    TSImportType({ source, start }) {
      found.push({
        specifier: source.value,
        path: resolveSpecifier(from, source.value),
        line: lineAt(start),
        names: ['*'],
        reexportsAll: false,
      });
    },
  }).visit(program);
  return found;
}

function resolveSpecifier(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined;
}

function usesOf(program: Program, lineAt: LineAt): Use[] {
  const uses: Use[] = [];
  // Names that only label something: `clock.setTimeout`, `{ console: log }`, `interface { setTimeout(): void }`.
  const labels = new Set<object>();
  const label = ({ key, computed }: { key: object; computed?: boolean }): void => {
    if (computed !== true) labels.add(key);
  };
  const use = (name: string, start: number): void => {
    uses.push({ name: name.replace(/^globalThis\./, ''), line: lineAt(start) });
  };
  new Visitor({
    MemberExpression({ object, property, computed, start }) {
      if (computed) return;
      labels.add(property);
      if (object.type === 'Identifier' && property.type === 'Identifier') use(`${object.name}.${property.name}`, start);
    },
    NewExpression({ callee, arguments: given, start }) {
      if (callee.type === 'Identifier' && given.length === 0) use(`new ${callee.name}()`, start);
    },
    Property: label,
    PropertyDefinition: label,
    MethodDefinition: label,
    TSPropertySignature: label,
    TSMethodSignature: label,
    Identifier(node) {
      if (!labels.has(node)) use(node.name, node.start);
    },
  }).visit(program);
  return uses;
}

function functionsOf(program: Program, lineAt: LineAt): FunctionSpan[] {
  const functions: FunctionSpan[] = [];
  const names = new Map<object, string>();
  const measure = (node: { start: number; end: number; id?: { name: string } | null }): void => {
    const line = lineAt(node.start);
    functions.push({ name: node.id?.name ?? names.get(node) ?? 'a nameless function', line, lines: lineAt(node.end) - line + 1 });
  };
  const nameValue = ({ key, value }: { key: object; value: object | null }): void => {
    if (value !== null && 'name' in key && typeof key.name === 'string') names.set(value, key.name);
  };
  new Visitor({
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && init !== null) names.set(init, id.name);
    },
    Property: nameValue,
    PropertyDefinition: nameValue,
    MethodDefinition: nameValue,
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression(node) {
      // `() => ({ … })` is a table, not steps: a type's declaration is as long as the type.
      if (node.body.type !== 'ObjectExpression') measure(node);
    },
  }).visit(program);
  return functions;
}
