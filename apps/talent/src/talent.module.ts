import { HealthModule, MetricsModule, type Readings } from '@gongjiang/observability/nest';
import { AuthModule } from '@gongjiang/security/nest';
import type { DynamicModule } from '@nestjs/common';
import type { TalentConfig } from './config.js';
import { ProfileConsumer } from './profile/profile.consumer.js';
import { ProfileHttp } from './profile/profile.http.js';
import { ProfileService } from './profile/profile.service.js';
import { ProfileStore } from './profile/profile.store.js';
import type { TalentParts } from './talent.parts.js';

/** Wires the slices' edges to the parts: no logic here. */
export class TalentModule {
  static with(parts: TalentParts, config: TalentConfig, readings: Readings): DynamicModule {
    return {
      module: TalentModule,
      imports: [
        AuthModule.forRoot({ issuer: config.GONGJIANG_OIDC_ISSUER, audience: config.GONGJIANG_OIDC_AUDIENCE, jwksUri: config.GONGJIANG_OIDC_JWKS }),
        HealthModule.forRoot({ mongo: () => parts.connection.db.command({ ping: 1 }) }),
        MetricsModule.forRoot('talent', readings),
      ],
      controllers: [ProfileConsumer, ProfileHttp],
      providers: [
        { provide: ProfileService, useValue: parts.profileService },
        { provide: ProfileStore, useValue: parts.profiles },
      ],
    };
  }
}
