/**
 * The connection sequence ([MS-RDPBCGR] 1.3.1.1) as generators. A phase yields what it wants from the outside and is
 * resumed with the answer; it never sees a socket. The driver (`transport/`) and the tests run the same code.
 */

/** What the driver knows about the TLS peer after the upgrade. */
export interface TlsPeer {
  /** DER of the peer's certificate. */
  readonly certificate: Uint8Array;
  /** Contents of the SubjectPublicKey BIT STRING, as [MS-CSSP] 3.1.5 binds it. */
  readonly publicKey: Uint8Array;
}

/**
 * One whole unit to read: a TPKT packet, a TPKT or fast-path packet, one DER TSRequest, or the four bytes of an Early User
 * Authorization Result ([MS-RDPBCGR] 2.2.10.2).
 */
export type ReadHint = 'tpkt' | 'frame' | 'ts-request' | 'authorization';

/** `checkpoint` names the phase for diagnostics and progress; it needs no answer. */
export type Checkpoint = 'negotiated' | 'tls' | 'nla' | 'channels' | 'licensed' | 'activated';

export type Action =
  | { readonly type: 'send'; readonly data: Uint8Array }
  | { readonly type: 'read'; readonly hint: ReadHint }
  | { readonly type: 'upgrade' }
  | { readonly type: 'checkpoint'; readonly name: Checkpoint };

/** Answer to `read` is the unit's bytes, to `upgrade` the peer, to the others nothing. */
export type Reply = Uint8Array | TlsPeer | undefined;

export type Phase<T> = Generator<Action, T, Reply>;

export function* send(data: Uint8Array): Phase<void> {
  yield { type: 'send', data };
}

export function* read(hint: ReadHint): Phase<Uint8Array> {
  return (yield { type: 'read', hint }) as Uint8Array;
}

export function* upgradeToTls(): Phase<TlsPeer> {
  return (yield { type: 'upgrade' }) as TlsPeer;
}

export function* checkpoint(name: Checkpoint): Phase<void> {
  yield { type: 'checkpoint', name };
}
