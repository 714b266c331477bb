// A file of the model, asked for.

// WebAssembly as it comes, or whole.
export type Code = Response | ArrayBuffer;

// As a stream where the host says what it is, for only that may be compiled as it comes.
export async function fetched(file: URL): Promise<Code> {
  const response = await asked(file);
  return response.headers.get('content-type') === 'application/wasm' ? response : response.arrayBuffer();
}

export async function text(file: URL): Promise<string> {
  return (await asked(file)).text();
}

async function asked(file: URL): Promise<Response> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${response.url}`);
  return response;
}
