// htmx: the CSRF token on every request that writes, and a sentence instead of silence when one fails.
import "htmx.org";
import { hide, show } from "./strip";
import { meta, words } from "./words";

interface Context {
  sourceElement: HTMLElement;
  sourceEvent: Event;
  request: { method: string; headers: Record<string, string> };
  response?: { status: number };
}

const contextOf = (event: Event): Context => (event as CustomEvent<{ ctx: Context }>).detail.ctx;
const waiting = () => document.getElementById("waiting");

document.addEventListener("htmx:config:request", (event) => {
  const { request, sourceEvent } = contextOf(event);
  if (!sourceEvent?.isTrusted) request.headers["X-Unattended"] = "1"; // the page asks by itself: nobody is shown to be there
  if (request.method !== "GET") request.headers["X-CSRFToken"] = meta("csrf-token");
});
document.addEventListener("htmx:before:request", () => waiting()?.classList.add("htmx-request"));
document.addEventListener("htmx:finally:request", () => waiting()?.classList.remove("htmx-request"));

function failed(event: Event, sentence: string): void {
  const { sourceElement, sourceEvent } = contextOf(event);
  show("unsaved", sentence, "bad", () => {
    if (sourceElement instanceof HTMLFormElement) sourceElement.requestSubmit();
    else sourceElement.dispatchEvent(new Event(sourceEvent.type, { bubbles: true, cancelable: true }));
  });
}

document.addEventListener("htmx:response:error", (event) => {
  if ((contextOf(event).response?.status ?? 0) >= 500) failed(event, words("unsaved"));
});
document.addEventListener("htmx:error", (event) => {
  if (contextOf(event)) failed(event, words("unreached"));
});
document.addEventListener("htmx:after:swap", (event) => {
  if ((contextOf(event)?.response?.status ?? 0) < 400) hide("unsaved");
});
