// The hold of a begin hook, ended exactly once whatever becomes of the write.
import type { Begun } from './store-hooks.ts';

/** Follows a write through its attempts: each may begin anew, only the last one's hold can be committed. */
export class BeginHold {
  #begun: Begun<unknown> | undefined;

  /** Resolves to the object as `begin` returned it. What an earlier attempt took hold of is given back first. */
  async begin<T>(begin: () => Promise<Begun<T>>): Promise<T> {
    await this.rollback();
    const begun = await begin();
    this.#begun = begun;
    return begun.object;
  }

  /** As of `rollback`, the answer need not be waited for when there is none: most kinds take hold of nothing. */
  commit(): Promise<void> | undefined {
    return this.#end()?.commit() ?? undefined;
  }

  rollback(): Promise<void> | undefined {
    return this.#end()?.rollback() ?? undefined;
  }

  #end(): Begun<unknown> | undefined {
    const begun = this.#begun;
    this.#begun = undefined;
    return begun;
  }
}
