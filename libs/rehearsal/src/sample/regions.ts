import { cityCode, type CityCode } from '@gongjiang/kernel';

export const WENZHOU = cityCode('330300');
export const JINHUA = cityCode('330700');
export const CITIES = [WENZHOU, JINHUA] as const;

export interface Region {
  readonly name: string;
  /** The division code (GB/T 2260) that opens an identity number or a credit code registered there. */
  readonly divisionCode: string;
}

/** A region, and how many of the city's persons live there against its other regions. */
type WeightedRegion = readonly [Region, number];

/**
 * Wenzhou's regions by the high-skilled persons that the plan of 2021 sets each of them (附件1, 其中：高技能人才数):
 * the post allowance is paid to high-skilled persons, so their table is the one that fits. The two zones without a
 * division of their own carry that of the district in which they lie.
 */
const WENZHOU_REGIONS: readonly WeightedRegion[] = [
  [{ name: '鹿城', divisionCode: '330302' }, 2200],
  [{ name: '龙湾', divisionCode: '330303' }, 2200],
  [{ name: '瓯海', divisionCode: '330304' }, 2200],
  [{ name: '洞头', divisionCode: '330305' }, 400],
  [{ name: '乐清', divisionCode: '330382' }, 4000],
  [{ name: '瑞安', divisionCode: '330381' }, 4000],
  [{ name: '永嘉', divisionCode: '330324' }, 2300],
  [{ name: '文成', divisionCode: '330328' }, 400],
  [{ name: '平阳', divisionCode: '330326' }, 2300],
  [{ name: '泰顺', divisionCode: '330329' }, 400],
  [{ name: '苍南', divisionCode: '330327' }, 1500],
  [{ name: '龙港', divisionCode: '330383' }, 900],
  [{ name: '瓯江口', divisionCode: '330305' }, 200],
  [{ name: '经开区', divisionCode: '330303' }, 1000],
];

/** Assumption: Jinhua's policy has no table by region; its districts and counties stand roughly as their residents do (万人). */
const JINHUA_REGIONS: readonly WeightedRegion[] = [
  [{ name: '婺城', divisionCode: '330702' }, 94],
  [{ name: '金东', divisionCode: '330703' }, 53],
  [{ name: '武义', divisionCode: '330723' }, 46],
  [{ name: '浦江', divisionCode: '330726' }, 46],
  [{ name: '磐安', divisionCode: '330727' }, 18],
  [{ name: '兰溪', divisionCode: '330781' }, 57],
  [{ name: '义乌', divisionCode: '330782' }, 186],
  [{ name: '东阳', divisionCode: '330783' }, 109],
  [{ name: '永康', divisionCode: '330784' }, 96],
];

export function regionsOf(city: CityCode): readonly WeightedRegion[] {
  return city === WENZHOU ? WENZHOU_REGIONS : JINHUA_REGIONS;
}
