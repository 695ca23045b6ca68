import { problemOfClose } from './problem.js';
import type { OpenTransport } from './transport.js';

/** Messages over one WebSocket, one per binary frame. */
export function openSocket(url: string): OpenTransport {
  return (events) => {
    const socket = new WebSocket(url);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => events.opened();
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) events.received(new Uint8Array(data));
    };
    // An error is always followed by close, which says more.
    socket.onclose = ({ code }) => events.closed({ problem: problemOfClose(code) });
    return {
      send: (message) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(message as Uint8Array<ArrayBuffer>);
      },
      close: () => {
        socket.onopen = null;
        socket.onmessage = null;
        socket.onclose = null;
        socket.close();
      },
    };
  };
}
