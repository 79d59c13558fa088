/**
 * Lets a request run whose failure is shown elsewhere: Apollo's hooks tell it in their `error`, and the promise would
 * be an unhandled rejection beside it.
 */
export function quietly(request: Promise<unknown>): void {
  request.catch(() => undefined);
}
