#!/usr/bin/env bash
# Hands a GitLab job's tokens to the clouds' own libraries: writes the files that the variables of `.identity` in
# .gitlab-ci.yml name. A token lives as long as its job; what is written about Google is its pool's address, no secret.
set -euo pipefail
umask 077
mkdir -p "$IDENTITY_FOLDER"

printf %s "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
printf %s "$AZURE_ID_TOKEN" > "$AZURE_FEDERATED_TOKEN_FILE"
printf %s "$GCP_ID_TOKEN" > "$IDENTITY_FOLDER/gcp"
printf '{"type":"external_account","audience":"//iam.googleapis.com/%s","subject_token_type":"%s","token_url":"%s","credential_source":{"file":"%s"}}\n' \
  "${GCP_PROVIDER:-}" urn:ietf:params:oauth:token-type:jwt https://sts.googleapis.com/v1/token "$IDENTITY_FOLDER/gcp" \
  > "$GOOGLE_APPLICATION_CREDENTIALS"
