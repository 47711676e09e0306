import { ok, refuse, type Refusal, type Result } from '@gongjiang/kernel';
import type { Books, KeptFile } from './books.js';

export type FileRefusal = Refusal<'bank.message-id-used'>;

/** Whether a file under this message id is new or the one that is kept already. Another one under the same id is refused. */
export function fileStanding(books: Books, messageId: string, file: KeptFile): Result<'new' | 'same', FileRefusal> {
  const kept = books.files.get(messageId);
  if (!kept) return ok('new');
  return kept.sha256 === file.sha256 && kept.profile === file.profile ? ok('same') : refuse('bank.message-id-used', { messageId });
}

/** A kept file without its content, as the operator's list shows it. */
export interface FileView extends Omit<KeptFile, 'content'> {
  readonly messageId: string;
  readonly takenOn: string;
}

export function fileViews(books: Books): readonly FileView[] {
  return [...books.files].map(([messageId, { profile, sha256, bytes, takenOn }]) => ({ messageId, profile, sha256, bytes, takenOn }));
}
