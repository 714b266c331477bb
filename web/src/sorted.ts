// Puts the code of a module in order that was sorted so that it compresses better: crates/xtask/src/split/sorted.rs says how.

// Where each heap is among the heaps.
const heap = { before: 0, after: 1, instruction: 2, locals: 3, block: 4, branch: 5, call: 6, get: 7, set: 8, load: 9, store: 10, long: 11, float: 12, rare: 13, constant: 14 };
const heaps = 78;

// A module in order. One that was not sorted is so already.
export function inOrder(file: ArrayBuffer): ArrayBuffer {
  const sorted = new Uint8Array(file);
  // What was sorted is in a section of its own, where other modules have their types.
  return sorted[8] === 0 ? ordered(sorted) : file;
}

function ordered(sorted: Uint8Array<ArrayBuffer>): ArrayBuffer {
  const lengths = new Uint32Array(sorted.buffer.slice(-4 * (heaps + 1)));
  const module = new Uint8Array(lengths[heaps] as number);
  // Where each heap is to be read, and the module to be written.
  const places: number[] = [];
  let end = sorted.length - lengths.byteLength;
  for (let heap = heaps; heap-- > 0; ) places[heap] = end -= lengths[heap] as number;
  if (!(end >= 8)) throw new Error('the model’s file is not whole');
  end = 0;
  // The locals, that which was used last in front.
  let recent: number[] = [];

  const take = (heap: number) => sorted[(places[heap] as number)++] as number;
  const move = (heap: number) => (module[end++] = take(heap));
  const moveMany = (heap: number, count: number) => {
    while (count-- > 0) move(heap);
  };
  // Numbers have their lowest seven bits first, and a bit more in each byte but the last.
  const number = (next: () => number) => {
    let [number, shift, byte] = [0, 0, 0];
    do {
      byte = next();
      number |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return number;
  };
  const moveNumbers = (heap: number, count = 1) => {
    let last = 0;
    while (count-- > 0) last = number(() => move(heap));
    return last;
  };
  const write = (number: number) => {
    for (; number > 127; number >>= 7) module[end++] = (number & 127) | 128;
    module[end++] = number;
  };
  // How much `fill` has written, before that.
  const sized = (fill: () => void) => {
    const start = (end += 5);
    fill();
    for (let at = 0; at < 5; at++) module[start - 5 + at] = (((end - start) >> (7 * at)) & 127) | (at < 4 ? 128 : 0);
  };
  const local = (heap: number) => {
    const place = number(() => take(heap));
    while (recent.length <= place) recent.push(recent.length);
    const [local = 0] = recent.splice(place, 1);
    recent.unshift(local);
    write(local);
  };
  const prefixed = () => {
    const code = moveNumbers(heap.rare);
    if (code > 7) moveNumbers(heap.rare, [8, 10, 12, 14].includes(code) ? 2 : 1);
  };
  // Moves an instruction with all that belongs to it. Returns by how much it goes deeper into blocks.
  const instruction = (): number => {
    const code = move(heap.instruction);
    if (code === 0x20) local(heap.get);
    else if (code === 0x21 || code === 0x22) local(heap.set);
    else if (code === 0x41) moveNumbers(heap.constant + ((sorted[places[heap.instruction] as number] as number) >> 2));
    else if (code >= 0x28 && code <= 0x3e) {
      module[end++] = 0;
      moveNumbers(code < 0x36 ? heap.load : heap.store);
    } else if (code === 0x10) moveNumbers(heap.call);
    else if (code >= 0x02 && code <= 0x04) {
      moveNumbers(heap.block);
      return 1;
    } else if (code === 0x0b) return -1;
    else if (code === 0x0c || code === 0x0d) moveNumbers(heap.branch);
    else if (code === 0x0e) moveNumbers(heap.branch, moveNumbers(heap.branch) + 1);
    else if (code === 0x42) moveNumbers(heap.long);
    else if (code === 0x43 || code === 0x44) moveMany(heap.float, code === 0x43 ? 4 : 8);
    else if (code === 0x11) moveNumbers(heap.rare, 2);
    else if (code === 0xfc) prefixed();
    else if ((code >= 0x23 && code <= 0x26) || code === 0x3f || code === 0x40 || code === 0xd0 || code === 0xd2) moveNumbers(heap.rare);
    return 0;
  };
  const body = () => {
    recent = [];
    moveNumbers(heap.locals, 2 * moveNumbers(heap.locals));
    for (let depth = 1; depth > 0 && end < module.length; ) depth += instruction();
  };

  moveMany(heap.before, lengths[heap.before] as number);
  module[end++] = 10;
  sized(() => {
    for (let count = moveNumbers(heap.locals); count-- > 0; ) sized(body);
  });
  moveMany(heap.after, lengths[heap.after] as number);
  return module.buffer;
}
