// Takes the focus when it appears: a summary of errors, a sentence that must be read.
export default function focus(element: HTMLElement): void {
  element.focus({ preventScroll: false });
}
