// <button data-module="copy" data-copy="#id">: copies the text of an element (names of who is missing).
import { say } from "./strip";
import { words } from "./words";

// The clipboard's own door is only open over https and on loopback.
async function put(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "vh";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

export default function copy(element: HTMLElement): void {
  element.addEventListener("click", async () => {
    const source = document.querySelector<HTMLElement>(element.dataset.copy ?? "");
    const text = source instanceof HTMLTextAreaElement ? source.value : (source?.innerText ?? "");
    await put(text);
    const before = element.textContent;
    element.textContent = words("copied");
    say(words("copied"));
    setTimeout(() => { element.textContent = before; }, 2000);
  });
}
