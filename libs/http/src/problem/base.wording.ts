import type { WordingTable } from './wording.js';

/** What every service may refuse before its own rules are asked. */
export const BASE_WORDING = {
  'request.invalid': { status: 400, zh: '请求内容不符合要求，请按 errors 中的提示修改', en: 'The request does not fit; errors names each field' },
  'request.malformed': { status: 400, zh: '请求无法读取', en: 'The request cannot be read' },
  'request.json-malformed': { status: 400, zh: '请求正文不是有效的 JSON：{reason}', en: 'The body is no JSON to be used: {reason}' },
  'request.too-large': { status: 413, zh: '请求正文超过上限', en: 'The body is larger than allowed' },
  'request.uri-too-long': { status: 414, zh: '请求地址过长', en: 'The address is longer than allowed' },
  'request.media-type': { status: 415, zh: '不支持该内容类型，请使用 application/json', en: 'This media type is not taken here; application/json is' },
  'request.timeout': { status: 408, zh: '请求未在规定时间内发送完毕', en: 'The request was not sent in time' },
  'request.too-many': { status: 429, zh: '请求过于频繁，请稍后再试', en: 'Too many requests; try again later' },
  'request.not-acceptable': { status: 406, zh: '无法提供所要求的格式', en: 'Not to be had in that form' },
  'request.refused': { status: 400, zh: '请求被拒绝', en: 'The request was refused' },
  'auth.required': { status: 401, zh: '需要登录', en: 'A valid token is needed' },
  'auth.forbidden': { status: 403, zh: '无权执行此操作', en: 'Not allowed to this person' },
  'route.unknown': { status: 404, zh: '没有这个地址', en: 'There is nothing at this address' },
  'route.method': { status: 405, zh: '该地址不支持此方法，可用：{allowed}', en: 'This address takes {allowed} only' },
  'not-found': { status: 404, zh: '没有找到', en: 'Not found' },
  'conflict': { status: 409, zh: '与当前状态冲突', en: 'In conflict with the present state' },
  'version-conflict': { status: 409, zh: '同时有人修改，请重新读取后再试', en: 'Somebody else changed it at the same time: read it again and try once more' },
  'precondition.required': { status: 428, zh: '请用 If-Match 说明您所看到的版本', en: 'Say by If-Match which version you have seen' },
  'precondition.malformed': { status: 400, zh: 'If-Match 的写法不正确，应为带引号的 ETag', en: 'If-Match is not written as a quoted ETag' },
  'precondition.failed': { status: 412, zh: '内容已被修改，您看到的不是最新版本，请重新读取', en: 'It has changed since you read it: read it again' },
  'cursor.invalid': { status: 422, zh: '翻页游标无效，请从第一页开始', en: 'The cursor is none of ours: start from the first page' },
  'idempotency.key-missing': { status: 400, zh: '请提供 Idempotency-Key（1 至 128 个可见字符）', en: 'An Idempotency-Key of 1 to 128 visible characters is needed' },
  'idempotency.other-request': { status: 422, zh: '该 Idempotency-Key 已用于另一个请求', en: 'This Idempotency-Key was used for another request' },
  'idempotency.in-progress': { status: 409, zh: '相同的请求正在处理中，请稍后再试', en: 'The same request is still being worked on: try again shortly' },
  'service.unavailable': { status: 503, zh: '服务暂时不可用，请稍后再试', en: 'Not available for the moment: try again later' },
  'internal': { status: 500, zh: '系统内部错误，请将编号 {incident} 告知管理员', en: 'Something broke: tell the operator the incident number {incident}' },
} satisfies WordingTable;

export type BaseCode = keyof typeof BASE_WORDING;
