import type { Writable } from 'node:stream';
import { GatewayError, hasCode } from '../../errors.js';
import { Session } from '../../session/session.js';
import type { SessionInput } from '../../session/session-options.js';
import type { Viewer } from '../../session/viewer.js';
import type { Hello, Status, VideoAbility } from '../../wire/messages.js';

/** A session for one viewer with no person at it: what it would ask for ends it. */
export class ViewedSession extends Session {
  /** H.264 that the viewer decodes. */
  video: VideoAbility = 0;

  constructor(input: SessionInput) {
    super(input);
    this.on('status', (status) => this.#refuseQuestions(status));
  }

  override attach(sink: Writable, hello: Hello): Viewer {
    this.video = hello.video;
    return super.attach(sink, hello);
  }

  #refuseQuestions({ state, error }: Status): void {
    if (state !== 'credentials') return;
    this.destroy(new GatewayError(hasCode(error) ? error.code : 'CREDENTIALS_REJECTED', {}, { detail: error?.detail }));
  }
}
