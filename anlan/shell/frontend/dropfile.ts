// <label data-module="dropfile"><input type="file">…<span class="name">: drop a file on the label, see its name.
export default function dropfile(element: HTMLElement): void {
  const input = element.querySelector<HTMLInputElement>("input[type=file]");
  const name = element.querySelector<HTMLElement>(".name");
  if (!input) return;
  const told = () => {
    if (name) name.textContent = input.files?.[0]?.name ?? "";
  };
  input.addEventListener("change", told);
  for (const kind of ["dragover", "dragleave", "drop"]) {
    element.addEventListener(kind, (event) => {
      event.preventDefault();
      element.classList.toggle("over", kind === "dragover");
      const files = kind === "drop" ? (event as DragEvent).dataTransfer?.files : undefined;
      if (files?.length) {
        input.files = files;
        told();
      }
    });
  }
}
