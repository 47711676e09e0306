import type { DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AuthGuard } from './auth.guard.js';
import type { StandIns } from './stand-ins.js';
import { joseTokenVerifier, type IssuerOptions } from './token-verifier.jose.js';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Guards every route of a service. */
export class AuthModule {
  /** Throws where the keys would be read over a connection that anybody on the way can alter. */
  static forRoot(options: IssuerOptions, standIns?: StandIns): DynamicModule {
    const { protocol, hostname } = new URL(options.jwksUri);
    if (protocol !== 'https:' && !LOOPBACK.has(hostname)) throw new Error(`The issuer's keys must be read over https: ${options.jwksUri}`);
    return { module: AuthModule, providers: [{ provide: APP_GUARD, useValue: new AuthGuard(joseTokenVerifier(options), standIns) }] };
  }
}
