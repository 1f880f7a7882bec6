#!/usr/bin/env bash
# Where no container engine runs: the commands of each stage of the Dockerfile, in a clean folder.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
uv=$(cd "$project" && realpath "$(command -v "${UV:-uv}")")
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
export UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT="$stage/app/.venv"

mkdir "$stage/app" "$stage/data" && cd "$stage/app"
cp "$project/pyproject.toml" "$project/uv.lock" .
"$uv" sync --quiet --locked --no-dev --no-install-project --python "${PYTHON:-python3}"
cp "$project"/{README.md,LICENSE,flows.yaml} .
(cd "$project" && tar --exclude=__pycache__ -cf - bot) | tar -xf -
"$uv" sync --quiet --locked --no-dev --no-editable --python "${PYTHON:-python3}"

# The last stage has nothing but the environment.
rm -rf "$stage/app/bot" "$stage/app/flows.yaml"
cd "$stage/data"
export PATH="$stage/app/.venv/bin:$PATH" PYTHAINLP_OFFLINE=1 PYTHAINLP_READ_ONLY=1 DATA_DIR="$stage/data"
bot --version
bot flows check
bot centres check
bot migrate
echo '{"text": "สวัสดีค่ะ"}' | bot play --json >/dev/null
du -sh "$stage/app/.venv" | cut -f1 | sed 's/$/ in the environment of the last stage/'
