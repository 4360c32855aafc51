#!/bin/sh
# Installs, through apt, what is missing of the named groups: packages.sh GROUP …
# Nothing is asked of the network or of sudo where everything is there.
set -eu

packages() {
  case $1 in
  headless) # building numerald and numeralctl
    echo build-essential cmake ninja-build ccache git \
      libtorch-dev libopenblas0-pthread libopencv-dev libwebp-dev pkg-config libcivetweb-dev prometheus-cpp-dev nlohmann-json3-dev \
      libcli11-dev libspdlog-dev libcurl4-openssl-dev libexpected-dev libssl-dev zlib1g-dev ca-certificates
    ;;
  run) # building the three programs and showing the window
    packages headless
    echo qt6-base-dev qt6-svg-dev qt6-wayland libqrencode-dev fonts-dejavu-core
    ;;
  test) # a screen for the window, a bus for its screen reader, a reader of QR codes, a browser for the page,
    # Prometheus, Alertmanager and a mail server for what operators mount
    echo python3 python3-pyatspi appstream desktop-file-utils libzbar-dev xvfb xauth dbus at-spi2-core \
      chromium chromium-driver prometheus prometheus-alertmanager python3-yaml python3-aiosmtpd
    ;;
  watch) # the demonstration of an alert, and pictures of the dashboards
    echo prometheus prometheus-alertmanager python3-yaml python3-aiosmtpd python3-matplotlib
    ;;
  image) echo npm curl patchelf ;; # making the image, beside headless
  cluster) # containers without an engine of the machine's, programs that stand in for a registry's images
    echo python3 python3-aiosmtpd python3-yaml podman buildah runc docker-compose debootstrap catatonit openssl curl patchelf \
      containernetworking-plugins golang-github-containernetworking-plugin-dnsname \
      prometheus prometheus-alertmanager prometheus-node-exporter haproxy
    ;;
  lint) echo clang-format clang-tidy libc++-14-dev shellcheck ;;
  bench) echo libbenchmark-dev wrk ;;
  coverage) echo gcovr ;;
  fuzz) echo clang libclang-rt-14-dev ;;
  peers) # a service as one writes it in Python
    echo python3-fastapi python3-uvicorn python3-multipart python3-torch python3-pil python3-prometheus-client
    ;;
  *)
    echo "packages.sh: there is no group '$1'; choose from headless, run, image, cluster, test, watch, lint, bench, coverage, fuzz, peers." >&2
    exit 2
    ;;
  esac
}

stop() {
  echo >&2
  echo "$1" >&2
  echo "Needed are: $missing" >&2
  exit 1
}

missing=
for group in "$@"; do
  for package in $(packages "$group"); do
    # Node's own packages bring npm along and refuse to stand beside Debian's.
    [ "$package" = npm ] && command -v npm >/dev/null && continue
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
done
[ -n "$missing" ] || exit 0

command -v apt-get >/dev/null ||
  stop "This is not Debian, so packages cannot be installed from here. Install the like of these by hand; then 'cmake --preset release -DNUMERAL_TESTS=OFF' and 'cmake --build --preset release' build Numeral."

as_root='env'
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null ||
    stop "Packages are missing, and only root may install them: there is no sudo here. Ask an administrator to run 'apt-get install' for them, then try again."
  as_root="sudo env"
fi

# Parallel runs wait for each other's lock instead of failing.
apt() {
  $as_root DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=600 "$@"
}

echo "Installing:$missing"
apt update || stop "The package lists could not be fetched. Is this machine online, and is sudo allowed?"
# shellcheck disable=SC2086 # a list of words
apt install --no-install-recommends $missing ||
  stop "The packages could not be installed; apt's own words stand above. Is this machine online, is this Debian 12, and is sudo allowed?"

# Tests start these themselves; installed, Debian would have them listen on every address from now on.
for package in $missing; do
  case $package in
  prometheus | prometheus-alertmanager | prometheus-node-exporter | haproxy)
    [ ! -d /run/systemd/system ] || $as_root systemctl disable --now "$package"
    ;;
  esac
done
