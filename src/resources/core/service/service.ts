// Services: stable addresses for changing sets of pods [B015–B018]. Here are their rules; what is given out to them comes in
// through service-storage.ts.
import { Service } from '../../../api/core/v1/service.ts';
import { nameIsDnsLabel } from '../../../machinery/validation/name-rules.ts';
import { defineResource } from '../../../registry/resource.ts';
import { serviceTable } from './columns.ts';
import { withoutLeftovers } from './inference.ts';
import { hasAddress, withSpec } from './shape.ts';
import { validateService, validateServiceStatus, validateServiceUpdate } from './validate.ts';
import { serviceStatusWarnings, serviceWarnings } from './warnings.ts';

export const services = defineResource<Service>({
  type: Service,
  plural: 'services',
  shortNames: ['svc'],
  categories: ['all'],
  scope: 'Namespaced',
  nameRule: nameIsDnsLabel,
  fields: { 'spec.clusterIP': ({ spec }) => spec.clusterIP, 'spec.type': ({ spec }) => spec.type },
  generation: false,
  allowCreateOnUpdate: true,
  status: { validateUpdate: validateServiceStatus, warningsOnUpdate: serviceStatusWarnings },
  prepareForUpdate: withoutLeftovers,
  validate: (service) => validateService(service),
  validateUpdate: validateServiceUpdate,
  warningsOnCreate: serviceWarnings,
  warningsOnUpdate: serviceWarnings,
  canonicalize: readable,
  table: serviceTable,
});

/** What upstream changes whenever somebody reads a service is changed once, here. upstream: REST.defaultOnRead. */
function readable(service: Service): Service {
  const { clusterIP, clusterIPs, internalTrafficPolicy } = service.spec;
  if (hasAddress(service.spec)) return service;
  return withSpec(service, {
    ...(clusterIP !== undefined && clusterIPs === undefined && { clusterIPs: [clusterIP] }),
    ...(internalTrafficPolicy !== undefined && { internalTrafficPolicy: undefined }),
  });
}
