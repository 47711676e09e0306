import { ASSUMPTIONS } from './assumptions.js';
import { byWeight, type Random } from './random.js';

/** Common surnames; the number is how often one stands against another, roughly as in the south-east (陈 and 林 first). */
const SURNAMES: readonly (readonly [string, number])[] = [
  ['陈', 96], ['林', 62], ['王', 58], ['李', 44], ['张', 44], ['黄', 40], ['吴', 34], ['周', 32], ['徐', 30], ['叶', 30],
  ['郑', 28], ['朱', 26], ['金', 24], ['胡', 22], ['杨', 22], ['刘', 20], ['潘', 18], ['蔡', 18], ['项', 14], ['谢', 14],
  ['应', 12], ['楼', 12], ['骆', 10], ['何', 14], ['方', 12], ['郭', 10], ['卢', 10], ['戴', 10], ['夏', 10], ['章', 10],
  ['缪', 6], ['倪', 6], ['邵', 6], ['虞', 6], ['厉', 4], ['洪', 8], ['施', 6], ['曹', 6], ['董', 6], ['余', 8],
];
const COMPOUND_SURNAMES = ['欧阳', '诸葛', '上官', '司马', '皇甫', '尉迟', '慕容', '东方'] as const;
const GIVEN_FEMALE = [...'秀英兰芳娟燕萍丽敏静洁雪梅琴霞玲红艳婷慧莹佳欣怡雅诗琪梦瑶思雨晓云月素珍爱春美'];
const GIVEN_MALE = [...'建国伟强军明勇杰涛斌峰磊鹏辉志海平文武永健俊宏刚亮飞宇浩天泽凯晨博林成龙金荣光华'];
/** Outside GB2312: in GBK, then only in GB18030, the last ones outside the basic plane (two UTF-16 units). */
const RARE_CHARACTERS = ['喆', '堃', '犇', '玥', '珺', '祎', '昇', '㛃', '䶮', '𬭚', '𠅤'] as const;
const MIDDLE_DOT_NAMES = [
  ['阿卜杜拉', '买买提'], ['古丽娜尔', '艾合买提'], ['迪力夏提', '吐尔逊'], ['阿依古丽', '卡德尔'],
  ['热依汗', '阿布都热合曼'], ['扎西', '多吉'], ['阿木', '日呷'], ['吉克', '伍来'],
] as const;

/** A name after the shares of the assumptions; `sex` chooses the characters. */
export function makeName(random: Random, sex: 'female' | 'male'): string {
  const kind = random.share();
  const { middleDotNameShare, compoundSurnameShare, rareCharacterShare } = ASSUMPTIONS;
  if (kind < middleDotNameShare) return random.oneOf(MIDDLE_DOT_NAMES).join('·');
  const characters = sex === 'female' ? GIVEN_FEMALE : GIVEN_MALE;
  if (kind < middleDotNameShare + compoundSurnameShare) return random.oneOf(COMPOUND_SURNAMES) + givenName(random, characters);
  const surname = byWeight(SURNAMES, random.share());
  if (kind < middleDotNameShare + compoundSurnameShare + rareCharacterShare) return surname + random.oneOf(characters) + random.oneOf(RARE_CHARACTERS);
  return surname + givenName(random, characters);
}

/** Two characters, or one in five times. */
function givenName(random: Random, characters: readonly string[]): string {
  return random.share() < 0.2 ? random.oneOf(characters) : random.oneOf(characters) + random.oneOf(characters);
}
