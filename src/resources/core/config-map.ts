// ConfigMaps: configuration by key [B021].
import { ConfigMap } from '../../api/core/v1/config-map.ts';
import { invalid, type FieldError } from '../../machinery/validation/field-error.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { ageColumn, column, nameColumn } from '../columns.ts';
import { validateImmutable, validateKeys, validateSize } from './data.ts';

export const configMaps = defineResource<ConfigMap>({
  type: ConfigMap,
  plural: 'configmaps',
  shortNames: ['cm'],
  scope: 'Namespaced',
  validate,
  *validateUpdate(next, previous) {
    yield* validateImmutable(next, previous, ['data', 'binaryData']);
    yield* validate(next);
  },
  table: {
    columns: [
      nameColumn,
      column(
        'Data',
        'How many keys it has.',
        ({ data = {}, binaryData = {} }) => Object.keys(data).length + Object.keys(binaryData).length,
      ),
      ageColumn,
    ],
  },
});

function* validate({ data, binaryData }: ConfigMap): Iterable<FieldError> {
  yield* validateKeys(data, Path.of('data'));
  if (binaryData !== undefined) {
    for (const key in data)
      if (Object.hasOwn(binaryData, key)) yield invalid(Path.of('data').key(key), key, 'duplicate of key present in binaryData');
    yield* validateKeys(binaryData, Path.of('binaryData'));
  }
  yield* validateSize({ text: data, binary: binaryData }, Path.root.key(''));
}
