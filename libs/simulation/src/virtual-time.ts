/** The real ones, kept before anybody replaces them. */
const real = { Date, now: performance.now.bind(performance), setTimeout, setInterval, clearTimeout, clearInterval };

interface Alarm {
  readonly id: number;
  readonly everyMs: number | null;
  readonly ring: () => void;
  atMs: number;
}

/**
 * Technical time that moves only when told: `Date`, `performance.now` and timers while it is installed. Code under
 * simulation asks the clock in its own ways, and all of them get the same answer.
 */
export class VirtualTime {
  private elapsedMs = 0;
  private readonly alarms = new Map<number, Alarm>();
  private lastId = 0;
  /** What the wall clocks of machines are wrong by: leases and moments see it, timers do not. */
  skewMs = 0;

  constructor(private readonly startMs: number) {}

  /** Milliseconds since the start, which never go back. */
  get nowMs(): number {
    return this.elapsedMs;
  }

  wallMs(): number {
    return this.startMs + this.elapsedMs + this.skewMs;
  }

  /** Moves on, and rings on the way what is due. */
  advance(byMs: number): void {
    const untilMs = this.elapsedMs + byMs;
    for (let next = this.nextAlarm(); next && next.atMs <= untilMs; next = this.nextAlarm()) {
      this.elapsedMs = Math.max(this.elapsedMs, next.atMs);
      if (next.everyMs === null) this.alarms.delete(next.id);
      else next.atMs += next.everyMs;
      next.ring();
    }
    this.elapsedMs = untilMs;
  }

  /** When the next timer rings; undefined where none waits. */
  nextAlarmMs(): number | undefined {
    return this.nextAlarm()?.atMs;
  }

  /** Takes the place of the real time until the answer is called. */
  install(): () => void {
    const wall = (): number => this.wallMs();
    class SimulatedDate extends real.Date {
      constructor(...of: [] | [number | string | Date]) {
        if (of.length === 0) super(wall());
        else super(of[0]);
      }
      static override now(): number { return wall(); }
      static override [Symbol.hasInstance](value: unknown): boolean { return value instanceof real.Date; }
    }
    const set = (everyMs: (ms: number) => number | null) => (ring: () => void, ms = 0): number => this.set(ring, ms, everyMs(ms));
    const clear = (id?: number): void => { if (id !== undefined) this.alarms.delete(id); };
    Object.assign(globalThis, { Date: SimulatedDate, setTimeout: set(() => null), setInterval: set((ms) => Math.max(1, ms)), clearTimeout: clear, clearInterval: clear });
    performance.now = () => this.elapsedMs;
    return () => {
      const { now, ...globals } = real;
      Object.assign(globalThis, globals);
      performance.now = now;
    };
  }

  private set(ring: () => void, ms: number, everyMs: number | null): number {
    this.lastId += 1;
    this.alarms.set(this.lastId, { id: this.lastId, everyMs, ring, atMs: this.elapsedMs + Math.max(0, ms) });
    return this.lastId;
  }

  private nextAlarm(): Alarm | undefined {
    let next: Alarm | undefined;
    for (const alarm of this.alarms.values()) if (!next || alarm.atMs < next.atMs) next = alarm;
    return next;
  }
}
