/** The addresses of the servers that Jest's global setup started. Throws where a test runs without it. */
export function serverAddress(variable: 'GONGJIANG_MONGO_URL' | 'GONGJIANG_KAFKA_BROKERS' | 'GONGJIANG_REDIS_URL'): string {
  const address = process.env[variable];
  if (address === undefined || address === '') throw new Error(`${variable} is missing: name this file *.int.spec.ts or *.e2e.spec.ts, so that servers are started for it`);
  return address;
}
