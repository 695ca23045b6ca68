/** What a host is thought to keep of a session that was disconnected, unless it says something else. */
export const HOST_KEEPS_MS = 60 * 60_000;
