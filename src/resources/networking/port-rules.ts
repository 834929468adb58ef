// Rules of ports that services, endpoints and slices share.
import { Protocol } from '../../api/core/v1/service.ts';
import { notSupported, required, type FieldError } from '../../machinery/validation/field-error.ts';
import { isDns1123Label, isLabelKey, isPortNumber } from '../../machinery/validation/name-rules.ts';
import type { Path } from '../../machinery/validation/path.ts';
import { refused } from '../rules.ts';

const protocols = Protocol.values.toSorted();

export function* validateProtocol(protocol: string, at: Path): Iterable<FieldError> {
  if (!protocols.some((each) => each === protocol)) yield notSupported(at, protocol, protocols);
}

export const validatePortNumber = (port: number, at: Path): Iterable<FieldError> => refused(isPortNumber(port), port, at);

/** Where one of several ports is meant, each needs a name. */
export function* validatePortName(name: string | undefined, needed: boolean, at: Path): Iterable<FieldError> {
  if (name !== undefined && name !== '') yield* refused(isDns1123Label(name), name, at);
  else if (needed) yield required(at);
}

export function* validateAppProtocol(appProtocol: string | undefined, at: Path): Iterable<FieldError> {
  if (appProtocol !== undefined) yield* refused(isLabelKey(appProtocol), appProtocol, at);
}
