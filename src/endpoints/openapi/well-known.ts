// Types with a JSON form of their own, and those that only the documents know.
import type { FieldType } from '../../machinery/declare.ts';
import type { Schema } from './spec.ts';

export interface NamedSchema {
  readonly name: string;
  readonly schema: Schema;
}

const machinery = 'io.k8s.apimachinery.pkg';

/** By the type of the fields that hold them. */
export const wellKnown: { readonly [type in FieldType]?: NamedSchema } = {
  time: { name: `${machinery}.apis.meta.v1.Time`, schema: { description: 'In UTC, to the second.', type: 'string', format: 'date-time' } },
  microTime: {
    name: `${machinery}.apis.meta.v1.MicroTime`,
    schema: { description: 'In UTC, to the microsecond.', type: 'string', format: 'date-time' },
  },
  duration: { name: `${machinery}.apis.meta.v1.Duration`, schema: { description: 'As in 1h30m0s.', type: 'string' } },
  quantity: {
    name: `${machinery}.api.resource.Quantity`,
    schema: {
      description: 'A number with a unit: 500m is a half; k, M, G … count in thousands, Ki, Mi, Gi … in 1024s; 1e3 is 1k.',
      oneOf: [{ type: 'string' }, { type: 'number' }],
    },
  },
  intOrString: {
    name: `${machinery}.util.intstr.IntOrString`,
    schema: {
      description: 'A whole number or a string: a port or its name, a count or a percentage.',
      format: 'int-or-string',
      oneOf: [{ type: 'integer' }, { type: 'string' }],
    },
  },
  rawExtension: {
    name: `${machinery}.runtime.RawExtension`,
    schema: { description: 'An object of any kind, kept as it is.', type: 'object' },
  },
  fieldsV1: {
    name: `${machinery}.apis.meta.v1.FieldsV1`,
    schema: {
      description: 'Fields as a tree of JSON: f:name is a field, k:{…} an element by its keys, v:… one by its value.',
      type: 'object',
    },
  },
};

export const patchSchema: NamedSchema = {
  name: `${machinery}.apis.meta.v1.Patch`,
  schema: { description: "A change to an object; the body's media type says in which form.", type: 'object' },
};

const text: Schema = { type: 'string' };
const always: Schema = { type: 'string', default: '' };
const given = ['major', 'minor', 'gitVersion', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion', 'compiler', 'platform'];

/** The answer to GET /version: see `VersionInfo`. */
export const versionInfoSchema: NamedSchema = {
  name: `${machinery}.version.Info`,
  schema: {
    description: 'Which release this is, and on what it runs.',
    type: 'object',
    required: given,
    properties: {
      buildDate: always,
      compiler: always,
      emulationMajor: text,
      emulationMinor: text,
      gitCommit: always,
      gitTreeState: always,
      gitVersion: always,
      goVersion: always,
      major: { ...always, description: 'Digits only.' },
      minCompatibilityMajor: text,
      minCompatibilityMinor: text,
      minor: { ...always, description: 'Digits only.' },
      platform: { ...always, description: 'As in linux/amd64.' },
    },
  },
};
