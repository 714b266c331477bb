// Words at a pace that can be read.

// For how long what was said stays, in milliseconds. What changes faster can be read by nobody, nor be told by a screen reader.
const stay = 400;

// Says each thing, or, where they come too fast, the last of them. `say` tells whether that has to stay for a while.
export function paced<T>(say: (what: T) => boolean): (what: T) => void {
  let next: { what: T } | undefined;
  let stays = false;
  const go = () => {
    const said = next;
    next = undefined;
    stays = said !== undefined && say(said.what);
    if (stays) setTimeout(go, stay);
  };
  return (what) => {
    next = { what };
    if (!stays) go();
  };
}
