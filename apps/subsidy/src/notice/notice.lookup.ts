import type { NoticeStore } from './notice.store.js';

/** The items behind a line of the public list; none where it has no such line. For officers: the public never learns them. */
export async function itemsBehind(notices: NoticeStore, noticeId: string, line: number): Promise<readonly string[]> {
  for await (const { sheet, itemIds } of notices.from(noticeId, line)) return itemIds[line - sheet.first] ?? [];
  return [];
}
