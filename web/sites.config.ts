// The element in real documentation sites: tests/sites, in the Chromium and the Firefox of the machine.
import { defineConfig } from '@playwright/test';
import pages from './playwright.config.ts';

// Each test serves a site by itself.
const { webServer: _, ...rest } = pages;

export default defineConfig({ ...rest, testDir: '../tests/sites' });
