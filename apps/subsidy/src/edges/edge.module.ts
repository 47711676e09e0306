import type { Provider, Type } from '@nestjs/common';

/** What a group of slices shows to the world: its routes and consumers, and the parts that they are given. */
export interface Edge {
  readonly controllers: readonly Type[];
  readonly providers: readonly Provider[];
}

/** A part under the class that a controller asks for: the compiler sees that it is one. */
export function given<Part>(asked: abstract new (...needs: never[]) => Part, part: NoInfer<Part>): Provider {
  return { provide: asked, useValue: part };
}
