#!/bin/sh
# Puts what the programs in ROOT/usr/bin need into ROOT: closure.sh ROOT
# Libraries at their own paths, the loader, curl for the health check, certificates, a user, licences and the list of
# packages. Lists the largest files at the end.
set -eu
root=$1
libraries=$(mktemp)
trap 'rm -f "$libraries"' EXIT

# ldd's lines: "name => path (address)", and the loader's own "path (address)".
needs() { ldd "$@" 2>/dev/null | sed -n 's|^.*[[:space:]]\(/[^ ]*\) (0x.*|\1|p'; }

# The file under the name by which it is asked for, whatever links lead to it.
take() {
  install -D -m "$2" "$(readlink -f "$1")" "$root$1"
}

take /usr/bin/curl 755

# Debian's libtorch names libraries of which it uses nothing, among them a whole toolkit for windows and every video
# codec. Without their names they are neither loaded nor here.
torch=$(needs "$root/usr/bin/numerald" | grep '/libtorch_cpu\.so' | head -n 1)
slim=$(mktemp -d)
cp "$(readlink -f "$torch")" "$slim/$(basename "$torch")"
for unused in $(ldd -u "$torch" | sed -n 's|^[[:space:]]*/.*/||p'); do
  patchelf --remove-needed "$unused" "$slim/$(basename "$torch")"
done

LD_LIBRARY_PATH=$slim needs "$root"/usr/bin/* | sort -u | grep -v "^$slim/" >"$libraries"
while read -r library; do
  take "$library" 755
done <"$libraries"
install -D -m 755 "$slim/$(basename "$torch")" "$root$torch"
rm -r "$slim"
echo "$torch" >>"$libraries"
# One place for all of them, and a list for the loader.
mkdir -p "$root/etc"
sed 's|/[^/]*$||' "$libraries" | sort -u >"$root/etc/ld.so.conf"
ldconfig -r "$root"

take /etc/ssl/certs/ca-certificates.crt 644
echo 'numeral:x:10001:10001::/var/lib/numeral:/usr/sbin/nologin' >"$root/etc/passwd"
echo 'numeral:x:10001:' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
install -d -m 1777 "$root/tmp"
install -d -o 10001 -g 10001 -m 750 "$root/var/lib/numeral"

# What is in here and under which terms.
list=$root/usr/share/numeral/packages.tsv
mkdir -p "$(dirname "$list")"
# shellcheck disable=SC2016 # dpkg-query's own names
{
  echo /usr/bin/curl
  cat "$libraries"
} | while read -r file; do
  # The file may be known by its path before Debian moved /lib below /usr.
  readlink -f "$file"
  readlink -f "$file" | sed 's|^/usr/lib/|/lib/|'
done | sort -u | xargs dpkg-query -S 2>/dev/null | sed 's|: /.*||' | sort -u |
  xargs dpkg-query -W -f='${Package}\t${Version}\t${Architecture}\t${source:Package}\n' >"$list"
while read -r name _; do
  [ ! -e "/usr/share/doc/$name/copyright" ] ||
    install -D -m 644 "/usr/share/doc/$name/copyright" "$root/usr/share/doc/$name/copyright"
done <"$list"
install -D -m 644 LICENSE "$root/usr/share/doc/numeral/copyright"

echo "In $root:"
du -sm "$root" | sed 's|\t.*| MiB in all|'
find "$root" -type f -size +3M -printf '%s\t%P\n' | sort -rn | awk '{ printf "%5.0f MiB  %s\n", $1 / 1048576, $2 }'
