/**
 * Standard RDP security after the key exchange ([MS-RDPBCGR] 5.3): wraps and unwraps the data that follows a basic
 * security header or a fast-path header. Both directions count packets and refresh their keys after 4096.
 */
export interface FrameCipher {
  /** Bytes of signature (and, for FIPS, padding information) in front of encrypted data: 8 or 12. */
  readonly overhead: number;
  readonly fips: boolean;
  /** `encrypt` salts its signature: the header in front must carry SEC_SECURE_CHECKSUM. Never under FIPS. */
  readonly salted: boolean;
  /** From the next `encrypt` on: the peer has said ENC_SALTED_CHECKSUM in its general capability set. */
  useSaltedChecksum(): void;
  /** Returns overhead and ciphertext. */
  encrypt(plain: Uint8Array): Uint8Array;
  /** Takes overhead and ciphertext; throws PDU_INVALID when the signature is wrong. `salted` is SEC_SECURE_CHECKSUM. */
  decrypt(protectedData: Uint8Array, salted: boolean): Uint8Array;
}

/** 32 bytes each: what both sides derive their keys from. */
export interface SessionRandoms {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}
