import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const PUBLIC_ROUTE = 'gongjiang:public';
/** Where `@Roles` of the security library says who may call a route. */
export const ROUTE_ROLES = 'gongjiang:roles';

/** A route that anybody may call without a token: health, public verification, the public list. */
export function Public(): CustomDecorator {
  return SetMetadata(PUBLIC_ROUTE, true);
}
