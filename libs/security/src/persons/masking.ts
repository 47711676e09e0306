/** The compound surnames (复姓) that are met; all others have one character. */
const COMPOUND_SURNAMES: ReadonlySet<string> = new Set([
  '欧阳', '太史', '端木', '上官', '司马', '东方', '独孤', '南宫', '万俟', '闻人', '夏侯', '诸葛', '尉迟', '公羊', '赫连',
  '澹台', '皇甫', '宗政', '濮阳', '公冶', '太叔', '申屠', '公孙', '慕容', '仲孙', '钟离', '长孙', '宇文', '司徒', '鲜于',
  '司空', '令狐', '东郭', '百里', '呼延', '南门', '左丘', '西门', '第五', '轩辕', '完颜', '拓跋', '纳兰', '叶赫',
]);

/** The surname, and a star for each character that follows: 张*, 张**, 欧阳*. Of a name in other letters the first one stays. */
export function maskName(name: string): string {
  const characters = [...name.trim()];
  if (characters.length <= 1) return '*'.repeat(characters.length);
  const isCompound = characters.length > 2 && COMPOUND_SURNAMES.has(characters.slice(0, 2).join(''));
  const shown = isCompound ? 2 : 1;
  return characters.slice(0, shown).join('') + '*'.repeat(characters.length - shown);
}

/** The city and the last four: 330***********1234. Birth day and serial stay hidden; anything shorter is hidden whole. */
export function maskIdentityNumber(identityNumber: string): string {
  if (identityNumber.length < 15) return '*'.repeat(identityNumber.length);
  return identityNumber.slice(0, 3) + '*'.repeat(identityNumber.length - 7) + identityNumber.slice(-4);
}

/** The last four of a bank account; of a shorter one nothing. */
export function maskAccount(account: string): string {
  return account.length < 8 ? '*'.repeat(account.length) : '*'.repeat(account.length - 4) + account.slice(-4);
}
