// The status that a new object has, whatever the client sent.
import { decodeValue } from '../machinery/codec/json.ts';
import { isMessage, type Message } from '../machinery/declare.ts';

/** The kind's `status` as it is when nothing was sent of it. */
export function emptyStatus(type: Message): object {
  const of = type.fields['status']?.spec.of;
  return isMessage(of) ? (decodeValue(of, {}).object as object) : {};
}
