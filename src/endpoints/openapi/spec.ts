// The parts of an OpenAPI 3.0 document that we write. Version 2 is made from them: see v2.ts.

export type Schema = {
  readonly $ref?: string;
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Schema };
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly uniqueItems?: true;
} & Extensions;

export interface Extensions {
  readonly [name: `x-${string}`]: unknown;
}

/** Names the software and its version. */
export interface Info {
  readonly title: string;
  readonly version: string;
}

export const securityScheme = { type: 'apiKey', description: 'A bearer token', name: 'authorization', in: 'header' } as const;
