// What apply must know of a kind.
import { planOf } from '../codec/plan.ts';
import { emptyObject } from '../codec/assemble.ts';
import type { JsonObject, Message } from '../declare.ts';
import { schemaOf, type Schema } from './schema.ts';

export interface ObjectType {
  readonly schema: Schema;
  /**
   * An object in which nothing has been set. A new object is compared with it, so that whoever creates an object owns what
   * differs from this and not the empty shells around it.
   */
  readonly zero: JsonObject;
}

export function declaredType(message: Message): ObjectType {
  return { schema: schemaOf(message), zero: emptyObject(planOf(message), 'zeros') as JsonObject };
}
