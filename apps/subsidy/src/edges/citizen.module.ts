import { CitizenHttp } from '../citizen/citizen.http.js';
import { CitizenMatters } from '../citizen/citizen-matters.view.js';
import { CitizenView } from '../citizen/citizen.view.js';
import type { SubsidyParts } from '../subsidy.parts.js';
import { given, type Edge } from './edge.module.js';

/** What each person may see of the own matters. */
export function citizenEdge(parts: SubsidyParts): Edge {
  return { controllers: [CitizenHttp], providers: [given(CitizenMatters, new CitizenMatters(parts)), given(CitizenView, new CitizenView(parts))] };
}
