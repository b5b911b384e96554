// A nonce of our own making: 32 hexadecimal signs (randomUUID is only there over https and on loopback).
export function nonce(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function renew(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[name=nonce]");
  if (field) field.value = nonce();
}
