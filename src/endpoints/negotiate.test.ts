import { expect, test } from 'vitest';
import type { StatusError } from '../machinery/status-error.ts';
import {
  acceptable,
  bodyEncoding,
  checkRouteAccepts,
  negotiate,
  negotiateStream,
  plainOffer,
  wantsPretty,
  type Offer,
} from './negotiate.ts';

const resource: Offer = { transforms: true, table: true };
const meta = 'g=meta.k8s.io';

test.each([
  [undefined, 'json'],
  ['', 'json'],
  ['*/*', 'json'],
  ['*', 'json'],
  ['application/*', 'json'],
  ['application/json', 'json'],
  ['application/yaml', 'yaml'],
  ['application/vnd.kubernetes.protobuf', 'protobuf'],
  ['application/vnd.kubernetes.protobuf,application/json', 'protobuf'],
  ['text/html,*/*;q=0.1', 'json'],
  ['application/json;q=0.1,application/yaml;q=0.9', 'yaml'],
  ['application/json;q=0,application/yaml', 'yaml'],
  ['application/json;stream=watch', 'json'],
  ['application/json;sv=v1', 'json'],
  ['application/json;unknown=1', 'json'],
  ['*/*,application/yaml', 'yaml'],
  ['text/html', undefined],
  ['application/json;stream=foo', undefined],
  ['application/yaml;stream=watch', undefined],
  ['application/json;sv=v9', undefined],
  ['application/json;as=Foo', undefined],
  [`application/json;as=Foo;v=v1;${meta}`, undefined],
  ['application/json;g=x', undefined],
  [`application/json;as=Table;v=v2;${meta}`, undefined],
  ['garbage', undefined],
  [';;', undefined],
])('Accept %s', (accept, encoding) => {
  expect(acceptable(accept, resource)?.encoding).toBe(encoding);
});

test('transforms', () => {
  const table = { encoding: 'json', transform: { kind: 'Table', version: 'v1' }, pretty: false };
  const accept = `application/json;as=Table;v=v1;${meta},application/json;as=Table;v=v1beta1;${meta},application/json`;
  expect(acceptable(accept, resource)).toEqual(table);
  expect(acceptable(accept, { transforms: true, table: false })).toMatchObject({ encoding: 'json', transform: undefined });
  expect(acceptable(accept, plainOffer)).toMatchObject({ transform: undefined });
  expect(acceptable(`application/vnd.kubernetes.protobuf;as=Table;v=v1;${meta}`, resource)).toBeUndefined();
  expect(acceptable(`application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;${meta}`, resource)).toMatchObject({
    encoding: 'protobuf',
    transform: { kind: 'PartialObjectMetadata', version: 'v1' },
  });
  expect(acceptable('application/json;pretty=1', resource)?.pretty).toBe(true);
});

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    const { status } = error as StatusError;
    return `${status.code} ${status.reason} ${status.message}`;
  }
  return 'fine';
};

const all = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const streams = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch';

test('refusals are upstream’s', () => {
  expect(message(() => negotiate('application/json;as=Foo', resource))).toBe(
    `406 NotAcceptable only the following media types are accepted: ${all}`,
  );
  expect(message(() => negotiateStream('application/yaml', resource))).toBe(
    `406 NotAcceptable only the following media types are accepted: ${streams}`,
  );
  const representations = '406 NotAcceptable 406: Not Acceptable\n\nAvailable representations: ';
  expect(message(() => checkRouteAccepts('text/html', { streams: false }))).toBe(representations + all);
  expect(message(() => checkRouteAccepts('application/*', { streams: true }))).toBe(`${representations}${all}, ${streams}`);
  expect(message(() => checkRouteAccepts('text/html, application/json;as=Table', { streams: false }))).toBe('fine');
  expect(message(() => bodyEncoding('text/plain'))).toBe(
    `415 UnsupportedMediaType the body of the request was in an unknown format - accepted media types include: ${all}`,
  );
});

test.each([
  [undefined, 'json'],
  ['', 'json'],
  ['application/json; charset=utf-8', 'json'],
  ['Application/YAML', 'yaml'],
  ['application/vnd.kubernetes.protobuf', 'protobuf'],
])('Content-Type %s', (contentType, encoding) => {
  expect(bodyEncoding(contentType)).toBe(encoding);
});

test.each([
  ['pretty=true', 'kubectl', true],
  ['pretty=1', 'kubectl', true],
  ['a=b&pretty=0', 'curl/8.0', false],
  ['pretty=', 'curl/8.0', true],
  ['', 'curl/8.0', true],
  ['', 'Mozilla/5.0 (X11)', true],
  ['', 'kubectl/v1.36', false],
  ['', undefined, false],
])('query %s and user agent %s', (query, userAgent, pretty) => {
  expect(wantsPretty(query, userAgent)).toBe(pretty);
});
