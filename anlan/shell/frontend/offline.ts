// <form data-offline>: without a network the form is kept on the device and sent when the network is back, with the same
// nonce, so that sending it twice has one effect. What the server refuses stays, with a way back into the form and a way out.
import { clear, done } from "./draft";
import { addressOf, drop, fill, mine, put, sameAnswer, type Kept } from "./kept";
import { renew } from "./nonce";
import { hide, say, show } from "./strip";
import { meta, words } from "./words";

const OPENED = "kept-opened"; // which of the kept ones the form on this page was filled from

async function tell(): Promise<void> {
  const kept = await mine();
  hide("offline");
  if (kept.length) show("offline", words("offline", { n: kept.length }), "");
}

// A report without a place would only be refused later, far from the place: said now, while one stands there.
function placed(form: HTMLFormElement): boolean {
  const where = form.querySelector<HTMLInputElement>("input[name=where]");
  const chosen = form.querySelector<HTMLInputElement>("input[name=place]:checked");
  if (!where || "free" in where.dataset || where.value.trim() || (chosen && !chosen.dataset.open)) return true;
  where.closest("details")?.setAttribute("open", "");
  show("unplaced", words("unplaced"), "bad");
  where.focus();
  return false;
}

function free(form: HTMLFormElement): void {
  delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
}

export async function keep(form: HTMLFormElement, by: HTMLElement | null = null): Promise<void> {
  free(form);
  if (!placed(form)) return;
  hide("unplaced");
  const entries = [...new FormData(form, by)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size));
  const one: Kept = { who: meta("who"), url: form.action, entries, draft: form.dataset.draft ?? "" };
  if (form.dataset.page) one.page = form.dataset.page;
  if ("walk" in form.dataset) return void keepAnswer(form, one).then(tell); // an answer stays on its page
  if (form.dataset.kept) one.id = Number(form.dataset.kept); // opened again without a network: one report stays one
  delete form.dataset.kept;
  await put(one);
  clear(form.dataset.draft ?? "");
  form.reset();
  renew(form);
  await tell();
}

/** Kept anew for the same item, an answer takes the place of the one before. */
async function keepAnswer(form: HTMLFormElement, one: Kept): Promise<void> {
  for (const before of await mine()) if (before.id && sameAnswer(before, one)) await drop(before.id);
  await put(one);
  renew(form);
  form.dispatchEvent(new CustomEvent("kept", { bubbles: true, detail: one }));
}

let sending = false;

// The page may be old: a fresh token comes from the cookie's own page.
async function token(): Promise<string> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  const text = await answer.text();
  return new DOMParser().parseFromString(text, "text/html").querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content || meta("csrf-token");
}

// Why the server did not take it: the sentences that its page puts beside the fields.
async function why(answer: Response): Promise<string> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const lines = page.querySelectorAll(".errors li");
  const said = [...(lines.length ? lines : page.querySelectorAll(".errors b"))].map((e) => e.textContent?.trim() ?? "").filter(Boolean);
  return [...new Set(said)].slice(0, 2).join(" ");
}

function refused(one: Kept, reason: string): void {
  const id = one.id ?? 0;
  const line = show(`kept-refused-${id}`, words("refused", { why: reason }), "bad");
  const open = Object.assign(document.createElement("a"), { className: "btn sm", href: addressOf(one), textContent: words("open") });
  const away = Object.assign(document.createElement("button"), { className: "btn sm d", type: "button", textContent: words("drop") });
  away.dataset.confirm = words("dropped");
  away.addEventListener("click", () => {
    line.remove();
    void drop(id).then(tell);
  });
  open.addEventListener("click", () => {
    if (new URL(open.href).pathname + new URL(open.href).search === location.pathname + location.search) setTimeout(() => location.reload());
  });
  line.lastChild?.before(open, away);
}

async function send(): Promise<void> {
  if (sending || !navigator.onLine) return;
  sending = true;
  let sent = 0;
  try {
    const opened = document.querySelector<HTMLFormElement>("form[data-kept]")?.dataset.kept;
    const kept = (await mine()).filter((one) => String(one.id) !== opened); // that one is being put right
    if (!kept.length) return;
    const csrf = await token();
    for (const one of kept) {
      const body = new FormData();
      for (const [name, value] of one.entries) body.append(name, value);
      const answer = await fetch(one.url, { method: "POST", body, headers: { "X-CSRFToken": csrf, Accept: "text/html" }, credentials: "same-origin" });
      // led to a door (signed out meanwhile, or a password is due) it was not taken
      if (answer.status >= 500 || meta("doors").split(" ").includes(new URL(answer.url).pathname)) break;
      if (!answer.ok) {
        refused(one, await why(answer));
        continue;
      }
      await drop(one.id ?? 0);
      sent += 1;
    }
  } catch {
    // still no network: stays kept, tried again later
  } finally {
    sending = false;
    await tell();
    if (sent) {
      document.dispatchEvent(new CustomEvent("kept-sent"));
      show("kept-sent", words("sent", { n: sent }), "good");
      say(words("sent", { n: sent }));
    }
  }
}

// The form was filled from a kept one, went off by itself, and the server took it: the kept one has served.
async function served(): Promise<void> {
  const [id, draft] = (sessionStorage.getItem(OPENED) ?? "").split(" ");
  if (!id || !done || done !== draft) return;
  sessionStorage.removeItem(OPENED);
  await drop(Number(id));
}

// The address says #kept-3: fill the form of the page from it.
async function reopen(): Promise<void> {
  const id = Number(/^#kept-(\d+)$/.exec(location.hash)?.[1] ?? 0);
  const form = document.querySelector<HTMLFormElement>("form[data-offline]");
  const one = id && form ? (await mine()).find((k) => k.id === id) : undefined;
  if (!form || !one) return;
  fill(form, one);
  sessionStorage.setItem(OPENED, `${id} ${one.draft}`);
  history.replaceState(null, "", location.pathname + location.search);
}

export default function offline(): void {
  const worker = meta("service-worker");
  if ("serviceWorker" in navigator) {
    if (worker) void navigator.serviceWorker.register(worker, { scope: "/" }).catch(() => undefined);
    else navigator.serviceWorker.controller?.postMessage("forget"); // nobody is signed in: no page of the one before
  }
  if (!("indexedDB" in window)) return;
  // the page may come from the device's own store, with a nonce that was used before; a draft brings its own back
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-offline]")) renew(form);
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("form[data-offline]") || navigator.onLine) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void keep(form, event.submitter);
  }, true);
  window.addEventListener("online", () => void send());
  void served().then(reopen).then(() => {
    if (document.body.dataset.kept !== "off") return mine().then((kept) => (kept.length ? send() : undefined));
  }).catch(() => undefined);
}
