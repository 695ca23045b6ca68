/** What a host said in its Demand Active PDU that the client acts on ([MS-RDPBCGR] 2.2.7). */
export interface HostCapabilities {
  readonly fastPathInput: boolean;
  readonly unicodeInput: boolean;
  readonly horizontalWheel: boolean;
  readonly extendedMouse: boolean;
  readonly suppressOutput: boolean;
  readonly refreshRect: boolean;
  readonly surfaceCommands: boolean;
  readonly frameAcknowledge: boolean;
  /** VCChunkSize, 1600 when the host does not say. */
  readonly channelChunkSize: number;
  readonly channelCompression: boolean;
  /**
   * Can it show single programs ([MS-RDPERP])? `asked`: at the level of xrdp, which waits to be asked for one; hosts of
   * every other level begin themselves.
   */
  readonly remotePrograms: 'none' | 'asked' | 'greets';
}
