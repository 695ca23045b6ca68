/** The part of WebCodecs that is used; tests decode by hand. */
export interface DecodedPicture {
  readonly timestamp: number;
  readonly format: string | null;
  readonly codedWidth: number;
  readonly codedHeight: number;
  copyTo(destination: Uint8Array, options: CopyOptions): Promise<unknown>;
  close(): void;
}

export interface CopyOptions {
  readonly rect: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly layout: { readonly offset: number; readonly stride: number }[];
}

export interface Chunk {
  readonly key: boolean;
  readonly timestamp: number;
  readonly data: Uint8Array;
}

export interface DecoderPort {
  /** `codec` as RFC 6381 has it. May be called again, before a key chunk. */
  configure(codec: string): void;
  decode(chunk: Chunk): void;
  close(): void;
}

export interface DecoderEvents {
  readonly output: (picture: DecodedPicture) => void;
  /** Nothing follows. */
  readonly error: () => void;
}

export type OpenDecoder = (events: DecoderEvents) => DecoderPort;
