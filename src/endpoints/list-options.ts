// What a list, a watch or a get asks for, from its query to the types the layers below understand, with upstream's
// refusals (feature map §1.1, S071). upstream: apis/meta/internalversion, defaults and validation.
import { allFields, parseFieldSelector, resolveFields, type FieldsSelector, type SelectableFields } from '../machinery/selectors/fields.ts';
import { allLabels, parseLabelSelector, type LabelsSelector } from '../machinery/selectors/labels.ts';
import { badRequest, invalid, StatusError, toStatus } from '../machinery/status-error.ts';
import type { Freshness, WatchStart } from '../machinery/options.ts';
import * as fieldErrors from '../machinery/validation/field-error.ts';
import { quote } from '../machinery/validation/go-text.ts';
import { Path } from '../machinery/validation/path.ts';
import { flagParameter, integerComplaint, integerParameter, parameter } from './query.ts';

/** The parameters of a list or watch, each understood, none yet compared with another. upstream: ListOptions. */
export interface ListParameters {
  readonly labels: LabelsSelector;
  readonly fields: FieldsSelector;
  readonly watch: boolean;
  readonly bookmarks: boolean;
  /** '' when not given. */
  readonly resourceVersion: string;
  readonly match: string;
  readonly timeoutSeconds: number | undefined;
  /** Undefined: no limit. */
  readonly limit: number | undefined;
  readonly continue: string | undefined;
  readonly sendInitialEvents: boolean | undefined;
}

/**
 * Throws BadRequest for what cannot be read, Invalid for what does not go together. `watch` when the path or the query
 * says that this is one.
 */
export function parseListParameters(query: URLSearchParams, { watch }: { readonly watch: boolean }): ListParameters {
  const parameters = readListParameters(query, watch);
  const errors = [...(watch ? watchErrors(parameters) : listErrors(parameters))];
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  return parameters;
}

/** In the order in which upstream reads them: the first that cannot be read is the one complained about. */
function readListParameters(query: URLSearchParams, watch: boolean): ListParameters {
  const labels = parsed(parameter(query, 'labelSelector'), parseLabelSelector, allLabels);
  const fields = parsed(parameter(query, 'fieldSelector'), parseFieldSelector, allFields);
  const resourceVersion = parameter(query, 'resourceVersion') ?? '';
  const timeoutSeconds = integerParameter(query, 'timeoutSeconds');
  const limit = integerParameter(query, 'limit') ?? 0;
  const given = {
    labels,
    fields,
    watch,
    bookmarks: flagParameter(query, 'allowWatchBookmarks') ?? false,
    resourceVersion,
    match: parameter(query, 'resourceVersionMatch') ?? '',
    timeoutSeconds,
    limit: limit > 0 ? limit : undefined,
    continue: parameter(query, 'continue') || undefined,
    sendInitialEvents: flagParameter(query, 'sendInitialEvents'),
  };
  const legacy = given.sendInitialEvents === undefined && given.match === '' && isUnset(resourceVersion);
  return watch && legacy ? { ...given, sendInitialEvents: true, match: 'NotOlderThan' } : given;
}

function parsed<T>(text: string | undefined, parse: (text: string) => T, all: T): T {
  return text === undefined ? all : parse(text);
}

const isUnset = (resourceVersion: string): boolean => resourceVersion === '' || resourceVersion === '0';

const matchField = Path.of('resourceVersionMatch');
const initialEventsField = Path.of('sendInitialEvents');

function* listErrors({ match, resourceVersion, continue: token, sendInitialEvents }: ListParameters): Iterable<fieldErrors.FieldError> {
  if (match !== '') {
    if (resourceVersion === '')
      yield fieldErrors.forbidden(matchField, 'resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (token !== undefined) yield fieldErrors.forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided');
    if (match !== 'Exact' && match !== 'NotOlderThan') yield fieldErrors.notSupported(matchField, match, ['Exact', 'NotOlderThan', '']);
    if (match === 'Exact' && resourceVersion === '0')
      yield fieldErrors.forbidden(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  if (sendInitialEvents !== undefined) yield fieldErrors.forbidden(initialEventsField, 'sendInitialEvents is forbidden for list');
}

function* watchErrors({ match, continue: token, sendInitialEvents }: ListParameters): Iterable<fieldErrors.FieldError> {
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan')
    yield fieldErrors.forbidden(matchField, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
  if (match === '') return;
  if (sendInitialEvents === undefined)
    yield fieldErrors.forbidden(matchField, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  if (match !== 'NotOlderThan') yield fieldErrors.notSupported(matchField, match, ['NotOlderThan']);
  if (token !== undefined) yield fieldErrors.forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided');
}

/**
 * The field selector in the kind's terms. A watch of one object (`watch/…/name`) is the same as selecting its name, and
 * must not select another [E005]. Throws BadRequest.
 */
export function selectedFields(fields: FieldsSelector, selectable: SelectableFields, name: string): FieldsSelector {
  const resolved = resolveFields(fields, selectable);
  if (name === '') return resolved;
  if (resolved.empty) return parseFieldSelector(`metadata.name=${name}`);
  if (resolved.requiresExactMatch('metadata.name') !== name) throw badRequest("fieldSelector metadata.name doesn't match requested name");
  return resolved;
}

/** Throws BadRequest when the revision is not a number. Whether it may stand beside a continue token the storage says. */
export function listFreshness({ resourceVersion, match, limit, continue: token }: ListParameters): Freshness {
  const complaint = revisionComplaint(resourceVersion);
  if (complaint !== undefined) throw badRequest(`invalid resource version: ${complaint}`);
  if (resourceVersion === '') return { at: 'latest' };
  const revision = Number(resourceVersion);
  if (revision === 0) return { at: token === undefined ? 'any' : 'latest' };
  const legacyExact = match === '' && limit !== undefined && token === undefined;
  return { at: match === 'Exact' || legacyExact ? 'exact' : 'notOlderThan', revision };
}

export function watchStart({ resourceVersion, sendInitialEvents, bookmarks }: ListParameters): WatchStart {
  const revision = readRevision(resourceVersion);
  if (sendInitialEvents === true) return { from: 'state', freshness: freshnessOf(resourceVersion, revision), endBookmark: bookmarks };
  return revision === 0 ? { from: 'now' } : { from: 'revision', revision };
}

export function getFreshness(query: URLSearchParams): Freshness {
  const resourceVersion = parameter(query, 'resourceVersion') ?? '';
  return freshnessOf(resourceVersion, readRevision(resourceVersion));
}

function freshnessOf(resourceVersion: string, revision: number): Exclude<Freshness, { readonly at: 'exact' }> {
  if (resourceVersion === '') return { at: 'latest' };
  return revision === 0 ? { at: 'any' } : { at: 'notOlderThan', revision };
}

/** A get or watch at what is no revision is answered 500 without a reason, as upstream does. */
function readRevision(resourceVersion: string): number {
  const complaint = revisionComplaint(resourceVersion);
  if (complaint !== undefined) throw new StatusError(toStatus(new Error(complaint)));
  return Number(resourceVersion);
}

function revisionComplaint(resourceVersion: string): string | undefined {
  if (resourceVersion === '') return undefined;
  const complaint = integerComplaint(resourceVersion, { signed: false });
  return complaint === undefined ? undefined : `resourceVersion: Invalid value: ${quote(resourceVersion)}: ${complaint}`;
}
