import { codePointName, unusableCharacter } from '../check/characters.js';
import type { TextForm } from '../profile/profile.delimited.js';
import type { Faults } from '../refusal/faults.js';
import { characterLackedBy, toGb18030 } from './gb18030.js';
import { beginsFormula, breaksCell } from './rows.js';

/** A cell that comes from outside the profile, with what it is called and how long it may be. */
export interface OutgoingCell {
  readonly field: string;
  readonly text: string;
  readonly maxBytes: number | undefined;
}

type Place = { readonly line: number; readonly endToEndId: string };

/** What keeps these cells of a payment out of the file: nothing is mended, since the bank compares names letter by letter. */
export function checkCells(form: TextForm, cells: readonly OutgoingCell[], where: Place, faults: Faults): void {
  for (const { field, text, maxBytes } of cells) {
    const place = { ...where, field };
    const lacked = characterLackedBy(form.repertoire, text);
    if (lacked !== undefined && unusableCharacter(lacked) === undefined) faults.add('bank-file.encoding-lacks', { ...place, character: codePointName(lacked) });
    if (breaksCell(form, text)) faults.add('bank-file.delimiter', place);
    if (beginsFormula(text)) faults.add('bank-file.formula', place);
    const bytes = maxBytes === undefined ? 0 : toGb18030(text).length;
    if (maxBytes !== undefined && bytes > maxBytes) faults.add('bank-file.too-long', { ...place, bytes, limit: maxBytes });
  }
}

/** The same for the head and foot of the file, which speak of the message and its payer. */
export function checkHeadCells(form: TextForm, cells: readonly OutgoingCell[], faults: Faults): void {
  for (const { field, text, maxBytes } of cells) {
    const isCarried = characterLackedBy(form.repertoire, text) === undefined && unusableCharacter(text) === undefined;
    const isCell = !breaksCell(form, text) && !beginsFormula(text) && toGb18030(text).length <= (maxBytes ?? Infinity);
    if (!isCarried || !isCell) faults.add('bank-file.head', { field });
  }
}
