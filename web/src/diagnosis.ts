// Why the model does not load, and what to do about it: the page's policy, the host, the address, or the browser.

import { violations } from './violations.ts';

export interface Diagnosis {
  // What is the matter.
  what: string;
  // What to do about it.
  remedy: string;
  // What the browser said, for whoever looks closer.
  detail: string;
}


// Asks of each of the model's files, in the order in which they are loaded.
export async function diagnose(error: unknown, files: URL[]): Promise<Diagnosis> {
  const detail = error instanceof Error ? error.message : String(error);
  let found = ofBrowser() ?? ofPolicy(files, detail) ?? ofProtocol();
  for (const file of files) found ??= await ofHost(file, error);
  const unknown = { what: 'The simulation could not be loaded.', remedy: 'Reload the page; if that does not help, look at the console and the network in the browser’s tools.' };
  return { ...(found ?? unknown), detail };
}

type Found = Omit<Diagnosis, 'detail'> | undefined;

function ofBrowser(): Found {
  if (typeof WebAssembly !== 'undefined') return undefined;
  return { what: 'This browser has no WebAssembly, which the simulation needs.', remedy: 'Use a newer browser; some have a setting or a lockdown mode that turns it off.' };
}

function ofPolicy(files: URL[], detail: string): Found {
  const forbids = 'The page’s Content-Security-Policy forbids ';
  if (violations.some((each) => each.blockedURI === 'wasm-eval') || /wasm-unsafe-eval|unsafe-eval/.test(detail)) {
    return { what: `${forbids}WebAssembly.`, remedy: "Add 'wasm-unsafe-eval' to script-src." };
  }
  const isOf = (file: URL) => violations.find((each) => each.blockedURI === file.href || each.blockedURI === file.origin);
  const file = files.find(isOf);
  if (!file) return undefined;
  const source = file.origin === location.origin ? "'self'" : file.origin;
  return { what: `${forbids}loading ${nameOf(file)}.`, remedy: `Add ${source} to ${isOf(file)?.effectiveDirective}.` };
}

function ofProtocol(): Found {
  if (location.protocol !== 'file:') return undefined;
  return { what: 'Browsers do not let a page on disk load other files.', remedy: 'Serve the folder, as with “npx serve”, or use the build that is one file.' };
}

// Asks the host again, to see what it answers.
async function ofHost(file: URL, error: unknown): Promise<Found> {
  const answer = await fetch(file, { cache: 'reload' }).catch(() => undefined);
  if (!answer) return ofNoAnswer(file);
  if (!answer.ok) return { what: `The host answers ${answer.status} for ${nameOf(file)}.`, remedy: 'Copy the whole folder dist/ to the host, with everything in assets/.' };
  const start = new Uint8Array(await answer.arrayBuffer()).subarray(0, 4);
  if (String(start) !== '0,97,115,109') {
    const type = answer.headers.get('content-type') ?? 'no type';
    return { what: `The host sends something else (${type}) for ${nameOf(file)}.`, remedy: 'The file is missing or was changed on the way: copy dist/ again, as binary files, and see that the host has no rule that answers with a page instead.' };
  }
  if (!(error instanceof WebAssembly.CompileError)) return undefined;
  return { what: 'This browser does not understand the simulation’s WebAssembly.', remedy: 'Use a newer browser.' };
}

// What answers to no one but does not let itself be read, is of another origin that does not allow it.
async function ofNoAnswer(file: URL): Promise<Found> {
  const exists = await fetch(file, { mode: 'no-cors' }).then(() => true, () => false);
  if (exists) return { what: `${file.host} does not let other sites read ${nameOf(file)} (CORS).`, remedy: 'Let that host send “Access-Control-Allow-Origin: *”, or copy dist/ to this site.' };
  return { what: `${nameOf(file)} cannot be reached.`, remedy: 'Look at the network: the host does not answer, or an extension of the browser blocks it.' };
}

function nameOf(file: URL): string {
  return file.pathname.split('/').at(-1) ?? file.pathname;
}
