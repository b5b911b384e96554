// <form data-offline>: without a network the form is kept on the device and sent when the network is back, with the same
// nonce, so that sending it twice has one effect. Kept in IndexedDB, because photos are part of it.
import { clear } from "./draft";
import { renew } from "./nonce";
import { hide, say, show } from "./strip";
import { meta, words } from "./words";

interface Kept {
  id?: number;
  who: string; // sent only while the same person is signed in
  url: string;
  entries: [string, string | File][];
  draft: string;
}

function store<T>(mode: IDBTransactionMode, work: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("anlan", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("kept", { keyPath: "id", autoIncrement: true });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const asked = work(opening.result.transaction("kept", mode).objectStore("kept"));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    };
  });
}

const mine = async () => (await store<Kept[]>("readonly", (s) => s.getAll() as IDBRequest<Kept[]>)).filter((k) => k.who === meta("who"));

async function tell(): Promise<void> {
  const kept = await mine();
  hide("offline");
  if (kept.length) show("offline", words("offline", { n: kept.length }), "");
}

async function keep(form: HTMLFormElement): Promise<void> {
  const entries = [...new FormData(form)].filter(([name, value]) => name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size));
  await store("readwrite", (s) => s.add({ who: meta("who"), url: form.action, entries, draft: form.dataset.draft ?? "" } satisfies Kept));
  clear(form.dataset.draft ?? "");
  form.reset();
  for (const shot of form.querySelectorAll(".shot")) shot.remove();
  renew(form);
  await tell();
}

let sending = false;

// The page may be old: a fresh token comes from the cookie's own page.
async function token(): Promise<string> {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
  const text = await answer.text();
  return new DOMParser().parseFromString(text, "text/html").querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content || meta("csrf-token");
}

async function send(): Promise<void> {
  if (sending || !navigator.onLine) return;
  sending = true;
  let sent = 0;
  try {
    const kept = await mine();
    if (!kept.length) return;
    const csrf = await token();
    for (const one of kept) {
      const body = new FormData();
      for (const [name, value] of one.entries) body.append(name, value);
      const answer = await fetch(one.url, { method: "POST", body, headers: { "X-CSRFToken": csrf, Accept: "text/html" }, credentials: "same-origin" });
      if (answer.status >= 500) break;
      if (!answer.ok || /\/accounts\/login\//.test(answer.url)) {
        show("kept-refused", words("refused"), "bad");
        break;
      }
      await store("readwrite", (s) => s.delete(one.id ?? 0));
      sent += 1;
    }
  } catch {
    // still no network: stays kept, tried again later
  } finally {
    sending = false;
    await tell();
    if (sent) {
      show("kept-sent", words("sent", { n: sent }), "good");
      say(words("sent", { n: sent }));
    }
  }
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
    void keep(form);
  }, true);
  window.addEventListener("online", () => void send());
  if (document.body.dataset.kept !== "off") void mine().then((kept) => (kept.length ? send() : undefined)).catch(() => undefined);
}
