/**
 * What is put into the client's worker before it hears of its work. It watches three doors that every version of the
 * client goes through: messages that are read, pictures that are put on the canvas, messages that are sent.
 */

/** A message and when it passed, in ms since the Unix epoch. Only the beginning of long ones is kept. */
export interface Passed {
  readonly at: number;
  readonly bytes: readonly number[];
}

/** The marker changed on the canvas; the screen shows it with its next refresh. */
export interface Sighting {
  /** When the picture with it was put there. */
  readonly at: number;
  readonly received: readonly Passed[];
  /** Sent with that picture, and nothing before it. */
  readonly sent: readonly Passed[];
}

interface Probe {
  /** Resolves when the marker is so on the canvas; rejects when it is not in time. */
  shown(white: boolean): Promise<Sighting>;
}
declare const sluiceProbe: Probe;

/** Runs in the worker, and so sees nothing of this module. `point` is a pixel of the marker. */
export function install(point: { readonly x: number; readonly y: number }): void {
  const kept = 64;
  const deadlineMs = 10_000;
  const now = (): number => performance.timeOrigin + performance.now();
  const start = (data: ArrayBuffer | ArrayBufferView): number[] =>
    ArrayBuffer.isView(data)
      ? [...new Uint8Array(data.buffer, data.byteOffset, Math.min(kept, data.byteLength))]
      : [...new Uint8Array(data, 0, Math.min(kept, data.byteLength))];
  let white: boolean | undefined;
  let received: Passed[] = [];
  let sent: Passed[] = [];
  let sighting: Sighting | undefined;
  let awaited: { white: boolean; resolve: (sighting: Sighting) => void } | undefined;

  const answer = (): void => {
    if (!awaited || !sighting || white !== awaited.white) return;
    awaited.resolve(sighting);
    awaited = undefined;
  };

  const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data') ?? {};
  Object.defineProperty(MessageEvent.prototype, 'data', {
    get(this: MessageEvent) {
      const data: unknown = get?.call(this);
      if (data instanceof ArrayBuffer) received.push({ at: now(), bytes: start(data) });
      return data;
    },
  });

  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    if (typeof data === 'object' && !(data instanceof Blob)) sent.push({ at: now(), bytes: start(data) });
    send.call(this, data);
  };

  const { prototype } = OffscreenCanvasRenderingContext2D;
  const put = prototype.putImageData as (...args: unknown[]) => void;
  prototype.putImageData = function (image: ImageData, ...place: unknown[]) {
    put.call(this, image, ...place);
    const is = 127 < image.data[4 * (point.y * image.width + point.x)];
    if (is === white) return;
    white = is;
    const at = now();
    sent = [];
    // What is acknowledged with this picture is acknowledged before anything else runs.
    queueMicrotask(() => {
      sighting = { at, received, sent };
      received = [];
      answer();
    });
  };

  const shown = (wanted: boolean): Promise<Sighting> =>
    new Promise((resolve, reject) => {
      awaited = { white: wanted, resolve };
      setTimeout(() => reject(new Error('the marker is not seen')), deadlineMs);
      answer();
    });
  Object.assign(globalThis, { sluiceProbe: { shown } });
}

/** Runs in the page: what it tells a worker waits until the worker is prepared. */
export function holdWorkers(): void {
  let held: (() => void)[] | undefined = [];
  globalThis.Worker = class extends Worker {
    override postMessage(message: unknown, options?: Transferable[] | StructuredSerializeOptions): void {
      const post = () => super.postMessage(message, options as StructuredSerializeOptions);
      if (held) held.push(post);
      else post();
    }
  };
  const releaseWorkers = (): void => {
    const posts = held ?? [];
    held = undefined;
    for (const post of posts) post();
  };
  Object.assign(globalThis, { releaseWorkers });
}
declare const releaseWorkers: () => void;
export const release = (): void => releaseWorkers();

/** Runs in the worker: a browser whose decoder knows 4:2:0 alone. */
export function only420(): void {
  const ask = VideoDecoder.isConfigSupported;
  VideoDecoder.isConfigSupported = async (config) =>
    config.codec.startsWith('avc1.f4') ? { supported: false, config } : ask.call(VideoDecoder, config);
}

/** Runs in the worker, too. */
export const shown = (white: boolean): Promise<Sighting> => sluiceProbe.shown(white);
