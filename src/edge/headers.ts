/**
 * Headers of every response. Nothing may run, load or frame the page but the gateway's own files, and the page is
 * isolated from other origins, which shared memory in the browser needs.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  // The kernels are compiled from the gateway's own file; text still becomes no code.
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  // Cursors are drawn by the host and set as data: and blob: images.
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ALWAYS: readonly (readonly [string, string])[] = [
  ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Embedder-Policy', 'require-corp'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['Referrer-Policy', 'no-referrer'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
];

/** Browsers that came once by HTTPS come by HTTPS only. */
const STRICT_TRANSPORT: readonly [string, string] = ['Strict-Transport-Security', 'max-age=31536000'];

export const securityHeaders = (secure: boolean): readonly (readonly [string, string])[] =>
  secure ? [...ALWAYS, STRICT_TRANSPORT] : ALWAYS;
