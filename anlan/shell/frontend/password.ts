// <button data-module="password" aria-controls="id_password">: shows what is typed.
import { words } from "./words";

export default function password(element: HTMLElement): void {
  element.hidden = false;
  element.addEventListener("click", () => {
    const input = document.getElementById(element.getAttribute("aria-controls") ?? "") as HTMLInputElement | null;
    if (!input) return;
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    element.textContent = words(shown ? "show" : "hide");
    element.setAttribute("aria-pressed", String(!shown));
  });
}
