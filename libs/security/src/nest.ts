import 'reflect-metadata';

export { Public } from '@gongjiang/http/nest';
export { actorOf, CurrentActor, knownActorOf, Roles, StandInsMay } from './auth/roles.decorator.js';
export * from './auth/auth.module.js';
export * from './auth/routes.check.js';
export * from './dev-issuer/dev-issuer.js';
export type { TokenRequest } from './dev-issuer/token-request.js';
