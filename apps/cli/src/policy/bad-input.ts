/** What was given cannot be worked with: file, place and reason stand in the message. */
export class BadInput extends Error {}
