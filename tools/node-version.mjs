/** Written so that even an old Node understands it and reaches the sentence. */
const oldest = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  console.error(`Gongjiang needs Node ${oldest.join('.')} or later; this is ${process.versions.node}. Install a newer one from https://nodejs.org or by your version manager.`);
  process.exit(1);
}
