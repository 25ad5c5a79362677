// The chat page: sends through the API, and shows what the event stream brings. Without this file the
// page works as plain forms; it takes over sending only.
import { ChatLog } from "./chat_log.js";
import { newMessageId, readMessages, sendMessage, startConversation } from "./chat_api.js";
import { otherTabs } from "./webchat.js";

const RETRY_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000];
const TYPING_AFTER_MS = 800;
const STATES = {
  assistant: "",
  waiting: "You are waiting for an adviser. You can keep writing.",
  adviser: "You are chatting with an adviser.",
  ended: "This chat has ended. You can read it here for 30 minutes.",
  gone: "This chat is no longer open. You can start a new one.",
};

const part = (id) => document.getElementById(id);
const composer = part("composer");
const textarea = part("text");
const pageTitle = document.title.replace(/^Error: /, "");
const log = new ChatLog(part("messages"), part("message-template"));

const outbox = [];
let state = part("state").dataset.state || null;
let events = null;
let reconnects = 0;
let isDelivering = false;
let typingTimer = null;

// ----- what the page says

function setState(next) {
  if (next === state) {
    return;
  }
  state = next;
  const isOpen = state !== "ended" && state !== "gone";
  part("state").textContent = STATES[state];
  part("welcome").hidden = true;
  part("log").hidden = state === "gone";
  composer.hidden = !isOpen;
  part("end").hidden = !isOpen;
  part("start-again").hidden = isOpen;
  log.letChoose(state === "assistant" || state === "waiting");
  if (!isOpen) {
    showTyping(false);
    events?.close();
    events = null;
  }
}

function showAlert(detail) {
  const alert = part("alert");
  alert.replaceChildren();
  composer.querySelector(".govuk-error-summary")?.remove();
  document.title = detail ? `Error: ${pageTitle}` : pageTitle;
  if (detail) {
    const line = document.createElement("p");
    line.className = "govuk-error-message";
    line.textContent = detail;
    alert.append(line);
  }
}

/** Announced once for each wait; a quick answer is not announced as typing at all. */
function showTyping(isTyping, who = "Assistant") {
  window.clearTimeout(typingTimer);
  typingTimer = null;
  part("typing").textContent = isTyping ? `${who} is typing` : "";
}

function expectTyping() {
  if (state !== "adviser" && typingTimer === null) {
    typingTimer = window.setTimeout(() => showTyping(true), TYPING_AFTER_MS);
  }
}

/** Show messages, and bring the start of the reply into view unless the person is reading further up. */
function showMessages(messages) {
  const isFollowing = composer.getBoundingClientRect().top < window.innerHeight + 100;
  const items = messages.map((message) => log.show(message)).filter(Boolean);
  if (messages.length > 0) {
    part("welcome").hidden = true;
    part("log").hidden = false;
  }
  if (messages.some((message) => message.from !== "enquirer")) {
    showTyping(false);
  }
  if (isFollowing && items.length > 0) {
    const start = log.startOfReply(items[0]);
    const before = start.previousElementSibling;
    bringIntoView(before?.contains(document.activeElement) ? before : start); // never hide the focus
  }
}

/** The message and the box to answer in when both fit, else the message from its start. */
function bringIntoView(item) {
  composer.scrollIntoView({ block: "end" });
  const covered = Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
  if (item.getBoundingClientRect().top < covered) {
    item.scrollIntoView({ block: "start" });
  }
}

// ----- what the server says

function listen() {
  events?.close();
  events = new EventSource(`/api/chat/events?after=${log.lastSeq}`);
  events.addEventListener("open", () => {
    reconnects = 0;
  });
  events.addEventListener("message", (event) => showMessages([JSON.parse(event.data)]));
  events.addEventListener("state", (event) => enter(JSON.parse(event.data).state));
  events.addEventListener("typing", (event) => {
    const { from, typing } = JSON.parse(event.data);
    if (typing && from === "assistant") {
      expectTyping();
    } else {
      showTyping(typing, "Adviser");
    }
  });
  events.addEventListener("error", reconnect);
}

/** The browser reconnects by itself unless the server refused the stream: then find out why. */
async function reconnect() {
  if (events?.readyState !== EventSource.CLOSED) {
    return;
  }
  await pause(RETRY_AFTER_MS[Math.min(reconnects, RETRY_AFTER_MS.length - 1)]);
  reconnects += 1;
  const answer = await readMessages(log.lastSeq);
  if (answer?.status === 200) {
    showMessages(answer.body.messages);
    setState(answer.body.state);
  } else if (answer?.status === 401) {
    forget();
  }
  if (events) {
    listen();
  }
}

/** An ended conversation can still be read, unless it was the person who ended it. */
async function enter(next) {
  if (next === "ended" && (await readMessages(log.lastSeq))?.status === 401) {
    forget();
  } else {
    setState(next);
  }
}

/** The conversation is gone, perhaps because it was left in another tab: show nothing of it any more. */
function forget() {
  outbox.length = 0;
  log.clear();
  setState("gone");
}

// ----- what the person says

function say(text, choice) {
  const item = log.showOwn(text);
  const body = choice === undefined ? { text } : { choice };
  outbox.push({ text, item, isChoice: choice !== undefined, message: { message_id: newMessageId(), ...body } });
  showAlert("");
  part("welcome").hidden = true;
  part("log").hidden = false;
  bringIntoView(item);
  deliver();
  return item;
}

/** One message at a time, in order; each is sent again with its own message_id until there is an answer. */
async function deliver() {
  if (isDelivering) {
    return;
  }
  isDelivering = true;
  while (outbox.length > 0) {
    const entry = outbox[0];
    expectTyping();
    const answer = await untilAnswered(entry);
    outbox.shift();
    settle(entry, answer);
  }
  isDelivering = false;
}

async function untilAnswered(entry) {
  for (let attempt = 0; ; attempt += 1) {
    const answer = (await open()) ?? (await sendMessage(entry.message));
    if (answer && answer.status < 500) {
      return answer;
    }
    showTyping(false);
    const isSaved = answer?.body.code === "answer-delayed";
    log.mark(entry.item, isSaved ? "Saved. The answer is still to come." : "Not sent yet. Trying again.");
    if (answer?.body.detail) {
      showAlert(answer.body.detail);
    }
    await pause(RETRY_AFTER_MS[Math.min(attempt, RETRY_AFTER_MS.length - 1)]);
  }
}

/** Makes sure that there is a conversation: null when there is, otherwise the answer that says why not. */
async function open() {
  if (state !== null) {
    return null;
  }
  const answer = await startConversation();
  if (answer?.status !== 201) {
    return answer ?? { status: 503, body: {} };
  }
  showMessages(answer.body.messages);
  setState("assistant");
  listen();
  otherTabs.postMessage("started");
  return null;
}

function settle(entry, { status, body }) {
  showTyping(false);
  if (status === 200) {
    log.settle(entry.item, body.messages);
    showAlert("");
    showMessages(body.messages);
  } else if (status === 401) {
    forget();
  } else {
    refuse(entry, body);
  }
}

/** The server would not take it: give the words back and say why. */
function refuse(entry, { code, detail }) {
  if (code === "conversation-ended") {
    log.mark(entry.item, "Not sent. The chat had ended.");
    setState("ended");
    return;
  }
  log.withdraw(entry.item);
  showAlert(detail);
  if (!entry.isChoice) {
    textarea.value = [entry.text, textarea.value].filter(Boolean).join("\n");
    textarea.focus();
  }
}

/** Waits, but no longer than until the network is back. */
function pause(milliseconds) {
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, milliseconds);
    window.addEventListener("online", () => { window.clearTimeout(timer); resolve(); }, { once: true });
  });
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = textarea.value.trim();
  textarea.focus();
  if (text === "") {
    showAlert("Write a message first.");
    return;
  }
  textarea.value = "";
  say(text);
});

// A choice goes away once it is made, so the focus moves to what the person has just said.
part("messages").addEventListener("click", (event) => {
  const button = event.target.closest(".fd-choices__button");
  if (button) {
    event.preventDefault();
    say(button.textContent.trim(), button.value).focus({ preventScroll: true });
  }
});

otherTabs.addEventListener("message", ({ data }) => {
  if (data === "left") {
    forget();
  } else if (data === "started" && state === null) {
    setState("assistant");
    listen();
  }
});

if (state !== null && state !== "ended") {
  listen();
}
