import { z } from 'zod';

/** What a city sets for messages to payees: by which way they go (by two, who receives them tells each payee once), and how one objects. */
export const payeeMessageSettingsSchema = z.strictObject({
  by: z.array(z.enum(['file', 'event'])).max(2).default(['file']),
  howToObject: z.strictObject({ zh: z.string().min(1).max(100), en: z.string().min(1).max(200) }).default({
    zh: '如有异议，请向本市人力资源社会保障经办机构提出。', en: 'If you object, please tell the city\'s human resources and social security office.',
  }),
});
