/* Canonical composition (NFC), by libunistring.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/text.h>

#include <stdlib.h>
#include <string.h>
#include <uninorm.h>

/* Lead bytes of what composes with something before it: combining marks (U+0300–036F)
 * and the jamo of Hangul with other marks of U+1000–1FFF; and the voicing marks of kana,
 * U+3099 and U+309A. Chinese text holds none of them, so this look is nearly all that
 * most texts ever cost. */
static bool may_compose(Str text)
{
    return text.len &&
           (memchr(text.data, 0xCC, text.len) || memchr(text.data, 0xCD, text.len) ||
            memchr(text.data, 0xE1, text.len) ||
            str_find(text, STR("\xE3\x82\x99"), 0) != STR_NONE ||
            str_find(text, STR("\xE3\x82\x9A"), 0) != STR_NONE);
}

/* A cluster of one code point stays what it is: NFC would also put other ideographs in
 * the place of the compatibility ones, which is not ours to do to a quotation. */
static bool is_composite(Str cluster)
{
    size_t off = 0;
    utf8_next(cluster, &off);
    return off < cluster.len;
}

bool text_compose_next(Str text, size_t *off, Span *place, StrBuf *composed)
{
    if (*off == 0 && !may_compose(text)) {
        *off = text.len;
        return false;
    }
    Cluster cluster;
    while (cluster_next(text, off, &(WidthPolicy){0}, &cluster)) {
        if (!is_composite(cluster.text))
            continue;
        size_t len = 0;
        uint8_t *normal = u8_normalize(UNINORM_NFC, (const uint8_t *)cluster.text.data,
                                       cluster.text.len, NULL, &len);
        Str result = {(const char *)normal, len};
        bool is_changed = normal && !str_is_equal(result, cluster.text);
        if (is_changed) {
            place->start = *off - cluster.text.len;
            place->end = *off;
            strbuf_reset(composed);
            strbuf_append_str(composed, result);
        }
        free(normal);
        if (is_changed)
            return true;
    }
    return false;
}
