/** Occupations by their codes in the national catalogue (国家职业分类大典). */
export interface Occupation { readonly code: string; readonly name: string }

/** Assumption: which occupations are in shortage. The cities' catalogues are not among the sources. */
export const SHORTAGE_OCCUPATIONS: readonly Occupation[] = [
  { code: '6-18-01-01', name: '车工' },
  { code: '6-18-01-02', name: '铣工' },
  { code: '6-18-02-04', name: '焊工' },
  { code: '6-18-04-01', name: '模具工' },
  { code: '6-20-01-01', name: '装配钳工' },
  { code: '6-31-01-03', name: '电工' },
  { code: '4-10-01-05', name: '养老护理员' },
];

export const OTHER_OCCUPATIONS: readonly Occupation[] = [
  { code: '4-03-02-01', name: '中式烹调师' },
  { code: '4-10-01-02', name: '育婴员' },
  { code: '4-10-03-02', name: '美发师' },
  { code: '4-12-01-01', name: '汽车维修工' },
  { code: '6-05-01-03', name: '缝纫工' },
];
