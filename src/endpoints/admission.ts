// What admission gets to know of a request, and its two steps as the write handlers take them. upstream: admission
// attributes, rest.AdmissionToValidateObject*Func.
import type { AdmissionOperation, Attributes } from '../access/admission/admission.ts';
import type { AuthorizationAttributes } from '../access/authz/authorizer.ts';
import { forbiddenBy } from '../access/authz/forbidden.ts';
import type { KubeObject } from '../machinery/object.ts';
import { internalError } from '../machinery/status-error.ts';
import type { ValidateObject, ValidateUpdate } from '../registry/rest.ts';
import type { Endpoint } from './endpoint.ts';
import type { Exchange } from './filters/filter.ts';

export interface Write {
  readonly exchange: Exchange;
  readonly endpoint: Endpoint;
  readonly operation: AdmissionOperation;
  /** '' when it is still to be generated, and for a collection. */
  readonly name: string;
  readonly options: object;
  readonly dryRun: boolean;
}

interface Objects {
  readonly object?: KubeObject | undefined;
  readonly oldObject?: KubeObject | undefined;
}

function attributesOf({ exchange, endpoint, operation, name, options, dryRun }: Write, { object, oldObject }: Objects): Attributes {
  const { resource, subresource, kind } = endpoint;
  const isNamespace = resource.group === '' && resource.resource === 'namespaces';
  return {
    operation,
    resource,
    subresource,
    kind,
    namespace: isNamespace ? name : exchange.info.namespace,
    name,
    object,
    oldObject,
    dryRun,
    user: exchange.user,
    options,
    warn: (text) => exchange.warn(text),
  };
}

/** The mutating step. */
export async function admit(write: Write, object: KubeObject, oldObject?: KubeObject): Promise<KubeObject> {
  const admitted = await write.endpoint.admission.admit(attributesOf(write, { object, oldObject }));
  return (admitted as KubeObject | undefined) ?? object;
}

/** The validating step of a create. */
export const validatingCreate =
  (write: Write): ValidateObject<KubeObject> =>
  (object) =>
    write.endpoint.admission.validate(attributesOf(write, { object }));

export const validatingUpdate =
  (write: Write): ValidateUpdate<KubeObject> =>
  (object, oldObject) =>
    write.endpoint.admission.validate(attributesOf(write, { object, oldObject }));

/** A delete has nothing to change, but its mutating plugins have a say too. */
export const validatingDelete =
  (write: Write): ValidateObject<KubeObject> =>
  async (oldObject) => {
    const attributes = attributesOf(write, { oldObject });
    await write.endpoint.admission.admit(attributes);
    await write.endpoint.admission.validate(attributes);
  };

/**
 * A create that comes as an update or an apply needs the permission to create as well [A004]. Asked once, and only when it comes to
 * that.
 */
export function authorizedCreate(write: Write): ValidateObject<KubeObject> {
  const validate = validatingCreate(write);
  let permission: Promise<void> | undefined;
  return async (object) => {
    await (permission ??= checkPermission(write));
    await validate(object);
  };
}

async function checkPermission({ exchange, endpoint, name }: Write): Promise<void> {
  const { path, apiGroup, apiVersion, namespace, resource, subresource } = exchange.info;
  const attributes: AuthorizationAttributes = {
    user: exchange.user,
    verb: 'create',
    isResourceRequest: true,
    path,
    apiGroup,
    apiVersion,
    namespace,
    resource,
    subresource,
    name,
    fieldRequirements: [],
    labelRequirements: [],
  };
  const { decision, reason, error } = await endpoint.authorizer.authorize(attributes);
  if (decision === 'Allow') return;
  throw error === undefined ? forbiddenBy(attributes, reason) : internalError(error);
}
