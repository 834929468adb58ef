// PodTemplates: pods to be copied.
import { PodTemplate } from '../../api/core/v1/pod-template.ts';
import { equalJson } from '../../machinery/json-value.ts';
import { Path } from '../../machinery/validation/path.ts';
import { defineResource } from '../../registry/resource.ts';
import { column, containerImages, containerNames, labelsText, nameColumn } from '../columns.ts';
import { enabledTemplate } from './pod-spec/enabled-fields.ts';
import { templateWarnings } from './pod-spec/warnings.ts';
import { validateTemplate } from './pod-spec/template.ts';

export const podTemplates = defineResource<PodTemplate>({
  type: PodTemplate,
  plural: 'podtemplates',
  scope: 'Namespaced',
  returnDeletedObject: true,
  // Upstream counts from 1, though there is no status to say how far anybody has seen.
  generation: (next, previous) => !equalJson(next.template, previous.template),
  prepareForCreate: (object) => ({ ...object, template: enabledTemplate(object.template) }),
  prepareForUpdate: (object) => ({ ...object, template: enabledTemplate(object.template) }),
  declaredRules: false,
  warningsOnCreate: ({ template }) => templateWarnings(template, Path.of('template')),
  warningsOnUpdate: (next, previous) =>
    next.metadata.generation === previous.metadata.generation ? [] : templateWarnings(next.template, Path.of('template')),
  validate: ({ template }) => validateTemplate(template, Path.of('template')),
  validateUpdate: ({ template }) => validateTemplate(template, Path.of('template')),
  table: {
    columns: [
      nameColumn,
      column('Containers', 'The names of the containers in the template.', ({ template }) => containerNames(template)),
      column('Images', 'The images of the containers in the template.', ({ template }) => containerImages(template)),
      column('Pod Labels', 'The labels of pods made of it.', ({ template }) => labelsText(template.metadata.labels)),
    ],
  },
});
