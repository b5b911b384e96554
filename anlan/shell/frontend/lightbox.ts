// Pictures in full size: data-module="lightbox" around links <a href="full.jpg" data-full data-words="整改前 · 12月21日 08:12 · 苏晓雨">.
import { words } from "./words";

export default function lightbox(element: HTMLElement): void {
  element.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-full]");
    if (!link || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open([...element.querySelectorAll<HTMLAnchorElement>("a[data-full]")], link);
  });
}

function button(css: string, label: string, sign: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `ib ${css}`;
  made.setAttribute("aria-label", label);
  made.textContent = sign;
  made.addEventListener("click", press);
  return made;
}

function open(links: HTMLAnchorElement[], first: HTMLAnchorElement): void {
  let index = links.indexOf(first);
  const dialog = document.createElement("dialog");
  dialog.className = "light";
  const figure = document.createElement("figure");
  const image = document.createElement("img");
  const caption = document.createElement("figcaption");
  const turn = (by: number) => {
    index = (index + by + links.length) % links.length;
    const link = links[index]!;
    image.src = link.href;
    image.alt = link.querySelector("img")?.alt ?? "";
    caption.textContent = `${link.dataset.words ?? image.alt}${links.length > 1 ? `　${index + 1} / ${links.length}` : ""}`;
  };
  figure.append(image, caption);
  dialog.append(figure, button("shut", words("shut"), "×", () => dialog.close()));
  if (links.length > 1) {
    dialog.append(button("prev", words("prev"), "‹", () => turn(-1)), button("next", words("next"), "›", () => turn(1)));
  }
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") turn(-1);
    if (event.key === "ArrowRight") turn(1);
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    links[index]?.focus();
  });
  document.body.append(dialog);
  turn(0);
  dialog.showModal();
}
