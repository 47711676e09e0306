import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWK } from 'jose';
import { z } from 'zod';
import { tokenRequestSchema, type TokenRequest } from './token-request.js';

interface Issuing {
  readonly issuer: string;
  readonly publicKeys: readonly JWK[];
  tokenFor(request: TokenRequest): Promise<string>;
}

const MAX_BODY_BYTES = 4_096;

/** Discovery document, public keys, and `POST /token`. */
export function answerWith(issuing: Issuing): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    answer(issuing, request).then(
      ({ status, body }) => send(response, status, body),
      () => send(response, 500, { error: 'server_error' }),
    );
  };
}

interface Answer { readonly status: number; readonly body: object }

async function answer(issuing: Issuing, request: IncomingMessage): Promise<Answer> {
  switch (`${request.method} ${request.url}`) {
    case 'GET /.well-known/openid-configuration': return { status: 200, body: discovery(issuing.issuer) };
    case 'GET /jwks': return { status: 200, body: { keys: issuing.publicKeys } };
    case 'POST /token': return token(issuing, request);
    default: return { status: 404, body: { error: 'not_found' } };
  }
}

async function token(issuing: Issuing, request: IncomingMessage): Promise<Answer> {
  const asked = tokenRequestSchema.safeParse(await jsonBody(request));
  if (!asked.success) return { status: 400, body: { error: 'invalid_request', error_description: z.prettifyError(asked.error) } };
  const accessToken = await issuing.tokenFor(asked.data);
  return { status: 200, body: { access_token: accessToken, token_type: 'Bearer', expires_in: asked.data.ttlSeconds } };
}

function discovery(issuer: string): object {
  return {
    issuer,
    jwks_uri: `${issuer}/jwks`,
    token_endpoint: `${issuer}/token`,
    id_token_signing_alg_values_supported: ['ES256'],
    response_types_supported: ['token'],
    subject_types_supported: ['public'],
  };
}

async function jsonBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
