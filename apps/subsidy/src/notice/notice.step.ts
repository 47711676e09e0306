/** The steps in which a list is made. Every one may be the last before a crash: each is safe to run again. */
export const NOTICE_STEPS = ['make-sheet', 'keep-sheet', 'place-sheets', 'complete-list'] as const;
export type NoticeStep = (typeof NOTICE_STEPS)[number];

/** Runs one step of making a list; tests stand around it. */
export type NoticeStepRunner = <T>(step: NoticeStep, run: () => Promise<T>) => Promise<T>;

export const plainNoticeStep: NoticeStepRunner = (_step, run) => run();
