// The status that a new object has, whatever the client sent.
import { unreachable } from '../base/assert.ts';
import { isMessage, resolveMessage, type FieldSpec, type FieldType, type Message } from '../machinery/declare.ts';

/** What the kind's `status` is while nothing is known: the fields that are always there, as they are when nothing sets them. */
export function emptyStatus(type: Message): object {
  const of = type.fields['status']?.spec.of;
  return isMessage(of) ? zeroOf(of) : {};
}

function zeroOf(declared: Message): object {
  const zero: Record<string, unknown> = {};
  for (const [name, { spec }] of Object.entries(resolveMessage(declared).fields)) {
    if (spec.inline === true) Object.assign(zero, zeroOf(spec.of as Message));
    else if (spec.default !== undefined) zero[name] = spec.default;
    else if (spec.zero === 'null') zero[name] = null;
    else if (spec.zero === 'written' || (spec.zero === 'dropped' && !droppable.has(spec.type))) zero[name] = zeroValue(spec);
  }
  return zero;
}

/** Of these, zero and absent are one; a zero of the others is written out. */
const droppable: ReadonlySet<FieldType> = new Set(['string', 'enum', 'bytes', 'bool', 'int32', 'int64', 'double', 'list', 'map']);

function zeroValue({ type, of }: FieldSpec): unknown {
  switch (type) {
    case 'string':
    case 'enum':
    case 'bytes':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'double':
    case 'intOrString':
      return 0;
    case 'list':
      return [];
    case 'map':
      return {};
    case 'message':
      return zeroOf(of as Message);
    case 'quantity':
      return '0';
    case 'duration':
      return '0s';
    case 'time':
    case 'microTime':
    case 'json':
    case 'rawExtension':
    case 'fieldsV1':
    case 'either':
      return null;
    default:
      return unreachable(type);
  }
}
