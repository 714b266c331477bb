// A file of code, asked for.

// WebAssembly as it comes, or whole.
export type Code = Response | ArrayBuffer;

// As a stream where the host says what it is, for only that may be compiled as it comes.
export async function fetched(file: URL): Promise<Code> {
  const response = await fetch(file);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}: ${response.url}`);
  return response.headers.get('content-type') === 'application/wasm' ? response : response.arrayBuffer();
}
