/** A transaction that did not come to an end in its time; nothing of it was written. */
export class TransactionTimeout extends Error {
  constructor(timeoutMs: number) {
    super(`The transaction was not done within ${timeoutMs} ms and was taken back`);
    this.name = 'TransactionTimeout';
  }
}
