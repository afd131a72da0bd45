#!/usr/bin/env bash
# Packs what a release consists of: the action as an archive, its checksum, its bill of materials, and the notes.
# Fails when dist/ is not what the sources build to, or when CHANGELOG.md has no entry for the version.
# Usage: pack.sh v1.2.3 DIRECTORY, after `npm run build`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=$1 directory=$2
if [[ ! $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]]; then
  echo "::error::A version is vX.Y.Z, e.g. v1.2.3; given: $version" >&2
  exit 1
fi
changed=$(git status --porcelain -- dist)
if [[ -n $changed ]]; then
  printf '::error::dist/ is not what the sources build to:\n%s\n' "$changed" >&2
  exit 1
fi
# From the heading of this version to the next one.
notes=$(awk -v heading="## ${version#v}" '$0 ~ /^## / { on = ($0 == heading || index($0, heading " ") == 1); next } on' CHANGELOG.md)
if [[ -z ${notes//[[:space:]]/} ]]; then
  echo "::error::CHANGELOG.md has no entry \"## ${version#v}\"." >&2
  exit 1
fi
mkdir -p "$directory"
commit=$(git rev-parse HEAD)
# What runs, what it is built from, and its licence.
git archive --format=tar.gz --prefix="progressive-delivery-${version#v}/" -o "$directory/progressive-delivery-$version.tar.gz" HEAD
npm sbom --sbom-format spdx --omit dev --package-lock-only >"$directory/sbom.spdx.json"
(cd "$directory" && sha256sum -- *.tar.gz sbom.spdx.json >SHA256SUMS)
{
  printf '%s\n\n' "$notes"
  printf 'To use it, by its commit:\n\n```yaml\n- uses: %s@%s # %s\n```\n' "${GITHUB_REPOSITORY:-OWNER/REPOSITORY}" "$commit" "$version"
} >"$directory/NOTES.md"
