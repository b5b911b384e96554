// The wall: fits the screen, keeps the clock, turns dark in the evening, shows what changed, and says when nothing new comes any more.
const SILENCE = 60_000;
const SHOWN = 10 * 60_000; // an outline around what changed
const AFRESH = 6 * 3600_000; // a page that stands for weeks fetches itself anew: new files, a new token of the stream

interface Kept {
  text: string;
  until: number;
}

export default function wall(frame: HTMLElement): void {
  const known = new Map<string, Kept>();
  const began = Date.now();
  let heard = Date.now();
  let ahead = 0; // a demo city has a time of its own

  const inner = () => frame.querySelector<HTMLElement>(".wall");
  const time = (at: number) =>
    new Date(at).toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" });

  function fit(): void {
    const scale = Math.min(window.innerWidth / 1920, window.innerHeight / 1080);
    frame.style.setProperty("--wall-scale", String(scale));
    frame.style.setProperty("--wall-left", `${Math.max(0, (window.innerWidth - 1920 * scale) / 2)}px`);
  }

  function compare(): void {
    for (const figure of frame.querySelectorAll<HTMLElement>("[data-wall]")) {
      const key = figure.dataset.wall ?? "";
      const text = figure.textContent ?? "";
      const before = known.get(key);
      if (before && before.text !== text) {
        known.set(key, { text, until: Date.now() + SHOWN });
        figure.classList.add("changed");
        setTimeout(() => figure.classList.remove("changed"), 2_000);
      } else if (!before) {
        known.set(key, { text, until: 0 });
      }
    }
    outline();
  }

  function outline(): void {
    for (const figure of frame.querySelectorAll<HTMLElement>("[data-wall]")) {
      figure.classList.toggle("was-changed", (known.get(figure.dataset.wall ?? "")?.until ?? 0) > Date.now());
    }
  }

  function fresh(): void {
    const shown = inner();
    if (!shown) return;
    heard = Date.now();
    ahead = Date.parse(shown.dataset.at ?? "") - heard || 0;
    document.documentElement.dataset.theme = shown.dataset.themeNow ?? "dark";
    compare();
  }

  function tick(): void {
    const shown = inner();
    const clock = frame.querySelector("#wall-clock");
    if (clock) clock.textContent = time(Date.now() + ahead);
    outline();
    if (shown && Date.now() - heard > SILENCE) {
      const gone = shown.querySelector<HTMLElement>(".gone");
      shown.classList.add("lost");
      if (gone?.hidden) {
        gone.textContent = (gone.dataset.words ?? "").replace("{clock}", time(heard + ahead));
        gone.hidden = false;
      }
    } else if (Date.now() - began > AFRESH) {
      location.reload();
    }
  }

  fit();
  fresh();
  tick();
  window.addEventListener("resize", fit);
  document.addEventListener("htmx:after:process", (event) => {
    if (frame.contains(event.target as Node)) fresh();
  });
  setInterval(tick, 1_000);
}
