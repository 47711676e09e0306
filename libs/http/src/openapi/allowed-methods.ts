import type { OpenAPIObject } from '@nestjs/swagger';
import type { AllowedMethods } from '../problem/problem.filter.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Tells for an address without such a route which methods it does take, so that the answer is 405 and not 404. */
export function allowedMethodsOf(document: OpenAPIObject): AllowedMethods {
  const table = Object.entries(document.paths).map(([path, item]) => ({
    pattern: new RegExp(`^${path.split('/').map(patternOf).join('/')}/?$`),
    methods: METHODS.filter((method) => item[method] !== undefined).flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])),
  }));
  return (path) => {
    const methods = new Set(table.filter(({ pattern }) => pattern.test(path)).flatMap((entry) => entry.methods));
    return methods.size === 0 ? undefined : [...methods];
  };
}

function patternOf(segment: string): string {
  return segment.startsWith('{') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
