/** What a person did, before it becomes a slow-path or fast-path input PDU ([MS-RDPBCGR] 2.2.8.1). */
export type InputEvent =
  /** PC/AT set 1 scancode without prefix; `extended` stands for E0, `extended1` for E1 (Pause). */
  | {
      readonly type: 'key';
      readonly down: boolean;
      readonly scancode: number;
      readonly extended: boolean;
      readonly extended1?: boolean;
    }
  /** One UTF-16 code unit. */
  | { readonly type: 'unicode'; readonly down: boolean; readonly unit: number }
  /** Absolute desktop pixels. */
  | { readonly type: 'move'; readonly x: number; readonly y: number }
  | {
      readonly type: 'button';
      readonly down: boolean;
      readonly button: 'left' | 'right' | 'middle' | 'x1' | 'x2';
      readonly x: number;
      readonly y: number;
    }
  /** 120 units are one notch; positive is up or right. Range -255…255 per PDU; the encoder splits larger values. */
  | {
      readonly type: 'wheel';
      readonly axis: 'vertical' | 'horizontal';
      readonly delta: number;
      readonly x: number;
      readonly y: number;
    }
  /** State of the lock keys after a focus change; the host releases all keys. */
  | {
      readonly type: 'synchronize';
      readonly scrollLock: boolean;
      readonly numLock: boolean;
      readonly capsLock: boolean;
      readonly kanaLock: boolean;
    };
