#!/bin/sh
# Tries all 2^32 arguments of the shipped kernels. Without names, everything.
#
#   an elementary function   scalar.wasm, translated to C, against MPFR (tests/math/exhaustive.c), and simd.wasm against scalar.wasm:
#                            exp expm1 log log1p tanh sigmoid softplus erf sinpi cospi
#   activation:NAME          the largest errors of an activation and its slope (tests/math/activations.c):
#                            elu selu softplus swish gelu gelu_tanh mish tanh sigmoid softsign hard_swish
#
# JOBS processes at once (2). One to ten minutes a name and core.
# Needs: npm run build; gcc; wasm2c of wabt 1.0.32 and MPFR 4.2 (Debian: apt-get install gcc wabt libmpfr-dev).
set -eu
cd "$(dirname "$0")/.."
if [ $# -eq 0 ]; then
  set -- exp expm1 log log1p tanh sigmoid softplus erf sinpi cospi
  for name in elu selu softplus swish gelu gelu_tanh mish tanh sigmoid softsign hard_swish; do set -- "$@" "activation:$name"; done
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
runtime=/usr/share/wabt/wasm2c
wasm2c build/scalar.wasm -o "$work/scalar.c"
for program in exhaustive activations; do
  gcc -O2 -ffp-contract=off -I"$work" -I"$runtime" -o "$work/$program" "tests/math/$program.c" "$work/scalar.c" "$runtime/wasm-rt-impl.c" -lmpfr -lm
done

printf '%s\n' "$@" | WORK=$work nice xargs -P "${JOBS:-2}" -I{} sh -c '
  case {} in
    activation:*) name={}; "$WORK/activations" "${name#activation:}" ;;
    *) "$WORK/exhaustive" {} && node scripts/math-simd-scalar.mjs {} ;;
  esac'
