# What the scripts of this folder share; they include it.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
here=$root/scripts/wheels
work=$root/build/wheels
glibc=2.28                                                    # the oldest glibc that the wheels load on
declare -A suite_of=([3.9]=bullseye [3.11]=bookworm [3.13]=trixie)  # Debian's release with that Python
# debootstrap does not find packages by what they provide, which python3.9-venv needs.
declare -A packages_of=([3.9]=python3.9,python3.9-venv,python3-distutils [3.11]=python3.11,python3.11-venv,python3-distutils [3.13]=python3.13,python3.13-venv)
jobs=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
export ZIG_GLOBAL_CACHE_DIR=$work/zig-cache ZIG_LOCAL_CACHE_DIR=$work/zig-cache
mkdir -p "$work"

done_before() { [ "$(cat "$work/$1.done" 2>/dev/null)" = "$(stamp "${@:2}")" ]; }  # NAME INPUT…: was this step done with these files?
mark_done() { stamp "${@:2}" > "$work/$1.done"; }
stamp() { cat "$@" | sha256sum; }
# The mirror of Debian that this machine's apt uses.
mirror() { apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Component: main' | grep -v -e security -e updates | head -1 | grep . || { echo "wheels: apt of this machine has no source of Debian" >&2; return 1; }; }
