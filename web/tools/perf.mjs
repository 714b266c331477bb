// What the page costs in a real browser, one figure a line: NAME METRIC VALUE UNIT. Nothing is asserted here.
//
//     CHROMIUM=… PORT=… node tools/perf.mjs [NAME…]
//
// Of each frame two things are told: what the main thread had to do for it (trace.mjs has the definition), which is what the
// budget is about, and, as `NAME-interval`, the time to the next, which depends on the screen, on the load of the machine and,
// without a graphics card, on the threads that raster.
import { spawn } from 'node:child_process';
import { argv, env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { longTasks } from './tasks.mjs';
import { categories, framesIn } from './trace.mjs';

/** @typedef {import('@playwright/test').Browser} Browser */
/** @typedef {import('@playwright/test').Page} Page */
/** @typedef {HTMLElement & { ready: Promise<void>, time: number, duration: number, speed: number, paused: boolean, play(): void, pause(): void, seek(time: number): void, run(line: string): Promise<unknown> }} Player */

const port = env.PORT ?? '4174';
const address = `http://127.0.0.1:${port}/some/sub/path/`;
// How long each thing is watched, in milliseconds.
const watched = 6000;
const sizes = [10, 100, 1000];

/** @param {string} name @param {string} metric @param {number} value @param {string} unit */
function print(name, metric, value, unit) {
  console.log(`${name} ${metric} ${value >= 100 ? Math.round(value) : Number(value.toFixed(2))} ${unit}`);
}

/** @param {string} name @param {number[]} times */
function printTimes(name, times) {
  const sorted = [...times].sort((one, other) => one - other);
  const at = (/** @type {number} */ share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  for (const share of [50, 95, 99]) print(name, `p${share}`, at(share / 100), 'ms');
}

/** @param {Browser} browser */
async function opened(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await keepModel(page);
  await page.goto(address);
  await page.evaluate(() => /** @type {Player} */ (document.querySelector('ordinal-player')).ready);
  return page;
}

/** Prints what frames cost while `act` has its effect. @param {string} name @param {Page} page @param {'play' | 'scrub'} act */
async function frames(name, page, act) {
  const browser = /** @type {Browser} */ (page.context().browser());
  await browser.startTracing(page, { categories });
  await page.evaluate(async ([act, watched]) => {
    const player = /** @type {Player} */ (document.querySelector('ordinal-player'));
    const end = performance.now() + Number(watched);
    if (act === 'scrub') {
      for (let share = 0; performance.now() < end; share = (share + 0.007) % 1) {
        player.seek(player.duration * Math.abs(1 - 2 * share));
        await new Promise(requestAnimationFrame);
      }
    } else {
      player.play();
      await new Promise((resolve) => setTimeout(resolve, Number(watched)));
    }
    player.pause();
  }, [act, watched]);
  const { work, interval } = framesIn(await browser.stopTracing());
  printTimes(name, work);
  printTimes(`${name}-interval`, interval);
}

/** @param {Page} page @param {string} line @param {number} speed */
async function run(page, line, speed) {
  await page.evaluate(([line, speed]) => {
    const player = /** @type {Player} */ (document.querySelector('ordinal-player'));
    player.pause();
    player.speed = Number(speed);
    void player.run(String(line));
  }, [line, speed]);
}

/** Goes on until nothing changes any more, at most for a minute. @param {Page} page */
async function settled(page) {
  await page.evaluate(async () => {
    const player = /** @type {Player} */ (document.querySelector('ordinal-player'));
    player.speed = 1000;
    player.play();
    const end = performance.now() + 60_000;
    for (let before = -1; player.time !== before && performance.now() < end; ) {
      before = player.time;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    player.pause();
  });
}

/** @param {Browser} browser */
async function moving(browser) {
  for (const size of sizes) {
    const page = await opened(browser);
    await settled(page);
    // So fast that about half of them move while they are watched.
    const speed = Math.max(2, size / 4);
    await run(page, `kubectl scale sts web --replicas=${size}`, speed);
    await frames(`create-${size}`, page, 'play');
    await settled(page);
    await run(page, 'kubectl set image sts/web nginx=nginx:1.29', speed);
    await frames(`roll-${size}`, page, 'play');
    if (size === 1000) await typing(page);
    await settled(page);
    await frames(`scrub-${size}`, page, 'scrub');
    await page.context().close();
  }
}

/** What blocks the page for how long, of what one does with a large set. @param {Browser} browser */
async function blocking(browser) {
  for (const size of [1000, 10_000]) {
    const page = await opened(browser);
    await longTasks(page, size, (name, milliseconds) => print(`task-${size}-${name}`, 'longest', milliseconds, 'ms'));
    await page.context().close();
  }
}

/** A key in the terminal while pods move, until it is painted. @param {Page} page */
async function typing(page) {
  const command = page.getByLabel('Command').first();
  await command.focus();
  await page.evaluate(() => {
    const player = /** @type {Player} */ (document.querySelector('ordinal-player'));
    const times = /** @type {number[]} */ (Reflect.set(window, 'typed', []) && Reflect.get(window, 'typed'));
    const { port1, port2 } = new MessageChannel();
    player.addEventListener('keydown', ({ timeStamp }) => {
      port1.onmessage = () => times.push(performance.now() - timeStamp);
      requestAnimationFrame(() => port2.postMessage(0));
    }, true);
    player.play();
  });
  await page.keyboard.type('kubectl get pods --output=wide --show-labels', { delay: 60 });
  printTimes('typing-1000', await page.evaluate(() => Reflect.get(window, 'typed')));
}

/** From navigation to the first picture; warm with everything in the cache. @param {Browser} browser */
async function firstPicture(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  await context.addInitScript(() => {
    const look = () => {
      const picture = document.querySelector('ordinal-player')?.shadowRoot?.querySelector('svg.drawing');
      if (picture) Reflect.set(window, 'drawn', performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
  for (const name of ['first-picture-cold', 'first-picture-warm']) {
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForFunction(() => Reflect.has(window, 'drawn'));
    print(name, 'time', await page.evaluate(() => Reflect.get(window, 'drawn')), 'ms');
    await page.close();
  }
  await context.close();
}

/** Keeps hold of the model's memory, which the page tells nobody of. @param {Page} page */
async function keepModel(page) {
  await page.addInitScript(() => {
    const { instantiateStreaming } = WebAssembly;
    WebAssembly.instantiateStreaming = async (...given) => {
      const made = await instantiateStreaming(...given);
      if (made.instance.exports['memory']) Reflect.set(window, 'model', made.instance.exports['memory']);
      return made;
    };
  });
}

/** What a page holds: JavaScript's heap, the model's memory, and nodes. @param {string} name @param {Page} page */
async function memory(name, page) {
  const client = await page.context().newCDPSession(page);
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  const { nodes } = await client.send('Memory.getDOMCounters');
  await client.detach();
  print(name, 'javascript', usedSize / 1e6, 'MB');
  print(name, 'model', await page.evaluate(() => Reflect.get(window, 'model').buffer.byteLength / 1e6), 'MB');
  print(name, 'nodes', nodes, 'nodes');
}

/** Before and after an hour of the simulation, with something to do each minute. @param {Browser} browser */
async function anHour(browser) {
  const page = await opened(browser);
  await memory('hour-before', page);
  await page.evaluate(async () => {
    const player = /** @type {Player} */ (document.querySelector('ordinal-player'));
    player.speed = 300;
    const beginning = player.time;
    for (let minute = 1; minute <= 60; minute += 1) {
      void player.run(`kubectl scale sts web --replicas=${2 + (minute % 5)}`);
      player.play();
      while (player.time < beginning + minute * 60) {
        player.play();
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    player.pause();
  });
  await memory('hour-after', page);
  await page.context().close();
}

/** An element in a text that begins again and again, after its first and after an hour's worth of it. @param {Browser} browser */
async function anHourOfLoops(browser) {
  const page = await (await browser.newContext({ viewport: { width: 840, height: 900 } })).newPage();
  await keepModel(page);
  await page.route(`${address}text.html`, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><body>' }));
  await page.goto(`${address}text.html`);
  const play = (/** @type {number} */ seconds) =>
    page.evaluate(async (seconds) => {
      const player = /** @type {Player} */ (document.querySelector('ordinal-player'));
      player.speed = 60;
      let [played, before] = [0, player.time];
      player.play();
      while (played < seconds) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        played += Math.max(0, player.time - before);
        before = player.time;
      }
      player.pause();
    }, seconds);
  await page.evaluate(async (address) => {
    const { create } = await import(`${address}ordinal-player.js`);
    await create('', document.body, { controls: 'minimal', loop: true }).ready;
  }, address);
  await play(30);
  await memory('loop-before', page);
  await play(3600);
  await memory('loop-after', page);
  await page.context().close();
}

const all = { 'first-picture': firstPicture, moving, blocking, 'an-hour': anHour, 'an-hour-of-loops': anHourOfLoops };
const asked = argv.slice(2);
const server = spawn('node', [fileURLToPath(new URL('static-server.mjs', import.meta.url))], { env: { ...env, PORT: port }, stdio: ['ignore', 'pipe', 'inherit'] });
await new Promise((resolve) => server.stdout.once('data', resolve));
const browser = await chromium.launch({
  executablePath: env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
});
try {
  for (const [name, measure] of Object.entries(all)) {
    if (asked.length === 0 || asked.includes(name)) await measure(browser);
  }
} finally {
  await browser.close();
  server.kill();
}
