// Why a request's signal aborts. Made once: an error with a stack for every request that ends early would be dear.

export const clientGone: DOMException = new DOMException('the client is gone', 'AbortError');
export const timeIsUp: DOMException = new DOMException('the time for this request is up', 'TimeoutError');
