import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { descriptionsModule, describeTypes } from './describe.ts';

test('the doc comments of a declaration and its fields, in prose', () => {
  const text = `
    /** No type. */
    const v1 = groupVersion('v1');
    /**
     * Many things
     * at once.
     *
     * And one more.
     */
    export class Thing extends v1.kind('Thing', () => ({
      metadata: object(1, ObjectMeta),
      // Not for clients.
      size: string(2),
      /** How many. */
      count: int32(3).default(1),
    }), (thing) => ({ ...thing })) {}
    export class Part extends atomicMessage('Part', () => ({ name: string(1) })) {}
    /** Not a declaration. */
    export class Other extends Thing {}
  `;
  expect(describeTypes(text)).toEqual({
    Thing: { '': 'Many things at once.\n\nAnd one more.', count: 'How many.' },
    Part: {},
  });
});

test('src/api/descriptions.ts is what scripts/describe.ts writes', async () => {
  const committed = await readFile(join(import.meta.dirname, '../src/api/descriptions.ts'), 'utf8');
  expect(committed === (await descriptionsModule()), 'run: node scripts/describe.ts').toBe(true);
});
