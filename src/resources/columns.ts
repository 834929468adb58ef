// Columns that many kinds share.
import type { Container } from '../api/core/v1/container.ts';
import { humanAge } from '../machinery/human-duration.ts';
import type { LabelSelector } from '../machinery/meta/v1.ts';
import type { KubeObject } from '../machinery/object.ts';
import { labelSelectorText } from '../machinery/selectors/label-selector.ts';
import type { Cell, Column } from '../registry/table.ts';

/** A column of text or numbers; shown only with `-o wide` when `priority` is 1. */
export const column = <T>(
  name: string,
  description: string,
  cell: (object: T, now: number) => Cell,
  more: Partial<Pick<Column<T>, 'type' | 'priority'>> = {},
): Column<T> => ({ name, type: 'string', priority: 0, ...more, description, cell });

/** A column only `-o wide` shows. */
export const wide = <T>(name: string, description: string, cell: (object: T, now: number) => Cell): Column<T> =>
  column(name, description, cell, { priority: 1 });

export const nameColumn: Column<KubeObject> = {
  ...column<KubeObject>('Name', 'The name, unique within the namespace for this kind.', ({ metadata }) => metadata.name ?? ''),
  format: 'name',
};

export const ageColumn: Column<KubeObject> = column('Age', 'The time since the object was created.', ({ metadata }, now) =>
  humanAge(metadata.creationTimestamp, now),
);

interface Template {
  readonly spec?: { readonly containers: readonly Container[] };
}

interface Templated {
  readonly spec: { readonly template?: Template };
}

export const containerNames = (template: Template | undefined): string =>
  (template?.spec?.containers ?? []).map(({ name }) => name).join(',');

export const containerImages = (template: Template | undefined): string =>
  (template?.spec?.containers ?? []).map(({ image = '' }) => image).join(',');

/** Wide columns of everything that has a pod template. */
export const containerColumns: readonly Column<Templated>[] = [
  wide('Containers', 'The names of the containers in the template.', ({ spec }) => containerNames(spec.template)),
  wide('Images', 'The images of the containers in the template.', ({ spec }) => containerImages(spec.template)),
];

interface Selecting {
  readonly spec: { readonly selector?: LabelSelector };
}

export const selectorColumn: Column<Selecting> = wide('Selector', 'Which pods are its own.', ({ spec }) =>
  labelSelectorText(spec.selector),
);

/** Labels as `a=b,c=d`; `<none>` where there are none. */
export function labelsText(labels: Readonly<Record<string, string>> = {}): string {
  const texts = Object.keys(labels)
    .toSorted()
    .map((key) => `${key}=${labels[key]}`);
  return texts.length === 0 ? '<none>' : texts.join(',');
}
