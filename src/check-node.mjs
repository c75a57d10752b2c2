// Plain JavaScript on purpose: an old Node cannot even read the TypeScript files that would say so.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 11)) {
  process.stderr.write(
    `PRISM Bot needs Node 24.11 or newer; this is ${process.versions.node}. Install Node 24 (https://nodejs.org) and try again.\n`,
  );
  process.exit(1);
}
