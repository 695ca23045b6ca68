/**
 * Every error that leaves a module of Sluice, in one table.
 *
 * Test on `code`, never on class: across a worker boundary an error loses its prototype and its extra fields.
 * `docs/errors.md` is generated from this table and a test compares the two.
 */

export interface ErrorEntry {
  /** What happened: short, lower case, no full stop, so that it composes. */
  readonly message: string;
  /** What the person who sees it can do about it. */
  readonly advice: string;
  /** May a viewer be shown the code, message and advice? Otherwise they see INTERNAL. */
  readonly viewer: boolean;
  /** WebSocket close code (RFC 6455 section 7.4.2, private range). */
  readonly close: number;
  /** HTTP status of an answer with this error; 500 unless given. */
  readonly status?: number;
}

const entry = (message: string, advice: string, close: number, viewer = true): ErrorEntry => ({
  message,
  advice,
  viewer,
  close,
});

/** One that also answers requests of HTTP, with this status. */
const answered = (status: number, of: ErrorEntry): ErrorEntry => ({ ...of, status });

/** An error of the control plane: everybody who asks sees it. */
const refusal = (status: number, close: number, message: string, advice: string): ErrorEntry => ({
  message,
  advice,
  viewer: true,
  close,
  status,
});

export const ERRORS = {
  // Bytes that do not say what they should.
  PDU_TRUNCATED: entry('message ends before its last field', 'The host sent malformed data. Check the host.', 4400),
  PDU_INVALID: entry(
    'message field has a value that is not allowed',
    'The host sent malformed data. Check the host.',
    4400,
  ),
  PDU_TOO_LARGE: entry('message exceeds a limit', 'The host sent more than the gateway accepts. Check the host.', 4400),
  PDU_UNEXPECTED: entry(
    'message does not belong in this phase',
    'The host does not follow the protocol. Check the host.',
    4400,
  ),
  CODEC_INVALID: entry('bitmap data cannot be decoded', 'The host sent malformed graphics. Check the host.', 4401),
  BULK_INVALID: entry(
    'compressed data cannot be decoded',
    'The host sent malformed compressed data. Check the host.',
    4401,
  ),
  WIRE_INVALID: answered(
    400,
    entry('viewer message cannot be decoded', 'Reload the page; client and gateway may differ in version.', 4402),
  ),
  RECORDING_INVALID: entry('recording cannot be read', 'The file is damaged or not a Sluice recording.', 4403),

  // Reaching the host.
  HOST_NOT_FOUND: entry('host name does not resolve', 'Check the spelling of the host name.', 4410),
  HOST_UNREACHABLE: entry('host cannot be reached', 'Check that the host is on and that its RDP port is open.', 4411),
  HOST_TIMEOUT: entry(
    'host does not answer in time',
    'The host may be busy or a firewall drops the connection. Try again.',
    4412,
  ),
  HOST_CLOSED: entry('host closed the connection', 'The session may have been ended on the host. Connect again.', 4413),
  HOST_ERROR: entry('host ended the session with an error', 'See the reason given by the host.', 4414),
  HOST_REDIRECTED: entry('host redirects too often', 'Check the redirection settings of the host pool.', 4415),
  HOST_LICENSE: entry(
    'host refused a licence',
    'Ask the administrator to check Remote Desktop licensing on the host.',
    4416,
  ),
  HOST_LOGGED_OFF: entry('session was signed out', 'Connect again to start a new session.', 4417),

  // Trusting the host, being trusted by it.
  SECURITY_NEGOTIATION: entry(
    'host and gateway share no security protocol',
    'Allow the protocol that the host asks for, or enable TLS or NLA on the host.',
    4420,
  ),
  SECURITY_WEAK: entry(
    'host offers only legacy RDP security',
    'Enable TLS or NLA on the host. Legacy RDP security must be allowed by name.',
    4421,
  ),
  CERTIFICATE_UNTRUSTED: entry(
    "host's certificate is not trusted",
    "Install the issuing CA, pin the certificate's SHA-256, or trust it on first use.",
    4422,
  ),
  CERTIFICATE_EXPIRED: entry("host's certificate has expired", 'Renew the certificate on the host.', 4423),
  CERTIFICATE_MISMATCH: entry(
    "host's certificate is for another name",
    'Use the name in the certificate, or pin its SHA-256.',
    4424,
  ),
  CERTIFICATE_CHANGED: entry(
    "host's certificate differs from the one trusted before",
    'If the host was reinstalled, remove its entry from the trust store; otherwise somebody may be in between.',
    4425,
  ),
  CREDENTIALS_REJECTED: entry('user name or password is wrong', 'Check user name, domain and password.', 4426),
  CREDENTIALS_REQUIRED: entry('host asks for a user name and password', 'Give a user name and a password.', 4427),
  CREDENTIALS_EXPIRED: entry('password has expired', 'Change the password on the host or in the directory.', 4428),
  ACCOUNT_RESTRICTED: entry(
    'account may not sign in here',
    'Ask the administrator: the account is locked, disabled or restricted.',
    4429,
  ),
  NLA_FAILED: entry(
    'network level authentication failed',
    'Check the credentials and that the host accepts NTLM.',
    4430,
  ),
  HOST_NOT_AUTHENTIC: entry(
    'host could not prove that it owns its certificate',
    'Somebody may be between gateway and host. Do not enter your password.',
    4431,
  ),

  // A program instead of the desktop.
  PROGRAM_UNSUPPORTED: entry(
    'host cannot show single programs',
    'Enable RemoteApp on the host, or start the program with its desktop.',
    4432,
  ),
  PROGRAM_NOT_PUBLISHED: entry(
    'host does not publish this program',
    'Ask the administrator to publish it on the host, and check how its alias is spelled.',
    4433,
  ),
  PROGRAM_NOT_FOUND: entry('program is not on the host', 'Ask the administrator to check its path on the host.', 4434),
  PROGRAM_DENIED: entry('you may not start this program', 'Ask the administrator for access to it on the host.', 4435),
  PROGRAM_FAILED: entry('program did not start', 'Try again, or ask the administrator to start it on the host.', 4436),
  PROGRAM_LOCKED: entry(
    'session on the host is locked',
    'Unlock or sign out the session on the host, then connect again.',
    4437,
  ),
  PROGRAM_INVALID: entry(
    'host does not accept how the program is named',
    'Ask the administrator to check program, arguments and folder.',
    4438,
  ),

  // Viewers.
  TOKEN_INVALID: answered(401, entry('link is not valid any more', 'Ask for a new link; each opens once.', 4440)),
  ORIGIN_REFUSED: answered(403, entry('page comes from another origin', "Open the gateway's own address.", 4441)),
  VERSION_MISMATCH: answered(400, entry('client and gateway differ in version', 'Reload the page.', 4442)),
  SESSION_NOT_FOUND: answered(404, entry('session does not exist', 'The session has ended. Connect again.', 4443)),
  SESSION_ENDED: answered(410, entry('session has ended', 'Connect again.', 4444)),
  SESSION_LIFETIME: entry('session has reached its longest time', 'Connect again.', 4404),
  SESSION_DISCONNECTED: entry('session was disconnected', 'Connect again to go on where you were.', 4405),
  SESSION_SIGNED_OUT: entry('session was signed out by an administrator', 'Connect again to start a new one.', 4406),
  VIEWER_TOO_SLOW: entry(
    'viewer does not keep up with ordered messages',
    'Check the network and reload the page.',
    4445,
  ),
  VIEWER_TIMEOUT: entry('viewer does not answer', 'Check the network; the page reconnects by itself.', 4446),
  VIEWER_REPLACED: answered(
    409,
    entry('session was opened in another window', 'Close the other window, or open the session here again.', 4447),
  ),
  VIEWER_FLOOD: answered(429, entry('viewer sends more than it may', 'Reload the page.', 4449)),
  TOO_MANY_VIEWERS: answered(
    503,
    entry('session has no room for another viewer', 'Close another window of this session.', 4439),
  ),
  TOO_MANY_SESSIONS: answered(
    503,
    entry('gateway has no room for another session', 'Try again later, or ask the administrator.', 4448),
  ),

  // Requests to the control plane.
  REQUEST_INVALID: refusal(400, 4460, 'request is not valid', 'Correct the fields that are named.'),
  REQUEST_TOO_LARGE: refusal(413, 4461, 'request is too large', 'Send less at a time.'),
  REQUEST_TIMEOUT: refusal(408, 4462, 'request did not arrive in time', 'Check the network and try again.'),
  METHOD_NOT_ALLOWED: refusal(405, 4463, 'method is not allowed here', 'See the API description at /api/openapi.json.'),
  NOT_FOUND: refusal(404, 4464, 'there is nothing of this name', 'Check the name, or ask for access to it.'),
  CONFLICT: refusal(409, 4465, 'change contradicts what is there', 'Remove or change what is named first.'),
  PRECONDITION_FAILED: refusal(412, 4466, 'somebody changed it meanwhile', 'Read it again and repeat the change.'),
  TOO_MANY_REQUESTS: refusal(429, 4467, 'too many requests', 'Wait for the time that Retry-After says.'),
  FORBIDDEN: refusal(403, 4468, 'you may not do this', 'Ask an administrator for a role that allows it.'),
  CSRF_REFUSED: refusal(403, 4469, 'request comes from another page', "Use the gateway's own pages, or a token."),

  // Signing in.
  SIGN_IN_REQUIRED: refusal(401, 4470, 'you are not signed in', 'Sign in.'),
  SIGN_IN_FAILED: refusal(401, 4471, 'user name, password or code is wrong', 'Check them and try again.'),
  SIGN_IN_LOCKED: refusal(429, 4472, 'too many failed attempts', 'Wait for the time that Retry-After says.'),
  SIGN_IN_EXPIRED: refusal(401, 4473, 'sign-in took too long or was used before', 'Start to sign in again.'),
  SECOND_FACTOR_REQUIRED: refusal(401, 4474, 'a second factor is needed', 'Give a code, or use a passkey.'),
  PROVIDER_FAILED: refusal(502, 4475, 'identity provider cannot be used', 'Try again later, or ask the administrator.'),
  PROVIDER_REFUSED: refusal(401, 4476, 'identity provider did not sign you in', 'Sign in there with another account.'),
  ACCOUNT_DISABLED: refusal(403, 4477, 'account is disabled', 'Ask the administrator.'),
  LINK_INVALID: refusal(401, 4478, 'link was used or has expired', 'Ask for a new one.'),

  // From a click to a session.
  POLICY_BLOCKED: refusal(403, 4480, 'an access policy does not allow this', 'Ask the administrator.'),
  POLICY_STEP_UP: refusal(403, 4481, 'an access policy asks for a stronger sign-in', 'Sign in again as it says.'),
  NO_HOST: refusal(503, 4482, 'no session host can be used', 'Ask the administrator to check the host pool.'),
  HOSTS_BUSY: refusal(503, 4483, 'all session hosts are busy', 'Wait; you are connected when there is room.'),
  HOST_NOT_ASSIGNED: refusal(403, 4484, 'no personal desktop is assigned to you', 'Ask the administrator for one.'),
  HOST_START_FAILED: refusal(503, 4485, 'session host does not start', 'Try again later, or ask the administrator.'),
  GRANT_INVALID: refusal(401, 4486, 'permission to connect was used or has expired', 'Connect again.'),

  // The store.
  STORE_SEALED: refusal(500, 4490, 'secret cannot be opened with the keys at hand', 'Give the key that sealed it.'),
  STORE_UNAVAILABLE: refusal(503, 4491, 'store does not answer', 'Try again; check the database.'),
  BACKUP_INVALID: refusal(
    500,
    4493,
    'backup cannot be restored',
    'Take another one; it is not whole, or not for this.',
  ),
  STORE_NEWER: refusal(500, 4492, 'store belongs to a newer version', 'Start that version, or restore a backup.'),

  // The gateway itself.
  CONFIG_INVALID: entry('configuration is not valid', 'See docs/config.md.', 4450, false),
  NATIVE_MISSING: entry('native addon cannot be loaded', 'Run npm ci with a C++ compiler installed.', 4451, false),
  WORKER_FAILED: entry('worker ended unexpectedly', 'Connect again. The log has the details.', 4452),
  CODEC_NOT_SENT: entry(
    'host did not send the codec that was asked for',
    'Ask for a codec that the host has; docs/cli.md says what it is offered for each.',
    4455,
    false,
  ),
  BROWSER_FAILED: entry(
    'browser does not do what it was asked',
    'It has to be Chromium or Google Chrome. Name one with --browser.',
    4456,
    false,
  ),
  GATEWAY_UNREACHABLE: entry(
    'gateway cannot be reached',
    'Check --server, and that the gateway runs there.',
    4457,
    false,
  ),
  USAGE: entry('command was given wrong arguments', 'Run sluice --help.', 4453, false),
  ABORTED: entry('operation was cancelled', 'Start it again if that was not intended.', 4454),
  INTERNAL: entry('something went wrong in the gateway', 'Try again. The log has the details.', 4500),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
export type ErrorContext = Readonly<Record<string, string | number | boolean | undefined>>;

/** An error with a code from {@link ERRORS}. `context` holds what a log line needs and never a secret. */
export class GatewayError extends Error {
  override readonly name: string = 'GatewayError';
  readonly code: ErrorCode;
  readonly context: ErrorContext;

  constructor(code: ErrorCode, context: ErrorContext = {}, options: { cause?: unknown; detail?: string } = {}) {
    super(options.detail ? `${ERRORS[code].message}: ${options.detail}` : ERRORS[code].message, {
      cause: options.cause,
    });
    this.code = code;
    this.context = context;
  }
}

/** Bytes from outside that cannot be read. `pdu` and `field` keep the specification's spelling so that they can be searched. */
export class DecodeError extends GatewayError {
  override readonly name = 'DecodeError';
  readonly pdu: string;
  readonly field: string;
  readonly offset: number | undefined;

  constructor(code: ErrorCode, pdu: string, field: string, value?: number | string, offset?: number) {
    super(
      code,
      { pdu, field, value, offset },
      { detail: `${pdu}.${field}${value === undefined ? '' : ` = ${value}`}` },
    );
    this.pdu = pdu;
    this.field = field;
    this.offset = offset;
  }
}

/** A field holds a value that the specification or a named limit does not allow. */
export const invalid = (pdu: string, field: string, value?: number | string, offset?: number): DecodeError =>
  new DecodeError('PDU_INVALID', pdu, field, value, offset);

/** A length or count is above the named limit. */
export const tooLarge = (pdu: string, field: string, value?: number, offset?: number): DecodeError =>
  new DecodeError('PDU_TOO_LARGE', pdu, field, value, offset);

/** Has the value the shape of an error with a code from the table, also after a worker boundary? */
export function hasCode(error: unknown): error is Error & { code: ErrorCode; context?: ErrorContext } {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}
