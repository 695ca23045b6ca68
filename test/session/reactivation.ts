/** What a host sends to activate a connection anew, [MS-RDPBCGR] 1.3.1.3. */
import { ByteWriter } from '../../src/bytes/writer.js';
import { PduType, shareControlPdu } from '../../src/rdp/share/control-header.js';
import { DataPduType, shareDataPdu } from '../../src/rdp/share/data-header.js';
import { writeDemandActive } from '../../src/rdp/share/demand-active.js';
import { writeFontMap } from '../../src/rdp/share/finalization.js';

const SHARE = 0x203ea;

function written(write: (w: ByteWriter) => void): Uint8Array {
  const w = new ByteWriter();
  write(w);
  return w.finish();
}

/** Share PDUs of a whole reactivation to a desktop of this size, as far as the client waits for them. */
export function reactivation(channel: number, desktopWidth: number, desktopHeight: number): Uint8Array[] {
  const demand = written((w) =>
    writeDemandActive(w, {
      shareId: SHARE,
      sourceDescriptor: 'RDP',
      capabilitySets: [
        {
          type: 'general',
          osMajorType: 1,
          osMinorType: 3,
          protocolVersion: 0x200,
          generalCompressionTypes: 0,
          extraFlags: 0,
          updateCapabilityFlag: 0,
          remoteUnshareFlag: 0,
          generalCompressionLevel: 0,
          refreshRectSupport: 1,
          suppressOutputSupport: 1,
        },
        {
          type: 'bitmap',
          preferredBitsPerPixel: 32,
          receive1BitPerPixel: 1,
          receive4BitsPerPixel: 1,
          receive8BitsPerPixel: 1,
          desktopWidth,
          desktopHeight,
          desktopResizeFlag: 1,
          bitmapCompressionFlag: 1,
          highColorFlags: 0,
          drawingFlags: 0,
          multipleRectangleSupport: 1,
        },
      ],
    }),
  );
  return [
    shareControlPdu(PduType.DEACTIVATEALLPDU, channel, new Uint8Array(0)),
    shareControlPdu(PduType.DEMANDACTIVEPDU, channel, demand),
    shareDataPdu(SHARE, channel, DataPduType.FONTMAP, written(writeFontMap)),
  ];
}
