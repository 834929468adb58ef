// Names this program's schema, so that a store knows whether what it holds was written by the same one.
import { createHash } from 'node:crypto';
import { builtInKinds } from '../api/kinds.ts';
import { resolveMessage, type FieldSpec, type Message } from '../machinery/declare.ts';
import { release } from './release.ts';

/** scripts/build.ts puts the digest of the whole bundle here. */
const built = '__KAPIBARA_STAMP__';

/** Without a build, the digest of every declaration and of what fills in its defaults: 20 ms. */
export const schemaStamp = (): string => `${release.product}/${built.startsWith('__') ? declarationsDigest() : built}`;

function declarationsDigest(): string {
  const hash = createHash('sha256');
  const seen = new Set<Message>();
  const add = (message: Message): void => {
    if (seen.has(message)) return;
    seen.add(message);
    hash.update(`${message.apiVersion} ${message.typeName} ${String(message.fill)}`);
    for (const [name, { spec }] of Object.entries(message.fields)) addField(name, spec);
  };
  const addField = (name: string, { of, alternatives, rules, ...plain }: FieldSpec): void => {
    hash.update(`${name} ${JSON.stringify(plain)} ${(rules ?? []).map((rule) => rule.name).join()}`);
    if (of !== undefined && isMessage(of)) add(resolveMessage(of));
    else if (of !== undefined) addField('', of);
    for (const alternative of alternatives ?? []) addField('', alternative);
  };
  builtInKinds.forEach(add);
  return hash.digest('hex').slice(0, 32);
}

const isMessage = (of: FieldSpec | Message): of is Message => 'typeName' in of;
