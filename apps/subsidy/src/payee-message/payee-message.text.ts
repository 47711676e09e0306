import { yuanText } from '@gongjiang/kernel';
import type { PayeeMessage, PayeeMessageKind } from './payee-message.js';

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** What a message is put into words with. The name is masked: the message passes through other hands. */
export interface MessageFacts {
  readonly name: string;
  readonly title: Words;
  readonly reasons: readonly Words[];
  /** Of the message's kind, with places in braces. */
  readonly sentence: Words;
  readonly howToObject: Words;
}

/** What is told of each kind, as it is told from now on: a file that was made has the sentences of its day. */
export const SENTENCES = {
  settled: { zh: '{period}的{title}{amount}元已于{on}发放到账。', en: '{amount} yuan of {title} for {period} was paid on {on}.' },
  offset: { zh: '{period}的{title}{amount}元已用于抵扣应追回款项。', en: '{amount} yuan of {title} for {period} was kept against what is claimed back.' },
  rejected: { zh: '{period}的{title}{amount}元因收款账户原因未能发放，请更正账户，更正后随下批发放。', en: '{amount} yuan of {title} for {period} could not be paid to your account. Put the account right; it goes out with the next batch.' },
  returned: { zh: '{period}的{title}{amount}元于{on}被银行退回，请更正账户，更正后随下批发放。', en: '{amount} yuan of {title} for {period} came back from the bank on {on}. Put the account right; it goes out with the next batch.' },
  held: { zh: '{period}的{title}本月暂缓发放，原因：{reasons}。下月重新核定。', en: '{title} for {period} is held this month: {reasons}. It is looked at again next month.' },
} as const satisfies Record<PayeeMessageKind, Words>;

/** The message in both languages: amount, month, reason, and how to object. */
export function payeeTextOf(message: Omit<PayeeMessage, 'id' | 'city' | 'person'>, facts: MessageFacts): Words {
  return { zh: `${facts.name}：您${sentenceOf('zh', message, facts)}${facts.howToObject.zh}`, en: `${facts.name}: ${sentenceOf('en', message, facts)} ${facts.howToObject.en}` };
}

function sentenceOf(language: keyof Words, { period, amountFen, on }: Pick<PayeeMessage, 'period' | 'amountFen' | 'on'>, { title, reasons, sentence }: MessageFacts): string {
  const values: Readonly<Record<string, string>> = {
    period, amount: yuanText(amountFen), on: on ?? '', title: title[language], reasons: reasons.map((reason) => reason[language]).join(language === 'zh' ? '；' : '; '),
  };
  return sentence[language].replace(/\{(\w+)\}/g, (_place, name: string) => values[name] ?? '');
}
