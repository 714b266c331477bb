// What a page's main thread does for each frame, read from a trace that Chromium wrote.

/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number }} TraceEvent */

// What has to be traced for it: tasks, and which of them is a frame's.
export const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

// What only the main thread of a page does.
const pages = new Set(['FireAnimationFrame', 'FunctionCall', 'EventDispatch', 'UpdateLayoutTree', 'PrePaint']);

/**
 * The work for each frame, and the time between two: in milliseconds.
 *
 * The work is the CPU time of the main thread from the task that is the frame up to that of the next one: input, scripts, the
 * model, style, layout, paint, and what is handed on to the compositor. Threads beside it are not in it: they raster while
 * the main thread goes on. CPU time does not pass while a busy machine lets something else run.
 *
 * @param {Buffer} trace
 * @returns {{ work: number[], interval: number[] }}
 */
export function framesIn(trace) {
  const on = ofMainThread(trace);
  const starts = on.filter(({ name, ph }) => name === 'FireAnimationFrame' && ph === 'X').map(({ ts }) => ts);
  /** @type {number[]} */
  const work = [];
  /** @type {number[]} */
  const began = [];
  for (const task of on.filter(({ name, ph }) => name === 'RunTask' && ph === 'X')) {
    const end = task.ts + (task.dur ?? 0);
    if (starts.some((start) => task.ts <= start && start < end)) {
      began.push(task.ts);
      work.push(0);
    }
    if (work.length > 0) work[work.length - 1] = (work.at(-1) ?? 0) + (task.tdur ?? 0) / 1000;
  }
  // What is after the last frame is not known to be all of it.
  return { work: work.slice(0, -1), interval: began.slice(1).map((ts, index) => (ts - (began[index] ?? ts)) / 1000) };
}

/**
 * The CPU time of the longest task in milliseconds: for so long at least the page answered nobody.
 *
 * @param {Buffer} trace
 * @returns {number}
 */
export function longestTask(trace) {
  const tasks = ofMainThread(trace).filter(({ name, ph }) => name === 'RunTask' && ph === 'X');
  return Math.max(0, ...tasks.map(({ tdur }) => (tdur ?? 0) / 1000));
}

/**
 * What happened on the thread of the page's frames, in order.
 *
 * @param {Buffer} trace
 * @returns {TraceEvent[]}
 */
function ofMainThread(trace) {
  /** @type {{ traceEvents: TraceEvent[] }} */
  const { traceEvents } = JSON.parse(trace.toString());
  const thread = busiest(traceEvents.filter(({ name, ph }) => ph === 'X' && pages.has(name)));
  return traceEvents.filter((event) => `${event.pid}/${event.tid}` === thread).sort((one, other) => one.ts - other.ts);
}

/**
 * The thread with the most of these events.
 *
 * @param {TraceEvent[]} events
 */
function busiest(events) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { pid, tid } of events) counts.set(`${pid}/${tid}`, (counts.get(`${pid}/${tid}`) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0];
}
