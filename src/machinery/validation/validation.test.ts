import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateConditions } from './conditions.ts';
import type { FieldError } from './field-error.ts';
import { nameIsDnsSubdomain } from './name-rules.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from './object-meta.ts';
import { Path } from './path.ts';
import { validateDeleteOptions, validatePatchOptions, validateWriteOptions } from './write-options.ts';

/** What kube-apiserver 1.36 finds wrong with each object: `reason|field: message`. */
interface Answer {
  readonly rule: string;
  readonly object: never;
  readonly previous?: never;
  readonly errors: readonly string[];
}

/** Long texts are kept as `{ repeat: [character, times] }`. */
const answers = JSON.parse(
  readFileSync(new URL('../../../test/data/machinery/validation.json', import.meta.url), 'utf8'),
  (_, value: unknown) => {
    const { repeat } = (value ?? {}) as { readonly repeat?: readonly [string, number] };
    return Array.isArray(repeat) ? repeat[0].repeat(repeat[1]) : value;
  },
) as readonly Answer[];

const ours: Readonly<Record<string, (object: never, previous: never) => Iterable<FieldError>>> = {
  meta: (meta) => validateObjectMeta(meta, { namespaced: true, nameRule: nameIsDnsSubdomain }),
  metaCluster: (meta) => validateObjectMeta(meta, { namespaced: false, nameRule: nameIsDnsSubdomain }),
  metaUpdate: (meta, previous) => validateObjectMetaUpdate(meta, previous),
  createOptions: (options) => validateWriteOptions(options),
  patchOptions: (options) => validatePatchOptions(options, 'other'),
  applyOptions: (options) => validatePatchOptions(options, 'apply'),
  deleteOptions: (options) => validateDeleteOptions(options),
  conditions: (conditions) => validateConditions(conditions, Path.of('f')),
};

describe('validation answers like upstream', () => {
  it.each(answers.map((answer, number) => ({ number, ...answer })))('$rule #$number', ({ rule, object, previous, errors }) => {
    const found = ours[rule]!(object, previous as never);
    expect([...found].map((error) => `${error.reason}|${error.field}: ${error.message}`)).toEqual(errors);
  });
});
