// The fields of a declared message as they stand in JSON.
import { resolveMessage, type FieldSpec, type Message } from './declare.ts';

/** Declarations never change: each is looked through once. */
const known = new WeakMap<Message, ReadonlyMap<string, FieldSpec>>();

/** By name, in declaration order, the fields of inlined messages among the others. */
export function fieldSpecsOf(message: Message): ReadonlyMap<string, FieldSpec> {
  const type = resolveMessage(message);
  let specs = known.get(type);
  if (specs === undefined) known.set(type, (specs = new Map(specsIn(type))));
  return specs;
}

function* specsIn(message: Message): Iterable<[string, FieldSpec]> {
  for (const [name, { spec }] of Object.entries(message.fields)) {
    if (spec.inline) yield* fieldSpecsOf(spec.of as Message);
    else yield [name, spec];
  }
}
