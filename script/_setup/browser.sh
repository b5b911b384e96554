# A browser for the tests: the machine's chromium, installed from Debian when we may. Sourced after common.sh.

find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome; do command -v "$name" && return; done
  return 1
}
has_chinese_font() {
  command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh 2>/dev/null | head -n 1)" ]
}
install_browser() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -q || true
  apt-get install -q -y --no-install-recommends chromium fontconfig fonts-noto-cjk
}
setup_browser() { # ANLAN_CHROMIUM names the program; ANLAN_NO_BROWSER says in a sentence why there is none
  if ! { find_chromium && has_chinese_font; } >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    ( step "browser for the tests" install_browser ) || true
  fi
  if find_chromium >/dev/null; then
    ANLAN_CHROMIUM=$(find_chromium); export ANLAN_CHROMIUM
  else
    export ANLAN_NO_BROWSER="no chromium on this machine (as root: apt-get install chromium fonts-noto-cjk)"
    echo "Browser tests are skipped: $ANLAN_NO_BROWSER"
  fi
}
