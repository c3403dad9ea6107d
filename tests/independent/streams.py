"""The random streams of section 3. Words are arrays of uint32; everything is drawn by place, nothing has a state."""

import numpy as np

from functions import cospi, log

STREAMS = {
    "data": 0, "init": 1, "shuffle": 2, "dropout": 3, "label": 4, "ulp": 5, "arithmetic": 6, "input": 7, "resample": 8, "augment": 9, "oracle": 10,
    "inference": 11,
}
FACTORS = ["init", "shuffle", "label", "input", "resample", "augment", "dropout", "ulp", "oracle", "arithmetic", "inference"]
ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24]


def threefry(key, counter):
    """Threefry2x32-20. Key and counter are pairs of words or of arrays of words; so is the result."""
    k0, k1 = (np.asarray(word, np.uint32) for word in key)
    schedule = [k0, k1, k0 ^ k1 ^ np.uint32(0x1BD11BDA)]
    x0, x1 = np.broadcast_arrays(*(np.atleast_1d(np.asarray(word, np.uint32)) for word in counter))
    x0, x1 = x0 + schedule[0], x1 + schedule[1]
    for r in range(20):
        rotation = ROTATIONS[r % 8]
        x0 = x0 + x1
        x1 = (x1 << np.uint32(rotation) | x1 >> np.uint32(32 - rotation)) ^ x0
        if r % 4 == 3:
            s = r // 4 + 1
            x0, x1 = x0 + schedule[s % 3], x1 + schedule[(s + 1) % 3] + np.uint32(s)
    return x0, x1


def stream_key(study, name, level):
    seed = int(study["seeds"].get(name, study["seed"]))
    return threefry((seed % 2**32, seed // 2**32), (STREAMS[name], level))


def level(study, factor, replica):
    """At which level this replica draws a factor."""
    if not study["design"]:
        return replica if factor in study["vary"] else 0
    for name in reversed(FACTORS):
        replica, place = divmod(replica, study["design"].get(name, 1))
        if name == factor:
            return place
    raise ValueError(f"{factor} is not a factor.")


def replica_keys(study, factor, dimensions):
    """The stream keys of all replicas, to draw replicas x so many dimensions with."""
    levels = np.array([level(study, factor, replica) for replica in range(study["replicas"])])
    return stream_key(study, factor, levels.reshape(-1, *[1] * dimensions))


def blocks(key, part, indices):
    """The two words of each of these blocks of a part."""
    return threefry(key, (part, indices))


def words(key, part, indices):
    """Word j of a part, for each index j."""
    indices = np.asarray(indices)
    first, second = blocks(key, part, indices // 2)
    return np.where(indices % 2 == 0, first, second)


def uniform(w):
    return (w >> np.uint32(8)).astype(np.float32) * np.float32(2.0**-24)


def normal(w, w2):
    u1 = ((w >> np.uint32(8)) + np.uint32(1)).astype(np.float32) * np.float32(2.0**-24)
    return np.sqrt(np.float32(-2) * log(u1)) * cospi(np.float32(2) * uniform(w2))


def below(w, n):
    """The integers below n drawn by words."""
    return (np.asarray(w, np.uint64) * np.asarray(n, np.uint64) >> np.uint64(32)).astype(int)
