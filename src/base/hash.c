/* SHA-256 (nettle), random identities.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/base.h>

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

struct Hasher {
    struct sha256_ctx context;
};

Hasher *hasher_new(void)
{
    Hasher *hasher = mem_alloc(sizeof(*hasher));
    sha256_init(&hasher->context);
    return hasher;
}

void hasher_add(Hasher *hasher, const void *data, size_t len_bytes)
{
    sha256_update(&hasher->context, len_bytes, data);
}

Hash hasher_finish(Hasher *hasher)
{
    Hash hash;
    sha256_digest(&hasher->context, sizeof(hash.bytes), hash.bytes);
    free(hasher);
    return hash;
}

Hash hash_bytes(Str data)
{
    Hasher *hasher = hasher_new();
    hasher_add(hasher, data.data, data.len);
    return hasher_finish(hasher);
}

Uid uid_new(void)
{
    Uid uid;
    /* 16 bytes come whole or not at all (getrandom(2)); without them an identity
     * could repeat, which nothing later could mend. */
    BUG_ON(getrandom(uid.bytes, sizeof(uid.bytes), 0) != (ssize_t)sizeof(uid.bytes));
    return uid;
}

bool uid_is_equal(Uid a, Uid b)
{
    return memcmp(a.bytes, b.bytes, sizeof(a.bytes)) == 0;
}

bool uid_is_zero(Uid uid)
{
    return uid_is_equal(uid, (Uid){{0}});
}

static int parse_digit(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

bool uid_parse(Str text, Uid *uid)
{
    if (text.len != 2 * sizeof(uid->bytes))
        return false;
    for (size_t i = 0; i < sizeof(uid->bytes); i++) {
        int high = parse_digit(text.data[2 * i]);
        int low = parse_digit(text.data[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        uid->bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
