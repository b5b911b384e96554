// The line that says what holds for the whole page: not saved, no network, what was sent later.
import { words } from "./words";

export type Tone = "" | "good" | "bad" | "calm" | "unk";

export function show(id: string, text: string, tone: Tone, press?: () => void, label = words("again")): HTMLElement {
  hide(id);
  const line = document.createElement("div");
  line.className = `strip ${tone}`;
  line.id = `strip-${id}`;
  const said = document.createElement("span");
  said.className = "sp";
  said.textContent = text;
  line.append(said);
  if (press) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn sm";
    button.textContent = label;
    button.addEventListener("click", () => {
      hide(id);
      press();
    });
    line.append(button);
  }
  const shut = document.createElement("button");
  shut.type = "button";
  shut.className = "ib";
  shut.setAttribute("aria-label", words("shut"));
  shut.textContent = "×";
  shut.addEventListener("click", () => line.remove());
  line.append(shut);
  document.getElementById("strip")?.append(line);
  return line;
}

export function hide(id: string): void {
  document.getElementById(`strip-${id}`)?.remove();
}

export function say(text: string): void {
  const place = document.getElementById("say");
  if (place) place.textContent = text;
}
