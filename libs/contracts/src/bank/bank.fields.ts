import { z } from 'zod';
import { isDay, type Day, type Fen } from '@gongjiang/kernel';

/** The brands are the compiler's alone: the checks are zod's own, so that JSON Schema can be made of them. */
const safeInteger = (schema: z.ZodType<number>) => schema as unknown as z.ZodType<Fen, number>;

/** An amount of 1 fen or more. */
export const positiveFenField = safeInteger(z.int().positive());
/** An amount or a sum of 0 fen or more. */
export const sumFenField = safeInteger(z.int().nonnegative());
/** A balance, of either sign. */
export const balanceFenField = safeInteger(z.int());

export const dayField = z.iso.date().refine(isDay, 'Not a day of the calendar') as unknown as z.ZodType<Day, string>;

/** An id that the sender makes: ISO 20022's Max35Text, in the characters that every bank's system carries. */
export const senderIdField = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,34}$/, 'Letters, digits and _.:- only, 1 to 35');

/** An account as it stands in the message (ISO 20022 Max34Text); whether it exists is the bank's answer, line by line. */
export const accountField = z.string().min(1).max(34);
/** A party's name, in Chinese or not (ISO 20022 Max140Text). */
export const partyNameField = z.string().min(1).max(140);
/** What the payee reads beside the amount (ISO 20022 Max140Text, remittance information). */
export const purposeField = z.string().min(1).max(140);
/** The bank's own reference of a payment (ISO 20022 account servicer reference). */
export const bankReferenceField = z.string().min(1).max(35);
/** Opaque: handed back as it came, to read on from there. */
export const cursorField = z.string().min(1).max(100);
/** An ISO 20022 external code has four characters; a bank may use more than we know by name. */
export const reasonCodeField = z.string().regex(/^[A-Z0-9]{4}$/, 'An ISO 20022 external reason code');
