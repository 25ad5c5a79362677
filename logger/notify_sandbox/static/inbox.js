// New messages and new statuses appear without a reload, so that nobody loses their place.
// Without this script the page loads itself again every five seconds.
"use strict";

const EVERY = 2000; // milliseconds

const list = document.getElementById("messages");
const news = document.getElementById("news");

function keyOf(item) {
  return item.querySelector("h2").id;
}

function takeOver(fresh) {
  const known = new Map(Array.from(list.children, (item) => [keyOf(item), item]));
  let added = 0;
  for (const item of Array.from(fresh.children).reverse()) {
    const here = known.get(keyOf(item));
    if (here === undefined) {
      list.prepend(document.adoptNode(item));
      added += 1;
    } else {
      const status = here.querySelector(".status");
      const now = item.querySelector(".status");
      if (status.textContent !== now.textContent) {
        status.textContent = now.textContent;
        status.className = now.className;
      }
    }
  }
  return added;
}

async function look() {
  try {
    const answer = await fetch(window.location.href, { cache: "no-store" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const added = takeOver(page.getElementById("messages"));
      if (added > 0) {
        document.getElementById("none")?.remove();
        news.textContent = added === 1 ? "1 new message" : `${added} new messages`;
      }
    }
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem; // the sandbox is down: look again later
  }
  window.setTimeout(look, EVERY);
}

window.setTimeout(look, EVERY);
