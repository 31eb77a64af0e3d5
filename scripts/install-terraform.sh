#!/usr/bin/env bash
# Installs the Terraform of the pipelines into a folder, and prints that folder. What was downloaded is unpacked only if
# its checksum is the one that HashiCorp published for this release.
set -euo pipefail
version=1.11.4
checksum=1ce994251c00281d6845f0f268637ba50c0005657eb3cf096b92f753b42ef4dc
folder=${1:?name the folder to install into}
platform=$(uname -s)-$(uname -m)

if [ "$platform" != Linux-x86_64 ]; then
  echo "error: pipelines run on Linux-x86_64, and this is $platform; install Terraform $version by other means" >&2
  exit 1
fi
mkdir -p "$folder"
archive=$folder/terraform.zip
trap 'rm -f "$archive"' EXIT
curl --fail --silent --show-error --location --retry 3 --max-time 300 --output "$archive" \
  "https://releases.hashicorp.com/terraform/$version/terraform_${version}_linux_amd64.zip"
echo "$checksum  $archive" | sha256sum --check --strict --quiet >&2
unzip -q -o "$archive" terraform -d "$folder"
echo "$folder"
