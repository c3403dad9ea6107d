/*
 * The largest errors of an activation and of its slope over all 2^32 arguments: the shipped scalar.wasm, translated to C by wasm2c, against the
 * mathematical function in double (parameters at their defaults).
 *
 *   activations NAME    prints two lines: value and slope
 *
 * An ulp is the distance of two f32 at the exact value. Where the steps of docs/arithmetic.md subtract nearly equal numbers (the tails, the zeros of a
 * slope) the relative error is large and the absolute one is not, so both are printed; the absolute one in units of 2^-24 max(1, |exact|).
 * Built and run by scripts/math-exhaustive.sh.
 */
#include <stdio.h>
#include <time.h>

#include "functions.h"
#include "kernel.h"

static double elu(double z) { return z > 0 ? z : expm1(z); }
static double elu_slope(double z) { return z > 0 ? 1 : exp(z); }
static const double LAMBDA = 1.0507009873554805, ALPHA = 1.6732632423543772;
static double selu(double z) { return LAMBDA * (z > 0 ? z : ALPHA * expm1(z)); }
static double selu_slope(double z) { return LAMBDA * (z > 0 ? 1 : ALPHA * exp(z)); }
static double swish(double z) { return z * sigmoid(z); }
static double swish_slope(double z) { return sigmoid(z) * (1 + z * sigmoid(-z)); }
static double gelu(double z) { return z * 0.5 * erfc(-z * M_SQRT1_2); }
static double gelu_slope(double z) { return 0.5 * erfc(-z * M_SQRT1_2) + z * exp(-0.5 * z * z) / sqrt(2 * M_PI); }
static double bend(double z) { return 2 * sqrt(2 / M_PI) * (z + 0.044715 * z * z * z); }
static double gelu_tanh(double z) { return z * sigmoid(bend(z)); }
static double gelu_tanh_slope(double z) {
  double s = sigmoid(bend(z)), flat = s * sigmoid(-bend(z));
  return flat == 0 ? s : s + z * flat * 2 * sqrt(2 / M_PI) * (1 + 3 * 0.044715 * z * z);
}
/* tanh(log(1 + w)) = n / (n + 2) with n = w (w + 2), w = e^z */
static double mish(double z) {
  double w = exp(fmin(z, 100)), n = w * (w + 2);
  return z * (n / (n + 2));
}
static double mish_slope(double z) {
  double w = exp(fmin(z, 100)), n = w * (w + 2);
  return n / (n + 2) + z * sigmoid(z) * 4 * (n + 1) / ((n + 2) * (n + 2));
}
static double tanh_slope(double z) { return 1 / (cosh(z) * cosh(z)); }
static double sigmoid_slope(double z) { return sigmoid(z) * sigmoid(-z); }
static double softsign(double z) { return z / (1 + fabs(z)); }
static double softsign_slope(double z) { return 1 / ((1 + fabs(z)) * (1 + fabs(z))); }
static double hard_swish(double z) { return z >= 3 ? z : z > -3 ? z * (z + 3) / 6 : 0; }
static double hard_swish_slope(double z) { return z > 3 ? 1 : z >= -3 ? z / 3 + 0.5 : 0; }

/* `kind` and `constants` as in src/kernel/codes.ts; the others have exact steps. */
static const struct {
  const char *name;
  int kind;
  double (*exact[2])(double);
  float constants[3];
} ACTIVATIONS[] = {
    {"elu", 3, {elu, elu_slope}, {1}},
    {"selu", 4, {selu, selu_slope}, {1.0507009873554805, 1.0507009873554805 * 1.6732632423543772}},
    {"softplus", 7, {softplus, sigmoid}, {1}},
    {"swish", 8, {swish, swish_slope}, {1}},
    {"gelu", 9, {gelu, gelu_slope}, {0.7071067811865476, 0.3989422804014327}},
    {"gelu_tanh", 10, {gelu_tanh, gelu_tanh_slope}, {0.7978845608028654, 0.044715, 3 * 0.044715}},
    {"mish", 11, {mish, mish_slope}, {0}},
    {"tanh", 12, {tanh, tanh_slope}, {0}},
    {"sigmoid", 13, {sigmoid, sigmoid_slope}, {0}},
    {"softsign", 14, {softsign, softsign_slope}, {0}},
    {"hard_swish", 15, {hard_swish, hard_swish_slope}, {0}},
};
enum { ACTIVATION_COUNT = sizeof ACTIVATIONS / sizeof *ACTIVATIONS };

static struct Errors {
  double ulps, absolute;
  float ulps_at, absolute_at;
  long not_finite;
} errors[2];

static void measure(struct Errors *e, float z, double exact, float got) {
  /* Beyond the range of f32, infinity is the correctly rounded value. */
  if (!isfinite(z) || fabs(exact) >= 0x1.ffffffp127) return;
  if (!isfinite(got)) {
    e->not_finite++;
    return;
  }
  int exponent = exact == 0 ? -126 : ilogb(exact);
  double error = fabs(got - exact), size = fabs(exact);
  double ulps = ldexp(error, 23 - (exponent < -126 ? -126 : exponent)), absolute = error * 0x1p24 / (size > 1 ? size : 1);
  if (ulps > e->ulps) e->ulps = ulps, e->ulps_at = z;
  if (absolute > e->absolute) e->absolute = absolute, e->absolute_at = z;
}

int main(int count, char **arguments) {
  int row = 0;
  while (row < ACTIVATION_COUNT && (count != 2 || strcmp(ACTIVATIONS[row].name, arguments[1]))) row++;
  if (row == ACTIVATION_COUNT) {
    fprintf(stderr, "usage: activations NAME, one of elu selu softplus swish gelu gelu_tanh mish tanh sigmoid softsign hard_swish\n");
    return 2;
  }
  open_kernel();
  memcpy(at(constants), ACTIVATIONS[row].constants, sizeof ACTIVATIONS[row].constants);
  const int kind = ACTIVATIONS[row].kind;

  for (uint64_t start = 0; start < (uint64_t)1 << 32; start += BLOCK) {
    const float *z = fill(block[0], start), *a = at(block[1]);
    float *slope = at(block[2]);
    for (uint32_t i = 0; i < BLOCK; i++) slope[i] = 1;
    Z_scalarZ_mapActivation(&kernel, block[1], block[0], BLOCK, kind, constants);
    Z_scalarZ_mapSlope(&kernel, block[2], block[0], block[1], BLOCK, kind, constants);
    for (uint32_t i = 0; i < BLOCK; i++) {
      measure(&errors[0], z[i], ACTIVATIONS[row].exact[0](z[i]), a[i]);
      measure(&errors[1], z[i], ACTIVATIONS[row].exact[1](z[i]), slope[i]);
    }
  }
  for (int part = 0; part < 2; part++) {
    const struct Errors *e = &errors[part];
    printf("%-10s %-5s %.4g ulp at %.9g, absolute %.3f at %.9g, %ld not finite", ACTIVATIONS[row].name, part ? "slope" : "value", e->ulps, e->ulps_at,
           e->absolute, e->absolute_at, e->not_finite);
    printf(part ? ", %.0f s\n" : "\n", (double)clock() / CLOCKS_PER_SEC);
  }
  return 0;
}
