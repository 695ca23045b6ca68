import fc from 'fast-check';
import t from 'tap';
import { GatewayError } from '../../src/errors.js';
import { connect } from '../../src/rdp/connect/connect.js';
import { run } from './run.js';
import { ScriptedHost } from './scripted-host.js';
import { clientSettings } from './settings.js';

/** A host whose packet number `at` is changed on its way. */
class DamagedHost extends ScriptedHost {
  readonly #at: number;
  readonly #change: (packet: Uint8Array) => Uint8Array;
  #count = 0;

  constructor(at: number, change: (packet: Uint8Array) => Uint8Array) {
    super();
    this.#at = at;
    this.#change = change;
  }

  override answer(packet: Uint8Array): readonly Uint8Array[] {
    return super.answer(packet).map((reply) => (this.#count++ === this.#at ? this.#change(reply.slice()) : reply));
  }
}

/** Ends with a result, an error with a code, or a client that waits for more, which the driver's deadline ends. */
function attempt(at: number, change: (packet: Uint8Array) => Uint8Array): 'done' | 'refused' | 'waiting' {
  try {
    run(connect(clientSettings()), new DamagedHost(at, change));
    return 'done';
  } catch (error) {
    if (error instanceof GatewayError) return 'refused';
    if (error instanceof Error && error.message.startsWith('client waits')) return 'waiting';
    throw error;
  }
}

/** Confirm, Connect Response, Attach User, four joins, licence, Demand Active, Font Map. */
const PACKETS = 10;

t.test('every packet, cut short anywhere, is refused', async (t) => {
  for (let at = 0; at < PACKETS; at++) {
    const outcomes = new Set<string>();
    attempt(at, (packet) => {
      for (let end = 0; end < packet.length; end++) outcomes.add(attempt(at, (copy) => copy.slice(0, end)));
      return packet;
    });
    t.same([...outcomes], ['refused'], `packet ${at}`);
  }
});

t.test('every packet, with a few bytes changed', async (t) => {
  const change = fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(0, 0x7f, 0x80, 0xff), fc.nat(255)));
  const property = fc.property(fc.nat(PACKETS - 1), fc.array(change, { minLength: 1, maxLength: 6 }), (at, changes) => {
    attempt(at, (packet) => {
      for (const [index, value] of changes) packet[index % packet.length] = value;
      return packet;
    });
  });
  t.doesNotThrow(() => fc.assert(property, { seed: 7, numRuns: 400 }));
});

t.test('undamaged, it connects', async (t) => {
  t.equal(
    attempt(0, (packet) => packet),
    'done',
  );
});
