/** A fault in a pack's files: which file, which line, and what is expected there. */
export class PackError extends Error {
  readonly file: string;
  readonly line: number;
  readonly expected: string;

  constructor(file: string, line: number, expected: string) {
    super(`${file}:${line}: ${expected}`);
    this.name = 'PackError';
    this.file = file;
    this.line = line;
    this.expected = expected;
  }
}
