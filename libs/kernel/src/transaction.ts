declare const transactionBrand: unique symbol;

/** One write in the making: all that is written within it is there, or nothing. What it is only its adapters know. */
export interface Transaction {
  readonly [transactionBrand]: 'transaction';
}
