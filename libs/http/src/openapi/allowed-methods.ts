import type { OpenAPIObject } from '@nestjs/swagger';
import type { AllowedMethods } from '../problem/problem.filter.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Tells for an address without such a route which methods it does take, so that the answer is 405 and not 404. */
export function allowedMethodsOf(document: OpenAPIObject): AllowedMethods {
  const table = Object.entries(document.paths).map(([path, item]) => ({
    pattern: new RegExp(`^${path.split('/').map(patternOf).join('/')}/?$`),
    placeholders: path.split('{').length,
    methods: METHODS.filter((method) => item[method] !== undefined).flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()])),
  }));
  return (path) => {
    // `/imports/claims` is its own address, though `/imports/{id}` would take it too.
    const [closest] = table.filter(({ pattern }) => pattern.test(path)).sort((one, other) => one.placeholders - other.placeholders);
    return closest?.methods;
  };
}

function patternOf(segment: string): string {
  return segment.startsWith('{') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
