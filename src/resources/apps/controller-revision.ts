// ControllerRevisions: what StatefulSets and DaemonSets were like, so that they can be rolled back.
import { ControllerRevision } from '../../api/apps/v1/controller-revision.ts';
import { groupResourceText } from '../../machinery/object.ts';
import { invalid, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, nameColumn } from '../columns.ts';

export const controllerRevisions = defineResource<ControllerRevision>({
  type: ControllerRevision,
  plural: 'controllerrevisions',
  scope: 'Namespaced',
  validate,
  *validateUpdate(next, previous) {
    yield* validate(next);
    if (!equalJson(next.data, previous.data)) yield invalid(Path.of('data'), next.data, 'field is immutable');
  },
  table: {
    columns: [
      nameColumn,
      column('Controller', 'What it is a revision of.', controllerText),
      column('Revision', 'Higher is newer.', ({ revision }) => revision),
      ageColumn,
    ],
  },
});

function* validate({ data, revision }: ControllerRevision): Iterable<FieldError> {
  if (data === null) yield required(Path.of('data'), 'data is mandatory');
  else if (typeof data !== 'object' || Array.isArray(data)) yield required(Path.of('data'), 'data must be a valid JSON object');
  if (revision < 0) yield invalid(Path.of('revision'), revision, 'must be greater than or equal to 0');
}

function controllerText({ metadata }: ControllerRevision): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return '<none>';
  const [group = ''] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : [];
  return `${groupResourceText({ group, resource: owner.kind.toLowerCase() })}/${owner.name}`;
}
