#!/bin/sh
# Checks, without this program and without any site, that a passkey signed the statement in a receipt.
#     sh verify-receipt.sh RECEIPT.json https://ethics.example.gov
# The second argument is the address of the site on which it was signed. Needs openssl 3 and a POSIX shell.
# Exits 0 when the signature holds, and prints the statement. It says who holds the key, not whether the record is in the
# site's publication log: `aboveboard commitments verify --site` does.
set -eu
fail() { echo "verify-receipt: $1" >&2; exit 1; }
[ $# -eq 2 ] || fail "usage: verify-receipt.sh RECEIPT.json https://SITE"
site=$2
host=$(printf %s "$site" | sed 's,^[a-z]*://,,; s,:.*$,,')
work=$(mktemp -d) || fail "no place for temporary files"
trap 'rm -rf "$work"' EXIT

# A member of the receipt. Receipts have one on each line, each of these once, and the texts escape \ and " alone.
member() {
	line=$(sed -n 's/^ *"'"$1"'": "\(.*\)",\{0,1\}$/\1/p' "$receipt")
	[ -n "$line" ] || fail "the receipt has no $1: it is not one of a signature with a passkey, or is damaged"
	[ "$(printf '%s\n' "$line" | wc -l)" -eq 1 ] || fail "the receipt has $1 more than once"
	printf %s "$line"
}
# base64url without padding (RFC 4648) to bytes, and back.
bytes() {
	text=$(printf %s "$1" | tr '_-' '/+')
	while [ $((${#text} % 4)) -ne 0 ]; do text="$text="; done
	printf %s "$text" | openssl base64 -d -A
}
base64url() { openssl base64 -A | tr '/+' '_-' | tr -d '='; }

receipt=$1
[ -r "$receipt" ] || fail "$receipt cannot be read"
part=$(member signed_statement)
statement=$(printf %s "$part" | sed 's/\\\(["\\]\)/\1/g')
for name in client_data authenticator_data signature public_key; do
	part=$(member "$name")
	bytes "$part" >"$work/$name" || fail "$name is damaged"
done

# 1. The passkey was asked, by this site, for exactly this statement (Web Authentication, section 5.8.1.1).
challenge=$(printf %s "$statement" | openssl dgst -sha256 -binary | base64url)
case $(cat "$work/client_data") in
'{"type":"webauthn.get","challenge":"'"$challenge"'","origin":"'"$site"'"'[,'}']*) ;;
*) fail "the passkey was asked for another statement, or by another site than $site" ;;
esac

# 2. It is a passkey of this site, somebody was there, and it made sure who (section 6.1: hash of the host, flags).
printf %s "$host" | openssl dgst -sha256 -binary >"$work/host"
head -c 32 "$work/authenticator_data" | cmp -s - "$work/host" || fail "the passkey is one of another site"
flags=$(od -An -tu1 -j32 -N1 "$work/authenticator_data" | tr -d ' ')
[ $((${flags:-0} & 5)) -eq 5 ] || fail "the passkey did not make sure who held it"

# 3. The signature is the key's, over the authenticator's data and the hash of what it was asked.
{ cat "$work/authenticator_data"; openssl dgst -sha256 -binary "$work/client_data"; } >"$work/signed"
openssl pkey -pubin -inform DER -in "$work/public_key" -out "$work/key" 2>/dev/null || fail "the public key is damaged"
digest='-digest sha256'
if openssl pkey -pubin -in "$work/key" -noout -text | grep -q ED25519; then digest=; fi
# shellcheck disable=SC2086 # no option, or two words
openssl pkeyutl -verify -pubin -inkey "$work/key" -rawin $digest -in "$work/signed" -sigfile "$work/signature" \
	>/dev/null 2>&1 || fail "the signature is not the passkey's"
printf 'The passkey signed this statement on %s:\n%s\n' "$site" "$statement"
