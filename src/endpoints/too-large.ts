// An object too large for the store may fit without managedFields, which are worth less than the write [S089].
import type { KubeObject } from '../machinery/object.ts';
import { withMeta } from '../registry/object-meta.ts';

export async function retryWithoutManagedFields<T>(object: KubeObject, write: (object: KubeObject) => Promise<T>): Promise<T> {
  try {
    return await write(object);
  } catch (error) {
    if (!isTooLarge(error) || object.metadata.managedFields === undefined) throw error;
    return write(withMeta(object, { managedFields: undefined }));
  }
}

/** Storage errors are known by name and code here: this layer does not import storage. */
export function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'StorageError') return false;
  return (error as { readonly code?: string }).code === 'ObjectTooLarge';
}
