/** What the verifier reads: this command's own environment, with what the flags say put over it. */
export function verifierEnvironment(flags: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...environment, ...flags };
}
