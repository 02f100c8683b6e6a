import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const report = process.env['PEERWAY_TEST_REPORT'];

export default defineConfig({
  cacheDir: new URL('../node_modules/.vite', import.meta.url).pathname,
  test: {
    root: new URL('.', import.meta.url).pathname,
    include: ['**/*.test.ts'],
    globalSetup: ['support/run/test-run.ts'],
    // One file more than there are cores: tests spend much of their time waiting for timers and other programs.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A missing golden file is a failure. `--update` writes it.
    update: false,
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
    // Reading certificates would slow down every node that a test starts, and no test uses TLS.
    env: { NODE_EXTRA_CA_CERTS: '' },
  },
});
