// Who may import whom, as data. scripts/tidy.ts checks it in every run of `npm run check`; docs/ARCHITECTURE.md explains it.

/** Folder of src → the folders it may import, besides itself. The order is the order in which a write goes up to them. */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  base: [],
  machinery: ['base'],
  api: ['base', 'machinery'],
  storage: ['base', 'machinery'],
  access: ['base', 'machinery', 'api'],
  registry: ['base', 'machinery', 'storage', 'access'],
  endpoints: ['base', 'machinery', 'api', 'access', 'registry'],
  resources: ['base', 'machinery', 'api', 'access', 'registry'],
  client: ['base', 'machinery', 'api'],
  plugins: ['base', 'machinery', 'api', 'access', 'registry', 'client'],
  extensions: ['base', 'machinery', 'api', 'access', 'registry', 'client', 'endpoints'],
  controllers: ['base', 'machinery', 'api', 'client'],
  server: [
    'base',
    'machinery',
    'api',
    'storage',
    'access',
    'registry',
    'endpoints',
    'resources',
    'client',
    'plugins',
    'extensions',
    'controllers',
  ],
  testing: ['server'],
  cli: ['base', 'server'],
};

/** Folders narrower than the row of the folder they lie in. `may` names paths or their beginnings. */
export const narrowFolders: readonly { readonly each: RegExp; readonly may: readonly string[] }[] = [
  {
    each: /^src\/storage\/backends\/[^/]+\//,
    may: ['src/base/', 'src/storage/backend.ts', 'src/storage/backend-error.ts', 'src/storage/backends/mvcc/'],
  },
];

/** What only some may import, whatever the table says: it is reached through an interface or handed in. */
export const reserved: readonly { readonly what: RegExp; readonly by: readonly string[] }[] = [
  { what: /^src\/storage\/backends\//, by: ['src/storage/backends/', 'src/server/'] },
];

/** The places that know Node: its modules may be imported here, and these files only from here. */
export const nodePlaces: readonly string[] = [
  'src/storage/backends/',
  'src/storage/conformance/',
  'src/storage/transform/',
  'src/endpoints/adapters/',
  'src/server/',
  'src/testing/',
  'src/cli/',
];

/** Package → where in src it may be imported. Each row is a decision: docs/decisions says why the package is there. */
export const packagePlaces: Readonly<Record<string, readonly string[]>> = {
  'sorted-btree': ['src/base/'],
  'js-yaml': ['src/machinery/codec/'],
  '@peculiar/x509': ['src/server/'],
  'reflect-metadata': ['src/server/'],
  pino: ['src/server/', 'src/cli/'],
  'prom-client': ['src/server/'],
  commander: ['src/cli/'],
  '@grpc/grpc-js': ['src/storage/backends/etcd3/'],
  vitest: ['src/storage/conformance/'],
};
