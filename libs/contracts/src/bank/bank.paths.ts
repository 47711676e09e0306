/** Where the bank interface is found under the bank's address; each call carries the client's key as a bearer token. */
export const BANK_PATHS = {
  /** POST `PaymentMessage` → `PaymentMessageAnswer`. */
  payments: '/payments',
  /** POST `StatusInquiry` → `StatusInquiryAnswer`. */
  inquiry: '/payments/status',
  /** GET with `StatementQuery` → `Statement`. */
  statement: '/statements',
} as const;
