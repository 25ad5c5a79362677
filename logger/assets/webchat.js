// Every page an enquirer sees: the components, and the way out.
import { startComponents } from "./components.js";
import { ExitThisPage, createAll } from "./govuk-frontend.min.js";

/** Tells this browser's other tabs that a conversation was "started" or "left". */
export const otherTabs = new BroadcastChannel("front-door-chat");

/** GOV.UK's component, which also ends the conversation and empties the page before it leaves. */
class LeaveTheChat extends ExitThisPage {
  exitPage() {
    // Nothing may hold the person here, so the answer is not waited for. The page is going away:
    // there is nobody left to tell if it fails.
    fetch("/api/chat/conversation", { method: "DELETE", keepalive: true }).catch(() => {});
    otherTabs.postMessage("left");
    document.title = "Loading";
    document.getElementById("messages")?.replaceChildren();
    document.querySelectorAll("textarea, input").forEach((field) => {
      field.value = "";
    });
    super.exitPage();
  }
}

startComponents();
createAll(LeaveTheChat);

// "Back" may bring the page from the browser's memory, as it was: ask for it anew instead.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) {
    window.location.reload();
  }
});
