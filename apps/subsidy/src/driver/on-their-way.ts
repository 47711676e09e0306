/** The statuses in which the system has something to do for a batch. */
export const ON_THEIR_WAY = ['calculating', 'submitted', 'in-notice', 'released', 'disbursing', 'settling', 'cancelled'] as const;
