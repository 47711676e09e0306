// The sample month, from nothing installed to its close.
process.argv.splice(2, 0, 'month');
await import('./gongjiang.mjs');
