// The hold of a begin hook, ended exactly once whatever becomes of the write.
import type { Begun } from './store-hooks.ts';

/** Follows a write through its attempts: each may begin anew, only the last one's hold can be committed. */
export class BeginHold {
  #begun: Begun<unknown> | undefined;

  /** Resolves to the object as `begin` returned it. What an earlier attempt took hold of is given back first. */
  async begin<T>(object: T, begin: (() => Promise<Begun<T>>) | undefined): Promise<T> {
    await this.rollback();
    if (begin === undefined) return object;
    const begun = await begin();
    this.#begun = begun;
    return begun.object;
  }

  async commit(): Promise<void> {
    await this.#end()?.commit();
  }

  async rollback(): Promise<void> {
    await this.#end()?.rollback();
  }

  #end(): Begun<unknown> | undefined {
    const begun = this.#begun;
    this.#begun = undefined;
    return begun;
  }
}
