# SPDX-License-Identifier: BSD-2-Clause
"""XXH3's 128 bits of hash, seed 0, as its specification has them.

Only for more than 16 bytes: no canonical text is shorter.
"""

SECRET = bytes.fromhex(
    "b8fe6c3923a44bbe7c01812cf721ad1cded46de9839097db7240a4a4b7b3671f"
    "cb79e64eccc0e578825ad07dccff7221b8084674f743248ee03590e6813a264c"
    "3c2852bb91c300cb88d0658b1b532ea371644897a20df94e3819ef46a9deacd8"
    "a8fa763fe39c343ff9dcbbc7c70b4f1d8a51e04bcdb45931c89f7ec9d9787364"
    "eac5ac8334d3ebc3c581a0fffa1363eb170ddd51b7f0da49d316552629d4689e"
    "2b16be587d47a1fc8ff8b8d17ad031ce45cb3a8f95160428afd7fbcabb4b407e")
P32 = (0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D)
P64 = (0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x85EBCA77C2B2AE63,
       0x27D4EB2F165667C5)
MASK = (1 << 64) - 1
STRIPE, BLOCK = 64, 1024


def le64(data, at):
    return int.from_bytes(data[at:at + 8], "little")


def fold(a, b):
    product = a * b
    return (product ^ product >> 64) & MASK


def avalanche(h):
    h ^= h >> 37
    h = h * 0x165667919E3779F9 & MASK
    return h ^ h >> 32


def mix16(data, at, secret):
    return fold(le64(data, at) ^ le64(SECRET, secret), le64(data, at + 8) ^ le64(SECRET, secret + 8))


def mix32(acc, data, first, second, secret):
    low, high = acc
    low = (low + mix16(data, first, secret) & MASK) ^ (le64(data, second) + le64(data, second + 8) & MASK)
    high = (high + mix16(data, second, secret + 16) & MASK) ^ (le64(data, first) + le64(data, first + 8) & MASK)
    return low, high


def middle(data):
    """17 to 240 bytes."""
    size = len(data)
    acc = (size * P64[0] & MASK, 0)
    if size <= 128:
        for i in reversed(range((size - 1) // 32 + 1)):
            acc = mix32(acc, data, 16 * i, size - 16 * (i + 1), 32 * i)
    else:
        for i in range(4):
            acc = mix32(acc, data, 32 * i, 32 * i + 16, 32 * i)
        acc = avalanche(acc[0]), avalanche(acc[1])
        for i in range(4, size // 32):
            acc = mix32(acc, data, 32 * i, 32 * i + 16, 3 + 32 * (i - 4))
        acc = mix32(acc, data, size - 16, size - 32, 136 - 17 - 16)
    low = avalanche(acc[0] + acc[1] & MASK)
    high = -avalanche(acc[0] * P64[0] + acc[1] * P64[3] + size * P64[1] & MASK) & MASK
    return low, high


def accumulate(acc, data, at, secret):
    for i in range(8):
        value = le64(data, at + 8 * i)
        key = value ^ le64(SECRET, secret + 8 * i)
        acc[i ^ 1] = acc[i ^ 1] + value & MASK
        acc[i] = acc[i] + (key & 0xFFFFFFFF) * (key >> 32) & MASK


def merge(acc, secret, start):
    for i in range(0, 8, 2):
        start += fold(acc[i] ^ le64(SECRET, secret + 8 * i), acc[i + 1] ^ le64(SECRET, secret + 8 * i + 8))
    return avalanche(start & MASK)


def long(data):
    acc = [P32[2], P64[0], P64[1], P64[2], P64[3], P32[1], P64[4], P32[0]]
    size = len(data)
    for at in range(0, size - 1 - (size - 1) % STRIPE, STRIPE):
        accumulate(acc, data, at, at % BLOCK // STRIPE * 8)
        if at % BLOCK == BLOCK - STRIPE:
            acc = [(a ^ a >> 47 ^ le64(SECRET, 128 + 8 * i)) * P32[0] & MASK for i, a in enumerate(acc)]
    accumulate(acc, data, size - STRIPE, len(SECRET) - STRIPE - 7)
    return (merge(acc, 11, size * P64[0] & MASK),
            merge(acc, len(SECRET) - STRIPE - 11, ~(size * P64[1]) & MASK))


def xxh3_128(data):
    """In hexadecimal digits, the high half first."""
    assert len(data) > 16
    low, high = middle(data) if len(data) <= 240 else long(data)
    return f"{high:016x}{low:016x}"
