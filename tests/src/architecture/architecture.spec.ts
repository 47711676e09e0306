import { describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@gongjiang/servers';
import { check } from './check.js';
import { layers, technicalFiles } from './layers.js';
import type { Finding } from './rules.js';
import { readSources, readWorkspaces, type SourceFile } from './source-file.js';

const { root, workspaces } = readWorkspaces(repositoryRoot);
const sources = readSources(repositoryRoot, workspaces);

const told = ({ rule, path, line, says }: Finding): string => `${path}:${line} [${rule}] ${says}`;

/** The rules that made-up files break. */
const broken = (...files: readonly SourceFile[]): string[] => check({ sources: files, workspaces, root }).map(({ rule, says }) => `${rule}: ${says}`);

const batch = (text: string): SourceFile => ({ path: 'apps/subsidy/src/batch/batch.ts', text });
const service = (text: string): SourceFile => ({ path: 'apps/subsidy/src/batch/batch.service.ts', text });

describe('the architecture', () => {
  it('holds in every file', () => {
    expect(check({ sources, workspaces, root }).map(told)).toEqual([]);
  });

  it('is checked on the whole repository, and every library has its layer', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(workspaces.filter(({ folder }) => folder.startsWith('libs/')).map(({ folder }) => folder.slice(5)).sort()).toEqual(Object.keys(layers).sort());
    const paths = sources.map(({ path }) => path);
    expect(Object.keys(technicalFiles).filter((path) => !paths.includes(path))).toEqual([]);
  });
});

describe('a rule broken on purpose is found: pure code', () => {
  it.each([
    ['Nest', `import { Injectable } from '@nestjs/common';`],
    ['MongoDB', `import type { Db } from 'mongodb';`],
    ['Kafka', `import kafkajs from 'kafkajs';`],
    ['Redis', `import { Redis } from 'ioredis';`],
    ['queues', `import { Queue } from 'bullmq';`],
    ['files', `import { readFileSync } from 'node:fs';`],
    ['chance from Node', `import { randomUUID } from 'node:crypto';`],
    ['a module brought in on the way', `export const late = () => import('node:http');`],
    ['an adapter beside it', `import { MongoBatchStore } from './batch.store.mongo.js';`],
    ['a library that holds connections', `import { connect } from '@gongjiang/persistence';`],
  ])('imports %s', (_, text) => {
    expect(broken(batch(text))).toContainEqual(expect.stringMatching(/^pure: imports .* which is not pure$/));
  });

  it.each([
    ['the clock', 'export const at = Date.now();', 'Date.now'],
    ['the clock by another way', `export const at = Date['now']();`, 'Date.now'],
    ['today', 'export const at = new Date();', 'new Date()'],
    ['chance', 'export const n = Math.random();', 'Math.random'],
    ['an id from nowhere', 'export const id = crypto.randomUUID();', 'crypto.randomUUID'],
    ['the process', 'export const where = process.cwd();', 'process.cwd'],
    ['the network', `export const answer = () => fetch('http://x');`, 'fetch()'],
    ['a timer', 'setTimeout(() => 1, 1);', 'setTimeout()'],
  ])('reads %s', (_, text, use) => {
    expect(broken(batch(text))).toEqual([`pure: ${use} in pure code: take it as an argument`]);
  });

  it('is more than the slices: the kernel, the policy, the contracts, the ledger', () => {
    for (const library of ['kernel', 'policy', 'contracts', 'ledger']) {
      expect(broken({ path: `libs/${library}/src/new.ts`, text: 'export const at = Date.now();' })).toHaveLength(1);
    }
  });

  it('may take a given day apart, hash, and name the types of its own port', () => {
    const text = `import { createHash } from 'node:crypto';
      import type { BatchStore } from './batch.store.js';
      import { fen } from '@gongjiang/kernel';
      export const at = (text: string, store: BatchStore) => [new Date(text), createHash('sha256'), store, fen(1)];`;
    expect(broken(batch(text))).toEqual([]);
  });
});

describe('a rule broken on purpose is found', () => {
  it('one service imports another', () => {
    expect(broken(service(`import { Bank } from '@gongjiang/sandbox-bank';`))).toContainEqual(expect.stringMatching(/^apps apart: imports @gongjiang\/sandbox-bank/));
    expect(broken(service(`import { Bank } from '../../../sandbox-bank/src/bank.js';`))).toEqual(['apps apart: reaches out of apps/subsidy to ../../../sandbox-bank/src/bank.js']);
  });

  it('a library builds on one above it', () => {
    expect(broken({ path: 'libs/kernel/src/new.spec.ts', text: `import { publish } from '@gongjiang/messaging';` })).toContainEqual('layers: libs/kernel is not built on messaging');
  });

  it('a service is built on what is for tests', () => {
    expect(broken(service(`import { testDatabase } from '@gongjiang/testing';`))).toContainEqual('layers: apps/subsidy is not built on testing');
  });

  it('a package is used that was never declared', () => {
    expect(broken(service(`import lodash from 'lodash';`))).toEqual(['declared: lodash is not in the package.json of apps/subsidy']);
    expect(broken(service(`import { join } from 'path';`))).toEqual([`declared: path is Node's own: write node:path`]);
    expect(broken(service(`import { describe } from '@jest/globals';`))).toEqual(['declared: @jest/globals is not in the package.json of apps/subsidy']);
  });

  it('the environment is read outside config.ts', () => {
    expect(broken(service('export const url = process.env.GONGJIANG_MONGO_URL;'))).toEqual(['environment: only config.ts reads the environment']);
    expect(broken(service(`export const url = process['env'].GONGJIANG_MONGO_URL;`))).toEqual(['environment: only config.ts reads the environment']);
    expect(broken({ path: 'apps/subsidy/src/main.ts', text: 'export const url = process.env.GONGJIANG_MONGO_URL;' })).toHaveLength(1);
    expect(broken({ path: 'apps/subsidy/src/main.ts', text: 'export const config = (read: (all: object) => object) => read(process.env);' })).toEqual([]);
    expect(broken({ path: 'apps/subsidy/src/config.ts', text: 'export const url = process.env.GONGJIANG_MONGO_URL;' })).toEqual([]);
  });

  it('two modules hold on to each other by forwardRef', () => {
    expect(broken(service(`import { forwardRef } from '@nestjs/common';`))).toEqual(['no forwardRef: two modules that need each other are one, or three']);
  });

  it('a process that serves nothing loads the web framework', () => {
    const entry = { path: 'apps/subsidy/src/relay.ts', text: `import { openRelay } from './relay.parts.js'; await openRelay();` };
    const parts = { path: 'apps/subsidy/src/relay.parts.ts', text: `import { KafkaStrategy } from '@gongjiang/messaging/nest'; export const openRelay = () => KafkaStrategy;` };
    const door = { path: 'libs/messaging/src/nest.ts', text: `export { Server } from '@nestjs/microservices';` };
    expect(broken(entry, parts, door)).toEqual(['without Nest: apps/subsidy/src/relay.ts -> apps/subsidy/src/relay.parts.ts -> libs/messaging/src/nest.ts loads @nestjs/microservices']);
  });

  it('files import each other in a ring', () => {
    const one = { path: 'apps/subsidy/src/batch/one.ts', text: `import { two } from './two.js'; export const one = two;` };
    const two = { path: 'apps/subsidy/src/batch/two.ts', text: `import { one } from './one.js'; export const two = one;` };
    expect(broken(one, two)).toEqual(['no cycle: apps/subsidy/src/batch/one.ts -> apps/subsidy/src/batch/two.ts -> apps/subsidy/src/batch/one.ts']);
  });
});
