/** What sessions count, as metrics. Sessions keep plain numbers; they are read when somebody asks. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Histogram, SessionMetrics } from '../session/metrics.js';
import { histogram } from './counted-histogram.js';

type Numbers = { [K in keyof SessionMetrics]: SessionMetrics[K] extends number ? K : never }[keyof SessionMetrics];
type Times = { [K in keyof SessionMetrics]: SessionMetrics[K] extends Histogram ? K : never }[keyof SessionMetrics];

const COUNTERS: readonly (readonly [Numbers, string, string])[] = [
  ['sessionsStarted', 'sluice_sessions_started_total', 'Sessions that began to connect'],
  ['reconnects', 'sluice_host_reconnects_total', 'Connections to hosts that were resumed after a drop'],
  ['hostBytes', 'sluice_host_received_bytes_total', 'Bytes from hosts, after TLS'],
  ['hostUnits', 'sluice_host_received_units_total', 'Protocol units from hosts'],
  ['hostPauses', 'sluice_host_pauses_total', 'Times a host was paused because its decode lane was full'],
  ['framesSent', 'sluice_frames_sent_total', 'Frames sent to viewers'],
  ['frameBytes', 'sluice_frame_bytes_total', 'Bytes of frames sent to viewers'],
  ['tilesSent', 'sluice_tiles_sent_total', 'Tiles in frames sent to viewers'],
  ['inputEvents', 'sluice_input_events_total', 'Input events passed on to hosts'],
  ['inputDropped', 'sluice_input_dropped_total', 'Input events lost while no host was connected'],
  ['viewersTooSlow', 'sluice_viewers_too_slow_total', 'Viewers ended because ordered messages piled up'],
];

const TIMES: readonly (readonly [Times, string, string])[] = [
  ['laneMs', 'sluice_lane_seconds', 'A batch of drawing commands from its first record to drawn'],
  ['decodeMs', 'sluice_decode_seconds', 'A decode job in its worker'],
  ['encodeMs', 'sluice_encode_seconds', 'An encode batch in its workers, summed over them'],
  ['latencyMs', 'sluice_frame_latency_seconds', 'Oldest host message of a frame to the frame being handed over'],
  ['ackMs', 'sluice_frame_ack_seconds', 'A frame being handed over to its acknowledgement'],
];

export function registerSessionMetrics(registry: Registry, metrics: SessionMetrics): void {
  for (const [field, name, help] of COUNTERS) registerCounter(registry, name, help, () => metrics[field]);
  for (const [field, name, help] of TIMES) registry.registerMetric(histogram(name, help, metrics[field]));
  new Counter({
    name: 'sluice_host_bitmaps_total',
    help: 'Bitmaps from hosts, by codec',
    labelNames: ['codec'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [codec, count] of metrics.codecs) this.inc({ codec }, count);
    },
  });
  new Gauge({
    name: 'sluice_sessions_ended',
    help: 'Sessions that ended, by error code, since the start',
    labelNames: ['code'],
    registers: [registry],
    collect() {
      for (const [code, count] of metrics.sessionsEnded) this.set({ code }, count);
    },
  });
}

function registerCounter(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}
