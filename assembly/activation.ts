/**
 * Activations: value and slope side by side.
 *
 *   forward   a[n,o]  = value(z[n,o])
 *   backward  dz[n,o] = dz[n,o] slope(z[n,o]), of tanh and sigmoid slope(a[n,o])
 *
 * Shapes:  z, a, dz [count] of lanes; `constants` points to the f32 fields of the class, rounded once from f64 by
 *          `activationForm` of src/study/variants/activations.ts, in this order.
 * Lanes:   independent; a comparison selects, nothing branches.
 * Source:  docs/arithmetic.md section 7. SmeLU: Shamir, Lin, Coviello 2020, arXiv 2010.09931.
 * Checked: tests/pytorch/pytorch.test.ts against src/reference/activation.ts and PyTorch.
 */
import {
  abs,
  add,
  div,
  mul,
  neg,
  oneWherePositive,
  splat,
  sub,
  whereAtLeast,
  whereGreater,
  wherePositive,
} from "./lane";
import { erf } from "./math/erf";
import { exp } from "./math/exp";
import { expm1 } from "./math/expm1";
import { sigmoid } from "./math/sigmoid";
import { softplus } from "./math/softplus";
import { tanh, tanhAll } from "./math/tanh";

@unmanaged
class Identity {
  @inline value<T>(z: T): T {
    return z;
  }
  @inline slope<T>(z: T): T {
    return splat<T>(1);
  }
}

@unmanaged
class Relu {
  @inline value<T>(z: T): T {
    return wherePositive<T>(z, z);
  }
  @inline slope<T>(z: T): T {
    return oneWherePositive<T>(z);
  }
}

@unmanaged
class Relu6 {
  @inline value<T>(z: T): T {
    const six = splat<T>(6);
    return whereAtLeast<T>(z, six, six, wherePositive<T>(z, z));
  }
  @inline slope<T>(z: T): T {
    return whereAtLeast<T>(z, splat<T>(6), splat<T>(0), oneWherePositive<T>(z));
  }
}

@unmanaged
class LeakyRelu {
  alpha: f32;
  @inline value<T>(z: T): T {
    return whereGreater<T>(z, splat<T>(0), z, mul<T>(splat<T>(this.alpha), z));
  }
  @inline slope<T>(z: T): T {
    return whereGreater<T>(z, splat<T>(0), splat<T>(1), splat<T>(this.alpha));
  }
}

@unmanaged
class Elu {
  alpha: f32;
  @inline value<T>(z: T): T {
    return whereGreater<T>(z, splat<T>(0), z, mul<T>(splat<T>(this.alpha), expm1<T>(z)));
  }
  @inline slope<T>(z: T): T {
    return whereGreater<T>(z, splat<T>(0), splat<T>(1), mul<T>(splat<T>(this.alpha), exp<T>(z)));
  }
}

@unmanaged
class Selu {
  lambda: f32;
  lambdaAlpha: f32;
  @inline value<T>(z: T): T {
    return whereGreater<T>(
      z,
      splat<T>(0),
      mul<T>(splat<T>(this.lambda), z),
      mul<T>(splat<T>(this.lambdaAlpha), expm1<T>(z)),
    );
  }
  @inline slope<T>(z: T): T {
    return whereGreater<T>(z, splat<T>(0), splat<T>(this.lambda), mul<T>(splat<T>(this.lambdaAlpha), exp<T>(z)));
  }
}

/** beta = 0 is relu: neither middle piece is ever selected. */
@unmanaged
class Smelu {
  beta: f32;
  /** 1 / (4 beta) */
  quarter: f32;
  /** 1 / (2 beta) */
  half: f32;
  @inline value<T>(z: T): T {
    const beta = splat<T>(this.beta);
    const t = add<T>(z, beta);
    const middle = mul<T>(mul<T>(t, t), splat<T>(this.quarter));
    return whereAtLeast<T>(z, beta, z, whereGreater<T>(z, neg<T>(beta), middle, splat<T>(0)));
  }
  @inline slope<T>(z: T): T {
    const beta = splat<T>(this.beta);
    const middle = mul<T>(add<T>(z, beta), splat<T>(this.half));
    return whereAtLeast<T>(z, beta, splat<T>(1), whereGreater<T>(z, neg<T>(beta), middle, splat<T>(0)));
  }
}

/** Generalised SmeLU: slopes gMinus and gPlus, joined by a x^2 + b x + c on [-alpha, beta]. */
@unmanaged
class Gsmelu {
  gMinus: f32;
  gPlus: f32;
  alpha: f32;
  beta: f32;
  a: f32;
  b: f32;
  c: f32;
  twiceA: f32;
  lower: f32;
  upper: f32;
  @inline value<T>(z: T): T {
    const above = add<T>(mul<T>(splat<T>(this.gPlus), z), splat<T>(this.upper));
    const middle = add<T>(mul<T>(add<T>(mul<T>(splat<T>(this.a), z), splat<T>(this.b)), z), splat<T>(this.c));
    const below = add<T>(mul<T>(splat<T>(this.gMinus), z), splat<T>(this.lower));
    return whereAtLeast<T>(z, splat<T>(this.beta), above, whereGreater<T>(z, splat<T>(-this.alpha), middle, below));
  }
  @inline slope<T>(z: T): T {
    const middle = add<T>(mul<T>(splat<T>(this.twiceA), z), splat<T>(this.b));
    const notAbove = whereGreater<T>(z, splat<T>(-this.alpha), middle, splat<T>(this.gMinus));
    return whereAtLeast<T>(z, splat<T>(this.beta), splat<T>(this.gPlus), notAbove);
  }
}

@unmanaged
class Softplus {
  beta: f32;
  @inline value<T>(z: T): T {
    return div<T>(softplus<T>(mul<T>(splat<T>(this.beta), z)), splat<T>(this.beta));
  }
  @inline slope<T>(z: T): T {
    return sigmoid<T>(mul<T>(splat<T>(this.beta), z));
  }
}

@unmanaged
class Swish {
  beta: f32;
  @inline value<T>(z: T): T {
    return mul<T>(z, sigmoid<T>(mul<T>(splat<T>(this.beta), z)));
  }
  @inline slope<T>(z: T): T {
    const u = mul<T>(splat<T>(this.beta), z);
    const s = sigmoid<T>(u);
    return add<T>(s, mul<T>(mul<T>(u, s), sub<T>(splat<T>(1), s)));
  }
}

@unmanaged
class Gelu {
  /** sqrt(1/2) */
  rootHalf: f32;
  /** 1 / sqrt(2 pi) */
  density: f32;
  @inline value<T>(z: T): T {
    const twiceCdf = add<T>(splat<T>(1), erf<T>(mul<T>(z, splat<T>(this.rootHalf))));
    return mul<T>(mul<T>(splat<T>(0.5), z), twiceCdf);
  }
  @inline slope<T>(z: T): T {
    const twiceCdf = add<T>(splat<T>(1), erf<T>(mul<T>(z, splat<T>(this.rootHalf))));
    const density = mul<T>(splat<T>(this.density), exp<T>(mul<T>(mul<T>(z, z), splat<T>(-0.5))));
    return add<T>(mul<T>(splat<T>(0.5), twiceCdf), mul<T>(z, density));
  }
}

@unmanaged
class GeluTanh {
  /** sqrt(2 / pi) */
  scale: f32;
  /** 0.044715 */
  cubic: f32;
  /** 3 * 0.044715 */
  cubicSlope: f32;
  @inline bend<T>(z: T): T {
    const cube = mul<T>(mul<T>(z, z), z);
    return tanh<T>(mul<T>(splat<T>(this.scale), add<T>(z, mul<T>(splat<T>(this.cubic), cube))));
  }
  @inline value<T>(z: T): T {
    return mul<T>(mul<T>(splat<T>(0.5), z), add<T>(splat<T>(1), this.bend<T>(z)));
  }
  @inline slope<T>(z: T): T {
    const one = splat<T>(1);
    const t = this.bend<T>(z);
    const inner = mul<T>(splat<T>(this.scale), add<T>(one, mul<T>(splat<T>(this.cubicSlope), mul<T>(z, z))));
    const right = mul<T>(mul<T>(mul<T>(splat<T>(0.5), z), sub<T>(one, mul<T>(t, t))), inner);
    return add<T>(mul<T>(splat<T>(0.5), add<T>(one, t)), right);
  }
}

@unmanaged
class Mish {
  @inline value<T>(z: T): T {
    return mul<T>(z, tanh<T>(softplus<T>(z)));
  }
  @inline slope<T>(z: T): T {
    const t = tanh<T>(softplus<T>(z));
    return add<T>(t, mul<T>(mul<T>(z, sigmoid<T>(z)), sub<T>(splat<T>(1), mul<T>(t, t))));
  }
}

@unmanaged
class Tanh {
  @inline slope<T>(a: T): T {
    return sub<T>(splat<T>(1), mul<T>(a, a));
  }
}

@unmanaged
class Sigmoid {
  @inline value<T>(z: T): T {
    return sigmoid<T>(z);
  }
  @inline slope<T>(a: T): T {
    return mul<T>(a, sub<T>(splat<T>(1), a));
  }
}

@unmanaged
class Softsign {
  @inline value<T>(z: T): T {
    return div<T>(z, add<T>(splat<T>(1), abs<T>(z)));
  }
  @inline slope<T>(z: T): T {
    const d = add<T>(splat<T>(1), abs<T>(z));
    return div<T>(splat<T>(1), mul<T>(d, d));
  }
}

@unmanaged
class HardSwish {
  @inline value<T>(z: T): T {
    const middle = div<T>(mul<T>(z, add<T>(z, splat<T>(3))), splat<T>(6));
    return whereAtLeast<T>(z, splat<T>(3), z, whereGreater<T>(z, splat<T>(-3), middle, splat<T>(0)));
  }
  @inline slope<T>(z: T): T {
    const middle = add<T>(div<T>(z, splat<T>(3)), splat<T>(0.5));
    return whereGreater<T>(z, splat<T>(3), splat<T>(1), whereAtLeast<T>(z, splat<T>(-3), middle, splat<T>(0)));
  }
}

function values<T, A>(a: usize, z: usize, count: i32, constants: usize): void {
  const activation = changetype<A>(constants);
  for (const end = z + <usize>count * sizeof<T>(); z < end; z += sizeof<T>()) {
    store<T>(a, activation.value<T>(load<T>(z)));
    a += sizeof<T>();
  }
}

/** `from`: z, or a where the slope is taken from the value. */
function slopes<T, A>(dz: usize, from: usize, count: i32, constants: usize): void {
  const activation = changetype<A>(constants);
  for (const end = from + <usize>count * sizeof<T>(); from < end; from += sizeof<T>()) {
    store<T>(dz, mul<T>(load<T>(dz), activation.slope<T>(load<T>(from))));
    dz += sizeof<T>();
  }
}

/** `kind` is that of src/study/variants/activations.ts. */
export function forwardActivation<T>(a: usize, z: usize, count: i32, kind: i32, constants: usize): void {
  switch (kind) {
    case 0:
      return values<T, Identity>(a, z, count, constants);
    case 1:
      return values<T, Relu>(a, z, count, constants);
    case 2:
      return values<T, LeakyRelu>(a, z, count, constants);
    case 3:
      return values<T, Elu>(a, z, count, constants);
    case 4:
      return values<T, Selu>(a, z, count, constants);
    case 5:
      return values<T, Smelu>(a, z, count, constants);
    case 6:
      return values<T, Gsmelu>(a, z, count, constants);
    case 7:
      return values<T, Softplus>(a, z, count, constants);
    case 8:
      return values<T, Swish>(a, z, count, constants);
    case 9:
      return values<T, Gelu>(a, z, count, constants);
    case 10:
      return values<T, GeluTanh>(a, z, count, constants);
    case 11:
      return values<T, Mish>(a, z, count, constants);
    case 12:
      return tanhAll<T>(a, z, count);
    case 13:
      return values<T, Sigmoid>(a, z, count, constants);
    case 14:
      return values<T, Softsign>(a, z, count, constants);
    case 15:
      return values<T, HardSwish>(a, z, count, constants);
    case 16:
      return values<T, Relu6>(a, z, count, constants);
  }
}

export function backwardActivation<T>(dz: usize, z: usize, a: usize, count: i32, kind: i32, constants: usize): void {
  switch (kind) {
    case 0:
      return slopes<T, Identity>(dz, z, count, constants);
    case 1:
      return slopes<T, Relu>(dz, z, count, constants);
    case 2:
      return slopes<T, LeakyRelu>(dz, z, count, constants);
    case 3:
      return slopes<T, Elu>(dz, z, count, constants);
    case 4:
      return slopes<T, Selu>(dz, z, count, constants);
    case 5:
      return slopes<T, Smelu>(dz, z, count, constants);
    case 6:
      return slopes<T, Gsmelu>(dz, z, count, constants);
    case 7:
      return slopes<T, Softplus>(dz, z, count, constants);
    case 8:
      return slopes<T, Swish>(dz, z, count, constants);
    case 9:
      return slopes<T, Gelu>(dz, z, count, constants);
    case 10:
      return slopes<T, GeluTanh>(dz, z, count, constants);
    case 11:
      return slopes<T, Mish>(dz, z, count, constants);
    case 12:
      return slopes<T, Tanh>(dz, a, count, constants);
    case 13:
      return slopes<T, Sigmoid>(dz, a, count, constants);
    case 14:
      return slopes<T, Softsign>(dz, z, count, constants);
    case 15:
      return slopes<T, HardSwish>(dz, z, count, constants);
    case 16:
      return slopes<T, Relu6>(dz, z, count, constants);
  }
}
