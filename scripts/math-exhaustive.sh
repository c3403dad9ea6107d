#!/bin/sh
# Proves the ten functions on all 2^32 arguments: the shipped scalar.wasm, translated to C, against MPFR (tests/math/exhaustive.c), and simd.wasm
# against scalar.wasm. Names of functions as arguments; all ten without. JOBS processes at once (2). About two minutes a function and core.
# Needs: npm run build; gcc; wasm2c of wabt 1.0.32 and MPFR 4.2 (Debian: apt-get install gcc wabt libmpfr-dev).
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- exp expm1 log log1p tanh sigmoid softplus erf sinpi cospi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runtime=/usr/share/wabt/wasm2c
wasm2c build/scalar.wasm -o "$work/scalar.c"
gcc -O2 -ffp-contract=off -I"$work" -I"$runtime" -o "$work/exhaustive" tests/math/exhaustive.c "$work/scalar.c" "$runtime/wasm-rt-impl.c" -lmpfr -lm

printf '%s\n' "$@" | nice xargs -P "${JOBS:-2}" -I{} sh -c '"$0" {} && node scripts/math-simd-scalar.mjs {}' "$work/exhaustive"
