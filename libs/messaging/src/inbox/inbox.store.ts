/**
 * What a consumer has seen. The id of an event is recorded in the transaction of its effect: after a crash
 * anywhere the event comes again, and its effect has happened once.
 */
export interface InboxStore<Session> {
  /** True the first time, false when this consumer has seen the event before. */
  once(session: Session, consumer: string, eventId: string): Promise<boolean>;
  /** The ids among these that are new, each recorded once, in their order. For bulk consumers. */
  onceEach(session: Session, consumer: string, eventIds: readonly string[]): Promise<readonly string[]>;
}

/**
 * How long an id is kept: 400 days. An event comes twice within minutes after a crash, and at any age when a group's
 * offsets are lost and the topic is read again. A claim can be made until 12 months after its fact, so within that
 * time, with a month in reserve, an old event must not start it twice; later the natural keys of the effects hold.
 */
export const INBOX_RETENTION_DAYS = 400;
