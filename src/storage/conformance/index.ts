// The suites that whoever brings a Backend or a Storage of their own runs against it, in any test framework.
export { backendConformance, type BackendConformanceOptions, type OpenedBackend } from './backend.ts';
export type { ConformanceCase } from './case.ts';
export {
  storageConformance,
  type OpenedStorage,
  type StorageCapabilities,
  type StorageConformanceOptions,
  type StorageSetup,
  type Widget,
} from './storage.ts';
