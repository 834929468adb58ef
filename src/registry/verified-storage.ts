// Verify mode: every object that storage hands out is frozen through and through, so that whoever writes to one is found out.
import { deepFreeze } from '../machinery/freeze.ts';
import type { StorageDecorator } from './rest-options.ts';

/** For tests and debugging: freezing costs about as much as decoding. */
export const verifiedStorage =
  (decorator: StorageDecorator): StorageDecorator =>
  ({ codec, ...request }) =>
    decorator({
      ...request,
      codec: {
        ...codec,
        stringify: (object, resourceVersion) => codec.stringify(deepFreeze(object), resourceVersion),
        parse: (bytes) => deepFreeze(codec.parse(bytes)),
        decode: (bytes) => deepFreeze(codec.decode(bytes)),
      },
    });
