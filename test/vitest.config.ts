import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const report = process.env['PEERWAY_TEST_REPORT'];

export default defineConfig({
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['**/*.test.ts'],
    globalSetup: ['support/test-run.ts'],
    // Two files at a time also on two cores: much of the time goes by with waiting for timers and other programs.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A golden file that is missing is a failure, not an occasion to write it.
    update: false,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    // Every node process that a test starts would pay for it, and no test talks TLS.
    env: { NODE_EXTRA_CA_CERTS: '' },
  },
});
