// Where a run comes from: an address, a script element in the page, or a text. What is too large is not read to its end.

// The largest text that the model reads, in bytes.
const largest = 10 * 1024 * 1024;

// Why a text could not be had, in words for whoever reads the page.
export class SourceError extends Error {}

// The text at an address.
export async function textAt(address: string, signal: AbortSignal): Promise<string> {
  const url = new URL(address, document.baseURI);
  let response: Response;
  try {
    response = await fetch(url, { signal, credentials: 'same-origin' });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new SourceError(await unreachable(url));
  }
  if (!response.ok) throw new SourceError(`${url.pathname}: the host answers ${response.status}${response.status === 404 ? ', there is no such file' : ''}.`);
  return limited(response, url);
}

// The script element with a manifest or scenario within another element.
export function inlineText(element: Element): string | undefined {
  const script = [...element.children].find((child) => child instanceof HTMLScriptElement && /^(application|text)\/(x-)?yaml$/i.test(child.type));
  return script?.textContent ?? undefined;
}

async function limited(response: Response, url: URL): Promise<string> {
  const tooLarge = () => new SourceError(`${url.pathname} has more than 10 MiB, which is more than can be read.`);
  if (Number(response.headers.get('content-length')) > largest) {
    void response.body?.cancel();
    throw tooLarge();
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [text, size] = ['', 0];
  try {
    for (const reader = response.body?.getReader(); reader; ) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > largest) {
        void reader.cancel();
        throw tooLarge();
      }
      text += decoder.decode(value, { stream: true });
    }
    text += decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? new SourceError(`${url.pathname} is not text: a manifest or scenario is YAML or JSON in UTF-8.`) : error;
  }
  if (/^\s*<(!doctype|html)\b/i.test(text)) throw new SourceError(`${url.pathname} is a web page, not a manifest: the host may answer so where a file is missing.`);
  return text;
}

// Another origin answers, but does not let us read: then it is CORS; otherwise nobody answers.
async function unreachable(url: URL): Promise<string> {
  if (url.origin === location.origin) return `${url.pathname} could not be loaded: the network or the page’s Content-Security-Policy (connect-src) prevents it.`;
  const answers = await fetch(url, { mode: 'no-cors' }).then(() => true, () => false);
  if (answers) return `${url.host} does not let other sites read ${url.pathname}: it must send “Access-Control-Allow-Origin”.`;
  return `${url.host} could not be reached: the network or the page’s Content-Security-Policy (connect-src) prevents it.`;
}
