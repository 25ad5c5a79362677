// The web chat's public API, as one answer per call: {status, body}, or null when nothing came back.

const PATIENCE_MS = 30_000;

async function call(method, path, body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  try {
    const response = await fetch(`/api/chat/${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    // The network failed, or what came back was cut off or is no answer of ours (a proxy's page).
    return null;
  }
}

export const startConversation = () => call("POST", "conversations", {});
export const sendMessage = (message) => call("POST", "messages", message);
export const readMessages = (after) => call("GET", `messages?after=${after}`);

/** A random uuid; crypto.randomUUID exists over https only. */
export function newMessageId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
