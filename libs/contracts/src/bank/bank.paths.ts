/** Where the bank interface is found under the bank's address; each call carries the client's key as a bearer token. */
export const BANK_PATHS = {
  /** POST `PaymentMessage` → `PaymentMessageAnswer`. */
  payments: '/payments',
  /** POST `StatusInquiry` → `StatusInquiryAnswer`. */
  inquiry: '/payments/status',
  /** GET with `StatementQuery` → `Statement`. */
  statement: '/statements',
} as const;

/**
 * The door for files of a bank, by the profile that client and bank agreed on. Bytes go and come as they are; 204 says
 * "not yet", 404 "never heard of it".
 */
export const BANK_FILE_PATHS = {
  /** PUT a payment file under its message id: taken once. The same file again changes nothing, another one is refused with 409. */
  payments: '/files/:profile/payments/:messageId',
  /** GET the bank's answer to a payment file, as often as one likes. */
  answer: '/files/:profile/payments/:messageId/answer',
  /** GET one page of an account's closed day: `?account&day&page`, pages from 1. */
  statement: '/files/:profile/statements',
} as const;

/** The path with its places filled in. */
export function bankFilePath(path: keyof typeof BANK_FILE_PATHS, places: Readonly<Record<string, string>>): string {
  return BANK_FILE_PATHS[path].replaceAll(/:([A-Za-z]+)/g, (_, place: string) => encodeURIComponent(places[place] ?? ''));
}
