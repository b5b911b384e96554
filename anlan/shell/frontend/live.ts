// The live stream: on `changed` (a list of topics) every element with data-live="topic" asks for itself again (its own hx-get, trigger "live").
// Silent for over 60 s: figures in [data-figure] turn to unknown and a line says since when.
import { hide, show } from "./strip";
import { meta, words } from "./words";

const SILENCE = 60_000;
let heard = Date.now();
let lost = false;
// a demo city has a time of its own, which the header shows: the wall's clock moved by as much
const moved = meta("now") ? Date.parse(meta("now")) - Date.now() : 0;

const clock = (time: number): string =>
  new Date(time).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });

function alive(): void {
  heard = Date.now();
  if (!lost) return;
  lost = false;
  hide("stale");
  for (const figure of document.querySelectorAll("[data-figure].stale")) figure.classList.remove("stale");
  refresh(["everything"]);
}

// Nobody's half-typed sentence is swapped away: the page then says that it changed and leaves it to the reader.
function inUse(element: HTMLElement): boolean {
  return [...element.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]), textarea")].some((field) => {
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue || field === document.activeElement;
  });
}

function refresh(changed: string[]): void {
  for (const element of document.querySelectorAll<HTMLElement>("[data-live]")) {
    const wanted = (element.dataset.live ?? "").split(" ");
    if (changed.includes("everything") || wanted.includes("*") || wanted.some((topic) => changed.includes(topic))) {
      if (inUse(element)) show("moved", words("moved"), "calm", () => location.reload(), words("look"));
      else element.dispatchEvent(new CustomEvent("live"));
    }
  }
}

function watch(): void {
  if (lost || Date.now() - heard < SILENCE) return;
  lost = true;
  for (const figure of document.querySelectorAll("[data-figure]")) figure.classList.add("stale");
  if (document.querySelector("[data-figure]")) show("stale", words("since", { clock: clock(heard + moved) }), "unk");
}

export default function live(): void {
  const url = meta("live-url");
  if (!url) return;
  const stream = new EventSource(url);
  stream.addEventListener("hello", alive);
  stream.addEventListener("beat", (event) => {
    // the stream lives, but what it listens to does not: that is silence too
    if ((JSON.parse((event as MessageEvent<string>).data) as { database?: boolean }).database !== false) alive();
  });
  stream.addEventListener("changed", (event) => {
    alive();
    const topics = JSON.parse((event as MessageEvent<string>).data) as string[];
    refresh(topics);
  });
  setInterval(watch, 5_000);
  window.addEventListener("pagehide", () => stream.close());
}
