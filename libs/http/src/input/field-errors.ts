import type { FieldError } from '../problem/problem.js';

/** What a schema says against a value: a message and the way to the place (Standard Schema). */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Whoever sends ten thousand wrong fields mends the first hundred first. */
const MAX_FIELD_ERRORS = 100;
/** A hostile key must not come back at its full length. */
const MAX_TEXT_CHARACTERS = 300;

/** The issues as an answer names them. `field` is the parameter's own name where the value is a single one. */
export function fieldErrors(place: FieldError['in'], issues: readonly SchemaIssue[], field?: string): FieldError[] {
  return issues.slice(0, MAX_FIELD_ERRORS).map((issue) => ({
    in: place,
    pointer: pointerTo([...(field === undefined ? [] : [field]), ...(issue.path ?? []).map(segment)]),
    reason: short(issue.message),
  }));
}

/** JSON pointer (RFC 6901). */
export function pointerTo(path: readonly PropertyKey[]): string {
  return short(path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));
}

function segment(part: PropertyKey | { readonly key: PropertyKey }): PropertyKey {
  return typeof part === 'object' ? part.key : part;
}

function short(text: string): string {
  return text.length <= MAX_TEXT_CHARACTERS ? text : `${text.slice(0, MAX_TEXT_CHARACTERS)}…`;
}
