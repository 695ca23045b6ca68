import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Durations of HTTP requests, in seconds; a long poll ends in the last bucket. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30];

/**
 * How often the lag of the event loop is sampled; its quantiles count from here. With the default of ten milliseconds a
 * gateway that serves nobody wakes a hundred times a second, for 0.3 % of a processor (measured).
 */
const EVENT_LOOP_MS = 100;

export type PerTransport = Record<'websocket' | 'poll', number>;

/** What the edge counts. Gauges are read when somebody asks. */
export interface EdgeGauges {
  readonly sessions: () => number;
  readonly viewers: () => { readonly websocket: number; readonly poll: number };
  readonly bufferedBytes: () => number;
}

/** Every metric of the gateway is registered here; `docs/operations.md` says what each is good for. */
export class Metrics {
  readonly registry = new Registry();
  readonly requests: Counter<'route' | 'status'>;
  readonly requestSeconds: Histogram<'route'>;
  readonly viewersEnded: Counter<'code'>;
  /** Plain numbers, because each message counts: they are read when somebody asks. */
  readonly viewerBytes: PerTransport = { websocket: 0, poll: 0 };
  readonly viewerMessages: PerTransport = { websocket: 0, poll: 0 };
  readonly dropped: Counter;
  readonly links: Counter<'result'>;
  readonly grants: Counter<'result'>;

  constructor(gauges: EdgeGauges) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: EVENT_LOOP_MS });
    this.requests = new Counter({
      name: 'sluice_http_requests_total',
      help: 'HTTP requests answered',
      labelNames: ['route', 'status'],
      registers,
    });
    this.requestSeconds = new Histogram({
      name: 'sluice_http_request_seconds',
      help: 'Time to answer an HTTP request',
      labelNames: ['route'],
      buckets: SECONDS,
      registers,
    });
    this.viewersEnded = new Counter({
      name: 'sluice_viewers_ended_total',
      help: 'WebSocket viewers that ended, by close code; other for codes that a browser made up',
      labelNames: ['code'],
      registers,
    });
    this.#perTransport('sluice_viewer_sent_bytes_total', 'Bytes of messages sent to viewers', this.viewerBytes);
    this.#perTransport('sluice_viewer_received_messages_total', 'Messages from viewers', this.viewerMessages);
    this.dropped = new Counter({
      name: 'sluice_viewer_dropped_messages_total',
      help: 'Messages that a full socket threw away; anything but 0 is a defect',
      registers,
    });
    this.links = new Counter({
      name: 'sluice_links_total',
      help: 'One-time links, by what became of them',
      labelNames: ['result'],
      registers,
    });
    this.grants = new Counter({
      name: 'sluice_grants_total',
      help: 'Grants of the control plane that came back, by what became of them',
      labelNames: ['result'],
      registers,
    });
    this.#gauges(gauges);
  }

  #perTransport(name: string, help: string, counts: PerTransport): void {
    new Counter({
      name,
      help,
      labelNames: ['transport'],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [transport, count] of Object.entries(counts)) this.inc({ transport }, count);
      },
    });
  }

  #gauges({ sessions, viewers, bufferedBytes }: EdgeGauges): void {
    const registers = [this.registry];
    new Gauge({
      name: 'sluice_sessions',
      help: 'Sessions that are open',
      registers,
      collect() {
        this.set(sessions());
      },
    });
    new Gauge({
      name: 'sluice_viewers',
      help: 'Viewers that are connected',
      labelNames: ['transport'],
      registers,
      collect() {
        for (const [transport, count] of Object.entries(viewers())) this.set({ transport }, count);
      },
    });
    new Gauge({
      name: 'sluice_viewer_buffered_bytes',
      help: 'Bytes that wait for viewers, all together',
      registers,
      collect() {
        this.set(bufferedBytes());
      },
    });
  }
}
