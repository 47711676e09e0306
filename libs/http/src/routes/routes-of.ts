import { RequestMethod, type INestApplicationContext, type Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/internal';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';

/** A route as its decorators declare it, for the checks at boot. */
export interface Route {
  readonly controller: Type;
  readonly handler: (...args: never[]) => unknown;
  /** `BatchController.submit POST /batches/:id/submit`: what a message names. */
  readonly name: string;
  readonly inputs: readonly RouteInput[];
}

export interface RouteInput {
  /** Nest's number of the kind: 3 body, 4 query, 5 path, 6 header. */
  readonly kind: number;
  readonly name?: string;
  readonly schema?: unknown;
}

/** Every HTTP route of an application, in the order of its modules. */
export function routesOf(app: INestApplicationContext): Route[] {
  const modules = [...app.get(ModulesContainer, { strict: false }).values()];
  const controllers = new Set(modules.flatMap((module) => [...module.controllers.values()].map((wrapper) => wrapper.metatype as Type)));
  return [...controllers].flatMap(routesOfController);
}

function routesOfController(controller: Type): Route[] {
  const prototype = controller.prototype as Record<string, Route['handler']>;
  return new MetadataScanner().getAllMethodNames(prototype).flatMap((method) => {
    const handler = prototype[method];
    const path: unknown = handler && Reflect.getMetadata(PATH_METADATA, handler);
    if (handler === undefined || path === undefined) return [];
    const verb = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number] ?? 'GET';
    const name = `${controller.name}.${method} ${verb} ${joined(Reflect.getMetadata(PATH_METADATA, controller), path)}`;
    return [{ controller, handler, name, inputs: inputsOf(controller, method) }];
  });
}

function inputsOf(controller: Type, method: string): RouteInput[] {
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<string, { data?: unknown; schema?: unknown }>;
  return Object.entries(declared).map(([key, input]) => ({
    kind: Number(key.split(':')[0]),
    ...(typeof input.data === 'string' ? { name: input.data } : {}),
    ...(input.schema === undefined ? {} : { schema: input.schema }),
  }));
}

function joined(...parts: unknown[]): string {
  return `/${parts.flatMap((part) => String(part).split('/')).filter((part) => part !== '').join('/')}`;
}
