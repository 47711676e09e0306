/** What the machine's environment says, for the programs that the conformance tests start. */
export function machineEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}
