// A form goes off once: its button is busy until the answer is there. Coming back by "back" frees it again.
// <form data-online>: without a network it does not go off, and says so.
import { show } from "./strip";
import { words } from "./words";

function release(): void {
  for (const button of document.querySelectorAll("[aria-busy=true]")) button.removeAttribute("aria-busy");
  for (const form of document.querySelectorAll("form[data-sent]")) form.removeAttribute("data-sent");
}

export default function submit(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method === "dialog") return;
    if (form.hasAttribute("data-online") && !navigator.onLine) { // nothing is kept on a device that may be anybody's: said, and what is typed stays
      event.preventDefault();
      event.stopImmediatePropagation();
      show("unreached", words("unreached"), "bad");
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const button = event.submitter ?? form.querySelector("button:not([type=button])");
    // after everybody else had a say: a confirmation or the offline queue may have stopped it
    queueMicrotask(() => {
      const byHtmx = form.hasAttribute("data-htmx-powered");
      if (event.defaultPrevented && !byHtmx) return;
      if (form.method === "get" && !byHtmx) return;
      form.dataset.sent = "1";
      button?.setAttribute("aria-busy", "true");
    });
  }, true);
  document.addEventListener("htmx:finally:request", release);
  window.addEventListener("pageshow", release);
}
