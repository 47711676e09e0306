import { z } from 'zod';
import { defineEvent } from '../event.contract.js';
import { amountFenShape, codeShape, countShape, dayShape, personToken, yearShape } from '../shapes.js';

export const titleGranted = defineEvent({
  type: 'gongjiang.accreditation.title.granted.v1',
  about: { zh: '个人获得工匠称号（大工匠、杰出工匠、工匠）。', en: 'A person was granted an artisan\'s title.' },
  data: z.object({
    titleId: codeShape,
    person: personToken,
    title: z.enum(['grand-artisan', 'outstanding-artisan', 'artisan']),
    grantedOn: dayShape,
  }),
  keyOf: (data) => data.person,
  example: { titleId: 'title-2026-031', person: 'p_abcdefghijklmnopqrstuvwxyz', title: 'artisan', grantedOn: '2026-09-28' },
});

export const baseAccredited = defineEvent({
  type: 'gongjiang.accreditation.base.accredited.v1',
  about: { zh: '实训基地通过认定。', en: 'A training base was accredited.' },
  data: z.object({
    baseId: codeShape,
    /** The body that runs it, by unified social credit code (统一社会信用代码). */
    organisation: codeShape,
    kind: codeShape,
    /** municipal, provincial, national. */
    listingLevel: codeShape,
    firstListing: z.boolean(),
    openToSociety: z.boolean(),
    accreditedOn: dayShape,
    /** What the superior authority paid for it, where it is known. */
    superiorAmountFen: amountFenShape.optional(),
  }),
  example: {
    baseId: 'base-12', organisation: '91350100M000100Y43', kind: 'public-training-base',
    listingLevel: 'provincial', firstListing: true, openToSociety: true, accreditedOn: '2026-06-30', superiorAmountFen: 50_000_000,
  },
});

export const personTimesCounted = defineEvent({
  type: 'gongjiang.accreditation.base.person-times-counted.v1',
  about: { zh: '实训基地年度培训人次已核定。', en: 'A base\'s person-times of a year were counted.' },
  data: z.object({
    baseId: codeShape,
    organisation: codeShape,
    year: yearShape,
    annualPersonTimes: countShape,
    /** Those who rose to senior or above. */
    promotedPersonTimes: countShape,
    /** As in the accreditation; of an enterprise's own centre, `enterprise-training-centre`. */
    kind: codeShape.optional(),
    openToSociety: z.boolean().optional(),
    /** The enterprise is above the designated size (规上). */
    aboveScale: z.boolean().optional(),
  }),
  example: { baseId: 'base-12', organisation: '91350100M000100Y43', year: 2026, annualPersonTimes: 1_240, promotedPersonTimes: 310, kind: 'public-training-base', openToSociety: true, aboveScale: false },
});
