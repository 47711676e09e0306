import { isCityCode, ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import { z } from 'zod';

/** The head of a block as somebody else knows it: from an event, or from a file that a third party kept. */
export interface KnownHead {
  readonly city: string;
  readonly number: number;
  readonly head: string;
}

/** A head may also stand in the event that told it: what `events tail --json` prints is such a file. */
const headShape = z.object({ city: z.custom<string>(isCityCode), number: z.int().min(1), head: z.string().regex(/^[0-9a-f]{64}$/) });
const lineShape = z.union([headShape, z.object({ data: headShape }).transform(({ data }) => data)]);

/** Reads one line of a file of heads. */
export function parseHead(line: string): Result<KnownHead, Refusal<'audit.head-malformed'>> {
  const parsed = lineShape.safeParse(jsonOf(line));
  return parsed.success ? ok(parsed.data) : refuse('audit.head-malformed');
}

/** Heads known of a city's chain, by the number of their block. Two parties may know two heads for one number: both are kept. */
export class KnownHeads {
  private readonly byNumber = new Map<number, Set<string>>();

  add({ number, head }: KnownHead): void {
    this.byNumber.set(number, (this.byNumber.get(number) ?? new Set()).add(head));
  }

  get count(): number {
    return this.byNumber.size;
  }

  /** True where somebody knows another head for this block. */
  contradict(number: number, head: string): boolean {
    const known = this.byNumber.get(number);
    return known !== undefined && [...known].some((one) => one !== head);
  }

  /** The numbers of blocks beyond the last one that is there, in their order. */
  beyond(last: number): readonly number[] {
    return [...this.byNumber.keys()].filter((number) => number > last).sort((left, right) => left - right);
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
