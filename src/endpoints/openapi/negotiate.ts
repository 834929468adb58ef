// Which form of a document a client gets. upstream: the handlers of kube-openapi, which know no quality but the order.
import { parseAccept } from '../negotiate.ts';
import type { DocumentEncoding } from './lazy-document.ts';

export interface MediaType {
  readonly subtype: string;
  readonly encoding: DocumentEncoding;
  /** What the answer says it is: one of the names for protobuf was not a legal one. */
  readonly answered: string;
}

const json: MediaType = { subtype: 'json', encoding: 'json', answered: 'application/json' };

const protobufTypes = (version: 'v2' | 'v3'): readonly MediaType[] => {
  const legal = `com.github.proto-openapi.spec.${version}.v1.0+protobuf`;
  const answer = { encoding: 'protobuf', answered: `application/${legal}` } as const;
  return [
    { subtype: legal, ...answer },
    { subtype: `com.github.proto-openapi.spec.${version}@v1.0+protobuf`, ...answer },
  ];
};

export const mediaTypesV2: readonly MediaType[] = [json, ...protobufTypes('v2')];
export const mediaTypesV3: readonly MediaType[] = [json, ...protobufTypes('v3')];

/** The first of the client's wishes that can be met. */
export function documentType(accept: string | undefined, offered: readonly MediaType[]): MediaType | undefined {
  for (const { type, subtype } of parseAccept(accept || '*/*')) {
    if (type !== 'application' && type !== '*') continue;
    const found = offered.find((each) => subtype === '*' || each.subtype === subtype);
    if (found !== undefined) return found;
  }
  return undefined;
}
