// The messages on the page, in the order of their seq. Text is only ever set as text.

const SENDERS = { enquirer: "You", assistant: "Assistant", adviser: "Adviser", system: "System" };
// Topics of choices that are no answer but move the form, as in message.html.
const WAYS_ON = ["skip", "go_back", "affirm", "pause", "cancel"];
const WAYS_ON_AT_THE_CHECK = ["skip", "go_back", "pause", "cancel"];
const CLOCK = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  hour: "numeric",
  minute: "2-digit",
  hour12: true,
});

/** "2:05pm", as the server writes it. */
function timeOfDay(instant) {
  return CLOCK.format(instant).replace(/\s/g, "").toLowerCase();
}

/** The server trims a text and takes control characters out of it before it stores it. */
function sameWords(one, other) {
  const words = (text) => text.replace(/[\p{C}\s]+/gu, "");
  return words(one) === words(other);
}

function element(name, className, text) {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function linkToNotice(text, url) {
  const link = element("a", "govuk-link", text);
  link.href = url;
  link.target = "_blank";
  link.rel = "noopener";
  return link;
}

export class ChatLog {
  #list;
  #template;
  #own = []; // messages of this tab that have no seq yet: {item, text, order}
  #mayChoose = true;

  constructor(list, template) {
    this.#list = list;
    this.#template = template;
  }

  /** The highest seq shown, 0 when there is none. */
  get lastSeq() {
    return Math.max(0, ...this.#items().map((item) => Number(item.dataset.seq ?? 0)));
  }

  /** Show a message of the API; returns its item, or null when it already stood here. */
  show(message) {
    if (this.#list.querySelector(`[data-seq="${Number(message.seq)}"]`)) {
      return null;
    }
    const own = message.from === "enquirer" ? this.#takeOwn(message) : null;
    const item = own ?? this.#build(message);
    item.dataset.seq = message.seq;
    item.id = `message-${message.seq}`;
    item.querySelector(".fd-message__status")?.remove();
    if (own) {
      this.#setTime(item, message.at);
    } else {
      this.#place(item, message.seq);
    }
    this.#refreshChoices();
    return own ? null : item;
  }

  /** The first message of the reply this one is part of: what was said at once is read from its start. */
  startOfReply(item) {
    const at = (message) => message.querySelector(".fd-message__time").dateTime;
    let start = item;
    let before = item.previousElementSibling;
    while (before && !before.classList.contains("fd-message--enquirer") && at(before) === at(item)) {
      start = before;
      before = before.previousElementSibling;
    }
    return start;
  }

  /** Show what the person has just said, before the server has it. */
  showOwn(text) {
    const item = this.#build({ from: "enquirer", at: new Date(), text, choices: [], clauses: [] });
    item.append(element("p", "fd-message__status", ""));
    this.#own.push({ item, text, order: Infinity });
    this.#list.append(item);
    this.#refreshChoices();
    return item;
  }

  /** The server has it. Its seq comes with the event stream; until then it stands before its replies. */
  settle(item, replies) {
    const own = this.#own.find((candidate) => candidate.item === item);
    this.mark(item, "");
    if (!own || replies.length === 0) {
      return;
    }
    const before = this.#list.querySelector(`[data-seq="${replies[0].seq - 1}"]`);
    if (before?.classList.contains("fd-message--enquirer")) {
      this.withdraw(item); // the stream has brought it in other words
    } else {
      own.order = replies[0].seq - 0.5;
    }
  }

  /** The server would not take it. */
  withdraw(item) {
    this.#own = this.#own.filter((candidate) => candidate.item !== item);
    item.remove();
    this.#refreshChoices();
  }

  /** Say how the sending of an own message stands. */
  mark(item, status) {
    const line = item.querySelector(".fd-message__status");
    if (line && line.textContent !== status) {
      line.textContent = status;
    }
  }

  /** Choices mean something only while the assistant listens. */
  letChoose(mayChoose) {
    this.#mayChoose = mayChoose;
    this.#refreshChoices();
  }

  clear() {
    this.#own = [];
    this.#list.replaceChildren();
  }

  #items() {
    return [...this.#list.children];
  }

  #order(item) {
    if (item.dataset.seq) {
      return Number(item.dataset.seq);
    }
    return this.#own.find((candidate) => candidate.item === item)?.order ?? Infinity;
  }

  #place(item, seq) {
    const next = this.#items().find((other) => this.#order(other) > seq);
    this.#list.insertBefore(item, next ?? null);
  }

  /** The own item this message is the stored form of, if it is one of ours. */
  #takeOwn(message) {
    const own =
      this.#own.find((candidate) => sameWords(candidate.text, message.text)) ??
      this.#own.find((candidate) => candidate.order !== Infinity && message.seq < candidate.order);
    if (!own) {
      return null;
    }
    this.#own = this.#own.filter((candidate) => candidate !== own);
    return own.item;
  }

  #build(message) {
    const item = this.#template.content.firstElementChild.cloneNode(true);
    item.classList.add(`fd-message--${message.from}`);
    item.classList.toggle("fd-message--safety", Boolean(message.safety));
    item.querySelector(".fd-message__sender").textContent = SENDERS[message.from];
    this.#setTime(item, message.at);
    item.querySelector(".fd-message__text").append(
      ...message.text.split(/\n\s*\n/).map((paragraph) => element("p", "", paragraph)),
    );
    this.#fillReference(item.querySelector(".fd-message__reference"), message.reference);
    this.#fillClauses(item.querySelector(".fd-message__source"), message.clauses);
    this.#fillChoices(item.querySelector(".fd-choices"), message);
    item.querySelector(".fd-message__status").remove();
    return item;
  }

  #setTime(item, instant) {
    const at = new Date(instant);
    const time = item.querySelector(".fd-message__time");
    time.dateTime = at.toISOString();
    time.textContent = timeOfDay(at);
  }

  #fillReference(line, reference) {
    if (reference) {
      line.querySelector("strong").textContent = reference;
    } else {
      line.remove();
    }
  }

  #fillClauses(line, clauses) {
    if (clauses.length === 0) {
      line.remove();
    }
    clauses.forEach((clause, index) => {
      line.append(index > 0 ? ", " : "", linkToNotice(clause.heading, clause.url));
      if (clause.wording_url) {
        const wording = linkToNotice("Read the exact wording", clause.wording_url);
        wording.append(element("span", "govuk-visually-hidden", ` of “${clause.heading}”`));
        line.append(" (", wording, ")");
      }
    });
  }

  /** Answers as buttons, and less prominent below them what only moves the form. */
  #fillChoices(block, { choices, asking }) {
    if (choices.length === 0) {
      block.remove();
      return;
    }
    const moving = asking === "task_is_confirmed" ? WAYS_ON_AT_THE_CHECK : WAYS_ON;
    const [answers, waysOn] = block.querySelectorAll(".fd-choices__group");
    choices.forEach((choice) => {
      const isWayOn = moving.includes(choice.topic);
      const look = isWayOn ? "fd-choices__button--way-on" : "govuk-button govuk-button--secondary";
      const button = element("button", `fd-choices__button ${look}`, choice.title);
      button.type = "button";
      button.value = choice.value;
      (isWayOn ? waysOn : answers).append(button);
    });
    [answers, waysOn].filter((group) => group.children.length === 0).forEach((group) => group.remove());
  }

  /** Choices older than what the person last said become plain words; none work while a message is on its way. */
  #refreshChoices() {
    const said = this.#items().filter((item) => item.classList.contains("fd-message--enquirer"));
    const stored = Math.max(0, ...said.map((item) => this.#order(item)).filter(Number.isFinite));
    const isSending = said.some((item) => this.#order(item) === Infinity);
    this.#list.querySelectorAll(".fd-choices").forEach((block) => {
      const buttons = [...block.querySelectorAll(".fd-choices__button")];
      if (this.#order(block.closest(".fd-message")) < stored || !this.#mayChoose) {
        const answers = buttons.filter((button) => !button.matches(".fd-choices__button--way-on"));
        const titles = answers.map((button) => button.textContent).join("; ");
        block.replaceWith(
          ...(titles ? [element("p", "fd-message__past-choices", `You could choose: ${titles}`)] : []),
        );
      } else {
        buttons.forEach((button) => {
          button.disabled = isSending;
        });
      }
    });
  }
}
