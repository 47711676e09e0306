import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Module, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { createService } from './create-service.js';

const quiet = { serviceName: 'broken', wording: {}, logger: { log() {}, warn() {}, error() {} } };

describe('a service does not start', () => {
  it('with a body that no schema guards', async () => {
    @Controller('a') class Broken { @Post() take(@Body() body: unknown): unknown { return body; } }
    @Module({ controllers: [Broken] }) class BrokenModule {}
    await expect(createService(BrokenModule, quiet)).rejects.toThrow('Broken.take POST /a: body has no { schema }');
  });

  it('with a path value or query parameter that no schema guards', async () => {
    @Controller('a') class Broken { @Post(':id') take(@Param('id') id: string, @Query('q') q: string): unknown { return id + q; } }
    @Module({ controllers: [Broken] }) class BrokenModule {}
    await expect(createService(BrokenModule, quiet)).rejects.toThrow(/param "id" has no \{ schema \}[^]*query "q" has no|query "q" has no \{ schema \}[^]*param "id" has no/);
  });

  it('with an object that lets unknown keys through, however deep', async () => {
    const loose = z.strictObject({ lines: z.array(z.object({ amountFen: z.number() })) });
    @Controller('a') class Broken { @Post() take(@Body({ schema: loose }) body: unknown): unknown { return body; } }
    @Module({ controllers: [Broken] }) class BrokenModule {}
    await expect(createService(BrokenModule, quiet)).rejects.toThrow('use z.strictObject');
  });

  it('with a route that pays once only, and nothing that keeps the keys', async () => {
    @Controller('a') class Broken { @Post() @Idempotent() pay(): unknown { return {}; } }
    @Module({ controllers: [Broken] }) class BrokenModule {}
    await expect(createService(BrokenModule, quiet)).rejects.toThrow(/Import IdempotencyModule[^]*Broken\.pay POST \/a/);
  });
});
