import type { Writable } from 'node:stream';
import type { Hello } from '../wire/messages.js';

/**
 * What the edge asks of sessions. `src/session` has the real ones; the tests have some that send what they are told.
 */
export interface EdgeSession {
  readonly id: string;
  /** Settles when the session is over, whatever the reason; never rejects. */
  readonly closed: Promise<unknown>;
  /**
   * Adds a viewer, which writes whole messages to `sink` and ends it, or destroys it with a coded error, when it is done.
   * Throws a coded error when it cannot be added. The session ends the viewer when the sink closes.
   */
  attach(sink: Writable, hello: Hello): EdgeViewer;
  close(): Promise<unknown>;
}

export interface EdgeViewer {
  /** One whole message, read before this returns. Never throws: trouble of a viewer ends that viewer. */
  receive(message: Uint8Array): void;
}

/** A desktop that links open. */
export interface PublishedDesktop {
  readonly name: string;
  /** Told to the host instead of the browser's layout. */
  readonly keyboardLayout?: number;
}

/** Where sessions come from. */
export interface EdgeSessions<Desktop extends PublishedDesktop> {
  /** A session that connects when its first viewer comes. Throws TOO_MANY_SESSIONS. */
  open(desktop: Desktop): EdgeSession;
  close(): Promise<unknown>;
}
