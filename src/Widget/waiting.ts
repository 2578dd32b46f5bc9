/** Waits, but no longer than until the network is back or the page is looked at again. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      removeEventListener("online", done);
      removeEventListener("pageshow", done);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    addEventListener("online", done);
    addEventListener("pageshow", done);
    signal?.addEventListener("abort", done);
    if (signal?.aborted) done();
  });
}

/** Grows from one second to half a minute, with a random part so that customers do not come back all at once. */
export function backOff(attempt: number): number {
  return Math.min(30_000, 1000 * 2 ** attempt) * (0.6 + Math.random() * 0.4);
}
