/* The encoding of a page: what it declares, checked against what it is.
 *
 * Pages say how they are encoded, and some lie. What is declared counts if the page can
 * be read that way and is not plainly something else: valid UTF-8 beyond ASCII is never
 * by chance, and an encoding of single bytes reads everything without an error.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <piyue/web.h>

#include <string.h>

#include <piyue/charset.h>

/* Browsers look at 1,024 bytes; pages with much in front of it are read all the same. */
#define PRESCAN_BYTES ((size_t)16 << 10)

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static size_t find_nocase(Str text, Str word, size_t from)
{
    for (size_t off = from; off + word.len <= text.len; off++)
        if ((text.data[off] | 0x20) == (word.data[0] | 0x20) &&
            str_is_equal_nocase(str_slice(text, off, off + word.len), word))
            return off;
    return STR_NONE;
}

/* The label behind `name` and '=' (charset=gb2312, encoding="GBK") in `tag`. */
static Str find_label(Str tag, Str name)
{
    for (size_t off = 0; (off = find_nocase(tag, name, off)) != STR_NONE;) {
        off += name.len;
        size_t at = off;
        while (at < tag.len && is_blank(tag.data[at]))
            at++;
        if (at >= tag.len || tag.data[at] != '=')
            continue;
        at++;
        while (at < tag.len &&
               (is_blank(tag.data[at]) || tag.data[at] == '"' || tag.data[at] == '\''))
            at++;
        size_t end = at;
        while (end < tag.len && !is_blank(tag.data[end]) &&
               !strchr("\"'>;/?", tag.data[end]))
            end++;
        return str_slice(tag, at, end);
    }
    return STR("");
}

/* What a page declares, as a canonical name; NULL for nothing or nothing known. */
static const char *find_declared(Str head)
{
    head = str_slice(head, 0, PRESCAN_BYTES);
    for (size_t off = 0; off < head.len; off++) {
        const char *at = memchr(head.data + off, '<', head.len - off);
        if (!at)
            return NULL;
        off = (size_t)(at - head.data);
        Str rest = str_slice(head, off, head.len);
        bool is_meta = str_is_equal_nocase(str_slice(rest, 1, 5), STR("meta"));
        bool is_xml = str_has_prefix(rest, STR("<?xml"));
        if (str_has_prefix(rest, STR("<!--"))) {
            size_t end = str_find(head, STR("-->"), off + 2);
            off = end == STR_NONE ? off : end;
            continue;
        }
        if (!is_meta && !is_xml)
            continue;
        const char *close = memchr(rest.data, '>', rest.len);
        Str tag = str_slice(rest, 0, close ? (size_t)(close - rest.data) : rest.len);
        Str label = find_label(tag, is_xml ? STR("encoding") : STR("charset"));
        const char *encoding = label.len ? charset_find(label) : NULL;
        if (encoding)
            return encoding;
    }
    return NULL;
}

/* Bytes of `head` that the encoding cannot read. */
static uint64_t count_replaced(Str head, const char *encoding)
{
    Error ignored = {0};
    StrBuf decoded = {0};
    uint64_t replaced = head.len;
    Decoder *decoder = decoder_new(encoding, &ignored);
    if (decoder) {
        decoder_feed(decoder, head, false, &decoded);
        replaced = decoder_get_replaced(decoder);
    }
    decoder_free(decoder);
    strbuf_clear(&decoded);
    error_clear(&ignored);
    return replaced;
}

static bool is_one_of(const char *encoding, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(encoding, names[i]) == 0)
            return true;
    return false;
}

const char *html_choose_encoding(Str head, const char *detected)
{
    /* A declaration that can be read is no proof of these; a page in them is. */
    static const char *const wide[] = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"};
    static const char *const single[] = {"Windows-1252", "Windows-1251", "KOI8-R"};
    const char *declared = find_declared(head);
    if (!declared || strcmp(declared, detected) == 0 ||
        is_one_of(declared, wide, ARRAY_SIZE(wide)) ||
        is_one_of(detected, wide, ARRAY_SIZE(wide)))
        return detected;
    bool is_utf8 = strcmp(detected, "UTF-8") == 0;
    if (str_is_ascii(head)) /* what is not ASCII comes later, where it was detected */
        return is_utf8 ? declared : detected;
    if (is_utf8 || (is_one_of(declared, single, ARRAY_SIZE(single)) &&
                    !is_one_of(detected, single, ARRAY_SIZE(single))))
        return detected;
    return count_replaced(head, declared) <= count_replaced(head, detected) ? declared
                                                                            : detected;
}
