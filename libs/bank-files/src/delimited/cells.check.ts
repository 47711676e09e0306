import { codePointName, unusableCharacter } from '../check/characters.js';
import type { TextForm } from '../profile/profile.delimited.js';
import type { Faults } from '../refusal/faults.js';
import { characterLackedBy, toGb18030 } from './gb18030.js';
import { beginsFormula, breaksCell } from './rows.js';

/** A cell of the row of a payment, or with line 0 of the head or foot. */
export interface OutgoingCell {
  readonly field: string;
  readonly text: string;
  readonly maxBytes: number | undefined;
}

type Place = { readonly line: number; readonly endToEndId: string };

/** What keeps these cells out of a file: nothing is mended, since the bank compares names letter by letter. */
export function checkCells(form: TextForm, cells: readonly OutgoingCell[], where: Place, faults: Faults): void {
  for (const { field, text, maxBytes } of cells) {
    const place = { ...where, field };
    const lacked = characterLackedBy(form.repertoire, text);
    if (lacked !== undefined && unusableCharacter(lacked) === undefined) faults.add('bank-file.encoding-lacks', { ...place, character: codePointName(lacked) });
    if (where.line === 0 && unusableCharacter(text) !== undefined) faults.add('bank-file.characters', { ...place, character: unusableCharacter(text) ?? '' });
    if (breaksCell(form, text)) faults.add('bank-file.delimiter', place);
    if (beginsFormula(text)) faults.add('bank-file.formula', place);
    const bytes = maxBytes === undefined ? 0 : toGb18030(text).length;
    if (maxBytes !== undefined && bytes > maxBytes) faults.add('bank-file.too-long', { ...place, bytes, limit: maxBytes });
  }
}
