// Objects as Go prints those of its internal types, which have no JSON names: every field, under its Go name. Messages
// about whole objects carry them.
import { isMessage, resolveMessage, type FieldSpec, type Message } from '../machinery/declare.ts';

/** Names that do more than begin with a capital. */
const goNames: Readonly<Record<string, string>> = {
  apiVersion: 'APIVersion',
  gmsaCredentialSpec: 'GMSACredentialSpec',
  gmsaCredentialSpecName: 'GMSACredentialSpecName',
  ip: 'IP',
  seLinuxOptions: 'SELinuxOptions',
  uid: 'UID',
};

const goName = (field: string): string => goNames[field] ?? field.charAt(0).toUpperCase() + field.slice(1);

type Plain = Readonly<Record<string, unknown>>;

export function goStruct<T extends object>(type: Message<T>, object: T): object {
  return Object.fromEntries(Object.entries(type.fields).map(([name, { spec }]) => [goName(name), goValue(spec, (object as Plain)[name])]));
}

function goValue({ type, of, zero }: FieldSpec, value: unknown): unknown {
  if (value === undefined) return zero === 'kept' || type === 'list' || type === 'map' ? null : zeroValue(type);
  if (!isMessage(of)) return value;
  const message = resolveMessage(of) as Message<object>;
  if (type === 'message') return goStruct(message, value as object);
  return type === 'list' ? (value as readonly object[]).map((each) => goStruct(message, each)) : value;
}

function zeroValue(type: FieldSpec['type']): unknown {
  if (type === 'bool') return false;
  return type === 'string' || type === 'enum' ? '' : 0;
}
