// The parameters of operations. Those in the query are the fields of the options that a verb takes.
import { fieldSpecsOf } from '../../machinery/field-specs.ts';
import type { FieldSpec, FieldType, Message } from '../../machinery/declare.ts';
import { CreateOptions, DeleteOptions, ListOptions, PatchOptions } from '../../machinery/meta/v1.ts';
import type { Descriptions } from './names.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly description: string;
  readonly type: 'string' | 'boolean' | 'integer';
}

/** Equal parameters are the same object, so that what the operations of a path share can be told. */
export interface Parameters {
  readonly list: readonly Parameter[];
  /** Of creates and updates. */
  readonly write: readonly Parameter[];
  readonly patch: readonly Parameter[];
  readonly delete: readonly Parameter[];
  readonly deleteCollection: readonly Parameter[];
  readonly pretty: Parameter;
  readonly namespace: Parameter;
}

export function parametersOf(descriptions: Descriptions): Parameters {
  const known = new Map<string, Parameter>();
  const of = (options: Message): readonly Parameter[] =>
    [...fieldSpecsOf(options)].flatMap(([name, spec]) => {
      const type = parameterType(spec);
      if (type === undefined) return [];
      const parameter: Parameter = { name, in: 'query', description: descriptionOf(descriptions, options, name), type };
      const text = JSON.stringify(parameter);
      if (!known.has(text)) known.set(text, parameter);
      return [known.get(text)!];
    });
  const [list, deletion] = [of(ListOptions), of(DeleteOptions)];
  return {
    list,
    write: of(CreateOptions),
    patch: of(PatchOptions),
    delete: deletion,
    deleteCollection: [...deletion, ...list.filter(({ name }) => name !== 'watch' && name !== 'allowWatchBookmarks')],
    pretty: {
      name: 'pretty',
      in: 'query',
      description: "If 'true', JSON is indented. Browsers, curl and wget get it so anyway.",
      type: 'string',
    },
    namespace: { name: 'namespace', in: 'path', description: 'The namespace of the objects.', type: 'string' },
  };
}

export const nameParameter = (kind: string): Parameter => ({
  name: 'name',
  in: 'path',
  description: `The name of the ${kind}.`,
  type: 'string',
});

/** What options share is described where objects are created. */
function descriptionOf(descriptions: Descriptions, { typeName }: Message, name: string): string {
  const meta = descriptions['meta/v1'];
  return meta?.[typeName]?.[name] ?? meta?.[CreateOptions.typeName]?.[name] ?? '';
}

/** Undefined: does not fit into a query. A list is a parameter that may be repeated. */
const parameterType = ({ type }: FieldSpec): Parameter['type'] | undefined => types[type];
const types: { readonly [type in FieldType]?: Parameter['type'] } = {
  string: 'string',
  enum: 'string',
  list: 'string',
  bool: 'boolean',
  int32: 'integer',
  int64: 'integer',
};
