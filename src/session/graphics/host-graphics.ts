import type { Size } from '../../display/geometry.js';
import type { Logger } from '../../logger.js';
import type { GraphicsPdu } from '../../rdp/channels/egfx/pdu/index.js';
import type { GraphicsOffer } from '../../rdp/settings.js';
import type { HostStream } from '../host-stream.js';
import type { Screen } from '../screen.js';
import type { Traffic } from '../traffic.js';
import type { Viewer } from '../viewer.js';
import { type DrawnFrame, FRAME_MOST_MS, FRAME_WINDOW, FrameGate } from './frame-gate.js';
import { GraphicsEvents, type GraphicsEventsPort } from './graphics-events.js';
import { KEY_FRAMES_EVERY_MS, KeyFrameRequests } from './key-frame-requests.js';
import { lessVideo } from './offer.js';

export interface HostGraphicsPort {
  readonly screen: Screen;
  readonly traffic: Traffic;
  readonly logger: Logger;
  readonly now: () => number;
  /** The connection, while there is one. */
  stream(): HostStream | undefined;
  /** What a host may send to those who look now; undefined while nobody does. */
  offer(): GraphicsOffer | undefined;
  watchers(): Iterable<Pick<Viewer, 'shown' | 'waitsForKeyFrame'>>;
  resized(size: Size): Promise<void>;
}

const REPAINT_AFTER_MS = 500;

/** The graphics pipeline of a session's host: one connection after the other. */
export class HostGraphics {
  readonly #port: HostGraphicsPort;
  readonly #gate: FrameGate;
  readonly #keyFrames: KeyFrameRequests;
  #events: GraphicsEvents;
  /** What this connection was offered last. */
  #offered: GraphicsOffer | undefined;
  /** The pipeline says how large the desktop is. */
  #sized = false;
  /** H.264 has been drawn on what is shown. */
  #video = false;
  #watched = true;
  /** The host waits for no acknowledgement. */
  #suspended = false;
  #repaint: NodeJS.Timeout | undefined;

  constructor(port: HostGraphicsPort) {
    this.#port = port;
    this.#gate = new FrameGate({
      ...{ window: FRAME_WINDOW, mostMs: FRAME_MOST_MS, now: port.now },
      watchers: () => (this.#watched ? port.watchers() : []),
      acknowledge: (frame) => this.#acknowledge(frame),
    });
    this.#keyFrames = new KeyFrameRequests({
      ...{ now: port.now, everyMs: KEY_FRAMES_EVERY_MS },
      wanted: () => [...port.watchers()].some(({ waitsForKeyFrame }) => waitsForKeyFrame),
      repaint: () => this.#paintAgain(),
      restart: () => this.#restart(this.#offered),
      giveUp: () => this.#withoutVideo(),
    });
    this.#events = this.#newEvents(0);
  }

  /** Does the pipeline say how large the desktop is, so that nothing else does? */
  get sized(): boolean {
    return this.#sized;
  }

  /** A connection begins, and was offered this. */
  connected(offered: GraphicsOffer | undefined): void {
    this.#offered = offered;
    // Others may look by now than when it was offered.
    this.viewersChanged();
  }

  /** Whatever the host was sent for is gone. */
  disconnected(): void {
    clearTimeout(this.#repaint);
    this.#repaint = undefined;
    this.#gate.forget();
    this.#keyFrames.close();
  }

  /** The pipeline begins with nothing, or is closed. */
  async begin(): Promise<void> {
    this.disconnected();
    this.#sized = false;
    this.#video = false;
    this.#suspended = false;
    await this.#port.screen.renewGraphics();
    this.#events = this.#newEvents(this.#events.nextSurface);
  }

  apply(pdu: GraphicsPdu): void | Promise<void> {
    return this.#events.apply(pdu);
  }

  /** Viewers have shown more than before, or others look. */
  progressed(): void {
    this.#gate.update();
  }

  /** A viewer can draw H.264 only from a key frame on. */
  wantsKeyFrame(): void {
    if (this.#video) this.#keyFrames.want();
  }

  /** Others look. A viewer that decodes less than the host was told of would see nothing where there is H.264. */
  viewersChanged(): void {
    const offer = this.#port.offer();
    if (offer && this.#offered && lessVideo(offer, this.#offered)) this.#restart(offer);
    this.#gate.update();
  }

  /** Somebody looks, or nobody does any more. */
  setWatched(watched: boolean): void {
    this.#watched = watched;
    if (watched) this.#suspended = false;
    this.#gate.update();
  }

  close(): void {
    this.disconnected();
  }

  #newEvents(firstSurface: number): GraphicsEvents {
    const { screen, traffic, logger, now } = this.#port;
    const events: GraphicsEventsPort = {
      ...{ screen, traffic, now },
      resized: (size) => {
        this.#sized = true;
        return this.#port.resized(size);
      },
      frameDrawn: (frame) => this.#gate.frameDrawn(frame),
      video: (unit) => {
        this.#video = true;
        if (unit.keyFrame) this.#keyFrames.came();
        screen.appendVideo(unit);
      },
      videoMoved: () => this.#repaintSoon(),
      videoUnfit: () => this.#withoutVideo(),
      windowMapped: (surface, window) => logger.debug({ surface, window: String(window) }, 'Surface in a window'),
    };
    return new GraphicsEvents(events, firstSurface);
  }

  /** A window that is dragged moves many times a second. */
  #repaintSoon(): void {
    this.#repaint ??= setTimeout(() => {
      this.#repaint = undefined;
      this.#paintAgain();
    }, REPAINT_AFTER_MS);
  }

  /** Somebody who begins to look gets a whole picture anyway. */
  #paintAgain(): void {
    if (!this.#watched) return;
    this.#events.repainting();
    this.#port.stream()?.repaint();
  }

  #withoutVideo(): void {
    if (this.#offered && this.#offered.avc !== 'none') this.#restart({ ...this.#offered, avc: 'none' });
  }

  /** Hosts that cannot start over in place get another connection. */
  #restart(offer: GraphicsOffer | undefined): void {
    const stream = this.#port.stream();
    if (!offer || !stream) return;
    this.#offered = offer;
    if (offer.avc === 'none') {
      this.#video = false;
      this.#keyFrames.came();
    }
    if (!stream.restartGraphics(offer)) stream.renew();
  }

  /** While nobody looks, a host that can be kept from drawing need not wait for anybody. */
  #acknowledge({ id, begunAt, drawnAt }: DrawnFrame): void {
    const stream = this.#port.stream();
    if (!stream || this.#suspended) return;
    this.#suspended = !this.#watched && stream.connection.connected.activation.host.suppressOutput;
    const queue = this.#suspended ? 'suspend' : this.#port.screen.waitingBytes || 'unavailable';
    const decodeTime = milliseconds(drawnAt - begunAt);
    const renderTime = milliseconds(this.#port.now() - drawnAt);
    stream.acknowledgeGraphics(id, queue, {
      frameId: id,
      timestamp: Math.round(begunAt) >>> 0,
      decodeTime,
      renderTime,
    });
  }
}

/** 16 bits on the wire. */
const milliseconds = (time: number): number => Math.min(Math.max(Math.round(time), 0), 0xffff);
