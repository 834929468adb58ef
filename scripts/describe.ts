// Collects what the declared types say about themselves. Their doc comments are the descriptions clients read in OpenAPI, but
// comments are gone at run time: they go into src/api/descriptions.ts, which only OpenAPI loads.
//
// usage: node scripts/describe.ts

import { glob, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseSync, Visitor, type Class, type Comment, type ObjectExpression, type Program } from 'oxc-parser';
import { format, resolveConfig } from 'prettier';

const root = resolve(import.meta.dirname, '..');
const target = join(root, 'src/api/descriptions.ts');

const opening = `// What the declared types and their fields are for, by the folder a type is declared in; '' is the type itself. Every declared
// type is here, described or not. Written by scripts/describe.ts from the doc comments of the declarations.
`;

/** By folder (`core/v1`), then type, then field; '' is the type itself. */
export type Descriptions = Record<string, Record<string, Record<string, string>>>;

/** The text of src/api/descriptions.ts, as the declarations of today would have it. */
export async function descriptionsModule(): Promise<string> {
  const found: Descriptions = {};
  for (const path of await declarationFiles()) {
    const described = describeTypes(await readFile(join(root, path), 'utf8'));
    if (Object.keys(described).length > 0) Object.assign((found[folderOf(path)] ??= {}), described);
  }
  const text = `${opening}export const descriptions = ${JSON.stringify(sorted(found))};`;
  return format(text, { ...(await resolveConfig(target)), filepath: target });
}

async function declarationFiles(): Promise<readonly string[]> {
  const files: string[] = [];
  for await (const found of glob('src/{api,machinery/meta}/**/*.ts', { cwd: root })) files.push(found.replaceAll('\\', '/'));
  return files.filter((path) => !path.endsWith('.test.ts')).toSorted();
}

/** `src/api/core/v1/pod.ts` and `src/api/core/v1.ts` both declare types of core/v1. */
function folderOf(path: string): string {
  const folder = /^src\/(?:api|machinery)\/([a-z]+\/v\d+(?:(?:alpha|beta)\d+)?)(?:\.ts$|\/)/.exec(path)?.[1];
  if (folder === undefined) throw new Error(`${path} declares types, but its path names no group and version`);
  return folder;
}

const sorted = (found: Descriptions): Descriptions =>
  Object.fromEntries(
    Object.entries(found)
      .map(([folder, types]) => [folder, Object.fromEntries(Object.entries(types).toSorted(byKey))] as const)
      .toSorted(byKey),
  );
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** The types that the text of one file declares. */
export function describeTypes(text: string): Descriptions[string] {
  const { program, comments, errors } = parseSync('declarations.ts', text, { preserveParens: false });
  if (errors.length > 0) throw new Error(errors[0]!.message);
  const docs = new Map(comments.filter(isDoc).map((comment) => [nextCode(text, comment.end), proseOf(comment.value)]));
  return Object.fromEntries(
    declarationsIn(program).map(({ name, start, fields }) => {
      const described = fields.properties.flatMap((field): readonly [string, string][] => {
        const doc = docs.get(field.start);
        return field.type === 'Property' && field.key.type === 'Identifier' && doc !== undefined ? [[field.key.name, doc]] : [];
      });
      const own = docs.get(start);
      return [name, { ...(own !== undefined && { '': own }), ...Object.fromEntries(described) }];
    }),
  );
}

const isDoc = ({ type, value }: Comment): boolean => type === 'Block' && value.startsWith('*');

const nextCode = (text: string, from: number): number => from + /^\s*/.exec(text.slice(from))![0].length;

/** A blank line parts paragraphs; other line breaks are the editor's. */
const proseOf = (comment: string): string =>
  comment
    .slice(1)
    .replaceAll(/^[ \t]*\* ?/gm, '')
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replaceAll(/\s*\n\s*/g, ' '))
    .join('\n\n')
    .trim();

interface Declaration {
  readonly name: string;
  readonly start: number;
  readonly fields: ObjectExpression;
}

/** `export class Name extends message('Name', () => ({ … })) {}`, or any other word of declare.ts. */
function declarationsIn(program: Program): readonly Declaration[] {
  const found: Declaration[] = [];
  new Visitor({
    ExportNamedDeclaration({ start, declaration }) {
      if (declaration?.type !== 'ClassDeclaration') return;
      const declared = declaredBy(declaration);
      if (declared !== undefined) found.push({ ...declared, start });
    },
  }).visit(program);
  return found;
}

function declaredBy({ superClass }: Class): Omit<Declaration, 'start'> | undefined {
  if (superClass?.type !== 'CallExpression') return undefined;
  const [name, fields] = superClass.arguments;
  if (name?.type !== 'Literal' || fields?.type !== 'ArrowFunctionExpression') return undefined;
  const { body } = fields;
  return body.type === 'ObjectExpression' ? { name: String(name.value), fields: body } : undefined;
}

if (import.meta.main) await writeFile(target, await descriptionsModule());
