// The browser tests: tests/pages against the built site, in the Chromium of the machine.
import { defineConfig } from '@playwright/test';

const port = process.env.PORT ?? '4173';
const address = `http://127.0.0.1:${port}/some/sub/path/`;

export default defineConfig({
  testDir: '../tests/pages',
  outputDir: '../tests/results',
  tsconfig: './tsconfig.node.json',
  fullyParallel: true,
  // A page waits more than it computes: one a core.
  workers: '100%',
  forbidOnly: Boolean(process.env.CI),
  // A machine that others use as well may be late: waits end as soon as they can, so patience costs nothing where all is well.
  // What fails three times is broken.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  retries: process.env.CI ? 2 : 0,
  reporter: process.env.CI ? 'line' : 'list',
  use: {
    baseURL: address,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  webServer: { command: 'node tools/static-server.mjs', url: address, env: { PORT: port } },
});
