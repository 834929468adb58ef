// Watchers of the same events share the frames: each is made once and forgotten when all had the chance to send it. Kept any
// longer they would double the memory of every object.
import type { Environment } from '../base/environment.ts';

export class FrameCache {
  readonly #environment: Environment;
  readonly #frames = new Map<object, Map<string, Uint8Array>>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** `variant` says which of the object's frames: event type, encoding, form. */
  get(object: object, variant: string, make: () => Uint8Array): Uint8Array {
    if (this.#frames.size === 0) this.#environment.after(0, () => this.#frames.clear());
    let frames = this.#frames.get(object);
    if (frames === undefined) this.#frames.set(object, (frames = new Map<string, Uint8Array>()));
    let frame = frames.get(variant);
    if (frame === undefined) frames.set(variant, (frame = make()));
    return frame;
  }
}
