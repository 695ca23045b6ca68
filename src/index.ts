/** The library's whole surface; `docs/api.md` explains it with examples. */
export type { CodecName } from './codec/commands.js';
export type { ConfigInput } from './config/schema.js';
export type { Rectangle, Size } from './display/geometry.js';
export type { Gateway } from './edge/gateway.js';
export {
  DecodeError,
  ERRORS,
  type ErrorCode,
  type ErrorContext,
  type ErrorEntry,
  GatewayError,
  hasCode,
} from './errors.js';
export { createGateway, type GatewayOptions } from './gateway/create-gateway.js';
export { type Logger, silentLogger } from './logger.js';
export type { InputEvent } from './rdp/input/events.js';
export type { CodecOffer, Credentials, GraphicsOffer, Monitor, SecurityOffer, StaticChannel } from './rdp/settings.js';
export { connectRdp, type RdpOptions, RdpSession } from './session/connect-rdp.js';
export { type DecodeBitmapOptions, type DecodedBitmap, decodeBitmap } from './session/decode-bitmap.js';
export { createClient, type RdpjsBitmap, RdpjsClient, type RdpjsConfig } from './session/rdpjs-client.js';
export type { SessionFrame } from './session/screen-reader.js';
export type { SessionEvents, Snapshot } from './session/session.js';
export { connectHost } from './transport/connect-host.js';
export { HOST_DEFAULTS, RDP_PORT } from './transport/defaults.js';
export { FrameStream, type FrameStreamOptions } from './transport/frame-stream.js';
export type { Dial, FrameTap, HostConnection, HostOptions, HostTarget, TrustPolicy } from './transport/types.js';
export type { Pointer, Status } from './wire/messages.js';
