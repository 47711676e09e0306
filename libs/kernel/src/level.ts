/** The eight skill levels, low to high (新八级工). */
export const LEVELS = [
  'apprentice', // 学徒工
  'junior', // 初级工
  'intermediate', // 中级工
  'senior', // 高级工
  'technician', // 技师
  'senior-technician', // 高级技师
  'special-technician', // 特级技师
  'chief-technician', // 首席技师
] as const;

export type Level = (typeof LEVELS)[number];

export function isLevel(value: unknown): value is Level {
  return (LEVELS as readonly unknown[]).includes(value);
}

/** High-skilled (高技能人才) is `senior` and above. */
export function isHighSkilled(level: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf('senior');
}
