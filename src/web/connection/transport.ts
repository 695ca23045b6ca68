/** Why a transport ended. `problem` is present when the gateway said so in words or by close code. */
export interface Closed {
  readonly problem?: { readonly code: string; readonly message: string; readonly advice: string };
}

/** Each transport calls `opened` at most once, then `received`, then `closed` exactly once. */
export interface TransportEvents {
  opened(): void;
  /** One whole message; the receiver owns it. */
  received(message: Uint8Array): void;
  closed(closed: Closed): void;
}

export type TransportKind = 'websocket' | 'poll';

/** Carries whole messages both ways. After `close` no event follows. */
export interface Transport {
  send(message: Uint8Array): void;
  close(): void;
}

export type OpenTransport = (events: TransportEvents) => Transport;
