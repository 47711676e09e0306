/** Ends what `servers.setup.mjs` started; servers that the environment gave stay. */
export default async function stopServersOnce() {
  await globalThis.serversOfTests?.stop();
}
