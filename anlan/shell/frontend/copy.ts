// <button data-module="copy" data-copy="#id">: copies the text of an element (names of who is missing).
import { say } from "./strip";
import { words } from "./words";

export default function copy(element: HTMLElement): void {
  element.addEventListener("click", async () => {
    const source = document.querySelector<HTMLElement>(element.dataset.copy ?? "");
    const text = source instanceof HTMLTextAreaElement ? source.value : (source?.innerText ?? "");
    await navigator.clipboard.writeText(text);
    const before = element.textContent;
    element.textContent = words("copied");
    say(words("copied"));
    setTimeout(() => { element.textContent = before; }, 2000);
  });
}
