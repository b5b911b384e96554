// Two columns that become tabs on a narrow screen: <div class="seg" data-module="tabs" data-for="cols"><button data-show="text">.
export default function tabs(element: HTMLElement): void {
  const target = document.getElementById(element.dataset.for ?? "");
  const buttons = [...element.querySelectorAll<HTMLButtonElement>("[data-show]")];
  const show = (name: string) => {
    if (target) target.dataset.show = name;
    for (const b of buttons) b.setAttribute("aria-selected", String(b.dataset.show === name));
  };
  for (const button of buttons) button.addEventListener("click", () => show(button.dataset.show ?? ""));
  if (buttons[0]) show(target?.dataset.show ?? buttons[0].dataset.show ?? "");
}
