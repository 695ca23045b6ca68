import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { GatewayError } from '../../errors.js';
import { DevTools } from './dev-tools.js';

/** Without a screen, without a graphics card, and without talking to anybody but us. */
const ARGUMENTS = [
  '--headless=new',
  '--remote-debugging-pipe',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--mute-audio',
  '--no-first-run',
  '--no-default-browser-check',
];

/** How long a browser may take to end by itself. */
const FAREWELL_MS = 5000;
/** What it said last is kept for the error, so much of it. */
const LAST_WORDS = 300;

/** A page under our control. */
export interface Page {
  /** Runs JavaScript in the page and resolves with what it comes to, promises included. */
  evaluate(expression: string): Promise<unknown>;
}

/** A browser without a window, with a profile of its own that goes with it. Its owner closes it. */
export class Browser {
  readonly #profile: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  readonly #tools: DevTools;

  private constructor(profile: string, child: ChildProcess) {
    const [, , errors, commands, answers] = child.stdio as [null, null, Readable, Writable, Readable];
    this.#profile = profile;
    this.#child = child;
    this.#tools = new DevTools(commands, answers);
    let words = '';
    errors.on('data', (chunk: Buffer) => {
      words = (words + chunk).slice(-LAST_WORDS);
    });
    child.on('error', (error) => this.#tools.fail(error.message));
    this.#exited = once(child, 'exit').then(
      ([status]) => {
        const last = words.trim().split('\n').pop();
        this.#tools.fail(`it ended with status ${status}${last && `: ${last}`}`);
      },
      // It was never started, which is told above.
      () => {},
    );
  }

  /** Starts `program`. Rejects with BROWSER_FAILED when it does not answer. */
  static async start(program: string): Promise<Browser> {
    const profile = await mkdtemp(join(tmpdir(), 'sluice-browser-'));
    // Its sandbox does not work for root.
    const rights = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    const args = [...ARGUMENTS, ...rights, `--user-data-dir=${profile}`, 'about:blank'];
    const stdio = ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] as const;
    const browser = new Browser(profile, spawn(program, args, { stdio: [...stdio], env: environment(profile) }));
    try {
      await browser.#tools.send('Browser.getVersion');
      return browser;
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Opens `url` in a page of so many pixels, one to each of CSS. */
  async open(url: string, { width, height }: { width: number; height: number }): Promise<Page> {
    const send = this.#tools.send.bind(this.#tools);
    const { targetId } = (await send('Target.createTarget', { url: 'about:blank' })) as { targetId: string };
    const attached = await send('Target.attachToTarget', { targetId, flatten: true });
    const { sessionId } = attached as { sessionId: string };
    const shape = { width, height, deviceScaleFactor: 1, mobile: false };
    await send('Emulation.setDeviceMetricsOverride', shape, sessionId);
    const { errorText } = (await send('Page.navigate', { url }, sessionId)) as { errorText?: string };
    if (errorText) throw new GatewayError('BROWSER_FAILED', {}, { detail: errorText });
    return {
      async evaluate(expression) {
        const params = { expression, awaitPromise: true, returnByValue: true };
        const answer = await send('Runtime.evaluate', params, sessionId);
        return (answer as { result: { value?: unknown } }).result.value;
      },
    };
  }

  /** Ends the browser and removes its profile. */
  async close(): Promise<void> {
    const late = setTimeout(() => this.#child.kill('SIGKILL'), FAREWELL_MS);
    // The answer may be lost with the browser; that it ends is what counts.
    this.#tools.send('Browser.close').catch(() => this.#child.kill('SIGKILL'));
    await this.#exited;
    clearTimeout(late);
    for (const stream of this.#child.stdio) stream?.destroy();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** What a browser needs, and no more: a password may stand in the environment of a command. */
function environment(home: string): NodeJS.ProcessEnv {
  const { PATH, LANG, LD_LIBRARY_PATH } = process.env;
  return { PATH, LANG, LD_LIBRARY_PATH, HOME: home };
}
