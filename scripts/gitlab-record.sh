#!/usr/bin/env bash
# Fetches the files of a record from a generic package of a GitLab project, or stores them there. What was never stored is
# no error; every other answer than the file is.
set -euo pipefail
action=${1:?say fetch or store} place=${2:?say where}
shift 2

for file in "$@"; do
  mkdir -p "$(dirname "$file")"
  if [ "$action" = store ]; then
    curl --fail --silent --show-error --header "JOB-TOKEN:$CI_JOB_TOKEN" --upload-file "$file" "$place/${file##*/}"
  else
    status=$(curl --silent --show-error --location --header "JOB-TOKEN:$CI_JOB_TOKEN" --output "$file.part" --write-out '%{http_code}' "$place/${file##*/}")
    case $status in
      200) mv "$file.part" "$file" ;;
      404) rm -f "$file.part" ;;
      *) echo "error: $place answered $status" >&2; exit 1 ;;
    esac
  fi
done
