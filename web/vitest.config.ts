// The unit tests of the front end: beside what they test, without a browser.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['src/**/*.test.ts', 'tools/**/*.test.ts'] },
});
