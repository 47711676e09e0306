import type { Refusal } from '@gongjiang/kernel';
import { say, type Language, type WordingTable } from './wording.js';

/** One field that does not fit: where it stands, and why. */
export interface FieldError {
  readonly in: 'body' | 'query' | 'path' | 'header' | 'file';
  /** JSON pointer (RFC 6901) within it; empty for the whole. */
  readonly pointer: string;
  readonly reason: string;
}

/** A problem document (RFC 9457). Programs go by `code`, which never changes its meaning; people read title and detail. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly details?: Refusal['details'];
  readonly errors?: readonly FieldError[];
  readonly incident?: string;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** The document for a refusal, or undefined where the table has no wording for its code. */
export function problemDocument(refusal: Refusal, table: WordingTable, language: Language): ProblemDocument | undefined {
  const wording = Object.hasOwn(table, refusal.code) ? table[refusal.code] : undefined;
  if (wording === undefined) return undefined;
  return {
    type: `urn:gongjiang:problem:${refusal.code}`,
    title: TITLES[wording.status]?.[language] ?? String(wording.status),
    status: wording.status,
    detail: say(wording, language, refusal.details),
    code: refusal.code,
    ...(refusal.details === undefined ? {} : { details: refusal.details }),
  };
}

const TITLES: Readonly<Record<number, Readonly<Record<Language, string>>>> = {
  400: { zh: '请求有误', en: 'Bad request' },
  401: { zh: '未登录', en: 'Not signed in' },
  403: { zh: '无权限', en: 'Not allowed' },
  404: { zh: '未找到', en: 'Not found' },
  405: { zh: '方法不支持', en: 'Method not allowed' },
  406: { zh: '格式不支持', en: 'Not acceptable' },
  408: { zh: '请求超时', en: 'Request timed out' },
  409: { zh: '状态冲突', en: 'Conflict' },
  410: { zh: '已不存在', en: 'Gone' },
  412: { zh: '版本不符', en: 'Changed meanwhile' },
  413: { zh: '内容过大', en: 'Too large' },
  414: { zh: '地址过长', en: 'Address too long' },
  415: { zh: '内容类型不支持', en: 'Media type not supported' },
  422: { zh: '无法处理', en: 'Cannot be processed' },
  423: { zh: '已锁定', en: 'Locked' },
  428: { zh: '缺少版本', en: 'Version missing' },
  429: { zh: '请求过多', en: 'Too many requests' },
  500: { zh: '系统错误', en: 'Internal error' },
  502: { zh: '上游错误', en: 'Bad gateway' },
  503: { zh: '暂不可用', en: 'Not available' },
  504: { zh: '上游超时', en: 'Gateway timeout' },
};
