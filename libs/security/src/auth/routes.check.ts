import { PUBLIC_ROUTE, ROUTE_ROLES, routesOf, type Route } from '@gongjiang/http/nest';
import type { INestApplicationContext } from '@nestjs/common';

/** Stops the start where a route says neither who may call it nor that everybody may. */
export function assertEveryRouteGuarded(app: INestApplicationContext): void {
  const unguarded = routesOf(app).filter((route) => !isGuarded(route)).map(({ name }) => name);
  if (unguarded.length > 0) throw new Error(`Say @Roles(…) or @Public() at:\n  ${unguarded.join('\n  ')}`);
  const both = routesOf(app).filter(({ handler }) => says(handler, ROUTE_ROLES) && says(handler, PUBLIC_ROUTE)).map(({ name }) => name);
  if (both.length > 0) throw new Error(`Both @Roles(…) and @Public() are said at:\n  ${both.join('\n  ')}`);
}

function isGuarded({ handler, controller }: Route): boolean {
  return [handler, controller].some((place) => says(place, ROUTE_ROLES) || says(place, PUBLIC_ROUTE));
}

function says(place: object, key: string): boolean {
  return Reflect.getMetadata(key, place) !== undefined;
}
