// A label and a field selector as one question about a stored revision, asked without decoding it.
import { everything, type Predicate } from '../options.ts';
import type { StoredObject } from '../stored-object.ts';
import { meets, type FieldRequirement, type FieldsSelector } from './fields.ts';
import type { LabelsSelector } from './labels.ts';

/** The fields must have been resolved for the kind. */
export function predicateOf(labels: LabelsSelector, fields: FieldsSelector): Predicate {
  if (labels.empty && fields.empty) return everything;
  if (fields.empty) return { matchesAll: false, matches: (object) => labels.matches(object.labels) };
  const name = fields.requiresExactMatch('metadata.name');
  const namespace = fields.requiresExactMatch('metadata.namespace');
  const fieldTests = fields.requirements.map(testOf);
  const fieldsMatch = (object: StoredObject<unknown>): boolean => fieldTests.every((test) => test(object));
  if (labels.empty) return { matchesAll: false, name, namespace, matches: fieldsMatch };
  return { matchesAll: false, name, namespace, matches: (object) => labels.matches(object.labels) && fieldsMatch(object) };
}

/** Every revision carries its name and namespace; the other selectable fields stand in `fields`. */
function testOf(requirement: FieldRequirement): (object: StoredObject<unknown>) => boolean {
  switch (requirement.field) {
    case 'metadata.name':
      return (object) => meets(requirement, object.name);
    case 'metadata.namespace':
      return (object) => meets(requirement, object.namespace);
    default:
      return (object) => meets(requirement, object.fields[requirement.field]);
  }
}
