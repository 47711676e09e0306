/** Ends a `switch` over a union: the compiler proves that no case is left, and a broken machine stops loudly. */
export function impossible(value: never): never {
  throw new Error(`A case that cannot happen: ${JSON.stringify(value)}`);
}
