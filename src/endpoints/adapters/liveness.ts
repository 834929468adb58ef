// Finds connections whose client is gone without a word. TCP tells of most, but Node does not always listen: while a write of an
// HTTP/2 session is stuck it does not read, and when TLS learns that the write failed it may not pass that on
// (seen in Node 24.21: TLSWrap::InvokeQueued without a scheduled callback). Then nothing would ever end the session's streams.
import type { ServerHttp2Session } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Environment } from '../../base/environment.ts';

export interface Liveness {
  /** Ask after so long without any traffic. */
  readonly askAfterMs: number;
  /** Give up when there is no answer within this. */
  readonly answerWithinMs: number;
}

export const usualLiveness: Liveness = { askAfterMs: 20_000, answerWithinMs: 15_000 };

type Watch = Liveness & { readonly environment: Environment };

/** `socket` carries the session, which waits for the stuck write when it is only asked to end. */
export function endWhenDead(session: ServerHttp2Session, socket: TLSSocket, { askAfterMs, answerWithinMs, environment }: Watch): void {
  let giveUp: (() => void) | undefined;
  const end = (): void => {
    session.destroy();
    socket.destroy();
  };
  session.once('close', () => giveUp?.());
  session.setTimeout(askAfterMs, () => {
    if (giveUp !== undefined || session.closed || session.destroyed) return;
    giveUp = environment.after(answerWithinMs, end);
    session.ping(() => {
      giveUp?.();
      giveUp = undefined;
    });
  });
}
