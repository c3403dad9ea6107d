/* The ten elementary functions as double (good to a few units of 2^-53) and in MPFR. */
#include <math.h>
#include <mpfr.h>

static double sigmoid(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }
static double softplus(double x) { return x < 0 ? log1p(exp(x)) : x + log1p(exp(-x)); }

/* By quarter turns; the reduced argument is exact. Zeros: docs/arithmetic.md section 2. */
static double turn(double x, int quarters) {
  double nearest = nearbyint(2 * x);
  double t = M_PI * (x - nearest / 2);
  int quadrant = ((int)fmod(nearest, 4) + quarters + 4) & 3;
  double value = quadrant & 1 ? cos(t) : sin(t);
  return quadrant & 2 ? -value : value;
}
static double sinpi(double x) { return isinf(x) ? NAN : x == floor(x) ? copysign(0, x) : turn(x, 0); }
static double cospi(double x) { return isinf(x) ? NAN : x != floor(x) && 2 * x == floor(2 * x) ? 0 : turn(x, 1); }

static int mp_sigmoid(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  mpfr_neg(y, x, rounding);
  mpfr_exp(y, y, rounding);
  mpfr_add_ui(y, y, 1, rounding);
  return mpfr_ui_div(y, 1, y, rounding);
}
static int mp_softplus(mpfr_t y, const mpfr_t x, mpfr_rnd_t rounding) {
  mpfr_exp(y, x, rounding);
  return mpfr_log1p(y, y, rounding);
}

/* In the order of assembly/functions.ts. */
static const struct {
  const char *name;
  double (*fast)(double);
  int (*exact)(mpfr_t, const mpfr_t, mpfr_rnd_t);
} FUNCTIONS[] = {
    {"exp", exp, mpfr_exp},       {"expm1", expm1, mpfr_expm1},       {"log", log, mpfr_log},
    {"log1p", log1p, mpfr_log1p}, {"tanh", tanh, mpfr_tanh},          {"sigmoid", sigmoid, mp_sigmoid},
    {"softplus", softplus, mp_softplus}, {"erf", erf, mpfr_erf},      {"sinpi", sinpi, mpfr_sinpi},
    {"cospi", cospi, mpfr_cospi},
};
enum { COUNT = sizeof FUNCTIONS / sizeof *FUNCTIONS };
