// Notes in metadata.managedFields who wrote what: a step of every write [A002]. The rules are machinery/apply's.
import { fieldManagerOf, managedFieldsAfter } from '../machinery/apply/update.ts';
import { setOfFields, type FieldSet } from '../machinery/apply/field-set.ts';
import { declaredType } from '../machinery/apply/object-type.ts';
import type { CreateOptions, ManagedFieldsEntry } from '../machinery/meta/v1.ts';
import { apiVersionOf, type KubeObject } from '../machinery/object.ts';
import { formatTime } from '../machinery/time.ts';
import { withMeta } from '../registry/object-meta.ts';
import type { Endpoint } from './endpoint.ts';
import type { Exchange } from './filters/filter.ts';

/** One request's changes. */
export interface FieldManager {
  /** `next` with what managedFields say after it replaced `before`; undefined: it is created. */
  update(before: KubeObject | undefined, next: KubeObject, sent?: readonly ManagedFieldsEntry[]): KubeObject;
}

export function fieldManager(exchange: Exchange, endpoint: Endpoint, options: Pick<CreateOptions, 'fieldManager'>): FieldManager {
  const { rest, kind, subresource, environment } = endpoint;
  const userAgent = exchange.request.header('user-agent') ?? '';
  const manager = fieldManagerOf({ fieldManager: options.fieldManager, userAgent });
  const type = declaredType(rest.type);
  const resets = resetsOf(endpoint);
  return {
    update(before, next, sent) {
      const time = formatTime(environment.now());
      const write = { type, before, after: next, manager, apiVersion: apiVersionOf(kind), subresource, time, resets };
      return withMeta(next, { managedFields: managedFieldsAfter(sent === undefined ? write : { ...write, sent }) });
    },
  };
}

/** What the endpoint puts back whatever the client sends, so that nobody comes to own it [R057]. */
function resetsOf({ rest, subresource, hasStatus }: Endpoint): FieldSet | undefined {
  if (rest.resetFields !== undefined) return setOfFields(...rest.resetFields);
  if (subresource === 'status') return setOfFields(['spec']);
  return hasStatus && subresource !== 'scale' ? setOfFields(['status']) : undefined;
}
