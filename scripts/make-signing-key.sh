#!/usr/bin/env bash
# Makes an Ed25519 key for what one run of a pipeline signs, and adds its fingerprint to a file of trusted keys and to the
# job's log. The key is gone with the job: nobody has to keep it secret, and nobody can sign for this run later.
set -euo pipefail
key=${1:?name the file of the key} owner=${2:?say whose it is} trusted=${3:?name the file of trusted keys}

(umask 077 && openssl genpkey -algorithm ed25519 -out "$key")
fingerprint=$(openssl pkey -in "$key" -pubout -outform DER | openssl dgst -sha256 -binary | base64 | tr -d =)
mkdir -p "$(dirname "$trusted")"
echo "SHA256:$fingerprint $owner" | tee -a "$trusted"
