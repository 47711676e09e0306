import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide, decideWithReceipts, parsePolicyRequest, type PolicyAnswer, type PolicyRequest } from '@gongjiang/policy';
import { BadInput } from './bad-input.js';
import { readJson } from './policy.files.js';
import { packsOf, print, type PackOptions } from './policy.run.js';

export interface EvaluateOptions extends PackOptions {
  readonly receipts?: string;
}

/** `policy evaluate FILE`: one request or an array of them in, one answer or an array out. All are checked before any is decided. */
export function evaluate(file: string, options: EvaluateOptions): void {
  const json = readJson(file);
  const requests = Array.isArray(json) ? json.map((each: unknown, at) => requestOf(each, file, at)) : [requestOf(json, file)];
  const packs = packsOf(options);
  const answerTo = (request: PolicyRequest): PolicyAnswer => {
    if (options.receipts === undefined) return decide(packs, request);
    const { answer, receipts } = decideWithReceipts(packs, request);
    mkdirSync(options.receipts, { recursive: true });
    for (const receipt of receipts) writeFileSync(join(options.receipts, `${receipt.id}.json`), receipt.json);
    return answer;
  };
  if (Array.isArray(json)) printList(requests, answerTo);
  else for (const request of requests) print(JSON.stringify(answerTo(request), null, 2));
}

/** One request; the message of a bad one names the file, the place in it (`[3].claims[0].id`) and the reason. */
function requestOf(json: unknown, file: string, at?: number): PolicyRequest {
  const parsed = parsePolicyRequest(json);
  if (parsed.ok) return parsed.value;
  const { place, reason } = parsed.refusal.details ?? {};
  throw new BadInput(`${file}: ${at === undefined ? '' : `[${at}].`}${place}: ${reason}`);
}

/** Written answer by answer: the whole of a large file's answers is longer than a text can be. */
function printList(requests: readonly PolicyRequest[], answerTo: (request: PolicyRequest) => PolicyAnswer): void {
  if (requests.length === 0) return print('[]');
  requests.forEach((request, at) => print(`${at === 0 ? '[\n' : ''}${JSON.stringify(answerTo(request))}${at === requests.length - 1 ? '\n]' : ','}`));
}
