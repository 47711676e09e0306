import type { Refusal } from '@gongjiang/kernel';

export type Language = 'zh' | 'en';

/** How a refusal is said, and the HTTP status that goes with it. `{name}` stands for the refusal's detail of that name. */
export interface Wording {
  readonly status: number;
  readonly zh: string;
  readonly en: string;
}

/** Codes to wording: write it `satisfies WordingTable<Code>`, so that no code goes without. */
export type WordingTable<Code extends string = string> = Readonly<Record<Code, Wording>>;

/** The sentence for a refusal, its details filled in. */
export function say(wording: Wording, language: Language, details: Refusal['details'] = {}): string {
  return wording[language].replace(/\{(\w+)\}/g, (placeholder, name: string) =>
    Object.hasOwn(details, name) ? String(details[name]) : placeholder);
}

/** No header is worth more reading than this. */
const MAX_LANGUAGE_RANGES = 16;

/** The language a client asks for by Accept-Language (RFC 9110 12.5.4); Chinese where it asks for none of the two. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const ranges = (acceptLanguage ?? '').slice(0, 512).split(',', MAX_LANGUAGE_RANGES).map(languageRange);
  const best = ranges.filter((range) => range.weight > 0).sort((left, right) => right.weight - left.weight)
    .find((range) => range.language !== undefined);
  return best?.language ?? 'zh';
}

function languageRange(text: string): { readonly language: Language | undefined; readonly weight: number } {
  const [tag = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  const primary = tag.split('-')[0];
  return { language: primary === 'zh' || primary === 'en' ? primary : undefined, weight: Number.isFinite(weight) ? weight : 0 };
}
