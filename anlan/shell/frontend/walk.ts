// <div data-module="walk"> around forms with data-walk: each answer goes off by itself and comes back as its own piece of the page. Without
// a network it is kept on the device (offline.ts), shown as kept, and sent once when there is a network. A scanned code opens its room.
import { attach } from "./modules";
import { drop, mine, aboutOf, type Kept } from "./kept";
import { keep } from "./offline";
import { show } from "./strip";
import { meta, words } from "./words";

const itemOf = (root: HTMLElement, about: string): HTMLElement | null =>
  root.querySelector(`[data-key="${CSS.escape(about)}"], [data-room="${CSS.escape(about)}"]`);

// The answer that waits on the device, shown where it belongs.
function mark(root: HTMLElement, one: Kept): void {
  const item = itemOf(root, aboutOf(one));
  if (!item) return;
  item.dataset.kept = "1";
  item.querySelector(".ckw-kept")?.remove();
  const chosen = String(one.entries.find(([name]) => name === "verdict" || name === "do")?.[1] ?? "");
  for (const button of item.querySelectorAll<HTMLButtonElement>("button[name=verdict], button[name=do]")) {
    button.setAttribute("aria-pressed", String(button.value === chosen));
  }
  const line = Object.assign(document.createElement("p"), { className: "ckw-kept sm warn", textContent: root.dataset.wordsKept ?? "" });
  item.querySelector("form")?.before(line);
}

// Each piece that came back takes the place of the one with its id.
function put(text: string): void {
  const page = new DOMParser().parseFromString(`<body>${text}</body>`, "text/html");
  for (const piece of [...page.body.children]) {
    const old = document.getElementById(piece.id);
    if (!old) continue;
    const fresh = document.importNode(piece, true);
    old.replaceWith(fresh);
    attach(fresh as HTMLElement);
  }
}

async function send(form: HTMLFormElement, by: HTMLElement | null): Promise<void> {
  const url = form.action;
  const about = aboutOf({ who: "", url, entries: [...new FormData(form)], draft: "" });
  try {
    const headers = { "X-CSRFToken": meta("csrf-token"), "HX-Request": "true" };
    const answer = await fetch(url, { method: "POST", body: new FormData(form, by), headers, credentials: "same-origin" });
    if (answer.status >= 500 || answer.redirected) return void show("unsaved", words("unsaved"), "bad", () => void send(form, by));
    if (answer.status === 401) return location.reload(); // signed out meanwhile
    put(await answer.text());
    if (!answer.ok) return;
    for (const one of await mine()) if (one.id && one.url === url && aboutOf(one) === about) await drop(one.id);
  } catch {
    await keep(form, by); // the network is gone although the device says it is there
  } finally {
    delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  }
}

async function markOf(code: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(code.toLowerCase()));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function scanned(root: HTMLElement, code: string): Promise<void> {
  const found = await markOf(code);
  const room = [...root.querySelectorAll<HTMLElement>("[data-mark]")].find((item) => found.startsWith(item.dataset.mark ?? "-"));
  const said = document.getElementById("scan-words");
  if (said) said.textContent = (room ? root.dataset.wordsHere : root.dataset.wordsStrange) ?? "";
  if (!room) return;
  const field = room.querySelector<HTMLInputElement>("input[name=code]");
  if (field) field.value = code;
  room.scrollIntoView({ block: "center" });
  room.querySelector<HTMLElement>("button[name=do]")?.focus();
}

export default function walk(root: HTMLElement): void {
  root.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!("walk" in form.dataset) || event.defaultPrevented) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
  root.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest<HTMLButtonElement>("[data-fail]");
    const box = button?.closest("form")?.querySelector<HTMLElement>(".ckc-fail");
    if (!button || !box) return;
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) box.querySelector<HTMLInputElement>("input[name=note]")?.focus();
  });
  root.addEventListener("kept", (event) => mark(root, (event as CustomEvent<Kept>).detail));
  document.addEventListener("kept-sent", () => setTimeout(() => location.reload(), 600)); // what was sent is on the page then
  document.getElementById("scanned-room")?.addEventListener("change", (event) => void scanned(root, (event.target as HTMLInputElement).value));
  const here = location.pathname;
  if ("indexedDB" in window) {
    void mine().then((all) => all.filter((one) => one.page === here).forEach((one) => mark(root, one))).catch(() => undefined);
  }
}
